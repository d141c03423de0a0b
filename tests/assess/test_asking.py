"""What is open becomes a question, worth the gap between its best and its worst answer, by hand."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from tests.files.pages import TEXTS
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.asking import NOBODY, Asked
from loadpath.assess.lines import judgements_of
from loadpath.assess.quantities import Quantities
from loadpath.assess.viewed import AS_A_WHOLE, CAUGHT_AS_A_WHOLE, NO_END, NO_QUEUE, NO_TIMES, UNREACHED
from loadpath.assess.watching import Watching, ends_of
from loadpath.assess.worth import NOTHING, Basis, Others, Worth
from loadpath.case.asked import Sort
from loadpath.case.node import Surface

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
    """One case has a question of every sort but a word and a field; owners and numbers taken over come last."""
    found = lp.read(TEXTS, draws=200).questions()
    assert {one.question.sort for one in found} == set(Sort) - {Sort.WORD, Sort.FIELD}
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


@pytest.mark.parametrize(
    ("columns", "cells", "name"),
    [("on duty", "unknown", "cell/copy/1/on-duty"), ("queue", "unknown", "cell/copy/1/queue")],
)
def test_who_is_there_and_what_waits_is_worth_what_the_row_is(columns: str, cells: str, name: str) -> None:
    """An unknown rota or queue cuts the row off at its worst: 40 % then; at its best the row works with 90 %: 4 %."""
    rows = f"| who | sees | tells | after | works | {columns} |\n|---|---|---|---|---|---|\n"
    rows += f"| lead | alarm | **stops it**: closes the port | 5 min | 90% ever | {cells} |\n"
    table = RESPONSE[RESPONSE.index("| who") : RESPONSE.index("\n## Assessor")]
    found = worth(RESPONSE.replace(table, rows).format(harm=HARM), name)
    assert (found.low, found.high) == pytest.approx((0.04, 0.4))


def test_two_rows_that_look_alike_are_two() -> None:
    """Of two equal rows each has a cell of its own: where the other does not work, it decides over all of the 40 %."""
    row = "| lead | alarm | **stops it**: closes the port | 5 min | unknown |\n"
    text = RESPONSE.format(harm=HARM).replace("| friend | alarm | lead | unknown | 90% ever |\n", row)
    found = [worth(text, f"cell/copy/{number}/works") for number in (1, 2)]
    for one in found:
        assert (one.low, one.high) == pytest.approx((0.0, 0.4))


SURFACE = """## Pathway p: P

1. [[tries]]
2. [[agents]] catches none

## Event tries: It tries

## Surface agents: Research agents

- owner: ada
{fields}

| stage | passes | after |
|---|---|---|
| flagged | {passes} | {after} |

## Assessor me: Me

