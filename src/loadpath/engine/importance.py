"""How much hangs on each of many propositions and leaves: importance measures, exact, many at a time, also by worlds.

Of a harm H, evidence E and something X that can be *wrong* (an event happens, a barrier fails), with R = P(H | E),
W = P(H | E, X wrong), T = P(H | E, X right) and q = P(X wrong | E):

| measure | here | source |
|---|---|---|
| Birnbaum | W - T | Birnbaum, "On the Importance of Different Components in a Multicomponent System" (1969) |
| criticality | q (W - T) / R | Lambert, "Measures of Importance of Events and Cut Sets in Fault Trees" (1975) |
| RAW, risk achievement worth | W / R | Vesely et al., NUREG/CR-3385 (1983) |
| RRW, risk reduction worth | R / T | the same |
| Fussell-Vesely | 1 - 1 / RRW = (R - T) / R | van der Borst & Schoonakker, RESS 72 (2001), section 2 |
| share | P(X wrong given H, E) = q W / R | ours: the part of the risk in which X is wrong |

Since R = q W + (1 - q) T, criticality and Fussell-Vesely in this form are the same number, and the share is larger by
q T / R: it also counts harm that X had no part in. The first definition of Fussell-Vesely is a third thing:
the probability that a cut set which contains X is among those that happened, given harm (Vesely et al., NUREG-0492,
1981, chapter XI); it needs the cut sets and is `by_cut_sets`. All three come close to each other where X is rare.

X may be given in two ways, which differ as soon as there is evidence, or X is made of several leaves.
*Conditioning* takes X for one more fact, so that what explains X moves as well: sums over the settings of leaves
that make X up (`sides`). *Intervention* sets the weight of a leaf to 1 or 0 and leaves all else as it is (`under`);
the derivative by a weight is what one pass down the circuit gives for all leaves at once (`slopes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.circuit import ADD, MULTIPLY
from loadpath.engine.compile import compile_circuit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from loadpath.engine.circuit import Circuit
    from loadpath.engine.formula import Formulas

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

MOST_VALUES = 500_000
"""So many values of slots are worked out at a time: 4 megabytes, which stay near a processor."""

FEWEST_COLUMNS = 512
"""Of a large circuit so many columns are worked out together all the same: fewer would not be worth each operation."""


@dataclass(frozen=True, slots=True, eq=False)
class Settings:
    """Many settings of some leaves, as arrays with one entry for each leaf that a setting fixes.

    Attributes:
        which: the setting that an entry belongs to, ascending.
        leaf: the leaf that it fixes.
        value: at which weight.
        count: how many settings there are; one without entries fixes nothing.
    """

    which: Integers
    leaf: Integers
    value: Floats
    count: int

    def part(self, start: int, end: int) -> Settings:
        """Return the settings from `start` to before `end`, numbered from 0."""
        low, high = np.searchsorted(self.which, (start, end))
        return Settings(self.which[low:high] - start, self.leaf[low:high], self.value[low:high], end - start)


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """Where each of several propositions holds and where it does not.

    Attributes:
        settings: disjoint settings of leaves, those of one side beside each other.
        side: for each setting, twice the number of its proposition, and one more where that does not hold.
        count: how many propositions.
    """

    settings: Settings
    side: Integers
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """Importance measures, elementwise; what has no meaning (an impossible side, no risk) is NaN, in arrays only.

    Attributes:
        birnbaum: W - T.
        criticality: q (W - T) / R.
        fussell_vesely: (R - T) / R.
        raw: W / R.
        rrw: R / T; infinite where no risk is left.
        share: P(X wrong | H, E).
    """

    birnbaum: Floats
    criticality: Floats
    fussell_vesely: Floats
    raw: Floats
    rrw: Floats
    share: Floats


def settings_of(settings: Sequence[Mapping[int, float]]) -> Settings:
    """Return settings as arrays; a truth value counts as 1 or 0."""
    entries = [(number, leaf, float(value)) for number, one in enumerate(settings) for leaf, value in one.items()]
    which, leaf, value = zip(*entries, strict=True) if entries else ((), (), ())
    return Settings(np.array(which, np.int64), np.array(leaf, np.int64), np.array(value, np.float64), len(settings))


def questions_of(sides: Sequence[tuple[Sequence[Mapping[int, bool]], Sequence[Mapping[int, bool]]]]) -> Questions:
    """Return what is asked of propositions, each given by the settings in which it holds, and in which it does not."""
    both = [(2 * number + turn, one) for number, pair in enumerate(sides) for turn in (0, 1) for one in pair[turn]]
    settings = settings_of([one for _, one in both])
    return Questions(settings, np.array([side for side, _ in both], np.int64), len(sides))


def chances(settings: Settings, weights: Floats, complements: Floats) -> Floats:
    """Return how likely each setting of independent leaves is, its values being 0 and 1; shape (settings, n)."""
    found = np.ones((settings.count, weights.shape[1]))
    true = settings.value[:, None] > 0
    np.multiply.at(found, settings.which, np.where(true, weights[settings.leaf], complements[settings.leaf]))
    return found


def under(
    circuit: Circuit,
    leaves: Sequence[int],
    roots: Sequence[int],
    weights: Floats,
    complements: Floats,
    settings: Settings,
) -> Floats:
    """Return the probability of formulas with some leaves' weights set, for each setting.

    Args:
        circuit: what was compiled.
        leaves: which leaf each of the circuit's is; those that it does not ask for change nothing.
        roots: formulas that it was made for.
        weights: probability of each leaf, numbered as `leaves` names them, shape (all leaves, n).
        complements: one minus the weights.
        settings: what is set.

    Returns:
        Probabilities, shape (len(roots), settings, n).
    """
    columns = weights.shape[1]
    place = np.full(len(weights), -1, np.int64)
    chosen = np.array(leaves, np.int64)
    place[chosen] = np.arange(len(chosen))
    plain, complement = weights[chosen], complements[chosen]
    found = np.empty((len(roots), settings.count, columns))
    step = _at_once(circuit, columns)
    for start in range(0, settings.count, step):
        part = settings.part(start, min(start + step, settings.count))
        rows = place[part.leaf]
        asked = rows >= 0
        held = [np.repeat(each[:, None, :], part.count, axis=1) for each in (plain, complement)]
        held[0][rows[asked], part.which[asked]] = part.value[asked, None]
        held[1][rows[asked], part.which[asked]] = 1.0 - part.value[asked, None]
        flat = [each.reshape(len(chosen), -1) for each in held]
        values = circuit.probabilities(flat[0], flat[1], roots)
        found[:, start : start + part.count] = values.reshape(len(roots), part.count, columns)
    return found


def _at_once(circuit: Circuit, columns: int) -> int:
    """Return how many settings are worked out together, each with so many columns."""
    most = max(FEWEST_COLUMNS, MOST_VALUES // (circuit.first + circuit.size))
    return max(1, most // max(1, columns))


def sides(
    circuit: Circuit,
    leaves: Sequence[int],
    roots: Sequence[int],
    weights: Floats,
    complements: Floats,
    questions: Questions,
) -> Floats:
    """Return P(root, X) and P(root, not X) for propositions X, by the settings in which they hold and do not.

    Nothing is subtracted: small probabilities keep their digits.

    Args:
        circuit: see `under`, as for the four that follow.
        leaves: which leaf each of the circuit's is.
        roots: formulas that it was made for.
        weights: probability of each leaf, shape (all leaves, n).
        complements: one minus the weights.
        questions: the propositions.

    Returns:
        Probabilities, shape (len(roots), propositions, 2, n): where X holds, then where it does not.
    """
    columns = weights.shape[1]
    found = np.zeros((len(roots), 2 * questions.count, columns))
    step = _at_once(circuit, columns)
    for start in range(0, questions.settings.count, step):
        part = questions.settings.part(start, min(start + step, questions.settings.count))
        side = questions.side[start : start + part.count]
        values = under(circuit, leaves, roots, weights, complements, part) * chances(part, weights, complements)
        begins = np.concatenate(([0], np.flatnonzero(np.diff(side)) + 1))
        found[:, side[begins]] += np.add.reduceat(values, begins, axis=1)
    return found.reshape(len(roots), questions.count, 2, columns)


def slopes(circuit: Circuit, roots: Sequence[int], weights: Floats, complements: Floats) -> tuple[Floats, Floats]:
    """Return the probabilities of formulas and their derivatives by all leaves, one pass down for all of them.

    The derivative by a weight, its complement following, is P given that the leaf is true less P given that it is not.
    Source: Darwiche, "A Differential Approach to Inference in Bayesian Networks", JACM 50 (2003), section 4.

    Args:
        circuit: what was compiled.
        roots: formulas that it was made for.
        weights: probability of each of its leaves, shape (leaves, n); all n are held at once.
        complements: one minus the weights.

    Returns:
        Probabilities, shape (len(roots), n), and derivatives, shape (len(roots), leaves, n).
    """
    first, leaves = circuit.first, circuit.leaves
    values = circuit.slots(weights, complements)
    moved = np.zeros((len(values), len(roots), weights.shape[1]))
    at = [circuit.roots[root] for root in roots]
    for number, slot in enumerate(at):
        moved[slot, number] += 1.0
    steps = zip(circuit.codes[::-1].tolist(), circuit.operands[::-1].tolist(), strict=True)
    for back, (code, (a, b, c, d)) in enumerate(steps, 1):
        share = moved[-back]
        if code == ADD:
            moved[a] += share
            moved[b] += share
        elif code == MULTIPLY:
            moved[a] += share * values[b]
            moved[b] += share * values[a]
        else:
            moved[a] += share * values[c]
            moved[c] += share * values[a]
            moved[b] += share * values[d]
            moved[d] += share * values[b]
    both = moved[2 : 2 + leaves] - moved[2 + leaves : first]
    return values[at], np.swapaxes(both, 0, 1)


NOISE = 1e-12
"""A part that differs from all of it by no more than this, which two ways of adding up may, is all of it."""


def part_of(value: float) -> float:
    """Return a part of a whole, the ratio of two sums; all of it where only rounding keeps it from that.

    >>> part_of(0.25), part_of(0.9999999999999998), part_of(0.99999999)
    (0.25, 1.0, 0.99999999)
    """
    return 1.0 if abs(value - 1.0) <= NOISE else value


def _parts_of(values: Floats) -> Floats:
    return np.where(np.abs(values - 1.0) <= NOISE, 1.0, values)


def measures(joint: Floats, given: Floats, wrong: tuple[Floats, Floats], right: tuple[Floats, Floats]) -> Measures:
    """Return importance measures from probabilities with evidence; all arguments broadcast.

    Args:
        joint: P(H, E).
        given: P(E).
        wrong: P(H, E, X wrong) and P(E, X wrong).
        right: P(H, E, X right) and P(E, X right).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        risk = joint / given
        worse, better = wrong[0] / wrong[1], right[0] / right[1]
        birnbaum = worse - better
        return Measures(
            birnbaum=birnbaum,
            criticality=_parts_of(birnbaum * (wrong[1] / given) / risk),
            fussell_vesely=_parts_of((risk - better) / risk),
            raw=worse / risk,
            rrw=np.where(risk > 0, risk / better, np.nan),
            share=_parts_of(wrong[0] / joint),
        )


