"""Risk: the published table, and every rule of the meaning by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import betainc
from tests.small import HERON, assessed, project

import loadpath as lp
from loadpath.assess.results import Interval, NotComputed, Verdict
from loadpath.engine import laws
from loadpath.errors import FaultyCaseError

# Exact means by enumeration over 15 shared propositions, calculated twice independently of any engine (design of the example).
TABLE = {
    "team": (3.4096783551e-05, 0.682, 9.481874e-06, 1.610612e-06, 3.005976e-06, 0.020646),
    "stress-test": (9.8355251761e-05, 1.967, 6.524919e-05, 8.421259e-06, 4.698743e-06, 0.055737),
    "ext-review": (1.5011698770e-03, 30.02, 9.633700e-04, 2.480846e-05, 1.366975e-05, 0.241703),
}


@pytest.fixture(scope="module")
def heron() -> lp.Project:
    """Return the example, read once."""
    return lp.read(HERON)


@pytest.mark.parametrize("by", TABLE)
def test_the_example_gives_the_published_table(heron: lp.Project, by: str) -> None:
    """Risk, pathways and the posterior of scheming to all digits that are published."""
    found = heron.risk(by=by).as_json()
    risk, times, tampering, exfiltration, government, scheming = TABLE[by]
    assert found["risk"] == pytest.approx(risk, rel=1e-9)
    assert found["times_budget"] == pytest.approx(times, rel=1e-3)
    assert found["pathways"] == pytest.approx(
        {"rnd-tampering": tampering, "exfiltration": exfiltration, "government": government}, rel=1e-6
    )
    assert found["propositions"]["scheming"] == pytest.approx(scheming, rel=1e-4)  # type: ignore[index]


def test_file_permissions_carry_two_pathways(heron: lp.Project) -> None:
    """Listed risk when file permissions are not tight: 3.60, 1.51 and 1.51 times; under two of three pathways."""
    factors = []
    for item in heron.risk():
        load = next(load for load in item.loads if load.subject == "file-permissions-tight")
        assert load.pathways == ("exfiltration", "rnd-tampering")
        factors.append(load.listed_if_wrong)
    assert factors == pytest.approx([3.60, 1.51, 1.51], abs=0.005)


def test_the_unlisted_guess_is_59_percent_of_the_teams_figure(heron: lp.Project) -> None:
    """P(unlisted | harm) for the team is 2e-5 / 3.41e-5 = 0.587."""
    load = next(load for load in heron.risk(by="team").loads if load.subject == "unlisted")
    assert load.share == pytest.approx(2e-5 / 3.4096783551e-05, rel=1e-9)


def test_if_the_honeypot_run_had_failed(heron: lp.Project) -> None:
    """Scheming 22.7 %, 13.0 % and 44.6 % (published with the table)."""
    texts = {name: text.replace("- result: 3 of 4,000", "- result: 30 of 4,000") for name, text in heron.texts.items()}
    found = [item.propositions["scheming"].low for item in lp.read(texts).risk()]  # type: ignore[union-attr]
    assert found == pytest.approx([0.227, 0.130, 0.446], abs=5e-4)


ONE = "## Event h: Harm\n\n- kind: residual\n{0}\n\n## Assessor me: Me\n\n{1}\n"


def risk(event: str, lines: str, rest: str = "") -> Interval:
    """Return the risk of a case with one residual event."""
    found = assessed(ONE.format(event, lines) + rest).risk
    assert isinstance(found, Interval)
    return found


def test_an_asymmetric_test_moves_as_bayes_says() -> None:
    """Prior 10 %, P(pass | safe) 50 %, P(pass | danger) 5 %: pass gives 0.005/0.455, fail 0.095/0.545 (N14)."""
    lines = "- h: 10% because y\n- t: passes 50% if not h, 5% if h because y"
    evidence = "\n## Evidence t: T\n\n- result: {0}\n- about: [[h]]\n- passes when: at most 10\n"
    assert risk("", lines, evidence.format("3 of 100")).value == pytest.approx(0.005 / 0.455, rel=1e-14)
    assert risk("", lines, evidence.format("30 of 100")).value == pytest.approx(0.095 / 0.545, rel=1e-14)


def test_a_likelihood_ratio_multiplies_odds() -> None:
    """3 % with 12.34:1 against is odds 3/97/12.34; 1:1 changes nothing."""
    evidence = "\n## Evidence t: T\n\n- result: quiet\n- about: [[h]]\n- passes when: quiet\n"
    odds = 3 / 97 / 12.34
    assert risk("", "- h: 3% because y\n- t: 12.34:1 against h because y", evidence).value == pytest.approx(
        odds / (1 + odds)
    )
    assert risk("", "- h: 3% because y\n- t: 1:1 for h because y", evidence).value == pytest.approx(0.03, rel=1e-14)


def test_evidence_that_cannot_be_relied_on_says_what_it_would_without_the_danger() -> None:
    """A passing test with P(pass|h)=.2, P(pass|not h)=.8 that relies on a claim held at .5, prior .3.

    L(h) = .5 x .2 + .5 x .8 = .5, L(not h) = .8: P(h) = .15 / (.15 + .56).
    """
    lines = "- h: 30% because y\n- c: 50% because y\n- t: passes 80% if not h, 20% if h because y"
    rest = "\n## Claim c: C\n\n## Evidence t: T\n\n- result: quiet\n- about: [[h]]\n- passes when: quiet\n- relies on: [[c]]\n"
    assert risk("", lines, rest).value == pytest.approx(0.15 / 0.71, rel=1e-14)
    # stated otherwise for the broken case (.6): L(h) = .1 + .3 = .4, L(not h) = .4 + .3 = .7
    stated = lines.replace("20% if h because", "20% if h, 60% if not c because")
    assert risk("", stated, rest).value == pytest.approx(0.3 * 0.4 / (0.3 * 0.4 + 0.7 * 0.7), rel=1e-14)


def test_evidence_about_a_name_is_evidence_about_what_it_names() -> None:
    """Relying on a false claim, evidence about `says: not [[h]]` counts as it would without h: as in the test above."""
    lines = "- h: 30% because y\n- c: 50% because y\n- t: passes 80% if not h, 20% if h because y"
    rest = (
        "\n## Claim c: C\n\n## Claim safe: S\n\n- says: not [[h]]\n\n"
        "## Evidence t: T\n\n- result: quiet\n- about: [[safe]]\n- passes when: quiet\n- relies on: [[c]]\n"
    )
    assert risk("", lines, rest).value == pytest.approx(0.15 / 0.71, rel=1e-14)


def test_what_nobody_assessed_is_an_interval() -> None:
    """H is x or z with x at 10 %: from .1 (z never) to 1 (z always); with z at most 20 %: to 1 - .9 x .8."""
    rest = "\n## Event x: X\n\n## Event z: Z\n"
    whole = risk("- is: [[x]] or [[z]]", "- x: 10% because y", rest)
    assert (whole.low, whole.high) == pytest.approx((0.1, 1.0))
    some = risk("- is: [[x]] or [[z]]", "- x: 10% because y\n- z: at most 20% because y", rest)
    assert (some.low, some.high) == pytest.approx((0.1, 1 - 0.9 * 0.8))


def test_an_unknown_that_pushes_both_ways_is_enumerated() -> None:
    """H is exactly one of x (10 %) and z: .1 if z never, .9 if z always."""
    text = "- is: ([[x]] and not [[z]]) or ([[z]] and not [[x]])"
    found = risk(text, "- x: 10% because y", "\n## Event x: X\n\n## Event z: Z\n")
    assert (found.low, found.high) == pytest.approx((0.1, 0.9))


def test_too_many_unknowns_that_push_both_ways_are_not_computed() -> None:
    """13 loose unknowns are 8,192 corners: over the limit, and the reason is given."""
    names = [f"z{n}" for n in range(13)]
    parity = " or ".join(f"([[x]] and not [[{n}]]) or ([[{n}]] and not [[x]])" for n in names)
    rest = "\n## Event x: X\n" + "".join(f"\n## Event {n}: Z\n" for n in names)
    found = assessed(ONE.format(f"- is: {parity}", "- x: 10% because y") + rest)
    assert isinstance(found.risk, NotComputed)
    assert found.budget is None


def test_failed_evidence_that_nobody_scored_makes_its_subject_unknown() -> None:
    """A failed test about h, unscored: h is anything; scored as saying nothing: h is as before."""
    evidence = "\n## Evidence t: T\n\n- result: loud\n- about: [[h]]\n- passes when: quiet\n"
    assert risk("", "- h: 3% because y", evidence) == Interval(0.0, 1.0)
    assert risk("", "- h: 3% because y\n- t: says nothing because y", evidence).value == pytest.approx(0.03)


def test_evidence_that_is_equally_likely_either_way_changes_nothing() -> None:
    """The same likelihood under both hypotheses, however it is written, leaves the prior alone."""
    rest = "\n## Evidence t: T\n\n- result: quiet\n- about: [[h]]\n- passes when: quiet\n"
    for line in ("passes 1% because y", "passes 1% if h, 1% otherwise because y", "fails 99% because y"):
        assert risk("", f"- h: 3% because y\n- t: {line}", rest).value == pytest.approx(0.03, rel=1e-12)


def test_happens_at_a_rate() -> None:
    """At 0.1 % per session over 1,000 sessions: 1 - 0.999^1000 = 0.6323."""
    rest = "\n## Quantity r: R\n\n## Quantity n: N\n"
    lines = "- r: 0.1% because y\n- n: 1,000 sessions because y"
    found = risk("- happens: at [[r]] per session over [[n]]", lines, rest)
    assert found.value == pytest.approx(1 - 0.999**1000, rel=1e-12)


def test_happens_at_an_uncertain_rate_is_not_taken_at_its_mean() -> None:
    """Counts 0 of 12 with Jeffreys' prior: E[1 - (1-r)^10] = 1 - B(.5, 22.5)/B(.5, 12.5), not 1 - (1 - mean)^10."""
    rest = "\n## Quantity r: R\n\n- measured by: [[e]]\n\n## Quantity n: N\n\n## Evidence e: E\n\n- result: 0 of 12\n- about: [[r]]\n"
    found = risk("- happens: at [[r]] per session over [[n]]", "- n: 10 sessions because y", rest)
    log_beta = math.lgamma(22.5) - math.lgamma(23) - math.lgamma(12.5) + math.lgamma(13)
    assert found.value == pytest.approx(1 - math.exp(log_beta), rel=1e-9)


