"""What stands where in a file: headings, fields, judgements, chains, tables, prose; and every place that names an id.

What this file knows: which block the reader takes for what, without reading what it says. What it promises: the ids
that it finds are those the reader takes for references, and those it shows as references (in headings, in `x-` fields,
in all cells); never those in code or in comments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from loadpath.case.kinds import KINDS
from loadpath.case.proposition import Ref, refs
from loadpath.case.value import Line, OddsOf, Ratio
from loadpath.files import rows, sections
from loadpath.files.fields import KEY
from loadpath.files.judgements import judgement
from loadpath.files.outline import TYPED
from loadpath.files.propositions import BRACKETED, ID
from loadpath.files.run import ESCAPABLE, RefusedError, Run, run_of
from loadpath.files.scan import Block, Shape, blocks
from loadpath.files.withholding import whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

COMPUTED = re.compile(rf"\[\[ ?= ?[a-z]+(?: of (?P<of>{ID}))?(?: by (?P<by>{ID}))? ?\]\]")


class Role(Enum):
    """What a place is for the reader."""

    NODE = "the heading of a node"
    HEADING = "a heading without a kind"
    FIELD = "a field"
    JUDGEMENT = "a line of an assessor or a scale"
    STEP = "a step of a chain"
    TASK = "a fact check"
    ROW = "a row of a scenario"
    PROPOSAL = "a row of the proposals"
    PROSE = "prose"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Text that is read at one go: one heading, one entry of a list, one row of a table, one block of prose.

    Attributes:
        role: what it is.
        owner: id of the node that it belongs to, or empty.
        kind: the kind word of that node, or empty.
        lines: triples of line number, column of the first character, and text with comments blanked.
        block: the block that it is in.
        run: its text made plain, with the place of every character.
    """

    role: Role
    owner: str
    kind: str
    lines: tuple[tuple[int, int, str], ...]
    block: Block
    run: Run

    @property
    def key(self) -> str:
        """Return the key in lower case where this is a field of its kind, else nothing."""
        match = KEY.match(whole(self.run).text) if self.role in (Role.FIELD, Role.JUDGEMENT) else None
        found = match[1].lower() if match else ""
        return found if self.kind and found in KINDS[self.kind].fields else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """An id as it stands in the text.

    Attributes:
        id: the id.
        place: where it is.
        left: index of its first character in the run of the place.
        bare: whether it stands without brackets, in a line of judgement.
        heading: whether it is the id in the heading of its own node.
        computed: whether it stands in a computed value, `[[= risk of id]]`.
    """

    id: str
    place: Place
    left: int
    bare: bool = False
    heading: bool = False
    computed: bool = False

    @property
    def line(self) -> int:
        """Return the number of its line."""
        return where(self.place.run, self.left)[0]


def places(file: str, text: str) -> tuple[Place, ...]:
    """Return every place of a file in order; nothing of a file without a typed heading, which is not part of a case.

    Args:
        file: the name of the file.
        text: its content without a byte order mark.
    """
    found: list[Place] = []
    opened: list[tuple[int, str, str]] = []
    fresh = False
    for block in blocks(text):
        owner, kind = opened[-1][1:] if opened else ("", "")
        if block.shape is not Shape.HEADING:
            found.extend(_in_block(block, owner, kind, file, fresh=fresh))
            fresh = False
            continue
        while opened and opened[-1][0] >= block.level:
            opened.pop()
        run = run_of(block.lines, file)
        typed = TYPED.fullmatch(run.text)
        if typed:
            opened.append((block.level, typed[2], typed[1]))
        owner, kind = opened[-1][1:] if opened else ("", "")
        role = Role.NODE if typed else Role.HEADING
        found.append(Place(role=role, owner=owner, kind=kind, lines=block.lines, block=block, run=run))
        fresh = bool(typed)
    return tuple(found) if any(place.role is Role.NODE for place in found) else ()


