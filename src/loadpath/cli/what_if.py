"""`loadpath what-if`: suppose something, or try what does not exist yet, and see the risk move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working
from loadpath.errors import FaultyCaseError, RefusedSettingError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from loadpath.assess.what_if import WhatIf
    from loadpath.project import Project

MEND = "mend the numbers of what is tried: a range lies around its number, such as `10% (5%-20%)`"

SAME = 1e-9
"""A risk that is larger by less than this part is not larger."""

add = click.option(
    "--add",
    "ideas",
    multiple=True,
    metavar="TEXT",
    help="Try what is not in the case: `gate fails 10% on theft`, or FILE.md with such lines; as often as wanted.",
)
"""What is tried besides the case."""


EXAMPLES = """\b
Ideas are written like this:
  --add "gate fails 10% (5%-20%) cost $1M tax 5% needs staffed on theft, leak"
  --add "drill restores staffed cost $1M"
  --add idea.md
"""


@click.command("what-if", epilog=EXAMPLES)
@click.argument("words", nargs=-1, metavar="[ID=VALUE]... [FOLDER]")
@add
@options.audience
@options.by
@options.as_json
def command(words: tuple[str, ...], ideas: tuple[str, ...], by: str | None, as_json: bool) -> None:
    """Compute the risk given that something is so, for every assessor.

    VALUE is `true` or `false`, of a barrier also `works` or `fails`, of a response `"too late"` or `"in time"`: that is
    taken for a fact, as evidence would be. Or it is a number, such as `5%`, `"3% (1%-10%)"` or `"fails 20%"`, which
    replaces the assessor's own. Several settings hold together. Nothing is written to the case.

    What does not exist yet is tried by `--add`, as if it were built. A barrier stands at the end of the chain of each
    pathway behind `on`, and every assessor who starts from nobody else is given its number. `cost`, `tax`, `feasible`
    and `needs` may be left out. In a file stand such ideas, one in each line, and behind them text of a case: new
    parts, and lines for assessors under their headings.
    """
    if not words and not ideas:
        raise click.MissingParameter(
            "Set something, or try something by `--add`.", param_hint="ID=VALUE", param_type="argument"
        )
    settings, folder = parted(words, needed=not ideas)
    project = options.opened(folder)
    with working("computing"):
        tried = with_ideas(project, ideas, planned=False)
        found = _compared(project, tried, ideas, settings, by) if ideas else project.what_if(settings, by)
    fresh = fresh_in(project, tried)
    if as_json:
        supposed = list(found[0].supposed) if found else []
        told = {"supposed": supposed, "tried": list(fresh), "assessors": [item.as_json() for item in found]}
        options.print_told(project, told)
        return
    out = console()
    _print(out, found)
    if ideas and found:
        _print_tried(out, found, fresh)


def parted(words: Sequence[str], *, needed: bool = True) -> tuple[dict[str, str], str]:
    """Return settings by id, and the folder; the last word without `=` is the folder.

    Raises:
        UsageError: when a word is no setting, is set twice, or a setting is needed and there is none.
    """
    last = bool(words) and "=" not in words[-1]
    folder = words[-1] if last else "."
    settings: dict[str, str] = {}
    for word in words[:-1] if last else words:
        key, found, value = word.partition("=")
        if not found or not value.strip():
            raise click.UsageError(f"`{word}` is no setting; write `id=value`, such as `scheming=5%`")
        if key.strip() in settings:
            raise click.UsageError(f"`{key.strip()}` is set twice; give it one value")
        settings[key.strip()] = value.strip()
    if needed and not settings:
        raise click.UsageError("nothing is supposed; write `id=value`, such as `file-permissions-tight=false`")
    return settings, folder


# what is tried --------------------------------------------------------------------------------------------------------


def with_ideas(project: Project, ideas: Sequence[str], *, planned: bool) -> Project:
    """Return a case with what is tried written into its text; nothing is written to the folder.

    Args:
        project: a case.
        ideas: as they stand on the command line; a name that ends in `.md` is a file with ideas or a fragment.
        planned: whether what is tried in the short form is planned, or built.

    Raises:
        RefusedSettingError: when an idea cannot be read, or contradicts itself.
        FaultyCaseError: when the case itself has errors.
    """
    if not ideas:
        return project
    from dataclasses import replace  # noqa: PLC0415  only when something is tried

    from loadpath.files.added import added  # noqa: PLC0415  the start stays fast

    known = project.risk()
    found = replace(project, texts=added(project.texts, [_text(idea) for idea in ideas], planned=planned))
    try:
        short = len(found.risk()) < len(known)
    except FaultyCaseError as error:
        raise RefusedSettingError(f"what is tried cannot be: {error}", help=MEND) from None
    if short:
        raise RefusedSettingError("what is tried contradicts itself for some assessor", help=MEND)
    return found


def fresh_in(project: Project, tried: Project) -> tuple[str, ...]:
    """Return the ids of what is tried."""
    return tuple(name for name in tried.case.nodes if name not in project.case.nodes)


def _text(idea: str) -> str:
    """Return an idea, or the text of the file that it names."""
    if not idea.strip().endswith(".md"):
        return idea
    from loadpath.files.added import LONGEST_FRAGMENT  # noqa: PLC0415  the start stays fast

    try:
        with open(idea.strip(), encoding="utf-8", newline="") as file:  # noqa: PTH123  read in part
            return file.read(LONGEST_FRAGMENT + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UnreadableError(
            f"`{idea.strip()}` cannot be read: {reason}", help="name a file with a fragment of a case"
        ) from None


def _compared(
    project: Project, tried: Project, ideas: Sequence[str], settings: dict[str, str], by: str | None
) -> tuple[WhatIf, ...]:
    """Return the risk of the case as it is, and with what is tried, and what is supposed besides."""
    from loadpath.assess.what_if import WhatIf  # noqa: PLC0415  numpy is slow to start

    before = {one.assessor: one for one in ((project.risk(by),) if by else project.risk())}
    words = tuple(idea.strip() + (" holds" if idea.strip().endswith(".md") else "") for idea in ideas)
    if settings:
        given = tried.what_if(settings, by)
        after = {one.assessor: ((*words, *one.supposed), one.after) for one in given}
    else:
        after = {one.assessor: (words, one) for one in ((tried.risk(by),) if by else tried.risk())}
    return tuple(
        WhatIf(supposed=after[name][0], before=one, after=after[name][1])
        for name, one in before.items()
        if name in after
    )


def _print_tried(out: Console, found: Sequence[WhatIf], fresh: Sequence[str]) -> None:
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start

    out.print(visible(f"\nTried here, not in the case: {', '.join(fresh)}."))
    larger = [item.assessor for item in found if isinstance(item.times, Interval) and item.times.high > 1 + SAME]
    if larger:
        out.print(visible(f"The risk is larger with it for {', '.join(larger)}."))
    maybe = [item.assessor for item in found if not isinstance(item.times, Interval) and _may_be_larger(item)]
    if maybe:
        out.print(visible(f"With it the highest or the lowest that the risk can be is higher for {', '.join(maybe)}."))


def _may_be_larger(item: WhatIf) -> bool:
    """Return whether an end of a risk of which something is unknown is higher than before."""
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start

    now, then = item.before.risk, item.after.risk
    if not isinstance(now, Interval) or not isinstance(then, Interval):
        return False
    return then.high > now.high * (1 + SAME) or then.low > now.low * (1 + SAME)


# words ----------------------------------------------------------------------------------------------------------------


def _print(out: Console, found: Sequence[WhatIf]) -> None:
    from loadpath.assess.results import Interval, NotComputed  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance, digits, factor, one_in, verdict  # noqa: PLC0415  the same

    if not found:
        out.print(NO_NUMBERS)
        return
    out.print(f"what if {visible(' and '.join(found[0].supposed))}?\n", style="bold", soft_wrap=True)
    rows = table("assessor", "risk now", "", "then", "", "times", "verdict then", right=(1, 2, 3, 4, 5))
    rows.columns[0].no_wrap = True
    for item in found:
        now, then = item.before, item.after
        rows.add_row(
            item.assessor,
            chance(now.risk, digits(now)),
            one_in(now.risk, digits(now)),
            chance(then.risk, digits(then)),
            one_in(then.risk, digits(then)),
            factor(item.times) if isinstance(item.times, Interval) else "unknown",
            verdict(then.budget),
        )
    out.print(rows)
    reasons = dict.fromkeys(item.times.reason for item in found if isinstance(item.times, NotComputed))
    for reason in reasons:
        out.print(visible(f"Where it says unknown, how many times is not computed: {reason}."), style="dim")
