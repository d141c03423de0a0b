"""An AI made it, and nothing but its maker stands behind it

Work that a model did may be as good as anybody's, and it may have been done by the very system that the case is about,
or by an earlier one that may have aims of its own. What a model made never carries a claim alone. The rule reads `made
by` of claims, barriers and evidence. It takes the maker for an AI when the text has one of the words AI, LLM, model,
agent, assistant or chatbot, or the name of the case's system or of the one before it (`follows`).

It is content when a person stands behind it: the field (or, for evidence, `method`) says that people read, checked or
repeated the work; or evidence that no AI made bears on the claim or barrier; or it rests on a claim that argues for
the maker: one with `argues: alignment` or `argues: control`, or whose title or prose speaks of the maker.

```loadpath
## Claim honeypots-good: The staged situations are like real ones

- evidence: [[honeypot-run]]

## Evidence honeypot-run: Staged chances to misbehave

- result: 3 of 4,000
- about: [[honeypots-good]]
- made by: an earlier model wrote and scored all scenarios
```

Let people look at a sample and say so; or argue that the maker can be trusted with this, and rely on that.

```loadpath
## Claim honeypots-good: The staged situations are like real ones

- evidence: [[honeypot-run]]

## Evidence honeypot-run: Staged chances to misbehave

- result: 3 of 4,000
- about: [[honeypots-good]]
- made by: an earlier model wrote the scenarios; people read all hits and 5% of the rest
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.graph import leans_on
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

Made = kinds.Claim | kinds.Mitigation | kinds.Evidence
"""What may say who made it."""

AI_WORDS = r"a\.?i\.?|llms?|(?:language )?models?|agents?|assistants?|chatbots?"
PEOPLE = re.compile(
    r"\b(?:people|persons?|humans?|by hand|engineers?|researchers?|analysts?|auditors?|reviewers?|contractors?|staff"
    r"|experts?|team|teams|colleagues?|employees?"
    rf"|(?:checked|read|reviewed|verified|confirmed|audited|repeated|rerun|edited|corrected|scored) by "
    rf"(?!(?:an?|the|another|our|its|two|several|other|earlier|older)?\s*(?:\w+ )?(?:{AI_WORDS})\b)\w)",
    re.IGNORECASE,
)
"""How a text says that a person had a hand in it."""

DENIED = re.compile(r"\b(?:no|not|never|without|nobody|unchecked|unread)\b[^;.,]*", re.IGNORECASE)


def find(scene: Scene) -> Iterator[Finding]:
    """Yield everything that an AI made and that no person and no argument about the maker stands behind."""
    ai = _maker(scene.case)
    made = [item for item in scene.case.nodes.values() if isinstance(item, Made) and ai.search(item.made_by)]
    alone = {item.id for item in made if not _people(item)}
    if not alone:
        return
    checked, trusted = _seeds(scene.case, ai, alone)
    behind_claims, behind_evidence = _upwards(scene.case, checked | trusted), _upwards(scene.case, trusted)
    for item in made:
        if item.id not in alone or item.id in (behind_evidence if isinstance(item, kinds.Evidence) else behind_claims):
            continue
        yield Finding(
            message=f"`{item.id}` was made by an AI, and nothing but its maker stands behind it",
            at=item.place("made by"),
            help="let people check it and say so (`...; people read all of it`), or rest it on a claim about its maker",
            subject=item.id,
        )


def _maker(case: CaseGraph) -> re.Pattern[str]:
    """Return the pattern of a text that names an AI: the usual words, and the systems of the case by their names."""
    head = case.head
    named = (re.split(r"[(;,:]", text)[0].strip() for text in (head.system, head.follows))
    systems = {name for name in named if name and len(name) > 1 and not name.startswith("[[")}
    own = "".join(rf"|{re.escape(name)}" for name in sorted(systems, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:(?:{AI_WORDS})(?!\w)|(?:(?!){own})(?![\w-]))", re.IGNORECASE)


def _people(item: Made) -> bool:
    """Return whether a text says that people had a hand in it, what is denied left out."""
    said = f"{item.made_by}; {item.method}" if isinstance(item, kinds.Evidence) else item.made_by
    return bool(PEOPLE.search(DENIED.sub(" ", said)))


def _seeds(case: CaseGraph, ai: re.Pattern[str], alone: set[str]) -> tuple[set[str], set[str]]:
    """Return the evidence that no AI alone made, and the claims that argue for a maker and were not made by one."""
    checked = {item.id for item in case.all(kinds.Evidence) if item.id not in alone}
    trusted = {
        item.id
        for item in case.all(kinds.Claim)
        if item.id not in alone and (item.argues in ("alignment", "control") or _speaks_of(ai, item))
    }
    return checked, trusted


def _speaks_of(ai: re.Pattern[str], item: kinds.Claim) -> bool:
    return bool(ai.search(item.title)) or any(ai.search(section.plain) for section in item.body)


def _upwards(case: CaseGraph, seeds: set[str]) -> set[str]:
    """Return what stands on any of the seeds, through needs, supports, evidence and what evidence relies on."""
    above: dict[str, list[str]] = {}
    for item in case.nodes.values():
        for _, ref in leans_on(item):
            above.setdefault(ref.id, []).append(item.id)
    found: set[str] = set()
    stack = [name for seed in seeds for name in above.get(seed, ())]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(above.get(name, ()))
    return found
