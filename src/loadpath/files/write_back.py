"""Fields written back into the text of a case: only their own lines change.

What this file knows: where the fields of a node stand (`places`). What it promises: the text is read again; where a
field would be read otherwise than it was meant, or anything else would be read otherwise than before, nothing is
changed. So a value may come from a file that somebody else wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.errors import RefusedChangeError
from loadpath.files.places import Role, places
from loadpath.files.ranges import lines_of, text_of
from loadpath.files.reader import read
from loadpath.files.refactor import file_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.build import Reading


def with_fields(texts: Mapping[str, str], name: str, fields: Mapping[str, str]) -> dict[str, str]:
    r"""Return the texts with these fields of one node set; those that it has keep their place, others come last.

    Args:
        texts: file name to content.
        name: the id of the node.
        fields: text by key; an empty text takes the field away.

    Raises:
        RefusedChangeError: when there is no such node, or a field would not be read as it is meant.

    >>> text = "# Case c: C\n\n## Claim a: A\n\n- owner: priya\n\nWhy.\n"
    >>> with_fields({"a.md": text}, "a", {"owner": "sam", "made by": "us"})
    {'a.md': '# Case c: C\n\n## Claim a: A\n\n- owner: sam\n- made by: us\n\nWhy.\n'}
    """
    file = file_of(texts, name)
    mark = "\ufeff" if texts[file].startswith("\ufeff") else ""
    after = dict(texts)
    after[file] = mark + _set(texts[file].removeprefix(mark), file, name, fields)
    _require_same(read(texts), read(after), name, fields)
    return after


def added(texts: Mapping[str, str], file: str, node: str, name: str) -> dict[str, str]:
    """Return the texts with a new node, as Markdown, at the end of a file.

    Raises:
        RefusedChangeError: when it would not be read as one node of this id, or change what something else says.
    """
    before = texts.get(file, "")
    joint = "" if not before.strip() else "\n" if before.endswith("\n") else "\n\n"
    after = dict(texts) | {file: before + joint + node}
    _require_same(read(texts), read(after), name, {})
    file_of(after, name)
    return after


def _set(text: str, file: str, name: str, fields: Mapping[str, str]) -> str:
    lines = list(lines_of(text))
    ends = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    own = [place for place in places(file, text) if place.owner == name]
    listed = [place for place in own if place.role is Role.FIELD]
    known = {place.key: place for place in listed if place.key}
    for key in fields.keys() & known.keys():
        if any("[[redact" in line.replace("\\", "") for _, _, line in known[key].lines):
            raise RefusedChangeError(
                f"`{key}` of `{name}` is withheld in part, and writing it anew would show it",
                help="write this field by hand",
            )
    fresh = [f"- {key}: {value}{ends}" for key, value in fields.items() if value and key not in known]
    last = listed[-1].lines[-1][0] if listed else next(p for p in own if p.role is Role.NODE).lines[-1][0]
    if fresh and not lines[last - 1].endswith(("\n", "\r")):
        lines[last - 1] += ends
    lines[last:last] = fresh if listed or not fresh else [ends, *fresh, *([ends] if _close(lines, last) else [])]
    for key, place in sorted(known.items(), key=lambda item: -item[1].lines[0][0]):
        if key in fields:
            first, final = place.lines[0][0], place.lines[-1][0]
            lines[first - 1 : final] = [f"- {key}: {fields[key]}{ends}"] if fields[key] else []
    return text_of(lines)


def _close(lines: list[str], last: int) -> bool:
    return last < len(lines) and bool(lines[last].strip())


def _require_same(before: Reading, after: Reading, name: str, fields: Mapping[str, str]) -> None:
    """Refuse a change after which anything but these fields is read otherwise."""
    old = before.case.nodes if before.case else {}
    new = after.case.nodes if after.case else {}
    written = {key: " ".join(text.split()) for key, text in fields.items() if text}
    node = new.get(name)
    for key, text in written.items():
        found = next((item.text for item in node.fields if item.key == key), None) if node else None
        if found != text:
            raise RefusedChangeError(
                f"`- {key}: {text}` would not be read as that in `{name}`", help="write this field by hand"
            )
    others = {key: value for key, value in old.items() if key != name}
    rest = [(item.key, item.text) for item in old[name].fields if item.key not in fields] if name in old else []
    kept = [(item.key, item.text) for item in node.fields if item.key not in fields] if node and name in old else []
    body = (old[name].title, old[name].body) if name in old else None
    same = node is None or name not in old or (node.title, node.body) == body
    if others != {key: value for key, value in new.items() if key != name} or rest != kept or not same:
        raise RefusedChangeError(
            f"writing to `{name}` would change what something else says",
            help="put the fields into one list right under the heading, then try again",
        )
