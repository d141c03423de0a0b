"""Soak: hostile tables, results and documents, for as many minutes as are given: half by grammar, half by coverage.

By grammar: small good files of every kind with bytes changed, cut, moved and doubled, and traps put in, by hypothesis.
By coverage: bytes, by atheris. Both run in processes of their own with limits on time and memory, since DuckDB and qpdf
are not Python and could take the interpreter with them; the input at hand is kept under `.cache/soak/tables`. Where
atheris is not installed the first half takes all of the time.

Every file must be read or refused by an error of ours with a printable message and a remedy, in less than two seconds.
Tables of text that are read must count as Python's own readers and `holds` count them.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import io
import json
import logging
import re
import resource
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from loadpath.case.record import Counting, Scalar

    Draw = Callable[..., Any]

ROOT = Path(__file__).parent.parent.parent
KEPT = ROOT / ".cache" / "soak" / "tables"
SLOWEST = 2.0
"""Seconds of this process for one file."""

MEMORY = 4 << 30
LONGEST = 65_536
KINDS = ("csv", "tsv", "jsonl", "parquet", "results", "samples", "md", "html", "pdf", "docx", "odt", "txt")
TABLES = KINDS[:4]
ABSENT = re.compile(r"(?i)[+-]?(nan|inf|infinity)", re.ASCII)

ROWS = (
    {"scenario": "a", "value": "1", "verdict": "bad", "error": "false"},
    {"scenario": "a", "value": "0.5", "verdict": 'say ""hi""', "error": "true"},
    {"scenario": "b", "value": "nan", "verdict": "", "error": ""},
    {"scenario": "", "value": "C", "verdict": "two, or\nthree", "error": "0"},
)
SIGNS = b",\n\r\t\"'{}[]:\\\x00\xff<>&;#=-+.0189eE%$?*/ "
WORDS = (
    "\r\n", '""', ' "', '",', "\n\n", "NaN", "Infinity", "null", "true", "1e999", "9" * 400, "\u2028", "\u0661", "\xa0",
    "\ufeff", '"value": 1, "value": 0', "{" * 99, "[" * 5_000, "\\ud800", "\\u0000", "<!--", "<title>", "stream\n",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>", "endobj", "/Length 99999999", "PAR1", "PK\x05\x06", "a" * 3_000, ",,,", "---\n",
)  # fmt: skip
SIZES = ("ffffff7f", "ffffffffffffffff7f", "80808080808080808001", "00" * 64)
TRAPS = (*(bytes([sign]) for sign in SIGNS), *(word.encode() for word in WORDS), *map(bytes.fromhex, SIZES))


def seeds() -> Iterator[tuple[str, bytes]]:
    """Yield small good files, each with its kind."""
    for kind, delimiter, end in (("csv", ",", "\n"), ("csv", ",", "\r\n"), ("tsv", "\t", "\n")):
        text = io.StringIO()
        written = csv.DictWriter(text, list(ROWS[0]), delimiter=delimiter, lineterminator=end)
        written.writeheader()
        written.writerows(ROWS)
        yield kind, text.getvalue().encode()
    objects = [
        *ROWS,
        {"scenario": 1, "value": 0.75, "verdict": None, "error": True},
        {"value": float("nan"), "more": {}},
    ]
    yield "jsonl", "".join(json.dumps(one) + "\n" for one in objects).encode()
    yield from (("parquet", one) for one in _parquet())
    task = {"acc,none": 0.25, "acc_stderr,none": 0.1636634176769943, "alias": "t"}
    config = {"model": "hf", "model_args": "pretrained=a/b", "limit": None}
    sizes = {"t": {"original": 8, "effective": 8}}
    held = {"results": {"t": task}, "n-samples": sizes, "config": config, "date": 1.7e9, "versions": {"t": 1}}
    yield "results", json.dumps(held).encode()
    sample = {"doc_id": 0, "doc": {"topic": "x", "deep": {"a": 1}}, "filter": "none", "metrics": ["acc"], "acc": 1.0}
    yield "samples", (json.dumps(sample) + "\n" + json.dumps(sample | {"doc_id": 1})).encode()
    yield "md", b"---\ntitle: x\ndate: 2026-02-01\n---\n```\n# no\n```\n# Head #\n\nUnder\n===\n"
    head = b"<!-- x --><meta name='date' content='2026-02-01'><script>1</script>"
    yield "html", head + b"<title>A &amp; B</title><h1>C <b>d</b></h1>"
    yield "txt", "\n Überblick\n".encode()
    core = (
        "<c xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:t='http://purl.org/dc/terms/'><dc:title>A</dc:title>"
        "<t:modified>2026-02-01</t:modified></c>"
    )
    for kind, member in (("docx", "docProps/core.xml"), ("odt", "meta.xml")):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(member, core)
        yield kind, file.getvalue()
    yield "pdf", _pdf(core)


def _parquet() -> Iterator[bytes]:
    import duckdb  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        for number, codec in enumerate(("snappy", "zstd", "uncompressed", "gzip")):
            place = Path(folder) / f"{number}.parquet"
            rows = (
                "select 's' || i % 7 as scenario, i / 90 as value, if(i % 5 = 0, null, 'bad') as verdict,"
                " i % 2 = 0 as error, [i] as list from range(100) r(i)"
            )
            connection.execute(f"copy ({rows}) to '{place}' (format parquet, codec '{codec}')")
            yield place.read_bytes()


def _pdf(metadata: str) -> bytes:
    import pikepdf  # noqa: PLC0415

    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # these metadata are not those that it would write
    file = io.BytesIO()
    with pikepdf.new() as made:
        made.docinfo["/Title"] = "A"
        made.docinfo["/CreationDate"] = "D:20260201"
        made.Root.Metadata = made.make_stream(metadata.encode())
        made.save(file)
    return file.getvalue()


def wrong_with(kind: str, content: bytes) -> str:
    """Return what is wrong with how a file is read, or an empty string."""
    from loadpath.errors import LoadpathError  # noqa: PLC0415  imported under instrumentation

    began = time.process_time()
    try:
        said = _read(kind, content)
    except LoadpathError as fault:
        said = "" if str(fault).isprintable() and fault.help else f"a message or help amiss: {fault!r}, {fault.help!r}"
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        return traceback.format_exc(limit=-4)
    if (took := time.process_time() - began) > SLOWEST:
        return f"took {took:.1f} s"
    return said


def _read(kind: str, content: bytes) -> str:
    from loadpath.case.record import Counting  # noqa: PLC0415
    from loadpath.ingest.documents import read_document  # noqa: PLC0415
    from loadpath.ingest.lm_eval import read_lm_eval, read_lm_eval_samples  # noqa: PLC0415
    from loadpath.ingest.tables import count_table  # noqa: PLC0415

    if kind == "results":
        read_lm_eval(content, "results.json")
    elif kind == "samples":
        read_lm_eval_samples(content, "samples.jsonl")
    elif kind not in TABLES:
        found = read_document(content, f"a.{kind}")
        return "" if (found.title + found.date).isprintable() else f"a control character in {found.title!r}"
    else:
        counting = Counting(score="value", event="value >= 0.5 or verdict = bad", cluster="scenario", void="error")
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / f"t.{kind}"
            place.write_bytes(content)
            counted = count_table(str(place), counting)
        if kind != "parquet":
            expected = _by_hand(_rows(kind, content), counting)
            rows, worst = counted.samples, counted.clusters.worst
            got = (rows.best.trials, rows.best.events, rows.as_scored.trials, (worst.events, worst.trials))
            return "" if got == expected else f"{got} by DuckDB, {expected} by hand"
    return ""


def _rows(kind: str, content: bytes) -> list[Mapping[str, Scalar]]:
    """Return rows as Python's own readers have them."""
    from loadpath.ingest.json_strict import read_json  # noqa: PLC0415

    if kind == "jsonl":
        held = [read_json(line, "") for line in content.split(b"\n") if line.strip()]
        assert all(isinstance(one, dict) for one in held)
        return held  # type: ignore[return-value]
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    header, *lines = csv.reader(text, delimiter="\t" if kind == "tsv" else ",", strict=True)
    return [
        {
            name: None if not cell or ABSENT.fullmatch(cell) else cell
            for name, cell in zip(header, line or [""], strict=True)
        }
        for line in lines
        if line or len(header) == 1
    ]


