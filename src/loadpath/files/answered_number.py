"""A number that came back, written as a judgement: into the assessor's own line, or below the others.

What this file knows: whose line it becomes, and how a line is worded. What it promises: the line is read again as one
value with its reason, and every other line as before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.asked import Sort
from loadpath.case.judged import PUBLISHED, judged, judged_as
from loadpath.case.proposition import Ref, text_of
from loadpath.errors import RefusedChangeError
from loadpath.files.places import Role, places
from loadpath.files.ranges import lines_of
from loadpath.files.ranges import text_of as joined
from loadpath.files.reader import read
from loadpath.files.refactor import file_of
from loadpath.files.rewritten import BY_HAND, close, marked, require
from loadpath.files.run import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.asked import Question
    from loadpath.case.build import Reading
    from loadpath.case.value import Line
    from loadpath.files.answering import Answer
    from loadpath.files.places import Place


def with_judgement(
    texts: Mapping[str, str], before: Reading, question: Question, answer: Answer, by: str
) -> dict[str, str]:
    """Return the texts with an answer as a judgement of an assessor, its reason, its name and its day behind it.

    Args:
        texts: file name to content.
        before: what is read from them.
        question: what was asked.
        answer: what came back.
        by: whose number it becomes, where the question does not say.

    Raises:
        RefusedChangeError: when nobody is named, there is no reason, or it would not be read as that one line.
    """
    whose = question.assessors[0] if question.sort in (Sort.REASON, Sort.TAKEN) else _whose(question, by)
    nodes = before.case.nodes if before.case else {}
    assessor = nodes.get(whose)
    if not isinstance(assessor, kinds.Assessor):
        known = ", ".join(f"`{name}`" for name, node in nodes.items() if isinstance(node, kinds.Assessor))
        raise RefusedChangeError(
            f"`{whose}` is no assessor of this case",
            help=f"assessors are {known}" if known else "add `## Assessor ...`",
        )
    own = next((line for line in assessor.lines if (ref := judged(line)) and ref.id == question.subject), None)
    kept = own.reason if own and question.sort is Sort.REASON else None
    reason = "; ".join(part for part in (kept, answer.because) if part)
    if not reason:
        raise RefusedChangeError("a number has no reason", help="write behind `because:` what it rests on")
    reason = f"{reason} {answer.source}"
    held = own or _held(nodes, assessor, question.subject)
    what = held.what if held else judged_as(nodes[question.subject]) or Ref(question.subject)
    rest = f"{answer.answer} because {reason}"
    tried = [f"{text_of(what, brackets=brackets)}: {rest}" for brackets in (False, True)]
    refused: RefusedChangeError | None = None
    for said in tried:
        after = _with_line(texts, whose, own, said)
        try:
            now = read(after)
            require(before, now, whose, {"lines"}, "")
            _require_line(assessor, now, question.subject, reason)
        except RefusedChangeError as error:
            refused = refused or error
        else:
            return after
    assert refused is not None
    raise refused


def _whose(question: Question, by: str) -> str:
    if by:
        return by
    if len(question.assessors) == 1 and question.assessors != (PUBLISHED,):
        return question.assessors[0]
    several = ", ".join(f"`{name}`" for name in question.assessors if name != PUBLISHED)
    raise RefusedChangeError(
        f"it may be the number of {several}" if several else "it is nobody's number yet",
        help="say whose it becomes, `--by ASSESSOR`; where nobody judges yet, begin `## Assessor team: ...` first",
    )


def _held(nodes: Mapping[str, kinds.Node], assessor: kinds.Assessor, subject: str) -> Line | None:
    """Return the line that an assessor took over about a node, whose wording the new line keeps."""
    seen: set[str] = set()
    while assessor.starts_from and assessor.starts_from.id not in seen:
        seen.add(assessor.starts_from.id)
        found = nodes[assessor.starts_from.id]
        assert isinstance(found, kinds.Assessor)
        assessor = found
        line = next((line for line in assessor.lines if (ref := judged(line)) and ref.id == subject), None)
        if line is not None:
            return line
    return None


def _with_line(texts: Mapping[str, str], whose: str, own: Line | None, said: str) -> dict[str, str]:
    file = own.at.file if own else file_of(texts, whose)
    mark, text = marked(texts[file])
    lines = list(lines_of(text))
    listed = [p for p in places(file, text) if p.owner == whose and p.role is Role.JUDGEMENT]
    ends = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if own is not None:
        place = next(p for p in listed if p.lines[0][0] <= own.at.line <= p.lines[-1][0])
        first, last = place.lines[0][0], place.lines[-1][0]
        if any("<!--" in line for line in lines[first - 1 : last]):
            raise RefusedChangeError(f"a comment stands in the line of `{whose}`", help=BY_HAND)
        start = lines[first - 1][: place.lines[0][1] - 1]
        lines[first - 1 : last] = [f"{start}{said}{ends}"]
        return dict(texts) | {file: mark + joined(lines)}
    last = _end_of(listed, file, text, whose)
    close(lines, last, ends)
    lines[last:last] = [f"- {said}{ends}"] if listed else [ends, f"- {said}{ends}"]
    return dict(texts) | {file: mark + joined(lines)}


def _end_of(listed: list[Place], file: str, text: str, whose: str) -> int:
    if listed:
        return listed[-1].lines[-1][0]
    return next(p.lines[-1][0] for p in places(file, text) if p.owner == whose and p.role is Role.NODE)


def _require_line(before: kinds.Assessor, after: Reading, subject: str, reason: str) -> None:
    """Refuse a judgement that is not read as one line about its node, with its reason, among the same others."""
    node = after.case.nodes[before.id] if after.case else before
    assert isinstance(node, kinds.Assessor)
    own = [line for line in node.lines if (ref := judged(line)) and ref.id == subject]
    rest = [line for line in node.lines if line not in own]
    kept = [line for line in before.lines if not ((ref := judged(line)) and ref.id == subject)]
    if len(own) != 1 or own[0].reason != plain(reason) or rest != kept:
        raise RefusedChangeError(
            "the answer would not be read as one value with one reason",
            help="write the number behind `answer:`, such as `3% (1%-10%)`, and the reason behind `because:`",
        )
