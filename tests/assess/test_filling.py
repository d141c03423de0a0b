"""A number in the place of what is unknown: the same as if it were written there, and refusals that say what to type."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.assess.test_obstacles import both, shared, text
from tests.small import project

from loadpath.assess.chance_shares import chance_shares
from loadpath.assess.filling import filled, said_of
from loadpath.assess.lines import judgements_of
from loadpath.assess.obstacles import Obstacles, obstacles
from loadpath.assess.results import NotComputed
from loadpath.case.value import Chance


def chance_of(written: str, **numbers: int) -> float:
    """Return the chance of a case in which percentages stand where something is unknown."""
    case = filled(project(written).case, {name: Chance(mean=Fraction(one, 100)) for name, one in numbers.items()})
    found = obstacles(case, "me")
    assert isinstance(found, Obstacles), found
    return found.chance


def refused(written: str, by: str = "me", audience: str = "internal") -> str:
    """Return why nothing is told input by input."""
    found = obstacles(project(written).disclosed(audience).case, by)
    assert isinstance(found, NotComputed)
    return found.reason


@pytest.mark.parametrize(
    ("old", "new", "named", "said"),
    [
        ("- danger: 20% (10%-34%)", "- danger: unknown", "danger", "danger"),
        ("- danger: 20% (10%-34%)", "- danger: at most 30%", "danger", "danger"),
        ("- danger: 20% (10%-34%) because x\n", "", "danger", "danger"),
        ("- gate fails: 25% (10%-50%) because x\n", "", "gate", "gate fails"),
        ("- gate fails: 25% (10%-50%)", "- gate fails: unknown", "gate", "gate fails"),
        ("passes 90% if not danger, 30% (10%-60%) if danger", "passes 90% if not danger", "look", "look passes"),
        ("30% (10%-60%) if danger", "at most 40% if danger", "look", "look passes"),
        ("30% (10%-60%) if danger", "unknown otherwise", "look", "look passes"),
    ],
)
def test_a_number_stands_where_it_is_unknown(old: str, new: str, named: str, said: str) -> None:
    """The chance is that of the text with the number there; the refusal names it, and the option that puts it there."""
    open_ = text().replace(old, new, 1)
    assert open_ != text()
    values = {"danger": 20, "gate": 25, "look": 30}
    assert chance_of(open_, **{named: values[named]}) == pytest.approx(0.468)  # as written, by hand in test_obstacles
    why = refused(open_)
    assert f"`{said}` is unknown, or only bounded: add `--suppose {named}=5%`" in why
    assert "`loadpath chance` alone gives the bounds" in why
    assert said_of(project(open_).case, named) == said


def test_several_unknowns_are_named_with_an_option_each() -> None:
    """Of four, three are named; of two, both, and both numbers are needed."""
    two = text(danger="unknown").replace("30% (10%-60%) if danger", "unknown if danger")
    assert "`danger` and `look passes` are unknown" in refused(two)
    assert "`--suppose danger=5% --suppose look=5%`, with your number" in refused(two)
    assert chance_of(two, danger=20, look=30) == pytest.approx(0.468)
    many = two.replace("1. [[danger]]", "1. [[danger]]\n2. [[b]]\n3. [[c]]").replace("2. [[gate]]", "4. [[gate]]")
    many += "\n## Event b: B\n\n## Event c: C\n"
    assert "and 1 more are unknown" in refused(many)
    assert "and so on" in refused(many)


def test_a_number_is_put_where_the_line_was_written() -> None:
    """Who inherits the unknown gets it as well; who has a number of their own keeps that."""
    written = text(danger="unknown") + "\n## Assessor you: Y\n\n- starts from: [[me]]\n"
    more = written + "- danger: 40% because x\n"
    number = {"danger": Chance(mean=Fraction(1, 5))}
    found = obstacles(filled(project(written).case, number), "you")
    assert isinstance(found, Obstacles)
    assert found.chance == pytest.approx(0.468)
    own = obstacles(filled(project(more).case, number), "you")
    assert isinstance(own, Obstacles)
    assert own.chance == 0  # at 40 % nothing comes to 2 %, as in test_obstacles


def test_surfaces_and_responses_are_given_a_number_as_a_whole() -> None:
    """A surface whose recall is unknown, and a table with an unknown cell: 1 - 0.75 is the gate's 25 %."""
    surface = (
        "\n## Surface w: W\n\n- attempts: 2\n- correlation: none\n\n| stage | passes |\n|---|---|\n| f | unknown |\n"
    )
    barrier = "## Mitigation gate: G\n\n- state: planned\n- feasible: 60%\n- needs years: 2 years (1 year-4 years)\n"
    bare = text().replace("2. [[gate]] fails", "2. [[w]] catches none").replace(barrier, "")
    bare = bare.replace("- gate fails: 25% (10%-50%) because x\n", "") + surface
    assert "`w catches one` is unknown" in refused(bare)
    # there is no gate to be had: after a pass 1/13 x 1/4 is below 2 % for certain, with 78 %
    assert chance_of(bare, w=75) == pytest.approx(0.78)


@pytest.mark.parametrize("name", ["nope", "gate", "allowed", "loss", "silent"])
def test_what_is_not_unknown_is_given_no_number(name: str) -> None:
    """What is not there, has a number, or has no probability of its own."""
    silent = "- silent: unknown because x\n\n## Test silent: S\n\n- about: [[danger]]\n"  # not said: passes, or fails
    with pytest.raises(ValueError, match=f"nothing about `{name}` is unknown"):
        filled(project(text(danger="unknown") + silent).case, {name: Chance(mean=Fraction(1, 2))})