def _by_hand(rows: list[Mapping[str, Scalar]], counting: Counting) -> tuple[int, int, int, tuple[int, int]]:
    from loadpath.ingest.condition import holds, read_condition  # noqa: PLC0415

    event, void = read_condition(counting.event), read_condition(counting.void)
    clusters: dict[str | None, bool] = {}
    events = scored = 0
    for row in rows:
        found = None if holds(void, row.get) is True else holds(event, row.get)
        cluster = row.get(counting.cluster)
        name = None if cluster is None else str(cluster)
        clusters[name] = clusters.get(name, False) or found is not False
        events += found is True
        scored += found is not None
    return len(rows), events, scored, (sum(clusters.values()), len(clusters))


# by grammar -----------------------------------------------------------------------------------------------------------


def _edited(draw: Draw, content: bytes, bases: list[tuple[str, bytes]]) -> bytes:
    from hypothesis import strategies as st  # noqa: PLC0415

    near_end = draw(st.booleans()) and len(content) > 200  # noqa: PLR2004  where Parquet and zip keep their tables
    at = draw(st.integers(max(0, len(content) - 200) if near_end else 0, len(content)))
    to = min(len(content), at + draw(st.integers(0, 40)))
    put = draw(st.sampled_from(TRAPS))
    flipped = bytes(letter ^ (1 << draw(st.integers(0, 7))) for letter in content[at : at + 1])
    ways = (
        content[:at] + put + content[at:],
        content[:at] + put + content[to:],
        content[:at] + content[to:],
        content[:to] + content[at:],
        content[:at] + flipped + content[at + 1 :],
        content[:at] + draw(st.binary(max_size=8)) + content[to:],
        content[:at],
        content + draw(st.sampled_from(bases))[1],
    )
    return bytes(draw(st.sampled_from(ways)))[:LONGEST]


