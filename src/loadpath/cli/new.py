"""`loadpath new`: four questions, and a small case that checks."""

from __future__ import annotations

from pathlib import Path

import click

from loadpath.errors import LoadpathError
from loadpath.files.template import first_case


@click.command("new")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--system", prompt="What is the system called", default="Model-1", show_default=True)
@click.option("--used", prompt="Where is it used", default="as a coding agent inside the company", show_default=True)
@click.option(
    "--harm", prompt="What harm must not happen", default="severe, hard-to-reverse loss of control", show_default=True
)
@click.option("--way", prompt="One way it could happen", default="It copies its own weights out", show_default=True)
def command(folder: str, system: str, used: str, harm: str, way: str) -> None:
    """Begin a case in FOLDER: four questions, one small file without a single number, which checks.

    Prose first, numbers when you have them. Nothing that exists is overwritten.
    """
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
