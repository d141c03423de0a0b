"""`loadpath redactions`: what an audience does not see, why, how much it is, and whether a number moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.case.audience import PUBLIC, REVIEWERS
from loadpath.cli import options
from loadpath.cli.terminal import console, table, visible, working

if TYPE_CHECKING:
    from loadpath.project import Redaction

SIZES = ((5, "a few words"), (25, "a sentence"), (120, "a paragraph"), (500, "a page"))
"""Size classes by the number of words, each up to and including."""

LARGEST = "more than a page"


@click.command("redactions")
@click.argument("folder", type=click.Path(file_okay=False), default=".")
@click.option("--for", "audience", type=click.Choice((PUBLIC, REVIEWERS)), default=PUBLIC, help="From whom.")
@options.as_json
def command(folder: str, audience: str, as_json: bool) -> None:
    """List what is withheld from an audience in FOLDER: where, why, how much, whether a number or a verdict moves.

    The list is for those who see the case in full. Each part is tried alone: the case is read and computed once more
    without it, with the bound that is declared for it.
    """
    project = options.opened(folder)
    with working("withholding one part after the other"):
        found = project.redactions(audience)
        refused = [item.refused for item in project.scene.disclosed if item.audience == audience and item.refused]
    if as_json:
        told = {"audience": audience, "refused": refused, "withheld": [_plain(item) for item in found]}
        options.print_told(project, told)
        return
    out = console()
    rows = table("where", "in", "what", "why", "size", "moves")
    for item in found:
        part = item.withheld
        kind = "node" if part.node else "passage"
        rows.add_row(str(part.at), part.owner, kind, part.why, size(part.words), visible(_moves(item)))
    if found:
        out.print(rows)
    out.print(_summary(found, audience), soft_wrap=True)
    for text in refused:
        out.print(visible(text), style="bold", soft_wrap=True)


def size(words: int) -> str:
    """Return the size class of withheld text.

    >>> size(3), size(600)
    ('a few words', 'more than a page')
    """
    return next((name for most, name in SIZES if words <= most), LARGEST)


def _moves(item: Redaction) -> str:
    if item.moved is None:
        return "the rest alone cannot be computed"
    if not item.moved:
        return "no number"
    people = ", ".join(one.assessor for one in item.moved)
    verdicts = ", ".join(one.assessor for one in item.moved if one.verdict)
    return f"the risk of {people}" + (f"; a verdict of {verdicts}" if verdicts else "")


def _plain(item: Redaction) -> dict[str, object]:
    part = item.withheld
    return {
        "file": part.at.file,
        "line": part.at.line,
        "in": part.owner,
        "node": part.node,
        "why": part.why,
        "size": size(part.words),
        "moves": None
        if item.moved is None
        else [{"assessor": one.assessor, "number": one.number, "verdict": one.verdict} for one in item.moved],
    }


def _summary(found: tuple[Redaction, ...], audience: str) -> str:
    who = "the public" if audience == PUBLIC else "reviewers"
    if not found:
        return f"Nothing is withheld from {who}."
    moving = sum(bool(item.moved) for item in found)
    verdicts = sum(any(one.verdict for one in item.moved or ()) for item in found)
    parts = "part is" if len(found) == 1 else "parts are"
    return (
        f"{len(found)} {parts} withheld from {who}. Taken alone, a number moves with {moving or 'none'} of them, and a "
        f"verdict with {verdicts or 'none'}."
    )
