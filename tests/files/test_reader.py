"""The reader keeps places, reports all faults at once, and accepts what word processors do."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from tests.small import HEAD, HERON, faults, project

import loadpath as lp
from loadpath.case.node import Assessor, Claim, Pathway
from loadpath.errors import NoCaseError, UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

CLAIM = "## Claim a: The first\n\n- owner: priya\n- rests on: [[b]]\n\nSee [[b]].\n\n## Claim b: The second\n\n- owner: tom\n"


def test_every_value_knows_its_place() -> None:
    """Line and columns of a value are those of the text, counted from 1."""
    case = project(CLAIM).case
    claim = case.get("a", Claim)
    assert claim is not None
    owner, rests = claim.fields
    assert (owner.at.line, owner.at.column, owner.at.end_column) == (
        3,
        10,
        15,
    )  # "- owner: priya": priya is columns 10-14
    assert (claim.rests_on[0].at.line, claim.rests_on[0].at.column) == (4, 13)  # "- rests on: [[b]]"
    assert claim.body[0].refs[0].at.line == 6
    assert (rests.key_at.column, claim.at.line) == (3, 1)


def test_all_faults_come_at_once() -> None:
    """Four faults in one file are four findings, each at its line."""
    text = "## Claim a\n\n## Claim b: B\n\n- rests-on: [[a]]\n- owner: x\n- owner: y\n- evidence: [[nothing]]\n"
    assert [(rule, line) for rule, line, _ in sorted(faults(text), key=lambda item: item[1])] == [
        ("malformed-heading", 1),
        ("unknown-field", 5),
        ("duplicate-field", 7),
        ("unknown-reference", 8),
    ]


HEADINGS = {
    "## Claim a The first": "write `Claim",
    "## claim a: The first": "did you mean `Claim a: The first`?",
    "## Claim A One: The first": "did you mean `Claim a-one: The first`?",
    "## Evidence we could not get": "begin the heading with another word",
    "## Test results": "begin the heading with another word",
    "Claim a: The first\n===": "write `## Claim a: The first`",
    "---\ntitle: x\n---\n": "fields as a list",
}


@pytest.mark.parametrize("text", HEADINGS)
def test_a_heading_that_begins_like_a_typed_one_is_refused(text: str) -> None:
    """A kind word at the start of a heading is a kind or an error, never prose by accident."""
    found = faults(f"{text}\n\nProse.\n\n{CLAIM}")
    assert [rule for rule, _, _ in found] == ["malformed-heading"]
    assert HEADINGS[text] in found[0][2]


@pytest.mark.parametrize(
    "text", ["# Evidence", "## Events", "## Claims and counterclaims", "```\n## Claim x\n```", "<!--\n## Claim x\n-->"]
)
def test_an_innocent_heading_stays_innocent(text: str) -> None:
    """A kind word alone, other words, code and comments are not typed headings."""
    assert faults(f"{text}\n\nProse.\n\n{CLAIM}") == []


def test_prose_belongs_to_the_node_that_encloses_it() -> None:
    """A heading without a kind belongs to the enclosing node by level, else to the case."""
    text = "# Pathway p: P\n\n## How\n\n1. [[e]]\n\n## Event e: E\n\n## After\n\nOf the pathway.\n\n# Other\n\nOf the case.\n"
    case = project(text).case
    assert [section.heading for section in case.nodes["p"].body] == ["After"]
    assert [section.text for section in case.head.body] == ["Of the case."]


CHAINS = {
    "1. [[e]]\n2. first we look\n": "malformed-chain",
    "1. [[e]] and then\n": "malformed-chain",
    "1. [[e]]\n\nThen:\n\n1. [[e]]\n": "malformed-chain",
}


@pytest.mark.parametrize("text", CHAINS)
def test_half_a_chain_is_refused(text: str) -> None:
    """A numbered list in a pathway is a chain or prose, never something in between, and there is one."""
    found = faults(f"## Pathway p: P\n\n{text}\n## Event e: E\n")
    assert [rule for rule, _, _ in found] == [CHAINS[text]]


def test_a_numbered_list_of_prose_is_prose() -> None:
    """No item begins with a proposition: it is not a chain."""
    case = project("## Pathway p: P\n\n1. first\n2. second\n").case
    found = case.get("p", Pathway)
    assert found is not None
    assert found.chain == ()
    assert "1. first" in found.body[0].text


WITHHELD_WRONG = [
    "[[redact: x]]",
    "[[redact secret: x]]",
    "[[ redact security | x ]]",
    "[[Redact security: x]]",
    "[[redact security: x",
    "[ [redact security: x]]",
]


@pytest.mark.parametrize("text", WITHHELD_WRONG)
def test_withholding_never_fails_open(text: str) -> None:
    """The word `redact` behind brackets in any other shape than the right one is an error, in prose and in fields."""
    assert "malformed-redaction" in {
        rule for rule, _, _ in faults(f"## Claim a: A\n\n- owner: x\n\nSome {text} text.\n")
    }
    assert "malformed-redaction" in {rule for rule, _, _ in faults(f"## Claim a: A\n\n- made by: {text}\n")}
    assert faults("## Claim a: A\n\n- owner: x\n\nSome [[redact security: x]] text.\n") == []


PROCESSED = {
    "escaped brackets": ("[[b]]", r"\[\[b\]\]"),
    "star bullets": ("- ", "* "),
    "plus bullets": ("- ", "+ "),
    "escaped bullets": ("- ", "\\- "),
    "no-break spaces": ("rests on", "rests\u00a0on"),
    "capitals in keys": ("- rests on:", "- Rests On:"),
    "two spaces": ("- owner:", "-  owner:"),
    "carriage returns": ("\n", "\r\n"),
}


@pytest.mark.parametrize("change", PROCESSED)
def test_what_a_word_processor_does_changes_no_digest(change: str) -> None:
    """Harmless changes of layout leave the meaning, and so the digest, alone."""
    before, after = PROCESSED[change]
    assert before in CLAIM
    assert faults(CLAIM.replace(before, after)) == []
    assert project(CLAIM.replace(before, after)).case.digest == project(CLAIM).case.digest


def test_a_field_may_run_over_lines_and_references_be_split() -> None:
    """A continuation need not be indented, and a reference may break over lines."""
    text = "## Claim a: A\n\n- rests on: [[b]],\n[[c\n]]\n\n## Claim b: B\n\n## Claim c: C\n"
    claim = project(text).case.get("a", Claim)
    assert claim is not None
    assert [ref.id for ref in claim.rests_on] == ["b", "c"]


def test_judgements_may_stand_after_prose() -> None:
    """In an assessor's section every bullet is a field or a judgement, wherever it stands."""
    text = "## Assessor me: Me\n\n- interests: none\n\nProse.\n\n- x: 5% because y\n\n## Event x: X\n"
    found = project(text).case.get("me", Assessor)
    assert found is not None
    assert (found.interests, len(found.lines)) == ("none", 1)


