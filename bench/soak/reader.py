"""Soak: hostile text, read, built and checked, for as many minutes as are given: half by grammar, half by coverage.

By grammar: the pages of literate cases and the example, with lines moved, words exchanged, and traps put in, by
hypothesis, which returns the smallest text that goes wrong. By coverage: bytes, by atheris in a process of its own with
limits on time and memory, from the same texts; its corpus is kept under `.cache/soak/reader`. Where atheris is not
installed the first half takes all of the time.

Every text must be read without an exception, in less than two seconds, to findings of known rules at lines that exist,
whose words hold no control character; twice the same, in whatever order the files come; and where the case is sound,
every rule runs to its end.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import time
import traceback
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Draw = Callable[..., Any]

ROOT = Path(__file__).parent.parent.parent
KEPT = ROOT / ".cache" / "soak" / "reader"
SLOWEST = 2.0
"""Seconds of this process for one text."""

BETWEEN = "\n%%%%\n"
"""Stands between the files of one text."""

HEAD = "# Case soak: A case\n\n- kind: risk analysis\n"
LONGEST = 16_384
TRAPS = (
    r"""
``/```/~~~/<!--/-->/<!-->/[[/]]/[[redact security: /[[withheld security]]/[[= risk]]/[[= /\[\[/|/||/---/===/\/#/##
5%/0%/100%/1e-3/.5/0.04/4/1,5%/1,000,000/1 in 0/0 of 0/5%-1%/1%-10%/3% (1%-10%)/at most /at least /unknown/NaN/inf/<?php
not /and/or/of/if/otherwise/because/fails/passes/(/)/,/;/:/- /* /+ /> /1. /999999999. /- [x] /4:1 for [[x]]/<![CDATA[
2 times the odds of [[me]]/as [[e]]/**stops it**/every 8 h/ever/each time/$3M/30 min/is too late/per session over
<div>/<script>/2027-02-30/0001-01-01/- access: internal/- disclosed: at most 1%/&#x202e;/javascript:alert(1)
# Case a: B/## Claim a: A/## Event x: X/## Assessor me: Me/published
- is: /- says: /- given: /- rests on: /- starts from: /2 of [[x]], [[y]]
""".strip()
    .replace("\n", "/")
    .split("/")
)
LETTERS = (
    "\u200b\u200d\u202e\u2028\u2029\x00\x1b\x7f\x85\x0b\x0c\u00a0\u00ad\ufeff\ufe0f\u0660\u00bd\u2160\uff15\u0435"
    "\U0001f468\U000e0041\ue000\uffff\r\t\n \u0130\u1e9e\u0301\ud800"
)
LONG = (
    "9" * 50,
    "9" * 5_000,
    "(" * 60,
    "not " * 60,
    "[[" * 200,
    "`" * 300,
    "a" * 3_000,
    "|" * 300,
    "> " * 200,
    "# " * 90,
)


def seeds() -> list[str]:
    """Return the texts to start from: every fence of the literate pages, every file of the example."""
    fence = re.compile(r"^```loadpath\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    pages = [*sorted((ROOT / "tests" / "cases").glob("*.md")), *sorted((ROOT / "docs" / "reference").glob("*.md"))]
    found = [one for page in pages for one in fence.findall(page.read_text(encoding="utf-8"))]
    examples = [page.read_text(encoding="utf-8") for page in sorted((ROOT / "examples").rglob("*.md"))]
    return [one for one in [*found, *examples, *TRAPS] if one.strip()]


def files_of(text: str) -> dict[str, str]:
    """Return one text as the files of a case, with a head if no file has one."""
    files = {f"{chr(97 + place)}.md": part for place, part in enumerate(text.split(BETWEEN)[:5])}
    return files if re.search(r"^#+ Case ", text, re.MULTILINE) else {"head.md": HEAD, **files}


def wrong_with(files: Mapping[str, str]) -> str:
    """Return what is wrong with how a case is read, or an empty string."""
    from loadpath.files.reader import read  # noqa: PLC0415  imported under instrumentation

    began = time.process_time()
    try:
        first = read(files)
        again = read(dict(reversed(list(files.items()))))
        found: list[object] = list(first.faults)
        if first.case is not None and first.sound:
            found += _checked(files)
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        return traceback.format_exc(limit=-4)
    if (took := (time.process_time() - began) / 2) > SLOWEST:
        return f"took {took:.1f} s"
    if first.faults != again.faults or (first.case and first.case.digest) != (again.case and again.case.digest):
        return "the order of the files matters, or reading twice does"
    return next((said for item in found if (said := _misspoken(item, files))), "")


def _checked(files: Mapping[str, str]) -> list[object]:
    import loadpath as lp  # noqa: PLC0415

    return list(lp.read(files, draws=20).check().found)


def _misspoken(item: object, files: Mapping[str, str]) -> str:
    """Return what is wrong with a finding itself."""
    from loadpath.case.diagnostic import Diagnostic  # noqa: PLC0415
    from loadpath.checks import RULES  # noqa: PLC0415

    assert isinstance(item, Diagnostic)
    said = "".join((item.message, item.label, item.help, *item.notes))
    lines = len(re.split(r"\r\n|\r|\n", files.get(item.at.file, "")))
    if item.rule not in RULES:
        return f"no rule `{item.rule}`"
    if item.rule == "crashed-check" and item.message.startswith("the check"):
        return item.message
    if item.at.file not in files or not 1 <= item.at.line <= lines or not 1 <= item.at.column < item.at.end_column:
        return f"no such place: {item}"
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in said):
        return f"a control character in {said!r}"
    return ""