def test_happens_over_a_wide_number_of_tries() -> None:
    """A rate of 0.1 % over 1,000 tries (100-10,000): the mean of 1 - .999^n over the law of n, by the midpoint rule."""
    lines = "- r: 0.1% because y\n- n: 1,000 sessions (100 sessions-10,000 sessions) because y"
    found = risk("- happens: at [[r]] per session over [[n]]", lines, "\n## Quantity r: R\n\n## Quantity n: N\n")
    tries = laws.Positive(100, 10_000, 1_000).quantile((np.arange(200_000) + 0.5) / 200_000)
    assert found.value == pytest.approx(float(np.mean(1 - 0.999**tries)), rel=1e-5)


def test_a_sampled_headline_says_so_and_has_an_error() -> None:
    """One quantity below another that is also cut has no exact rule here: sampled, with a standard error above zero.

    Both have the same law with median 1 h: P(q <= r) = 1/2, and q <= 2 h (its 95 % point) as well holds with at least .45.
    """
    text = (
        "## Pathway p: P\n\n1. [[q]] at most [[r]]\n2. [[q]] at most 2 h\n\n## Quantity q: Q\n\n## Quantity r: R\n\n"
        "## Assessor me: Me\n\n- q: 1 h (30 min-2 h) because y\n- r: 1 h (30 min-2 h) because y\n"
    )
    found = assessed(text)
    assert found.method.startswith("sampled")
    assert 0.002 < found.error < 0.005  # about (.25 / 20,000) ** .5
    assert 0.45 - 4 * found.error < found.risk.low < 0.5 + 4 * found.error  # type: ignore[union-attr]


