"""The machine: the same risk as the engine's, for numbers moved and propositions taken for facts, together or alone."""

from __future__ import annotations

import random
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from tests.conformance.enumeration import write_case
from tests.conformance.random_cases import random_case
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.machine import machine
from loadpath.assess.model import _over
from loadpath.assess.movable import behind, movable
from loadpath.assess.results import Interval
from loadpath.assess.risk import assess
from loadpath.case.proposition import Not, Proposition, Ref, TooLate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.assess.machine import Machine
    from loadpath.assess.model import Model
    from loadpath.case.graph import CaseGraph

UNKNOWN = """
## Pathway p: P

1. [[x]]
2. [[guard]] fails

## Event x: X

## Event z: Z

## Claim tight: Nobody said how likely this is

## Claim odd: Exactly one of two

- says: ([[x]] and not [[z]]) or ([[z]] and not [[x]])

## Mitigation guard: A guard

- needs: [[tight]]

## Evidence seen: Something was seen

- result: quiet
- about: [[x]]
- passes when: quiet
- relies on: [[tight]]

## Assessor me: Me

- x: 10% because y
- guard fails: 20% because y
- z: at most 30% because y
- seen: passes 90% if not x, 30% if x because y
"""
"""`tight` pushes both ways: it is needed by the barrier, and the evidence that lowers x relies on it."""

SHARED = """
## Pathway p: P

1. [[m]] fails
2. [[n]] fails
3. [[x]]

## Event x: X

## Mitigation m: M

## Mitigation n: N

## Evidence e: E

- result: 1 of 9
- about: [[m]] fails

## Assessor me: Me

- m fails: as [[e]] because y
- n fails: as [[e]] because y
- x: 25% because y
"""
"""One measurement behind two barriers: its points are integrated over."""


def model_of(read: lp.Project, by: str) -> Model:
    """Return the model of an assessor."""
    found = behind(read.risk(by=by))
    assert found is not None
    return found


def names_of(asked: Model) -> list[str]:
    """Return every node whose proposition may be taken for a fact."""
    return [name.removesuffix(" is too late") for name in asked.propositions]


def made_of(asked: Model) -> Machine:
    """Return the machine of a model."""
    found = machine(asked, names_of(asked))
    assert found is not None
    return found


def fact(asked: Model, name: str, *, holds: bool) -> Proposition:
    """Return what is taken for a fact, as the engine is asked."""
    plain = Ref(name) if name in asked.propositions else TooLate(Ref(name))
    return plain if holds else Not(plain)


def engine(case: CaseGraph, by: str, facts: Sequence[Proposition]) -> Interval | None:
    """Return the risk given facts, compiled anew."""
    found = assess(case, by, 50, facts).risk
    return found if isinstance(found, Interval) else None


