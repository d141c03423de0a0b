"""The one script of a report: which pages bring it. Nothing is lost without it: it adds what paper cannot do."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from loadpath.report.cells import sortable
from loadpath.report.tree import Section, Supposing, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loadpath.report.tree import Block, Document


@cache
def page_script() -> str:
    """Return the script as it stands in pages: a file of this package, byte for byte."""
    return files("loadpath.report").joinpath("page.js").read_text("utf-8")


def moves(document: Document) -> bool:
    """Return whether there is anything in a document that its reader may move."""
    return _moves(document.sections)


def _moves(blocks: Iterable[Block]) -> bool:
    for block in blocks:
        match block:
            case Section(blocks=inside):
                found = _moves(inside)
            case Table():
                found = sortable(block)
            case Supposing():
                found = bool(block.controls)
            case _:
                found = False
        if found:
            return True
    return False