def test_one_measurement_used_by_two_barriers_is_one_number() -> None:
    """Both fail as the same count 1 of 9 (Beta(1.5, 8.5)): E[q^2] = 1.5 x 2.5 / (10 x 11), not (.15)^2."""
    text = (
        "## Pathway p: P\n\n1. [[m]] fails\n2. [[n]] fails\n\n## Mitigation m: M\n\n## Mitigation n: N\n\n"
        "## Evidence e: E\n\n- result: 1 of 9\n- about: [[m]] fails\n\n"
        "## Assessor me: Me\n\n- m fails: as [[e]] because y\n- n fails: as [[e]] because y\n"
    )
    assert assessed(text).risk.low == pytest.approx(1.5 * 2.5 / 110, rel=1e-10)  # type: ignore[union-attr]


def test_a_quantity_cut_at_two_thresholds_is_one_variable() -> None:
    """Below 5 % and not below 1 % together is F(5 %) - F(1 %) of Beta(2.5, 48.5)."""
    text = (
        "## Pathway p: P\n\n1. [[q]] at most 5%\n2. not [[low]]\n\n## Claim low: L\n\n- says: [[q]] at most 1%\n\n"
        "## Quantity q: Q\n\n- measured by: [[e]]\n\n## Evidence e: E\n\n- result: 2 of 50\n- about: [[q]]\n\n## Assessor me: Me\n\n"
        "- interests: none\n"
    )
    exact = betainc(2.5, 48.5, 0.05) - betainc(2.5, 48.5, 0.01)
    assert assessed(text).risk.low == pytest.approx(exact, rel=1e-10)  # type: ignore[union-attr]