def test_what_no_number_mends_is_said_so() -> None:
    """A pathway without a chain lacks one; what is withheld nobody else can fill in."""
    assert "write in the case what `way` lacks" in refused(text() + "\n## Pathway way: W\n")
    hidden = text().replace("## Event danger: D\n", "## Event danger: D\n\n- access: internal\n")
    why = refused(hidden, audience="public")
    assert "withheld from you: nobody who may not see it can put a number there" in why
    assert "--suppose" not in why


def test_shares_of_two_are_told_once_the_unknown_has_a_number() -> None:
    """Unknown to one of two: with the number that is written elsewhere, the same shares."""
    open_ = both().replace("- danger: 20% (10%-34%)", "- danger: unknown")
    found = chance_shares(project(open_).case, "me", "you")
    assert isinstance(found, NotComputed)
    assert "--suppose danger=5%" in found.reason
    number = {"danger": Chance(mean=Fraction(1, 5))}
    told = chance_shares(filled(project(open_).case, number), "me", "you")
    assert not isinstance(told, NotComputed)
    assert {one.subject: one.share for one in told.inputs} == pytest.approx(
        {one.subject: one.share for one in shared(both()).inputs}
    )


@pytest.mark.parametrize(
    "line",
    [
        "20% if gate fails, 10% if gate",  # a barrier fails, or it works
        "20% if not gate, 10% if not gate fails",
        "20% if danger and gate, 10% if not danger, 5% if not gate",
        "20% if 1 of danger, slip, 10% if not danger",
    ],
)
def test_a_line_that_has_a_number_in_every_case_is_given_none(line: str) -> None:
    """One of its conditions holds whatever is so: nothing is left open, and `supposed` would be said of nothing."""
    written = f"{text()}- loose: {line} because x\n\n## Event loose: L\n\n## Event slip: S\n"
    number = {"loose": Chance(mean=Fraction(1, 2))}
    with pytest.raises(ValueError, match="nothing about `loose` is unknown"):
        filled(project(written).case, number)
    open_ = written.replace("10% if", "10% if slip and").replace(", 5% if not gate", "")
    assert filled(project(open_).case, number) != project(open_).case


def test_no_proportion_is_put_in_the_place_of_a_time() -> None:
    """5 % of what? The reader refuses `span: 5%` there; a quantity held against a percentage takes one."""
    steps = "1. [[danger]]\n2. [[span]] at least 10 days\n3. [[gate]] fails\n"
    written = text().replace("1. [[danger]]\n2. [[gate]] fails\n", steps)
    written += "- span: unknown because x\n\n## Quantity span: Q\n"
    number = {"span": Chance(mean=Fraction(1, 20))}
    with pytest.raises(ValueError, match="nothing about `span` is unknown"):
        filled(project(written).case, number)
    assert "write in the case what `span` lacks" in refused(written)
    share = written.replace("at least 10 days", "at least 1%")
    assert "`--suppose span=5%`" in refused(share)
    assert chance_of(share, span=5) == pytest.approx(0.468)  # 5 % is at least 1 %: as if the step were not there
    other = written.replace("at least 10 days", "at least [[limit]]") + "\n## Quantity limit: L\n"
    judged = other.replace("- span: unknown", "- limit: 10 days because x\n- span: unknown")
    with pytest.raises(ValueError, match="nothing about `span` is unknown"):
        filled(project(judged).case, number)


WATCHED = """
## Surface w: W

- attempts: 2
- correlation: none

| stage | passes |
|---|---|
| f | 50% |
"""
TRIED = """
## Event trip: T

- happens: at [[rate]] per session over [[sessions]]

## Quantity rate: R

## Quantity sessions: S
"""


def test_what_is_computed_is_given_no_number() -> None:
    """Nobody judges them: a surface whose table has all numbers, an event with a rate, a claim that only rests on one."""
    numbers = "- rate: 1 in 1,000 per session because x\n- sessions: 10 sessions because x\n"
    sound = "\n## Claim sum: C\n\n- says: not [[danger]]\n"
    case = project(text() + numbers + WATCHED + TRIED + sound).case
    for name in ("w", "trip", "sum"):
        with pytest.raises(ValueError, match=f"nothing about `{name}` is unknown"):
            filled(case, {name: Chance(mean=Fraction(1, 2))})
    unknown = project(text() + WATCHED.replace("50%", "unknown") + TRIED).case
    for name in ("w", "trip"):
        assert filled(unknown, {name: Chance(mean=Fraction(1, 2))}) != unknown


def test_what_is_unknown_to_one_alone_is_given_a_number_there_alone() -> None:
    """`you` start from `me`: what `me` computes stays; what only `me` lacks would be inherited, and is refused."""
    known = "- rate: 1 in 1,000 per session because x\n- sessions: 10 sessions because x\n"
    half = "- rate: 1 in 1,000 per session because x\n- sessions: unknown because x\n"
    you = "\n## Assessor you: Y\n\n- starts from: [[me]]\n"
    number = {"trip": Chance(mean=Fraction(1, 2))}
    first = filled(project(text() + known + TRIED + you + "- sessions: unknown because y\n").case, number)
    assert "trip" not in judgements_of(first, "me").lines
    assert judgements_of(first, "you").lines["trip"].origin == "you"
    with pytest.raises(ValueError, match="`trip` is not unknown to `you`, who would inherit a number for it"):
        filled(project(text() + half + TRIED + you + "- sessions: 10 sessions because y\n").case, number)
    both = filled(project(text() + half + TRIED + you).case, number)
    assert judgements_of(both, "you").lines["trip"].origin == "me"
