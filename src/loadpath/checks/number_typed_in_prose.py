"""A computed number was typed into prose

The number was right on the day it was typed. Then a judgement changed, the risk moved, and the sentence still says `1
in 29,000`. The rule looks for probabilities (`3.4%`, `1 in 29,000`) in sentences that speak of the risk, the budget,
a pathway or a piece of evidence, and compares them with what was computed. One that equals a computed number to its
printed digits will be wrong one day; one that is said to *be* the risk or the budget and equals none of them is wrong
now. Sentences about other times and about conditions (`if`, `would`, `was`) are left alone, and so is what reviewers
write, since that is about one state of the case.

```loadpath
# Case example: An example

- kind: risk report

By our own numbers the risk is 0.5%, and most of it is one guess.

## Event unlisted: A way we did not list

- kind: residual

## Assessor team: The authors

- unlisted: 0.5% because half of the proposals fitted
```

Ask for the number; the report fills it in, with its range of digits, and links it to where it comes from.

```loadpath
# Case example: An example

- kind: risk report

By our own numbers the risk is [[= risk by team]], and most of it is one guess.

## Event unlisted: A way we did not list

- kind: residual

## Assessor team: The authors

- unlisted: 0.5% because half of the proposals fitted
```
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING

from loadpath.assess.results import Interval
from loadpath.case.diagnostic import Severity
from loadpath.case.digest import WRITTEN_AFTERWARDS
from loadpath.case.node import Budget, Evidence
from loadpath.case.passages import REFERENCE, passages
from loadpath.case.rounding import probability
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.assess.results import Answer
    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Node
    from loadpath.case.passages import Passage
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,15})?"
TYPED = re.compile(
    rf"(?<![\w.,$/\u2013\u2014-])(?:(?P<percent>{DIGITS})\s?%|(?P<out>1) in (?P<of>{DIGITS}))"
    r"(?!\s?[-\u2013\u2014]\s?[0-9]|\s+(?:of|or)\b|[\w,.]*[0-9])"
)
"""A probability alone: no end of a range, and no share of something."""

ONE_IN = re.compile(r"1\s+in\s")
"""Without this and without `%` a text holds no probability."""

SPEAKS = re.compile(r"\b(?:risks?|chance|probability|likelihood|harm|budget|bound|odds)\b", re.IGNORECASE)
STATES = re.compile(
    r"\b(?:(?:the|our|its) (?:total |overall |computed )?(?P<what>risk|budget))"
    r"(?: of the case| of \[\[(?P<of>[a-z0-9.-]+)\]\]| by our own numbers)?"
    r" (?:is|of|at|stands at|comes to|amounts to|equals)(?: now| about| roughly| some| only)? $",
    re.IGNORECASE,
)
"""What stands right before a number that is said to be the risk or the budget."""

ELSEWHERE = re.compile(
    r"\b(?:if|unless|would|could|might|were|was|had|when|without|given|last|earlier|previous|former|until|once|suppose"
    r"|assuming|threshold|industry|share|per|whole)\b",
    re.IGNORECASE,
)
"""Words of sentences about another state than the present one, or about a part of a budget."""

REACH = 120
"""How many characters before a number are looked at for what it is said to be."""

MOST_NAMED = 3
ENOUGH_DIGITS = 2
"""With fewer digits than this a number equals a computed one only where it is said to be it."""


@dataclass(frozen=True, slots=True)
class Known:
    """A computed probability: what it is in words, how prose asks for it, and its value."""

    what: str
    ask: str
    value: float


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every probability in prose that equals a computed one, or is said to be one and is not."""
    computed = _Computed(scene.case, tuple(_totals(scene)), _risks(scene))
    for node in scene.case.nodes.values():
        if isinstance(node, WRITTEN_AFTERWARDS):
            continue
        for section in node.body:
            if "%" in section.text or ONE_IN.search(section.text):
                for passage in passages(section):
                    yield from _in_passage(passage, node, computed)


