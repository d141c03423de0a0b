"""What hangs on monitoring at a surface: by hand, against enumeration of random cases, and against what is supposed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest
from tests.small import project

from loadpath.assess.attack import Defence, Weakest
from loadpath.assess.importance import Importance, importances, leverages
from loadpath.assess.lines import judgements_of
from loadpath.assess.load import NEVER
from loadpath.assess.model import model
from loadpath.assess.results import Interval, NotComputed
from loadpath.assess.surprise import oldest
from loadpath.assess.worth import Others

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from loadpath import Project
    from loadpath.assess.results import Load

LAB = """
## Pathway p: P

1. [[slip]]
2. [[w]] catches none

## Pathway q: Q

1. [[other]]
2. [[w]] catches none
3. [[lock]] fails

## Event slip: S

## Event other: O

## Mitigation lock: L

- owner: tom

## Surface w: W

- attempts: 1
- correlation: none

| stage | passes |
|---|---|
| flagged | as [[drill]] |

## Surface idle: Nobody says that it catches one

- attempts: 1
- correlation: none

| stage | passes |
|---|---|
| flagged | as [[drill]] |

## Claim logged: L

- owner: priya

## Evidence drill: D

- result: 5 of 10
- about: [[logged]]
- relies on: [[logged]]
- date: 2027-01-05

## Assessor me: Me

