"""How likely a case can be made: two kinds of worlds, feasibility, milestones, portfolios, drawn outcomes."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, sqrt
from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.small import project

from loadpath.assess.attainable import Attainable, attainable
from loadpath.assess.results import Interval, NotComputed
from loadpath.case.value import Amount

if TYPE_CHECKING:
    from collections.abc import Sequence

YEAR = Fraction(31_556_952)
DANGER = "## Budget b: B\n- this case: 0.25%\n\n## Event danger: D\n- kind: residual\n\n"
ME = "## Assessor me: Me\n\n"
SHARP = "passes 99.8% if not danger, 0.8% if danger because x"
"""From 20 %: a pass has the chance 0.8 and leaves 0.2 %, a fail leaves 99.2 %."""

THEFT = """## Budget b: B

- this case: 1%

## Pathway p: P

1. [[x]]
2. [[strong]] fails
3. [[weak]] fails

## Event x: X

## Mitigation strong: S

- state: planned
- cost: $3M
{strong}
## Mitigation weak: W

- state: planned
- cost: $1M
{weak}
## Assessor me: Me

- x: 3% because y
- strong fails: 10% because y
- weak fails: 25% because y
"""


def made(text: str, limit: Amount | None = None, milestone: Amount | None = None) -> Attainable:
    """Return how likely a small case can be made."""
    read = project(text)
    return attainable(read.case, "me", read.risk(by="me").risk, limit=limit, milestone=milestone)


def planned(name: str, line: str, fields: str = "") -> tuple[str, str]:
    """Return a planned test, and the line that judges it."""
    return f"## Test {name}: T\n- about: [[danger]]\n{fields}\n", f"- {name}: {line}\n"


def with_tests(*tests: tuple[str, str], danger: str = "20%") -> str:
    """Return a case with tests of one danger."""
    parts = "".join(part for part, _ in tests)
    return f"{DANGER}{parts}{ME}- danger: {danger} because x\n{''.join(line for _, line in tests)}"


def one(answer: object) -> float:
    """Return an answer that is one number."""
    assert isinstance(answer, Interval), answer
    return answer.value


def years(median: int, low: Fraction | None = None, high: Fraction | None = None) -> Amount:
    """Return a time."""
    return Amount(
        median=median * YEAR, low=low * YEAR if low else None, high=high * YEAR if high else None, unit="s", written="t"
    )


def test_equal_means_and_unequal_chances() -> None:
    """20 % everywhere against 0.2 % in 80 % of worlds and 99.2 % in the rest: 0.8 x 0.2 + 0.2 x 99.2 = 20."""
    blunt = made(with_tests(planned("t", "passes 80% if not danger, 80% if danger because x")))
    sharp = made(with_tests(planned("t", SHARP)))
    assert one(blunt.chance) == 0
    assert one(sharp.chance) == pytest.approx(0.8)
    assert one(blunt.expected) == one(sharp.expected) == pytest.approx(0.2)
    assert one(sharp.bound) == pytest.approx(0.8 / 0.9975)  # (1 - p) / (1 - b)


def test_nothing_planned_is_certain_either_way() -> None:
    """Without tests and mitigations the chance is 1 at or below the budget, else 0; the bound is told all the same."""
    assert one(made(with_tests(danger="0.2%")).chance) == 1
    assert one(made(with_tests(danger="20%")).chance) == 0


def test_two_tests_are_enumerated_together() -> None:
    """Two tests, P(pass | none) 0.9, P(pass | danger) 0.05: two passes leave 0.2 x 0.0025 / (0.0005 + 0.648) = 0.077 %,
    one pass at best 1.2 % before the other: only both passes are enough.
    """  # noqa: D205  the derivation belongs to the one sentence
    line = "passes 90% if not danger, 5% if danger because x"
    found = made(with_tests(planned("t", line), planned("u", line)))
    assert one(found.chance) == pytest.approx(0.0005 + 0.648)


def test_mitigations_count_as_far_as_they_can_be_had() -> None:
    """Of 3 %, strong leaves 0.3 %, weak 0.75 %, each below 1 %; 1 - 0.4 x 0.5 = 0.8. Expected: 0.03 x (0.6 x 0.1 + 0.4)
    x (0.5 x 0.25 + 0.5) = 0.8625 %.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = made(THEFT.format(strong="- feasible: 60%\n", weak="- feasible: 50% because of the budget\n"))
    assert one(found.chance) == pytest.approx(0.8)
    assert one(found.expected) == pytest.approx(0.03 * 0.46 * 0.625)


