"""Prose as a reader sees it, with every letter in its place."""

from __future__ import annotations

import pytest
from tests.small import project

from loadpath.case.node import Section
from loadpath.case.passages import passages
from loadpath.case.span import Span


def texts(text: str) -> list[str]:
    """Return the passages of a text, spaces folded."""
    return [" ".join(item.text.split()) for item in passages(Section(text=text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One\ntwo.\n\nThree.", ["One two.", "Three."]),
        ("- one\n- two\n  more", ["- one", "- two more"]),
        ("Before\n```\ncode\n```\nafter", ["Before", "after"]),
        ("Before\n\n| a | b |\n|---|---|\n| c | d |\n\n> said by others", ["Before"]),
        ("A `piece ` of code and ``more``.", ["A of code and ."]),
        ("See [here](https://example.org/AB) and https://example.org/CD.", ["See [here] and"]),
        ("As \\[\\[a-claim\\]\\] says", ["As [[a-claim]] says"]),
        ("", []),
    ],
)
def test_what_is_prose(text: str, found: list[str]) -> None:
    """Code, tables, quotations and addresses are none; entries of a list stand alone."""
    assert texts(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three", ["One.", " Two!", " Three"]),
        ("It is 0.5 % now. So.", ["It is 0.5 % now.", " So."]),
        ("Some, e.g. Heron, differ.", ["Some, e.g. Heron, differ."]),
        ("It stopped... and went on.", ["It stopped... and went on."]),
    ],
)
def test_sentences(text: str, found: list[str]) -> None:
    """A full stop ends a sentence when what follows does not begin in lower case."""
    (passage,) = passages(Section(text=text))
    assert [passage.text[start:end] for start, end in passage.sentences()] == found


def test_a_place_in_a_passage_is_a_place_in_the_file() -> None:
    """Lines and columns are those of the file, behind fields and lists that were taken out."""
    case = project(
        "## Claim a: The first\n\n- owner: me\n\nA paragraph.\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "The last paragraph,\nwith a word in it.\n"
    ).case
    (section,) = case.nodes["a"].body
    last = list(passages(section))[-1]
    start = last.text.index("word")
    assert last.span(start, start + 4) == Span("case.md", 12, 8, 12)
    assert last.span(0, len(last.text)) == Span("case.md", 11, 1, 20)


def test_a_section_without_line_numbers_is_pointed_at_by_its_heading() -> None:
    """What was made in Python has no lines."""
    (passage,) = passages(Section(text="A word.", at=Span("made", 7)))
    assert passage.span(2, 6).line == 7
