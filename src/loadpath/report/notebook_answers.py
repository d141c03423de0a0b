"""Answers as a notebook shows them: comparisons, attacks, suppositions, cut sets, lists of what is open.

As in `notebook_decisions`, an answer stands alone: ids and no titles, a table, and a picture where there are numbers.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp
from typing import TYPE_CHECKING

from loadpath.assess.compare import written
from loadpath.assess.results import Interval, NotComputed
from loadpath.case.rounding import percent, times
from loadpath.report.asking import factor_words
from loadpath.report.charts import Lane, Mark
from loadpath.report.diagrams import waterfall
from loadpath.report.diagrams.rows import Line, Rows
from loadpath.report.notebook_decisions import figure, not_computed, one, picture, tagged
from loadpath.report.tree import Code, Column, Note, Paragraph, Row, Strong, Table, Words, joined
from loadpath.report.wording import chance, factor, in_percent, tight

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loadpath.assess.asking import Asked
    from loadpath.assess.challenged import Attack, Upheld
    from loadpath.assess.clusters import Clusters
    from loadpath.assess.compare import Comparison, Difference
    from loadpath.assess.cut_sets import Cut, Cuts
    from loadpath.assess.history import History
    from loadpath.assess.independence import Independence, Sweep
    from loadpath.assess.pools import Pool
    from loadpath.assess.results import Answer
    from loadpath.assess.surprise import Surprise
    from loadpath.assess.todo import Task
    from loadpath.assess.versions import Versions
    from loadpath.assess.what_if import WhatIf
    from loadpath.report.tree import Block

MOST = 12
"""So many rows are shown of what has no end."""

SHARES = (0.0, 0.1, 0.3, 0.5, 1.0)
"""The shares of one more cause that a picture has room for."""


def names(items: Iterable[str]) -> Words:
    """Return ids one after the other."""
    return joined([(Code(item),) for item in items]) or ("–",)


def _more(shown: int, every: int) -> str:
    return f" The first {shown} of {every}." if every > shown else ""


# independence ---------------------------------------------------------------------------------------------------------


def of_independence(found: Sequence[Independence]) -> list[Block]:
    """Return what independence buys each assessor: bounds, one more cause, claims that fall together."""
    return [block for item in found for block in _bought(item)]


def _bought(item: Independence) -> list[Block]:
    rows = [(Code(each.pathway), each.risk, each.product, each.least, each.most) for each in item.bounds]
    whole = item.listed
    told = [Row(((name,), *((chance(answer),) for answer in answers))) for name, *answers in rows]
    if len(rows) > 1:
        ends = (whole.risk, whole.independent, whole.least, whole.most)
        told.append(Row((("any of them",), *((chance(answer),) for answer in ends)), strong=True))
    heads = ("As computed", "If independent", "At least", "At most")
    columns = (Column("Pathway"), *(Column(title, number=True) for title in heads))
    caption: Words = (
        Strong((f"What independence buys {item.assessor}.",)),
        " At least and at most: whatever depends on what, what is tied kept together.",
    )
    blocks: list[Block] = [Table(caption=caption, columns=columns, rows=tuple(told), stacked=True)]
    for sweep in item.sweeps:
        blocks += _sweep(item, sweep)
    if item.pillars:
        falls = tuple(
            Row(((each.argues,), names(each.claims), (chance(each.falls),), (chance(each.risk_then),)))
            for each in item.pillars
        )
        columns = (Column("Argues for"), Column("Claims"), Column("At least one is false", number=True),
                   Column("Risk then", number=True))  # fmt: skip
        said = f" All fall with {chance(item.together)}; if they were independent, with {chance(item.product)}."
        caption = (Strong(("Claims that argue for the same.",)), said)
        blocks.append(Table(caption=caption, columns=columns, rows=falls, stacked=True))
    return blocks


def _sweep(item: Independence, sweep: Sweep) -> list[Block]:
    named = ", ".join(sweep.barriers)
    if isinstance(sweep.risks, NotComputed):
        return [not_computed(f"One more cause of {named}", sweep.risks)]
    at = dict(zip(sweep.shares, sweep.risks, strict=True))
    shown = [(share, at[share]) for share in SHARES if share in at]
    now = one(item.risk)
    lines = tuple(
        Line(
            label=tight(f"{100 * share:.0f} % shared"),
            bar=(now, then) if now and (then := one(risk)) else None,
            marks=(one(risk),),
            value=in_percent(risk),
        )
        for share, risk in shown
    )
    said = "; ".join(f"{line.label}: {line.value}" for line in lines)
    drawn = Rows(
        lines=lines, at=(now, "as the case says") if now else None, alt=f"The risk if {named} shared a cause. {said}."
    )
    caption: Words = (
        Strong((f"If {named} could fail by one more cause together.",)),
        " Shared: of what the least likely of them fails by; each keeps its own number.",
    )
    return [figure(drawn, caption)]


# attack ---------------------------------------------------------------------------------------------------------------


def of_attack(found: Sequence[Attack]) -> list[Block]:
    """Return where to push, what challenges would do, and which granted facts the answer hangs on."""
    return [block for item in found for block in (*_targets(item), *_challenges(item), *_flips(item))]


def _targets(item: Attack) -> list[Block]:
    shown = item.targets[:MOST]
    if not shown:
        return [Paragraph(("Nothing carries a load, so that there is nowhere to push.",))]
    rows = tuple(
        Row(
            (
                (Code(each.load.subject),),
                (f"{times(each.load.factor)}\u00a0× ({each.assessor})",),
                tagged(each.weakest.why),
                names(each.challenges),
            )
        )
        for each in shown
    )
    columns = (
        Column("What"),
        Column("Risk if it is wrong", number=True),
        Column("Least defended"),
        Column("Challenged by"),
    )
    caption: Words = (
        Strong(("Where to push.",)),
        f" What carries much and is little defended first.{_more(len(shown), len(item.targets))}",
    )
    return [Table(caption=caption, columns=columns, rows=rows, stacked=True)]


def _challenges(item: Attack) -> list[Block]:
    if not item.upheld:
        return []
    rows = tuple(
        Row(((Code(each.challenge),), (each.status,), *((_then(each, name),) for name in item.assessors)))
        for each in item.upheld
    )
    columns = (Column("Challenge"), Column("Status"), *(Column(name, number=True) for name in item.assessors))
    caption: Words = (Strong(("If a challenge is upheld.",)), " The risk then, and what that multiplies it by.")
    blocks: list[Block] = [Table(caption=caption, columns=columns, rows=rows, stacked=True)]
    lanes = [Lane(label=each.challenge, marks=_marks(each, item.assessors)) for each in item.upheld]
    if any(mark.values for lane in lanes for mark in lane.marks):
        now = Lane(label="As it is", marks=_marks(item.upheld[0], item.assessors, before=True), strong=True)
        told = "The risk if a challenge is upheld."
        drawn = picture((now, *lanes), item.assessors, told)
        caption = (Strong((told,)), " Two marks: it is anywhere between.")
        blocks.insert(0, replace(drawn, caption=caption))
    return blocks


def _marks(each: Upheld, assessors: Sequence[str], *, before: bool = False) -> tuple[Mark, ...]:
    found = []
    for place, name in enumerate(assessors):
        result = each.results.get(name)
        if result is None or isinstance(result, NotComputed):
            continue
        risk = (result.before if before else result.after).risk
        if isinstance(risk, Interval):
            ends = None if risk.exact else (risk.low, risk.high)
            found.append(Mark(at=one(risk), shape=place, ends=ends))
    return tuple(found)


def _then(each: Upheld, name: str) -> str:
    result = each.results.get(name)
    if result is None or isinstance(result, NotComputed):
        return "–" if result is None else result.reason
    then = in_percent(result.after.risk)
    return then if isinstance(result.times, NotComputed) else f"{then} (×\u00a0{factor(result.times)})"


def _flips(item: Attack) -> list[Block]:
    shown = item.flips[:MOST]
    if not shown:
        return []
    rows = tuple(
        Row(
            (
                (each.assessor,),
                names(each.facts),
                ("wrong" if each.wrong else "certain",),
                (f"{times(each.times, 3)}\u00a0×",),
            )
        )
        for each in shown
    )
    columns = (Column("Assessor"), Column("Granted facts"), Column("If"), Column("Times the budget", number=True))
    caption: Words = (
        Strong(("What all grant, and the answer hangs on.",)),
        f" It brings the risk to the other side of the budget.{_more(len(shown), len(item.flips))}",
    )
    return [Table(caption=caption, columns=columns, rows=rows, stacked=True)]


# comparing ------------------------------------------------------------------------------------------------------------


def of_comparison(found: Sequence[Comparison]) -> list[Block]:
    """Return why two assessors differ: a waterfall from one risk to the other, and every input with what it carries."""
    return [block for item in found for block in _comparison(item)]


def _comparison(item: Comparison) -> list[Block]:
    first, second = (one(risk) for risk in item.risks)
    shares = [(each.subject, each.share) for each in item.inputs if isinstance(each.share, float) and each.share]
    blocks: list[Block] = []
    if first and second and shares:
        fall = waterfall.waterfall((item.first, first), (item.second, second), shares)
        caption: Words = (
            Strong((f"From {item.first} to {item.second}.",)),
            " Each step multiplies; how:",
            f" {item.method}.",
        )
        blocks.append(figure(fall, caption))
    else:
        risks = joined(
            [
                (f"{name}: {in_percent(risk)}",)
                for name, risk in zip((item.first, item.second), item.risks, strict=True)
            ],
            "; ",
        )
        blocks.append(Paragraph((*risks, f". Shares: {item.method}.")))
    rows = tuple(Row(_input(each)) for each in item.inputs[:MOST])
    columns = (Column("Input"), Column(item.first), Column(item.second), Column("Carries", number=True))
    caption = (Strong(("What they hold differently.",)), _more(len(rows), len(item.inputs)))
    return [*blocks, Table(caption=caption, columns=columns, rows=rows, stacked=True)]


def _input(each: Difference) -> tuple[Words, ...]:
    share = f"×\u00a0{times(exp(each.share))}" if isinstance(each.share, float) else "–"
    return ((Code(each.subject),), (written(each.first) or "–",), (written(each.second) or "–",), (share,))


def of_groups(found: Sequence[Clusters]) -> list[Block]:
    """Return which assessors stand together, in the order of their risks, and what lies between them."""
    return [block for item in found for block in _groups(item)]


def _groups(item: Clusters) -> list[Block]:
    group = {name: place for place, names_ in enumerate(item.groups, 1) for name in names_}
    lines = tuple(Line(label=name, marks=(one(risk),), value=in_percent(risk)) for name, risk in item.risks)
    caption: Words = (
        Strong(("The risks in order.",)),
        f" In one group are those whom a factor of {times(item.within)} joins, whatever cancels.",
    )
    said = "; ".join(f"{line.label}: {line.value}" for line in lines)
    blocks: list[Block] = [figure(Rows(lines=lines, alt=f"The risks in order. {said}."), caption)] if lines else []
    rows = [Row(((name,), (in_percent(risk),), (str(group.get(name, "–")),), ("–",))) for name, risk in item.risks] + [
        Row(((name,), (in_percent(risk),), ("–",), tagged(why))) for name, risk, why in item.left_out
    ]
    columns = (Column("Assessor"), Column("Risk", number=True), Column("Group", number=True), Column("Why in none"))
    blocks.append(Table(caption=(Strong(("The same as a table.",)),), columns=columns, rows=tuple(rows), stacked=True))
    told = tuple(
        Row(
            (
                (f"{each.lower} to {each.higher}",),
                (f"{times(each.times)}\u00a0×",),
                names(input_.subject for input_ in each.heaviest),
            )
        )
        for each in item.gaps
    )
    if told:
        columns_ = (Column("From one to the next"), Column("Times", number=True), Column("Most of it by"))
        blocks.append(Table(caption=(Strong(("What lies between.",)),), columns=columns_, rows=told, stacked=True))
    return blocks


def of_pools(found: Sequence[Pool]) -> list[Block]:
    """Return several people's risks made into one, never without the best and the worst beside it."""
    rows = tuple(
        Row(
            (
                (item.label,),
                (in_percent(item.risk),),
                (f"{in_percent(item.best[1])} ({item.best[0]})",),
                (f"{in_percent(item.worst[1])} ({item.worst[0]})",),
            )
        )
        for item in found
    )
    columns = (
        Column("Made into one as"),
        Column("Pooled", number=True),
        Column("Lowest", number=True),
        Column("Highest", number=True),
    )
    caption: Words = (Strong(("All assessors made into one.",)), " Nothing else uses this number.")
    return [Table(caption=caption, columns=columns, rows=rows, stacked=True)]


