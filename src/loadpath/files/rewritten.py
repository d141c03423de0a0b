"""What changes to the text of a node share: a paragraph added, and the proof that nothing else is read otherwise.

What this file knows: where the text under a heading ends (`ranges`), and what a node says besides some attributes and
one paragraph. What it promises: `require` lets nothing else change, and no fault in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.errors import RefusedChangeError
from loadpath.files.ranges import lines_of, ranges, text_of
from loadpath.files.refactor import file_of
from loadpath.files.run import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case import node as kinds
    from loadpath.case.build import Reading

BY_HAND = "write this answer into the case by hand"


def with_note(texts: Mapping[str, str], name: str, note: str) -> dict[str, str]:
    """Return the texts with one more paragraph at the end of what stands under a node's own heading."""
    file = file_of(texts, name)
    mark, text = marked(texts[file])
    lines = list(lines_of(text))
    ends = "\r\n" if lines[0].endswith("\r\n") else "\n"
    stretch = next(part for part in ranges(file, text) if part.owner == name and part.typed)
    last = stretch.last
    while not lines[last - 1].strip():
        last -= 1
    close(lines, last, ends)
    lines[last:last] = [ends, f"{note}{ends}"]
    return dict(texts) | {file: mark + text_of(lines)}


def close(lines: list[str], last: int, ends: str) -> None:
    """End the last line before an insertion, where the file ends without one."""
    if not lines[last - 1].endswith(("\n", "\r")):
        lines[last - 1] += ends


def marked(text: str) -> tuple[str, str]:
    """Return the byte order mark of a text, if it has one, and the rest."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark, text.removeprefix(mark)


def require(before: Reading, after: Reading, name: str, free: set[str], note: str, line: int = 0) -> None:
    """Refuse a change that brings a fault, or touches more than some attributes of one node and one paragraph.

    Args:
        before: what was read.
        after: what is read now.
        name: the id of the node.
        free: the attributes that may change.
        note: the paragraph that was added, if one was.
        line: of several faults, that of this line is told.

    Raises:
        RefusedChangeError: with the fault and its remedy, or with what else would be read otherwise.
    """
    known = {(fault.rule, fault.message, fault.subject) for fault in before.faults}
    fresh = [fault for fault in after.faults if (fault.rule, fault.message, fault.subject) not in known]
    if fresh:
        fault = min(fresh, key=lambda one: one.at.line != line)
        raise RefusedChangeError(fault.message, help=fault.help or BY_HAND)
    old, new = (reading.case.nodes if reading.case else {} for reading in (before, after))
    found = new.get(name)
    others = {key: node for key, node in old.items() if key != name}
    if found is None or others != {key: node for key, node in new.items() if key != name}:
        raise RefusedChangeError(f"writing to `{name}` would change what something else says", help=BY_HAND)
    kept = {key: getattr(found, key) for key in free}
    if replace(old[name], body=(), **kept) != replace(found, body=()):
        raise RefusedChangeError(f"writing to `{name}` would change what else it says", help=BY_HAND)
    if _prose(old[name], "") != _prose(found, note):
        raise RefusedChangeError(f"writing to `{name}` would change its prose", help=BY_HAND)


def _prose(node: kinds.Node, note: str) -> list[tuple[str, int, list[str]]]:
    """Return the prose of a node by its headings, one paragraph left out once."""
    found, left = [], plain(note)
    for section in node.body:
        said = section.plain.split("\n") if section.plain else []
        if left and left in said:
            said.reverse()
            said.remove(left)
            said.reverse()
            left = ""
        if said or section.heading:
            found.append((section.heading, section.level, said))
    return [*found, (left, 0, [])] if left else found
