"""`loadpath risk MODEL.xml`: a fault tree in the terminal, its JSON, and what is refused with file and line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.cli.running import started

from loadpath.assess import fault_tree, tree_risk
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from pathlib import Path

TREE = """<opsa-mef>
<define-fault-tree name="two">
<define-gate name="both"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>
<define-gate name="one"><or><basic-event name="a"/><basic-event name="b"/></or></define-gate>
<define-basic-event name="a"><float value="0.25"/></define-basic-event>
<define-basic-event name="b">{b}</define-basic-event>
</define-fault-tree>
</opsa-mef>
"""
PLAIN = '<float value="0.5"/>'
UNIFORM = '<uniform-deviate><float value="0.4"/><float value="0.6"/></uniform-deviate>'


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A tree with two top events."""
    file = tmp_path / "two.xml"
    file.write_text(TREE.format(b=PLAIN), encoding="utf-8")
    return file


def test_every_top_event_has_its_row(
    model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """1/4 and 1/2: both 1/8, one of them 5/8."""
    code, out, _ = started("risk", str(model), monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0
    rows = [line.split() for line in out.splitlines()]
    assert [row[:3] for row in rows[1:3]] == [["both", "0.125", "exact"], ["one", "0.625", "exact"]]


def test_json_has_full_digits(model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The same as JSON; and takes one product, or takes one sum of products."""
    code, out, _ = started("risk", str(model), "--json", monkeypatch=monkeypatch, capsys=capsys)
    found = json.loads(out)
    assert (code, found["model"]) == (0, str(model))
    assert [(top["name"], top["probability"], top["operations"]) for top in found["tops"]] == [
        ("both", 0.125, 1),
        ("one", 0.625, 1),
    ]
    assert all(len(top["digest"]) == 64 and top["range"] is None for top in found["tops"])


def test_uncertain_events_give_a_range(
    model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """B is uniform on 0.4 to 0.6, so that `both` has its 5 % point at 0.25 (0.4 + 0.05 0.2) = 0.1025, and 0.1475.

    10,000 draws place a quantile to 0.05 sqrt(0.05 0.95 / 10,000) = 0.0001, four of which are allowed.
    """
    model.write_text(TREE.format(b=UNIFORM), encoding="utf-8")
    _, out, _ = started("risk", str(model), "--json", monkeypatch=monkeypatch, capsys=capsys)
    both = json.loads(out)["tops"][0]
    assert both["probability"] == 0.125
    assert both["range"] == pytest.approx([0.1025, 0.1475], abs=4e-4)
    _, out, _ = started("risk", str(model), "--json", "--draws", "0", monkeypatch=monkeypatch, capsys=capsys)
    assert json.loads(out)["tops"][0]["range"] is None


def test_what_does_not_fit_is_bounded(
    model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a compiler that gives up, the result lies between bounds and says so."""

    def refuse(*_: object, **__: object) -> None:
        raise TooLargeError("too large")

    monkeypatch.setattr(fault_tree, "compile_circuit", refuse)
    _, out, _ = started("risk", str(model), "--json", monkeypatch=monkeypatch, capsys=capsys)
    both = json.loads(out)["tops"][0]
    assert both["method"] == tree_risk.BETWEEN
    assert both["lower"] <= 0.125 <= both["upper"]
    assert both["gap"] == both["upper"] - both["lower"]


def test_a_fault_is_told_with_file_and_line(
    model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not defined stands in line 3."""
    model.write_text(TREE.format(b=PLAIN).replace('event name="b"/></and>', 'event name="c"/></and>'), encoding="utf-8")
    code, _, err = started("risk", str(model), monkeypatch=monkeypatch, capsys=capsys)
    assert code == 2
    assert f"{model}:3: `c` is no basic event that is defined" in " ".join(err.split()).replace("- ", "-")


@pytest.mark.parametrize(
    "words",
    [("two.xml", "--by", "ada"), (".", "--draws", "5"), ("absent.xml",), ("two.txt",)],
)
def test_what_makes_no_sense_is_refused(
    words: tuple[str, ...], model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An assessor of a fault tree, worlds for a case, a file that is not there, and one of another kind."""
    monkeypatch.chdir(model.parent)
    (model.parent / "two.txt").write_text("two", encoding="utf-8")
    code, _, err = started("risk", *words, monkeypatch=monkeypatch, capsys=capsys)
    assert code == 2
    assert "error" in err.lower()


def test_a_range_that_would_take_too_long_is_left_out_and_said(
    model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where worlds times operations are over the limit, the method says so instead of a range."""
    monkeypatch.setattr(tree_risk, "MOST_DRAWN", 0)
    model.write_text(TREE.format(b=UNIFORM), encoding="utf-8")
    _, out, _ = started("risk", str(model), "--json", monkeypatch=monkeypatch, capsys=capsys)
    both = json.loads(out)["tops"][0]
    assert both["range"] is None
    assert both["method"] == "exact; too large for a range by 10,000 worlds"
