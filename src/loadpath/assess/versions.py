"""Two versions of a case: what changed in the text, and what each assessor's numbers came to before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.results import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from loadpath.assess.results import Assessment
    from loadpath.case.versions import Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One assessor in two versions; None where a version does not have them."""

    assessor: str
    before: Assessment | None
    after: Assessment | None

    def as_json(self) -> dict[str, object]:
        """Return both risks as plain JSON values; null where there is none."""
        ends = {"before": self.before, "after": self.after}
        return {"assessor": self.assessor} | {name: plain(end.risk) if end else None for name, end in ends.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What changed from one version to another.

    Attributes:
        digests: of the case, before and after.
        covered: the coverage dates, before and after; None where there is none.
        changes: nodes added, removed and changed.
        assessors: each one's risk before and after.
    """

    digests: tuple[str, str]
    covered: tuple[date | None, date | None]
    changes: Changes
    assessors: tuple[Moved, ...]

    @property
    def days(self) -> int | None:
        """Return how many days the later coverage date lies after the earlier; None where there are not two."""
        before, after = self.covered
        return (after - before).days if before and after else None

    def as_json(self) -> dict[str, object]:
        """Return everything as plain JSON values; days are ISO dates or null."""
        before, after = (day.isoformat() if day else None for day in self.covered)
        return {
            "before": self.digests[0],
            "after": self.digests[1],
            "coverage": {"before": before, "after": after, "days": self.days},
            "added": [{"id": name, "kind": kind} for name, kind in self.changes.added],
            "removed": [{"id": name, "kind": kind} for name, kind in self.changes.removed],
            "changed": [{"id": item.id, "kind": item.kind, "parts": list(item.parts)} for item in self.changes.changed],
            "assessors": [item.as_json() for item in self.assessors],
        }


def moved(before: Iterable[Assessment], after: Iterable[Assessment]) -> tuple[Moved, ...]:
    """Return each assessor of two versions, in the order of the later one."""
    old, new = ({item.assessor: item for item in items} for items in (before, after))
    names = dict.fromkeys((*new, *old))
    return tuple(Moved(assessor=name, before=old.get(name), after=new.get(name)) for name in names)
