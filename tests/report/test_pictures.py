"""Pictures of pathways and of numbers: what they are made from, and the table that says the same."""

from __future__ import annotations

from math import exp, log

import pytest
from tests.report.pictures import strained
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.results import Interval, Load
from loadpath.case import node as kinds
from loadpath.report.diagrams import bow_tie, event_tree, load, matrix, proposals, timeline, tornado, waterfall
from loadpath.report.diagrams.of_case import diagram
from loadpath.report.ink import palette, resolved
from loadpath.report.png import png

PATH = """
## Pathway p: It gets out
- first action: opens a port
- leads to: nobody watches it
1. [[e]]
2. [[door]] fails
3. [[s]] is too late
4. [[matters]]
## Event e: It tries
- is: [[a]] or [[b]]
## Event a: On purpose
## Event b: By accident
## Event matters: It matters
## Mitigation door: A door
- state: verified
## Scenario s: At night
- harm at: 2 h

| who | sees | tells | after | works | again | if |
|---|---|---|---|---|---|---|
| camera | light | guard (phone) | 10 min (5 min-20 min) | 90% ever | | |
| dog | noise | guard (bark) | 1 min | 50% ever | | |
| guard | call | **stops it**: shuts the door | 30 min | 80% each time | | |
"""


def pathway(text: str = PATH) -> tuple[lp.Project, kinds.Pathway]:
    """Return a small case and its pathway."""
    made = project(text)
    assert not made.reading.faults
    return made, made.case.all(kinds.Pathway)[0]


def test_a_bow_tie_has_its_critical_action_in_the_middle() -> None:
    """What may start it stands left, the response and what follows right; each part of an `or` is a threat."""
    made, path = pathway()
    tie = bow_tie.bow_tie(made.case, path)
    assert tie.threats == ("On purpose", "By accident")
    assert [(bar.title, bar.kind, bar.state) for bar in tie.before] == [("A door", "barrier", "verified")]
    assert tie.event == "Opens a port"
    assert [(bar.title, bar.kind) for bar in tie.after] == [("At night", "response"), ("It matters", "condition")]
    assert tie.ends == ("Stopped before the harm", "Nobody watches it")


def test_a_bow_tie_without_a_response_ends_in_the_harm() -> None:
    """What follows the last barrier stands right; where nothing stops it afterwards, there is one end."""
    made, path = pathway(PATH.replace("3. [[s]] is too late\n4.", "3."))
    tie = bow_tie.bow_tie(made.case, path)
    assert [bar.title for bar in tie.before] == ["A door"]
    assert [bar.title for bar in tie.after] == ["It matters"]
    assert tie.ends == ("Nobody watches it",)


def test_an_event_tree_shows_everybody() -> None:
    """A branch has the lowest and the highest belief; one that somebody holds for unknown is not hidden."""
    made, path = pathway()
    beliefs: list[list[Interval | None]] = [
        [Interval(0.1, 0.1), Interval(0.4, 0.4)],
        [Interval(0.5, 0.5), Interval(0.0, 1.0)],
        [None],
        [],
    ]
    tree = event_tree.event_tree(made.case, path, beliefs, [Interval(1e-5, 1e-5)])
    assert [(fork.title, fork.value.replace("\u00a0", " ")) for fork in tree.forks] == [
        ("It tries", "10 %–40 %"),
        ("Fails: A door", "unknown"),
        ("Too late: At night", ""),
        ("It matters", ""),
    ]
    assert tree.value.replace("\u00a0", " ") == "1 in 100,000"


def test_a_timeline_follows_the_quickest_way() -> None:
    """The guard is told after the dog's minute, not after the camera's ten; the end is 1 + 30 minutes, in seconds."""
    made, _ = pathway()
    line = timeline.timeline(made.case.all(kinds.Scenario)[0])
    assert [hop.start for hop in line.hops] == [0.0, 0.0, 60.0]
    assert line.hops[2].ends == (1_860.0, 1_860.0, 1_860.0)
    assert line.hops[0].ends == (300.0, 600.0, 1_200.0)
    assert line.harm == (7_200.0, 7_200.0, 7_200.0)


def test_a_waterfall_ends_where_it_should() -> None:
    """Shares of the logarithm add up: 1 % times e^0.7 times e^-0.2 is 1 % times e^0.5; the rest is one step."""
    steps = [("up", 0.7), ("down", -0.2)]
    fall = waterfall.waterfall(("a", 0.01), ("b", 0.01 * exp(0.5)), steps)
    assert fall.lines[2].bar is not None
    assert fall.lines[2].bar[1] == pytest.approx(0.01 * exp(0.5))
    assert [line.tone for line in fall.lines[1:3]] == ["attention", "good"]
    many = [(f"s{n}", 0.1) for n in range(20)]
    fewer = waterfall.waterfall(("a", 0.01), ("b", 0.01 * exp(2.0)), many)
    assert len(fewer.lines) == waterfall.MOST + 2
    assert fewer.lines[-2].label == "9 more together"  # 20 - 11
    assert fewer.lines[-2].bar is not None
    assert fewer.lines[-2].bar[1] == pytest.approx(0.01 * exp(2.0))
    assert len(waterfall.table(("a", 0.01), ("b", 0.07), many).rows) == 22


