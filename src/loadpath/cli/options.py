"""Arguments and options that several commands share, so that they are spelled and explained once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.case.audience import AUDIENCES, INTERNAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from loadpath.project import Project

    Command = Callable[..., None]

AUDIENCE = "loadpath.audience"


def _remember(ctx: click.Context, _option: click.Parameter, value: str) -> None:
    ctx.meta[AUDIENCE] = value


audience = click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    default=INTERNAL,
    expose_value=False,
    callback=_remember,
    help="Who is to see this: what they may not see is taken out first, then everything is computed from the rest.",
)
"""An option that `opened` looks up itself, so that every command that opens a case has it."""


def folder(command: Command) -> Command:
    """Give a command the folder of a case, and the option `--audience`."""
    named = click.argument("folder", type=click.Path(file_okay=False), default=".")
    return audience(named(command))


MODEL = ".xml"
"""A file that ends so is a fault tree."""


def is_model(path: str) -> bool:
    """Return whether a path names a fault tree, and no folder."""
    return path.casefold().endswith(MODEL) and not Path(path).is_dir()


def _checked(ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    kind = click.Path() if is_model(value) else click.Path(file_okay=False)
    return str(kind.convert(value, parameter, ctx))


def folder_or_model(command: Command) -> Command:
    """Give a command the folder of a case or a fault tree, and the option `--audience`."""
    return audience(click.argument("folder", default=".", callback=_checked)(command))


by = click.option(
    "--by", metavar="ASSESSOR", help="Only this assessor; `published` reads the case in its own words of strength."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs: full digits, stable keys.")
everything = click.option("--all", "everything", is_flag=True, help="Print everything, not only what matters most.")


def opened(path: str) -> Project:
    """Return the case in a folder, for the audience that was asked for, judged against today."""
    from loadpath.project import read  # noqa: PLC0415  `--help` stays fast

    audience = click.get_current_context().meta.get(AUDIENCE, INTERNAL)
    return read(path, today=datetime.now(tz=UTC).date(), audience=audience)


def print_told(project: Project, told: Mapping[str, object]) -> None:
    """Print answers as JSON, after the id and the digest of the case that they are about."""
    print_json({"case": project.case.head.id, "digest": project.case.digest, **told})


def print_json(value: object) -> None:
    """Print a value as JSON with two spaces of indentation, all of it printable ASCII; NaN is refused."""
    text = json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False)
    click.echo(text.replace("\x7f", "\\u007f"))  # the one control character that JSON leaves as it is
