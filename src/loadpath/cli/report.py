"""`loadpath report`: one page that works anywhere, a PDF to print and keep, a folder of pages, and variants of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.pages import write_pages
from loadpath.cli.terminal import working
from loadpath.errors import UnreadableError

if TYPE_CHECKING:
    from loadpath.project import Project
    from loadpath.report.tree import Document


@click.command("report")
@options.folder
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Where to write it; the default is CASE.html here, or CASE.pdf; of a variant CASE-executive.html and so on. "
    "A name that ends in .pdf asks for a PDF.",
)
@click.option("--pdf", is_flag=True, help="Write a tagged PDF (PDF/UA-1), to print and to keep.")
@click.option("--executive", is_flag=True, help="One printed page; its numbers are links into the full report.")
@click.option("--for", "reading", type=click.Choice(["danger"]), help="The same case, led by what speaks for danger.")
@click.option(
    "--against", "old", metavar="FOLDER", type=click.Path(file_okay=False), help="What has changed since that version."
)
@click.option(
    "--full",
    metavar="NAME",
    default="",
    help="File name of the full report that links lead into; CASE.html if not said.",
)
@click.option(
    "--site", metavar="DIR", type=click.Path(file_okay=False), help="Write a folder of linked pages instead of a file."
)
@click.option("--open", "show", is_flag=True, help="Open it in a browser.")
def command(
    folder: str,
    output: str | None,
    reading: str | None,
    old: str | None,
    full: str,
    site: str | None,
    *,
    pdf: bool,
    executive: bool,
    show: bool,
) -> None:
    """Write the report of the case in FOLDER: one HTML file that needs no network and no scripts, or a PDF.

    It says what the risk is according to whom, what carries it, who objects, and shows every number's name and reason.
    """
    if sum([executive, reading is not None, old is not None]) > 1:
        raise click.UsageError("--executive, --for and --against are three variants; ask for one")
    if site is not None and (executive or old is not None or pdf or output is not None):
        raise click.UsageError("--site writes a folder of pages: of the full report, or with --for danger")
    from loadpath.report.site import site_of  # noqa: PLC0415  `--help` stays fast

    project = options.opened(folder)
    variant = "executive" if executive else reading or ("changes" if old is not None else "full")
    before = options.opened(old) if old is not None else None
    with working("computing and writing"):
        if site is not None:
            path = Path(site)
            write_pages(path, site_of(project.document(variant)))
        else:
            suffix = "" if variant == "full" else f"-{variant}"
            path = named(project, output, pdf=pdf, suffix=suffix)
            printed = pdf or path.suffix.lower() == ".pdf"
            document = project.document(variant, before=before, beside=full, printed=printed)
            write_to(path, project, document, pdf=printed)
    click.echo(f"report: {path}")
    if show:
        click.launch(str(path / "index.html" if site is not None else path))


def write(project: Project, output: str | None, *, pdf: bool = False) -> Path:
    """Write the full report and return where it is; a half-written file is never left behind.

    Raises:
        UnreadableError: when the file cannot be written.
        LoadpathError: when a PDF is asked for and what it needs is not installed.
    """
    path = named(project, output, pdf=pdf)
    return write_to(path, project, project.document(), pdf=pdf or path.suffix.lower() == ".pdf")


def named(project: Project, output: str | None, *, pdf: bool = False, suffix: str = "") -> Path:
    """Return where a report is written: to a file that was named, else to one that is called after the case."""
    path = Path(output or f"{project.case.head.id}{suffix}.{'pdf' if pdf else 'html'}")
    if path.suffix.lower() == ".html" and pdf:
        raise click.UsageError(f"--pdf writes a PDF, and `{path.name}` ends in .html")
    return path


def write_to(path: Path, project: Project, document: Document, *, pdf: bool) -> Path:
    """Write a form of the report to a file; see `write`."""
    whole = project.pdf(document) if pdf else project.report(document).encode("utf-8")
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(whole)
        draft.replace(path)
    except OSError as error:
        raise UnreadableError(
            f"`{path}` cannot be written: {error.strerror}", help="name another file with --output"
        ) from None
    return path
