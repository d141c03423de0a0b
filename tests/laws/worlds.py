"""Pairs of cases that differ only in what is withheld; `sights` tells what an audience can see of each.

A pair is made from one seed: the public choices are drawn the same way twice, the withheld ones in two ways. They
differ in what stands in withheld passages, fields, values, judgements and comments; in the ids, titles, levels, fields,
prose, judgements and files of withheld nodes; and in the files that evidence comes from. Cases share causes, give
conditions, start assessors from each other, and carry reviews with digests.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field

from loadpath.project import Project

DRAWS = 60
REASONS = ("legal", "property", "public-safety", "privacy", "security")
WORDS = [
    "alpha", "bravo", "cap", "decoy", "egress", "fence", "grant", "honeypot", "index", "jitter", "key", "lock",
    "monitor", "night", "oracle", "probe", "quota", "rack", "sensor", "token", "upload", "vault", "weights",
    "3.2%", "900", "zone", "—", "“quoted”", "naïve", "Ünïcode", "數字", "|", "[x]", "(y)", "`code`", "*bold*",
    "\\*", "&amp;", "<b>",
]  # fmt: skip
HIDDEN_KINDS = (
    "Event", "Residual", "Claim", "Claim", "Mitigation", "Mitigation", "Evidence", "Scenario", "Pathway", "Pathway",
    "Assessor", "Quantity", "Challenge", "Incident", "Term", "Review", "Commitment",
)  # fmt: skip
BOUNDS = ("1 in 2", "1 in 5", "10%", "5%", "1 in 50", "1%")


@dataclass
class Hidden:
    """A withheld node: what is the same in both worlds, and what is not."""

    kind: str
    access: str
    bound: str
    place: str
    name: str
    number: float
    mentioned: bool


@dataclass
class World:
    """One of the two cases while it is written: public choices, withheld choices, and the text."""

    public: random.Random
    secret: random.Random
    audience: str
    hidden: list[Hidden] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)

    def words(self, source: random.Random, least: int = 1, most: int = 9) -> str:
        """Return a few words."""
        return " ".join(source.choice(WORDS) for _ in range(source.randint(least, most)))

    def passage(self, *, lines: bool = False) -> str:
        """Return a withheld passage, or plain words where the audience sees passages."""
        reason = self.public.choice(REASONS)
        if self.audience == "public":
            inside = self.words(self.secret, 1, 14).replace("|", "/").replace("`", "'")
            inside = (
                inside.replace(" ", "\n", self.secret.randint(0, 1)) if lines and self.secret.random() < 0.3 else inside
            )
            inside += self.secret.choice(
                ("", " [[scheming]]", " [[= risk]]", *(f" [[{one.name}]]" for one in self.hidden))
            )
            return f"[[redact {reason}: {inside}]]"
        return f"[[redact {reason}: {self.words(self.public)}]]".replace("|", "/").replace("`", "'")

    def comment(self) -> str:
        """Return a comment, which is never disclosed."""
        inside = self.words(self.secret).replace("`", "").replace(" ", "\nand ", self.secret.randint(0, 2))
        return f"<!-- {inside} -->" if self.public.random() < 0.3 else ""

    def mention(self) -> str:
        """Return a reference to a withheld node, or to a public one."""
        mentioned = [one for one in self.hidden if one.mentioned]
        if mentioned and self.public.random() < 0.6:
            return f"[[{mentioned[self.public.randrange(len(mentioned))].name}]]"
        return f"[[{self.public.choice(('scheming', 'theft', 'guard', 'tight'))}]]"

    def prose(self) -> str:
        """Return a paragraph with references, withheld passages and comments."""
        parts = [self.words(self.public, 2, 8)]
        for _ in range(self.public.randint(0, 3)):
            one = self.public.choice((self.mention, self.comment, None))
            parts.append(one() if one else self.passage(lines=True))
            parts.append(self.words(self.public, 1, 5))
        return "Text " + " ".join(parts)

    def value(self, text: str, other: str) -> str:
        """Return a typed value, sometimes withheld whole; then the two worlds may state different ones."""
        if self.public.random() < 0.2 and self.audience == "public":
            reason = self.public.choice(REASONS)
            return f"[[redact {reason}: {self.secret.choice((text, other))}]]"
        return text

    def add(self, file: str, *lines: str) -> None:
        """Write lines to a file."""
        self.texts.setdefault(file, []).extend(lines)

    def refs(self, *kinds: str) -> list[str]:
        """Return the mentioned withheld nodes of some kinds."""
        return [one.name for one in self.hidden if one.mentioned and one.kind in kinds]


def pair(seed: object, audience: str = "public") -> tuple[Project, Project]:
    """Return two cases that differ only in what is withheld from an audience."""
    return _case(seed, "a", audience), _case(seed, "b", audience)


def _case(seed: object, world: str, audience: str) -> Project:
    made = World(random.Random(f"{seed}"), random.Random(f"{seed}/{world}"), audience)
    _choose_hidden(made)
    _head(made)
    _events(made)
    _argument(made)
    _evidence(made)
    _people(made)
    _pathways(made)
    _afterwards(made)
    for one in made.hidden:
        if one.place == "own":
            _write_hidden(made, one, f"{made.secret.choice('abmz')}-{one.name}.md")
    content = made.secret.randbytes(8)
    texts = {name: "\n".join(lines) + "\n" for name, lines in made.texts.items()}
    if made.public.random() < 0.2:
        texts["README.md"] = f"# About\n\n{made.words(made.secret)}\n"
    return Project(texts, lambda _file, _source: hashlib.sha256(content).hexdigest(), draws=DRAWS)


def _choose_hidden(made: World) -> None:
    public, secret = made.public, made.secret
    accesses = ("reviewers", "internal") if made.audience == "public" else ("internal",)
    for number in range(public.randint(0, 4)):
        kind = public.choice(HIDDEN_KINDS)
        bound = public.choice(("", *BOUNDS)) if kind in {"Event", "Residual", "Claim", "Mitigation", "Pathway"} else ""
        top = {"1 in 2": 0.5, "1 in 5": 0.2, "10%": 0.1, "5%": 0.05, "1 in 50": 0.02, "1%": 0.01}.get(bound, 0.9)
        made.hidden.append(
            Hidden(
                kind=kind,
                access=public.choice(accesses),
                bound=bound,
                place=public.choice(("here", "here", "own", "second")),
                name=f"{secret.choice(('secret', 'a', 'zeta', 'm9'))}-{secret.choice(('x', 'monitor', 'b.2'))}-{number}",
                number=secret.uniform(0.05, 0.95) * top,
                mentioned=public.random() < 0.7,
            )
        )


def _write_hidden(made: World, one: Hidden, file: str) -> None:
    secret = made.secret
    kind = "Event" if one.kind == "Residual" else one.kind
    level = "#" * secret.randint(2, 5)
    lines = [f"{level} {kind} {one.name}: {made.words(secret).replace('`', '')} title", f"- access: {one.access}"]
    if one.kind == "Residual":
        lines.append("- kind: residual")
    if one.bound:
        side = f"at least {_complement(one.bound)}" if one.kind == "Claim" else f"at most {one.bound}"
        lines.append(f"- disclosed: {side}")
    if secret.random() < 0.5:
        lines.append(f"- owner: {secret.choice(('ann', 'bo', 'nobody'))}")
    lines += _needed(one, secret)
    lines += ["", "Text " + made.words(secret, 3, 30).replace("`", "").replace("|", "/"), ""]
    if one.kind == "Pathway":
        lines += ["1. [[scheming]]", "2. [[theft]] - and so", ""]
    if secret.random() < 0.4:
        lines += [
            f"{level}# Below it",
            "",
            f"See [[guard]] {made.words(secret).replace('`', '').replace('|', '/')}.",
            "",
        ]
    made.add(file, *lines)


def _needed(one: Hidden, secret: random.Random) -> list[str]:
    if one.kind == "Evidence":
        return [
            f"- result: {secret.randint(0, 3)} of 40",
            "- about: [[theft]]",
            f"- sha256: {secret.randbytes(32).hex()}",
        ]
    if one.kind == "Incident":
        return [f"- date: 2026-0{secret.randint(1, 9)}-11", "- about: [[guard]]"]
    if one.kind == "Review":
        return [f"- by: {secret.choice(('Ann', 'Bo'))}", "- conclusion: dissents"]
    return []


def _complement(bound: str) -> str:
    return {"1 in 2": "50%", "1 in 5": "80%", "10%": "90%", "5%": "95%", "1 in 50": "98%", "1%": "99%"}[bound]


def _hidden_here(made: World) -> None:
    for one in made.hidden:
        if one.place in {"here", "second"}:
            _write_hidden(made, one, "case.md" if one.place == "here" else "second.md")


def _head(made: World) -> None:
    made.add(
        "case.md",
        "# Case pair: One of two worlds",
        "",
        "- kind: risk analysis",
        f"- system: {made.words(made.public)} {made.passage()}",
        f"- coverage date: {made.value('2026-05-01', '2026-06-01')}",
        "- components: monitor v3",
        "",
        made.prose(),
        "",
        "| proposed | by | where it went |",
        "|---|---|---|",
        f"| {made.words(made.public).replace('|', '/')} | {made.passage()} | {made.mention()} |",
        f"| something else | Bo | {made.passage()} |",
        "",
        "## Budget allowed: What is allowed",
        "",
        f"- this case: {made.value('1 in 50', '1 in 20')}",
        "",
        "## Scale scale: Words",
        "",
        "- unlikely: 2%-15%",
        "",
        "## Surface shell: The shell",
        "",
        f"- watched by: {made.passage()}",
        "",
    )


def _events(made: World) -> None:
    public = made.public
    made.add("case.md", "## Event scheming: It schemes", "", f"- owner: {made.passage()}", "", made.prose(), "")
    if public.random() < 0.5:
        made.add("case.md", "### On scheming", "", made.prose(), made.comment(), "")
    given = (
        f"- given: {public.choice(('[[scheming]]', 'not [[scheming]]'))}" if public.random() < 0.3 else "- owner: ann"
    )
    made.add("second.md", "## Event theft: Somebody takes it", given, "", made.prose(), "")
    made.add("second.md", f"## Event slip: {made.passage()}", "- kind: residual", "- owner: bo", "")
    if public.random() < 0.5:
        _hidden_here(made)
    else:
        made.public.random()


def _argument(made: World) -> None:
    rests = ", ".join(f"[[{name}]]" for name in ["noticed", *made.refs("Claim", "Event", "Residual")])
    made.add(
        "case.md",
        "## Claim tight: Grants are tight",
        "",
        f"- rests on: {rests}",
        "- evidence: [[count]]",
        "",
        made.prose(),
        "",
    )
    made.add("case.md", "## Claim noticed: It is noticed", "", f"- stale when: {made.passage()}", "", made.prose(), "")
    needs = ", ".join(f"[[{name}]]" for name in ["tight", *made.refs("Claim")])
    made.add(
        "case.md",
        "## Mitigation guard: The guard",
        "",
        f"- needs: {needs}",
        f"- cost: {made.passage()}",
        "",
        made.prose(),
        "",
    )
    written = {
        one.name
        for one in made.hidden
        if f"{one.name}:" in "\n".join(line for lines in made.texts.values() for line in lines)
    }
    for one in made.hidden:
        if one.place in {"here", "second"} and one.name not in written:
            _write_hidden(made, one, "case.md" if one.place == "here" else "second.md")
    made.add("case.md", "## Term word: A word", "", made.prose(), "")


def _evidence(made: World) -> None:
    relies = ", ".join(f"[[{name}]]" for name in ["noticed", *made.refs("Claim")])
    made.add(
        "case.md",
        "## Evidence count: A count",
        "",
        f"- result: {made.value('3 of 40', '9 of 40')}",
        f"- about: {made.value('[[tight]]', 'not [[theft]]')}",
        "- from: data/count.csv",
        f"- sha256: {made.value('0' * 64, '1' * 64)}",
        f"- relies on: {relies}",
        f"- date: {made.value('2026-04-02', '2026-03-01')}",
        f"- method: {made.passage()}",
        "",
        made.prose(),
        "",
    )


def _people(made: World) -> None:
    public, secret = made.public, made.secret
    condition = public.choice(["scheming", *made.refs("Event", "Claim", "Residual")])
    lines = [
        f"- scheming: {made.value('5% (1%-15%)', '4% (1%-10%)')} because {made.words(public)} {made.passage()}",
        f"- theft: {made.value('2%', '9%')} if {condition}, 1% otherwise because {made.mention()} {made.words(public)}",
        f"- noticed: 80% (60%-95%) because {made.passage()}",
        "- tight: unlikely because it is",
        "- guard fails: 3% because it is old",
        "- slip: 1 in 500 because of all the rest",
        "- count: 2:1 against theft because few",
    ]
    if made.audience == "public" and public.random() < 0.3:
        reason = public.choice(REASONS)
        kept = secret.choice(
            ("- tight: unlikely because it is", "- tight: 40% (20%-70%) if theft, 30% otherwise because no")
        )
        lines[3] = f"- [[redact {reason}: {kept[2:]}]]"
    for one in made.hidden:
        about = {"Event": "", "Residual": "", "Claim": "", "Mitigation": " fails", "Evidence": ""}.get(one.kind)
        if about is None or (not one.bound and secret.random() < 0.3):
            continue
        number = 1 - one.number if one.kind == "Claim" else one.number
        said = "3:1 for theft" if one.kind == "Evidence" else f"{100 * number:.6f}%"
        lines.insert(
            secret.randint(0, len(lines)),
            f"- {one.name}{about}: {said} because {secret.choice(('x', 'it is [[guard]]'))}",
        )
    made.add("people.md", "## Assessor team: The authors", "", *lines, "", made.prose(), "")
    made.add(
        "people.md",
        "## Assessor outside: Somebody else",
        "",
        "- starts from: [[team]]",
        "",
        "- scheming: 2 times the odds of [[team]] because more",
        "",
    )


def _pathways(made: World) -> None:
    public = made.public
    steps = [
        "[[scheming]]",
        "[[theft]]",
        "[[guard]] fails",
        *(f"[[{name}]]" for name in made.refs("Event", "Residual")),
    ]
    steps += [f"[[{name}]] fails" for name in made.refs("Mitigation")] + [
        f"not [[{name}]]" for name in made.refs("Claim")
    ]
    public.shuffle(steps)
    items = [
        f"{number}. {step} - {made.words(public).replace('`', '')} {made.passage()}"
        for number, step in enumerate(steps[: public.randint(1, 5)], 1)
    ]
    made.add("case.md", "## Pathway way: The way", "", "- through: [[shell]]", "", made.prose(), "", *items, "")


def _afterwards(made: World) -> None:
    secret = made.secret
    digest = secret.randbytes(4).hex() if made.hidden else "3f2a9c1d"
    checks = [f"- [x] [[{name}]] at {digest}: looked" for name in made.refs("Claim", "Event", "Mitigation", "Evidence")]
    state = secret.randbytes(6).hex() if made.hidden else "3f2a9c1d77aa"
    made.add(
        "people.md",
        "## Review look: A look",
        "",
        "- by: Ann",
        f"- of: case {state}",
        f"- saw: {made.passage()}",
        *checks,
        "",
        made.prose(),
        "",
    )
    made.add(
        "people.md",
        "## Challenge doubt: A doubt",
        "",
        f"- against: {made.mention()}",
        "- by: Ann",
        f"- opened: {made.value('2026-01-02', '2026-02-03')}",
        "",
        made.prose(),
        "",
    )
    if made.public.random() < 0.5:
        made.add(
            "people.md",
            "## Test try: A try",
            "",
            "- about: [[theft]]",
            f"- if it passes: {made.passage()}",
            "",
            "## Commitment vow: A vow",
            "",
            f"- trigger: {made.mention()}",
            "",
        )
