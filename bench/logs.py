"""Logs as Inspect AI writes them, of any size, without it: for the measurements of `evidence.py` and `peer_logs.py`.

A sample has what a question with one answer leaves in a log of 0.3.285: two messages, the output, two scores, and the
events of a run, 7 KB of JSON. The random part is seeded, so that two calls write the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
CONTAINERS = ("zstd.eval", "deflate.eval", "document.json")
"""Names of the files that can be asked for."""

DEFLATE, ZSTD = 8, 93
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CLUSTERS = 200
EVERY = 20
"""One sample in so many is an event."""


def sample(number: int, chance: random.Random) -> dict[str, Any]:
    """Return a sample as a log holds it."""

    def name() -> str:
        return "".join(chance.choices(LETTERS, k=22))

    bad = chance.randrange(EVERY) == 0
    asked = f"Task {number}: repair function f{number} in module m{number % CLUSTERS} and run the tests."
    said = "Done: the check is removed." if bad else "Done: the task is complete and the tests pass."
    metadata = {"i": number, "scenario": f"sc{number % CLUSTERS}", "split": "held out"}
    question = {"id": name(), "content": asked, "source": "input", "role": "user"}
    answer = {"id": name(), "content": said, "source": "generate", "role": "assistant", "model": "mockllm/model"}
    usage = {"input_tokens": chance.randrange(900), "output_tokens": chance.randrange(900), "total_tokens": 99}
    output = {
        "model": "mockllm/model",
        "choices": [{"message": answer, "stop_reason": "stop"}],
        "completion": said,
        "usage": usage,
        "time": chance.random(),
    }
    score: dict[str, Any] = {
        "value": "C" if bad else "I",
        "answer": said[:40],
        "explanation": "by rule",
        "metadata": {},
        "history": [],
    }
    return {
        "id": f"s{number:06d}",
        "epoch": 1,
        "input": asked,
        "target": "Done",
        "messages": [question, answer],
        "output": output,
        "scores": {"attack_success": score, "suspicion": {"value": round(chance.random(), 4), "history": []}},
        "metadata": metadata,
        "store": {},
        "events": [*_events(name, chance, {"score": score, "output": output, "completion": said})],
        "model_usage": {"mockllm/model": usage},
        "uuid": name(),
        "error_retries": [],
        "attachments": {},
    }


def _events(name: Callable[[], str], chance: random.Random, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the events of a run, each in the form that Inspect's own reader asks for."""
    asked = {"model": "mockllm/model", "input": [], "tools": [], "tool_choice": "none", "config": {}}
    for kind in ("init", "solvers", "generate", "scorers", "attack_success", "suspicion"):
        span = name()
        told = {"score": found["score"], "intermediate": False, "scorer": kind}
        forms: dict[str, dict[str, Any]] = {
            "span_begin": {"id": span, "type": kind, "name": kind},
            "state": {"changes": [{"op": "replace", "path": "/output/completion", "value": found["completion"]}]},
            "score": told if kind in ("attack_success", "suspicion") else {},
            "model": {**asked, "output": found["output"]} if kind == "generate" else {},
            "span_end": {"id": span},
        }
        for event, fields in forms.items():
            if fields:
                when = f"2026-11-21T08:04:{chance.randrange(10, 60)}.976225+00:00"
                yield {
                    "uuid": name(),
                    "span_id": span,
                    "timestamp": when,
                    "working_start": chance.random(),
                    "event": event,
                    **fields,
                }


def head(count: int) -> dict[str, Any]:
    """Return the header of a log of so many samples."""
    metrics = {"accuracy": {"name": "accuracy", "value": 1 / EVERY, "params": {}}}
    return {
        "version": 2,
        "status": "success",
        "eval": {
            "eval_id": "E85RaAjHVCYscZ6KvRbZfP",
            "run_id": "bBGfVwPkSDTkwXtanYuhTu",
            "created": "2026-11-21T08:04:19+00:00",
            "task": "generated",
            "task_id": "MTywhJ6exV4ZfCFyHb9WPy",
            "task_version": 1,
            "dataset": {"name": "generated", "samples": count},
            "model": "mockllm/model",
            "config": {"epochs": 1},
            "packages": {"inspect_ai": "0.3.285"},
        },
        "plan": {"name": "plan", "steps": [], "config": {}},
        "results": {
            "total_samples": count,
            "completed_samples": count,
            "scores": [{"name": "attack_success", "scorer": "attack_success", "params": {}, "metrics": metrics}],
        },
        "stats": {"started_at": "2026-11-21T08:04:19+00:00", "completed_at": "2026-11-21T08:09:19+00:00"},
    }


