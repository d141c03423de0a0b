"""What the documentation says is so: links lead somewhere, dependencies are argued for, the language is as told."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from loadpath.case.kinds import COMMON, KINDS

if TYPE_CHECKING:
    from pathlib import Path

FENCE = re.compile(r"^(?P<mark>`{3,}|~{3,}).*?^(?P=mark)`*$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\]\((?!\w+:|#)(?P<target>[^)\s#]+)(?:#[^)\s]*)?\)")
TOP = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "changelog.d/README.md")


def pages(root: Path) -> list[Path]:
    """Return every page of the documentation, those at the top of the repository included."""
    built = root / "docs" / "_build"
    return [root / name for name in TOP] + sorted(
        p for p in (root / "docs").rglob("*.md") if not p.is_relative_to(built)
    )


def sections(text: str, mark: str) -> dict[str, str]:
    """Return the text under each heading of one level, by heading."""
    parts = re.split(rf"^{mark} (.+)$", text, flags=re.MULTILINE)
    return {title.strip(): body for title, body in zip(parts[1::2], parts[2::2], strict=True)}


def first_cells(text: str) -> list[str]:
    """Return what stands in backticks in the first column of the tables of a text, a line for each name."""
    rows = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) *\|", text, flags=re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def test_relative_links_lead_somewhere(root: Path) -> None:
    """Every relative link of every page leads to a file or folder that exists."""
    broken = [
        f"{page.relative_to(root).as_posix()}: {link['target']}"
        for page in pages(root)
        for link in LINK.finditer(INLINE.sub("", FENCE.sub("", page.read_text(encoding="utf-8"))))
        if not (page.parent / link["target"]).exists()
    ]
    assert not broken


def test_every_dependency_is_argued_for(root: Path) -> None:
    """docs/dependencies.md has a row for every dependency of the core and of the extras for users, and no other row."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = project["dependencies"] + [
        one for extra, names in extras.items() if extra not in {"dev", "docs", "all"} for one in names
    ]
    listed = first_cells((root / "docs" / "dependencies.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(re.split(r"[<>=~!\[; ]", one)[0] for one in wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_the_language_page_has_every_field(kind: str, root: Path) -> None:
    """The reference of a kind lists exactly the fields that the reader knows, those of every node apart."""
    text = (root / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
    common = {field.key for field in COMMON}
    assert set(first_cells(sections(text, "###")[kind])) == set(KINDS[kind].fields) - common


def test_the_language_page_has_the_fields_of_every_node(root: Path) -> None:
    """The reference says which fields may stand on any node."""
    text = (root / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
    assert set(first_cells(sections(text, "###")["On any node"])) == {field.key for field in COMMON}


def test_the_glossary_has_one_word_per_thing(root: Path) -> None:
    """Terms stand once, in order, each with a definition; a word named after `Not:` is not a term of its own."""
    terms = sections((root / "docs" / "glossary.md").read_text(encoding="utf-8"), "##")
    names = list(terms)
    assert names == sorted(set(names), key=str.lower)
    assert all(body.strip() for body in terms.values())
    refused = {
        word.strip()
        for body in terms.values()
        for line in re.findall(r"Not: (.+?)\.$", body, re.MULTILINE)
        for word in line.split(",")
    }
    assert not refused & set(names)


def test_decisions_are_short_and_whole(root: Path) -> None:
    """Decision records are numbered without gaps, have four parts and at most 60 lines each."""
    records = sorted((root / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 60, path.name
        assert {"Context", "Decision", "Consequences", "Alternatives"} <= set(sections(text, "##")), path.name


def test_architecture_is_one_sitting(root: Path) -> None:
    """ARCHITECTURE.md has at most 150 lines."""
    assert len((root / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()) <= 150
