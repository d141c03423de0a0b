"""Load: how the risk changes when one proposition turns out wrong (risk achievement worth), and what passes through it.

The risk given that X is false is P(harm, evidence, not X) / P(evidence, not X): conditioning, as for any other fact,
so that what depends on X and what X explains both move. The share is P(X wrong | harm, evidence), the part of the
risk in which X is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.model import CATCHES, TOO_WIDE, named
from loadpath.assess.results import Load, NotComputed
from loadpath.case import node as kinds
from loadpath.case.graph import under
from loadpath.engine.importance import part_of

if TYPE_CHECKING:
    from loadpath.assess.model import Corner, Joint, Model

NEVER = NotComputed("it cannot be so, given everything else")
NONE = NotComputed("the risk is zero")


def loads(asked: Model, free: Corner) -> tuple[Load, ...]:
    """Return the load of every proposition that the risk or the evidence depends on, heaviest first."""
    case = asked.reader.case
    stands_on = {item.id: under(case, item) for item in case.all(kinds.Pathway)}
    if not asked.at_means(asked.total, free):
        return ()
    found = []
    for name, sides in asked.sides(concerned(asked), free).items():
        node = case.nodes[named(name)]
        kind, danger = kind_of(node)
        holds, fails = (sides.holds, sides.fails) if sides else (None, None)
        wrong, right = (holds, fails) if danger else (fails, holds)
        found.append(
            Load(
                subject=node.id,
                kind=kind,
                names=getattr(node, "says", None) is not None or getattr(node, "is_", None) is not None,
                if_wrong=_factor(asked, free, asked.total, wrong),
                if_right=_factor(asked, free, asked.total, right),
                listed_if_wrong=_factor(asked, free, asked.listed, wrong),
                share=_share(asked, free, wrong),
                pathways=tuple(path for path, others in stands_on.items() if node.id in others),
                owner=node.owner,
            )
        )
    return tuple(sorted(found, key=lambda item: (-item.factor, item.subject)))


def concerned(asked: Model) -> list[str]:
    """Return the propositions that the risk or the evidence depends on, by the names they are reported under.

    Left out is what something hangs on that is unknown and that the risk does not depend on; and a surface of which
    neither harm nor evidence says that it catches one, though it may stand on what they do stand on.
    """
    matter, truths = asked.matter, asked.truths
    surfaces = {f"{item.id}{CATCHES}": item.id for item in asked.reader.case.all(kinds.Surface)}
    found = []
    for name, root in asked.propositions.items():
        support = truths.support(root) if root in truths.roots else frozenset()
        used = name not in surfaces or surfaces[name] in asked.asked
        if used and support & matter and not (asked.free.keys() & support) - matter:
            found.append(name)
    return found


def kind_of(node: kinds.Node) -> tuple[str, bool]:
    """Return what a node is called in the load table, and whether its being true is the wrong side."""
    match node:
        case kinds.Event():
            return "event", True
        case kinds.Mitigation():
            return "barrier", False
        case kinds.Scenario():
            return "response", True
        case kinds.Surface():
            return "surface", False
        case _:
            return "claim", getattr(node, "direction", "") == "danger"


def _factor(asked: Model, free: Corner, root: int, side: Joint | None) -> float | NotComputed:
    base = asked.at_means(root, free)
    if not base:
        return NONE
    if side is None:
        return NotComputed(TOO_WIDE)
    given = side[asked.seen.formula]
    return side[asked.with_evidence(root)] / given / base if given > 0 else NEVER


def _share(asked: Model, free: Corner, side: Joint | None) -> float | NotComputed:
    harm = asked.expected(free)[asked.with_evidence(asked.total)]
    if side is None or harm <= 0:
        return NotComputed(TOO_WIDE) if side is None else NONE
    return part_of(side[asked.with_evidence(asked.total)] / harm)
