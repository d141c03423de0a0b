"""The next case from the one before: the same text, every claim marked as carried over, and what is open asked.

What this file knows: what of a case speaks only of that case (its reviews, its waivers, its dates, what people declared
it to be) and where fields stand (`places`). What it promises: what is taken out is named, the text is read again, and
nothing but what is named here says anything else than before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.node import Claim, Evidence, Pathway, Review, Test, Waiver
from loadpath.errors import RefusedChangeError
from loadpath.files.detach import detach
from loadpath.files.outline import outline
from loadpath.files.places import Role, places
from loadpath.files.propositions import ID
from loadpath.files.ranges import lines_of, text_of
from loadpath.files.reader import read
from loadpath.files.refactor import rename
from loadpath.files.write_back import added, with_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.graph import CaseGraph

NOT_ARGUED = "not re-argued"
CARRIED = re.compile(rf"from (?P<from>{ID}(?:, {ID})*), {NOT_ARGUED}")
"""How `carried` is written; each case that a claim was carried out of is named, the first one first."""

NOT_CARRIED = (Review, Waiver)
"""What people said of the case before, and of that alone."""

DATES = {"from": "start", "until": "until", "coverage date": "coverage_date"}
ASKED = "next-questions.md"
"""The file in which the open questions of the next case stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The next case, as text.

    Attributes:
        texts: file name to content.
        claims: ids of the claims carried over.
        again: those that had been carried into the case before already, and were not argued there either.
        left_out: ids of the reviews and waivers that are not carried.
        files: what evidence comes `from`, relative to the folder, with registrations of tests that are locked.
        questions: ids of the questions that are left open.
    """

    texts: Mapping[str, str]
    claims: tuple[str, ...]
    again: tuple[str, ...]
    left_out: tuple[str, ...]
    files: tuple[str, ...]
    questions: tuple[str, ...]


def carried_on(texts: Mapping[str, str], new: str) -> Carried:
    """Return the case that follows one, as text.

    Every claim gets `carried: from OLD, not re-argued`. Reviews and waivers stay behind, and a mention of one becomes
    its title; challenges, questions, tests and promises come along. The dates and what people declared are taken out,
    and asked for.

    Args:
        texts: of the case before, file name to content.
        new: the id of the next case.

    Raises:
        RefusedChangeError: when the case before has errors, the id cannot be one or is taken, or a review takes part in
            what is argued.
    """
    before = read(texts)
    if before.case is None or not before.sound:
        raise RefusedChangeError(
            "the case to carry on has errors",
            help="mend what `loadpath check` finds in it first: errors are not carried",
        )
    case = before.case
    if new == case.head.id:
        raise RefusedChangeError(f"`{new}` is the id of the case before", help="give the next case an id of its own")
    own = {file: text for file, text in texts.items() if outline(file, text.removeprefix("\ufeff")).parts}
    left_out = [node.id for node in case.nodes.values() if isinstance(node, NOT_CARRIED)]
    after: Mapping[str, str] = own
    for name in left_out:
        after = detach(after, name, force=True).texts
    after = rename(after, case.head.id, new)
    after, again = _marked(after, case)
    after = with_fields(after, new, _head(case))
    for pathway in case.all(Pathway):
        if pathway.declared:
            after = with_fields(after, pathway.id, {"declared": ""})
    after, questions = _asked(after, case, new)
    _require_sound(after)
    return Carried(
        texts=after,
        claims=tuple(item.id for item in case.all(Claim)),
        again=again,
        left_out=tuple(left_out),
        files=_files(case),
        questions=questions,
    )


def origins(carried: str) -> tuple[str, ...]:
    """Return the cases that a claim was carried out of without being argued again, the first one first.

    >>> origins("from heron-1, heron-2, not re-argued"), origins("from heron-2, argued again on 3 March")
    (('heron-1', 'heron-2'), ())
    """
    match = CARRIED.match(" ".join(carried.split()))
    return tuple(match["from"].split(", ")) if match else ()


def _head(case: CaseGraph) -> dict[str, str]:
    found = {"follows": case.head.id}
    found |= {key: "" for key, name in DATES.items() if getattr(case.head, name) is not None}
    return found | ({"declared": ""} if case.head.declared else {})


def _marked(texts: Mapping[str, str], case: CaseGraph) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the texts with `carried` on every claim, and the claims that had it before."""
    before = {item.id: origins(item.carried) for item in case.all(Claim)}
    said = {name: f"from {', '.join((*known, case.head.id))}, {NOT_ARGUED}" for name, known in before.items()}
    after = {file: _with_carried(file, text, said) for file, text in texts.items()}
    return after, tuple(name for name, known in before.items() if known)


