"""The forms in which a case is told: the full report, its executive page, the danger report, what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.report.danger import danger_of
from loadpath.report.delta import delta_of
from loadpath.report.document import document_of
from loadpath.report.executive import executive_of

if TYPE_CHECKING:
    from loadpath.checks.run import Findings
    from loadpath.report.tree import Document
    from loadpath.scene import Scene

    Known = tuple[Scene, Findings]

VARIANTS = ("full", "executive", "danger", "changes")


def document_in(
    variant: str, known: Known, *, before: Known | None = None, beside: str = "", printed: bool = False
) -> Document:
    """Return one form of a case as a document tree.

    Args:
        variant: one of `VARIANTS`.
        known: the case and everything computed from it, and what the checks found.
        before: the same of another version, from which it has changed.
        beside: the file name of the full report, into which the executive page and changes lead; by default that of
            the case.
        printed: whether it is for paper, where a link leads nowhere.

    Raises:
        ValueError: when there is no such form, or changes are asked for without another version.
    """
    scene, findings = known
    beside = beside or f"{scene.case.head.id}.html"
    match variant:
        case "full":
            return document_of(scene, findings)
        case "danger":
            return danger_of(scene, findings)
        case "executive":
            return executive_of(scene, findings, beside=beside, printed=printed)
        case "changes" if before is not None:
            return delta_of(before, known, beside=beside)
        case _:
            raise ValueError(f"{variant!r} is none of {', '.join(VARIANTS)}, or needs a version before")
