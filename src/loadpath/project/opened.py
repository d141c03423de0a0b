"""A case as it was opened: read, assessed, and reduced to what an audience may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Self, overload

from loadpath.case.audience import AUDIENCES, INTERNAL, PUBLIC
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.errors import FaultyCaseError, NoCaseError, TooLargeError, UndisclosableError
from loadpath.files.reader import read as read_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from loadpath.assess.disclosure import Disclosed, Moved, Shortfall
    from loadpath.assess.results import Assessment
    from loadpath.case.build import Reading
    from loadpath.case.graph import CaseGraph
    from loadpath.case.record import Record
    from loadpath.case.span import Span
    from loadpath.files.disclose import Withheld
    from loadpath.files.remembered import Remembered
    from loadpath.scene import Scene


@dataclass(frozen=True, slots=True)
class Redaction:
    """Something withheld, and whose numbers withholding it moves; None when the rest alone cannot be computed."""

    withheld: Withheld
    moved: tuple[Moved, ...] | None


TOO_DEEP = "let a proposition be reached in fewer steps: some hundreds of definitions one behind another are too many"


@dataclass(eq=False)
class Opened:
    """A case, read and assessed once; what can be asked of it is a `Project`.

    Attributes:
        texts: file name to content.
        hash_of: gives the SHA-256 of the file that evidence comes from.
        content_of: gives what is in that file, where it is small enough to be a record.
        folder: where the case stands on disk, if it does.
        today: the day against which expiry is judged; None leaves it unjudged.
        draws: how many worlds the ranges are made of.
        audience: who sees this: `internal` everything; for others the texts are already reduced (`disclosed`).
        memory: where checks are remembered by digest; None remembers nothing.
    """

    texts: Mapping[str, str]
    hash_of: Callable[[str, str], str | None] = field(default=lambda _file, _source: None, repr=False)
    content_of: Callable[[str, str], bytes | None] = field(default=lambda _file, _source: None, repr=False)
    folder: Path | None = None
    today: date | None = None
    draws: int = 20_000
    audience: str = INTERNAL
    memory: Remembered | None = field(default=None, repr=False)
    _asked: dict[tuple[str, str], str | None] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def reading(self) -> Reading:
        """What was read: the sound part of the case, and every fault."""
        return read_texts(self.texts, self._hash)

    def _hash(self, file: str, source: str) -> str | None:
        found = self._asked[file, source] = self.hash_of(file, source)
        return found

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
        except RecursionError:
            deep = TooLargeError("definitions or conditions lead through too many others", help=TOO_DEEP)
            return _too_large(deep, self.case.head.at, name)
        except TooLargeError as error:
            return _too_large(error, self.case.nodes[name].at if name in self.case.nodes else self.case.head.at, name)

    @cached_property
    def scene(self) -> Scene:
        """Everything that is known about the case."""
        from loadpath.scene import Scene  # noqa: PLC0415  the start stays fast

        done, findings = self._assessed
        records, faults = self._recorded
        return Scene(
            case=self.case,
            assessments=done,
            faults=(*self.reading.faults, *faults, *dict.fromkeys(findings)),
            sources=self.reading.sources,
            records=records,
            today=self.today,
            audience=self.audience,
            disclosed=self._disclosures,
        )

    @property
    def _recorded(self) -> tuple[dict[str, Record], tuple[Diagnostic, ...]]:
        if not any(self.reading.sources.values()):
            return {}, ()
        from loadpath.ingest.records import records_of  # noqa: PLC0415  the start stays fast

        return records_of(self.case, self.reading.sources, self.content_of)

    def disclosed(self, audience: str) -> Self:
        """Return the case as an audience sees it: reduced first, then read and computed like any other case.

        Raises:
            UndisclosableError: when the case has errors, when what is left cannot be read on its own, or when it would
                look better than the truth.
            ValueError: when there is no such audience, or this is already a reduced case.
        """
        if audience == self.audience:
            return self
        if self.audience != INTERNAL:
            raise ValueError(f"a case reduced for {self.audience!r} cannot be reduced for {audience!r}")
        if self.reading.sound and self.uncomputed:
            raise UndisclosableError(
                "the case cannot be computed in full, so that what it discloses cannot be certified",
                help="mend what `loadpath check FOLDER` finds, then disclose it",
            )
        shown = self._reduced(audience)
        short = self._shortfalls(shown)
        if short:
            raise UndisclosableError(
                f"what `{audience}` would be shown is not certified: it would look better than the truth",
                help="`loadpath check FOLDER` says where, and which bound would hold",
            )
        return shown

    def _reduced(self, audience: str) -> Self:
        from loadpath.files.disclose import disclose  # noqa: PLC0415  the start stays fast

        left = disclose(self.texts, audience)
        shown = type(self)(left, folder=self.folder, today=self.today, draws=self.draws, audience=audience)
        if shown.uncomputed and not self.uncomputed:
            first = shown.uncomputed[0]
            raise UndisclosableError(
                f"what is left for the audience `{audience}` cannot be computed: {first.at}: {first.message}",
                help="withhold less of what others refer to, or what refers to it as well",
            )
        return shown

    @property
    def uncomputed(self) -> tuple[Diagnostic, ...]:
        """Return why assessors' numbers could not be computed, a finding for each."""
        return self._assessed[1]

    def redactions(self, audience: str) -> tuple[Redaction, ...]:
        """Return what an audience does not see, and what withholding each part alone does to the numbers.

        Raises:
            UndisclosableError: when the case has errors.
        """
        from loadpath.files.disclose import withheld  # noqa: PLC0415  the start stays fast

        return tuple(Redaction(item, self._moved_by(item, audience)) for item in withheld(self.texts, audience))

    def _moved_by(self, item: Withheld, audience: str) -> tuple[Moved, ...] | None:
        """Return whom withholding one part alone moves; None when the rest is no case that can be computed."""
        from loadpath.assess.disclosure import moved, same_numbers  # noqa: PLC0415  numpy is slow to start
        from loadpath.files.disclose import disclose  # noqa: PLC0415  the start stays fast

        try:
            shown = type(self)(disclose(self.texts, audience, item), draws=self.draws, audience=audience)
            return () if same_numbers(self.case, shown.case) else moved(self.risk(), shown.risk())
        except (UndisclosableError, FaultyCaseError):
            return None

    def _shortfalls(self, shown: Opened) -> tuple[Shortfall, ...]:
        from loadpath.assess.disclosure import same_numbers, shortfalls  # noqa: PLC0415  numpy is slow to start

        if self.uncomputed or same_numbers(self.case, shown.case):
            return ()
        return shortfalls(self.case, self.risk(), shown.risk())

    @cached_property
    def _disclosures(self) -> tuple[Disclosed, ...]:
        """How the case stands towards those who see less, each audience from which something is withheld."""
        if self.audience != INTERNAL or not self.reading.sound or not self._withholds:
            return ()
        return tuple(self._towards(audience) for audience in AUDIENCES if audience != INTERNAL)

    @property
    def _withholds(self) -> bool:
        access = any(node.access != PUBLIC for node in self.case.nodes.values())
        return access or any("[[redact" in text.replace("\\", "") for text in self.texts.values())

    def _towards(self, audience: str) -> Disclosed:
        from loadpath.assess.disclosure import Disclosed  # noqa: PLC0415  numpy is slow to start
        from loadpath.files.disclose import named  # noqa: PLC0415  the start stays fast

        try:
            shown = self._reduced(audience)
        except UndisclosableError as error:
            return Disclosed(audience=audience, refused=str(error))
        return Disclosed(
            audience=audience,
            named=named(shown.texts, self.case, audience),
            shortfalls=self._shortfalls(shown),
        )

    @overload
    def risk(self, by: None = None) -> tuple[Assessment, ...]: ...
    @overload
    def risk(self, by: str) -> Assessment: ...
    def risk(self, by: str | None = None) -> Assessment | tuple[Assessment, ...]:
        """Return what one assessor's numbers come to, or those of all assessors.

        Raises:
            FaultyCaseError: when the case has errors, so that it has no meaning to compute with.
            UndisclosableError: when numbers are withheld, and nobody has certified what that assessor's come to.
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
        self._require_certified(by)
        found = self._assess(by)
        if isinstance(found, Diagnostic):
            raise _faulty((found,))
        return found

    def _require_certified(self, by: str) -> None:
        """Refuse an assessor beyond those whose results were certified, where something is withheld."""
        known = by == "published" or by in self.case.nodes
        marked = any("[[withheld" in text.replace("\\", "") for text in self.texts.values())
        if self.audience != INTERNAL and known and (marked or any(node.withheld for node in self.case.nodes.values())):
            raise UndisclosableError(
                f"what `{by}` comes to is not certified for the audience `{self.audience}`",
                help="ask for one of the assessors that `loadpath risk FOLDER` shows",
            )

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
