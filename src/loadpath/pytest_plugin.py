"""The plug-in for pytest: a repository of cases tests itself, and loadpath tests its rules.

Nothing happens until it is asked for, in `pyproject.toml` or `pytest.ini`:

    loadpath_cases        folders or pages, as patterns relative to the root: Markdown pages of literate cases
    loadpath_folders      folders that are cases: each has the test `no errors`
    loadpath_every_rule   `true`: such a folder has a test for every rule as well

and `pytest --loadpath FOLDER` adds a folder. A folder that cannot be read fails; it is never left out.

On a literate page each fence marked `loadpath` is one test, named after the heading above it. At the end of a line,
`<!-- warning[orphan] nothing refers -->` expects a finding of that rule and weight on that line, with that text in its
message, label, help or notes. The comments stay where they are: the reader takes them for spaces, so that every column
is right. Where the page is named after a rule, its findings must be exactly those; on any other page the errors must.
What else is found is compared only where it is expected. Right after a fence, `<!-- risk by team: 1.2 % -->` expects
what `[[= risk by team]]` would print; spaces, and what is printed in brackets, may be left out.

Lines in a fence that begin with `--- ` are for this runner:

    --- file: team.md         what follows is in another file; line numbers start anew
    --- source: data/a.csv    what follows is a file that evidence can come from
    --- today: 2027-03-01     the day against which expiry is judged
    --- line 1: <!-- ... -->  what is expected of the first line of this file, where a comment cannot stand on it

A fence without a `# Case` heading gets a small one, in a file of its own.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from loadpath.case.diagnostic import Diagnostic
    from loadpath.checks.run import Findings
    from loadpath.project import Project

FENCE = re.compile(r"^```loadpath\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
EXPECTED = re.compile(r"<!-- (error|warning|note)\[([a-z-]+)\] ?(.*?) ?-->")
PRINTED = re.compile(r"\s*<!-- ([^:<>\n]+): (.+?) -->")
DIRECTIVE = re.compile(r"--- (file|source|today|line 1): (.+?)\s*$")
HEAD = "# Case example: An example\n\n- kind: risk analysis\n"
MAIN, HEAD_FILE, ASKED_FILE = "case.md", "head.md", "asked.md"
NO_ERRORS = "no errors"


# what a page says -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that a comment asks for."""

    file: str
    line: int
    severity: str
    rule: str
    text: str

    def __str__(self) -> str:
        """Return it the way findings are shown."""
        return f"{self.file}:{self.line}: {self.severity}[{self.rule}] ... {self.text}"

    def met_by(self, item: Diagnostic) -> bool:
        """Return whether a finding is the expected one."""
        here = (item.at.file, item.at.line, item.severity.value, item.rule)
        said = "\n".join((item.message, item.label, item.help, *item.notes))
        return here == (self.file, self.line, self.severity, self.rule) and self.text in said


