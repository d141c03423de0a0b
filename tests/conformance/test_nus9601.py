"""nus9601, whose exact probability nobody has published: a proven interval, and it is narrow.

What is known of it otherwise: crude Monte Carlo of 7.68e7 trials gives 9.6e-6, its standard error 0.35e-6
(`reference.csv` of the shared benchmarks).
"""

from __future__ import annotations

import time

import pytest
from bench.nus9601 import FILE, megabytes, read

from loadpath.engine.interval import Limits, bounds

MONTE_CARLO = 9.6e-6
STANDARD_ERROR = 0.35e-6
SECONDS = 600.0
"""Of processor time, and eight gigabytes: what was promised."""


@pytest.mark.slow
@pytest.mark.skipif(not FILE.exists(), reason="the shared benchmarks are not beside this folder")
def test_the_interval_is_within_a_factor_of_two_and_around_the_estimate() -> None:
    """Upper over lower is at most 1.1 (two was hoped for), within ten minutes, three standard errors from the estimate.

    By hand, what is small in the tree alone: one of four events with one pair, 0.0394 * 1e-4; two of two pairs with
    an event or a pair, 2e-4 * 0.0101, and with one of two events, 2e-4 * 0.0199: 9.94e-6 together, less overlaps.
    """
    tree = read()
    assert len(tree.weights) == 1567
    limits = Limits(ratio=1.1, seconds=SECONDS, clock=time.process_time)
    found = bounds(tree.store, tree.top, tree.weights, limits=limits)
    assert found.stopped == "gap"
    assert 9.9e-6 < found.lower < found.upper <= 1.1 * found.lower
    assert found.lower < MONTE_CARLO + 3 * STANDARD_ERROR
    assert found.upper > MONTE_CARLO - 3 * STANDARD_ERROR
    assert megabytes() < 8_000
