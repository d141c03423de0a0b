"""Small logs in the JSON container of Inspect AI, written by hand, and a small case to add them to."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CASE = """# Case small: A small case

- kind: risk analysis
- system: Heron-2

## Event scheming: It has a hidden aim

## Claim fair: The honeypots are like the real thing

## Evidence honeypots: Staged chances to misbehave

- result: none yet
- about: [[scheming]]
- relies on: [[fair]]

Two people read every hit.

## Pathway harm: Harm

1. [[scheming]]

## Assessor team: The authors

- scheming: 5% because it is an example
- fair: 90% because we looked
- honeypots: 3:1 against scheming because nothing was found
"""


def sample(
    name: str, value: object = "I", *, scenario: str = "", epoch: int = 1, **others: object
) -> dict[str, object]:
    """Return a sample as Inspect writes it, with one score `caught`."""
    metadata = {"scenario": scenario} if scenario else {}
    scores = {} if value is None else {"caught": {"value": value}}
    return {"id": name, "epoch": epoch, "input": "x", "target": "y", "metadata": metadata, "scores": scores} | others


def log(
    samples: list[dict[str, object]], *, task: str = "honeypot", model: str = "mock/heron-2", **others: object
) -> str:
    """Return a log as text."""
    evaluation = {
        "task": task,
        "model": model,
        "created": "2027-02-01T10:00:00+00:00",
        "eval_id": sha256(json.dumps([samples, task, model]).encode()).hexdigest()[:8],
        "run_id": "r1",
        "task_id": "t1",
        "dataset": {"name": "d"},
        "config": {},
        "packages": {"inspect_ai": "0.3.285"},
    }
    head = {
        "version": 2,
        "status": "success",
        "eval": evaluation,
        "stats": {"started_at": "2027-02-01T10:00:00+00:00", "completed_at": "2027-02-02T11:00:00+00:00"},
        "samples": samples,
    }
    return json.dumps(head | others, indent=1)


def ten(hits: int, *, scenarios: int = 5) -> list[dict[str, object]]:
    """Return ten samples over some scenarios, the first ones events."""
    return [sample(f"s{place}", "C" if place < hits else "I", scenario=f"sc{place % scenarios}") for place in range(10)]


def case_in(folder: Path, logs: dict[str, str]) -> Path:
    """Return a folder with the small case and these logs under `runs`."""
    (folder / "runs").mkdir(parents=True)
    (folder / "case.md").write_text(CASE, encoding="utf-8")
    for name, text in logs.items():
        (folder / "runs" / name).write_text(text, encoding="utf-8")
    return folder
