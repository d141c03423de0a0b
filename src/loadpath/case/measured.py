"""What `as [[evidence]]` in a table can use: counts where a probability stands, measured times where a time stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.value import Failing, Measured

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEAST_TIMES = 2
"""So many different times at least say how far they scatter."""


def faulty_measures(nodes: Mapping[str, kinds.Node]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for every cell, and every field of a surface, whose evidence has nothing that fits there.

    Evidence that is withheld, as a whole or in its result, is passed over: what it measured is not known here.
    """
    for node in nodes.values():
        for where, value, timed in _values(node):
            measured = value.measured if isinstance(value, Failing) else value
            item = nodes.get(measured.evidence.id) if isinstance(measured, Measured) else None
            if not isinstance(measured, Measured) or not isinstance(item, kinds.Evidence) or _unseen(item):
                continue
            if timed and not _times(item):
                found, remedy = "has no two different times", "such as `12 min, 40 min, 9 min`"
            elif not timed and not _counts(item):
                found, remedy = "has no counts", "such as `29 of 200`"
            else:
                continue
            yield Diagnostic(
                rule="malformed-table",
                severity=Severity.ERROR,
                message=f"`{item.id}` {found} and stands under `{where}`",
                at=measured.evidence.at,
                help=f"write its `result` {remedy}, or write a number here",
                subject=node.id,
            )


def _values(node: kinds.Node) -> Iterator[tuple[str, object, bool]]:
    """Yield what may be measured in a node: the column or field, the value, and whether a time stands there."""
    match node:
        case kinds.Scenario():
            for row in node.rows:
                yield "after", row.after, True
                yield "works", row.works, False
        case kinds.Surface():
            yield "share watched", node.share_watched, False
            yield "false alarms", node.false_alarms, False
            for stage in node.stages:
                yield "passes", stage.passes, False
                yield "after", stage.after, True


def _unseen(item: kinds.Evidence) -> bool:
    return item.withheld or (item.result is None and any(field.key == "result" for field in item.fields))


def _counts(item: kinds.Evidence) -> bool:
    return item.result is not None and item.result.counts is not None


def _times(item: kinds.Evidence) -> bool:
    """Return whether there are enough different times, each above zero, and nothing else among them."""
    amounts = item.result.amounts if item.result is not None else ()
    plain = all(one.unit == "s" and one.median and one.low is None for one in amounts)
    return plain and len({one.median for one in amounts}) >= LEAST_TIMES
