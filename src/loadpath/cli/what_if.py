"""`loadpath what-if`: suppose something, and see the risk move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import console, table, visible, working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from loadpath.assess.what_if import WhatIf


@click.command("what-if")
@click.argument("words", nargs=-1, required=True, metavar="ID=VALUE... [FOLDER]")
@options.audience
@options.by
@options.as_json
def command(words: tuple[str, ...], by: str | None, as_json: bool) -> None:
    """Compute the risk given that something is so, for every assessor.

    VALUE is `true` or `false`, of a barrier also `works` or `fails`, of a response `"too late"` or `"in time"`: that is
    taken for a fact, as evidence would be. Or it is a number, such as `5%`, `"3% (1%-10%)"` or `"fails 20%"`, which
    replaces the assessor's own. Several settings hold together. Nothing is written to the case.
    """
    settings, folder = parted(words)
    project = options.opened(folder)
    with working("computing"):
        found = project.what_if(settings, by)
    if as_json:
        supposed = list(found[0].supposed) if found else []
        case = {"case": project.case.head.id, "digest": project.case.digest}
        options.print_json({**case, "supposed": supposed, "assessors": [item.as_json() for item in found]})
        return
    _print(console(), found)


def parted(words: Sequence[str]) -> tuple[dict[str, str], str]:
    """Return settings by id, and the folder; the last word without `=` is the folder."""
    folder = words[-1] if "=" not in words[-1] else "."
    settings: dict[str, str] = {}
    for word in words if "=" in words[-1] else words[:-1]:
        key, found, value = word.partition("=")
        if not found or not value.strip():
            raise click.UsageError(f"`{word}` is no setting; write `id=value`, such as `scheming=5%`")
        if key.strip() in settings:
            raise click.UsageError(f"`{key.strip()}` is set twice; give it one value")
        settings[key.strip()] = value.strip()
    if not settings:
        raise click.UsageError("nothing is supposed; write `id=value`, such as `file-permissions-tight=false`")
    return settings, folder


def _print(out: Console, found: Sequence[WhatIf]) -> None:
    from loadpath.cli.words import chance, digits, factor, one_in, verdict  # noqa: PLC0415  numpy is slow to start

    if not found:
        out.print("no assessor has given numbers yet; `loadpath risk` lists what would be needed")
        return
    out.print(f"what if {visible(' and '.join(found[0].supposed))}?\n", style="bold", soft_wrap=True)
    rows = table("assessor", "risk now", "", "then", "", "times", "verdict then", right=(1, 2, 3, 4, 5))
    for item in found:
        now, then = item.before, item.after
        rows.add_row(
            item.assessor,
            chance(now.risk, digits(now)),
            one_in(now.risk, digits(now)),
            chance(then.risk, digits(then)),
            one_in(then.risk, digits(then)),
            factor(item.times),
            verdict(then.budget),
        )
    out.print(rows)
