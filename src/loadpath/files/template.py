"""The first file of a new case: small, without a number, complete enough to check."""

from __future__ import annotations

import re

TEMPLATE = """\
# Case {case}: Risk analysis of {system}

- kind: risk analysis
- system: {system}
- deployed: {used}
- harm: {harm}
- strictness: pilot

Say in two or three sentences why you think the harm is unlikely, and which part of the argument is the weakest.

# Where it is used

## Surface main-use: {used_title}

- watched by: [[monitor]]

# How the harm could come about

| proposed | by | where it went |
|---|---|---|
| {way} | us | [[first-way]] |

Everybody who reviews the case may add a row. What is left is carried as a number of its own, [[unlisted]].

## Event unlisted: A way we did not list

- kind: residual

## Pathway first-way: {way}

- through: [[main-use]]

1. [[misaligned]]
2. [[attempts]] \u2014 the first step that could be seen
3. [[monitor]] fails
4. [[it-matters]] \u2014 the step from an action to the harm

Say here why each step is unlikely, and what you do not know.

## Event misaligned: The system pursues an aim of its own

## Event attempts: It tries

- given: [[misaligned]]

## Event it-matters: The attempt leads to the harm

# What stands in the way

## Mitigation monitor: Sessions are read by a monitor

- state: built
- needs: [[all-sessions-logged]]

# What we claim

## Claim all-sessions-logged: Every session is logged

Say why this is true. When somebody has looked, write what was found as `## Evidence ...`, and name it here: `-
evidence: [[...]]`.
"""


def first_case(folder: str, *, system: str, used: str, harm: str, way: str) -> str:
    """Return the text of a small case made from four answers.

    Args:
        folder: name of the folder; becomes the id.
        system: what the system is called.
        used: where it is used.
        harm: what must not happen.
        way: one way in which it could happen.
    """
    system, used, harm, way = (plain_answer(answer) for answer in (system, used, harm, way))
    case = re.sub(r"[^a-z0-9]+", "-", folder.lower()).strip("-") or "my-case"
    return TEMPLATE.format(
        case=case,
        system=system,
        used=used,
        used_title=used[:1].upper() + used[1:],
        harm=harm,
        way=way[:1].upper() + way[1:],
    )


def plain_answer(answer: str) -> str:
    """Return an answer on one line, without what would be read as structure."""
    return re.sub(r"[\[\]|<>]+", " ", " ".join(answer.split())).strip() or "unnamed"
