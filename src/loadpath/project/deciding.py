"""What a decision asks of a case (meaning.md, section 3): each question one method, computed from numbers that stand.

Where a number and its range contradict each other, a question that needs it is refused with its place.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.errors import FaultyCaseError, RefusedSettingError
from loadpath.project.opened import Opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from loadpath.assess.attainable import Attainable
    from loadpath.assess.gap import Gap
    from loadpath.assess.history import History
    from loadpath.assess.ledger import Ledger
    from loadpath.assess.promises import Promise
    from loadpath.assess.prospect import Prospects
    from loadpath.assess.registered import Registration
    from loadpath.assess.results import Assessment
    from loadpath.assess.roadmap import Roadmap
    from loadpath.assess.todo import Task
    from loadpath.assess.years import Years
    from loadpath.case.value import Amount


@contextmanager
def told_apart() -> Iterator[None]:
    """Turn a number that has no meaning into a refusal that says where it stands and what goes with it.

    Raises:
        FaultyCaseError: when a number and its range contradict each other.
    """
    from loadpath.assess.numbers import ContradictionError  # noqa: PLC0415  numpy is slow to start

    try:
        yield
    except ContradictionError as error:
        found = error.finding
        raise FaultyCaseError(f"{found.at.file}:{found.at.line}: {found.message}", help=found.help) from None


def amount_in(text: str, unit: str = "") -> Amount:
    """Return a quantity as somebody types it: `$3M`, `2 years (1 year-4 years)`.

    Args:
        text: what is typed.
        unit: the unit that it has to have; `s` is a time; empty for any.

    Raises:
        RefusedSettingError: when it is none, or has another unit.
    """
    from loadpath.files.numbers import amount  # noqa: PLC0415  the start stays fast
    from loadpath.files.run import RefusedError, run_of  # noqa: PLC0415  the same

    try:
        found = amount(run_of([(1, 1, text.strip())], ""))
    except RefusedError as error:
        raise RefusedSettingError(str(error), help=error.help) from None
    if unit == "s" and found.unit != "s":
        raise RefusedSettingError(f"`{found.written}` is not a time", help="write it as `2 years (1 year-4 years)`")
    return found


@dataclass(eq=False)
class Deciding(Opened):
    """A case, asked by those who decide."""

    def _chosen(self, by: str | None) -> tuple[Assessment, ...]:
        return self.risk() if by is None else (self.risk(by),)

    def gap(self, level: float | None = None, by: str | None = None) -> dict[str, Gap]:
        """Return how far each assessor's risk is from a threshold and what closes it, by assessor.

        Args:
            level: the threshold, a probability between 0 and 1; None for the budget of the case.
            by: an assessor; None for all.

        Raises:
            FaultyCaseError: when the case has errors.
            ValueError: when there is no such assessor, the level is no probability, or the case has no budget.
        """
        from loadpath.assess.gap import gap_to  # noqa: PLC0415  numpy is slow to start

        found: dict[str, Gap] = {}
        for one in self._chosen(by):
            if level is None and one.budget is None:
                raise ValueError("the case has no budget: say a `level`, or write a `## Budget`")
            named = "budget" if level is None else f"{level:g}"
            found[one.assessor] = gap_to(one, one.budget.level if level is None and one.budget else level or 0, named)
        return found

    def tests(self, by: str | None = None) -> dict[str, Prospects]:
        """Return what the planned tests would show and what they are worth, by assessor.

        Raises:
            FaultyCaseError: when the case has errors, or a number contradicts its range.
        """
        from loadpath.assess.prospect import prospects  # noqa: PLC0415  numpy is slow to start

        with told_apart():
            return {one.assessor: prospects(self.case, one.assessor) for one in self._chosen(by)}

    def chance(
        self, cost: str | None = None, before: str | None = None, by: str | None = None
    ) -> dict[str, Attainable]:
        """Return how likely the case can be made once what is planned is done, by assessor.

        Args:
            cost: what may be spent, such as `$3M`; then the best that it buys is looked for.
            before: the milestone, such as `2 years (1 year-4 years)`: what needs longer does not count.
            by: an assessor; None for all.

        Raises:
            FaultyCaseError: when the case has errors, or a number contradicts its range.
            RefusedSettingError: when an amount cannot be read.
        """
        from loadpath.assess.attainable import attainable  # noqa: PLC0415  numpy is slow to start

        limit, milestone = amount_in(cost) if cost else None, amount_in(before, "s") if before else None
        with told_apart():
            return {
                one.assessor: attainable(self.case, one.assessor, one.risk, limit=limit, milestone=milestone)
                for one in self._chosen(by)
            }

    def roadmap(
        self, cost: str | None = None, ceiling: float | None = None, by: str | None = None
    ) -> dict[str, Roadmap]:
        """Return what moves the risk most, and the best order of what is planned, by assessor.

        Args:
            cost: what may be spent, such as `$3M`.
            ceiling: the share of speed that may be lost, from 0 to 1.
            by: an assessor; None for all.

        Raises:
            FaultyCaseError: when the case has errors, or a number contradicts its range.
            RefusedSettingError: when an amount cannot be read.
        """
        from loadpath.assess.best_order import Limits  # noqa: PLC0415  numpy is slow to start
        from loadpath.assess.prospect import price_of  # noqa: PLC0415  the same
        from loadpath.assess.roadmap import roadmap  # noqa: PLC0415  the same

        spent = amount_in(cost) if cost else None
        limits = Limits(ceiling=ceiling, most=price_of(spent), unit=spent.unit if spent else "")
        with told_apart():
            return {one.assessor: roadmap(self.case, one, limits=limits) for one in self._chosen(by)}

    def budget(self, on: date, *others: Opened) -> Ledger:
        """Return the books of the budget, of this case and of others beside it.

        Args:
            on: the day by which it is asked what is used.
            others: cases with other ids.

        Raises:
            FaultyCaseError: when a case has errors, or a number contradicts its range.
            ValueError: when two cases have one id.
        """
        from loadpath.assess.ledger import ledger  # noqa: PLC0415  numpy is slow to start

        with told_apart():
            return ledger([(one.case, one.risk()) for one in (self, *others)], on)

    def years(self, *others: Opened) -> Years:
        """Return what work the case needs, and what there is time for before its milestone.

        Args:
            others: cases for the AIs that do the work.

        Raises:
            FaultyCaseError: when a case has errors, or a number contradicts its range.
            LineageError: when cases vouch for one another in a ring.
        """
        from loadpath.assess.years import years  # noqa: PLC0415  numpy is slow to start

        self.require_sound()
        with told_apart():
            return years(self.case, [(one.case, one.risk()) for one in others])

    def promises(self) -> tuple[Promise, ...]:
        """Return every promise, judged: kept, breached, not due, or why it cannot be judged.

        Raises:
            FaultyCaseError: when the case has errors.
        """
        from loadpath.assess.promises import promises  # noqa: PLC0415  numpy is slow to start

        return promises(self.case, self.risk(), self.today)

    def todo(self, before: Opened | None = None) -> tuple[Task, ...]:
        """Return what has to be argued again, the most pressing kind first.

        Args:
            before: the version that this one follows, if what changed since shall be looked at.

        Raises:
            FaultyCaseError: when the case has errors.
        """
        from loadpath.assess.todo import todo  # noqa: PLC0415  the start stays fast

        self.require_sound()
        return todo(self.case, self.today, before.case if before else None)

    def registered(self, test: str, at: datetime) -> Registration:
        """Return what is locked of a planned test before it is run; nothing is written.

        Args:
            test: its id.
            at: the moment, with its time zone.

        Raises:
            FaultyCaseError: when the case has errors.
            ValueError: when there is no such test, or the moment has no time zone.
        """
        from loadpath.assess.registered import register  # noqa: PLC0415  the start stays fast
        from loadpath.case.node import Test  # noqa: PLC0415  the same

        self.require_sound()
        node = self.case.get(test, Test)
        if node is None:
            raise ValueError(f"no test {test!r}")
        return register(self.case, node, at)

    def history(self, earlier: Mapping[str, Opened], label: str = "now", alarm: float = 0.5) -> History:
        """Return this version behind earlier ones, and whether small steps in one direction added up.

        Args:
            earlier: versions by their labels, the first one first.
            label: how this version is called.
            alarm: by how much all thresholds together may get looser, 0.5 for 50 %.

        Raises:
            FaultyCaseError: when a version has errors.
            ValueError: when the sum is not above 0.
        """
        from loadpath.assess.history import history, revision  # noqa: PLC0415  numpy is slow to start

        versions = {**earlier, label: self}
        return history([revision(name, one.case, one.risk()) for name, one in versions.items()], alarm)