@dataclass(frozen=True, slots=True)
class _Computed:
    """What was computed about the whole case, and about each pathway and each way not listed."""

    case: CaseGraph
    totals: tuple[Known, ...]
    risks: Mapping[str, tuple[Known, ...]]

    def about(self, name: str) -> tuple[Known, ...]:
        """Return what was computed about one node; the bound of counted evidence is computed when asked for."""
        evidence = self.case.get(name, Evidence)
        if evidence is None:
            return self.risks.get(name, ())
        from loadpath.assess.questions import bound_of  # noqa: PLC0415  scipy is slow to start

        upper = bound_of(evidence)
        return (Known(f"the bound of `{name}`", f"bound of {name}", upper),) if isinstance(upper, float) else ()


def _totals(scene: Scene) -> Iterator[Known]:
    """Yield the risk of the case by everybody, and its budget."""
    for item in scene.assessments:
        yield from _known(f"the risk by `{item.assessor}`", f"risk by {item.assessor}", item.risk)
    level = next((item.spread.level for item in scene.assessments), None)
    if level is not None and any(scene.case.all(Budget)):
        yield Known("the budget", "budget", level)


def _risks(scene: Scene) -> Mapping[str, tuple[Known, ...]]:
    """Return the risk of each pathway and of each way not listed, by everybody."""
    found: dict[str, tuple[Known, ...]] = {}
    for item in scene.assessments:
        for name, answer in (*item.pathways.items(), *item.residual.items()):
            ask = f"risk of {name} by {item.assessor}"
            found[name] = (*found.get(name, ()), *_known(f"the risk of `{name}` by `{item.assessor}`", ask, answer))
    return found


def _known(what: str, ask: str, answer: Answer) -> Iterator[Known]:
    if isinstance(answer, Interval) and answer.exact and 0 < answer.value < 1:
        yield Known(what, ask, answer.value)


def _in_passage(passage: Passage, node: Node, computed: _Computed) -> Iterator[Finding]:
    if not TYPED.search(passage.text):
        return
    for start, end in passage.sentences():
        sentence = passage.text[start:end]
        typed = list(TYPED.finditer(sentence))
        mentioned = [match[1] for match in REFERENCE.finditer(sentence)] if typed else []
        known = [item for name in dict.fromkeys(mentioned) for item in computed.about(name)]
        if not typed or not (known or SPEAKS.search(sentence)):
            continue
        known += computed.about(node.id) if node.id not in mentioned else ()
        known += computed.totals
        for match in typed:
            finding = _judge(match, sentence, known)
            if finding:
                message, remedy = finding
                at = passage.span(start + match.start(), start + match.end())
                yield Finding(message=message, at=at, help=remedy, subject=node.id)


def _judge(match: re.Match[str], sentence: str, known: list[Known]) -> tuple[str, str] | None:
    """Return what is wrong with one number, and what to write; None when nothing is."""
    states = STATES.search(sentence[max(0, match.start() - REACH) : match.start()])
    if states:
        wanted = f"risk of {states['of']}" if states["of"] else states["what"].lower()
        known = [item for item in known if item.ask == wanted or item.ask.startswith(f"{wanted} ")]
    same = next((item for item in known if _equal(match, item.value)), None)
    if same is not None and (states or _digits(match) >= ENOUGH_DIGITS):
        return f"`{match[0]}` is {same.what}, typed by hand", f"write `[[= {same.ask}]]`, which the report fills in"
    if same is None and states and known and not ELSEWHERE.search(sentence):
        listed = ", ".join(
            f"{item.what} is {probability(item.value).replace(' %', '%')}" for item in known[:MOST_NAMED]
        )
        return f"`{match[0]}` is said to be the {states['what'].lower()}, and {listed}", f"write `[[= {known[0].ask}]]`"
    return None


def _written(match: re.Match[str]) -> str:
    return (match["percent"] or match["of"]).replace(",", "")


def _digits(match: re.Match[str]) -> int:
    """Return how many digits a number states: `0.50` two, `29,000` two."""
    text = _written(match)
    return len(text.replace(".", "").lstrip("0")) if "." in text else len(text.lstrip("0").rstrip("0")) or 1


def _equal(match: re.Match[str], value: float) -> bool:
    """Return whether a computed probability, rounded as the number is written, is that number."""
    text = _written(match)
    shown = value * 100 if match["percent"] else 1 / value
    number = float(text)
    if not number:
        return False
    places = len(text.partition(".")[2])
    unit = 10.0**-places if places else 10.0 ** (floor(log10(number)) + 1 - _digits(match))
    return abs(shown - number) <= unit / 2 * (1 + 1e-9)
