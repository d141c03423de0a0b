"""`loadpath evidence`: real results enter a case, and are counted again by whoever doubts them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.case.node import Evidence
from loadpath.case.record import UNSCORED
from loadpath.cli import changes, options
from loadpath.cli.terminal import console, table, visible, working
from loadpath.errors import LoadpathError, RefusedChangeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import Console

    from loadpath.case.record import Counting, Record, Run
    from loadpath.evidence.add import Addition, Bound
    from loadpath.evidence.verify import Verified

    Command = Callable[..., None]

SYMBOLS = {"SAME": "=", "BOUND": "#", "STATED": "i", "ABSENT": "?", "DIFFERENT": "×"}
"""Never a colour alone."""


@click.group("evidence")
def command() -> None:
    """Read results, add them to a case, and count them again."""


def _counted(wrapped: Command) -> Command:
    """Give a command the options that say how samples become events."""
    for option in (
        click.option("--useful", default="", metavar="EXPR", help="When an honest sample did its main task."),
        click.option("--budget", default="", metavar="PERCENT", help="Share of honest samples to audit, such as 5%."),
        click.option(
            "--unscored",
            type=click.Choice(UNSCORED),
            default=None,
            help="What errors, missing scores and void samples count as. Say why in the text if not as events.",
        ),
        click.option("--void", default="", metavar="EXPR", help="When a sample does not count as scored."),
        click.option(
            "--cluster", default="", metavar="KEY", help="The metadata key, or column, of what belongs together."
        ),
        click.option("--event", default="", metavar="EXPR", help="When a sample is an event; usually `value = 1`."),
        click.option("--score", default="", metavar="NAME", help="The score that `value` means."),
    ):
        wrapped = option(wrapped)
    return wrapped


@command.command("read", short_help="Say what a log holds.")
@click.argument("log", type=click.Path(dir_okay=False))
@click.option("--cluster", default="", metavar="KEY", help="The metadata key whose different values are counted.")
@options.as_json
def read(log: str, cluster: str, as_json: bool) -> None:
    """Say what an evaluation log of Inspect AI holds, every sample read: counts, scores, model, code, times."""
    from loadpath.evidence.logs import INSPECT, Place, form_of, run_of  # noqa: PLC0415  `--help` stays fast
    from loadpath.evidence.told import as_plain  # noqa: PLC0415  `--help` stays fast

    place = Place(log, Path(log).name)
    if form_of(place) != INSPECT:
        raise LoadpathError(
            f"`{place.name}` is no log of Inspect",
            help="`loadpath evidence add ID --table FILE` or `--lm-eval FILE` counts it",
        )
    with working("reading"):
        run = run_of(place, cluster)
    if as_json:
        options.print_json(as_plain(run))
    else:
        _print_run(console(), run)


@command.command("add", short_help="Count results into a finding.")
@click.argument("name", metavar="ID")
@click.argument("others", metavar="[FOLDER] [LOG]...", nargs=-1)
@click.option("--inspect", "inspect", multiple=True, metavar="LOG", help="A log of Inspect AI; more may follow it.")
@click.option("--table", "tables", multiple=True, metavar="FILE", help="A table: CSV, JSONL or Parquet.")
@click.option("--lm-eval", "lm_eval", multiple=True, metavar="FILE", help="Results or samples of lm-eval.")
@click.option(
    "--document", default="", metavar="FILE", help="A document in the case: bound by its digest, not counted."
)
@click.option("--reader", default="", metavar="NAME", help="Read the logs with this installed reader.")
@click.option("--honest", multiple=True, metavar="LOG", help="A log of honest samples, to measure a monitor.")
@click.option("--attack", "attacks", multiple=True, metavar="LOG", help="A log of attacks, to measure a monitor.")
@_counted
@click.option("--about", default="", metavar="PROPOSITION", help="For a new finding: what it is about.")
@click.option("--title", default="", help="For a new finding: its title.")
@click.option("--into", default="", metavar="FILE", help="For a new finding: the file of the case to write it to.")
@changes.dry
def add(name: str, others: tuple[str, ...], dry: bool, **given: str | tuple[str, ...]) -> None:
    """Count results and write them to the finding ID of the case in FOLDER, with a record that names every log.

    The unit is the cluster, not the transcript: without --cluster every sample id is one. Errors, missing scores and
    void samples count as events unless --unscored says otherwise.
    """
    from loadpath.evidence.add import FILE, Fresh, add, add_document  # noqa: PLC0415  `--help` stays fast

    folder, more = _sorted(others)
    project = options.opened(folder)
    if given["document"]:
        bound = add_document(project, name, str(given["document"]))
        _write(str(project.folder), bound, dry=dry)
        console(err=dry).print(visible(f"{name}: {bound.document}"), style="bold", soft_wrap=True)
        return
    attacks = tuple(given["attacks"])
    loose = [*given["inspect"], *given["tables"], *given["lm_eval"], *more]
    if loose and (attacks or given["honest"]):
        raise RefusedChangeError(
            f"`{loose[0]}` is named for neither side", help="write `--honest` or `--attack` before each of these logs"
        )
    files = [*loose, *given["honest"]]
    if not files:
        raise RefusedChangeError(
            "no log is named", help="name one with `--inspect LOG`, `--table FILE` or `--honest LOG`"
        )
    about, title, into = (str(given[key]) for key in ("about", "title", "into"))
    fresh = Fresh(about=about, title=title or name.replace("-", " "), file=into or FILE) if about else None
    forms = {"table": given["tables"], "lm-eval": given["lm_eval"], "inspect": given["inspect"] or attacks}
    form = str(given["reader"]) or next((form for form, named in forms.items() if named), "")
    with working("counting"):
        found = add(
            project,
            name,
            files,
            _counting(given, project.case.get(name, Evidence), bool(attacks)),
            attacks=attacks,
            form=form,
            fresh=fresh,
        )
    _carry_out(str(project.folder), found, dry=dry)


@command.command("verify", short_help="Count everything again.")
@click.argument("folder", type=click.Path(file_okay=False), default=".")
@click.option(
    "--logs", type=click.Path(file_okay=False, exists=True), help="A folder with logs that are not in the case."
)
@options.as_json
def verify(folder: str, logs: str | None, as_json: bool) -> None:
    """Hash and count again everything that the findings of a case come from; exit with 1 where anything differs."""
    from loadpath.evidence.verify import clean, verify  # noqa: PLC0415  `--help` stays fast

    project = options.opened(folder)
    with working("counting again"):
        found = list(verify(project, Path(logs) if logs else None))
    if as_json:
        options.print_json([_plain(one) for one in found])
    else:
        _print_verified(console(), found)
    if not clean(found):
        raise SystemExit(1)


@command.command("recompute", short_help="Count one finding again.")
@click.argument("name", metavar="ID")
@click.argument("folder", type=click.Path(file_okay=False), default=".")
@click.option(
    "--logs", type=click.Path(file_okay=False, exists=True), help="A folder with logs that are not in the case."
)
@changes.dry
def recompute(name: str, folder: str, logs: str | None, dry: bool) -> None:
    """Count the logs behind finding ID again, in the way that its text now says, and write what comes of it."""
    from loadpath.evidence.verify import recompute  # noqa: PLC0415  `--help` stays fast

    project = options.opened(folder)
    with working("counting again"):
        found = recompute(project, name, Path(logs) if logs else None)
    _carry_out(str(project.folder), found, dry=dry)


def _sorted(others: Iterable[str]) -> tuple[str, list[str]]:
    """Return the folder of the case and the logs among what was named besides the options."""
    given = list(others)
    folders = [one for one in given if Path(one).is_dir()]
    if len(folders) > 1:
        raise LoadpathError(f"`{folders[1]}` is a second folder", help="name the folder of the case once")
    return (folders[0] if folders else "."), [one for one in given if one not in folders]


def _counting(given: dict[str, str | tuple[str, ...]], item: Evidence | None, monitor: bool) -> Counting:
    """Return how to count: what an option says, else what the text of the finding says."""
    from loadpath.case.record import Counting, counting_of  # noqa: PLC0415  beside its use

    stated = counting_of(item) if item is not None else Counting()
    if bool(stated.budget) != monitor:
        stated = Counting()
    for key in ("score", "event", "cluster", "void", "unscored", "useful"):
        stated = replace(stated, **{key: str(given[key])}) if given[key] else stated  # type: ignore[arg-type]
    return replace(stated, budget=_percent(str(given["budget"]))) if given["budget"] else stated


def _percent(text: str) -> float:
    match = re.fullmatch(r"([0-9]{1,2}(?:\.[0-9]{1,2})?) ?%?", text.strip())
    if match is None or not float(match[1]):
        raise LoadpathError(f"`{text}` is no audit budget", help="write a share of the honest samples, such as 5%")
    return float(match[1])


def _carry_out(folder: str, found: Addition, *, dry: bool) -> None:
    _write(folder, found, dry=dry)
    out = console(err=dry)
    for one in found.differs:
        out.print(visible(f"! {one}"), soft_wrap=True)
    out.print(f"{found.record.evidence}: {found.result}", style="bold")
    _print_record(out, found.record)
    if not dry:
        out.print(f"wrote {', '.join(sorted(found.after))}" if found.after else "nothing changed", style="dim")


def _write(folder: str, found: Addition | Bound, *, dry: bool) -> None:
    from loadpath.files.folder import write_texts  # noqa: PLC0415  beside its use

    if dry:
        for name in sorted(found.after):
            changes.print_difference(name, found.before.get(name), found.after[name])
    else:
        write_texts(Path(folder), found.before, found.after)


def _print_record(out: Console, record: Record) -> None:
    from loadpath.evidence.told import lines_of  # noqa: PLC0415  numpy is slow to start

    for line in lines_of(record):
        out.print(visible(f"  {line}"), soft_wrap=True)


def _print_run(out: Console, run: Run) -> None:
    from loadpath.evidence.told import facts_of  # noqa: PLC0415  beside its use

    out.print(visible(f"{run.header.task or run.subject.name}: {run.header.model or 'no model named'}"), style="bold")
    for key, text in facts_of(run):
        out.print(visible(f"  {key:<12} {text}"), soft_wrap=True)
    rows = table("score", "scored", "ones", "unscored", "sum", right=(1, 2, 3, 4))
    for name, tally in run.totals.scores:
        rows.add_row(
            visible(name), f"{tally.scored:,}", f"{tally.positive:,}", f"{tally.unscored:,}", f"{tally.total:,g}"
        )
    out.print()
    out.print(rows if rows.row_count else "no sample has a score")


def _print_verified(out: Console, found: list[Verified]) -> None:
    for one in found:
        symbol = SYMBOLS[one.standing.name]
        out.print(visible(f"{symbol} {one.evidence}: {one.standing.value}"), soft_wrap=True)
        for line in (*([one.said] if one.said else []), *one.differs):
            out.print(visible(f"    {line}"), style="dim", soft_wrap=True)
    if not found:
        out.print("the case has no evidence")


def _plain(one: Verified) -> dict[str, object]:
    return {
        "evidence": one.evidence,
        "standing": one.standing.name.lower(),
        "said": one.said,
        "differs": list(one.differs),
    }
