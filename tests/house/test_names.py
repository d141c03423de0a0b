"""A file is named after what it knows, and each room keeps to its own vocabulary."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SAYS_NOTHING = {"common", "data", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
SPEAKING = {"bound_below_data"}
"""A rule is called what its finding is called: a bound below what the data carry."""

FOREIGN = {"engine": {"claim", "claims"}, "case": {"literal", "literals"}}
"""Words that belong to the other side of the interpreter."""


def words(identifier: str) -> set[str]:
    """Return the words of an identifier, lower case.

    >>> sorted(words("claimsOf_Node"))
    ['claims', 'node', 'of']
    """
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier)}


def identifiers(path: Path) -> set[str]:
    """Return every name a module uses, `typing.Literal` apart."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME} - {"Literal"}


def test_files_are_named_after_what_they_know(root: Path, sources: list[Path]) -> None:
    """No module or folder is called utils, helpers, manager, data, common or misc, alone or as a part of its name."""
    found = {
        path.relative_to(root).as_posix()
        for path in sources
        for part in path.relative_to(root / "src").with_suffix("").parts
        if part not in SPEAKING and set(part.split("_")) & SAYS_NOTHING
    }
    assert not found


@pytest.mark.parametrize("room", FOREIGN)
def test_the_two_vocabularies_never_mix(room: str, root: Path) -> None:
    """The engine has never heard of a claim, and a case speaks no literals: only `assess` knows both languages."""
    folder = root / "src" / "loadpath" / room
    found = {
        f"{path.relative_to(root).as_posix()}: {name}"
        for path in folder.rglob("*.py")
        for name in identifiers(path)
        if words(name) & FOREIGN[room]
    }
    assert not found
