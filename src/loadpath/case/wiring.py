"""Which kind of node may stand where: a reference that exists and is of the wrong kind is an error with the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.graph import measured_in
from loadpath.case.proposition import And, AtLeast, Catches, Compare, Fails, Not, Or, Proposition, Ref, TooLate
from loadpath.case.suggest import did_you_mean
from loadpath.case.value import Measured, OddsOf, Ratio

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

TRUTHS = (kinds.Event, kinds.Claim, kinds.Mitigation)
"""Kinds whose bare reference is a proposition."""

SUPPORTS = (kinds.Claim, kinds.Event, kinds.Mitigation)
FOUND = (kinds.Evidence,)


def misused_references(nodes: Mapping[str, kinds.Node]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for every reference whose target is of a kind that cannot stand there."""
    for node in nodes.values():
        for ref, wanted, where in _uses(node):
            target = nodes.get(ref.id)
            if target is not None and not isinstance(target, wanted):
                yield _misused(ref, target, wanted, where, node)


Use = tuple["Ref", tuple[type[kinds.Node], ...], str]


def _uses(node: kinds.Node) -> Iterator[Use]:  # noqa: C901, PLR0912  one case for each kind
    match node:
        case kinds.Case():
            yield from ((ref, TRUTHS, "common causes") for ref in node.common_causes)
        case kinds.Claim():
            yield from _in_proposition(node.says, "says")
            for key, given in (("rests on", node.rests_on), ("rests on any of", node.lines_of_support)):
                for ref in given:
                    yield ref, SUPPORTS, key
            for ref in node.evidence:
                yield ref, FOUND, "evidence"
        case kinds.Event():
            yield from _in_proposition(node.is_, "is")
            yield from _in_proposition(node.given, "given")
            if node.happens:
                yield from ((ref, (kinds.Quantity,), "happens") for ref in (node.happens.rate, node.happens.over))
        case kinds.Mitigation():
            yield from ((ref, TRUTHS, "needs") for ref in node.needs)
            yield from ((ref, (kinds.Evidence,), "measured by") for ref in node.measured_by)
            yield from ((ref, (kinds.Claim,), "restores") for ref in node.restores)
        case kinds.Quantity():
            yield from ((ref, (kinds.Evidence,), "measured by") for ref in node.measured_by)
        case kinds.Evidence():
            for ref in node.relies_on:
                yield ref, (kinds.Claim,), "relies on"
            if node.registered:
                yield node.registered, (kinds.Test,), "registered"
            yield from _about(node.about)
        case kinds.Test():
            yield from _about(node.about)
            yield from ((ref, (kinds.Mitigation,), "chooses between") for ref in node.chooses_between)
        case kinds.Pathway():
            yield from ((ref, (kinds.Surface,), "through") for ref in node.through)
            for step in node.chain:
                yield from _in_proposition(step.what, "the chain")
        case kinds.Scenario():
            yield from ((ref, TRUTHS, "needs") for ref in node.needs)
            for row in node.rows:
                yield from _in_proposition(row.condition, "if")
            yield from ((ref, FOUND, "as") for ref in measured_in(node))
        case kinds.Surface():
            yield from ((ref, FOUND, "as") for ref in measured_in(node))
        case kinds.Assessor():
            yield from _in_assessor(node)
        case _:
            return


def _in_assessor(node: kinds.Assessor) -> Iterator[Use]:
    if node.starts_from:
        yield node.starts_from, (kinds.Assessor,), "starts from"
    for line in node.lines:
        if isinstance(line.what, Ref):
            yield line.what, (*TRUTHS, kinds.Evidence, kinds.Test, kinds.Quantity), "a judgement"
        else:
            yield from _in_proposition(line.what, "a judgement")
        for branch in line.branches:
            yield from _in_proposition(branch.condition, "if")
            match branch.value:
                case Measured(evidence):
                    yield evidence, (kinds.Evidence,), "as"
                case OddsOf(_, assessor):
                    yield assessor, (kinds.Assessor,), "the odds of"
                case Ratio():
                    yield from _in_proposition(branch.value.of, "a ratio")


def _about(about: Proposition | None) -> Iterator[Use]:
    if isinstance(about, Ref):
        yield about, (*TRUTHS, kinds.Quantity, kinds.Scenario), "about"
    else:
        yield from _in_proposition(about, "about")


def _in_proposition(proposition: Proposition | None, where: str) -> Iterator[Use]:
    match proposition:
        case Ref():
            yield proposition, TRUTHS, where
        case Not(part):
            yield from _in_proposition(part, where)
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _in_proposition(part, where)
        case Fails(ref):
            yield ref, (kinds.Mitigation,), f"`... fails` in {where}"
        case TooLate(ref):
            yield ref, (kinds.Scenario,), f"`... is too late` in {where}"
        case Catches(ref):
            yield ref, (kinds.Surface,), f"`... catches one` in {where}"
        case Compare(quantity, _, bound):
            yield quantity, (kinds.Quantity,), where
            if isinstance(bound, Ref):
                yield bound, (kinds.Quantity,), where


