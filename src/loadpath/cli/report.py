"""`loadpath report`: one page that works anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import working
from loadpath.errors import UnreadableError

if TYPE_CHECKING:
    from loadpath.project import Project


@click.command("report")
@options.folder
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="Where to write it; the default is CASE.html here."
)
@click.option("--open", "show", is_flag=True, help="Open it in a browser.")
def command(folder: str, output: str | None, show: bool) -> None:
    """Write the report of the case in FOLDER: one HTML file that needs no network and no scripts.

    It says what the risk is according to whom, what carries it, who objects, and shows every number's name and reason.
    """
    project = options.opened(folder)
    with working("computing and writing"):
        path = write(project, output)
    click.echo(f"report: {path}")
    if show:
        click.launch(str(path))


def write(project: Project, output: str | None) -> Path:
    """Write the report and return where it is; a half-written file is never left behind.

    Raises:
        UnreadableError: when the file cannot be written.
    """
    text = project.report()
    path = Path(output or f"{project.case.head.id}.html")
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise UnreadableError(
            f"`{path}` cannot be written: {error.strerror}", help="name another file with --output"
        ) from None
    return path
