"""The interview queue: every question that a case leaves open, sorted by what its answer is worth.

What this file knows: where answers are missing (unknown cells, fields and judgements, numbers without a reason or
without a range that would decide, numbers taken over, words of strength, parts that nobody owns, requests that wait).
What it promises: each is one question; its worth is the largest over the assessors that it concerns, or the reason why
there is none; the order does not depend on the order of files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf
from typing import TYPE_CHECKING

from loadpath.assess.evidence import hidden_by_failures
from loadpath.assess.lines import PUBLISHED
from loadpath.assess.results import NotComputed
from loadpath.assess.viewed import View, decides, of_cell, of_open, of_surface, surfaces_in, view_of
from loadpath.assess.worth import Found, Worth, heaviest
from loadpath.case import asked as words
from loadpath.case import node as kinds
from loadpath.case.asked import Sort
from loadpath.case.graph import propositions, under
from loadpath.case.leaning import pathways_over
from loadpath.case.proposition import Not, Ref, refs
from loadpath.case.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loadpath.assess.results import Assessment
    from loadpath.case.asked import Question
    from loadpath.case.graph import CaseGraph
    from loadpath.case.value import Line

NOBODY = NotComputed("nobody has given numbers yet")

OWNED = (kinds.Event, kinds.Claim, kinds.Mitigation, kinds.Scenario)
"""The kinds that want an owner."""

JUDGED = (*OWNED, kinds.Surface, kinds.Quantity, kinds.Evidence)
"""The kinds of which a number is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what its answer is worth.

    Attributes:
        question: the question.
        worth: what its answer may do to the risk, or why that is not known.
        pathways: ids of the pathways that stand on what it is about.
    """

    question: Question
    worth: Found
    pathways: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[object, ...]:
        """Return what questions are sorted by: worth, then the day, then how many pathways stand on it.

        What nobody has said comes before who owns it, and before whether somebody holds what another has said: those
        answers move the risk only where they lead to another number.
        """
        weight = self.worth.weight if isinstance(self.worth, Worth) else (inf, inf)
        due = self.question.due or date.max
        hangs = self.question.sort in (Sort.OWNER, Sort.TAKEN)
        return (not isinstance(self.worth, Worth), hangs, weight, due, -len(self.pathways), self.question.id)

    def as_json(self) -> dict[str, object]:
        """Return the question as plain JSON values."""
        asked = self.question
        return {
            "id": asked.id,
            "question": asked.text,
            "about": asked.subject,
            "to": asked.to,
            "due": asked.due.isoformat() if asked.due else None,
            "file": asked.at.file,
            "line": asked.at.line,
            "assessors": list(asked.assessors),
            "pathways": list(self.pathways),
            "worth": _plain(self.worth),
        }


def _plain(worth: Found) -> dict[str, object]:
    if isinstance(worth, NotComputed):
        return {"not_computed": worth.reason}
    return {
        "assessor": worth.assessor,
        "factor": worth.factor if worth.low > 0 else {"not_computed": "the risk is zero at the best answer"},
        "low": worth.low,
        "high": worth.high,
        "between": worth.basis.value,
        "others": worth.others.value,
    }


def asking(case: CaseGraph, found: Sequence[Assessment], missing: Sequence[str] = ()) -> tuple[Asked, ...]:
    """Return every question that a case leaves open, the one first whose answer is worth most.

    Args:
        case: a sound case.
        found: what the assessors' numbers come to.
        missing: what would be judged where nobody judges yet.
    """
    views = [view_of(case, result) for result in found]
    asked = [
        *_cells(case, views),
        *_surfaces(case, views),
        *_numbers(case, views, missing),
        *_reasons(case, views),
        *_words(case, views),
        *_owners(case, views),
        *_requests(case, views),
    ]
    return tuple(sorted(asked, key=lambda one: one.order))


def _asked(case: CaseGraph, question: Question, worth: Found) -> Asked:
    return Asked(question=question, worth=worth, pathways=_over(case, question.subject))


def _over(case: CaseGraph, name: str) -> tuple[str, ...]:
    """Return the pathways over a node; asked for most nodes of a case, so that those below each are listed once."""
    if isinstance(case.nodes.get(name), kinds.Evidence | kinds.Quantity):
        return tuple(sorted(pathways_over(case, name)))
    return case.once("pathways over each node", lambda: _listed(case)).get(name, ())


def _listed(case: CaseGraph) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for pathway in case.all(kinds.Pathway):
        for name in under(case, pathway):
            found.setdefault(name, []).append(pathway.id)
    return {name: tuple(sorted(paths)) for name, paths in found.items()}


def _cells(case: CaseGraph, views: Sequence[View]) -> Iterator[Asked]:
    """Yield the cells of response tables that are unknown, and the time of harm that makes them count."""
    waiting = _waiting(case)
    for scenario in case.all(kinds.Scenario):
        if scenario.withheld:
            continue
        shown = all(item.key != words.HARM_AT for item in scenario.fields)
        if scenario.rows and scenario.harm_at is None and shown:
            worth = heaviest(view.unknown(scenario.id) for view in views) if views else NOBODY
            yield _asked(case, words.of_time(scenario, waiting.get(scenario.id)), worth)
        for place, row in enumerate(scenario.rows):
            cells = (("after", row.after), ("works", row.works), ("on duty", row.duty), ("queue", row.queue))
            for column in (column for column, value in cells if words.asked_for(value)):
                found = [of_cell(view, scenario, place, column) for view in views]
                yield _asked(case, words.of_cell(scenario, place + 1, column), heaviest(found) if found else NOBODY)


def _surfaces(case: CaseGraph, views: Sequence[View]) -> Iterator[Asked]:
    """Yield what is not known of the surfaces that something depends on."""
    waiting = _waiting(case)
    for name in _depended_on(case):
        surface = case.get(name, kinds.Surface)
        if surface is None or surface.withheld:
            continue
        parts = words.unknown_parts(surface, case.head)
        found = [of_surface(view, surface, parts) for view in views]
        for part, *worths in zip(parts, *found, strict=True):
            yield _asked(case, words.of_part(surface, part, waiting.get(name)), heaviest(worths) if worths else NOBODY)


def _depended_on(case: CaseGraph) -> tuple[str, ...]:
    """Return what stands in a proposition of anything but a finding or a test, which only look at it."""
    stating = (node for node in case.nodes.values() if not isinstance(node, kinds.Evidence | kinds.Test))
    return tuple(dict.fromkeys(ref.id for node in stating for what in propositions(node) for ref in refs(what)))


def _waiting(case: CaseGraph) -> dict[str, kinds.Request]:
    """Return the reviewer's question that waits for each node that it leaves open, surfaces in its claims included."""
    found: dict[str, kinds.Request] = {}
    for item in case.all(kinds.Request):
        if words.waits(item):
            about = [ref.id for ref in item.leaves_open]
            inside = [name for one in about for name in surfaces_in(case, case.nodes[one])]
            found |= dict.fromkeys([*about, *inside], item)
    return found


