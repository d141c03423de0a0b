"""What an incident costs: five people and monitors that tell each other, next to the same scenario in SimPy.

A monitor that looks again every 8 h and a counter tell two on call, one of them in working hours, and both tell a lead;
the harm comes after 10 to 90 h. `play` plays a million incidents on one thread; SimPy as many as take about as long as
is asked, one environment for each. Everything is processor time of one process, per incident, the best of three tries
of each in turn, sampling included. The simulation is that of tests/conformance/races.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.conformance.races import DAY, HOUR, OFFICE, WEEK, Case, Duty, Range, Row, differences, engine, simulated

from loadpath.engine.clock import BLOCK, play

TRIES = 3
LEAST = 50
"""Times as many incidents as SimPy in the same time; fewer are a fault."""

CASE = Case(
    rows=(
        Row(tells=(2, 3), after=Range(60.0, 2 * HOUR), works=Range(0.4, 0.9), again=8 * HOUR),
        Row(tells=(2, 3), after=Range(600.0, 2 * HOUR), works=Range(0.7, 0.7)),
        Row(tells=(4,), after=Range(60.0, 10 * HOUR), works=Range(0.7, 0.7), duty=Duty(OFFICE)),
        Row(tells=(4,), after=Range(60.0, 10 * HOUR), works=Range(0.8, 0.8)),
        Row(stops=True, after=Range(600.0, DAY), works=Range(0.9, 0.9)),
    ),
    harm=Range(10 * HOUR, 90 * HOUR),
    start=(0.0, WEEK),
)


def main() -> int:
    """Print both times and their ratio; return 1 when it is below `LEAST`, or when the two say different things."""
    words = argparse.ArgumentParser(description="what an incident costs")
    words.add_argument("--incidents", type=int, default=1_000_000)
    words.add_argument("--seconds", type=float, default=20.0, help="for all tries of SimPy together")
    given = words.parse_args()
    race = engine(CASE, ever=False)
    play(race, BLOCK)
    begin = time.process_time()
    simulated(CASE, 200, 0, frozenset())
    count = max(200, int(200 * given.seconds / TRIES / (time.process_time() - begin)))
    ours, theirs = [], []
    for number in range(TRIES):
        begin = time.process_time()
        played = play(race, given.incidents)
        middle = time.process_time()
        ends, harms = simulated(CASE, count, number + 1, frozenset())
        ours.append((middle - begin) / given.incidents)
        theirs.append((time.process_time() - middle) / count)
        if wrong := differences(ends, harms, played.stopped(range(len(CASE.chains))), played.deadline):
            print("\n".join(wrong))
            return 1
    late, error = played.late(range(len(CASE.chains)))
    begin = time.perf_counter()
    play(race, given.incidents, workers=2)
    wall = time.perf_counter() - begin
    ratio = min(theirs) / min(ours)
    print(f"too late {late:.4f} +- {error:.4f}, the same in both")
    print(f"{'play, one thread':<28}{given.incidents:>10,} incidents{1e6 * min(ours):>10.3f} us each")
    print(
        f"{'play, two threads':<28}{given.incidents:>10,} incidents{1e6 * wall / given.incidents:>10.3f} us each, wall"
    )
    print(f"{'SimPy':<28}{count:>10,} incidents{1e6 * min(theirs):>10.3f} us each{ratio:>10.1f} times play")
    return int(ratio < LEAST)


if __name__ == "__main__":
    sys.exit(main())
