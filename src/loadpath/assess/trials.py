"""Trials without failure, from what somebody believes of the chance of failure before the first of them.

A belief has two numbers: with a share `t` the chance of failure in one trial is at most `a`. Nothing else of the prior
is said, so that every answer is the one for the worst prior that agrees with it. Trials fail independently, with the
same chance x. All of this is about the trials that are counted: that they are drawn as the deployment draws is another
claim.

**How many trials.** Of n trials none failed. What is wanted is P(x <= b), for b above a. The likelihood (1 - x)^n falls
with x, so that among priors that agree the posterior is least where the believed part lies as high as it may, at a, and
the rest as low as it may, just above b. Its odds are t/(1 - t) ((1 - a)/(1 - b))^n, and a confidence of c is reached at

    n = ln(c (1 - t) / ((1 - c) t)) / ln((1 - a) / (1 - b)).

With 90 % on at most 1 in 10,000 it takes 830 to show 1 in 1,000 with 95 %, and 2,663 with 99 %; without any belief
ln(1 - c) / ln(1 - b), 2,995 and 4,603. A belief in a chance above b says nothing of b, and no number of trials is
enough; of b itself, trials cannot add to it. The two counts answer different questions, the second holds of the
procedure, and neither is told as the other.

**What is left to expect.** Where the belief is that it never fails (a = 0), the chance that the next trial fails is
E[x | n without failure]. The rest of the prior does most where it lies on one x, the one that makes the largest of

    (1 - t) x (1 - x)^n / (t + (1 - t) (1 - x)^n):

a ratio of two integrals over the rest of the prior is never above the largest ratio at one point. For 90 % and 1,000
trials it is 3.93e-5, at 1.04e-3. The larger the chance is believed to be, the sooner it would have been seen; the
smaller, the less it costs.

Sources: Bishop, Bloomfield, Littlewood, Povyakalo & Wright, "Toward a Formalism for Conservative Claims about the
Dependability of Software-Based Systems", IEEE Transactions on Software Engineering 37 (2011) 708-717; Littlewood &
Rushby, "Reasoning about the Reliability of Diverse Two-Channel Systems in Which One Channel Is 'Possibly Perfect'",
IEEE Transactions on Software Engineering 38 (2012) 1178-1194, for belief in perfection; Strigini & Povyakalo, "Software
Fault-Freeness and Reliability Predictions", SAFECOMP 2013, for the worst expectation. The formulas themselves are in
`engine.statistics.conservative`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from loadpath.engine.statistics.arguments import between, whole
from loadpath.engine.statistics.conservative import demands_for_worst_confidence, worst_confidence, worst_survival
from loadpath.engine.statistics.zero_failures import ROUNDING, trials_without_failure

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFIDENCES = (0.95, 0.99)
"""Of these it is said how many trials they take."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed before the first trial, and nothing more.

    Attributes:
        share: how sure somebody is of it, a probability between 0 and 1.
        at_most: the chance of failure in one trial is at most this; 0 says that it never fails.
        written: as it was said.

    Raises:
        ValueError: when the share is not between 0 and 1, or `at_most` not at least 0 and below 1.
    """

    share: float
    at_most: float
    written: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no belief."""
        between("share", self.share)
        if self.at_most:
            between("at_most", self.at_most)

    @property
    def never(self) -> bool:
        """Return whether it is a belief that failure is impossible."""
        return self.at_most == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What trials show of one threshold, to somebody who holds a belief.

    Attributes:
        threshold: its name: `budget`, or as it was asked for.
        level: the chance of failure in one trial that is to be shown.
        needed: for each of `CONFIDENCES`, how many trials in a row without failure reach it under the worst prior; 0
            where the belief does alone, None where no number of trials is enough.
        classical: for each of them, how many it takes without any belief.
        after: the confidence after the trials that were said, under the worst prior; None where none were said.
    """

    threshold: str
    level: float
    needed: tuple[int | None, ...]
    classical: tuple[int, ...]
    after: float | None

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "threshold": self.threshold,
            "level": self.level,
            "trials": [
                {"confidence": confidence, "needed": needed, "without_belief": classical}
                for confidence, needed, classical in zip(CONFIDENCES, self.needed, self.classical, strict=True)
            ],
            "confidence_after": self.after,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The largest chance that the next trial fails, over all priors that agree with a belief.

    Attributes:
        failure: that chance, a probability.
        rest_at: the chance of failure on which the rest of the prior lies in the worst of them.
    """

    failure: float
    rest_at: float

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {"failure": self.failure, "rest_at": self.rest_at}


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """What a belief makes of trials without failure.

    Attributes:
        belief: what is believed before.
        after: how many trials in a row have not failed; None where nobody said.
        shown: for each threshold, what it takes.
        expected: how likely the next trial fails at worst; None where no trials were said, or where the belief is not
            that it never fails.
    """

    belief: Belief
    after: int | None
    shown: tuple[Shown, ...]
    expected: Expected | None

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "written": self.belief.written,
            "share": self.belief.share,
            "at_most": self.belief.at_most,
            "after": self.after,
            "shown": [one.as_json() for one in self.shown],
            "expected": self.expected.as_json() if self.expected else None,
        }


