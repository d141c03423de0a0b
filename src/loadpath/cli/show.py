"""`loadpath show`: one part of a case and everything known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loadpath.case.graph import mentions
from loadpath.case.node import Evidence
from loadpath.case.proposition import text_of
from loadpath.case.suggest import did_you_mean
from loadpath.cli import options
from loadpath.cli.terminal import console, visible, working
from loadpath.errors import LoadpathError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from loadpath.case.value import Branch
    from loadpath.project import Project

DIGITS = 4
"""Of what counts bound: it is compared with published intervals of three, and is rounded outward."""


@click.command("show")
@click.argument("name", metavar="ID")
@options.folder
def command(name: str, folder: str) -> None:
    """Show part ID of the case in FOLDER: text, place, digest, numbers with reasons, load, references.

    Of evidence with counts also what they bound: the exact two-sided interval and the one-sided bound, at 95 %, and how
    likely such a count is where a claim about its quantity is just true.
    """
    project = options.opened(folder)
    node = project.case.nodes.get(name)
    if node is None:
        raise LoadpathError(
            f"no part `{name}` in this case",
            help=did_you_mean(name, project.case.nodes, form="`{}`") or "`loadpath check` lists what is there",
        )
    out = console()
    out.print(visible(f"{node.kind_name} {node.id}: {node.title}"), style="bold", soft_wrap=True)
    out.print(
        visible(f"{node.at.file}:{node.at.line}   digest {project.case.digest_of(name)[:12]}\n"),
        style="dim",
        soft_wrap=True,
    )
    for item in node.fields:
        out.print(visible(f"  {item.key}: {item.text}"), soft_wrap=True)
    for section in node.body:
        out.print(visible(f"\n{section.heading}" if section.heading else ""), style="bold")
        out.print(visible(section.text), soft_wrap=True)
    if isinstance(node, Evidence):
        for line in _counted(project, node):
            out.print(visible(line), soft_wrap=True)
    with working("computing"):
        _print_numbers(out, project, name)
    referring = [
        other.id
        for other in project.case.nodes.values()
        if other.id != name and name in {ref.id for ref in mentions(other)}
    ]
    if referring:
        out.print(f"\nreferred to by {', '.join(referring)}", soft_wrap=True)


def _counted(project: Project, item: Evidence) -> Iterator[str]:
    """Yield what the counts of a finding bound, and how surprising they are where a claim about them is just true."""
    from loadpath.assess.questions import interval_of, surprises, upper_bound_of  # noqa: PLC0415  scipy is slow to start
    from loadpath.case.rounding import at_least, at_most, percent, probability  # noqa: PLC0415  the same

    counts = item.result.counts if item.result is not None else None
    if counts is None or not counts.trials:
        return
    both = interval_of(counts)
    yield f"\n{counts.events:,} of {counts.trials:,} is {percent(counts.events / counts.trials, DIGITS)}"
    yield (
        f"  between {at_least(both.low, DIGITS)} and {at_most(both.high, DIGITS)} (two-sided 95 %), "
        f"at most {at_most(upper_bound_of(counts), DIGITS)} (one-sided), Clopper-Pearson"
    )
    for one in surprises(project.case, item):
        more = "more" if one.at_most else "fewer"
        so_many, chance = f"{counts.events:,} or {more} of {counts.trials:,}", probability(one.chance)
        yield f"  were {one.quantity} {one.bound.written}, {so_many} would come with {chance} ({one.claim})"


def _print_numbers(out: Console, project: Project, name: str) -> None:
    if not project.reading.sound:
        out.print("\nno numbers: the case has errors (`loadpath check`)", style="red")
        return
    for line in _numbers(project, name):
        out.print(visible(line), soft_wrap=True)


def _numbers(project: Project, name: str) -> Iterator[str]:
    from loadpath.assess.lines import judgements_of  # noqa: PLC0415  numpy is slow to start
    from loadpath.case.rounding import percent, times  # noqa: PLC0415
    from loadpath.cli.words import chance  # noqa: PLC0415  numpy is slow to start

    for item in project.risk():
        judged = judgements_of(project.case, item.assessor).lines.get(name)
        said = [item.propositions.get(key) for key in (name, f"{name} is too late", f"{name} catches one")]
        known = next((one for one in said if one is not None), item.pathways.get(name))
        if known is None and judged is None:
            continue
        shown = f"{chance(known)} given the evidence" if known is not None else "judged"
        yield f"\n{item.assessor}: {shown}"
        if judged:
            whose = "" if judged.origin == item.assessor else f" (from {judged.origin})"
            values = ", ".join(_branch(branch, len(judged.line.branches) > 1) for branch in judged.line.branches)
            yield f"  stated{whose}: {values} because {judged.line.reason or '(no reason given)'}"
        load = next((load for load in item.loads if load.subject == name), None)
        if load and isinstance(load.if_wrong, float) and isinstance(load.share, float):
            part = percent(load.share)
            yield f"  if wrong, the risk is {times(load.if_wrong)} times; {part} of the risk passes through that"


def _branch(branch: Branch, several: bool) -> str:
    """Return a value with the condition under which it applies."""
    if branch.condition is None:
        return f"{branch.value.written} otherwise" if several else branch.value.written
    return f"{branch.value.written} if {text_of(branch.condition, brackets=False)}"
