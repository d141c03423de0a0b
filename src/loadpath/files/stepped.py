"""A judgement that a program gives, written into the text of an assessor: for their own line, or below the others.

What this file knows: where a judgement stands, and how it is worded. What it promises: nothing else is read otherwise
than before, and the new line is read as one value with its reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.judged import judged
from loadpath.case.node import Assessor
from loadpath.errors import RefusedChangeError
from loadpath.files.places import Role, places
from loadpath.files.ranges import lines_of, text_of
from loadpath.files.reader import read
from loadpath.files.refactor import file_of
from loadpath.files.rewritten import BY_HAND, close, marked, require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.value import Line

SIDE = re.compile(r"(?: fails| is too late)$")


def subject_of(what: str) -> str:
    """Return the id in what is judged.

    >>> subject_of("monitor fails"), subject_of("slip")
    ('monitor', 'slip')
    """
    return SIDE.sub("", what.strip()).strip("[]")


def with_line(texts: Mapping[str, str], by: str, what: str, said: str, reason: str) -> dict[str, str]:
    """Return the texts with a judgement of an assessor; one of their own about the same thing gives way to it.

    Args:
        texts: file name to content.
        by: id of the assessor.
        what: what is judged, such as `slip` or `monitor fails`.
        said: the number, such as `7.3% (2%-15%)`.
        reason: what stands behind `because`, on one line.

    Raises:
        ValueError: when there is no such assessor.
        RefusedChangeError: when it would not be read as that one line, or anything else would be read otherwise.
    """
    before = read(texts)
    assessor = before.case.get(by, Assessor) if before.case else None
    if assessor is None:
        raise ValueError(f"no assessor {by!r} in this case")
    name = subject_of(what)
    own = next((line for line in assessor.lines if (ref := judged(line)) and ref.id == name), None)
    after = _written(texts, by, own, f"{what}: {said} because {reason}")
    now = read(after)
    require(before, now, by, {"lines"}, "")
    found = now.case.get(by, Assessor) if now.case else None
    lines = [line for line in found.lines if (ref := judged(line)) and ref.id == name] if found else []
    if len(lines) != 1 or lines[0].reason != reason:
        raise RefusedChangeError(f"`{what}: {said}` would not be read as one judgement with its reason", help=BY_HAND)
    return after


def _written(texts: Mapping[str, str], by: str, own: Line | None, said: str) -> dict[str, str]:
    file = own.at.file if own else file_of(texts, by)
    mark, text = marked(texts[file])
    lines = list(lines_of(text))
    ends = "\r\n" if lines[0].endswith("\r\n") else "\n"
    here = [place for place in places(file, text) if place.owner == by]
    listed = [place for place in here if place.role is Role.JUDGEMENT]
    if own is not None:
        place = next(one for one in listed if one.lines[0][0] <= own.at.line <= one.lines[-1][0])
        first, last = place.lines[0][0], place.lines[-1][0]
        if any("<!--" in line for line in lines[first - 1 : last]):
            raise RefusedChangeError(f"a comment stands in the line of `{by}`", help="take it out of the line first")
        lines[first - 1 : last] = [f"{lines[first - 1][: place.lines[0][1] - 1]}{said}{ends}"]
    else:
        role = Role.JUDGEMENT if listed else Role.NODE
        last = [one for one in here if one.role is role][-1].lines[-1][0]
        close(lines, last, ends)
        lines[last:last] = [f"- {said}{ends}"] if listed else [ends, f"- {said}{ends}"]
    return dict(texts) | {file: mark + text_of(lines)}
