"""Nothing makes a case look better for free: invariances as laws over random cases and harmless edits.

Principle 9 of loadpath's purpose: adding claims, splitting doubts, renaming, planned mitigations, dropping a pathway or
an assessor never lowers the reported risk without an entry in the diff. Edits of values and tables are here, those of
text in `edits`. Figures agree to 1e-12 relative; simulated ones as well, as random numbers belong to what they are
drawn for, and a response that gets slower gets slower in every incident.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.conformance import enumeration as made
from tests.conformance.enumeration import Branch, Expr, fails, negation, ref, write_case
from tests.laws.edits import (
    TEXT_EDITS,
    Edit,
    Edited,
    Kind,
    Make,
    Place,
    Response,
    Row,
    Sample,
    Texts,
    sample,
    share_of,
    write_tables,
)

from loadpath.assess.results import Assessment, Interval, Load, NotComputed, Verdict
from loadpath.assess.watching import Watch
from loadpath.engine import attempts, clock
from loadpath.engine.rota import wait
from loadpath.engine.waiting import Queue
from loadpath.errors import FaultyCaseError
from loadpath.files.reader import read as read_texts
from loadpath.project import Project
from loadpath.project import opened as program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

DRAWS, MANY = 40, 20_000
"""Worlds behind a verdict; where it seems to change, as many as a command draws: fewer may say anything near an edge."""
VERDICT = "verdict on"
RELATIVE, ABSOLUTE = 1e-12, 1e-15
"""As in tests/conformance: some hundred roundings of 1.1e-16, and the complement of a float such as 0.99999."""

QUOTIENT = 1e-9
"""Relative, of quotients of two such numbers (loads, ranges over thresholds), whose divisor may be small."""

# --- the law ----------------------------------------------------------------------------------------------------------


def opened(texts: Texts) -> Project:
    """Return a case as the program reads it."""
    return Project(texts, draws=DRAWS)


def assessed(project: Project) -> dict[str, Assessment]:
    """Return every assessment by assessor; none where the case contradicts itself.

    Raises:
        FaultyCaseError: when the case has errors.
    """
    project.require_sound()
    try:
        return {one.assessor: one for one in project.risk()}
    except FaultyCaseError:
        return {}


@dataclass(frozen=True, slots=True)
class Trial:
    """One edit in one case: the case before it, and after."""

    edit: Edit
    before: Project
    edited: Edited


def trials(seed: int, edits: Sequence[Edit], most: int) -> Iterator[Trial]:
    """Yield some of the edits, each made in the case of a seed, or in what it has to be made in."""
    rng = random.Random(seed)
    item = sample(seed)
    before = opened(item.texts)
    if not before.reading.sound:
        return
    for edit in rng.sample(edits, len(edits)):
        edited = edit.make(item, random.Random(f"{seed}/{edit.name}")) if most else None
        if edited is not None:
            yield Trial(edit, opened(edited.before) if edited.before else before, edited)
            most -= 1


def broken(edit: Edit, before: Project, edited: Edited) -> str | None:
    """Return how an edit breaks the law, an empty string where it holds, None where nothing could be compared.

    Args:
        edit: what was done.
        before: the case.
        edited: the case after it.
    """
    after = opened(edited.texts)
    refused = not after.reading.sound and (edited.gone or edit.kind == "told")  # others still speak of what left
    if refused or not before.reading.sound:
        return None
    if not after.reading.sound:
        return f"cannot be read any more: {after.reading.faults[0].at}: {after.reading.faults[0].message}"
    old, new = assessed(before), assessed(after)
    if not old or (edit.kind == "more" and not new):
        return None  # refused: the numbers contradict each other, or too many tries would have to be played
    said = _untold(before, after, edited, (old, new)) if new else ""
    if edit.kind == "told":
        return said
    for name, was in old.items():
        if name not in edited.gone and not said:
            said = _differs(edit, was, new[name], edited.names) if name in new else "no figures any more"
            if said.startswith(VERDICT):
                said = _differs(edit, _again(before.texts, name), _again(edited.texts, name), edited.names)
            said = said and f"{name}: {said}"
    return said


def _again(texts: Mapping[str, str], name: str) -> Assessment:
    """Return what an assessor's numbers come to over many worlds."""
    return Project(texts, draws=MANY).risk(name)


