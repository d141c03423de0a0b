"""A clock for messages: chains of hops that each take time and may fail, against a deadline.

A race starts at time zero. A hop is tried when a message arrives and, if it repeats, again at every interval; a try
succeeds with the hop's chance and passes the message on after a delay. The answer is, for every chain, the earliest
moment at which a message comes through. Chains that begin alike share what happens in their common part.

All times are whole numbers of `TICKS` to the second, so that sums of them are exact: a message that comes when duty
ends, or at the deadline, is not let in by a rounding error.

Incidents are played in blocks, many at once. A random number belongs to the seed, to the number of its incident and to
the message (which hop, after which tries), so that neither blocks nor workers change a bit of the result, a changed
hop leaves the numbers of all others alone, and only those are made that are asked for.
"""

from __future__ import annotations

import hashlib
import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from loadpath.engine.draws import SEED
from loadpath.engine.rota import wait
from loadpath.engine.splitmix import WEYL, uniform
from loadpath.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from loadpath.engine.laws import Law
    from loadpath.engine.rota import Rota
    from loadpath.engine.waiting import Queue

    Floats = NDArray[np.float64]
    Places = NDArray[np.intp]
    Words = NDArray[np.uint64]

BLOCK = 8_192
"""Incidents that are played at once; what they need stays in the cache of a processor."""

INCIDENTS = 4 * BLOCK
"""Incidents of a figure that nobody asked more of."""

MOST_TRIES = 100_000_000
"""More tries in one race, over all incidents, are refused; a round of tries counts at least as `LEAST_ROUND`."""

LEAST_ROUND = 500

TICKS = float(1 << 20)
"""Steps of time in a second, about a microsecond each; sums are exact up to 272 years."""

LONGEST = 1e300
"""Seconds that no time exceeds, so that it can be counted in ticks."""

