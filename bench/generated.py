"""Large cases, made up and yet of the shape of real ones: for timing, never for an example of how to argue.

`case(claims, pathways, seed)` gives a folder as a mapping of file names to text, the same for the same arguments. Its
parts stand to each other as in `examples/heron-2`, a hundred times over:

- every pathway has its own attempt, its own consequence, two barriers of its own and one of eight shared ones;
- a shared barrier needs one of eight shared claims, so that a dozen pathways lean on one claim at once;
- every barrier of a pathway needs a claim that is judged, shown by evidence, and that evidence relies on claims which
  rest on others, four to six levels deep: they are the argument behind the judgement and have no number themselves;
- two assessors: the second starts from the first and differs in a quarter of the lines.

The risk is exact and its diagram small because causes are shared in a small number of places: eight barriers, eight
claims and one hypothesis; and because pathways with the same shared barrier stand together, as those through one
surface do. The diagram keeps the order of the pathways: dealt out in turn, the same hundred pathways take 70,000 nodes
instead of 2,000. A case in which every barrier leaned on every shared claim would be refused (decision 8).

Standard library only: `python bench/generated.py FOLDER --claims 10000 --pathways 100 --seed 1`.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

SHARED = 8
"""Barriers that several pathways share, and claims that these barriers need."""

PER_FILE = 200
"""Nodes in a file of claims or evidence."""

OWNERS = ("ada", "bela", "chen", "dara", "emeka", "farid", "gita", "hana", "ines", "jonas", "kofi", "lena")

PLACES = (
    "the code host", "the training cluster", "the review queue", "the release pipeline", "the customer gateway",
    "the log store", "the evaluation harness", "the key service", "the data warehouse", "the ticket system",
    "the staging fleet", "the monitor's own queue", "the build farm", "the experiment tracker",
)  # fmt: skip
ACTORS = (
    "an internal agent", "a research session", "a scheduled job", "a tool call", "a batch of sub-agents",
    "an evaluation run", "a customer session", "a migration script",
)  # fmt: skip
DEEDS = (
    "writes to", "reads from", "is started by", "is watched from", "leaves a trace in", "is refused by",
    "has to pass through", "is billed to", "is replayed from",
)  # fmt: skip
TIMES = ("every night", "within the hour", "before release", "once a week", "at every start", "on request", "by hand")
CAVEATS = (
    "We looked for exceptions and found {n}, all of them closed since",
    "The sample was drawn by someone who does not own the system",
    "Of {n} drills this year, all but one ended as planned",
    "The weak point is what happens during an upgrade, which takes about {n} minutes",
    "Two people asked about this independently, and both answers are kept with the evidence",
    "An earlier version of this sentence said more than we can show; this is what is left of it",
    "It held in {n} of the last {m} quarters, and the one failure is recorded as an incident",
)
RANGES = (
    "5% (1%-15%)", "20% (5%-50%)", "3% (0.5%-10%)", "10% (3%-25%)", "1% (0.2%-3%)", "2% (0.5%-6%)", "30% (10%-60%)",
    "8% (2%-20%)", "15% (5%-35%)", "0.5% (0.1%-1.5%)", "40% (15%-70%)", "50% (25%-75%)",
)  # fmt: skip
"""A number and its range, as people reuse them; each pair is one that a distribution can have."""

SMALL = ("1% (0.2%-3%)", "2% (0.5%-6%)", "0.5% (0.1%-1.5%)", "3% (0.5%-10%)", "5% (1%-15%)")
HIGH = ("97% (92%-99%)", "95% (88%-99%)", "90% (75%-97%)", "98% (95%-99.5%)", "85% (65%-95%)")
STRENGTHS = ("likely", "possible", "unlikely")


@dataclass(slots=True)
class Writer:
    """Collects nodes and deals them out to files of about `PER_FILE` nodes."""

    chance: random.Random
    nodes: dict[str, list[str]] = field(default_factory=dict)

    def add(self, room: str, kind: str, name: str, title: str, fields: list[tuple[str, str]], prose: str = "") -> None:
        """Write one node into the files of a room."""
        listed = "".join(f"- {key}: {value}\n" for key, value in fields if value)
        self.nodes.setdefault(room, []).append(
            f"## {kind} {name}: {title}\n" + (f"\n{listed}" if listed else "") + (f"\n{prose}\n" if prose else "")
        )

    def now_and_then(self, share: float) -> bool:
        """Return true in this share of the calls."""
        return self.chance.random() < share

    def texts(self) -> dict[str, str]:
        """Return the files."""
        found = {}
        for room, nodes in self.nodes.items():
            for start in range(0, len(nodes), PER_FILE):
                heading = f"# {room.capitalize()}, part {start // PER_FILE + 1}\n\n"
                found[f"{room}/{start // PER_FILE:03d}.md"] = heading + "\n".join(nodes[start : start + PER_FILE])
        return found

    def sentence(self, name: str = "") -> str:
        """Return one sentence, which refers to a node if it is given one."""
        pick = self.chance.choice
        if self.now_and_then(0.4):
            said = pick(CAVEATS).format(n=self.chance.randint(2, 40), m=self.chance.randint(41, 60))
        else:
            said = f"{pick(ACTORS)} {pick(DEEDS)} {pick(PLACES)} {pick(TIMES)}, and {pick(PLACES)} records it"
        said = said[0].upper() + said[1:]
        return f"{said} ([[{name}]])." if name else f"{said}."

    def prose(self, *names: str) -> str:
        """Return two to six sentences over several lines; the first ones refer to the given nodes."""
        count = max(len(names), self.chance.randint(2, 6))
        return "\n".join(self.sentence(names[place] if place < len(names) else "") for place in range(count))

    def title(self) -> str:
        """Return the title of a claim or a finding."""
        pick = self.chance.choice
        said = f"{pick(ACTORS)} {pick(DEEDS)} {pick(PLACES)} {pick(TIMES)}"
        return said[0].upper() + said[1:]


def case(claims: int, pathways: int, seed: int) -> dict[str, str]:
    """Return a case of about so many claims and exactly so many pathways, as file names with their text.

    Args:
        claims: how many claims, the shared ones included; at least 4 for each pathway, and 8.
        pathways: how many pathways.
        seed: another seed gives another case of the same shape.

    Raises:
        ValueError: when there are too few claims for the pathways.
    """
    if pathways < 1 or claims < SHARED + 4 * pathways:
        raise ValueError(f"{pathways} pathways need at least {SHARED + 4 * max(1, pathways)} claims, not {claims}")
    writer = Writer(random.Random(seed))  # noqa: S311  not for secrets
    lines = _shared(writer)
    for number in range(pathways):
        own = (claims - SHARED) // pathways + (number < (claims - SHARED) % pathways)
        lines += _pathway(writer, number, number * SHARED // pathways, own)
    _events_before(writer, pathways)
    texts = {"case.md": _head(writer, pathways), **writer.texts()}
    texts["assessors.md"] = _assessors(writer, lines)
    return texts


def _head(writer: Writer, pathways: int) -> str:
    rows = "\n".join(
        f"| {writer.sentence()[:-1]} | {writer.chance.choice(OWNERS)} | "
        + (f"[[p{number % pathways:03d}]] |" if writer.now_and_then(0.95) else "**open** |")
        for number in range(3 * pathways)
    )
    return f"""# Case generated: A large case for timing

