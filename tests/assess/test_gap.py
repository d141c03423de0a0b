"""How far it is to a threshold: published numbers (N1 to N7), what closes the gap alone, and what does in pairs."""

from __future__ import annotations

import pytest
from tests.small import assessed

from loadpath.assess.gap import effect, gap_to
from loadpath.assess.results import Interval, NotComputed
from loadpath.engine.statistics.odds import posterior, required_ratio

DANGER = "## Event danger: D\n- kind: residual\n"
LAB = """
## Pathway theft: T

1. [[x]]
2. [[guard]] fails

## Event x: X

## Mitigation guard: G

## Assessor me: Me

"""


def danger(percent: str) -> str:
    """Return a case whose risk is one number."""
    return f"{DANGER}\n## Assessor me: Me\n\n- danger: {percent} because x\n"


@pytest.mark.parametrize(
    ("now", "level", "ratio"),
    [
        ("3%", 0.0025, 12.34),  # N1: (0.03 / 0.97) / (0.0025 / 0.9975) = 12.3402
        ("3%", 0.01, 3.06),  # N7
        ("25%", 0.03, 10.78),  # N4: 10.78 x 12.34 = 133.0
        ("25%", 0.0025, 133.0),
        ("25%", 0.01, 33.0),
        ("25%", 0.05, 6.33),
        ("20%", 0.0025, 99.75),  # N13: (0.2 / 0.8) / (0.0025 / 0.9975)
    ],
)
def test_ratio_still_needed(now: str, level: float, ratio: float) -> None:
    """A likelihood ratio divides odds, a factor on harm divides the probability."""
    found = gap_to(assessed(danger(now)), level, "asked")
    assert isinstance(found.ratio, Interval)
    assert found.ratio.value == pytest.approx(ratio, abs=0.005)
    assert isinstance(found.factor, Interval)
    assert found.factor.value == pytest.approx(float(now.rstrip("%")) / 100 / level)
    assert not found.met


def test_13_is_enough_and_12_is_not() -> None:
    """N1: a published text rounds 12.34 up to 13, which leaves 0.2373 %; 12 would leave 0.2571 %."""
    assert posterior(0.03, 1 / 13) == pytest.approx(0.002373, abs=5e-7)
    assert posterior(0.03, 1 / 12) == pytest.approx(0.002571, abs=5e-7)


def test_a_threshold_that_is_met() -> None:
    """N7: 3 % is at or below 5 %, and at 3 % itself: nothing has to close."""
    assert gap_to(assessed(danger("3%")), 0.05, "5%").met
    at = gap_to(assessed(danger("3%")), 0.03, "3%")
    assert at.met
    assert at.singles == ()
    assert at.passing is None


def test_zero_failures_and_a_test_with_power() -> None:
    """1,197 trials show 0.25 % at 95 %: ln 0.05 / ln 0.9975 = 1196.8. N13: power 0.8 allows 0.8 / 99.75 = 0.80 %."""
    found = gap_to(assessed(danger("20%")), 0.0025, "budget")
    assert found.trials == 1197
    assert found.passing == pytest.approx(0.00802, abs=5e-6)


@pytest.mark.parametrize(
    ("risk", "parts", "ratio", "factor"),
    [
        (0.03, [(1.0, 10.0)], 0.00308, 0.003),  # N2
        (0.03, [(1.0, 4.0)], 0.00767, 0.0075),
        (0.03, [(0.6, 10.0), (0.15, 4.0)], 0.010501, 0.010425),  # N3: 0.6 x 0.3 + 0.15 x 0.75 + 0.25 x 3 = 1.0425 %
        (0.25, [(1.0, 2.0)], 0.142857, 0.125),  # N5: odds 1/3 over 2 is 1/6, that is 1/7
        (0.25, [(1.0, 4.0)], 0.076923, 0.0625),  # 1/12, that is 1/13
    ],
)
def test_a_ratio_is_no_factor(risk: float, parts: list[tuple[float, float]], ratio: float, factor: float) -> None:
    """The same number of times leaves different risks as a ratio and as a factor."""
    found = effect(risk, parts)
    assert found.as_ratio == pytest.approx(ratio, abs=5e-6)
    assert found.as_factor == pytest.approx(factor)


