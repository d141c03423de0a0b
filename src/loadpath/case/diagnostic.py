"""What the checker says: one finding, pointed at the place where it can be mended.

A diagnostic speaks lower case, without a full stop, names in backticks. The fault stands in `message`, the remedy in
`help`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from loadpath.case.characters import marked

if TYPE_CHECKING:
    from loadpath.case.span import Span


class Severity(Enum):
    """How much a finding weighs: an error closes the gate, a warning wants an answer, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def order(self) -> int:
        """Return 0 for errors, 1 for warnings, 2 for notes: the order in which they are shown."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding of one rule at one place.

    Attributes:
        rule: name of the rule, the same as its file, its page and `loadpath explain NAME`.
        severity: how much it weighs under the strictness of the case.
        message: the fault, with the names and numbers it is about.
        at: where it is written.
        label: a few words under the carets; may be empty.
        notes: further facts, one line each (such as a ring of references).
        help: what to write instead; may be empty.
        subject: id of the node it is about, if any; orders findings by their effect on the risk.
    """

    rule: str
    severity: Severity
    message: str
    at: Span
    label: str = ""
    notes: tuple[str, ...] = ()
    help: str = ""
    subject: str = ""

    def __post_init__(self) -> None:
        """Keep what is said to one line of a size that can be read, in which nothing of the author's text hides."""
        for name in ("message", "label", "help"):
            said = getattr(self, name)
            if len(said) > LONGEST or not (said.isascii() and said.isprintable()):
                object.__setattr__(self, name, _one_line(said))
        if self.notes:
            kept = (*self.notes[: MOST_NOTES - 1], "...", self.notes[-1])
            notes = self.notes if len(self.notes) <= MOST_NOTES else kept
            object.__setattr__(self, "notes", tuple(map(_one_line, notes)))


LONGEST = 600
MOST_NOTES = 60
"""Longer than this, what a finding says is cut: nobody reads it, and files may hold megabytes without a space."""


def _one_line(said: str) -> str:
    cut = said if len(said) <= LONGEST else f"{said[: LONGEST // 2]} ... {said[-LONGEST // 2 :]}"
    return " ".join(marked(cut).split("\n")).replace("\t", " ").replace("\r", " ")