def _misused(
    ref: Ref, target: kinds.Node, wanted: tuple[type[kinds.Node], ...], where: str, node: kinds.Node
) -> Diagnostic:
    names = [kind.__name__ for kind in wanted]
    listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" or {names[-1]}"
    hints = {
        "Quantity": f"compare it, such as `[[{ref.id}]] at most 0.5%`",
        "Scenario": f"write `[[{ref.id}]] is too late`",
        "Surface": f"write `[[{ref.id}]] catches one`",
        "Evidence": "evidence is not true or false; refer to the claim it supports",
        "Pathway": "refer to the event or claim that the pathway is about",
    }
    return Diagnostic(
        rule="misused-reference",
        severity=Severity.ERROR,
        message=f"`{ref.id}` is of kind {target.kind_name} and stands in {where}, where {_article(listed)} is expected",
        at=ref.at,
        help=hints.get(target.kind_name, f"refer to {_article(listed)} here"),
        subject=node.id,
    )


def _article(listed: str) -> str:
    return f"an {listed}" if listed[0] in "AEIO" else f"a {listed}"


MOST_CHAINS = 10
"""More chains of messages than this in one scenario are refused: every set of them is looked at."""

MOST_ROWS = 100
MOST_HOPS = 20_000
"""More rows, or more hops tried in search of chains, are refused as more than `MOST_CHAINS`."""


def recipients(row: kinds.Row, known: Collection[str]) -> tuple[str, ...]:
    """Return whom a row tells, in lower case: one name, or several joined by commas or `and`.

    A name of somebody who is known counts as one, whatever words it holds.

    >>> row = kinds.Row(who="monitor", tells="Research and development, on-call", after=None, works=None)
    >>> recipients(row, {"research and development", "on-call"})
    ('research and development', 'on-call')
    """
    if row.stops:
        return ()
    found: list[str] = []
    for part in row.tells.lower().split(", "):
        name = part.removeprefix("and ")
        found += [name] if name in known else name.split(" and ")
    return (row.tells.lower(),) if row.tells.lower() in known else tuple(dict.fromkeys(found))


def message_chains(scenario: kinds.Scenario) -> tuple[tuple[kinds.Row, ...], ...]:
    """Return every way a message can take: from a row that nobody tells to a row that stops it; rings are left out."""
    known = {row.who.lower() for row in scenario.rows}
    told = {name for row in scenario.rows for name in recipients(row, known)}
    found: list[tuple[kinds.Row, ...]] = []
    hops = 0

    def follow(row: kinds.Row, before: tuple[kinds.Row, ...]) -> None:
        nonlocal hops
        hops += 1
        if row in before or len(found) > MOST_CHAINS or hops > MOST_HOPS:
            return
        if row.stops:
            found.append((*before, row))
        for name in recipients(row, known):
            for other in scenario.rows:
                if other.who.lower() == name:
                    follow(other, (*before, row))

    for row in scenario.rows:
        if row.who.lower() not in told:
            follow(row, ())
    return tuple(found) if hops <= MOST_HOPS else tuple((row,) for row in scenario.rows[: MOST_CHAINS + 1])


def faulty_scenarios(nodes: Mapping[str, kinds.Node]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for every row that tells nobody known, and for a table by which nobody ever stops it."""
    for scenario in nodes.values():
        if not isinstance(scenario, kinds.Scenario):
            continue
        known = {row.who.lower() for row in scenario.rows}
        for row in scenario.rows:
            for name in recipients(row, known):
                if name not in known:
                    remedy = "add a row for whom is told, or write `**stops it**: ...`"
                    told = row.tells if name == row.tells.lower() else name
                    said = f"`{row.who}` tells `{told}`, who has no row"
                    yield _table_fault(scenario, row, said, did_you_mean(name, known) or remedy)
        if len(scenario.rows) > MOST_ROWS:
            yield _table_fault(
                scenario, scenario.rows[0], f"more than {MOST_ROWS} rows", "split the scenario, or join rows"
            )
            continue
        chains = message_chains(scenario)
        if scenario.rows and not chains:
            yield _table_fault(
                scenario, scenario.rows[0], "no row leads to `**stops it**`", "say who stops it, and who tells them"
            )
        if (
            chains
            and len(chains) <= MOST_CHAINS
            and all(known.issuperset(recipients(row, known)) for row in scenario.rows)
        ):
            yield from _left_out(scenario, chains)
        if len(chains) > MOST_CHAINS:
            yield _table_fault(
                scenario,
                scenario.rows[0],
                f"more than {MOST_CHAINS} ways a message can take",
                "split the scenario, or join rows",
            )


def _left_out(scenario: kinds.Scenario, chains: Sequence[Sequence[kinds.Row]]) -> Iterator[Diagnostic]:
    """Yield a warning for every row through which no message comes to a stop: it counts for nothing."""
    played = {id(row) for chain in chains for row in chain}
    for row in scenario.rows:
        if id(row) not in played:
            yield Diagnostic(
                rule="malformed-table",
                severity=Severity.WARNING,
                message=f"the row of `{row.who}` counts for nothing",
                at=row.at,
                label="nobody tells them, or what they tell goes round or ends",
                help="let somebody tell them who begins, and let them lead to a row that stops it; or remove the row",
                subject=scenario.id,
            )


def _table_fault(scenario: kinds.Scenario, row: kinds.Row, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(
        rule="malformed-table", severity=Severity.ERROR, message=message, at=row.at, help=remedy, subject=scenario.id
    )