- kind: risk report
- system: a model that does not exist
- deployed: internal agents; customers
- from: 2027-03-01
- until: 2027-09-01
- coverage date: 2027-02-28
- harm: severe, hard-to-reverse loss of control
- strictness: pilot

{writer.prose("p000", "hidden-aim")}

By our own numbers the risk is [[= risk by team]], against a budget of [[= budget]].

## Budget allowed: What we allow ourselves

- whole industry: 0.25%
- our share: 20% (10%-30%) because a fifth of the compute is ours
- this case: 10% of our share because it covers one system

## Scale words: What our words mean

- unlikely: 2%-15%
- possible: 15%-50%
- likely: 50%-90%

## Surface agents: Agents inside the company

- volume: 90,000 sessions per month

# Ways of harm that were put forward

| proposed | by | where it went |
|---|---|---|
{rows}

# What the hypothesis is

## Event hidden-aim: It has a lasting hidden aim

{writer.prose()}

## Event unlisted: A way that nobody listed

- kind: residual

## Evidence honeypots: Staged chances to misbehave

- result: 3 of 4,000
- about: [[hidden-aim]]
- passes when: at most 10
- relies on: [[shared-0]]
- date: 2027-02-02

## Commitment withdraw: Access ends if a hidden aim becomes likely

- trigger: an assessor puts [[hidden-aim]] above 20%
- then: write access is withdrawn within 24 h
- judged by: an institute outside
- public: yes
- made: 2027-02-26
"""


def _shared(writer: Writer) -> list[tuple[str, str]]:
    """Write what several pathways share; return the judgement lines."""
    pick = writer.chance.choice
    lines = [("hidden-aim", pick(SMALL)), ("unlisted", "1 in 50,000 (1 in 200,000-1 in 20,000)")]
    lines.append(("honeypots", "passes 97% if not hidden-aim, 40% if hidden-aim"))
    for number in range(SHARED):
        fields = [("owner", pick(OWNERS)), ("evidence", f"[[shared-{number}-audit]]")]
        writer.add("shared", "Claim", f"shared-{number}", writer.title(), fields, writer.prose(f"barrier-{number}"))
        fields = [("result", f"0 of {writer.chance.randint(200, 4000):,}"), ("about", f"[[shared-{number}]]")]
        writer.add("shared", "Evidence", f"shared-{number}-audit", writer.title(), [*fields, ("date", "2027-01-20")])
        fields = [("owner", pick(OWNERS)), ("state", pick(("built", "verified"))), ("needs", f"[[shared-{number}]]")]
        writer.add("shared", "Mitigation", f"barrier-{number}", writer.title(), fields, writer.prose())
        lines += [(f"shared-{number}", pick(HIGH)), (f"barrier-{number} fails", pick(RANGES))]
    return lines


def _pathway(writer: Writer, number: int, shared: int, claims: int) -> list[tuple[str, str]]:
    """Write one pathway with what it alone stands on, and one shared barrier; return the judgement lines."""
    pick = writer.chance.choice
    name = f"p{number:03d}"
    chain = ["[[hidden-aim]]", f"[[{name}-tries]]", f"[[{name}-guard]] fails", f"[[{name}-check]] fails"]
    chain += [f"[[barrier-{shared}]] fails", f"[[{name}-matters]]"]
    listed = "\n".join(f"{place}. {step}" for place, step in enumerate(chain, 1))
    prose = f"{listed}\n\n### Why we think the risk is low\n\n{writer.prose(f'{name}-guarded', f'{name}-checked')}"
    fields = [("owner", pick(OWNERS)), ("through", "[[agents]]"), ("first action", writer.sentence()[:-1])]
    writer.add("pathways", "Pathway", name, writer.title(), fields, prose)
    given = [("given", "[[hidden-aim]]")]
    writer.add("events", "Event", f"{name}-tries", f"It tries the way of {name}", given, writer.prose())
    writer.add("events", "Event", f"{name}-matters", f"The way of {name} leads to the harm", [], writer.prose())
    lines = [(f"{name}-tries", pick(RANGES)), (f"{name}-matters", pick(SMALL))]
    below = claims - 2
    for place, (barrier, claim) in enumerate((("guard", "guarded"), ("check", "checked"))):
        state = [("owner", pick(OWNERS)), ("state", pick(("built", "verified"))), ("needs", f"[[{name}-{claim}]]")]
        writer.add("barriers", "Mitigation", f"{name}-{barrier}", writer.title(), state, writer.prose())
        _argument(writer, f"{name}-{claim}", below // 2 + (place if below % 2 else 0))
        lines += [(f"{name}-{barrier} fails", pick(RANGES)), (f"{name}-{claim}", pick(HIGH))]
    return lines


def _argument(writer: Writer, top: str, count: int) -> None:
    """Write a judged claim, the finding that shows it, and the tree of so many claims that the finding relies on."""
    pick = writer.chance.choice
    names = [f"{top}-{place}" for place in range(count)]
    tree: dict[int, list[int]] = {}
    for place in range(3, count):
        tree.setdefault((place - 3) // 3, []).append(place)
    fields = [("owner", pick(OWNERS)), ("argues", "control"), ("evidence", f"[[{top}-shown]]")]
    writer.add("claims", "Claim", top, writer.title(), fields, writer.prose(*names[:2]))
    fields = [("result", f"{writer.chance.randint(0, 9)} of {writer.chance.randint(200, 4000):,}")]
    fields += [("about", f"[[{top}]]"), ("relies on", _refs(names[:3])), ("date", "2027-01-20")]
    writer.add("evidence", "Evidence", f"{top}-shown", writer.title(), [*fields, ("made by", pick(OWNERS))])
    for place, name in enumerate(names):
        below = [names[child] for child in tree.get(place, [])]
        own = [("owner", pick(OWNERS) if writer.now_and_then(0.97) else ""), ("rests on", _refs(below))]
        shown = not below and writer.now_and_then(0.95)
        own += [("evidence", f"[[{name}-shown]]" if shown else ""), ("strength", pick(STRENGTHS) if shown else "")]
        told = writer.prose(*([names[writer.chance.randrange(count)]] if writer.now_and_then(0.6) else []))
        writer.add("claims", "Claim", name, writer.title(), own, told)
        if shown:
            fields = [("result", f"{writer.chance.randint(0, 9)} of {writer.chance.randint(200, 4000):,}")]
            fields += [("about", f"[[{name}]]"), ("date", "2027-02-10")]
            writer.add("evidence", "Evidence", f"{name}-shown", writer.title(), fields)


def _refs(names: list[str]) -> str:
    return ", ".join(f"[[{name}]]" for name in names)


def _events_before(writer: Writer, pathways: int) -> None:
    """Write what happened and what was said: incidents, challenges, tests."""
    pick = writer.chance.choice
    for number in range(0, pathways, 4):
        fields = [("date", "2027-01-14"), ("about", f"[[p{number:03d}-guard]]"), ("found by", pick(OWNERS))]
        writer.add("record", "Incident", f"incident-{number}", writer.title(), fields, writer.prose())
    for number in range(0, pathways, 5):
        fields = [("against", f"[[p{number:03d}-checked]]"), ("kind", "undercuts"), ("status", "open")]
        fields += [("by", "an institute outside"), ("opened", "2027-02-20")]
        writer.add("record", "Challenge", f"challenge-{number}", writer.title(), fields, writer.prose())
    for number in range(0, pathways, 10):
        fields = [("about", f"[[p{number:03d}-guarded]]"), ("cost", "2 person-weeks"), ("passes when", "at most 3")]
        fields += [("if it passes", "nothing changes"), ("if it fails", "[[withdraw]] the same day")]
        writer.add("record", "Test", f"test-{number}", writer.title(), fields, writer.prose())


def _assessors(writer: Writer, lines: list[tuple[str, str]]) -> str:
    """Return two assessors: one who states everything, one who differs in a quarter."""
    stated = "\n".join(f"- {what}: {value} because {_reason(writer)}" for what, value in lines)
    differs = "\n".join(
        f"- {what}: {writer.chance.choice(HIGH if value in HIGH else RANGES)} because {_reason(writer)}"
        for what, value in lines
        if writer.now_and_then(0.25) and " if " not in value and what != "unlisted"
    )
    return f"""# Who judges

## Assessor team: The authors

- interests: employees of the developer

{writer.prose("hidden-aim")}

{stated}

## Assessor outside: An institute outside

- starts from: [[team]]
- interests: paid by the hour

{differs}
"""


def _reason(writer: Writer) -> str:
    said = writer.sentence()[:-1]
    return said[0].lower() + said[1:]


def main() -> int:
    """Write a case into a folder, which must not hold anything yet."""
    parser = argparse.ArgumentParser(description="write a large made-up case")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--pathways", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.folder.exists() and any(asked.folder.iterdir()):
        parser.error(f"{asked.folder} is not empty")
    for name, text in case(asked.claims, asked.pathways, asked.seed).items():
        path = asked.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{asked.folder}: {asked.claims:,} claims, {asked.pathways:,} pathways, seed {asked.seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
