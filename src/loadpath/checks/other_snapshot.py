"""The logs are of a model that the case does not name

A log names the model that was asked, down to its snapshot: `provider/heron-2-2026-10-01`. A case speaks of Heron-2. If
the snapshot is not the one that is deployed, the number is about another model, and nobody sees it, because `of` was
written by hand. The rule takes the last part of the name in the log apart into words, and asks that one text has all
of them: the `of` of the finding, the `system` or the `components` of the case, a Term, or a claim that the finding
relies on. Words are compared whole, so that `weights 4f1c` does not name a `heron-4`; but `heron2`, `Heron-2` and
`Heron 2` are one. A name without any word is named by nothing. A finding whose logs are of several models is found as
well.

```loadpath
# Case example: An example

- kind: risk report
- system: Heron-2

## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: a6a0aeb431f018a24e7845dcfca02796eef5feaf68b36322ea1404f0f90a9eec
- result: 0 of 200
- about: [[rarely-hidden]]
- of: Heron-2
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "model": "provider/heron-2-2026-10-01"}, "totals": {"samples": 200}}]}}
```

Run it on what is deployed; or say what the snapshot is, once for the whole case, with a Term.

```loadpath
# Case example: An example

- kind: risk report
- system: Heron-2

## Claim rarely-hidden: Sabotage is rarely hidden

- evidence: [[honeypots]]

## Evidence honeypots: Staged chances to misbehave

- from: data/honeypots.record.json
- sha256: a6a0aeb431f018a24e7845dcfca02796eef5feaf68b36322ea1404f0f90a9eec
- result: 0 of 200
- about: [[rarely-hidden]]
- of: Heron-2

## Term heron-2: The model that is deployed since October

- also called: heron-2-2026-10-01
--- source: data/honeypots.record.json
{"_type": "https://in-toto.io/Statement/v1",
 "subject": [{"name": "honeypots.eval", "digest": {}}],
 "predicateType": "urn:loadpath:evidence:v1",
 "predicate": {"evidence": "honeypots", "runs": [
  {"header": {"container": "inspect eval", "model": "provider/heron-2-2026-10-01"}, "totals": {"samples": 200}}]}}
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Severity
from loadpath.case.node import Term
from loadpath.checks.counted import leaning_on, recorded, relied_on, words_of
from loadpath.checks.leans_on_failed_control import named
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Evidence
    from loadpath.case.record import Record
    from loadpath.scene import Scene

SEVERITY = (Severity.WARNING, Severity.ERROR)

WORD = re.compile(r"[^\W_]+")
"""Letters and digits of any script that stand together."""

MOST = 4
"""Words that are joined into one."""


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every finding whose logs are of a model that no text names, or of several models."""
    case = scene.case
    head = case.head
    shared = [_said(text) for text in (head.system, head.components, *map(_of_term, case.all(Term)))]
    for item, record in recorded(scene):
        models = tuple(dict.fromkeys(run.header.model for run in record.runs if run.header.model))
        texts = [*shared, _said(item.of), *(_said(words_of(claim)) for claim in relied_on(case, item))]
        unnamed = tuple(model for model in models if not any(_names(text, _last(model)) for text in texts))
        if unnamed and (head.system or head.components or item.of) and not _out_of_sight(case, item):
            yield Finding(
                message=f"`{item.id}` was counted from logs of {named(unnamed)}, which the case does not name",
                at=item.place("of"),
                label=f"it says `of: {item.of}`" if item.of else f"the case says `{head.system or head.components}`",
                notes=leaning_on(case, item),
                help=_remedy(_last(unnamed[0])),
                subject=item.id,
            )
        yield from _several(case, item, record)


def _remedy(model: str) -> str:
    if not WORD.search(model):
        return "count logs that say which model was asked"
    return f"run it on what is deployed; or name it by a Term with `- also called: {model}`"


def _of_term(term: Term) -> str:
    return f"{term.id} {term.title} {term.also_called}"


def _last(model: str) -> str:
    return model.rsplit("/", maxsplit=1)[-1]


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def _said(text: str) -> frozenset[str]:
    """Return what a text says as one word: its words, and those that a number follows or goes before, joined.

    >>> sorted(_said("Heron-2, 4f1c"))
    ['2', '4f1c', 'heron', 'heron2']
    """
    return frozenset(piece for _, _, piece in _pieces(_words(text)))


def _names(said: frozenset[str], model: str) -> bool:
    """Return whether the name of a model can be cut into pieces that a text says.

    >>> [_names(_said("Heron-2 (4f1c)"), name) for name in ("heron2", "heron-2-4f1c", "heron-4", "")]
    [True, True, False, False]
    """
    words = _words(model)
    reached = {0}
    for start, end, piece in _pieces(words):
        if start in reached and piece in said:
            reached.add(end)
    return bool(words) and len(words) in reached


def _pieces(words: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield each word, and words in a row that meet letter to digit, with where they start and end."""
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + MOST) + 1):
            if end > start + 1 and words[end - 2][-1].isdigit() == words[end - 1][0].isdigit():
                break
            yield start, end, "".join(words[start:end])


def _out_of_sight(case: CaseGraph, item: Evidence) -> bool:
    """Return whether a claim that is withheld may name the model."""
    return any(claim.withheld for claim in relied_on(case, item))


def _several(case: CaseGraph, item: Evidence, record: Record) -> Iterator[Finding]:
    """Yield a finding whose logs of one part, honest or attack, are of several models."""
    found: dict[str, dict[str, None]] = {}
    for run in record.runs:
        if run.header.model:
            found.setdefault(run.part, {})[run.header.model] = None
    for models in found.values():
        if len(models) > 1:
            yield Finding(
                message=f"`{item.id}` counts logs of {len(models)} models as one: {named(tuple(models))}",
                at=item.place("from"),
                notes=leaning_on(case, item),
                help="make a finding for each model, so that each says what it is `of`",
                subject=item.id,
            )
