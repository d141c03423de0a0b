"""Edits that must not make a case look better for nothing, and the random cases in which they are made.

A case is one of `tests.conformance`, with ranges or without, one of `tests.laws.worlds`, the example, or one of the
responses and surfaces made here. An edit is `same` (nothing that is computed may change), `more` (no risk may go down), `wider` (an
interval may only grow) or `told` (a risk may go down, and the diff says so).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Literal, TypeAlias

from tests.conformance import enumeration as made
from tests.conformance.enumeration import write_case
from tests.conformance.random_cases import random_case
from tests.laws import worlds
from tests.small import HERON

import loadpath as lp
from loadpath.files.format import fmt

Texts: TypeAlias = dict[str, str]

# --- the cases --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a response; times in minutes, `works` and `chance` in per cent, `hours` the first and last on duty."""

    who: str
    tells: tuple[str, ...]
    after: int
    wide: bool
    works: int
    ever: bool
    again: int = 0
    tries: int = 0
    hours: tuple[int, int] | None = None
    arrivals: int = 0
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """A scenario: its table, how many attack, and how many minutes there are."""

    id: str
    rows: tuple[Row, ...]
    harm: int
    attackers: int
    starts: str
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A surface; shares in per cent, correlation in hundredths, `flags` in hundredths of a per cent, times in days."""

    id: str
    stages: tuple[tuple[int, int], ...]
    watched: int
    attempts: tuple[str, int]
    correlation: int
    flags: int
    reviews: int
    undone: int


@dataclass(frozen=True, slots=True)
class Tables:
    """A case of scenarios and surfaces, with claims they stand on, each judged in per cent."""

    responses: tuple[Response, ...]
    places: tuple[Place, ...]
    claims: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sample:
    """A random case: its text, and what it was written from, if that can be edited."""

    texts: Texts
    logic: made.Case | None = None
    tables: Tables | None = None


BUDGET = "## Budget allowed: What is allowed\n\n- this case: {}\n\n"
KINDS = "Event|Claim|Mitigation|Pathway|Evidence|Assessor|Scenario|Surface|Budget|Scale|Term|Quantity|Incident|Review"
HEADING = re.compile(rf"(?m)^#{{1,6}} ({KINDS}|Challenge|Test|Commitment) ([a-z0-9.-]+):")
JUDGED = re.compile(r"(?m)^- ([a-z][a-z0-9.-]*(?: fails)?): (\d+(?:\.\d+)?)% because")
"""A line of judgement that states one number and no condition."""


def sample(seed: int) -> Sample:
    """Return the case of a seed: of three, one of logic, one of what is withheld or tables, one of logic with ranges.

    One in 45 is the example that comes with the program.
    """
    rng = random.Random(seed)
    if seed % 45 == 4:
        return Sample(dict(_example()))
    if seed % 3 == 1:
        if rng.random() < 0.5:
            tables = random_tables(rng)
            return Sample(write_tables(tables), tables=tables)
        return Sample(dict(worlds.pair(seed)[0].texts))
    case = random_case(rng)
    budget = {"budget.md": BUDGET.format(rng.choice(("1 in 2", "1 in 20", "1 in 1,000")))}
    if seed % 3 == 0:
        return Sample(write_case(case) | budget, logic=case)
    return Sample(
        {name: JUDGED.sub(lambda hit: _ranged(hit, rng), text) for name, text in write_case(case).items()} | budget
    )


@cache
def _example() -> Mapping[str, str]:
    return lp.read(HERON).texts


def _ranged(hit: re.Match[str], rng: random.Random) -> str:
    mean = float(hit[2])
    if rng.random() < 0.4:
        return hit[0]
    near = min(mean, 100 - mean)
    low = mean - (0.001 if rng.random() < 0.03 else 0.45) * near  # rarely a range that contradicts its mean
    return f"- {hit[1]}: {hit[2]}% ({low:.9g}%-{mean + 0.6 * near:.9g}%) because"


def random_tables(rng: random.Random) -> Tables:
    """Return scenarios and surfaces that share claims: chains with common beginnings, rotas, queues, several tries."""
    claims = {f"claim-{n}": rng.randint(1, 99) for n in range(rng.randint(1, 3))}
    responses = tuple(_response(rng, f"late-{n}", list(claims)) for n in range(rng.choice((0, 1, 1, 2))))
    places = tuple(_place(rng, f"place-{n}") for n in range(1 if not responses else rng.choice((0, 0, 1))))
    return Tables(responses, places, claims)


def _response(rng: random.Random, name: str, claims: list[str]) -> Response:
    layers = [rng.randint(1, 2) for _ in range(rng.randint(1, 3))]
    rows = []
    for depth, width in enumerate(layers):
        below = [f"who {depth + 1} {n}" for n in range(layers[depth + 1])] if depth + 1 < len(layers) else []
        for place in range(width):
            start = rng.choice((0, 6, 9, 12))
            again = rng.choice((0, 0, 15, 45))
            row = Row(
                who=f"who {depth} {place}",
                tells=tuple(rng.sample(below, rng.randint(1, len(below)))) if below else (),
                after=rng.choice((1, 5, 20, 50, 120)),
                wide=rng.random() < 0.5,
                works=rng.choice((100, *range(5, 100, 5))),
                ever=rng.random() < 0.5,
                again=again,
                tries=rng.choice((0, 2, 4)) if again else 0,
                hours=(start, start + rng.choice((4, 8, 10))) if rng.random() < 0.25 else None,
                arrivals=rng.choice((0, 0, 0, 10, 40, 49, 60)),
                needs=rng.choice(claims) if rng.random() < 0.3 else "",
            )
            rows.append(row)
    return Response(
        id=name,
        rows=tuple(rows),
        harm=rng.choice((10, 45, 90, 240, 2_000, 9_000)),
        attackers=rng.choice((1, 1, 2, 4)),
        starts=rng.choice(("somebody begins", "Sunday 03:00 UTC", "Wednesday 10:30 UTC")),
        needs=rng.choice(claims) if rng.random() < 0.3 else "",
    )


def _place(rng: random.Random, name: str) -> Place:
    return Place(
        id=name,
        stages=tuple((rng.randint(2, 99), rng.choice((0, 0, 1, 6))) for _ in range(rng.randint(1, 3))),
        watched=rng.randint(1, 100),
        attempts=rng.choice((("{}", 1), ("{}", 2), ("{}", 24), ("{} per week", 2), ("{} tries at 1 in 3", 5))),
        correlation=rng.choice((0, 5, 30, 90)),
        flags=rng.choice((1, 10, 50)),
        reviews=rng.choice((5, 50, 500)),
        undone=rng.choice((0, 0, 10, 40)),
    )


def write_tables(tables: Tables) -> Texts:
    """Return the text of a case of tables: a pathway for each response and place, and one that needs all of them."""
    said = "".join(f"## Claim {name}: A claim\n\n" for name in tables.claims)
    said += "".join(map(_written, tables.responses)) + "".join(map(_stated, tables.places))
    steps = [f"[[{one.id}]] is too late" for one in tables.responses]
    steps += [f"[[{one.id}]] catches none" for one in tables.places]
    chains = [[step] for step in steps] + ([steps] if len(steps) > 1 else [])
    for number, chain in enumerate(chains):
        items = "".join(f"{place}. {step}\n" for place, step in enumerate(("[[tried]]", *chain), 1))
        said += f"## Pathway way-{number}: A way\n\n{items}\n"
    lines = "".join(f"- {name}: {share}% because of the log\n" for name, share in tables.claims.items())
    said += f"## Event tried: Somebody tries\n\n## Assessor team: The team\n\n- tried: 30% because they do\n{lines}"
    head = "# Case tables: Responses\n\n- kind: risk analysis\n- from: 2027-01-01\n- until: 2027-07-02\n\n"
    return {"case.md": head + BUDGET.format("1 in 20"), "rest.md": said}


def _written(one: Response) -> str:
    rows = "| who | sees | tells | after | works | again | on duty | queue | if |\n|" + "---|" * 9 + "\n"
    for row in one.rows:
        told = " and ".join(row.tells) or "**stops it**: ends it"
        span = f"{row.after} min" + (f" ({row.after / 2:g} min-{row.after * 3} min)" if row.wide else "")
        works = "always" if row.works == 100 else f"{row.works}% {'ever' if row.ever else 'each time'}"
        again = f"every {row.again} min" + (f", {row.tries} tries" if row.tries else "") if row.again else ""
        duty = f"Mon-Fri {row.hours[0]:02}-{row.hours[1]:02} UTC" if row.hours else ""
        queue = f"{row.arrivals} of 50 per day" if row.arrivals else ""
        needs = f"[[{row.needs}]]" if row.needs else ""
        rows += f"| {row.who} | it | {told} | {span} | {works} | {again} | {duty} | {queue} | {needs} |\n"
    fields = f"- starts: {one.starts}\n- harm at: {one.harm} min\n"
    fields += f"- attackers: {one.attackers}, stopped one by one\n" if one.attackers > 1 else ""
    fields += f"- needs: [[{one.needs}]]\n" if one.needs else ""
    return f"## Scenario {one.id}: A response\n\n{fields}\n{rows}\n"


def _stated(one: Place) -> str:
    fields = f"- volume: 100,000 transcripts per week\n- share watched: {one.watched}%\n"
    fields += f"- attempts: {one.attempts[0].format(one.attempts[1])}\n- over: 10 weeks\n"
    fields += f"- correlation: {one.correlation / 100:g}\n" if one.correlation else "- correlation: none\n"
    fields += f"- false alarms: {one.flags / 100:g}%\n- reviews: {one.reviews} per week\n"
    fields += f"- undone within: {one.undone} days\n" if one.undone else ""
    rows = "".join(
        f"| stage {n} | {share}% | {f'{days} days' if days else ''} |\n" for n, (share, days) in enumerate(one.stages)
    )
    return f"## Surface {one.id}: A place\n\n{fields}\n| stage | passes | after |\n|---|---|---|\n{rows}\n"


# --- what an edit is --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edited:
    """A case after an edit: its text, new names of nodes, who left, and the text before, if it is not the sample's."""

    texts: Texts
    names: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    before: Texts | None = None


