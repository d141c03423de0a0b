"""What independence buys: bounds that no dependence can break, one more cause, and pillars; each worked out by hand."""

from __future__ import annotations

import random
from itertools import product

import pytest
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.independence import SHARES, Independence
from loadpath.assess.results import Interval, NotComputed

LAB = """
## Pathway loss: It is lost

1. [[slip]]
2. [[monitor]] fails
3. [[review]] fails

## Event slip: It slips

## Mitigation monitor: M

## Mitigation review: R

## Claim caught: What slips is caught

- argues: control
- says: [[monitor]]

## Claim harmless: It does not slip

- argues: alignment
- says: not [[slip]]

## Assessor me: Me

- slip: 50% because x
- monitor fails: 10% because x
- review fails: 20% because x
"""


def asked(text: str, *sets: str) -> Independence:
    """Return what independence buys the first assessor of a small case."""
    return project(text).independence(sets=[one.split() for one in sets] or None)[0]


def number(answer: object) -> float:
    """Return an answer that is one number."""
    assert isinstance(answer, Interval)
    return answer.value


def ends(answer: object) -> tuple[float, float]:
    """Return the ends of an answer."""
    assert isinstance(answer, Interval)
    return answer.low, answer.high


def test_a_chain_is_at_most_its_least_likely_step() -> None:
    """0.5 x 0.1 x 0.2 = 0.01 as computed; at most min = 0.1; at least max(0, 1 - 0.5 - 0.9 - 0.8) = 0."""
    found = asked(LAB).bounds[0]
    assert [number(one) for one in (found.risk, found.product, found.least, found.most)] == pytest.approx(
        [0.01, 0.01, 0, 0.1]
    )


@pytest.mark.parametrize(
    ("count", "percent", "product_", "least"),
    [
        (3, 90, 0.729, 0.70),  # N25: 0.9^3; 1 - 3 x 0.1
        (3, 95, 0.857375, 0.85),  # N26: 0.95^3; 1 - 3 x 0.05
        (20, 95, 0.3585, 0.0),  # N26: 0.95^20; 1 - 20 x 0.05
        (30, 99, 0.7397, 0.70),  # N26: 0.99^30; 1 - 30 x 0.01
    ],
)
def test_published_numbers_of_conjunctions(count: int, percent: int, product_: float, least: float) -> None:
    """The sum of doubts is what holds without independence."""
    steps = "".join(f"{place + 1}. [[e{place}]]\n" for place in range(count))
    events = "".join(f"\n## Event e{place}: E\n" for place in range(count))
    lines = "".join(f"- e{place}: {percent}% because x\n" for place in range(count))
    found = asked(f"\n## Pathway p: P\n\n{steps}{events}\n## Assessor me: Me\n\n{lines}").bounds[0]
    assert number(found.product) == pytest.approx(product_, abs=5e-5)
    assert number(found.least) == pytest.approx(least, abs=1e-12)
    assert number(found.most) == pytest.approx(percent / 100)


def test_any_of_two_pathways() -> None:
    """N25: two of 0.6 each: 1 - 0.4^2 = 0.84 if independent, from 0.6 to min(1, 1.2) = 1 whatever depends on what."""
    text = "\n## Pathway p: P\n\n1. [[e]]\n\n## Pathway q: Q\n\n1. [[f]]\n\n## Event e: E\n\n## Event f: F\n"
    found = asked(text + "\n## Assessor me: Me\n\n- e: 60% because x\n- f: 60% because x\n").listed
    assert [number(one) for one in (found.risk, found.independent, found.least, found.most)] == pytest.approx(
        [0.84, 0.84, 0.6, 1.0]
    )


def test_a_stated_condition_keeps_steps_together() -> None:
    """`if slip` ties the monitor to the slip: 0.5 x 0.4 = 0.2 stays a product, and the bound is min(0.2, 0.2) = 0.2."""
    found = asked(LAB.replace("- monitor fails: 10%", "- monitor fails: 40% if slip, 10% otherwise")).bounds[0]
    assert [group.steps for group in found.groups] == [("slip", "monitor fails"), ("review fails",)]
    assert number(found.groups[0].chance) == pytest.approx(0.2)
    assert number(found.most) == pytest.approx(0.2)


