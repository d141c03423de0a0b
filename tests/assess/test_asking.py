"""What is open becomes a question, worth the gap between its best and its worst answer, by hand."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from tests.files.pages import TEXTS
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.asking import NOBODY, Asked
from loadpath.assess.viewed import AS_A_WHOLE, NO_TIMES, UNREACHED
from loadpath.assess.worth import NOTHING, Basis, Others, Worth
from loadpath.case.asked import Sort

if TYPE_CHECKING:
    from loadpath.assess.results import NotComputed


def asked(text: str) -> dict[str, Asked]:
    """Return what a small case asks, by the id without the digest, in its order."""
    return {one.question.name: one for one in project(text).questions()}


def worth(text: str, name: str) -> Worth:
    """Return the worth of one question, which has one."""
    found = asked(text)[name].worth
    assert isinstance(found, Worth)
    return found


UNKNOWNS = {
    "alone": (["[[x]]\n2. [[tries]]"], Others.NONE, 0.0, 0.05),
    "in a row with another": (["[[x]]\n2. [[y]]\n3. [[tries]]"], Others.WORST, 0.0, 0.05),
    "beside another": (["[[x]]\n2. [[tries]]", "[[y]]\n2. [[tries]]"], Others.BEST, 0.0, 0.05),
    "hidden at both ends": (["[[x]]\n2. [[y]]", "[[z]]"], Others.HALF, 0.5, 0.75),
}
"""Chains, where the others are kept, and the two risks. Hidden: with y and z at one half, x and y or z is true with
probability 1 - (1 - x/2) (1 - 1/2): a half at x = 0, three quarters at x = 1; with z at 0 and y at 0, or at 1, x does
nothing."""


@pytest.mark.parametrize(("chains", "others", "low", "high"), UNKNOWNS.values(), ids=UNKNOWNS)
def test_an_unknown_is_worth_what_it_moves(chains: list[str], others: Others, low: float, high: float) -> None:
    """Tries happen at 5 %; what else is unknown stays at an end of the risk, or half-way where another hides it."""
    text = "".join(f"## Pathway p{number}: P\n\n1. {chain}\n\n" for number, chain in enumerate(chains))
    events = "".join(f"## Event {name}: E\n\n" for name in ("x", "y", "z", "tries"))
    found = worth(f"{text}{events}## Assessor me: Me\n\n- tries: 5% because so\n", "number/x")
    assert (found.basis, found.others) == (Basis.UNKNOWN, others)
    assert (found.low, found.high) == pytest.approx((low, high))


EVENT = "## Event slip: A slip\n\n- kind: residual\n\n## Budget own: B\n\n- this case: {budget}\n\n"


@pytest.mark.parametrize(
    ("line", "budget", "text", "basis", "low", "high"),
    [
        ("5% (1%-15%)", "1%", "What does `5% (1%-15%)` rest on? A slip", Basis.RANGE, 0.01, 0.15),
        ("5%", "1%", "What does `5%` rest on, and how far off may it be? A slip", Basis.NO_RANGE, 0.0, 1.0),
        ("5% because so", "1%", "How far off may `5%` be? A slip", Basis.NO_RANGE, 0.0, 1.0),
    ],
)
def test_a_number_is_worth_its_range(line: str, budget: str, text: str, basis: Basis, low: float, high: float) -> None:
    """A residual event is the risk: the two risks are the ends of the range, or all there is without one."""
    found = asked(f"{EVENT.format(budget=budget)}## Assessor me: Me\n\n- slip: {line}\n")["reason/me/slip"]
    assert found.question.text == text
    assert isinstance(found.worth, Worth)
    assert found.worth.basis is basis
    assert (found.worth.low, found.worth.high) == pytest.approx((low, high), abs=1e-9)


def test_a_defended_number_is_not_asked_for() -> None:
    """A reason and a range, or a reason where a range decides nothing because there is no budget, raise no question."""
    ranged = asked(f"{EVENT.format(budget='1%')}## Assessor me: Me\n\n- slip: 5% (1%-15%) because so\n")
    bare = asked("## Event slip: S\n\n- kind: residual\n\n## Assessor me: Me\n\n- slip: 5% because so\n")
    assert not {*ranged, *bare} & {"reason/me/slip", "number/slip"}


RESPONSE = """## Pathway copying: C

1. [[tries]]
2. [[copy]] is too late

## Event tries: It tries

## Scenario copy: A copy begins
{harm}
| who | sees | tells | after | works |
|---|---|---|---|---|
| lead | alarm | **stops it**: closes the port | 5 min | unknown |
| friend | alarm | lead | unknown | 90% ever |

## Assessor me: Me

- tries: 40% because so
"""
HARM = "\n- harm at: 2 days\n"


def test_a_cell_is_worth_what_the_response_is() -> None:
    """The friend tells the lead in nine of ten; the lead then acts in time or never: 40 % of a tenth, or all of it."""
    found = worth(RESPONSE.format(harm=HARM), "cell/copy/1/works")
    assert (found.low, found.high) == pytest.approx((0.04, 0.4))
    assert (found.basis, found.others) == (Basis.UNKNOWN, Others.BEST)


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        (RESPONSE.format(harm=""), "cell/copy/1/works", NO_TIMES),
        (RESPONSE.format(harm=HARM) + "- copy is too late: 5% because so\n", "cell/copy/1/works", AS_A_WHOLE),
        (RESPONSE.format(harm=HARM).replace("2. [[copy]] is too late", "2. [[tries]]"), "cell/copy/1/works", NOTHING),
        (
            RESPONSE.format(harm=HARM).replace("## Assessor me: Me\n\n- tries: 40% because so\n", ""),
            "number/tries",
            NOBODY,
        ),
    ],
)
def test_what_has_no_worth_says_why(text: str, name: str, reason: NotComputed) -> None:
    """No time of harm, a response judged as a whole, nothing that stands on it, nobody who judges: never 0."""
    assert asked(text)[name].worth == reason


def test_the_time_of_harm_is_asked_for() -> None:
    """A table without `harm at` is one question more, worth all that the response is."""
    found = worth(RESPONSE.format(harm=""), "time/copy")
    assert (found.low, found.high) == pytest.approx((0.0, 0.4))


def test_a_failure_that_nobody_scored_is_asked_for() -> None:
    """A finding that failed makes what it is about unknown, until somebody says how likely that was."""
    text = """## Event slip: A slip

