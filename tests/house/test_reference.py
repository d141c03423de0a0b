"""The reference is compared with the program: keys of JSON, names of the package's front, forms of the language."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from tests.small import HEAD, HERON, ROOT

import loadpath as lp
from loadpath.assess.compare import Comparison, Difference
from loadpath.assess.results import Assessment, Interval, Load, NotComputed, Standing
from loadpath.assess.versions import Versions
from loadpath.assess.what_if import WhatIf
from loadpath.checks import RULES
from loadpath.cli.check import _plain

if TYPE_CHECKING:
    from pathlib import Path

    from loadpath.case.diagnostic import Diagnostic

DOCS = ROOT / "docs"
HEADING = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
FENCE = re.compile(r"^( *)```loadpath\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
INCOMPLETE = {"unknown-reference", "missing-field", "unknown-word", "malformed-judgement"}
"""What may be wrong with a piece of a case that is shown alone; the tutorial, which is a whole, is run."""


def section(page: str, title: str) -> str:
    """Return what stands under one heading, up to the next of any level."""
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    parts = HEADING.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[title]


def names(text: str) -> set[str]:
    """Return what stands in backticks in the first column of the tables of a text."""
    rows = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) *\|", text, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


@pytest.fixture(scope="module")
def heron() -> lp.Project:
    """The example, with few worlds: only names are looked at."""
    return lp.read(HERON, draws=200)


def test_json_of_risk_has_the_documented_keys(heron: lp.Project) -> None:
    """Every key of an assessor is documented, and no other."""
    found = json.loads(json.dumps(heron.risk(by="team").as_json()))
    assert names(section("json.md", "Each assessor")) == found.keys()
    assert re.findall(r"`([0-9.]+%)`", section("json.md", "Each assessor")) == list(found["exceeding"])[1:]


def test_json_of_load_has_the_documented_keys(heron: lp.Project) -> None:
    """Every key of a load is documented, and no other."""
    assert names(section("json.md", "Each load")) == heron.load("team")["team"][0].as_json().keys()


def test_json_of_a_finding_has_the_documented_keys(heron: lp.Project) -> None:
    """Every key of a finding is documented, and no other."""
    assert names(section("json.md", "Each finding")) == _plain(heron.check().found[0]).keys()


@pytest.mark.parametrize("command", ["check", "risk", "load"])
def test_json_has_the_documented_head(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a command prints with `--json` has the documented keys at its top, and no other."""
    from loadpath.cli.main import cli  # noqa: PLC0415  one process for all

    (tmp_path / "case.md").write_text(HEAD + "## Event e: E\n- kind: residual\n## Assessor a: A\n- e: 1% because x\n")
    with pytest.raises(SystemExit):
        cli([command, str(tmp_path), "--json"], standalone_mode=True)
    assert names(section("json.md", f"`{command} --json`")) == json.loads(capsys.readouterr().out).keys()


@pytest.mark.parametrize(
    "front", [lp.Project, Assessment, Interval, NotComputed, Standing, Load, WhatIf, Comparison, Difference, Versions]
)
def test_the_front_of_the_package_is_documented(front: type) -> None:
    """Every public field, property and method has its row, and no row is of anything else."""
    own = {name for base in front.__mro__[:-1] for name in vars(base) if not name.startswith("_")}
    public = own | {one.name for one in fields(front) if not one.name.startswith("_")}
    assert names(section("python.md", front.__name__)) == public


def faults(text: str) -> list[Diagnostic]:
    """Return what is wrong with a piece of a case."""
    if text.startswith("# Case"):
        return list(lp.read({"case.md": text}).reading.faults)
    whole = text if text.startswith("#") else f"## Event scheming: S\n## Assessor somebody: Somebody\n\n{text}"
    return list(lp.read({"a.md": HEAD, "case.md": whole}).reading.faults)


PIECES = [
    (page.relative_to(DOCS).as_posix(), re.sub(rf"^{indent}", "", text, flags=re.MULTILINE))
    for page in sorted(DOCS.rglob("*.md"))
    if not {"_build", "tutorial"} & set(page.parts)
    for indent, text in FENCE.findall(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("page", "text"), PIECES, ids=[page for page, _ in PIECES])
def test_pieces_of_cases_are_read(page: str, text: str) -> None:
    """A piece of a case that is shown alone has no fault but what is left out of it, and waives rules that exist."""
    found = [fault for fault in faults(text) if fault.rule not in INCOMPLETE]
    assert not found, page
    assert set(re.findall(r"^- rule: (.+)$", text, re.MULTILINE)) <= set(RULES)


WORLD = """
## Scale words: Words
- very unlikely: 0.1%-2%
## Event x: X
- kind: residual
## Evidence monitor-red-team: Red team
- result: 3 of 100
- about: [[x]]
- passes when: at most 10
## Quantity q: Q
## Assessor team: The team
- x: 1% because it is a start
"""


def number_forms() -> list[str]:
    """Return every written form of the table of numbers."""
    rows = re.findall(r"^\| (`.+`) \|", section("language.md", "Numbers"), re.MULTILINE)
    return [form for row in rows for form in re.findall(r"`([^`]+)`", row)]


def line_with(form: str) -> str:
    """Return a piece of a case in which a form of a number stands where it belongs."""
    if "share" in form:
        return f"## Budget b: B\n- our share: 10%\n- this case: {form}\n"
    subject = "x"
    if ":1 " in form:
        subject = "monitor-red-team"
    elif re.search(r"\d (?:min|days|person|per)|\$", form):
        subject = "q"
    return f"## Assessor me: Me\n- {subject}: {form} because it is an example\n"


@pytest.mark.parametrize("form", number_forms())
def test_every_form_of_a_number_is_read(form: str) -> None:
    """What the table of numbers says can be written is read without a fault."""
    found = lp.read({"a.md": HEAD, "case.md": WORLD + line_with(form)}).reading.faults
    assert not found


@pytest.mark.parametrize("form", ["0.04", "4", "1e-3", "0%", "100%", "1,5%", "3% (5%-10%)", "150%", "10%-1%"])
def test_what_the_page_refuses_is_refused(form: str) -> None:
    """Bare numbers, scientific notation, certainty, misplaced commas and contradictory ranges are errors."""
    assert lp.read({"a.md": HEAD, "case.md": WORLD + line_with(form)}).reading.faults
