"""Between which two numbers a probability lies, when its exact circuit does not fit: proven, and narrower with time.

A formula is taken apart into a tree. Parts without a common leaf multiply; where all hang together, one leaf is assumed
true and false; what fits into a small diagram is solved. What has not been taken apart yet carries bounds that are seen
at once (`interval_normal`), so that the root has proven bounds at any time, and every step narrows them or leaves them.
The next step is always taken where it can move the root most. Where it hardly moves, the part on which most hangs is
searched from below, part by part, since better bounds of parts hold under every assumption as well. Nothing is drawn at
random and nothing is left out: when all is taken apart the two numbers differ by rounding alone. All bounds are widened
by more than their rounding.

Source: Olteanu, Huang & Koch, "Approximate Confidence Computation in Probabilistic Databases", ICDE 2010 (trees of
independent and exclusive parts with bounds at their open ends).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.engine.interval_exact import exact
from loadpath.engine.interval_normal import SPECK, Normal, above, below, both, either
from loadpath.engine.interval_shape import shaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from loadpath.engine.formula import Formulas
    from loadpath.engine.interval_normal import Pair

EXACT_NODES = 20_000
"""So many nodes may the diagram of a part have that is solved at once."""

PART_STEPS = 24
"""So many steps is each part of a hard core searched on its own."""

PART_NODES = 20
"""A part of a hard core is worth a diagram this many times as large."""

SHARE = 8
"""One in so many open parts is taken apart before it is computed anew which ones matter most."""

FIRST = 64
"""After so many steps the part on which most hangs is searched from below, part by part."""

LATER = 1.5
"""And again, longer, whichever it is then, after this many times as many steps."""

CORE = 0.5
"""Most hangs on a part that has this share of the root's gap."""

CANDIDATES = 6
"""So many leaves that decide a part, or a part of it, are tried before one is assumed."""

