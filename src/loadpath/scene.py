"""What is known about a case at one moment: the graph, what it comes to, and what was wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from loadpath.case.node import Scenario, Surface
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from loadpath.assess.disclosure import Disclosed
    from loadpath.assess.monitoring import Monitoring
    from loadpath.assess.results import Assessment, Load
    from loadpath.assess.timing import Timing
    from loadpath.case.diagnostic import Diagnostic
    from loadpath.case.graph import CaseGraph
    from loadpath.case.record import Record


T = TypeVar("T")
N = TypeVar("N", Scenario, Surface)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A case and everything computed from it, as checks and reports see it.

    Attributes:
        case: the graph of what is sound.
        assessments: one for each assessor whose numbers have a meaning; empty when the case has errors or no numbers.
        faults: what the reader and the computation found wrong.
        sources: SHA-256 of the files that evidence comes `from`, by evidence id; None where a file is missing.
        records: what evidence was counted from, by evidence id, as far as there is a record that is the one stated.
        today: the day against which expiry is judged; None leaves it unjudged.
        audience: who sees this: `public`, `reviewers` or `internal`.
        disclosed: how the case stands towards the audiences that see less; empty when nothing is withheld.
    """

    case: CaseGraph
    assessments: tuple[Assessment, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, str | None] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)
    today: date | None = None
    audience: str = "internal"
    disclosed: tuple[Disclosed, ...] = ()
    _heaviest: dict[str, Load] = field(init=False, repr=False, compare=False, default_factory=dict)
    _timings: dict[str, Timing | None] = field(init=False, repr=False, compare=False, default_factory=dict)
    _monitored: dict[str, Monitoring | None] = field(init=False, repr=False, compare=False, default_factory=dict)

    def timing(self, name: str) -> Timing | None:
        """Return what a scenario comes to by itself; None where its table cannot be played.

        A table with a number that has no meaning, or with more tries than are played, is a fault elsewhere.
        """
        from loadpath.assess.timing import timing  # noqa: PLC0415  many cases have no scenario

        return _worked_out(self._timings, name, timing, self.case, self.case.get(name, Scenario))

    def monitoring(self, name: str) -> Monitoring | None:
        """Return what monitoring at a surface comes to; None where nothing says what is tried and seen there."""
        from loadpath.assess.monitoring import monitoring  # noqa: PLC0415  many cases have no such surface

        return _worked_out(self._monitored, name, monitoring, self.case, self.case.get(name, Surface))

    def load(self, subject: str) -> Load | None:
        """Return the heaviest load of a node over all assessors, or None when the risk does not depend on it."""
        if self.assessments and not self._heaviest:
            for load in (load for item in self.assessments for load in item.loads):
                known = self._heaviest.get(load.subject)
                if known is None or load.factor > known.factor:
                    self._heaviest[load.subject] = load
        return self._heaviest.get(subject)


def _worked_out(
    known: dict[str, T | None], name: str, work: Callable[[CaseGraph, N], T | None], case: CaseGraph, node: N | None
) -> T | None:
    """Return what a node comes to, worked out once; None where it is none, or its numbers cannot be."""
    from loadpath.assess.numbers import ContradictionError  # noqa: PLC0415  many cases have no such node

    if name not in known:
        try:
            known[name] = None if node is None else work(case, node)
        except (ContradictionError, TooLargeError):
            known[name] = None
    return known[name]