def test_one_more_cause_keeps_every_number() -> None:
    """With q = beta x 0.1 the risk is 0.5 (q + (1 - q) (0.1 - q)/(1 - q) (0.2 - q)/(1 - q)); at 1 it is 0.5 x 0.1 = 0.05."""
    found = asked(LAB).sweeps[0]
    assert isinstance(found.risks, tuple)
    by_hand = [0.5 * (q + (0.1 - q) * (0.2 - q) / (1 - q)) for q in (0.1 * share for share in SHARES)]
    assert [number(one) for one in found.risks] == pytest.approx(by_hand, rel=1e-12)
    assert by_hand[0] == pytest.approx(0.01)
    assert by_hand[-1] == pytest.approx(0.05)


def test_one_more_cause_of_barriers_with_conditions_and_evidence() -> None:
    """The sweep equals enumeration, over the cause as well, in 40 cases with a condition and evidence, to 1e-12."""
    rng = random.Random(5)
    for _ in range(40):
        slip, alike, other, review, hit, miss = (rng.randint(1, 99) for _ in range(6))
        text = LAB.replace("slip: 50%", f"slip: {slip}%").replace("review fails: 20%", f"review fails: {review}%")
        text = text.replace("monitor fails: 10%", f"monitor fails: {alike}% if slip, {other}% otherwise")
        text += f"- probe: passes {hit}% if slip, {miss}% if not slip because x\n"
        text += "\n## Evidence probe: P\n\n- about: [[slip]]\n- result: passed\n- passes when: passed\n"
        found = asked(text).sweeps[0]
        assert isinstance(found.risks, tuple)
        chances = [one / 100 for one in (slip, alike, other, review, hit, miss)]
        for share, risk in zip(SHARES, found.risks, strict=True):
            assert number(risk) == pytest.approx(_enumerated(chances, share), rel=1e-12)


def _enumerated(chances: list[float], share: float) -> float:
    slip, alike, other, review, hit, miss = chances
    q = share * min(alike, other, review)

    def alone(chance: float) -> float:
        return (chance - q) / (1 - q) if q < 1 else 0.0

    joint = given = 0.0
    for cause, slips, fails, fails_too in product((True, False), repeat=4):
        own = 1.0 if cause else alone(alike if slips else other)
        own_too = 1.0 if cause else alone(review)
        weight = (q if cause else 1 - q) * (slip if slips else 1 - slip) * (hit if slips else miss)
        weight *= (own if fails else 1 - own) * (own_too if fails_too else 1 - own_too)
        given += weight
        joint += weight if slips and fails and fails_too else 0.0
    return joint / given


def test_pillars_that_fall_together() -> None:
    """P(not caught) = 0.1, P(not harmless) = 0.5: 0.05 if independent and as the case says; the risk is then 0.2."""
    found = asked(LAB)
    assert [(one.argues, one.claims) for one in found.pillars] == [
        ("control", ("caught",)),
        ("alignment", ("harmless",)),
    ]
    assert [number(one.falls) for one in found.pillars] == pytest.approx([0.1, 0.5])
    assert [number(one.risk_then) for one in found.pillars] == pytest.approx([0.1, 0.02])
    assert [number(one) for one in (found.product, found.together, found.risk_then)] == pytest.approx([0.05, 0.05, 0.2])


def test_pillars_on_one_foot() -> None:
    """Both rest on one audit (80 %): alone each falls with 1 - 0.8 x 0.9 = 0.28; together with 0.2 + 0.8 x 0.01."""
    text = LAB.split("## Claim caught", maxsplit=1)[0]
    for name, argued in (("caught", "control"), ("harmless", "alignment")):
        text += f"## Claim {name}: C\n\n- argues: {argued}\n- rests on: [[audit]]\n\n"
    text += "## Claim audit: A\n\n## Assessor me: Me\n\n- slip: 50% because x\n- monitor fails: 10% because x\n"
    text += (
        "- review fails: 20% because x\n- caught: 90% because x\n- harmless: 90% because x\n- audit: 80% because x\n"
    )
    found = asked(text)
    assert number(found.product) == pytest.approx(0.28**2)
    assert number(found.together) == pytest.approx(0.208)


