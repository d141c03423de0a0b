"""`loadpath explain`: the page of a rule."""

from __future__ import annotations

import click

from loadpath.cli.terminal import console, table, visible


@click.command("explain")
@click.argument("rule", required=False)
def command(rule: str | None) -> None:
    """Explain RULE: what it finds, why that matters, how to mend it. Without RULE, list all rules."""
    from rich.markdown import Markdown  # noqa: PLC0415  rich is slow to start

    from loadpath.case.suggest import did_you_mean  # noqa: PLC0415
    from loadpath.checks import RULES  # noqa: PLC0415

    out = console()
    if rule is None:
        rows = table("rule", "pilot", "release", "")
        for item in RULES.values():
            rows.add_row(item.name, item.pilot.value, item.release.value, item.title)
        out.print(rows)
        return
    found = RULES.get(rule)
    if found is None:
        raise click.UsageError(
            f"no rule `{visible(rule)}`; {did_you_mean(rule, RULES, form='`{}`') or '`loadpath explain` lists them'}"
        )
    out.print(f"{found.name}: {found.pilot.value} in a pilot, {found.release.value} in a release\n", style="bold")
    out.print(Markdown(found.page))
