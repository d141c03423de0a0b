"""One finding enters an assessor's numbers twice

A barrier that is judged `as [[red-team]]` holds all that the red team counted, and so does a quantity that is `measured
by` it. A likelihood of the same finding beside it would count the same transcripts again, so it is left out of the
numbers, and whoever wrote it should know; the same holds for counts and times that stand in a table. The other way of
counting twice: two barriers, both judged as the same run, or two tables. It was run against one of them, and what it
says of the other is a judgement that nobody has written down.

```loadpath
## Mitigation monitor: A second model reads every transcript

- measured by: [[red-team]]

## Evidence red-team: Planted sabotages

- result: 29 of 200
- about: [[monitor]] fails

## Pathway tampering: Tampering with research

1. [[monitor]] fails

## Assessor team: The authors

- monitor fails: as [[red-team]] because the plants were like the real thing
- red-team: 5:1 for monitor because it caught most of them
```

Keep one. Where the counts are used, the finding itself says nothing more.

```loadpath
## Mitigation monitor: A second model reads every transcript

- measured by: [[red-team]]

## Evidence red-team: Planted sabotages

- result: 29 of 200
- about: [[monitor]] fails

## Pathway tampering: Tampering with research

1. [[monitor]] fails

## Assessor team: The authors

- monitor fails: as [[red-team]] because the plants were like the real thing
- red-team: says nothing because its counts are used for the monitor
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.lines import judgements_of
from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.graph import measured_in
from loadpath.case.value import Measured, SaysNothing, Unknown
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.assess.lines import Judged
    from loadpath.case.graph import CaseGraph
    from loadpath.case.span import Span
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

Twice = tuple[str, "Span", str, str]
"""The evidence, where it is used the second time, what is wrong, and what to do."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding that somebody's numbers use twice, naming them."""
    case = scene.case
    quantities: dict[str, str] = {}
    for quantity in case.all(kinds.Quantity):
        for ref in quantity.measured_by:
            item = case.get(ref.id, kinds.Evidence)
            if item is not None and item.result is not None and item.result.counts is not None:
                quantities.setdefault(ref.id, quantity.id)
    tables = _tables(case)
    for name, at, wrong, remedy in _in_two_tables(tables):
        yield Finding(message=f"`{name}` is used twice: {wrong}", at=at, help=remedy, subject=name)
    found: dict[Twice, list[str]] = {}
    for assessor in case.all(kinds.Assessor):
        for twice in _twice(case, judgements_of(case, assessor.id).lines, quantities, tables):
            found.setdefault(twice, []).append(f"`{assessor.id}`")
    for (name, at, wrong, remedy), assessors in found.items():
        message = f"`{name}` is used twice by {', '.join(assessors)}: {wrong}"
        yield Finding(message=message, at=at, help=remedy, subject=name)


def _tables(case: CaseGraph) -> dict[str, dict[str, Span]]:
    """Return where evidence stands by `as` in tables and in fields of surfaces: by its id, the node, and the place."""
    found: dict[str, dict[str, Span]] = {}
    for node in case.nodes.values():
        for ref in measured_in(node):
            found.setdefault(ref.id, {}).setdefault(node.id, ref.at)
    return found


def _in_two_tables(tables: Mapping[str, Mapping[str, Span]]) -> Iterator[Twice]:
    for name, places in tables.items():
        if len(places) > 1:
            names = " and ".join(f"`{place}`" for place in places)
            remedy = f"keep `as [[{name}]]` for what it was run against, and give the other a number of its own"
            yield name, tuple(places.values())[1], f"what it measured stands in {names}", remedy


def _twice(
    case: CaseGraph,
    lines: Mapping[str, Judged],
    quantities: Mapping[str, str],
    tables: Mapping[str, Mapping[str, Span]],
) -> Iterator[Twice]:
    measuring: dict[str, dict[str, Span]] = {}
    for subject, held in lines.items():
        for branch in held.line.branches:
            if isinstance(branch.value, Measured):
                measuring.setdefault(branch.value.evidence.id, {}).setdefault(subject, branch.at)
    for name, held in lines.items():
        if not isinstance(case.nodes.get(name), kinds.Evidence) or _silent(held):
            continue
        told = tables.get(name, {})
        measured = next(iter([*measuring.get(name, ()), *told]), quantities.get(name, ""))
        if measured:
            how = "is judged" if name in measuring else "is computed" if told else "is measured"
            wrong = f"`{measured}` {how} by what it counted, so that its likelihood is not used"
            yield name, held.line.at, wrong, _keep_one(name, measured)
    for name, subjects in measuring.items():
        for table in tables.get(name, {}).keys() - subjects.keys():
            subject, at = next(iter(subjects.items()))
            remedy = f"keep `as [[{name}]]` for what it was run against, and give the other a number of its own"
            yield name, at, f"`{subject}` is judged as what it measured, and it stands in `{table}` as well", remedy
        if len(subjects) > 1:
            names = ", ".join(f"`{subject}`" for subject in subjects)
            remedy = f"keep `as [[{name}]]` for what it was run against, and give the other a number of its own"
            yield name, tuple(subjects.values())[1], f"{names} are all judged as what it measured", remedy


def _silent(held: Judged) -> bool:
    return all(isinstance(branch.value, SaysNothing | Unknown) for branch in held.line.branches)


def _keep_one(name: str, measured: str) -> str:
    return f"keep one use, such as `{name}: says nothing because its counts are used for {measured}`"