def _numbers(case: CaseGraph, views: Sequence[View], missing: Sequence[str]) -> Iterator[Asked]:
    """Yield what has no number from somebody: what the risk depends on, what is said to be unknown, what failed.

    A finding that failed its own criterion makes what it is about unknown to whoever did not score it.
    """
    left: dict[str, list[View]] = {}
    for view in views:
        hidden = hidden_by_failures(case, view.result.unscored)
        said = [name for name, judged in view.lines.items() if _open(judged.line)]
        for name in dict.fromkeys((*view.result.unassessed, *said, *view.result.unscored)):
            if name not in hidden and _judgeable(case.nodes[name]):
                left.setdefault(name, []).append(view)
    for name in missing:
        if _judgeable(case.nodes[name]):
            left.setdefault(name, [])
    waiting = _waiting(case)
    for name, whose in left.items():
        node = case.nodes[name]
        line = next((view.lines[name].line for view in whose if name in view.lines), None)
        assessors = tuple(sorted(view.result.assessor for view in whose))
        question = words.of_number(node, assessors, line, waiting.get(name))
        behind_it = sorted(hidden_by_failures(case, (name,))) if isinstance(node, kinds.Evidence) else [name]
        found = [view.unknown(one) for view in whose for one in behind_it]
        yield _asked(case, question, heaviest(found) if whose else NOBODY)


