"""Findings about one proposition are multiplied, and nobody says why they are independent

Two likelihoods about the same proposition multiply, as if each finding came from a world of its own. If both would be
spoilt by the same thing, an evaluation that is recognised, a log that was changed, the same people who wrote both, the
product is too sure of itself. So findings that an assessor scores about one proposition either rely on a common claim,
which is then drawn once for all of them, or some prose speaks of them together: of one finding, of what they are about,
of a claim, or in the reason of a judgement, with a reference to each. The rule cannot tell whether that prose is right;
it asks that there is some.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Evidence honeypots: Staged chances to misbehave

- result: 3 of 4,000
- about: [[scheming]]

## Evidence probe: A probe on ordinary transcripts

- result: quiet
- about: [[scheming]]

## Assessor team: The authors

- scheming: 5% (1%-15%) because it is trained mostly on short tasks
- honeypots: 3:1 against scheming because a schemer would have slipped
- probe: 2:1 against scheming because no probe was tried on a real schemer
```

Name the shared doubt as a claim that both rely on. Or argue, beside one of them, that there is none.

```loadpath
## Event scheming: It has a lasting hidden aim

- kind: residual

## Evidence honeypots: Staged chances to misbehave

- result: 3 of 4,000
- about: [[scheming]]

## Evidence probe: A probe on ordinary transcripts

- result: quiet
- about: [[scheming]]

Unlike [[honeypots]], it does not depend on whether the model believes that it is watched; the teams, the transcripts
and the code were others.

## Assessor team: The authors

- scheming: 5% (1%-15%) because it is trained mostly on short tasks
- honeypots: 3:1 against scheming because a schemer would have slipped
- probe: 2:1 against scheming because no probe was tried on a real schemer
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.lines import judgements_of
from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.judged import judged
from loadpath.case.proposition import Catches, Fails, Not, Ref, TooLate, text_of
from loadpath.case.value import SaysNothing, Unknown
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from loadpath.case.graph import CaseGraph
    from loadpath.case.proposition import Proposition
    from loadpath.case.value import Line
    from loadpath.scene import Scene

SEVERITY = (Severity.NOTE, Severity.WARNING)

ARGUING = (kinds.Claim, kinds.Event, kinds.Mitigation, kinds.Scenario, kinds.Evidence, kinds.Assessor)
"""Kinds whose prose can argue that findings are independent."""

NAMED = 4
"""How many findings are named."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every proposition about which an assessor multiplies findings that nothing holds together."""
    case = scene.case
    topics = {
        item.id: _topic(item.about, case) for item in case.all(kinds.Evidence) if item.about and not item.withheld
    }
    scored = {assessor.id: _scored(case, assessor.id, topics) for assessor in case.all(kinds.Assessor)}
    joined = _joined(case, topics) if any(scored.values()) else {}
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for assessor, about in scored.items():
        for topic, items in about.items():
            if len({_root(joined, name) for name in items}) > 1:
                found.setdefault((topic, tuple(items)), []).append(f"`{assessor}`")
    for (topic, named), assessors in found.items():
        yield _finding(case, topic, named, assessors)


def _topic(about: Proposition, case: CaseGraph) -> str:
    """Return what a finding is about, whichever side and name it is told by."""
    seen: set[str] = set()
    while True:
        match about:
            case Not(part):
                about = part
            case Fails(ref) | TooLate(ref) | Catches(ref):
                return ref.id
            case Ref(name) if name not in seen:
                seen.add(name)
                node = case.nodes.get(name)
                meant = getattr(node, "says", None) or getattr(node, "is_", None)
                if not isinstance(meant, Not | Ref | Fails | TooLate | Catches):
                    return name
                about = meant
            case _:
                return text_of(about, brackets=False)


def _scored(case: CaseGraph, assessor: str, topics: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, held in judgements_of(case, assessor).lines.items():
        if name in topics and not _silent(held.line):
            found.setdefault(topics[name], []).append(name)
    return {topic: sorted(items) for topic, items in found.items() if len(items) > 1}


def _silent(line: Line) -> bool:
    return all(isinstance(branch.value, SaysNothing | Unknown) for branch in line.branches)


def _joined(case: CaseGraph, topics: Mapping[str, str]) -> dict[str, str]:
    """Return findings on one topic as a forest: those that rely on one claim or are argued together share a root."""
    parent = {name: name for name in topics}
    first: dict[tuple[str, str], str] = {}
    for item in case.all(kinds.Evidence):
        for ref in item.relies_on if item.id in topics else ():
            other = first.setdefault((topics[item.id], ref.id), item.id)
            parent[_root(parent, item.id)] = _root(parent, other)
    for spoken in _spoken_of_together(case):
        last: dict[str, str] = {}
        for name in spoken:
            if name in topics:
                other = last.setdefault(topics[name], name)
                parent[_root(parent, name)] = _root(parent, other)
    return parent


def _spoken_of_together(case: CaseGraph) -> Iterator[Iterable[str]]:
    for node in case.nodes.values():
        if isinstance(node, ARGUING):
            yield (node.id, *(ref.id for section in node.body for ref in section.refs))
        for line in node.lines if isinstance(node, kinds.Assessor) else ():
            about = judged(line)
            yield (*((about.id,) if about else ()), *(ref.id for ref in line.refs))


def _root(parent: dict[str, str], name: str) -> str:
    while parent[name] != name:
        parent[name] = parent[parent[name]]
        name = parent[name]
    return name


def _finding(case: CaseGraph, topic: str, items: tuple[str, ...], assessors: list[str]) -> Finding:
    names = ", ".join(f"`{name}`" for name in items[:NAMED])
    more = f" and {len(items) - NAMED} more" if len(items) > NAMED else ""
    return Finding(
        message=f"{names}{more} are multiplied as independent findings about `{topic}`, and nothing argues that",
        at=case.nodes[items[-1]].place("about"),
        label=f"in the numbers of {', '.join(assessors)}",
        help=f"let them rely on the claim that would spoil both; or say beside one why not, with `[[{items[0]}]]`",
        subject=topic if topic in case.nodes else items[-1],
    )
