"""`loadpath move`: a node to another file."""

from __future__ import annotations

import click

from loadpath.cli import changes, options
from loadpath.files.refactor import move


@click.command("move")
@click.argument("name", metavar="ID")
@click.argument("file", metavar="FILE")
@changes.folder
@changes.dry
def command(name: str, file: str, folder: str, dry: bool) -> None:
    """Put the part ID of the case in FOLDER at the end of FILE, which is named from FOLDER and may be new.

    Its lines stay as they are, and so do all digests: files carry no meaning. Parts that stand under it stay where they
    are.
    """
    project = options.opened(folder)
    after = move(project.texts, name, file)
    changes.carry_out(project, after, dry=dry)
    if not dry:
        gone = "".join(f"; `{one}` held nothing else and is gone" for one in project.texts if one not in after)
        click.echo(f"moved `{name}` to `{file}`{gone}")
