"""Minimal cut sets: how many there are, and which are the most probable, without listing the others.

What a cut set is, and how the families are made, stands in `zero_suppressed`. Modules, which share no leaf with the
rest, are worked out on their own (Dutuit and Rauzy, IEEE Trans. Reliability 45, 1996): a cut set of the whole is one of
the outer network in which each module is replaced by one of its own. So counts multiply, and exact counts of more sets
than could ever be listed take no time.

The best come out one by one. The best completion from each family on is known beforehand, so that a search which always
goes on where prefix and best completion together are most probable (A*, Hart, Nilsson and Raphael, IEEE Trans. Systems
Science and Cybernetics 4, 1968) meets the sets in order and looks at little else. Products are compared exactly: a
float is a fraction, logarithms only decide where they differ clearly. Between equally probable sets the first leaf, in
a given order, that is in one of them only decides: the set that has it comes first. Both comparisons keep their outcome
when the same is added to both sides, which is what a best completion needs.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from math import log
from typing import TYPE_CHECKING

from loadpath.engine.canonical import canonical
from loadpath.engine.modules import pieces
from loadpath.engine.network import LEAF, NO, ODD, YES, Network
from loadpath.engine.simplify import simplify
from loadpath.engine.zero_suppressed import EMPTY, NONE, Family, minimal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from loadpath.engine.formula import Formulas

    Counts = tuple[int, ...]

MOST_NODES = 4_000_000
"""The largest diagram that is tried."""

CLEAR = 1e-9
"""Logarithms of products that differ by more than this differ for certain: each is right to some 1e-12."""


@dataclass(frozen=True, slots=True)
class CutSet:
    """A minimal cut set.

    Attributes:
        leaves: the leaves that are wrong, in the order in which ties are broken.
        probability: that all of them are: the product of their probabilities, correctly rounded.
    """

    leaves: tuple[int, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class CutSets:
    """All minimal cut sets of a formula, as families that name each other.

    Attributes:
        by_size: how many there are of 0, 1, 2, ... leaves.
        wrong: the value that counts as wrong, of each leaf that is in the formula once it is simplified.
        coherent: whether the formula never ceases to hold when one more leaf goes wrong. If so, each cut set is enough
            by itself, whatever else happens; if not, it is enough as long as everything else is right.
        nodes: how many families it took.
    """

    by_size: Counts
    wrong: Mapping[int, bool]
    coherent: bool
    nodes: int
    families: tuple[Family, ...] = field(repr=False)

    @property
    def count(self) -> int:
        """Return how many minimal cut sets there are."""
        return sum(self.by_size)

    def most_probable(
        self, weights: Sequence[float], complements: Sequence[float] = (), order: Sequence[int] = ()
    ) -> Iterator[CutSet]:
        """Yield the minimal cut sets, the most probable first, one after the other as they are asked for.

        Those of probability zero come last: the fewer of their leaves are impossible, and the more probable the others,
        the sooner.

        Args:
            weights: the probability that each leaf holds.
            complements: that it does not; one minus the weight if not given.
            order: leaves in the order in which ties are broken; by number if not given.

        Raises:
            ValueError: when a weight is not a probability.
        """
        complements = complements or [1.0 - weight for weight in weights]
        ranks = list(order) or sorted(self.wrong)
        bits = {leaf: 1 << (len(ranks) - 1 - place) for place, leaf in enumerate(ranks)}
        single: dict[int, _Product | _Ranking] = {
            leaf: _product(weights[leaf] if value else complements[leaf], bits[leaf])
            for leaf, value in self.wrong.items()
        }
        for number, family in enumerate(self.families):
            top = single[-1 - number] = _Ranking(family, single)
        place = 0
        while (best := top.at(place)) is not None:
            yield CutSet(tuple(leaf for leaf in ranks if best.members & bits[leaf]), best.value)
            place += 1


def cut_sets(
    store: Formulas, root: int, *, wrong: Mapping[int, bool] | None = None, most_nodes: int = MOST_NODES
) -> CutSets:
    """Return the minimal cut sets of a formula.

    A leaf that occurs with one sign only, as the formula is written or once it is simplified, is wrong when it has that
    sign. One that occurs with both is wrong when it has the value of `wrong`.

    Args:
        store: the formulas.
        root: which of them may not come to hold.
        wrong: by leaf, the value that counts as wrong where the formula alone does not tell; true unless given.
        most_nodes: the largest diagram that is tried.

    Raises:
        TooLargeError: when they do not fit; nothing approximate is given instead.

    >>> from loadpath.engine.formula import Formulas
    >>> store = Formulas()
    >>> a, b, c = store.leaf(), store.leaf(), store.leaf()
    >>> found = cut_sets(store, store.at_least(2, [a, b, c]))
    >>> found.count, [each.leaves for each in found.most_probable([0.5, 0.25, 0.125])]
    (3, [(0, 1), (0, 2), (1, 2)])
    """
    network = canonical(simplify(store, [root]), {})
    said = store.signs(root)  # simplifying k-of-n may bring in a second sign, and takes away others
    signs = {leaf: said[leaf] or sign for leaf, sign in _signs(network).items()}
    ways = {leaf: sign > 0 if sign else (wrong or {}).get(leaf, True) for leaf, sign in signs.items()}
    *modules, top = [piece.network for piece in pieces(network)]
    named = {number for piece in (*modules, top) for number in piece.numbers if number < 0}
    families: list[Family] = []
    renamed: dict[int, int] = {}
    values = dict(ways)
    constant: dict[int, int] = {}
    for number, module in enumerate(modules):
        if -1 - number not in named:
            continue  # the root itself, which is worked out as the top
        family = minimal(_settled(module, constant), values, most_nodes, turning=True)
        values[-1 - number] = not family.turned
        if family.root == NONE:
            constant[-1 - number] = YES if family.turned else NO  # it is always the same
            continue
        families.append(_renumbered(family, renamed))
        renamed[-1 - number] = -len(families)
    families.append(_renumbered(minimal(_settled(top, constant), values, most_nodes), renamed))
    return CutSets(
        by_size=_counted(families),
        wrong=ways,
        coherent=_coherent(families),
        nodes=sum(len(family.leaf) for family in families),
        families=tuple(families),
    )


def _signs(network: Network) -> dict[int, int]:
    """Return the leaves below a network's only root, with +1 (only plain), -1 (only negated) or 0 (both)."""
    (root,) = network.roots
    ways: dict[int, set[int]] = {root >> 1: {-1 if root & 1 else 1}}
    found: dict[int, int] = {}
    for node in reversed(network.reached()):
        here = ways.pop(node)
        if network.kinds[node] == LEAF:
            found[network.numbers[node]] = sum(here)
            continue
        for part in network.parts[node]:
            turned = {-sign if part & 1 else sign for sign in here}
            ways.setdefault(part >> 1, set()).update({1, -1} if network.kinds[node] == ODD else turned)
    return found


