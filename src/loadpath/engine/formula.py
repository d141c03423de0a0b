"""Boolean formulas over leaves, each held once (hash-consing), so that equal parts are the same number.

A formula is an integer: an index into the store. 0 is false, 1 is true. Constructors simplify what is trivially so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FALSE = 0
TRUE = 1


@dataclass(frozen=True, slots=True)
class Gate:
    """One formula: constant, leaf, not, and, or, atleast, odd; `number` is the leaf or the k of k-of-n."""

    kind: str
    number: int = 0
    parts: tuple[int, ...] = ()


@dataclass(slots=True)
class Formulas:
    """A growing store of formulas. Leaves are numbered from 0 in the order in which they are made.

    Attributes:
        gates: every formula made so far, by its number.
        leaves: how many leaves there are.
        flat: whether a conjunction inside a conjunction is dissolved in it (and likewise for or). Published fault
            trees are kept as they are written, since a large gate that many others name is compiled once.
    """

    gates: list[Gate] = field(default_factory=lambda: [Gate("constant", 0), Gate("constant", 1)])
    leaves: int = 0
    flat: bool = True
    _index: dict[Gate, int] = field(default_factory=dict)

    def leaf(self) -> int:
        """Return a new leaf, independent of every other."""
        found = self._keep(Gate("leaf", self.leaves))
        self.leaves += 1
        return found

    def negate(self, part: int) -> int:
        """Return not `part`."""
        if part in (FALSE, TRUE):
            return TRUE - part
        gate = self.gates[part]
        return gate.parts[0] if gate.kind == "not" else self._keep(Gate("not", parts=(part,)))

    def all_of(self, parts: Iterable[int]) -> int:
        """Return the conjunction of `parts`; true when there are none.

        >>> store = Formulas()
        >>> a = store.leaf()
        >>> store.all_of([a, TRUE]) == a, store.all_of([a, store.negate(a)]) == FALSE
        (True, True)
        """
        return self._join("and", parts, TRUE, FALSE)

    def any_of(self, parts: Iterable[int]) -> int:
        """Return the disjunction of `parts`; false when there are none."""
        return self._join("or", parts, FALSE, TRUE)

    def at_least(self, count: int, parts: Iterable[int]) -> int:
        """Return the formula that at least `count` of the parts are true; a part given twice counts twice."""
        given = tuple(parts)
        count -= sum(part == TRUE for part in given)
        rest = tuple(sorted(part for part in given if part not in (FALSE, TRUE)))
        if count <= 0:
            return TRUE
        if count > len(rest):
            return FALSE
        if count == 1:
            return self.any_of(rest)
        return self.all_of(rest) if count == len(rest) else self._keep(Gate("atleast", count, rest))

    def odd(self, parts: Iterable[int]) -> int:
        """Return the formula that an odd number of the parts are true: exclusive or, for two; false when none.

        >>> store = Formulas()
        >>> a, b = store.leaf(), store.leaf()
        >>> store.odd([a, b, a]) == b, store.odd([store.negate(a), b]) == store.negate(store.odd([a, b]))
        (True, True)
        """
        kept: set[int] = set()
        turned = False
        for part in parts:
            gate = self.gates[part]
            turned ^= gate.kind == "not" or part == TRUE
            plain = gate.parts[0] if gate.kind == "not" else part
            kept ^= {plain} - {FALSE, TRUE}
        parity = tuple(sorted(kept))
        if len(parity) > 1:
            parity = (self._keep(Gate("odd", parts=parity)),)
        found = parity[0] if parity else FALSE
        return self.negate(found) if turned else found

    def choose(self, condition: int, then: int, otherwise: int) -> int:
        """Return `then` where the condition holds and `otherwise` where it does not."""
        return self.any_of([self.all_of([condition, then]), self.all_of([self.negate(condition), otherwise])])

    def _join(self, kind: str, parts: Iterable[int], neutral: int, absorbing: int) -> int:
        kept: set[int] = set()
        for part in parts:
            gate = self.gates[part]
            kept.update(gate.parts if self.flat and gate.kind == kind else (part,))
        kept.discard(neutral)
        negated = (self.gates[part].parts[0] for part in kept if self.gates[part].kind == "not")
        if absorbing in kept or any(part in kept for part in negated):
            return absorbing
        if not kept:
            return neutral
        return kept.pop() if len(kept) == 1 else self._keep(Gate(kind, parts=tuple(sorted(kept))))

    def _keep(self, gate: Gate) -> int:
        found = self._index.get(gate)
        if found is None:
            found = self._index[gate] = len(self.gates)
            self.gates.append(gate)
        return found

    def signs(self, root: int) -> dict[int, int]:
        """Return the leaves that a formula names, with +1 (only plain), -1 (only negated) or 0 (both)."""
        seen: set[tuple[int, int]] = set()
        found: dict[int, int] = {}
        stack = [(root, 1)]
        while stack:
            here = stack.pop()
            if here in seen:
                continue
            seen.add(here)
            formula, sign = here
            gate = self.gates[formula]
            if gate.kind == "leaf":
                found[gate.number] = sign if found.get(gate.number, sign) == sign else 0
            if gate.kind == "odd":
                stack.extend((part, way) for part in gate.parts for way in (1, -1))
            else:
                stack.extend((part, -sign if gate.kind == "not" else sign) for part in gate.parts)
        return found
