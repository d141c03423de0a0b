"""Laws of writing: nothing is lost, a rename goes there and back, formatting changes no meaning, word processors neither.

Each law runs over a few hundred cases with the suite and over thousands when slow tests are run. The cases are nasty: ids
that begin like each other, ids in code, comments, escapes and tables, levels that jump, all ends of lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small import HEAD

from loadpath.errors import RefusedChangeError
from loadpath.files.detach import detach
from loadpath.files.format import fmt
from loadpath.files.places import namings
from loadpath.files.ranges import lines_of, text_of
from loadpath.files.reader import read
from loadpath.files.refactor import ids_of, move, rename, same_meaning

if TYPE_CHECKING:
    from collections.abc import Mapping

IDS = ("a", "a-b", "a.b", "a-b.c", "b", "ab", "not-5", "e1", "3.4", "likely")
NEW = (
    "n",
    "a-c",
    "a.b.c",
    "x1",
    "and",
    "owner",
    "7-up",
    "very",
    "published",
    "withheld-3",
    "A",
    "a--b",
    "a-b",
    "passes",
)
HEADINGS = (
    "## Claim {i}: On [[{j}]]", "# Pathway {i}: P", "### Event {i}: E", "#### Mitigation {i}: M", "## Assessor {i}: Me", "## Assessor {i}: `[[{j}]]`",
    "### Assessor {i}: We", "## Scenario {i}: S", "## Evidence {i}: E", "# Review {i}: R", "## Waiver {i}: W", "##   Claim  {i} :T", "## Scale {i}: S",
    "## Event\u00a0{i}:E", "## Pathway {i}: P <!-- [[{j}]] -->",
)  # fmt: skip
TEMPLATES = (
    "- rests on: [[{i}]], [[{j}]]", "* Rests On:  [[ {i} ]] and [[{j}]]; more", "- says: [[{i}]] and not [[{j}]]", "- is: 2 of [[{i}]], [[{j}]], [[a]]",
    "- {i}: 5% if {j}, 3% otherwise because [[{i}]] is {j}", "- {i} fails: 3:1 against {j} because x", "+ {i}: 2 times the odds of {j} because y",
    "* [[{i}]]: as [[{j}]] because x", "- not {i}: 5%", "- {i}: likely because {j}", "- likely: 50%-90%", "- a: 5\u00a0% (1%\u201310%) because it\u2019s {i}",
    "- \\[\\[{i}\\]\\]: 5% if not {j} because\u00a0x", "1. [[{i}]] fails - see [[{j}]]", "2. not [[{i}]] \u2014 `[[{j}]]`", "1\\. \\[\\[{i}\\]\\]",
    "- [x] [[{i}]] at 12345678: saw [[{j}]]", "- starts from: [[{i}]]", "- x-note: [[{i}]]", "- owner: {i}", "- about: [[{i}]]", "- on: [[{i}]]", "- Kind: residual",
    "| who | sees | tells | after | works | again | if |\n|---|---|---|---|---|---|---|\n| x | [[{i}]] | **stops it** | 1\u00a0h | 5% ever | | not [[{j}]] |",
    "| proposed | by | where it went |\n|---|---|---|\n| x | {i} | [[{j}]] |", "| a | b |\n|---|---|\n| [[{i}]] | {j} |",
    "Prose \\[\\[{i}\\]\\] and `[[{i}]]` and [[{j}]].  ", "It is [[= risk of {i} by {j}]]", "[[redact security: as [[{i}]] and {j}]]", "A <!-- [[{i}]] --> b [[{j}]]",
    "<!-- [[{i}]]", "-->", "```\n[[{i}]]\n## Claim {i}: x\n```", "```", "See [[\n{i}]], and", "see [[\n  {i}\n]]x", "## Why [[{i}]]", "##### Deep", "#", "<div>\n[[{i}]]  ",
    "    code [[{i}]]", "\\[\\[{i}\\]\\](x)", "More\u00a0of \u201cit\u201d\u2011[[{j}]]", "", "", "", "  ", "- - nested [[{i}]]", "  - owner: {i}", "---", "[[{i}]]:", "\\\\[[{i}]]",
)  # fmt: skip
ENDS = st.sampled_from(["\n"] * 6 + ["\r\n", "\r", "\n\n"])


def lines_with(templates: tuple[str, ...], ids: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return lines of some templates, with ids in them and an end."""

    def line(template: str, i: str, j: str, end: str) -> str:
        return template.format(i=i, j=j).replace("\n", end[:2] if end == "\r\n" else end[:1]) + end

    return st.builds(line, st.sampled_from(templates), ids, st.sampled_from(IDS), ENDS)


ANY = lines_with(TEMPLATES, st.sampled_from(IDS))
FILES = st.builds(lambda mark, rows: mark + "".join(rows), st.sampled_from(["", "\ufeff"]), st.lists(ANY, max_size=14))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, str]:
    """Return a case in three files, in which most ids are those of one node each."""
    texts = {"a.md": HEAD, "b.md": draw(st.sampled_from(["", "", "\ufeff"])), "deep/c.md": ""}
    for name in draw(st.permutations(IDS))[: draw(st.integers(3, 9))]:
        file = draw(st.sampled_from(sorted(texts)))
        own = st.just(draw(st.sampled_from([name] * 19 + ["a"])))
        texts[file] += draw(lines_with(HEADINGS, own)) + "".join(draw(st.lists(ANY, max_size=6)))
    return texts


