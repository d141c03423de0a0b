"""What an assessment says: risk, posteriors, ranges, verdicts, loads. What was not computed is a type."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.assess.bounded import Apart
    from loadpath.assess.spread import Spread


@dataclass(frozen=True, slots=True)
class Interval:
    """A probability from `low` to `high`: the same number twice, unless somebody left something unknown."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Return whether both ends are the same number."""
        return self.low == self.high

    @property
    def value(self) -> float:
        """Return the number.

        Raises:
            ValueError: when the ends differ.
        """
        if not self.exact:
            raise ValueError(f"an interval from {self.low!r} to {self.high!r} is not one number")
        return self.low


@dataclass(frozen=True, slots=True)
class NotComputed:
    """What could not be computed, and why."""

    reason: str


Answer = Interval | NotComputed


WRONG_SIDES = {
    "event": "it happens",
    "claim": "it is false",
    "barrier": "it fails",
    "response": "it is too late",
    "surface": "it catches none",
}
"""What is bad for each kind of proposition that carries a load."""


class Verdict(Enum):
    """Where the risk lies against a threshold. There is no word for *safe*: that is not the tool's to say."""

    BELOW = "shown below"
    ABOVE = "shown above"
    NOT_SHOWN = "not shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The risk against one threshold.

    Attributes:
        threshold: its name, such as `budget` or `1%`.
        level: the threshold, a probability (the mean, when it is itself uncertain).
        times: risk divided by the threshold, at the means.
        range: 5 % and 95 % points of that ratio over worlds.
        exceeding: share of the worlds in which the ratio is above one.
        verdict: what follows.
        reasons: why it is not shown, when it is not.
    """

    threshold: str
    level: float
    times: Interval
    range: Interval
    exceeding: Interval
    verdict: Verdict
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one proposition carries.

    Each has a wrong side (`WRONG_SIDES`).

    Attributes:
        subject: id of the node.
        kind: `event`, `claim`, `barrier`, `response` or `surface`.
        names: whether it is only a name for another proposition (`says`, `is`).
        if_wrong: risk given its wrong side, over the risk (risk achievement worth).
        if_right: risk given its right side, over the risk (the inverse of risk reduction worth).
        listed_if_wrong: the same as `if_wrong` for listed harm alone.
        share: part of the risk in which it is wrong: P(wrong | harm, evidence).
        pathways: ids of the pathways that stand on it.
        owner: who owns it; empty when nobody does.
    """

    subject: str
    kind: str
    names: bool
    if_wrong: float | NotComputed
    if_right: float | NotComputed
    listed_if_wrong: float | NotComputed
    share: float | NotComputed
    pathways: tuple[str, ...]
    owner: str

    @property
    def factor(self) -> float:
        """Return by how much the risk grows when this turns out wrong; 1 where that was not computed."""
        return self.if_wrong if isinstance(self.if_wrong, float) else 1.0

    def as_json(self) -> dict[str, object]:
        """Return the load as plain JSON values."""
        numbers = {
            name: value if isinstance(value, float) else {"not_computed": value.reason}
            for name in ("if_wrong", "if_right", "listed_if_wrong", "share")
            for value in (getattr(self, name),)
        }
        return {
            "subject": self.subject,
            "kind": self.kind,
            **numbers,
            "pathways": list(self.pathways),
            "owner": self.owner,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything one assessor's numbers come to.

    Attributes:
        assessor: their id.
        title: their name.
        risk: probability of the harm, given the evidence: any pathway or any residual event.
        listed: probability of any listed pathway.
        pathways: probability of each pathway, by id.
        residual: probability of each way not listed, by event id.
        propositions: posterior of every proposition (`night-copy is too late` for scenarios, `inside catches
            one` for surfaces).
        spread: ranges and verdicts over worlds, drawn when they are asked for.
        loads: what each proposition carries, heaviest first.
        used: evidence that is conditioned on.
        unused: evidence without a likelihood from this assessor.
        unscored: evidence that failed its own criterion and is not scored.
        unassessed: ids that nobody gave a number, on which the answer depends.
        withheld: ids whose number the audience may not see, on which the answer depends; anywhere within their bounds.
        method: how it was computed, in words.
        circuit: SHA-256 of the list of operations that computed it.
        error: standard error of the risk, from simulated times or sampling; 0 when it is exact.
        draws: number of worlds behind the ranges.
    """

    assessor: str
    title: str
    risk: Answer
    listed: Answer
    pathways: Mapping[str, Answer]
    residual: Mapping[str, Answer]
    propositions: Mapping[str, Answer]
    spread: Spread | Apart
    loads: tuple[Load, ...] = ()
    used: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    unscored: tuple[str, ...] = ()
    unassessed: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    method: str = "exact"
    circuit: str = ""
    error: float = 0.0
    draws: int = 0

    @property
    def range(self) -> Answer:
        """Return the 5 % and 95 % points of the risk over worlds."""
        return self.spread.range

    @property
    def budget(self) -> Standing | None:
        """Return the risk against the case's budget, or None when the case has none."""
        return self.spread.budget

    @property
    def ladder(self) -> tuple[Standing, ...]:
        """Return the risk against 0.25, 1, 5, 25 and 50 %."""
        return self.spread.ladder

    def as_json(self) -> dict[str, object]:
        """Return the assessment as plain JSON values: numbers, or `{"low", "high"}`, or `{"not_computed"}`."""
        standing = self.budget
        return {
            "assessor": self.assessor,
            "risk": plain(self.risk),
            "pathways": {name: plain(answer) for name, answer in self.pathways.items()},
            "listed": plain(self.listed),
            "residual": {name: plain(answer) for name, answer in self.residual.items()},
            "propositions": {name: plain(answer) for name, answer in self.propositions.items()},
            "range": [self.range.low, self.range.high] if isinstance(self.range, Interval) else plain(self.range),
            "verdict": standing.verdict.value if standing else None,
            "reasons": list(standing.reasons) if standing else [],
            "times_budget": plain(standing.times) if standing else None,
            "exceeding": {
                item.threshold: plain(item.exceeding) for item in (*([standing] if standing else []), *self.ladder)
            },
            "unassessed": list(self.unassessed),
            "withheld": list(self.withheld),
            "evidence_used": list(self.used),
            "evidence_unused": list(self.unused),
            "method": self.method,
            "circuit": self.circuit,
            "error": self.error,
            "draws": self.draws,
        }


def plain(answer: Answer) -> float | dict[str, float] | dict[str, str]:
    """Return an answer as a JSON value."""
    if isinstance(answer, NotComputed):
        return {"not_computed": answer.reason}
    return answer.low if answer.exact else {"low": answer.low, "high": answer.high}
