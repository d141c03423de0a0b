"""Where everything stands: a tree of elements becomes boxes and lines, in a room of a given width.

Each element takes a block: itself with what is beside it, and below the blocks of what supports it. Blocks that fit
stand in one row, the element centred over them. Where they do not fit, they hang: a trunk runs down at the left and the
blocks stand in rows to the right of it, as many in a row as there is room for. Where there is no room at the side
either, contexts and challenges stand below their element, to the right of the trunk. Lines of different elements never
meet, since every line stays inside the block of its element and outside the blocks of others.

A branch that would become narrower than `LEAST` is cut off: an away element stands in its place, and the branch follows
as a part of its own. So no drawing is wider than its room, however deep the argument. `sheets` cuts by height as well,
for paper.

Nothing here calls itself: a chain of a thousand claims is laid out like any other. Lengths are in px.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import sqrt
from typing import TYPE_CHECKING

from loadpath.report.diagrams.shapes import ROUND, Form, form_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.report.diagrams.elements import Element, Kind

MOST = 4_000
"""No drawing is wider."""

LEAST = 176
"""A branch with less room than this becomes a part of its own."""

LEAST_BESIDE_ROUND = 290
"""The same for a round element with something beside it, whose lines begin at its middle."""

INDENT = 30
TRUNK = 10
GAP = 22
"""Between blocks of a row."""

DROP = 36
"""From an element down to the row below it."""

ROW_DROP = 26
"""From a row to the next."""

SIDE = 40
"""From an element to what is beside it."""

SIDE_GAP = 12
PART_DROP = 56
CONTINUED = "continued"
"""Where a branch goes on, until it is known where that is."""


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wire:
    """A line: its corners, what it says (`supports`, `context`, `challenge`), and whose it is.

    `tip` says at which end the head is: `end`, `start` or empty for none. `crossed` marks a challenge that is answered,
    `begins` a line that starts at its element, not at another line of it.
    """

    points: tuple[Point, ...]
    says: str
    owner: int
    tip: str = "end"
    crossed: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """An element in its place: the upper left corner of its form."""

    element: Element
    form: Form
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole drawing: its size, its elements and its lines."""

    width: int
    height: int
    boxes: tuple[Placed, ...]
    wires: tuple[Wire, ...]
    parts: int


@dataclass(slots=True)
class _Block:
    """An element while it is being placed; positions are relative to its upper left corner until the end."""

    number: int
    element: Element
    form: Form
    room: int
    over: _Block | None
    side: list[_Block] = field(default_factory=list)
    below: list[_Block] = field(default_factory=list)
    under: bool = False
    width: int = 0
    height: int = 0
    shift: int = 0
    x: int = 0
    y: int = 0
    rows: list[list[_Block]] = field(default_factory=list)
    cut: Element | None = None

    @property
    def anchor(self) -> int:
        """Return where a line from above meets this element, from the left of its block."""
        return self.shift + self.form.middle

    @property
    def foot(self) -> int:
        """Return how far the element with all that is beside it reaches down."""
        if not self.side:
            return self.form.tall
        tall = sum(one.form.tall for one in self.side) + SIDE_GAP * (len(self.side) - 1)
        return self.form.tall + SIDE_GAP + tall if self.under else max(self.form.tall, tall)


def plan(root: Element, outlines: Mapping[Kind, str], room: int, *, marked: bool = True) -> Plan:
    """Return a tree of elements laid out in a room.

    Args:
        root: the uppermost element.
        outlines: which kind has which outline.
        room: the width of the drawing, in px, at most `MOST`.
        marked: whether undeveloped elements are marked by a diamond.

    Raises:
        ValueError: when the room is too narrow for anything, or wider than any drawing may be.
    """
    if not LEAST <= room <= MOST:
        raise ValueError(f"a drawing is {LEAST} to {MOST} px wide, not {room}")
    waiting: list[Element] = [root]
    boxes: list[Placed] = []
    wires: list[Wire] = []
    y = across = 0
    for number, top in enumerate(waiting):  # grows while it is read: branches that were cut off
        blocks = _opened(top, outlines, room - 2, marked=marked)
        for block in reversed(blocks):
            _settle(block)
        _continue(blocks, waiting, "continued in part {}", outlines)
        y += PART_DROP if number else 1
        blocks[0].x, blocks[0].y = 1, y
        for block in blocks:
            _place(block, len(boxes), boxes, wires)
        y += blocks[0].height
        across = max(across, blocks[0].width)
    return Plan(width=min(room, across + 2), height=y + 2, boxes=tuple(boxes), wires=tuple(wires), parts=len(waiting))


