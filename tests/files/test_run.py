"""Runs: what is kept by stretches says the same as a list with the place of every character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loadpath.case.span import Span
from loadpath.files.run import ESCAPABLE, PLAIN, run_of

LETTERS = st.sampled_from([*"ab \\[]*-", "  ", *PLAIN, "\u2014", "\r", "\u2028", "é"])
LINES = st.lists(st.tuples(st.integers(1, 5), st.lists(LETTERS, max_size=12).map("".join)), max_size=4)


def _one_by_one(lines: list[tuple[int, str]]) -> list[tuple[str, int, int]]:
    """Return every character of the joined and plain lines with its line and column, by the definition."""
    found: list[tuple[str, int, int]] = []
    for number, (column, content) in enumerate(lines, 1):
        if found and found[-1][0] != " ":
            found.append((" ", number, column))
        at = 0
        while at < len(content):
            here, letter = at, content[at]
            if letter == "\\" and content[at + 1 : at + 2] in ESCAPABLE and at + 1 < len(content):
                at += 1
                letter = content[at]
            letter = PLAIN.get(letter, letter)
            at += 1
            if not (letter == " " and found and found[-1][0] == " "):
                found.append((letter, number, column + here))
    while found and found[0][0].isspace():
        found.pop(0)
    while found and found[-1][0].isspace():
        found.pop()
    return found


def _span(places: list[tuple[str, int, int]]) -> Span:
    if not places:
        return Span("f", 1)
    _, line, column = places[0]
    return Span("f", line, column, max(at for _, number, at in places if number == line) + 1)


@given(LINES, st.integers(0, 20), st.integers(0, 20))
def test_every_slice_has_the_text_and_the_span_of_its_characters(
    lines: list[tuple[int, str]], start: int, stop: int
) -> None:
    """No escape, typographic letter, joined line or stripped end moves a place."""
    run = run_of([(number, column, text) for number, (column, text) in enumerate(lines, 1)], "f")
    places = _one_by_one(lines)
    assert run.text == "".join(letter for letter, _, _ in places)
    assert run.span() == _span(places)
    part = run[start:stop]
    assert part.text == "".join(letter for letter, _, _ in places[start:stop])
    assert part.span() == _span(places[start:stop])
    assert part[1:].span() == _span(places[start:stop][1:])


def test_a_run_shows_itself_with_its_place() -> None:
    """What a developer sees in a failing test."""
    assert repr(run_of([(3, 5, "ab")], "f.md")) == "Run('ab', f.md:3:5)"
