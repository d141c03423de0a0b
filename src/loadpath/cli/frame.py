"""How a finding is printed: the line it is about, carets under the place, what is known, and the remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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
    before, marked = line[: item.at.column - 1], line[item.at.column - 1 : item.at.end_column - 1]
    shown = visible(line)
    out.append(shown[:WIDEST] + ("..." if len(shown) > WIDEST else "") + "\n")
    carets = "^" * max(1, min(len(visible(marked)), WIDEST - len(visible(before))))
    out.append(f"{margin} | ", "dim")
    out.append(" " * len(visible(before)) + f"{carets} {visible(item.label)}".rstrip() + "\n", colour)
