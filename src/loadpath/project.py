"""The one place with state: a case, opened from a folder or from text, read, assessed and checked once.

>>> import loadpath as lp
>>> project = lp.read(
...     {
...         "case.md": '''
... # Case coin: A small case
... - kind: risk analysis
... ## Event harm: It happens
... - kind: residual
... ## Assessor me: Me
... - harm: 1% because it is an example
... '''
...     }
... )
>>> project.risk(by="me").risk.value
0.01
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, overload

from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.errors import FaultyCaseError, NoCaseError, TooLargeError
from loadpath.files.folder import hash_of_source, texts_of
from loadpath.files.reader import read as read_texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from loadpath.assess.results import Assessment, Load
    from loadpath.case.build import Reading
    from loadpath.case.graph import CaseGraph
    from loadpath.case.span import Span
    from loadpath.checks.run import Findings
    from loadpath.scene import Scene


@dataclass(eq=False)
class Project:
    """A case and everything that can be asked of it.

    Attributes:
        texts: file name to content.
        hash_of: gives the SHA-256 of the file that evidence comes from.
        folder: where the case stands on disk, if it does.
        today: the day against which expiry is judged; None leaves it unjudged.
        draws: how many worlds the ranges are made of.
    """

    texts: Mapping[str, str]
    hash_of: Callable[[str, str], str | None] = field(default=lambda _file, _source: None, repr=False)
    folder: Path | None = None
    today: date | None = None
    draws: int = 20_000

    @cached_property
    def reading(self) -> Reading:
        """What was read: the sound part of the case, and every fault."""
        return read_texts(self.texts, self.hash_of)

    @property
    def case(self) -> CaseGraph:
        """The case.

        Raises:
            NoCaseError: when the text holds no `# Case` heading.
        """
        if self.reading.case is None:
            raise NoCaseError(
                "no `# Case id: Title` heading was found",
                help="begin a file with it; `loadpath new FOLDER` writes a small case",
            )
        return self.reading.case

    @cached_property
    def _assessed(self) -> tuple[tuple[Assessment, ...], tuple[Diagnostic, ...]]:
        from loadpath.assess.lines import assessors_of  # noqa: PLC0415  numpy is slow to start

        done: list[Assessment] = []
        findings: list[Diagnostic] = []
        if self.reading.sound:
            for name in assessors_of(self.case):
                found = self._assess(name)
                if isinstance(found, Diagnostic):
                    findings.append(found)
                else:
                    done.append(found)
        return tuple(done), tuple(findings)

    def _assess(self, name: str) -> Assessment | Diagnostic:
        from loadpath.assess.numbers import ContradictionError  # noqa: PLC0415  numpy is slow to start
        from loadpath.assess.risk import assess  # noqa: PLC0415  numpy is slow to start

        try:
            return assess(self.case, name, self.draws)
        except ContradictionError as error:
            return error.finding
        except TooLargeError as error:
            return _too_large(error, self.case.nodes[name].at if name in self.case.nodes else self.case.head.at, name)

    @cached_property
    def scene(self) -> Scene:
        """Everything that is known about the case."""
        from loadpath.scene import Scene  # noqa: PLC0415  the start stays fast

        done, findings = self._assessed
        return Scene(
            case=self.case,
            assessments=done,
            faults=(*self.reading.faults, *dict.fromkeys(findings)),
            sources=self.reading.sources,
            today=self.today,
        )

    @overload
    def risk(self, by: None = None) -> tuple[Assessment, ...]: ...
    @overload
    def risk(self, by: str) -> Assessment: ...
    def risk(self, by: str | None = None) -> Assessment | tuple[Assessment, ...]:
        """Return what one assessor's numbers come to, or those of all assessors.

        Raises:
            FaultyCaseError: when the case has errors, so that it has no meaning to compute with.
            ValueError: when there is no such assessor.
        """
        self.require_sound()
        done, findings = self._assessed
        if by is None:
            if findings and not done:
                raise _faulty(findings)
            return done
        for item in done:
            if item.assessor == by:
                return item
        found = self._assess(by)
        if isinstance(found, Diagnostic):
            raise _faulty((found,))
        return found

    def require_sound(self) -> None:
        """Refuse a case that has errors.

        Raises:
            FaultyCaseError: with the first errors in its message.
        """
        self.case  # noqa: B018  refuses text without a case
        if not self.reading.sound:
            raise _faulty(self.reading.faults)

    def needed(self) -> tuple[str, ...]:
        """Return what an assessor would have to give a number before the risk is one number.

        Raises:
            FaultyCaseError: when the case has errors.
        """
        from loadpath.assess.risk import needed  # noqa: PLC0415  numpy is slow to start

        self.require_sound()
        return needed(self.case)

    def load(self, by: str | None = None) -> dict[str, tuple[Load, ...]]:
        """Return what each proposition carries, heaviest first, for one assessor or all, by assessor."""
        chosen = self.risk() if by is None else (self.risk(by),)
        return {item.assessor: item.loads for item in chosen}

    def check(self) -> Findings:
        """Return everything that the checks find, sorted by its effect on the risk."""
        from loadpath.checks.run import run  # noqa: PLC0415  the start stays fast

        return run(self.scene)

    def report(self) -> str:
        """Return the report as one self-contained HTML page.

        Raises:
            FaultyCaseError: when the case has errors.
        """
        from loadpath.report.html import page  # noqa: PLC0415  the start stays fast

        self.require_sound()
        return page(self.scene, self.check())


def read(source: str | Path | Mapping[str, str], *, today: date | None = None, draws: int = 20_000) -> Project:
    """Return the case in a folder, or in a mapping of file names to text.

    Args:
        source: a folder, or text by file name.
        today: the day against which expiry is judged; None leaves it unjudged.
        draws: how many worlds the ranges are made of; the headline does not depend on it.

    Raises:
        NoCaseError: when there is no such folder, or no Markdown in it.
        UnreadableError: when a file is not UTF-8, or a limit is passed.
    """
    if isinstance(source, Mapping):
        return Project(source, today=today, draws=draws)
    folder = Path(source)
    return Project(texts_of(folder), lambda file, name: hash_of_source(folder, file, name), folder, today, draws)


def _too_large(error: TooLargeError, at: Span, name: str) -> Diagnostic:
    return Diagnostic(
        rule="crashed-check",
        severity=Severity.ERROR,
        message=f"the risk of `{name}` is not computed: {error}",
        at=at,
        help=error.help,
        subject=name,
    )


def _faulty(faults: tuple[Diagnostic, ...]) -> FaultyCaseError:
    first = faults[0]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return FaultyCaseError(
        f"{first.at}: {first.message}{more}",
        help="`loadpath check FOLDER` shows every fault with its remedy; nothing is computed until then",
    )
