"""Draw 500 made-up arguments of 3 to 1,000 elements and measure them, by geometry and in a real browser.

`make soak NAME=diagrams MINUTES=6`. The 500 are the same at every seed 1; another seed draws 500 others. They take
about five minutes; in less time there are fewer, in more it goes on with further ones.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402
from tests.browser.conftest import CHROMIUM, QUIET  # noqa: E402
from tests.browser.measured import faults as seen  # noqa: E402
from tests.report.arguments import size_of, tree  # noqa: E402
from tests.report.geometry import faults, summary  # noqa: E402

from loadpath.report.diagrams import cae, gsn  # noqa: E402
from loadpath.report.diagrams.drawing import svg  # noqa: E402

COUNT = 500
ROOMS = (350, 820, 4000)


def main() -> int:
    """Run at least one round; return 1 when anything went wrong."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    end = time.monotonic() + 60 * given.minutes
    first, tried, elements = (given.seed - 1) * COUNT, 0, 0
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        page = browser.new_page()
        while time.monotonic() < end:
            seed = first + tried
            root = tree(seed, size_of(seed))
            for way, upward in ((gsn, False), (cae, True)):
                room = ROOMS[(tried + upward) % len(ROOMS)]
                drawn = way.planned(root, room)
                elements += len(drawn.boxes)
                found = faults(drawn, room) or seen(page, [svg(drawn, "made up", upward=upward)])
                if found:
                    print(f"seed {seed}, {way.__name__}, {room} px:\n{summary(found)}")
                    return 1
            tried += 1
        browser.close()
    print(f"diagrams: {tried:,} arguments in two notations, {elements:,} elements, nothing found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
