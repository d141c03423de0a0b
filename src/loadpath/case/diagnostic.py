"""What the checker says: one finding, pointed at the place where it can be mended.

A diagnostic speaks lower case, without a full stop, names in backticks. The fault stands in `message`, the remedy in
`help`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

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
