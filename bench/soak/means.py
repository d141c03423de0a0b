"""Soak: the mean over ten million worlds of random cases, held against the exact answer, E[P] = P(E[p]).

Cases share causes and parameters of every law; a bias of a ten-thousandth of the standard deviation would show. Prints
how many were within four standard errors, or the first that was not with exit code 1. Of 200 independent means, 0.013
are expected beyond.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.laws.test_draws import case

from loadpath.engine.streaming import Quantity, stream

WORLDS = 10_000_000
MOST = 200
ERRORS = 4.0


def main() -> int:
    """Run until the time is over or 200 cases are done; return 1 when a mean lies too far off."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    end = time.monotonic() + 60 * given.minutes
    first = MOST * (given.seed - 1)
    done, worst = 0, 0.0
    while done < MOST and time.monotonic() < end:
        made, exact = case(first + done)
        found = stream(Quantity(plans=(made,)), WORLDS, compiled=True)
        off = abs(found.mean - exact) - 1e-12
        if off > ERRORS * found.error:
            print(f"seed {first + done}: the mean of {WORLDS:,} worlds is {found.mean!r}, exactly {exact!r}")
            return 1
        done += 1
        worst = max(worst, off / found.error if found.error else 0.0)
    print(f"means: {done} cases of {WORLDS:,} worlds from seed {first}, the furthest {worst:.2f} standard errors off")
    return 0


if __name__ == "__main__":
    sys.exit(main())