def _in_block(block: Block, owner: str, kind: str, file: str, *, fresh: bool) -> Iterator[Place]:
    role = _role(block, kind, file, fresh=fresh)
    if block.shape in (Shape.BULLETS, Shape.ITEMS) and role is not Role.PROSE:
        stretches = block.entries
    elif role in (Role.ROW, Role.PROPOSAL):
        stretches = tuple((line,) for line in block.lines)
    else:
        stretches = (block.lines,)
    for lines in stretches:
        own = Role.TASK if role is Role.FIELD and kind == "Review" and sections.is_task(lines) else role
        yield Place(role=own, owner=owner, kind=kind, lines=lines, block=block, run=run_of(lines, file))


def _role(block: Block, kind: str, file: str, *, fresh: bool) -> Role:
    match block.shape:
        case Shape.BULLETS if kind in ("Assessor", "Scale"):
            return Role.JUDGEMENT
        case Shape.BULLETS if fresh:
            return Role.FIELD
        case Shape.BULLETS if kind == "Review" and sections.is_tasks(block):
            return Role.TASK
        case Shape.ITEMS if kind == "Pathway" and sections.chain(block, file) is not None:
            return Role.STEP
        case Shape.TABLE if rows.computed_with(kind or "Case", sections.heading_row(block, file)):
            return Role.ROW
        case Shape.TABLE if kind in ("Case", "") and sections.heading_row(block, file)[:3] == sections.PROPOSALS:
            return Role.PROPOSAL
        case Shape.CODE:
            return Role.CODE
    return Role.PROSE


def namings(file: str, text: str, ids: Collection[str]) -> Iterator[Naming]:
    """Yield every id that a file names, in the order of its places.

    Args:
        file: the name of the file.
        text: its content without a byte order mark.
        ids: the ids of the case, which tell a word of likelihood from a node.
    """
    for place in places(file, text):
        if place.role is Role.NODE and (typed := TYPED.fullmatch(place.run.text)):
            yield Naming(id=typed[2], place=place, left=typed.start(2), heading=True)
        if place.role is not Role.CODE:
            yield from _shown(place)
        if place.role is Role.JUDGEMENT and place.kind == "Assessor" and not place.key:
            yield from _bare(place, ids)


def _shown(place: Place) -> Iterator[Naming]:
    quoted = place.role in (Role.PROSE, Role.HEADING, Role.NODE)
    text = sections.without_code(place.run).text if quoted else place.run.text
    for match in BRACKETED.finditer(text):
        yield Naming(id=match[1], place=place, left=match.start(1))
    for match in COMPUTED.finditer(text):
        for name in ("of", "by"):
            if match[name]:
                yield Naming(id=match[name], place=place, left=match.start(name), computed=True)


def _bare(place: Place, ids: Collection[str]) -> Iterator[Naming]:
    run = whole(place.run)
    if run.text.lower().startswith("x-") and KEY.match(run.text):
        return
    try:
        found = judgement(run, ids)
    except RefusedError:
        return
    if not isinstance(found, Line):
        return
    left_of = {where(place.run, index): index for index in range(len(place.run))}
    for ref in _named_in(found):
        left = left_of[ref.at.line, ref.at.column]
        if place.run.text[left] != "[":
            yield Naming(id=ref.id, place=place, left=left, bare=True)


def _named_in(line: Line) -> Iterator[Ref]:
    yield from refs(line.what)
    for branch in line.branches:
        if branch.condition is not None:
            yield from refs(branch.condition)
        if isinstance(branch.value, Ratio):
            yield from refs(branch.value.of)
        elif isinstance(branch.value, OddsOf):
            yield branch.value.assessor


def where(run: Run, index: int) -> tuple[int, int]:
    """Return the line and the column of a character of a run."""
    at = run[index : index + 1].span()
    return at.line, at.column


def raw_end(run: Run, last: int, line: str) -> int:
    """Return the column after a character of a run as it is written, its backslash included.

    Args:
        run: the text made plain.
        last: index of the character.
        line: the line that it stands in, as written.
    """
    _, column = where(run, last)
    following = line[column : column + 1]
    return column + (2 if line[column - 1] == "\\" and following in ESCAPABLE and following else 1)
