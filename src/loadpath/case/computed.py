"""Which judgements say that a Python function computed them, so that the text alone does not tell how.

What this file knows: the words with which such a line says it. They stand in the reason of the line, so that they go
wherever the text goes: into a folder, a report, a reduced case.

>>> words_of("detect")
'computed by the Python function detect (not auditable as text)'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.judged import judged
from loadpath.case.node import Assessor

if TYPE_CHECKING:
    from loadpath.case.graph import CaseGraph
    from loadpath.case.span import Span

SAID = re.compile(r"computed by the Python function (\w+)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A judgement that a Python function computed.

    Attributes:
        assessor: whose it is, an id.
        subject: id of the node that it judges.
        function: the name of the function.
        at: where it is written.
    """

    assessor: str
    subject: str
    function: str
    at: Span


def words_of(function: str) -> str:
    """Return the words with which a line says that a function computed it."""
    return f"computed by the Python function {function} (not auditable as text)"


def computed(case: CaseGraph) -> tuple[Computed, ...]:
    """Return the judgements that a Python function computed, in the order of the files."""
    found = []
    for assessor in case.all(Assessor):
        for line in assessor.lines:
            said, about = SAID.search(line.reason or ""), judged(line)
            if said and about:
                found.append(Computed(assessor=assessor.id, subject=about.id, function=said[1], at=line.at))
    return tuple(found)