@pytest.mark.parametrize("words", ["", "- feasible: perhaps\n", "- feasible: 0.5\n"])
def test_feasibility_that_is_no_number_is_unknown(words: str) -> None:
    """From 60 %, if weak cannot be had, to 1, if it can."""
    found = made(THEFT.format(strong="- feasible: 60%\n", weak=words)).chance
    assert isinstance(found, Interval)
    assert [found.low, found.high] == pytest.approx([0.6, 1.0])


def test_what_is_too_late_does_not_count() -> None:
    """A year is enough for what needs one, and not for what needs two: the test counts, or it does not."""
    late = made(with_tests(planned("t", SHARP, "- needs years: 2\n")), milestone=years(1))
    in_time = made(with_tests(planned("t", SHARP, "- needs years: 1\n")), milestone=years(1))
    assert one(late.chance) == 0
    assert one(in_time.chance) == pytest.approx(0.8)


def test_an_uncertain_milestone() -> None:
    """The median of 2 years (1-4) is 2 years: what needs 2 is in time half of the times; both at once are one event."""
    line = "passes 90% if not danger, 5% if danger because x"
    milestone = years(2, Fraction(1), Fraction(4))
    fields = "- needs years: 2\n"
    assert one(made(with_tests(planned("t", SHARP, fields)), milestone=milestone).chance) == pytest.approx(0.4)
    both = made(with_tests(planned("t", line, fields), planned("u", line, fields)), milestone=milestone)
    assert one(both.chance) == pytest.approx(0.6485 / 2)  # 0.6485 / 4 if they were late independently


def test_the_best_portfolio() -> None:
    """For $3M the strong one is best (60 %), for $1M only the weak one can be had (50 %), for $4M both (80 %)."""
    text = THEFT.format(strong="- feasible: 60%\n", weak="- feasible: 50%\n")
    for million, ids, chance in ((1, ("weak",), 0.5), (3, ("strong",), 0.6), (4, ("strong", "weak"), 0.8)):
        found = made(text, limit=Amount(median=Fraction(million * 10**6), unit="$")).portfolio
        assert found is not None
        assert not isinstance(found, NotComputed)
        assert (found.ids, found.exhaustive) == (ids, True)
        assert one(found.chance) == pytest.approx(chance)


def test_what_costs_nothing_in_that_unit_is_left_out_by_name() -> None:
    """A portfolio in dollars says nothing of a test that costs weeks."""
    text = with_tests(planned("t", SHARP, "- cost: 6 person-weeks\n"))
    found = made(text, limit=Amount(median=Fraction(10**6), unit="$")).portfolio
    assert found is not None
    assert not isinstance(found, NotComputed)
    assert (found.ids, found.left_out) == ((), ("t",))


def test_more_than_16_things_are_bought_one_by_one() -> None:
    """The first of 17 to be bought is the one that tells; the others raise nothing, and it is said that not all was
    tried.
    """  # noqa: D205  one sentence
    idle = [planned(f"t{number}", "passes 50% because x", "- cost: $1M\n") for number in range(15)]
    barrier = "## Mitigation m: M\n- state: planned\n- cost: $1M\n- feasible: 50%\n\n"
    text = barrier + with_tests(*idle, planned("tells", SHARP, "- cost: $1M\n"))
    found = made(text, limit=Amount(median=Fraction(10**7), unit="$")).portfolio
    assert found is not None
    assert not isinstance(found, NotComputed)
    assert (found.ids, found.exhaustive) == (("tells",), False)


def test_barriers_of_which_several_are_needed_are_found_one_by_one() -> None:
    """Seventeen barriers that each let a tenth through: of 20 %, two leave 0.2 %, the first that are at or below 1 %;
    one alone raises no chance. Two for $2M are had with 0.5 x 0.5; for $3M, two of three: 3/8 + 1/8.
    """  # noqa: D205  the derivation belongs to the one sentence
    text = barriers(17, feasible=50, fails=10)
    for million, chance in ((2, 0.25), (3, 0.5)):
        found = made(text, limit=Amount(median=Fraction(million * 10**6), unit="$")).portfolio
        assert found is not None
        assert not isinstance(found, NotComputed)
        assert (len(found.ids), found.exhaustive) == (million, False)
        assert one(found.chance) == pytest.approx(chance)


