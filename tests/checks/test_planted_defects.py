"""Eight defects, planted one at a time in the example: each gives a new finding of its rule, where it was planted."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import loadpath as lp
from loadpath.case.node import Claim, Review

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.case.diagnostic import Diagnostic

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "heron-2"

Place = tuple[str, int]


@dataclass(frozen=True)
class Copy:
    """A copy of the example that may be spoilt; places are file and line."""

    folder: Path

    @property
    def project(self) -> lp.Project:
        """The case as it stands in the copy now."""
        return lp.read(self.folder)

    def lines(self, file: str) -> list[str]:
        """Return the lines of a file."""
        return (self.folder / file).read_text(encoding="utf-8").splitlines()

    def write(self, file: str, lines: list[str]) -> None:
        """Write a file."""
        (self.folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def add_field(self, name: str, field: str) -> Place:
        """Add a field as the first of a node that has some."""
        first = self.project.case.nodes[name].fields[0].key_at
        lines = self.lines(first.file)
        lines.insert(first.line - 1, f"- {field}")
        self.write(first.file, lines)
        return first.file, first.line

    def edit(self, place: Place, old: str, new: str) -> Place:
        """Change a line."""
        file, line = place
        lines = self.lines(file)
        assert old in lines[line - 1]
        lines[line - 1] = lines[line - 1].replace(old, new)
        self.write(file, lines)
        return place

    def place(self, name: str, key: str = "") -> Place:
        """Return where a node, or a field of it, is written."""
        node = self.project.case.nodes[name]
        at = node.place(key) if key else node.at
        return at.file, at.line

    def append(self, beside: str, *lines: str) -> Place:
        """Append lines to the file in which a node is written; return the place of the first."""
        file = self.project.case.nodes[beside].at.file
        before = self.lines(file)
        self.write(file, [*before, "", *lines])
        return file, len(before) + 2


def ring(copy: Copy) -> Place:
    """`no-log-tampering` rests on `file-permissions-tight`, and now the other way round as well."""
    return copy.add_field("file-permissions-tight", "rests on: [[no-log-tampering]]")


def dangling_reference(copy: Copy) -> Place:
    """A letter is lost from the id of some evidence."""
    return copy.edit(copy.place("file-permissions-tight", "evidence"), "permission-scan", "permision-scan")


def evidence_that_rests_on_a_claim(copy: Copy) -> Place:
    """Evidence relies on claims and rests on none."""
    return copy.add_field("log-audit", "rests on: [[log-coverage]]")


def claim_without_support(copy: Copy) -> Place:
    """The evidence of a claim is removed."""
    file, line = copy.place("gov-humans-decide", "evidence")
    lines = copy.lines(file)
    del lines[line - 1]
    copy.write(file, lines)
    return copy.place("gov-humans-decide")


def orphan_part(copy: Copy) -> Place:
    """A claim with evidence that nothing refers to."""
    return copy.append("log-coverage", "## Claim loose-end: Nobody needs this", "", "- evidence: [[log-audit]]")


def duplicate_id(copy: Copy) -> Place:
    """A second node of an id that is taken."""
    return copy.append("log-coverage", "## Claim log-coverage: Every government session is logged")


def claim_edited_after_review(copy: Copy) -> Place:
    """A claim that a fact check names with its digest says more than it did."""
    case = copy.project.case
    fact = next(
        fact
        for review in case.all(Review)
        for fact in review.facts
        if fact.digest and isinstance(case.nodes[fact.ref.id], Claim)
    )
    copy.edit(copy.place(fact.ref.id), case.nodes[fact.ref.id].title, f"{case.nodes[fact.ref.id].title}, always")
    return fact.at.file, fact.at.line


def evidence_edited_after_hash(copy: Copy) -> Place:
    """The file of the honeypot run has another line."""
    place = copy.place("honeypot-run", "sha256")
    node = copy.project.case.nodes["honeypot-run"]
    source = (copy.folder / place[0]).parent / next(item.text for item in node.fields if item.key == "from")
    source.write_bytes(source.read_bytes() + b"one more\n")
    return place


DEFECTS: dict[str, Callable[[Copy], Place]] = {
    "circular-argument": ring,
    "unknown-reference": dangling_reference,
    "unknown-field": evidence_that_rests_on_a_claim,
    "unsupported-claim": claim_without_support,
    "orphan": orphan_part,
    "duplicate-id": duplicate_id,
    "changed-since-review": claim_edited_after_review,
    "changed-evidence": evidence_edited_after_hash,
}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of the example, in a folder of its own."""
    if not EXAMPLE.is_dir():
        pytest.skip("examples/heron-2 is not there")
    return Copy(Path(shutil.copytree(EXAMPLE, tmp_path / "case")))


def known(item: Diagnostic) -> tuple[str, str, str]:
    """Return what makes a finding the same one after lines have moved."""
    return item.rule, item.subject, item.message


@pytest.mark.parametrize("rule", DEFECTS)
def test_a_planted_defect_is_found(rule: str, copy: Copy) -> None:
    """A defect gives a finding that was not there before, of its rule, at the place where it was planted."""
    before = {known(item) for item in copy.project.check().found}
    file, line = DEFECTS[rule](copy)
    new = [item for item in copy.project.check().found if known(item) not in before]
    assert (rule, file, line) in [(item.rule, item.at.file, item.at.line) for item in new], [known(i) for i in new]


def test_the_example_is_read_without_a_fault(copy: Copy) -> None:
    """The case as it is has no error, so that what is planted is all that is wrong."""
    findings = copy.project.check()
    assert not copy.project.reading.faults
    assert not findings.at_the_gate, [known(item) for item in findings.found]
