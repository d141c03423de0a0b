"""The budget: what risk is allowed, a probability for this case, itself uncertain (meaning.md, sections 2 and 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loadpath.assess.numbers import law_of
from loadpath.case.node import Budget
from loadpath.case.value import PartOf
from loadpath.engine.draws import uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Chance
    from loadpath.engine.laws import Law

ABOVE = {"our share": ("whole industry",), "this case": ("our share", "whole industry")}
"""Lines that multiply the nearest line above them that is written, when they do not say what they are a part of."""

DAYS = 365.2425


@dataclass(frozen=True, slots=True)
class Allowance:
    """What this case may cost: the laws that multiply to it, and over how many years an annual line is spread."""

    name: str
    line: str
    laws: tuple[tuple[str, Law], ...]
    years: float | None = None

    @property
    def mean(self) -> float:
        """Return the expected allowance, a probability for this case."""
        return float(self._spread(np.prod([[law.mean for _, law in self.laws]], axis=1))[0])

    def draws(self, count: int) -> NDArray[np.float64]:
        """Return the allowance in `count` worlds."""
        total = np.ones(count)
        for name, law in self.laws:
            total = total * law.quantile(uniforms(name, count))
        return self._spread(total)

    def _spread(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn an annual probability into one for the period: 1 - (1 - p)^years."""
        return value if self.years is None else np.asarray(-np.expm1(self.years * np.log1p(-value)))


def allowance(case: CaseGraph) -> Allowance | None:
    """Return what the case allows itself, from the narrowest line of its first budget; None when it has none.

    The order is: this case, per year (over the period of the case), lifetime, our share, whole industry.
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
            return Allowance(budget.id, line, tuple(factors(budget, line)), years)
    return None


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
