"""Nothing that hides reaches a terminal, a page or JSON: every such character in every text of a case, every command."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.small import HEAD, project

from loadpath.case.characters import ANY, visible
from loadpath.case.kinds import KINDS, Form
from loadpath.cli.main import cli, main

if TYPE_CHECKING:
    from pathlib import Path

SORTS = (
    [chr(point) for point in (*range(0x20), *range(0x7F, 0xA0)) if chr(point) not in "\t\n\r"]
    + list("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206f\u2028\u2029")
    + list("\u00ad\u034f\u115f\u17b4\u180b\u180e\u200b\u200c\u200d\u2060\u2064\u3164\ufe00\ufe0f\ufeff\uffa0")
    + list("\ufff0\ufff9\ufffb\ufdd0\uffff\ue000\U0001d173\U000e0001\U000e0041\U000e007f\U000e0100\U000f0000\U0010ffff")
)
"""One of every sort: C0, C1, bidirectional, lines, zero-width, forms, annotations, tags, private, no characters."""

ALL = "".join(f"x{letter}y " for letter in SORTS)


def run(*words: str) -> str:
    """Return what a command prints, errors included."""
    result = CliRunner().invoke(cli, list(words), prog_name="loadpath", env={"COLUMNS": "200"})
    told = (
        "" if result.exception is None or isinstance(result.exception, SystemExit) else visible(str(result.exception))
    )
    return result.output + told


def raw(text: str) -> list[str]:
    """Return what hides in a text, by code point."""
    return sorted({f"U+{ord(letter):04X}" for letter in ANY.findall(text)})


def everywhere(what: str) -> str:
    """Return a case that says the same in every field of text of every kind, in headings, prose, code and tables."""
    parts = [f"# Case small: {what}\n\n- kind: risk analysis\n- system: {what}\n\n{what}\n"]
    for kind, spec in KINDS.items():
        if kind != "Case":
            fields = [f"- {key}: {what}\n" for key, one in spec.fields.items() if one.form is not Form.DIGEST]
            parts.append(f"## {kind} a-{kind.lower()}: {what}\n\n{''.join(fields)}\n{what}\n\n```\n{what}\n```\n")
    table = f"| who | sees | tells | after | works |\n|---|---|---|---|---|\n| {what} | {what} | {what} | {what} | {what} |\n"
    return "\n".join([*parts, f"## Scenario s: S\n\n{table}", f"### {what}\n\n<!-- {what} -->\n\n1. {what}\n"])


@pytest.mark.parametrize(
    "command", [["check", "--all"], ["check", "--concise", "--all"], ["risk"], ["load"], ["report"]]
)
def test_no_command_prints_what_hides(command: list[str], tmp_path: Path) -> None:
    """Every sort of character in every text of a case, printed by every command as its code point or not at all."""
    (tmp_path / "case.md").write_text(everywhere(ALL), encoding="utf-8", newline="")
    assert not raw(run(command[0], str(tmp_path), *command[1:]))


@pytest.mark.parametrize("kind", ["small", *(f"a-{kind.lower()}" for kind in KINDS if kind != "Case")])
def test_no_part_is_shown_with_what_hides(kind: str, tmp_path: Path) -> None:
    """`show` prints the text of a part."""
    (tmp_path / "case.md").write_text(everywhere(ALL), encoding="utf-8", newline="")
    shown = run("show", kind, str(tmp_path))
    assert "<U+202E>" in shown
    assert not raw(shown)


def test_json_is_printable_ascii(tmp_path: Path) -> None:
    """JSON holds only printable ASCII; what is inside is the text."""
    (tmp_path / "case.md").write_text(everywhere(ALL), encoding="utf-8", newline="")
    printed = run("check", str(tmp_path), "--json")
    assert printed.isascii()
    assert not raw(printed)
    for item in json.loads(printed)["findings"]:
        assert not raw("".join((item["message"], item["label"], item["help"], *item["notes"])))


@pytest.mark.parametrize("letter", [letter for letter in SORTS if letter != "\0"], ids=lambda one: f"U+{ord(one):04X}")
def test_names_of_files_and_folders_are_refused_visibly(letter: str, tmp_path: Path) -> None:
    """A name with a hidden character is an error, and is shown with its code point."""
    folder = tmp_path / f"fol{letter}der"
    folder.mkdir()
    (folder / f"te{letter}am.md").write_text(HEAD, encoding="utf-8")
    for words in (["check"], ["check", "--concise"], ["check", "--json"]):
        printed = run(words[0], str(tmp_path), *words[1:])
        assert "hidden-characters" in printed
        assert not raw(printed)


def test_a_name_that_is_not_utf_8_is_refused_visibly(tmp_path: Path) -> None:
    """Bytes of a name that are no UTF-8 come as halves of pairs, which no terminal can print."""
    path = os.fsencode(tmp_path) + b"/te\xffam.md"
    try:
        with open(path, "w", encoding="utf-8") as stream:  # noqa: PTH123  a name in bytes
            stream.write(HEAD)
    except OSError:
        pytest.skip("this file system refuses names that are not UTF-8")
    assert "te<U+DCFF>am.md" in run("check", str(tmp_path))


@pytest.mark.parametrize("words", [["check", "no\u202ewhere"], ["show", "a\x1b[31m", "."], ["explain", "a\x9b1m"]])
def test_errors_are_told_visibly(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """What the caller typed comes back marked, from the program as it is installed."""
    monkeypatch.setattr("sys.argv", ["loadpath", *words])
    with pytest.raises(SystemExit):
        main()
    told = capsys.readouterr()
    assert not raw(told.out + told.err)


def test_the_report_marks_what_hides() -> None:
    """In prose, warnings and all, in code, by character references: nothing of it is on the page as it is."""
    mild = "".join(
        f"x{one}y " for one in SORTS if one in "\u00ad\u034f\u200b\u200c\u200d\u2060\u3164\ufe0f\ufeff\ue000"
    )
    references = " ".join(f"p&#x{ord(one):X};q" for one in SORTS)
    text = f"## Event harm: H\n- kind: residual\n\n{mild}\n\n`{mild}`\n\n{references} &shy;&zwj;&lrm;&rlm;&zwnj;\n\n{mild}\n"
    page = project(text + "## Assessor me: Me\n- harm: 1% because it is an example\n").report()
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert "&lt;U+200B&gt;" in body
    assert "&lt;U+202E&gt;" in body
    assert not raw(body)


NOT_READ = {
    "an id": "## Claim a: A\n## Claim b: B\n- rests on: [[a{}]]\n",
    "a number": "## Event x: X\n- kind: residual\n## Assessor me: Me\n- x: 1{}5% because of this\n",
    "a percent sign": "## Event x: X\n- kind: residual\n## Assessor me: Me\n- x: 15{}% because of this\n",
    "a keyword": "## Event x: X\n- kind: residual\n## Claim c: C\n- says: n{}ot [[x]]\n",
    "a kind": "## Event x: X\n- kind: residual\n## Cl{}aim c: C\n",
    "the mark of a heading": "## Event x: X\n- kind: residual\n\n#{}# Claim c: C\n",
    "the mark of a field": "## Event x: X\n-{} kind: residual\n",
    "a key": "## Event x: X\n- ki{}nd: residual\n",
    "the id of a heading": "## Event x{}y: X\n- kind: residual\n",
    "brackets": "## Event x: X\n- kind: residual\n\nSee [{}[redact security: 5 MB]].\n",
    "a word that withholds": "## Event x: X\n- kind: residual\n\nSee [[re{}dact security: 5 MB]].\n",
}


@pytest.mark.parametrize(
    "letter", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\ufe0f", "\u202e", "\x07", "\U000e0041", "\u2028"]
)
@pytest.mark.parametrize("place", NOT_READ)
def test_nothing_is_read_as_if_it_were_not_there(place: str, letter: str) -> None:
    """Inside of an id, a number, a keyword or a mark a hidden character is an error; it is never dropped."""
    read = project(NOT_READ[place].format(letter)).reading
    assert not read.sound
    assert "hidden-characters" in {fault.rule for fault in read.faults}
