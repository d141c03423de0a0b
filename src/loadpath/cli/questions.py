"""`loadpath questions`: what a case leaves open, sorted by what an answer is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.case.suggest import did_you_mean
from loadpath.cli import options
from loadpath.cli.terminal import console, table, visible, working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from loadpath.assess.asking import Asked
    from loadpath.project import Project

FIRST = 10
NOBODY = "nobody"

owner = click.option(
    "--owner", metavar="NAME", help=f"Only questions for this person or team; `{NOBODY}`: those for nobody yet."
)
"""Whom to ask."""


@click.command("questions")
@options.folder
@options.by
@owner
@options.everything
@options.as_json
def command(folder: str, by: str | None, owner: str | None, everything: bool, as_json: bool) -> None:
    """List what the case in FOLDER leaves open, what is worth most first.

    Unknown cells and numbers, numbers without a reason, parts nobody owns, requests that wait. Worth is how many times
    the risk grows from the best answer to the worst, for the assessor to whom that is most. `loadpath ask` makes a page
    of it to send.
    """
    project = options.opened(folder)
    with working("computing"):
        found = for_whom(project.questions(by), owner)
    if as_json:
        options.print_told(project, {"questions": [one.as_json() for one in found]})
        return
    _print(console(), found if everything else found[:FIRST], project)
    if len(found) > FIRST and not everything:
        click.echo(f"\n{len(found) - FIRST} more with --all")


def for_whom(found: Sequence[Asked], owner: str | None) -> tuple[Asked, ...]:
    """Return the questions for one person or team, or all.

    Raises:
        ValueError: when there is none for them.
    """
    if owner is None:
        return tuple(found)
    wanted = "" if owner.casefold() == NOBODY else owner.casefold()
    chosen = tuple(one for one in found if one.question.to.casefold() == wanted)
    if not chosen:
        names = sorted({one.question.to for one in found if one.question.to})
        raise ValueError(
            f"no question is for {owner!r}; {did_you_mean(owner, names) or 'there are ' + ', '.join(names)}"
        )
    return chosen


def _print(out: Console, found: Sequence[Asked], project: Project) -> None:
    from loadpath.report.asking import factor_words, until, why  # noqa: PLC0415  only when a table is printed

    if not found:
        out.print("nothing is open")
        return
    rows = table("worth", "", right=(0,))
    for one in found:
        asked = one.question
        to = f"for {asked.to}" if asked.to else f"for {NOBODY} yet"
        due = until(one, project.today)
        rows.add_row(factor_words(one.worth), visible(asked.text))
        rows.add_row("", visible(why(one, project.case)), style="dim")
        rows.add_row("", visible(f"{to}{due}; {asked.at.file}:{asked.at.line}; {asked.id}"), style="dim")
    out.print(rows)