def barriers(count: int, *, feasible: int, fails: int) -> str:
    """Return a danger of 20 % behind planned barriers that are alike, with a budget of 1 %."""
    names = [f"m{number}" for number in range(count)]
    steps = "".join(f"{place}. [[{name}]] fails\n" for place, name in enumerate(names, 2))
    nodes = "".join(
        f"## Mitigation {name}: M\n- state: planned\n- feasible: {feasible}%\n- cost: $1M\n\n" for name in names
    )
    lines = "".join(f"- {name} fails: {fails}% because x\n" for name in names)
    head = f"## Budget b: B\n- this case: 1%\n\n## Pathway p: P\n1. [[danger]]\n{steps}\n## Event danger: D\n\n"
    return f"{head}{nodes}{ME}- danger: 20% because x\n{lines}"


def at_least(count: int, least: int, chance: float) -> float:
    """Return the binomial chance of at least so many of `count`."""
    return sum(comb(count, k) * chance**k * (1 - chance) ** (count - k) for k in range(least, count + 1))


def test_sixteen_barriers_are_gone_through() -> None:
    """Each lets a third through and can be had with 30 %: 20 % x 3^-k is at or below 1 % from k = 3 on (0.74 %), so the
    chance is that of at least 3 of 16, and the risk expected 20 % x (0.3 / 3 + 0.7)^16. The text says 33 %: 0.33^3 x
    20 % = 0.72 %, 0.33^2 x 20 % = 2.2 %.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = made(barriers(16, feasible=30, fails=33))
    assert one(found.chance) == pytest.approx(at_least(16, 3, 0.3), abs=1e-12)
    assert one(found.expected) == pytest.approx(0.2 * (0.3 * 0.33 + 0.7) ** 16, abs=1e-12)
    assert found.error == 0


def test_more_than_sixteen_barriers_are_drawn() -> None:
    """As with 16: at least 3 of 20, drawn 20,000 times, within four standard errors."""
    found = made(barriers(20, feasible=20, fails=33))
    expected = at_least(20, 3, 0.2)  # 0.794
    assert found.error == pytest.approx(sqrt(expected * (1 - expected) / 20_000), rel=0.02)
    assert abs(one(found.chance) - expected) < 4 * found.error
    assert one(found.expected) == pytest.approx(0.2 * (0.2 * 0.33 + 0.8) ** 20, rel=0.02)


def test_that_all_draws_agree_is_not_certainty() -> None:
    """At least 3 of 40 with 60 % each: it fails once in 10^12, which no 20,000 draws see; what they can say is that it
    fails at most 3 times in 20,000 (95 %, the rule of three), 0.015 %, and twice the error is about that.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = made(barriers(40, feasible=60, fails=33))
    assert one(found.chance) == 1
    assert 2 * found.error == pytest.approx(3 / 20_000, rel=0.1)


def test_what_is_drawn_waits_for_one_milestone() -> None:
    """Twenty barriers of which at least 3 can nearly surely be had and need 2 years of 2 (1-4): all are in time or
    none, 1/2.
    """  # noqa: D205  one sentence
    text = barriers(20, feasible=99, fails=33).replace("- cost: $1M", "- needs years: 2")
    found = made(text, milestone=years(2, Fraction(1), Fraction(4)))
    assert abs(one(found.chance) - 0.5) < 4 * found.error  # 1 if they were late independently


RESTORING = """## Budget b: B
- this case: 3%

## Pathway p: P
1. [[danger]]
2. [[wall]] fails

## Event danger: D

## Claim tight: It is tight

## Mitigation wall: W
- needs: [[tight]]
- state: built

## Mitigation seal: S
- state: planned
- feasible: 60%
- restores: [[tight]]

## Mitigation gate: G
- state: planned
- feasible: 50%

## Pathway q: Q
1. [[danger]]
2. [[gate]] fails
3. not [[tight]]

## Test t: T
- about: [[danger]]

## Assessor me: Me

- danger: 20% because x
- tight: 80% because x
- wall fails: 10% because x
- gate fails: 10% because x
- t: passes 90% if not danger and not gate, 80% if not danger, 30% if danger because x
"""


