"""Soak: hostile logs of Inspect AI, read for as many minutes as are given: half by grammar, half by coverage.

By grammar: small whole logs, archives and documents, with members put in, left out, renamed, exchanged, nested and made
to lie about themselves, their JSON edited, their bytes flipped, moved, doubled and cut, and bombs, by hypothesis, which
returns the smallest that goes wrong. By coverage: bytes, by atheris in a process of its own with limits on time and
memory, from the same logs; its corpus is kept under `.cache/soak/archives`. Where atheris is not installed the first
half takes all of the time.

Every log must be read or refused, in less than two seconds, twice the same, and holding at most 200 MB more than
before: memory is looked at in the first half, where the kernel lets a process reset its own peak (Linux, proc(5)). A
refusal names the log, holds no control character, and says what to do. What is read must be what Python's own `zipfile`
and `json` find, where they can read it: the same ids and epochs.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import re
import subprocess
import sys
import time
import traceback
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.ingest.inspect.written import Entry

    Draw = Callable[..., Any]
    Found = tuple[object, list[tuple[str, int, Any]]]

KEPT = ROOT / ".cache" / "soak" / "archives"
SLOWEST = 2.0
"""Seconds of this process for one log, read twice."""

LARGEST = 200
"""Megabytes that reading one log may add to what this process holds."""

PEAK, STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
RESET = "5"
"""What makes the kernel forget the peak, since Linux 4.0."""

LONGEST = 16_384
NAME = "soak.eval"
METHODS = (0, 8, 93, 12)
SIZES = (0, 1, 21, 22, 65_535, 0xFFFFFFFF, 1 << 31, 1 << 27)
NAMES = (
    "header.json",
    "summaries.json",
    "_journal/start.json",
    "_journal/summaries/1.json",
    "samples/a_epoch_1.json",
    "samples/a_epoch_1/sample.json",
    "samples/a_epoch_1/metadata.json",
    "samples/a_epoch_1/events/0.json",
    "samples/b_epoch_2/sample.json",
    "samples/",
    "samples/../a_epoch_1.json",
    "samples\\a_epoch_1.json",
    "HEADER.JSON",
    "samples/a_epoch_1.json\0",
    "samples/\u202e_epoch_1.json",
)
EXTRAS = (b"", b"\1\0\4\0abcd", b"\1\0\x10\0" + bytes(16), b"\x75\x70\5\0\1abcd", b"\1\0\xff\xff", b"UT\5\0\1abcd")
TRAPS = (
    *(
        '{"id":',
        '"a"',
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        '"',
        "NaN",
        "-Infinity",
        "1e999",
        "null",
        "true",
        "\\ud800",
        "\ufeff",
    ),
    *('"scores":{},', '"id":"b",', '"epoch":2,', '"metadata":{"a":{"a":{"a":{"a":1}}}},', '"value":[1,[2]],', "\n  ]"),
    *(
        "[" * 2_000,
        "9" * 5_000,
        '{"a":' * 400,
        '"\\u0000"',
        "{}," * 300,
        " " * 500,
        "\\",
        "\x00",
        "1" * 400,
        '"samples":[],',
    ),
)


def bases() -> list[list[Entry]]:
    """Return small whole logs as members, one packed in each way, with samples in both shapes."""
    from tests.ingest.inspect import written  # noqa: PLC0415  imported under instrumentation

    samples = [written.sample("a"), written.sample("b", 2, scores={"hit": {"value": {"x": 1, "y": float("nan")}}})]
    found = [written.entries(samples, method=method) for method in METHODS[:3]]
    shell = {key: value for key, value in samples[0].items() if key != "metadata"}
    parts = {"sample.json": shell, "metadata.json": {"scenario": "s"}, "events/0.json": []}
    chunked = [
        written.Entry(name=f"samples/a_epoch_1/{name}", content=written.text(part)) for name, part in parts.items()
    ]
    found.append(written.without(found[2], "samples/a_epoch_1.json") + chunked)
    journal = written.Entry(name="_journal/summaries/1.json", content=found[1][-2].content)
    return [*found, [*written.without(found[1], "header.json", "summaries.json"), journal]]


def documents() -> list[bytes]:
    """Return small whole logs as JSON documents."""
    from tests.ingest.inspect import written  # noqa: PLC0415  imported under instrumentation

    samples = [written.sample("a"), written.sample("b", 2, score={"value": "C"}, scores=None)]
    samples[1].pop("scores")
    return [written.whole(samples), written.whole(samples, indent=None), written.whole([], _results={"scores": []})]


def wrong_with(content: bytes) -> str:
    """Return what is wrong with how a log is read, or an empty string."""
    began = time.process_time()
    try:
        first, again = _read(content), _read(content)
        said = _unlike(content, first) if isinstance(first, tuple) else ""
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        return traceback.format_exc(limit=-4)
    if (took := time.process_time() - began) > SLOWEST:
        return f"took {took:.1f} s"
    return "reading twice is not the same" if first != again else said


def too_large(content: bytes) -> str:
    """Return how much reading a log adds to what this process holds; empty where it is little or cannot be told."""
    try:
        PEAK.write_text(RESET, encoding="ascii")
    except OSError:  # another system, or a container that does not allow it
        return ""
    before = _megabytes("VmRSS")
    _read(content)
    added = _megabytes("VmHWM") - before
    return f"reading it adds {added:.0f} MB" if added > LARGEST else ""


def _megabytes(field: str) -> float:
    """Return what the kernel says that this process holds (VmRSS), or held at its peak (VmHWM)."""
    found = re.search(rf"^{field}:\s+(\d+) kB$", STATUS.read_text(encoding="ascii"), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


def _read(content: bytes) -> str | Found:
    """Return what is read, or why it is refused."""
    from loadpath.errors import UnreadableError  # noqa: PLC0415  imported under instrumentation
    from loadpath.ingest.inspect.log import read_inspect  # noqa: PLC0415

    try:
        log = read_inspect(io.BytesIO(content), NAME)
        return log.header, [(one.id, one.epoch, dict(one.scores)) for one in log.samples]
    except UnreadableError as refusal:
        said = str(refusal)
        if NAME not in said or not refusal.help or len(said) > 1_000:  # noqa: PLR2004  readable in a terminal
            raise ValueError(f"badly said: {said!r}") from refusal
        if any(unicodedata.category(letter) in ("Cc", "Cs", "Cf", "Zl", "Zp") for letter in said):
            raise ValueError(f"a control character: {said!r}") from refusal
        return said


def _unlike(content: bytes, found: Found) -> str:
    """Return how what was read differs from what Python's own readers find; empty where they cannot read it."""
    try:
        others = _others(content)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, RecursionError, RuntimeError, EOFError, KeyError):
        return ""
    if others is None:
        return ""
    own = sorted((name, epoch) for name, epoch, _ in found[1])
    theirs = sorted((str(one["id"]), one["epoch"]) for one in others)
    return "" if own == theirs or any(len(name) > 100 for name, _ in theirs) else f"{own} where others read {theirs}"  # noqa: PLR2004


