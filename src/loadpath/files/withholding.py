"""Withheld text as it is written: `[[redact security: text]]`, and the mark `[[withheld security]]` that it leaves.

Withholding never fails open: whatever begins like either of the two, in any spelling, and is neither, is a fault. Text
is withheld inside one paragraph, cell or field; a typed value is withheld whole or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.audience import REASONS, closing
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.files.run import Run, run_of
from loadpath.files.scan import Block, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

REDACT = re.compile(rf"\[\[redact ({'|'.join(REASONS)}): ")
MARK = re.compile(rf"\[\[withheld ({'|'.join(REASONS)})\]\]")
LIKE_TOMBSTONE = re.compile(r"\[\[ ?withheld-[1-9][0-9]{0,5} ?\]\]")
OPENS = re.compile(r"\[ ?\[")
SHAPED = re.compile(rf"\[\[ ?(?:[A-Za-z]{{4,12}}[ :]+[a-z -]{{4,20}}|(?i:{'|'.join(REASONS)}) ?): ?")
"""What has the shape of a redaction, whatever its first word, or begins with the reason."""

ANY_BRACKETS = re.compile(
    rf"(?:redact|withhold)[a-z]*[\W_]{{1,6}}(?:{'|'.join(REASONS)})[\W_]{{0,6}}[:\uff1a]"
    r"|(?:[\[\uff3b\u3010\u300c]|\{\{|<<|&#91;|&l(?:brack|sqb);)[\W_]{0,4}redact[a-z]*[\W_]{0,4}[:\uff1a]",
    re.IGNORECASE,
)
"""What reads like a redaction between whatever brackets, or between none."""

JUST_OPENED = re.compile(r"\[ ?\[[\W_]*$")

SUSPECT = re.compile(
    r"\[\\?[ \u00a0]?\\?\[(?![ \u00a0]?(?!redact|withheld)(?:[a-z0-9.-]+|=[a-z0-9 .-]+)[ \u00a0]?\\?\]\\?\])"
    r"|\[[ \u00a0]?(?:redact|withhold)|\[[ \u00a0\\]*$|redact|withhold",
    re.IGNORECASE,
)
"""What in a line as written may be more than a reference; only lines with it are looked at closely."""

MAYBE = re.compile(r"\[|edact|EDACT|ithhold|ITHHOLD")

ODD_BRACKET = re.compile(r"\[(?<!\[\[)(?!\[[a-z0-9.-]+\]\](?!\]))")
"""A bracket that opens something else than a plain reference."""

ACCESS = re.compile(
    r"[\W_]{0,12}access[\W_]{0,6}[:=][\W_]{0,6}(?:reviewers|internal)\b"
    r"|.*?\baccess[\W_]{0,6}[:=|][\W_]{0,6}(?:reviewers|internal)[\W_]{0,6}$",
    re.IGNORECASE,
)
"""A line that reads like the field `access`: it begins so, or it is how the line ends."""

LOOKS = str.maketrans(
    "\u0433\u0435\u0501\u0430\u0441\u0442\u0456\u04bb\u217c\u0251\u03f2\u03b1\u03b5\u03c4", "redactihlacaet"
)
"""Letters of other scripts that look like those of the two words."""

EXAMPLE = f"write `[[redact REASON: text]]` inside one paragraph, with one of {', '.join(REASONS)}"


@dataclass(frozen=True, slots=True)
class Redaction:
    """Withheld text: why, the whole with its brackets, and what is inside."""

    reason: str
    whole: Run
    inside: Run


def units(block: Block) -> Iterator[tuple[tuple[int, int, str], ...]]:
    """Yield the stretches of a block inside of which text may be withheld: paragraphs, rows, entries of lists."""
    if block.shape in (Shape.BULLETS, Shape.ITEMS):
        yield from block.entries
    elif block.shape is Shape.TABLE:
        for line in block.lines:
            yield (line,)
    else:
        yield block.lines


def redactions(run: Run) -> Iterator[Redaction]:
    """Yield every stretch of withheld text, outermost only, in order."""
    at = 0
    while found := REDACT.search(run.text, at):
        end = closing(run.text, found.end())
        if end is None:
            return
        yield Redaction(found[1], run[found.start() : end[1]], run[found.end() : end[0]])
        at = end[1]


def whole(run: Run) -> Run:
    """Return what is inside of a value that is withheld as a whole; any other value as it is."""
    if run.text.startswith("[[redact"):
        first = next(redactions(run), None)
        if first is not None and len(first.whole) == len(run):
            return first.inside.strip()
    return run


def mark(run: Run) -> str | None:
    """Return the reason when a value is nothing but the mark that withheld text leaves; else None."""
    found = MARK.fullmatch(run.text) if run.text.startswith("[[withheld") else None
    return found[1] if found else None


def suspicious(text: str) -> bool:
    """Return whether any block of a text may have `faults`; most files hold nothing that does."""
    letters = text.lower()
    return any(part in letters for part in ("redact", "thh", "cces")) or ODD_BRACKET.search(text) is not None


def faults(block: Block, file: str) -> Iterator[Diagnostic]:
    """Yield a fault for everything in a block that looks withheld and is not."""
    if any(MAYBE.search(line) and SUSPECT.search(line) for _, _, line in block.lines):
        for unit in units(block):
            yield from faults_in(run_of(unit, file))
    yield from _lone_access(block, file)


def faults_in(run: Run) -> Iterator[Diagnostic]:
    """Yield a fault for everything in a run that looks withheld and is not."""
    for found in OPENS.finditer(run.text):
        word = _skeleton(run.text[found.end() : found.end() + 40])
        if word.startswith("redact") and not _redacts(run.text, found.start()):
            yield _refused(run, found.start(), found.end() + 8)
        elif word.startswith("withheld") and not _marks(run.text, found.start()):
            yield _refused(run, found.start(), found.end() + 8, "only withheld text leaves such a mark")
        elif (shaped := SHAPED.match(run.text, found.start())) and not word.startswith(("redact", "withheld")):
            yield _refused(run, found.start(), shaped.end())
    yield from _outside(run)


def _outside(run: Run) -> Iterator[Diagnostic]:
    """Yield a fault for what reads like a redaction outside of double brackets, and for text after one ended early."""
    ends: list[int] = []
    at = 0
    while opened := REDACT.search(run.text, at):
        end = closing(run.text, opened.end())
        if end is None:
            return
        yield from _in_other_brackets(run, at, opened.start())
        ends.append(at := end[1])
    yield from _in_other_brackets(run, at, len(run))
    if ends and (stray := closing(run.text, ends[0])):
        yield Diagnostic(
            rule="malformed-redaction",
            severity=Severity.ERROR,
            message="`]]` closes nothing, so that what stands before it may not be withheld",
            at=run[stray[0] : stray[1]].span(),
            help="withheld text ends at the first `]]` that is not paired; write a space between brackets inside of it",
        )


def _in_other_brackets(run: Run, start: int, stop: int) -> Iterator[Diagnostic]:
    for found in ANY_BRACKETS.finditer(run.text, start, stop):
        at = found.start()
        if not OPENS.match(run.text, at) and not JUST_OPENED.search(run.text[max(start, at - 30) : at]):
            yield _refused(run, found.start(), found.end())


def stray_access(block: Block, file: str) -> Iterator[Diagnostic]:
    """Yield a fault for an entry of a list in prose that reads like `access`, where it would withhold nothing."""
    if block.shape in (Shape.BULLETS, Shape.ITEMS):
        for entry in block.entries:
            yield from _without_effect(entry[0], file)


def _lone_access(block: Block, file: str) -> Iterator[Diagnostic]:
    """Yield a fault for every line that reads like `access` and begins no entry of a list."""
    if block.shape is not Shape.HEADING:
        entries = {entry[0][0] for entry in block.entries}
        for line in block.lines:
            if line[0] not in entries:
                yield from _without_effect(line, file)


def _without_effect(line: tuple[int, int, str], file: str) -> Iterator[Diagnostic]:
    if "cces" not in line[2] and "CCES" not in line[2]:
        return
    run = run_of([line], file)
    if ACCESS.match(unicodedata.normalize("NFKC", run.text)):
        yield Diagnostic(
            rule="malformed-redaction",
            severity=Severity.ERROR,
            message=f"`{run.text[:40]}` does not withhold anything here",
            at=run.span(),
            help="a node is withheld by a field in the list right under its typed heading; for a passage, "
            "write `[[redact REASON: text]]`",
        )


def _redacts(text: str, at: int) -> bool:
    found = REDACT.match(text, at)
    return found is not None and closing(text, found.end()) is not None


def _marks(text: str, at: int) -> bool:
    return MARK.match(text, at) is not None or LIKE_TOMBSTONE.match(text, at) is not None


def _skeleton(text: str) -> str:
    """Return the letters of a text as a reader sees them: no marks, no case, no look-alikes."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(LOOKS)
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] == "L")


def _refused(run: Run, start: int, stop: int, remedy: str = EXAMPLE) -> Diagnostic:
    return Diagnostic(
        rule="malformed-redaction",
        severity=Severity.ERROR,
        message=f"`{run.text[start:][:40]}` does not withhold anything",
        at=run[start:stop].span(),
        help=remedy,
    )