def of_what_if(found: Sequence[WhatIf]) -> list[Block]:
    """Return the risk of each assessor now and given what is supposed."""
    marks = [(one(item.before.risk), one(item.after.risk)) for item in found]
    blocks: list[Block] = []
    if any(value for pair in marks for value in pair):
        lines = tuple(
            Line(label=item.assessor, marks=pair, value=in_percent(item.after.risk))
            for item, pair in zip(found, marks, strict=True)
        )
        said = "; ".join(
            f"{item.assessor}: {in_percent(item.before.risk)} to {in_percent(item.after.risk)}" for item in found
        )
        drawn = Rows(lines=lines, names=("now", "then"), alt=f"The risk now and then. {said}.")
        blocks.append(figure(drawn, (Strong(("The risk now, and given what is supposed.",)),)))
    rows = tuple(
        Row(
            (
                (item.assessor,),
                names(item.supposed),
                (in_percent(item.before.risk),),
                (in_percent(item.after.risk),),
                (factor(item.times),),
            )
        )
        for item in found
    )
    columns = (
        Column("Assessor"),
        Column("Supposed"),
        Column("Risk now", number=True),
        Column("Risk then", number=True),
        Column("Times", number=True),
    )
    return [*blocks, Table(caption=(Strong(("The same as a table.",)),), columns=columns, rows=rows, stacked=True)]


