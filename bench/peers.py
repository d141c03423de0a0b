"""The same graph in neighbouring tools: what strictdoc and doorstop take to do the work that is comparable.

The graph is that of `generated.py` reduced to what these tools hold: 100 top requirements, and 10,000 below them, each
with a text of two to six sentences and a link to its parent, three children to a parent. strictdoc writes a page of
every document (`export`), as `loadpath report` does; doorstop checks links (`doorstop`), as `loadpath check` does.
Neither computes anything from the graph, so that a ratio says what a reader waits for and not who is better.

The tools live in an environment of their own (`make bench-peers` makes it) and never enter the locks. The time is that
of the processor, whole process and children. Standard library only.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.generated import Writer, case
from bench.scale import PROGRAM, Cost, cost, write

LIMIT = 600.0
"""Seconds of the clock after which a tool is stopped, and asked again at a smaller size."""

SMALLER = (1_000, 10)
PER_FILE = 200


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: its place, its parent if it is not at the top, its text."""

    name: str
    parent: str
    text: str


def graph(count: int, tops: int, seed: int) -> list[Requirement]:
    """Return requirements, those at the top first; the others stand in trees of three children to a parent."""
    writer = Writer(random.Random(seed))  # noqa: S311  not for secrets
    found = [Requirement(f"TOP{number:05d}", "", writer.prose()) for number in range(1, tops + 1)]
    for number in range(1, count + 1):
        tree, place = (number - 1) % tops, (number - 1) // tops
        above = ((place - 3) // 3) * tops + tree + 1 if place >= 3 else 0  # noqa: PLR2004  three children each
        parent = f"REQ{above:05d}" if above else f"TOP{tree + 1:05d}"
        found.append(Requirement(f"REQ{number:05d}", parent, writer.prose()))
    return found


def strictdoc(wanted: list[Requirement]) -> dict[str, str]:
    """Return the graph as documents of strictdoc."""
    texts = {}
    for start in range(0, len(wanted), PER_FILE):
        parts = [f"[DOCUMENT]\nTITLE: Part {start // PER_FILE + 1}\n"]
        for item in wanted[start : start + PER_FILE]:
            relation = f"RELATIONS:\n- TYPE: Parent\n  VALUE: {item.parent}\n" if item.parent else ""
            said = f"STATEMENT: >>>\n{item.text}\n<<<\n"
            parts.append(f"[REQUIREMENT]\nUID: {item.name}\nTITLE: About {item.name}\n{said}{relation}")
        texts[f"part-{start // PER_FILE:03d}.sdoc"] = "\n".join(parts)
    return texts


def doorstop(wanted: list[Requirement]) -> dict[str, str]:
    """Return the graph as two documents of doorstop, one file to a requirement."""
    texts = {}
    for prefix, parent in (("TOP", ""), ("REQ", "  parent: TOP\n")):
        texts[f"{prefix.lower()}/.doorstop.yml"] = f"settings:\n  digits: 5\n{parent}  prefix: {prefix}\n  sep: ''\n"
    for number, item in enumerate(wanted, 1):
        links = f"links:\n- {item.parent}: null\n" if item.parent else "links: []\n"
        said = "".join(f"  {line}\n" for line in item.text.splitlines())
        texts[f"{item.name[:3].lower()}/{item.name}.yml"] = (
            f"active: true\nderived: false\nheader: ''\nlevel: 1.{number}\n{links}normative: true\nref: ''\n"
            f"reviewed: null\ntext: |\n{said}"
        )
    return texts


def measured(tools: Path, claims: int, tops: int, seed: int) -> list[tuple[str, str, Cost]]:
    """Return what each tool took at one size, with the row of loadpath that it is compared with."""
    with tempfile.TemporaryDirectory() as below:
        own, first, second = Path(below, "own"), Path(below, "strictdoc"), Path(below, "doorstop")
        environment = os.environ | {"XDG_CACHE_HOME": str(Path(below, "cache")), "LOADPATH_CACHE": "off"}
        wanted = graph(claims, tops, seed)
        write(case(claims, tops, seed), own)
        write(strictdoc(wanted), first)
        write(doorstop(wanted), second)
        subprocess.run(["git", "init", "-q", str(second)], check=True)  # noqa: S607  whichever git there is
        page = str(Path(below, "report.html"))
        export = [str(tools / "strictdoc"), "export", str(first), "--output-dir", str(Path(below, "out"))]
        check = [str(tools / "doorstop"), "--project", str(second), "--no-reformat"]
        return [
            ("loadpath check", "", cost([str(PROGRAM), "check", str(own)], environment)),
            ("loadpath report", "", cost([str(PROGRAM), "report", str(own), "-o", page], environment)),
            ("doorstop (check)", "loadpath check", cost(check, environment, LIMIT)),
            ("strictdoc export", "loadpath report", cost(export, environment, LIMIT)),
        ]


def table(tools: Path, claims: int, tops: int, seed: int) -> bool:
    """Print the figures of one size; return whether every tool came to its end in time."""
    print(f"{claims:,} requirements or claims, {tops:,} at the top, seed {seed}")
    print(f"{'what':<22}{'processor':>12}{'memory':>10}   compared")
    found = measured(tools, claims, tops, seed)
    own = {name: took for name, _, took in found}
    for name, beside, took in found:
        ratio = f"   {took.seconds / own[beside].seconds:.1f} times {beside}" if beside else ""
        if took.code < 0:
            ratio = f"   stopped after {LIMIT:,.0f} s of the clock"
        elif took.code not in {0, 1}:
            ratio = f"   failed with {took.code}"
        print(f"{name:<22}{took.seconds:10.2f} s{took.megabytes:7.0f} MB{ratio}", flush=True)
    print()
    return all(took.code >= 0 for _, _, took in found)


def main() -> int:
    """Print the table at full size, and at a smaller one if a tool did not come to its end."""
    parser = argparse.ArgumentParser(description="the same graph in neighbouring tools")
    parser.add_argument("tools", type=Path, help="folder with the programs of the tools")
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--tops", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if not table(asked.tools, asked.claims, asked.tops, asked.seed):
        table(asked.tools, *SMALLER, asked.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
