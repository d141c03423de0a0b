"""`loadpath ask`: a page of questions to send."""

from __future__ import annotations

from pathlib import Path

import click

from loadpath.cli import options
from loadpath.cli.questions import FIRST, for_whom, owner
from loadpath.cli.terminal import working
from loadpath.errors import UnreadableError


@click.command("ask")
@options.folder
@options.by
@owner
@options.everything
@click.option("-o", "output", type=click.Path(dir_okay=False), help="Write the page to this file.")
def command(folder: str, by: str | None, owner: str | None, everything: bool, output: str | None) -> None:
    """Write a page of what the case in FOLDER leaves open, to be sent and filled in with any editor or word processor.

    The ten questions that are worth most, unless --all. Each says why it matters and which answers are understood.
    `loadpath answer` reads the page when it comes back.
    """
    from loadpath.report.asking import page  # noqa: PLC0415  `--help` stays fast

    project = options.opened(folder)
    with working("computing"):
        found = for_whom(project.questions(by), owner)
    text = page(project.case, found if everything else found[:FIRST], project.audience, project.today)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        Path(output).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UnreadableError(f"`{output}` cannot be written: {error.strerror}", help="name another file") from None
    shown = len(found) if everything else min(FIRST, len(found))
    click.echo(f"wrote {output}: {shown} of {len(found)} questions")