def test_switches_are_the_cases_in_which_something_is_built() -> None:
    """The chance is the average of the chances in the four cases in which each barrier is built or cannot be had, with
    one barrier that restores a claim and one on which a likelihood depends; `in_each` writes those cases as text.
    """  # noqa: D205  one sentence
    chances, risks = [], []
    for seal, gate in product((True, False), repeat=2):
        weight = (0.6 if seal else 0.4) * 0.5
        found = made(in_each(in_each(RESTORING, "60", built=seal), "50", built=gate))
        chances.append(weight * one(found.chance))
        risks.append(weight * one(found.expected))
    found = made(RESTORING)
    assert one(found.chance) == pytest.approx(sum(chances), abs=1e-12)
    assert one(found.expected) == pytest.approx(sum(risks), abs=1e-12)
    assert len({round(chance, 9) for chance in chances}) > 2


def in_each(text: str, feasible: str, *, built: bool) -> str:
    """Return a case in which what can be had with some chance is built, or cannot be had."""
    said = f"- state: planned\n- feasible: {feasible}%"
    assert said in text
    return text.replace(said, "- state: built" if built else "- state: planned\n- feasible: 0.0000000001%")


def test_more_tests_than_can_be_gone_through_are_drawn() -> None:
    """22 tests have 2^22 outcomes, twice what is gone through: 21 idle tests and one that tells: 80 %, drawn, within
    four standard errors of sqrt(0.16 / 20,000) = 0.28 %.
    """  # noqa: D205  one sentence
    idle = [planned(f"t{number}", "passes 50% because x") for number in range(21)]
    found = made(with_tests(*idle, planned("tells", SHARP)))
    assert found.error == pytest.approx(0.0028, abs=1e-4)
    assert abs(one(found.chance) - 0.8) < 4 * found.error


def test_drawn_tests_may_be_too_late() -> None:
    """The test that tells is in time in half of the worlds (an uncertain milestone of 2 years): 0.8 / 2."""
    idle = [planned(f"t{number}", "passes 50% because x") for number in range(21)]
    text = with_tests(*idle, planned("tells", SHARP, "- needs years: 2\n"))
    found = made(text, milestone=years(2, Fraction(1), Fraction(4)))
    assert abs(one(found.chance) - 0.4) < 4 * found.error


def test_an_unknown_number_leaves_an_interval() -> None:
    """P(pass | danger) = x is at most 0.8 %: a pass always leaves at most 0.2 %, a fail always more, and P(pass) is
    0.8 x 0.998 + 0.2 x, from 79.84 % to 80 %.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = made(with_tests(planned("t", "passes 99.8% if not danger, at most 0.8% if danger because x"))).chance
    assert isinstance(found, Interval)
    assert [found.low, found.high] == pytest.approx([0.7984, 0.8])


def test_an_outcome_that_may_be_either_counts_for_the_upper_end_alone() -> None:
    """P(pass | danger) = x is anything: a pass leaves at most 0.25 % for small x, and a fail does for x near 1. Nothing
    is sure, and no test makes more of 20 % than 0.8 / 0.9975.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = made(with_tests(planned("t", "passes 90% if not danger, unknown if danger because x"))).chance
    assert isinstance(found, Interval)
    assert [found.low, found.high] == pytest.approx([0.0, 0.8 / 0.9975])


SHAPES = (
    "- danger: {0}\n- m fails: 20%\n- n fails: {1}\n- t: passes 90% if not danger, 10% if danger\n- u: passes 70% if m, 40% otherwise\n",
    "- danger: 15%\n- m fails: {0}\n- n fails: 30%\n- t: passes {1} if not danger, 5% if danger\n- u: passes 60% if not n, {2} if n\n",
    "- danger: {0}\n- m fails: {1}\n- n fails: 40%\n- t: passes 95% if not danger, {2} if danger\n- u: fails {3}\n",
)
NONE = 0.0001
"""Per cent: as near to 0 or 100 % as tests go; the language refuses certainty."""
KNOWN = ("unknown", "at most 3%", "at most 30%", "at least 60%")


