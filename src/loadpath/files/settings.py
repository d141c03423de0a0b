"""Settings of a what-if: `file-permissions-tight=false`, `scheming=5%`, `async-monitor=fails 20%`.

They are written as the language writes judgements, and read as strictly: what could mean two things is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.graph import propositions
from loadpath.case.proposition import Catches, Fails, Not, Ref, TooLate, comparisons
from loadpath.case.setting import Supposed
from loadpath.case.suggest import did_you_mean
from loadpath.case.value import Amount, Branch, Chance, Limit, Line, SaysNothing, Unknown, Word
from loadpath.errors import RefusedSettingError
from loadpath.files.judgements import value
from loadpath.files.run import RefusedError, run_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.case.graph import CaseGraph
    from loadpath.case.proposition import Proposition
    from loadpath.case.value import Value

LONGEST = 200
MOST = 50
"""As many things as may be supposed at once."""

KEY = re.compile(r"(?:\[\[ ?)?([a-z0-9]+(?:[-.][a-z0-9]+)*)(?: ?\]\])?( fails| is too late| catches one)?")
FALSE_OR_TRUE = {"true": True, "false": False}
SIDES: dict[type[kinds.Node], dict[str, bool]] = {
    kinds.Event: FALSE_OR_TRUE,
    kinds.Claim: FALSE_OR_TRUE,
    kinds.Mitigation: FALSE_OR_TRUE | {"works": True, "fails": False},
    kinds.Scenario: {"too late": True, "in time": False},
    kinds.Surface: {"catches one": True, "catches none": False},
}
"""What may be supposed of each kind, and whether it is that the proposition of its name holds."""


def supposed(settings: Mapping[str, str], case: CaseGraph) -> Supposed:
    """Return what settings suppose.

    Args:
        settings: a value by the id of what it is about (or by `id fails`, `id is too late`).
        case: the case they are about.

    Raises:
        RefusedSettingError: when an id is unknown, set twice, or given a value that it cannot have.
    """
    if len(settings) > MOST:
        raise RefusedSettingError(f"{len(settings)} settings at once", help=f"set at most {MOST} things")
    facts: list[Proposition] = []
    lines: list[Line] = []
    seen: set[str] = set()
    for key, text in settings.items():
        node, said = _node(key, case)
        if node.id in seen:
            raise RefusedSettingError(f"`{node.id}` is set twice", help="give it one value")
        seen.add(node.id)
        if len(text) > LONGEST:
            raise RefusedSettingError(f"the value of `{node.id}` is too long", help=f"write at most {LONGEST} letters")
        written = run_of([(1, 1, text)], "").text
        fact = _fact(node, said, written)
        if fact is not None:
            facts.append(fact)
        else:
            lines.append(_line(node, said, written, case))
    return Supposed(facts=tuple(facts), lines=tuple(lines))


def _node(key: str, case: CaseGraph) -> tuple[kinds.Node, str]:
    """Return the node that a setting is about, and what is said of it (`fails`, `is too late`, or nothing)."""
    match = KEY.fullmatch(key.strip()[:LONGEST])
    name = match[1] if match else key.strip()[:LONGEST]
    known = [item.id for item in case.nodes.values() if isinstance(item, (*SIDES, kinds.Quantity, kinds.Evidence))]
    node = case.nodes.get(name)
    if match is None or node is None:
        nearest = did_you_mean(name, known) or "`loadpath load` lists what the risk depends on"
        raise RefusedSettingError(f"there is no `{name}` in this case", help=nearest)
    if node.id not in known:
        raise RefusedSettingError(
            f"`{name}` is of kind {node.kind_name}, and can be neither true nor false",
            help="set an event, a claim, a mitigation, a scenario, a quantity or a piece of evidence",
        )
    said = (match[2] or "").strip()
    wanted = {"fails": kinds.Mitigation, "is too late": kinds.Scenario, "catches one": kinds.Surface}.get(said)
    if wanted is not None and not isinstance(node, wanted):
        raise RefusedSettingError(
            f"`{said}` is said of `{name}`, which is of kind {node.kind_name}", help="leave it out"
        )
    return node, said


def _fact(node: kinds.Node, said: str, written: str) -> Proposition | None:
    """Return the proposition that a setting takes for a fact; None when it gives a number."""
    sides = FALSE_OR_TRUE if said else SIDES.get(type(node), {})
    words = {*FALSE_OR_TRUE, *(word for known in SIDES.values() for word in known)}
    low = written.lower()
    if low not in words:
        return None
    if low not in sides:
        allowed = " or ".join(f"`{word}`" for word in sides) or "an amount, such as `0.3% (0.1%-1%)`"
        if isinstance(node, kinds.Evidence):
            allowed = "`says nothing`"
        raise RefusedSettingError(f"`{low}` is said of `{node.id}`, of kind {node.kind_name}", help=f"write {allowed}")
    ref = Ref(node.id)
    holds = sides[low]
    if isinstance(node, kinds.Scenario):
        return TooLate(ref) if holds else Not(TooLate(ref))
    if isinstance(node, kinds.Surface):
        return Catches(ref) if holds else Not(Catches(ref))
    if isinstance(node, kinds.Mitigation):
        return ref if holds == (not said) else Fails(ref)
    return ref if holds else Not(ref)


def _line(node: kinds.Node, said: str, written: str, case: CaseGraph) -> Line:
    """Return the judgement that a setting puts in the place of the assessors' own."""
    what: Proposition = Ref(node.id)
    if match := re.fullmatch(r"(works|fails|too late|catches one) (.+)", written):
        verb, number = match[1], match[2]
        kind = {"too late": kinds.Scenario, "catches one": kinds.Surface}.get(verb, kinds.Mitigation)
        if said or not isinstance(node, kind):
            raise RefusedSettingError(f"`{written}` is said of `{node.id}`", help=f"write `{number}` alone")
        said, written = {"too late": "is too late"}.get(verb, verb), number
    elif not said and isinstance(node, kinds.Mitigation):
        raise RefusedSettingError(
            f"`{node.id}` is given `{written}`, and not of what",
            help=f"write `{node.id}=fails {written}` or `{node.id}=works {written}`",
        )
    elif not said and isinstance(node, kinds.Scenario):
        raise RefusedSettingError(
            f"`{node.id}` is given `{written}`, and not of what", help=f"write `{node.id}=too late {written}`"
        )
    elif not said and isinstance(node, kinds.Surface):
        raise RefusedSettingError(
            f"`{node.id}` is given `{written}`, and not of what", help=f"write `{node.id}=catches one {written}`"
        )
    if isinstance(node, kinds.Surface):
        what = Catches(Ref(node.id))
    if isinstance(node, kinds.Mitigation | kinds.Scenario):
        what = TooLate(Ref(node.id)) if isinstance(node, kinds.Scenario) else what
        what = Fails(Ref(node.id)) if said == "fails" else what
    found = _value(node, written)
    _same_unit(node, found, case)
    return Line(what=what, branches=(Branch(value=found, at=node.at),), reason="it is supposed", at=node.at)