def _untold(
    before: Project, after: Project, edited: Edited, risks: tuple[dict[str, Assessment], dict[str, Assessment]]
) -> str:
    """Return who left, or whose risk went down, without an entry in the diff."""
    old, new = risks
    changes = after.since(before).changes
    if away := edited.gone - {name for name, _ in changes.removed}:
        return f"{sorted(away)} left, and the diff does not say so"
    lower = [
        name for name in old if name not in new or _end(new[name].risk, 1) < _end(old[name].risk, 1) * (1 - QUOTIENT)
    ]
    told = changes.added or changes.removed or changes.changed
    return f"lower for {lower[0]}, and nothing in the diff" if lower and not told else ""


def _end(answer: object, place: int) -> float:
    return (answer.low, answer.high)[place] if isinstance(answer, Interval) else float("nan")


def _differs(edit: Edit, old: Assessment, new: Assessment, names: Mapping[str, str]) -> str:
    kind = edit.kind
    was, now = dict(_figures(old, names, kind)), dict(_figures(new, {}, kind))
    for name, (low, high, within) in was.items():
        if name not in now and kind == "wider":
            continue  # it says that it was not computed
        if name not in now:
            return f"no {name} any more"
        least, most, _ = now[name]
        slack = [max(within * abs(end), ABSOLUTE) for end in (low, high)]
        bad = {
            "same": abs(least - low) > slack[0] or abs(most - high) > slack[1],
            "more": least < low - slack[0] or most < high - slack[1],
            "wider": least > low + slack[0] or most < high - slack[1],
        }[kind]
        if bad:
            return f"{name} was {low!r} to {high!r}, is {least!r} to {most!r}"
    # draws belong to names: with new ones the worlds are others
    return "" if names or edit.splits else _verdicts_differ(kind, old, new)


def _verdicts_differ(kind: Kind, old: Assessment, new: Assessment) -> str:
    """Return which verdict changed for no reason."""
    pairs = zip((old.budget, *old.ladder), (new.budget, *new.ladder), strict=True)
    for was, now in pairs:
        if was is None or now is None:
            continue
        better = now.verdict is Verdict.BELOW and was.verdict is not Verdict.BELOW
        if better or (kind == "same" and was.verdict is not now.verdict):
            return f"{VERDICT} {was.threshold} was {was.verdict.value}, is {now.verdict.value}"
    return ""


