"""What changed between two versions of a case, node by node, by meaning: layout, places and file names do not count."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from loadpath.case.digest import meaning, node_digest
from loadpath.case.judged import judged
from loadpath.case.node import Assessor, Claim, Node
from loadpath.case.proposition import text_of

if TYPE_CHECKING:
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Line

CALLED = {"body": "prose", "is_": "is", "start": "from", "lines": "judgements", "facts": "fact checks"}
"""What parts of a node are called where they are not named after their field."""

CARRIED = "carried"
AGAIN = "argued again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A node that says something else than before.

    Attributes:
        id: of the node.
        kind: its kind word, now.
        parts: which fields, tables or judgements differ.
    """

    id: str
    kind: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What was added, removed and changed; ids in the order of the files, with their kinds."""

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    changed: tuple[Changed, ...]


def changes(before: CaseGraph, after: CaseGraph) -> Changes:
    """Return what changed between two versions of a case."""
    both = [name for name in after.nodes if name in before.nodes]
    return Changes(
        added=tuple((name, node.kind_name) for name, node in after.nodes.items() if name not in before.nodes),
        removed=tuple((name, node.kind_name) for name, node in before.nodes.items() if name not in after.nodes),
        changed=tuple(
            Changed(id=name, kind=after.nodes[name].kind_name, parts=_parts(before.nodes[name], after.nodes[name]))
            for name in both
            if node_digest(before.nodes[name]) != node_digest(after.nodes[name])
        ),
    )


def besides_carried(what: Changes, after: CaseGraph) -> tuple[Changes, tuple[str, ...]]:
    """Return changes without those that only say that a claim is carried over, and the ids of those claims.

    A claim that says so no longer was argued again: that is a change, and is called so.

    Args:
        what: what changed.
        after: the later version.
    """
    kept: list[Changed] = []
    only: list[str] = []
    for item in what.changed:
        node = after.nodes[item.id]
        if not isinstance(node, Claim) or CARRIED not in item.parts:
            kept.append(item)
            continue
        rest = tuple(part for part in item.parts if part != CARRIED) + (() if node.carried else (AGAIN,))
        if rest:
            kept.append(replace(item, parts=rest))
        else:
            only.append(item.id)
    return replace(what, changed=tuple(kept)), tuple(only)


def _parts(before: Node, after: Node) -> tuple[str, ...]:
    if type(before) is not type(after):
        return (f"kind, it was {before.kind_name}",)
    found: list[str] = []
    for item in fields(after):
        old, new = getattr(before, item.name), getattr(after, item.name)
        if not item.compare or meaning(old) == meaning(new):
            continue
        if isinstance(after, Assessor) and item.name == "lines":
            found += _lines(old, new)
        else:
            found.append(CALLED.get(item.name, item.name.replace("_", " ")))
    return tuple(found)


def _lines(before: tuple[Line, ...], after: tuple[Line, ...]) -> list[str]:
    """Return which judgements were added, removed or changed."""
    old, new = ({_subject(line): meaning(line) for line in lines} for lines in (before, after))
    return [f"judgement of {name}" for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)] or [
        "order of judgements"
    ]


def _subject(line: Line) -> str:
    ref = judged(line)
    return ref.id if ref is not None else text_of(line.what, brackets=False)