def believed(belief: Belief, levels: Sequence[tuple[str, float]], after: int | None = None) -> Believed:
    """Return what trials without failure show of thresholds to somebody who holds a belief.

    Args:
        belief: what is believed before the first trial.
        levels: names of thresholds, each with the chance of failure in one trial, between 0 and 1.
        after: how many trials in a row have not failed.

    Raises:
        ValueError: when a threshold is not between 0 and 1, or `after` is no count.

    >>> found = believed(Belief(0.9, 1e-4), [("1 in 1,000", 1e-3)], after=1000)
    >>> found.shown[0].needed, found.shown[0].classical, round(found.shown[0].after, 4)
    ((830, 2663), (2995, 4603), 0.9568)
    >>> found = believed(Belief(0.9, 0), [], after=1000).expected
    >>> f"{found.failure:.2e} at {found.rest_at:.2e}"
    '3.93e-05 at 1.04e-03'
    """
    count = None if after is None else whole("after", after)
    return Believed(
        belief=belief,
        after=count,
        shown=tuple(_shown(belief, name, level, count) for name, level in levels),
        expected=_expected(belief, count) if belief.never and count is not None else None,
    )


def _shown(belief: Belief, name: str, level: float, after: int | None) -> Shown:
    between("level", level)
    return Shown(
        threshold=name,
        level=level,
        needed=tuple(_needed(belief, level, confidence) for confidence in CONFIDENCES),
        classical=tuple(trials_without_failure(level, confidence) for confidence in CONFIDENCES),
        after=None if after is None else _confidence(belief, level, after),
    )


def _needed(belief: Belief, level: float, confidence: float) -> int | None:
    """Return how many trials it takes, 0 where the belief is enough, None where no number is."""
    if belief.at_most > level:
        return None
    if confidence <= belief.share:
        return 0
    if belief.at_most == level:
        return None
    found = demands_for_worst_confidence(level, belief.at_most, belief.share, confidence)
    return ceil(found * (1 - ROUNDING))


def _confidence(belief: Belief, level: float, after: int) -> float:
    """Return the least confidence after trials; none where all that is believed may lie above the threshold."""
    if belief.at_most > level:
        return 0.0
    return worst_confidence(level, belief.at_most, belief.share, failures=0, demands=after)


def _expected(belief: Belief, after: int) -> Expected:
    """Return the worst expectation; from the worst point, since one minus the survival would lose its last digits."""
    x = worst_survival(belief.share, survived=after, following=1).failure_rate
    rest = (1 - belief.share) * (1 - x) ** after
    return Expected(failure=rest * x / (belief.share + rest), rest_at=x)
