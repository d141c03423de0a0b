"""What the risk would be if one thing were certainly so, or certainly not: a bar for each, the widest first.

What people argue for or build is drawn; an event that has happened always weighs most and tells least, so that events
stand in the table only, unless there is nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.results import Interval
from loadpath.report.diagrams.rows import SWING, Line, Rows
from loadpath.report.tree import Column, Row, Table, Words
from loadpath.report.wording import chance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.assess.results import Load

MOST = 12


def swings(loads: Sequence[Load], risk: float) -> list[tuple[Load, float, float]]:
    """Return loads with the risk on their right and on their wrong side, the widest swing first.

    Names of other propositions are left out, and what was not computed.
    """
    found = [
        (load, risk * load.if_right, risk * load.if_wrong)
        for load in loads
        if not load.names and isinstance(load.if_right, float) and isinstance(load.if_wrong, float)
    ]
    return sorted(found, key=lambda one: (-_swing(one[1], one[2]), one[0].subject))


def _swing(low: float, high: float) -> float:
    return abs(high / low) if low > 0 else float("inf")


def tornado(
    loads: Sequence[Load],
    risk: float,
    titles: Mapping[str, str],
    who: str,
    *,
    budget: float | None = None,
    digits: int = 2,
) -> Rows:
    """Return the picture of what moves one assessor's risk.

    Args:
        loads: what each proposition carries, for that assessor.
        risk: the risk now, a probability.
        titles: what each proposition is called, by id.
        who: the assessor's name.
        budget: a probability, if there is one.
        digits: with how many the risk is written.
    """
    lines = tuple(
        Line(
            label=titles.get(load.subject, load.subject),
            under=load.kind,
            bar=(low if low > 0 else high / 1e6, high),
            tone=SWING,
            value=f"{said(low, digits)} – {said(high, digits)}",
        )
        for load, low, high in shown(loads, risk)
    )
    words = "; ".join(f"{line.label}: {line.value}" for line in lines)
    return Rows(
        lines=lines,
        at=(risk, f"now {said(risk, digits)}"),
        limit=(budget, f"budget {said(budget)}") if budget else None,
        alt=f"Tornado of the risk according to {who}. {words}.",
    )


def shown(loads: Sequence[Load], risk: float) -> list[tuple[Load, float, float]]:
    """Return what is drawn: what people argue for or build, the widest swings; events where there is nothing else."""
    every = swings(loads, risk)
    return ([one for one in every if one[0].kind != "event"] or every)[:MOST]


def table(loads: Sequence[Load], risk: float, titles: Mapping[str, str], caption: Words = ()) -> Table:
    """Return the same as a table, with every proposition."""
    rows = tuple(
        Row(((titles.get(load.subject, load.subject),), (load.kind,), (said(low),), (said(high),)))
        for load, low, high in swings(loads, risk)
    )
    columns = (Column("What"), Column("Kind"), Column("If right", number=True), Column("If wrong", number=True))
    return Table(caption=caption, columns=columns, rows=rows)


def said(value: float, digits: int = 2) -> str:
    """Return a risk in words."""
    return chance(Interval(value, value), digits) if value > 0 else "none"
