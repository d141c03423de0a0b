"""One circuit for all mixtures: the same as a case of its own for each, for every kind of judgement."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from tests.small import project

from loadpath.assess.compare import game_of
from loadpath.assess.lines import judgements_of
from loadpath.assess.mixtures import WORDS, Mixtures, fixed_inputs
from loadpath.assess.model import model
from loadpath.assess.results import Interval

KINDS = """
## Scale chances: C
- rarely: 1%-3%
## Pathway way: W
1. [[lapse]]
2. [[guard]] fails
3. [[slow]] is too late
## Pathway watched: V
1. [[hidden]]
2. [[inside]] catches none
3. [[filter]] fails
## Event lapse: L
- happens: at [[rate]] per session over [[many]]
## Event hidden: H
- given: [[night]]
## Event night: N
## Claim sound: S
## Claim tried: T
- rests on: [[sound]]
## Mitigation guard: G
- needs: [[tried]]
## Mitigation filter: F
## Quantity rate: R
- measured by: [[drill]]
## Quantity many: M
## Evidence drill: D
- result: 3 of 40
- about: [[lapse]]
## Evidence probe: P
- result: 1 of 20
- about: [[hidden]]
- relies on: [[sound]]
- passes when: at most 2
## Evidence count: Q
- result: 2 of 30
- about: [[filter]] fails
## Scenario slow: S
- harm at: 10 days

| who | sees | tells | after | works | again | if |
|---|---|---|---|---|---|---|
| a | x | lead | 1 h | 95% ever | | |
| lead | call | **stops it** | 1 h | 90% ever | | |
## Surface inside: I
- attempts: 3
- correlation: none

| stage | passes | after |
|---|---|---|
| a | 30% | 1 h |

## Assessor base: Base
- night: 40% because x
- hidden: 10% (5%-20%) because x
- sound: 90% because x
- tried: 80% because x
- guard fails: 10% if night, 5% otherwise because x
- filter fails: 20% because x
- many: 10 sessions because x
- rate: 1%-5% because x
- probe: passes 90% if not hidden, 40% if hidden because x
- inside catches one: 60% because x
## Assessor other: Other
- starts from: [[base]]
- night: 60% because x
- hidden: 2 times the odds of [[base]] because x
- guard: 70% if sound, 20% otherwise because x
- probe: 3:1 against hidden because x
- slow is too late: 30% because x
## Assessor third: Third
- starts from: [[base]]
- lapse: rarely because x
- rarely: 20%-40%
- filter fails: as [[count]] because x
- rate: 3%-20% because x
- probe: says nothing because x
- sound: 60% because x
- tried: rarely because x
"""


@pytest.mark.parametrize("pair", list(permutations(("base", "other", "third"), 2)), ids="-".join)
def test_every_mixture_is_what_it_is_by_itself(pair: tuple[str, str]) -> None:
    """Barriers that fail or work, response times judged or played, rates, odds, ratios, counts, words: all mixtures."""
    read = project(KINDS)
    assert not read.reading.faults
    case = read.case
    game = game_of(case, *(judgements_of(case, name) for name in pair))
    fixed = fixed_inputs(case, game.first, game.second, game.matter)
    assert set(fixed) == {WORDS, "rate"} & set(game.matter)
    rows = np.array(list(product([False, True], repeat=len(game.matter))))
    rng = np.random.default_rng(7)
    some = rows[rng.choice(len(rows), min(len(rows), 16), replace=False)]
    found = Mixtures(case, game.first, game.second, game.matter, fixed).risks(some)
    assert len(set(found.tolist())) > 8, "the mixtures differ"
    for taken, risk in zip(some, found, strict=True):
        names = frozenset(name for name, on in zip(game.matter, taken, strict=True) if on)
        asked = model(case, game.mixed(names), risk_only=True)
        want = asked.answer(asked.total)[0]
        assert isinstance(want, Interval)
        assert risk == pytest.approx(want.value, rel=1e-9), names
