"""A response scenario as a timeline: a lane for everybody who sees, tells or stops, on a logarithmic axis of time.

A bar begins when its lane is told (the medians of the hops before it, added up, along the quickest way) and ends after
its own median; the thin line reaches over the 5 % and 95 % points of its own time. The real answer is simulated and
stands in the text: here the picture shows only what follows what, and against which moment. Below the bars, one of the
incidents that were played is stepped through: a dot where a try begins and where it is done, a cross where it fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from loadpath.case.value import Amount, Blocking, Duty, Measured, Unknown
from loadpath.case.wiring import message_chains
from loadpath.report.diagrams.incident import incident, off_duty
from loadpath.report.diagrams.sheet import NARROW, WIDE, Sheet, broken, length
from loadpath.report.marks import shape, short
from loadpath.report.prose import plain
from loadpath.report.wording import count, typeset

if TYPE_CHECKING:
    from loadpath.assess.timing import Told
    from loadpath.case import node as kinds
    from loadpath.report.diagrams.incident import Incident, Step

TICKS = ((1.0, "1 s"), (60.0, "1 min"), (3_600.0, "1 h"), (86_400.0, "1 day"), (604_800.0, "1 week"),
         (2_592_000.0, "30 days"), (31_536_000.0, "1 year"))  # fmt: skip
SECONDS = "s"
MOST_STEPS = 60
"""More tries of one incident are not drawn."""

THINNEST = 2.0
"""Spans off duty that would be thinner are not drawn."""

NO_DAY = date(2027, 1, 1)
"""The first day of a case that does not say it, as in `assess.races`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A lane: who, when they are told, when they have passed it on (low, median, high, in s); None where unknown.

    Attributes:
        waits: in words, what a message waits for before they look at it; empty for nothing.
        away: spans in which nobody is on duty in the incident that is shown, in seconds after its start.
        holds: whether the harm waits for the answer, so that no time counts.
        instead: what is said where there is no time to draw.
    """

    who: str
    does: str
    works: str
    start: float
    ends: tuple[float, float, float] | None
    stops: bool = False
    waits: str = ""
    away: tuple[tuple[float, float], ...] = ()
    holds: bool = False
    instead: str = "time unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What a timeline shows; `harm` is when it is too late (low, median, high, in s), None when nobody said.

    `run` is an incident that is stepped through; None for none.
    """

    title: str
    hops: tuple[Hop, ...]
    harm: tuple[float, float, float] | None
    harm_label: str
    run: Incident | None = None

    @property
    def alt(self) -> str:
        """Return in words what is drawn."""
        lanes = "; ".join(
            ", ".join(one for one in (f"{hop.who}: {hop.does}", hop.works, hop.waits) if one) for hop in self.hops
        )
        late = f", {self.harm_label}" if self.harm_label else ""
        begin = f" that begins {self.run.begin}" if self.run and self.run.begin else ""
        run = f" One incident{begin}: {count(len(self.run.steps), 'try', 'tries')}, {self.run.end}." if self.run else ""
        return f"Response timeline of {self.title!r}: {count(len(self.hops), 'lane')}{late}. {lanes}.{run}"


def timeline(scenario: kinds.Scenario, told: Told | None = None, first_day: date | None = None) -> Timeline:
    """Return a scenario as a timeline.

    Args:
        scenario: with a table.
        told: an incident to step through; None for none.
        first_day: of the case, which says on which days a rota has days off.
    """
    run = None if told is None else incident(scenario, told)
    begins = _begins(scenario)
    harm = _spread(scenario.harm_at)
    until = max((*(harm or ()), run.deadline if run else 0.0))
    hops = []
    for place, row in enumerate(scenario.rows):
        start = begins.get(place, 0.0)
        spread = (0.0, 0.0, 0.0) if isinstance(row.after, Blocking) else _spread(row.after)
        whom = plain(row.tells) if row.tells else "nobody"
        away: tuple[tuple[float, float], ...] = ()
        if isinstance(row.duty, Duty) and run and run.second is not None:
            away = off_duty(row.duty, run.second, until, first_day or NO_DAY)
        hops.append(
            Hop(
                who=plain(row.who),
                does=f"stops it: {whom}" if row.stops else f"tells {whom}",
                works=works_words(row),
                start=start,
                ends=None if spread is None else (start + spread[0], start + spread[1], start + spread[2]),
                stops=row.stops,
                waits=waits_words(row),
                away=away,
                holds=isinstance(row.after, Blocking),
                instead=_instead(row.after),
            )
        )
    label = f"too late after {typeset(scenario.harm_at.written)}" if harm and scenario.harm_at else ""
    return Timeline(title=plain(scenario.title) or scenario.id, hops=tuple(hops), harm=harm, harm_label=label, run=run)


def _instead(after: object) -> str:
    """Return what is said of a time that is not drawn."""
    written = getattr(after, "written", "")
    if isinstance(after, Measured):
        return f"time {plain(written)}"
    return "time withheld" if "[[withheld " in written else "time unknown"


