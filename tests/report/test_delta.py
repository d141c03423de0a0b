"""What has changed: words, numbers by cause, what got looser, what must be argued anew; both sides for one audience."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.test_page import read
from tests.report.told import lines, parts, said
from tests.report.versions import flipped, later
from tests.small import HERON, project

import loadpath as lp
from loadpath.report.tree import Deleted, Document, Inserted, Section, Table, Words
from loadpath.report.word_diff import word_diff

WORDS = st.lists(st.sampled_from(["cap", "holds", "never", "at", "night", "ever"]), max_size=9).map(" ".join)


@pytest.fixture(scope="module")
def changed() -> Document:
    """What has changed from heron-2 to a later version."""
    return lp.read(later()).document("changes", before=lp.read(HERON))


def section(document: Document, anchor: str) -> Document:
    """Return a document of one page of another."""
    return Document(
        title=(),
        anchor="",
        kicker="",
        strip=document.strip,
        notes=(),
        sections=tuple(one for one in document.sections if one.anchor == anchor),
    )


def without(words: Words, kind: type[Inserted | Deleted]) -> list[str]:
    """Return the words of a line that one version has: without what the other put in, or took out."""
    text = "".join(
        f" {''.join(str(one) for one in part.words)} " if isinstance(part, Inserted | Deleted) else str(part)
        for part in words
        if not isinstance(part, kind)
    )
    return text.split()


@given(WORDS, WORDS)
def test_a_word_diff_holds_both_texts(before: str, after: str) -> None:
    """What is left without the insertions is the text before, without the deletions the text after."""
    found = word_diff(before, after)
    if before.split() == after.split():
        assert found == ()
    else:
        assert without(found, Inserted) == before.split()
        assert without(found, Deleted) == after.split()


def test_a_word_diff_leaves_out_what_is_far_from_a_change() -> None:
    """A long text that changes in one word shows that word and a few around it."""
    text = " ".join(f"w{number}" for number in range(500))
    found = word_diff(text, text.replace("w250", "other"))
    assert Inserted(("other",)) in found
    assert len("".join(map(str, found))) < 400


def test_causes_multiply_to_the_whole(changed: Document) -> None:
    """Each waterfall begins at the risk before, ends at the risk after, and is told as a table as well."""
    why = section(changed, "why")
    tables = [block for page in why.sections for one in page.blocks if isinstance(one, Section) for block in one.blocks]
    falls = [block for block in tables if isinstance(block, Table)]
    assert [row.cells[0] for table in falls for row in (table.rows[0], table.rows[-1])] == [("Before",), ("After",)] * 3
    for table in falls:
        assert table.rows[-2].cells[2] == table.rows[-1].cells[2]
    assert "Mitigation: Grants to agents expire every day" in said(why)


def test_what_got_looser_is_named(changed: Document) -> None:
    """A higher budget, a wider criterion, an exclusion, barriers that count now and smaller numbers are all named."""
    text = said(section(changed, "looser"))
    for words in (
        "Budget: from",
        "Criterion of Staged chances",
        "Out of scope: ",
        "Counted as standing: Grants",
        "(team)",
    ):
        assert words in text, words
    assert "sandbagging" in text


def test_a_version_without_looser_terms_says_what_was_looked_for() -> None:
    """Where nothing got looser, that is said together with what was looked for."""
    same = lp.read(HERON)
    document = same.document("changes", before=lp.read(HERON))
    text = said(document)
    assert "Nothing that a review can be a review of has changed." in text
    assert "Looked for: a higher budget" in text
    assert [page.anchor for page in document.sections] == ["summary", "why", "looser"]


def test_what_stands_on_a_change_is_to_be_argued_anew(changed: Document) -> None:
    """What changed comes first, then what rests on it, then what is built on that; findings on another system."""
    text = said(section(changed, "anew"))
    assert "The system is another one" in text
    order = ["it says something else", "it rests on ", "further below"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_parts_are_told_field_by_field(changed: Document) -> None:
    """A claim that is gone is struck through, a promise that is new underlined, prose is told word by word."""
    page = section(changed, "parts")
    found = [part for line in lines(page.sections) for part in line if isinstance(part, Inserted | Deleted)]
    assert Deleted(("monitor-red-team",)) in found
    assert Inserted(("none of them grave. One team",)) in found
    assert Deleted(("all small. Two independent teams",)) in found


def test_judgements_and_findings_that_moved_are_told(changed: Document) -> None:
    """A number that another holds again, with its reason, and what the checks find now and found before."""
    text = said(section(changed, "judgements"))
    assert "60 %" in text
    assert "two of the five results last quarter were not" in text
    assert "has changed since" in said(section(changed, "findings-moved"))


def test_every_link_leads_somewhere(changed: Document) -> None:
    """Parts that are told here are linked here, all others in the full report; what is gone is linked nowhere."""
    case = lp.read(later())
    there, page = set(read(case.report()).ids), read(case.report(changed))
    assert not page.faults
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        file, _, anchor = link.partition("#")
        assert file in {"", "heron-2.html"}
        assert anchor in (there if file else set(page.ids)), link


@pytest.mark.slow
def test_both_sides_are_read_for_one_audience() -> None:
    """Two readings of different audiences are not compared, and withheld text is on no side of a public one."""
    old, new = lp.read(HERON), lp.read(later(), audience="public")
    with pytest.raises(ValueError, match="public"):
        new.document("changes", before=old)
    shown = new.report(new.document("changes", before=lp.read(HERON, audience="public")))
    assert "Internal variant" not in shown
    assert "redact" not in re.sub(r"<style>.*?</style>|<script>.*?</script>", "", shown, flags=re.DOTALL)


def test_assessors_that_came_or_went_are_told() -> None:
    """Somebody whose numbers are gone has a row, says so, and counts as something that got looser."""
    text = "## Event harm: Harm\n- kind: residual\n## Assessor one: One\n- harm: 1% because so\n"
    more = project(text + "## Assessor two: Two\n- harm: 2% because so\n")
    told = said(project(text).document("changes", before=more))
    assert "no such assessor" in told
    assert "Assessor gone: Two" in told


@pytest.mark.slow
def test_a_flip_is_told_by_its_causes() -> None:
    """Every result turned: the number rises for everybody, and tests that became findings are named as such."""
    document = lp.read(flipped()).document("changes", before=lp.read(HERON))
    text = said(document)
    assert "All three assessors put the risk higher." in text
    assert "Test gone: Honeypots written by people" in text
    assert any(
        part == ", it was Test" or "it was Test" in str(part)
        for line in lines(document.sections)
        for part, _ in parts(line)
    )


CLAIMS = """
## Claim tight: It is tight
- rests on: [[little]]
- strength: likely
## Claim little: It is small
- strength: likely
## Event unlisted: Another way
- kind: residual
## Assessor me: Me
- unlisted: 3% because so
- tight: 80% because so
- little: 90% because so
"""
CARRIED = CLAIMS.replace("- strength: likely\n", "- strength: likely\n- carried: from old, not re-argued\n")


def test_claims_that_are_only_carried_over_are_counted_and_nothing_else() -> None:
    """Two claims are carried over: none has changed, none must be argued anew for it, and the first page says how many."""
    told = project(CARRIED).document("changes", before=project(CLAIMS))
    assert "Two claims are carried over, not argued again." in " ".join(said(section(told, "summary")).split())
    assert "No part says anything else than before." in said(section(told, "summary"))
    assert "anew" not in {one.anchor for one in told.sections}


def test_a_claim_that_is_carried_no_longer_was_argued_again() -> None:
    """The line is taken away from one of two: that is a change of one claim, and what rests on it is looked at again."""
    again = CARRIED[::-1].replace("- carried: from old, not re-argued\n"[::-1], "", 1)[::-1]
    told = project(again).document("changes", before=project(CARRIED))
    words = " ".join(said(section(told, "anew")).split())
    assert "argued again" in words
    assert "it rests on" in words
    assert "carried over" not in said(section(told, "summary"))