def test_a_part_of_a_claim_is_no_second_pillar() -> None:
    """What a claim for the same rests on is part of it: one that holds by any of several lines falls with all."""
    text = LAB.replace("- says: [[monitor]]", "- rests on any of: [[first]], [[second]]")
    text += "- caught: 99% because x\n- first: 50% because x\n- second: 50% because x\n"
    text += "\n## Claim first: F\n\n- argues: control\n\n## Claim second: S\n\n- argues: control\n"
    found = asked(text).pillars[0]
    assert found.claims == ("caught",)
    assert number(found.falls) == pytest.approx(1 - 0.99 * 0.75)


def test_unknowns_stay_unknown() -> None:
    """Without a number for the slip: from 0 to 0.02, at most the monitor's 0.1; the sweep moves the upper end alone."""
    found = asked(LAB.replace("- slip: 50% because x\n", ""))
    assert ends(found.bounds[0].risk) == pytest.approx((0, 0.02))
    assert ends(found.bounds[0].most) == pytest.approx((0, 0.1))
    assert isinstance(found.sweeps[0].risks, tuple)
    assert ends(found.sweeps[0].risks[-1]) == pytest.approx((0, 0.1))
    found = asked(LAB.replace("- monitor fails: 10% because x\n", ""))
    assert found.sweeps[0].risks == NotComputed("nobody says how likely monitor fails")


@pytest.mark.parametrize("names", ["monitor", "slip review", "monitor nobody", "monitor monitor", ""])
def test_what_is_no_set_of_barriers_is_refused(names: str) -> None:
    """One alone, an event, and what does not exist share no cause."""
    with pytest.raises(ValueError, match=r"mitigation|alone"):
        project(LAB).independence(sets=[names.split()])


def test_bounds_hold_in_the_example() -> None:
    """In heron-2, each pathway and their union lie within their bounds; no cause at all is the risk itself."""
    for found in lp.read(HERON, draws=10).independence():
        ends = [(one.least, one.risk, one.most) for one in found.bounds]
        for least, risk, most in (*ends, (found.listed.least, found.listed.risk, found.listed.most)):
            assert number(least) - 1e-15 <= number(risk) <= number(most) + 1e-15
        for sweep in found.sweeps:
            assert isinstance(sweep.risks, tuple)
            assert number(sweep.risks[0]) == pytest.approx(number(found.risk), rel=1e-12)
            rising = [number(one) for one in sweep.risks]
            assert rising == sorted(rising)


def test_a_step_that_is_written_twice_is_one() -> None:
    """One barrier is one variable: 0.5 x 0.1 x 0.2, and not 0.5 x 0.1 x 0.1 x 0.2."""
    found = asked(LAB.replace("3. [[review]] fails", "3. [[review]] fails\n4. [[monitor]] fails")).bounds[0]
    assert number(found.product) == pytest.approx(0.01)
    assert len(found.groups) == 3


def test_a_planned_barrier_is_left_out_of_what_is_tried_unasked() -> None:
    """It fails anyway. The other two are tried: at share 1 both fail with 0.1: 0.5 x 0.1 x (1 + 0.9 x 0 ...) = 0.05."""
    text = LAB.replace("3. [[review]] fails", "3. [[review]] fails\n4. [[late]] fails")
    found = asked(text + "\n## Mitigation late: L\n\n- state: planned\n").sweeps
    assert [one.barriers for one in found] == [("monitor", "review")]
    assert isinstance(found[0].risks, tuple)
    assert number(found[0].risks[-1]) == pytest.approx(0.05)
