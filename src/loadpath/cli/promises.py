"""`loadpath promises`: which promises have come due, and which were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import console, visible, working

if TYPE_CHECKING:
    from rich.console import Console

    from loadpath.assess.promises import Promise, State
    from loadpath.case.graph import CaseGraph


@click.command("promises")
@options.folder
@options.as_json
def command(folder: str, as_json: bool) -> None:
    """Judge the promises in FOLDER whose triggers speak of computed numbers.

    A promise is not due while its trigger does not hold. Triggered, it is kept once it is said to be done in time, and
    breached after its last day. Where a trigger is for people to judge, who judges it is said.
    """
    from loadpath.assess.promises import promises  # noqa: PLC0415  numpy is slow to start

    project = options.opened(folder)
    with working("computing"):
        found = promises(project.case, project.risk(), project.today)
    if as_json:
        options.print_told(project, {"promises": [one.as_json() for one in found]})
        return
    _print(console(), found, project.case)


def _print(out: Console, found: tuple[Promise, ...], case: CaseGraph) -> None:
    if not found:
        out.print("nothing is promised: the case has no `Commitment`")
        return
    counts: dict[State, int] = {}
    for one in found:
        counts[one.state] = counts.get(one.state, 0) + 1
    out.print("; ".join(f"{number} {state.value}" for state, number in counts.items()), style="bold")
    for one in found:
        node = case.nodes[one.id]
        out.print(visible(f"\n{one.id}: {node.title}"), style="bold", soft_wrap=True)
        out.print(visible(f"  {one.state.value}: {one.reason}"), soft_wrap=True)
        for key in ("trigger", "then"):
            text = next((item.text for item in node.fields if item.key == key), "")
            if text:
                out.print(visible(f"  {key}: {text}"), style="dim", soft_wrap=True)
