"""Made-up arguments for the tests of diagrams: trees of elements of every kind, bushy or deep, the same for a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from loadpath.report.diagrams.elements import Badge, Element, Kind

TEXT = (
    "the monitor reads every transcript of a session that touches release permissions and tells somebody on call "
    "within minutes unless the queue is full nobody-has-looked-at-this-for-weeks internationalisation a"
)
WORDS = TEXT.split()
BADGES = (
    Badge("! challenged"),
    Badge("stale"),
    Badge("withheld"),
    Badge("failed", "bad"),
    Badge("a rather long state"),
)
SHAPES = ("bushy", "deep", "star", "caterpillar")


@dataclass(slots=True)
class Maker:
    """Makes one tree of a given number of elements."""

    chance: random.Random
    left: int
    shape: str
    made: int = 0
    children: dict[int, list[int]] = field(default_factory=dict)

    def text(self) -> str:
        """Return some words, seldom many."""
        long = self.chance.choice((2, 5, 8, 12, 60 if self.chance.random() < 0.05 else 9))
        return " ".join(self.chance.choice(WORDS) for _ in range(long))

    def parent(self, number: int) -> int:
        """Return under which earlier element the next one stands."""
        match self.shape:
            case "bushy":
                return self.chance.randrange(number)
            case "star":
                return self.chance.randrange(min(number, 3))
            case "deep":
                return max(0, number - 1 - int(self.chance.expovariate(2)))
            case _:
                return number - 1 if number % 2 or number < 2 else number - 2  # a chain with a leaf at each link


def element(maker: Maker, number: int, below: tuple[Element, ...]) -> Element:
    """Return one element over its children."""
    chance = maker.chance
    leaf = not below
    kind = chance.choice((Kind.GOAL, Kind.SOLUTION)) if leaf else chance.choice((Kind.GOAL, Kind.GOAL, Kind.STRATEGY))
    away = "in this drawing" if leaf and chance.random() < 0.2 else ""
    beside = tuple(side(maker, place) for place in range(chance.choice((0, 0, 0, 1, 2, 4))))
    return Element(
        kind=kind,
        name="" if kind is Kind.STRATEGY and chance.random() < 0.5 else f"{chance.choice(WORDS)}-{number}",
        text=maker.text(),
        note=chance.choice(("", "", "strength: likely")),
        badges=tuple(chance.sample(BADGES, chance.choice((0, 0, 0, 1, 2)))),
        away=away,
        undeveloped=leaf and kind is Kind.GOAL and not away,
        stale=chance.random() < 0.1,
        defeated=chance.random() < 0.05,
        shares=(0.4, None, 3.0) if number == 0 else (),
        below=below,
        beside=beside if kind is not Kind.SOLUTION or chance.random() < 0.2 else (),
    )


def side(maker: Maker, place: int) -> Element:
    """Return something that stands beside an element."""
    chance = maker.chance
    kind = chance.choice((Kind.CONTEXT, Kind.ASSUMPTION, Kind.JUSTIFICATION, Kind.GOAL, Kind.SOLUTION))
    counter = kind in {Kind.GOAL, Kind.SOLUTION}
    return Element(
        kind=kind,
        name=f"{chance.choice(WORDS)}-{place}" if kind is not Kind.CONTEXT else "",
        text=maker.text(),
        badges=(chance.choice(BADGES),) if counter else (),
        away="another drawing" if not counter and kind is not Kind.CONTEXT and chance.random() < 0.2 else "",
        counter=counter,
        answered=counter and chance.random() < 0.5,
    )


def tree(seed: int, size: int) -> Element:
    """Return a tree with that many elements below its root, and more beside them."""
    chance = random.Random(seed)
    maker = Maker(chance, size, SHAPES[seed % len(SHAPES)])
    below: list[list[int]] = [[] for _ in range(size)]
    for number in range(1, size):
        below[maker.parent(number)].append(number)
    done: dict[int, Element] = {}
    for number in reversed(range(size)):  # children have higher numbers than their parents
        done[number] = element(maker, number, tuple(done[one] for one in below[number]))
    return done[0]


def size_of(seed: int) -> int:
    """Return how many elements a tree of some seed has: 3 to 1,000, most of them small."""
    return int(3 * (1000 / 3) ** random.Random(seed).random())