def _others(content: bytes) -> list[dict[str, Any]] | None:
    if content[:2] != b"PK":
        return list(json.loads(content)["samples"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [
            name
            for name in archive.namelist()
            if re.fullmatch(r"samples/.*(_epoch_\d+|/sample)\.json", name, re.DOTALL)
        ]
        return [json.loads(archive.read(name)) for name in names]


# by grammar -----------------------------------------------------------------------------------------------------------


def _log(draw: Draw) -> bytes:
    """Return a log with a few faults put in."""
    from hypothesis import strategies as st  # noqa: PLC0415
    from tests.ingest.inspect import written  # noqa: PLC0415

    if draw(st.integers(0, 3)) == 0:
        content: bytes = draw(st.sampled_from(documents()))
        for _ in range(draw(st.integers(1, 4))):
            content = _edited(draw, content)
        return content
    members: list[Entry] = list(draw(st.sampled_from(bases())))
    for _ in range(draw(st.integers(0, 3))):
        members = _mutated(draw, members)
    lies = {}
    for name in draw(st.lists(st.sampled_from(["disk", "here", "count", "size", "offset", "comment"]), max_size=2)):
        lies[name] = draw(st.sampled_from(SIZES)) & (0xFFFFFFFF if name in ("size", "offset") else 0xFFFF)
    for name in draw(st.lists(st.sampled_from(["hole", "gap", "tail"]), max_size=1)):
        lies[name] = draw(st.binary(max_size=30))
    found = written.archive(members, wide=draw(st.booleans()), **lies)
    return _cut(draw, found) if draw(st.integers(0, 2)) == 0 else found


def _mutated(draw: Draw, members: list[Entry]) -> list[Entry]:
    from hypothesis import strategies as st  # noqa: PLC0415
    from tests.ingest.inspect import written  # noqa: PLC0415

    place, other = draw(st.integers(0, len(members) - 1)), draw(st.integers(0, len(members) - 1))
    one = members[place]
    field = draw(st.sampled_from(["name", "flags", "method", "crc", "packed", "size", "extra", "offset", "disk"]))
    lie: Any = draw(st.sampled_from(SIZES))
    if field in ("flags", "method", "disk"):
        lie &= 0xFFFF
    elif field == "name":
        lie = draw(st.sampled_from(NAMES)).encode()
    elif field == "extra":
        lie = draw(st.sampled_from(EXTRAS))
    ways: list[Callable[[], list[Entry]]] = [
        lambda: [*members, members[other]],
        lambda: members[:place] + members[place + 1 :] or members,
        lambda: _put(members, place, replace(one, name=draw(st.sampled_from(NAMES)))),
        lambda: _put(members, place, replace(one, content=members[other].content)),
        lambda: _put(members, place, replace(one, content=_edited(draw, one.content))),
        lambda: _put(members, place, replace(one, method=draw(st.sampled_from(METHODS)))),
        lambda: _put(members, place, replace(one, listed={**one.listed, field: lie})),
        lambda: _put(members, place, replace(one, local={**one.local, field: lie} if field != "offset" else {})),
        lambda: _put(members, place, replace(one, listed={**one.listed, field: lie}, local={**one.local, field: lie})),
        lambda: _put(members, place, replace(one, raw=_cut(draw, one.facts()["raw"]))),
        lambda: _put(members, place, replace(one, before=draw(st.binary(max_size=40)))),
        lambda: _put(members, place, replace(one, content=written.archive(members))),
        lambda: _put(
            members, place, replace(one, content=one.content + b" " * draw(st.sampled_from([99, 1 << 20, 1 << 24])))
        ),
        lambda: _put(members, place, replace(one, raw=written.packed(one.content, one.method, frames=3))),
    ]
    chosen: Callable[[], list[Entry]] = draw(st.sampled_from(ways))
    return chosen()


def _put(members: list[Entry], place: int, one: Entry) -> list[Entry]:
    return [*members[:place], one, *members[place + 1 :]]


def _edited(draw: Draw, content: bytes) -> bytes:
    """Return JSON with a trap put in, or a part moved, doubled or taken out."""
    from hypothesis import strategies as st  # noqa: PLC0415

    text = content.decode("utf-8", "replace")
    at = draw(st.integers(0, len(text)))
    to = min(len(text), at + draw(st.integers(0, 30)))
    trap = draw(st.sampled_from(TRAPS))
    ways = (text[:at] + trap + text[at:], text[:at] + trap + text[to:], text[:at] + text[to:], text[:to] + text[at:])
    return str(draw(st.sampled_from(ways))).encode("utf-8", "replace")


def _cut(draw: Draw, content: bytes) -> bytes:
    """Return bytes with a bit flipped, or a part moved, doubled or taken out."""
    from hypothesis import strategies as st  # noqa: PLC0415

    at = draw(st.integers(0, max(0, len(content) - 1)))
    to = min(len(content), at + draw(st.integers(1, 60)))
    bit = bytes([content[at] ^ 1 << draw(st.integers(0, 7))]) if content else b""
    ways = (
        content[:at] + bit + content[at + 1 :],
        content[:at],
        content[:at] + content[to:],
        content[:to] + content[at:],
        content[:at] + draw(st.binary(max_size=20)) + content[at:],
        content + content[at:to],
    )
    return bytes(draw(st.sampled_from(ways)))


def by_grammar(minutes: float, seed: int) -> tuple[int, int, str]:
    """Return how many logs were tried and read, and the smallest that went wrong with what is wrong, or nothing."""
    from hypothesis import HealthCheck, Phase, given, settings  # noqa: PLC0415
    from hypothesis import seed as with_seed  # noqa: PLC0415
    from hypothesis import strategies as st  # noqa: PLC0415

    end = time.monotonic() + 60 * minutes
    tried, whole, last = 0, 0, ""
    while time.monotonic() < end and not last:
        options = {"max_examples": 200, "database": None, "deadline": None, "print_blob": False}
        quiet = list(HealthCheck)

        @with_seed(seed)
        @settings(**options, suppress_health_check=quiet, phases=[Phase.generate, Phase.shrink])  # type: ignore[arg-type]
        @given(drawn=st.data())
        def look(drawn: st.DataObject) -> None:
            nonlocal tried, whole, last
            content = _log(drawn.draw)
            tried += 1
            if said := wrong_with(content) or too_large(content):
                last = f"{said}\n{content!r}"
                raise AssertionError(said)
            whole += isinstance(_read(content), tuple)

        try:
            look()
        except AssertionError:
            break
        seed += 1
    return tried, whole, last


# by coverage ----------------------------------------------------------------------------------------------------------


def by_coverage(minutes: float, seed: int) -> tuple[int, str]:
    """Run atheris in a process of its own; return how many inputs were tried, and what went wrong."""
    from tests.ingest.inspect import written  # noqa: PLC0415

    corpus = KEPT / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for place, content in enumerate([*map(written.archive, bases()), *documents()]):
        (corpus / f"seed-{place:04}").write_bytes(content)
    command = [sys.executable, __file__, "--fuzz", str(corpus), f"-max_total_time={max(1, int(60 * minutes))}"]
    command += ["-rss_limit_mb=1024", "-timeout=4", f"-seed={seed}", f"-max_len={LONGEST}", "-print_final_stats=1"]
    command += [f"-artifact_prefix={KEPT}/", "-verbosity=1", "-use_value_profile=1"]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    tried = re.search(r"stat::number_of_executed_units: +(\d+)", done.stderr)
    return int(tried[1]) if tried else 0, "" if done.returncode == 0 else done.stderr[-3_000:]


def fuzz(words: list[str]) -> None:
    """Be the process that atheris runs in."""
    import atheris  # noqa: PLC0415  only here

    with atheris.instrument_imports(include=["loadpath.ingest"]):
        from loadpath.ingest.inspect.log import read_inspect  # noqa: PLC0415

    def look(content: bytes) -> None:
        if said := wrong_with(content):
            raise AssertionError(said)

    assert callable(read_inspect)
    atheris.Setup([sys.argv[0], *words], look)
    atheris.Fuzz()


def main() -> int:
    """Run until the time is over; return 1 when anything went wrong."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    both = importlib.util.find_spec("atheris") is not None
    counted, whole, wrong = by_grammar(given.minutes / (2 if both else 1), 1_000_000 * given.seed)
    fuzzed = 0
    if both and not wrong:
        fuzzed, wrong = by_coverage(given.minutes / 2, given.seed)
    if wrong:
        print(wrong)
        return 1
    more = f" and {fuzzed:,} by coverage" if both else "; atheris is not installed"
    print(f"archives: {counted:,} by grammar, {whole:,} of them read{more}, seed {given.seed}, nothing found")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--fuzz"]:
        fuzz(sys.argv[2:])
    sys.exit(main())
