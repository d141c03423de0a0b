"""What must hold of every drawing: nothing overlaps, no lines meet that are not one line, text stands in its shape."""

from __future__ import annotations

from collections import defaultdict
from math import sqrt
from typing import TYPE_CHECKING

from loadpath.report.diagrams.shapes import BULGE, CAP, SLANT, text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loadpath.report.diagrams.layout import Placed, Plan
    from loadpath.report.diagrams.shapes import Form, Letters

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""

CELL = 150.0
SLACK = 0.6
"""What is nearer than this touches; half a pixel is nothing that anybody sees."""


def faults(plan: Plan, room: int) -> list[str]:
    """Return everything that is wrong with a drawing."""
    found = [f"the drawing is {plan.width} wide in a room of {room}"] if plan.width > room else []
    boxes = [_box(placed) for placed in plan.boxes]
    for place, box in enumerate(boxes):
        if box[0] < 0 or box[1] < 0 or box[2] > plan.width or box[3] > plan.height:
            found.append(f"{_called(plan, place)} stands outside the drawing")
    found += [f"{_called(plan, a)} overlaps {_called(plan, b)}" for a, b in _overlaps(boxes)]
    found += _wires(plan, boxes)
    found += _loose(plan)
    for place, placed in enumerate(plan.boxes):
        found += [f"{_called(plan, place)}: {said}" for said in _letters(placed.form)]
    return found


def _called(plan: Plan, place: int) -> str:
    element = plan.boxes[place].element
    return f"{element.kind.value} {element.name or element.text[:20]!r}"


def _box(placed: Placed) -> Rect:
    return placed.x, placed.y, placed.x + placed.form.width, placed.y + placed.form.tall


