"""Nothing refers to a part of the case

A claim that nothing rests on, a barrier that stands in no pathway or evidence that no claim names makes a case look
fuller than it is, and readers spend their time on it. More often the reference was forgotten, and the argument is
weaker than its authors think. A mention anywhere counts: in a field, a chain, a table, the condition of a judgement,
or prose. That somebody judges it, checked its facts, waives it or has evidence about it does not. A claim that names a
used proposition (`says`) and a barrier that restores a used claim are used.

```loadpath
## Claim low-stealth: It is poor at hiding from a monitor it knows about
```

Say where it matters, or remove it.

```loadpath
## Event hidden: It hides from the monitor

- given: not [[low-stealth]]
- kind: residual

## Claim low-stealth: It is poor at hiding from a monitor it knows about
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.graph import mentions
from loadpath.case.proposition import refs
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from loadpath.case.graph import CaseGraph
    from loadpath.case.span import Span
    from loadpath.scene import Scene

    Where = Mapping[str, Mapping[str, None]]

SEVERITY = Severity.WARNING

REMEDIES: dict[type[kinds.Node], str] = {
    kinds.Claim: "let something rest on `[[{}]]`, mention it where it matters, or remove it",
    kinds.Event: "use `[[{}]]` in a chain or a definition; a way that nobody listed has `- kind: residual`",
    kinds.Mitigation: "put `[[{}]] fails` into the chain of a pathway, or remove it",
    kinds.Quantity: "compare it, such as `- says: [[{}]] at most 0.5%`, or remove it",
    kinds.Evidence: "name it under the claim that it bears on, `- evidence: [[{}]]`, or remove it",
    kinds.Scenario: "put `[[{}]] is too late` into the chain of a pathway, or remove it",
    kinds.Surface: "name it under the pathway that goes through it, `- through: [[{}]]`, or remove it",
    kinds.Term: "use the word, refer to it as `[[{}]]`, or remove the definition",
}
"""The kinds that want to be used, and how."""

WORD = re.compile(r"\w+")


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every part that nothing refers to."""
    used = _used(scene.case)
    where = _where_words_stand(scene.case) if scene.case.all(kinds.Term) else {}
    for item in scene.case.nodes.values():
        remedy = REMEDIES.get(type(item))
        if remedy is None or item.id in used or _used_by_itself(item, used, scene.case, where):
            continue
        yield Finding(
            message=f"nothing refers to the {item.kind_name.lower()} `{item.id}`",
            at=item.at,
            help=remedy.format(item.id),
            subject=item.id,
        )


def _used(case: CaseGraph) -> set[str]:
    """Return the ids that something else refers to, and those of ways that nobody listed, which count as they are."""
    found = {event.id for event in case.all(kinds.Event) if event.residual}
    for item in case.nodes.values():
        aside, own = _aside(item), item.id
        for ref in mentions(item):
            if ref.id != own and (not aside or (ref.id, ref.at) not in aside):
                found.add(ref.id)
        for section in item.body:
            found.update(value.of.id for value in section.computed if value.of and value.of.id != own)
    return found


def _aside(item: kinds.Node) -> Collection[tuple[str, Span]]:
    """Return the mentions that are no use: what is judged, what evidence is about, what was checked, what is waived."""
    match item:
        case kinds.Evidence(about=about):
            return tuple((ref.id, ref.at) for ref in refs(about)) if about is not None else ()
        case kinds.Assessor(lines=lines):
            return {(ref.id, ref.at) for line in lines for ref in refs(line.what)}
        case kinds.Review(facts=facts):
            return {(fact.ref.id, fact.ref.at) for fact in facts}
        case kinds.Waiver(on=on):
            return {(ref.id, ref.at) for ref in on}
        case _:
            return ()


def _used_by_itself(item: kinds.Node, used: set[str], case: CaseGraph, where: Where) -> bool:
    match item:
        case kinds.Claim(says=says) if says is not None:
            return any(ref.id in used for ref in refs(says))
        case kinds.Mitigation(restores=restores):
            return any(ref.id in used for ref in restores)
        case kinds.Term():
            return any(
                _says(phrase, case.nodes[name]) for phrase in _phrases(item) for name in _places(phrase, item, where)
            )
        case _:
            return False


def _phrases(item: kinds.Term) -> list[str]:
    return [phrase.strip() for phrase in (item.title, *item.also_called.split(",")) if phrase.strip()]


def _texts(node: kinds.Node) -> tuple[str, ...]:
    return (node.title, *(item.text for item in node.fields), *(section.plain for section in node.body))


def _where_words_stand(case: CaseGraph) -> Where:
    """Return the ids of the parts in which each word stands, so that a phrase is sought only where its words are."""
    found: dict[str, dict[str, None]] = {}
    for node in case.nodes.values():
        for text in _texts(node):
            for word in WORD.findall(text.lower()):
                found.setdefault(word, {})[node.id] = None
    return found


def _places(phrase: str, item: kinds.Term, where: Where) -> Iterator[str]:
    words = WORD.findall(phrase.lower())
    rarest = min((where.get(word, {}) for word in words), key=len, default={})
    return (name for name in rarest if name != item.id)


def _says(phrase: str, other: kinds.Node) -> bool:
    pattern = re.compile(rf"\b{re.escape(phrase)}\b", re.IGNORECASE)
    return any(pattern.search(text) for text in _texts(other))
