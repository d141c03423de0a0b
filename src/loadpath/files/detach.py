"""Taking a node out of a case: its text whole, and every place that referred to it.

What this file knows: which references can go without changing what is argued. What it promises: a node that is referred
to stays, unless one insists. Then a mention in prose becomes the title, and lists of references lose it; where it
takes part in a chain, a condition, a judgement or a computed value, somebody has to decide, and nothing is changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.kinds import KINDS, Form
from loadpath.errors import RefusedChangeError
from loadpath.files.fields import KEY
from loadpath.files.outline import outline
from loadpath.files.places import Naming, Role, namings, raw_end, where
from loadpath.files.ranges import lines_of, text_of
from loadpath.files.reader import read
from loadpath.files.refactor import file_of, ids_of, parted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.graph import CaseGraph

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Detached:
    """A case without one of its nodes.

    Attributes:
        texts: the case without it; a file that nothing is left in is left out.
        text: the node, as it was written.
        references: where it was referred to: file, line, and the id of the node there.
        removed: lines that went because nothing else was left in them, as file, line and text.
        refers_to: the ids that the node itself refers to, which have to exist where it is pasted.
    """

    texts: Mapping[str, str]
    text: str
    references: tuple[tuple[str, int, str], ...]
    removed: tuple[tuple[str, int, str], ...]
    refers_to: tuple[str, ...]


def detach(texts: Mapping[str, str], name: str, *, force: bool = False) -> Detached:
    r"""Return a case without one of its nodes, and the text of that node.

    Args:
        texts: file name to content.
        name: the id of the node.
        force: whether references to it are dissolved: to its title in prose (to its id where the title is not public),
            to nothing in lists of references; a field that is left empty goes.

    Raises:
        RefusedChangeError: when there is no such node, it is the case itself, something refers to it and `force` is not
            given, or it takes part in what cannot be dissolved.

    >>> detach({"case.md": "# Case c: C\n\n## Claim a: A\n\nWhy.\n"}, "a").text
    '## Claim a: A\n\nWhy.\n'
    """
    source = file_of(texts, name)
    ids = ids_of(texts)
    case = read(texts).case
    if case is not None and case.head.id == name:
        raise RefusedChangeError(f"`{name}` is the case itself", help="a folder without it is no case")
    all_named = {file: tuple(namings(file, text.removeprefix("\ufeff"), ids)) for file, text in texts.items()}
    inside = [one for one in all_named[source] if one.place.owner == name]
    named = {
        file: [one for one in found if one.id == name and one.place.owner != name] for file, found in all_named.items()
    }
    references = tuple((file, one.line, one.place.owner) for file in named for one in named[file])
    _refuse_references(name, references, named, force=force)
    title = _title(texts[source], source, name, case)
    dissolved = {file: _dissolved(texts[file], file, named[file], title) for file in texts}
    own, _ = parted(texts[source], source, name)
    after = {file: text for file, (text, _) in dissolved.items()}
    after[source] = parted(after[source], source, name)[1]
    if not after[source].strip():
        del after[source]
    _refuse_new_faults(texts, after, name)
    return Detached(
        texts=after,
        text=text_of(own).rstrip("\r\n") + "\n",
        references=references,
        removed=tuple(one for file in texts for one in dissolved[file][1]),
        refers_to=tuple(dict.fromkeys(one.id for one in inside if one.id != name)),
    )


def _refuse_references(
    name: str, references: tuple[tuple[str, int, str], ...], named: Mapping[str, list[Naming]], *, force: bool
) -> None:
    if references and not force:
        raise RefusedChangeError(
            f"`{name}` is referred to: {_listed(references)}",
            help="remove the references, or insist with `--force`: a mention becomes the title, a list loses it",
        )
    firm = tuple((file, one.line, one.place.owner) for file in named for one in named[file] if not _dissolves(one))
    if firm:
        raise RefusedChangeError(
            f"`{name}` takes part in what is argued or computed: {_listed(firm)}",
            help="change these by hand first: what they say without it is for somebody to decide",
        )


def _listed(references: tuple[tuple[str, int, str], ...]) -> str:
    shown = ", ".join(f"{file}:{line}" for file, line, _ in dict.fromkeys(references[:MOST_SHOWN]))
    return shown + (f" and {len(references) - MOST_SHOWN} more" if len(references) > MOST_SHOWN else "")


def _form(naming: Naming) -> Form | None:
    """Return how the field is read that a naming stands in the value of; None outside of fields."""
    key = naming.place.key
    return KINDS[naming.place.kind].fields[key].form if key else None


def _dissolves(naming: Naming) -> bool:
    """Return whether a reference can go without changing what is argued."""
    if naming.bare or naming.computed:
        return False
    run, role = naming.place.run, naming.place.role
    if _form(naming) is not None:
        return _form(naming) in (Form.TEXT, Form.WORDS, Form.REFS, Form.REF)
    if role is Role.STEP:
        dash = re.search(r"\]\][^\[]*? [-\u2013\u2014]{1,3} ", run.text)
        return dash is not None and dash.end() < naming.left
    if role is Role.JUDGEMENT:
        because = re.search(r"[ ,]because\b", run.text)
        return because is not None and because.end() < naming.left
    if role is Role.TASK:
        colon = run.text.find(": ")
        return 0 < colon < naming.left
    return role in (Role.PROSE, Role.PROPOSAL, Role.HEADING, Role.NODE, Role.FIELD)


def _title(text: str, file: str, name: str, case: CaseGraph | None) -> str:
    """Return what a mention of a node becomes: its title where that may be shown wherever the id may, else its id."""
    title = next(part.title for part in outline(file, text.removeprefix("\ufeff")).parts if part.id == name)
    node = case.nodes.get(name) if case else None
    public = node is not None and node.access == "public"
    return title if public and not re.search(r"\[\[|\||<!--|`", title) else name


def _dissolved(text: str, file: str, found: list[Naming], title: str) -> tuple[str, list[tuple[str, int, str]]]:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = list(lines_of(text.removeprefix(mark)))
    emptied: set[int] = set()
    for naming in sorted(found, key=lambda one: where(one.place.run, one.left), reverse=True):
        run = naming.place.run
        left, right = run.text.rindex("[[", 0, naming.left), run.text.index("]]", naming.left) + 2
        instead = title
        if _form(naming) in (Form.REFS, Form.REF):
            left, right = _with_separator(naming, left, right, found)
            instead = ""
        if left == right:
            emptied |= {line[0] for line in naming.place.lines}
            continue
        last, _ = where(run, right - 1)
        _cut(lines, where(run, left), (last, raw_end(run, right - 1, lines[last - 1])), instead)
    removed = [(file, number, lines[number - 1].strip()) for number in sorted(emptied)]
    return mark + text_of("" if number in emptied else line for number, line in enumerate(lines, 1)), removed


def _with_separator(naming: Naming, left: int, right: int, found: list[Naming]) -> tuple[int, int]:
    """Return the part of a list of references to take out: one with its comma; nothing when no other is left."""
    run = naming.place.run
    value = KEY.match(run.text)
    start = value.end() if value else 0
    mine = [one for one in found if one.place is naming.place]
    if run.text.count("[[", start) == len(mine):
        return left, left
    if before := re.search(r"(?:,| and) ?$", run.text[start:left]):
        return start + before.start(), right
    after = re.match(r" ?(?:,|and) ?", run.text[right:])
    return left, right + (after.end() if after else 0)


def _cut(lines: list[str], first: tuple[int, int], last: tuple[int, int], instead: str) -> None:
    """Put something in the place of a stretch that may go over several lines."""
    head, tail = lines[first[0] - 1][: first[1] - 1], lines[last[0] - 1][last[1] - 1 :]
    lines[first[0] - 1] = head + instead + tail
    for number in range(first[0] + 1, last[0] + 1):
        lines[number - 1] = ""


def _refuse_new_faults(texts: Mapping[str, str], after: Mapping[str, str], name: str) -> None:
    known = {(fault.rule, fault.message) for fault in read(texts).faults}
    for fault in read(after).faults:
        if fault.rule != "missing-field" and (fault.rule, fault.message) not in known:
            raise RefusedChangeError(
                f"without `{name}` this could not be read: {fault.at}: {fault.message}", help="change it by hand first"
            )
