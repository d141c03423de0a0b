"""Soak: random harmless edits of random cases; what must not change does not, and nothing looks better for free.

Starts where the tests end, at seed 1,000,000 x SEED, with four edits in each case. Prints the count, or the first break
with exit code 1. Cases that contradict themselves, in which nothing is computed, are not counted.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.laws.test_nothing_for_free import EACH, EDITS, broken, trials


def main() -> int:
    """Run until the time is over or the edits are enough; return 1 when any of them broke the law."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--edits", type=int, default=10**9, help="stop after so many")
    given = words.parse_args()
    end = time.monotonic() + 60 * given.minutes
    first = seed = 1_000_000 * given.seed
    edits = 0
    while time.monotonic() < end and edits < given.edits:
        for one in trials(seed, EDITS, EACH):
            said = broken(one.edit, one.before, one.edited)
            if said:
                print(f"seed {seed}, {one.edit.name}: {said}")
                return 1
            edits += said is not None
        seed += 1
    print(f"invariances: {edits:,} edits in {seed - first:,} cases from seed {first:,}, none looks better for free")
    return 0


if __name__ == "__main__":
    sys.exit(main())
