"""Where a result comes from: which part of it is data, and which is the judgement of how many people.

Every number that enters the risk weighs by how far the risk follows it: |d ln risk / d ln odds|, which is the same
whether the number is written for a thing or for its contrary. Shares of the sum are told by origin and by person.
For a product of small probabilities that is one share for each factor. A count that no prior was given for is data, but
for one part in n + 1, which is Jeffreys' prior of half an event each way: the default of this program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.lines import PUBLISHED
from loadpath.assess.movable import behind, slopes
from loadpath.assess.results import Interval, NotComputed
from loadpath.case.node import Assessor
from loadpath.case.value import Word
from loadpath.engine.laws import Beta
from loadpath.engine.leaves import Free, parameters_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.assess.interpret import Interpreter
    from loadpath.assess.model import Model
    from loadpath.assess.results import Assessment
    from loadpath.engine.leaves import Parameter

DATA = "data"
JUDGED = "judged"
INHERITED = "inherited"
WORD = "a word on a scale"
TABLE = "written in a table"
DEFAULT = "default"
UNKNOWN = "unknown"

ORDER = (DATA, JUDGED, INHERITED, WORD, TABLE, DEFAULT, UNKNOWN)
"""Origins in the order in which they are told."""

NAMED = (len(("who", "what")), len(("who", "what", "place")))
"""How many parts the name of a judged number has."""

PEOPLE = (JUDGED, INHERITED, WORD)
"""Origins that are somebody's judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Of what one assessor's risk is made.

    Attributes:
        assessor: id.
        by_origin: the share of each origin that has one; they add up to one.
        by_person: the share of each assessor whose judgement it is; they add up to the share of judgement.
        at_best: whether something is unknown, so that this is of the lower end of the risk alone.
    """

    assessor: str
    by_origin: Mapping[str, float]
    by_person: Mapping[str, float]
    at_best: bool

    @property
    def judgement(self) -> float:
        """Return the share that is judgement."""
        return sum(self.by_origin.get(name, 0.0) for name in PEOPLE)

    def in_words(self) -> str:
        """Return it as a sentence without its end: whose judgement, and what else."""
        from loadpath.case.rounding import percent  # noqa: PLC0415  the start stays fast

        who = ", ".join(f"{name} {percent(share)}" for name, share in self.by_person.items())
        rest = [
            f"{percent(self.by_origin[name])} {name}" for name in ORDER if name in self.by_origin and name not in PEOPLE
        ]
        mine = [f"{percent(self.judgement)} of it is judgement ({who})"] if who else []
        said = ", ".join([*mine, *rest])
        return f"where all that is unknown is at its best, {said}" if self.at_best else said

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON values."""
        return {
            "assessor": self.assessor,
            "origins": dict(self.by_origin),
            "people": dict(self.by_person),
            "judgement": self.judgement,
            "at_best": self.at_best,
        }


def origins(result: Assessment) -> Origins | NotComputed:
    """Return of what an assessor's risk is made; not computed where it is zero, or the circuit does not fit.

    Where something is unknown, weights are those at the best values, where the risk is lowest.
    """
    asked = behind(result)
    if asked is None or not isinstance(result.risk, Interval):
        return NotComputed("the exact circuit does not fit")
    _, best, _ = asked.answer(asked.total)
    words = _words(asked.reader)
    found: dict[tuple[str, str], float] = {}
    for leaf, (at, harm, seen) in slopes(asked, best).items():
        weight = at * (1 - at) * abs(harm - seen)
        for origin, person, share in _of(asked, leaf, words, result.assessor) if weight > 0 else ():
            found[origin, person] = found.get((origin, person), 0.0) + weight * share
    whole = sum(found.values())
    if not whole:
        return NotComputed("no number moves the risk")
    return Origins(
        assessor=result.assessor,
        by_origin={
            name: part / whole for name in ORDER if (part := sum(one for key, one in found.items() if key[0] == name))
        },
        by_person=_people(found, whole),
        at_best=not result.risk.exact,
    )


def _people(found: Mapping[tuple[str, str], float], whole: float) -> dict[str, float]:
    """Return the share of each person in judgements, the largest first."""
    shares: dict[str, float] = {}
    for (origin, person), part in found.items():
        if origin in PEOPLE:
            shares[person] = shares.get(person, 0.0) + part / whole
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _of(asked: Model, leaf: int, words: frozenset[str], assessor: str) -> Iterator[tuple[str, str, float]]:
    """Yield the origins of one leaf, whose judgement each is, and what part of the leaf."""
    weight = asked.reader.weights[leaf]
    if isinstance(weight, Free):
        yield UNKNOWN, "", 1.0
    parts = parameters_of(weight)
    for parameter in parts:
        for origin, person, share in _parameter(asked.reader, parameter, words, assessor):
            yield origin, person, share / len(parts)


def _parameter(
    reader: Interpreter, parameter: Parameter, words: frozenset[str], assessor: str
) -> Iterator[tuple[str, str, float]]:
    """Yield the origins of one number, which its name tells: `who/what/place`, `who/what`, `counts/prior`."""
    name = parameter.name.split("/")
    if name[0] in {assessor, PUBLISHED, *(item.id for item in reader.case.all(Assessor))} and len(name) in NAMED:
        judged = JUDGED if name[0] == assessor else INHERITED
        yield WORD if parameter.name in words else judged, name[0], 1.0
    elif len(name) == len(("counts", "prior")) and isinstance(parameter.law, Beta):
        default = 1 / (parameter.law.a + parameter.law.b) if name[1] == "jeffreys" else 0.0
        yield DATA, "", 1 - default
        if default:
            yield DEFAULT, "", default
    else:
        yield TABLE, "", 1.0


def _words(reader: Interpreter) -> frozenset[str]:
    """Return the names of the parameters that are written as a word of a scale."""
    places = {
        branch.at
        for judged in reader.judgements.lines.values()
        for branch in judged.line.branches
        if isinstance(branch.value, Word)
    }
    return frozenset(number.parameter for number in reader.numbers if number.at in places)