def same(one: Interval | None, other: Interval | None) -> bool:
    """Return whether two answers agree to nine digits."""
    if one is None or other is None:
        return one is other
    return [one.low, one.high] == pytest.approx([other.low, other.high], rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("text", [UNKNOWN, SHARED])
def test_unknowns_and_shared_numbers_are_as_in_the_engine(text: str) -> None:
    """Nothing supposed, each number moved, each fact, and each pair of facts: both ends agree."""
    read = project(text)
    asked = model_of(read, "me")
    made = made_of(asked)
    assert same(made.risk(), read.risk(by="me").risk)  # type: ignore[arg-type]
    for item in movable(asked, {}):
        for value in (0.003, 0.5, 0.97):
            want, _, _ = asked.extremes(
                asked.total,
                asked.matter,
                lambda free, leaf=item.leaf, value=value: asked.moved(free, [(leaf, value)])[0],  # type: ignore[misc]
            )
            assert same(made.risk({made.places[item.leaf]: value}), want)  # type: ignore[arg-type]
    sides = [(name, holds) for name in made.facts for holds in (True, False)]
    for chosen in [*[[side] for side in sides], *[[one, two] for one in sides for two in sides if one[0] < two[0]]]:
        facts = [fact(asked, name, holds=holds) for name, holds in chosen]
        assert same(made.risk(facts=chosen), engine(read.case, "me", facts)), chosen


def test_points_of_a_shared_number_are_kept() -> None:
    """One measurement used twice has more than one point: E[q^2] for 1 of 9 is 1.5 x 2.5 / (10 x 11), times a quarter."""
    made = made_of(model_of(project(SHARED), "me"))
    assert len(made.points) > 1
    assert made.risk().low == pytest.approx(0.25 * 1.5 * 2.5 / 110, rel=1e-10)  # type: ignore[union-attr]


def test_an_unknown_has_a_direction_or_both_ends_are_tried() -> None:
    """What the evidence relies on is tried at both ends; there is nothing else unknown that the risk depends on."""
    made = made_of(model_of(project(UNKNOWN), "me"))
    assert sorted((one.low, one.high, one.sign) for one in made.free) == [(0.0, 0.3, 1), (0.0, 1.0, 0)]


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
@pytest.mark.parametrize("by", ["team", "stress-test", "ext-review"])
def test_the_example_is_as_in_the_engine(by: str) -> None:
    """Every number of the example moved alone, several together, and facts with a number moved."""
    read = lp.read(HERON, draws=50)
    asked = model_of(read, by)
    made = made_of(asked)
    assert same(made.risk(), read.risk(by=by).risk)  # type: ignore[arg-type]
    moves = [(item.leaf, value) for item in movable(asked, {}) for value in (0.0, 0.001, 0.4, 1.0)]
    for (leaf, value), want in zip(moves, asked.moved({}, moves), strict=True):
        found = made.risk({made.places[leaf]: value})
        assert same(found, None if want is None else Interval(want, want)), (leaf, value)
    rng = random.Random(by)
    circuit, leaves = asked.narrow
    roots = [asked.with_evidence(asked.total), asked.seen.formula]
    for _ in range(20):
        several = dict(rng.sample(moves, 5))
        joint, given = _over(circuit, leaves, roots, asked.base, [several])
        found = made.risk({made.places[leaf]: value for leaf, value in several.items()})
        assert same(found, Interval(joint[0] / given[0], joint[0] / given[0]) if given[0] > 0 else None), several
    after = read.what_if({"scheming": "8%", "file-permissions-tight": "false", "async-monitor": "fails"}, by=by)
    (scheming,) = (item for item in movable(asked, {}) if item.subject == "scheming")
    found = made.risk(
        {made.places[scheming.leaf]: 0.08}, facts=[("file-permissions-tight", False), ("async-monitor", False)]
    )
    assert same(found, after[0].after.risk)  # type: ignore[arg-type]


@pytest.mark.parametrize("block", range(4))
def test_random_facts_are_as_in_the_engine(block: int) -> None:
    """Nasty little cases: one to three facts together, for every assessor."""
    for seed in range(block * 20, block * 20 + 20):
        read = lp.read(write_case(random_case(random.Random(seed))), draws=50)
        for result in read.risk():
            asked = behind(result)
            assert asked is not None
            made = made_of(asked)
            rng = random.Random(1000 + seed)
            for _ in range(3):
                chosen = [
                    (name, rng.random() < 0.5) for name in rng.sample(sorted(made.facts), min(3, len(made.facts)))
                ]
                facts = [fact(asked, name, holds=holds) for name, holds in chosen]
                assert same(made.risk(facts=chosen), engine(read.case, result.assessor, facts)), (seed, chosen)


def test_what_takes_too_much_has_no_machine() -> None:
    """A sampled headline has 20,000 points, and nine loose unknowns 512 corners: neither is brought to a page."""
    sampled = (
        "## Pathway p: P\n\n1. [[q]] at most [[r]]\n2. [[q]] at most 2 h\n\n## Quantity q: Q\n\n## Quantity r: R\n\n"
        "## Assessor me: Me\n\n- q: 1 h (30 min-2 h) because y\n- r: 1 h (30 min-2 h) because y\n"
    )
    names = [f"z{number}" for number in range(9)]
    parity = " or ".join(f"([[x]] and not [[{name}]]) or ([[{name}]] and not [[x]])" for name in names)
    loose = f"## Event h: H\n\n- kind: residual\n- is: {parity}\n\n## Event x: X\n\n"
    loose += "".join(f"## Event {name}: Z\n\n" for name in names) + "## Assessor me: Me\n\n- x: 10% because y\n"
    for text in (sampled, loose):
        asked = model_of(project(text), "me")
        assert machine(asked, names_of(asked)) is None


def test_a_proposition_of_many_settings_is_no_fact() -> None:
    """Any three of twelve holds in hundreds of settings: it is left out, and the machine is there without it."""
    names = [f"e{number}" for number in range(12)]
    text = "## Pathway p: P\n\n1. [[some]]\n\n## Claim some: Some\n\n- says: 3 of " + ", ".join(
        f"[[{name}]]" for name in names
    )
    text += "\n\n" + "".join(f"## Event {name}: E\n\n" for name in names) + "## Assessor me: Me\n\n"
    text += "".join(f"- {name}: {number + 1}% because y\n" for number, name in enumerate(names))
    made = made_of(model_of(project(text), "me"))
    assert "some" not in made.facts
    assert set(islice(made.facts, 12)) == set(names)