@dataclass(slots=True)
class Example:
    """One fence: its heading, its files, the sources that evidence comes from, today, and what it should print."""

    heading: str
    files: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    today: date | None = None
    first_lines: list[tuple[str, str]] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> list[Expected]:
        """Return what the comments ask for."""
        lines = [(file, n, line) for file, text in self.files.items() for n, line in enumerate(text.split("\n"), 1)]
        lines += [(file, 1, line) for file, line in self.first_lines]
        return [Expected(file, n, *match.groups()) for file, n, line in lines for match in EXPECTED.finditer(line)]

    def project(self, **more: str) -> Project:
        """Return the case in the fence, with a head if it has none, and more files."""
        from loadpath.project import Project  # noqa: PLC0415  every run of pytest imports this module

        texts = dict(self.files)
        if not any(re.search(r"^# Case ", text, re.MULTILINE) for text in texts.values()):
            texts[HEAD_FILE] = HEAD
        return Project(texts | more, self._hash_of, self._content_of, today=self.today)

    def found(self) -> tuple[Diagnostic, ...]:
        """Return everything that a check of the case finds."""
        return self.project().check().found

    def misprinted(self) -> list[str]:
        """Return a line for every value that is not what the page says.

        Raises:
            FaultyCaseError: when the case has errors, or a question has no meaning in it.
        """
        from loadpath.report.book import book_of  # noqa: PLC0415  only pages with numbers need it
        from loadpath.report.computed import values_of  # noqa: PLC0415
        from loadpath.report.tree import plain_text  # noqa: PLC0415

        if not self.printed:
            return []
        asked = "\n".join(f"[[= {question}]]" for question in self.printed)
        project = self.project(**{ASKED_FILE: f"## Term asked-here: What the page asks\n\n{asked}\n"})
        project.require_sound()
        values = values_of(book_of(project.scene, project.check()))
        wrong = []
        for question, wanted in self.printed.items():
            shown = plain_text(values.get(question, ("nothing",)))
            if _bare(wanted) not in (_bare(shown), _bare(re.sub(r" ?\([^()]*\)$", "", shown))):
                wrong.append(f"printed     {question}: {shown}, and not {wanted}")
        return wrong

    def _content_of(self, file: str, source: str) -> bytes | None:
        content = self.sources.get(posixpath.normpath(posixpath.join(posixpath.dirname(file), source)))
        return None if content is None else content.encode()

    def _hash_of(self, file: str, source: str) -> str | None:
        content = self._content_of(file, source)
        return None if content is None else hashlib.sha256(content).hexdigest()


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def examples(text: str) -> Iterator[Example]:
    """Yield every fence of a page, named after the nearest heading above it and numbered where there are several."""
    taken: dict[str, int] = {}
    for fence in FENCE.finditer(text):
        headings = [match[1] for match in HEADING.finditer(FENCE.sub(_blank, text[: fence.start()]))]
        heading = headings[-1] if headings else "example"
        taken[heading] = taken.get(heading, 0) + 1
        name = heading if taken[heading] == 1 else f"{heading} ({taken[heading]})"
        found = example(name, fence[1])
        at = fence.end()
        while printed := PRINTED.match(text, at):
            found.printed[printed[1]] = printed[2]
            at = printed.end()
        yield found


def _blank(fence: re.Match[str]) -> str:
    return "\n" * fence[0].count("\n")


def example(heading: str, text: str) -> Example:
    """Return one fence, split at its directives."""
    found = Example(heading)
    into, name = found.files, MAIN
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        directive = DIRECTIVE.match(line)
        if not directive:
            into[name] = into.get(name, "") + line
        elif directive[1] == "today":
            found.today = date.fromisoformat(directive[2])
        elif directive[1] == "line 1":
            found.first_lines.append((name, directive[2]))
        else:
            into, name = (found.files if directive[1] == "file" else found.sources), directive[2]
            into[name] = ""
    return found


def differences(expected: Iterable[Expected], found: Iterable[Diagnostic], page: str) -> list[str]:
    """Return what is missing, and what is unexpected of the rule that a page is named after, or else of all errors."""
    from loadpath.checks import RULES  # noqa: PLC0415  every run of pytest imports this module

    left = list(found)
    wrong = []
    for wanted in expected:
        match = next((item for item in left if wanted.met_by(item)), None)
        if match is None:
            wrong.append(f"missing     {wanted}")
        else:
            left.remove(match)
    unexpected = [item for item in left if (item.rule == page if page in RULES else item.severity.value == "error")]
    return wrong + [f"unexpected  {shown(item)}" for item in unexpected]


def shown(item: Diagnostic) -> str:
    """Return a finding on one line."""
    said = " | ".join(part for part in (item.message, item.label, item.help, *item.notes) if part)
    return f"{item.at.file}:{item.at.line}: {item.severity.value}[{item.rule}] {said}"


