"""Soak: random formulas of every kind against enumeration by fractions, and said anew, which may move no bit.

Starts where the tests end, at seed 1,000,000 x SEED. Prints the count, or the first fault with exit code 1. Formulas
have NOT, k-of-n, parity, choice, conditional tables and pathways that share causes; every root counts as one. A value
may be off by 1e-12 of itself, by the portfolio and by summing out alone.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.engine.random_formulas import example, moved_bit, shares_causes, wrong_value


def main() -> int:
    """Run until the time is over or the formulas are enough; return 1 when anything disagreed."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--formulas", type=int, default=10**9, help="stop after so many")
    given = words.parse_args()
    end = time.monotonic() + 60 * given.minutes
    first = seed = 1_000_000 * given.seed
    formulas = sharing = 0
    while time.monotonic() < end and formulas < given.formulas:
        grown = example(seed)
        if wrong := wrong_value(grown) or moved_bit(grown, seed):
            print(f"seed {seed}: {wrong}")
            return 1
        formulas += len(grown.roots)
        sharing += sum(shares_causes(grown.store, root) for root in grown.roots)
        seed += 1
    print(
        f"formulas: {formulas:,} exact and said anew to the bit, {sharing:,} with shared causes, seeds from {first:,}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
