"""Every module, and everything in it that others may use, says in one sentence what it is."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def is_overload(node: ast.AST) -> bool:
    """Return whether a function only states types, for the one below it that is documented."""
    return any(isinstance(one, ast.Name) and one.id == "overload" for one in getattr(node, "decorator_list", ()))


def public(tree: ast.Module) -> Iterator[tuple[str, Documented]]:
    """Yield the module and its public functions, classes and methods, each with its name."""
    yield "module", tree
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node.name, node
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner


def test_everything_public_says_what_it_is(root: Path, sources: list[Path]) -> None:
    """Every module has a docstring, and so has every public function, class and method."""
    silent = [
        f"{path.relative_to(root).as_posix()}: {name}"
        for path in sources
        for name, node in public(ast.parse(path.read_text(encoding="utf-8")))
        if not ast.get_docstring(node) and not is_overload(node)
    ]
    assert not silent


def test_every_test_states_its_law(root: Path) -> None:
    """Every house test has a docstring: the law it holds."""
    silent = [
        f"{path.name}: {node.name}"
        for path in sorted((root / "tests" / "house").glob("test_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert not silent