def sheets(
    root: Element, outlines: Mapping[Kind, str], room: int, tall: int, *, marked: bool = True
) -> tuple[Element, ...]:
    """Return an argument in pieces, each of which fits into a room and a height; branches go on in later pieces.

    An element with so many leaves that they do not fit stays whole, and is taller.

    Args:
        root: the uppermost element.
        outlines: which kind has which outline.
        room: the width of a piece, in px.
        tall: the height of a piece, in px.
        marked: whether undeveloped elements are marked by a diamond.
    """
    waiting: list[Element] = [root]
    found = []
    for top in waiting:  # grows while it is read
        blocks = _opened(top, outlines, room - 2, marked=marked)
        for block in reversed(blocks):
            _settle(block)
            while block.height > tall - 4 and (tallest := _tallest(block)) is not None:
                _cut(tallest, outlines, marked=marked)
                block.rows = []
                _settle(block)
        left = _continue(blocks, waiting, "continued on sheet {}", outlines)
        done: dict[int, Element] = {}
        for block in reversed(left):
            done[block.number] = replace(block.element, below=tuple(done[one.number] for one in block.below))
        found.append(done[blocks[0].number])
    return tuple(found)


def _tallest(block: _Block) -> _Block | None:
    """Return the tallest branch of an element that can still be cut off."""
    left = [one for one in block.below if (one.below or one.side) and one.height > one.form.height + DROP]
    return max(left, key=lambda one: one.height, default=None)


def _cut(block: _Block, outlines: Mapping[Kind, str], *, marked: bool) -> None:
    """Put an away element in the place of a branch."""
    block.cut = block.element
    block.element = replace(block.element, below=(), beside=(), away=CONTINUED)
    block.form = form_of(block.element, outlines, block.room, marked=marked)
    block.side, block.below, block.rows, block.under, block.shift = [], [], [], False, 0
    _settle(block)


def _continue(blocks: list[_Block], waiting: list[Element], words: str, outlines: Mapping[Kind, str]) -> list[_Block]:
    """Return the blocks that are left, parents first; what was cut off waits, and its away element says where it is."""
    left = [blocks[0]]
    for block in left:  # grows while it is read
        left.extend(block.below)
        if block.cut is not None:
            waiting.append(block.cut)
            block.element = replace(block.element, away=words.format(len(waiting)))
            block.form = form_of(block.element, outlines, block.room)
    return left


def _opened(top: Element, outlines: Mapping[Kind, str], room: int, *, marked: bool) -> list[_Block]:
    """Return the blocks of one part, parents before children, each with its form and the room it has."""
    first = _Block(0, top, form_of(top, outlines, room, marked=marked), room, None)
    found = [first]
    for block in found:  # grows while it is read
        element = block.element
        _open_side(block, outlines, marked=marked)
        inner = block.room if len(element.below) == 1 and not block.under else block.room - INDENT
        for child in element.below:
            small = not child.away and inner < _needed(child, outlines)
            shown = replace(child, below=(), beside=(), away=CONTINUED) if small else child
            form = form_of(shown, outlines, inner, marked=marked)
            opened = _Block(len(found), shown, form, inner, block, cut=child if small else None)
            block.below.append(opened)
            found.append(opened)
    return found


def _needed(element: Element, outlines: Mapping[Kind, str]) -> int:
    """Return the least room in which an element can stand with what is below and beside it."""
    if element.beside and outlines[element.kind] in ROUND:
        return LEAST_BESIDE_ROUND
    return LEAST + INDENT if element.below or element.beside else 0


def _open_side(block: _Block, outlines: Mapping[Kind, str], *, marked: bool) -> None:
    """Give an element what is beside it: contexts first, then challenges; below it where the side has no room."""
    if not block.element.beside:
        return
    ordered = sorted(block.element.beside, key=lambda one: one.counter)
    left = block.room - block.form.width - SIDE
    forms = [form_of(one, outlines, max(left, 120), marked=marked) for one in ordered]
    if max(form.width for form in forms) > left:
        block.under = True
        left = block.room - _beneath(block.form)
        forms = [form_of(one, outlines, max(left, 120), marked=marked) for one in ordered]
    block.side = [_Block(0, one, form, left, block) for one, form in zip(ordered, forms, strict=True)]