def _open(line: Line) -> bool:
    return any(isinstance(branch.value, Unknown) and not branch.value.withheld for branch in line.branches)


def _judgeable(node: kinds.Node) -> bool:
    """Return whether a number of this node is asked for: one with a table is asked for its cells and fields instead."""
    tabled = (isinstance(node, kinds.Scenario) and node.rows) or (isinstance(node, kinds.Surface) and node.stages)
    return not node.withheld and not tabled and isinstance(node, JUDGED)


def _reasons(case: CaseGraph, views: Sequence[View]) -> Iterator[Asked]:
    """Yield the numbers that are not defended: no reason, no range that would decide, or taken over."""
    for view in views:
        assessor = case.get(view.result.assessor, kinds.Assessor)
        if assessor is None or assessor.withheld:
            continue
        for name, judged in view.lines.items():
            line, node = judged.line, case.nodes[name]
            if node.withheld or all(isinstance(branch.value, Unknown) for branch in line.branches):
                continue
            if judged.origin == assessor.id:
                yield from _own(case, views, assessor, node, line)
            elif isinstance(worth := view.number(name, line), Worth):
                yield _asked(case, words.of_taken(node, assessor, line, judged.origin), worth)


def _own(
    case: CaseGraph, views: Sequence[View], assessor: kinds.Assessor, node: kinds.Node, line: Line
) -> Iterator[Asked]:
    """Yield the question about an assessor's own line, worth the most to anybody who holds it."""
    holding = [view for view in views if node.id in view.lines and view.lines[node.id].line is line]
    spanless = any(decides(view, view.numbers(node.id, line, bare=True)) for view in holding)
    if line.reason is None or spanless:
        question = words.of_reason(node, assessor, line, reason=line.reason is None, span=spanless)
        yield _asked(case, question, heaviest(view.number(node.id, line) for view in holding))


def _words(case: CaseGraph, views: Sequence[View]) -> Iterator[Asked]:
    """Yield the published words of strength, where the case is read in its own words."""
    for view in views:
        if view.result.assessor == PUBLISHED:
            for name, judged in view.lines.items():
                claim = case.nodes[name]
                if isinstance(claim, kinds.Claim) and not claim.withheld:
                    yield _asked(case, words.of_word(claim), view.numbers(name, judged.line))


def _owners(case: CaseGraph, views: Sequence[View]) -> Iterator[Asked]:
    """Yield what pathways lean on and nobody owns; a name for something else needs no owner of its own."""
    owned = {claim.says.id for claim in case.all(kinds.Claim) if claim.owner and isinstance(claim.says, Ref)}
    owned |= {
        claim.says.part.id
        for claim in case.all(kinds.Claim)
        if claim.owner and isinstance(claim.says, Not) and isinstance(claim.says.part, Ref)
    }
    for node in case.nodes.values():
        if not isinstance(node, OWNED) or node.owner or node.withheld or node.id in owned:
            continue
        names = getattr(node, "is_", None) is not None or getattr(node, "says", None) is not None
        if not names and _over(case, node.id):
            worth = heaviest(view.load(node.id) for view in views) if views else NOBODY
            yield _asked(case, words.of_owner(node), worth)


def _requests(case: CaseGraph, views: Sequence[View]) -> Iterator[Asked]:
    """Yield the reviewers' questions that wait, each worth what weighs most of what it leaves open."""
    for request in case.all(kinds.Request):
        if request.withheld or not words.waits(request):
            continue
        about = [ref.id for ref in request.leaves_open]
        found = [of_open(case, view, name) for view in views for name in about]
        over = (path for name in about for path in _over(case, name))
        yield Asked(
            question=words.of_request(request),
            worth=(heaviest(found) if found else NotComputed("it names nothing that it leaves open"))
            if views
            else NOBODY,
            pathways=tuple(sorted(set(over))),
        )
