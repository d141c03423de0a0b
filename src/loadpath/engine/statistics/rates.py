"""What k events in an exposure say about a rate: exact Poisson bounds, and the exposure that a bound needs.

Exposure is in any unit (hours, sessions, miles); rates are per that unit. Events must come independently of each
other, at a constant rate.

Sources: Garwood, "Fiducial Limits for the Poisson Distribution", Biometrika 28 (1936) 437-442; Kalra & Paddock,
"Driving to Safety", RAND RR-1478 (2016), for the exposure without an event.
"""

from __future__ import annotations

from math import log1p

from loadpath.engine.statistics.arguments import between, positive, whole
from loadpath.engine.statistics.proportions import CONFIDENCE, ConfidenceInterval
from loadpath.engine.statistics.quantiles import gamma_quantile


def garwood(events: int, exposure: float = 1.0, confidence: float = CONFIDENCE) -> ConfidenceInterval:
    """Return the exact two-sided interval for a rate per unit of exposure, with half of the error on either side.

    Raises:
        ValueError: when `events` is no count, `exposure` not above 0, or `confidence` not between 0 and 1.

    >>> found = garwood(2)
    >>> round(found.lower, 4), round(found.upper, 4)
    (0.2422, 7.2247)
    """
    events, exposure = whole("events", events), positive("exposure", exposure)
    tail = (1 - between("confidence", confidence)) / 2
    lower = gamma_quantile(events, tail, 1 - tail) if events else 0.0
    return ConfidenceInterval(lower=lower / exposure, upper=gamma_quantile(events + 1, 1 - tail, tail) / exposure)


def poisson_upper(events: int, exposure: float = 1.0, confidence: float = CONFIDENCE) -> float:
    """Return the exact one-sided upper bound on a rate per unit of exposure.

    Raises:
        ValueError: when `events` is no count, `exposure` not above 0, or `confidence` not between 0 and 1.

    >>> round(poisson_upper(0), 4), round(poisson_upper(0, exposure=1000), 7)
    (2.9957, 0.0029957)
    """
    events, exposure = whole("events", events), positive("exposure", exposure)
    confidence = between("confidence", confidence)
    return gamma_quantile(events + 1, confidence, 1 - confidence) / exposure


def exposure_without_event(rate: float, confidence: float = CONFIDENCE) -> float:
    """Return how long nothing must happen before a rate this high can be excluded: -ln(1 - confidence) / rate.

    Raises:
        ValueError: when `rate` is not above 0 or `confidence` not between 0 and 1.

    >>> round(exposure_without_event(1.09e-8) / 1e6)
    275
    """
    return -log1p(-between("confidence", confidence)) / positive("rate", rate)
