"""`loadpath export`: what it writes, what it refuses, and that the programs on the pages compute the same numbers."""

from __future__ import annotations

import json
import random
import re
import runpy
import sys
from typing import TYPE_CHECKING

import pytest
from tests.cli.running import started
from tests.conformance.enumeration import write_case
from tests.conformance.random_cases import random_case
from tests.small import HEAD, HERON, ROOT

import loadpath as lp
from loadpath.assess.results import Interval

if TYPE_CHECKING:
    from pathlib import Path

HARMLESS = HEAD + "\n## Event x: X\n\n- kind: residual\n\n## Assessor me: Me\n\n- x: {number} because y\n"


def blocks(page: str) -> list[str]:
    """Return the programs on a page of the documentation, in order."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


class Terminal:
    """Commands and programs, run in one folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        """Keep where things are run."""
        self.folder = folder
        self.monkeypatch = monkeypatch
        self.capsys = capsys

    def loadpath(self, *words: str) -> tuple[int, str, str]:
        """Return the exit code of a command, and what it printed."""
        code, out, err = started(*words, monkeypatch=self.monkeypatch, capsys=self.capsys)
        return code, out, " ".join(err.split())

    def program(self, text: str, file: Path) -> str:
        """Return what a program prints about a file."""
        path = self.folder / "program.py"
        path.write_text(text, encoding="utf-8")
        self.monkeypatch.setattr(sys, "argv", ["program.py", str(file)])
        runpy.run_path(str(path))
        return self.capsys.readouterr().out

    def case(self, **files: str) -> str:
        """Write a case, and return its folder."""
        folder = self.folder / "case"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            path = folder / f"{name}.md"
            path.write_text(text, encoding="utf-8")
        return str(folder)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal in an empty folder."""
    monkeypatch.setenv("COLUMNS", "200")
    return Terminal(tmp_path, monkeypatch, capsys)


def last_number(printed: str) -> float:
    """Return the number at the end of what was printed."""
    return float(printed.rsplit(maxsplit=1)[-1])


def risk_of(case: lp.Project, by: str) -> float:
    """Return the risk of a case that is one number."""
    found = case.risk(by).risk
    assert isinstance(found, Interval)
    return found.value


@pytest.mark.parametrize("by", ["team", "stress-test", "ext-review"])
def test_the_program_on_the_page_computes_the_same_risk(by: str, terminal: Terminal) -> None:
    """The program of how-to/recompute-elsewhere, which shares nothing with loadpath, on heron-2: twelve digits."""
    file = terminal.folder / "heron.xml"
    code, out, _ = terminal.loadpath("export", str(HERON), str(file), "--to", "open-psa", "--by", by)
    assert code == 0
    (program,) = blocks("how-to/recompute-elsewhere.md")
    assert "loadpath" not in program
    expected = risk_of(lp.read(HERON, draws=100), by)
    assert last_number(out) == expected
    assert last_number(terminal.program(program, file)) == pytest.approx(expected, rel=1e-12, abs=0)


def test_what_the_page_says_the_program_prints(terminal: Terminal) -> None:
    """The line below the program is what it prints for heron-2 by the team."""
    file = terminal.folder / "heron.xml"
    terminal.loadpath("export", str(HERON), str(file), "--to", "open-psa", "--by", "team")
    (program,) = blocks("how-to/recompute-elsewhere.md")
    page = (ROOT / "docs" / "how-to" / "recompute-elsewhere.md").read_text(encoding="utf-8")
    assert f"$ python recompute.py heron.xml\n{terminal.program(program, file)}```" in page


@pytest.mark.slow
def test_the_program_on_the_page_and_random_cases(terminal: Terminal) -> None:
    """Ten small cases with conditions, counts of several and shared claims, by each of their assessors."""
    (program,) = blocks("how-to/recompute-elsewhere.md")
    file = terminal.folder / "case.xml"
    for seed in range(1_000, 1_010):
        texts = write_case(random_case(random.Random(seed)))
        folder = terminal.folder / f"case-{seed}"
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        for result in lp.read(texts, draws=100).risk():
            terminal.loadpath("export", str(folder), str(file), "--to", "open-psa", "--by", result.assessor)
            assert isinstance(result.risk, Interval)
            found = last_number(terminal.program(program, file))
            assert found == pytest.approx(result.risk.value, rel=1e-12, abs=0), seed


def test_the_circuit_is_evaluated_as_its_page_says(terminal: Terminal) -> None:
    """Both programs of reference/circuit: the risk to the last digits, and the digest that `loadpath risk` prints."""
    file = terminal.folder / "heron.json"
    code, out, _ = terminal.loadpath("export", str(HERON), str(file), "--to", "circuit", "--by", "team")
    evaluate, digest = blocks("reference/circuit.md")
    result = lp.read(HERON, draws=100).risk("team")
    assert isinstance(result.risk, Interval)
    assert (code, out.split()[-1]) == (0, result.circuit)
    assert terminal.program(digest, file) == "True\n"
    lowest, highest = terminal.program(evaluate, file).splitlines()
    assert last_number(lowest) == pytest.approx(result.risk.low, rel=1e-14)
    assert last_number(highest) == pytest.approx(result.risk.high, rel=1e-14)


def test_another_order_of_operations_has_another_digest(terminal: Terminal) -> None:
    """The program that works the digest out notices one operand that was changed."""
    file = terminal.folder / "heron.json"
    terminal.loadpath("export", str(HERON), str(file), "--to", "circuit", "--by", "team")
    made = json.loads(file.read_text(encoding="ascii"))
    made["operations"][0][1] += 1
    file.write_text(json.dumps(made), encoding="ascii")
    assert terminal.program(blocks("reference/circuit.md")[1], file) == "False\n"


def names(text: str) -> set[str]:
    """Return what stands in backticks in the first column of the tables of a text."""
    rows = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) *\|", text, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def test_the_circuit_has_the_documented_keys(terminal: Terminal) -> None:
    """Every key of the file is on the page, and no other; of a leaf those that stand on some leaf."""
    before, _, after = (
        (ROOT / "docs" / "reference" / "circuit.md").read_text(encoding="utf-8").partition("## Each leaf")
    )
    _, out, _ = terminal.loadpath("export", str(HERON), "--to", "circuit", "--by", "team")
    made = json.loads(out)
    assert made.keys() == names(before)
    leaves = list(made["leaves"])
    folder = terminal.case(case=HARMLESS.format(number="unknown"))
    _, out, _ = terminal.loadpath("export", folder, "--to", "circuit")
    leaves += json.loads(out)["leaves"]
    assert {key for leaf in leaves for key in leaf} == names(after.partition("## How it is evaluated")[0])


def test_an_unknown_is_at_its_ends(terminal: Terminal) -> None:
    """At most 20 %: the operations hold both ends, 0 and 0.2; a fault tree holds the one that is asked for."""
    folder = terminal.case(case=HARMLESS.format(number="at most 20%"))
    _, out, _ = terminal.loadpath("export", folder, "--to", "circuit")
    made = json.loads(out)
    assert (made["lowest"], made["highest"]) == ({"0": 0.0}, {"0": 0.2})
    assert made["risk"] == {"low": 0.0, "high": 0.2}
    code, _, err = terminal.loadpath("export", folder, "--to", "open-psa")
    assert code == 2
    assert "say `--end low` or `--end high`" in err
    file = terminal.folder / "high.xml"
    code, out, _ = terminal.loadpath("export", folder, str(file), "--to", "open-psa", "--end", "high")
    assert (code, out.splitlines()[1]) == (0, "1 gate and 1 basic event; the risk of `me` is `harm`: 0.2")
    assert '<float value="0.2"/>' in file.read_text(encoding="ascii")


@pytest.mark.parametrize("to", ["open-psa", "circuit"])
def test_the_same_case_gives_the_same_bytes(to: str, terminal: Terminal) -> None:
    """Printed or written, once or again: ASCII, the same to the last byte."""
    files = [terminal.folder / name for name in ("one", "two")]
    for file in files:
        terminal.loadpath("export", str(HERON), str(file), "--to", to, "--by", "ext-review")
    _, out, _ = terminal.loadpath("export", str(HERON), "--to", to, "--by", "ext-review")
    assert files[0].read_bytes() == files[1].read_bytes() == out.encode("ascii")


def test_titles_are_text_and_never_markup(terminal: Terminal) -> None:
    """What a title says in signs of XML, in other alphabets or in what nobody sees is told, and read back."""
    text = HARMLESS.format(number="1%").replace("Event x: X", 'Event x: Über "<b>" & ]]> x')
    _, out, _ = terminal.loadpath("export", terminal.case(case=text), "--to", "open-psa")
    assert '<label>&#220;ber "&lt;b&gt;" &amp; ]]&gt; x</label>' in out
    file = terminal.folder / "x.xml"
    file.write_text(out, encoding="ascii")
    _, told, _ = terminal.loadpath("risk", str(file), "--json")
    assert json.loads(told)["tops"][0]["probability"] == 0.01


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "open-psa"], "an export holds one assessor, and the case has 3"),
        (["--to", "circuit", "--by", "nobody"], "no assessor"),
        (["--to", "circuit", "--by", "team", "--end", "low"], "`--end` is for a fault tree"),
        (["--by", "team"], "Missing option '--to'"),
        (["absent/heron.xml", "--to", "open-psa", "--by", "team"], "cannot be written"),
    ],
)
def test_what_makes_no_sense_is_refused(words: list[str], said: str, terminal: Terminal) -> None:
    """Several assessors, one that is not there, an end of what holds both, no format, a folder that is not there."""
    terminal.monkeypatch.chdir(terminal.folder)
    code, out, err = terminal.loadpath("export", str(HERON), *words)
    assert (code, out) == (2, "")
    assert said in err


def test_a_case_without_numbers_is_refused(terminal: Terminal) -> None:
    """There is nothing to export, and the help says where the missing numbers are listed."""
    folder = terminal.case(case=HEAD + "\n## Event x: X\n\n- kind: residual\n")
    code, _, err = terminal.loadpath("export", folder, "--to", "open-psa")
    assert code == 2
    assert "no numbers to export" in err


def test_what_is_withheld_is_in_no_file(terminal: Terminal) -> None:
    """A title and a number that only the team may see are in neither form for the public; the bound is."""
    text = HARMLESS.format(number="3%").replace(
        "## Event x: X\n\n", "## Event x: Secret title\n\n- access: internal\n- disclosed: at most 5%\n"
    )
    folder = terminal.case(case=text)
    for to in ("open-psa", "circuit"):
        end = ["--end", "high"] if to == "open-psa" else []
        code, out, err = terminal.loadpath("export", folder, "--to", to, "--audience", "public", "--by", "me", *end)
        assert code == 0, err
        assert "0.05" in out
        assert "Secret" not in out
        assert "0.03" not in out