def test_one_quantity_below_another() -> None:
    """Two quantities with the same law: each is below the other half of the time."""
    text = "## Pathway p: P\n\n1. [[q]] at most [[r]]\n\n## Quantity q: Q\n\n## Quantity r: R\n\n## Assessor me: Me\n\n- q: 1 h (30 min-2 h) because y\n- r: 1 h (30 min-2 h) because y\n"
    assert assessed(text).risk.low == pytest.approx(0.5, rel=1e-9)  # type: ignore[union-attr]


def test_times_the_odds_of_somebody_else() -> None:
    """2 times the odds of 20 % is odds 0.5: one third."""
    text = (
        ONE.format("", "- h: 2 times the odds of [[you]] because y") + "\n## Assessor you: You\n\n- h: 20% because y\n"
    )
    assert assessed(text).risk.low == pytest.approx(1 / 3, rel=1e-12)  # type: ignore[union-attr]


def test_a_planned_barrier_is_absent_and_a_built_one_restores() -> None:
    """A planned barrier fails for certain; a built one that restores a claim makes it hold."""
    text = (
        "## Pathway p: P\n\n1. not [[c]]\n2. [[m]] fails\n\n## Claim c: C\n\n## Mitigation m: M\n\n- state: planned\n\n"
        "## Mitigation fix: F\n\n- state: {0}\n- restores: [[c]]\n\n## Assessor me: Me\n\n- c: 70% because y\n- m fails: 1% because y\n"
    )
    assert assessed(text.format("planned")).risk.low == pytest.approx(0.3)  # type: ignore[union-attr]
    assert assessed(text.format("built")).risk == Interval(0.0, 0.0)


def test_a_failed_support_leaves_a_danger_claim_unknown() -> None:
    """A danger claim at 60 % resting on another at 50 %: from .3 (false without support) to .8 (true without support)."""
    text = "## Pathway p: P\n\n1. [[d]]\n\n## Claim d: D\n\n- direction: danger\n- rests on: [[s]]\n\n## Claim s: S\n\n## Assessor me: Me\n\n- d: 60% because y\n- s: 50% because y\n"
    found = assessed(text).risk
    assert (found.low, found.high) == pytest.approx((0.3, 0.8))  # type: ignore[union-attr]


