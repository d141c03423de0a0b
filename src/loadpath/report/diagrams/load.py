"""What carries the risk, according to whom: by how much it is multiplied if one thing is wrong, for every assessor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case.rounding import times
from loadpath.report.diagrams.rows import Line, Rows
from loadpath.report.tree import Column, Row, Table, Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST = 12

Carried = tuple[str, str, tuple[float | None, ...]]
"""The id of a part, its kind (`claim`, `barrier`, `response`), and the factor of each assessor; None where unknown."""


def load_by_assessor(carried: Sequence[Carried], titles: Mapping[str, str], names: Sequence[str]) -> Rows:
    """Return the picture of what carries the risk, the heaviest first.

    Args:
        carried: what is drawn; in the picture only the first twelve.
        titles: what each part is called, by id.
        names: the assessors, in the order of the factors.
    """
    lines = tuple(
        Line(label=titles.get(subject, subject), under=kind, marks=factors, value=_range(factors))
        for subject, kind, factors in _heaviest(carried)[:MOST]
    )
    said = "; ".join(f"{line.label}: {line.value}" for line in lines)
    alt = f"By how much the risk is multiplied if one thing is wrong, for {', '.join(names) or 'nobody'}. {said}."
    return Rows(lines=lines, at=(1.0, "as it is now"), factors=True, names=tuple(names), alt=alt)


def table(carried: Sequence[Carried], titles: Mapping[str, str], names: Sequence[str], caption: Words = ()) -> Table:
    """Return the same as a table, with everything."""
    rows = tuple(
        Row(((titles.get(subject, subject),), (kind,), *(((_times(one),)) for one in factors)))
        for subject, kind, factors in _heaviest(carried)
    )
    columns = (Column("If this is wrong"), Column("Kind"), *(Column(name, number=True) for name in names))
    return Table(caption=caption, columns=columns, rows=rows)


def _heaviest(carried: Sequence[Carried]) -> list[Carried]:
    return sorted(carried, key=lambda one: (-max((factor or 0.0 for factor in one[2]), default=0.0), one[0]))


def _times(factor: float | None) -> str:
    return "–" if factor is None else f"{times(factor)}\u00a0×"


def _range(factors: Sequence[float | None]) -> str:
    known = [one for one in factors if one is not None]
    if not known:
        return "unknown"
    low, high = times(min(known)), times(max(known))
    return f"{low}\u00a0×" if low == high else f"{low}–{high}\u00a0×"
