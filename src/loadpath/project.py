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

from loadpath.case.audience import AUDIENCES, INTERNAL, PUBLIC
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.node import Scenario, Surface
from loadpath.errors import (
    FaultyCaseError,
    LoadpathError,
    NoCaseError,
    RefusedSettingError,
    TooLargeError,
    UndisclosableError,
    UnreadableError,
)
from loadpath.files.folder import content_of_source, hash_of_source, texts_of
from loadpath.files.reader import read as read_texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from loadpath.assess.asking import Asked
    from loadpath.assess.compare import Comparison
    from loadpath.assess.disclosure import Disclosed, Moved, Shortfall
    from loadpath.assess.monitoring import Monitoring
    from loadpath.assess.results import Assessment, Load
    from loadpath.assess.timing import Timing
    from loadpath.assess.tree_risk import TopRisk
    from loadpath.assess.versions import Versions
    from loadpath.assess.what_if import WhatIf
    from loadpath.case.build import Reading
    from loadpath.case.graph import CaseGraph
    from loadpath.case.record import Record
    from loadpath.case.setting import Supposed
    from loadpath.case.span import Span
    from loadpath.checks.run import Findings
    from loadpath.files.disclose import Withheld
    from loadpath.files.remembered import Checked, Remembered
    from loadpath.report.tree import Document
    from loadpath.scene import Scene


@dataclass(frozen=True, slots=True)
class Redaction:
    """Something withheld, and whose numbers withholding it moves; None when the rest alone cannot be computed."""

    withheld: Withheld
    moved: tuple[Moved, ...] | None


TOO_DEEP = "let a proposition be reached in fewer steps: some hundreds of definitions one behind another are too many"


