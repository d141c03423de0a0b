"""What a test is worth and how likely a case can be made, against enumeration: 1,000 random small decisions.

The enumeration is written from the meaning of the numbers (section 3) and shares no code with loadpath. A world says of
every event and barrier whether it is so; its weight is the product of the judged chances, times the likelihood of what
was observed. An outcome of the tests multiplies in their likelihoods. The risk after an outcome is its weight with harm
over its weight; to go ahead costs the harm times the risk, to do without always the same. A planned barrier that is not
built fails. Tolerance: 1e-9, asked for by the brief of the work; both are sums of at most 2^9 products of floats.
"""

from __future__ import annotations

import csv
import itertools
import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.small import ROOT

import loadpath as lp
from loadpath.assess.attainable import attainable
from loadpath.assess.prospect import prospects
from loadpath.assess.results import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES, PER_BLOCK = 1_000, 250
NEAR = 1e-9
SAMPLES = ROOT.parent / "shared" / "samples" / "statistics.csv"

World = dict[str, bool]


@dataclass(frozen=True)
class Given:
    """A chance that may depend on something that comes before: `then` if that is so, else `other`; in per cent."""

    on: str
    then: float
    other: float

    def chance(self, world: World) -> float:
        """Return the chance in a world, between 0 and 1."""
        return (self.then if not self.on or world[self.on] else self.other) / 100

    def text(self) -> str:
        """Return it as the language writes it."""
        return f"{self.then}%" if not self.on else f"{self.then}% if {self.on}, {self.other}% otherwise"


@dataclass(frozen=True)
class Decided:
    """A small decision: chances of events, that two barriers fail, of what was observed and of tests passing."""

    events: dict[str, Given]
    chains: list[list[str]]
    barriers: dict[str, Given]
    feasible: int
    seen: Given
    tests: dict[str, Given]
    budget: float
    harm: int
    without: int

    def text(self) -> str:
        """Return the case; barrier `b1` is planned, `b0` is built."""
        lines = ["# Case d: D", "", "- kind: risk analysis", f"- harm costs: ${self.harm}"]
        lines += [
            f"- doing without costs: ${self.without}",
            "",
            "## Budget b: B",
            "",
            f"- this case: {self.budget}%",
            "",
        ]
        for name in self.events:
            lines += [f"## Event {name}: E", ""]
        lines += ["## Mitigation b0: B", "", "## Mitigation b1: B", "", "- state: planned"]
        lines += [f"- feasible: {self.feasible}%", ""]
        for number, chain in enumerate(self.chains):
            steps = [f"{place + 1}. [[{name}]]{' fails' * (name[0] == 'b')}" for place, name in enumerate(chain)]
            lines += [f"## Pathway p{number}: P", "", *steps, ""]
        lines += ["## Evidence seen: S", "", "- result: 1", "- about: [[e0]]", "- passes when: at most 3", ""]
        for name in self.tests:
            lines += [f"## Test {name}: T", "", "- about: [[e0]]", "- passes when: at most 3", ""]
        lines += ["## Assessor a: A", ""]
        lines += [f"- {name}: {given.text()} because x" for name, given in self.events.items()]
        lines += [f"- {name} fails: {given.text()} because x" for name, given in self.barriers.items()]
        lines += [f"- seen: passes {self.seen.text()} because x"]
        lines += [f"- {name}: passes {given.text()} because x" for name, given in self.tests.items()]
        return "\n".join([*lines, ""])

    def weighed(self, *, built: bool) -> Iterator[tuple[World, float, bool]]:
        """Yield each world with its weight after the evidence, and whether the harm comes."""
        names = [*self.events, *self.barriers]
        for values in itertools.product((False, True), repeat=len(names)):
            world = dict(zip(names, values, strict=True))
            weight = 1.0
            for name, given in (*self.events.items(), *self.barriers.items()):
                chance = given.chance(world)
                weight *= chance if world[name] else 1 - chance  # of a barrier: that it fails
            fails = {"b0": world["b0"], "b1": world["b1"] or not built}
            harm = any(all(fails.get(name, world[name]) for name in chain) for chain in self.chains)
            yield world, weight * self.seen.chance(world), harm

    def outcomes(self, names: list[str], *, built: bool) -> list[tuple[float, float]]:
        """Return P(outcome | evidence) and P(harm, outcome | evidence) for every outcome of some tests, passes first."""
        worlds = list(self.weighed(built=built))
        total = sum(weight for _, weight, _ in worlds)
        found = []
        for passed in itertools.product((True, False), repeat=len(names)):
            given = joint = 0.0
            for world, weight, harm in worlds:
                likely = weight
                for name, passes in zip(names, passed, strict=True):
                    chance = self.tests[name].chance(world)
                    likely *= chance if passes else 1 - chance
                given, joint = given + likely, joint + likely * harm
            found.append((given / total, joint / total))
        return found


