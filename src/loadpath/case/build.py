"""From parts to a case: what is sound becomes a graph, every fault becomes a diagnostic, all of them at once.

`build` is total: it never raises for a fault of the author. A graph that comes with errors is good for showing and
checking, and refused for computing (`Reading.sound`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.graph import CaseGraph, leans_on, mentions
from loadpath.case.judged import faulty_judgements, too_many_assessors
from loadpath.case.kinds import KINDS
from loadpath.case.measured import faulty_measures
from loadpath.case.rings import circular, rings
from loadpath.case.span import NOWHERE
from loadpath.case.suggest import did_you_mean
from loadpath.case.units import mixed_units
from loadpath.case.wiring import faulty_scenarios, misused_references

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loadpath.case.proposition import Ref


MOST_SUGGESTIONS = 10_000
"""When unknown references times nodes pass this, no nearest id is sought any more: each is compared with every node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read: the sound part as a graph, and every fault.

    Attributes:
        case: the graph of what is sound, or None when there is no `Case` heading.
        faults: everything that is wrong with the text, in the order of the files.
        sources: SHA-256 of each file that evidence comes `from`, by evidence id; None where the file is missing.
    """

    case: CaseGraph | None
    faults: tuple[Diagnostic, ...]
    sources: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Return whether the case has a meaning that may be computed with: a case, and no error."""
        return self.case is not None and not any(fault.severity is Severity.ERROR for fault in self.faults)


def build(
    parts: Iterable[kinds.Node],
    faults: Iterable[Diagnostic] = (),
    sources: Mapping[str, str | None] | None = None,
) -> Reading:
    """Put parts together to a case.

    Args:
        parts: nodes, from the reader or made in Python.
        faults: what the reader already found.
        sources: SHA-256 of the files that evidence comes from, by evidence id.

    Returns:
        The graph of the sound parts with every fault: duplicate ids, references to nothing, rings, missing fields,
        misused references, judgements of what cannot be judged.
    """
    found = list(faults)
    nodes: dict[str, kinds.Node] = {}
    for part in parts:
        if part.id in nodes:
            found.append(_duplicate(part, nodes[part.id]))
        else:
            nodes[part.id] = part
    heads = [item for item in nodes.values() if isinstance(item, kinds.Case)]
    for extra in heads[1:]:
        found.append(_second_case(extra, heads[0]))
        del nodes[extra.id]
    found.extend(too_many_assessors(nodes))
    unknowns = 0
    for item in nodes.values():
        found.extend(_faulty_access(item) if item.withheld or isinstance(item, kinds.Case) else ())
        found.extend(_missing_fields(item) if not item.withheld else ())
        unknown = list(_unknown_references(item, nodes, MOST_SUGGESTIONS - unknowns * len(nodes)))
        unknowns += len(unknown)
        found.extend(unknown)
    found.extend(misused_references(nodes))
    found.extend(circular(ring) for ring in rings(nodes, leans_on))
    found.extend(faulty_scenarios(nodes))
    found.extend(faulty_measures(nodes))
    found.extend(mixed_units(nodes))
    found.extend(faulty_judgements(nodes))
    graph = CaseGraph(head=heads[0], nodes=nodes) if heads else None
    return Reading(case=graph, faults=tuple(sorted(_distinct(found), key=_in_order)), sources=dict(sources or {}))


def _in_order(item: Diagnostic) -> tuple[object, ...]:
    return (item.severity.order, item.at, item.rule, item.message)


def _distinct(found: list[Diagnostic]) -> list[Diagnostic]:
    return list(dict.fromkeys(found))


def _duplicate(part: kinds.Node, first: kinds.Node) -> Diagnostic:
    return Diagnostic(
        rule="duplicate-id",
        severity=Severity.ERROR,
        message=f"`{part.id}` is the id of two nodes",
        at=part.at,
        label=f"also the id of the {first.kind_name} at {first.at.file}:{first.at.line}",
        help="give one of the two another id; ids are never renumbered, so keep the older one",
        subject=part.id,
    )


def _second_case(extra: kinds.Case, first: kinds.Case) -> Diagnostic:
    return Diagnostic(
        rule="duplicate-id",
        severity=Severity.ERROR,
        message=f"a second `Case` heading, `{extra.id}`",
        at=extra.at,
        label=f"the case is `{first.id}` at {first.at.file}:{first.at.line}",
        help="a folder holds exactly one case; move this one to a folder of its own",
        subject=extra.id,
    )


LEFT_OF_A_NODE = {"access", "disclosed", "kind"}
"""The fields that a tombstone may have."""


def _faulty_access(item: kinds.Node) -> Iterable[Diagnostic]:
    """Yield a fault for a case that is withheld itself, and for a tombstone that says more than one may."""
    said = item.owner or item.body or {entry.key for entry in item.fields} - LEFT_OF_A_NODE
    if isinstance(item, kinds.Case) and item.access != "public":
        yield _malformed(item, "the case itself cannot be withheld", "withhold nodes or passages of it")
    elif item.withheld and (said or isinstance(item, kinds.Case)):
        remedy = "give the node another id; `withheld-1`, `withheld-2` stand for nodes that are withheld"
        yield _malformed(item, f"`{item.id}` is the id of a tombstone, and this node is none", remedy)


def _malformed(item: kinds.Node, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(
        rule="malformed-redaction",
        severity=Severity.ERROR,
        message=message,
        at=item.place("access") if isinstance(item, kinds.Case) else item.at,
        help=remedy,
        subject=item.id,
    )


REQUIRED = {word: tuple(spec for spec in kind.fields.values() if spec.required) for word, kind in KINDS.items()}
"""The fields that each kind has to have."""


def _missing_fields(item: kinds.Node) -> Iterable[Diagnostic]:
    required = REQUIRED[item.kind_name]
    if item.at is NOWHERE or not required:
        return
    written = {entry.key for entry in item.fields}
    for spec in required:
        if spec.key not in written:
            choices = f": {', '.join(f'`{word}`' for word in spec.words)}" if spec.words else ""
            yield Diagnostic(
                rule="missing-field",
                severity=Severity.ERROR,
                message=f"{item.kind_name} `{item.id}` has no `{spec.key}`",
                at=item.at,
                help=f"add `- {spec.key}: ...` under the heading ({spec.form.value}{choices})",
                subject=item.id,
            )


def _unknown_references(item: kinds.Node, nodes: Mapping[str, kinds.Node], left: int) -> Iterable[Diagnostic]:
    asked = [ref for section in item.body for value in section.computed for ref in (value.of, value.by) if ref]
    missing = [ref for ref in (*mentions(item), *asked) if ref.id not in nodes]
    for ref in missing:
        if ref.id != "published":
            yield unknown_reference(ref, nodes if left > 0 else (), item.id)
            left -= len(nodes)


def unknown_reference(ref: Ref, nodes: Iterable[str], subject: str) -> Diagnostic:
    """Return the finding for a reference to nothing."""
    return Diagnostic(
        rule="unknown-reference",
        severity=Severity.ERROR,
        message=f"`{ref.id}` is referred to and does not exist",
        at=ref.at,
        label="nothing has this id",
        help=did_you_mean(ref.id, nodes, form="`{}`") or "write the node, or remove the reference",
        subject=subject,
    )