CASES = cases()


Test = Callable[..., None]


def several(law: Test, *cases: st.SearchStrategy, quick: int, many: int) -> tuple[Test, Test]:
    """Return two tests of one law: over a few cases with the suite, over many when slow tests are run."""
    few = settings(max_examples=quick, deadline=None)(given(*cases)(law))
    more = settings(max_examples=many, deadline=None)(given(*cases)(law))
    return few, pytest.mark.slow(more)


def digests(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of every node, and of the case under the empty name."""
    case = read(texts).case
    return {name: case.digest_of(name) for name in case.nodes} | {"": case.digest} if case else {}


Done = TypeVar("Done")


def attempted(change: Callable[[], Done]) -> Done | None:
    """Return what a change gives, or nothing where it is refused; every refusal has its remedy."""
    try:
        return change()
    except RefusedChangeError as error:
        if not error.help:
            raise
        return None


def writes_what_it_reads(text: str) -> None:
    """Lines joined are the text."""
    assert text_of(lines_of(text)) == text


def some(texts: dict[str, str], number: int) -> str:
    """Return an id of a case."""
    ids = sorted(ids_of(texts))
    return ids[number % len(ids)]


def renames_there_and_back(texts: dict[str, str], number: int, new: str) -> None:
    """A rename leaves no trace of the old id, and renaming back gives the same bytes; or it is refused with a remedy."""
    old = some(texts, number)
    there = attempted(lambda: rename(texts, old, new))
    if there is None:
        return
    ids = ids_of(there)
    assert not any(
        one.id == old for file, text in there.items() for one in namings(file, text.removeprefix("\ufeff"), ids)
    )
    assert ids[new] == 1
    assert not ids[old]
    if sum(text.count("[[") for text in there.values()) == sum(text.count("[[") for text in texts.values()):
        assert rename(there, new, old) == texts


def hidden(text: str) -> list[str]:
    """Return comments and fenced code as they stand, but for ends of lines and blanks before them."""
    found = re.findall(r"<!--.*?-->|^```.*?^```", re.sub(r"\r\n?", "\n", text), re.DOTALL | re.MULTILINE)
    return [re.sub(r"[ \t]+$", "", one, flags=re.MULTILINE) for one in found]


def formats_once(texts: dict[str, str]) -> None:
    """Formatting twice is formatting once; no digest, no finding, no comment and no code changes; lines end alike."""
    done = fmt(texts)
    assert fmt(done) == done
    assert same_meaning(texts)(done)
    for file, text in done.items():
        assert text == texts[file] or ("\r" not in text and text.endswith("\n") and not text.startswith("\ufeff"))
    spaced = [re.sub(r"\s+", " ", text) for text in (done["b.md"], texts["b.md"])]
    if "\\" not in spaced[1] and "\u00a0" not in texts["b.md"]:
        assert re.findall(r"[a-z]{4,}", spaced[0].lower()) == re.findall(r"[a-z]{4,}", spaced[1].lower())


def moves_without_a_trace(texts: dict[str, str], number: int, file: str) -> None:
    """A node that moves keeps its lines, and the case its meaning; or it is refused with a remedy."""
    name = some(texts, number)
    after = attempted(lambda: move(texts, name, file))
    if after is None:
        return
    assert same_meaning(texts)(after)
    rows = [
        sorted(row.strip() for text in one.values() for row in lines_of(text.replace("\ufeff", "")) if row.strip())
        for one in (texts, after)
    ]
    assert rows[0] == rows[1]


def detaches_whole(texts: dict[str, str], number: int, force: bool) -> None:
    """What is taken out and what is left hold every line, and nothing that is left names it; or it is refused."""
    name = some(texts, number)
    found = attempted(lambda: detach(texts, name, force=force))
    if found is None:
        return
    ids = ids_of(found.texts)
    left = [
        one
        for file, text in found.texts.items()
        for one in namings(file, text.removeprefix("\ufeff"), ids)
        if one.id == name
    ]
    assert not left
    if not force:
        both = [*lines_of(found.text), *(row for text in found.texts.values() for row in lines_of(text))]
        rows = [
            sorted(row.strip("\ufeff \t\r\n") for row in one)
            for one in (both, [row for text in texts.values() for row in lines_of(text)])
        ]
        assert [row for row in rows[0] if row] == [row for row in rows[1] if row]


TEXT = st.text(st.sampled_from("a#-[]\r\n\x0b\x0c\x1c\x85\u2028\u2029\ufeff\x00 ")) | FILES
test_lines, test_lines_many = several(writes_what_it_reads, TEXT, quick=150, many=5000)
WHERE = st.sampled_from(["a.md", "b.md", "new.md", "deep/c.md"])
ID = st.integers(0, 20)
test_rename, test_rename_many = several(renames_there_and_back, CASES, ID, st.sampled_from(NEW), quick=80, many=4000)
test_fmt, test_fmt_many = several(formats_once, CASES, quick=60, many=3000)
test_move, test_move_many = several(moves_without_a_trace, CASES, ID, WHERE, quick=60, many=3000)
test_detach, test_detach_many = several(detaches_whole, CASES, ID, st.booleans(), quick=60, many=3000)
