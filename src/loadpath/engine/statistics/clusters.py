"""Means of scores that come in clusters, their standard errors, differences on the same questions, effective numbers.

Samples of one cluster (one scenario, one passage with several questions) may depend on each other; clusters do not.
Results are in the unit of the scores. The standard errors rest on the central limit theorem: for few clusters, and for
rates near 0 or 1, count clusters with an event and use an exact interval.

Sources: Miller, "Adding Error Bars to Evals" (2024), arXiv:2411.00640, sections 2 (clusters) and 4 (paired
differences); Kish, "Survey Sampling" (1965), section 8.2, for the design effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, sqrt
from typing import TYPE_CHECKING

from loadpath.engine.statistics.arguments import enough, not_negative, probability, real, reals, same_length

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteredMean:
    """A mean over all samples, its standard error, and how many clusters that rests on."""

    mean: float
    standard_error: float
    clusters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifference:
    """How much more the first scored than the second on the same questions, on average.

    Attributes:
        difference: mean of the first minus mean of the second.
        standard_error: of the difference, question by question.
        unpaired: the standard error that the two means would give had they nothing in common.
        clusters: how many clusters the standard errors rest on.
    """

    difference: float
    standard_error: float
    unpaired: float
    clusters: int

    @property
    def gain(self) -> float:
        """Return the share of the variance that pairing takes away; below 0 if scores go against each other."""
        return 1 - (self.standard_error / self.unpaired) ** 2 if self.unpaired else 0.0


def standard_error(scores: Sequence[float]) -> float:
    """Return the standard error of the mean of independent scores: sqrt(sum (s - mean)^2 / (n - 1) / n).

    Raises:
        ValueError: when a score is not finite or there are fewer than two.

    >>> round(standard_error([1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1]), 4)
    0.1508
    """
    numbers = reals("scores", scores, least=2)
    return _standard_error(numbers, range(len(numbers)), corrected=True)


def clustered_mean(scores: Sequence[float], clusters: Sequence[Hashable], *, corrected: bool = True) -> ClusteredMean:
    """Return the mean of scores and its standard error when the scores of a cluster may depend on each other.

    Args:
        scores: one for each sample.
        clusters: the name of the cluster of each sample.
        corrected: multiply by sqrt(C / (C - 1)), with C clusters; without it the error is too small for few clusters.

    Raises:
        ValueError: when a score is not finite, the lengths differ, or there are fewer than two clusters.

    >>> found = clustered_mean([1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1], [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
    >>> found.mean, round(found.standard_error, 4), found.clusters
    (0.5, 0.2152, 4)
    """
    numbers = reals("scores", scores)
    same_length(scores=numbers, clusters=clusters)
    count = enough("different clusters", set(clusters), least=2)
    return ClusteredMean(
        mean=fsum(numbers) / len(numbers),
        standard_error=_standard_error(numbers, clusters, corrected=corrected),
        clusters=count,
    )


def paired_difference(
    first: Sequence[float],
    second: Sequence[float],
    clusters: Sequence[Hashable] | None = None,
    *,
    corrected: bool = True,
) -> PairedDifference:
    """Return how two sets of scores of the same questions differ, with the standard error of that.

    Args:
        first: the scores of the one, question by question.
        second: the scores of the other, in the same order.
        clusters: the name of the cluster of each question; each is its own if not given.
        corrected: as for `clustered_mean`.

    Raises:
        ValueError: when a score is not finite, the lengths differ, or there are fewer than two clusters.

    >>> found = paired_difference([1, 1, 0, 1], [1, 0, 0, 1])
    >>> found.difference, round(found.standard_error, 3), round(found.gain, 2)
    (0.25, 0.25, 0.57)
    """
    one, other = reals("first", first), reals("second", second)
    names = range(len(one)) if clusters is None else clusters
    same_length(first=one, second=other, clusters=names)
    apart = [a - b for a, b in zip(one, other, strict=True)]
    found = clustered_mean(apart, names, corrected=corrected)
    errors = [_standard_error(scores, names, corrected=corrected) for scores in (one, other)]
    return PairedDifference(
        difference=found.mean,
        standard_error=found.standard_error,
        unpaired=sqrt(errors[0] ** 2 + errors[1] ** 2),
        clusters=found.clusters,
    )


def design_effect(cluster_size: float, correlation: float) -> float:
    """Return by how much clusters enlarge the variance of a mean: 1 + (m - 1) times the correlation within clusters.

    Args:
        cluster_size: samples in a cluster, at least 1; of unequal ones, sum of squares over sum.
        correlation: of two samples of one cluster (intraclass), from 0 to 1.

    Raises:
        ValueError: when `cluster_size` is below 1 or `correlation` not from 0 to 1.

    >>> round(design_effect(3, 0.4), 12)
    1.8
    """
    size = real("cluster_size", cluster_size)
    if size < 1:
        raise ValueError(f"`cluster_size` must be at least 1, not {size!r}")
    return 1 + (size - 1) * probability("correlation", correlation)


def effective_number(samples: float, cluster_size: float, correlation: float) -> float:
    """Return how many independent samples would tell as much about a mean as these.

    Raises:
        ValueError: when `samples` is negative, `cluster_size` below 1 or `correlation` not from 0 to 1.

    >>> round(effective_number(180, cluster_size=3, correlation=0.4), 12)
    100.0
    """
    return not_negative("samples", samples) / design_effect(cluster_size, correlation)


def _standard_error(scores: Sequence[float], clusters: Sequence[Hashable], *, corrected: bool) -> float:
    """Return sqrt(sum over clusters of (sum of deviations)^2) / n, perhaps times sqrt(C / (C - 1))."""
    mean = fsum(scores) / len(scores)
    deviations: dict[Hashable, list[float]] = {}
    for score, cluster in zip(scores, clusters, strict=True):
        deviations.setdefault(cluster, []).append(score - mean)
    found = sqrt(fsum(fsum(group) ** 2 for group in deviations.values())) / len(scores)
    count = len(deviations)
    return found * sqrt(count / (count - 1)) if corrected else found
