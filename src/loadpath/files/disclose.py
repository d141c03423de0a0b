"""Disclose, then compute: the text of a case reduced to what an audience may see, before anything is read or counted.

Text in, text out. A withheld passage leaves `[[withheld security]]`; a withheld node leaves a tombstone, which keeps
its kind, its access, its declared bound, and whether an event is a way of harm that nobody listed; nothing else of it,
not even its length, its level, its id or the name of a file that held nothing but withheld nodes. Tombstones are
numbered in the order of their first mention in what is left. Judgements of withheld nodes go with them, and so do
digests of anything that was withheld in part, because a digest of few words can be guessed. Comments are never
disclosed, nor are files that hold no node.

The law (meaning.md, section 6): two texts that differ only in what is withheld come out the same, byte for byte.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.audience import AUDIENCES, INTERNAL, PUBLIC, sees
from loadpath.case.judged import judged
from loadpath.case.proposition import Ref
from loadpath.case.span import Span
from loadpath.errors import UndisclosableError
from loadpath.files.propositions import BRACKETED, ID
from loadpath.files.ranges import ranges
from loadpath.files.reader import read
from loadpath.files.run import Run, code_spans, plain, run_of
from loadpath.files.scan import FENCE, HIDDEN, Shape, blocks, visible
from loadpath.files.sections import without_code
from loadpath.files.withholding import MARK, redactions, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from loadpath.case.graph import CaseGraph
    from loadpath.files.scan import Block

ELSEWHERE = "withheld.md"
"""The file for tombstones whose own file held nothing that is left, so that its name says nothing."""

COMPUTED_OF = re.compile(rf"(?<= of ){ID}|(?<= by ){ID}")
COMPUTED = re.compile(r"\[\[ ?=[^\[\]]*\]\]")
DIGEST = re.compile(r"\bat [0-9a-f]{8,64}\b")
WORD = re.compile(r"\w+")
TITLE_WORDS = 3
"""Shorter titles may be everyday words."""

RAW_COMMENT = re.compile(r"<!--(?:-?>|.*?-->)", re.DOTALL)
NOT_SHOWN = re.compile(r"<!--(?!-->)|<!\[CDATA\[|^ {0,3}<[?]|^ {0,3}\[(?:\\?/\\?/|#|comment|\^?_)\]:", re.IGNORECASE)
"""How text begins that a rendered page does not show, besides comments that were taken away."""

WHOLE = re.compile(rf"{BRACKETED.pattern}|{COMPUTED.pattern}|{MARK.pattern}")
TORN = re.compile(r"\[\[|\]\]")

STATE = re.compile(r"[0-9a-fA-F]{7,64}")


@dataclass(frozen=True, slots=True, order=True)
class _Edit:
    """Text from one offset to another that something else takes the place of; `about` names a withheld node."""

    start: int
    stop: int
    instead: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    """A file while it is reduced: its name, its text, where its lines begin, its blocks and what is taken away."""

    name: str
    text: str
    starts: tuple[int, ...]
    blocks: tuple[Block, ...]
    edits: list[_Edit]

    def offset(self, line: int, column: int = 1) -> int:
        """Return the place of a column of a line; the end of the text for lines after the last."""
        return self.starts[line - 1] + column - 1 if line <= len(self.starts) else len(self.text)

    def blank(self, line: int, way: int) -> int:
        """Return the place of a line once the empty lines above it (-1), or from it on (1), are passed."""
        beside = line - 1 if way < 0 else line
        while 1 <= beside <= len(self.starts):
            if self.text[self.offset(beside) : self.offset(beside + 1)].strip(" \t\n"):
                break
            beside += way
        return self.offset(beside + 1 if way < 0 else beside)

    def taken(self, run: Run, instead: str = "", about: str = "") -> None:
        """Take a run away, from its first character to its last, an escape included."""
        begins, ends = run.span(), run[len(run) - 1 :].span()
        first, last = self.offset(begins.line, begins.column), self.offset(ends.line, ends.column)
        self.edits.append(_Edit(first, last + (2 if self.text[last] == "\\" else 1), instead, about))

    def kept(self) -> list[_Edit]:
        """Return the edits in order, without those inside of others; of two that overlap, all is taken away."""
        found: list[_Edit] = []
        for edit in sorted(set(self.edits), key=lambda item: (item.start, -item.stop, item.instead, item.about)):
            if not found or edit.start >= found[-1].stop:
                found.append(edit)
            elif edit.stop > found[-1].stop:
                found.append(_Edit(found[-1].stop, edit.stop))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A passage or a node that an audience does not see.

    Attributes:
        owner: id of the node that it is, or that it stands in.
        node: whether it is a whole node.
        why: the reason of a passage, or the access of a node.
        words: how many words are withheld.
        at: where it stands in full.
    """

    owner: str
    node: bool
    why: str
    words: int
    at: Span


