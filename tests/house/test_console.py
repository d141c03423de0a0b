"""What the pages show is what the program prints: every console block of README and the documentation is run.

A page is one session in a folder of its own, in which `examples` lies; its blocks are run in order, in this process.
A comment before a fence of the language says what the reader of a tutorial does with it:

    <!-- write FILE -->   the fence is the file
    <!-- append FILE -->  the fence is added at the end
    <!-- change FILE -->  a part with the same heading, or each line with the same key, is replaced
    <!-- undo -->         the file is what it was before the last of these
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.small import ROOT

import loadpath as lp
from loadpath.assess.results import Interval
from loadpath.cli.main import COMMANDS, cli
from loadpath.files.template import first_case

if TYPE_CHECKING:
    from pathlib import Path

    from loadpath.assess.results import Answer, Assessment

PAGES = [
    page.relative_to(ROOT).as_posix()
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if "_build" not in page.parts and "$ loadpath" in page.read_text(encoding="utf-8")
]
STEP = re.compile(
    r"^```console\n(?P<console>.*?)^```$"
    r"|^<!-- (?P<what>write|append|change) (?P<file>[a-z0-9./-]+) -->\n```loadpath\n(?P<text>.*?)^```$"
    r"|^<!-- (?P<undo>undo) -->$",
    re.MULTILINE | re.DOTALL,
)
COMMAND = re.compile(r"^\$ (.+)\n", re.MULTILINE)
ANSWER = re.compile(r"\]: ?(.*)$", re.MULTILINE)
SURROUNDINGS = {"COLUMNS": "80", "FORCE_COLOR": None, "NO_COLOR": "1"}


def printed(words: str, answers: str = "") -> str:
    """Return what a command prints, run in this process as `loadpath` with nobody at the terminal."""
    done = CliRunner().invoke(cli, words.split(), input=answers, prog_name="loadpath", env=SURROUNDINGS)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def lines(text: str) -> list[str]:
    """Return lines without what may differ: spaces at their ends, and how many rules there are by now."""
    return [re.sub(r"\b\d+ rules\b", "N rules", line.rstrip()) for line in text.rstrip().splitlines()]


def key(line: str) -> str:
    """Return what tells a line of a list from its neighbours.

    >>> key("- reader fails: 40%"), key("3. [[reader]] fails")
    ('- reader fails:', '3.')
    """
    found = re.match(r"- [^:]+:|\d+\.", line)
    return found[0] if found else line


def changed(text: str, new: str) -> str:
    r"""Return a file in which a part, or some lines, are replaced by what has the same heading or the same keys.

    >>> changed("## Claim a: A\n\nold\n\n## Claim b: B\n", "## Claim a: A\n\nnew\n")
    '## Claim a: A\n\nnew\n\n## Claim b: B\n'
    """
    if new.startswith("#"):
        heading = re.escape(new.split(":", maxsplit=1)[0])
        done, count = re.subn(rf"^{heading}:.*?(?=^#|\Z)", lambda _: new + "\n", text, flags=re.MULTILINE | re.DOTALL)
    else:
        lines_by_key = {key(line): line for line in new.splitlines()}
        count = sum(key(line) in lines_by_key for line in text.splitlines())
        done = "".join(lines_by_key.get(key(line), line) + "\n" for line in text.splitlines())
    assert count, f"nothing to change: {new}"
    return done.rstrip("\n") + "\n"


@dataclass
class Session:
    """What a reader does, step by step, in one folder."""

    folder: Path
    before: list[tuple[Path, str]] = field(default_factory=list)

    def take(self, step: re.Match[str]) -> None:
        """Do what a step that is not a console says."""
        if step["undo"]:
            path, text = self.before.pop()
            path.write_text(text, encoding="utf-8")
            return
        path = self.folder / step["file"]
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        self.before.append((path, old))
        match step["what"]:
            case "write":
                new = step["text"]
            case "append":
                new = f"{old}\n{step['text']}"
            case _:
                new = changed(old, step["text"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(new, encoding="utf-8")


def commands(console: str) -> list[tuple[str, str]]:
    """Return the commands of a console block, each with what is shown below it."""
    parts = COMMAND.split(console)
    assert parts[0] == "", f"a console block begins with a command: {console}"
    return list(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("name", PAGES)
def test_pages_show_what_the_program_prints(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every console block is the beginning of what its commands print, line by line."""
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    session = Session(tmp_path)
    for step in STEP.finditer((ROOT / name).read_text(encoding="utf-8")):
        if not step["console"]:
            session.take(step)
            continue
        for command, shown in commands(step["console"]):
            assert command.startswith("loadpath "), f"only loadpath is run: {command}"
            wanted = lines(shown)
            answers = "".join(f"{answer}\n" for answer in ANSWER.findall(shown))
            assert lines(printed(command.removeprefix("loadpath "), answers))[: len(wanted)] == wanted


def test_the_tutorial_is_right_by_hand(tmp_path: Path) -> None:
    """The figures that the tutorial works out by hand are those of the case that it builds."""
    (tmp_path / "otter-1").mkdir()
    text = first_case("otter-1", system="Otter-1", used="as an agent", harm="loss", way="It copies its own weights out")
    (tmp_path / "otter-1" / "case.md").write_text(text, encoding="utf-8")
    session = Session(tmp_path)
    first: Assessment | None = None
    for step in STEP.finditer((ROOT / "docs" / "tutorial" / "first-case.md").read_text(encoding="utf-8")):
        if not step["console"]:
            session.take(step)
            if step["file"] == "otter-1/team.md" and first is None:
                first = lp.read(tmp_path / "otter-1").risk(by="team")
    assert first is not None
    barrier = 0.95 * 0.10 + 0.05
    pathway = 0.02 * 0.30 * barrier * 0.20
    risk = 1 - (1 - pathway) * (1 - 0.0001)
    assert value(first.pathways["first-way"]) == pytest.approx(pathway)
    assert value(first.risk) == pytest.approx(risk)
    load = next(one for one in first.loads if one.subject == "all-sessions-logged")
    wrong = 1 - (1 - 0.02 * 0.30 * 0.20) * (1 - 0.0001)
    assert load.if_wrong == pytest.approx(wrong / risk)
    assert load.share == pytest.approx(0.05 * wrong / risk)
    last = lp.read(tmp_path / "otter-1").risk(by="team")
    logged = 0.95 * 0.90 / (0.95 * 0.90 + 0.05 * 0.20)
    assert value(last.propositions["all-sessions-logged"]) == pytest.approx(logged)


def value(answer: Answer) -> float:
    """Return an answer that is one number."""
    assert isinstance(answer, Interval)
    return answer.value


def test_every_command_has_its_section(root: Path) -> None:
    """The page of commands has a section for each command, in their order, with the whole of its help."""
    page = (root / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^## `loadpath ([\w-]+)`$", page, re.MULTILINE) == list(COMMANDS)
    shown = {words: text for block in STEP.finditer(page) for words, text in commands(block["console"] or "$ -\n")}
    for name in COMMANDS:
        assert lines(shown[f"loadpath {name} --help"]) == lines(printed(f"{name} --help"))
    assert lines(shown["loadpath --help"]) == lines(printed("--help"))
