"""Every line belongs to one stretch, and each stretch to the node that the reader gives its text to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small import HERON

from loadpath.files.outline import outline
from loadpath.files.ranges import lines_of, ranges, text_of

if TYPE_CHECKING:
    from pathlib import Path

PIECES = st.sampled_from(
    ["# Case c: C", "## Claim a: A", "### Claim a-b: B", "# Pathway p: P", "## Why", "### Deeper", "#### Deepest", "# Part",
     "##", "```", "~~~", "<!--", "-->", "<div>", "<pre>", "</pre>", "Prose", "===", "---", "- owner: x", "1. [[a]]", "", "    code",
     "| a | b |", "|---|---|", "#Claim x: X", "\\# Claim x: X", "\ufeff", "\x0c", "\u2028", "\x00"]
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
TEXTS = st.builds(
    lambda rows, last: "".join(row + end for row, end in rows) + last,
    st.lists(st.tuples(PIECES | st.text(max_size=8), ENDS), max_size=25),
    st.sampled_from(["", "## Claim z: Z", "Prose"]),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_lines_lose_nothing_and_every_line_has_one_owner(text: str) -> None:
    """Lines joined are the text; stretches follow each other from the first line to the last."""
    lines = lines_of(text)
    assert text_of(lines) == text
    found = ranges("a.md", text)
    assert [item.first for item in found] == [1, *(item.last + 1 for item in found[:-1])][: len(found)]
    assert (found[-1].last if found else 0) == len(lines)


def owners(text: str) -> dict[int, str]:
    """Return who owns each line that holds something, by the outline."""
    found = outline("a.md", text.removeprefix("\ufeff"))
    told = {line[0]: "" for section in found.loose for block in section.blocks for line in block.lines}
    for part in found.parts:
        told[part.at.line] = part.id
        told |= {line[0]: part.id for section in part.sections for block in section.blocks for line in block.lines}
    return told


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_stretches_agree_with_the_outline(text: str) -> None:
    """Whatever block the reader gives to a node lies in a stretch of that node."""
    by_line = {line: item.owner for item in ranges("a.md", text) for line in range(item.first, item.last + 1)}
    told = owners(text)
    told.pop(len(by_line) + 1, None)  # the reader counts the nothing after the last newline as a line
    assert {line: by_line[line] for line in told} == told


@pytest.mark.parametrize("path", sorted(HERON.rglob("*.md")), ids=lambda path: path.name)
def test_the_example_is_told_by_its_nodes(path: Path) -> None:
    """Each typed stretch of the example begins with its heading."""
    text = path.read_text(encoding="utf-8")
    lines = lines_of(text)
    typed = [item for item in ranges("a.md", text) if item.typed]
    assert all(f" {item.owner}: " in lines[item.first - 1] for item in typed)
