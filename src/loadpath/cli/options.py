"""Arguments and options that several commands share, so that they are spelled and explained once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from loadpath.project import Project

folder = click.argument("folder", type=click.Path(file_okay=False), default=".")
by = click.option(
    "--by", metavar="ASSESSOR", help="Only this assessor; `published` reads the case in its own words of strength."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs: full digits, stable keys.")
everything = click.option("--all", "everything", is_flag=True, help="Print everything, not only what matters most.")


def opened(path: str) -> Project:
    """Return the case in a folder, judged against today."""
    from loadpath.project import read  # noqa: PLC0415  `--help` stays fast

    return read(path, today=datetime.now(tz=UTC).date())


def print_json(value: object) -> None:
    """Print a value as JSON with two spaces of indentation; NaN is refused."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False))
