"""The budget: what risk is allowed, a probability for this case, itself uncertain (meaning.md, sections 2 and 3).

What the case gives away to others makes its budget smaller at once. What it was given does not make it larger: whether
the other side has given it away stands in another case, which is not seen here. `ledger` keeps the books of both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.numbers import law_of
from loadpath.case.node import Budget
from loadpath.case.value import PartOf, Unknown
from loadpath.engine.draws import uniforms
from loadpath.engine.laws import Point

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Transfer
    from loadpath.case.value import Chance
    from loadpath.engine.laws import Law

ABOVE = {"our share": ("whole industry",), "this case": ("our share", "whole industry")}
"""Lines that multiply the nearest line above them that is written, when they do not say what they are a part of."""

DAYS = 365.2425

NOTHING = 1e-6
"""The part of a budget that is left where all of it is given away, or nobody says how much: not zero, so that how many
times the risk is above it can be told."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What this case may cost.

    Attributes:
        name: id of the budget.
        line: the line that counts.
        laws: what multiplies to it, by name.
        years: over how many years an annual line is spread; None for other lines.
        kept: the part of it that is not given away.
    """

    name: str
    line: str
    laws: tuple[tuple[str, Law], ...]
    years: float | None = None
    kept: float = 1.0

    @property
    def mean(self) -> float:
        """Return the expected allowance, a probability for this case."""
        return float(self._spread(np.prod([[law.mean for _, law in self.laws]], axis=1))[0])

    @property
    def certain(self) -> bool:
        """Return whether it is one number: no line that multiplies to it has a range."""
        return all(isinstance(law, Point) for _, law in self.laws)

    def draws(self, count: int) -> NDArray[np.float64]:
        """Return the allowance in `count` worlds."""
        total = np.ones(count)
        for name, law in self.laws:
            total = total * law.quantile(uniforms(name, count))
        return self._spread(total)

    def _spread(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn an annual probability into one for the period, 1 - (1 - p)^years, and leave what is kept of it."""
        whole = value if self.years is None else np.asarray(-np.expm1(self.years * np.log1p(-value)))
        return whole * self.kept


def allowance(case: CaseGraph, *, before_transfers: bool = False) -> Allowance | None:
    """Return what the case allows itself, from the narrowest line of its first budget; None when it has none.

    The order is: this case, per year (over the period of the case), lifetime, our share, whole industry.

    Args:
        case: a sound case.
        before_transfers: leave aside what it gives away.

    Raises:
        ContradictionError: when a number has no meaning.
    """
    budget = next(iter(case.all(Budget)), None)
    if budget is None:
        return None
    for line in ("this case", "per year", "lifetime", "our share", "whole industry"):
        written = getattr(budget, line.replace(" ", "_"))
        if written is not None:
            years = _years(case) if line == "per year" else None
            if line == "per year" and years is None:
                continue
            whole = Allowance(budget.id, line, tuple(factors(budget, line)), years)
            return whole if before_transfers else replace(whole, kept=_kept(case, whole.mean))
    return None


def _kept(case: CaseGraph, whole: float) -> float:
    """Return the part of a budget that the case does not give away, both at the means."""
    own = ("this case", case.head.id)
    rows = [(budget, row) for budget in case.all(Budget) for row in budget.transfers if row.giver in own]
    amounts = [transferred(budget, row) for budget, row in rows if row.receiver not in own]
    if any(amount is None for amount in amounts):
        return NOTHING
    return max(NOTHING, 1 - sum(amount for amount in amounts if amount is not None) / whole)


def transferred(budget: Budget, row: Transfer) -> float | None:
    """Return how much a row of a budget moves, a probability at the means; None where nobody says how much.

    Raises:
        ContradictionError: when a number has no meaning.
    """
    if isinstance(row.amount, Unknown):
        return None
    part, line = (row.amount.part, row.amount.line) if isinstance(row.amount, PartOf) else (row.amount, "")
    moved = law_of(part, {}, row.at, budget.id).mean
    return moved * prod(law.mean for _, law in factors(budget, line)) if line else moved


def factors(budget: Budget, line: str, seen: tuple[str, ...] = ()) -> list[tuple[str, Law]]:
    """Return the laws that multiply to a line of a budget, by name, the line's own first; none where it is unwritten.

    Raises:
        ContradictionError: when a number has no meaning.
    """
    written: Chance | PartOf | None = getattr(budget, line.replace(" ", "_"))
    if written is None or line in seen:
        return []
    chance, above = (written.part, written.line) if isinstance(written, PartOf) else (written, _above(budget, line))
    own = (f"{budget.id}/{line}", law_of(chance, {}, budget.place(line), budget.id))
    return [own, *(factors(budget, above, (*seen, line)) if above else [])]


def _above(budget: Budget, line: str) -> str | None:
    return next((above for above in ABOVE.get(line, ()) if getattr(budget, above.replace(" ", "_")) is not None), None)


def _years(case: CaseGraph) -> float | None:
    start, until = case.head.start, case.head.until
    return (until.on - start.on).days / DAYS if start and until else None
