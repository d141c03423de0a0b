"""Pictures of pathways and of numbers for the tests: of the example, and of values that strain them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.report.diagrams import (
    bow_tie,
    curve,
    event_tree,
    exceedance,
    load,
    matrix,
    proposals,
    rows,
    spent,
    timeline,
    waterfall,
)
from loadpath.report.diagrams.incident import Incident, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = "A second model of another family reads every internal transcript within the hour, weekends included"


def strained() -> Iterator[tuple[str, str, str]]:
    """Yield pictures with long names, many rows, extreme and missing values: name, wide and narrow SVG."""
    bars = tuple(
        bow_tie.Bar(title=LONG, kind=kind, state=state)
        for kind, state in (("barrier", "built"), ("condition", ""), ("barrier", "planned"), ("response", ""))
    )
    for count in (1, 2, 5):
        tie = bow_tie.BowTie(
            title=LONG,
            threats=(LONG,) * count,
            before=bars[:count],
            event=LONG,
            after=bars[4 - count % 3 :],
            ends=(LONG,) * 2,
        )
        yield f"bow-tie {count}", bow_tie.draw(tie, narrow=False), bow_tie.draw(tie, narrow=True)
    for count in (0, 1, 3, 7, 12):
        forks = tuple(event_tree.Fork(LONG, value) for value in ("0.0003 %–99.9 %", "", "unknown") * 4)[:count]
        tree = event_tree.EventTree(title=LONG, forks=forks, harm=LONG, value="1 in 3,000,000–1 in 20,000")
        yield f"event tree {count}", event_tree.draw(tree, narrow=False), event_tree.draw(tree, narrow=True)
    hops = tuple(
        timeline.Hop(
            who=LONG, does=f"tells {LONG}", works="works unknown at each try", start=start, ends=ends, stops=stops
        )
        for start, ends, stops in ((0.0, (1.0, 20.0, 3e6), False), (20.0, None, False), (9e5, (9.1e5, 1e6, 2e6), True))
    )
    line = timeline.Timeline(
        title=LONG, hops=hops, harm=(8e5, 1e6, 3e6), harm_label="too late after 12 days (9 days–35 days)"
    )
    yield "timeline", timeline.draw(line, narrow=False), timeline.draw(line, narrow=True)
    yield from _stepped(line)
    fall = waterfall.waterfall(("the first", 1e-9), (LONG, 0.2), [(f"{LONG} {n}", 0.95 - n / 10) for n in range(20)])
    yield "waterfall", rows.draw(fall, narrow=False), rows.draw(fall, narrow=True)
    carried = [(f"m{n}", "barrier", (1.0 + n / 7, None, 300.0 * n or None)) for n in range(14)]
    heavy = load.load_by_assessor(carried, {"m3": LONG}, (LONG, "b", "c"))
    yield "load", rows.draw(heavy, narrow=False), rows.draw(heavy, narrow=True)
    curve = tuple((10.0 ** -(6 - n / 10), 1 - n / 60) for n in range(61))
    over = exceedance.Exceedance(names=(LONG, "b"), curves=(exceedance.flattened(curve, 20), curve[10:]), budget=5e-5)
    yield "exceedance", exceedance.draw(over, narrow=False), exceedance.draw(over, narrow=True)
    between = exceedance.Exceedance(names=("a", LONG), curves=(curve, curve), budget=3e-2, lows=((), curve[:30]))
    yield "exceedance between", exceedance.draw(between, narrow=False), exceedance.draw(between, narrow=True)
    swings = [
        rows.Line(
            label=f"{LONG} {n}", under="claim", bar=(3e-5 / (n + 1), 4e-5 * (n + 1)), tone=rows.SWING, value="1 in 9"
        )
        for n in range(9)
    ]
    for limit in (3.4e-5, 9e-5, 1e-6):
        both = rows.Rows(
            lines=tuple(swings), at=(3.5e-5, "now 1 in 29,000"), limit=(limit, "budget 1 in 20,000"), alt="a"
        )
        yield f"tornado {limit}", rows.draw(both, narrow=False), rows.draw(both, narrow=True)
    cells = [matrix.STEP, matrix.BEHIND, matrix.NONE] * 7
    for page in matrix.matrices([LONG] * 20, [(LONG, cells[:20]), ("short", cells[1:])]):
        yield f"matrix {page.page}", matrix.draw(page, narrow=False), matrix.draw(page, narrow=True)
    groups = tuple(
        proposals.Went(place=LONG, open=is_open, proposals=((LONG, "team"),) * count)
        for is_open, count in ((False, 3), (False, 1), (True, 2))
    )
    yield "proposals", proposals.draw(groups, narrow=False), proposals.draw(groups, narrow=True)


def _stepped(line: timeline.Timeline) -> Iterator[tuple[str, str, str]]:
    """Yield an incident on its lanes, times against the harm, and curves with labels at their ends."""
    steps = (
        Step(lane=0, attacker=0, told=0.0, began=0.0, done=30.0),
        Step(lane=1, attacker=0, told=30.0, began=4e3, done=None, after=0),
        Step(lane=1, attacker=0, told=30.0, began=9e3, done=1e5, after=0, number=1),
        Step(lane=2, attacker=0, told=1e5, began=1e5, done=1.5e6, after=2),
    )
    away = tuple(
        replace(hop, away=((0.0, 100.0), (2e3, 4e3), (5e5, 9e5)), waits=f"on duty Mon-Fri 09-18 UTC; {LONG}")
        for hop in line.hops
    )
    for stopped in (1.5e6, float("inf")):
        run = Incident(steps=steps, stopped=stopped, deadline=1e6, begin="Saturday 03:12 UTC", second=0.0)
        stepped = replace(line, hops=away, run=run)
        yield f"run {stopped}", timeline.draw(stepped, narrow=False), timeline.draw(stepped, narrow=True)
    edges = tuple(10.0 ** (place / 6) for place in range(40))
    for half in (2.0, 3e5, 2e6):  # the labels stand apart, beside each other, and at the right end
        times = spent.Spent(
            title=LONG,
            edges=edges,
            stops=(0.0, *(0.5 / 38 for _ in range(38))),
            late=tuple(place / 38 for place in range(39)),
            times=(1.0, half, 3e6),
            harm=(1e5, 5e5, 9e5),
            never="50 % are never stopped",
        )
        yield f"spent {half}", spent.draw(times, narrow=False), spent.draw(times, narrow=True)
    for at in (0.0, 1e6, 9e6):
        points = tuple((place * 1e5, place / 40, place / 20) for place in range(21))
        drawn = curve.Curve(
            points=points,
            ticks=tuple((place * 2e5, f"{place * 200_000:,}") for place in range(11)),
            level="reviews per week",
            at=(at, f"now {at:,.0f}, beyond this axis"),
            between=(2e5, 7e5),
            alt="a",
        )
        yield f"curve {at}", curve.draw(drawn, narrow=False), curve.draw(drawn, narrow=True)
