"""How many questions an evaluation needs before it can tell two systems apart.

Variances are in the square of the unit of the scores.

Source: Miller, "Adding Error Bars to Evals" (2024), arXiv:2411.00640, section 5: n = (z_(alpha/2) + z_beta)^2 times
(omega^2 + sigma_A^2 / K_A + sigma_B^2 / K_B) / delta^2.
"""

from __future__ import annotations

from loadpath.engine.statistics.arguments import between, not_negative, positive, whole


def questions_for_power(
    difference: float,
    variance_of_differences: float,
    *,
    level: float = 0.05,
    power: float = 0.8,
    within: tuple[float, float] = (0.0, 0.0),
    samples: tuple[int, int] = (1, 1),
) -> float:
    """Return how many questions a two-sided test of a paired difference needs; round up.

    Not rounded here, so that clusters can be allowed for: multiply by the design effect first.

    Args:
        difference: the true difference of the means that is to be found.
        variance_of_differences: between questions, of the difference of the expected scores.
        level: how often a difference may be reported where there is none.
        power: how often the difference is to be found.
        within: the mean variance of repeated scores of one question, for each of the two.
        samples: how often each question is asked, for each of the two.

    Raises:
        ValueError: when `difference` is not above 0, a variance is negative, `level` or `power` not between 0 and 1, a
            number of samples less than 1, or `power` below half of `level`, which needs no question.

    >>> round(questions_for_power(0.03, 1 / 9))
    969
    """
    from scipy.special import ndtri  # noqa: PLC0415  scipy is slow to start

    level, power = between("level", level), between("power", power)
    if power < level / 2:
        raise ValueError(f"`power` must be at least half of `level` {level!r}, not {power!r}")
    variance = not_negative("variance_of_differences", variance_of_differences)
    for one, repeated in zip(within, samples, strict=True):
        variance += not_negative("within", one) / whole("samples", repeated, least=1)
    quantiles = float(ndtri(power) - ndtri(level / 2))
    return quantiles**2 * variance / positive("difference", difference) ** 2