# by grammar -----------------------------------------------------------------------------------------------------------


def _text(draw: Draw, bases: list[str]) -> str:
    """Return a text that somebody could have written, with a few faults put in."""
    from hypothesis import strategies as st  # noqa: PLC0415

    text: str = draw(st.sampled_from(bases))[:LONGEST]
    for _ in range(draw(st.integers(1, 6))):
        text = _edited(draw, text, bases)
    return text


def _edited(draw: Draw, text: str, bases: list[str]) -> str:
    from hypothesis import strategies as st  # noqa: PLC0415

    at = draw(st.integers(0, len(text)))
    to = min(len(text), at + draw(st.integers(0, 40)))
    lines, words = text.split("\n"), text.split(" ")
    line, word = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(words) - 1))
    put = draw(st.one_of(*map(st.sampled_from, (TRAPS, LETTERS, LONG))))
    ways = (
        text[:at] + put + text[at:],
        text[:at] + put + text[to:],
        text[:at] + text[to:],
        text[:to] + text[at:],
        "\n".join([*lines[:line], *lines[line + 1 :], lines[line]]),
        " ".join([*words[:word], put, *words[word + 1 :]]),
        text + draw(st.sampled_from(["\n", BETWEEN])) + draw(st.sampled_from(bases))[:LONGEST],
    )
    return str(draw(st.sampled_from(ways)))


def by_grammar(minutes: float, seed: int) -> tuple[int, str]:
    """Return how many texts were tried, and the smallest that went wrong with what is wrong, or an empty string."""
    from hypothesis import HealthCheck, Phase, given, settings  # noqa: PLC0415
    from hypothesis import seed as with_seed  # noqa: PLC0415
    from hypothesis import strategies as st  # noqa: PLC0415

    bases = seeds()
    end = time.monotonic() + 60 * minutes
    tried, last = 0, ""

    while time.monotonic() < end and not last:
        options = {"max_examples": 100, "database": None, "deadline": None, "print_blob": False}
        quiet = list(HealthCheck)

        @with_seed(seed)
        @settings(**options, suppress_health_check=quiet, phases=[Phase.generate, Phase.shrink])  # type: ignore[arg-type]
        @given(drawn=st.data())
        def look(drawn: st.DataObject) -> None:
            nonlocal tried, last
            text = _text(drawn.draw, bases)
            tried += 1
            if said := wrong_with(files_of(text)):
                last = f"{said}\n{text!r}"
                raise AssertionError(said)

        try:
            look()
        except AssertionError:
            break
        seed += 1
    return tried, last


# by coverage ----------------------------------------------------------------------------------------------------------


def by_coverage(minutes: float, seed: int) -> tuple[int, str]:
    """Run atheris in a process of its own; return how many inputs were tried, and what went wrong."""
    corpus = KEPT / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for place, text in enumerate(seeds()):
        (corpus / f"seed-{place:04}").write_bytes(text.encode("utf-8", "ignore")[:LONGEST])
    command = [sys.executable, __file__, "--fuzz", str(corpus), f"-max_total_time={max(1, int(60 * minutes))}"]
    command += ["-rss_limit_mb=512", "-timeout=2", f"-seed={seed}", f"-max_len={LONGEST}", "-print_final_stats=1"]
    command += [f"-artifact_prefix={KEPT}/", "-verbosity=1", "-use_value_profile=0"]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    tried = re.search(r"stat::number_of_executed_units: +(\d+)", done.stderr)
    return int(tried[1]) if tried else 0, "" if done.returncode == 0 else done.stderr[-3_000:]


def fuzz(words: list[str]) -> None:
    """Be the process that atheris runs in."""
    import atheris  # noqa: PLC0415  only here

    with atheris.instrument_imports(include=["loadpath.files", "loadpath.case"]):
        from loadpath.files.reader import read  # noqa: PLC0415

    def look(content: bytes) -> None:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            return  # refused where files are opened, with its line
        if said := wrong_with(files_of(text)):
            raise AssertionError(said)

    assert callable(read)
    atheris.Setup([sys.argv[0], *words], look)
    atheris.Fuzz()


def main() -> int:
    """Run until the time is over; return 1 when anything went wrong."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    both = importlib.util.find_spec("atheris") is not None
    counted, wrong = by_grammar(given.minutes / (2 if both else 1), 1_000_000 * given.seed)
    fuzzed = 0
    if both and not wrong:
        fuzzed, wrong = by_coverage(given.minutes / 2, given.seed)
    if wrong:
        print(wrong)
        return 1
    more = f" and {fuzzed:,} by coverage" if both else "; atheris is not installed"
    print(f"reader: {counted:,} texts by grammar{more}, seed {given.seed}, nothing found")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fuzz"]:
        fuzz(sys.argv[2:])
    sys.exit(main())
