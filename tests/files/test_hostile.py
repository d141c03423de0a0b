"""What a code host renders is what is read: nothing hidden counts, nothing shown is dropped, and nothing hangs."""

from __future__ import annotations

import time

import pytest
from tests.small import faults, project

ME = "\n## Assessor me: Me\n\n- x: 5% because r\n"
X = "## Event x: X\n- kind: residual\n\n"
Y = "## Event y: Y\n- kind: residual\n"

REFUSED = {
    "fields after a sentence": ("## Event x: X\n\nA sentence.\n\n- kind: residual\n", 5, "not the list right under"),
    "fields after a paragraph of the list": (
        "## Event x: X\n- owner: a\n\n  more\n\n- kind: residual\n",
        6,
        "not the list right under",
    ),
    "a field inside of a field": ("## Event x: X\n- owner: a\n  - kind: residual\n", 3, "a list inside of another"),
    "a field deep inside of a field": ("## Event x: X\n- owner: a\n    - kind: residual\n", 3, "a list inside"),
    "a judgement inside of a judgement": (X + ME + "    - y: 6% because s\n", 8, "a list inside of another"),
    "a chain inside of a chain": (
        "## Event x: X\n\n## Pathway p: P\n\n1. [[x]]\n   1. not [[x]]\n",
        6,
        "a numbered list inside of a chain",
    ),
    "a misspelt kind": (X + "## Evnt y: Y\n", 4, "begins like a Event"),
    "a kind with a letter of another alphabet": (X + "## \u0415vent y: Y\n", 4, "begins like a Event"),
    "a heading without its space": (X + "##Event y: Y\n", 4, "is not a heading"),
    "an escaped heading": (X + "\\## Event y: Y\n", 4, "is not a heading"),
    "a heading in raw HTML": (X + "<div>\n## Event y: Y\n</div>\n", 5, "raw HTML"),
    "one assessor too many to start from": (X + ME + "\n## Assessor b: B\n- starts from: [[me]], [[me]]\n", 10, "more"),
    "references behind a bracket": (X + "## Claim k: K\n- rests on: [[x]] (a, b), [[x]]\n", 5, "stands among"),
    "references behind a semicolon": (X + "## Claim k: K\n- rests on: [[x]]; [[x]]\n", 5, "stands among"),
    "a rate as a probability": (X + "## Assessor me: Me\n- x: 5% per year because r\n", 5, "for the period"),
    "a long count": (X + f"## Evidence e: E\n- about: [[x]]\n- result: {'9' * 5000} of 3\n", 6, "characters"),
    "a long criterion": (X + f"## Evidence e: E\n- about: [[x]]\n- passes when: {'9' * 5000}\n", 6, "characters"),
    "a long ratio": (X + f"## Assessor me: Me\n- x: {'9' * 5000}:1 for x because\n", 5, "characters"),
    "a long factor": (X + f"## Assessor me: Me\n- x: {'9' * 5000} times the odds of b because\n", 5, "characters"),
    "a missing end of a range": (X + "## Assessor me: Me\n- x: 5%- because\n", 5, "is not a probability"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_be_read_otherwise_than_it_is_shown_is_refused_with_its_line(case: str) -> None:
    """Each of these once dropped or moved something without a word."""
    text, line, words = REFUSED[case]
    assert any(at == line and words in message for _, at, message in faults(text)), faults(text)


SHOWN = {
    "code between three backticks in a line": "```a``` is code\n\n",
    "a comment's mark in code": "Write `<!--` to hide.\n\n",
    "a comment that its paragraph does not close": "A sentence <!-- with a mark\n\nand -->\n\n",
    "line ends of an old word processor": "A sentence.\r\r",
}


@pytest.mark.parametrize("case", SHOWN)
def test_what_the_rendered_page_shows_is_read(case: str) -> None:
    """A node behind it is not lost."""
    read = project(X + SHOWN[case] + Y).reading
    assert read.case is not None
    assert "y" in read.case.nodes


HIDDEN = {
    "a comment": f"<!--\n{Y}-->\n",
    "a comment whose last line goes on": "<!--\n-->## Event y: Y\n",
    "raw HTML that may hold empty lines": f"<style>\n\n{Y}\n</style>\n",
}


@pytest.mark.parametrize("case", HIDDEN)
def test_what_the_rendered_page_hides_or_shows_as_text_is_not_read(case: str) -> None:
    """A node inside of it does not exist."""
    read = project(X + HIDDEN[case]).reading
    assert read.case is not None
    assert "y" not in read.case.nodes


def test_a_table_may_follow_a_line_of_text() -> None:
    """A code host renders the table, so it is one."""
    table = "Text\n| who | sees | tells | after | works |\n|---|---|---|---|---|\n| a | b | **stops it** | 5 min | 50% ever |\n"
    read = project(X + "## Scenario s: S\n\n" + table).reading
    assert read.case is not None
    assert [row.who for row in read.case.nodes["s"].rows] == ["a"]  # type: ignore[attr-defined]


def test_a_cell_that_is_no_probability_of_working_is_refused() -> None:
    """`as [[evidence]]` in that cell once counted as certain to work."""
    table = (
        "| who | sees | tells | after | works |\n|---|---|---|---|---|\n| a | b | **stops it** | 5 min | 3 h ever |\n"
    )
    found = faults(X + "## Scenario s: S\n\n" + table)
    assert any("is not a probability of working" in message for _, _, message in found)


MANY = 50_000
LONG = {
    "spaces under a line with a bar": "a|b\n" + " " * MANY + "x|\n",
    "rows of backticks": " ".join("`" * size for size in range(1, 400)) + "\n",
    "marks of comments": "<!-- -->" * MANY + "\n",
    "marks of comments that nothing ends": "a <!-- b\n" * MANY,
    "values": "## Assessor me: Me\n- x: " + "5% if y, " * MANY + "6% because\n",
    "units": "## Assessor me: Me\n- x: 5%" + " per a" * MANY + "1 because\n",
    "judgements": "## Assessor me: Me\n" + "".join(f"- x{number}: 5% because\n" for number in range(5_000)),
    "references to nothing": "".join(
        f"## Claim {'a' * 60}{n}: T\n- rests on: [[{'a' * 59}b{n}]]\n" for n in range(700)
    ),
    "hops": "## Scenario s: S\n\n| who | sees | tells | after | works |\n|---|---|---|---|---|\n"
    + "".join(f"| a{n // 2} | b | a{n // 2 + 1} | 5 min | 50% ever |\n" for n in range(90)),
    "rows": "## Scenario s: S\n\n| who | sees | tells | after | works |\n|---|---|---|---|---|\n"
    + "".join(f"| a{n} | b | a{n + 1} | 5 min | 50% ever |\n" for n in range(3_000)),
}


@pytest.mark.parametrize("case", LONG)
def test_no_text_takes_longer_to_read_than_it_is_long(case: str) -> None:
    """Each of these once took minutes or crashed; five seconds leave room for a slow machine."""
    before = time.process_time()
    assert project(X + LONG[case]).reading.case is not None
    assert time.process_time() - before < 5