def _figures(one: Assessment, names: Mapping[str, str], kind: Kind) -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Yield what is compared: risks always, what every node comes to and carries where all of it stays the same."""
    ways = {f"pathway {names.get(name, name)}": answer for name, answer in one.pathways.items()}
    answers = {"risk": one.risk, "listed": one.listed, **ways}
    if kind == "same":
        rest = {**one.propositions, **one.residual}
        answers |= {re.sub(r"^[^ ]+", lambda hit: names.get(hit[0], hit[0]), name): item for name, item in rest.items()}
        if not names:
            answers["range"] = one.range
    for name, answer in answers.items():
        if isinstance(answer, Interval):
            yield name, (answer.low, answer.high, QUOTIENT if name == "range" else RELATIVE)
    for load in one.loads if kind == "same" else ():
        yield from _carried(load, names.get(load.subject, load.subject))


def _carried(load: Load, subject: str) -> Iterator[tuple[str, tuple[float, float, float]]]:
    for part in ("if_wrong", "if_right", "listed_if_wrong", "share"):
        value = getattr(load, part)
        if not isinstance(value, NotComputed):
            yield f"load of {subject}, {part}", (value, value, QUOTIENT)


# --- edits of logic ---------------------------------------------------------------------------------------------------


def _judgements(case: made.Case, name: str) -> list[made.Line]:
    return [one.judged[name] for one in case.assessors if name in one.judged]


def _rejudged(
    case: made.Case, old: str, new: str, change: Callable[[Fraction], Fraction], more: Mapping[str, Fraction]
) -> tuple[made.Assessor, ...]:
    """Return the assessors with every number about a node changed and said of another; the first also says more."""
    found = []
    for one in case.assessors:
        lines = dict(one.judged)
        if old in lines:
            lines[new] = tuple(replace(part, text=share_of(change(part.exact))) for part in lines.pop(old))
        if not one.starts_from:
            lines |= {name: (Branch(share_of(value)),) for name, value in more.items()}
        found.append(replace(one, judged=lines))
    return tuple(found)


def _with(case: made.Case, old: made.Node, new: list[made.Node]) -> tuple[made.Node, ...]:
    place = case.nodes.index(old)
    return (*case.nodes[:place], *new, *case.nodes[place + 1 :])


def _numbers(case: made.Case, name: str) -> list[Fraction]:
    return [part.exact for line in _judgements(case, name) for part in line]


def _split_claim(case: made.Case, rng: random.Random) -> made.Case | None:
    """One step of an argument becomes two that hold together just as likely: p = q (p / q)."""
    claims = [one for one in case.nodes if isinstance(one, made.Claim) and made.is_primitive(one)]
    if not claims:
        return None
    one = rng.choice(claims)
    share = (1 + max(_numbers(case, one.id))) / 2
    new: list[made.Node] = [made.Claim("half"), replace(one, rests_on=(*one.rests_on, "half"))]
    lines = _rejudged(case, one.id, one.id, lambda p: p / share, {"half": share})
    return replace(case, nodes=_with(case, one, new), assessors=lines)


def _split_barrier(case: made.Case, rng: random.Random) -> made.Case | None:
    """A doubt about a barrier becomes a claim it needs: it works just as likely, 1 - f = q (1 - g)."""
    barriers = [one for one in case.nodes if isinstance(one, made.Mitigation) and not one.planned]
    if not barriers:
        return None
    one = rng.choice(barriers)
    share = 1 - min(_numbers(case, one.id)) / 2
    new: list[made.Node] = [made.Claim("half"), replace(one, needs=(*one.needs, "half"))]
    lines = _rejudged(case, one.id, one.id, lambda p: 1 - (1 - p) / share, {"half": share})
    return replace(case, nodes=_with(case, one, new), assessors=lines)


def _split_event(case: made.Case, rng: random.Random) -> made.Case | None:
    """An event becomes two ways in which it happens: 1 - p = (1 - q) (1 - r)."""
    events = [one for one in case.nodes if isinstance(one, made.Event) and made.is_primitive(one)]
    one = rng.choice(events)
    share = min(_numbers(case, one.id)) / 2
    meaning = Expr("or", args=(ref("one-way"), ref("other-way")))
    new: list[made.Node] = [made.Event(name, given=one.given) for name in ("one-way", "other-way")]
    new.append(replace(one, meaning=meaning, given=None))
    lines = _rejudged(case, one.id, "other-way", lambda p: 1 - (1 - p) / (1 - share), {"one-way": share})
    return replace(case, nodes=_with(case, one, new), assessors=lines)


def _renamed_claim(case: made.Case, rng: random.Random) -> made.Case | None:
    """A claim becomes two that say the same: the old name says the new one."""
    claims = [one for one in case.nodes if isinstance(one, made.Claim) and made.is_primitive(one)]
    if not claims:
        return None
    one = rng.choice(claims)
    new: list[made.Node] = [replace(one, id="as-said"), made.Claim(one.id, says=ref("as-said"))]
    return replace(case, nodes=_with(case, one, new), assessors=_rejudged(case, one.id, "as-said", lambda p: p, {}))


def _turned(case: made.Case, rng: random.Random) -> made.Case | None:
    """A claim that stands by itself becomes the opposite of an event of the opposite chance."""
    claims = [
        one for one in case.nodes if isinstance(one, made.Claim) and made.is_primitive(one) and not made.parents(one)
    ]
    if not claims:
        return None
    one = rng.choice(claims)
    new: list[made.Node] = [made.Event("untrue"), made.Claim(one.id, says=negation(ref("untrue")))]
    return replace(case, nodes=_with(case, one, new), assessors=_rejudged(case, one.id, "untrue", lambda p: 1 - p, {}))


def _mentions(case: made.Case, name: str) -> bool:
    """Return whether anything but a step `[[name]] fails` speaks of a barrier."""
    conditions = [part.condition for one in case.assessors for line in one.judged.values() for part in line]
    for one in case.assessors:
        for said in one.scored.values():
            conditions += [part.condition for part in said.branches] if isinstance(said, made.Passes) else []
            conditions += [said.of] if isinstance(said, made.Ratio) else []
    spoken = set().union(*(one.names() for one in conditions if one), *(item.about.names() for item in case.evidence))
    steps = [step for chain in case.pathways.values() for step in chain if step != fails(name)]
    return name in spoken.union(*(made.parents(one) for one in case.nodes), *(step.names() for step in steps))


def _taken(case: made.Case, rng: random.Random) -> made.Case | None:
    """A barrier that only stands in the way of harm is planned from now on, or needs one claim more."""
    barriers = [one for one in case.nodes if isinstance(one, made.Mitigation) and not one.planned]
    free = [one for one in barriers if not _mentions(case, one.id)]
    if not free:
        return None
    one = rng.choice(free)
    if rng.random() < 0.5:
        return replace(case, nodes=_with(case, one, [replace(one, planned=True)]))
    new: list[made.Node] = [made.Claim("doubt"), replace(one, needs=(*one.needs, "doubt"))]
    lines = _rejudged(case, one.id, one.id, lambda p: p, {"doubt": Fraction(rng.randint(1, 99), 100)})
    return replace(case, nodes=_with(case, one, new), assessors=lines)


def _reassured(item: Sample, rng: random.Random) -> Edited | None:
    """Evidence against an event that pathways need, and that nothing else speaks of, is taken away."""
    if item.logic is None:
        return None
    ways = dict(item.logic.pathways)
    for name in rng.sample(list(ways), rng.randint(1, len(ways))):
        ways[name] = (*ways[name], ref("needed"))
    share = {"needed": Fraction(rng.randint(1, 99), 100)}
    lines = _rejudged(item.logic, "", "", lambda p: p, share)
    case = replace(item.logic, nodes=(*item.logic.nodes, made.Event("needed")), pathways=ways, assessors=lines)
    finding = made.Evidence("calm", ref("needed"), passed=True, result="0 of 4,000", criterion="at most 10")
    weight = made.Ratio(rng.choice(("2", "20", "1000")), favours=False, of=ref("needed"))
    scored = tuple(one if one.starts_from else replace(one, scored={**one.scored, "calm": weight}) for one in lines)
    return Edited(
        write_case(case), before=write_case(replace(case, evidence=(*case.evidence, finding), assessors=scored))
    )


def _logic(change: Callable[[made.Case, random.Random], made.Case | None]) -> Make:
    def edit(item: Sample, rng: random.Random) -> Edited | None:
        after = change(item.logic, rng) if item.logic else None
        return Edited(write_case(after) | {"budget.md": item.texts["budget.md"]}) if after else None

    return edit


LOGIC_EDITS = (
    Edit("split a claim", "same", _logic(_split_claim), splits=True),
    Edit("split a barrier", "same", _logic(_split_barrier), splits=True),
    Edit("split an event", "same", _logic(_split_event), splits=True),
    Edit("say a claim twice", "same", _logic(_renamed_claim)),
    Edit("turn a claim round", "same", _logic(_turned)),
    Edit("take a barrier away", "more", _logic(_taken), splits=True),
    Edit("take reassurance away", "more", _reassured),
)

# --- edits of tables --------------------------------------------------------------------------------------------------


def _response_edit(fits: Callable[[Response], bool], change: Callable[[Response], Response]) -> Make:
    def edit(item: Sample, _: random.Random) -> Edited | None:
        if item.tables is None or not any(map(fits, item.tables.responses)):
            return None
        changed = tuple(change(one) if fits(one) else one for one in item.tables.responses)
        return Edited(write_tables(replace(item.tables, responses=changed)))

    return edit


def _row_edit(fits: Callable[[Row], bool], change: Callable[[Row], Row]) -> Make:
    def edit(item: Sample, rng: random.Random) -> Edited | None:
        rows = [row for one in item.tables.responses for row in one.rows if fits(row)] if item.tables else []
        if item.tables is None or not rows:
            return None
        chosen = rng.choice(rows)
        changed = tuple(
            replace(one, rows=tuple(change(row) if row is chosen else row for row in one.rows))
            for one in item.tables.responses
        )
        return Edited(write_tables(replace(item.tables, responses=changed)))

    return edit


def _place_edit(fits: Callable[[Place], bool], change: Callable[[Place], Place]) -> Make:
    def edit(item: Sample, _: random.Random) -> Edited | None:
        if item.tables is None or not any(map(fits, item.tables.places)):
            return None
        changed = tuple(change(one) if fits(one) else one for one in item.tables.places)
        return Edited(write_tables(replace(item.tables, places=changed)))

    return edit


def _shorter(hours: tuple[int, int] | None) -> tuple[int, int] | None:
    return (hours[0] + 1, hours[1] - 1) if hours else None


TABLE_EDITS = (
    Edit(
        "more attackers", "more", _response_edit(lambda _: True, lambda one: replace(one, attackers=one.attackers + 1))
    ),
    Edit("less time", "more", _response_edit(lambda _: True, lambda one: replace(one, harm=one.harm * 2 // 3))),
    Edit("need a claim", "more", _response_edit(lambda one: not one.needs, lambda one: replace(one, needs="claim-0"))),
    Edit("longer", "more", _row_edit(lambda _: True, lambda row: replace(row, after=row.after * 2))),
    Edit("works less", "more", _row_edit(lambda row: row.works > 5, lambda row: replace(row, works=row.works - 5))),
    Edit("longer between", "more", _row_edit(lambda row: row.again > 0, lambda row: replace(row, again=row.again * 2))),
    Edit("once", "more", _row_edit(lambda row: row.again > 0, lambda row: replace(row, again=0, tries=0))),
    Edit(
        "fewer tries",
        "more",
        _row_edit(lambda row: row.again > 0 and row.tries != 2, lambda row: replace(row, tries=2)),
    ),
    Edit("fuller", "more", _row_edit(lambda _: True, lambda row: replace(row, arrivals=row.arrivals + 9))),
    Edit("needs more", "more", _row_edit(lambda row: not row.needs, lambda row: replace(row, needs="claim-0"))),
    Edit(
        "fewer hours",
        "more",
        _row_edit(lambda row: row.hours is not None, lambda row: replace(row, hours=_shorter(row.hours))),
    ),
    Edit(
        "hang together", "more", _place_edit(lambda _: True, lambda one: replace(one, correlation=one.correlation + 9))
    ),
    Edit(
        "watch less",
        "more",
        _place_edit(lambda one: one.watched > 1, lambda one: replace(one, watched=one.watched // 2)),
    ),
    Edit("see less", "more", _place_edit(lambda _: True, lambda one: replace(one, stages=(*one.stages, (50, 0))))),
    Edit(
        "see later",
        "more",
        _place_edit(
            lambda _: True,
            lambda one: replace(one, stages=(*one.stages[:-1], (one.stages[-1][0], one.stages[-1][1] + 2))),
        ),
    ),
    Edit("more flags", "more", _place_edit(lambda _: True, lambda one: replace(one, flags=one.flags * 2))),
    Edit("fewer reviews", "more", _place_edit(lambda _: True, lambda one: replace(one, reviews=one.reviews // 2))),
    Edit(
        "undone for less",
        "more",
        _place_edit(lambda one: one.undone > 1, lambda one: replace(one, undone=one.undone // 2)),
    ),
)

EDITS = (*TEXT_EDITS, *LOGIC_EDITS, *TABLE_EDITS)

# --- the tests --------------------------------------------------------------------------------------------------------

SEEDS, EACH = 48, 4


@pytest.mark.parametrize("block", range(6))
def test_harmless_edits_change_nothing_and_no_edit_makes_it_look_better(block: int) -> None:
    """In the cases of 48 seeds, four edits each: what must not change does not, and no risk goes down for nothing."""
    seeds = range(block * SEEDS // 6, (block + 1) * SEEDS // 6)
    done = [(seed, one) for seed in seeds for one in trials(seed, EDITS, EACH)]
    found = [(seed, one.edit.name, broken(one.edit, one.before, one.edited)) for seed, one in done]
    assert not [one for one in found if one[2]]


@pytest.mark.parametrize("edit", TABLE_EDITS, ids=lambda edit: edit.name.replace(" ", "-"))
def test_a_harder_response_is_never_too_late_less_often(edit: Edit) -> None:
    """More attackers, less time, fewer hours or tries, a fuller queue, lower recall: the risk does not go down, exactly."""
    found = [one for seed in range(1, 70, 3) for one in trials(seed, (edit,), 1)][:2]
    assert found
    assert [broken(edit, one.before, one.edited) for one in found] == ["" for _ in found]


# --- planted violations -----------------------------------------------------------------------------------------------


def _lucky(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the text with one more step in every pathway, which nobody wrote and which hardly ever happens."""
    found = {name: re.sub(r"(?m)^1\. ", "1. [[luck]]\n2. ", text) for name, text in texts.items()}
    found = {
        name: re.sub(r"(?m)^(#+ Assessor [^\n]*\n\s*)", r"\1- luck: 0.1% because so\n", text)
        for name, text in found.items()
    }
    return found | {"luck.md": "## Event luck: Luck\n"}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name.replace(" ", "-"))
