"""Nothing that fits into a file takes long: a megabyte of anything is read and checked, or refused with its line.

The promise is two seconds for one text; the tests allow five, for a slow machine that does other things as well.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.small import HEAD

import loadpath as lp
from loadpath.case.diagnostic import Severity
from loadpath.errors import UnreadableError
from loadpath.files import folder

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 990_000
ALLOWED = 5.0
X = "## Event x: X\n- kind: residual\n\n"
ME = "## Assessor me: Me\n"
JUDGED = ME + "- x: 5% because y\n"
ROWS = "| who | sees | tells | after | works |\n|---|---|---|---|---|\n"

REPEATED = {
    "a bracket": "[", "two brackets": "[[", "a closing bracket": "]", "a round bracket": "(", "a backtick": "`",
    "backticks apart": "` ", "a comment": "<!--", "comments on lines": "<!--\n", "a quotation": ">",
    "quotations": ">\n", "a bar": "|", "a star": "*", "stars apart": "* ", "a digit": "9", "not": "not ",
    "a hash": "#", "hashes": "#\n", "a dash": "-", "dashes": "-\n", "underlines": "=\n", "line ends": "\n",
    "carriage returns": "\r", "spaces": " ", "tabs": "\t", "backslashes": "\\", "less than": "<", "ampersands": "&",
    "strong": "**a ", "links": "[a](", "images": "![", "character data": "<![CDATA[", "references by number": "&#1;",
    "tildes": "~~~\n", "fences": "```\n", "bullets": "- a\n", "items": "1. a\n", "bullets inside": "  - a\n",
    "headings": "# a\n", "one claim": "## Claim a: A\n", "near headings": "## Clam a: A\n", "references": "[[x]] ",
    "redactions opened": "[[redact security: ", "redactions": "[[redact security: a]] ", "values": "[[= risk]] ",
    "no values": "[[= bogus]] ", "no references": "[[X!]] ", "words": "a ", "lines": "a\n", "tables": "a|b\n-|-\n",
    "a delimiter": "a|b\n-|", "raw HTML": "<div>\n\n", "instructions": "<?\n\n", "letters": "\u00e9", "Cyrillic": "\u0430",
    "two alphabets": "\u0430b ", "nothing": "\u200b", "overrides": "\u202e", "pictures": "\U0001f600", "addresses": "<http://a",
    "definitions": "[a]: b\n", "nulls": "\0", "front matter": "---\n",
}  # fmt: skip


def many(number: int, form: str) -> str:
    """Return a form for each number, with `{n}` for it and `{m}` for the next, the last leading to the first."""
    return "".join(form.format(n=place, m=(place + 1) % number) for place in range(number))


def up_to(number: int, form: str) -> str:
    """Return a form for each number but the last."""
    return "".join(form.format(n=place, m=place + 1) for place in range(number))


WHOLE = {
    "claims": X + many(50_000, "## Claim c{n}: T\n"),
    "parts at the limit": X + many(19_000, "## Claim c{n}: T\n- rests on: [[x]]\n"),
    "one id": X + "## Claim c: T\n" * 60_000,
    "references to nothing": X + "## Claim c: T\n\n" + many(60_000, "[[nothing{n}]] "),
    "claims on nothing": X + many(19_000, "## Claim c{n}: T\n- rests on: [[nothing-{n}]]\n"),
    "a ring": X + many(19_000, "## Claim c{n}: T\n- rests on: [[c{m}]]\n"),
    "rings": X + many(200, "## Claim c{n}: T\n- rests on: " + ", ".join(f"[[c{n}]]" for n in range(200)) + "\n"),
    "a chain of claims": X + up_to(19_000, "## Claim c{n}: T\n- rests on: [[c{m}]]\n") + "## Claim c19000: T\n",
    "a chain of events": X + up_to(3_000, "## Event e{n}: T\n- is: [[e{m}]] and [[x]]\n") + "## Event e3000: T\n" + JUDGED,
    "a long chain of events": X + up_to(15_000, "## Event e{n}: T\n- is: not [[e{m}]]\n") + "## Event e15000: T\n" + JUDGED,
    "a chain of needs": X + up_to(15_000, "## Mitigation e{n}: T\n- needs: [[e{m}]]\n") + "## Mitigation e15000: T\n" + JUDGED,
    "a chain of conditions": X
    + many(3_000, "## Event e{n}: T\n")
    + ME
    + up_to(2_999, "- e{n}: 5% if e{m}, 6% otherwise because y\n"),
    "a ring of conditions": X
    + many(9_000, "## Event e{n}: T\n")
    + ME
    + many(9_000, "- e{n}: 5% if e{m}, 6% otherwise because y\n"),
    "assessors from assessors": X + up_to(400, "## Assessor a{n}: T\n- starts from: [[a{m}]]\n") + "## Assessor a400: T\n",
    "assessors": X + many(15_000, "## Assessor a{n}: T\n- starts from: [[a{m}]]\n"),
    "odds of odds": X + many(15_000, "## Assessor a{n}: T\n- x: 2 times the odds of [[a{m}]] because y\n"),
    "judgements": X + many(9_900, "## Event e{n}: T\n") + ME + many(9_900, "- e{n}: 5% because y\n"),
    "the same judgement": X + ME + "- x: 5% because y\n" * 9_900,
    "columns": X + "## Scenario s: S\n\n" + ROWS.replace("who", "who |" * 3_000) + "|a" * 9_000,
    "rows": X + "## Scenario s: S\n\n" + ROWS + up_to(9_900, "| a{n} | b | a{m} | 5 min | 50% ever |\n"),
    "proposals": HEAD + "| proposed | by | where it went |\n|---|---|---|\n" + "| a | b | [[zz]] |\n" * 9_900,
    "a wide table": X + "a|" * 9_000 + "\n" + "-|" * 9_000 + "\n" + ("b|" * 9_000 + "\n") * 50,
    "nested quotations": X + "".join(">" * size + " a\n" for size in range(1, 600)),
    "nested lists": X + "".join("  " * size + "- a\n" for size in range(900)),
    "terms": X + many(19_000, "## Term t{n}: A word\n\nA word.\n"),
    "evidence": X + many(12_000, "## Evidence e{n}: T\n- about: [[x]]\n- result: 3 of 100\n"),
    "withheld parts": X + many(40, "## Claim c{n}: C\n- access: reviewers\n"),
    "unknown fields": X + many(15_000, "## Claim c{n}: C\n- ownr{n}: b\n"),
    "waivers": X + many(9_000, "## Waiver w{n}: T\n- rule: orphan\n- on: [[x]]\n- because: y\n- by: z\n"),
    "words of likelihood": X + "## Scale s: S\n" + many(9_000, "- word {n}: 1%-2%\n") + ME + "- x: wordz zz because y\n" * 9_000,
    "steps": X + "## Pathway p: P\n\n" + "1. [[x]]\n" * 9_900 + JUDGED,
    "the same definition": X + "[a]: " + "b" * 10_000 + "\n\n" + "[a] " * 40_000,
    "nested redactions": X + "[[redact security: " * 9_000 + "a" + "]]" * 9_000,
    "quantities of two units": X + "## Quantity q: Q\n" + ME + many(9_000, "- q: {n} h because y\n"),
    "an entry of a megabyte": X + ME + "- x: 5%" + ", 5% if x" * 110_000 + " because y\n",
}  # fmt: skip
FIELDS = {
    "a proposition": X + "## Claim c: C\n- says: {}\n",
    "references": X + "## Claim c: C\n- rests on: {}\n",
    "a judgement": X + ME + "- x: {} because y\n",
    "what is judged": X + ME + "- {}: 5% because y\n",
    "a condition": X + ME + "- x: 5% if {} because y\n",
    "a result": X + "## Evidence e: E\n- about: [[x]]\n- result: {}\n",
    "a budget": X + "## Budget b: B\n- this case: {}\n",
    "a step": X + "## Pathway p: P\n\n1. {}\n",
    "a cell": X + "## Scenario s: S\n\n" + ROWS + "| a | b | c | {} | 5% ever |\n",
}
IN_FIELDS = (
    "9",
    "(",
    "not ",
    "[[x]] and ",
    "x or ",
    "1 of ",
    "[[x]], ",
    "[[",
    "5%, ",
    "5%-",
    "5% if x, ",
    " per a",
    "a ",
    "; ",
)


def timed(text: str) -> lp.Project:
    """Return a checked case; fails when that takes long, or when a check crashed."""
    texts = {"case.md": text} if text.startswith("# Case") else {"a-head.md": HEAD, "case.md": text}
    before = time.process_time()
    case = lp.read(texts, draws=50)
    found = case.check().found
    took = time.process_time() - before
    assert not [item for item in found if item.rule == "crashed-check" and item.message.startswith("the check")]
    assert took < ALLOWED
    return case


@pytest.mark.slow
@pytest.mark.parametrize("what", REPEATED)
def test_a_megabyte_of_one_thing(what: str) -> None:
    """In prose, and as the title of a part."""
    piece = REPEATED[what]
    assert timed(X + piece * (MEGABYTE // len(piece.encode()))).case.head.id == "small"
    titled = X + "## Claim c: " + piece.replace("\n", " ").replace("\r", " ") * 50_000 + "\n"
    assert timed(titled).case.head.id == "small"


@pytest.mark.slow
@pytest.mark.parametrize("what", WHOLE)
def test_as_many_as_fit(what: str) -> None:
    """Of every sort of part, one after another, in rings, and one inside of the next."""
    assert timed(WHOLE[what][:MEGABYTE]).case.nodes


@pytest.mark.parametrize("field", FIELDS)
def test_a_long_value(field: str) -> None:
    """A value just short of what is read takes no time, and one beyond is refused, whatever it is made of."""
    for piece in IN_FIELDS:
        timed(FIELDS[field].format(piece * (19_000 // len(piece))))
        assert not timed(FIELDS[field].format(piece * (60_000 // len(piece)))).reading.sound


@pytest.mark.parametrize("depth", [39, 41, 5_000])
@pytest.mark.parametrize("form", ["not {}", "({})", "1 of {}"])
def test_a_proposition_is_nested_forty_deep_at_most(form: str, depth: int) -> None:
    """Beyond that it is refused with its line, and nothing overflows."""
    before, after = form.split("{}")
    case = timed(X + f"## Claim c: C\n- says: {before * depth}[[x]]{after * depth}\n")
    wrong = [fault for fault in case.reading.faults if fault.severity is Severity.ERROR]
    assert bool(wrong) == (depth > 40)
    assert {fault.at.line for fault in wrong} <= {5}


def test_definitions_too_deep_to_compute_are_told() -> None:
    """Thousands of definitions one behind another give a finding, not a crash; one hundred are computed."""
    deep = WHOLE["a chain of events"]
    assert any(item.message.startswith("the risk of `me` is not computed") for item in timed(deep).check().found)
    fine = X + up_to(100, "## Event e{n}: T\n- is: [[e{m}]]\n") + "## Event e100: T\n- is: [[x]]\n" + JUDGED
    assert timed(fine).risk(by="me").as_json()["risk"] == pytest.approx(0.05)


REFUSED = {
    "a heading": ("## Claim c: " + "a" * 1_001, "a heading of more than 1,000 characters"),
    "an entry": ("## Claim c: C\n- owner: " + "a" * 20_001, "an entry of a list of more than 20,000 characters"),
    "a list": ("## Claim c: C\n" + "- x-a: b\n" * 10_001, "a list of more than 10,000 lines"),
    "a table": ("a|b\n-|-\n" + "c|d\n" * 10_001, "a table of more than 10,000 lines"),
    "a paragraph": ("a" * 200_001, "a paragraph of more than 200,000 characters"),
    "paragraphs": ("a\n\n" * 50_001, "what follows 50,000 paragraphs in one file"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_larger_than_anything_is_refused_and_not_dropped(what: str) -> None:
    """Each limit is an error at its place, so that what is not read is never missing without a word."""
    text, message = REFUSED[what]
    faults = timed(X + text + "\n").reading.faults
    assert [fault.message for fault in faults if "is not read" in fault.message] == [f"{message} is not read"]


def test_parts_beyond_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first part that is not read is named."""
    monkeypatch.setattr("loadpath.files.reader.MOST_PARTS", 100)
    faults = timed(X + many(100, "## Claim c{n}: T\n")).reading.faults
    assert [(fault.at.line, "are not read" in fault.message) for fault in faults] == [(102, True)]


def test_a_large_file_and_a_large_folder_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the name of the file, or the folder, and what to do."""
    (tmp_path / "case.md").write_text(HEAD + "a" * folder.LARGEST_FILE, encoding="utf-8")
    with pytest.raises(UnreadableError, match=r"`case\.md` is larger than 1,000,000 bytes"):
        lp.read(tmp_path)
    (tmp_path / "case.md").write_text(HEAD, encoding="utf-8")
    monkeypatch.setattr(folder, "MOST_FILES", 50)
    for number in range(50):
        (tmp_path / f"{number}.md").write_text("text", encoding="utf-8")
    with pytest.raises(UnreadableError, match="more than 50 files"):
        lp.read(tmp_path)


@pytest.mark.slow
def test_twenty_thousand_files(tmp_path: Path) -> None:
    """As many files as a folder may hold are read in a few seconds."""
    for number in range(folder.MOST_FILES - 1):
        (tmp_path / f"{number}.md").write_text(f"## Term t{number}: T{number}\n", encoding="utf-8")
    (tmp_path / "case.md").write_text(HEAD, encoding="utf-8")
    before = time.process_time()
    assert lp.read(tmp_path).reading.case is not None
    assert time.process_time() - before < 2 * ALLOWED