def pages(folder: Path) -> Mapping[str, list[Example]]:
    """Return every page of a folder by its name."""
    return {path.stem: list(examples(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.md"))}


# what pytest is given -------------------------------------------------------------------------------------------------


class WrongFindingsError(Exception):
    """What was found is not what should be: shown without a traceback."""


class _Told(pytest.Item):
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """Return what differs, without a traceback."""
        from loadpath.errors import LoadpathError  # noqa: PLC0415  only when something failed

        if isinstance(excinfo.value, WrongFindingsError):
            return str(excinfo.value)
        if isinstance(excinfo.value, LoadpathError):
            return f"{excinfo.value}\nhelp: {excinfo.value.help}"
        return str(super().repr_failure(excinfo, style))  # type: ignore[arg-type]

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the test stands."""
        return self.path, 0, f"{self.path.stem}: {self.name}"


class Page(pytest.File):
    """A page of literate cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for every fence."""
        for one in examples(self.path.read_text(encoding="utf-8")):
            yield Fence.from_parent(self, name=one.heading, example=one)


class Fence(_Told):
    """The test of one fence."""

    def __init__(self, *, example: Example, **given: object) -> None:
        """Keep the example."""
        super().__init__(**given)  # type: ignore[arg-type]
        self.example = example

    def runtest(self) -> None:
        """Check the case and compare."""
        found = self.example.found()
        wrong = differences(self.example.expected, found, self.path.stem)
        if wrong:
            every = [f"found       {shown(item)}" for item in found] or ["found       nothing"]
            raise WrongFindingsError("\n".join([*wrong, "", *every]))
        if misprinted := self.example.misprinted():
            raise WrongFindingsError("\n".join(misprinted))


class CaseFolder(pytest.Directory):
    """A folder that is a case; what other tests it holds are collected as well."""

    found: Findings | None = None

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Yield the test that there are no errors, one for each rule if that is asked for, and what else is there."""
        from loadpath.checks import RULES  # noqa: PLC0415  every run of pytest imports this module

        rules = tuple(RULES) if self.config.getini("loadpath_every_rule") else ()
        for name in (NO_ERRORS, *rules):
            yield Gate.from_parent(self, name=name)
        yield from pytest.Dir.from_parent(self.session, path=self.path).collect()

    def findings(self) -> Findings:
        """Return what a check finds, today; it runs once."""
        from loadpath.project import read  # noqa: PLC0415  every run of pytest imports this module

        if self.found is None:
            self.found = read(self.path, today=datetime.now(tz=UTC).date()).check()
        return self.found


class Gate(_Told):
    """The test that a case has no errors at all, or none of one rule."""

    def runtest(self) -> None:
        """Check the case."""
        assert isinstance(self.parent, CaseFolder)
        found = [item for item in self.parent.findings().found if item.severity.value == "error"]
        wrong = [shown(item) for item in found if self.name in (NO_ERRORS, item.rule)]
        if wrong:
            raise WrongFindingsError("\n".join(wrong))


# hooks ----------------------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; what each does stands at the top of this module."""
    pages_help = "folders or pages of literate cases, as patterns relative to the root (`*` passes over `/`)"
    parser.addini("loadpath_cases", pages_help, type="linelist", default=[])
    parser.addini("loadpath_folders", "folders that are cases, relative to the root", type="linelist", default=[])
    parser.addini("loadpath_every_rule", "give a case a test for every rule", type="bool", default=False)
    parser.getgroup("loadpath").addoption(
        "--loadpath", action="append", default=[], metavar="FOLDER", help="test that the case in FOLDER has no errors"
    )


def _named(config: pytest.Config) -> list[Path]:
    return [Path(config.invocation_params.dir, name).resolve() for name in config.getoption("--loadpath")]


def pytest_configure(config: pytest.Config) -> None:
    """Look into the folders that the command line names, wherever they are."""
    looked_into = {Path(config.invocation_params.dir, name).resolve() for name in config.args}
    for folder in _named(config):
        if not folder.is_dir():
            raise pytest.UsageError(f"--loadpath: `{folder}` is not a folder")
        if not looked_into & {folder, *folder.parents}:
            config.args.append(str(folder))


@pytest.hookimpl(tryfirst=True)
def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a folder that is a case."""
    config = parent.config
    listed = config.getini("loadpath_folders")
    named = _named(config)
    if (listed or named) and path.resolve() in [*named, *((config.rootpath / name).resolve() for name in listed)]:
        return CaseFolder.from_parent(parent, path=path)
    return None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a page of literate cases."""
    patterns = parent.config.getini("loadpath_cases")
    if not patterns or file_path.suffix != ".md" or not file_path.is_relative_to(parent.config.rootpath):
        return None
    name = file_path.relative_to(parent.config.rootpath)
    if any(fnmatchcase(part.as_posix(), pattern.rstrip("/")) for part in (name, name.parent) for pattern in patterns):
        return Page.from_parent(parent, path=file_path)
    return None
