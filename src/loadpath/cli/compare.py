"""`loadpath compare`: why assessors differ and where they cluster, or what changed between two versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import console, table, visible, working
from loadpath.errors import RefusedSettingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from loadpath.assess.clusters import Clusters, Pair
    from loadpath.assess.compare import Comparison, Difference
    from loadpath.assess.pools import Pool
    from loadpath.assess.results import Answer, Assessment, NotComputed
    from loadpath.assess.versions import Versions
    from loadpath.project import Project

POOLS = ("linear", "log-odds")
WITHIN = 3.0


@click.command("compare")
@click.argument("names", nargs=-1, metavar="[A B] [FOLDER]")
@click.option("--pool", type=click.Choice(POOLS), help="Print one number made of all, beside the best and the worst.")
@click.option(
    "--within",
    type=click.FloatRange(min=1),
    metavar="FACTOR",
    help="Without A and B: how far apart assessors of one group may be; 3 unless given.",
)
@options.audience
@options.as_json
def command(*, names: tuple[str, ...], pool: str | None, within: float | None, as_json: bool) -> None:
    """Say why assessors A and B of the case in FOLDER differ; or where all of them cluster; or what changed.

    With A and B: both risks, every input they hold differently, what each carries of the ratio of the two risks
    (Shapley shares, exact up to 12 inputs that matter, sampled beyond), and what it alone does to the verdict.

    Without: all assessors in the order of their risks, the groups they fall into, and for each step from one to the
    next the two inputs that carry most.

    Where A and B are folders and FOLDER is left out, they are two versions of a case: what was added, removed and
    changed, by id, and the risk before and after.
    """
    first, second, folder = _asked(names)
    if folder is None and first is not None and Path(first).is_dir() and Path(second).is_dir():
        if pool or within:
            raise RefusedSettingError(
                "two versions are no assessors", help="leave `--pool` and `--within` out, or name assessors"
            )
        _versions(first, second, as_json=as_json)
        return
    project = options.opened(folder or ".")
    if first is None:
        _everybody(project, pool, within or WITHIN, as_json=as_json)
        return
    if within:
        raise RefusedSettingError("two assessors form no groups", help="leave `--within` out, or A and B")
    with working("computing"):
        found = project.compare(first, second)
    made = _pool(dict(zip((first, second), found.risks, strict=True)), pool)
    if as_json:
        options.print_told(project, {**found.as_json(), "pool": made.as_json() if made else None})
    else:
        out = console()
        _print(out, found)
        _print_pool(out, made)


def _asked(names: tuple[str, ...]) -> tuple[str | None, str, str | None]:
    """Return the two assessors or versions, if two are named, and the folder, if one is."""
    match names:
        case ():
            return None, "", None
        case (folder,) if Path(folder).is_dir():
            return None, "", folder
        case (name,):
            raise click.UsageError(f"Missing argument 'B': `{visible(name)}` is no folder, and two people are compared")
        case (first, second):
            return first, second, None
        case (first, second, folder):
            return first, second, folder
        case _:
            raise click.UsageError("two are compared, in one folder: A B FOLDER")


def _versions(first: str, second: str, *, as_json: bool) -> None:
    before, after = options.opened(first), options.opened(second)
    with working("computing"):
        versions = after.since(before)
    if as_json:
        options.print_json(versions.as_json())
    else:
        _print_versions(console(), versions)


# all assessors --------------------------------------------------------------------------------------------------------


def _everybody(project: Project, pool: str | None, within: float, *, as_json: bool) -> None:
    with working("computing"):
        risks = {one.assessor: one.risk for one in project.risk()}
        from loadpath.assess.clusters import clusters  # noqa: PLC0415  numpy is slow to start

        found = clusters(project.case, risks, within)
    made = _pool(risks, pool)
    if as_json:
        options.print_told(project, {**found.as_json(), "pool": made.as_json() if made else None})
    else:
        out = console()
        _print_everybody(out, found)
        _print_pool(out, made)


def _print_everybody(out: Console, found: Clusters) -> None:
    from loadpath.cli.words import chance, one_in  # noqa: PLC0415  numpy is slow to start

    rows = table("assessor", "risk", "", right=(1, 2))
    for name, risk in found.risks:
        rows.add_row(visible(name), chance(risk), one_in(risk))
    for name, risk, _ in found.left_out:
        rows.add_row(visible(name), chance(risk), "")
    if not rows.row_count:
        out.print("No assessor has given numbers yet; `loadpath risk` lists what would be needed.")
        return
    out.print(rows)
    for name, _, reason in found.left_out:
        out.print(visible(f"{name} is in no group: the risk {_lacking(reason)}."), soft_wrap=True)
    if len(found.risks) > 1:
        _print_groups(out, found)


def _lacking(reason: str) -> str:
    return reason if reason.startswith("is ") else f"is not computed: {reason}"


def _print_groups(out: Console, found: Clusters) -> None:
    from loadpath.case.rounding import times  # noqa: PLC0415  the start stays fast

    groups = "; ".join(_listed(group) if len(group) > 1 else f"{group[0]} alone" for group in found.groups)
    many = len(found.groups)
    told = "They are one group" if many == 1 else f"They fall into {many} groups"
    out.print(visible(f"\n{told}: {groups}."), style="bold", soft_wrap=True)
    out.print(
        "Two are in one group when all that they hold differently comes to a factor of at most "
        f"{times(found.within)} even if nothing cancels; or when others link them so.",
        style="dim",
        soft_wrap=True,
    )
    out.print()
    for gap in found.gaps:
        out.print(visible(_gap(gap)), soft_wrap=True)
    for pair in found.pairs:
        if isinstance(pair.apart, float) and pair.apart > found.within:
            out.print(visible(_cancelling(pair)), soft_wrap=True)


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _gap(gap: Pair) -> str:
    from math import exp  # noqa: PLC0415  only here

    from loadpath.case.rounding import times  # noqa: PLC0415  the start stays fast

    head = f"From {gap.lower} to {gap.higher} the risk is {times(gap.times)} times as high"
    carried = [f"{item.subject} ×{times(exp(item.share))}" for item in gap.heaviest if isinstance(item.share, float)]
    if carried:
        more = "most of it by" if len(carried) > 1 else "most by"
        return f"{head}, {more} {' and '.join(carried)}."
    return f"{head}; which inputs carry that is not told: {gap.method.removeprefix('not computed: ')}."


def _cancelling(pair: Pair) -> str:
    from loadpath.case.rounding import times  # noqa: PLC0415  the start stays fast

    assert isinstance(pair.apart, float)
    return (
        f"{pair.lower} and {pair.higher} come to nearly the same for different reasons: what they hold differently "
        f"comes to a factor of {times(pair.apart)}, and cancels to {times(pair.times)}."
    )


def _pool(risks: Mapping[str, Answer], kind: str | None) -> Pool | None:
    """Return the pool that was asked for.

    Raises:
        RefusedSettingError: when nobody's risk was computed.
    """
    if kind is None:
        return None
    from loadpath.assess.pools import pooled  # noqa: PLC0415  numpy is slow to start

    try:
        return pooled(risks, kind)
    except ValueError as error:
        raise RefusedSettingError(str(error), help="`loadpath risk` lists what would be needed") from None


def _print_pool(out: Console, made: Pool | None) -> None:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance, one_in  # noqa: PLC0415  the same

    if made is None:
        return
    out.print()
    rows = table("pooled on request", "", "risk", "", right=(2, 3))
    for word, (name, risk) in (("best", made.best), ("worst", made.worst)):
        rows.add_row(word, visible(name), chance(risk), one_in(risk))
    if not isinstance(made.risk, NotComputed):
        rows.add_row(made.kind, f"{len(made.of)} assessors", chance(made.risk), one_in(made.risk))
    out.print(rows)
    if isinstance(made.risk, NotComputed):
        out.print(visible(f"The {made.kind} pool is not computed: {made.risk.reason}."), soft_wrap=True)
        return
    out.print(
        f"{made.label.capitalize()}. It is nobody's judgement, and no verdict rests on it.", style="dim", soft_wrap=True
    )


# two assessors --------------------------------------------------------------------------------------------------------


def _print(out: Console, found: Comparison) -> None:
    from loadpath.assess.compare import SAMPLED  # noqa: PLC0415  numpy is slow to start
    from loadpath.cli.words import chance, one_in  # noqa: PLC0415  the same

    for name, risk, verdict in zip((found.first, found.second), found.risks, found.verdicts, strict=True):
        shown = f", {verdict.value}" if verdict else ""
        out.print(f"{name}: {chance(risk)} ({one_in(risk)}){shown}", style="bold", soft_wrap=True)
    if not found.inputs:
        out.print("\nthey hold the same of everything")
        return
    computed = not found.method.startswith("not computed")
    heads = ("share", "x alone", "x last") if computed else ()
    verdicts = ("alone the risk is",) if computed and any(_alone(item, found) for item in found.inputs) else ()
    out.print()
    rows = table("input", found.first, found.second, *heads, *verdicts, right=tuple(range(3, 3 + len(heads))))
    rows.columns[0].no_wrap = True
    for item in found.inputs:
        cells = (_share(item, found), _times(item.taken), _times(item.given_back)) if computed else ()
        last = (_alone(item, found),) if verdicts else ()
        rows.add_row(item.subject, _held(item, first=True), _held(item, first=False), *cells, *last)
    if computed and (whole := _whole(found)):
        rows.add_row("together", "", "", "100 %", whole, whole, style="bold")
    out.print(rows)
    out.print(f"\n{found.method}", style="dim", soft_wrap=True)
    if found.method == SAMPLED:
        out.print("after ±: twice the standard error of the share", style="dim", soft_wrap=True)
    if computed:
        alone = f"alone: {found.first} takes over this one input; last: {found.second} has everything but it before"
        out.print(alone, style="dim", soft_wrap=True)


def _whole(found: Comparison) -> str:
    """Return by how much the risks differ; empty where not every input has a share, or the risks are the same."""
    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start
    from loadpath.case.rounding import times  # noqa: PLC0415  the same

    ends = [risk.low for risk in found.risks if isinstance(risk, Interval)]
    if ends[0] == ends[1] or not all(isinstance(item.share, float) for item in found.inputs):
        return ""
    return times(ends[1] / ends[0])


def _alone(item: Difference, found: Comparison) -> str:
    """Return what one input alone, taken over by the first, makes of side and verdict; empty where of neither."""
    first = found.risks[0]
    words = []
    if item.crosses and found.level is not None:
        from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start

        over = isinstance(first, Interval) and first.low > found.level
        words.append("within the budget" if over else "over the budget")
    if item.verdict and item.verdict != found.verdicts[0]:
        words.append(item.verdict.value)
    return ", ".join(words)


def _held(item: Difference, *, first: bool) -> str:
    from loadpath.assess.compare import WORDS, written  # noqa: PLC0415  numpy is slow to start

    if item.subject == WORDS:
        return "their own"
    return visible(written(item.first if first else item.second) or "no number")


def _share(item: Difference, found: Comparison) -> str:
    from math import log  # noqa: PLC0415  only here

    from loadpath.assess.results import Interval  # noqa: PLC0415  numpy is slow to start
    from loadpath.case.rounding import whole_percent  # noqa: PLC0415  the same

    whole = [risk.low for risk in found.risks if isinstance(risk, Interval)]
    if not isinstance(item.share, float) or whole[0] == whole[1]:
        return "-"
    part = 1 / log(whole[1] / whole[0])
    error = f" ± {200 * abs(item.error * part):.1f}" if item.error else ""
    return f"{whole_percent(item.share * part)}{error} %"


def _times(value: float | NotComputed) -> str:
    from loadpath.case.rounding import times  # noqa: PLC0415

    return times(value) if isinstance(value, float) else "-"


# two versions ---------------------------------------------------------------------------------------------------------


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
