"""What is known about a case at one moment: the graph, what it comes to, and what was wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar, cast

from loadpath.case.node import Scenario, Surface
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from loadpath.assess.attack import Target
    from loadpath.assess.attainable import Attainable
    from loadpath.assess.boundary import Boundary
    from loadpath.assess.challenged import Flip, Upheld
    from loadpath.assess.cut_sets import Cuts
    from loadpath.assess.disclosure import Disclosed
    from loadpath.assess.gap import Gap
    from loadpath.assess.importance import Importance
    from loadpath.assess.independence import Independence
    from loadpath.assess.ledger import Book
    from loadpath.assess.monitoring import Monitoring
    from loadpath.assess.origins import Origins
    from loadpath.assess.promises import Promise
    from loadpath.assess.prospect import Prospects
    from loadpath.assess.results import Assessment, Load, NotComputed
    from loadpath.assess.roadmap import Roadmap
    from loadpath.assess.surprise import Surprise
    from loadpath.assess.timing import Timing
    from loadpath.assess.years import Years
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
    _decided: dict[tuple[str, str], object] = field(init=False, repr=False, compare=False, default_factory=dict)

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

    # what a decision asks (meaning.md, section 3); each is worked out when it is first asked for

    def gap(self, result: Assessment) -> Gap | NotComputed | None:
        """Return how far an assessor's risk is from the budget; None where the case has none."""
        from loadpath.assess.gap import gap_to  # noqa: PLC0415  a check asks for none

        level = self._allowed()
        if not isinstance(level, float):
            return level
        return self._asked(("gap", result.assessor), lambda: gap_to(result, level, "budget"))

    def boundary(self, result: Assessment) -> Boundary | NotComputed | None:
        """Return the risk over the prior that weighs most, and where it meets the budget; None without a budget."""
        from loadpath.assess.boundary import boundary  # noqa: PLC0415  a check asks for none

        level = self._allowed()
        if not isinstance(level, float):
            return level
        return self._asked(("boundary", result.assessor), lambda: boundary(result, level))

    def _allowed(self) -> float | NotComputed | None:
        """Return the budget, a probability (its mean, when it is uncertain); None without one."""
        from loadpath.assess.budget import Allowance, allowance  # noqa: PLC0415  a check asks for none

        found = self._asked(("allowed", ""), lambda: allowance(self.case))
        return found.mean if isinstance(found, Allowance) else found

    def prospects(self, result: Assessment) -> Prospects | NotComputed:
        """Return what the planned tests would show an assessor."""
        from loadpath.assess.prospect import prospects  # noqa: PLC0415  many cases plan no test

        return self._asked(("prospects", result.assessor), lambda: prospects(self.case, result.assessor))

    def attainable(self, result: Assessment) -> Attainable | NotComputed:
        """Return how likely an assessor's risk ends at or below the budget once what is planned is done."""
        from loadpath.assess.attainable import attainable  # noqa: PLC0415  many cases plan nothing

        return self._asked(("attainable", result.assessor), lambda: attainable(self.case, result.assessor, result.risk))

    def books(self) -> Book | NotComputed:
        """Return the books of the budget of this case alone; what is used by some day is as of the case's beginning."""
        from loadpath.assess.ledger import ledger  # noqa: PLC0415  a check asks for none

        start = self.case.head.start
        on = start.on if start else date.min
        return self._asked(("books", ""), lambda: ledger([(self.case, self.assessments)], on).books[0])

    def years(self) -> Years | NotComputed:
        """Return what work is needed, and what there is time for, while no case of an AI that works is at hand."""
        from loadpath.assess.years import years  # noqa: PLC0415  many cases need no work

        return self._asked(("years", ""), lambda: years(self.case))

    def promises(self) -> tuple[Promise, ...]:
        """Return every promise that is shown here, judged on the day of this scene."""
        from loadpath.assess.promises import promises  # noqa: PLC0415  many cases promise nothing

        if ("promises", "") not in self._decided:
            self._decided["promises", ""] = promises(self.case, self.assessments, self.today)
        return cast("tuple[Promise, ...]", self._decided["promises", ""])

    # what carries the risk; each is worked out when it is first asked for

    def importances(self, result: Assessment) -> tuple[Importance, ...] | NotComputed:
        """Return what hangs on every proposition that an assessor's risk depends on, without ranges."""
        from loadpath.assess.cut_sets import UNFITTING  # noqa: PLC0415  a check asks for none
        from loadpath.assess.importance import importances  # noqa: PLC0415  the same
        from loadpath.assess.movable import behind  # noqa: PLC0415  the same

        asked = behind(result)
        return UNFITTING if asked is None else self._asked(("importances", result.assessor), lambda: importances(asked))

    def cuts(self, result: Assessment, most: int) -> Cuts | NotComputed:
        """Return the minimal cut sets of the harm for an assessor, the most probable of them by their words."""
        from loadpath.assess.cut_sets import cuts_of  # noqa: PLC0415  a check asks for none

        return self._asked((f"{most} cuts", result.assessor), lambda: cuts_of(self.case, result, most))

    def independence(self, result: Assessment) -> Independence | NotComputed:
        """Return what an assessor gains by taking steps as independent of each other."""
        from loadpath.assess.independence import independence  # noqa: PLC0415  a check asks for none
        from loadpath.assess.lines import judgements_of  # noqa: PLC0415  the same

        held = judgements_of(self.case, result.assessor)
        return self._asked(("independence", result.assessor), lambda: independence(self.case, held))

    def origins(self, result: Assessment) -> Origins | NotComputed:
        """Return of what an assessor's risk is made."""
        from loadpath.assess.origins import origins  # noqa: PLC0415  a check asks for none

        return self._asked(("origins", result.assessor), lambda: origins(result))

    def surprises(self) -> tuple[Surprise, ...] | NotComputed:
        """Return what several pathways stand on and nobody owns, or has evidence for, on the day of this scene."""
        from loadpath.assess.surprise import surprises  # noqa: PLC0415  a check asks for none

        loads = {one.assessor: one.loads for one in self.assessments}
        return self._asked(("surprises", ""), lambda: surprises(self.case, loads, self.today))

    def targets(self) -> tuple[Target, ...] | NotComputed:
        """Return where to push, in the order in which a hostile reviewer would go."""
        from loadpath.assess.attack import targets  # noqa: PLC0415  a check asks for none

        return self._asked(("targets", ""), lambda: targets(self.case, self.assessments, self.today))

    def upheld(self) -> tuple[Upheld, ...] | NotComputed:
        """Return what each risk comes to if a challenge that stands is upheld; no worlds are drawn for that."""
        from loadpath.assess.challenged import upheld  # noqa: PLC0415  a check asks for none

        without = [replace(one, draws=0) for one in self.assessments]
        return self._asked(("upheld", ""), lambda: upheld(self.case, without))

    def flips(self, result: Assessment) -> tuple[Flip, ...] | NotComputed:
        """Return the facts that all grant and that change the side of an assessor's risk, alone or in pairs."""
        from loadpath.assess.challenged import flips  # noqa: PLC0415  a check asks for none

        return self._asked(("flips", result.assessor), lambda: flips(self.case, [result]))

    def roadmap(self, result: Assessment) -> Roadmap | NotComputed:
        """Return what moves an assessor's risk most for its cost, and in which order to build what is planned."""
        from loadpath.assess.roadmap import roadmap  # noqa: PLC0415  many cases plan nothing

        return self._asked(("roadmap", result.assessor), lambda: roadmap(self.case, result))

    def _asked(self, key: tuple[str, str], work: Callable[[], T]) -> T | NotComputed:
        """Return an answer, worked out once, or why it cannot be: its numbers, its size, or cases in a ring."""
        from loadpath.assess.numbers import ContradictionError  # noqa: PLC0415  a check asks for none
        from loadpath.assess.results import NotComputed  # noqa: PLC0415  the same

        if key not in self._decided:
            try:
                self._decided[key] = work()
            except ContradictionError as error:
                self._decided[key] = NotComputed(error.finding.message)
            except (TooLargeError, ValueError) as error:
                self._decided[key] = NotComputed(str(error))
        return cast("T | NotComputed", self._decided[key])


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
