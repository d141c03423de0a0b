"""`loadpath new`: four questions and a small case that checks, or the next case from the one before."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loadpath.errors import LoadpathError
from loadpath.files.template import first_case

if TYPE_CHECKING:
    from loadpath.files.carried import Carried


class Asked(click.Option):
    """An option that is asked for, unless the case is carried on from another."""

    def prompt_for_value(self, ctx: click.Context) -> Any:  # noqa: ANN401  the signature is click's
        """Return the answer; nothing is asked where `--from` says it all."""
        return self.default if isinstance(ctx.params.get("origin"), str) else super().prompt_for_value(ctx)


@click.command("new")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option(
    "--from",
    "origin",
    type=click.Path(file_okay=False),
    is_eager=True,
    metavar="OLD",
    help="Carry on from the case in this folder instead; nothing is asked.",
)
@click.option("--system", cls=Asked, prompt="What is the system called", default="Model-1", show_default=True)
@click.option(
    "--used", cls=Asked, prompt="Where is it used", default="as a coding agent inside the company", show_default=True
)
@click.option(
    "--harm",
    cls=Asked,
    prompt="What harm must not happen",
    default="severe, hard-to-reverse loss of control",
    show_default=True,
)
@click.option(
    "--way", cls=Asked, prompt="One way it could happen", default="It copies its own weights out", show_default=True
)
def command(folder: str, origin: str | None, system: str, used: str, harm: str, way: str) -> None:
    """Begin a case in FOLDER: four questions, one small file without a single number, which checks.

    Prose first, numbers when you have them. Nothing that exists is overwritten. With `--from OLD` it is the case that
    follows the one in OLD: every claim is marked as carried over and not argued again, reviews and waivers stay behind,
    and the dates are open; `loadpath todo` then lists what has to be done, by owner.
    """
    if origin is not None:
        _carry(Path(origin), Path(folder))
        return
    path = Path(folder) / "case.md"
    if path.exists():
        raise LoadpathError(f"`{path}` exists", help="name another folder; nothing was changed")
    text = first_case(Path(folder).resolve().name, system=system, used=used, harm=harm, way=way)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    click.echo(f"wrote {path}\n")
    click.echo(f"  loadpath check {folder}           what is still missing")
    click.echo(f"  loadpath risk {folder}            what would be needed to put a number on it")
    click.echo(f"  loadpath report {folder} --open   read it as others will")


def _carry(origin: Path, folder: Path) -> None:
    """Write the next case into a folder that is empty or not there."""
    from loadpath.files.carried import carried_on  # noqa: PLC0415  the start stays fast
    from loadpath.files.folder import source_in, texts_of, write_texts  # noqa: PLC0415  the same

    if folder.exists() and any(folder.iterdir()):
        raise LoadpathError(f"`{folder}` is not empty", help="name another folder; nothing was changed")
    found = carried_on(texts_of(origin), _id_of(folder))
    sources = {name: source_in(origin, "case.md", name) for name in found.files}
    folder.mkdir(parents=True, exist_ok=True)
    write_texts(folder, {}, found.texts)
    for name, path in sources.items():
        if path is not None and name not in found.texts:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name)
    _say(found, origin, folder)


def _id_of(folder: Path) -> str:
    """Return the id that a folder gives its case."""
    return re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "next-case"


def _say(found: Carried, origin: Path, folder: Path) -> None:
    twice = f", {len(found.again)} of them for the second time or more" if found.again else ""
    click.echo(f"wrote {folder}, which follows {origin}\n")
    click.echo(f"  {_count(len(found.claims), 'claim')} carried over, not argued again{twice}")
    if found.left_out:
        click.echo(f"  not carried over: {', '.join(found.left_out)}")
    click.echo(f"  left open: {', '.join(found.questions)}\n")
    click.echo(f"  loadpath todo {folder} --since {origin}   what has to be done, by owner")
    click.echo(f"  loadpath check {folder}   what is still missing")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
