"""Published and recomputed statistics: every row of the shared table is reproduced within its tolerance."""

from __future__ import annotations

import csv
import json
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from loadpath.engine.statistics import (
    attempts,
    audit,
    clusters,
    conservative,
    detectors,
    extremes,
    information,
    multiplicity,
    odds,
    outcomes,
    pools,
    prediction,
    proportions,
    rates,
    sample_size,
    scores,
    zero_failures,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TABLE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "statistics.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())) if TABLE.exists() else []
HERE = pytest.mark.skipif(not ROWS, reason="the shared table of statistics is not beside this folder")

Inputs = Any
"""What the table states as JSON: names to numbers or lists of them."""


def rejected(adjusted: Callable[[list[float]], tuple[float, ...]], given: Inputs) -> int:
    """Return how many hypotheses are rejected at the level of a row."""
    return sum(p <= given["alpha"] for p in adjusted(given["p"]))


def ends(interval: proportions.ConfidenceInterval) -> Mapping[str, float]:
    """Return both ends by the names of the table."""
    return {"lower": interval.lower, "upper": interval.upper}


def lr(given: Inputs) -> Mapping[str, float]:
    """Return both likelihood ratios by the names of the table."""
    found = odds.likelihood_ratios(given["sens"], given["spec"])
    return {"P(alarm|bad)/P(alarm|good)": found.alarm, "P(pass|bad)/P(pass|good)": found.passed}


def tail(given: Inputs) -> float:
    """Return the forecast from a sample that lies on the straight tail of a row exactly: ln(i / m) = slope psi + b."""
    size = given["m"]
    psi = [(log(rank / size) - given["intercept"]) / given["slope"] for rank in range(1, size + 1)]
    sample = [exp(-exp(-one)) for one in psi]
    return extremes.forecast_worst_query(sample, given["N"], top=given["top_k"]).probability


METHODS: dict[str, Callable[[Inputs], float | Mapping[str, float]]] = {
    "best_of_n_risk": lambda x: attempts.at_least_one(x["p"], x["n"]),
    "beta_binomial_predictive_zero": lambda x: prediction.probability_of_none_in_next(
        x["k"], x["n"], x["m"], a=x["a"], b=x["b"]
    ),
    "brier": lambda x: scores.brier(x["f"], x["y"]),
    "cbi_required_failure_free_n": lambda x: conservative.demands_for_worst_confidence(
        x["p"], x["eps"], x["theta"], x["conf"]
    ),
    "cbi_worst_case_posterior_confidence": lambda x: conservative.worst_confidence(
        x["p"], x["eps"], x["theta"], x["k"], x["n"], lowest=x["p_l"]
    ),
    "clopper_pearson": lambda x: ends(proportions.clopper_pearson(x["k"], x["n"], x["conf"])),
    "clopper_pearson_one_sided_upper": lambda x: proportions.clopper_pearson_upper(x["k"], x["n"], x["conf"]),
    "clt_se": lambda x: clusters.standard_error(x["values"]),
    "clustered_se_inspect": lambda x: clusters.clustered_mean(x["values"], x["clusters"]).standard_error,
    "clustered_se_no_correction": lambda x: (
        clusters.clustered_mean(x["values"], x["clusters"], corrected=False).standard_error
    ),
    "conservation_other_posterior": lambda x: outcomes.other_posterior(x["prior"], x["p_good"], x["post_good"]),
    "control_safety_at_audit_budget": lambda x: (
        audit.audit(x["honest"], x["attack"], x["attack_success"], x["audit_budget_percent"]).safety
    ),
    "cooke_calibration": lambda x: scores.cooke_calibration(x["bins"], x["counts"]),
    "design_effect": lambda x: clusters.effective_number(x["n"], x["m"], x["icc"]),
    "evpi_two_action": lambda x: information.value_of_perfect_information(
        x["p_bad"], x["loss_deploy_bad"], x["cost_delay"]
    ),
    "evppi_linear_gaussian": lambda x: information.value_of_one_part(x["mean"], x["sd1"]),
    "evsi_binary_test": lambda x: information.value_of_test(
        x["p_bad"], x["loss_deploy_bad"], x["cost_delay"], x["sens"], x["spec"]
    ),
    "gumbel_tail_worst_query": tail,
    "implied_pass_rate_if_safe": lambda x: outcomes.implied_pass_rates(x["lr_pass"], x["lr_fail"]).if_good,
    "jeffreys": lambda x: ends(proportions.jeffreys(x["k"], x["n"], x["conf"])),
    "linear_pool": lambda x: pools.linear_pool(x["p"]),
    "log_odds_pool": lambda x: pools.log_odds_pool(x["p"]),
    "log_score": lambda x: scores.log_score(x["f"], x["y"]),
    "lr_from_sens_spec": lr,
    "miller_sample_size": lambda x: sample_size.questions_for_power(
        x["delta"],
        x["omega2"],
        level=x["alpha"],
        power=x["power"],
        within=(x["sigma2A"], x["sigma2B"]),
        samples=(x["K"], x["K"]),
    ),
    "multiple_testing_bonferroni": lambda x: rejected(multiplicity.bonferroni, x),
    "multiple_testing_fdr_bh": lambda x: rejected(multiplicity.benjamini_hochberg, x),
    "multiple_testing_holm": lambda x: rejected(multiplicity.holm, x),
    "pass_at_k": lambda x: float(attempts.pass_at_k(samples=x["n"], passed=x["c"], drawn=x["k"])),
    "poisson_garwood": lambda x: ends(rates.garwood(x["k"], confidence=x["conf"])),
    "poisson_one_sided_upper": lambda x: rates.poisson_upper(x["k"], confidence=x["conf"]),
    "posterior": lambda x: odds.posterior(x["prior"], 1 / x["lr_safe"]),
    "required_lr": lambda x: odds.required_ratio(x["prior"], x["target"]),
    "roc_auc": lambda x: scores.area_under_curve(x["attack"], x["honest"]),
    "rogan_gladen": lambda x: detectors.rogan_gladen(x["apparent"], x["sens"], x["spec"]),
    "rule_of_three": lambda x: proportions.rule_of_three(x["n"]),
    "sidak_alpha": lambda x: multiplicity.sidak_level(x["alpha"], x["m"]),
    "single_point_worst_case_pfd": lambda x: conservative.worst_failure_probability(x["doubt"], x["y"]),
    "upper_bound_imperfect_detector": lambda x: detectors.upper_bound_with_detector(
        x["k"], x["n"], x["sens"], x["conf"]
    ),
    "wilson": lambda x: ends(proportions.wilson(x["k"], x["n"], x["conf"])),
    "worst_case_survival": lambda x: conservative.worst_survival(x["P0"], x["n"], x["m"]).probability,
    "zero_failure_exposure": lambda x: rates.exposure_without_event(x["rate"], x["conf"]),
    "zero_failure_sample_size": lambda x: zero_failures.trials_without_failure(x["p"], x["conf"]),
    "zero_failure_sample_size_uniform_prior": lambda x: zero_failures.trials_without_failure_from_uniform(
        x["p"], x["conf"]
    ),
}
"""Which function answers which method of the table; `Mapping` where a row asks for one of several outputs."""


@HERE
def test_every_method_of_the_table_has_a_function() -> None:
    """The methods of the table are those that are answered here: none is missing, and none is without a row."""
    assert {row["method"] for row in ROWS} == set(METHODS)


@HERE
@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_row_of_the_table_is_reproduced(row: dict[str, str]) -> None:
    """What the table states is found within the tolerance it states."""
    found = METHODS[row["method"]](json.loads(row["inputs"]))
    value = found if isinstance(found, float | int) else found[row["output"]]
    assert value == pytest.approx(float(row["expected"]), rel=0, abs=float(row["abs_tol"]))