def _cells(box: Rect) -> Iterator[tuple[int, int]]:
    for column in range(int(box[0] // CELL), int(box[2] // CELL) + 1):
        for row in range(int(box[1] // CELL), int(box[3] // CELL) + 1):
            yield column, row


def _pairs(boxes: list[Rect]) -> Iterator[tuple[int, int]]:
    """Yield pairs that come near each other, each once."""
    grid: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, box in enumerate(boxes):
        near: set[int] = set()
        for cell in _cells(box):
            near.update(grid[cell])
            grid[cell].append(place)
        yield from ((other, place) for other in sorted(near))


def _overlaps(boxes: list[Rect]) -> Iterator[tuple[int, int]]:
    for a, b in _pairs(boxes):
        p, q = boxes[a], boxes[b]
        if p[0] < q[2] - SLACK and q[0] < p[2] - SLACK and p[1] < q[3] - SLACK and q[1] < p[3] - SLACK:
            yield a, b


def _wires(plan: Plan, boxes: list[Rect]) -> list[str]:
    """Return which lines meet that should not, and which run through an element."""
    segments: list[tuple[Rect, int, int]] = []
    for number, wire in enumerate(plan.wires):
        for (x0, y0), (x1, y1) in zip(wire.points, wire.points[1:], strict=False):
            segments.append(((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), number, wire.owner))
    found = []
    for a, b in _pairs([one for one, _, _ in segments]):
        (p, first, owner), (q, second, other) = segments[a], segments[b]
        if first == second or not _touch(p, q):
            continue
        same = owner == other and plan.wires[first].says == plan.wires[second].says
        if not same or _crosses(p, q):
            found.append(f"lines of {_called(plan, owner)} and {_called(plan, other)} meet at {p} and {q}")
    every = [*boxes, *(one for one, _, _ in segments)]
    for a, b in _pairs(every):
        if a < len(boxes) <= b and _through(boxes[a], plan, segments[b - len(boxes)], a):
            found.append(f"a line of {_called(plan, segments[b - len(boxes)][2])} runs through {_called(plan, a)}")
    return found


def _touch(p: Rect, q: Rect) -> bool:
    return p[0] <= q[2] + SLACK and q[0] <= p[2] + SLACK and p[1] <= q[3] + SLACK and q[1] <= p[3] + SLACK


def _crosses(p: Rect, q: Rect) -> bool:
    """Return whether two upright or level lines cross inside both, instead of one beginning on the other."""
    across = p[0] < q[0] - SLACK and q[2] + SLACK < p[2] and q[1] < p[1] - SLACK and p[3] + SLACK < q[3]
    return across or (q[0] < p[0] - SLACK and p[2] + SLACK < q[2] and p[1] < q[1] - SLACK and q[3] + SLACK < p[3])


def _through(box: Rect, plan: Plan, segment: tuple[Rect, int, int], place: int) -> bool:
    """Return whether a line runs into an element at which it does not begin or end."""
    line, number, owner = segment
    if not _touch((box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2), line) or owner == place:
        return False
    points = plan.wires[number].points
    ends = (points[0], points[-1])
    return not any(box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1 for x, y in ends)


def _loose(plan: Plan) -> Iterator[str]:
    """Yield lines that begin or end at no edge of an element."""
    grid: dict[tuple[int, int], list[Placed]] = defaultdict(list)
    for placed in plan.boxes:
        for cell in _cells(_box(placed)):
            grid[cell].append(placed)
    for wire in plan.wires:
        aside = wire.says != "supports" and wire.points[-1][1] == wire.points[-2][1]  # level: to what is beside
        ends = [wire.points[::-1]] if wire.tip == "end" or aside else []
        ends += [wire.points] if wire.begins or wire.tip == "start" else []
        for (x, y), (a, b), *_ in ends:
            long = max(abs(x - a), abs(y - b)) or 1.0
            dx, dy = 3 * (x - a) / long, 3 * (y - b) / long
            near = grid[int((x + dx) // CELL), int((y + dy) // CELL)]
            met = [one for one in near if _inside(one.form, x + dx - one.x, y + dy - one.y)]
            if not any(not _inside(one.form, x - dx - one.x, y - dy - one.y) for one in met):
                yield f"a line of {_called(plan, wire.owner)} ends in the air at {x}, {y}"


# text


def _letters(form: Form) -> Iterator[str]:
    rects = [_rect(one) for one in form.letters]
    for one, rect in zip(form.letters, rects, strict=True):
        if one.text in {"A", "J"} and one.look == "name":
            continue
        if not all(_inside(form, x, y) for x in rect[::2] for y in rect[1::2]):
            yield f"{one.text!r} stands outside its shape"
    yield from (f"{form.letters[a].text!r} on {form.letters[b].text!r}" for a, b in _overlaps(rects))


def _rect(one: Letters) -> Rect:
    """Return where a line of text stands: the height of capitals and of descenders, not the whole line."""
    wide = text_width(one) - 1  # the measured width is rounded up
    left = {"middle": one.x - wide / 2, "end": one.x - wide}.get(one.anchor, one.x)
    return left, one.y - 9.5, left + wide, one.y + 3.5


def _inside(form: Form, x: float, y: float) -> bool:
    """Return whether a point stands inside the shape, the strip of an away element included."""
    across, height = form.across, form.height
    if not (0 <= x <= across and 0 <= y <= height):
        return False
    match form.outline:
        case "circle" | "ellipse":
            return ((x / across - 0.5) * 2) ** 2 + ((y / height - 0.5) * 2) ** 2 <= 1
        case "slant":
            return SLANT * (1 - y / height) <= x <= across - SLANT * y / height
        case "bulge":
            bend = BULGE * (1 - sqrt(max(0.0, 1 - ((y / height - 0.5) * 2) ** 2)))
            return bend <= x <= across - bend
        case "arch" if y < CAP:
            return ((x / across - 0.5) * 2) ** 2 + ((CAP - y) / CAP) ** 2 <= 1
        case _:
            return True


def summary(found: Iterable[str], most: int = 5) -> str:
    """Return the first faults, in lines."""
    return "\n".join(list(found)[:most])
