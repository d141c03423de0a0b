"""Somebody left a proposition without a number

What nobody assessed is unknown: anything from 0 to 1, never true by default. The risk becomes an interval as wide as
that allows, and a verdict may hang on it. That is an honest answer, and often a forgotten line. Whoever means it
writes `unknown because ...`, and the rule is content; a case without any assessor is prose first, and the rule is
silent. A response with a table, and a surface with stages, are unknown as long as a cell or a field is that they need.

```loadpath
## Event attempts: It tries to tamper with a result

## Event matters: A tampered result leads to the harm

## Pathway tampering: Tampering with research

1. [[attempts]]
2. [[matters]]

## Assessor team: The authors

- attempts: 20% (5%-50%) because most of its chances are there
```

Write a number with a range and a reason, or say that it is unknown to you. Values under conditions want an
`otherwise`, unless the conditions leave nothing out.

```loadpath
## Event attempts: It tries to tamper with a result

## Event matters: A tampered result leads to the harm

## Pathway tampering: Tampering with research

1. [[attempts]]
2. [[matters]]

## Assessor team: The authors

- attempts: 20% (5%-50%) because most of its chances are there
- matters: unknown because we could not agree on what the next model will be used for
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.asked import counts, unknown_parts
from loadpath.case.diagnostic import Severity
from loadpath.case.value import Unknown
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.assess.results import Assessment
    from loadpath.case.asked import Part
    from loadpath.case.span import Span
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every node that the risk depends on and that an assessor gave no number, naming the assessors."""
    if not scene.case.all(kinds.Assessor):
        return
    missing: dict[str, list[str]] = {}
    for assessment in scene.assessments:
        for name in _left_open(assessment, scene):
            missing.setdefault(name, []).append(assessment.assessor)
    for name, assessors in missing.items():
        node = scene.case.nodes[name]
        told = _told(node, scene)
        if told is None:
            continue
        message, at, remedy = told
        yield Finding(
            message=f"{message} {', '.join(f'`{item}`' for item in assessors)}",
            at=at,
            label="the risk is an interval until then",
            help=remedy,
            subject=name,
        )


def _left_open(assessment: Assessment, scene: Scene) -> Iterator[str]:
    """Yield what an assessor left open without a word; other rules speak of pathways and of failed evidence."""
    from loadpath.assess.evidence import hidden_by_failures  # noqa: PLC0415  numpy is slow to start
    from loadpath.assess.lines import judgements_of  # noqa: PLC0415  the same

    lines = judgements_of(scene.case, assessment.assessor).lines
    hidden = hidden_by_failures(scene.case, assessment.unscored)
    for name in assessment.unassessed:
        if name in hidden or isinstance(scene.case.nodes[name], kinds.Pathway):
            continue
        branches = lines[name].line.branches if name in lines else ()
        said = any(isinstance(branch.value, Unknown) for branch in branches)
        if not branches or (branches[-1].condition is not None and not said):
            yield name


Told = tuple[str, "Span", str]
"""What is open, up to who left it open; where it stands; what to do."""


def _told(node: kinds.Node, scene: Scene) -> Told | None:
    """Return what is open about a node; None where all that is open is a limit that somebody wrote."""
    match node:
        case kinds.Scenario():
            return _scenario(node)
        case kinds.Surface() if node.stages:
            return _surface(node, scene)
        case _:
            return _without_number(node)


def _without_number(node: kinds.Node) -> Told:
    said = {"Mitigation": "fails", "Surface": "catches one"}.get(node.kind_name, "")
    what = f"{node.id} {said}".strip()
    number = "0.3% (0.1%-1%)" if isinstance(node, kinds.Quantity) else "5% (1%-15%)"
    remedy = (
        f"write `{what}: {number} because ...`, with `otherwise` behind conditions; or `{what}: unknown because ...`"
    )
    return f"`{node.id}` has no number from", node.at, remedy


def _surface(node: kinds.Surface, scene: Scene) -> Told | None:
    """Return the parts of a surface that are not known and count; it is pointed at the first."""
    parts = [part for part in unknown_parts(node, scene.case.head) if counts(node, part)]
    if not parts:
        return None
    first, names = parts[0], [_part(node, part) for part in parts]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    verb = "is" if len(names) == 1 else "are"
    ask = "ask whoever knows it" if first.written else f"write `- {first.column}: ...`"
    remedy = f"{ask}, or judge the surface as a whole: `{node.id} catches one: 60% (40%-80%) because ...`"
    message = f"{listed} of `{node.id}` {verb} unknown, and with it whether one attempt is caught, to"
    return message, first.at, remedy


def _part(surface: kinds.Surface, part: Part) -> str:
    return f"`{part.column}` at `{surface.stages[part.row - 1].name}`" if part.row else f"`{part.column}`"


def _scenario(node: kinds.Scenario) -> Told:
    if node.harm_at is None or not node.rows:
        lacking = "`harm at`" if node.harm_at is None else "table"
        remedy = f"add the {lacking}, or judge it: `{node.id} is too late: 5% (1%-15%) because ...`"
        return f"the response `{node.id}` has no {lacking} and is unknown to", node.at, remedy
    row = next((row for row in node.rows if Unknown() in (row.after, row.works, row.duty, row.queue)), node.rows[0])
    remedy = f"ask whoever knows how `{row.who}` would act"
    if Unknown() not in (row.after, row.works):
        column, what = ("on duty", "can be reached") if row.duty == Unknown() else ("queue", "has to look at")
        asked = f"when `{row.who}` {what}" if column == "on duty" else f"how much `{row.who}` {what}, and can handle"
        message = f"`{column}` in the row of `{row.who}` in `{node.id}` is unknown, and with it the response to"
        return message, row.at, f"ask {asked}"
    return f"the row of `{row.who}` in `{node.id}` is unknown, and with it the response to", row.at, remedy
