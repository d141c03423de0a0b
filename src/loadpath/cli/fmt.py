"""`loadpath fmt`: one layout for the text of a case."""

from __future__ import annotations

import sys

import click

from loadpath.cli import changes, options
from loadpath.files.format import fmt


@click.command("fmt")
@changes.folder
@click.option("--check", "ask", is_flag=True, help="Change nothing; exit code 1 if something would change.")
@changes.dry
def command(folder: str, ask: bool, dry: bool) -> None:
    """Bring the text of the case in FOLDER into one layout, and undo what word processors did to it.

    Wording, numbers, code and comments stay, and so do all digests and findings. Lines that are fine keep every byte;
    what has an error is left alone.
    """
    project = options.opened(folder)
    after = fmt(project.texts)
    changed = [name for name in project.texts if project.texts[name] != after[name]]
    if dry or not ask:
        changes.carry_out(project, after, dry=dry)
    if not dry:
        verb = "would change" if ask else "changed"
        names = f": {', '.join(changed)}" if changed else ""
        click.echo(f"{verb} {len(changed)} of {changes.counted(len(project.texts), 'file')}{names}")
    sys.exit(1 if ask and changed else 0)
