"""An abbreviation is never spelt out

A reader from another field stops at the third unknown abbreviation, and two readers from the same field may read the
same letters differently. The rule looks at titles and prose for words of two or more capitals and asks that something
explains each of them: a `Term` (its id, its title or `also called`), or a bracket such as *reinforcement learning from
human feedback (RLHF)* or *RLHF (reinforcement learning from human feedback)* anywhere in the case. Everyday ones,
units, and names of people, organisations and systems that stand in a field are left alone.

```loadpath
## Claim rlhf-kept: The training kept what RLHF had taught

- rests on: [[aim-kept]]

## Event aim-kept: The aim is kept
```

Spell it out where it is first used, or define it.

```loadpath
## Claim rlhf-kept: The training kept what RLHF had taught

- rests on: [[aim-kept]]

## Event aim-kept: The aim is kept

## Term rlhf: Reinforcement learning from human feedback

- also called: RLHF
```
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.passages import BRACKETED, blank, passages
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.case.span import Span
    from loadpath.scene import Scene

SEVERITY = Severity.NOTE

ACRONYM = re.compile(r"(?<![\w$@#/.&-])([A-Z]{2,}[0-9]{0,2})s?(?![\w&@]|\.[\w])")
ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
EXPLAINED = re.compile(
    r"[a-z][\w'-]{0,3}\W{0,3} \(\W{0,3}([A-Z]{2,}[0-9]{0,2})s?\b"
    r"|\b([A-Z]{2,}[0-9]{0,2})s?\W{0,3} \([^()]{0,100}[a-z]{3}[- ]"
)
"""`reinforcement learning (RL)`, and `RL (reinforcement learning)`."""

EVERYDAY = re.compile(
    "AI|AGI|ML|LLM|API|CLI|GUI|UI|UX|IT|HTML|CSS|PDF|JSON|YAML|XML|CSV|SQL|HTTP|HTTPS|URL|URI|SSH|TLS|SSL|TCP|IP|DNS|VPN"
    "|USB|CPU|GPU|TPU|RAM|ROM|SSD|OS|PC|VM|ID|UTC|GMT|CET|AM|PM|AD|BC|US|USA|UK|EU|UN|NATO|NASA|CEO|CTO|CFO|COO|CISO|HR"
    "|PR|QA|FAQ|DNA|RNA|PHD|TV|CD|DVD|OK|NB|PS|FYI|ASAP|TBD|TBA|TODO|NA|VS|IE|EG|ISO|IEEE|IEC|NIST|ASCII|UTF|SHA|MD"
    "|KB|MB|GB|TB|PB|HZ|KW|MW|GW|KM|CM|MM|KG|MG|USD|EUR|GBP"
    "|AND|OR|NOT|IF|ALL|NO|NONE|ANY|MUST|SHALL|SHOULD|MAY|CAN|DO|IS|ARE|BE|IN|ON|TO|THE|WE|VERY|ONLY|NEVER|ALWAYS"
)
"""What readers of newspapers and everybody who has a computer know, with what is shouted for emphasis."""

CAPITAL = bytes(b"A"[0] if 65 <= code <= 90 else 32 for code in range(256))  # noqa: PLR2004  A to Z in ASCII
"""Turns every capital letter into the same one: a search for two of them is then a search for a fixed text."""

MANY = 3
"""A text of more words than this, most of them in capitals, is shouted."""

NAMED = ("owner", "by", "paid by", "to", "judged by", "decided by", "system", "components", "follows", "deployed", "of")
"""Fields in which capitals are names."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every abbreviation that nothing explains, where it is first used."""
    first: dict[str, Finding] = {}
    uses: dict[str, int] = {}
    explained: set[str] = set()
    for node in scene.case.nodes.values():
        for text, place in _texts(node):
            explained |= {match[1] or match[2] for match in EXPLAINED.finditer(text)}
            for match in () if _shouted(text) else ACRONYM.finditer(text):
                uses[match[1]] = uses.get(match[1], 0) + 1
                if match[1] not in first:
                    first[match[1]] = _finding(match[1], place(match.start(1), match.end(1)), node.id)
    known = explained | _named(scene.case) if first else set()
    for name, found in first.items():
        if name not in known and not EVERYDAY.fullmatch(name) and not ROMAN.fullmatch(name):
            label = f"the first of {uses[name]} places" if uses[name] > 1 else ""
            yield replace(found, label=label)


def _finding(name: str, at: Span, subject: str) -> Finding:
    return Finding(
        message=f"nothing says what `{name}` stands for",
        at=at,
        help=f"spell it out where it is first used, `... ({name})`, or add a `Term` with `- also called: {name}`",
        subject=subject,
    )


def _texts(node: kinds.Node) -> Iterator[tuple[str, Callable[[int, int], Span]]]:
    """Yield the title and the passages of a node, references taken out, each with what finds a place in it."""
    if _capitals(node.title):
        yield BRACKETED.sub(blank, node.title), lambda _start, _end: node.at
    for section in node.body:
        if _capitals(section.text):
            for passage in passages(section):
                yield BRACKETED.sub(blank, passage.text), passage.span


def _capitals(text: str) -> bool:
    """Return whether two capital letters stand side by side."""
    return b"AA" in text.encode("ascii", "replace").translate(CAPITAL)


def _shouted(text: str) -> bool:
    """Return whether a text is written in capitals for emphasis."""
    words = re.findall(r"[A-Za-z]{2,}", text)
    return len(words) > MANY and 2 * sum(word.isupper() for word in words) > len(words)


def _named(case: CaseGraph) -> set[str]:
    """Return the abbreviations that a term defines, and those in the names of people, organisations and systems."""
    texts = [field.text for node in case.nodes.values() for field in node.fields if field.key in NAMED]
    for term in case.all(kinds.Term):
        texts += [term.id.upper(), term.title, term.also_called]
    for kind in (kinds.Assessor, kinds.Review):
        for item in case.all(kind):
            texts += [item.id.upper(), item.title]
    return {match[1] for text in texts for match in ACRONYM.finditer(text)}