def test_a_file_without_typed_headings_is_not_part_of_the_case() -> None:
    """A README may say anything."""
    assert lp.read({"case.md": HEAD, "README.md": "[[nothing]] and [[redact x]]"}).reading.faults == ()


def test_text_without_a_case_is_refused() -> None:
    """Something without a `# Case` heading has no case to ask about."""
    with pytest.raises(NoCaseError, match="no `# Case"):
        _ = lp.read({"a.md": "# Hello"}).case


def test_a_folder_is_read_with_its_limits(tmp_path: Path) -> None:
    """Not a folder, no Markdown, not UTF-8, and links that lead out are refused by name."""
    with pytest.raises(NoCaseError):
        lp.read(tmp_path / "absent")
    with pytest.raises(NoCaseError):
        lp.read(tmp_path)
    (tmp_path / "bad.md").write_bytes(b"# Case\n\xff\n")
    with pytest.raises(UnreadableError, match=r"bad\.md:2"):
        lp.read(tmp_path)
    (tmp_path / "bad.md").unlink()
    (tmp_path / "out.md").symlink_to(HERON / "case.md")
    with pytest.raises(UnreadableError, match="leads out"):
        lp.read(tmp_path)


def test_the_file_behind_evidence_is_hashed_and_never_outside(tmp_path: Path) -> None:
    """The hash is that of the file next to the Markdown; a path out of the folder is no file."""
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.csv").write_text("x")
    (tmp_path / "inside" / "data.csv").write_text("1,2\n")
    zero = "0" * 64
    evidence = "## Evidence {0}: E\n\n- from: {1}\n- sha256: {2}\n- result: 1 of 2\n- about: [[x]]\n\n"
    text = (
        HEAD
        + "\n## Event x: X\n\n"
        + evidence.format("e", "data.csv", zero)
        + evidence.format("f", "../secret.csv", zero)
    )
    (tmp_path / "inside" / "case.md").write_text(text)
    sources = lp.read(tmp_path / "inside").reading.sources
    assert sources == {"e": hashlib.sha256(b"1,2\n").hexdigest(), "f": None}


def test_the_example_reads_without_a_fault() -> None:
    """The example is sound."""
    assert lp.read(HERON).reading.faults == ()