def test_convergent_lines_need_one_to_hold() -> None:
    """Two lines at .5 and .6 and an own step at .9: .9 x (1 - .5 x .4) = .72."""
    text = "## Pathway p: P\n\n1. [[d]]\n\n## Claim d: D\n\n- rests on any of: [[s]], [[t]]\n\n## Claim s: S\n\n## Claim t: T\n\n## Assessor me: Me\n\n- d: 90% because y\n- s: 50% because y\n- t: 60% because y\n"
    assert assessed(text).risk.low == pytest.approx(0.72)  # type: ignore[union-attr]


def test_a_count_that_cannot_be_relied_on_makes_its_barrier_fail() -> None:
    """As 1 of 9 (mean .15) relying on a claim at .8: 1 - .8 x .85."""
    text = (
        "## Pathway p: P\n\n1. [[m]] fails\n\n## Mitigation m: M\n\n## Claim c: C\n\n## Evidence e: E\n\n- result: 1 of 9\n"
        "- about: [[m]] fails\n- relies on: [[c]]\n\n## Assessor me: Me\n\n- m fails: as [[e]] because y\n- c: 80% because y\n"
    )
    assert assessed(text).risk.low == pytest.approx(1 - 0.8 * 0.85)  # type: ignore[union-attr]


def test_a_pathway_without_a_chain_is_unknown() -> None:
    """Nobody said how it happens: nothing is known about how likely it is."""
    assert assessed("## Pathway p: P\n\n## Assessor me: Me\n\n- interests: none\n").risk == Interval(0.0, 1.0)


BUDGET = "\n## Budget b: B\n\n- this case: {0}\n"


def test_verdicts_are_three_and_say_why() -> None:
    """Shown below, shown above, not shown because the range crosses, not shown because no range is given."""
    cases = {
        ("1% (0.5%-2%)", "3%"): (Verdict.BELOW, ""),
        ("5% (4%-6.2%)", "3%"): (Verdict.ABOVE, ""),
        ("2% (0.5%-6%)", "3%"): (Verdict.NOT_SHOWN, "90 % range reaches"),
        ("4% (1%-10%)", "3%"): (Verdict.NOT_SHOWN, "90 % range begins"),
        ("1%", "3%"): (Verdict.NOT_SHOWN, "no range is given for `h`, which alone"),
    }
    for (number, budget), (verdict, reason) in cases.items():
        found = assessed(ONE.format("", f"- h: {number} because y") + BUDGET.format(budget)).budget
        assert found is not None
        assert found.verdict is verdict, (number, found.reasons)
        assert reason in " ".join(found.reasons)


def test_what_is_unknown_can_leave_a_verdict_open() -> None:
    """From 10 % to everything, against 20 %: not shown, and the unknown is named as the reason."""
    rest = "\n## Event x: X\n\n## Event z: Z\n" + BUDGET.format("20%")
    found = assessed(ONE.format("- is: [[x]] or [[z]]", "- x: 10% (8%-12.2%) because y") + rest)
    assert found.budget is not None
    assert found.budget.verdict is Verdict.NOT_SHOWN
    assert "what is unknown decides" in found.budget.reasons[0]
    assert found.unassessed == ("z",)


def test_a_range_is_that_of_the_number_when_nothing_else_is_uncertain() -> None:
    """The 90 % range of the risk is the bracket, within the noise of 20,000 draws (2 %)."""
    found = assessed(ONE.format("", "- h: 5% (1%-15%) because y")).range
    assert (found.low, found.high) == pytest.approx((0.01, 0.15), rel=0.05)  # type: ignore[union-attr]