def _settled(network: Network, constant: Mapping[int, int]) -> Network:
    """Return a network in which some leaves are constant."""
    if constant.keys().isdisjoint(network.numbers):
        return network
    found = Network()
    made = {0: NO}
    for node in network.reached():
        kind, number = network.kinds[node], network.numbers[node]
        if kind == LEAF:
            made[node] = constant[number] if number in constant else found.leaf(number)
        else:
            made[node] = found.again(kind, number, [made[part >> 1] ^ (part & 1) for part in network.parts[node]])
    found.roots = tuple(made[root >> 1] ^ (root & 1) for root in network.roots)
    return found


def _renumbered(family: Family, renamed: Mapping[int, int]) -> Family:
    """Return a family that names modules by their places among the families, the first one -1."""
    leaf = (*family.leaf[:2], *(renamed.get(number, number) for number in family.leaf[2:]))
    return Family(leaf, family.then, family.other, family.root, family.turned, family.coherent)


def _coherent(families: Sequence[Family]) -> bool:
    """Return whether the last family is coherent, and so are all modules that its formula depends on."""
    needed = {-len(families)}
    for number in range(-len(families), 0):
        if number in needed:
            family = families[-1 - number]
            if not family.coherent:
                return False
            needed.update(leaf for leaf in family.leaf[2:] if leaf < 0)
    return True


def _counted(families: Sequence[Family]) -> Counts:
    """Return how many sets of each size the last of some families has; those that it names come before it."""
    of: dict[int, Counts] = {}
    for number, family in enumerate(families):
        counts: list[Counts] = [(), (1,)]
        for own, then, other in zip(family.leaf[2:], family.then[2:], family.other[2:], strict=True):
            chosen = counts[then]
            longer = (0, *chosen) if own >= 0 else _times(of[own], chosen)
            counts.append(_plus(longer, counts[other]))
        of[-1 - number] = counts[family.root]
    return of[-len(families)]


