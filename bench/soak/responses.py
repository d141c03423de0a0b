"""Soak: races of messages at random, played by the engine and event by event in SimPy, for some minutes.

Starts where the tests end, at seed 1,000,000 x SEED. What differs by more than 4.5 standard errors is played again with
other numbers and ten times as many incidents, since of a million figures seven differ by as much: a fault is a case in
which the same figure differs again. Prints the counts, or the first fault with its seed and exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.conformance.races import any_case, compared

INCIDENTS = 1_000
PLAYED = 32_768
MORE = 10


def figure(difference: str) -> str:
    """Return which figure differs, whatever its values; times of all quantiles are one.

    >>> figure("blind [1]: too late: 0.2500 of 1,000 and 0.5000 of 32,768"), figure("drawn: within 3.5 h: 0.1 of 2")
    ('blind [1]: too late', 'drawn: within')
    """
    blind, name = difference.split(": ")[:2]
    return f"{blind}: {'within' if name.startswith('within') else name}"


def main() -> int:
    """Run until the time is over or the cases are enough; return 1 when any two differ."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--cases", type=int, default=10**9, help="stop after so many")
    given = words.parse_args()
    end = time.monotonic() + 60 * given.minutes
    first = seed = 1_000_000 * given.seed
    again = 0
    while time.monotonic() < end and seed - first < given.cases:
        case = any_case(seed)
        if found := compared(case, INCIDENTS, seed, played=PLAYED):
            again += 1
            repeated = compared(case, MORE * INCIDENTS, seed + 500_000, played=MORE * PLAYED)
            if wrong := [one for one in repeated if figure(one) in set(map(figure, found))]:
                print(f"seed {seed}: {'; '.join(wrong)}\n{case}")
                return 1
        seed += 1
    told = f"from seed {first:,} to {seed:,}; {again} played again with other numbers"
    print(f"responses: {seed - first:,} cases, nothing found; {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
