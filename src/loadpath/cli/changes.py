"""What the commands that change files share: a dry run that prints the difference, and the writing."""

from __future__ import annotations

import sys
from difflib import unified_diff
from typing import TYPE_CHECKING

import click

from loadpath.cli.terminal import visible
from loadpath.files.folder import write_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.project import Project

folder = click.argument("folder", type=click.Path(file_okay=False), default=".")
"""The folder of a case as it is written: what is changed on disk is never the text that one audience sees."""

dry = click.option(
    "--diff", "dry", is_flag=True, help="Print what would change, as a unified diff, and change nothing."
)


def carry_out(project: Project, after: Mapping[str, str], *, dry: bool) -> tuple[str, ...]:
    """Write what is different to the folder of a project, or print the difference; return the names of the files."""
    if not dry:
        assert project.folder is not None
        return write_texts(project.folder, project.texts, after)
    changed = sorted(name for name in project.texts.keys() | after.keys() if project.texts.get(name) != after.get(name))
    for name in changed:
        print_difference(name, project.texts.get(name), after.get(name))
    return tuple(changed)


def print_difference(name: str, before: str | None, after: str | None) -> None:
    """Print a unified diff; for a terminal with what hides made visible, for a program as it is."""
    rows = unified_diff(
        (before or "").splitlines(keepends=True),
        (after or "").splitlines(keepends=True),
        f"a/{name}" if before is not None else "/dev/null",
        f"b/{name}" if after is not None else "/dev/null",
    )
    for row in rows:
        whole = row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n"
        click.echo(visible(whole) if sys.stdout.isatty() else whole, nl=False)


def counted(number: int, word: str) -> str:
    """Return a number with its word.

    >>> counted(1, "file"), counted(2, "file")
    ('1 file', '2 files')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"
