"""What is believed of every proposition after the evidence, worked out when it is first asked for.

A case may state ten thousand propositions of which a check asks for none. Those near the risk follow from its circuit;
all others have leaves that nobody weighed and that the evidence does not share, so that P(X | evidence) = P(X).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from loadpath.assess.interpret import Interpreter
from loadpath.assess.model import IMPOSSIBLE, MOST_SETTINGS, TOO_MANY, TOO_WIDE, keys_of
from loadpath.assess.near import parts_first
from loadpath.assess.results import Interval, NotComputed
from loadpath.engine.bounds import MOST_CORNERS, ends
from loadpath.engine.formula import TRUE
from loadpath.engine.leaves import Free
from loadpath.engine.paths import compile_paths
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.assess.model import Model
    from loadpath.assess.results import Answer
    from loadpath.engine.paths import Paths


TOGETHER = 2_000
"""So many propositions without a number share one diagram; where that is too large, none of them gets a figure."""


@dataclass(frozen=True, slots=True, eq=False)
class Posteriors(Mapping[str, "Answer"]):
    """P(proposition | evidence) by the name it is reported under, in the order of the case; computed on demand."""

    asked: Model = field(repr=False)
    _keys: dict[str, str] = field(init=False, repr=False)
    _known: dict[str, Answer] = field(init=False, repr=False, default_factory=dict)
    _lock: Lock = field(init=False, repr=False, default_factory=Lock)

    def __post_init__(self) -> None:
        """List the propositions: cheap, and enough for whoever asks for none."""
        object.__setattr__(self, "_keys", {key: name for name, key in keys_of(self.asked.reader.case).items()})

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Return how many propositions there are."""
        return len(self._keys)

    def __contains__(self, name: object) -> bool:
        """Return whether there is a proposition of that name."""
        return name in self._keys

    def __getitem__(self, name: str) -> Answer:
        """Return what is believed of one proposition."""
        if name not in self._keys:
            raise KeyError(name)
        with self._lock:
            if not self._known:
                self._known.update(self._all())
        return self._known[name]

    def _all(self) -> dict[str, Answer]:
        asked = self.asked
        open_ = asked.free.keys() & asked.circuit.support(asked.seen.formula)
        certain = [
            key
            for key, root in asked.propositions.items()
            if not open_ and root not in asked.wide and not asked.free.keys() & asked.truths.support(root)
        ]
        asked.sides(certain, {})
        found = {key: asked.posterior(key) for key in asked.propositions}
        rest = [(key, name) for key, name in self._keys.items() if key not in found]
        for start in range(0, len(rest), TOGETHER):
            part = dict(rest[start : start + TOGETHER])
            try:
                found |= _beside(asked, part)
            except TooLargeError:
                found |= dict.fromkeys(part, NotComputed(TOO_WIDE))
        return found


def _beside(asked: Model, names: Mapping[str, str]) -> dict[str, Answer]:
    """Return the posteriors of propositions that share nothing with the risk or the evidence."""
    first = asked.reader
    reader = Interpreter(first.case, first.judgements, overridden=first.overridden)
    for name in parts_first(first.case, names.values()):
        reader.truth(name)
    roots = {key: reader.truth(name) for key, name in names.items()}
    if not all(isinstance(weight, Free) for weight in reader.weights):
        raise AssertionError("a proposition that shares nothing with the risk has a number")
    paths = compile_paths(reader.store, list(roots.values()))
    wide = paths.wide(MOST_SETTINGS)
    unknown = {leaf: weight for leaf, weight in enumerate(reader.weights) if isinstance(weight, Free)}
    evidence = _corners(asked)
    return {
        key: NotComputed(TOO_WIDE) if root in wide else _alone(reader, paths, root, unknown, evidence)
        for key, root in roots.items()
    }


def _corners(asked: Model) -> tuple[int, bool]:
    """Return how many corners the unknowns of the evidence have (0: too many), and whether any makes it possible."""
    seen = asked.seen.formula
    free = {leaf: asked.free[leaf] for leaf in sorted(asked.free.keys() & asked.circuit.support(seen))}
    corners = ends(asked.reader.store, seen, seen, free)
    if corners is None:
        return 0, False
    return len(corners.low), any(asked.expected(corner)[seen] > 0 for corner in corners.low)


def _alone(
    reader: Interpreter, paths: Paths, root: int, unknown: Mapping[int, Free], evidence: tuple[int, bool]
) -> Answer:
    """Return P(proposition) from its own diagram; the corners of the evidence count towards what is enumerated."""
    count, possible = evidence
    mine = {leaf: unknown[leaf] for leaf in sorted(paths.support(root))}
    corners = ends(reader.store, root, TRUE, mine)
    if corners is None or not 0 < len(corners.low) * count <= MOST_CORNERS:
        return NotComputed(TOO_MANY)
    if not possible:
        return NotComputed(IMPOSSIBLE)
    low = min(paths.probability(root, corner) for corner in corners.low)
    high = max(paths.probability(root, corner) for corner in corners.high)
    return Interval(low, high)
