"""The worked notebook: it runs as it is, every cell shows something, and its last cell holds the numbers to theirs."""

from __future__ import annotations

import json
import re

import pytest
from tests.small import HERON, ROOT

NOTEBOOK = ROOT / "docs" / "notebooks" / "heron-2.ipynb"

client = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel")


def test_it_stores_nothing_of_a_run() -> None:
    """No outputs, no counts, no place of one machine: what is stored is what was written."""
    stored = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    code = [cell for cell in stored["cells"] if cell["cell_type"] == "code"]
    assert code
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
    assert set(stored["metadata"]) == {"kernelspec", "language_info"}
    said = "".join("".join(cell["source"]) for cell in stored["cells"])
    assert not re.search(r"""["'](?:/|~|[A-Za-z]:\\)|file://""", said)


@pytest.mark.slow
@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
@pytest.mark.filterwarnings("default")  # what the kernel's own packages warn of is not ours
def test_it_runs_and_shows_itself() -> None:
    """Every cell runs; what ends in an answer shows a table of it, and pictures where there are some."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    settings = {"metadata": {"path": str(NOTEBOOK.parent)}}
    client.NotebookClient(notebook, timeout=240, kernel_name="python3", resources=settings).execute()
    shown = {
        cell["source"].splitlines()[-1]: "".join(
            str(output.get("data", {}).get("text/html", "")) for output in cell["outputs"]
        )
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    }
    drawn = (
        "project",
        "project.gap()",
        'project.independence(by="team")',
        'project.compare("team", "ext-review")',
        'project.what_if({"scheming": "true"})',
        'loadpath.notebook.section(project, "how-far")',
        "small",
        "tried",
    )
    listed = ('project.risk(by="team")', "project.load()", 'project.attack(by="team")', "tried.check()")
    for last in drawn + listed:
        assert 'class="loadpath"' in shown[last], last
        assert "<table" in shown[last], last
    assert all("<svg" in shown[last] for last in drawn)
    assert "Not auditable as text" in shown["tried"]
    assert "not auditable as text" in shown["tried.check()"]