def disclose(texts: Mapping[str, str], audience: str, only: Withheld | None = None) -> dict[str, str]:
    """Return the text of a case as an audience may see it.

    Args:
        texts: file name to content.
        audience: `public`, `reviewers` or `internal`; the last sees everything, as it is.
        only: withhold nothing but this, to see what it alone changes.

    Raises:
        ValueError: when there is no such audience.
        UndisclosableError: when the text has errors, so that what is withheld cannot be told for certain; or when what
            is left cannot be read on its own.
    """
    if audience not in AUDIENCES:
        raise ValueError(f"no audience {audience!r}; there are {', '.join(AUDIENCES)}")
    if audience == INTERNAL:
        return dict(texts)
    case = _sound(texts)
    left = _reduced(texts, case, audience, only)
    if only is None:
        _require_nothing_missed(left, case, audience)
    again = read(left)
    if not again.sound:
        first = again.faults[0]
        raise UndisclosableError(
            f"what is left for the audience `{audience}` cannot be read: {first.at}: {first.message}",
            help="withhold less of what others refer to, or the nodes that refer to it as well",
        )
    return left


def _require_nothing_missed(left: Mapping[str, str], case: CaseGraph, audience: str) -> None:
    """Refuse what is left when it looks as though more should have been taken away: fail closed."""
    if at := _unseen(left):
        what = "a comment that is not taken away"
        remedy = "write it as `<!-- ... -->` on lines of its own and close it, or between backticks to show it"
    elif at := _torn(left) if audience == PUBLIC else None:
        what = "double brackets that are no reference"
        remedy = "a passage may not be withheld as it was meant; to show such brackets, write them between backticks"
    elif at := _judged_elsewhere(left, [name for name, node in case.nodes.items() if not sees(audience, node.access)]):
        what = "what reads like a judgement of something withheld"
        remedy = "write judgements in a list of an assessor, or begin the line with other words"
    else:
        return
    raise UndisclosableError(f"what is left for the audience `{audience}` holds {what}: {at}", help=remedy)


def withheld(texts: Mapping[str, str], audience: str) -> tuple[Withheld, ...]:
    """Return everything that an audience does not see, in the order of the files; passages of withheld nodes apart.

    Raises:
        UndisclosableError: when the text has errors.
    """
    case = _sound(texts)
    found: list[Withheld] = []
    for name in sorted(texts):
        page = _page(name, texts[name])
        found.extend(_withheld_in(page, case, audience) if page else ())
    return tuple(sorted(found, key=lambda item: item.at))


def _withheld_in(page: _Page, case: CaseGraph, audience: str) -> Iterator[Withheld]:
    stretches = ranges(page.name, page.text)
    words: dict[str, int] = {}
    for stretch in stretches:
        lines = page.text[page.offset(stretch.first) : page.offset(stretch.last + 1)]
        words[stretch.owner] = words.get(stretch.owner, 0) + len(lines.split())
    for stretch in stretches:
        node = case.nodes.get(stretch.owner)
        if node is not None and stretch.typed and not sees(audience, node.access):
            yield Withheld(owner=node.id, node=True, why=node.access, words=words[node.id], at=node.at)
    if audience != PUBLIC:
        return
    for run in _runs(page):
        for found in redactions(run):
            at = found.whole.span()
            owner = next((item.owner for item in stretches if item.first <= at.line <= item.last), "")
            owner = owner or case.head.id
            if sees(audience, case.nodes[owner].access):
                size = len(found.inside.text.split())
                yield Withheld(owner=owner, node=False, why=found.reason, words=size, at=at)


def _sound(texts: Mapping[str, str]) -> CaseGraph:
    reading = read(texts)
    if reading.case is None or not reading.sound:
        raise UndisclosableError(
            "the case has errors, so that what is withheld cannot be told for certain; nothing is disclosed",
            help="mend what `loadpath check FOLDER` finds, then disclose it",
        )
    return reading.case


def named(left: Mapping[str, str], case: CaseGraph, audience: str) -> tuple[tuple[str, Span], ...]:
    """Return where the id or the title of a withheld node still stands in what an audience sees.

    Ids that are plain words are not looked for: they may stand for themselves.
    """
    wanted: dict[tuple[str, ...], tuple[str, str]] = {}
    for name, node in case.nodes.items():
        if sees(audience, node.access):
            continue
        title = " ".join(node.title.split())
        told = [name] if re.search(r"[-.0-9]", name) else []
        told += [title] if len(title.split(" ")) >= TITLE_WORDS else []
        wanted.update((tuple(WORD.findall(text)), (text, name)) for text in told)
    return tuple(_named_in(left, wanted)) if wanted else ()


