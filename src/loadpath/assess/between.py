"""Why the risk of one assessor changed from one version of a case to another: what each cause carries of the ratio.

A cause is a judgement held otherwise, or a part of the case that says something else than before. The share of a cause
is its Shapley value in ln(risk), as between two assessors (`compare`): over all orders of taking the causes over, on
the later version. What was added, what was removed, and what cannot be taken over by itself because it speaks of such
a part, is one cause that comes first: its share is what remains of the ratio. All shares add up to ln(after / before).
Beyond `MOST_ALONE` causes the smaller ones are one cause together, and beyond `MOST_RANKED` those of one kind are.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import log
from typing import TYPE_CHECKING

from loadpath.assess.compare import game_of, no_multiple, reached, shapley, step
from loadpath.assess.lines import judgements_of
from loadpath.assess.mixtures import WORDS
from loadpath.assess.model import model
from loadpath.assess.numbers import ContradictionError
from loadpath.assess.results import Answer, Interval, NotComputed
from loadpath.case import node as kinds
from loadpath.case.digest import meaning
from loadpath.case.graph import mentions
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from loadpath.assess.lines import Judged, Judgements
    from loadpath.assess.results import Assessment
    from loadpath.case.graph import CaseGraph

MOST_ALONE = 4
"""Causes that are told by themselves; with all others as one, 2^5 mixtures are computed."""

MOST_RANKED = 24
"""Causes of which each is tried by itself to see which weigh most."""

JUDGEMENT = "judgement of "
STRUCTURE = "what was added or removed"
LARGEST = 600
"""Parts of a case beyond which so many mixtures take too long."""

COUNTED = (
    kinds.Event, kinds.Evidence, kinds.Claim, kinds.Mitigation, kinds.Pathway, kinds.Quantity, kinds.Scenario,
    kinds.Surface,
)  # fmt: skip
"""Kinds whose text decides what is computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What moved a risk.

    Attributes:
        names: the judgements (`judgement of x`) and ids that changed together, `words of likelihood`, or `STRUCTURE`.
        share: its part of ln(risk after / risk before).
    """

    names: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """How one assessor's risk became another.

    Attributes:
        assessor: their id.
        risks: before and after.
        causes: in the order in which they are told; empty when nothing moved it or `reason` is given.
        reason: why the causes were not told apart; empty when they were.
    """

    assessor: str
    risks: tuple[Answer, Answer]
    causes: tuple[Cause, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Mixtures:
    """Every mixture of two versions, for one assessor, on the later version.

    Attributes:
        after: the later version.
        old: parts of the earlier version that can stand in for those of the later one, by id.
        lines: judgements that can be held as before, by subject; None where there was none.
        held: what is held in the later version.
        words: what words of likelihood meant before, when that is a cause.
        groups: the causes that are taken over together, by the name of their first.
    """

    after: CaseGraph
    old: dict[str, kinds.Node]
    lines: dict[str, Judged | None]
    held: Judgements
    words: Judgements | None
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _risks: dict[frozenset[str], Answer] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Return every cause by itself."""
        found = [*(JUDGEMENT + name for name in self.lines), *self.old]
        return [*found, *([WORDS] if self.words else [])]

    def risk(self, taken: frozenset[str]) -> Answer:
        """Return the risk when some groups are as in the later version and all others as before."""
        if taken not in self._risks:
            self._risks[taken] = self._mixed(frozenset(name for one in taken for name in self.groups[one]))
        return self._risks[taken]

    def _mixed(self, taken: frozenset[str]) -> Answer:
        lines = dict(self.held.lines)
        for name, before in self.lines.items():
            if JUDGEMENT + name not in taken:
                lines.pop(name, None)
                lines |= {name: before} if before is not None else {}
        nodes = dict(self.after.nodes)
        nodes |= {name: node for name, node in self.old.items() if name not in taken}
        words = self.words.words if self.words and WORDS not in taken else self.held.words
        case = replace(self.after, nodes=nodes) if nodes != dict(self.after.nodes) else self.after
        try:
            asked = model(case, replace(self.held, lines=lines, words=words), risk_only=True)
            return asked.answer(asked.total)[0]
        except (TooLargeError, ContradictionError, RecursionError):
            return NotComputed("a mixture of the two versions has no meaning, or is too large")


def between(before: tuple[CaseGraph, Assessment], after: tuple[CaseGraph, Assessment]) -> Moves:
    """Return why an assessor's risk changed from one version to another, both of them sound."""
    (old, first), (new, second) = before, after
    risks = (first.risk, second.risk)
    reason = _no_ratio(risks) or _withheld(first, second)
    if reason:
        return Moves(assessor=second.assessor, risks=risks, reason=reason)
    known = [risk.low for risk in risks if isinstance(risk, Interval)]
    whole = log(known[1] / known[0])
    mixtures, reason = _mixtures(old, new, second.assessor)
    if not reason:
        _group(mixtures)
        causes, reason = _causes(mixtures, whole)
        if not reason:
            return Moves(assessor=second.assessor, risks=risks, causes=causes)
    return Moves(assessor=second.assessor, risks=risks, reason=reason)