@dataclass(eq=False)
class Project:
    """A case and everything that can be asked of it.

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

    def disclosed(self, audience: str) -> Project:
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
        if self.reading.sound and self._assessment_faults:
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

    def _reduced(self, audience: str) -> Project:
        from loadpath.files.disclose import disclose  # noqa: PLC0415  the start stays fast

        left = disclose(self.texts, audience)
        shown = Project(left, folder=self.folder, today=self.today, draws=self.draws, audience=audience)
        if shown._assessment_faults and not self._assessment_faults:
            first = shown._assessment_faults[0]
            raise UndisclosableError(
                f"what is left for the audience `{audience}` cannot be computed: {first.at}: {first.message}",
                help="withhold less of what others refer to, or what refers to it as well",
            )
        return shown

    @property
    def _assessment_faults(self) -> tuple[Diagnostic, ...]:
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
            shown = Project(disclose(self.texts, audience, item), draws=self.draws, audience=audience)
            return () if same_numbers(self.case, shown.case) else moved(self.risk(), shown.risk())
        except (UndisclosableError, FaultyCaseError):
            return None

    def _shortfalls(self, shown: Project) -> tuple[Shortfall, ...]:
        from loadpath.assess.disclosure import same_numbers, shortfalls  # noqa: PLC0415  numpy is slow to start

        if self._assessment_faults or same_numbers(self.case, shown.case):
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

    def questions(self, by: str | None = None) -> tuple[Asked, ...]:
        """Return what the case leaves open, for one assessor or all, the question first that is worth most."""
        from loadpath.assess.asking import asking  # noqa: PLC0415  numpy is slow to start

        found = self.risk() if by is None else (self.risk(by),)
        return asking(self.case, found, () if found else self.needed())

    def response(self, name: str) -> Timing | Monitoring | None:
        """Return what a scenario or a surface comes to by itself; None where it cannot be played.

        Raises:
            FaultyCaseError: when the case has errors.
            ValueError: when there is no such scenario or surface.
        """
        self.require_sound()
        node = self.case.nodes.get(name)
        if not isinstance(node, Scenario | Surface):
            raise ValueError(f"no scenario or surface {name!r}")  # noqa: TRY004  what it is, the case says
        return self.scene.timing(name) if isinstance(node, Scenario) else self.scene.monitoring(name)

    def load(self, by: str | None = None) -> dict[str, tuple[Load, ...]]:
        """Return what each proposition carries, heaviest first, for one assessor or all, by assessor."""
        chosen = self.risk() if by is None else (self.risk(by),)
        return {item.assessor: item.loads for item in chosen}

    def what_if(self, settings: Mapping[str, str], by: str | None = None) -> tuple[WhatIf, ...]:
        """Return the risk now and given what is supposed, for one assessor or all.

        Args:
            settings: by id, `true`, `false` (of a mitigation also `works`, `fails`; of a scenario `too late`,
                `in time`), or a number that replaces the assessor's, such as `5% (1%-15%)`, `fails 20%`, `unknown`.
            by: an assessor; None for all.

        Raises:
            RefusedSettingError: when that cannot be supposed.
            FaultyCaseError: when the case has errors.
        """
        from loadpath.case.judged import faulty_judgements  # noqa: PLC0415  the start stays fast
        from loadpath.case.setting import supposing  # noqa: PLC0415  the start stays fast
        from loadpath.files.settings import supposed  # noqa: PLC0415  the start stays fast

        self.require_sound()
        given = supposed(settings, self.case)
        found = self.risk() if by is None else (self.risk(by),)
        changed = supposing(self.case, given.lines, [item.assessor for item in found])
        if given.lines and changed == self.case:
            raise RefusedSettingError("a number is supposed, and nobody judges", help="write `true` or `false`")
        for fault in faulty_judgements(changed.nodes):
            raise RefusedSettingError(fault.message, help=fault.help)
        return tuple(self._supposing(item, given) for item in found)

    def _supposing(self, before: Assessment, given: Supposed) -> WhatIf:
        from loadpath.assess.numbers import ContradictionError  # noqa: PLC0415  numpy is slow to start
        from loadpath.assess.what_if import CannotBeError, what_if  # noqa: PLC0415  numpy is slow to start

        try:
            return what_if(self.case, before, given)
        except ContradictionError as error:
            raise RefusedSettingError(error.finding.message, help=error.finding.help) from None
        except CannotBeError as error:
            raise RefusedSettingError(str(error), help="`loadpath show ID` tells what each rests on") from None

    def compare(self, first: str, second: str) -> Comparison:
        """Return why two assessors differ: which inputs, and what each carries of the ratio of their risks.

        Raises:
            FaultyCaseError: when the case has errors.
            ValueError: when there is no such assessor.
        """
        from loadpath.assess.compare import compare  # noqa: PLC0415  numpy is slow to start

        for name in (first, second):
            self.risk(name)
        return compare(self.case, first, second)

    def since(self, before: Project) -> Versions:
        """Return what changed since another version of the case, with each assessor's risk before and after.

        Raises:
            FaultyCaseError: when either version has errors.
        """
        from loadpath.assess.versions import Versions, moved  # noqa: PLC0415  numpy is slow to start
        from loadpath.case.versions import changes  # noqa: PLC0415  the start stays fast

        return Versions(
            digests=(before.case.digest, self.case.digest),
            changes=changes(before.case, self.case),
            assessors=moved(before.risk(), self.risk()),
        )

    def check(self) -> Findings:
        """Return everything that the checks find, sorted by its effect on the risk."""
        from loadpath.checks.run import run  # noqa: PLC0415  the start stays fast

        return run(self.scene)

    def checked(self, *, digest: bool = False) -> Checked:
        """Return what a check comes to: remembered, when not a byte of what it depends on has changed since.

        Args:
            digest: whether the digest of the case is wanted with it.

        Raises:
            NoCaseError: when the text holds no `# Case` heading.
        """
        from loadpath.files.remembered import Checked, key_of  # noqa: PLC0415  the start stays fast

        key = ""
        if self.memory is not None and self.audience == INTERNAL:
            key = key_of(self.texts, today=str(self.today), draws=self.draws, digest=digest)
            known = self.memory.get(key, self.hash_of)
            if known is not None:
                return known
        findings = self.check()
        found = Checked(
            found=findings.found,
            waived=len(findings.waived),
            rules=findings.rules,
            case=self.case.head.id,
            digest=self.case.digest if digest else "",
        )
        if key and self.memory is not None:
            self.memory.put(key, found, self._asked)
        return found

    def document(
        self, variant: str = "full", *, before: Project | None = None, beside: str = "", printed: bool = False
    ) -> Document:
        """Return a form of the report as a document tree; for the arguments see `loadpath.report.variants`.

        Raises:
            FaultyCaseError: when the case, or the version before it, has errors.
            ValueError: when there is no such form.
        """
        from loadpath.report.variants import document_in  # noqa: PLC0415  the start stays fast

        for one in (self, *([before] if before else [])):
            one.require_sound()
        old = (before.scene, before.check()) if before else None
        return document_in(variant, (self.scene, self.check()), before=old, beside=beside, printed=printed)

    def report(self, document: Document | None = None) -> str:
        """Return the full report, or another form of it (`document`), as one self-contained HTML page."""
        from loadpath.report.html import write  # noqa: PLC0415  the start stays fast

        return write(document or self.document())

    def pdf(self, document: Document | None = None) -> bytes:
        """Return the full report, or another form, as a tagged PDF: the same bytes whenever and wherever.

        Raises:
            FaultyCaseError: when the case has errors.
            TooLargeError: when the case has more parts than a PDF is made of.
            LoadpathError: when typst or the fonts are not installed.
        """
        from loadpath.report.pdf import LARGEST, imprint_of, write  # noqa: PLC0415  the start stays fast

        self.require_sound()
        if len(self.case.nodes) > LARGEST:
            said = f"the case has {len(self.case.nodes):,} parts, and a PDF is made of at most {LARGEST:,}"
            raise TooLargeError(said, help="write the HTML page, which has no such limit")
        try:
            return write(document or self.document(), imprint_of(self.scene, self.check()))
        except ImportError as error:
            raise LoadpathError(f"`{error.name}` is not installed", help="install `loadpath[report]`") from None


def read(
    source: str | Path | Mapping[str, str],
    *,
    today: date | None = None,
    draws: int = 20_000,
    audience: str = INTERNAL,
) -> Project:
    """Return the case in a folder, or in a mapping of file names to text, as an audience may see it.

    Args:
        source: a folder, or text by file name.
        today: the day against which expiry is judged; None leaves it unjudged.
        draws: how many worlds the ranges are made of; the headline does not depend on it.
        audience: `public`, `reviewers` or `internal`, which sees everything.

    Raises:
        NoCaseError: when there is no such folder, or no Markdown in it.
        UnreadableError: when a file is not UTF-8, or a limit is passed.
        UndisclosableError: when the case cannot be shown to that audience.
    """
    try:
        found = _opened(source, today, draws)
    except UnreadableError as error:
        if audience == INTERNAL:
            raise
        raise UndisclosableError(
            "the case cannot be read in full, so that what is withheld cannot be told for certain",
            help="mend what `loadpath check FOLDER` finds, then disclose it",
        ) from error
    return found.disclosed(audience)


def fault_tree(path: str | Path, draws: int | None = None) -> tuple[TopRisk, ...]:
    """Return how likely each top event of a published fault tree is (an Open-PSA model, MEF 2.0d).

    Args:
        path: the file, which ends in `.xml`.
        draws: how many worlds are drawn for ranges, 0 for none; 10,000 if not said.

    Raises:
        UnreadableError: when it cannot be read, names what it does not define, or is over a limit.
    """
    from loadpath.assess.tree_risk import DRAWS, tree_risk  # noqa: PLC0415  the start stays fast
    from loadpath.ingest.openpsa import MOST_BYTES, read_open_psa  # noqa: PLC0415  the start stays fast

    file = Path(path)
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(
            f"`{path}` cannot be read: {error.strerror}", help="check that the file is there and may be read"
        ) from None
    return tree_risk(read_open_psa(content, str(path)), DRAWS if draws is None else draws)


def _opened(source: str | Path | Mapping[str, str], today: date | None, draws: int) -> Project:
    if isinstance(source, Mapping):
        return Project(source, today=today, draws=draws)
    folder = Path(source)
    return Project(
        texts_of(folder),
        lambda file, name: hash_of_source(folder, file, name),
        lambda file, name: content_of_source(folder, file, name),
        folder=folder,
        today=today,
        draws=draws,
    )


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
