"""What is made of a case follows from its text alone: not from where, when, in which language or how often it is made."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.report.cases import NUMBERED
from tests.small import HERON

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import datetime, json, sys, time
from hashlib import sha256

OFFSET = float(sys.argv[1])
real, real_ns = time.time, time.time_ns
time.time = lambda: real() + OFFSET
time.time_ns = lambda: real_ns() + int(OFFSET * 1e9)

class Moved(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    today = utcnow = now

class MovedDay(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())

datetime.datetime, datetime.date = Moved, MovedDay

from click.testing import CliRunner
import loadpath as lp
from loadpath.cli import options
from loadpath.cli.main import cli
from loadpath.report.diagrams.of_case import DRAWINGS, diagram
from loadpath.report.book import book_of

project = lp.read("case", draws=200)
case, made = project.case, {}
made["HTML"] = project.report().encode()
made["PDF"] = project.pdf()
public = lp.read("case", draws=200, audience="public")
made["public HTML"], made["public PDF"] = public.report().encode(), public.pdf()
for how in DRAWINGS:
    path = next(node.id for node in case.nodes.values() if node.kind_name == "Pathway")
    try:
        drawn = diagram(case, path, how, book=lambda: book_of(project.scene, project.check()))
    except ValueError as error:
        drawn = str(error)
    made[f"SVG {how}"] = drawn.encode()
options.opened = lambda _path: project  # the day against which expiry is judged is an argument, and none here
for words in (["risk"], ["check"], ["load", "--all"]):
    made[f"JSON {words[0]}"] = CliRunner().invoke(cli, [*words, "case", "--json"]).stdout_bytes
print(json.dumps({name: sha256(content).hexdigest() for name, content in made.items()}))
"""
"""Writes the digest of everything; the clock that Python sees goes by so many seconds wrong."""

YEAR = 365 * 86_400
SURROUNDINGS = [
    ("0", "UTC", "C", 0),
    ("1", "Pacific/Kiritimati", "C.UTF-8", YEAR),
    ("4294967295", "America/St_Johns", "POSIX", -20 * YEAR),
]
"""Seed of the hash, time zone, locale, and what is added to the clock, in seconds."""


@pytest.mark.slow
def test_the_bytes_follow_from_the_case_alone(tmp_path: Path) -> None:
    """Three folders, three seeds of the hash, three time zones, three locales, three clocks: one digest for each form."""
    found: dict[str, set[str]] = {}
    for number, (seed, zone, locale, clock) in enumerate(SURROUNDINGS):
        above = tmp_path / f"folder-{number}" / ("deeper" * number or ".")
        above.mkdir(parents=True, exist_ok=True)
        if HERON.is_dir():
            shutil.copytree(HERON, above / "case")
        else:
            (above / "case").mkdir()
            for name, text in NUMBERED.items():
                (above / "case" / name).write_text(text, encoding="utf-8")
        around = {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": locale,
            "LANG": locale,
            "SOURCE_DATE_EPOCH": str(1_700_000_000 + clock),
            "TMPDIR": str(above),
        }
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(clock)],
            env=os.environ | around,
            cwd=above,
            capture_output=True,
            text=True,
            check=True,
        )
        for name, digest in json.loads(done.stdout).items():
            found.setdefault(name, set()).add(digest)
    assert {name: len(digests) for name, digests in found.items()} == dict.fromkeys(found, 1)
    assert {"HTML", "PDF", "SVG gsn", "JSON risk"} <= set(found)


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_digits_do_not_hang_on_how_many_threads_add_up() -> None:
    """Shares of 20,000 worlds, all seventeen digits of them, with one thread for products of vectors and with three."""
    told = [
        subprocess.run(
            [sys.executable, "-m", "loadpath", "risk", "--json", str(HERON)],
            env=os.environ | {"OPENBLAS_NUM_THREADS": threads, "LOADPATH_CACHE": "off"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "3")
    ]
    assert told[0] == told[1]
