"""`loadpath serve`: read the report live."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import click

from loadpath.case.audience import INTERNAL
from loadpath.cli import options
from loadpath.errors import LoadpathError

NEEDED = ("jinja2", "starlette", "uvicorn", "watchfiles")


@click.command("serve")
@options.folder
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="PORT", default=0, help="Where to listen; without it, a free one."
)
@click.option("--no-open", is_flag=True, help="Print the link, and do not open it in a browser.")
def command(folder: str, port: int, no_open: bool) -> None:
    """Serve the report of the case in FOLDER to yourself: pages that follow the text as it is saved.

    For one person, on this machine: the link that is printed opens once, and nothing can be written through the pages.
    Ctrl-C ends it.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise LoadpathError(f"{', '.join(missing)} is not installed", help="install `loadpath[web]`")
    from loadpath.following import Following  # noqa: PLC0415  `--help` stays fast
    from loadpath.web.server import run  # noqa: PLC0415  other commands load nothing of the web

    def announce(link: str) -> None:
        click.echo(f"reading: {link}\n(the link opens once; Ctrl-C ends)")
        if not no_open:
            click.launch(link)

    audience = click.get_current_context().meta.get(options.AUDIENCE, INTERNAL)
    today = datetime.now(tz=UTC).date()
    options.opened(folder)
    run(Following(Path(folder), today, audience), Path(folder), port, announce)
    click.echo("ended")