def test_worlds_are_weighted_by_how_well_they_predicted_the_evidence() -> None:
    """Same mean, opposite decisions: 50 % in every world, or two kinds of worlds; a failed test moves only the second."""
    text = (
        ONE.format("", "- h: 20% (0.3%-90%) because y\n- t: 3:1 for h because y")
        + "\n## Evidence t: T\n\n- result: loud\n- about: [[h]]\n- passes when: quiet\n"
    )
    found = assessed(text)
    odds = 0.25 * 3
    assert found.risk.low == pytest.approx(odds / (1 + odds), rel=1e-9)  # type: ignore[union-attr]
    assert found.range.high > 0.9  # type: ignore[union-attr]


def test_the_budget_multiplies_down_its_lines() -> None:
    """0.25 % x 20 % x 10 % = 1 in 20,000, also without `of`; 5 % a year over half a year is 1 - .95^(184/365.2425)."""
    plain = BUDGET.format("10%\n- our share: 20%\n- whole industry: 0.25%")
    assert assessed(ONE.format("", "- h: 1% because y") + plain).budget.level == pytest.approx(5e-5, rel=1e-12)  # type: ignore[union-attr]
    assert lp.read(HERON).risk(by="team").budget.level == pytest.approx(5e-5, rel=1e-12)  # type: ignore[union-attr]
    texts = {
        "case.md": "# Case c: C\n\n- kind: risk analysis\n- from: 2027-03-01\n- until: 2027-09-01\n\n## Budget b: B\n\n- per year: 5%\n\n"
        + ONE.format("", "- h: 1% because y")
    }
    level = lp.read(texts).risk(by="me").budget.level  # type: ignore[union-attr]
    assert level == pytest.approx(1 - 0.95 ** (184 / 365.2425), rel=1e-12)


def test_a_range_that_contradicts_its_number_is_refused_for_that_assessor_alone() -> None:
    """The finding names the means that go with the range; other assessors are still computed."""
    text = (
        ONE.format("", "- h: 1 in 50,000 (1 in 500,000-1 in 5,000) because y")
        + "\n## Assessor you: You\n\n- h: 5% because y\n"
    )
    made = project(text)
    assert [item.assessor for item in made.risk()] == ["you"]
    found = next(item for item in made.check().found if item.rule == "range-contradicts-number")
    assert "1 in 15,000" in found.help
    with pytest.raises(FaultyCaseError, match="contradict"):
        made.risk(by="me")


def test_published_reads_words_of_strength() -> None:
    """A claim `likely` (50-90 %) under a pathway is read by the pseudo-assessor; the mean of that range is in between."""
    text = (
        "## Scale s: S\n\n- likely: 50%-90%\n\n## Pathway p: P\n\n1. not [[c]]\n\n## Claim c: C\n\n- strength: likely\n"
    )
    found = project(text).risk()
    assert [item.assessor for item in found] == ["published"]
    assert 0.1 < found[0].risk.low < 0.5  # type: ignore[union-attr]


def test_a_case_with_errors_is_not_computed() -> None:
    """Nothing is computed from a case without a meaning, and the first error is named."""
    with pytest.raises(FaultyCaseError, match="does not exist"):
        project(ONE.format("- is: [[nothing]]", "")).risk()
    with pytest.raises(ValueError, match="no assessor 'you'; the case has me"):
        assessed(ONE.format("", "- h: 5% because y"), by="you")


def test_a_barrier_without_a_stated_state_restores_nothing() -> None:
    """Leaving the state out is no way to make a claim hold: the risk stays 30 %."""
    text = (
        "## Pathway p: P\n\n1. not [[c]]\n\n## Claim c: C\n\n## Mitigation fix: F\n\n- restores: [[c]]\n\n"
        "## Assessor me: Me\n\n- c: 70% because y\n"
    )
    assert assessed(text).risk.low == pytest.approx(0.3)  # type: ignore[union-attr]


