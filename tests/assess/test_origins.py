"""Which part of a result is data, and which is the judgement of how many people: worked out by hand."""

from __future__ import annotations

import pytest
from tests.small import HERON, assessed, project

import loadpath as lp
from loadpath.assess.origins import Origins, origins
from loadpath.assess.results import NotComputed

CHAIN = """
## Pathway p: P

1. [[e]]
2. [[m]] fails

## Event e: E

## Mitigation m: M

- measured by: [[drill]]

## Evidence drill: D

- result: 3 of 10
- about: [[m]] fails

## Scale words: W

- rare: 1%-3%

## Assessor boss: B

- e: 2% because x

## Assessor me: Me

- starts from: [[boss]]
"""


def of(text: str, by: str = "me") -> Origins:
    """Return of what the risk of an assessor in a small case is made."""
    found = origins(assessed(text, by))
    assert isinstance(found, Origins)
    return found


def test_each_factor_weighs_by_what_its_odds_do() -> None:
    """ln(e m): d/d ln odds = 1 - e = 0.98 and 1 - m, m = 3.5/11: 0.6818; of 1.6618 the judgement is 59 %.

    Of the count one part in 11 is Jeffreys' prior: 0.6818 / 1.6618 = 41 % is 37.3 % data and 3.7 % default.
    """
    found = of(CHAIN + "- m fails: as [[drill]] because x\n")
    whole = 0.98 + 1 - 3.5 / 11
    assert dict(found.by_origin) == pytest.approx(
        {"data": (1 - 3.5 / 11) / whole * 10 / 11, "inherited": 0.98 / whole, "default": (1 - 3.5 / 11) / whole / 11}
    )
    assert dict(found.by_person) == pytest.approx({"boss": 0.98 / whole})


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("- e: 2% because x", "judged"),
        ("- e: rare because x", "a word on a scale"),
        (
            "- e: 2 times the odds of [[boss]] because x",
            "inherited",
        ),  # the number is the other's; the factor is no number
    ],
)
def test_whose_a_number_is(line: str, origin: str) -> None:
    """Own, a word, and odds of another."""
    found = of(f"{CHAIN}{line}\n- m fails: 30% because x\n")
    assert found.by_origin[origin] > 0
    assert sum(found.by_origin.values()) == pytest.approx(1)
    assert found.judgement == pytest.approx(1)


def test_a_claim_and_its_contrary_weigh_the_same() -> None:
    """`m fails: 30%` and `m: 70%` are one number: shares do not hang on how it is written."""
    turned = of(CHAIN + "- m: 70% because x\n").by_person
    assert dict(turned) == pytest.approx(dict(of(CHAIN + "- m fails: 30% because x\n").by_person))


def test_a_likelihood_is_a_judgement() -> None:
    """Evidence weighs by the judgement of how likely it was: with a ratio of 4:1 for e it moves the risk."""
    with_ratio = f"{CHAIN}- m fails: 30% because x\n- seen: 4:1 for [[e]] because x\n"
    found = of(with_ratio + "\n## Evidence seen: S\n\n- about: [[e]]\n- result: 1 of 1\n")
    assert set(found.by_person) == {"boss", "me"}
    assert found.judgement == pytest.approx(1)


def test_what_nobody_weighed_is_unknown() -> None:
    """At the best value of what is unknown: with m working for certain the risk is zero, and nothing is a share of it."""
    assert origins(assessed(CHAIN)) == NotComputed("no number moves the risk")


def test_the_example_is_mostly_judgement() -> None:
    """Heron-2: 98 % of the team's figure is the team's own judgement; most of the stress-test's is inherited from it."""
    team, stress, _ = (origins(one) for one in lp.read(HERON, draws=10).risk())
    assert isinstance(team, Origins)
    assert isinstance(stress, Origins)
    assert team.judgement == pytest.approx(0.984, abs=5e-4)
    assert max(stress.by_person, key=lambda who: stress.by_person[who]) == "team"
    assert sum(stress.by_person.values()) == pytest.approx(stress.judgement)


def test_a_table_is_told_apart() -> None:
    """Numbers of a response table are in the shares as such."""
    found = origins(project(CHAIN + "- m fails: 30% because x\n").risk("me"))
    assert isinstance(found, Origins)
    assert "written in a table" not in found.by_origin
    heron = origins(lp.read(HERON, draws=10).risk("team"))
    assert isinstance(heron, Origins)
    assert heron.by_origin["written in a table"] > 0


def test_what_is_unknown_is_told_beside_what_is_judged() -> None:
    """The lower end is all somebody's judgement: 1 %, where nobody says how likely the other way is."""
    text = "## Event rest: R\n\n- kind: residual\n\n## Event more: M\n\n- kind: residual\n\n## Assessor me: Me\n\n"
    found = of(text + "- rest: 1% because x\n")
    assert found.at_best
    assert found.in_words() == "where all that is unknown is at its best, 100 % of it is judgement (me 100 %)"
    assert not of(text + "- rest: 1% because x\n- more: 1% because x\n").at_best
