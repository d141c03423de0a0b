"""`budget` as people call it: sentences, JSON as documented, refusals with a remedy and exit code 2."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from tests.assess.test_ledger import SHARED, YEAR, simple
from tests.cli.running import started

from loadpath.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.running import Run


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    """Three cases of 5 % in a year: one by itself, two with a common cause and a share of the same company."""
    head = f"{YEAR}- common causes: [[fault]]\n"
    table = "\n| from | to | how much | agreed |\n|---|---|---|---|\n| this case | c | 10% of this case | |\n"
    texts = {
        "a": simple("a"),
        "b": simple("b", "5%", head, SHARED + "- anyway: 3%\n- counted: net\n" + table),
        "c": simple("c", "unknown", head, SHARED),
    }
    for name, text in texts.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "case.md").write_text(text, encoding="utf-8")
    return [str(tmp_path / name) for name in texts]


def run(*words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the exit code of the command, and what it printed, with its lines joined."""
    code, out, err = started("budget", *words, monkeypatch=monkeypatch, capsys=capsys)
    return code, " ".join(out.split()), err


def test_one_case(folders: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """0.25 % of a lifetime; 5 % is 4.8 % too much, gone on the 18th (N9), 1.25 years of 0.2 % (N15)."""
    code, out, _ = run(folders[0], "--on", "2027-01-11", "--beside", "0.2%", monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0
    assert "It may cost 0.25 % (1 in 400) in a lifetime." in out
    assert "as much as 1.3 years at 0.2 % a year" in out
    assert "4.8 % too much" in out
    assert "2027-01-18" in out
    assert "Each year of it may cost 0.063 % if it is 4, 0.025 % if it is 10, 0.013 % if it is 20." in out


def test_several_cases(folders: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Transfers on one side alone, what the author counts, an unknown cause, a share that not all have: all told."""
    code, out, _ = run(*folders, "--all", "--on", "2027-01-11", monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0
    assert "b gives 0.0005 % to c; nobody says where that is agreed; recorded by b alone." in out
    assert "The author counts net" in out
    assert "between 2 % and 5 %" in out
    assert "not every case is a part of `our share`" in out
    assert "leaves open" in out
    assert "b team 0.0045 % 5 % at most 4.8 %" in out  # 5 % x 95 %, c may share all of it
    _, out, _ = run(*folders[1:], "--on", "2027-01-11", monkeypatch=monkeypatch, capsys=capsys)
    assert "Of our share of 0.05 %, these cases are given 0.01 %; 0.04 % is left." in out


def test_json(folders: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Full digits, stable keys; what is not computed says why, what never comes is null."""
    code, out, _ = run(*folders, "--on", "2027-01-11", "--json", monkeypatch=monkeypatch, capsys=capsys)
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["on", "our_share", "together", "cases"]
    first, second, third = found["cases"]
    assert first["per"] == "lifetime"
    assert first["assessors"]["team"]["gone_on"] == ["2027-01-18", "2027-01-18"]
    assert "anyway" in first["assessors"]["team"]["net"]["not_computed"]
    assert second["transfers"][0]["confirmed"] is False
    assert third["assessors"]["team"]["gone_on"] == ["2027-01-01", None]
    assert set(found["together"][0]["net"]) == {"a", "b", "c"}
    assert found["together"][0]["common"] == ["fault"]


def test_json_over_other_times(
    folders: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is shown over other times, and beside another chance, has all its digits (N8, N9, N15).

    5 % a year, over the 365 days of the case and years of 365.2425: 1 - 0.95^(20 x 365.2425 / 365) = 64.18 %. Of 0.25 %
    in a lifetime of 4 years, 1 - 0.9975^(1/4) = 0.062559 % a year; 365 ln(0.9975) / ln(0.95) = 17.81 days.
    ln(0.9975) / ln(0.998) = 1.2503 years of 0.2 %.
    """
    words = (*folders, "--on", "2027-01-11", "--beside", "0.2%", "--json")
    _, out, _ = run(*words, monkeypatch=monkeypatch, capsys=capsys)
    found = json.loads(out)
    first, _, third = found["cases"]
    assert first["over"]["imposed"]["team"]["20 years"] == pytest.approx(0.6418, abs=5e-5)
    assert first["over"]["allowed"] is None
    assert first["lifetime_per_year"]["4 years"] == pytest.approx(0.00062559, abs=5e-9)
    assert first["assessors"]["team"]["gone_after_days"] == pytest.approx([17.81, 17.81], abs=0.005)
    assert third["assessors"]["team"]["gone_after_days"][1] is None
    assert third["lifetime_per_year"] is None
    assert found["beside"]["a_year"] == pytest.approx(0.002)
    assert found["beside"]["years"]["a"] == pytest.approx(1.2503, abs=5e-5)


def test_refusals(folders: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The same case twice, and a chance that is none, with what to write."""
    code, _, err = run(folders[0], folders[0], monkeypatch=monkeypatch, capsys=capsys)
    assert (code, "two folders hold a case `a`" in err) == (2, True)
    code, _, err = run(folders[0], "--beside", "0.007", monkeypatch=monkeypatch, capsys=capsys)
    assert (code, "0.7%" in err) == (2, True)


def test_a_case_of_which_nothing_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No budget, no period, no assessor: each is said."""
    (tmp_path / "case.md").write_text("# Case a: A\n\n- kind: risk analysis\n", encoding="utf-8")
    code, out, _ = run(str(tmp_path), monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0
    assert "What it may cost is not computed: the case has no budget." in out
    assert "no assessor has given numbers yet" in out


WORK = """# Case ibis: What has to be done

- kind: risk analysis
- from: 2027-01-01
- milestone: 2 years (1 year-4 years)

| for | speed | lost | by |
|---|---|---|---|
| 1 year | 3x | 50% | people |
| 1 year | 10x | 50% | a |

## Event bad: It is bad

- owner: ann

## Test probes: Probes

- about: [[bad]]
- needs years: 1 year

## Test more: More probes

- about: [[bad]]
"""


def test_years(
    folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three ways side by side; a case that ends before the work begins; a need that nobody states is named."""
    (tmp_path / "ibis").mkdir()
    (tmp_path / "ibis" / "case.md").write_text(WORK, encoding="utf-8")
    words = ("years", str(tmp_path / "ibis"), folders[0])
    monkeypatch.setattr(sys, "argv", ["loadpath", *words])
    with pytest.raises(SystemExit):
        main()
    out = " ".join(capsys.readouterr().out.split())
    assert "1 year of work is needed" in out
    assert "Nobody says how long these take, so that more may be needed: more." in out
    assert "its case covers no more" in out
    assert "halved multiplier beyond the calendar, s(1-l)-1" in out
    monkeypatch.setattr(sys, "argv", ["loadpath", *words, "--json"])
    with pytest.raises(SystemExit):
        main()
    found = json.loads(capsys.readouterr().out)
    # The case of the AI ends after 365 days, before the second year begins: 1.5 years, then what people do, one.
    assert found["ways"]["halved gross"]["years"] == pytest.approx(2.5)


def test_years_refuse_a_ring(
    folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A case that counts its own work, with the path and exit code 2."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "case.md").write_text(WORK.replace("| a |", "| ibis |"), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["loadpath", "years", str(tmp_path / "own"), folders[0]])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert "ibis -> ibis" in capsys.readouterr().err
