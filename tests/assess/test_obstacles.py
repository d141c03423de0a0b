"""What keeps the chance from 100 %, input by input, and the shares of two assessors: by hand, and by text edits."""

from __future__ import annotations

from itertools import permutations
from math import log

import pytest
from tests.small import project

from loadpath.assess import chance_shares as shares_room
from loadpath.assess.attainable import attainable
from loadpath.assess.chance_shares import Shares, chance_shares
from loadpath.assess.obstacles import Obstacle, Obstacles, Sort, obstacles
from loadpath.assess.results import Interval, NotComputed
from loadpath.files.numbers import amount
from loadpath.files.run import run_of

CASE = """
## Budget allowed: A

- this case: 2%

## Pathway loss: L

1. [[danger]]
2. [[gate]] fails

## Event danger: D

## Mitigation gate: G

- state: planned
- feasible: {had}
- needs years: 2 years (1 year-4 years)

## Test look: T

- about: [[danger]]

## Assessor me: M

- danger: {danger} because x
- gate fails: {gate} because x
- look: passes {safe} if not danger, {bad} if danger because x
"""
PLAIN = {"had": "60%", "danger": "20% (10%-34%)", "gate": "25% (10%-50%)", "safe": "90%", "bad": "30% (10%-60%)"}


def text(**other: str) -> str:
    """Return the case with some of its numbers written otherwise."""
    return CASE.format(**{**PLAIN, **other})


def chance(written: str, by: str = "me", before: str | None = None) -> float:
    """Return the chance of making a case, as `attainable` works it out."""
    found = project(written)
    milestone = None if before is None else amount(run_of([(1, 1, before)], ""))
    told = attainable(found.case, by, found.risk(by).risk, milestone=milestone).chance
    assert isinstance(told, Interval)
    return told.low


def told(written: str, stated: float | None = None, before: str | None = None) -> Obstacles:
    """Return what keeps a chance down."""
    milestone = None if before is None else amount(run_of([(1, 1, before)], ""))
    found = obstacles(project(written).case, "me", milestone=milestone, stated=stated)
    assert isinstance(found, Obstacles)
    return found


def one(found: Obstacles, words: str) -> Obstacle:
    """Return an input by its name."""
    return next(item for item in found.inputs if item.words == words)


def test_by_hand() -> None:
    """After a pass danger is 20 x 30 / (20 x 30 + 80 x 90) = 1/13, with the gate 1/52 = 1.92 %: at the budget of 2 %.

    A pass has 78 %, the gate can be had with 60 %: 46.8 %. After a fail danger is 14/22, a quarter of that is 15.9 %.
    So 78 % with the gate for certain, none without it; 60 % x 78 % is linear in the first: 39 % needs 50 %.
    """
    found = told(text(), stated=0.39)
    assert found.chance == pytest.approx(0.468)
    assert found.lowest == pytest.approx(1 / 52)
    gate = one(found, "gate can be had")
    assert (gate.best, gate.worst) == pytest.approx((0.78, 0.0))
    assert gate.needed == pytest.approx(0.5)
    assert gate.sort is Sort.HAD


def test_where_a_number_jumps() -> None:
    """The chance falls to 0 where danger after a pass, a quarter of it, crosses 2 %: 0.3 d / (0.3 d + 0.9 (1 - d)) = 8 %.

    So d = 0.072 / (0.92 x 0.3 + 0.072) = 6/29 = 20.69 %. The gate may fail with 2 % x 13 = 26 % at most.
    """
    found = told(text(), stated=0.1)
    assert one(found, "danger").needed == pytest.approx(6 / 29, abs=1e-6)
    assert one(found, "gate fails").needed == pytest.approx(0.26, abs=1e-6)
    assert one(found, "danger").worst == 0
    assert one(found, "look passes if danger").ends == pytest.approx((0.6, 0.3), abs=1e-3)


def test_a_higher_chance() -> None:
    """The chance is 60 % x (90 % - 60 % d): for 50 % danger would have to be (9 - 25/3) / 6 = 1/9.

    90 % is more than the gate for certain can give, 78 %. One after the other every step raises the chance.
    """
    assert one(told(text(), stated=0.5), "danger").needed == pytest.approx(1 / 9, abs=1e-6)
    found = told(text(), stated=0.9)
    assert one(found, "gate can be had").needed is None
    assert found.steps[0].words == "gate can be had"
    assert found.steps[0].chance == pytest.approx(0.78)
    assert [step.chance for step in found.steps] == sorted(step.chance for step in found.steps)


@pytest.mark.parametrize(
    ("words", "key", "end"),
    [("danger", "danger", "10%"), ("gate fails", "gate", "10%"), ("look passes if danger", "bad", "10%")],
)
def test_an_end_is_the_text_with_that_number(words: str, key: str, end: str) -> None:
    """The chance at the end of a range is that of the text in which the number is written so."""
    item = one(told(text()), words)
    tried = [chance(text()), chance(text(**{key: end}))]
    assert item.best == pytest.approx(max(*tried, chance(text(**{key: PLAIN[key].split("-")[1].rstrip(")")}))))


