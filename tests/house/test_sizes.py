"""Functions and files stay small enough to be read at one go; exceptions are listed with their size and only shrink."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FUNCTION_LINES = 60
FILE_LINES = 600

LONG_FUNCTIONS: dict[str, int] = {}
"""Accepted for a reason beside the entry: `"src/loadpath/room/file.py::function": lines`."""

LONG_FILES: dict[str, int] = {}
"""Accepted for a reason beside the entry: `"src/loadpath/room/file.py": lines`."""


def judge(sizes: dict[str, int], limit: int, accepted: dict[str, int]) -> list[str]:
    """Return what breaks the law: too long and not accepted, longer than accepted, or accepted without need."""
    too_long = [
        f"{name} has {size} lines, at most {max(limit, accepted.get(name, 0))}"
        for name, size in sizes.items()
        if size > max(limit, accepted.get(name, 0))
    ]
    unneeded = [f"the exception for {name} is no longer needed" for name in accepted if sizes.get(name, 0) <= limit]
    return too_long + unneeded


def name_of(path: Path, root: Path) -> str:
    """Return the path as it is written in the exceptions."""
    return path.relative_to(root).as_posix()


def test_functions_fit_on_a_screen(root: Path, sources: list[Path]) -> None:
    """A function has at most 60 lines, its docstring included."""
    sizes = {
        f"{name_of(path, root)}::{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not judge(sizes, FUNCTION_LINES, LONG_FUNCTIONS)


def test_files_are_read_at_one_go(root: Path, sources: list[Path]) -> None:
    """A file has at most 600 lines."""
    sizes = {name_of(path, root): len(path.read_text(encoding="utf-8").splitlines()) for path in sources}
    assert not judge(sizes, FILE_LINES, LONG_FILES)


def test_an_exception_only_shrinks() -> None:
    """An exception may not be outgrown, and goes when it is no longer needed."""
    assert judge({"f": 61}, 60, {}) == ["f has 61 lines, at most 60"]
    assert judge({"f": 71}, 60, {"f": 70}) == ["f has 71 lines, at most 70"]
    assert judge({"f": 70}, 60, {"f": 70}) == []
    assert judge({"f": 60}, 60, {"f": 70}) == ["the exception for f is no longer needed"]
