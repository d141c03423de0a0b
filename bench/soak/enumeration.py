"""Soak: random hostile cases, every figure held against full enumeration, for as many minutes as are given.

Starts where the tests end, at seed 1,000,000 x SEED. Prints the count, or the first disagreement with exit code 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.conformance.enumeration import enumerate_case, write_case
from tests.conformance.random_cases import random_case

import loadpath as lp

RELATIVE, ABSOLUTE = 1e-12, 1e-15


def disagrees(seed: int) -> str:
    """Return the first figure on which loadpath and enumeration differ for a seed, or an empty string."""
    case = random_case(random.Random(seed))  # noqa: S311  seeded, on purpose
    read = lp.read(write_case(case), draws=50)
    for assessor in case.assessors:
        want, got = enumerate_case(case, assessor.id), read.risk(by=assessor.id).as_json()
        figures = [("risk", want["risk"], got["risk"]), ("listed", want["listed"], got["listed"])]
        for key in ("pathways", "propositions"):
            figures += [(f"{key}.{name}", value, got[key][name]) for name, value in want[key].items()]  # type: ignore[union-attr, index]
        for name, exact, found in figures:
            if abs(found - exact) > max(RELATIVE * abs(exact), ABSOLUTE):  # type: ignore[operator, arg-type]
                return f"seed {seed}, {assessor.id}, {name}: {found!r}, enumeration {exact!r}"
    return ""


def main() -> int:
    """Run until the time is over; return 1 when anything disagreed."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    end = time.monotonic() + 60 * given.minutes
    seed = 1_000_000 * given.seed
    while time.monotonic() < end:
        if wrong := disagrees(seed):
            print(wrong)
            return 1
        seed += 1
    print(f"enumeration: {seed - 1_000_000 * given.seed:,} cases from seed {1_000_000 * given.seed:,}, no disagreement")
    return 0


if __name__ == "__main__":
    sys.exit(main())
