"""`loadpath history`: the versions of a case side by side, and an alarm when small steps towards looser add up."""

from __future__ import annotations

import re
import subprocess
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import console, table, visible, working
from loadpath.errors import LoadpathError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from loadpath.assess.history import History, Revision
    from loadpath.project import Project

MOST = 100
"""So many revisions are looked at; each is computed anew."""

FIRST = 3
"""So many are named of what got looser; `--json` names all."""


@click.command("history")
@click.argument("folders", metavar="F1 F2 ...", nargs=-1, required=True, type=click.Path(file_okay=False))
@click.option("--git", "of_git", is_flag=True, help="Take the revisions of one folder from git instead.")
@click.option(
    "--last", type=click.IntRange(1, MOST), default=12, show_default=True, help="With --git: so many of them."
)
@click.option(
    "--alarm", metavar="SUM", default="50%", show_default=True, help="The sum of steps that raises the alarm."
)
@options.as_json
def command(folders: tuple[str, ...], of_git: bool, last: int, alarm: str, as_json: bool) -> None:
    """Lay the versions of a case in the folders F1 F2 ... side by side, the first one first.

    The risk by assessor, the budget, and how many times looser all thresholds together are than they were at their
    tightest. Ends with exit code 1 when that is more than `--alarm`: twelve steps of 5 % are 80 %.
    """
    from loadpath.assess.history import history  # noqa: PLC0415  the start stays fast

    limit = _sum(alarm)
    if of_git and len(folders) > 1:
        raise click.UsageError("with --git, name one folder")
    with working("computing"):
        found = history(list(_of_git(Path(folders[0]), last) if of_git else _of_folders(folders)), limit)
    if as_json:
        options.print_json(found.as_json())
    else:
        _print(console(), found)
    if found.raised is not None:
        raise SystemExit(1)


def _sum(text: str) -> float:
    match = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?%", text)
    if match is None or float(match[1]) <= 0:
        raise click.BadParameter(f"`{text}` is not a sum; write `50%`", param_hint="--alarm")
    return float(match[1]) / 100


def _of_folders(folders: tuple[str, ...]) -> Iterator[Revision]:
    if len(folders) > MOST:
        raise LoadpathError(f"more than {MOST} revisions", help="name fewer; each is computed anew")
    for folder in folders:
        yield _revision(Path(folder).resolve().name, options.opened(folder))


def _revision(label: str, project: Project) -> Revision:
    from loadpath.assess.history import revision  # noqa: PLC0415  numpy is slow to start
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  the same
    from loadpath.errors import FaultyCaseError  # noqa: PLC0415  the same

    try:
        return revision(label, project.case, project.risk())
    except FaultyCaseError as error:
        return revision(label, project.case, NotComputed(str(error)))


# revisions of git -----------------------------------------------------------------------------------------------------


def _of_git(folder: Path, last: int) -> Iterator[Revision]:
    """Yield the last revisions in which something below a folder changed, the oldest first."""
    from loadpath.project import read  # noqa: PLC0415  the start stays fast

    log = _git(folder, "log", f"--max-count={last}", "--format=%h %cs", "--", ".").decode().splitlines()
    if not log:
        raise LoadpathError(f"git knows no revision of `{folder}`", help="name a folder that was committed")
    for line in reversed(log):
        name, day = line.split()
        texts = _texts(folder, name)
        if texts:
            yield _revision(f"{name} {day}", read(texts))


def _texts(folder: Path, revision: str) -> dict[str, str]:
    """Return the Markdown of a folder as it was in a revision, by name relative to the folder."""
    from loadpath.files.folder import LARGEST_FILE, MOST_FILES, SKIPPED  # noqa: PLC0415  the start stays fast

    found = {}
    listed = _git(folder, "ls-tree", "-r", "-l", "-z", revision).decode("utf-8", "replace").split("\0")
    for entry in listed[:MOST_FILES]:
        about, _, name = entry.partition("\t")
        parts = about.split()
        hidden = any(part.startswith(".") or part in SKIPPED for part in name.split("/"))
        if not name.endswith(".md") or hidden or parts[0] == "120000" or int(parts[3]) > LARGEST_FILE:
            continue
        found[name] = _git(folder, "show", f"{revision}:./{name}").decode("utf-8", "replace")
    return found


def _git(folder: Path, *words: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True, timeout=60)  # noqa: S603, S607  fixed words, and revisions that git named itself
    except FileNotFoundError:
        raise LoadpathError("git is not installed", help="name the folders of the versions instead") from None
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        message = f"git cannot tell the revisions of `{folder}`"
        raise LoadpathError(message, help="name a folder in a repository, or the folders of the versions") from None
    return done.stdout


# in words -------------------------------------------------------------------------------------------------------------


def _print(out: Console, found: History) -> None:
    out.print(_answer(found), style="bold", soft_wrap=True)
    out.print()
    names = list(dict.fromkeys(name for one in found.revisions for name in one.risks))
    rows = table("revision", *names, "budget", "looser by", right=tuple(range(1, len(names) + 3)))
    for place, one in enumerate(found.revisions):
        rows.add_row(visible(one.label), *_risks(one, names), _budget(one), _looser(found.together[place]))
    out.print(rows)
    if found.drifts:
        out.print()
        moved = table("threshold", "first", "last", "looser by", "steps", "largest", right=(3, 4, 5))
        for drift in found.drifts:
            cells = (_looser(drift.factor), str(drift.steps), _looser(drift.largest))
            moved.add_row(visible(drift.name), visible(drift.first), visible(drift.last), *cells)
        out.print(moved)
    for name, label in found.gone:
        out.print(visible(f"gone since {label}: {name}"))
    _print_loosened(out, found)


def _print_loosened(out: Console, found: History) -> None:
    """Print what else got looser, revision by revision: counts, which raise no alarm."""
    if not any(found.loosened):
        return
    rows = table("revision", "also looser", "", "which", right=(1,))
    for one, sorts in zip(found.revisions, found.loosened, strict=True):
        for sort, names in sorts.items():
            more = f" and {len(names) - FIRST} more" if len(names) > FIRST else ""
            rows.add_row(visible(one.label), str(len(names)), sort, visible(", ".join(names[:FIRST])) + more)
    out.print()
    out.print(rows)


def _answer(found: History) -> str:
    from loadpath.case.rounding import plain, significant  # noqa: PLC0415  the start stays fast

    limit = f"{plain(significant(found.alarm * 100, 3))}%"
    if found.raised is None:
        return f"no alarm: all thresholds together are looser by {_looser(found.together[-1])}, less than {limit}"
    label, factor = found.revisions[found.raised].label, found.together[found.raised]
    at = visible(f"alarm at {label}: all thresholds together are looser by {_looser(factor)}, and {limit} was declared")
    if found.raised == len(found.revisions) - 1:
        return at
    return f"{at}; at last by {_looser(found.together[-1])}"


def _risks(one: Revision, names: list[str]) -> list[str]:
    from loadpath.cli.words import chance  # noqa: PLC0415  numpy is slow to start

    return [chance(one.risks[name]) if name in one.risks else "-" for name in names]


def _budget(one: Revision) -> str:
    return one.thresholds["budget"].written if "budget" in one.thresholds else "-"


def _looser(factor: float) -> str:
    from loadpath.case.rounding import plain, significant  # noqa: PLC0415  the start stays fast

    if factor == inf:
        return "anything, from 0"
    return f"{plain(significant((factor - 1) * 100, 2))} %" if factor > 1 else "0 %"
