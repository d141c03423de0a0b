"""How long a large argument takes to draw: 1,000 elements in at most 0.3 s of CPU, at most 4,000 px wide.

`python -m bench.diagrams`. The arguments are those of the tests; the first drawing of each shape pays for measuring
its words, the others find them measured.
"""

from __future__ import annotations

import time

from tests.report.arguments import SHAPES, tree

from loadpath.report.diagrams import cae, gsn
from loadpath.report.diagrams.drawing import svg
from loadpath.report.diagrams.elements import levels

LIMIT_S = 0.3
MOST = 1_010
"""Elements in an argument, those beside others included: near enough to a thousand."""
ROOMS = (350, 820, 4000)


def seconds(way: object, seed: int, size: int, room: int) -> tuple[float, int, int]:
    """Return the CPU time of laying out and writing one argument, its width in px and the bytes of its SVG."""
    root = tree(seed, size)
    start = time.process_time()
    drawn = way.planned(root, room)  # type: ignore[attr-defined]
    text = svg(drawn, "made up")
    return time.process_time() - start, drawn.width, len(text)


def main() -> None:
    """Print a row for each shape, notation and room."""
    gsn.planned(tree(99, 3), 820)  # the font is read once
    print(f"{'shape':12} {'elements':>8} {'notation':>8} {'room':>5} {'CPU s':>7} {'width':>6} {'kB':>6}")
    slowest = 0.0
    for seed, shape in enumerate(SHAPES):
        size = 1_000
        while sum(1 for _ in levels(tree(seed, size))) > MOST:  # those beside count as well
            size -= 10
        for way, name in ((gsn, "gsn"), (cae, "cae")):
            for room in ROOMS:
                taken, width, length = seconds(way, seed, size, room)
                slowest = max(slowest, taken)
                count = sum(1 for _ in levels(tree(seed, size)))
                print(f"{shape:12} {count:8} {name:>8} {room:5} {taken:7.3f} {width:6} {length / 1000:6.0f}")
    print(f"slowest {slowest:.3f} s, limit {LIMIT_S} s")


if __name__ == "__main__":
    main()
