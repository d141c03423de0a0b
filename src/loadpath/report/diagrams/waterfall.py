"""From one figure to another, step by step: why two assessors differ, or what changed between two versions.

Each step multiplies; a share is a part of the logarithm of the ratio (Shapley 1953), so the steps add up on the axis.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

from loadpath.case.rounding import times
from loadpath.report.diagrams.rows import Line, Rows
from loadpath.report.tree import Column, Row, Table, Words
from loadpath.report.wording import chance, in_percent

if TYPE_CHECKING:
    from collections.abc import Sequence

from loadpath.assess.results import Interval

MOST = 12
"""Steps shown by themselves; the rest is one step."""

Step = tuple[str, float]
"""What moves the figure, and its share: a part of ln(end / start)."""


def waterfall(start: tuple[str, float], end: tuple[str, float], steps: Sequence[Step], digits: int = 2) -> Rows:
    """Return the picture of how one figure becomes another.

    Args:
        start: what the first figure is called, and the figure, a probability.
        end: the same for the last.
        steps: in the order in which they are drawn; their shares add up to ln(end / start).
        digits: with how many the figures are written.
    """
    at = start[1]
    lines = [Line(label=start[0], bar=(at, at), value=said(at, digits), strong=True)]
    for label, share in _fewer(steps):
        after = at * exp(share)
        tone = "attention" if share > 0 else "good"
        lines.append(Line(label=label, bar=(at, after), tone=tone, value=f"×\u00a0{times(exp(share))}"))
        at = after
    lines.append(Line(label=end[0], bar=(end[1], end[1]), value=said(end[1], digits), strong=True))
    words = "; ".join(f"{line.label}: {line.value}" for line in lines)
    return Rows(lines=tuple(lines), joined=True, alt=f"Waterfall from {start[0]} to {end[0]}. {words}.")


def table(start: tuple[str, float], end: tuple[str, float], steps: Sequence[Step], caption: Words = ()) -> Table:
    """Return the same as a table."""
    at = start[1]
    rows = [Row(((start[0],), ("",), (said(at),)), strong=True)]
    for label, share in steps:
        at *= exp(share)
        rows.append(Row(((label,), (f"×\u00a0{times(exp(share))}",), (said(at),))))
    rows.append(Row(((end[0],), ("",), (said(end[1]),)), strong=True))
    columns = (Column("What"), Column("Factor", number=True), Column("Risk so far", number=True))
    return Table(caption=caption, columns=columns, rows=tuple(rows))


def _fewer(steps: Sequence[Step]) -> list[Step]:
    if len(steps) <= MOST:
        return list(steps)
    first = sorted(range(len(steps)), key=lambda place: (-abs(steps[place][1]), place))[: MOST - 1]
    kept = [steps[place] for place in sorted(first)]
    rest = sum(share for place, (_, share) in enumerate(steps) if place not in set(first))
    return [*kept, (f"{len(steps) - len(kept)} more together", rest)]


def said(value: float, digits: int = 2) -> str:
    """Return a risk in words."""
    answer = Interval(value, value)
    return in_percent(answer, digits) if value >= 1e-3 else chance(answer, digits)  # noqa: PLR2004  below 0.1 % as 1 in N too