LUCK, TIME, WAITED = range(3)
"""Which of the numbers of a message is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One link of a chain.

    Attributes:
        name: keys its random numbers; different for every hop of a race.
        delay: how long it takes, in seconds.
        works: how likely a try works; None: always. A range is drawn once per incident.
        ever: how likely it works at all in an incident, drawn once; None: always.
        again: seconds between one try and the next; None: one try.
        tries: how many there are in all, where it is tried again; None: until something stops them.
        rota: when anybody is there; a message waits for them. None: always.
        queue: what the message waits in, once somebody is there; a full one lets nothing through.
        holds: the harm waits for the answer (a blocking monitor): neither this hop nor those after it take time, and
            those after it are tried as often as they repeat. Where this hop itself fails, the harm goes on.
    """

    name: str
    delay: Law
    works: Law | None = None
    ever: Law | None = None
    again: float | None = None
    tries: int | None = None
    rota: Rota | None = None
    queue: Queue | None = None
    holds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """Chains of hops against a deadline.

    Attributes:
        name: keys the random numbers.
        hops: all hops.
        chains: every way to the end, as places of hops; no two alike.
        deadline: when it is too late, in seconds after the start.
        begin: when an incident starts, in seconds of the period of the rotas; None: at 0.
        attackers: how many act at once, each with messages of its own; what is drawn once per incident they share.
        together: whether the first message that comes through stops all of them, or each has to be stopped.

    Raises:
        ValueError: when two chains are alike, two hops have the same name, or nobody attacks.
    """

    name: str
    hops: tuple[Hop, ...]
    chains: tuple[tuple[int, ...], ...]
    deadline: Law
    begin: Law | None = None
    attackers: int = 1
    together: bool = True

    def __post_init__(self) -> None:
        if len(set(self.chains)) < len(self.chains):
            raise ValueError("two chains are alike")
        if len({hop.name for hop in self.hops}) < len(self.hops):
            raise ValueError("two hops have the same name")
        if self.attackers < 1:
            raise ValueError(f"{self.attackers} attackers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What happened in each incident.

    Attributes:
        arrivals: when a message came through, shape (chains, attackers, incidents), seconds; infinite where none did.
        deadline: when it was too late, shape (incidents,).
        begin: when it started, shape (incidents,).
        together: as in the race.
    """

    arrivals: Floats
    deadline: Floats
    begin: Floats
    together: bool

    def stopped(self, chosen: Sequence[int]) -> Floats:
        """Return when the incident was stopped with only these chains alive; infinite where it never was."""
        if not chosen:
            return np.full(len(self.deadline), np.inf)
        first = np.minimum.reduce(self.arrivals[list(chosen)])
        ends: Floats = first.min(axis=0) if self.together else first.max(axis=0)
        return ends

    def late(self, chosen: Sequence[int]) -> tuple[float, float]:
        """Return how often the response is too late with only these chains alive, and the standard error of that.

        With no late incident at all, the error is one in as many incidents, not zero.
        """
        share = float(np.mean(self.stopped(chosen) >= self.deadline))
        count = len(self.deadline)
        return share, max(float(np.sqrt(share * (1 - share) / count)), 1.0 / count)


@dataclass(frozen=True, slots=True)
class Try:
    """One try of one incident: which hop of which attacker, when it was told, when it began, and what came of it.

    `done` is when the message went on; None where the try failed. Times are in seconds after the start.
    """

    hop: int
    attacker: int
    told: float
    began: float
    done: float | None


def play(race: Race, count: int = INCIDENTS, *, seed: int = SEED, first: int = 0, workers: int = 1) -> Played:
    """Return what happens in `count` incidents.

    Args:
        race: chains and deadline.
        count: how many incidents.
        seed: the seed of the run.
        first: the number of the first incident; the incidents of two calls are those of one.
        workers: threads; the result is the same for any number.

    Raises:
        ValueError: when no incident is asked for.
        TooLargeError: when tries are so many and work so seldom that more than `MOST_TRIES` would be drawn.
    """
    if count < 1:
        raise ValueError(f"{count} incidents")
    tree = _tree(race.chains)
    most = MOST_TRIES * BLOCK // max(count, BLOCK)

    def one(begin: int) -> _Block:
        block = _Block(race, first + begin, min(BLOCK, count - begin), seed, most)
        block.run(tree)
        return block

    begins = range(0, count, BLOCK)
    if workers == 1:
        parts = list(map(one, begins))
    else:
        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(one, begins))
    return Played(
        arrivals=np.concatenate([part.arrivals for part in parts], axis=-1),
        deadline=np.concatenate([part.deadline for part in parts]),
        begin=np.concatenate([part.begin for part in parts]),
        together=race.together,
    )


def story(race: Race, incident: int, *, seed: int = SEED) -> tuple[Try, ...]:
    """Return every try of one incident, in order of time."""
    block = _Block(race, incident, 1, seed, MOST_TRIES, watched=True)
    block.run(_tree(race.chains))
    return tuple(sorted(block.seen, key=lambda one: (one.began, one.attacker, one.hop)))


@dataclass(frozen=True, slots=True)
class _Fork:
    """A hop as it is reached by one common beginning of chains; `ends` is the chain that is over with it."""

    hop: int
    path: str
    under: tuple[int, ...]
    ends: int | None
    children: tuple[_Fork, ...]


def _tree(chains: Sequence[tuple[int, ...]]) -> tuple[_Fork, ...]:
    return _forks(dict(enumerate(chains)), 0, "")


def _forks(chains: dict[int, tuple[int, ...]], depth: int, path: str) -> tuple[_Fork, ...]:
    """Return the forks at one depth of chains that are alike before it."""
    found = []
    for hop in dict.fromkeys(chain[depth] for chain in chains.values() if len(chain) > depth):
        under = {place: chain for place, chain in chains.items() if len(chain) > depth and chain[depth] == hop}
        ends = next((place for place, chain in under.items() if len(chain) == depth + 1), None)
        here = f"{path}/{hop}"
        found.append(_Fork(hop, here, tuple(under), ends, _forks(under, depth + 1, here)))
    return tuple(found)


@dataclass(slots=True)
class _Block:
    """The incidents of one block: what is drawn once for each, and what has come through so far."""

    race: Race
    first: int
    size: int
    seed: int
    left: int
    watched: bool = False
    seen: list[Try] = field(default_factory=list)
    states: Words = field(init=False)
    arrivals: Floats = field(init=False)
    deadline: Floats = field(init=False)
    begin: Floats = field(init=False)
    chances: list[Floats | None] = field(init=False)
    alive: list[NDArray[np.bool_] | None] = field(init=False)

    def __post_init__(self) -> None:
        race, everyone = self.race, np.arange(self.size)
        self.states = (everyone + self.first).astype(np.uint64) * np.uint64(4 * WEYL % 2**64)
        self.arrivals = np.full((len(race.chains), race.attackers, self.size), np.inf)
        self.deadline = _ticked(race.deadline.quantile(self._draw("deadline", everyone)))
        self.begin = np.zeros(self.size)
        if race.begin is not None:
            self.begin = _ticked(race.begin.quantile(self._draw("begin", everyone)))
        self.chances = [
            None if hop.works is None else hop.works.quantile(self._draw(f"works/{hop.name}", everyone))
            for hop in race.hops
        ]
        self.alive = [
            None
            if hop.ever is None
            else self._draw(f"ever/{hop.name}", everyone)
            < hop.ever.quantile(self._draw(f"ever/{hop.name}", everyone, TIME))
            for hop in race.hops
        ]

    def _draw(self, what: str, who: Places, which: int = LUCK) -> Floats:
        """Return uniform numbers in (0, 1) that belong to this name and these incidents."""
        name = f"{self.seed}:{self.race.name}/{what}"
        begin = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") + which * WEYL
        return uniform(self.states[who] + np.uint64(begin % 2**64))

    def run(self, tree: Sequence[_Fork]) -> None:
        """Send the first messages of every attacker."""
        for attacker in range(self.race.attackers):
            for fork in tree:
                self._pass(fork, attacker, "", np.zeros(self.size), np.arange(self.size), held=False)

    def _pass(self, fork: _Fork, attacker: int, tries: str, told: Floats, who: Places, *, held: bool) -> None:
        """Try one hop for messages that arrive at given moments, and pass on what gets through."""
        hop = self.race.hops[fork.hop]
        alive = self.alive[fork.hop]
        if alive is not None:
            sees = alive[who]
            self._note(fork.hop, attacker, told[~sees], told[~sees], told[:0])
            told, who = told[sees], who[sees]
        waits = held or hop.holds
        began = told
        for number in itertools.count():
            if hop.rota is not None and not waits:
                began = began + wait(hop.rota, self.begin[who] + began)
            live = self._live(fork, attacker, began, who, again=number > 0)
            if not live.any():
                return
            self.left -= max(len(who), LEAST_ROUND)
            if self.left < 0:
                raise TooLargeError(
                    f"more than {MOST_TRIES:,} tries would be drawn for one race of messages",
                    help="repeat a row less often, or say how likely it is that it works at all",
                )
            told, began, who = told[live], began[live], who[live]
            name = f"{tries}.{number}"
            reached, done = self._try(fork.hop, f"{attacker}{fork.path}{name}", began, who, held=held)
            self._note(fork.hop, attacker, told, began, done)
            if len(done):
                passed = who[reached]
                if fork.ends is not None:
                    best = self.arrivals[fork.ends, attacker]
                    best[passed] = np.minimum(best[passed], done)
                for child in fork.children:
                    self._pass(child, attacker, name, done, passed, held=waits)
            if hop.again is None or held or number + 1 == hop.tries:
                return
            began = began + _ticked(np.float64(hop.again))

    def _live(self, fork: _Fork, attacker: int, began: Floats, who: Places, *, again: bool) -> NDArray[np.bool_]:
        """Return which messages can still come first somewhere; after the deadline nobody tries again."""
        limit = self.arrivals[fork.under[0], attacker][who]
        for place in fork.under[1:]:
            np.maximum(limit, self.arrivals[place, attacker][who], out=limit)
        if again:
            np.minimum(limit, self.deadline[who], out=limit)
        return np.asarray(began < limit)

    def _try(self, place: int, name: str, began: Floats, who: Places, *, held: bool) -> tuple[Places, Floats]:
        """Return which tries work, and when they are done; while the harm waits, all tries are one."""
        hop, chances = self.race.hops[place], self.chances[place]
        through = np.full(len(who), hop.queue is None or hop.queue.load < 1.0)
        if chances is not None:
            chance = chances[who]
            if held and hop.again is not None:
                chance = (chance > 0).astype(float) if hop.tries is None else 1.0 - (1.0 - chance) ** hop.tries
            through &= self._draw(name, who) < chance
        reached = np.flatnonzero(through)
        who, done = who[reached], began[reached]
        if held or hop.holds:
            return reached, done
        done = done + _ticked(hop.delay.quantile(self._draw(name, who, TIME)))
        if hop.queue is not None:
            done = done + _ticked(hop.queue.quantile(self._draw(name, who, WAITED)))
        return reached, done

    def _note(self, hop: int, attacker: int, told: Floats, began: Floats, done: Floats) -> None:
        """Remember a try of the one incident that is watched, if there was one."""
        if self.watched and len(told):
            self.seen.append(Try(hop, attacker, float(told[0]), float(began[0]), float(done[0]) if len(done) else None))


def _ticked(seconds: Floats | np.float64) -> Floats:
    """Return times as the nearest whole numbers of ticks."""
    return np.asarray(np.rint(np.minimum(seconds, LONGEST) * TICKS) * (1.0 / TICKS))