def of_versions(found: Sequence[Versions]) -> list[Block]:
    """Return what changed between two versions, and each assessor's risk before and after."""
    return [block for item in found for block in _versions(item)]


def _versions(item: Versions) -> list[Block]:
    def risk(answer: Answer | None) -> str:
        return "–" if answer is None else in_percent(answer)

    told = item.changes
    sorts = (("added", told.added), ("removed", told.removed))
    parts = [Row(((word,), (Code(name),), (kind,), ("–",))) for word, nodes in sorts for name, kind in nodes]
    parts += [Row((("changed",), (Code(each.id),), (each.kind,), (", ".join(each.parts),))) for each in told.changed]
    rows = tuple(
        Row(
            (
                (each.assessor,),
                (risk(each.before.risk if each.before else None),),
                (risk(each.after.risk if each.after else None),),
            )
        )
        for each in item.assessors
    )
    columns = (Column("Assessor"), Column("Risk before", number=True), Column("Risk after", number=True))
    blocks: list[Block] = [Table(caption=(Strong(("The risk before and after.",)),), columns=columns, rows=rows)]
    if not parts:
        return [*blocks, Paragraph(("Nothing says anything else than before.",))]
    heads = (Column(""), Column("What"), Column("Kind"), Column("What differs"))
    caption: Words = (Strong(("What changed.",)), _more(min(MOST, len(parts)), len(parts)))
    return [*blocks, Table(caption=caption, columns=heads, rows=tuple(parts[:MOST]), stacked=True)]