def _plus(first: Counts, second: Counts) -> Counts:
    if len(first) < len(second):
        first, second = second, first
    return (*(one + other for one, other in zip(first, second, strict=False)), *first[len(second) :])


def _times(first: Counts, second: Counts) -> Counts:
    found = [0] * (len(first) + len(second) - 1) if first and second else []
    for place, one in enumerate(first):
        for more, other in enumerate(second):
            found[place + more] += one * other
    return tuple(found)


# the most probable ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Product:
    """The exact probability that some leaves are wrong, `number` / 2 ** `shift`; what is less comes first.

    Attributes:
        never: how many of them have probability zero; the rest is about the others.
        near: the natural logarithm, to some 1e-12.
        members: the leaves, as bits; ties are broken by the highest bit that only one of two has.
    """

    never: int
    near: float
    number: int
    shift: int
    members: int

    def __lt__(self, other: _Product) -> bool:
        """Return whether this set comes before another: it is more probable, or as probable and has the first leaf."""
        if self.never != other.never:
            return self.never < other.never
        apart = self.near - other.near
        if apart > CLEAR or apart < -CLEAR:
            return apart > 0
        mine, theirs = self.number << other.shift, other.number << self.shift
        return self.members > other.members if mine == theirs else mine > theirs

    def __mul__(self, other: _Product) -> _Product:
        """Return the product for the leaves of both, of which none is in both."""
        return _Product(
            self.never + other.never,
            self.near + other.near,
            self.number * other.number,
            self.shift + other.shift,
            self.members | other.members,
        )

    @property
    def value(self) -> float:
        """Return the float nearest to it."""
        return 0.0 if self.never else self.number / (1 << self.shift)


NOTHING = _Product(0, 0.0, 1, 0, 0)
"""The empty set, which is certain."""


def _product(weight: float, members: int) -> _Product:
    if not 0 <= weight <= 1:
        raise ValueError(f"{weight!r} is no probability")
    if weight == 0:
        return _Product(1, 0.0, 1, 0, members)
    number, below = weight.as_integer_ratio()
    return _Product(0, log(weight), number, below.bit_length() - 1, members)


class _Ranking:
    """The sets of a family in order, worked out as far as somebody asks.

    A state of the search is a family, what was chosen above it, and a rank. Without a rank (-1) every set of the family
    may follow; with one, only those with the family's leaf, at this rank or later among the sets of that module.
    """

    def __init__(self, family: Family, single: Mapping[int, _Product | _Ranking]) -> None:
        self.family = family
        self.single = single
        self.best: list[_Product | None] = [None, NOTHING]
        for own, then, other in zip(family.leaf[2:], family.then[2:], family.other[2:], strict=True):
            first, rest, without = self._chosen(own, 0), self.best[then], self.best[other]
            along = first * rest if first and rest else None
            self.best.append(along if without is None or (along is not None and along < without) else without)
        self.found: list[_Product] = []
        self.made = 0
        self.waiting: list[tuple[_Product, int, int, _Product, int]] = []
        self._wait(family.root, NOTHING, -1, self.best[family.root])

    def at(self, place: int) -> _Product | None:
        """Return the set at a place, counted from 0; None when there are no more."""
        while len(self.found) <= place and self.waiting:
            self._step()
        return self.found[place] if place < len(self.found) else None

    def _chosen(self, own: int, rank: int) -> _Product | None:
        """Return a leaf that is wrong, or the set of a module at a rank; None when there is none."""
        single = self.single[own]
        if isinstance(single, _Ranking):
            return single.at(rank)
        return single if rank == 0 else None

    def _wait(self, here: int, above: _Product, rank: int, completion: _Product | None) -> None:
        if completion is not None:
            self.made += 1
            heapq.heappush(self.waiting, (above * completion, self.made, here, above, rank))

    def _step(self) -> None:
        """Take the most promising state, and put what may follow in its place."""
        _, _, here, above, rank = heapq.heappop(self.waiting)
        if here == EMPTY:
            self.found.append(above)
            return
        family = self.family
        then, other = family.then[here], family.other[here]
        if rank < 0:
            self._wait(other, above, -1, self.best[other])
            rank = 0
        else:
            first = self._chosen(family.leaf[here], rank)
            if first is not None:
                self._wait(then, above * first, -1, self.best[then])
            rank += 1
        first, rest = self._chosen(family.leaf[here], rank), self.best[then]
        if first is not None and rest is not None:
            self._wait(here, above, rank, first * rest)