def test_time_is_an_input() -> None:
    """With a milestone of two years the gate, two years in the middle, is in time with 50 %; never 0, always 46.8 %."""
    found = told(text(), stated=0.351, before="2 years")
    item = one(found, "gate is in time")
    assert item.value == pytest.approx(0.5)
    assert found.chance == pytest.approx(chance(text(), before="2 years"))
    assert (item.best, item.worst) == pytest.approx((0.468, 0.0))
    assert item.needed == pytest.approx(0.75)  # 35.1 % is half way from 23.4 % to 46.8 %


def test_a_milestone_that_is_uncertain() -> None:
    """The chance is that of `attainable`, whose items wait for the same uncertain day."""
    before = "3 years (1 year-6 years)"
    assert told(text(), before=before).chance == pytest.approx(chance(text(), before=before))


def test_refused_with_a_reason() -> None:
    """No budget, something unknown, no chance to be had, more than is worked out: there is no figure, and a reason."""
    more = "".join(f"\n## Mitigation m{place}: M\n\n- state: planned\n- feasible: 50%\n" for place in range(11))
    for written, reason in (
        (text() + more, "mitigations that are planned and tests that are judged are 13 together"),
        (text().replace("- this case: 2%", ""), "no budget"),
        (text(danger="unknown"), "unknown"),
        (text(had="perhaps"), "write `feasible: 60%`"),
    ):
        found = obstacles(project(written).case, "me")
        assert isinstance(found, NotComputed)
        assert reason in found.reason
    with pytest.raises(ValueError, match="not between 0 and 1"):
        obstacles(project(text()).case, "me", stated=0.0)


# two assessors --------------------------------------------------------------------------------------------------------

YOU = """
## Assessor you: Y

- danger: {danger} because x
- gate fails: {gate} because x
- look: passes {safe} if not danger, {bad} if danger because x
"""
THEIRS = {"danger": "10%", "gate": "20%", "safe": "95%", "bad": "10%"}
LINES = {"danger": ("danger",), "gate": ("gate",), "look": ("safe", "bad")}


def both(**other: str) -> str:
    """Return the case with a second assessor."""
    return text() + YOU.format(**{**THEIRS, **other})


def shared(written: str, first: str = "me", second: str = "you") -> Shares:
    """Return what carries the difference of two assessors."""
    found = chance_shares(project(written).case, first, second)
    assert isinstance(found, Shares)
    return found


def mixture(taken: frozenset[str]) -> float:
    """Return the chance of the text in which some lines are those of the second assessor."""
    return chance(text(**{key: THEIRS[key] for name in taken for key in LINES[name]}))


def test_shares_are_those_of_text_edits() -> None:
    """Each share is the mean over all orders of what the line adds to ln(chance) in the text; together ln of the ratio."""
    found = shared(both())
    assert found.logs
    assert found.orders == 0
    for item in found.inputs:
        adds = []
        for order in permutations(LINES):
            before = frozenset(order[: order.index(item.subject)])
            adds.append(log(mixture(before | {item.subject}) / mixture(before)))
        assert item.share == pytest.approx(sum(adds) / len(adds), abs=1e-9)
    assert sum(item.share for item in found.inputs) == pytest.approx(log(mixture(frozenset(LINES)) / 0.468), abs=1e-9)
    assert found.chances == pytest.approx((0.468, mixture(frozenset(LINES))))


def test_differences_where_there_is_no_chance() -> None:
    """With danger of 40 % nothing passes the budget: the difference is shared out, and adds up."""
    found = shared(both(danger="40%", bad="30%", safe="90%"))
    assert not found.logs
    assert found.chances[1] == 0
    assert sum(item.share for item in found.inputs) == pytest.approx(-0.468, abs=1e-9)


def test_a_line_of_another_form_is_rebuilt() -> None:
    """A condition that the first does not have needs circuits of its own, and the shares add up all the same."""
    other = both().replace("- gate fails: 20% because x", "- gate fails: 20% if danger, 30% otherwise because x")
    found = shared(other)
    assert sum(item.share for item in found.inputs) == pytest.approx(found.whole, abs=1e-9)
    same = {item.subject: item.share for item in shared(both()).inputs}
    # without danger the gate's number does not matter: the shares are those of plain 20 %
    assert {item.subject: item.share for item in found.inputs} == pytest.approx(same, abs=1e-9)


def test_what_does_not_move_it_is_no_input() -> None:
    """A range that leaves the mean where it is differs, and carries nothing."""
    found = shared(both(danger="20% (12%-30%)"))
    assert "danger" not in {item.subject for item in found.inputs}
    assert found.still == 1


def test_drawn_orders_add_up_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where orders are drawn the shares lie within four standard errors of the exact ones, and add up exactly."""
    exact = {item.subject: item.share for item in shared(both()).inputs}
    monkeypatch.setattr(shares_room, "MOST_EXACT", 1)
    found = shared(both())
    assert found.orders == shares_room.ORDERS
    assert sum(item.share for item in found.inputs) == pytest.approx(found.whole, abs=1e-9)
    assert shared(both()) == found
    for item in found.inputs:
        assert abs(item.share - exact[item.subject]) < 4 * item.error + 1e-12
