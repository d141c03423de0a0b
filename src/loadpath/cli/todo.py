"""`loadpath todo`: what has to be argued again, by owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import console, table, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from loadpath.assess.todo import Change, Task

FIRST = 8
NOBODY = "nobody"


@click.command("todo")
@options.folder
@click.option("--since", type=click.Path(file_okay=False), help="The folder of the case before: what changed since?")
@click.option("--owner", metavar="NAME", help=f"Only the work of this person or team; `{NOBODY}`: what nobody owns.")
@options.everything
@options.as_json
def command(folder: str, since: str | None, owner: str | None, everything: bool, as_json: bool) -> None:
    """List what has to be argued again in FOLDER, by owner.

    Claims carried over and not argued again, evidence and waivers that ran out, what is challenged, and what would make
    a claim stale. With `--since` what another system, other tools or another deployment opens again, with the way.
    """
    from loadpath.assess.todo import changes_of, todo  # noqa: PLC0415  the start stays fast

    project = options.opened(folder)
    project.require_sound()
    before = options.opened(since).case if since else None
    changes = changes_of(before.head, project.case.head) if before else ()
    found = [one for one in todo(project.case, project.today, before) if _theirs(one, owner)]
    if as_json:
        parts = {"changes": [one.as_json() for one in changes], "tasks": [one.as_json() for one in found]}
        options.print_told(project, parts)
        return
    out = console()
    if before is not None:
        _print_changes(out, changes, before.head.id)
    _print(out, found, everything=everything)


def _theirs(task: Task, owner: str | None) -> bool:
    return owner is None or task.owner.casefold() == ("" if owner.casefold() == NOBODY else owner.casefold())


def _print_changes(out: Console, changes: Iterable[Change], before: str) -> None:
    told = [one.words for one in changes]
    out.print(visible(f"since {before}: " + ("; ".join(told) or "the same system, deployment and components")))
    out.print()


def _print(out: Console, found: list[Task], *, everything: bool) -> None:
    if not found:
        out.print("nothing is to be done")
        return
    by: dict[str, list[Task]] = {}
    for one in found:
        by.setdefault(one.owner, []).append(one)
    counted = ", ".join(f"{visible(owner) or NOBODY} {len(tasks)}" for owner, tasks in _sorted(by))
    out.print(f"{len(found)} to do: {counted}", style="bold", soft_wrap=True)
    for owner, tasks in _sorted(by):
        out.print(visible(f"\n{owner or 'owned by nobody'}"), style="bold")
        rows = table("", "part", "why")
        rows.columns[0].no_wrap = rows.columns[1].no_wrap = True
        for one in tasks if everything else tasks[:FIRST]:
            way = f"; {' <- '.join(reversed(one.path))}" if len(one.path) > 1 else ""
            rows.add_row(one.kind, one.subject, visible(one.why + way))
        out.print(rows)
        if not everything and len(tasks) > FIRST:
            out.print(f"{len(tasks) - FIRST} more with --all", style="dim")


def _sorted(by: dict[str, list[Task]]) -> list[tuple[str, list[Task]]]:
    """Return owners, who has most to do first, and last what nobody owns."""
    return sorted(by.items(), key=lambda item: (not item[0], -len(item[1]), item[0]))
