"""Lines that read like a field or a judgement and stand in no list: shown as if they counted, they must not be dropped.

A missing space after the dash, a bullet of another alphabet, a numbered list: each looks right on the page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.kinds import KINDS
from loadpath.case.value import Line
from loadpath.files.judgements import judgement
from loadpath.files.run import RefusedError, Run, run_of
from loadpath.files.scan import Block, Shape

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MARK = re.compile(r"(?:[-*+\u2022\u2023\u25e6\u25aa\u00b7\u2013\u2014]{1,2}|[0-9]{1,3}[.)]) ?(?=\S)")
"""What stands where a bullet would."""

KEYED = re.compile(r"([A-Za-z][A-Za-z0-9 _-]{0,40}?) ?:(?= |$)")


def unlisted(block: Block, kind: str, file: str, ids: Collection[str], *, first: bool) -> Iterator[Diagnostic]:
    """Yield a fault for each line of a block of prose that reads like a line of the list of its node.

    Args:
        block: the block.
        kind: the kind word of the node.
        file: the name of the file.
        ids: the ids of the case.
        first: whether the block is the first one right under the heading.
    """
    if kind == "Scale" or not (first or kind == "Assessor"):
        return
    if block.shape is Shape.ITEMS:
        runs = ((run_of(entry, file), True) for entry in block.entries)
    elif block.shape is Shape.PROSE and ":" in block.lines[0][2]:
        runs = (_unmarked(run_of([line], file)) for line in block.lines)
    else:
        return
    for number, (run, marked) in enumerate(runs):
        if kind == "Assessor":
            found = (marked or " because " in run.text) and _is_judgement(run, ids)
        else:
            found = _is_field(run, kind, marked=marked)
        if found:
            yield _fault(run, kind)
        elif number == 0 and block.shape is Shape.PROSE:
            return  # what follows is a line of a sentence, wherever it was broken


def _unmarked(run: Run) -> tuple[Run, bool]:
    mark = MARK.match(run.text)
    return (run[mark.end() :], True) if mark else (run, False)


def _is_field(run: Run, kind: str, *, marked: bool) -> bool:
    found = KEYED.match(run.text)
    return found is not None and (found[1].lower() if marked else found[1]) in KINDS[kind].fields


def _is_judgement(run: Run, ids: Collection[str]) -> bool:
    try:
        return isinstance(judgement(run, ids), Line)
    except RefusedError:
        return False


def _fault(run: Run, kind: str) -> Diagnostic:
    judged = kind == "Assessor"
    return Diagnostic(
        rule="malformed-judgement" if judged else "unknown-field",
        severity=Severity.ERROR,
        message=f"`{run.text[:40]}` reads like a {'judgement' if judged else 'field'} and stands in no list",
        at=run.span(),
        help=f"write `- {run.text[:60]}`: a dash, a space, at the margin; or word it as a sentence",
    )
