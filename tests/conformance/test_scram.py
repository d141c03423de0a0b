"""An engine of others computes the same numbers from what is exported: SCRAM, on every example and on random cases."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.conformance.enumeration import write_case
from tests.conformance.random_cases import random_case
from tests.small import HERON

import loadpath as lp
from loadpath.assess.open_psa import exported
from loadpath.assess.results import Interval
from loadpath.report.open_psa import open_psa_text

if TYPE_CHECKING:
    from pathlib import Path

    from loadpath.assess.results import Assessment

SCRAM = shutil.which("scram")
pytestmark = pytest.mark.skipif(SCRAM is None, reason="SCRAM is not installed (the Debian package `scram`)")

PRINTED = 6e-6
"""SCRAM prints six digits: a quotient of two of them is off by less than this part."""

TOP = re.compile(r'<sum-of-products name="([^"]+)"[^>]*? probability="([^"]+)"')


def by_scram(project: lp.Project, result: Assessment, folder: Path) -> float:
    """Return the risk as SCRAM computes it from the export of one assessor."""
    assert SCRAM is not None
    model, answer = folder / "model.xml", folder / "answer.xml"
    model.write_text(open_psa_text(exported(project.case, result)), encoding="ascii")
    command = [SCRAM, "--probability", "true", "--bdd", str(model), "--output", str(answer)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    tops = {name: float(value) for name, value in TOP.findall(answer.read_text(encoding="utf-8"))}
    return tops["harm-and-evidence"] / tops["evidence"] if "evidence" in tops else tops["harm"]


def test_the_example_by_another_engine(tmp_path: Path) -> None:
    """SCRAM gives the three risks of heron-2, 3.40968e-05, 9.83553e-05 and 1.50117e-03 (meaning.md, section 7)."""
    project = lp.read(HERON, draws=10)
    found = {one.assessor: by_scram(project, one, tmp_path) for one in project.risk()}
    expected = {"team": 3.4096783551e-05, "stress-test": 9.8355251761e-05, "ext-review": 1.5011698770e-03}
    assert found == pytest.approx(expected, rel=PRINTED)


def test_random_cases_by_another_engine(tmp_path: Path) -> None:
    """Thirty random cases with shared causes, conditions and evidence come to the same risk, as far as it is one."""
    compared = 0
    for seed in range(30):
        project = lp.read(write_case(random_case(random.Random(seed))), draws=10)
        for one in project.risk():
            if isinstance(one.risk, Interval) and one.risk.exact and 0 < one.risk.value < 1:
                assert by_scram(project, one, tmp_path) == pytest.approx(one.risk.value, rel=PRINTED), seed
                compared += 1
    assert compared >= 20
