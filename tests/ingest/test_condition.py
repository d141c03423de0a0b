"""When a sample is an event."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.errors import UnreadableError
from loadpath.ingest.condition import DEEPEST, LONGEST, Every, Is, Not, Some, holds, names_in, number_of, read_condition

if TYPE_CHECKING:
    from loadpath.case.record import Scalar
    from loadpath.ingest.condition import Condition

VALUES: dict[str, Scalar] = {
    "value": 0.7,
    "refused": False,
    "verdict": "very bad",
    "letter": "C",
    "none": None,
    "split": "held out",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("value = 0.7", True),
        ("value != 0.7", False),
        ("value <> 0.7", False),
        ("value >= 0.7 and not refused", True),
        ("value > 0.7", False),
        ("refused", False),
        ("not refused", True),
        ("refused = false", True),
        ("letter = 1", True),
        ("letter = C", True),
        ("letter = c", False),
        ("verdict in (bad, 'very bad')", True),
        ('split = "held out"', True),
        ("none = 1", None),
        ("none != 1", None),
        ("not none", None),
        ("none = 1 or value < 1", True),
        ("none = 1 and value > 1", False),
        ("none = 1 and value < 1", None),
        ("verdict < 1", None),
        ("verdict = 1", None),
        ("verdict != 1", None),
        ("verdict = true", False),
        ("refused = FALSE", True),
        ("refused != True", True),
        ('refused = "false"', None),
        ("refused != no", None),
        ('value = "0.7"', None),
        ('value != "0.7"', None),
        ("value in (bad, 0.7)", True),
        ("value in (bad, 0.5)", None),
        ("value<1 or refused", True),
        ("value = -1e300", False),
        ("(value = 1 or value = 0.7) and (not refused)", True),
    ],
)
def test_it_holds_as_it_reads(text: str, expected: bool | None) -> None:
    """Comparisons are of numbers, texts and truth values; what has no value makes them neither true nor false."""
    assert holds(read_condition(text), VALUES.get) is expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "found its end, expected a name"),
        ("value =", "at character 8: found its end, expected a number, a word or a text in quotes"),
        ("value < low", "at character 9: found `low`, expected a number after `<`"),
        ("1 = value", "at character 1: found `1`, expected a name"),
        ("(value = 1", "found its end, expected `)`"),
        ("value = 1)", "at character 10: found `)`, expected `and`, `or` or the end"),
        ("value = 1 value", "expected `and`, `or` or the end"),
        ("a in ()", "at character 7: found `)`"),
        ("a ; drop", "at character 3: found `;`"),
        ("a = 'b", "at character 5: found `'`"),
        ("and = 1", "found `and`, expected a name"),
        ("a = 1e999", "at character 5: found `1e999`"),
        ("(" * (DEEPEST + 2) + "a", f"at most {DEEPEST} brackets"),
        ("not " * (DEEPEST + 2) + "a", f"at most {DEEPEST} negations"),
        ("a" * (LONGEST + 1), f"a condition of {LONGEST + 1:,} characters is longer than {LONGEST:,}"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, said: str) -> None:
    """A condition is read whole or refused, with the character where it fails and what could stand there."""
    with pytest.raises(UnreadableError) as caught:
        read_condition(text)
    assert said in str(caught.value)
    assert caught.value.help


@pytest.mark.parametrize(
    ("value", "worth"),
    [
        ("C", 1.0),
        ("I", 0.0),
        ("P", 0.5),
        ("N", 0.0),
        (True, 1.0),
        (False, 0.0),
        (" 2.5 ", 2.5),
        ("maybe", None),
        (None, None),
        (math.nan, None),
        (math.inf, None),
        ("nan", None),
        ("1" * 5000, None),
        ("1_000", None),
        ("\u0661", None),
        (10**400, None),
    ],
)
def test_letters_and_texts_are_worth_numbers(value: Scalar, worth: float | None) -> None:
    """Letters count as Inspect AI counts them; what is no finite number has no worth."""
    assert number_of(value) == worth


def conditions() -> st.SearchStrategy[Condition]:
    """Return conditions over three names, nested."""
    signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    leaf = st.builds(Is, st.sampled_from("abc"), signs, st.sampled_from([0.0, 1.0, 0.5, -2.0]))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(Every, st.lists(inner, min_size=2, max_size=3).map(tuple)),
            st.builds(Some, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        ),
        max_leaves=8,
    )


def written(condition: Condition) -> str:
    """Return a condition as text."""
    match condition:
        case Is(name, sign, value):
            return f"{name} {sign} {value}"
        case Not(part):
            return f"not ({written(part)})"
        case Every(parts):
            return " and ".join(f"({written(part)})" for part in parts)
        case Some(parts):
            return " or ".join(f"({written(part)})" for part in parts)


@given(conditions(), st.lists(st.sampled_from([None, 0.0, 1.0, 0.5]), min_size=3, max_size=3))
def test_what_is_written_is_read_again(condition: Condition, values: list[float | None]) -> None:
    """Writing and reading keep the meaning, and a double negation changes nothing."""
    look = dict(zip("abc", values, strict=True)).get
    again = read_condition(written(condition))
    assert holds(again, look) is holds(condition, look)
    assert holds(Not(Not(condition)), look) is holds(condition, look)
    assert set(names_in(again)) == set(names_in(condition))


@given(conditions(), st.lists(st.sampled_from([None, 0.0, 1.0]), min_size=3, max_size=3))
def test_what_is_certain_stays_when_more_is_known(condition: Condition, values: list[float | None]) -> None:
    """Kleene's law: an answer that was certain does not change when a missing value becomes known."""
    known = holds(condition, dict(zip("abc", values, strict=True)).get)
    for fill in (0.0, 1.0, 0.5):
        look = {key: fill if value is None else value for key, value in zip("abc", values, strict=True)}.get
        assert known is None or holds(condition, look) is known


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text does anything else than give a condition or a refusal."""
    try:
        found = read_condition(text)
    except UnreadableError:
        return
    assert list(names_in(found))
