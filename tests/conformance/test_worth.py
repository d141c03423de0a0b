"""What an unknown is worth, against an enumeration that shares no code with it: 200 random small cases.

One number of the first assessor is left unknown. The oracle enumerates the case twice, with the number at 0 and at 1:
those are the two what-ifs. Tolerances are those of test_enumeration. Parts of surfaces are held against products of exact
fractions: of n attempts all are missed with the product over i < n of (b + i) / (a + b + i), where the chance that one
is caught has the law Beta(a, b) (Skellam 1948, "A probability distribution derived from the binomial distribution").
"""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from tests.conformance.enumeration import Branch, Case, enumerate_case, write_case
from tests.conformance.random_cases import random_case

import loadpath as lp
from loadpath.assess.results import Interval
from loadpath.assess.worth import SAME, Others, Worth
from loadpath.case.asked import Sort

if TYPE_CHECKING:
    from loadpath.assess.asking import Asked

CASES, PER_BLOCK = 200, 50
RELATIVE, ABSOLUTE = 1e-12, 1e-15


def with_number(case: Case, name: str, text: str) -> Case:
    """Return a case in which the first assessor judges one node with one number."""
    first, *others = case.assessors
    return replace(case, assessors=(replace(first, judged={**first.judged, name: (Branch(text),)}), *others))


def enumerated(case: Case) -> float | None:
    """Return the risk of the first assessor; None where the evidence is impossible."""
    try:
        risk = enumerate_case(case)["risk"]
    except ValueError:
        return None
    assert isinstance(risk, float)
    return risk


def question(case: Case, name: str) -> Asked:
    """Return the question for a number that the first assessor left unknown."""
    found = lp.read(write_case(case), draws=200).questions("a")
    return next(one for one in found if one.question.sort is Sort.NUMBER and one.question.subject == name)


@pytest.mark.parametrize(
    "block", [0, *(pytest.param(block, marks=pytest.mark.slow) for block in range(1, CASES // PER_BLOCK))]
)
def test_worth_is_the_gap_between_two_enumerations(block: int) -> None:
    """An unknown that stands alone is worth the gap between the risk with it at 0 and with it at 1."""
    compared = 0
    for seed in range(block * PER_BLOCK, (block + 1) * PER_BLOCK):
        rng = random.Random(seed)
        case = random_case(rng)
        name = rng.choice(sorted(case.assessors[0].judged))
        ends = [enumerated(with_number(case, name, text)) for text in ("0%", "100%")]
        worth = question(with_number(case, name, "unknown"), name).worth
        known = sorted(end for end in ends if end is not None)
        if len(known) < 2 or known[1] - known[0] <= SAME * known[1]:
            assert not isinstance(worth, Worth), seed
            continue
        assert isinstance(worth, Worth), seed
        assert worth.others is Others.NONE, seed
        assert worth.low == pytest.approx(known[0], rel=RELATIVE, abs=ABSOLUTE), seed
        assert worth.high == pytest.approx(known[1], rel=RELATIVE, abs=ABSOLUTE), seed
        compared += 1
    assert compared > PER_BLOCK // 2


def test_an_unknown_among_others_moves_an_end_of_the_interval() -> None:
    """With three unknowns, worth begins at the lower end of the risk, or ends at the upper one, unless half-way."""
    kept = {Others.BEST: 0, Others.WORST: 0, Others.HALF: 0}
    for seed in range(1_000, 1_040):
        rng = random.Random(seed)
        case = random_case(rng)
        names = rng.sample(sorted(case.assessors[0].judged), 3)
        for name in names:
            case = with_number(case, name, "unknown")
        project = lp.read(write_case(case), draws=200)
        risk = project.risk("a").risk
        for one in project.questions("a"):
            if one.question.sort is not Sort.NUMBER or not isinstance(one.worth, Worth):
                continue
            assert isinstance(risk, Interval)
            if one.worth.others in kept:
                kept[one.worth.others] += 1
            if one.worth.others is Others.BEST:
                assert one.worth.low == pytest.approx(risk.low, rel=RELATIVE, abs=ABSOLUTE), seed
            if one.worth.others is Others.WORST:
                assert one.worth.high == pytest.approx(risk.high, rel=RELATIVE, abs=ABSOLUTE), seed
    assert min(kept[Others.BEST], kept[Others.WORST]) > 5


def all_missed(count: int, recall: Fraction, together: Fraction) -> Fraction:
    """Return how likely every attempt is missed, by the product of fractions; together: the intra-class correlation."""
    if together == 1 or recall in (0, 1):
        return (1 - recall) if together == 1 else (1 - recall) ** count
    scale = (1 - together) / together if together else None
    found = Fraction(1)
    for number in range(count):
        a, b = (recall * scale, (1 - recall) * scale) if scale else (recall, 1 - recall)
        found *= (b + number) / (a + b + number) if scale else b
    return found


def watched(share: Fraction | None, stage: Fraction | None, count: int, together: Fraction | None) -> str:
    """Return a case whose harm is that all attempts at a surface are missed; None stands for unknown."""
    said = [f"{float(one):.6%}" if one is not None else "unknown" for one in (share, stage)]
    correlation = "unknown" if together is None else str(float(together))
    return (
        "# Case c: C\n\n- kind: risk analysis\n\n## Pathway p: P\n\n1. [[agents]] catches none\n\n## Surface agents: A\n\n"
        f"- share watched: {said[0]}\n- attempts: {count}\n- correlation: {correlation}\n\n"
        f"| stage | passes |\n|---|---|\n| flagged | {said[1]} |\n\n## Assessor a: A\n"
    )


def test_a_part_of_a_surface_is_worth_the_larger_gap_of_exact_products() -> None:
    """Two of share, stage and correlation unknown: each moves the risk most with the other at its best, or its worst."""
    best = {"share-watched": Fraction(1), "passes": Fraction(1), "correlation": Fraction(0)}
    worst = {"share-watched": Fraction(0), "passes": Fraction(0), "correlation": Fraction(1)}
    for seed in range(30):
        rng = random.Random(seed)
        known = {
            "share-watched": Fraction(rng.randrange(5, 96), 100),
            "passes": Fraction(rng.randrange(5, 96), 100),
            "correlation": Fraction(rng.randrange(1, 10), 10),
        }
        count, left = rng.randrange(2, 9), rng.sample(sorted(known), 2)
        said = [None if name in left else value for name, value in known.items()]
        project = lp.read({"case.md": watched(said[0], said[1], count, said[2])}, draws=200)
        found = {one.question.name.rsplit("/", 1)[-1]: one.worth for one in project.questions("a")}
        for part, other in (left, left[::-1]):
            gaps = []
            for kept in (best, worst):
                ends = [{**known, other: kept[other], part: side[part]} for side in (best, worst)]
                gaps.append([all_missed(count, e["share-watched"] * e["passes"], e["correlation"]) for e in ends])
            low, high = max(gaps, key=lambda gap: gap[1] / gap[0] if gap[0] else float("inf") if gap[1] else 1)
            got = found[part]
            assert isinstance(got, Worth), (seed, part)
            assert got.low == pytest.approx(float(low), rel=1e-9, abs=ABSOLUTE), (seed, part)
            assert got.high == pytest.approx(float(high), rel=1e-9, abs=ABSOLUTE), (seed, part)