def unknown_case(shape: str, words: Sequence[str], feasible: int, budget: int) -> str:
    """Return a small case with two tests, a built and a planned barrier, and observed evidence."""
    said = shape.format(*words, *("50%",) * 4).replace("\n", " because x\n")
    return (
        f"## Budget b: B\n- this case: {budget}%\n\n## Pathway p: P\n1. [[danger]]\n2. [[m]] fails\n3. [[n]] fails\n\n"
        f"## Event danger: D\n\n## Mitigation m: M\n\n## Mitigation n: N\n- state: planned\n- feasible: {feasible}%\n\n"
        "## Evidence seen: S\n- result: 1\n- about: [[danger]]\n- passes when: at most 3\n\n"
        f"## Test t: T\n- about: [[danger]]\n\n## Test u: U\n- about: [[danger]]\n\n{ME}{said}"
        "- seen: passes 80% if not danger, 40% if danger and m, 20% if danger because x\n"
    )


@pytest.mark.parametrize("seed", range(24))
def test_no_value_of_what_is_unknown_leaves_the_interval(seed: int) -> None:
    """Whatever number is written where something is unknown or only bounded, the chance lies within what was told."""
    rng = Random(seed)
    shape, feasible, budget = SHAPES[seed % 3], rng.choice((1, 40, 99)), rng.choice((1, 3, 6))
    words = [rng.choice(KNOWN) for _ in range(4)]
    found = made(unknown_case(shape, words, feasible, budget))
    assert isinstance(found.chance, Interval)
    assert isinstance(found.expected, Interval)
    ends = {
        "unknown": (NONE, 100 - NONE),
        "at most 3%": (NONE, 3),
        "at most 30%": (NONE, 30),
        "at least 60%": (60, 100 - NONE),
    }
    for number in range(24):
        corner = number < 8  # the ends belong to it
        values = [rng.choice(ends[word]) if corner else round(rng.uniform(*ends[word]), 3) for word in words]
        inside = made(unknown_case(shape, [f"{value:.4f}%" for value in values], feasible, budget))
        assert found.chance.low - 1e-9 <= one(inside.chance) <= found.chance.high + 1e-9, values
        assert found.expected.low - 1e-9 <= one(inside.expected) <= found.expected.high + 1e-9, values


def test_some_intervals_say_something() -> None:
    """The bound is not from 0 to 1 for all: with a budget of 6 %, what is behind two barriers is often below it."""
    found = made(unknown_case(SHAPES[0], ["at most 30%", "at most 30%"], 99, 6)).chance
    assert isinstance(found, Interval)
    assert found.low > 0.9


def test_a_budget_that_is_uncertain_counts_at_its_mean() -> None:
    """The output says that the budget is a mean; without a range it is the budget."""
    text = with_tests(danger="20%")
    ranged = text.replace("- this case: 0.25%", "- this case: 0.25% (0.1%-0.5%)")
    assert (made(text).at_mean, made(ranged).at_mean) == (False, True)
    assert made(ranged).level == pytest.approx(0.0025)
    assert made(ranged).as_json()["budget_is_a_mean"] is True


def test_what_cannot_be_said_says_why() -> None:
    """No budget, too much unknown, no harm, too many barriers that restore: each has its reason."""
    bare = "## Event danger: D\n- kind: residual\n\n## Assessor me: Me\n\n- danger: 1% because x\n"
    many = [planned(f"t{number}", "passes 90% if not danger because x") for number in range(7)]
    claims = "".join(f"## Claim c{number}: C\n\n" for number in range(9))
    seals = "".join(
        f"## Mitigation m{number}: M\n- state: planned\n- restores: [[c{number}]]\n\n" for number in range(9)
    )
    for text, reason in (
        (bare, "no budget"),
        (with_tests(*many), "7 unknown numbers"),
        ("## Budget b: B\n- this case: 1%\n\n## Event e: E\n\n" + ME + "- e: 1% because x\n", "no pathway"),
        (claims + seals + with_tests(), "9 planned mitigations restore claims"),
    ):
        found = made(text).chance
        assert isinstance(found, NotComputed)
        assert reason in found.reason