- kind: residual

## Evidence drill: A drill

- about: [[slip]]
- result: 3 of 10
- passes when: at most 1

## Assessor me: Me

- slip: 5% (1%-15%) because so
"""
    found = asked(text)
    assert "number/slip" not in found
    assert found["number/drill"].question.text.startswith("How likely was this result")
    assert worth(text, "number/drill") == Worth(
        assessor="me", low=0.0, high=1.0, basis=Basis.UNKNOWN, others=Others.NONE
    )


def test_a_measured_number_without_a_reason_is_worth_what_hangs_on_it() -> None:
    """`as [[drill]]` is no number that could be moved alone: the two risks are those of the barrier that works or fails."""
    text = """## Pathway p: P

1. [[tries]]
2. [[guard]] fails

## Event tries: It tries

## Mitigation guard: A guard

## Evidence drill: A drill

- about: [[guard]] fails
- result: 3 of 10

## Assessor me: Me

- tries: 40% because so
- guard fails: as [[drill]]
"""
    found = worth(text, "reason/me/guard")
    assert (found.low, found.high) == pytest.approx((0.0, 0.4))
    assert found.basis is Basis.TRUTH


def test_words_of_strength_are_asked_for_where_nobody_judges() -> None:
    """A published word is worth what its range on the scale is: 1 % to 5 % of a claim's failing."""
    text = """## Scale words: W

- likely: 95%-99%

## Pathway p: P

1. not [[tame]]

## Claim tame: It is tame

- owner: ada
- strength: likely
"""
    found = asked(text)["word/tame"]
    assert found.question.text == "Which number stands behind `likely`, and what does it rest on? It is tame"
    assert isinstance(found.worth, Worth)
    assert (found.worth.low, found.worth.high) == pytest.approx((0.01, 0.05))
    assert found.question.to == "ada"


def test_every_sort_is_asked_in_its_place() -> None:
    """One case has a question of every sort but a word and a time; owners and numbers taken over come last."""
    found = lp.read(TEXTS, draws=200).questions()
    assert {one.question.sort for one in found} == set(Sort) - {Sort.WORD, Sort.TIME}
    computed = [one for one in found if isinstance(one.worth, Worth)]
    hanging = [one.question.sort in (Sort.OWNER, Sort.TAKEN) for one in computed]
    assert hanging == sorted(hanging)
    assert found[: len(computed)] == tuple(computed)


def test_the_first_question_is_that_of_the_reviewer_who_was_refused() -> None:
    """In the example, what the external reviewer was not shown decides most: how the probe was read."""
    first = lp.read(HERON, draws=200).questions()[0]
    assert first.question.name == "request/ask-probe-misses"
    assert first.question.due is not None


def test_questions_do_not_depend_on_the_order_of_files() -> None:
    """The same ids in the same order with the same worth, whatever the files are called."""
    wanted = [(one.question.id, one.worth) for one in lp.read(TEXTS, draws=200).questions()]
    for names in permutations(("a.md", "b.md", "c.md")):
        found = lp.read(dict(zip(names, TEXTS.values(), strict=True)), draws=200).questions()
        assert [one.question.id for one in found] == [name for name, _ in wanted]
        for one, (_, worth) in zip(found, wanted, strict=True):
            if isinstance(worth, Worth):
                assert isinstance(one.worth, Worth)
                assert (one.worth.low, one.worth.high) == pytest.approx((worth.low, worth.high), rel=1e-12)


def test_what_is_withheld_is_not_asked_and_changes_no_question() -> None:
    """Two cases that differ in what is withheld alone ask the public the same, byte for byte."""
    withheld_part = "\n## Event hidden: {title}\n\n- access: internal\n- disclosed: at most 1 in 10\n- kind: residual\n"
    texts = [
        {**TEXTS, "case.md": TEXTS["case.md"] + withheld_part.format(title=title), "team.md": TEXTS["team.md"] + line}
        for title, line in (
            ("One", "- hidden: 1% because so\n"),
            ("Another thing", "- hidden: 2% (1%-5%) because no\n"),
        )
    ]
    one, other = (
        [item.as_json() for item in lp.read(text, draws=200, audience="public").questions()] for text in texts
    )
    assert one == other
    assert not [item for item in one if "withheld" in str(item["about"])]
    inside = [item.as_json() for item in lp.read(texts[0], draws=200).questions()]
    assert [item for item in inside if item["about"] == "hidden"]


def test_rows_that_only_tell_each_other_say_so() -> None:
    """A row that no chain of messages leads through has no worth, for that reason."""
    ring = "| friend | alarm | other | unknown | 90% ever |\n| other | call | friend | 5 min | 90% ever |\n"
    text = RESPONSE.format(harm=HARM).replace("| friend | alarm | lead | unknown | 90% ever |\n", ring)
    assert asked(text)["cell/copy/2/after"].worth == UNREACHED
