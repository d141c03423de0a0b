"""Soak: pairs of cases that differ only in what is withheld; every byte that an audience sees must be the same.

Starts where the tests end, at seed 1,000,000 x SEED; in two pairs of three the audience is the public, else reviewers.
Prints the count, or the first difference with exit code 1. Pairs of which nothing may be shown are not counted.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.laws.sights import NOTHING_TO_COMPARE, difference
from tests.laws.worlds import pair


def main() -> int:
    """Run until the time is over or the pairs are enough; return 1 when any two worlds could be told apart."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--pairs", type=int, default=10**9, help="stop after so many")
    given = words.parse_args()
    end = time.monotonic() + 60 * given.minutes
    first = seed = 1_000_000 * given.seed
    compared = 0
    while time.monotonic() < end and compared < given.pairs:
        audience = "reviewers" if seed % 3 == 0 else "public"
        wrong = difference(pair(seed, audience), audience)
        if wrong not in ("", NOTHING_TO_COMPARE):
            print(f"seed {seed}, {audience}: {wrong}")
            return 1
        compared += not wrong
        seed += 1
    told = f"from seed {first:,} to {seed:,}; of the others nothing is shown"
    print(f"worlds: {compared:,} pairs the same to the byte, {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
