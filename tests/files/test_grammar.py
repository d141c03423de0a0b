"""Propositions and judgement lines."""

from __future__ import annotations

from fractions import Fraction

import pytest

from loadpath.case.proposition import text_of
from loadpath.case.value import Chance, Limit, Line, Measured, OddsOf, Ratio, SaysNothing, ScaleWord, Unknown, Word
from loadpath.files.judgements import judgement
from loadpath.files.propositions import proposition
from loadpath.files.run import RefusedError, Run, run_of


def run(text: str) -> Run:
    """Return a text as a run on line 1."""
    return run_of([(1, 1, text)], "case.md")


SAME = [
    "[[a]]",
    "not [[a]]",
    "[[a]] and [[b]] and [[c]]",
    "[[a]] and ([[b]] or [[c]])",
    "not ([[a]] or [[b]])",
    "[[m]] fails",
    "[[s]] is too late",
    "2 of [[a]], [[b]], [[c]]",
    "[[q]] at most 0.5%",
    "[[q1]] at most [[q2]]",
    "[[not-5]] and [[or.2]]",
    "not [[m]] fails",
]


@pytest.mark.parametrize("text", SAME)
def test_a_proposition_reads_back_as_written(text: str) -> None:
    """The canonical text of what was read is what was written."""
    assert text_of(proposition(run(text))) == text


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("[[a]] and [[b]] or [[c]]", "brackets"),
        ("[[a]] [[b]]", "join"),
        ("[[A]]", "lower case"),
        ("4 of [[a]], [[b]]", "from 1 to 2"),
        ("0 of [[a]], [[b]]", "from 1 to 2"),
        ("([[a]]", "write `)`"),
        ("", "[[id]]"),
        ("[[q]] at most", "at most 0.5%"),
        ("not " * 60 + "[[a]]", "cancel"),
        ("(" * 60 + "[[a]]", "is"),
    ],
)
def test_what_is_not_a_proposition_is_refused(text: str, remedy: str) -> None:
    """A refusal says what to write instead."""
    with pytest.raises(RefusedError) as caught:
        proposition(run(text))
    assert remedy in f"{caught.value} {caught.value.help}"


def line(text: str) -> Line:
    """Return a judgement line."""
    found = judgement(run(text), {"scheming", "x", "m", "e", "a", "b"})
    assert isinstance(found, Line)
    return found


def test_every_value_of_a_judgement() -> None:
    """Each form of the language becomes the value it names."""
    kinds = {
        "x: 5% (1%-15%) because y": Chance,
        "x: unknown because y": Unknown,
        "x: at most 1% because y": Limit,
        "x: very unlikely because y": Word,
        "e: 4:1 for [[x]] because y": Ratio,
        "e: 4:1 against x because y": Ratio,
        "e: says nothing because y": SaysNothing,
        "m fails: as [[e]] because y": Measured,
        "x: 2 times the odds of [[a]] because y": OddsOf,
    }
    for text, kind in kinds.items():
        assert isinstance(line(text).branches[0].value, kind), text
        assert line(text).reason == "y"


def test_conditions_stand_with_their_values() -> None:
    """Values are tried in order; a comma inside a condition or a number does not end a value."""
    found = line("e: passes 97% if not scheming, 40% if 2 of a, b, x, 1 in 4,000 otherwise because a, b; if x")
    shown = [(branch.value.written, branch.condition and text_of(branch.condition)) for branch in found.branches]
    assert shown == [("97%", "not [[scheming]]"), ("40%", "2 of [[a]], [[b]], [[x]]"), ("1 in 4,000", None)]
    assert found.passes is True
    assert found.reason == "a, b; if x"


def test_a_word_of_an_assessor() -> None:
    """A range for something that is not a node is what a word means."""
    found = judgement(run("very unlikely: 0.5%-3%"), {"x"})
    assert found == ScaleWord(word="very unlikely", low=Fraction(1, 200), high=Fraction(3, 100), at=found.at)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "x:",
        "x: 5% otherwise, 6% because y",
        "x: 5%, 6% if a",
        "e: passes 5% if a, fails 6% if b",
        "x: 0:1 for a",
        "x: 5 because y",
    ],
)
def test_a_malformed_judgement_is_refused(text: str) -> None:
    """What can never apply, says two outcomes at once, or has no value is refused."""
    with pytest.raises(RefusedError):
        line(text)