def _value(node: kinds.Node, written: str) -> Value:
    try:
        found = value(run_of([(1, 1, written)], ""))
    except RefusedError as error:
        raise RefusedSettingError(f"`{node.id}`: {error}", help=error.help) from None
    allowed: tuple[type, ...] = (SaysNothing,) if isinstance(node, kinds.Evidence) else (Chance, Limit, Unknown, Word)
    if isinstance(node, kinds.Quantity):
        allowed = (Chance, Unknown, Word, Amount)
    if not isinstance(found, allowed):
        words = {kinds.Evidence: "`says nothing`", kinds.Quantity: "an amount, such as `0.3% (0.1%-1%)`"}
        help_ = words.get(type(node), "a number, such as `5%`, `1 in 400` or `3% (1%-10%)`, or `unknown`")
        raise RefusedSettingError(f"`{written}` cannot be supposed of `{node.id}`", help=f"write {help_}")
    return found


def _same_unit(node: kinds.Node, found: Value, case: CaseGraph) -> None:
    """Refuse an amount in another unit than the case uses of the same quantity."""
    if not isinstance(node, kinds.Quantity) or not isinstance(found, Chance | Amount):
        return
    for held in _used_of(node, case):
        alike = isinstance(found, type(held)) and (isinstance(found, Chance) or found.unit == held.unit)
        if not alike:
            raise RefusedSettingError(
                f"`{found.written}` is not in the unit of `{node.id}`", help=f"write it as `{held.written}` is written"
            )


def _used_of(node: kinds.Quantity, case: CaseGraph) -> Iterator[Chance | Amount]:
    """Yield the numbers that a case states of a quantity: judgements of it, and what it is compared with."""
    for item in case.nodes.values():
        for compare in (one for what in propositions(item) for one in comparisons(what)):
            if compare.quantity.id == node.id and not isinstance(compare.bound, Ref):
                yield compare.bound
        for line in item.lines if isinstance(item, kinds.Assessor) else ():
            if line.what == Ref(node.id) and isinstance(line.branches[0].value, Chance | Amount):
                yield line.branches[0].value