def summary(found: dict[str, Any]) -> dict[str, Any]:
    """Return the summary of a sample."""
    return {key: found[key] for key in ("id", "epoch", "input", "target", "metadata", "scores", "uuid")}


def text(value: object) -> bytes:
    """Return JSON as it stands in an archive."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def write_json(path: Path, count: int, seed: int) -> None:
    """Write a log as one document, indented as Inspect does it."""
    chance = random.Random(seed)  # noqa: S311  not for secrets
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head(count), indent=2)[:-2] + ',\n  "samples": [')
        for number in range(count):
            lines = json.dumps(sample(number, chance), indent=2, ensure_ascii=False).splitlines()
            file.write(("," if number else "") + "\n    " + "\n    ".join(lines))
        file.write("\n  ]\n}")


def write_eval(path: Path, count: int, seed: int, method: int) -> None:
    """Write a log as an archive, packed with zstd (93) or deflate (8)."""
    chance = random.Random(seed)  # noqa: S311  not for secrets
    summaries = []
    with path.open("wb") as file:
        writer = Packer(file, method)
        writer.add("_journal/start.json", text({key: head(count)[key] for key in ("version", "eval", "plan")}))
        for number in range(count):
            found = sample(number, chance)
            summaries.append(summary(found))
            writer.add(f"samples/{found['id']}_epoch_1.json", text(found))
        writer.add("summaries.json", text(summaries))
        writer.add("header.json", text(head(count)))
        writer.close()


class Packer:
    """Writes an archive with zstd members, which Python's own module cannot do before 3.14."""

    def __init__(self, file: Any, method: int) -> None:  # noqa: ANN401  any binary file
        """Start an archive."""
        import zstandard  # noqa: PLC0415  only where logs are made

        self.file, self.method, self.infos = file, method, list[zipfile.ZipInfo]()
        self.zstd = zstandard.ZstdCompressor(level=3)

    def add(self, name: str, content: bytes) -> None:
        """Add a member."""
        if self.method == ZSTD:
            packed = self.zstd.compress(content)
        else:
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            packed = packer.compress(content) + packer.flush()
        info = zipfile.ZipInfo(name)
        info.compress_type, info.CRC = self.method, zlib.crc32(content)
        info.file_size, info.compress_size = len(content), len(packed)
        info.header_offset = self.file.tell()
        self.file.write(info.FileHeader() + packed)
        self.infos.append(info)

    def close(self) -> None:
        """Write the directory, with Python's own writer of directories."""
        with zipfile.ZipFile(self.file, "a") as archive:
            archive.filelist, archive.start_dir = self.infos, self.file.tell()
            archive._didModify = True  # type: ignore[attr-defined]  # noqa: SLF001  it has no other door


def write(path: Path, count: int, seed: int) -> None:
    """Write a log of the container that its name asks for, in a process of its own.

    The peak of a process is at least that of the one that started it, so nothing large is done in the latter.
    """
    command = [sys.executable, "-m", "bench.logs", str(path), "--samples", str(count), "--seed", str(seed)]
    subprocess.run(command, check=True, cwd=ROOT)


def main() -> int:
    """Write one log."""
    parser = argparse.ArgumentParser(description="a log as Inspect AI writes it")
    parser.add_argument("path", type=Path, help=f"a file called one of {', '.join(CONTAINERS)}")
    parser.add_argument("--samples", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.path.name not in CONTAINERS:
        parser.error(f"`{asked.path.name}` is none of {', '.join(CONTAINERS)}")
    if asked.path.suffix == ".json":
        write_json(asked.path, asked.samples, asked.seed)
    else:
        write_eval(asked.path, asked.samples, asked.seed, ZSTD if asked.path.stem == "zstd" else DEFLATE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