def _named_in(left: Mapping[str, str], wanted: Mapping[tuple[str, ...], tuple[str, str]]) -> Iterator[tuple[str, Span]]:
    """Yield where any of the texts stands as whole words, looked up by its words."""
    lengths = sorted({len(words) for words in wanted if words})
    for file in sorted(left):
        for number, line in enumerate(left[file].split("\n"), 1):
            words = list(WORD.finditer(line))
            for place, word in enumerate(words):
                for length in lengths[: bisect_right(lengths, len(words) - place)]:
                    text, name = wanted.get(tuple(one[0] for one in words[place : place + length]), ("", ""))
                    at = word.start() - text.find(word[0])
                    around = line[max(0, at - 1) : at] + line[at + len(text) : at + len(text) + 1]
                    if text and line.startswith(text, at) and not re.search(r"[\w-]", around):
                        yield name, Span(file, number, at + 1, at + len(text) + 1)


def _reduced(texts: Mapping[str, str], case: CaseGraph, audience: str, only: Withheld | None) -> dict[str, str]:
    hidden = {
        name: node
        for name, node in case.nodes.items()
        if not sees(audience, node.access) and (only is None or only.at == node.at)
    }
    pages = [page for name in sorted(texts) if (page := _page(name, texts[name]))]
    for page in pages:
        _take_comments(page)
        for run in _runs(page):
            _take_redactions(page, run, audience, only)
            _take_references(page, run, hidden)
        _take_nodes(page, hidden, case.head.id)
    by_name = {page.name: page for page in pages}
    for assessor in case.all(kinds.Assessor):
        if assessor.id not in hidden:
            _take_judgements(by_name[assessor.at.file], assessor, hidden)
    _take_digests(by_name, case, hidden)
    return _written(pages, hidden)


def _page(name: str, text: str) -> _Page | None:
    """Return a file that holds a node, with its lines ended alike; None for any other."""
    plain = re.sub(r"\r\n|\r", "\n", text.removeprefix("\ufeff"))
    if not any(stretch.typed for stretch in ranges(name, plain)):
        return None
    starts = [0, *(match.end() for match in re.finditer("\n", plain))]
    return _Page(name, plain, tuple(starts), tuple(blocks(plain)), [])


def _runs(page: _Page) -> Iterator[Run]:
    for block in page.blocks:
        for unit in units(block):
            if any("[" in line for _, _, line in unit) and (run := run_of(unit, page.name)).text:
                yield run


# what is taken away ---------------------------------------------------------------------------------------------------


def _take_comments(page: _Page) -> None:
    """Take comments away, over all of their lines; a space that opens no block stays where text follows."""
    began = -1
    single = {line[0] for block in page.blocks if block.shape in (Shape.HEADING, Shape.TABLE) for line in block.lines}
    lines = page.text.split("\n")
    for (number, seen, code), source in zip(visible(page.text), lines, strict=True):
        at = 0
        if began >= 0:
            end = source.find("-->")
            if end < 0:
                continue
            at = end + 3
            opened = bisect_right(page.starts, began)
            before = page.text[page.offset(opened) : began].strip()
            if opened in single and source[at:].strip():
                raise UndisclosableError(
                    "a comment that begins in a heading or in a row of a table ends on another line, before other text",
                    help="close it on its line",
                )
            follows = HIDDEN if not before and source[at:].strip() else ""
            page.edits.append(_Edit(began, page.offset(number, at + 1), follows))
            began = -1
        while not code and (begin := source.find("<!--", at)) >= 0:
            if seen[begin : begin + 4] != HIDDEN * 4:
                at = begin + 4
                continue
            end = source.find("-->", begin + 2)
            if end < 0:
                began = page.offset(number, begin + 1)
                break
            at = end + 3
            follows = HIDDEN if not source[:begin].strip() and source[at:].strip() else ""
            page.edits.append(_Edit(page.offset(number, begin + 1), page.offset(number, at + 1), follows))
    if began >= 0:
        page.edits.append(_Edit(began, len(page.text)))
    for block in page.blocks:
        if block.shape is Shape.CODE and not FENCE.match(block.lines[0][2]):
            start, stop = page.offset(block.lines[0][0]), page.offset(block.lines[-1][0] + 1)
            closed = page.text.rfind("-->", start, stop) + 3
            for found in RAW_COMMENT.finditer(page.text, start, max(start, closed)):
                page.edits.append(_Edit(found.start(), found.end(), "<!---->"))