def by_cut_sets(
    store: Formulas,
    cuts: Collection[frozenset[int]],
    weights: Floats,
    complements: Floats,
    evidence: int | None = None,
) -> dict[int, float]:
    """Return Fussell-Vesely importance by its first definition: P(a cut set with X happened, given harm).

    Harm is that any of the cut sets happened, which is what minimal cut sets of coherent logic are for. Exact: the
    cut sets with X are a formula of their own, and no sum over them is taken for a probability.

    Source: Vesely, Goldberg, Roberts & Haasl, "Fault Tree Handbook", NUREG-0492 (1981), chapter XI.

    Args:
        store: the formulas; some are added.
        cuts: each the formulas (leaves, as a rule) that happen together.
        weights: probability of each leaf, shape (leaves,).
        complements: one minus the weights.
        evidence: a formula that holds.

    Returns:
        The importance of every formula that stands in a cut set; none where harm is impossible.

    Raises:
        TooLargeError: when the exact circuit would be too large.
    """
    facts = [] if evidence is None else [evidence]
    held = {cut: store.all_of(cut) for cut in sorted(cuts, key=sorted)}
    members = sorted({part for cut in held for part in cut})
    roots = {part: store.any_of(root for cut, root in held.items() if part in cut) for part in members}
    asked = [store.all_of([root, *facts]) for root in (store.any_of(held.values()), *roots.values())]
    circuit = compile_circuit(store, asked, marks=weights.tolist())
    harm, *found = circuit.probabilities(weights[:, None], complements[:, None], asked)[:, 0].tolist()
    return {part: one / harm for part, one in zip(roots, found, strict=True)} if harm > 0 else {}
