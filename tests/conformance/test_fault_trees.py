"""Published fault trees against their exact probabilities (shared/benchmarks/openpsa/reference.csv)."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from loadpath.assess.fault_tree import tree_model
from loadpath.ingest.openpsa import read_open_psa

BENCHMARKS = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"
REFERENCE = BENCHMARKS / "openpsa" / "reference.csv"
ROWS = list(csv.DictReader(REFERENCE.read_text("utf-8").splitlines())) if REFERENCE.exists() else []
EXACT = {row["tree"]: float(row["probability_exact"]) for row in ROWS if row["probability_exact"]}


def _probability(path: Path) -> float:
    tree = tree_model(read_open_psa(path.read_bytes(), path.name))
    weights = np.array(tree.means)[:, None]
    (top,) = tree.tops.values()
    return float(tree.circuit().probabilities(weights, 1 - weights, [top])[0, 0])


@pytest.mark.skipif(not EXACT, reason="shared/benchmarks/openpsa is not here")
@pytest.mark.parametrize("name", EXACT or ["absent"])
def test_a_published_tree_has_its_exact_probability(name: str) -> None:
    """To a relative 1e-9, which the issue asks for; sums of non-negative products do a million times better."""
    assert _probability(BENCHMARKS / "openpsa" / f"{name}.xml") == pytest.approx(EXACT[name], rel=1e-9)


@pytest.mark.skipif(not (BENCHMARKS / "case9").exists(), reason="shared/benchmarks/case9 is not here")
def test_nine_pathways_have_their_exact_probability() -> None:
    """2.4567646868711e-05 by four programs (README of the benchmark)."""
    assert _probability(BENCHMARKS / "case9" / "case9.xml") == pytest.approx(2.4567646868711e-05, rel=1e-12)