def _unseen(left: Mapping[str, str]) -> Span | None:
    """Return the place of what is left and does not show where the file is rendered: fail closed."""
    for name in sorted(left):
        fenced = {
            line[0]
            for block in blocks(left[name])
            if block.shape is Shape.CODE and FENCE.match(block.lines[0][2])
            for line in block.lines
        }
        for number, seen, _ in visible(left[name]):
            if number in fenced or not NOT_SHOWN.search(seen):
                continue
            quoted = code_spans(seen)
            if any(not any(a <= found.start() < b for a, b in quoted) for found in NOT_SHOWN.finditer(seen)):
                return Span(name, number)
    return None


def _torn(left: Mapping[str, str]) -> Span | None:
    """Return where double brackets are left that are no reference, computed value or mark: fail closed."""
    for name in sorted(left):
        for block in blocks(left[name]):
            for unit in units(block) if block.shape is not Shape.CODE else ():
                if any("[" in line or "]" in line for _, _, line in unit):
                    run = without_code(run_of(unit, name))
                    if found := TORN.search(WHOLE.sub(lambda match: " " * len(match[0]), run.text)):
                        return run[found.start() : found.end()].span()
    return None


def _judged_elsewhere(left: Mapping[str, str], hidden: Iterable[str]) -> Span | None:
    """Return where a line begins with the id of a withheld node and a colon: a judgement under a torn heading."""
    names = "|".join(map(re.escape, hidden))
    begins = re.compile(rf"[\W_]*(?:not )?(?:{names})(?: fails| is too late)?[\W_]{{0,4}}:(?:\s|$)")
    for name in sorted(left) if names else ():
        for number, line in enumerate(left[name].split("\n"), 1):
            if ":" in line and begins.match(plain(line)):
                return Span(name, number)
    return None


def _take_redactions(page: _Page, run: Run, audience: str, only: Withheld | None) -> None:
    if audience == PUBLIC:
        for found in redactions(run):
            if only is None or only.at == found.whole.span():
                page.taken(found.whole, f"[[withheld {found.reason}]]")


def _take_references(page: _Page, run: Run, hidden: Mapping[str, kinds.Node]) -> None:
    if not hidden:
        return
    for match in BRACKETED.finditer(run.text):
        if match[1] in hidden:
            page.taken(run[match.start() : match.end()], "[[{}]]", match[1])
    for computed in COMPUTED.finditer(run.text):
        for match in COMPUTED_OF.finditer(run.text, computed.start(), computed.end()):
            if match[0] in hidden:
                page.taken(run[match.start() : match.end()], "{}", match[0])


def _take_nodes(page: _Page, hidden: Mapping[str, kinds.Node], head: str) -> None:
    for stretch in ranges(page.name, page.text):
        owner = stretch.owner or head
        if owner in hidden:
            start, stop = page.offset(stretch.first), page.offset(stretch.last + 1)
            page.edits.append(_Edit(start, stop, TOMB if stretch.typed else "", owner))


def _take_judgements(page: _Page, assessor: kinds.Assessor, hidden: Mapping[str, kinds.Node]) -> None:
    entries = {number: entry for block in page.blocks for entry in block.entries for number, _, _ in entry}
    about: dict[int, str] = {}
    for line in assessor.lines:
        subject = judged(line)
        entry = entries[line.at.line]
        if subject is not None and subject.id in hidden:
            about[entry[0][0]] = subject.id
            continue
        for ref in (ref for ref in _references(line) if ref.id in hidden):
            run = run_of(entry, page.name)
            for match in re.finditer(re.escape(ref.id), run.text):
                name = run[match.start() : match.end()]
                if name.span() == ref.at:
                    page.taken(name, "{}", ref.id)
    for block in page.blocks if about else ():
        _take_entries(page, block, about)


def _take_entries(page: _Page, block: Block, about: Mapping[int, str]) -> None:
    """Take entries of a list away, with the empty lines between them and those that are left."""
    left = [entry[0][0] for entry in block.entries if entry[0][0] not in about]
    for entry in block.entries:
        first, last = entry[0][0], entry[-1][0] + 1
        if first in about:
            below = bool(left) and first < left[0]
            start = page.offset(first) if below else page.blank(first, -1)
            stop = page.blank(last, 1) if below else page.offset(last)
            page.edits.append(_Edit(start, stop, "", about[first]))


