"""From blocks to raw parts: which heading opens which node, and which prose belongs to it.

A typed heading opens a node. A heading without a kind belongs to the node that encloses it by level, else to the case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.kinds import KINDS
from loadpath.case.span import Span
from loadpath.case.suggest import did_you_mean
from loadpath.files import withholding
from loadpath.files.limits import MOST_BLOCKS, few, too_long, too_many_blocks
from loadpath.files.propositions import ID
from loadpath.files.run import Run, run_of
from loadpath.files.scan import FENCE, Block, Shape, blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

TYPED = re.compile(rf"({'|'.join(KINDS)}) ({ID}): ?(\S.*)$")
SHAPED = re.compile(rf"([^\W\d_]{{3,20}}) +({ID}) ?: ?(\S.*)$")
"""A heading of the shape of a typed one, whatever its first word."""

ALMOST_HEADING = re.compile(rf"\\?#+\s*({'|'.join(KINDS)})\s+{ID}\s*:")
UNUSUAL = re.compile(r"#(?:(?<=[^\n#]#)|[^# ]|#{6})")
"""A `#` that begins no heading: not at the margin, not before a space, or the seventh. Without any of them, and without
raw HTML, no line is almost a heading."""

FIRST_WORD = re.compile(rf"({'|'.join(KINDS)})\b[ :]\s*(.*)$", re.IGNORECASE)


@dataclass(slots=True)
class RawSection:
    """Blocks under one heading without a kind, or under the typed heading itself (then `heading` is empty)."""

    heading: str
    level: int
    at: Span
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class RawPart:
    """A typed heading and everything that belongs to it."""

    kind: str
    id: str
    title: str
    level: int
    at: Span
    sections: list[RawSection]


@dataclass(slots=True)
class Outline:
    """All raw parts of a folder, the sections that belong to the case, and what was wrong with the headings."""

    parts: list[RawPart] = field(default_factory=list)
    loose: list[RawSection] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)


def outline(file: str, text: str) -> Outline:
    """Return the outline of one file; without any typed heading it is not part of a case and gives an empty outline."""
    found = Outline()
    if _front_matter(text):
        found.faults.append(_front_matter_fault(file))
    open_parts: list[RawPart] = []
    section = RawSection("", 0, Span(file, 1))
    found.loose.append(section)
    kept_back: list[Diagnostic] = []
    hashes = "<" in text or UNUSUAL.search(text) is not None
    short, suspicious = few(text), withholding.suspicious(text)
    for count, block in enumerate(blocks(text)):
        if count == MOST_BLOCKS:
            kept_back.append(too_many_blocks(block, file))
            break
        if len(block.lines) > short and (fault := too_long(block, file)) is not None:
            kept_back.append(fault)
            continue
        if suspicious:
            kept_back.extend(withholding.faults(block, file))
        if block.shape is not Shape.HEADING:
            if block.underlined or hashes:
                found.faults.extend(_underlined(block, file))
            section.blocks.append(block)
            continue
        run = run_of(block.lines, file)
        while open_parts and open_parts[-1].level >= block.level:
            open_parts.pop()
        if typed := TYPED.fullmatch(run.text):
            section = RawSection("", block.level, run.span())
            part = RawPart(typed[1], typed[2], typed[3].strip(), block.level, run.span(), [section])
            open_parts.append(part)
            found.parts.append(part)
            continue
        found.faults.extend(_nearly_typed(run))
        section = RawSection(run.text, block.level, run.span())
        (open_parts[-1].sections if open_parts else found.loose).append(section)
    found.faults.extend(kept_back if found.parts else ())
    return found if found.parts or found.faults else Outline()


def _nearly_typed(run: Run) -> Iterable[Diagnostic]:
    if match := FIRST_WORD.fullmatch(run.text):
        yield _malformed(run, run.text, match[1], match[2])
    elif match := SHAPED.fullmatch(run.text):
        near = get_close_matches(match[1].capitalize(), KINDS, n=1, cutoff=0.75)
        if near and match[1].lower() != f"{near[0].lower()}s":
            yield _malformed(run, run.text, near[0], run.text[match.start(2) :])


def _underlined(block: Block, file: str) -> Iterable[Diagnostic]:
    raw = block.shape is Shape.CODE and not FENCE.match(block.lines[0][2])
    for line in block.lines if raw or block.shape is Shape.PROSE else ():
        if "#" in line[2] and ALMOST_HEADING.match(line[2].strip()):
            run = run_of([line], file)
            yield Diagnostic(
                rule="malformed-heading",
                severity=Severity.ERROR,
                message=f"`{run.text[:60]}` is not a heading, and reads like one",
                at=run.span(),
                help="begin the line with one to six `#` and a space"
                + (", after an empty line: raw HTML is not Markdown" if raw else ""),
            )
    if block.underlined and block.shape is Shape.PROSE:
        run = run_of(block.lines, file)
        if TYPED.fullmatch(run.text) or FIRST_WORD.fullmatch(run.text):
            yield Diagnostic(
                rule="malformed-heading",
                severity=Severity.ERROR,
                message=f"`{run.text[:60]}` is underlined, and only headings with `#` are read",
                at=run.span(),
                help=f"write `## {run.text[:60]}`",
            )


def _malformed(run: Run, text: str, word: str, rest: str) -> Diagnostic:
    kind = next(name for name in KINDS if name.lower() == word.lower())
    name, colon, title = rest.partition(":")
    slug = re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.") or "some-id"
    if colon and title.strip():
        remedy = f"did you mean `{kind} {slug}: {title.strip()}`?"
    else:
        remedy = f"write `{kind} {slug}: Title`, or begin the heading with another word"
    return Diagnostic(
        rule="malformed-heading",
        severity=Severity.ERROR,
        message=f"`{text[:60]}` begins like a {kind} and is not one",
        at=run.span(),
        label=f"`{word}` is a reserved word at the start of a heading",
        help=remedy + " (ids are lower-case letters and digits joined by `-` or `.`)",
    )


def _front_matter(text: str) -> bool:
    return bool(re.match(r"---[ \t]*\r?\n(?:[^\n]*\n)*?---[ \t]*\r?$", text, re.MULTILINE)) and bool(
        re.match(r"---[ \t]*\r?\n[A-Za-z_-]+:", text)
    )


def _front_matter_fault(file: str) -> Diagnostic:
    return Diagnostic(
        rule="malformed-heading",
        severity=Severity.ERROR,
        message="front matter is not read",
        at=Span(file, 1, 1, 4),
        help="write the fields as a list under a typed heading",
    )


def unknown_field(key: Run, kind: str, keys: Iterable[str], elsewhere: list[str], subject: str) -> Diagnostic:
    """Return the finding for a field that its kind does not have, with the nearest that it has."""
    spec = did_you_mean(key.text.lower(), keys, form="`{}`")
    owners = ", ".join(elsewhere)
    return Diagnostic(
        rule="unknown-field",
        severity=Severity.ERROR,
        message=f"`{key.text}` is not a field of {kind}",
        at=key.span(),
        label=f"a field of {owners}" if owners else "",
        help=spec or f"{kind} has {', '.join(f'`{item}`' for item in keys)}; `x-anything:` is kept and ignored",
        subject=subject,
    )