def _begins(scenario: kinds.Scenario) -> dict[int, float]:
    """Return when each row is told along the quickest way, by medians, in seconds; by its place."""
    begins: dict[int, float] = {}
    for chain in message_chains(scenario):
        at = 0.0
        for row in chain:
            place = scenario.rows.index(row)
            begins[place] = min(begins.get(place, at), at)
            spread = (0.0, 0.0, 0.0) if isinstance(row.after, Blocking) else _spread(row.after)
            if spread is None:
                break
            at += spread[1]
    return begins


def works_words(row: kinds.Row) -> str:
    """Return how likely a row works, in words."""
    written = plain(typeset(getattr(row.works, "written", "")))
    if written == "always":
        return "works always"
    how = "once per incident" if row.ever else "at each try"
    return f"{written} {how}" if written.startswith("fails") else f"works {written} {how}"


def waits_words(row: kinds.Row) -> str:
    """Return what a message waits for before a row looks at it, in words; empty for nothing."""
    parts = []
    if isinstance(row.after, Blocking):
        parts.append("the harm waits for the answer")
    if row.duty is not None:
        parts.append(f"on duty {plain(typeset(row.duty.written))}")
    if row.queue is not None:
        parts.append(f"queue {plain(typeset(row.queue.written))}")
    return "; ".join(parts)


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
    times += [one.shown for one in line.run.steps if one.shown > 0] if line.run else []
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
    below = RUN if line.run else 9.0
    bars: list[tuple[float, Hop]] = []
    for hop in line.hops:
        room = width - 4 if narrow else left - 22
        lines = [*((one, "name") for one in broken(hop.who, room, "name", 2)),
                 *((one, "body") for one in broken(hop.does, room, most=3)),
                 *((one, "aside") for one in broken(hop.works, room, "aside", 2)),
                 *((one, "aside") for one in broken(hop.waits, room, "aside", 3))]  # fmt: skip
        at = y
        for text, look in lines:
            at = sheet.lines(2, at, [text], look)
        bars.append(((at + 10) if narrow else (y + at) / 2 - (6 if line.run else 0), hop))
        y = at + (21 + below if narrow else 12)
    frame = Sheet(width)
    for at, hop in bars:
        _away(frame, scale, (at - 9, at + below), hop)
    panels = [(at - 9, at + below) for at, _ in bars] if narrow else [(top, y - 6)]
    _axis(frame, line, scale, panels, y + 14)
    for at, hop in bars:
        _bar(frame, scale, at, hop)
    if line.run:
        _steps(frame, scale, [at + RUN - 7 for at, _ in bars], line.run, joined=not narrow)
    if line.harm_label:
        x = max(2.0, min(scale.x(line.harm[1]) if line.harm else 2.0, width - 2.0 - length(line.harm_label, "badge")))
        frame.text(x, 14, line.harm_label, "badge bad")
    frame.parts += sheet.parts
    return frame.svg(y + 22, line.alt)


RUN = 22.0
"""How far below the middle of a bar the lane goes on where an incident is stepped through."""


def _away(sheet: Sheet, scale: _Scale, panel: tuple[float, float], hop: Hop) -> None:
    """Shade when nobody is on duty."""
    for begin, end in hop.away:
        a, b = (scale.x(begin) if begin > 0 else scale.left), scale.x(end)
        if b - a >= THINNEST:
            sheet.rect(a, panel[0], b - a, panel[1] - panel[0], "solid pale")


def _steps(sheet: Sheet, scale: _Scale, lanes: list[float], run: Incident, *, joined: bool) -> None:
    """Step through an incident: a dot where a try begins and where it is done, dashed while a message waits."""
    for step in run.steps[:MOST_STEPS]:
        y = lanes[step.lane]
        a = scale.x(step.began) if step.began > 0 else scale.left + 3
        if step.number == 0 and step.told < step.began:
            sheet.line([(scale.x(step.told) if step.told > 0 else scale.left + 3, y), (a, y)], "wire dashed")
        if joined and step.after is not None and step.number == 0:
            told = scale.x(step.told)
            sheet.line([(told, lanes[run.steps[step.after].lane]), (told, y)], "wire soft")
        if step.done is None:
            sheet.path(_cross(a, y), "cross")
            continue
        b = max(scale.x(step.done), a)
        sheet.line([(a, y), (b, y)], "wire")
        sheet.parts.append(shape(0, a, y, 2.0, "plain"))
        sheet.parts.append(shape(0, b, y, 3.5, _tone(run, step), filled=True))


def _tone(run: Incident, step: Step) -> str:
    return "good" if step.done is not None and step.done == run.stopped and not run.late else "plain"


def _cross(x: float, y: float) -> str:
    a, b, c, d = (short(one) for one in (x - 4, y - 4, x + 4, y + 4))
    return f"M{a} {b}L{c} {d}M{a} {d}L{c} {b}"


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
    if hop.holds:
        sheet.text(start + 2, y + 4, "no time counts", "badge")
        return
    if hop.ends is None:
        room = sheet.width - 2.0 - length(hop.instead, "badge")
        sheet.text(min(start + 2, room), y + 4, hop.instead, "badge attention")
        return
    a, middle, b = (scale.x(value) for value in hop.ends)
    sheet.line([(a, y), (b, y)], "wire")
    look = "solid good" if hop.stops else "solid estimate"
    sheet.rect(start, y - 5, max(2.0, middle - start), 10, look)
