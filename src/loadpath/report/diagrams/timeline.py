"""A response scenario as a timeline: a lane for everybody who sees, tells or stops, on a logarithmic axis of time.

A bar begins when its lane is told (the medians of the hops before it, added up, along the quickest way) and ends after
its own median; the thin line reaches over the 5 % and 95 % points of its own time. The real answer is simulated and
stands in the text: here the picture shows only what follows what, and against which moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from loadpath.case.value import Amount, Unknown
from loadpath.case.wiring import message_chains
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, broken, length
from loadpath.report.prose import plain
from loadpath.report.wording import count, typeset

if TYPE_CHECKING:
    from loadpath.case import node as kinds

TICKS = ((1.0, "1 s"), (60.0, "1 min"), (3_600.0, "1 h"), (86_400.0, "1 day"), (604_800.0, "1 week"),
         (2_592_000.0, "30 days"), (31_536_000.0, "1 year"))  # fmt: skip
SECONDS = "s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A lane: who, when they are told, when they have passed it on (low, median, high, in s); None where unknown."""

    who: str
    does: str
    works: str
    start: float
    ends: tuple[float, float, float] | None
    stops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What a timeline shows; `harm` is when it is too late (low, median, high, in s), None when nobody said."""

    title: str
    hops: tuple[Hop, ...]
    harm: tuple[float, float, float] | None
    harm_label: str

    @property
    def alt(self) -> str:
        """Return in words what is drawn."""
        lanes = "; ".join(f"{hop.who}: {hop.does}, {hop.works}" for hop in self.hops)
        late = f", {self.harm_label}" if self.harm_label else ""
        return f"Response timeline of {self.title!r}: {count(len(self.hops), 'lane')}{late}. {lanes}."


def timeline(scenario: kinds.Scenario) -> Timeline:
    """Return a scenario as a timeline."""
    begins: dict[int, float] = {}
    for chain in message_chains(scenario):
        at = 0.0
        for row in chain:
            place = scenario.rows.index(row)
            begins[place] = min(begins.get(place, at), at)
            spread = _spread(row.after)
            if spread is None:
                break
            at += spread[1]
    hops = []
    for place, row in enumerate(scenario.rows):
        start = begins.get(place, 0.0)
        spread = _spread(row.after)
        told = plain(row.tells) if row.tells else "nobody"
        works = typeset(getattr(row.works, "written", ""))
        hops.append(
            Hop(
                who=plain(row.who),
                does=f"stops it: {told}" if row.stops else f"tells {told}",
                works=f"works {works} {'once per incident' if row.ever else 'at each try'}",
                start=start,
                ends=None if spread is None else (start + spread[0], start + spread[1], start + spread[2]),
                stops=row.stops,
            )
        )
    harm = _spread(scenario.harm_at)
    label = f"too late after {typeset(scenario.harm_at.written)}" if harm and scenario.harm_at else ""
    return Timeline(title=plain(scenario.title) or scenario.id, hops=tuple(hops), harm=harm, harm_label=label)


def _spread(value: object) -> tuple[float, float, float] | None:
    """Return the ends and the median of a time in seconds, or None when it is no time or not known."""
    if isinstance(value, Unknown) or not isinstance(value, Amount) or value.unit != SECONDS:
        return None
    known = [float(one) for one in (value.low, value.median, value.high) if one is not None]
    if not known:
        return None
    low, high = min(known), max(known)
    middle = float(value.median) if value.median is not None else 10 ** ((log10(max(low, 1e-9)) + log10(high)) / 2)
    return low, middle, high


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    left: float
    right: float

    def x(self, seconds: float) -> float:
        share = (log10(max(seconds, 1e-9)) - self.low) / (self.high - self.low)
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)


def _scale(line: Timeline, left: float, right: float) -> _Scale:
    times = [value for hop in line.hops for value in (hop.start, *(hop.ends or ())) if value > 0]
    times += [value for value in line.harm or () if value > 0]
    low = floor(log10(min(times, default=1.0)) - 0.1)
    high = max(low + 1, ceil(log10(max(times, default=60.0)) * 4 + 0.2) / 4)
    return _Scale(low, high, left, right)


def draw(line: Timeline, *, narrow: bool) -> str:
    """Return a timeline as SVG, with names beside the lanes or, on a phone, above them."""
    width = NARROW if narrow else WIDE
    sheet = Sheet(width)
    left = 2.0 if narrow else 236.0
    scale = _scale(line, left, width - 2.0)
    y = 24.0 if line.harm_label else 4.0
    top = y
    bars: list[tuple[float, Hop]] = []
    for hop in line.hops:
        room = width - 4 if narrow else left - 22
        lines = [*((one, "name") for one in broken(hop.who, room, "name", 2)),
                 *((one, "body") for one in broken(hop.does, room, most=3)),
                 *((one, "aside") for one in broken(hop.works, room, "aside", 2))]  # fmt: skip
        at = y
        for text, look in lines:
            at = sheet.lines(2, at, [text], look)
        bars.append(((at + 10) if narrow else (y + at) / 2, hop))
        y = at + (30 if narrow else 12)
    frame = Sheet(width)
    _axis(frame, line, scale, [(at - 9, at + 9) for at, _ in bars] if narrow else [(top, y - 6)], y + 14)
    for at, hop in bars:
        _bar(frame, scale, at, hop)
    if line.harm_label:
        x = max(2.0, min(scale.x(line.harm[1]) if line.harm else 2.0, width - 2.0 - length(line.harm_label, "badge")))
        frame.text(x, 14, line.harm_label, "badge bad")
    frame.parts += sheet.parts
    return frame.svg(y + 22, line.alt)


def _axis(sheet: Sheet, line: Timeline, scale: _Scale, panels: list[tuple[float, float]], bottom: float) -> None:
    free = -1.0
    for seconds, label in TICKS:
        if not scale.low <= log10(seconds) <= scale.high:
            continue
        x = scale.x(seconds)
        for top, low in panels:
            sheet.line([(x, top), (x, low)], "grid")
        half = length(label, "aside") / 2
        place = min(max(x, half + 1), sheet.width - half - 1)
        if place - half > free:
            sheet.text(place, bottom, label, "aside", "middle")
            free = place + half + 8
    if line.harm is not None:
        a, middle, b = (scale.x(value) for value in line.harm)
        for top, low in panels:
            if b > a:
                sheet.rect(a, top, b - a, low - top, "bar bad")
            sheet.line([(middle, top), (middle, low)], "budget")


def _bar(sheet: Sheet, scale: _Scale, y: float, hop: Hop) -> None:
    start = scale.x(hop.start) if hop.start > 0 else scale.left
    if hop.ends is None:
        sheet.text(start + 2, y + 4, "time unknown", "badge attention")
        return
    a, middle, b = (scale.x(value) for value in hop.ends)
    sheet.line([(a, y), (b, y)], "wire")
    look = "solid good" if hop.stops else "solid estimate"
    sheet.rect(start, y - 5, max(2.0, middle - start), 10, look)
