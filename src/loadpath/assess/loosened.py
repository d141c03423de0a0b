"""What got looser from one version of a case to the next, besides its thresholds: counted by sort, never weighed.

A number counts when the later version, with this one judgement held as before, comes to a higher risk for the same
assessor: priors, likelihoods and ratios of evidence alike, whichever way they are written. An inherited judgement
counts once, where it is written. The rest is counted from the text: what and who is gone, what is excluded, accepted,
or counted as standing sooner.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.assess.between import speaks_of
from loadpath.assess.lines import judgements_of, subject_of
from loadpath.assess.model import model
from loadpath.assess.numbers import ContradictionError
from loadpath.assess.results import Interval
from loadpath.case import node as kinds
from loadpath.case.setting import in_words
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.assess.lines import Judgements
    from loadpath.case.graph import CaseGraph

GONE: dict[str, tuple[type[kinds.Node], ...]] = {
    "pathways dropped": (kinds.Pathway,),
    "assessors gone": (kinds.Assessor,),
    "findings gone": (kinds.Evidence,),
    "tests and promises gone": (kinds.Test, kinds.Commitment),
    "objections and questions gone": (kinds.Challenge, kinds.Request, kinds.Incident),
}
UNLISTED = "ways that nobody listed dropped"
NUMBERS = "numbers that lower the risk"
EXCLUDED = "exclusions added"
ACCEPTED = "findings of a check accepted"
SOONER = "barriers counted sooner"

STATES = ("planned", "built", "verified")

MOST_LINES = 40
"""Judgements of one assessor that are tried by themselves; each is computed anew."""

HAIR = 1e-9
"""Two risks nearer than this, relatively, are one."""


def loosened(old: CaseGraph, new: CaseGraph) -> dict[str, tuple[str, ...]]:
    """Return what got looser from one version to the next by sort, each with ids or words; sorts without any left out.

    Args:
        old: the earlier version, sound.
        new: the later one, sound.
    """
    found = {
        sort: tuple(name for name, node in old.nodes.items() if isinstance(node, which) and _lost(new, name, node))
        for sort, which in GONE.items()
    }
    residual = (item for item in old.all(kinds.Event) if item.residual)
    found[UNLISTED] = tuple(item.id for item in residual if not _counts(new, item.id))
    found[EXCLUDED] = tuple(part for part in _parts(new) if part not in set(_parts(old)))
    found[ACCEPTED] = tuple(item.id for item in new.all(kinds.Waiver) if item.id not in old.nodes)
    found[SOONER] = tuple(item.id for item in new.all(kinds.Mitigation) if _sooner(old, item))
    found[NUMBERS] = tuple(_numbers(old, new))
    return {sort: names for sort, names in found.items() if names}


def _lost(new: CaseGraph, name: str, node: kinds.Node) -> bool:
    """Return whether a part is gone; a test that has become a finding is not."""
    now = new.nodes.get(name)
    return type(now) is not type(node) and not (isinstance(node, kinds.Test) and isinstance(now, kinds.Evidence))


def _counts(new: CaseGraph, name: str) -> bool:
    now = new.get(name, kinds.Event)
    return now is not None and now.residual


def _parts(case: CaseGraph) -> list[str]:
    return [part for text in re.split(r"[;,\n]", case.head.out_of_scope) if (part := " ".join(text.split()))]


def _sooner(old: CaseGraph, after: kinds.Mitigation) -> bool:
    before = old.get(after.id, kinds.Mitigation)
    if before is None:
        return False
    was, now = (STATES.index(one.state) if one.state in STATES else 0 for one in (before, after))
    return now > was


# numbers --------------------------------------------------------------------------------------------------------------


def _numbers(old: CaseGraph, new: CaseGraph) -> Iterator[str]:
    """Yield whose number lowers the risk and what it is about, for every line of an assessor's own that is another."""
    for person in new.all(kinds.Assessor):
        before = old.get(person.id, kinds.Assessor)
        if before is None:
            continue
        was, now = (
            {subject_of(line.what): (line.what, in_words(line)) for line in one.lines} for one in (before, person)
        )
        names = [name for name in dict.fromkeys((*now, *was)) if was.get(name) != now.get(name) and name in new.nodes]
        then, held = judgements_of(old, person.id), judgements_of(new, person.id)
        end = _risk(new, held) if names else None
        for name in names[:MOST_LINES]:
            first = then.lines.get(name)
            if first is not None and not speaks_of(new, first):
                continue
            lines = {key: line for key, line in held.lines.items() if key != name} | ({name: first} if first else {})
            if _lower(end, _risk(new, replace(held, lines=lines))):
                yield f"{person.id}: {name}"


def _risk(case: CaseGraph, held: Judgements) -> Interval | None:
    try:
        asked = model(case, held, risk_only=True)
        found = asked.answer(asked.total)[0]
    except (TooLargeError, ContradictionError, RecursionError):
        return None
    return found if isinstance(found, Interval) else None


def _lower(now: Interval | None, before: Interval | None) -> bool:
    """Return whether one end of a risk is lower than before, and neither is higher."""
    if now is None or before is None:
        return False
    pairs = ((now.low, before.low), (now.high, before.high))
    return all(a <= b * (1 + HAIR) for a, b in pairs) and any(a < b * (1 - HAIR) for a, b in pairs)
