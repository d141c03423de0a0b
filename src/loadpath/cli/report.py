"""`loadpath report`: one page that works anywhere, or a PDF to print and keep."""

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
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Where to write it; the default is CASE.html here, or CASE.pdf. A name that ends in .pdf asks for a PDF.",
)
@click.option("--pdf", is_flag=True, help="Write a tagged PDF (PDF/UA-1), to print and to keep.")
@click.option("--open", "show", is_flag=True, help="Open it in a browser.")
def command(folder: str, output: str | None, pdf: bool, show: bool) -> None:
    """Write the report of the case in FOLDER: one HTML file that needs no network and no scripts, or a PDF.

    It says what the risk is according to whom, what carries it, who objects, and shows every number's name and reason.
    """
    project = options.opened(folder)
    with working("computing and writing"):
        path = write(project, output, pdf=pdf)
    click.echo(f"report: {path}")
    if show:
        click.launch(str(path))


def write(project: Project, output: str | None, *, pdf: bool = False) -> Path:
    """Write the report and return where it is; a half-written file is never left behind.

    Raises:
        UnreadableError: when the file cannot be written.
        LoadpathError: when a PDF is asked for and what it needs is not installed.
    """
    path = Path(output or f"{project.case.head.id}.{'pdf' if pdf else 'html'}")
    if path.suffix.lower() == ".html" and pdf:
        raise click.UsageError(f"--pdf writes a PDF, and `{path.name}` ends in .html")
    whole = project.pdf() if pdf or path.suffix.lower() == ".pdf" else project.report().encode("utf-8")
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(whole)
        draft.replace(path)
    except OSError as error:
        raise UnreadableError(
            f"`{path}` cannot be written: {error.strerror}", help="name another file with --output"
        ) from None
    return path