def _beneath(form: Form) -> int:
    """Return how far to the right things stand that are beside an element but below it."""
    return form.floor[0] + 46


def _settle(block: _Block) -> None:
    """Give a block its size, and its rows their places in it; its children are settled already."""
    head = block.form.width
    if block.side:
        beside = max(one.form.width for one in block.side)
        head = max(head, _beneath(block.form) + beside) if block.under else head + SIDE + beside
    if not block.below:
        block.width, block.height = head, block.foot
        return
    if not block.under and _in_one_row(block, head):
        return
    _hang(block, head)


def _in_one_row(block: _Block, head: int) -> bool:
    """Put the children side by side and the element over their middle; return whether there is room for it."""
    x = 0
    for child in block.below:
        child.x = x
        x += child.width + GAP
    across = x - GAP
    first, last = block.below[0], block.below[-1]
    middle = (first.x + first.anchor + last.x + last.anchor) // 2
    shift = middle - block.form.middle
    if len(block.below) == 1 and shift < 0 and across - shift > block.room:
        shift = 0  # a line with a bend instead of a block that is too wide
    if shift < 0:
        for child in block.below:
            child.x -= shift
        across -= shift
        shift = 0
    width = max(across, shift + head)
    if width > block.room and len(block.below) == 1:
        shift = max(0, block.room - head)
        width = max(across, shift + head)
    if width > block.room and len(block.below) > 1:
        return False
    block.shift, block.width = shift, width
    block.rows = [block.below]
    clear = not block.side or across <= shift + block.form.width + SIDE // 4
    top = (block.form.tall if clear else block.foot) + DROP
    for child in block.below:
        child.y = top
    block.height = max(block.foot, top + max(child.height for child in block.below))
    return True


def _hang(block: _Block, head: int) -> None:
    """Put the children in rows to the right of a trunk."""
    block.shift = 0
    y, width = block.foot + DROP, head
    row: list[_Block] = []
    x = INDENT
    for child in block.below:
        if row and x + child.width > block.room:
            block.rows.append(row)
            y += max(one.height for one in row) + ROW_DROP
            row, x = [], INDENT
        child.x, child.y = x, y
        row.append(child)
        width = max(width, x + child.width)
        x += child.width + GAP
    block.rows.append(row)
    for row in block.rows:
        if len(row) == 1 and len(row[0].below) > 1 and not row[0].side and not _hangs(row[0]):
            row[0].shift = 0  # what hangs alone begins at the left, as lines of text do
    block.width, block.height = width, y + max(one.height for one in row)


def _place(block: _Block, number: int, boxes: list[Placed], wires: list[Wire]) -> None:
    """Turn relative places into places on the drawing, and draw the lines of one element."""
    left, top = block.x + block.shift, block.y
    boxes.append(Placed(block.element, block.form, left, top))
    if block.side:
        _place_side(block, left, top, number, boxes, wires)
    for child in block.below:
        child.x += block.x
        child.y += block.y
    if not block.rows:
        return
    if len(block.rows) == 1 and not _hangs(block):
        _wire_row(block, left, top, number, wires)
    else:
        _wire_trunk(block, left, top, number, wires)


def _hangs(block: _Block) -> bool:
    return block.under or len(block.rows) > 1


def _wire_row(block: _Block, left: int, top: int, number: int, wires: list[Wire]) -> None:
    """Draw lines from an element to a row that it is centred over."""
    start, bottom = left + block.form.middle, top + block.form.height
    ends = [(child.x + child.anchor, child.y) for child in block.below]
    bus = ends[0][1] - DROP // 2
    if len(ends) == 1:
        low, high = block.form.floor
        start = min(max(ends[0][0], left + low), left + high)
        bend = ((start, bus), (ends[0][0], bus)) if start != ends[0][0] else ()
        wires.append(Wire(((start, bottom), *bend, ends[0]), "supports", number, begins=True))
        return
    wires.append(Wire(((start, bottom), (start, bus)), "supports", number, "", begins=True))
    reach = (min(start, ends[0][0]), max(start, ends[-1][0]))
    wires.append(Wire(((reach[0], bus), (reach[1], bus)), "supports", number, ""))
    wires.extend(Wire(((x, bus), (x, y)), "supports", number) for x, y in ends)


