"""How likely a case can be made: two kinds of worlds, feasibility, milestones, portfolios, drawn outcomes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.small import project

from loadpath.assess.attainable import Attainable, attainable
from loadpath.assess.results import Interval, NotComputed
from loadpath.case.value import Amount

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


def test_more_than_16_tests_are_drawn() -> None:
    """Sixteen idle tests and one that tells: 80 %, drawn, within four standard errors of sqrt(0.16 / 20,000) = 0.28 %."""
    idle = [planned(f"t{number}", "passes 50% because x") for number in range(16)]
    found = made(with_tests(*idle, planned("tells", SHARP)))
    assert found.error == pytest.approx(0.0028, abs=1e-4)
    assert abs(one(found.chance) - 0.8) < 4 * found.error


def test_what_cannot_be_said_says_why() -> None:
    """No budget, something unknown, too many barriers: each has its reason."""
    bare = "## Event danger: D\n- kind: residual\n\n## Assessor me: Me\n\n- danger: 1% because x\n"
    many = "".join(f"## Mitigation m{number}: M\n- state: planned\n\n" for number in range(9))
    for text, reason in (
        (bare, "no budget"),
        (with_tests(planned("t", "passes 90% if not danger because x")), "unknown"),
        (many + with_tests(), "9 mitigations"),
    ):
        found = made(text).chance
        assert isinstance(found, NotComputed)
        assert reason in found.reason