def test_a_program_that_rewards_an_edit_is_found_out(edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that puts a step of luck into every chain as soon as the edit is made breaks the law for each edit."""
    for seed in range(90):
        for one in trials(seed, (edit,), 1):
            if broken(edit, one.before, one.edited) != "" or _least(one.before) < 1e-9:
                continue
            with monkeypatch.context() as patch:
                patch.setattr(program, "read_texts", lambda texts, hash_of: read_texts(_lucky(texts), hash_of))
                if edit.kind == "told":  # the luck shows, but not in the diff
                    patch.setattr(Project, "since", lambda after, _: SINCE(after, after))
                assert broken(edit, one.before, one.edited)
            return
    pytest.fail("no case has anything to edit")


def _least(case: Project) -> float:
    """Return the least risk of any assessor and pathway that is one number."""
    known = [answer for one in case.risk() for answer in one.pathways.values()]
    return min(answer.low if isinstance(answer, Interval) else 0.0 for answer in known)


CAUGHT, RECALL, SINCE = attempts.caught_each, Watch.recall, Project.since

FAULTS: dict[str, tuple[object, str, object]] = {
    # the first that is stopped stops all, whatever the table says: more attackers are easier to stop
    "more attackers": (clock.Played, "stopped", lambda played, chosen: played.arrivals[list(chosen)].min(axis=(0, 1))),
    # a message comes through before somebody is there
    "fewer hours": (clock, "wait", lambda rota, at: -0.5 * wait(rota, at)),
    # a short queue takes for ever, and a long one no time
    "fuller": (Queue, "quantile", lambda queue, u: np.full_like(u, 1e7 if queue.load < 0.3 else 0.0)),
    # misses that hang together are taken apart
    "hang together": (attempts, "caught_each", lambda count, recall, rho: CAUGHT(count, recall, 1.0 - np.asarray(rho))),
    # what is caught and what is missed are mixed up
    "watch less": (Watch, "recall", lambda watch, values: 1.0 - RECALL(watch, values)),
    # the more is flagged, the more of it is read
    "more flags": (Queue, "served", property(lambda queue: min(1.0, queue.load))),
}


@pytest.mark.parametrize("name", FAULTS, ids=lambda name: name.replace(" ", "-"))
def test_a_fault_in_a_response_is_found_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a fault in what plays responses, some case breaks the law of that edit."""
    edit = next(one for one in TABLE_EDITS if one.name == name)
    monkeypatch.setattr(*FAULTS[name])
    assert any(broken(edit, one.before, one.edited) for seed in range(1, 200, 3) for one in trials(seed, (edit,), 1))


# --- breaks that were found -------------------------------------------------------------------------------------------

SMALL = """
# Case small: A small case

- kind: risk analysis

## Budget allowed: What is allowed

- this case: 1 in 2

"""


def test_a_number_split_into_branches_has_the_same_verdict() -> None:
    """`5%` and `5% if a, 5% if b, 5% otherwise` are one doubt: moved to 100 %, either carries the risk over 1 in 2."""
    text = (
        SMALL
        + "## Event e: E\n\n## Event a: A\n\n## Event b: B\n\n## Pathway p: P\n\n1. [[e]]\n\n## Assessor me: Me\n\n- a: 33% because x\n- b: 50% because x\n"
    )
    one, two = (
        opened({"case.md": f"{text}- e: {line} because x\n"}).risk(by="me").budget
        for line in ("5%", "5% if a, 5% if b, 5% otherwise")
    )
    assert one is not None
    assert two is not None
    assert one.verdict is two.verdict


def test_a_failed_finding_written_down_again_never_lowers_the_risk() -> None:
    """That `m` failed its test says that `c` is doubtful, on which `n` leans; the same failure, unscored, hides that.

    With w = P(m works) = .9 x .99 = .891 the failure has .01 w + .99 (1 - w) = .11682; n works with it in
    .9 x .99 x (.99 x .01 + .01 x .99) = .0176418, so that the risk is 1 - .0176418 / .11682 = .84898. After it: .109.
    """
    text = (
        SMALL
        + "## Claim c: C\n\n## Mitigation m: M\n\n- needs: [[c]]\n\n## Mitigation n: N\n\n- needs: [[c]]\n\n## Pathway p: P\n\n1. [[n]] fails\n\n"
    )
    text += "## Assessor me: Me\n\n- c: 90% because x\n- m fails: 1% because x\n- n fails: 1% because x\n- run: passes 99% if m, 1% if m fails because x\n\n"
    run = "## Evidence {}: A run\n\n- result: 11 of 40\n- passes when: at most 10\n- about: [[m]]\n\n"
    before, after = (
        opened({"case.md": text + said}).risk(by="me").risk
        for said in (run.format("run"), run.format("run") + run.format("again"))
    )
    assert isinstance(before, Interval)
    assert isinstance(after, Interval)
    assert before.value == pytest.approx(0.84898, abs=1e-5)
    assert after.high >= before.high