def decided(rng: random.Random) -> Decided:
    """Return a random small decision; conditions are on events that come before."""

    def given(before: list[str]) -> Given:
        on = rng.choice(before) if before and rng.random() < 0.7 else ""
        return Given(on, rng.randint(1, 99), rng.randint(1, 99))

    names = [f"e{number}" for number in range(rng.randint(2, 5))]
    events = {name: given(names[:place]) for place, name in enumerate(names)}
    chains = [rng.sample(names, rng.randint(1, 2)) + rng.sample(["b0", "b1"], rng.randint(0, 2)) for _ in range(2)]
    tests = {f"t{number}": given(names) for number in range(rng.randint(1, 3))}
    return Decided(
        events=events,
        chains=chains,
        barriers={"b0": given(names), "b1": given(names)},
        feasible=rng.randint(1, 99),
        seen=given(names),
        tests=tests,
        budget=rng.choice((2, 5, 10, 25, 40)),
        harm=rng.randint(10, 1_000),
        without=rng.randint(1, 200),
    )


def value(answer: object) -> float:
    """Return an answer that is one number."""
    assert isinstance(answer, Interval), answer
    return answer.value


@pytest.mark.parametrize("block", range(CASES // PER_BLOCK))
def test_prospects_and_chances_are_those_of_an_enumeration(block: int) -> None:
    """Outcomes, risks after them, values of information and the chance of making the case agree to 1e-9."""
    moved = 0
    for seed in range(block * PER_BLOCK, (block + 1) * PER_BLOCK):
        what = decided(random.Random(seed))
        case = lp.read({"case.md": what.text()}).case
        found = prospects(case, "a")
        now = sum(joint for _, joint in what.outcomes([], built=False))
        perfect = min(what.harm * now, what.without) - now * min(what.harm, what.without)
        assert found.perfect == pytest.approx(perfect, abs=NEAR), seed
        for one in found.tests:
            outcomes = what.outcomes([one.test], built=False)
            told = [(value(item.chance), value(item.chance) * value(item.risk)) for item in one.outcomes]
            assert told == [pytest.approx(pair, abs=NEAR) for pair in outcomes], seed
            kept = sum(min(what.harm * joint, what.without * given) for given, joint in outcomes)
            assert one.worth == pytest.approx(min(what.harm * now, what.without) - kept, abs=NEAR), seed
            assert one.drift == pytest.approx(0, abs=1e-12)
            moved += isinstance(one.worth, float) and one.worth > NEAR
        chance = 0.0
        near_the_edge = False
        for built, share in ((True, what.feasible / 100), (False, 1 - what.feasible / 100)):
            for given, joint in what.outcomes(list(what.tests), built=built):
                near_the_edge |= abs(joint - given * what.budget / 100) < NEAR
                chance += share * given * (joint <= given * what.budget / 100)
        made = attainable(case, "a", found.tests[0].now)
        assert near_the_edge or value(made.chance) == pytest.approx(chance, abs=NEAR), seed
        assert value(made.chance) <= value(made.bound) + NEAR
    assert moved > PER_BLOCK / 10


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
@pytest.mark.parametrize("name", ["evpi", "evsi", "cee"])
def test_rows_of_the_samples_hold_for_cases(name: str) -> None:
    """Published numbers come out of whole cases as well: values of information, and the other posterior."""
    with SAMPLES.open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == name)
    given = json.loads(row["inputs"])
    bad = given.get("p_bad", given.get("prior"))
    # cee: a pass has the chance c = 0.15 and leaves a = 0.03 of p = 0.25: P(pass | bad) = c a / p = 0.018 and
    # P(pass | good) = c (1 - a) / (1 - p) = 0.194.
    passes = {"evpi": ("50", "50"), "evsi": ("95", "10"), "cee": ("19.4", "1.8")}[name]
    costs = "- harm costs: 100 points\n- doing without costs: 1 points\n" if name != "cee" else ""
    text = (
        f"# Case d: D\n\n- kind: risk analysis\n{costs}\n## Event bad: B\n\n- kind: residual\n\n## Test t: T\n\n"
        f"- about: [[bad]]\n\n## Assessor a: A\n\n- bad: {bad * 100:g}% because x\n"
        f"- t: passes {passes[0]}% if not bad, {passes[1]}% if bad because x\n"
    )
    found = prospects(lp.read({"case.md": text}).case, "a")
    told = {"evpi": found.perfect, "evsi": found.tests[0].worth, "cee": value(found.tests[0].outcomes[1].risk)}[name]
    assert told == pytest.approx(float(row["expected"]), abs=1e-12)
