"""`loadpath rename`: another id, wherever it stands."""

from __future__ import annotations

import click

from loadpath.cli import changes, options
from loadpath.files.refactor import ids_of, rename


@click.command("rename")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@changes.folder
@changes.dry
def command(old: str, new: str, folder: str, dry: bool) -> None:
    """Give the part OLD of the case in FOLDER the id NEW, wherever it stands.

    Headings, fields, prose, chains, tables, judgements and computed values are changed; code and comments are not. The
    digest of the case changes, because ids are part of it: a review of the old one shows as such.
    """
    project = options.opened(folder)
    after = rename(project.texts, old, new)
    changed = changes.carry_out(project, after, dry=dry)
    if not dry:
        lines = sum(
            one != two
            for name in changed
            for one, two in zip(project.texts[name].splitlines(), after[name].splitlines(), strict=True)
        )
        assert new in ids_of(after)
        click.echo(
            f"renamed `{old}` to `{new}`: {changes.counted(lines, 'line')} in {changes.counted(len(changed), 'file')}"
        )
