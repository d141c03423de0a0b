"""What a planned test would show: published numbers (N6, N13, N14, N16), worth, choices, and what is refused."""

from __future__ import annotations

import pytest
from tests.small import faults, project

import loadpath as lp
from loadpath.assess.prospect import Choice, Prospect, prospects
from loadpath.assess.results import Interval, NotComputed

COSTS = "- harm costs: $1B\n- doing without costs: $120M\n"
TEST = "## Test t: T\n- about: [[danger]]\n"
CHOOSE = """
## Pathway loss: L

1. [[tries]]
2. [[a]] fails
3. [[b]] fails

## Event tries: E

## Mitigation a: A

- state: planned

## Mitigation b: B

- state: planned

## Test t: T

- about: [[b]]
- chooses between: [[a]], [[b]]

## Assessor me: Me

- tries: 20% because x
- a fails: 40% because x
- b fails: 50% because x
"""


def case(head: str, text: str) -> lp.Project:
    """Return a case with these fields in its head."""
    return lp.read({"case.md": f"# Case small: S\n\n- kind: risk analysis\n{head}\n{text}"})


def shown(danger: str, line: str, head: str = "", fields: str = "", budget: str = "") -> Prospect:
    """Return what one test shows of one danger."""
    text = f"{budget}## Event danger: D\n- kind: residual\n\n{TEST}{fields}\n## Assessor me: Me\n\n"
    return prospects(case(head, f"{text}- danger: {danger} because x\n- t: {line}\n").case, "me").tests[0]


def value(answer: object) -> float:
    """Return an answer that is one number."""
    if isinstance(answer, float):
        return answer
    assert isinstance(answer, Interval), answer
    return answer.value


def test_an_asymmetric_test() -> None:
    """N14: 0.1 x 0.05 + 0.9 x 0.5 = 45.5 %; 0.005 / 0.455 = 1.10 %; 0.095 / 0.545 = 17.4 %; 9.1 and 1.74 times."""
    found = shown("10%", "passes 50% if not danger, 5% if danger because x")
    passed, failed = found.outcomes
    assert (passed.passes, failed.passes) == (True, False)
    assert value(passed.chance) == pytest.approx(0.455)
    assert value(passed.risk) == pytest.approx(0.005 / 0.455)
    assert value(failed.risk) == pytest.approx(0.095 / 0.545)
    assert value(found.down) == pytest.approx(9.1)
    assert value(found.up) == pytest.approx(1.743, abs=5e-4)
    assert value(found.drift) == pytest.approx(0, abs=1e-12)


def test_fails_is_the_other_side_of_passes() -> None:
    """`fails 95% if danger` is `passes 5% if danger`."""
    found = shown("10%", "fails 50% if not danger, 95% if danger because x")
    assert value(found.outcomes[0].risk) == pytest.approx(0.005 / 0.455)