def _no_ratio(risks: tuple[Answer, Answer]) -> str:
    for word, risk in zip(("before", "after"), risks, strict=True):
        if isinstance(risk, NotComputed):
            return f"the risk {word} was not computed: {risk.reason}"
        if lacking := no_multiple(risk):
            return f"the risk {word} {lacking}"
    return ""


def _withheld(first: Assessment, second: Assessment) -> str:
    return "numbers are withheld" if first.withheld or second.withheld else ""


def _mixtures(old: CaseGraph, new: CaseGraph, assessor: str) -> tuple[Mixtures, str]:
    """Return what can be taken over, or why nothing can."""
    then, now = judgements_of(old, assessor), judgements_of(new, assessor)
    both = {name for name, node in old.nodes.items() if type(new.nodes.get(name)) is type(node)}
    swapped = {name: node for name, node in old.nodes.items() if name in both and _swaps(node, new.nodes[name], new)}
    lines = {name: held for name, held in then.lines.items() if name in both and speaks_of(new, held)}
    first = replace(then, lines={**{name: held for name, held in now.lines.items() if name not in both}, **lines})
    game = game_of(new, first, now)
    if game.in_a_ring():
        return Mixtures(new, {}, {}, now, None), "the conditions of one version, mixed with those of the other, ring"
    near = reached(new, (first, now))
    differing = {name: lines.get(name) for name in game.differing if name in near and name in both}
    return Mixtures(new, swapped, differing, now, then if WORDS in game.differing else None), ""


def _swaps(old: kinds.Node, new: kinds.Node, case: CaseGraph) -> bool:
    """Return whether a part says something else to compute with than before, and can be put back by itself."""
    if not isinstance(old, COUNTED):
        return False
    bare = [meaning(_computed(node)) for node in (old, new)]
    return bare[0] != bare[1] and all(ref.id in case.nodes for ref in mentions(replace(old, body=())))


def _computed(node: kinds.Node) -> kinds.Node:
    """Return a part without what no number depends on: prose, names, and that a claim is carried over."""
    bare = replace(node, body=(), title="", owner="")
    return replace(bare, carried="") if isinstance(bare, kinds.Claim) else bare


def speaks_of(case: CaseGraph, held: Judged) -> bool:
    """Return whether everything that a judgement mentions, its reason apart, is in a case."""
    said = mentions(kinds.Assessor(id="", lines=(replace(held.line, refs=()),)))
    return all(ref.id in case.nodes for ref in said)


def _group(mixtures: Mixtures) -> None:
    """Put causes together until few enough are left: the smaller ones, or, of very many, those of one kind."""
    names = mixtures.names()
    mixtures.groups = {name: (name,) for name in names}
    if len(names) > MOST_RANKED:
        found: dict[str, list[str]] = {}
        for name in names:
            found.setdefault(_kind(mixtures, name), []).append(name)
        mixtures.groups = {members[0]: tuple(members) for members in found.values()}
    elif len(names) > MOST_ALONE + 1:
        everything = frozenset(names)
        weights = {name: _weight(mixtures, everything, name) for name in names}
        heavy = sorted(names, key=lambda name: (-weights[name], name))[:MOST_ALONE]
        rest = tuple(name for name in names if name not in heavy)
        mixtures.groups = {name: (name,) for name in names if name in heavy} | {rest[0]: rest}
        mixtures._risks.clear()  # noqa: SLF001  the mixtures of other groups


def _kind(mixtures: Mixtures, name: str) -> str:
    return JUDGEMENT if name.startswith(JUDGEMENT) else WORDS if name == WORDS else mixtures.old[name].kind_name


def _weight(mixtures: Mixtures, everything: frozenset[str], name: str) -> float:
    """Return how far the risk moves when one cause is taken over last."""
    found = step(mixtures.risk, everything - {name}, name)
    return abs(found) if isinstance(found, float) else 0.0


def _causes(mixtures: Mixtures, whole: float) -> tuple[tuple[Cause, ...], str]:
    """Return each cause with its share; what they leave of the whole is what was added or removed."""
    players = tuple(mixtures.groups)
    found: list[Cause] = []
    for name in players:
        share = shapley(mixtures.risk, players, name)
        if isinstance(share, NotComputed):
            return (), share.reason
        found.append(Cause(names=mixtures.groups[name], share=share))
    left = whole - sum(cause.share for cause in found)
    found = [cause for cause in found if abs(cause.share) > NOTHING]
    found.sort(key=lambda cause: (-abs(cause.share), cause.names))
    return (*([Cause(names=(STRUCTURE,), share=left)] if abs(left) > NOTHING else []), *found), ""


NOTHING = 1e-9
"""A share below this moved nothing."""
