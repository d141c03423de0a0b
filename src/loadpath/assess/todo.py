"""What has to be argued again, and by whom: carried over, run out, challenged, or opened by a change of the system.

A change of `system`, `deployed` or `components` against an earlier case opens what depends on it: a claim whose `stale
when` names what changed or the field it stands in, and a claim or a surface that mentions it. From there everything
that rests on it is opened as well, each with the way that leads to it. Nothing else is opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.leaning import leaning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from loadpath.case.graph import CaseGraph
    from loadpath.case.versions import Changes

CARRIED = re.compile(r"from (?P<from>[a-z0-9.-]+(?:, [a-z0-9.-]+)*), not re-argued")
BRACKET = re.compile(r"\(([^()]*)\)")
LISTED = re.compile(r",(?! and\b)|, and\b|\band\b")
VERSION = re.compile(r"(?P<what>[A-Za-z][A-Za-z -]*?) (?P<which>\S*[0-9]\S*)$")
FIELDS = {
    "system": r"(?:the |this )?(?:system|model)(?! prompt| card)",
    "tools": r"tools?|tool list",
    "deployed": r"deployed|deployment|deployments",
    "components": r"components?",
}
"""The words by which `stale when` names a field, and so whatever changes in it."""

ARGUED = (
    kinds.Claim, kinds.Pathway, kinds.Mitigation, kinds.Scenario, kinds.Event, kinds.Quantity, kinds.Evidence,
    kinds.Surface,
)  # fmt: skip
"""Kinds that are argued for, or that an argument is made of."""

ORDER = ("changed", "challenged", "expired", "carried twice", "carried", "waived", "look")
"""Kinds of work, the most pressing first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not as it was in the case before.

    Attributes:
        field: `system`, `tools`, `deployed` or `components`.
        what: its name, such as `shell` or `system prompt`.
        before: as it was; empty when it is new.
        after: as it is; empty when it is gone.
    """

    field: str
    what: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """Return the change in words."""
        if not self.before:
            return f"{self.field}: {self.after} is new"
        if not self.after:
            return f"{self.field}: {self.before} is gone"
        return f"{self.field}: {self.before} is now {self.after}"

    def as_json(self) -> dict[str, str]:
        """Return the change as plain JSON values."""
        return {"field": self.field, "what": self.what, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that somebody has to do.

    Attributes:
        subject: id of the node.
        kind: one of `ORDER`.
        why: the reason, in words.
        owner: who owns it; empty when nobody does.
        path: ids from what was opened first to the subject; the subject alone where it is opened by itself.
    """

    subject: str
    kind: str
    why: str
    owner: str
    path: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return the task as plain JSON values."""
        parts = {"subject": self.subject, "kind": self.kind, "why": self.why, "owner": self.owner}
        return {**parts, "path": list(self.path)}


def todo(case: CaseGraph, today: date | None, before: CaseGraph | None = None) -> tuple[Task, ...]:
    """Return what has to be done, the most pressing kind first, then in the order of the case.

    Args:
        case: a sound case.
        today: the day against which expiry is judged; None leaves it unjudged.
        before: the case that it follows, if what changed since shall be looked at.
    """
    found = [*_carried(case), *_expired(case, today), *_challenged(case), *_to_look_at(case)]
    if before is not None:
        found += opened(case, changes_of(before.head, case.head))
        found += _same_numbers(before, case)
    return tuple(sorted(found, key=lambda task: ORDER.index(task.kind)))


def _task(case: CaseGraph, name: str, kind: str, why: str, path: tuple[str, ...] = ()) -> Task:
    return Task(subject=name, kind=kind, why=why, owner=case.nodes[name].owner, path=path or (name,))


def _carried(case: CaseGraph) -> Iterator[Task]:
    for claim in case.all(kinds.Claim):
        match = CARRIED.match(" ".join(claim.carried.split()))
        if match is None:
            continue
        origins = match["from"].split(", ")
        if len(origins) > 1:
            why = f"carried over {len(origins)} times without being argued again: from {', '.join(origins)}"
            yield _task(case, claim.id, "carried twice", why)
        else:
            yield _task(case, claim.id, "carried", f"carried over from {origins[0]}, not argued again")


def _expired(case: CaseGraph, today: date | None) -> Iterator[Task]:
    start = case.head.start
    days = [day for day in (today, start.on if start else None) if day is not None]
    for item in case.all(kinds.Evidence):
        if item.valid_until is not None and any(item.valid_until.on < day for day in days):
            yield _task(case, item.id, "expired", f"was valid until {item.valid_until.on}")
    for waiver in case.all(kinds.Waiver):
        if waiver.until is not None and today is not None and waiver.until.on < today:
            task = _task(case, waiver.id, "waived", f"the waiver of `{waiver.rule}` held until {waiver.until.on}")
            yield task if task.owner else replace(task, owner=waiver.by)


def _challenged(case: CaseGraph) -> Iterator[Task]:
    for item in case.all(kinds.Challenge):
        if item.status not in ("open", "upheld"):
            continue
        for ref in item.against:
            if ref.id in case.nodes:
                yield _task(case, ref.id, "challenged", f"`{item.id}` against it is {item.status}")


def _to_look_at(case: CaseGraph) -> Iterator[Task]:
    for claim in case.all(kinds.Claim):
        if claim.stale_when:
            yield _task(case, claim.id, "look", f"stale when {claim.stale_when}: has that happened?")


def _same_numbers(before: CaseGraph, case: CaseGraph) -> Iterator[Task]:
    """Yield assessors whose numbers are those of the case before: nobody says that they looked at them again."""
    for item in case.all(kinds.Assessor):
        old = before.get(item.id, kinds.Assessor)
        same = sum(line in old.lines for line in item.lines) if old is not None else 0
        if same:
            why = f"{same} of {len(item.lines)} judgements are as in {before.head.id}: do they still hold?"
            task = _task(case, item.id, "look", why)
            yield task if task.owner else replace(task, owner=item.id)


# what a change of the system opens ------------------------------------------------------------------------------------


def changes_of(before: kinds.Case, after: kinds.Case) -> tuple[Change, ...]:
    """Return what of the system, its tools, its deployment and its components is not as it was."""
    found: list[Change] = []
    old, new = (_parts_of(head) for head in (before, after))
    for field in FIELDS:
        was, now = old[field], new[field]
        found += [
            Change(field=field, what=what, before=was.get(what, ""), after=now.get(what, ""))
            for what in dict.fromkeys((*was, *now))
            if was.get(what) != now.get(what)
        ]
    return tuple(found)


def _parts_of(head: kinds.Case) -> dict[str, dict[str, str]]:
    """Return the parts of what a case is about, as written, by field and by a name without its version."""
    bracket = BRACKET.search(head.system)
    name = BRACKET.sub("", head.system).strip()
    system: dict[str, str] = {"name": name} if name else {}
    tools: dict[str, str] = {}
    for stretch in bracket[1].split(";") if bracket else ():
        key, colon, rest = stretch.partition(":")
        if colon and re.fullmatch(r"tools?", key.strip(), re.IGNORECASE):
            tools |= {item.casefold(): item for item in _items(LISTED, rest)}
            continue
        for item in _items(re.compile(","), stretch):
            match = VERSION.fullmatch(item)
            system[match["what"].casefold() if match else item.casefold()] = item
    deployed, components = (
        {item.casefold(): item for item in _items(re.compile(";"), text)} for text in (head.deployed, head.components)
    )
    return {"system": system, "tools": tools, "deployed": deployed, "components": components}


def _items(between: re.Pattern[str], text: str) -> list[str]:
    return [item.strip() for item in between.split(text) if item.strip()]


def opened(case: CaseGraph, changes: Iterable[Change]) -> tuple[Task, ...]:
    """Return what a change opens again: what depends on it directly, and what rests on that, with the way."""
    seeds: dict[str, str] = {}
    for change in changes:
        for node in case.nodes.values():
            if node.id not in seeds and (why := _depends(node, change)):
                seeds[node.id] = f"{change.words}; {why}"
    return rested_on(case, seeds)


def _depends(node: kinds.Node, change: Change) -> str:
    """Return why a node depends on what changed; empty when it does not."""
    named = [] if change.what == "name" else [re.escape(change.what)]
    if isinstance(node, kinds.Claim) and node.stale_when:
        words = [*named, FIELDS[change.field], *([FIELDS["system"]] if change.field == "tools" else [])]
        if _says(words, node.stale_when):
            return f"stale when {node.stale_when}"
    if isinstance(node, kinds.Claim | kinds.Surface):
        written = [re.escape(text) for text in (change.before, change.after) if text]
        texts = (node.title, *(item.text for item in node.fields if item.key not in ("stale when", "carried")))
        if _says(written, *texts, *(section.plain for section in node.body)):
            return "it is mentioned there"
    return ""


def _says(patterns: Iterable[str], *texts: str) -> bool:
    whole = re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?:s)?(?![\w-])", re.IGNORECASE)
    return any(whole.search(" ".join(text.split())) for text in texts)


def rested_on(case: CaseGraph, seeds: Mapping[str, str]) -> tuple[Task, ...]:
    """Return what is opened by itself and what rests on it, transitively, with the shortest way from what was opened.

    Args:
        case: a sound case.
        seeds: ids that are opened by themselves, each with the reason.
    """
    direct = leaning(case)
    through: dict[str, list[str]] = {}
    for pathway in case.all(kinds.Pathway):
        for ref in pathway.through:
            through.setdefault(ref.id, []).append(pathway.id)
    ways: dict[str, tuple[str, ...]] = {name: (name,) for name in seeds}
    queue = list(seeds)
    for one in queue:
        for other in (*direct.on(one), *through.get(one, ())):
            if other not in ways:
                ways[other] = (*ways[one], other)
                queue.append(other)
    tasks = []
    for name in case.nodes:
        if name in ways:
            way = ways[name]
            why = seeds[name] if len(way) == 1 else f"rests on {way[-2]} ({seeds[way[0]]})"
            tasks.append(_task(case, name, "changed", why, way))
    return tuple(tasks)


# what a new version opens ---------------------------------------------------------------------------------------------


def argued_again(before: CaseGraph, after: CaseGraph, told: Changes) -> tuple[Task, ...]:
    """Return what must be argued again in a later version: what changed, and what rests on it, with the way.

    Args:
        before: the earlier version.
        after: the later one.
        told: what changed between them.
    """
    seeds = {name: "it is new" for name, _ in told.added if isinstance(after.nodes[name], ARGUED)}
    for item in told.changed:
        if isinstance(after.nodes[item.id], ARGUED):
            seeds[item.id] = f"it says something else: {', '.join(item.parts)}"
    for name, _ in told.removed:
        for other in leaning(before).on(name):
            if other in after.nodes:
                seeds.setdefault(other, f"{name}, on which it rested, is gone")
    for task in opened(after, changes_of(before.head, after.head)):
        if len(task.path) == 1:
            seeds.setdefault(task.subject, task.why)
    return rested_on(after, seeds)
