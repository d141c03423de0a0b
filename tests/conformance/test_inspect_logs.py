"""Published sample logs of Inspect AI: every count that Inspect's own reader finds is found here, and no bad one is read.

`expected.json` was made with Inspect's own interface when the logs were written; see the README beside them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loadpath.errors import UnreadableError
from loadpath.ingest.count import Census
from loadpath.ingest.inspect.log import read_header, read_inspect

FOLDER = Path(__file__).parent.parent.parent.parent / "shared" / "samples" / "inspect"
PRESENT = (FOLDER / "expected.json").exists()
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8")) if PRESENT else {}
LOGS = sorted(name for name in EXPECTED if not name.startswith("_")) or ["absent"]
BAD = {
    "duplicate_header.eval": "holds the member `header.json` twice",
    "flipped_byte.eval": "member `samples/s00073_epoch_1.json`: its checksum is",
    "not_a_zip.eval": "which is no zip archive but JSON: it has no `eval`",
    "truncated.eval": "is cut off",
}

pytestmark = pytest.mark.skipif(not PRESENT, reason="the shared sample logs are not beside this folder")


@pytest.mark.parametrize("name", LOGS)
def test_every_count_is_that_of_inspect(name: str) -> None:
    """Samples, ids, epochs, clusters, errors, edits, invalidations, every score and every metric."""
    expected = EXPECTED[name]
    with (FOLDER / name).open("rb") as file:
        log = read_inspect(file, name)
        census = Census(cluster="scenario")
        for _ in census.passing(log.samples):
            pass
        assert read_header(file, name) == log.header
    totals, header = census.totals, log.header
    assert {
        "status": header.status,
        "invalidated": header.invalidated,
        "model": header.model,
        "task": header.task,
        "eval_id": header.eval_id,
        "header_metrics": dict(header.metrics),
        "samples": totals.samples,
        "errors": totals.errors,
        "epochs": totals.epochs,
        "distinct_ids": totals.ids,
        "clusters": totals.clusters,
        "invalidated_samples": totals.invalidated,
        "edited_scores": totals.edited,
        "scores": {
            score: {"scored": tally.scored, "positive": tally.positive, "nan": tally.unscored, "sum": tally.total}
            for score, tally in totals.scores
        },
    } == {key: value for key, value in expected.items() if key not in ("bytes", "sha256")}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_log_is_refused_by_its_name(name: str) -> None:
    """Each of the published bad logs, with its own reason."""
    with (FOLDER / "bad" / name).open("rb") as file, pytest.raises(UnreadableError, match=f"`{name}`.*{BAD[name]}"):
        list(read_inspect(file, name).samples)


def test_every_published_bad_log_is_tried() -> None:
    """None is added there without being refused here."""
    assert sorted(path.name for path in (FOLDER / "bad").iterdir()) == sorted(BAD)
