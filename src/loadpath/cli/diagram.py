"""`loadpath diagram`: the argument for one part, or what happens along a pathway, as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.case.suggest import did_you_mean
from loadpath.cli import options
from loadpath.cli.terminal import working
from loadpath.errors import LoadpathError, UnreadableError

if TYPE_CHECKING:
    from loadpath.project import Project
    from loadpath.report.book import Book

ENDINGS = {".svg", ".png"}


@click.command("diagram")
@click.argument("name", metavar="ID")
@options.folder
@click.option(
    "--gsn", "how", flag_value="gsn", default="gsn", help="The argument for ID in GSN version 3; the default."
)
@click.option("--cae", "how", flag_value="cae", help="The same as claims, arguments and evidence.")
@click.option("--bow-tie", "how", flag_value="bow-tie", help="A pathway with its threats, barriers and harm.")
@click.option("--event-tree", "how", flag_value="event-tree", help="A pathway step by step, with everybody's numbers.")
@click.option("--timeline", "how", flag_value="timeline", help="A response scenario: who, when, against which moment.")
@click.option(
    "--width",
    type=click.IntRange(176, 4000),
    metavar="PX",
    help="The largest width; without it, what suits the drawing.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Where to write it, .svg or .png; the default is ID.svg here.",
)
def command(name: str, folder: str, how: str, width: int | None, output: str | None) -> None:
    """Draw part ID of the case in FOLDER as a picture, SVG or PNG, that needs nothing else.

    ID is a pathway, a claim, an event, a mitigation or a scenario; the id of the case itself gives a map.
    """
    path = Path(output or f"{name}.svg")
    if path.suffix.lower() not in ENDINGS:
        raise LoadpathError(f"`{path}` is neither .svg nor .png", help="end the name of the file with one of the two")
    project = options.opened(folder)
    if name not in project.case.nodes:
        raise LoadpathError(
            f"no part `{name}` in this case",
            help=did_you_mean(name, project.case.nodes, form="`{}`") or "`loadpath check` lists what is there",
        )
    with working("drawing"):
        _write(path, _drawn(project, name, how, width))
    click.echo(f"diagram: {path}")


def _drawn(project: Project, name: str, how: str, width: int | None) -> str:
    from loadpath.report.diagrams.of_case import diagram  # noqa: PLC0415  `--help` stays fast

    def book() -> Book:
        from loadpath.report.book import book_of  # noqa: PLC0415  numbers only where a drawing shows them

        return book_of(project.scene, project.check())

    return diagram(project.case, name, how, book=book, today=project.today, width=width)


def _write(path: Path, svg: str) -> None:
    from loadpath.report.ink import resolved  # noqa: PLC0415
    from loadpath.report.png import png  # noqa: PLC0415

    try:
        content = png(svg) if path.suffix.lower() == ".png" else f"{resolved(svg)}\n".encode()
    except ImportError as error:
        raise LoadpathError(f"`{error.name}` is not installed", help="install `loadpath[report]`") from None
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise UnreadableError(
            f"`{path}` cannot be written: {error.strerror}", help="name another file with --output"
        ) from None
