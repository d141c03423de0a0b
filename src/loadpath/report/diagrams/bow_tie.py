"""A pathway as a bow-tie: threats on the left, the critical action in the middle, the harm on the right.

The chain of a pathway is one line of steps. Its barriers before the response are drawn left of the critical action
(they keep it from happening); the response and what follows it, right of it. A step that is no barrier is something
that must happen as well: a hollow bar. Where a chain has no response, what follows its last barrier stands right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.proposition import And, Catches, Fails, Not, Or, Proposition, Ref, TooLate, text_of
from loadpath.report.diagrams.lettering import LINE
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, box_height, broken
from loadpath.report.prose import plain
from loadpath.report.wording import capital, count

if TYPE_CHECKING:
    from loadpath.case.graph import CaseGraph

MOST_ACROSS = 7
"""With more steps than this between threat and harm, the bow-tie runs from top to bottom on a wide page as well."""

SIDES = 150
HEART = 136


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A step between threat and harm.

    Attributes:
        title: what it is called.
        kind: `barrier`, `response` or `condition` (it must happen as well).
        state: of a barrier.
    """

    title: str
    kind: str
    state: str = ""

    @property
    def said(self) -> str:
        """Return what it is, in words."""
        return {"barrier": self.state or "barrier", "response": "response", "condition": "must happen too"}[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class BowTie:
    """What a bow-tie shows; `ends` are the harm and, where something stops it, the other end."""

    title: str
    threats: tuple[str, ...]
    before: tuple[Bar, ...]
    event: str
    after: tuple[Bar, ...]
    ends: tuple[str, ...]

    @property
    def alt(self) -> str:
        """Return in words what is drawn."""
        bars = [*self.before, *self.after]
        barriers = sum(bar.kind != "condition" for bar in bars)
        named = ", ".join(bar.title for bar in bars if bar.kind != "condition")
        return (
            f"Bow-tie of {self.title!r}: {count(len(self.threats), 'threat')}, {count(barriers, 'barrier')} "
            f"({named or 'none'}), leading to: {self.ends[-1]}."
        )


def bow_tie(case: CaseGraph, path: kinds.Pathway) -> BowTie:
    """Return a pathway as a bow-tie."""
    title = plain(path.title) or path.id
    chain = [step.what for step in path.chain]
    bars = [_bar(case, what) for what in chain[1:]]
    if chain and _bar(case, chain[0]).kind != "condition":
        threats: tuple[str, ...] = (title,)
        bars = [_bar(case, what) for what in chain]
    else:
        threats = _threats(case, chain[0]) if chain else (title,)
    turn = next((place for place, bar in enumerate(bars) if bar.kind == "response"), None)
    if turn is None:
        last = max((place for place, bar in enumerate(bars) if bar.kind == "barrier"), default=len(bars) - 1)
        turn = last + 1
    harm = plain(path.leads_to) or "the harm"
    ends = ("stopped before the harm", harm) if any(bar.kind == "response" for bar in bars[turn:]) else (harm,)
    return BowTie(
        title=title,
        threats=threats,
        before=tuple(bars[:turn]),
        event=capital(plain(path.first_action)) or title,
        after=tuple(bars[turn:]),
        ends=tuple(capital(end) for end in ends),
    )


def _bar(case: CaseGraph, what: Proposition) -> Bar:
    match what:
        case Fails(ref):
            node = case.get(ref.id, kinds.Mitigation)
            return Bar(title=_title(case, ref.id), kind="barrier", state=node.state if node else "")
        case TooLate(ref):
            return Bar(title=_title(case, ref.id), kind="response")
        case _:
            return Bar(title=said(case, what), kind="condition")


def said(case: CaseGraph, what: Proposition) -> str:
    """Return a step in words."""
    match what:
        case Ref(name):
            return _title(case, name)
        case Not(Ref(name)):
            return f"Not: {_title(case, name)}"
        case Fails(ref):
            return f"Fails: {_title(case, ref.id)}"
        case TooLate(ref):
            return f"Too late: {_title(case, ref.id)}"
        case Catches(ref):
            return f"Caught: {_title(case, ref.id)}"
        case Not(Catches(ref)):
            return f"Not caught: {_title(case, ref.id)}"
        case _:
            return text_of(what, brackets=False)


def _title(case: CaseGraph, name: str) -> str:
    node = case.nodes.get(name)
    return plain(node.title) or name if node else name


def _threats(case: CaseGraph, what: Proposition) -> tuple[str, ...]:
    """Return what may start a pathway: the parts of its first step, when any of them is enough."""
    node = case.get(what.id, kinds.Event) if isinstance(what, Ref) else None
    inside = node.is_ if node is not None else what
    if isinstance(inside, Or):
        return tuple(said(case, part) for part in inside.parts)
    return (said(case, what),) if not isinstance(what, And) else tuple(said(case, part) for part in what.parts)


def draw(tie: BowTie, *, narrow: bool) -> str:
    """Return a bow-tie as SVG: from left to right, or from top to bottom for a phone and for long chains."""
    if narrow:
        return _down(tie, NARROW)
    if len(tie.before) + len(tie.after) > MOST_ACROSS or len(tie.threats) > MOST_ACROSS:
        return _down(tie, WIDE)
    return _across(tie)


def _across(tie: BowTie) -> str:
    sheet = Sheet(WIDE)
    slots = max(2, len(tie.before) + len(tie.after))
    step = (WIDE - 2 * SIDES - HEART) / (slots + (0 if tie.after else 0.6))
    heart = SIDES + step * len(tie.before)
    above = _labels_height([*tie.before[::2], *tie.after[::2]], step)
    boxes = [box_height(SIDES, [(text, "body")]) for text in tie.threats]
    stack = sum(boxes) + 14 * (len(boxes) - 1)
    ends = [box_height(SIDES, [(text, "body")]) for text in tie.ends]
    core = box_height(HEART, [(tie.event, "name")])
    tall = max(stack, sum(ends) + 22 * (len(ends) - 1), core, 96)
    top = above + 10
    middle = top + tall / 2
    _fan(sheet, tie.threats, boxes, 0, SIDES, middle, heart)
    right = heart + HEART
    _fan(sheet, tie.ends, ends, WIDE - SIDES, WIDE - SIDES, middle, right)
    sheet.box(heart, middle - core / 2, HEART, [(tie.event, "name")], "shape bad")
    below = top + tall + 10
    lowest: float = below
    for bars, start in ((tie.before, SIDES), (tie.after, right)):
        room = (heart - SIDES) if start == SIDES else (WIDE - SIDES - right)
        gap = room / max(1, len(bars))
        for place, bar in enumerate(bars):
            x = start + gap * (place + 0.5)
            _upright(sheet, bar, x, top, tall)
            lowest = max(lowest, _label(sheet, bar, x, place % 2 == 0, step, (above, below)))
    return sheet.svg(lowest + 4, tie.alt)


def _fan(
    sheet: Sheet, texts: tuple[str, ...], heights: list[int], left: float, near: float, middle: float, heart: float
) -> None:
    """Draw boxes below each other, and from each a line to the middle."""
    gap = 14 if len(texts) != len(heights) or left == 0 else 22
    y = middle - (sum(heights) + gap * (len(heights) - 1)) / 2
    for place, (text, tall) in enumerate(zip(texts, heights, strict=True)):
        at = y + tall / 2
        half = (near + heart) / 2
        curve = f"M{near:.0f} {at:.1f}C{half:.0f} {at:.1f} {half:.0f} {middle:.1f} {heart:.0f} {middle:.1f}"
        sheet.path(curve, "wire")
        harm = left > 0 and place == len(texts) - 1
        sheet.box(left + (1 if left == 0 else -1), y, SIDES, [(text, "body")], "shape bad" if harm else "shape")
        y += tall + gap


def _upright(sheet: Sheet, bar: Bar, x: float, top: float, tall: float) -> None:
    look = "shape" if bar.kind == "condition" or bar.state == "planned" else "solid estimate"
    sheet.rect(x - 4, top, 8, tall, look)


def _label_lines(bar: Bar, step: float) -> list[tuple[str, str]]:
    room = max(92.0, min(2 * step, step + HEART) - 14)
    return [(line, "body") for line in broken(bar.title, room, most=5)] + [
        (line, "aside") for line in broken(bar.said, room, "aside", 2)
    ]


def _labels_height(bars: list[Bar], step: float) -> int:
    return LINE * max((len(_label_lines(bar, step)) for bar in bars), default=0)


def _label(sheet: Sheet, bar: Bar, x: float, up: bool, step: float, edges: tuple[float, float]) -> float:
    """Set the name of a bar above it or below it, and return where it ends."""
    lines = _label_lines(bar, step)
    y = edges[0] - LINE * len(lines) if up else edges[1]
    for line, look in lines:
        y = sheet.lines(x, y, [line], look, "middle")
    return y


def _down(tie: BowTie, width: int) -> str:
    """Draw the same from top to bottom: a trunk, with a level bar for each step and its name beside it."""
    sheet = Sheet(width)
    left, room = 1, width - 2
    y = 1.0
    trunk = 26.0
    for place, threat in enumerate(tie.threats):
        if place:
            sheet.text(trunk - 8, y + 12, "or", "aside")
            y += LINE
        y += sheet.box(left, y, room, [(threat, "body")])
    y = _steps(sheet, tie.before, trunk, y, room)
    sheet.line([(trunk, y), (trunk, y + 20)], tip="")
    y += 20
    y += sheet.box(left, y, room, [(tie.event, "name")], "shape bad")
    y = _steps(sheet, tie.after, trunk, y, room)
    for place, end in enumerate(tie.ends):
        if place:
            sheet.text(trunk - 8, y + 13, "or", "aside")
            y += LINE
        else:
            sheet.line([(trunk, y), (trunk, y + 20)], tip="")
            y += 20
        y += sheet.box(left, y, room, [(end, "body")], "shape bad" if place == len(tie.ends) - 1 else "shape")
    return sheet.svg(y + 2, tie.alt)


def _steps(sheet: Sheet, bars: tuple[Bar, ...], trunk: float, y: float, room: int) -> float:
    for bar in bars:
        title, state = broken(bar.title, room - 70, most=4), broken(bar.said, room - 70, "aside", 1)
        tall = LINE * (len(title) + len(state)) + 14
        sheet.line([(trunk, y), (trunk, y + tall)])
        look = "shape" if bar.kind == "condition" or bar.state == "planned" else "solid estimate"
        sheet.rect(trunk - 22, y + tall / 2 - 4, 44, 8, look)
        end = sheet.lines(trunk + 32, y + 7, title)
        sheet.lines(trunk + 32, end, state, "aside")
        y += tall
    return y
