"""Findings that were counted from logs, as several rules look at them: their records, their words, their judges.

A record is there only where its digest is the one stated; audiences that have no files have no records.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.leaning import leaning, ways_up
from loadpath.case.node import Claim, Evidence
from loadpath.checks.leans_on_failed_control import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Node
    from loadpath.case.record import Header, Record, Run
    from loadpath.scene import Scene

JUDGING = re.compile(r"grader|judge|scorer|critic", re.IGNORECASE)
"""What the part of a model is called that scores."""

OF_JUDGES = re.compile(
    r"\b(?:judge|grader|scorer|autograder|classifier|sensitivity|specificity|recall|audit(?! budget)"
    r"|false (?:posi|nega)tive)"
)
"""Words by which a text speaks of who judged, and of their errors."""


MOST_WAYS = 3
"""Ways that a note tells."""


def recorded(scene: Scene) -> Iterator[tuple[Evidence, Record]]:
    """Yield every finding that has a record, with it."""
    for item in scene.case.all(Evidence) if scene.records else ():
        record = scene.records.get(item.id)
        if record is not None:
            yield item, record


def words_of(node: Node) -> str:
    """Return the title and the prose of a node in small letters."""
    return " ".join((node.title, *(f"{section.heading} {section.plain}" for section in node.body))).lower()


def account_of(item: Evidence) -> str:
    """Return what a finding says of how it came about, in small letters: its prose and the fields that tell of it."""
    return f"{words_of(item)} {item.method} {item.made_by} {item.void}".lower()


def relied_on(case: CaseGraph, item: Evidence) -> tuple[Claim, ...]:
    """Return the claims that a finding relies on."""
    return tuple(claim for ref in item.relies_on if (claim := case.get(ref.id, Claim)) is not None)


def leaning_on(case: CaseGraph, item: Evidence) -> tuple[str, ...]:
    """Return a note that says what leans on a finding, step by step up to the pathways; nothing where nothing does."""
    together: dict[tuple[str, ...], list[str]] = {}
    for way in ways_up(case, item.id):
        together.setdefault(way[:-1], []).append(way[-1])
    told = [
        " ← ".join([*(f"`{one}`" for one in way), f"pathway{'s' if len(paths) > 1 else ''} {named(tuple(paths))}"])
        for way, paths in together.items()
    ]
    if not told:
        direct = leaning(case).on(item.id)
        return (f"what leans on it: {named(direct)}",) if direct else ()
    more = f"; and {len(told) - MOST_WAYS} other ways" if len(told) > MOST_WAYS else ""
    return (f"what leans on it: {'; '.join(told[:MOST_WAYS])}{more}",)


def logs(runs: Iterable[Run]) -> str:
    """Return the names of some logs."""
    return named(tuple(run.subject.name for run in runs))


def judges_of(header: Header) -> tuple[str, ...]:
    """Return the models that scored, as far as a log names them."""
    found = (*header.judges, *(model for role, model in header.roles if JUDGING.search(role)))
    return tuple(dict.fromkeys(model for model in found if model))


def speaks_of_judges(case: CaseGraph, item: Evidence) -> bool:
    """Return whether a finding, or a claim that it relies on, speaks of who judged; what is withheld may do so."""
    claims = relied_on(case, item)
    return any(claim.withheld or OF_JUDGES.search(words_of(claim)) for claim in claims) or bool(
        OF_JUDGES.search(account_of(item))
    )
