"""Diagrams: what becomes of a case as an argument, and that every drawing can be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.report.arguments import size_of, tree
from tests.report.geometry import faults, summary
from tests.small import HERON, project

import loadpath as lp
from loadpath.report.diagrams import cae, gsn
from loadpath.report.diagrams.argument import argument, described
from loadpath.report.diagrams.drawing import svg
from loadpath.report.diagrams.elements import Element, Kind, levels
from loadpath.report.diagrams.layout import MOST, plan

if TYPE_CHECKING:
    from loadpath.report.diagrams.elements import Argument

SAMPLE = range(0, 500, 9)
"""Every ninth of the 500 arguments that the soak run draws; 56 of them, 3 to 1,000 elements."""


@pytest.mark.slow
@pytest.mark.parametrize("notation", [gsn, cae], ids=["gsn", "cae"])
@pytest.mark.parametrize("room", [350, 820, 4000])
def test_a_drawing_can_be_read(notation: object, room: int) -> None:
    """Nothing overlaps, lines meet only where they belong together, text stands in its shape, the room is kept."""
    planned = notation.planned  # type: ignore[attr-defined]
    for seed in SAMPLE[:: 1 if room == 820 else 4]:
        found = faults(planned(tree(seed, min(size_of(seed), 400)), room), room)
        assert not found, f"seed {seed}: {summary(found)}"


def test_the_laws_see_what_is_wrong() -> None:
    """An element that is moved a little is found to be where it should not be, whichever it is."""
    drawn = gsn.planned(tree(0, 30), 820)
    for place in range(len(drawn.boxes)):
        boxes = list(drawn.boxes)
        boxes[place] = replace(boxes[place], x=boxes[place].x + 40, y=boxes[place].y + 60)
        assert faults(replace(drawn, boxes=tuple(boxes)), 820)


def test_a_long_chain_is_drawn() -> None:
    """A thousand claims one below the other are more than Python can follow by calling itself, and no matter here."""
    root = Element(kind=Kind.GOAL, name="last", undeveloped=True)
    for number in range(1_000):
        root = Element(kind=Kind.GOAL, name=f"g{number}", text="rests on the one below", below=(root,))
    drawn = gsn.planned(root, 820)
    assert (len(drawn.boxes), drawn.parts) == (1_001, 1)
    assert not faults(drawn, 820)


def test_a_deep_argument_goes_on_in_parts() -> None:
    """Where each level takes 30 px and none are left, a branch is drawn again below, and says where it was cut off."""
    leaf = Element(kind=Kind.GOAL, name="leaf", undeveloped=True)
    root = leaf
    for number in range(40):
        wide = tuple(Element(kind=Kind.GOAL, name=f"g{number}-{place}", undeveloped=True) for place in range(4))
        root = Element(kind=Kind.GOAL, name=f"g{number}", below=(*wide, root))
    drawn = gsn.planned(root, 820)
    names = [placed.element.name for placed in drawn.boxes]
    assert drawn.parts > 1
    assert len(names) == 40 * 5 + 1 + drawn.parts - 1  # what is cut off is drawn twice, away and in full
    assert drawn.width <= 820
    assert not faults(drawn, 820)


def test_a_room_has_limits() -> None:
    """No drawing is wider than 4,000 px, and none is drawn where not even one box fits."""
    root = Element(kind=Kind.GOAL, name="g")
    for room in (100, MOST + 1):
        with pytest.raises(ValueError, match="176 to 4000"):
            plan(root, gsn.OUTLINES, room)


def test_a_drawing_is_the_same_bytes() -> None:
    """Two drawings of one argument are one text: no order of a set, no rounding that could differ."""
    assert svg(gsn.planned(tree(5, 90), 820), "a") == svg(gsn.planned(tree(5, 90), 820), "a")


# from a case


def drawn(text: str, name: str = "p", **more: object) -> Argument:
    """Return the argument for one part of a small case."""
    return argument(project(text).case, name, **more)  # type: ignore[arg-type]


def outline(one: Argument) -> list[str]:
    """Return every element in short: kind, name, marks, and what it stands under or beside."""
    found = []
    for element, over in levels(one.root):
        marks = "".join(
            mark
            for mark, is_so in (
                ("?", element.undeveloped),
                ("~", bool(element.away)),
                ("-", element.counter),
                ("x", element.defeated),
                ("/", element.answered),
            )
            if is_so
        )
        where = f" < {over.name or over.text[:12]}" if over else ""
        found.append(f"{element.kind.value} {element.name or element.text[:24]}{marks}{where}")
    return found


CHAIN = """
## Pathway p: A bad end
1. [[e]]
2. [[m]] fails
## Event e: It tries
- is: [[a]] or [[b]]
## Event a: A
## Event b: B
## Claim not-a: There is no A
- says: not [[a]]
- evidence: [[seen]]
## Evidence seen: Looked
- about: [[a]]
- result: 0 of 100
- relies on: [[fair]]
## Claim fair: The sample is fair
## Mitigation m: A guard
- needs: [[held]]
## Claim held: It is held
- rests on any of: [[fair]], [[not-a]]
"""


def test_a_pathway_becomes_a_goal() -> None:
    """A chain is a strategy; `or` among events turns into `and` among goals; a claim that says so is the goal."""
    assert outline(drawn(CHAIN)) == [
        "goal p",
        "strategy S1 < p",
        "goal e < S1",
        "goal m < S1",
        "goal not-a < e",  # not (a or b) is not a and not b
        "goal b? < e",
        "goal held < m",
        "assumption fair < not-a",  # nobody argues for it, and a finding relies on it
        "solution seen < not-a",
        "strategy S2 < held",
        "goal fair~ < S2",
        "goal not-a~ < S2",
    ]


def test_challenges_stand_beside() -> None:
    """Open and upheld challenges are counter goals; an upheld rebuttal crosses out; an answered one is crossed itself."""
    text = """