def of_history(found: Sequence[History]) -> list[Block]:
    """Return the revisions of a case, and how its thresholds drifted."""
    return [block for item in found for block in _history(item)]


def _history(item: History) -> list[Block]:
    who = tuple(dict.fromkeys(name for each in item.revisions for name in each.risks))
    rows = tuple(
        Row(
            (
                (each.label,),
                *((in_percent(each.risks[name]) if name in each.risks else "–",) for name in who),
                (f"{times(together)}\u00a0×",),
            ),
            strong=place == item.raised,
        )
        for place, (each, together) in enumerate(zip(item.revisions, item.together, strict=True))
    )
    columns = (Column("Version"), *(Column(name, number=True) for name in who), Column("Limits looser", number=True))
    blocks: list[Block] = _by_version(item, who)
    blocks.append(Table(caption=(Strong(("The same as a table.",)),), columns=columns, rows=rows, stacked=True))
    if item.raised is not None:
        label, sum_ = item.revisions[item.raised].label, item.together[item.raised]
        blocks.append(Note((f"{label}: small steps in one direction have come to {times(sum_)} times.",)))
    if item.drifts:
        told = tuple(
            Row(((Code(each.name),), (each.first,), (each.last,), (f"{times(each.factor)}\u00a0×",)))
            for each in item.drifts
        )
        columns = (Column("Threshold"), Column("First"), Column("Last"), Column("Looser by", number=True))
        blocks.append(Table(caption=(Strong(("What drifted.",)),), columns=columns, rows=told, stacked=True))
    return blocks


