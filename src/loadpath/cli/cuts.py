"""`loadpath cuts`: which few things have to go wrong together, the most probable first."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from loadpath.assess.cut_sets import Cut, Cuts
    from loadpath.assess.results import NotComputed

MOST = 100_000
"""More than this nobody reads, and a program can take from `loadpath.engine.cutsets` one by one."""

OVERLAP = (
    "A share is the part of the risk in which all of that set is wrong. Sets overlap, so that neither probabilities "
    "nor shares add up to the risk."
)
NOT_COHERENT = (
    "Something here can do harm both ways, so that a set says what has to go wrong while everything else is right; "
    "where more goes wrong, it may not be enough."
)
AT_MOST = (
    "<= stands where nobody gave a number to a part: the most that it can be, and where such a set stands in the order."
)
UNKNOWN = (
    "Where nobody gave a number to any part it is unknown, and such a set stands in the order as if it were certain."
)

SHARED = (
    "Where parts share one uncertain number, the probability is the expected product; the order is that of the product "
    "of their means."
)


@click.command("cuts")
@options.folder_or_model
@options.by
@click.option("--pathway", metavar="ID", default="", help="Only what makes this pathway happen, not the whole harm.")
@click.option("-k", "most", type=click.IntRange(1, MOST), default=10, help="How many to name; 10 if not said.")
@options.as_json
def command(folder: str, by: str | None, pathway: str, most: int, as_json: bool) -> None:
    """Count the minimal cut sets of the harm in FOLDER, and name the most probable.

    A minimal cut set is a few things of which none can be left out and which
    together do harm: an event happens, a claim is false, a barrier fails. They
    are in exact order of their probability before the evidence; beside it the
    probability given the evidence. A set of one thing is a single point of
    failure.

    FOLDER may also be a fault tree, an Open-PSA model that ends in `.xml`.
    """
    if options.is_model(folder):
        if by is not None or pathway:
            raise click.UsageError("`--by` and `--pathway` choose a part of a case; a fault tree has none")
        _tree(folder, most, as_json=as_json)
        return
    project = options.opened(folder)
    with working("computing"):
        from loadpath.assess.cut_sets import cuts_of  # noqa: PLC0415  numpy is slow to start

        results = project.risk() if by is None else (project.risk(by),)
        found = {item.assessor: cuts_of(project.case, item, most, pathway) for item in results}
    if as_json:
        options.print_told(project, {"pathway": pathway or None, "assessors": _as_json(found)})
        return
    out = console()
    for name, cuts in found.items():
        title = project.case.nodes[name].title if name in project.case.nodes else name
        out.print(visible(f"{name}: {title}"), style="bold")
        _print(out, cuts, what=f"of {pathway}" if pathway else "of the harm", evidence=True)
        out.print()
    if not found:
        out.print(NO_NUMBERS)


def _tree(model: str, most: int, *, as_json: bool) -> None:
    from loadpath.project.cutting import tree_cut_sets  # noqa: PLC0415  `--help` stays fast

    with working("computing"):
        found = tree_cut_sets(model, most)
    if as_json:
        options.print_json({"model": model, "tops": _as_json(found)})
        return
    out = console()
    for name, cuts in found.items():
        _print(out, cuts, what=f"of {name}", evidence=False)
        out.print()


def _as_json(found: Mapping[str, Cuts | NotComputed]) -> dict[str, object]:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    return {
        name: {"not_computed": cuts.reason} if isinstance(cuts, NotComputed) else cuts.as_json()
        for name, cuts in found.items()
    }


def _print(out: Console, cuts: Cuts | NotComputed, *, what: str, evidence: bool) -> None:
    """Print how many there are and the table of the most probable; `evidence` is whether there is any to speak of."""
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    if isinstance(cuts, NotComputed):
        out.print(visible(f"The minimal cut sets {what} are not computed: {cuts.reason}."), soft_wrap=True)
        return
    out.print(visible(_counted(cuts, what)), soft_wrap=True)
    if not cuts.cuts:
        return
    columns = ("", "probability", *(["given the evidence"] if evidence else []), "share", "what goes wrong")
    rows = table(*columns, right=tuple(range(len(columns) - 1)))
    for place, cut in enumerate(cuts.cuts, start=1):
        beside = [_number(cut.given_evidence)] if evidence else []
        rows.add_row(str(place), _probability(cut), *beside, _number(cut.share), _words(cut, stacked=evidence))
    out.print(rows)
    numbers = [value for cut in cuts.cuts for value in (cut.given_evidence, cut.share)]
    reasons = {value.reason for value in numbers if isinstance(value, NotComputed)}
    said = [f"- is not computed: {reason}." for reason in sorted(reasons)]
    said += [AT_MOST] if any(cut.unknown and not _open(cut) for cut in cuts.cuts) else []
    said += [UNKNOWN] if any(map(_open, cuts.cuts)) else []
    said += [] if cuts.coherent else [NOT_COHERENT]
    said += [] if _falling([cut.probability for cut in cuts.cuts]) else [SHARED]
    said += [OVERLAP]
    out.print("\n".join(said), style="dim", soft_wrap=True)


def _falling(values: Sequence[float]) -> bool:
    return all(after <= before * (1 + 1e-9) for before, after in pairwise(values))


def _counted(cuts: Cuts, what: str) -> str:
    if not cuts.count:
        return f"There is no minimal cut set {what}: it cannot happen."
    sizes = [f"{number:,} of {size}" for size, number in enumerate(cuts.by_size) if number]
    sets = "1 minimal cut set" if cuts.count == 1 else f"{cuts.count:,} minimal cut sets"
    shown = len(cuts.cuts)
    best = f"; the {shown:,} most probable" if shown < cuts.count else ""
    return f"{sets} {what} (by size: {', '.join(sizes)}){best}:"


def _open(cut: Cut) -> bool:
    return cut.unknown and cut.probability >= 1


def _probability(cut: Cut) -> str:
    if _open(cut):
        return "unknown"
    return ("<= " if cut.unknown else "") + _number(cut.probability)


def _number(value: float | NotComputed) -> str:
    from loadpath.case.rounding import percent  # noqa: PLC0415  the start stays fast

    return percent(value) if isinstance(value, float) else "-"


def _words(cut: Cut, *, stacked: bool) -> str:
    """Return what goes wrong: in a case one thing a line, in a fault tree names one after the other."""
    if not cut.parts:
        return "nothing has to: it holds anyway"
    return ("\n" if stacked else "  ").join(visible(part.text) for part in cut.parts)