SHRUNK = 0.9
"""A part is given to a diagram again once it has at most this share of the gates with which a diagram failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A probability's proven bounds.

    Attributes:
        lower: not above the probability.
        upper: not below the probability.
        method: what proved it: `exact` (closed, a rounding wide) or `conditioning`.
        steps: parts taken apart or solved so far.
        nodes: parts in the tree.
        stopped: why it ended: `closed`, `gap`, `steps`, `nodes` or `time`; empty while it goes on.
    """

    lower: float
    upper: float
    method: str
    steps: int
    nodes: int
    stopped: str = ""

    @property
    def gap(self) -> float:
        """Return upper minus lower."""
        return self.upper - self.lower

    @property
    def ratio(self) -> float:
        """Return upper over lower: infinite while the lower bound is zero and the upper is not."""
        if self.lower > 0.0:
            return self.upper / self.lower
        return 1.0 if self.upper == 0.0 else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When to stop: whichever comes first. A clock is handed in, so that nothing here knows the time by itself.

    Attributes:
        gap: upper minus lower is at most this.
        ratio: upper over lower is at most this.
        steps: so many parts have been taken apart.
        nodes: the tree has so many parts.
        seconds: the clock has moved by this much; a step that has begun is finished.
        clock: a function that returns seconds.
    """

    gap: float = 0.0
    ratio: float = 1.0
    steps: int | None = None
    nodes: int | None = None
    seconds: float | None = None
    clock: Callable[[], float] | None = None

    def reached(self, found: Interval, begun: float) -> str:
        """Return which limit has been reached, or nothing."""
        if found.gap <= self.gap or found.ratio <= self.ratio:
            return "gap"
        if self.steps is not None and found.steps >= self.steps:
            return "steps"
        if self.nodes is not None and found.nodes >= self.nodes:
            return "nodes"
        if self.seconds is not None and self.clock is not None and self.clock() - begun >= self.seconds:
            return "time"
        return ""


def bounds(
    store: Formulas,
    root: int,
    weights: Sequence[float],
    *,
    complements: Sequence[float] | None = None,
    limits: Limits | None = None,
    exact_nodes: int = EXACT_NODES,
    part_steps: int = PART_STEPS,
) -> Interval:
    """Return proven bounds of the probability of a formula with independent leaves.

    Args:
        store: the formulas.
        root: the formula.
        weights: probability of each leaf.
        complements: one minus the weights; given where small ones are to keep their digits.
        limits: when to stop; without them when the bounds are a rounding apart.
        exact_nodes: so many nodes may the diagram of a part have that is solved at once; 0 solves none.
        part_steps: so many steps at most each part of a hard core is searched on its own; 0 searches none.

    Raises:
        ValueError: if seconds are limited and no clock is given, or a weight is no probability.

    >>> from loadpath.engine.formula import Formulas
    >>> store = Formulas()
    >>> a, b, c = store.leaf(), store.leaf(), store.leaf()
    >>> either = store.any_of([store.all_of([a, b]), store.all_of([b, c])])
    >>> found = bounds(store, either, [0.5, 0.5, 0.5])
    >>> found.method, round(found.lower, 12), round(found.upper, 12)
    ('exact', 0.375, 0.375)
    """
    limits = limits or Limits()
    if limits.seconds is not None and limits.clock is None:
        message = f"{limits.seconds} seconds are a limit only with a clock"
        raise ValueError(message)
    begun = limits.clock() if limits.clock else 0.0
    for found in intervals(
        store, root, weights, complements=complements, exact_nodes=exact_nodes, part_steps=part_steps
    ):
        stopped = found.stopped or limits.reached(found, begun)
        if stopped:
            break
    return Interval(
        lower=found.lower,
        upper=found.upper,
        method=found.method,
        steps=found.steps,
        nodes=found.nodes,
        stopped=stopped,
    )


def intervals(
    store: Formulas,
    root: int,
    weights: Sequence[float],
    *,
    complements: Sequence[float] | None = None,
    exact_nodes: int = EXACT_NODES,
    part_steps: int = PART_STEPS,
) -> Iterator[Interval]:
    """Yield bounds, each inside the one before, until they are a rounding apart; see `bounds`."""
    for weight in weights:
        if not 0.0 <= weight <= 1.0:
            message = f"{weight} is no probability"
            raise ValueError(message)
    others = [1.0 - weight for weight in weights] if complements is None else complements
    pairs = list(zip(weights, others, strict=True))
    normal = Normal(pairs)
    search = _Search(normal, exact_nodes, len(pairs), part_steps)
    top = search.node(shaped(normal, normal.adopt(store, root)), None)
    steps, patience = 0, FIRST
    yield search.interval(top, steps)
    while not top.closed:
        if part_steps and steps >= patience:
            for _ in search.tighten(search.core(top)):
                steps += 1
                yield search.interval(top, steps)
            patience = int(LATER * steps)
        for node in search.open(top):
            search.take_apart(node)
            steps += 1
            yield search.interval(top, steps)


@dataclass(slots=True, eq=False)
class _Node:
    """One part of the tree: open, closed, a product or sum of independent parts, or a mix over one leaf."""

    formula: int
    pair: Pair
    failed: float
    kind: str = "open"
    parts: tuple[_Node, ...] = ()
    weights: tuple[Pair, Pair] = ((0.0, 0.0), (0.0, 0.0))
    parents: list[_Node] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        return self.kind == "closed"


@dataclass(slots=True)
class _Search:
    """The tree of one formula; equal formulas are one part of it."""

    normal: Normal
    exact_nodes: int
    leaves: int
    part_steps: int
    tightened: dict[int, int] = field(default_factory=dict)
    nodes: dict[int, _Node] = field(default_factory=dict)

    def node(self, formula: int, parent: _Node | None) -> _Node:
        """Return the part that stands for a formula."""
        found = self.nodes.get(formula)
        if found is None:
            pair = self.normal.pairs[formula]
            failed = parent.failed if parent else float("inf")
            found = self.nodes[formula] = _Node(formula, pair, failed)
            if self.normal.gates[formula].kind in {"constant", "leaf", "not"}:
                found.kind = "closed"
        if parent:
            found.parents.append(parent)
        return found

    def interval(self, top: _Node, steps: int) -> Interval:
        """Return where the search stands."""
        return Interval(
            lower=top.pair[0],
            upper=top.pair[1],
            method="exact" if top.closed else "conditioning",
            steps=steps,
            nodes=len(self.nodes),
            stopped="closed" if top.closed else "",
        )

    def open(self, top: _Node) -> list[_Node]:
        """Return the open parts that can move the root most, the first of all first."""
        found = [
            (-force * (node.pair[1] - node.pair[0]), node.formula, node)
            for node, force in self._forces(top)
            if node.kind == "open"
        ]
        found.sort(key=lambda item: item[:2])
        return [node for _, _, node in found[: max(1, len(found) // SHARE)]]

    def _forces(self, top: _Node) -> list[tuple[_Node, float]]:
        """Return the parts that still matter, and by how much each moves the root: its derivative, about."""
        order = self._order(top)
        pull = dict.fromkeys(map(id, order), 0.0) | {id(top): 1.0}
        for node in reversed(order):
            for place, part in enumerate(node.parts):
                if id(part) in pull:
                    pull[id(part)] += pull[id(node)] * _slope(node, place)
        return [(node, pull[id(node)]) for node in order]

    def _order(self, top: _Node) -> list[_Node]:
        """Return the parts that still matter, in an order in which parts come before what is made of them."""
        order: list[_Node] = []
        seen: set[int] = set()
        stack = [(top, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen and not node.closed:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((part, False) for part in node.parts)
        return order

    def take_apart(self, node: _Node) -> None:
        """Solve an open part or take it apart, and narrow what it is part of."""
        if node.kind == "open":
            self._split(node)
            self._narrow(node)

    def core(self, top: _Node) -> _Node:
        """Return the smallest part on which at least half of the root's gap hangs."""
        enough = CORE * (top.pair[1] - top.pair[0])
        found = [
            (len(self.normal.below_root(node.formula)), node.formula, node)
            for node, force in self._forces(top)
            if force * (node.pair[1] - node.pair[0]) >= enough
        ]
        return min(found, key=lambda item: item[:2])[2]

    def tighten(self, node: _Node) -> Iterator[None]:
        """Search every part of a part that did not fit on its own, from below, and so find better bounds of it.

        What becomes known of a part is handed on to all that is made of it, and to it under any assumption.
        """
        normal = self.normal
        hard: set[int] = set()
        times = self.tightened[node.formula] = self.tightened.get(node.formula, 0) + 1
        for number in normal.below_root(node.formula)[:-1]:
            gate = normal.gates[number]
            if gate.kind in {"constant", "leaf", "not"}:
                continue
            normal.again(number)
            part = self.node(number, None)
            self._inform(part)
            if not hard.intersection(gate.parts) and not part.closed:
                self._solve(part, PART_NODES * self.exact_nodes)
                self._narrow(part)
                yield
            if not part.closed:
                hard.add(number)
                yield from self._search_part(part, times * self.part_steps)
            normal.narrow(number, part.pair)
        normal.again(node.formula)
        self._inform(node)

    def _search_part(self, part: _Node, most: int) -> Iterator[None]:
        """Take a part apart, in at most so many steps."""
        part.failed = min(part.failed, len(self.normal.below_root(part.formula)))
        steps = 0
        while steps < most and not part.closed:
            for one in self.open(part)[: most - steps]:
                self.take_apart(one)
                steps += 1
                yield

    def _inform(self, node: _Node) -> None:
        """Narrow a part by what its formula is known to be."""
        pair = self.normal.pairs[node.formula]
        both = max(node.pair[0], pair[0]), min(node.pair[1], pair[1])
        if both != node.pair:
            node.pair = both
            for parent in node.parents:
                self._narrow(parent)

    def _split(self, node: _Node) -> None:
        normal = self.normal
        gate = normal.gates[node.formula]
        if gate.kind in {"and", "or"}:
            groups = normal.components(gate.parts)
            if len(groups) > 1:
                node.kind = "product" if gate.kind == "and" else "sum"
                node.parts = tuple(
                    self.node(normal.made(gate.kind, 0, sorted(group)), node) for group in sorted(groups, key=min)
                )
                return
        if self._solve(node, self.exact_nodes):
            return
        literal = self._choose(node.formula)
        bit = 1 << literal.bit_length() - 1
        leaf, negated = divmod(bit.bit_length() - 1, 2)
        opposite = bit >> 1 if negated else bit << 1
        weights = normal.weight(leaf)
        node.kind = "mix"
        node.weights = weights[::-1] if negated else weights
        node.parts = tuple(self.node(normal.restrict(node.formula, one), node) for one in (bit, opposite))

    def _solve(self, node: _Node, most: int) -> bool:
        """Solve a part by a diagram, where it may fit and has not failed at about this size."""
        size = len(self.normal.below_root(node.formula))
        if not most or size > SHRUNK * node.failed:
            return False
        pair = exact(self.normal, node.formula, most, self.leaves)
        if pair is None:
            node.failed = size
            return False
        node.pair = max(node.pair[0], pair[0]), min(node.pair[1], pair[1])
        node.kind, node.parts = "closed", ()
        return True

    def _choose(self, formula: int) -> int:
        """Return the literal to assume: one that is needed, else that which leaves the narrowest bounds."""
        normal = self.normal
        if normal.required[formula]:
            return normal.required[formula]
        best, narrowest = 0, float("inf")
        for bit in self._candidates(formula):
            left = 0.0
            for one, weight in zip((bit, bit << 1), normal.weight(bit.bit_length() // 2), strict=True):
                low, high = normal.pairs[normal.restrict(formula, one)]
                left += weight[1] * (high - low)
            if left < narrowest:
                best, narrowest = bit, left
        return best

    def _candidates(self, formula: int) -> list[int]:
        """Return leaves, as bits, worth assuming: the most shared one, and those that decide a part or its parts."""
        normal, gates = self.normal, self.normal.gates
        count: dict[int, int] = {}
        for number in normal.below_root(formula):
            for part in gates[number].parts:
                if gates[part].kind in {"leaf", "not"} and gates[number].kind != "not":
                    leaf = normal.support[part].bit_length() - 1
                    count[leaf] = count.get(leaf, 0) + 1
        supports = [normal.support[part] for part in gates[formula].parts]
        shared = max(count, key=lambda leaf: (sum(bits >> leaf & 1 for bits in supports), count[leaf], -leaf))
        near: dict[int, None] = {}
        for part in sorted(gates[formula].parts, key=lambda part: normal.pairs[part][1]):
            for inner in (part, *gates[part].parts):
                literals = normal.required[inner]
                while literals:
                    bit = 1 << literals.bit_length() - 1
                    literals ^= bit
                    near.setdefault((bit.bit_length() - 1) // 2 * 2)
        ranked = list(near)[:CANDIDATES]
        return [1 << leaf for leaf in dict.fromkeys([shared, *ranked])]

    def _narrow(self, node: _Node) -> None:
        """Carry news upwards: bounds never widen, and a part whose parts are closed is closed."""
        stack = [node]
        while stack:
            here = stack.pop()
            if here.parts:
                before = here.pair
                low, high = _value(here)
                here.pair = max(before[0], low), min(before[1], high)
                if all(part.closed or _nothing(here, place) for place, part in enumerate(here.parts)):
                    here.kind, here.parts = "closed", ()
                elif here.pair == before and here is not node:
                    continue
            stack.extend(here.parents)


def _nothing(node: _Node, place: int) -> bool:
    """Return whether a part has no weight in a mix: less than what every bound is widened by."""
    return node.kind == "mix" and node.weights[place][1] <= SPECK


def _value(node: _Node) -> Pair:
    """Return the bounds that the parts of a part give it."""
    pairs = [part.pair for part in node.parts]
    if node.kind == "product":
        return both(pairs)
    if node.kind == "sum":
        return either(pairs)
    (yes, no), (weight, complement) = pairs, node.weights
    low, high = (weight[end] * yes[end] + complement[end] * no[end] for end in (0, 1))
    return below(low), above(high)


def _slope(node: _Node, place: int) -> float:
    """Return by how much a part's upper bound moves that of what it is part of: a guide, not a bound."""
    if node.kind == "mix":
        return node.weights[place][1]
    slope = 1.0
    for other, part in enumerate(node.parts):
        if other != place:
            slope *= part.pair[1] if node.kind == "product" else 1.0 - part.pair[0]
    return slope
