"""Everything that can be asked of a case: each question is one method, and each answer one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.audience import INTERNAL
from loadpath.case.node import Scenario, Surface
from loadpath.errors import LoadpathError, RefusedSettingError, TooLargeError
from loadpath.project.deciding import Deciding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from loadpath.assess.asking import Asked
    from loadpath.assess.challenged import Attack
    from loadpath.assess.clusters import Clusters
    from loadpath.assess.compare import Comparison
    from loadpath.assess.cut_sets import Cuts
    from loadpath.assess.importance import Importance
    from loadpath.assess.independence import Independence
    from loadpath.assess.monitoring import Monitoring
    from loadpath.assess.pools import Pool
    from loadpath.assess.results import Assessment, Load, NotComputed
    from loadpath.assess.sensitivities import Sensitivities
    from loadpath.assess.surprise import Surprise
    from loadpath.assess.timing import Timing
    from loadpath.assess.versions import Versions
    from loadpath.assess.what_if import WhatIf
    from loadpath.case.setting import Supposed
    from loadpath.checks.run import Findings
    from loadpath.files.remembered import Checked
    from loadpath.report.tree import Document


@dataclass(eq=False)
class Project(Deciding):
    """A case and everything that can be asked of it."""

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

    def surprises(self, by: str | None = None) -> tuple[Surprise, ...]:
        """Return what two pathways or more stand on, and nobody owns or has evidence for, the heaviest first."""
        from loadpath.assess.surprise import surprises  # noqa: PLC0415  numpy is slow to start

        return surprises(self.case, self.load(by), self.today)

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
        return compare(self.case, first, second, draws=self.draws)

    def cuts(self, most: int = 10, pathway: str = "", by: str | None = None) -> dict[str, Cuts | NotComputed]:
        """Return how many minimal cut sets the harm has and which are most probable, by assessor.

        Args:
            most: how many are named.
            pathway: id of a pathway, or of a way not listed; empty for the whole harm.
            by: an assessor; None for all.

        Raises:
            FaultyCaseError: when the case has errors.
            ValueError: when there is no such pathway.
        """
        from loadpath.assess.cut_sets import cuts_of  # noqa: PLC0415  numpy is slow to start

        chosen = self.risk() if by is None else (self.risk(by),)
        return {one.assessor: cuts_of(self.case, one, most, pathway) for one in chosen}

    def groups(self, within: float = 3.0) -> Clusters:
        """Return which assessors stand together, in the order of their risks, and what lies between the groups.

        Args:
            within: how far apart two may be in one group, a factor of 1 at least.

        Raises:
            FaultyCaseError: when the case has errors.
            ValueError: when `within` is below 1.
        """
        from loadpath.assess.clusters import clusters  # noqa: PLC0415  numpy is slow to start

        return clusters(self.case, {one.assessor: one.risk for one in self.risk()}, within)

    def pool(self, kind: str) -> Pool:
        """Return all assessors' risks made into one, which nothing else does, beside the best and the worst.

        Args:
            kind: `linear` or `log-odds`.

        Raises:
            FaultyCaseError: when the case has errors.
            ValueError: when there is no such kind, or nobody's risk was computed.
        """
        from loadpath.assess.pools import pooled  # noqa: PLC0415  numpy is slow to start

        return pooled({one.assessor: one.risk for one in self.risk()}, kind)

    def importance(self, by: str | None = None, worlds: int = 0) -> dict[str, tuple[Importance, ...] | NotComputed]:
        """Return how important every proposition is, in total and by pathway, by assessor.

        Args:
            by: an assessor; None for all.
            worlds: how many worlds ranges are drawn from; 0 for none.

        Raises:
            FaultyCaseError: when the case has errors.
        """
        from loadpath.assess.importance import importances  # noqa: PLC0415  numpy is slow to start
        from loadpath.assess.movable import behind  # noqa: PLC0415  the same
        from loadpath.assess.results import NotComputed  # noqa: PLC0415  the same

        none = NotComputed("the exact circuit does not fit")
        chosen = self.risk() if by is None else (self.risk(by),)
        models = {one.assessor: behind(one) for one in chosen}
        return {name: none if asked is None else importances(asked, worlds) for name, asked in models.items()}

    def uncertainty(self, by: str | None = None) -> dict[str, tuple[Sensitivities, ...] | NotComputed]:
        """Return which part of the variance of the risk each uncertain number carries, by assessor.

        Raises:
            FaultyCaseError: when the case has errors.
        """
        from loadpath.assess.sensitivities import sensitivities  # noqa: PLC0415  numpy is slow to start

        chosen = self.risk() if by is None else (self.risk(by),)
        return {one.assessor: sensitivities(self.case, one.assessor) for one in chosen}

    def independence(
        self, by: str | None = None, sets: Iterable[Sequence[str]] | None = None
    ) -> tuple[Independence, ...]:
        """Return what is gained by taking steps as independent of each other, for one assessor or all.

        Args:
            by: an assessor; None for all.
            sets: ids of barriers that might share one more cause; None for those of each chain.

        Raises:
            FaultyCaseError: when the case has errors.
            ValueError: when something in a set is no barrier, or stands in it alone.
            TooLargeError: when an exact circuit does not fit.
        """
        from loadpath.assess.independence import independence  # noqa: PLC0415  numpy is slow to start
        from loadpath.assess.lines import judgements_of  # noqa: PLC0415  the same

        found = self.risk() if by is None else (self.risk(by),)
        named = None if sets is None else list(sets)
        return tuple(independence(self.case, judgements_of(self.case, one.assessor), named) for one in found)

    def attack(self, by: str | None = None) -> Attack:
        """Return where to push, what challenges would do, and which granted facts the answer hangs on.

        Raises:
            FaultyCaseError: when the case has errors.
        """
        from loadpath.assess.challenged import attack  # noqa: PLC0415  numpy is slow to start

        return attack(self.case, self.risk() if by is None else (self.risk(by),), self.today)

    def since(self, before: Project) -> Versions:
        """Return what changed since another version of the case, with each assessor's risk before and after.

        Raises:
            FaultyCaseError: when either version has errors.
        """
        from loadpath.assess.versions import Versions, moved  # noqa: PLC0415  numpy is slow to start
        from loadpath.case.versions import changes  # noqa: PLC0415  the start stays fast

        dates = (one.case.head.coverage_date for one in (before, self))
        old, new = (date.on if date else None for date in dates)
        return Versions(
            digests=(before.case.digest, self.case.digest),
            covered=(old, new),
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