def _with_carried(file: str, text: str, said: Mapping[str, str]) -> str:
    """Return a file in which each claim has its field, the last of its fields; all at once, for there may be many."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    lines = list(lines_of(body))
    ends = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    heads, last = {}, {}
    gone: set[int] = set()
    for place in places(file, body):
        if place.owner not in said:
            continue
        if place.role is Role.NODE:
            heads[place.owner] = place.lines[-1][0]
        elif place.role is Role.FIELD:
            last[place.owner] = place.lines[-1][0]
            if place.key == "carried":
                gone |= {line[0] for line in place.lines}
    for name, head in sorted(heads.items(), key=lambda item: -item[1]):
        at = last.get(name, head)
        if not lines[at - 1].endswith(("\n", "\r")):
            lines[at - 1] += ends
        fresh = [f"- carried: {said[name]}{ends}"]
        if name not in last:
            following = at < len(lines) and bool(lines[at].strip())
            fresh = [ends, *fresh, *([ends] if following else [])]
        lines[at:at] = fresh
        for number in sorted((one for one in gone if head < one <= at), reverse=True):
            del lines[number - 1]
    return mark + text_of(lines)


def _asked(texts: Mapping[str, str], case: CaseGraph, new: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the texts with a question for whatever the next case has to say for itself."""
    head = case.head
    before = [f"{key} {day.on}" for key, name in DATES.items() if (day := getattr(head, name)) is not None]
    asked = {
        "next-dates": (
            "Which period does the case speak of, and up to which day is evidence considered?",
            f"Write `from`, `until` and `coverage date` into the case. `{head.id}` had: {', '.join(before) or 'none'}.",
        ),
        "next-system": (
            "Which system is it about, with which tools, and where is it used?",
            f"Write `system`, `deployed` and `components`. `loadpath todo --since {head.id}` says what that opens.",
        ),
    }
    if head.declared or any(item.declared for item in case.all(Pathway)):
        asked["next-declared"] = (
            "How do people rate it now?",
            f"Write `declared` anew: what was declared of `{head.id}` is not carried over.",
        )
    after, names = dict(texts), []
    for name, (title, why) in asked.items():
        free = next(one for one in (name, *(f"{name}-{count}" for count in range(2, 1000))) if one not in case.nodes)
        to = f"- to: {head.decided_by or head.owner}\n" if head.decided_by or head.owner else ""
        text = f"## Request {free}: {title}\n\n{to}- by: {new}\n- status: open\n\n{why}\n"
        after = added(after, ASKED, text, free)
        names.append(free)
    return after, tuple(names)


def _files(case: CaseGraph) -> tuple[str, ...]:
    """Return the files that come along, relative to the folder: sources of evidence, and registrations."""
    from posixpath import dirname, join, normpath  # noqa: PLC0415  only here

    found = [normpath(join(dirname(item.at.file), item.source)) for item in case.all(Evidence) if item.source]
    found += [f"registrations/{item.id}.json" for item in case.all(Test) if item.locked]
    return tuple(dict.fromkeys(one for one in found if not one.startswith(("..", "/"))))


def _require_sound(texts: Mapping[str, str]) -> None:
    reading = read(texts)
    if reading.case is None or not reading.sound:
        fault = reading.faults[0]
        raise RefusedChangeError(
            f"the next case could not be read: {fault.at}: {fault.message}",
            help=fault.help or "change it by hand first",
        )
