"""Load: how the risk changes when one proposition turns out wrong (risk achievement worth), and what passes through it.

The risk given that X is false is P(harm, evidence, not X) / P(evidence, not X): conditioning, as for any other fact,
so that what depends on X and what X explains both move. The share is P(X wrong | harm, evidence), the part of the
risk in which X is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.results import Load, NotComputed
from loadpath.case import node as kinds
from loadpath.case.graph import under

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.assess.risk import Model

NEVER = NotComputed("it cannot be so, given everything else")
NONE = NotComputed("the risk is zero")
TOO_LATE = " is too late"


def loads(asked: Model, free: Mapping[int, float]) -> tuple[Load, ...]:
    """Return the load of every proposition that the risk or the evidence depends on, heaviest first."""
    store = asked.reader.store
    case = asked.reader.case
    matter = asked.headline.support(asked.with_evidence(asked.total)) | asked.headline.support(asked.seen.formula)
    stands_on = {item.id: under(case, item) for item in case.all(kinds.Pathway)}
    risk, listed = asked.at_means(asked.total, free), asked.at_means(asked.listed, free)
    found = []
    for name, root in asked.propositions.items():
        loose = asked.free.keys() & asked.circuit.support(asked.with_evidence(root))
        if not risk or not store.signs(root).keys() & matter or loose - matter:
            continue
        node = case.nodes[name.removesuffix(TOO_LATE)]
        kind, danger = _kind(node)
        wrong, right = (root, store.negate(root)) if danger else (store.negate(root), root)
        found.append(
            Load(
                subject=node.id,
                kind=kind,
                names=getattr(node, "says", None) is not None or getattr(node, "is_", None) is not None,
                if_wrong=_factor(asked, free, asked.total, wrong, risk),
                if_right=_factor(asked, free, asked.total, right, risk),
                listed_if_wrong=_factor(asked, free, asked.listed, wrong, listed),
                share=_share(asked, free, wrong),
                pathways=tuple(path for path, others in stands_on.items() if node.id in others),
                owner=node.owner,
            )
        )
    return tuple(sorted(found, key=lambda item: (-item.factor, item.subject)))


def _kind(node: kinds.Node) -> tuple[str, bool]:
    """Return what a node is called in the load table, and whether its being true is the wrong side."""
    match node:
        case kinds.Event():
            return "event", True
        case kinds.Mitigation():
            return "barrier", False
        case kinds.Scenario():
            return "response", True
        case _:
            return "claim", getattr(node, "direction", "") == "danger"


def _factor(asked: Model, free: Mapping[int, float], root: int, side: int, base: float | None) -> float | NotComputed:
    if not base:
        return NONE
    store = asked.reader.store
    known = asked.expected(free)
    joint = known[asked.with_evidence(store.all_of([root, side]))]
    given = known[asked.with_evidence(side)]
    return joint / given / base if given > 0 else NEVER


def _share(asked: Model, free: Mapping[int, float], side: int) -> float | NotComputed:
    known = asked.expected(free)
    harm = known[asked.with_evidence(asked.total)]
    return known[asked.with_evidence(asked.reader.store.all_of([asked.total, side]))] / harm if harm > 0 else NONE