Kind = Literal["same", "more", "wider", "told"]
Make: TypeAlias = Callable[[Sample, random.Random], Edited | None]


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit: what may not change, and how it is made (None where a case has nothing to edit).

    `splits` is true where one number becomes several: the verdict asks whether a number without a range could alone
    carry the risk across, so that it may change then.
    """

    name: str
    kind: Kind
    make: Make
    splits: bool = False


# --- edits of text ----------------------------------------------------------------------------------------------------


def blocks(texts: Texts) -> tuple[Texts, list[tuple[str, str]]]:
    """Return what stands before the first typed heading of each file, and every node's text with its file.

    A section of a review that stands behind a challenge in it belongs to the review, and goes where it goes.
    """
    heads: Texts = {}
    found: list[tuple[str, str]] = []
    for file, text in texts.items():
        places = [hit.start() for hit in HEADING.finditer(text)]
        heads[file] = text[: places[0]] if places else text
        above: int | None = None
        for here, there in zip(places, [*places, len(text)][1:], strict=True):
            own, rest = _split(text[here:there])
            if text.startswith("# ", here):
                above = len(found)
            elif above is not None and rest:
                found[above] = (file, found[above][1].rstrip("\n") + "\n\n" + rest)
                rest = ""
            found.append((file, own + rest))
    return heads, found


def _split(text: str) -> tuple[str, str]:
    """Return the text of a node of the second level, and the sections after it that are none of its own."""
    place = text.find("\n## ") + 1 if text.startswith("## ") else 0
    return (text[:place], text[place:]) if place else (text, "")


def joined(heads: Texts, found: list[tuple[str, str]]) -> Texts:
    """Return the text of files from their beginnings and the nodes in them."""
    texts = dict(heads)
    for file, text in found:
        texts[file] = texts.get(file, "").rstrip("\n") + "\n\n" + text
    return texts


def nodes(texts: Texts, kinds: str) -> list[str]:
    """Return the ids of the nodes of some kinds, separated by bars."""
    return [hit[2] for text in texts.values() for hit in HEADING.finditer(text) if hit[1] in kinds.split("|")]


def judged(texts: Texts, *lines: str) -> Texts:
    """Return the text with more lines from every assessor who starts from nobody."""
    heads, found = blocks(texts)
    more = "".join(f"- {line} because of an edit\n" for line in lines)
    for place, (file, text) in enumerate(found):
        if HEADING.match(text)[1] == "Assessor" and "- starts from" not in text:  # type: ignore[index]
            title, rest = text.split("\n", 1)
            found[place] = (file, f"{title}\n\n{more}{rest.lstrip()}")
    return joined(heads, found)


def with_node(texts: Texts, text: str) -> Texts:
    """Return the text with one more file."""
    return texts | {"edited.md": texts.get("edited.md", "") + text + "\n"}


ITEM = re.compile(r"(?m)^\d+\. (.+?)((?: [-—] .*)?)\n")


def chained(texts: Texts, rng: random.Random, change: Callable[[list[str]], list[str] | None]) -> Texts | None:
    """Return the text with the steps of one pathway changed; None where the change finds nothing to do."""
    heads, found = blocks(texts)
    ways = [place for place, (_, text) in enumerate(found) if HEADING.match(text)[1] == "Pathway"]  # type: ignore[index]
    place = rng.choice(ways)
    file, text = found[place]
    items = list(ITEM.finditer(text))
    steps = change([hit[1] for hit in items])
    if steps is None:
        return None
    chain = "".join(f"{number}. {step}\n" for number, step in enumerate(steps, 1))
    found[place] = (file, text[: items[0].start()] + chain + text[items[-1].end() :])
    return joined(heads, found)


def one_line(texts: Texts, rng: random.Random, change: Callable[[re.Match[str]], str]) -> Texts | None:
    """Return the text with one line of judgement changed; None where no line states a single number."""
    hits = [(file, hit) for file, text in texts.items() for hit in JUDGED.finditer(text)]
    if not hits:
        return None
    file, hit = rng.choice(hits)
    return texts | {file: texts[file][: hit.start()] + change(hit) + texts[file][hit.end() :]}


def _rename(item: Sample, rng: random.Random) -> Edited:
    known = nodes(item.texts, "Event|Claim|Mitigation|Pathway|Evidence")
    names = {
        old: f"renamed-{rng.randrange(100)}.{place}" for place, old in enumerate(rng.sample(known, min(3, len(known))))
    }
    what = re.compile(rf"(?<![\w.-])({'|'.join(map(re.escape, names))})(?![\w-]|\.\w)")
    return Edited({file: what.sub(lambda hit: names[hit[1]], text) for file, text in item.texts.items()}, names)


def _move(item: Sample, rng: random.Random) -> Edited:
    heads, found = blocks(item.texts)
    rng.shuffle(found)
    files = [*heads, "deep/another.md", "a.md"][: rng.randint(1, len(heads) + 2)]
    return Edited(joined(heads, [(rng.choice(files), text) for _, text in found]))


def _lines(change: Callable[[str, random.Random], str]) -> Make:
    return lambda item, rng: Edited({file: change(text, rng) for file, text in item.texts.items()})


def _spaced(text: str, rng: random.Random) -> str:
    return "\n".join(
        line + rng.choice(("", "", " ", "   ", "\t")) for line in text.replace("\n\n", "\n\n\n").split("\n")
    )


def _escaped(text: str, _: random.Random) -> str:
    return re.sub(r"(?m)^- ", "* ", text.replace("[[", "\\[\\[").replace("]]", "\\]\\]"))


def _counted(text: str, _: random.Random) -> str:
    return JUDGED.sub(lambda hit: f"- {hit[1]}: {share_of(Fraction(hit[2]) / 100)} because", text)


def share_of(value: Fraction) -> str:
    """Return a probability as `n of d`, exactly."""
    return f"{value.numerator:,} of {value.denominator:,}"


def _reasons(text: str, rng: random.Random) -> str:
    return re.sub(
        r"(?m)^(- .*?%.*?) because .*$",
        lambda hit: hit[0] if "[[redact" in hit[0] else f"{hit[1]} because {rng.choice(made.REASONS)}",
        text,
    )


def _prose(item: Sample, rng: random.Random) -> Edited:
    heads, found = blocks(item.texts)
    place = rng.randrange(len(found))
    file, text = found[place]
    found[place] = (file, f"{text.rstrip()}\n\nSaid at greater length, as 5% of readers asked.\n\n")
    return Edited(joined(heads, found))


ASIDE = (
    "Review more: A review\n\n- by: Ann\n- conclusion: {}\n\nIt was read.\n",
    "Challenge more: An objection\n\n- against: [[{about}]]\n- by: Ann\n- kind: rebuts\n- status: open\n",
    "Request more: A question\n\n- to: Bo\n- by: Ann\n- status: refused\n",
    "Term more: A word\n\nWhat it means.\n",
    "Commitment more: A promise\n\n- trigger: [[{about}]]\n",
    "Incident more: It went wrong\n\n- date: 2026-04-01\n- about: [[{about}]]\n",
    "Test more: A test\n\n- about: [[{about}]]\n- if it passes: good\n",
    "Surface more: A place\n\n- watched by: nobody\n",
    "Claim more: A claim nobody judges\n",
    "Event more: An event nobody judges\n",
    "Mitigation more: A promise\n\n- state: planned\n",
)


def _aside(item: Sample, rng: random.Random) -> Edited:
    said = rng.choice(ASIDE).replace("{}", rng.choice(("agrees", "dissents")))
    return Edited(with_node(item.texts, "## " + said.replace("{about}", rng.choice(nodes(item.texts, "Event|Claim")))))


def _irrelevant(item: Sample, rng: random.Random) -> Edited:
    kind = rng.choice(("Claim", "Event", "Mitigation"))
    said = f"## {kind} spare: It has nothing to do with it\n\n## Evidence spare-run: A run\n\n- result: 0 of 40\n- about: [[spare]]\n"
    what = "spare fails" if kind == "Mitigation" else "spare"
    return Edited(judged(with_node(item.texts, said), f"{what}: {rng.randint(1, 99)}%", "spare-run: 7:1 against spare"))


def _named(item: Sample, rng: random.Random) -> Edited | None:
    """Give a step another name: an event that is it, a claim that says it, or the opposite of a claim of the opposite."""
    said = ""

    def change(steps: list[str]) -> list[str]:
        nonlocal said
        place = rng.randrange(len(steps))
        form, step = rng.choice(
            (("Event named: N\n\n- is: {}", "[[named]]"), ("Claim named: N\n\n- says: {}", "[[named]]"),
             ("Claim named: N\n\n- says: not ({})", "not [[named]]"), ("Event named: N\n\n- is: not ({})", "not [[named]]"))
        )  # fmt: skip
        said = "## " + form.format(steps[place]) + "\n"
        return [*steps[:place], step, *steps[place + 1 :]]

    texts = chained(item.texts, rng, change)
    return Edited(with_node(texts, said)) if texts else None


def _copied(item: Sample, rng: random.Random) -> Edited:
    heads, found = blocks(item.texts)
    file, text = rng.choice([one for one in found if HEADING.match(one[1])[1] == "Pathway"])  # type: ignore[index]
    return Edited(joined(heads, [*found, (file, re.sub(r"^(#+ Pathway) [^:]+:", r"\1 copied:", text))]))


def _steps(change: Callable[[list[str], random.Random], list[str] | None], node: str = "") -> Make:
    def edit(item: Sample, rng: random.Random) -> Edited | None:
        texts = chained(item.texts, rng, lambda steps: change(steps, rng))
        return None if texts is None else Edited(with_node(texts, node) if node else texts)

    return edit


def _more_ways(item: Sample, rng: random.Random) -> Edited:
    steps = [hit[1] for text in item.texts.values() for hit in ITEM.finditer(text)]
    chosen = rng.sample(steps, min(len(steps), rng.randint(1, 3)))
    chain = "".join(f"{number}. {step}\n" for number, step in enumerate(chosen, 1))
    return Edited(with_node(item.texts, f"## Pathway another: Another way\n\n{chain}"))


def _residual(item: Sample, rng: random.Random) -> Edited:
    given = rng.choice(("", f"- given: [[{rng.choice(nodes(item.texts, 'Event'))}]]\n"))
    texts = with_node(item.texts, f"## Event unthought: Another way\n\n- kind: residual\n{given}")
    return Edited(judged(texts, f"unthought: {rng.randint(1, 50)}%"))


def _branches(item: Sample, rng: random.Random) -> Edited | None:
    texts = one_line(item.texts, rng, lambda hit: f"- {hit[1]}: {hit[2]}% if coin, {hit[2]}% otherwise because")
    return Edited(judged(with_node(texts, "## Event coin: A coin\n"), "coin: 50%")) if texts else None


def _unknown(item: Sample, rng: random.Random) -> Edited | None:
    texts = one_line(item.texts, rng, lambda hit: f"- {hit[1]}: unknown because")
    return Edited(texts) if texts else None


def _words(item: Sample, rng: random.Random) -> Edited | None:
    state = rng.getstate()
    before = one_line(item.texts, rng, lambda hit: f"- {hit[1]}: 2%-15% because")
    rng.setstate(state)
    after = one_line(item.texts, rng, lambda hit: f"- {hit[1]}: now and then because")
    if before is None or after is None or nodes(item.texts, "Scale"):
        return None
    return Edited(with_node(after, "## Scale words: Words\n\n- now and then: 2%-15%\n"), before=before)


def _newcomer(item: Sample, rng: random.Random) -> Edited:
    base = rng.choice(nodes(item.texts, "Assessor"))
    return Edited(with_node(item.texts, f"## Assessor newcomer: Somebody new\n\n- starts from: [[{base}]]\n"))


def _leaver(item: Sample, rng: random.Random) -> Edited | None:
    """Take an assessor out from whom nobody starts, where another stays."""
    heads, found = blocks(item.texts)
    all_of_them = nodes(item.texts, "Assessor")
    alone = [name for name in all_of_them if not any(f"[[{name}]]" in text for text in item.texts.values())]
    if len(all_of_them) < 2 or not alone:
        return None
    who = rng.choice(alone)
    kept = [one for one in found if not re.match(rf"#+ Assessor {re.escape(who)}:", one[1])]
    return Edited(joined(heads, kept), gone=frozenset({who}))


def _again(item: Sample, rng: random.Random) -> Edited | None:
    """Write a finding that passed down a second time, which nobody scores."""
    heads, found = blocks(item.texts)
    passed = re.compile(r"result: (?:(?:0|3|10) of 4,000|quiet)\n")  # as `random_cases` has them
    items = [one for one in found if HEADING.match(one[1])[1] == "Evidence" and passed.search(one[1])]  # type: ignore[index]
    if not items:
        return None
    file, text = rng.choice(items)
    return Edited(joined(heads, [*found, (file, re.sub(r"^(#+ Evidence) [^:]+:", r"\1 again-run:", text))]))


def _scored_twice(item: Sample, rng: random.Random) -> Edited | None:
    """Write a finding down a second time, and have everybody score it a second time."""
    heads, found = blocks(item.texts)
    items = nodes(item.texts, "Evidence")
    if not items:
        return None
    name = re.escape(rng.choice(items))
    again = [
        (file, re.sub(r"^(#+ Evidence) [^:]+:", r"\1 twice-run:", text))
        for file, text in found
        if re.match(rf"#+ Evidence {name}:", text)
    ]
    twice = [(file, re.sub(rf"(?m)^- {name}(: .*)$", r"\g<0>\n- twice-run\1", text)) for file, text in found]
    return Edited(joined(heads, [*twice, *again]))


def _dropped_way(item: Sample, rng: random.Random) -> Edited | None:
    heads, found = blocks(item.texts)
    ways = [one for one in found if HEADING.match(one[1])[1] == "Pathway"]  # type: ignore[index]
    gone = rng.choice(ways)
    return Edited(joined(heads, [one for one in found if one is not gone])) if len(ways) > 1 else None


def _halved(item: Sample, rng: random.Random) -> Edited | None:
    texts = one_line(item.texts, rng, lambda hit: f"- {hit[1]}: {share_of(Fraction(hit[2]) / 200)} because")
    return Edited(texts) if texts else None


PLANNED = "## Mitigation promised: It will be built\n\n- state: planned\n"
TEXT_EDITS = (
    Edit("rename", "same", _rename),
    Edit("move", "same", _move),
    Edit("format", "same", lambda item, _: Edited(fmt(item.texts))),
    Edit("space", "same", _lines(_spaced)),
    Edit("line ends", "same", _lines(lambda text, _: text.replace("\n", "\r\n"))),
    Edit("escape", "same", _lines(_escaped)),
    Edit("count", "same", _lines(_counted)),
    Edit("reason", "same", _lines(_reasons)),
    Edit("prose", "same", _prose),
    Edit("aside", "same", _aside),
    Edit("irrelevant", "same", _irrelevant),
    Edit("name", "same", _named),
    Edit("copy a pathway", "same", _copied),
    Edit("state a step twice", "same", _steps(lambda steps, rng: [*steps, rng.choice(steps)])),
    Edit("order steps", "same", _steps(lambda steps, rng: rng.sample(steps, len(steps)))),
    Edit("plan a barrier", "same", _steps(lambda steps, _: [*steps, "[[promised]] fails"], PLANNED)),
    Edit("branch", "same", _branches),
    Edit("word", "same", _words),
    Edit("newcomer", "same", _newcomer),
    Edit("leaver", "same", _leaver),
    Edit(
        "drop a step", "more", _steps(lambda steps, rng: rng.sample(steps, len(steps) - 1) if len(steps) > 1 else None)
    ),
    Edit("add a pathway", "more", _more_ways),
    Edit("add a residual", "more", _residual),
    Edit("unknown", "wider", _unknown),
    Edit("evidence again", "same", _again),
    Edit("score evidence twice", "told", _scored_twice),
    Edit("drop a pathway", "told", _dropped_way),
    Edit("halve a number", "told", _halved),
)