def _wire_trunk(block: _Block, left: int, top: int, number: int, wires: list[Wire]) -> None:
    """Draw a trunk at the left and from it a line to every row."""
    trunk, bottom = left + TRUNK, top + block.form.height
    begins: tuple[Point, ...] = ((trunk, bottom),)
    if block.form.floor[0] > TRUNK:  # a round shape is left at its lowest point
        start = left + block.form.middle
        begins = ((start, bottom), (start, bottom + 5), (trunk, bottom + 5))
    heights = []
    for row in block.rows:
        single = len(row) == 1
        y = row[0].y + row[0].form.height // 2 if single else row[0].y - ROW_DROP // 2
        heights.append(y)
        if single:
            child = row[0]
            edge = child.x + child.shift + child.form.left(child.form.height / 2)
            wires.append(Wire(((trunk, y), (edge, y)), "supports", number))
            continue
        wires.append(Wire(((trunk, y), (row[-1].x + row[-1].anchor, y)), "supports", number, ""))
        wires.extend(
            Wire(((child.x + child.anchor, y), (child.x + child.anchor, child.y)), "supports", number) for child in row
        )
    wires.append(Wire((*begins, (trunk, heights[-1])), "supports", number, "", begins=True))


def _place_side(block: _Block, left: int, top: int, number: int, boxes: list[Placed], wires: list[Wire]) -> None:
    """Put contexts and challenges beside their element, or below it, and draw their lines.

    Contexts stand above challenges. Their common line is the outer one of two, so that the two never cross.
    """
    form = block.form
    x = left + (_beneath(form) if block.under else form.width + SIDE)
    y = top + (form.tall + SIDE_GAP if block.under else 0)
    middles: dict[bool, list[tuple[float, Placed]]] = {False: [], True: []}
    for one in block.side:
        placed = Placed(one.element, one.form, x, y)
        boxes.append(placed)
        middles[one.element.counter].append((y + one.form.height // 2, placed))
        y += one.form.tall + SIDE_GAP
    for counter in (False, True):
        if middles[counter]:
            start = _begin(block, left, top, middles, counter=counter)
            _wire_side(start, middles[counter], number, wires, under=block.under, counter=counter)


def _begin(
    block: _Block, left: int, top: int, middles: Mapping[bool, Sequence[tuple[float, Placed]]], *, counter: bool
) -> tuple[Point, float]:
    """Return where the common line of contexts, or of challenges, leaves the element, and where it turns."""
    form = block.form
    both = bool(middles[False]) and bool(middles[True])
    if block.under:
        turn = left + form.floor[0] + (12 if counter else 24)
        foot = top + form.height if form.floor[0] < form.floor[1] else top + _lower(form, turn - left)
        return (turn, foot), turn
    first = middles[counter][0][0]
    low, high = top + 10.0, top + form.height - 10.0
    if both:
        low, high = (low + (high - low) * 0.6, high) if counter else (low, low + (high - low) * 0.4)
    y = round(min(max(first, low), high))
    at = left + form.width + (SIDE * 0.35 if counter else SIDE * 0.6)
    return (left + form.right(y - top), y), at


def _lower(form: Form, x: float) -> float:
    """Return the lower edge of a round shape at some place."""
    half = form.across / 2
    return form.height / 2 * (1 + sqrt(max(0.0, 1 - ((x - half) / half) ** 2)))


def _wire_side(
    start: tuple[Point, float],
    ends: Sequence[tuple[float, Placed]],
    number: int,
    wires: list[Wire],
    *,
    under: bool,
    counter: bool,
) -> None:
    """Draw lines from an element to what is beside it: a head at a context, or at the element that is challenged."""
    (x, y), turn = start
    says, tip = ("challenge", "") if counter else ("context", "end")
    edges = [(placed.x + placed.form.left(placed.form.height / 2), middle, placed) for middle, placed in ends]
    if not under and len(edges) == 1 and edges[0][1] == y:
        crossed = counter and edges[0][2].element.answered
        wires.append(
            Wire(((x, y), (edges[0][0], y)), says, number, "start" if counter else "end", crossed, begins=True)
        )
        return
    last = edges[-1][1]
    trunk = ((x, y), (turn, last)) if under else ((x, y), (turn, y), (turn, last))
    wires.append(Wire(trunk, says, number, "start" if counter else "", begins=True))
    wires.extend(
        Wire(((turn, middle), (edge, middle)), says, number, tip, counter and placed.element.answered)
        for edge, middle, placed in edges
    )
