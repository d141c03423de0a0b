"""Literate tests: a Markdown page of small cases, with what is expected beside the line that it is about.

A page `tests/cases/<rule>.md` is the specification of one rule. Each fence marked `loadpath` is one test, named after
the heading above it. At the end of a line, `<!-- warning[orphan] nothing refers -->` expects a finding of that rule and
weight on that line, with that text in its message, label, help or notes. The comments stay where they are: the reader
takes them for spaces, so that every column is right. Findings of the page's own rule must be exactly those; findings of
other rules are compared only where they are expected.

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
from datetime import date
from typing import TYPE_CHECKING

import pytest

from loadpath.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from loadpath.case.diagnostic import Diagnostic

FENCE = re.compile(r"^```loadpath\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
EXPECTED = re.compile(r"<!-- (error|warning|note)\[([a-z-]+)\] ?(.*?) ?-->")
DIRECTIVE = re.compile(r"--- (file|source|today|line 1): (.+?)\s*$")
HEAD = "# Case example: An example\n\n- kind: risk analysis\n"
MAIN, HEAD_FILE = "case.md", "head.md"


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
    """One fence: its heading, its files, the sources that evidence comes from, and today."""

    heading: str
    files: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    today: date | None = None
    first_lines: list[tuple[str, str]] = field(default_factory=list)

    @property
    def expected(self) -> list[Expected]:
        """Return what the comments ask for."""
        lines = [(file, n, line) for file, text in self.files.items() for n, line in enumerate(text.splitlines(), 1)]
        lines += [(file, 1, line) for file, line in self.first_lines]
        return [Expected(file, n, *match.groups()) for file, n, line in lines for match in EXPECTED.finditer(line)]

    def project(self) -> Project:
        """Return the case in the fence, with a head if it has none."""
        texts = dict(self.files)
        if not any(re.search(r"^# Case ", text, re.MULTILINE) for text in texts.values()):
            texts[HEAD_FILE] = HEAD
        return Project(texts, hash_of=self._hash_of, today=self.today)

    def found(self) -> tuple[Diagnostic, ...]:
        """Return everything that a check of the case finds."""
        return self.project().check().found

    def _hash_of(self, file: str, source: str) -> str | None:
        content = self.sources.get(posixpath.normpath(posixpath.join(posixpath.dirname(file), source)))
        return None if content is None else hashlib.sha256(content.encode()).hexdigest()


def examples(text: str) -> Iterator[Example]:
    """Yield every fence of a page, named after the nearest heading above it and numbered where there are several."""
    taken: dict[str, int] = {}
    for fence in FENCE.finditer(text):
        headings = [match[1] for match in HEADING.finditer(FENCE.sub(_blank, text[: fence.start()]))]
        heading = headings[-1] if headings else "example"
        taken[heading] = taken.get(heading, 0) + 1
        name = heading if taken[heading] == 1 else f"{heading} ({taken[heading]})"
        yield example(name, fence[1])


def _blank(fence: re.Match[str]) -> str:
    return "\n" * fence[0].count("\n")


def example(heading: str, text: str) -> Example:
    """Return one fence, split at its directives."""
    found = Example(heading)
    into, name = found.files, MAIN
    for line in text.splitlines(keepends=True):
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


def differences(expected: Iterable[Expected], found: Iterable[Diagnostic], rule: str) -> list[str]:
    """Return what is missing and what of the page's own rule is unexpected, a line for each."""
    left = list(found)
    wrong = []
    for wanted in expected:
        match = next((item for item in left if wanted.met_by(item)), None)
        if match is None:
            wrong.append(f"missing     {wanted}")
        else:
            left.remove(match)
    return wrong + [f"unexpected  {shown(item)}" for item in left if item.rule == rule]


def shown(item: Diagnostic) -> str:
    """Return a finding on one line."""
    said = " | ".join(part for part in (item.message, item.label, item.help, *item.notes) if part)
    return f"{item.at.file}:{item.at.line}: {item.severity.value}[{item.rule}] {said}"


class WrongFindingsError(Exception):
    """The findings of an example are not those that its page expects."""


class Page(pytest.File):
    """A page of literate tests."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for every fence."""
        for one in examples(self.path.read_text(encoding="utf-8")):
            yield Fence.from_parent(self, name=one.heading, example=one)


class Fence(pytest.Item):
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

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """Return what differs, without a traceback."""
        if isinstance(excinfo.value, WrongFindingsError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo, style))  # type: ignore[arg-type]

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the test stands."""
        return self.path, 0, f"{self.path.stem}: {self.name}"


def pages(folder: Path) -> Mapping[str, list[Example]]:
    """Return every page of a folder by the name of its rule."""
    return {path.stem: list(examples(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.md"))}
