"""`loadpath detach`: take a node out of a case."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.cli import changes, options
from loadpath.cli.terminal import visible
from loadpath.errors import RefusedChangeError
from loadpath.files.detach import detach

if TYPE_CHECKING:
    from loadpath.files.detach import Detached


@click.command("detach")
@click.argument("name", metavar="ID")
@changes.folder
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), metavar="FILE", help="Where its text goes; else printed."
)
@click.option("--force", is_flag=True, help="Dissolve references: mentions become the title, lists lose it.")
@changes.dry
def command(name: str, folder: str, output: str | None, force: bool, dry: bool) -> None:
    """Take the part ID out of the case in FOLDER, and print its text, which can be pasted into another case.

    Refused while something refers to it. With --force a mention in prose becomes its title, and lists of references
    lose it; what stands in a chain, a condition, a judgement or a computed value has to be changed by hand.
    """
    project = options.opened(folder)
    found = detach(project.texts, name, force=force)
    if not dry:
        _hand_over(found, output)
    changes.carry_out(project, found.texts, dry=dry)
    if not dry:
        click.echo(_told(found, name), err=not output)


def _hand_over(found: Detached, output: str | None) -> None:
    """Print or write the text of the node before anything is changed, so that nothing is lost."""
    if output is None:
        click.echo(visible(found.text) if sys.stdout.isatty() else found.text, nl=False)
        return
    try:
        with Path(output).open("xb") as stream:
            stream.write(found.text.encode("utf-8"))
    except OSError as error:
        raise RefusedChangeError(
            f"`{output}` cannot be written: {error.strerror}",
            help="name a file that does not exist; nothing was changed",
        ) from None


def _told(found: Detached, name: str) -> str:
    dissolved = f"; {changes.counted(len(found.references), 'reference')} dissolved" if found.references else ""
    removed = "".join(f"\n  removed {file}:{line}: {visible(text)}" for file, line, text in found.removed)
    needs = f"\n  it refers to {', '.join(found.refers_to)}" if found.refers_to else ""
    return f"detached `{name}`{dissolved}{removed}{needs}"
