"""A case that leaves something of every sort open, its page, and the page filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import loadpath as lp
from loadpath.report.asking import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.asked import Question

CASE = """# Case crane: A case with gaps

- kind: risk analysis

## Budget own: What we allow

- this case: 1%

## Pathway copying: It copies itself out

1. [[tries]]
2. [[guard]] fails
3. [[copy]] is too late

## Pathway selling: It sells access

1. [[tries]]
2. [[guard]] fails
3. not [[logged]]

## Event tries: It tries

## Claim logged: Every session is logged

- owner: priya

## Mitigation guard: A guard stops it

- owner: omar

## Scenario copy: A copy begins

- owner: ruth
- harm at: 2 days

| who | sees | tells | after | works |
|---|---|---|---|---|
| counter | upload | lead | 5 min | 90% ever |
| lead | call | **stops it**: closes the port | unknown | unknown |

Asked last year.

## Request why-logged: How do you know that logs are whole?

- to: priya
- due: 2027-03-01
- status: open
- leaves open: [[logged]]
"""

TEAM = """# Assessor team: The authors

- tries: 5% (1%-15%) because of last year
- logged: 95%
- guard fails: unknown because nobody tried
"""

REVIEW = """# Assessor review: A reviewer

- starts from: [[team]]
- guard fails: 20% (10%-35%) because we tried it
"""

TEXTS: Mapping[str, str] = {"case.md": CASE, "team.md": TEAM, "review.md": REVIEW}


def questions(texts: Mapping[str, str]) -> dict[str, Question]:
    """Return what a case asks, by the id without the digest."""
    return {one.question.name: one.question for one in lp.read(texts, draws=200).questions()}


def printed(texts: Mapping[str, str]) -> str:
    """Return the page with everything that a case asks."""
    project = lp.read(texts, draws=200)
    return page(project.case, project.questions(), project.audience)


def filled(text: str, answers: Mapping[str, tuple[str, str]], by: str = "Ruth", on: str = "2027-02-05") -> str:
    """Return a page with some questions answered: an answer and a reason by the id without the digest."""
    blocks = text.split("\n## ")
    for name, (answer, reason) in answers.items():
        (at,) = [place for place, block in enumerate(blocks) if f"question: `{name}/" in block]
        block = blocks[at].replace("answer:", f"answer: {answer}").replace("because:", f"because: {reason}")
        blocks[at] = block.replace("\nby:", f"\nby: {by}").replace("\non:", f"\non: {on}")
    return "\n## ".join(blocks)
