"""What stands in a body besides prose: chains, proposals, fact checks; and what the prose refers to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.node import Computed, FactCheck, Proposal, Section, Step
from loadpath.case.proposition import Ref
from loadpath.files import propositions as grammar
from loadpath.files import withholding
from loadpath.files.fields import refused
from loadpath.files.run import RefusedError, Run, code_spans, run_of
from loadpath.files.scan import ITEM, Block, Shape, cells

if TYPE_CHECKING:
    from loadpath.case.diagnostic import Diagnostic
    from loadpath.files.outline import RawSection

COMPUTED = re.compile(rf"\[\[ ?= ?([a-z]+)(?: of ({grammar.ID}))?(?: by ({grammar.ID}))? ?\]\]")
DASHED = re.compile(r"[-\u2013\u2014]{1,3} ")
OTHER_MARK = re.compile(r"^(\s*\\?)[*+](?=\s)")
AT_DIGEST = re.compile(r"at ([0-9a-f]{8,64})\b")
ANY_COMPUTED = re.compile(r"\[\[ ?=")
COMPUTED_WORDS = ("risk", "budget", "gap", "load", "bound", "late", "caught")
ANY_WITHHELD = re.compile(r"\[\[[^\]A-Za-z]{0,20}(?:redact|withheld )", re.IGNORECASE)
ANY_REFERENCE = re.compile(r"\[\[([^\[\]]{0,80})\]\]")


def prose(raw: RawSection, kept: list[Block], file: str) -> tuple[Section, list[Diagnostic]]:
    """Return a section of prose, with what it refers to, and what was wrong with it."""
    faults: list[Diagnostic] = []
    refs: list[Ref] = []
    computed: list[Computed] = []
    plain: list[str] = []
    for block in kept:
        run = run_of(_one_mark(block) if block.shape is Shape.BULLETS else block.lines, file)
        plain.append(run.text)
        if block.entries:
            faults.extend(withholding.stray_access(block, file))
        if block.shape is Shape.CODE:
            continue
        if "[" not in run.text:
            continue
        quiet = without_code(run)
        refs.extend(grammar.mentioned(quiet))
        for match in ANY_COMPUTED.finditer(quiet.text):
            try:
                computed.append(_computed(quiet, match.start()))
            except RefusedError as error:
                faults.append(refused(error, ""))
        faults.extend(_misspelt(quiet))
    text = "\n\n".join([block.text for block in kept])
    section = Section(
        heading=raw.heading,
        level=raw.level,
        plain="\n".join(plain),
        text=text,
        refs=tuple(refs),
        computed=tuple(computed),
        lines=_line_numbers(kept),
        at=raw.at,
    )
    return section, faults


def _one_mark(block: Block) -> list[tuple[int, int, str]]:
    """Return the lines of a list with one mark for each bullet: which of the three is written says nothing."""
    return [(number, column, OTHER_MARK.sub(r"\1-", line)) for number, column, line in block.lines]


def _line_numbers(kept: list[Block]) -> tuple[int, ...]:
    """Return the number of each line of blocks that are joined by an empty line, which has the number before it."""
    found: list[int] = []
    for block in kept:
        found += found[-1:]
        found += [line[0] for line in block.lines]
    return tuple(found)


def without_code(run: Run) -> Run:
    """Return a run in which code between backticks is blanked out, places kept."""
    if "`" not in run.text:
        return run
    kept, at = [], 0
    for left, right in code_spans(run.text):
        kept += [run.text[at:left], " " * (right - left)]
        at = right
    return Run("".join(kept) + run.text[at:], run.places, run.file)


def _computed(run: Run, start: int) -> Computed:
    match = COMPUTED.match(run.text, start)
    if not match or match[1] not in COMPUTED_WORDS:
        piece = run[start : start + 40]
        raise RefusedError(
            f"`{piece.text.split(']]')[0]}]]` is not a computed value",
            piece,
            help="write `[[= risk]]`, `[[= risk of pathway by assessor]]`, `[[= budget]]` or `[[= load of claim]]`",
        )
    at = run[match.start() : match.end()].span()
    of, by = (Ref(match[n], at) if match[n] else None for n in (2, 3))
    return Computed(what=match[1], of=of, by=by, at=at)


def _misspelt(run: Run) -> list[Diagnostic]:
    """Return a fault for every `[[...]]` in prose that is none of the forms the language knows."""
    found = []
    for match in ANY_REFERENCE.finditer(run.text):
        whole = match[0]
        if grammar.BRACKETED.fullmatch(whole) or ANY_COMPUTED.match(whole) or ANY_WITHHELD.match(whole):
            continue
        slug = re.sub(r"[^a-z0-9.]+", "-", match[1].lower()).strip("-.")
        error = RefusedError(
            f"`{whole}` is not a reference",
            run[match.start() : match.end()],
            help=f"did you mean `[[{slug}]]`?" if slug else "write `[[id]]`",
            rule="malformed-proposition",
        )
        found.append(refused(error, ""))
    return found


def chain(block: Block, file: str) -> tuple[tuple[Step, ...], list[Diagnostic]] | None:
    """Return the chain in a numbered list, or None when the list is prose (no item starts with a proposition)."""
    runs = [run_of(entry, file) for entry in block.entries]
    starts = [bool(re.match(r"\[\[(?! ?=)|not\b|\(|[0-9]+ of \[\[", run.text)) for run in runs]
    if not any(starts):
        return None
    steps, faults = [], []
    for line in block.nested:
        if ITEM.match(line[2]):
            error = RefusedError(
                "a numbered list inside of a chain", run_of([line], file), help="number all steps at one margin"
            )
            error.rule = "malformed-chain"
            faults.append(refused(error, ""))
    for run in runs:
        try:
            steps.append(_step(run))
        except RefusedError as error:
            error.rule = "malformed-chain"
            error.help = error.help or "start every item with a proposition; prose follows after a dash"
            faults.append(refused(error, ""))
    return tuple(steps), faults


def _step(run: Run) -> Step:
    cursor = grammar.Cursor(run)
    what = grammar.either(cursor)
    end = cursor.at
    cursor.skip()
    if cursor.at == len(run):
        return Step(what=what, at=run[:end].span())
    if not cursor.take(DASHED):
        raise cursor.refuse(
            f"`{run.text[cursor.at :][:40]}` follows a proposition", "put a dash between the proposition and the prose"
        )
    note = run[cursor.at :].strip()
    return Step(what=what, note=note.text, refs=grammar.mentioned(note), at=run[:end].span())


def facts(block: Block, file: str) -> tuple[list[FactCheck], list[Diagnostic]]:
    """Return the fact checks of a task list `- [x] [[log-audit]] at 3f2a9c1d: drew the sample again`."""
    found, faults = [], []
    for entry in block.entries:
        run = run_of(entry, file)
        mark = re.match(r"\[([ xX])\] ", run.text)
        if not mark:
            continue
        cursor = grammar.Cursor(run, at=mark.end())
        try:
            ref = grammar.reference(cursor)
            at = cursor.take(AT_DIGEST)
            cursor.skip()
            note = run.text[cursor.at :].lstrip(":; ").strip()
            found.append(FactCheck(done=mark[1] != " ", ref=ref, digest=at[1] if at else "", note=note, at=run.span()))
        except RefusedError as error:
            faults.append(refused(error, ""))
    return found, faults


def is_tasks(block: Block) -> bool:
    """Return whether a list is a task list."""
    return block.shape is Shape.BULLETS and all(is_task(entry) for entry in block.entries)


def is_task(entry: tuple[tuple[int, int, str], ...]) -> bool:
    """Return whether an entry of a list is a task, `[x] ...` or `[ ] ...`."""
    return bool(re.match(r"\[[ xX]\] ", run_of(entry[:1], "").text))


def heading_row(block: Block, file: str) -> list[str]:
    """Return the lower-case words of a table's first row."""
    return [run.text.lower() for run in cells(block.lines[0], file)]


PROPOSALS = ["proposed", "by", "where it went"]


def proposals(block: Block, file: str) -> list[Proposal]:
    """Return the rows of the proposals table."""
    found = []
    for line in block.lines[2:]:
        row = [*cells(line, file), *[run_of([(line[0], 1, "")], file)] * 3][:3]
        went = row[2]
        found.append(
            Proposal(
                proposed=row[0].text,
                by=row[1].text,
                went=went.text,
                refs=tuple(ref for run in row for ref in grammar.mentioned(run)),
                open=bool(re.match(r"\**open\b", went.text, re.IGNORECASE))
                or not (grammar.mentioned(went) or withholding.MARK.search(went.text)),
                at=(row[0] if row[0].text else went).span(),
            )
        )
    return found