def by_grammar(minutes: float, seed: int) -> tuple[int, str]:
    """Return how many files were tried in this process, and the smallest that went wrong, or an empty string."""
    from hypothesis import HealthCheck, Phase, given, settings  # noqa: PLC0415
    from hypothesis import seed as with_seed  # noqa: PLC0415
    from hypothesis import strategies as st  # noqa: PLC0415

    bases = list(seeds())
    end = time.monotonic() + 60 * minutes
    tried, last = 0, ""
    while time.monotonic() < end and not last:
        options = {"max_examples": 200, "database": None, "deadline": None, "print_blob": False}
        quiet = list(HealthCheck)

        @with_seed(seed)
        @settings(**options, suppress_health_check=quiet, phases=[Phase.generate, Phase.shrink])  # type: ignore[arg-type]
        @given(drawn=st.data())
        def look(drawn: st.DataObject) -> None:
            nonlocal tried, last
            kind, content = drawn.draw(st.sampled_from(bases))
            for _ in range(drawn.draw(st.integers(1, 5))):
                content = _edited(drawn.draw, content, bases)
            tried += 1
            (KEPT / "at-hand").write_bytes(content)
            if said := wrong_with(kind, content):
                last = f"{said}\n{kind}: {content!r}"
                raise AssertionError(said)

        try:
            look()
        except AssertionError:
            break
        seed += 1
    return tried, last


def limited_grammar(minutes: float, seed: int) -> tuple[int, str]:
    """Run `by_grammar` in a process of its own; a crash of it is a finding, whose file is kept."""
    command = [sys.executable, __file__, "--grammar", "--minutes", str(minutes), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        return 0, f"ended with {done.returncode}, the file is {KEPT / 'at-hand'}\n{done.stdout}{done.stderr[-3_000:]}"
    return int(done.stdout.split()[-1]), ""


# by coverage ----------------------------------------------------------------------------------------------------------


def by_coverage(minutes: float, seed: int) -> tuple[int, str]:
    """Run atheris in a process of its own; return how many inputs were tried, and what went wrong."""
    corpus = KEPT / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for place, (kind, content) in enumerate(seeds()):
        (corpus / f"seed-{place:04}").write_bytes(bytes([KINDS.index(kind)]) + content)
    command = [sys.executable, __file__, "--fuzz", str(corpus), f"-max_total_time={max(1, int(60 * minutes))}"]
    command += ["-rss_limit_mb=2048", "-timeout=10", f"-seed={seed}", f"-max_len={LONGEST}", "-print_final_stats=1"]
    command += [f"-artifact_prefix={KEPT}/", "-verbosity=1", "-use_value_profile=0"]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    tried = re.search(r"stat::number_of_executed_units: +(\d+)", done.stderr)
    return int(tried[1]) if tried else 0, "" if done.returncode == 0 else done.stdout[-2_000:] + done.stderr[-1_000:]


def fuzz(words: list[str]) -> None:
    """Be the process that atheris runs in; the first byte of an input says of what kind it is."""
    import atheris  # noqa: PLC0415  only here

    with atheris.instrument_imports(include=["loadpath.ingest"]):
        from loadpath.ingest import documents, lm_eval, tables  # noqa: PLC0415

    def look(content: bytes) -> None:
        if content and (said := wrong_with(KINDS[content[0] % len(KINDS)], content[1:])):
            raise AssertionError(said)

    assert all((documents, lm_eval, tables))
    atheris.Setup([sys.argv[0], *words], look)
    atheris.Fuzz()


def main() -> int:
    """Run until the time is over; return 1 when anything went wrong."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--grammar", action="store_true", help="be the process of the first half")
    given = words.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    if given.grammar:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        counted, wrong = by_grammar(given.minutes, 1_000_000 * given.seed)
        print(wrong or counted)
        return 1 if wrong else 0
    both = importlib.util.find_spec("atheris") is not None
    counted, wrong = limited_grammar(given.minutes / (2 if both else 1), given.seed)
    fuzzed = 0
    if both and not wrong:
        fuzzed, wrong = by_coverage(given.minutes / 2, given.seed)
    if wrong:
        print(wrong)
        return 1
    more = f" and {fuzzed:,} by coverage" if both else "; atheris is not installed"
    print(f"tables: {counted:,} files by grammar{more}, seed {given.seed}, nothing found")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fuzz"]:
        fuzz(sys.argv[2:])
    sys.exit(main())
