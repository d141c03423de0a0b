"""`loadpath diff`: what changed between two versions, what got looser, what must be argued again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import console, table, visible, working

if TYPE_CHECKING:
    from rich.console import Console

    from loadpath.assess.between import Moves
    from loadpath.assess.results import Answer
    from loadpath.assess.todo import Task
    from loadpath.assess.versions import Versions
    from loadpath.case.graph import CaseGraph
    from loadpath.case.versions import Changes
    from loadpath.project import Project
    from loadpath.report.tree import Inline, Words

FIRST = 12


@click.command("diff")
@click.argument("before", metavar="A", type=click.Path(file_okay=False))
@click.argument("after", metavar="B", type=click.Path(file_okay=False))
@options.audience
@options.everything
@options.as_json
def command(before: str, after: str, everything: bool, as_json: bool) -> None:
    """Say what changed from the case in folder A to that in folder B.

    First what moved each assessor's risk, cause by cause: the factors multiply to the whole. Then what got looser:
    thresholds, numbers, exclusions, pathways and assessors that are gone. Then what must be argued again, with the way
    from what changed. That a claim is carried over is counted, not told as a change.
    """
    from loadpath.case.versions import besides_carried  # noqa: PLC0415  the start stays fast

    old, new = options.opened(before), options.opened(after)
    with working("computing"):
        versions = new.since(old)
        told, carried = besides_carried(versions.changes, new.case)
        moves = _moves(old, new, versions)
        looser = _looser(old, new)
        again = _again(old.case, new.case, told)
    if as_json:
        plain = replace(versions, changes=told).as_json()
        causes = {one.assessor: _causes_json(one) for one in moves}
        parts = {"causes": causes, "looser": looser, "again": [one.as_json() for one in again], "carried": len(carried)}
        options.print_json({**plain, **parts})
        return
    out = console()
    _print_risks(out, versions, moves)
    _print_looser(out, looser)
    _print_changes(out, told, len(carried), everything=everything)
    _print_again(out, again, everything=everything)


def _moves(old: Project, new: Project, versions: Versions) -> list[Moves]:
    from loadpath.assess.between import LARGEST, Moves, between  # noqa: PLC0415  numpy is slow to start

    both = [(one.before, one.after) for one in versions.assessors if one.before and one.after]
    if len(new.case.nodes) > LARGEST:
        reason = f"the case has more than {LARGEST:,} parts"
        return [Moves(assessor=b.assessor, risks=(a.risk, b.risk), reason=reason) for a, b in both]
    return [between((old.case, a), (new.case, b)) for a, b in both]


def _looser(old: Project, new: Project) -> list[str]:
    """Return what got looser, as the report tells it; what is gone in `[-...-]`, what is new in `{+...+}`."""
    from loadpath.report.book import book_of  # noqa: PLC0415  the start stays fast
    from loadpath.report.delta_lists import looser  # noqa: PLC0415  the same
    from loadpath.report.tree import Bullets  # noqa: PLC0415  the same

    books = [book_of(one.scene, one.check()) for one in (old, new)]
    return [_marked(item) for block in looser(*books).blocks if isinstance(block, Bullets) for item in block.items]


def _marked(words: Words) -> str:
    return " ".join(_raw(words).split())


def _raw(words: Words) -> str:
    from loadpath.report.tree import Deleted, Inserted, Link, Strong, plain_text  # noqa: PLC0415  the start stays fast

    def one(part: Inline) -> str:
        if isinstance(part, Deleted):
            return f"[-{_raw(part.words).strip()}-] "
        if isinstance(part, Inserted):
            return f"{{+{_raw(part.words).strip()}+}} "
        if isinstance(part, Strong | Link):
            return _raw(part.words)
        return plain_text((part,))

    return "".join(map(one, words))


def _again(old: CaseGraph, new: CaseGraph, told: Changes) -> tuple[Task, ...]:
    from loadpath.assess.todo import argued_again  # noqa: PLC0415  the start stays fast

    return argued_again(old, new, told)


def _causes_json(moves: Moves) -> object:
    from math import exp  # noqa: PLC0415  only here

    if moves.reason:
        return {"not_computed": moves.reason}
    return [{"names": list(one.names), "factor": exp(one.share)} for one in moves.causes]


# in words -------------------------------------------------------------------------------------------------------------


def _print_risks(out: Console, versions: Versions, moves: list[Moves]) -> None:
    from math import exp  # noqa: PLC0415  only here

    from loadpath.case.rounding import times  # noqa: PLC0415  the start stays fast

    if versions.days:
        before, after = versions.covered
        said = "day" if abs(versions.days) == 1 else "days"
        out.print(
            f"evidence up to {after}, {abs(versions.days)} {said} {'after' if versions.days > 0 else 'before'} {before}"
        )
    known = {one.assessor: one for one in moves}
    for pair in versions.assessors:
        ends = [_risk(one.risk) if one else "no such assessor" for one in (pair.before, pair.after)]
        found = known.get(pair.assessor)
        same = found is not None and not found.causes and not found.reason
        out.print(
            f"{pair.assessor}: {ends[0]}" + (", as before" if same else f" -> {ends[1]}"), style="bold", soft_wrap=True
        )
        if found is not None and found.reason:
            out.print(visible(f"  the causes are not told apart: {found.reason}"), soft_wrap=True)
        for cause in found.causes if found is not None else ():
            names = ", ".join(cause.names[:3]) + (f" and {len(cause.names) - 3} more" if len(cause.names) > 3 else "")  # noqa: PLR2004  as many as a line bears
            out.print(visible(f"  x {times(exp(cause.share))}  {names}"), soft_wrap=True)
    if not versions.assessors:
        out.print("no assessor has given numbers")


def _risk(answer: Answer) -> str:
    from loadpath.report.wording import NBSP, risk_words  # noqa: PLC0415  the start stays fast

    return risk_words(answer, 2).replace(NBSP, " ")


def _print_looser(out: Console, looser: list[str]) -> None:
    out.print("\nwhat got looser" if looser else "\nnothing that is looked for got looser", style="bold")
    for item in looser:
        out.print(visible(f"  {item}"), soft_wrap=True)


def _print_changes(out: Console, told: Changes, carried: int, *, everything: bool) -> None:
    rows = table("", "part", "kind", "what differs")
    found = [
        (word, name, kind, "")
        for word, nodes in (("added", told.added), ("removed", told.removed))
        for name, kind in nodes
    ]
    found += [("changed", item.id, item.kind, ", ".join(item.parts)) for item in told.changed]
    for row in found if everything else found[:FIRST]:
        rows.add_row(*map(visible, row))
    out.print("\nwhat changed" if found else "\nno part says anything else than before", style="bold")
    if found:
        out.print(rows)
    if len(found) > FIRST and not everything:
        out.print(f"{len(found) - FIRST} more with --all", style="dim")
    if carried:
        out.print(f"{carried} claim{'s are' if carried > 1 else ' is'} carried over, not argued again", style="dim")


def _print_again(out: Console, again: tuple[Task, ...], *, everything: bool) -> None:
    if not again:
        return
    out.print("\nwhat must be argued again", style="bold")
    rows = table("part", "owner", "why")
    rows.columns[0].no_wrap = True
    for one in again if everything else again[:FIRST]:
        way = f"; {' <- '.join(reversed(one.path))}" if len(one.path) > 1 else ""
        rows.add_row(one.subject, visible(one.owner) or "nobody", visible(one.why + way))
    out.print(rows)
    if len(again) > FIRST and not everything:
        out.print(f"{len(again) - FIRST} more with --all", style="dim")
