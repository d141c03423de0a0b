"""How a finding is printed: the line it is about, carets under the place, what is known, and the remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from loadpath.cli.terminal import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.diagnostic import Diagnostic

COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def concise(item: Diagnostic) -> Text:
    """Return a finding on one line: place, weight, rule, message."""
    word = item.severity.value
    return Text.assemble(
        visible(f"{item.at}: "), (f"{word}[{item.rule}]", f"bold {COLOURS[word]}"), visible(f" {item.message}")
    )


def frame(item: Diagnostic, texts: Mapping[str, str]) -> Text:
    """Return a finding with the line that it is about.

    Args:
        item: the finding.
        texts: the files of the case, for the line.
    """
    word = item.severity.value
    colour = COLOURS[word]
    out = Text.assemble((f"{word}[{item.rule}]", f"bold {colour}"), (visible(f": {item.message}\n"), "bold"))
    margin = " " * len(str(item.at.line))
    lines = re.split(r"\r\n|\r|\n", texts.get(item.at.file, ""))
    out.append(visible(f"{margin}--> {item.at.file}:{item.at.line}\n"), "dim")
    if 0 < item.at.line <= len(lines):
        out.append(f"{margin} |\n", "dim")
        out.append(f"{item.at.line} | ", "dim")
        _append_line(out, lines[item.at.line - 1], item, margin, colour)
    for note in item.notes:
        out.append(f"{margin} = ", "dim").append(visible(f"{note}\n"))
    if item.help:
        out.append(f"{margin} = ", "dim").append("help: ", "bold").append(visible(f"{item.help}\n"))
    return out


WIDEST = 160


def _append_line(out: Text, line: str, item: Diagnostic, margin: str, colour: str) -> None:
    line = line.replace("\t", " ")
    start = item.at.column - 1 - WIDEST // 2 if item.at.column > WIDEST else 0
    opened = "..." if start else ""
    before = opened + visible(line[start : item.at.column - 1])
    marked = visible(line[item.at.column - 1 : min(item.at.end_column - 1, start + WIDEST)])
    shown = opened + visible(line[start : start + WIDEST])
    out.append(shown + ("..." if len(line) > start + WIDEST else "") + "\n")
    carets = "^" * max(1, min(cell_len(marked), WIDEST))
    out.append(f"{margin} | ", "dim")
    out.append(" " * cell_len(before) + f"{carets} {visible(item.label)}".rstrip() + "\n", colour)
