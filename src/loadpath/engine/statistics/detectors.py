"""What a detector that errs says about a rate: a bound where it misses, an estimate where it also raises false alarms.

Sensitivity is P(found | there), specificity P(not found | not there); both are taken as known, which they never quite
are. Rates are per trial.

Source: Rogan & Gladen, "Estimating Prevalence from the Results of a Screening Test", American Journal of Epidemiology
107 (1978) 71-76.
"""

from __future__ import annotations

from loadpath.engine.statistics.arguments import positive, probability, within_rounding
from loadpath.engine.statistics.proportions import CONFIDENCE, clopper_pearson_upper


def upper_bound_with_detector(found: int, trials: int, sensitivity: float, confidence: float = CONFIDENCE) -> float:
    """Return the exact one-sided upper bound on how often there is something, by a detector that finds only a share.

    What is found is binomial with `sensitivity` times the rate, so the Clopper-Pearson bound is divided by the
    sensitivity. Without false alarms (specificity 1); with them the bound is still valid, and too high.

    Raises:
        ValueError: when the counts are none, `sensitivity` is not above 0 and at most 1, or `confidence` not between
            0 and 1.

    >>> round(upper_bound_with_detector(0, 1000, sensitivity=0.7), 6)
    0.004273
    """
    share = positive("sensitivity", probability("sensitivity", sensitivity))
    return min(1.0, clopper_pearson_upper(found, trials, confidence) / share)


def rogan_gladen(apparent: float, sensitivity: float, specificity: float) -> float:
    """Return the rate behind an apparent rate: (apparent + specificity - 1) / (sensitivity + specificity - 1).

    An apparent rate below the false alarms alone, or above the sensitivity, is refused and not clipped: clipped to 0 it
    would read as proof of absence, where it is chance or a wrong specificity.

    Raises:
        ValueError: when an argument is no probability, the detector is no better than chance, or no rate from 0 to 1
            explains the apparent one.

    >>> round(rogan_gladen(0.05, sensitivity=0.8, specificity=0.98), 5)
    0.03846
    """
    apparent = probability("apparent", apparent)
    alarms = 1 - probability("specificity", specificity)
    found = probability("sensitivity", sensitivity)
    if found <= alarms:
        raise ValueError(
            f"`sensitivity` must be above the false alarms {alarms!r}, or the detector tells nothing, not {found!r}"
        )
    rate = within_rounding((apparent - alarms) / (found - alarms))
    if rate is None:
        raise ValueError(
            f"`apparent` must be from {alarms:.6g} (false alarms alone) to {found!r} (all found), not {apparent!r}"
        )
    return rate
