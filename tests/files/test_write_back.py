"""Fields written back into the text of a case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.errors import RefusedChangeError
from loadpath.files.reader import read
from loadpath.files.write_back import added, with_fields

CASE = """# Case c: C

- kind: risk analysis

## Claim a: A

- owner: priya
  jones
- made by: x

Why, see [[b]].

## Claim b: B
Text right below.

## Claim d: D
"""


def test_a_field_keeps_its_place_and_new_ones_come_last() -> None:
    """Only the lines of the fields change, a continuation goes with its field."""
    after = with_fields({"c.md": CASE}, "a", {"owner": "sam", "stale when": "later"})["c.md"]
    assert after == CASE.replace(
        "- owner: priya\n  jones\n- made by: x\n", "- owner: sam\n- made by: x\n- stale when: later\n"
    )


def test_an_empty_text_takes_a_field_away() -> None:
    """What is not there is not taken away twice."""
    after = with_fields({"c.md": CASE}, "a", {"owner": "", "strength": ""})["c.md"]
    assert after == CASE.replace("- owner: priya\n  jones\n", "")


@pytest.mark.parametrize(
    ("name", "before", "then"),
    [
        ("b", "## Claim b: B\nText right below.\n", "## Claim b: B\n\n- owner: sam\n\nText right below.\n"),
        ("d", "## Claim d: D\n", "## Claim d: D\n\n- owner: sam\n"),
    ],
)
def test_a_node_without_fields_gets_a_list(name: str, before: str, then: str) -> None:
    """The list stands right under the heading, apart from the prose."""
    assert with_fields({"c.md": CASE}, name, {"owner": "sam"})["c.md"] == CASE.replace(before, then)


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("closed", [True, False])
def test_line_ends_and_marks_stay(ends: str, mark: str, closed: bool) -> None:
    """Line ends, a byte order mark, and a last line without an end are kept."""
    text = mark + (CASE if closed else CASE.rstrip("\n")).replace("\n", ends)
    after = with_fields({"c.md": text}, "d", {"owner": "sam"})["c.md"]
    assert after.startswith(text.rstrip("\r\n"))
    assert after.count(ends) == after.count("\n")
    found = read({"c.md": after}).case
    assert found is not None
    assert found.nodes["d"].owner == "sam"


@pytest.mark.parametrize(
    "value",
    ["x\n## Claim z: Z", "x\n\n- made by: y", "x\n- made by: y", "\\*x", "- x\n- y", "[[redact", "x <!-- y"],
)
def test_a_value_that_would_say_something_else_is_refused_or_inert(value: str) -> None:
    """Whatever a value holds, either it is read as that text and nothing else changes, or nothing is written."""
    try:
        after = with_fields({"c.md": CASE}, "a", {"owner": value})
    except RefusedChangeError as refused:
        assert refused.help  # noqa: PT017  either of two ends is right
        return
    before, now = read({"c.md": CASE}).case, read(after).case
    assert before is not None
    assert now is not None
    assert {key: node for key, node in now.nodes.items() if key != "a"} == {
        key: node for key, node in before.nodes.items() if key != "a"
    }
    owner = next((item.text for item in now.nodes["a"].fields if item.key == "owner"), "")
    assert owner == " ".join(value.split())


@given(st.text(max_size=40), st.sampled_from(["a", "b", "d"]))
def test_no_value_reaches_beyond_its_field(value: str, name: str) -> None:
    """For any text: the field is read as that text, all else is read as before, or the change is refused."""
    test_a_value_that_would_say_something_else_is_refused_or_inert(value)
    try:
        after = with_fields({"c.md": CASE}, name, {"owner": value})
    except RefusedChangeError:
        return
    found = read(after).case
    assert found is not None
    assert list(found.nodes) == ["c", "a", "b", "d"]


def test_there_is_such_a_node_or_nothing_is_written() -> None:
    """An unknown id is refused with the nearest that there is."""
    with pytest.raises(RefusedChangeError, match="no node has the id `aa`"):
        with_fields({"c.md": CASE}, "aa", {"owner": "sam"})


def test_a_node_is_added_whole_or_not_at_all() -> None:
    """One node more, at the end of a file or in a new one; what would be two, or another one, is refused."""
    node = "## Claim e: E\n\n- owner: sam\n"
    assert added({"c.md": CASE}, "c.md", node, "e")["c.md"] == f"{CASE}\n{node}"
    assert added({"c.md": CASE}, "new.md", node, "e")["new.md"] == node
    for bad in (f"{node}\n## Claim f: F\n", "No heading.\n", "## Claim a: A\n"):
        with pytest.raises(RefusedChangeError):
            added({"c.md": CASE}, "c.md", bad, "e")