def test_what_a_more_optimistic_prior_still_needs() -> None:
    """N5: 133 / 2 = 66.5 and 133 / 4 = 33.25."""
    assert required_ratio(effect(0.25, [(1.0, 2.0)]).as_ratio, 0.0025) == pytest.approx(66.5)
    assert required_ratio(effect(0.25, [(1.0, 4.0)]).as_ratio, 0.0025) == pytest.approx(33.25)


@pytest.mark.parametrize("parts", [[(0.6, 10.0), (0.5, 4.0)], [(0.0, 10.0)], [(1.0, 0.0)]])
def test_chances_that_are_none_are_refused(parts: list[tuple[float, float]]) -> None:
    """Chances add up to 100 % at most, and nothing is zero."""
    with pytest.raises(ValueError, match="add up to 100 %"):
        effect(0.03, parts)


def test_numbers_that_close_it_alone() -> None:
    """0.1 x 0.3 = 3 %; to come to 1 %, x is 1 / 30, within 3 % to 25 %, or the guard 10 %, outside 20 % to 45 %."""
    text = f"{LAB}- x: 10% (3%-25%) because y\n- guard fails: 30% (20%-45%) because y\n"
    found = gap_to(assessed(text), 0.01, "1%")
    assert not isinstance(found.singles, NotComputed)
    first, second = found.singles
    assert (first.subject, first.within) == ("x", True)
    assert first.needed == pytest.approx(1 / 30)
    assert first.range == pytest.approx((0.03, 0.25))
    assert (second.subject, second.fails, second.within) == ("guard", True, False)
    assert second.needed == pytest.approx(0.1)


def test_pairs_that_close_it_within_their_ranges() -> None:
    """At 3 % and 20 % the risk is 0.6 %: neither closes a gap to 0.7 % alone (0.9 %, 2 %), both together do."""
    text = f"{LAB}- x: 10% (3%-25%) because y\n- guard fails: 30% (20%-45%) because y\n"
    found = gap_to(assessed(text), 0.007, "0.7%")
    assert [(pair.first.subject, pair.second.subject) for pair in found.pairs] in ([("x", "guard")], [("guard", "x")])
    assert found.pairs[0].risk == pytest.approx(0.006)
    assert found.lowest == pytest.approx(0.006)
    assert gap_to(assessed(text), 0.005, "0.5%").pairs == ()


def test_a_number_behind_evidence_is_solved_for() -> None:
    """At 10 %, evidence 4:1 against leaves 0.1 / (0.1 + 0.9 x 4) = 2.7 %; 1 % needs w / (w + 4 (1 - w)) = 1 %."""
    text = (
        f"{DANGER}## Evidence seen: S\n- result: 1\n- about: [[danger]]\n\n## Assessor me: Me\n\n"
        "- danger: 10% because y\n- seen: 4:1 against danger because y\n"
    )
    found = gap_to(assessed(text), 0.01, "1%")
    assert not isinstance(found.singles, NotComputed)
    assert found.singles[0].needed == pytest.approx(0.04 / 1.03)  # 100 w = w + 4 - 4 w
    assert found.singles[0].range is None


def test_what_is_unknown_stays_an_interval() -> None:
    """With a guard nobody judged the risk is 0 to 10 %: a ratio from 0 to 11, and no single number is told."""
    found = gap_to(assessed(f"{LAB}- x: 10% because y\n"), 0.01, "1%")
    assert isinstance(found.ratio, Interval)
    assert [found.ratio.low, found.ratio.high] == pytest.approx([0.0, 11.0])  # (0.1 / 0.9) / (0.01 / 0.99)
    assert isinstance(found.singles, NotComputed)
    assert "unknown" in found.singles.reason


def test_a_threshold_that_is_none_is_refused() -> None:
    """Nothing is below 0, and everything is below 1."""
    with pytest.raises(ValueError, match="above 0 and below 1"):
        gap_to(assessed(danger("3%")), 0.0, "0%")
