"""`loadpath gap`: how far it is to the budget, and what would close it."""

from __future__ import annotations

import re
from math import ceil, floor
from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import NO_NUMBERS, console, table, visible, working
from loadpath.errors import RefusedSettingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from loadpath.assess.gap import Effect, Gap, Needed, Pair
    from loadpath.assess.results import Assessment
    from loadpath.assess.trials import Belief, Believed, Shown

FIRST = 8
"""Numbers, and pairs, that are shown unless all are asked for."""

PART = re.compile(r"(?:([0-9][0-9.]{0,9}) ?%[ :])?([0-9][0-9,.]{0,12})x")
MOST_PARTS = 20

COUNT = re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?: trials?)?")

BELIEF = re.compile(r"([0-9][0-9.]{0,9}) ?%(?:: ?| )(?:(never)|(?:at most )?(.{1,40}))")

WHOLE = 1e-9
"""A ratio this near to a whole number is that number."""


@click.command("gap")
@options.folder
@options.by
@click.option("--at", multiple=True, metavar="CHANCE", help="Another threshold, such as `1%`; as often as wanted.")
@click.option(
    "--worth", multiple=True, metavar="TIMES", help="What `10x` would leave; by chance of success `60%:10x,15%:4x`."
)
@click.option(
    "--believe", multiple=True, metavar="BELIEF", help="Held of one trial before any: `90%:1 in 10,000`, `90%:never`."
)
@click.option("--after", metavar="TRIALS", help="With --believe: so many trials in a row have not failed.")
@options.everything
@options.as_json
def command(
    folder: str,
    by: str | None,
    at: tuple[str, ...],
    worth: tuple[str, ...],
    believe: tuple[str, ...],
    after: str | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Say how far the risk in FOLDER is from the budget, and what would close the gap.

    A likelihood ratio divides odds, a factor on harm divides the probability: both are told, and kept apart. Then the
    judged numbers that would close the gap alone, with what they would have to be, and pairs that do within their
    ranges.

    With `--believe`, how many trials in a row without failure would show as much to somebody who is so sure, before
    the first of them, that the chance of failure in one trial is at most so much. Nothing else of that belief is said:
    it is told for the worst that agrees with it.
    """
    levels = [(text.strip(), _chance(text)) for text in at]
    parts = [(text.strip(), _parts(text)) for text in worth]
    beliefs, count = [_belief(text) for text in believe], _count(after, believe)
    project = options.opened(folder)
    with working("computing"):
        results = (project.risk(by),) if by else project.risk()
        found = [
            (result, gaps, _effects(result, parts), _believed(gaps, beliefs, count))
            for result, gaps in ((result, _gaps(result, levels)) for result in results)
        ]
    if as_json:
        told = {
            result.assessor: {
                "gaps": [gap.as_json() for gap in gaps],
                "worth": [one.as_json() for one in effects],
                "believed": [one.as_json() for one in held],
            }
            for result, gaps, effects, held in found
        }
        options.print_told(project, {"assessors": told})
        return
    out = console()
    for result, gaps, effects, held in found:
        out.print(visible(f"{result.assessor}: {result.title}"), style="bold", soft_wrap=True)
        for gap in gaps:
            _print(out, gap, everything=everything)
        if not gaps:
            out.print("the case has no budget; ask with `--at 1%`, or write a `## Budget`")
        _print_effects(out, effects, gaps)
        for one in held:
            _print_believed(out, one)
        out.print()
    if not found:
        out.print(NO_NUMBERS)


def _chance(text: str) -> float:
    """Return a threshold as it is written on the command line."""
    from loadpath.files.numbers import proportion  # noqa: PLC0415  the start stays fast
    from loadpath.files.run import RefusedError, run_of  # noqa: PLC0415  the same

    try:
        return float(proportion(run_of([(1, 1, text.strip())], "")))
    except RefusedError as error:
        raise RefusedSettingError(str(error), help=error.help) from None


def _parts(text: str) -> list[tuple[float, float]]:
    """Return the chances and the factors of `10x` or `60%:10x,15%:4x`."""
    matches = [PART.fullmatch(part.strip()) for part in text.split(",", MOST_PARTS)]
    try:
        found = [
            (float(match[1]) / 100 if match[1] else 1.0, float(match[2].replace(",", ""))) for match in matches if match
        ]
    except ValueError:
        found = []
    sound = all(share > 0 and times > 0 for share, times in found) and sum(share for share, _ in found) <= 1 + 1e-9
    if len(found) < len(matches) or not sound:
        remedy = "write `10x`, or chances that add up to at most 100 %, such as `60%:10x,15%:4x`"
        raise RefusedSettingError(f"`{text.strip()[:40]}` does not say how many times it is worth", help=remedy)
    return found


def _belief(text: str) -> Belief:
    """Return the belief of `90%:1 in 10,000`, `90% at most 1 in 10,000` or `90%:never`."""
    from loadpath.assess.trials import Belief  # noqa: PLC0415  the start stays fast

    match = BELIEF.fullmatch(text.strip())
    remedy = "write how sure one is, and of what: `90%:1 in 10,000`, or `90%:never`"
    refused = RefusedSettingError(f"`{text.strip()[:40]}` does not say what is believed", help=remedy)
    if match is None:
        raise refused
    at_most = 0.0 if match[2] else _chance(match[3])
    try:
        return Belief(float(match[1]) / 100, at_most, text.strip())
    except ValueError:
        raise refused from None


def _count(text: str | None, believe: Sequence[str]) -> int | None:
    """Return the number of trials of `1,000` or `1,000 trials`."""
    if text is None:
        return None
    if not believe:
        raise RefusedSettingError(
            "`--after` says nothing without what was believed before", help="add `--believe`, such as `90%:never`"
        )
    match = COUNT.fullmatch(text.strip())
    if match is None:
        raise RefusedSettingError(f"`{text.strip()[:40]}` is no number of trials", help="write it as `--after 1,000`")
    return int(match[1].replace(",", ""))


def _gaps(result: Assessment, levels: Sequence[tuple[str, float]]) -> list[Gap]:
    from loadpath.assess.gap import gap_to  # noqa: PLC0415  numpy is slow to start

    asked = [("budget", result.budget.level)] if result.budget else []
    return [gap_to(result, level, name) for name, level in (*asked, *levels)]


def _effects(result: Assessment, parts: Sequence[tuple[str, list[tuple[float, float]]]]) -> list[Effect]:
    from loadpath.assess.gap import effect  # noqa: PLC0415  numpy is slow to start
    from loadpath.assess.results import Interval  # noqa: PLC0415  the same

    if not isinstance(result.risk, Interval) or not result.risk.exact:
        return []
    return [effect(result.risk.value, part, name) for name, part in parts]


def _believed(gaps: Sequence[Gap], beliefs: Sequence[Belief], after: int | None) -> list[Believed]:
    if not beliefs:
        return []
    from loadpath.assess.trials import believed  # noqa: PLC0415  the start stays fast

    return [believed(one, [(gap.threshold, gap.level) for gap in gaps], after) for one in beliefs]


def _print(out: Console, gap: Gap, *, everything: bool) -> None:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start

    out.print(_distance(gap))
    if gap.met:
        return
    passing = gap.passing
    if passing is not None:
        out.print(
            f"A test that passes in 80 % of the worlds without harm may pass in at most {_percent(passing)} of those "
            "with it to show as much."
        )
    out.print(
        f"Shown by trials alone, it takes {gap.trials:,} in a row without failure (95 % confidence); "
        "where nobody can run so many, it cannot be shown by testing."
    )
    if isinstance(gap.singles, NotComputed):
        out.print(f"What would close it is not computed: {gap.singles.reason}.")
        return
    _print_singles(out, gap.singles, everything=everything)
    _print_pairs(out, gap, everything=everything)


def _distance(gap: Gap) -> str:
    from loadpath.cli.words import chance, factor  # noqa: PLC0415  numpy is slow to start

    name = f"the {'budget' if gap.threshold == 'budget' else 'threshold'} of {_percent(gap.level)}"
    if gap.met:
        return f"The risk is {chance(gap.risk)}: at or below {name}."
    return (
        f"The risk is {chance(gap.risk)}, {factor(gap.factor)} times {name}. Still needed: {_ratio(gap)} on what the "
        f"harm hangs on, or a factor of {factor(gap.factor, 3)} on the harm itself."
    )


def _ratio(gap: Gap) -> str:
    from loadpath.assess.results import NotComputed  # noqa: PLC0415  numpy is slow to start
    from loadpath.case.rounding import times  # noqa: PLC0415  the same

    if isinstance(gap.ratio, NotComputed):
        return f"no likelihood ratio is known ({gap.ratio.reason})"
    if not gap.ratio.exact:
        return f"a likelihood ratio between {times(gap.ratio.low, 3)}:1 and {times(gap.ratio.high, 3)}:1"
    value = gap.ratio.value
    enough = ceil(value)
    between = value > 2 and value - floor(value + WHOLE) > WHOLE  # noqa: PLR2004  below it, 1:1 would be the other one
    told = f" ({enough:,}:1 is enough, {enough - 1:,}:1 is not)" if between else ""
    return f"a likelihood ratio of {times(value, 4)}:1{told}"


def _percent(value: float) -> str:
    from loadpath.case.rounding import percent  # noqa: PLC0415  the start stays fast

    return percent(value)


def _named(subject: str, condition: str, *, fails: bool, otherwise: bool) -> str:
    words = subject + (" fails" if fails else "")
    return visible(words + (f" if {condition}" if condition else " otherwise" if otherwise else ""))


def _print_singles(out: Console, singles: Sequence[Needed], *, everything: bool) -> None:
    within = [one for one in singles if one.within]
    said = "No judged number closes it alone within its own range."
    if within:
        said = (
            f"{len(within)} judged numbers close it, each alone within its own range."
            if len(within) > 1
            else "1 judged number closes it alone within its own range."
        )
    out.print(said)
    if not singles:
        out.print("None closes it alone at any value.")
        return
    rows = table("number", "now", "would have to be", "its range", "", right=(1, 2))
    for one in singles if everything else singles[:FIRST]:
        ends = f"{_percent(one.range[0])} to {_percent(one.range[1])}" if one.range else "none given"
        where = "within" if one.within else "outside" if one.range else ""
        name = _named(one.subject, one.condition, fails=one.fails, otherwise=one.otherwise)
        rows.add_row(name, _percent(one.now), _bound(one), ends, where)
    out.print(rows)
    if len(singles) > FIRST and not everything:
        out.print(f"{len(singles) - FIRST} more with --all", style="dim")


def _bound(one: Needed) -> str:
    """Return what a number has to be, rounded to the side on which it is still enough."""
    from loadpath.case.rounding import at_least, at_most  # noqa: PLC0415  the start stays fast

    return f"at most {at_least(one.needed)}" if one.needed < one.now else f"at least {at_most(one.needed)}"


def _print_pairs(out: Console, gap: Gap, *, everything: bool) -> None:
    if gap.lowest is None:
        return
    if not gap.pairs:
        words = f"the lowest risk that two of them leave is {_percent(gap.lowest)}" if gap.lowest > gap.level else ""
        out.print(f"No further pair closes it within both ranges{f'; {words}' if words else ''}.")
        return
    rows = table("pairs that close it", "at", "", "at", "risk then", right=(1, 3, 4))
    for pair in gap.pairs if everything else gap.pairs[:FIRST]:
        rows.add_row(*_row(pair))
    out.print(rows)
    if len(gap.pairs) > FIRST and not everything:
        out.print(f"{len(gap.pairs) - FIRST} more with --all", style="dim")


def _row(pair: Pair) -> tuple[str, ...]:
    first, second = (
        _named(one.subject, one.condition, fails=one.fails, otherwise=one.otherwise)
        for one in (pair.first, pair.second)
    )
    return first, _percent(pair.values[0]), second, _percent(pair.values[1]), _percent(pair.risk)


def _print_effects(out: Console, effects: Sequence[Effect], gaps: Sequence[Gap]) -> None:
    from loadpath.case.rounding import percent, times  # noqa: PLC0415  the start stays fast

    for one in effects:
        out.print(
            f"Worth {visible(one.written)}: {percent(one.as_ratio, 3)} is left if it is a ratio on what the harm hangs "
            f"on, {percent(one.as_factor, 3)} if it is a factor on the harm."
        )
        for gap in gaps:
            name = "the budget" if gap.threshold == "budget" else f"the threshold of {_percent(gap.level)}"
            still = one.still(gap.level)
            if still is None:
                continue
            ratio, factor = (times(value, 3) for value in still)
            out.print(f"  Both miss {name}: {ratio}:1 more is needed as a ratio, {factor} times as a factor.")


def _print_believed(out: Console, held: Believed) -> None:
    from loadpath.case.rounding import percent, probability  # noqa: PLC0415  the start stays fast

    belief = held.belief
    what = "it never fails" if belief.never else f"one trial fails with at most {probability(belief.at_most)}"
    out.print(f"Believed before any trial, with {percent(belief.share)}: {what}. The rest is at its worst.")
    for one in held.shown:
        _print_shown(out, one, held)
    if held.expected:
        out.print(
            f"  After {held.after:,} trials without failure the next one fails with at most "
            f"{percent(held.expected.failure, 3)}; at worst all that is not believed lies at "
            f"{percent(held.expected.rest_at, 3)}."
        )
    elif not held.shown:
        out.print("  It takes a threshold to say how many trials: ask with `--at 1%`.")


def _print_shown(out: Console, one: Shown, held: Believed) -> None:
    """Print how many trials a threshold takes, with the belief and without, and what those that were done show."""
    from loadpath.assess.trials import CONFIDENCES  # noqa: PLC0415  the start stays fast
    from loadpath.case.rounding import at_least  # noqa: PLC0415  the same

    name = f"the {'budget' if one.threshold == 'budget' else 'threshold'} of {_percent(one.level)}"
    sure = [_percent(confidence) for confidence in CONFIDENCES]
    if held.belief.at_most > one.level:
        out.print(f"  It says nothing of {name}, which is lower: no number of trials is enough.")
        return
    told = ", ".join(f"{_many(count)} with {level}" for count, level in zip(one.needed, sure, strict=True))
    apart = ", ".join(f"{count:,} with {level}" for count, level in zip(one.classical, sure, strict=True))
    out.print(f"  Trials in a row without failure that show {name}: {told}. Without the belief {apart}.")
    if one.after is not None:
        out.print(f"  {held.after:,} of them show it with {at_least(one.after)} at worst.")


def _many(count: int | None) -> str:
    """Return a number of trials in words: none are needed where the belief is enough, and none may be enough."""
    if count is None:
        return "no number is enough"
    return f"{count:,}" if count else "none needed"