- tries: 40% because so
"""


def surface(*fields: str, passes: str = "44%", after: str = "") -> str:
    """Return a case whose harm is that it tries (40 %) and no attempt is caught at a surface."""
    return SURFACE.format(fields="\n".join(f"- {field}" for field in fields), passes=passes, after=after)


WATCHED = ("share watched: 25%", "attempts: 24")
PARTS = {
    "correlation": (surface(*WATCHED, "correlation: unknown"), "field/agents/correlation", 0.4 * 0.89**24, 0.356),
    "correlation left out": (surface(*WATCHED), "field/agents/correlation", 0.4 * 0.89**24, 0.356),
    "a stage": (surface(*WATCHED[1:], "correlation: full", passes="unknown"), "cell/agents/1/passes", 0.0, 0.4),
    "share": (surface("share watched: unknown", "attempts: 1"), "field/agents/share-watched", 0.4 * 0.56, 0.4),
    "attempts": (surface("attempts: unknown", "correlation: 0.3"), "field/agents/attempts", 0.0, 0.4),
    "attempts that all are missed or none": (
        surface("attempts: unknown", "correlation: full"), "field/agents/attempts", 0.4 * 0.56, 0.4,
    ),
    "attempts left out": (surface("share watched: 25%"), "field/agents/attempts", 0.0, 0.4),
    "for how long": (surface("attempts: 2 per week", "correlation: none"), "field/agents/over", 0.0, 0.4),
    "the time of a stage": (
        surface("attempts: 1", "undone within: 2 days", after="unknown"), "cell/agents/1/after", 0.4 * 0.56, 0.4,
    ),
}  # fmt: skip
"""A surface, the question, and the two risks. 25 % of 44 % is 11 %: of 24 attempts all are missed with 0.89^24 where
they are independent, with 0.89 where all are missed or none. One attempt is missed with 56 % where it is watched and in
time. Ever more attempts are caught at last, unless all are missed or none; no attempt is caught of none."""


@pytest.mark.parametrize(("text", "name", "low", "high"), PARTS.values(), ids=PARTS)
def test_a_part_of_a_surface_is_worth_what_it_moves(text: str, name: str, low: float, high: float) -> None:
    """With one part unknown, the two risks are those at its two ends; its owner is asked."""
    found = asked(text)
    one = found[name]
    assert isinstance(one.worth, Worth)
    assert (one.worth.low, one.worth.high) == pytest.approx((low, high), rel=1e-9, abs=1e-12)
    assert one.question.to == "ada"
    assert one.pathways == ("p",)
    assert "number/agents" not in found


def test_a_part_is_worth_the_larger_of_two_factors() -> None:
    """With the stage unknown besides: two attempts, a quarter watched; what else is unknown is at its best in both.

    The stage, at no correlation: 40 % of 0.75^2, or of all, against 0.75 and all where all are missed or none. The
    correlation, where the stage sees all: 0.75^2 to 0.75, against nothing where it sees none.
    """
    text = surface("share watched: 25%", "attempts: 2", "correlation: unknown", passes="unknown")
    stage, together = (worth(text, name) for name in ("cell/agents/1/passes", "field/agents/correlation"))
    assert (stage.low, stage.high) == pytest.approx((0.225, 0.4))
    assert (together.low, together.high) == pytest.approx((0.225, 0.3))
    assert (stage.others, together.others) == (Others.BEST, Others.BEST)


def test_where_being_caught_is_the_harm_the_best_is_what_catches_least() -> None:
    """A stage that passes at least 20 %: there 24 attempts are caught with 1 - 0.8^24 or 0.2; where it sees all, always.

    So the correlation moves the risk most with the stage at its lower end, which is where the risk is lowest.
    """
    text = surface("attempts: 24", "correlation: unknown", passes="at least 20%").replace("catches none", "catches one")
    found = worth(text, "field/agents/correlation")
    assert (found.low, found.high) == pytest.approx((0.4 * 0.2, 0.4 * (1 - 0.8**24)))
    assert found.others is Others.BEST


def test_a_part_that_others_hide_at_both_ends_is_tried_half_way() -> None:
    """Harm where nothing is caught and y, or z: with y at none nothing moves, with z at all neither; at a half it does.

    0.4 (1 - (1 - m/2) (1 - 1/2)) with m = 0.89^24, or 0.89.
    """
    text = surface(*WATCHED, "correlation: unknown").replace("catches none", "catches none\n3. [[y]]")
    text += "\n## Event y: Y\n\n## Event z: Z\n\n## Pathway q: Q\n\n1. [[tries]]\n2. [[z]]\n"
    found = worth(text, "field/agents/correlation")
    ends = [0.4 * (1 - (1 - missed / 2) / 2) for missed in (0.89**24, 0.89)]
    assert (found.low, found.high) == pytest.approx(ends)
    assert found.others is Others.HALF


NO_ANSWERS = {
    "judged as a whole": (
        surface(*WATCHED) + "- agents catches one: 60% because so\n", "field/agents/correlation", CAUGHT_AS_A_WHOLE,
    ),
    "a time that nothing needs": (surface(*WATCHED, after="unknown"), "cell/agents/1/after", NO_END),
    "false alarms alone": (surface(*WATCHED, "false alarms: unknown"), "field/agents/false-alarms", NO_QUEUE),
    "what the risk does not need": (
        surface(*WATCHED).replace("2. [[agents]] catches none", "") + "\n## Claim seen: Seen\n\n- says: [[agents]] catches one\n",
        "field/agents/correlation", NOTHING,
    ),
    "nobody who judges": (surface(*WATCHED).partition("## Assessor")[0], "field/agents/correlation", NOBODY),
}  # fmt: skip


@pytest.mark.parametrize(("text", "name", "reason"), NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_a_part_without_worth_says_why(text: str, name: str, reason: NotComputed) -> None:
    """A surface judged as a whole, a time nobody needs, reviews that are not known, nothing that stands on it."""
    assert asked(text)[name].worth == reason


def test_nothing_is_asked_of_a_surface_that_is_only_described() -> None:
    """A surface that a pathway goes through, or that a finding is about, and no proposition names: no question."""
    text = surface(*WATCHED).replace(
        "1. [[tries]]\n2. [[agents]] catches none", "- through: [[agents]]\n\n1. [[tries]]"
    )
    text += "\n## Evidence drill: A drill\n\n- about: [[agents]] catches one\n- result: 3 of 10\n"
    assert not [name for name in asked(text) if "agents" in name]


def test_what_is_left_out_and_not_needed_is_not_asked() -> None:
    """One attempt hangs together with no other; a period of the case is that of its attempts."""
    assert not [name for name in asked(surface("attempts: 1")) if name.startswith("field/")]
    rate = {"attempts: 2 per week": 1, "attempts: 2 (1-4)": 0}
    for field, count in rate.items():
        assert list(asked(surface(field, "correlation: 0.3"))).count("field/agents/over") == count
    dated = {"a.md": "# Case c: C\n\n- kind: risk analysis\n- from: 2027-01-01\n- until: 2027-03-01\n"}
    found = lp.read({**dated, "b.md": surface("attempts: 2 per week", "correlation: 0.3")}).questions()
    assert not [one for one in found if one.question.sort is Sort.FIELD]


def test_a_surface_without_stages_is_asked_for_as_a_whole() -> None:
    """Nothing is said of how it is watched: it is one unknown number, whatever its fields say."""
    text = surface(*WATCHED, "correlation: unknown")
    table = text[text.index("| stage") : text.index("\n## Assessor")]
    found = asked(text.replace(table, ""))
    assert not [name for name in found if name.startswith(("field/", "cell/"))]
    assert found["number/agents"].question.text.startswith("How likely is it that at least one attempt is caught")
    assert isinstance(found["number/agents"].worth, Worth)


@pytest.mark.parametrize("about", ["agents", "seen"])
def test_a_request_about_a_surface_is_worth_what_is_unknown_of_it(about: str) -> None:
    """A reviewer's question that leaves open the surface, or a claim that says it catches one: from 0.89^24 to 0.89.

    Whom it was put to, and until when, is asked for the part where the surface has no owner.
    """
    text = surface(*WATCHED).replace("- owner: ada\n", "") + (
        "\n## Claim seen: Seen\n\n- says: [[agents]] catches one\n\n## Request why: Why?\n\n- to: bob\n- due: 2027-03-01\n"
        f"- leaves open: [[{about}]]\n"
    )
    found = asked(text)
    both = [found[name] for name in ("request/why", "field/agents/correlation")]
    for one in both:
        assert isinstance(one.worth, Worth)
        assert (one.worth.low, one.worth.high) == pytest.approx((0.4 * 0.89**24, 0.356))
        assert one.question.to == "bob"
        assert one.question.due is not None


def test_what_is_withheld_of_a_surface_is_not_asked() -> None:
    """Fields and cells that an audience may not see are no gaps, whether they are unknown inside or not."""
    text = surface(
        "share watched: [[redact security: 25%]]", "attempts: [[redact security: 24]]",
        "correlation: [[redact security: 0.3]]", passes="[[redact security: unknown]]",
        after="[[redact security: 5 min]]",
    )  # fmt: skip
    shown = lp.read({"a.md": "# Case c: C\n\n- kind: risk analysis\n", "b.md": text}, audience="public")
    assert not [one.question.id for one in shown.questions() if "agents" in one.question.id]
    inside = {one.question.name for one in lp.read(shown_inside(text)).questions()}
    assert "cell/agents/1/passes" in inside


def shown_inside(text: str) -> dict[str, str]:
    """Return a case in which what was withheld is written plainly."""
    plain = text.replace("[[redact security: ", "").replace("]]", "")
    plain = plain.replace("[[tries", "[[tries]]").replace("[[agents", "[[agents]]")
    return {"a.md": "# Case c: C\n\n- kind: risk analysis\n", "b.md": plain}


def test_a_known_part_has_no_ends() -> None:
    """Ends are asked of what is not known alone."""
    case = project(surface(*WATCHED)).case
    node, judgements = case.nodes["agents"], judgements_of(case, "me")
    assert isinstance(node, Surface)
    watch = Watching(case, judgements.words, Quantities(case, judgements)).watch(node)
    assert watch is not None
    assert ends_of(watch, "correlation")[0] == pytest.approx((0.11, 1 - 0.89**24))
    with pytest.raises(ValueError, match="is known"):
        ends_of(watch, "attempts")