- slip: 10% because x
- other: 20% because x
- lock fails: 50% because x
- logged: 80% because x
"""
MISSED = 1 - 0.8 * 0.5  # five of ten with Jeffreys' prior: 5.5 / 11 are caught, if they are logged
BASE = 1 - 0.9 * (1 - 0.2 * 0.5)  # where none is caught: slip, or other and the lock fails: 0.19


def loads(case: Project, by: str = "me") -> dict[str, Load]:
    """Return loads by what carries them."""
    return {one.subject: one for one in case.load(by)[by]}


def of(case: Project, name: str) -> dict[str, Importance]:
    """Return the importances of one thing, by pathway."""
    found = importances(model(case.case, judgements_of(case.case, "me")))
    return {one.pathway: one for one in found if one.subject == name}


def risk(case: Project, **settings: str) -> float | None:
    """Return the risk given what is supposed; None where that cannot be."""
    try:
        (found,) = case.what_if(settings, by="me")
    except ValueError:
        return None
    assert isinstance(found.after.risk, Interval)
    return found.after.risk.value


def test_a_surface_by_hand() -> None:
    """The risk is 0.19 x 0.6; where w catches none 0.19, 1 / 0.6 times; where it catches one, nothing is left."""
    case = project(LAB)
    load = loads(case)["w"]
    assert (load.kind, load.owner, load.names, load.pathways) == ("surface", "", False, ("p", "q"))
    assert load.if_wrong == pytest.approx(1 / MISSED, rel=1e-12)
    assert load.if_right == 0
    assert load.listed_if_wrong == pytest.approx(1 / MISSED, rel=1e-12)
    assert load.share == pytest.approx(1.0, rel=1e-12)
    whole = of(case, "w")[""]
    assert (whole.kind, whole.unknown) == ("surface", Others.NONE)
    assert whole.wrong == pytest.approx(MISSED, rel=1e-12)
    assert whole.birnbaum == pytest.approx(BASE, rel=1e-12)
    assert whole.criticality == pytest.approx(1.0, rel=1e-12)
    assert whole.rrw == float("inf")
    assert set(of(case, "w")) == {"", "p", "q"}


def test_a_surface_that_nothing_uses_is_not_listed() -> None:
    """Its counts rely on what the risk depends on; that it catches one still carries nothing, judged or not."""
    more = "- idle catches one: 60% if logged, 20% otherwise because x\n"
    for text in (LAB, LAB + more, LAB + "\n## Claim idling: I\n\n- says: [[idle]] catches one\n"):
        case = project(text)
        assert "idle" not in loads(case)
        assert not of(case, "idle")
        assert "w" in loads(case)


def test_a_surface_that_a_number_asks_for_is_listed() -> None:
    """In `if`: slip is 10 % if idle catches none, else 1 %; both count by one rate, which is Beta(5.5, 5.5).

    Both miss with 0.2 + 0.8 E[(1-r)^2] = 0.2 + 0.8 x 5.5 x 6.5 / (11 x 12), idle alone misses with 0.6.
    """
    case = project(LAB.replace("- slip: 10%", "- slip: 10% if idle catches none, 1% otherwise"))
    both = 0.2 + 0.8 * 5.5 * 6.5 / (11 * 12)
    now = BASE * both + (1 - 0.99 * 0.9) * (MISSED - both)
    found = loads(case)["idle"]
    assert risk(case) == pytest.approx(now, rel=1e-10)
    assert found.if_wrong == pytest.approx(BASE * both / MISSED / now, rel=1e-10)
    assert found.pathways == ()


def test_who_owns_it_and_what_it_is_defended_by() -> None:
    """Its evidence is what it counts; that relies on a claim, which only priya vouches for."""
    case = project(LAB)
    (found,) = (one for one in case.surprises() if one.subject == "w")
    assert (found.why, found.pathways) == ("nobody owns it", ("p", "q"))
    owned = project(LAB.replace("- attempts: 1", "- owner: ana\n- attempts: 1", 1))
    assert loads(owned)["w"].owner == "ana"
    assert "w" not in {one.subject for one in owned.surprises()}
    assert oldest(case.case, "w") == date(2027, 1, 5)
    target = next(one for one in case.attack().targets if one.load.subject == "w")
    assert target.weakest == Weakest(level=Defence.EVIDENCE, why="evidence (drill)", path=("w",))
    counted = LAB.replace("- about: [[logged]]", "- about: [[slip]]")
    target = next(one for one in project(counted).attack().targets if one.load.subject == "w")
    assert target.weakest == Weakest(level=Defence.WORD, why="the word of priya", path=("w", "logged"))
    doubted = LAB + "\n## Challenge c: C\n\n- against: [[w]]\n- kind: rebuts\n"
    found_ = project(doubted).attack()
    target = next(one for one in found_.targets if one.load.subject == "w")
    assert (target.weakest.why, target.challenges) == ("challenged by c", ("c",))
    assert target.push == pytest.approx((1 / MISSED - 1) * 0.6)
    bare = project(LAB.replace("as [[drill]]", "50%"))
    (found,) = (one for one in bare.surprises() if one.subject == "w")
    assert found.why == "nobody owns it and no evidence"


def test_what_is_unknown_is_said_at_both_ends() -> None:
    """Nobody knows how many are seen: at best all are caught and no risk is left, at worst none is, with the risk 0.19."""
    case = project(LAB.replace("as [[drill]]", "unknown"))
    found = [one for one in importances(model(case.case, judgements_of(case.case, "me"))) if one.subject == "w"]
    ends = {one.unknown: one for one in found if not one.pathway}
    assert (ends[Others.BEST].wrong, ends[Others.WORST].wrong) == (0.0, 1.0)
    assert isinstance(ends[Others.BEST].raw, NotComputed)
    assert ends[Others.WORST].raw == pytest.approx(1.0)
    half = project(LAB.replace("as [[drill]]", "at least 50%"))  # at worst half are missed: twice the risk if all are
    (target,) = (one for one in half.attack().targets if one.load.subject == "w")
    assert target.load.factor == pytest.approx(2.0)


def test_its_numbers_belong_to_it() -> None:
    """What is uncertain about a surface is one number, under its id; what it counts stays under the evidence."""
    ranged = project(LAB.replace("as [[drill]]", "50% (30%-70%)").replace("- attempts: 1", "- attempts: 2 (1-4)"))
    told = ranged.uncertainty("me")["me"]
    assert not isinstance(told, NotComputed)
    assert [one.subject for one in told[0].inputs] == ["w"]
    assert told[0].inputs[0].shapley == pytest.approx(1.0)
    asked = model(ranged.case, judgements_of(ranged.case, "me"))
    assert {one.subject for one in leverages(asked)} == {"slip", "other", "lock", "w"}


# random cases -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """A case as text, and every world of it: its weight with the evidence, and what is so in it."""

    text: str
    worlds: tuple[tuple[float, Mapping[str, bool]], ...]
    paths: Mapping[str, Callable[[Mapping[str, bool]], bool]]


def percent(rng: random.Random) -> int:
    """Return a whole percentage away from the ends."""
    return rng.randrange(5, 95, 5)


STEPS = ("[[a]]", "[[b]]", "[[m]] fails", "[[u]] catches none", "[[v]] catches none", "not [[k]]", "[[v]] catches one")
SAYS: Mapping[str, tuple[str, bool]] = {
    "[[a]]": ("a", True),
    "[[b]]": ("b", True),
    "[[m]] fails": ("m", False),
    "[[u]] catches none": ("u", False),
    "[[v]] catches none": ("v", False),
    "not [[k]]": ("k", False),
    "[[v]] catches one": ("v", True),
}


def drawn(seed: int) -> Drawn:
    """Return a random case of two events, a barrier, a claim, a finding and two surfaces.

    `u` counts k of n and is caught at its one attempt with (k + 1/2) / (n + 1) (Jeffreys' prior), if the claim holds;
    `v` has one to four attempts apart, each caught with a product of two shares.
    """
    rng = random.Random(seed)
    a, b, m, k, high, low, share, stage = (percent(rng) for _ in range(8))
    attempts, n = rng.randint(1, 4), rng.randint(2, 20)
    hits, about = rng.randint(0, n), rng.choice(["a", "k", "[[v]] catches one"])
    chains = {f"p{place}": rng.sample(STEPS, rng.randint(1, 3)) for place in range(rng.randint(1, 3))}
    text = "".join(
        f"\n## Pathway {name}: P\n\n" + "".join(f"{place}. {step}\n" for place, step in enumerate(steps, 1))
        for name, steps in chains.items()
    )
    refers = about if " " in about else f"[[{about}]]"
    bare = refers.replace("[[", "").replace("]]", "")
    absent = "v catches none" if about.startswith("[[v") else f"not {bare}"
    text += f"""
## Event a: A

## Event b: B

- given: [[a]]

## Mitigation m: M

## Claim k: K

## Surface u: U

- attempts: 1
- correlation: none

| stage | passes |
|---|---|
| seen | as [[e]] |

## Surface v: V

- share watched: {share}%
- attempts: {attempts}
- correlation: none

| stage | passes |
|---|---|
| seen | {stage}% |

## Evidence e: E

- result: {hits} of {n}
- about: [[k]]
- relies on: [[k]]

## Evidence f: F

- result: 0 of 9
- passes when: at most 1 of 9
- about: {refers}

## Assessor me: Me

- a: {a}% because x
- b: {b}% because x
- m fails: {m}% because x
- k: {k}% because x
- f: passes {high}% if {bare}, {low}% if {absent} because x
"""
    chances = {
        "a": a / 100,
        "b": b / 100,
        "m": 1 - m / 100,
        "k": k / 100,
        "u": (hits + 0.5) / (n + 1),
        "v": 1 - (1 - share * stage / 10_000) ** attempts,
    }
    target = "v" if " " in about else about
    worlds = []
    for values in product((False, True), repeat=len(chances)):
        world = dict(zip(chances, values, strict=True))
        weight = 1.0
        for name, chance in chances.items():
            weight *= chance if world[name] else 1 - chance
        world["b"] = world["b"] and world["a"]
        world["u"] = world["u"] and world["k"]
        worlds.append((weight * (high if world[target] else low) / 100, world))

    def taken(steps: list[str]) -> Callable[[Mapping[str, bool]], bool]:
        return lambda world: all(world[SAYS[step][0]] is SAYS[step][1] for step in steps)

    return Drawn(text, tuple(worlds), {name: taken(steps) for name, steps in chains.items()})


def enumerated(case: Drawn, pathway: str, name: str, *, holds: bool | None) -> tuple[float, float]:
    """Return P(harm, evidence, fact) and P(evidence, fact), the fact being that a surface catches one, or none."""
    ways = [case.paths[pathway]] if pathway else list(case.paths.values())
    kept = [(weight, world) for weight, world in case.worlds if holds is None or world[name] is holds]
    return sum(weight for weight, world in kept if any(way(world) for way in ways)), sum(weight for weight, _ in kept)


def told(case: Drawn, read: Project, name: str, now: float) -> int:
    """Compare all that is told of one surface with enumeration, and return how many answers that were."""
    found, count = of(read, name), 0
    sides = [enumerated(case, "", name, holds=side) for side in (False, True)]
    if not found:  # no pathway uses it, or only one that another holds already: then it carries 1.00
        used = any(name in _under(case, path) for path in case.paths)
        assert not used or all(joint / given == pytest.approx(now, rel=1e-10) for joint, given in sides if given)
        return count
    for pathway in ("", *case.paths):
        joint, seen = enumerated(case, pathway, name, holds=None)
        bad, good = (enumerated(case, pathway, name, holds=side) for side in (False, True))
        if not joint or not bad[1] or not good[1]:
            continue
        whole, worse, better, wrong = joint / seen, bad[0] / bad[1], good[0] / good[1], bad[1] / seen
        one = found[pathway]
        assert one.wrong == pytest.approx(wrong, rel=1e-10)
        assert one.birnbaum == pytest.approx(worse - better, rel=1e-10, abs=1e-13)
        assert one.criticality == pytest.approx(wrong * (worse - better) / whole, rel=1e-10, abs=1e-11)
        assert one.raw == pytest.approx(worse / whole, rel=1e-10, abs=1e-11)
        assert one.share == pytest.approx(bad[0] / joint, rel=1e-10, abs=1e-11)
        if better > 1e-6 * whole:
            assert one.rrw == pytest.approx(whole / better, rel=1e-10)
        count += 1
    load = loads(read)[name]
    assert set(load.pathways) == {path for path in case.paths if name in _under(case, path)}
    for said, told_, (joint, given) in zip(
        ("catches none", "catches one"), (load.if_wrong, load.if_right), sides, strict=True
    ):
        if given:
            assert told_ == pytest.approx(joint / given / now, rel=1e-10, abs=1e-11)
            assert risk(read, **{name: said}) == pytest.approx(joint / given, rel=1e-10, abs=1e-15)
        else:
            assert told_ == NEVER
            assert risk(read, **{name: said}) is None
    return count


@pytest.mark.parametrize("block", [pytest.param(n, marks=[pytest.mark.slow] if n else []) for n in range(8)])
def test_surfaces_agree_with_enumeration_and_with_what_is_supposed(block: int) -> None:
    """Every measure of both surfaces, in total and by pathway, and the loads those of suppositions: to 1e-10."""
    compared = 0
    for seed in range(40 * block, 40 * block + 40):
        case = drawn(seed)
        read = project(case.text)
        harm, seen = enumerated(case, "", "", holds=None)
        if harm <= 0:  # v catches none and one, in every pathway
            continue
        assert risk(read) == pytest.approx(harm / seen, rel=1e-10)
        for name in ("u", "v"):
            compared += told(case, read, name, harm / seen)
    assert compared > 40


def _under(case: Drawn, path: str) -> set[str]:
    """Return what stands in the chain of a pathway."""
    chain = case.text.split(f"## Pathway {path}: P\n\n")[1].split("\n\n")[0].split("\n## ")[0]
    return {SAYS[step][0] for step in STEPS if step in chain}