## Claim c: It holds
## Challenge one: No
- against: [[c]]
- kind: rebuts
- status: upheld
## Challenge two: Maybe not
- against: [[c]]
- status: answered
## Request ask: Why?
- status: refused
- leaves open: [[c]]
## Incident was: It broke
- date: 2026-01-01
- about: [[c]]
"""
    found = drawn(text, "c")
    assert outline(found) == [
        "goal c?x",
        "goal one- < c",
        "goal two-/ < c",
        "goal ask- < c",
        "solution was- < c",
    ]
    assert [badge.word for badge in found.root.badges] == ["! upheld", "! challenged"]


def test_evidence_that_failed_or_expired_is_seen() -> None:
    """A finding that failed its own criterion speaks against the goal; one past its day is stale, and so is its goal."""
    text = """
## Claim c: It holds
- evidence: [[bad]], [[old]]
## Evidence bad: A scan
- result: 41 of 100
- passes when: at most 3
## Evidence old: A drill
- result: it worked
- valid until: 2026-01-31
"""
    found = drawn(text, "c", today=date(2026, 2, 1))
    assert outline(found) == ["goal c", "solution bad- < c", "solution old < c"]
    assert found.root.stale
    assert [badge.word for badge in found.root.badges] == ["stale evidence"]
    assert not drawn(text, "c", today=date(2026, 1, 31)).root.stale  # valid on its last day


def test_what_counts_for_two_is_drawn_once() -> None:
    """A part that is needed twice is drawn in full where it is nearest to the top, and away elsewhere."""
    text = """
## Claim top: Top
- rests on: [[deep]], [[shared]]
## Claim deep: Deep
- rests on: [[shared]]
## Claim shared: Shared
- rests on: [[last]]
## Claim last: Last
"""
    assert outline(drawn(text, "top")) == [
        "goal top",
        "goal deep < top",
        "goal shared < top",
        "goal shared~ < deep",
        "goal last? < shared",
    ]
    away = drawn(text, "top", elsewhere={"shared": "another page"})
    assert [one.away for one, _ in levels(away.root)] == ["", "", "another page", "another page"]


def test_only_what_is_argued_for_is_drawn() -> None:
    """An assessor is no argument, and a name that nothing has is refused with its name."""
    with pytest.raises(ValueError, match="`nobody`"):
        drawn(CHAIN, "nobody")


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_every_part_of_the_example_is_drawn_without_a_fault() -> None:
    """Whatever in the example can be drawn, in both notations, wide and narrow."""
    case = lp.read(HERON, draws=50).case
    for node in case.nodes.values():
        if node.kind_name in {"Case", "Pathway", "Claim", "Event", "Mitigation", "Scenario"}:
            root = argument(case, node.id).root
            for room in (350, 820):
                assert not faults(gsn.planned(root, room), room), node.id
                assert not faults(cae.planned(root, room), room), node.id


def test_cae_puts_an_argument_between() -> None:
    """No claim stands on a claim or on evidence directly; contexts are attached to the argument."""
    found = cae.with_arguments(drawn(CHAIN).root)
    for element, over in levels(found):
        if over is not None and over.kind is Kind.GOAL and element in over.below:
            assert element.kind is Kind.STRATEGY
        if element.kind is Kind.ASSUMPTION:
            assert over is not None
            assert over.kind is Kind.STRATEGY


def test_a_drawing_says_what_it_shows() -> None:
    """The words for those who do not see it count what matters, and what stands in the drawing is only text."""
    found = drawn(CHAIN.replace("A bad end", "A <b>bad</b> end & more"))
    words = described(found)
    # p, e, m, not-a, b, held, and two of them again as away goals
    assert words.startswith(
        "Argument for 'A <b>bad</b> end & more': 8 goals, 1 finding, no standing challenges, 1 goal"
    )
    picture = gsn.gsn(found, words)
    assert "<b>" not in picture
    assert "&lt;b&gt;" in picture
