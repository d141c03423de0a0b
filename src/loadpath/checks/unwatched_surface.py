"""Nobody watches where the system meets the world, or only a part of it

What nobody looks at cannot stop anything and leaves no trace for afterwards. A surface is unwatched when it has no
`watched by` (and no stages and no `share watched` either), when that says nobody, or when it names only barriers that
are planned. This weighs more when a pathway goes through it and holds no barrier that exists. Where a share is watched,
0.2 % or a sample, the rest is not: a pathway or claim that leans on the surface should say why that is enough.

```loadpath
## Surface advice: Advice to two customers

- volume: 400 sessions per month
- watched by: nobody

## Event misled: A decision is misled

## Pathway government: Misleading a decision

- through: [[advice]]

1. [[misled]]
```

Let somebody watch it, or say by which claim the rest is argued. What cannot be watched is accepted by a `Waiver` with
a reason and a name.

```loadpath
## Surface advice: Advice to two customers

- volume: 400 sessions per month
- watched by: 25% of sessions are read; for the others [[rest-is-small-talk]]

## Claim rest-is-small-talk: What is not read decides nothing

- evidence: [[sample]]

## Evidence sample: Sessions drawn at random

- result: 0 of 300
- about: [[rest-is-small-talk]]

## Event misled: A decision is misled

## Pathway government: Misleading a decision

- through: [[advice]]

1. [[misled]]
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.case.graph import mentions, under
from loadpath.case.value import Chance
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Field, Surface
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

NOBODY = re.compile(
    r"(?:none|nobody|no[ -]one|nothing|unwatched|unmonitored|no monitor\w*|"
    r"not (?:yet |currently )?(?:watched|monitored|read|reviewed))\b(?!['\u2019]).*|no|not|not yet|n/a|-",
    re.IGNORECASE | re.DOTALL,
)
"""What the first clause of `watched by` says when nobody watches."""

PERCENT = re.compile(r"(?<![\w.])([0-9]+(?:\.[0-9]+)?) ?%")
ONE_IN = re.compile(r"\b([0-9][0-9,]*) (?:in|of)(?: every)? ([0-9][0-9,]*)\b")
SAMPLE = re.compile(r"\b(?:sub-?)?sampl(?:e|es|ed|ing)\b|\bspot[ -]checks?\b|\b(?:partly|in part)\b", re.IGNORECASE)
QUALITY = re.compile(
    r"\b(?:recall|precision|accuracy|accurate|sensitivity|specificity|confidence|positives?|negatives?|catch(?:es)?|"
    r"caught|detect\w*|miss(?:es|ed)?|uptime|overhead)\b",
    re.IGNORECASE,
)
"""Clauses about how good the watching is, not about how much is watched."""

WATCHED = re.compile(r"\b(?:watch|monitor|sampl|read|review|log|scan|screen|cover)", re.IGNORECASE)
WHOLE = 100.0


def find(scene: Scene) -> Iterator[Finding]:
    """Yield every surface that nobody watches, and those of which a share is watched while something leans on it."""
    through: dict[str, list[kinds.Pathway]] = {}
    for pathway in scene.case.all(kinds.Pathway):
        for ref in pathway.through:
            through.setdefault(ref.id, []).append(pathway)
    claims = _claims_by_mention(scene.case)
    for surface in scene.case.all(kinds.Surface):
        if surface.withheld:
            continue
        why = _unwatched(surface, scene.case)
        if why:
            yield _nobody(surface, why, through.get(surface.id, []), scene.case)
        else:
            names = [item.id for item in through.get(surface.id, ())]
            yield from _shares(surface, scene.case, names, claims.get(surface.id, []))


def _claims_by_mention(case: CaseGraph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for claim in case.all(kinds.Claim):
        for name in dict.fromkeys(ref.id for ref in mentions(claim)):
            found.setdefault(name, []).append(claim.id)
    return found


def _field(surface: Surface, key: str) -> Field | None:
    return next((item for item in surface.fields if item.key == key), None)


def _unwatched(surface: Surface, case: CaseGraph) -> str:
    """Return why nobody watches a surface, or nothing when somebody does."""
    field = _field(surface, "watched by")
    if field is None:
        told = surface.reviewed_within or surface.stages or _field(surface, "share watched")
        return "" if told else "it has no `watched by`"
    first = re.split(r"[;,.(]", field.text, maxsplit=1)[0].strip()
    if NOBODY.fullmatch(first) and "[[" not in first:
        return f"it is watched by `{field.text}`"
    watchers = [case.nodes[ref.id] for ref in field.refs if ref.id in case.nodes]
    planned = [item for item in watchers if isinstance(item, kinds.Mitigation) and item.state == "planned"]
    if planned and len(planned) == len(watchers):
        names = ", ".join(f"`{item.id}`" for item in planned)
        return f"it is watched only by what is planned: {names}"
    return ""


def _nobody(surface: Surface, why: str, pathways: list[kinds.Pathway], case: CaseGraph) -> Finding:
    open_ones = [item.id for item in pathways if not _has_barrier(item, case)]
    notes = list(_leaning("pathway", [item.id for item in pathways]))
    if open_ones:
        notes.append(f"no barrier that exists stands in {', '.join(f'`{name}`' for name in open_ones)}")
    return Finding(
        message=f"nobody watches the surface `{surface.id}`",
        at=surface.place("watched by"),
        label=why,
        notes=tuple(notes),
        help="say who or what watches it, or accept it by a `Waiver` with a reason and a name",
        subject=surface.id,
        severity=None if open_ones else Severity.NOTE,
    )


def _leaning(word: str, names: list[str]) -> Iterator[str]:
    if names:
        several = len(names) > 1
        shown = ", ".join(f"`{name}`" for name in names)
        yield f"{word}{'s' if several else ''} {shown} lean{'' if several else 's'} on it"


def _has_barrier(pathway: kinds.Pathway, case: CaseGraph) -> bool:
    found = (case.nodes[name] for name in under(case, pathway))
    return any(
        isinstance(item, kinds.Scenario) or (isinstance(item, kinds.Mitigation) and item.state != "planned")
        for item in found
    )


def _shares(surface: Surface, case: CaseGraph, pathways: list[str], claims: list[str]) -> Iterator[Finding]:
    if not pathways and not claims:
        return
    notes = (*_leaning("pathway", pathways), *_leaning("claim", claims))
    stated = _field(surface, "share watched") is not None
    for key in ("share watched" if stated else "watched by", "volume", "logged"):
        field = _field(surface, key)
        argued = "watched by" if key == "share watched" else key
        if field is None or _argued(_field(surface, argued), case):
            continue
        rest = _left_out(surface) if key == "share watched" else _rest(field.text, must_say_watched=key == "volume")
        if rest:
            verb = "logged" if key == "logged" else "watched"
            remedy = f"name in `{argued}` the claim that argues why the rest does not matter"
            yield Finding(
                message=f"only a part of the surface `{surface.id}` is {verb}",
                at=field.at,
                label=rest,
                notes=notes,
                help=f"{remedy}, or let all of it be {verb}",
                subject=surface.id,
                severity=Severity.NOTE,
            )


def _argued(field: Field | None, case: CaseGraph) -> bool:
    named = (case.nodes.get(ref.id) for ref in field.refs) if field is not None else ()
    return any(isinstance(node, kinds.Claim | kinds.Event) for node in named)


def _left_out(surface: Surface) -> str:
    """Return what is said of the part that `share watched` leaves out, or nothing when it is all of it."""
    share = _share(surface.share_watched)
    if share is None:
        return "how large a part is not said"
    return f"{WHOLE * (1 - share):.6g} % is not" if share < 1 else ""


def _share(value: object) -> float | None:
    """Return a share as a number, the lower end of a range without one; None where it is none."""
    stated = (value.low if value.mean is None else value.mean) if isinstance(value, Chance) else None
    return None if stated is None else float(stated)


def _rest(text: str, *, must_say_watched: bool) -> str:
    """Return what is said of the part that is left out, or nothing when no share is named."""
    clauses = [item for item in re.split(r"[;(),](?![0-9])", text) if not QUALITY.search(item)]
    said = [item for item in clauses if not must_say_watched or WATCHED.search(item)]
    shares = [share for item in said for share in _numbers(item) if 0 < share < WHOLE]
    if shares:
        return f"{WHOLE - min(shares):.6g} % or more is not"
    return "how large a part is not said" if any(SAMPLE.search(item) for item in said) else ""


def _numbers(clause: str) -> Iterator[float]:
    """Yield the shares that a clause names, in percent."""
    yield from (float(match[1]) for match in PERCENT.finditer(clause))
    for match in ONE_IN.finditer(clause):
        part, whole = (int(text.replace(",", "")) for text in match.groups())
        if whole:
            yield WHOLE * part / whole
