"""`loadpath compare`: why two assessors differ, or what changed between two versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import console, table, visible, working

if TYPE_CHECKING:
    from rich.console import Console

    from loadpath.assess.compare import Comparison, Difference
    from loadpath.assess.results import Assessment, NotComputed
    from loadpath.assess.versions import Versions


@click.command("compare")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.argument("folder", type=click.Path(file_okay=False), required=False)
@options.audience
@options.as_json
def command(first: str, second: str, folder: str | None, as_json: bool) -> None:
    """Say why assessors A and B of the case in FOLDER differ; or what changed from folder A to folder B.

    For assessors: both risks, every input they hold differently, and what each carries of the ratio of the two risks
    (Shapley shares, exact up to 8 inputs that matter). For versions: what was added, removed and changed, by id, and
    the risk before and after. A and B are versions when both are folders and FOLDER is left out.
    """
    if folder is None and Path(first).is_dir() and Path(second).is_dir():
        before, after = options.opened(first), options.opened(second)
        with working("computing"):
            versions = after.since(before)
        if as_json:
            options.print_json(versions.as_json())
        else:
            _print_versions(console(), versions)
        return
    project = options.opened(folder or ".")
    with working("computing"):
        found = project.compare(first, second)
    if as_json:
        options.print_json({"case": project.case.head.id, "digest": project.case.digest, **found.as_json()})
    else:
        _print(console(), found)


def _print(out: Console, found: Comparison) -> None:
    from loadpath.cli.words import chance, one_in  # noqa: PLC0415  numpy is slow to start

    for name, risk in zip((found.first, found.second), found.risks, strict=True):
        out.print(f"{name}: {chance(risk)} ({one_in(risk)})", style="bold", soft_wrap=True)
    if not found.inputs:
        out.print("\nthey hold the same of everything")
        return
    computed = not found.method.startswith("not computed")
    heads = ("share", "x alone", "x last") if computed else ()
    out.print()
    rows = table("input", found.first, found.second, *heads, right=tuple(range(3, 3 + len(heads))))
    rows.columns[0].no_wrap = True
    for item in found.inputs:
        cells = (_share(item, found), _times(item.taken), _times(item.given_back)) if computed else ()
        rows.add_row(item.subject, _held(item, first=True), _held(item, first=False), *cells)
    out.print(rows)
    out.print(f"\n{found.method}", style="dim", soft_wrap=True)
    if computed:
        alone = f"alone: {found.first} takes over this one input; last: {found.second} has everything but it before"
        out.print(alone, style="dim", soft_wrap=True)


def _held(item: Difference, *, first: bool) -> str:
    from loadpath.assess.compare import WORDS, written  # noqa: PLC0415  numpy is slow to start

    if item.subject == WORDS:
        return "their own"
    return visible(written(item.first if first else item.second) or "no number")


def _share(item: Difference, found: Comparison) -> str:
    from math import log  # noqa: PLC0415  only here

    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start

    whole = [risk.low for risk in found.risks if isinstance(risk, Interval)]
    if not isinstance(item.share, float) or whole[0] == whole[1]:
        return "-"
    return f"{100 * item.share / log(whole[1] / whole[0]):.0f} %"


def _times(value: float | NotComputed) -> str:
    from loadpath.case.rounding import times  # noqa: PLC0415

    return times(value) if isinstance(value, float) else "-"


def _print_versions(out: Console, found: Versions) -> None:
    from loadpath.cli.words import chance, one_in  # noqa: PLC0415  numpy is slow to start

    def risk(item: Assessment | None) -> tuple[str, str]:
        return (chance(item.risk), one_in(item.risk)) if item else ("no such assessor", "")

    changes = found.changes
    out.print(f"case {found.digests[0][:12]} -> {found.digests[1][:12]}\n", style="bold")
    rows = table("", "id", "kind", "what differs")
    for word, nodes in (("added", changes.added), ("removed", changes.removed)):
        for name, kind in nodes:
            rows.add_row(word, name, kind, "")
    for item in changes.changed:
        rows.add_row("changed", item.id, item.kind, visible(", ".join(item.parts)))
    out.print(rows if rows.row_count else "nothing says anything else than before")
    out.print()
    risks = table("assessor", "risk before", "", "after", "", right=(1, 2, 3, 4))
    for one in found.assessors:
        risks.add_row(one.assessor, *risk(one.before), *risk(one.after))
    out.print(risks)