def _references(value: object) -> Iterator[Ref]:
    """Yield every reference inside of a value."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _references(item)
    elif is_dataclass(value):
        for item in fields(value):
            yield from _references(getattr(value, item.name))


def _take_digests(pages: Mapping[str, _Page], case: CaseGraph, hidden: Mapping[str, kinds.Node]) -> None:
    """Take away every digest of the case that a review states, and of a node of which something is withheld."""
    touched = {owner or case.head.id for page in pages.values() for owner in _touched(page)} | set(hidden)
    if not touched:
        return
    stated = {
        (review.at.file, item.key_at.line)
        for review in case.all(kinds.Review)
        for item in review.fields
        if item.key == "of"
    }
    for page in pages.values():
        for unit in (unit for block in page.blocks for unit in units(block)):
            if not any("[" in line or (page.name, number) in stated for number, _, line in unit):
                continue
            run = run_of(unit, page.name)
            if any(match[1] in touched for match in BRACKETED.finditer(run.text)):
                for match in DIGEST.finditer(run.text):
                    page.taken(run[match.start() : match.end()], "as it was")
            if (page.name, run.span().line) in stated:
                for match in STATE.finditer(run.text):
                    page.taken(run[match.start() : match.end()], "[[withheld security]]")


def _touched(page: _Page) -> Iterator[str]:
    """Yield the nodes of a page of which something is withheld; comments are no part of a node."""
    places = sorted(edit.start for edit in page.edits if edit.about or edit.instead.strip())
    for stretch in ranges(page.name, page.text):
        start, stop = page.offset(stretch.first), page.offset(stretch.last + 1)
        if bisect_left(places, start) < bisect_left(places, stop):
            yield stretch.owner


# what is left ---------------------------------------------------------------------------------------------------------

TOMB = "\0"
"""Stands for a tombstone until its number is known."""


def _written(pages: Iterable[_Page], hidden: Mapping[str, kinds.Node]) -> dict[str, str]:
    """Return the text that is left, tombstones numbered in the order of their first mention, then of their place."""
    kept = {page.name: (page, page.kept()) for page in pages}
    empty = {name for name, (page, edits) in kept.items() if not _text(page, edits, {}, hidden, bare=True).strip()}
    order: dict[str, None] = {}
    for edits in (edits for name, (_, edits) in kept.items() if name not in empty):
        order.update((edit.about, None) for edit in edits if edit.about and edit.instead not in ("", TOMB))
    moved = sorted((name for name in hidden if hidden[name].at.file in empty), key=lambda name: _left_of(hidden[name]))
    for edits in (edits for name, (_, edits) in kept.items() if name not in empty):
        order.update((edit.about, None) for edit in edits if edit.instead == TOMB)
    order.update((name, None) for name in moved)
    numbers = {name: f"withheld-{number}" for number, name in enumerate(order, 1)}
    left = {name: _text(*item, numbers, hidden) for name, item in kept.items() if name not in empty}
    if moved:
        stones = "".join(
            _tombstone(hidden[name], numbers[name]) for name in sorted(moved, key=lambda name: int(numbers[name][9:]))
        )
        left[ELSEWHERE] = f"{left[ELSEWHERE].rstrip()}\n\n{stones}" if ELSEWHERE in left else stones
    return left


def _text(
    page: _Page,
    edits: Iterable[_Edit],
    numbers: Mapping[str, str],
    hidden: Mapping[str, kinds.Node],
    *,
    bare: bool = False,
) -> str:
    """Return what is left of a page; `bare`: without what stands for withheld nodes."""
    parts, at = [], 0
    for edit in edits:
        parts.append(page.text[at : edit.start])
        if edit.about and edit.instead:
            name = numbers.get(edit.about, "")
            stone = edit.instead == TOMB
            parts.append(
                "" if bare and stone else _tombstone(hidden[edit.about], name) if stone else edit.instead.format(name)
            )
        else:
            parts.append(edit.instead)
        at = edit.stop
    return "".join((*parts, page.text[at:]))


def _left_of(node: kinds.Node) -> tuple[str, ...]:
    """Return the lines that a tombstone keeps of a node."""
    residual = ["- kind: residual"] if isinstance(node, kinds.Event) and node.residual else []
    bound = [f"- disclosed: {node.disclosed.written}"] if node.disclosed else []
    return (node.kind_name, f"- access: {node.access}", *residual, *bound)


def _tombstone(node: kinds.Node, name: str) -> str:
    kind, *lines = _left_of(node)
    return "\n".join([f"###### {kind} {name}: Withheld", "", *lines, "", ""])