def test_evidence_about_a_response_and_about_a_denial_is_turned_the_right_way() -> None:
    """Unreliable evidence reads as without the danger, also about `[[s]]` bare and about `not` a danger claim.

    A passing test with P(pass | danger) = .2, P(pass | not) = .8 on a claim held at .5, prior .3: .15/.71, as above.
    """
    lines = "- d: 30% because y\n- c: 50% because y\n- t: passes 80% if not d, 20% if d because y\n"
    rest = (
        "## Claim d: D\n\n- direction: danger\n\n## Claim c: C\n\n## Evidence t: T\n\n- result: quiet\n- about: not [[d]]\n"
        "- passes when: quiet\n- relies on: [[c]]\n\n## Assessor me: Me\n\n"
    )
    assert assessed("## Pathway p: P\n\n1. [[d]]\n\n" + rest + lines).risk.low == pytest.approx(0.15 / 0.71, rel=1e-12)  # type: ignore[union-attr]
    table = (
        "## Pathway p: P\n\n1. [[d]] is too late\n\n## Scenario d: D\n\n- harm at: 1 day\n\n| who | sees | tells | after | works |\n"
        "|---|---|---|---|---|\n| a | x | **stops it** | 1 h | 50% ever |\n\n## Claim c: C\n\n## Evidence t: T\n\n- result: quiet\n"
        "- about: [[d]]\n- passes when: quiet\n- relies on: [[c]]\n\n## Assessor me: Me\n\n- d is too late: 30% because y\n"
        "- c: 50% because y\n- t: passes 20% if d is too late, 80% otherwise because y\n"
    )
    assert assessed(table).risk.low == pytest.approx(0.15 / 0.71, rel=1e-12)  # type: ignore[union-attr]


def test_counts_that_judge_a_barrier_are_not_conditioned_on_again() -> None:
    """`as [[t]]` is the posterior of 2 of 10, (2 + 1/2) / (10 + 1) with Jeffreys' prior; a likelihood adds nothing."""
    text = """
## Mitigation m: A monitor

## Evidence t: A test

- result: 2 of 10
- about: [[m]] fails

## Pathway p: A way

1. [[m]] fails

## Assessor me: Me

- m fails: as [[t]] because it was run like that
- t: 4:1 for m because it caught most
"""
    found = project(text).risk(by="me")
    assert isinstance(found.risk, Interval)
    assert found.risk.value == pytest.approx(2.5 / 11)
    assert found.used == ()


def test_a_surface_beside_the_risk_keeps_its_number() -> None:
    """N23: at least one of 24 attempts at 11 % each is caught with 50.0 % at a correlation of 0.3, far from any pathway.

    The chance to exceed a threshold is 1 where every world does, however the weights of the worlds were rounded.
    """
    found = assessed(
        "\n## Event e: E\n\n- kind: residual\n\n## Claim c: C\n\n- says: [[desk]] catches one\n\n"
        "## Surface desk: D\n\n- attempts: 24\n- share watched: 25%\n- correlation: 0.3\n\n"
        "| stage | passes |\n|---|---|\n| model | 44% |\n\n## Assessor me: Me\n\n- e: 40% because x\n"
    )
    assert found.propositions["c"].low == pytest.approx(0.500, abs=5e-4)  # type: ignore[union-attr]
    assert [one.exceeding.low for one in found.ladder] == [1.0, 1.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_a_product_decides_no_verdict(order: tuple[int, ...]) -> None:
    """5 % x 50 % x 10 % is 0.25 % and not above it, however it is multiplied; and 0.25 % is no risk above 0.25 %."""
    steps = ("p", "q", "r")
    chain = "".join(f"{place + 1}. [[{steps[one]}]]\n" for place, one in enumerate(order))
    found = assessed(
        f"\n## Pathway w: W\n\n{chain}\n## Event p: P\n\n## Event q: Q\n\n## Event r: R\n\n## Assessor me: Me\n\n"
        "- p: 5% (4%-6%) because x\n- q: 50% (49%-51%) because x\n- r: 10% (9%-11%) because x\n"
    )
    at = found.ladder[0]
    assert at.threshold == "0.25%"
    assert at.times.high == pytest.approx(1, rel=1e-12)
    assert at.reasons[0].startswith("the 90 % range reaches")  # so it would be below, were it not for the range
