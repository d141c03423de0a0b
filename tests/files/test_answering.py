"""Whatever is written on a page is read as an answer, or refused with its line: nothing is lost on the way back."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.files.pages import TEXTS, filled, printed

from loadpath.files.answering import Page, read_page

PRINTED = printed(TEXTS)
ANSWERED = filled(PRINTED, {"cell/copy/2/after": ("20 min (5 min-2 h)", 'she timed "three" drills - it\'s so')})


def said(page: Page) -> list[tuple[str, str, str, str, date]]:
    """Return what was answered, without the places."""
    return [(one.id.rpartition("/")[0], one.answer, one.because, one.by, one.on) for one in page.answers]


THREE = [
    (
        "cell/copy/2/after",
        "20 min (5 min-2 h)",
        'she timed "three" drills - it\'s so',
        "Ruth",
        date(2027, 2, 5),
    )
]


def test_an_empty_page_answers_nothing() -> None:
    """The page as it was printed has every question empty, and nothing to refuse."""
    page = read_page("page.md", PRINTED)
    assert (page.case, page.audience, page.answers, page.refusals) == ("crane", "internal", (), ())
    assert len(page.empty) == PRINTED.count("question: ")


PROCESSED = {
    "as it was filled in": lambda text: text,
    "curly quotes": lambda text: re.sub(r'"(\w)', "\u201c\\1", text).replace('"', "\u201d").replace("'", "\u2019"),
    "odd spaces": lambda text: text.replace("20 min", "20\u00a0min").replace("answer: ", "answer:\u00a0"),
    "escapes": lambda text: re.sub(r"(?<=[\w ])([-()\[\]_*.])(?=[\w ])", r"\\\1", text),
    "bold keys": lambda text: re.sub(r"^(answer|because|by|on):", r"**\1:**", text, flags=re.MULTILINE),
    "bullets and capitals": lambda text: re.sub(
        r"^(answer|because|by|on):", lambda m: f"* {m[1].capitalize()}:", text, flags=re.MULTILINE
    ),
    "underlined headings": lambda text: re.sub(r"^#+ (.*)$", r"\1\n------", text, flags=re.MULTILINE),
    "attributes of headings": lambda text: re.sub(
        r"^(#+ .*)$", r"\1 {#some-anchor .unnumbered}", text, flags=re.MULTILINE
    ),
    "wrapped lines": lambda text: re.sub(r"(.{50}[^ \n]*) ", r"\1\n", text),
    "no code marks": lambda text: text.replace("`", ""),
    "other ends of lines": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "no empty lines": lambda text: re.sub(r"\n\n(?=answer|because|by|on)", "\n", text),
    "an answer marked as code": lambda text: text.replace("20 min (5 min-2 h)", "`20 min (5 min-2 h)`"),
    "a name in bold": lambda text: text.replace("by: Ruth", "by: **Ruth**"),
    "the answer on the next line": lambda text: text.replace("answer: 20", "answer:\n\n20"),
}


@pytest.mark.parametrize("change", PROCESSED.values(), ids=PROCESSED)
def test_what_editors_do_to_a_page_changes_no_answer(change: object) -> None:
    """Layout, escapes and typography are undone; the answers are the same."""
    assert callable(change)
    page = read_page("page.md", change(ANSWERED))
    assert page.refusals == ()
    assert said(page) == THREE


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=30),
    st.floats(0, 1, exclude_max=True),
    st.booleans(),
)
def test_any_text_anywhere_is_read_or_refused(text: str, where: float, own_line: bool) -> None:
    """What somebody writes at any place of a page is part of an answer, or the page has a refusal."""
    place = int(where * len(ANSWERED))
    if own_line:
        place = ANSWERED.rfind("\n", 0, place) + 1
    page = read_page("page.md", f"{ANSWERED[:place]}{text}{ANSWERED[place:]}")
    assert page.refusals or letters(page) == letters(read_page("page.md", ANSWERED)) + counted(text)


def counted(text: str) -> Counter[str]:
    """Return how often each letter and digit stands in a text."""
    return Counter(letter for letter in text if letter.isalnum())


def letters(page: Page) -> Counter[str]:
    """Return how often each letter and digit stands in the answers of a page."""
    return sum((counted(one.answer + one.because + one.by + one.on.isoformat()) for one in page.answers), Counter())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    {
        "no name": ("by: Ruth", "by:", "`by:`"),
        "no day": ("on: 2027-02-05", "on: yesterday", "not a day"),
        "a day that is none": ("on: 2027-02-05", "on: 2027-02-30", "not a day"),
        "a reason without an answer": ("answer: 20 min (5 min-2 h)", "answer:", "`answer:`"),
        "two answers": ("answer: 20 min", "answer: 10 min\nanswer: 20 min", "twice"),
        "a key taken out": ("because: she", "she", "taken out"),
        "a name with brackets": ("by: Ruth", "by: Ruth (security)", "not a name"),
        "a hidden letter": ("by: Ruth", "by: Ru\u202eth", "U+202E"),
        "something withheld": ("because: she", "because: [[redact security: x]] she", "redact"),
        "a comment": ("because: she", "because: <!-- she", "<!--"),
        "another question under the same id": ("on seeing call", "on seeing nothing", "printed"),
        "another head": ("Change nothing else", "Change what you like", "printed"),
        "a note between": ("Understood: `12 min", "I do not know.\n\nUnderstood: `12 min", "printed"),
    }.values(),
)
def test_what_cannot_be_taken_is_told(old: str, new: str, said: str) -> None:
    """A page on which something is missing, doubtful or not printed is refused there, with a remedy."""
    assert old in ANSWERED
    page = read_page("page.md", ANSWERED.replace(old, new, 1))
    assert len(page.refusals) == 1
    assert said in page.refusals[0].message
    assert page.refusals[0].help


def test_a_question_twice_is_refused() -> None:
    """Two blocks with one id cannot both be the answer."""
    block = next(part for part in ANSWERED.split("\n## ") if "answer: 20 min" in part)
    page = read_page("page.md", f"{ANSWERED}\n## {block}")
    assert [one.message for one in page.refusals] == ["this question stands on the page twice"] * 2