def test_outcomes_average_to_what_is_held_now() -> None:
    """N6: from 25 %, with 15 % to land at 3 % the others average 28.9 %: P(pass | danger) = 0.15 x 0.03 / 0.25 = 1.8 %,
    P(pass | none) = 0.15 x 0.97 / 0.75 = 19.4 %.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = shown("25%", "passes 1.8% if danger, 19.4% otherwise because x")
    assert value(found.outcomes[0].chance) == pytest.approx(0.15)
    assert value(found.outcomes[0].risk) == pytest.approx(0.03)
    assert value(found.outcomes[1].risk) == pytest.approx(0.2888, abs=5e-5)


def test_a_pass_that_certifies() -> None:
    """N13: from 20 %, passes of 80 % and 0.8 / 99.75 = 0.802005 % leave 0.25 %."""
    found = shown("20%", "passes 80% if not danger, 0.802005% if danger because x")
    assert value(found.outcomes[0].risk) == pytest.approx(0.0025, abs=1e-8)


def test_halving_after_a_catch() -> None:
    """N16: 8:1 takes 25 % to 72.7 %; half of that is 36.4 %, 1.45 times what it was."""
    found = shown("25%", "passes 20% if danger, 90% otherwise because x")  # fails 80 % against 10 %
    assert value(found.outcomes[1].risk) == pytest.approx(0.7273, abs=5e-5)
    assert value(found.up) / 2 == pytest.approx(1.45, abs=0.005)


def test_whether_an_outcome_crosses_the_budget() -> None:
    """A pass leaves 1.10 %: below 5 %, which 10 % is not; below 1 % it does not come."""
    line = "passes 50% if not danger, 5% if danger because x"
    assert shown("10%", line, budget="## Budget b: B\n- this case: 5%\n\n").crosses is True
    assert shown("10%", line, budget="## Budget b: B\n- this case: 1%\n\n").crosses is False
    assert shown("10%", line).crosses is None


def test_what_a_test_is_worth_for_a_decision() -> None:
    """At 10 % going ahead costs $100M. After a fail it would cost $174M, so $120M is paid: 1000 x 0.005 + 0.545 x 120 =
    70.4, 29.6 less than 100. To know is worth 100 - 0.1 x 120 = 88.
    """  # noqa: D205  the derivation belongs to the one sentence
    found = shown("10%", "passes 50% if not danger, 5% if danger because x", COSTS, "- cost: $2M (any)\n")
    assert value(found.worth) == pytest.approx(29.6e6)
    assert found.actions is True
    assert found.cost is None  # `$2M (any)` is no number with its range
    text = "## Event danger: D\n- kind: residual\n\n## Assessor me: Me\n\n- danger: 10% because x\n"
    assert value(prospects(case(COSTS, text).case, "me").perfect) == pytest.approx(88e6)


@pytest.mark.parametrize(("danger", "well", "ill"), [("6%", "61%", "59%"), ("1.3%", "33%", "31%")])
def test_what_rounding_leaves_of_a_worth_is_nothing(danger: str, well: str, ill: str) -> None:
    """Where no outcome changes what is decided, a test is worth 0, and not the last digit of a sum of billions."""
    costs = "- harm costs: $1,000B\n- doing without costs: $100B\n"  # one goes ahead below 10 %
    found = shown(danger, f"passes {well} if not danger, {ill} if danger because x", costs)
    assert found.actions is False
    assert found.worth == 0


def test_a_cost_that_is_a_number_is_read() -> None:
    """A cost with a unit is computed with; the reason after it is not."""
    found = shown("10%", "passes 50% because x", COSTS, "- cost: 6 person-weeks because of its size\n")
    assert (found.cost, found.unit) == (6.0, "person-weeks")


def test_costs_in_two_units_are_no_decision() -> None:
    """Money and lives are not compared."""
    costs = "- harm costs: 1,000 lives\n- doing without costs: $120M\n"
    assert isinstance(shown("10%", "passes 50% because x", costs).worth, NotComputed)


@pytest.mark.parametrize("range_", ["$1M-$1B", "$10B ($1B-$11B)"])
def test_costs_without_an_expected_value_are_no_decision(range_: str) -> None:
    """A factor of 1,000 has a2 = ln 1,000 / (2 ln 19) = 1.17, an infinite mean; 10 in 1 to 11 is no distribution."""
    found = shown("10%", "passes 50% because x", f"- harm costs: {range_}\n- doing without costs: $120M\n").worth
    assert isinstance(found, NotComputed)
    assert "no expected value" in found.reason


def test_a_test_nobody_judged_has_no_outcomes() -> None:
    """What nobody judged shows nothing, and is not left out."""
    found = shown("10%", "unknown because x", COSTS)
    assert found.outcomes == ()
    assert isinstance(found.worth, NotComputed)


def test_what_is_unknown_stays_an_interval() -> None:
    """With P(pass | danger) unknown, a pass leaves at most 0.1 / (0.1 + 0.9 x 0.7) = 13.7 %."""
    found = shown("10%", "passes 70% if not danger because x")
    risk = found.outcomes[0].risk
    assert isinstance(risk, Interval)
    assert [risk.low, risk.high] == pytest.approx([0.0, 0.1 / 0.73])
    assert found.crosses is None


def test_a_ratio_is_refused_with_what_to_write() -> None:
    """A ratio is about a result that was observed; a test has two outcomes."""
    text = f"## Event danger: D\n\n{TEST}\n## Assessor me: Me\n\n- t: 4:1 against danger because x\n"
    ((rule, _, message),) = faults(text)
    assert rule == "malformed-judgement"
    assert "passes 97% if not x, 40% if x" in message


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("40%", "passes 40%"),
        ("says nothing", "passes 97%"),
        ("passes 3 h", "passes 97%"),
        ("passes 2% per session", "passes 97%"),
    ],
)
def test_what_is_no_chance_of_an_outcome_is_refused(line: str, remedy: str) -> None:
    """A chance says of what; what is no chance is refused."""
    text = f"## Event danger: D\n\n{TEST}\n## Assessor me: Me\n\n- t: {line} because x\n"
    assert any(remedy in message for _, _, message in faults(text))


def test_only_mitigations_are_chosen_between() -> None:
    """An event cannot be built."""
    text = f"## Event danger: D\n\n{TEST}- chooses between: [[danger]]\n"
    assert [rule for rule, _, _ in faults(text)] == ["misused-reference"]


def test_a_judged_test_moves_no_risk() -> None:
    """A planned test is not evidence: the risk is 10 % with its line and without."""
    text = f"## Event danger: D\n- kind: residual\n\n{TEST}\n## Assessor me: Me\n\n- danger: 10% because x\n"
    with_line = project(text + "- t: passes 50% if not danger, 5% if danger because x\n")
    assert with_line.risk(by="me").risk == project(text).risk(by="me").risk == Interval(0.1, 0.1)


def test_a_test_that_chooses() -> None:
    """By hand: a alone leaves 0.2 x 0.4 = 8 %, b alone 10 %. P(pass) = 0.5 x 0.9 + 0.5 x 0.2 = 0.55; b fails given a
    pass in 0.1 / 0.55, which leaves 3.636 %. Saved: 0.55 x 8 % - 0.2 x 0.1 = 2.4 %, of $1B.
    """  # noqa: D205  the derivation belongs to the one sentence
    text = f"{CHOOSE}- t: passes 90% if b, 20% if not b because x\n"
    found = prospects(case(COSTS, text).case, "me").tests[0].choice
    assert isinstance(found, Choice)
    assert found.options == ("a", "b")
    assert found.now == pytest.approx((0.08, 0.1))
    assert found.chance == pytest.approx(0.55)
    assert found.after[0] == pytest.approx((0.08, 0.02 / 0.55))
    assert found.after[1] == pytest.approx((0.08, 0.08 / 0.45))
    assert found.chosen == ("b", "a")
    assert found.saved == pytest.approx(0.024)
    assert value(found.worth) == pytest.approx(24e6)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- state: planned\n\n## Mitigation b", "- state: built\n\n## Mitigation b"),
        ("[[a]], [[b]]", "[[a]]"),
        (
            "- state: planned\n\n## Mitigation b",
            "- state: planned\n- restores: [[c]]\n\n## Claim c: C\n\n## Mitigation b",
        ),
    ],
)
def test_a_choice_that_cannot_be_told(old: str, new: str) -> None:
    """Two planned mitigations are compared, and none that restores what it cannot take back alone."""
    text = CHOOSE.replace(old, new) + "- t: passes 90% because x\n"
    assert text != CHOOSE + "- t: passes 90% because x\n"
    assert isinstance(prospects(case("", text).case, "me").tests[0].choice, NotComputed)