def _by_version(item: History, who: tuple[str, ...]) -> list[Block]:
    lines = tuple(
        Line(label=each.label, marks=tuple(one(each.risks[name]) if name in each.risks else None for name in who))
        for each in item.revisions
    )
    if not any(mark for line in lines for mark in line.marks):
        return []
    told = "The risk, version by version."
    return [figure(Rows(lines=lines, names=who, alt=told), (Strong((told,)),))]


# cut sets -------------------------------------------------------------------------------------------------------------


def of_cuts(found: Sequence[Cuts]) -> list[Block]:
    """Return how many minimal cut sets there are, and the most probable."""
    return [block for item in found for block in _cuts(item)]


def _cuts(item: Cuts) -> list[Block]:
    if not item.count:
        return [Paragraph((f"{item.of}: there is no minimal cut set, it cannot happen.",))]
    sizes = ", ".join(f"{number:,} of {size}" for size, number in enumerate(item.by_size) if number)
    shown = item.cuts[:MOST]
    rows = tuple(Row(_cut(each)) for each in shown)
    columns = (
        Column("What goes wrong together"),
        Column("Probability", number=True),
        Column("Given the evidence", number=True),
        Column("Share of the risk", number=True),
    )
    caption: Words = (
        Strong((f"{item.of}: {item.count:,} minimal cut set{'' if item.count == 1 else 's'}",)),
        f" (by size: {sizes}); the most probable first. Sets overlap, so that no column adds up.",
    )
    return [Table(caption=caption, columns=columns, rows=rows, stacked=True)]


def _cut(each: Cut) -> tuple[Words, ...]:
    def said(value: float | NotComputed) -> str:
        return tight(percent(value)) if isinstance(value, float) else "–"

    what = joined([(Code(part.text),) for part in each.parts]) or ("nothing has to",)
    return (what, (in_percent(each.before),), (said(each.given_evidence),), (said(each.share),))


# lists of what is open ------------------------------------------------------------------------------------------------


def of_surprises(found: Sequence[Surprise]) -> list[Block]:
    """Return what several pathways stand on and nobody owns or has evidence for."""
    rows = tuple(
        Row(((Code(item.subject),), (f"{times(item.factor)}\u00a0×",), names(item.pathways), (item.why,)))
        for item in found[:MOST]
    )
    columns = (Column("What"), Column("Risk if it is wrong", number=True), Column("Pathways"), Column("What it lacks"))
    caption: Words = (Strong(("Common ground that is nobody's.",)), _more(len(rows), len(found)))
    return [Table(caption=caption, columns=columns, rows=rows, stacked=True)]


def of_tasks(found: Sequence[Task]) -> list[Block]:
    """Return what has to be argued again."""
    rows = tuple(
        Row(((item.kind,), (Code(item.subject),), tagged(item.why), (item.owner or "nobody",))) for item in found[:MOST]
    )
    columns = (Column("Kind"), Column("What"), Column("Why"), Column("Owner"))
    caption: Words = (Strong(("What is to be done.",)), _more(len(rows), len(found)))
    return [Table(caption=caption, columns=columns, rows=rows, stacked=True)]


def of_questions(found: Sequence[Asked]) -> list[Block]:
    """Return what a case leaves open, the question first that is worth most."""
    rows = tuple(
        Row((tagged(item.question.text), (tight(factor_words(item.worth)),), (item.question.to or "nobody",)))
        for item in found[:MOST]
    )
    columns = (Column("Question"), Column("Its answer may move the risk", number=True), Column("Whom to ask"))
    caption: Words = (Strong(("What the case leaves open.",)), _more(len(rows), len(found)))
    return [Table(caption=caption, columns=columns, rows=rows, stacked=True)]
