"""One layout for the text of a case, and what word processors did to it undone.

What this file knows: how a line of each kind is written best. What it promises: the wording of prose, tables, code and
comments stays; no digest and no finding changes (the result is read again and compared, and an edit that changes
anything is dropped); lines that are fine stay byte for byte; what has an error is left alone; formatting twice is
formatting once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.kinds import KINDS, Form
from loadpath.files.fields import KEY
from loadpath.files.outline import TYPED
from loadpath.files.places import Place, Role, places, where
from loadpath.files.propositions import BRACKETED, ID
from loadpath.files.ranges import lines_of
from loadpath.files.reader import read
from loadpath.files.refactor import same_meaning
from loadpath.files.run import ESCAPABLE, PLAIN, run_of
from loadpath.files.scan import BULLET, HEADING, ITEM, Shape, blocks, cells, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

UNESCAPED = set("[]-.:()%=#!,;'\"/+$?>")
"""What is written without a backslash in typed places; the others would become emphasis, code, HTML or cells."""

REFERENCE = re.compile(r"(?:\\?\[){2} ?((?:[a-z0-9]|\\?[-.])+) ?(?:\\?\]){2}(?![(\[])")
BROKEN = re.compile(rf"\[\[ ?(?:{ID})? ?$")
"""The end of a line in the middle of a reference."""

TIGHT = (Form.REF, Form.REFS, Form.PROPOSITION, Form.ABOUT, Form.HAPPENS)
MOST_PASSES = 8


@dataclass(frozen=True, slots=True)
class _Edit:
    """Lines of a file, counted from 1, and what they are to be."""

    file: str
    first: int
    last: int
    lines: tuple[str, ...]


def fmt(texts: Mapping[str, str]) -> dict[str, str]:
    r"""Return the texts in the one layout; files without a typed heading are no part of a case and stay as they are.

    Args:
        texts: file name to content.

    >>> fmt({"case.md": "# Case c: C\n* Kind: risk analysis  \n\nSee \\[\\[c\\]\\]."})["case.md"]
    '# Case c: C\n\n- kind: risk analysis\n\nSee [[c]].\n'
    """
    found = dict(texts)
    for _ in range(MOST_PASSES):
        after = _once(found)
        if after == found:
            break
        found = after
    return found


def _once(texts: Mapping[str, str]) -> dict[str, str]:
    same = same_meaning(texts)
    faulty = {(fault.at.file, fault.at.line) for fault in read(texts).faults if fault.severity is Severity.ERROR}
    edits = [edit for file in sorted(texts) for edit in _edits(file, texts[file].removeprefix("\ufeff"), faulty)]
    kept = _kept(texts, [], edits, same)
    found = _applied(texts, kept)
    for file, text in found.items():
        spaced = _spaced(file, text)
        if spaced != text and same(found | {file: spaced}):
            found[file] = spaced
    return found


def _kept(
    texts: Mapping[str, str], sure: list[_Edit], edits: list[_Edit], same: Callable[[Mapping[str, str]], bool]
) -> list[_Edit]:
    """Return the edits that change nothing of what is said, found by halving."""
    if not edits or same(_applied(texts, [*sure, *edits])):
        return [*sure, *edits]
    if len(edits) == 1:
        return sure
    half = len(edits) // 2
    return _kept(texts, _kept(texts, sure, edits[:half], same), edits[half:], same)


def _applied(texts: Mapping[str, str], edits: list[_Edit]) -> dict[str, str]:
    found = dict(texts)
    for file in {edit.file for edit in edits}:
        mark = "\ufeff" if found[file].startswith("\ufeff") else ""
        lines = list(lines_of(found[file].removeprefix(mark)))
        for edit in sorted((edit for edit in edits if edit.file == file), key=lambda edit: -edit.first):
            last = lines[edit.last - 1]
            end = last[len(last.rstrip("\r\n")) :]
            inner = end or "\n"
            lines[edit.first - 1 : edit.last] = [line + inner for line in edit.lines[:-1]] + [edit.lines[-1] + end]
        found[file] = mark + "".join(lines)
    return found


def _edits(file: str, text: str, faulty: set[tuple[str, int]]) -> list[_Edit]:
    raw = [line.rstrip("\r\n") for line in lines_of(text)]
    shown = [line for _, line, _ in visible(text)]
    found = []
    for place in places(file, text):
        numbers = [line[0] for line in place.lines]
        first, last = numbers[0], numbers[-1]
        written = raw[first - 1 : last]
        if written != shown[first - 1 : last] or any((file, number) in faulty for number in numbers):
            continue
        nested = {line[0] for line in place.block.nested}
        if nested & set(numbers) or place.role in (Role.CODE, Role.HEADING):
            continue
        better = _better(place, written)
        if better != written:
            found.append(_Edit(file, first, last, tuple(better)))
    return found


def _better(place: Place, written: list[str]) -> list[str]:
    """Return the lines of a place as they are best written; the same where that would be read otherwise."""
    match place.role:
        case Role.NODE:
            return [_heading(place, written[0])]
        case Role.FIELD | Role.JUDGEMENT | Role.STEP | Role.TASK:
            better = _entry(place, written)
        case Role.ROW:
            better = [_plain(written[0])]
            return better if _same_cells(better[0], written[0]) else written
        case _:
            better = _whole_references([_references(line) for line in written])
    if _reads_as(place, better):
        return better
    careful = [_references(line) for line in written]
    return careful if _reads_as(place, careful) else written


def _heading(place: Place, line: str) -> str:
    typed = TYPED.fullmatch(place.run.text)
    assert typed is not None
    _, column = where(place.run, typed.start(3))
    better = f"{'#' * place.block.level} {typed[1]} {typed[2]}: {line[column - 1 :]}"
    match = HEADING.match(better)
    again = TYPED.fullmatch(run_of([(1, 1, match[2] or "")], "").text) if match else None
    return better if again and again.groups() == typed.groups() else line


def _entry(place: Place, written: list[str]) -> list[str]:
    numbered = place.block.shape is Shape.ITEMS
    mark = (ITEM if numbered else BULLET).match(written[0])
    assert mark is not None
    number = re.search(r"[0-9]+", mark[0])
    begin = f"{number[0]}. " if number and numbered else "- "
    bodies = [written[0][mark.end() :], *(line.lstrip() for line in written[1:])]
    indents = [line[: len(line) - len(line.lstrip())] for line in written[1:]]
    margins = [indent if indent and not indent.strip(" ") else " " * len(begin) for indent in indents]
    bodies = _typed_text(place, bodies)
    joined = _whole_references(bodies)
    if len(joined) < len(bodies):
        margins = margins[: len(joined) - 1]
    return [begin + joined[0], *(margin + body for margin, body in zip(margins, joined[1:], strict=True))]


def _typed_text(place: Place, bodies: list[str]) -> list[str]:
    if place.role is Role.TASK:
        return [_references(body) for body in bodies]
    if place.role is Role.STEP:
        said = re.search(r"\][^\[]*?(?= [-\u2013\u2014]{1,3} )", bodies[0])
        end = said.end() if said else len(bodies[0])
        return [_tight(_plain(bodies[0][:end])) + _references(bodies[0][end:]), *map(_references, bodies[1:])]
    plain = [_plain(body) for body in bodies]
    if place.role is Role.JUDGEMENT and not place.key:
        because = re.search(r"[ ,]because\b", plain[0])
        end = because.start() if because else len(plain[0])
        return [_tight(plain[0][:end]) + plain[0][end:], *plain[1:]]
    key = KEY.match(plain[0])
    if key and place.key:
        value = plain[0][key.end() :].strip(" ")
        plain[0] = f"{place.key}: {value}".rstrip(" ")
        if KINDS[place.kind].fields[place.key].form in TIGHT:
            plain = [_tight(body) for body in plain]
    return plain


def _tight(text: str) -> str:
    return re.sub(rf"\[\[ ?({ID}) ?\]\]", r"[[\1]]", text)


def _plain(text: str) -> str:
    """Return text without needless escapes, odd spaces, curly quotes, odd hyphens; with code in it, as it is."""
    found: list[str] = []
    at = 0
    while at < len(text) and "`" not in text:
        letter = text[at]
        if letter == "\\" and at + 1 < len(text) and text[at + 1] in ESCAPABLE:
            after = text[at + 1]
            links = after in "([" and bool(found) and found[-1] == "]" and not text[at + 1 :].startswith("[\\[")
            found.append(after if after in UNESCAPED and not links else f"\\{after}")
            at += 2
            continue
        space = PLAIN.get(letter) == " "
        if not (space and found and found[-1] == " "):
            found.append(PLAIN.get(letter, letter))
        at += 1
        while space and text[at : at + 1] == " ":
            at += 1
    return "".join(found) or text


def _references(line: str) -> str:
    """Return a line in which references are written without backslashes; none with code in it."""
    if "`" in line or "\\" not in line:
        return line
    return REFERENCE.sub(lambda match: re.sub(r"\\", "", match[0]), line)


def _whole_references(lines: list[str]) -> list[str]:
    """Return lines in which no reference goes from one to the next; its rest is moved up, up to the next space."""
    found = lines[:1]
    for line in lines[1:]:
        broken = BROKEN.search(found[-1])
        tail = re.match(r" *([^\[\] ]* ?\]\]\S*)( *)", line)
        if broken and tail and BRACKETED.match(f"{broken[0].rstrip(' ')} {tail[1]}"):
            found[-1] = f"{found[-1].rstrip(' ')} {tail[1]}"
            if line[tail.end() :]:
                found.append(line[: len(line) - len(line.lstrip(" "))] + line[tail.end() :])
        else:
            found.append(line)
    return found


def _same_cells(one: str, other: str) -> bool:
    return [run.text for run in cells((1, 1, one), "")] == [run.text for run in cells((1, 1, other), "")]


def _reads_as(place: Place, lines: list[str]) -> bool:
    """Return whether lines are one place of the same shape that says the same."""
    found = list(blocks("\n".join(lines)))
    if len(found) != 1 or found[0].shape is not place.block.shape:
        return False
    if place.block.entries and place.role is not Role.PROSE:
        if len(found[0].entries) != 1 or found[0].nested:
            return False
        text = run_of(found[0].entries[0], "").text
        return _folded(text, place) == _folded(place.run.text, place)
    return run_of(found[0].lines, "").text == place.run.text


def _folded(text: str, place: Place) -> str:
    """Return what an entry says, without what may be spelled in two ways: case of keys, spaces in references."""
    key = KEY.match(text) if place.key else None
    text = f"{key[1].lower()}: {text[key.end() :].strip()}" if key else text
    return _tight(text)


def _spaced(file: str, text: str) -> str:
    """Return a file with its blank lines, ends of lines and spaces at their ends in order."""
    body = text.removeprefix("\ufeff")
    found = places(file, body)
    if not found:
        return text
    raw = [line.rstrip("\r\n") for line in lines_of(body)]
    shown = [line for _, line, _ in visible(body)][: len(raw)]
    code = {number for number, _, inside in visible(body) if inside}
    kept = {number for number, (one, two) in enumerate(zip(raw, shown, strict=True), 1) if one != two} | code
    apart, lists = set(), set()
    for place in found:
        if place.role in (Role.NODE, Role.HEADING):
            apart.add(place.lines[0][0])
        elif place.role in (Role.FIELD, Role.JUDGEMENT, Role.TASK, Role.STEP):
            lists.add(place.block.lines[0][0])
    prose = [place.block.lines for place in found if place.role is Role.PROSE]
    following = {line[0] for lines in prose for line in lines[:-1]}
    out: list[str] = []
    blank = 0
    before = 0
    for number, line in enumerate(raw, 1):
        if not line.strip(" \t") and number not in kept:
            blank += 1
            continue
        wanted = blank
        if before in kept and number in kept:
            wanted = blank
        elif blank > 1 and not re.match(r" {4}|\t", line):
            wanted = 1
        if out and (number in apart or before in apart or (number in lists and not ITEM.match(line))):
            wanted = max(wanted, 1)
        out += [""] * (wanted if out else 0)
        broken = line.endswith("  ") and number in following
        out.append(line if number in kept or broken else line.rstrip(" \t"))
        blank, before = 0, number
    return "".join(f"{line}\n" for line in out)