def weight(subject: str, kind: str, wrong: float, right: float) -> Load:
    """Return a load with two factors."""
    return Load(
        subject=subject,
        kind=kind,
        names=False,
        if_wrong=wrong,
        if_right=right,
        listed_if_wrong=wrong,
        share=0.5,
        pathways=(),
        owner="",
    )


def test_a_tornado_puts_the_widest_first() -> None:
    """Claims and barriers are drawn by the ratio of their two ends; events stand in the table."""
    loads = [weight("narrow", "claim", 1.5, 0.9), weight("wide", "barrier", 4.0, 0.5), weight("e", "event", 90.0, 0.1)]
    picture = tornado.tornado(loads, 0.01, {"wide": "A wall"}, "me")
    assert [line.label for line in picture.lines] == ["A wall", "narrow"]
    assert picture.lines[0].bar == pytest.approx((0.005, 0.04))  # 1 % times 0.5 and times 4
    assert [row.cells[0][0] for row in tornado.table(loads, 0.01, {}).rows] == ["e", "wide", "narrow"]
    assert log(90.0 / 0.1) > log(4.0 / 0.5) > log(1.5 / 0.9)


def test_load_is_shown_for_everybody() -> None:
    """The heaviest comes first, whoever holds it for heavy; who has no number has no mark."""
    rows = load.load_by_assessor([("a", "claim", (2.0, None)), ("b", "claim", (1.1, 3.0))], {}, ("x", "y"))
    assert [(line.label, line.marks) for line in rows.lines] == [("b", (1.1, 3.0)), ("a", (2.0, None))]
    assert rows.lines[0].value.replace("\u00a0", " ") == "1.1–3 ×"


def test_a_matrix_goes_on_after_nine_pathways() -> None:
    """Twenty pathways are three pages of nine, nine and two, numbered through."""
    pages = matrix.matrices([f"p{n}" for n in range(20)], [("m", [matrix.STEP] * 20)])
    assert [len(page.pathways) for page in pages] == [9, 9, 2]
    assert pages[2].pathways == ((19, "p18"), (20, "p19"))
    assert "page 3 of 3" in pages[2].alt


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_proposals_are_grouped_by_where_they_went() -> None:
    """Two went to the first pathway, two to the second, one to the third; the open one stands last."""
    groups = proposals.went(lp.read(HERON, draws=50).case)
    assert [(len(group.proposals), group.open) for group in groups] == [(2, False), (2, False), (1, False), (1, True)]


def test_every_picture_is_the_same_bytes_and_says_what_it_shows() -> None:
    """Pictures with long names and extreme values are written twice alike, each with words for those who do not see."""
    for (name, wide, narrow), again in zip(strained(), strained(), strict=True):
        assert (name, wide, narrow) == again
        assert 'viewBox="0 0 820 ' in wide
        assert 'viewBox="0 0 350 ' in narrow
        assert 'aria-label=""' not in wide
        assert "nan" not in wide.lower().replace("finance", "")


# without a style sheet


def test_a_resolved_picture_needs_no_style_sheet() -> None:
    """No class and no variable is left, every colour is of the light page, and what is text stays as it was."""
    light = set(palette().values()) | {"none"}
    for _, wide, _ in strained():
        found = resolved(wide)
        assert "class=" not in found
        assert "var(" not in found
        assert {one.partition('"')[0] for one in found.split('fill="')[1:]} <= light
        assert {one.partition('"')[0] for one in found.split('stroke="')[1:]} <= light
        assert found.count("<text") == wide.count("<text")


def test_a_picture_becomes_a_png() -> None:
    """The file is a PNG of twice the size of the drawing; a text that is no picture is refused."""
    pytest.importorskip("typst")
    made, path = pathway()
    found = png(bow_tie.draw(bow_tie.bow_tie(made.case, path), narrow=True))
    assert found[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(found[16:20], "big") == 700  # 350 px, two pixels to one
    with pytest.raises(ValueError, match="no picture"):
        png("<svg/>")


@pytest.mark.parametrize(("name", "how"), [("door", "bow-tie"), ("e", "event-tree"), ("door", "timeline"), ("p", "x")])
def test_what_cannot_be_drawn_is_refused(name: str, how: str) -> None:
    """A barrier is no pathway and has no response; the message names what would do."""
    made, _ = pathway()
    with pytest.raises(ValueError, match=r"pathways are `p`|with a table are `s`|there is no drawing `x`"):
        diagram(made.case, name, how, book=lambda: pytest.fail("no numbers are needed"))
