"""An oracle that shares no code with loadpath: a small case as values, as text, and its risk by full enumeration.

What this file knows: section 1 of the meaning of the numbers ("one Bayesian network over propositions, per assessor")
and enough of the language to write a case down. What it promises: `enumerate_case` visits every joint state of the
primitive propositions, multiplies the credences, conditions on the evidence by weighting, and sums with `math.fsum`;
there is no algebra, no circuit and no cleverness in it. All numbers are parsed as fractions from the very text that is
written, and the complement 1 - p is taken before rounding to a float, so that every term carries a relative error of
some 1e-15 even for credences such as 99.999 %.
"""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Bools: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]

# --- (a) the description of a case -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expr:
    """A proposition: `is` a name, a mitigation that `fails`, `not`, `and`, `or`, or at least `count` `of` several."""

    op: Literal["is", "fails", "not", "and", "or", "of"]
    name: str = ""
    args: tuple[Expr, ...] = ()
    count: int = 0

    def names(self) -> set[str]:
        """Return every proposition named anywhere in the expression."""
        return ({self.name} if self.name else set()).union(*(a.names() for a in self.args))


def ref(name: str) -> Expr:
    """Return the proposition of that name: the event happens, the claim is true, the mitigation works."""
    return Expr("is", name)


def fails(name: str) -> Expr:
    """Return the proposition that the mitigation of that name fails."""
    return Expr("fails", name)


def negation(arg: Expr) -> Expr:
    """Return the opposite of a proposition."""
    return Expr("not", args=(arg,))


@dataclass(frozen=True)
class Branch:
    """One number as written (`12.5%`, `1 in 400`, `3 of 4,000`) and the condition under which it applies, if any."""

    text: str
    condition: Expr | None = None

    @property
    def exact(self) -> Fraction:
        """Return the number that the text states, without rounding."""
        plain = self.text.replace(",", "")
        if plain.endswith("%"):
            return Fraction(plain[:-1]) / 100
        top, bottom = re.split(r" in | of ", plain)
        return Fraction(top) / Fraction(bottom)


Line: TypeAlias = tuple[Branch, ...]


@dataclass(frozen=True)
class Event:
    """An event: plain, `given` a proposition, or defined (`meaning`)."""

    id: str
    given: Expr | None = None
    meaning: Expr | None = None
    residual: bool = False


@dataclass(frozen=True)
class Claim:
    """A claim: a name for what it `says`, or an own step and everything it rests on."""

    id: str
    says: Expr | None = None
    rests_on: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True)
class Mitigation:
    """A barrier; a planned one is absent."""

    id: str
    needs: tuple[str, ...] = ()
    planned: bool = False


Node: TypeAlias = Event | Claim | Mitigation


@dataclass(frozen=True)
class Evidence:
    """A finding about a proposition, with its result and the criterion of passing as written."""

    id: str
    about: Expr
    passed: bool
    result: str
    criterion: str
    relies_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passes:
    """The likelihood of passing, by condition."""

    branches: Line


@dataclass(frozen=True)
class Ratio:
    """A likelihood ratio (`4` stands for 4:1) for or against a proposition, of the observed outcome."""

    odds: str
    favours: bool
    of: Expr


@dataclass(frozen=True)
class Silent:
    """The assessor's word that the evidence says nothing."""


Likelihood: TypeAlias = Passes | Ratio | Silent


@dataclass(frozen=True)
class Assessor:
    """Somebody's credences (of failure, for a mitigation) and likelihoods; with `starts_from`, only the differences."""

    id: str
    judged: Mapping[str, Line]
    scored: Mapping[str, Likelihood]
    starts_from: str = ""


@dataclass(frozen=True)
class Case:
    """A small case; nodes stand in an order in which nothing refers forward."""

    nodes: tuple[Node, ...]
    pathways: Mapping[str, tuple[Expr, ...]]
    evidence: tuple[Evidence, ...]
    assessors: tuple[Assessor, ...]
    style: int = 0

    def node(self, name: str) -> Node:
        """Return the event, claim or mitigation of that name."""
        return next(n for n in self.nodes if n.id == name)

    def inherited(self, by: str) -> Assessor:
        """Return an assessor with all the lines taken over from whoever they start from."""
        own = next(a for a in self.assessors if a.id == by)
        if not own.starts_from:
            return own
        base = self.inherited(own.starts_from)
        return Assessor(own.id, {**base.judged, **own.judged}, {**base.scored, **own.scored})


def is_primitive(node: Node) -> bool:
    """Return whether a node has a draw of its own."""
    if isinstance(node, Event):
        return node.meaning is None
    return node.says is None if isinstance(node, Claim) else not node.planned


def parents(node: Node) -> set[str]:
    """Return the names from which a node is defined (not those its credence is conditional on)."""
    if isinstance(node, Event):
        return set().union(*(e.names() for e in (node.meaning, node.given) if e is not None))
    if isinstance(node, Mitigation):
        return set(node.needs)
    return {*node.rests_on, *node.any_of, *(node.says.names() if node.says is not None else ())}


# --- (b) the text of a case ------------------------------------------------------------------------------------------

REASONS = (
    "it was counted twice",
    "the scan, run in May, found nothing",
    "3 of 10 people said so, if only after lunch",
    "nobody would know otherwise",
    "a careful one would pass, 5% of the time",
)


@dataclass
class _Writer:
    """Writes one case; the style decides spellings that must not matter: files, order, levels, brackets, dashes."""

    case: Case
    rng: random.Random

    def proposition(self, expr: Expr, *, bare: bool = False, inner: bool = False) -> str:
        """Return the text of a proposition; an inner one that has parts stands in brackets."""
        if expr.op in ("is", "fails"):
            name = expr.name if bare and self.rng.random() < 0.6 else f"[[{expr.name}]]"
            return f"{name} fails" if expr.op == "fails" else name
        parts = [self.proposition(a, bare=bare, inner=True) for a in expr.args]
        if expr.op == "not":
            return f"not {parts[0]}"
        text = f"{expr.count} of {', '.join(parts)}" if expr.op == "of" else f" {expr.op} ".join(parts)
        return f"({text})" if inner else text

    def line(self, branches: Line) -> str:
        """Return the branches of a line of judgement."""
        parts = []
        for i, branch in enumerate(branches):
            if branch.condition is not None:
                parts.append(f"{branch.text} if {self.proposition(branch.condition, bare=True)}")
            else:
                parts.append(f"{branch.text} otherwise" if i else branch.text)
        return ", ".join(parts)

    def fields(self, node: Node) -> list[str]:
        """Return the bullets under the heading of an event, a claim or a mitigation."""
        if isinstance(node, Event):
            pairs = [("is", node.meaning), ("given", node.given)]
            found = [f"{key}: {self.proposition(expr)}" for key, expr in pairs if expr is not None]
            return [*found, "kind: residual"] if node.residual else found
        if isinstance(node, Mitigation):
            state = "planned" if node.planned else self.rng.choice(("built", "verified"))
            return [f"state: {state}", *(["needs: " + _references(node.needs)] if node.needs else [])]
        if node.says is not None:
            return [f"says: {self.proposition(node.says)}"]
        convergent = "rests on several of" if node.several else "rests on any of"
        lists = [("rests on", node.rests_on), (convergent, node.any_of)]
        return [f"{key}: {_references(names)}" for key, names in lists if names]

    def block(self, kind: str, name: str, fields: Iterable[str], tail: str = "") -> str:
        """Return one typed heading with its fields and what follows them."""
        bullets = "".join(f"- {text}\n" for text in fields)
        body = tail or self.rng.choice(("", "It was looked at more than once.\n"))
        heading = f"{'#' * self.rng.randint(1, 3)} {kind} {name}: The {kind.lower()} called {name}\n\n"
        return heading + (f"{bullets}\n" if bullets else "") + (f"{body}\n" if body else "")

    def pathway(self, name: str, chain: Sequence[Expr]) -> str:
        """Return a pathway with its numbered list."""
        items = []
        for i, step in enumerate(chain, start=1):
            note = self.rng.choice(("", "", " — some time in its use", " - counted once, if at all"))
            items.append(f"{i}. {self.proposition(step)}{note}\n")
        return self.block("Pathway", name, ["owner: sec"], "#### How it would happen\n\n" + "".join(items))

    def evidence(self, item: Evidence) -> str:
        """Return a piece of evidence."""
        fields = [f"result: {item.result}", f"about: {self.proposition(item.about)}"]
        fields.append(f"passes when: {item.criterion}")
        if item.relies_on:
            fields.append(f"relies on: {_references(item.relies_on)}")
        self.rng.shuffle(fields)
        return self.block("Evidence", item.id, fields)

    def likelihood(self, likelihood: Likelihood) -> str:
        """Return what an assessor says of a piece of evidence, without the reason."""
        if isinstance(likelihood, Silent):
            return "says nothing"
        if isinstance(likelihood, Ratio):
            side = "for" if likelihood.favours else "against"
            return f"{likelihood.odds}:1 {side} {self.proposition(likelihood.of, bare=True)}"
        return f"passes {self.line(likelihood.branches)}"

    def assessor(self, assessor: Assessor) -> str:
        """Return an assessor with all their lines in any order."""
        lines = []
        for name, branches in assessor.judged.items():
            what = f"{name} fails" if isinstance(self.case.node(name), Mitigation) else name
            lines.append(f"{what}: {self.line(branches)}")
        lines += [f"{name}: {self.likelihood(likelihood)}" for name, likelihood in assessor.scored.items()]
        lines = [f"{text} because {self.rng.choice(REASONS)}" for text in lines]
        self.rng.shuffle(lines)
        base = [f"starts from: [[{assessor.starts_from}]]"] if assessor.starts_from else []
        return self.block("Assessor", assessor.id, [*base, *lines])


def _references(names: Iterable[str]) -> str:
    return ", ".join(f"[[{name}]]" for name in names)


def write_case(case: Case) -> dict[str, str]:
    """Return the case in loadpath's language, as a dict of file name to Markdown text."""
    writer = _Writer(case, random.Random(case.style))
    kinds = {Event: "Event", Claim: "Claim", Mitigation: "Mitigation"}
    blocks = [writer.block(kinds[type(node)], node.id, writer.fields(node)) for node in case.nodes]
    blocks += [writer.pathway(name, chain) for name, chain in case.pathways.items()]
    blocks += [writer.evidence(item) for item in case.evidence]
    blocks += [writer.assessor(assessor) for assessor in case.assessors]
    writer.rng.shuffle(blocks)
    names = ("case.md", *writer.rng.choice(((), ("more.md",), ("claims/a.md", "claims/deep/b.md", "z.md"))))
    files = dict.fromkeys(names, "")
    files["case.md"] = f"# Case small-{case.style}: A small case\n\n- kind: risk analysis\n\n"
    for text in blocks:
        files[writer.rng.choice(names)] += text
    return {name: text for name, text in files.items() if text}


# --- (c) the enumeration ---------------------------------------------------------------------------------------------


@dataclass
class _World:
    """The truth of every proposition in all joint states at once, with some propositions forced."""

    case: Case
    draws: Mapping[str, Bools]
    size: int
    forced: Mapping[str, bool] = field(default_factory=dict)
    known: dict[str, Bools] = field(default_factory=dict)

    def value(self, name: str) -> Bools:
        """Return in which states the named proposition holds."""
        if name not in self.known:
            self.known[name] = self._defined(self.case.node(name))
        return self.known[name]

    def _defined(self, node: Node) -> Bools:
        if node.id in self.forced:
            return np.full(self.size, self.forced[node.id])
        if isinstance(node, Event):
            if node.meaning is not None:
                return self.truth(node.meaning)
            own = self.draws[node.id]
            return own if node.given is None else own & self.truth(node.given)
        if isinstance(node, Mitigation):
            return np.zeros(self.size, dtype=bool) if node.planned else self.draws[node.id] & self.all_of(node.needs)
        if node.says is not None:
            return self.truth(node.says)
        held = self.draws[node.id] & self.all_of(node.rests_on)
        return held & np.any([self.value(n) for n in node.any_of], axis=0) if node.any_of else held

    def all_of(self, names: Iterable[str]) -> Bools:
        """Return in which states every one of the named propositions holds."""
        held = np.ones(self.size, dtype=bool)
        for name in names:
            held = held & self.value(name)
        return held

    def truth(self, expr: Expr) -> Bools:
        """Return in which states a proposition holds."""
        if expr.op == "is":
            return self.value(expr.name)
        if expr.op == "fails":
            return ~self.value(expr.name)
        parts = [self.truth(a) for a in expr.args]
        if expr.op == "not":
            return ~parts[0]
        return np.asarray(np.sum(parts, axis=0) >= {"and": len(parts), "or": 1}.get(expr.op, expr.count))

    def first(self, branches: Sequence[Branch]) -> NDArray[np.intp]:
        """Return for each state the first branch whose condition holds; raise ValueError where none does."""
        chosen = np.full(self.size, -1)
        for i, branch in enumerate(branches):
            holds = True if branch.condition is None else self.truth(branch.condition)
            chosen[(chosen < 0) & holds] = i
        if (chosen < 0).any():
            msg = f"no branch holds in some state: {branches}"
            raise ValueError(msg)
        return chosen


def _table(branches: Sequence[Branch], *, complement: bool) -> Floats:
    return np.array([float(1 - b.exact if complement else b.exact) for b in branches])


def is_override(branch: Branch, item: Evidence) -> bool:
    """Return whether a branch states what the evidence is worth if a claim that it relies on is false."""
    cond = branch.condition
    return cond is not None and cond.op == "not" and cond.args[0].op == "is" and cond.args[0].name in item.relies_on


def absent(case: Case, item: Evidence) -> dict[str, bool]:
    """Return what is set in the world without the danger: what the evidence is about, and what that is defined by.

    `is` and `says` make a name for an expression, so that a name that is set sets its expression, as far as that is
    determined: a conjunction that holds and a disjunction that does not set all of their parts.
    """
    found: dict[str, bool] = {}

    def put(what: Expr, to: bool) -> None:
        if what.op in ("is", "fails"):
            node = case.node(what.name)
            found[what.name] = to == (what.op == "is")
            meaning = node.meaning if isinstance(node, Event) else node.says if isinstance(node, Claim) else None
            if meaning is not None:
                put(meaning, found[what.name])
        elif what.op == "not":
            put(what.args[0], not to)
        elif (what.op, to) in {("and", True), ("or", False)}:
            for part in what.args:
                put(part, to)

    put(ref(item.about.name), not isinstance(case.node(item.about.name), Event))
    return found


def _likelihood(world: _World, item: Evidence, likelihood: Likelihood) -> Floats:
    """Return the likelihood of the observed outcome in every state."""
    if isinstance(likelihood, Silent):
        return np.ones(world.size)
    safe = absent(world.case, item)
    harmless = _World(world.case, world.draws, world.size, safe) if item.relies_on else world
    doubted = ~world.all_of(item.relies_on)
    if isinstance(likelihood, Ratio):
        odds = Fraction(likelihood.odds)
        in_favour, otherwise = (1.0, float(1 / odds)) if likelihood.favours else (float(1 / odds), 1.0)
        holds = np.where(doubted, harmless.truth(likelihood.of), world.truth(likelihood.of))
        return np.where(holds, in_favour, otherwise)
    plain = [b for b in likelihood.branches if not is_override(b, item)]
    chosen = np.where(doubted, harmless.first(plain), world.first(plain))
    found = _table(plain, complement=not item.passed)[chosen]
    for branch in reversed([b for b in likelihood.branches if is_override(b, item)]):
        if branch.condition is not None:
            found[world.truth(branch.condition)] = _table([branch], complement=not item.passed)[0]
    return found


def enumerate_case(case: Case, by: str = "a", given: Sequence[Expr] = ()) -> dict[str, float | dict[str, float]]:
    """Return risk, listed harm, pathways and propositions given the evidence, by one assessor, from all joint states.

    What is `given` is taken for a fact: states in which it does not hold weigh nothing.

    Raises:
        ValueError: the evidence has probability zero, or some line leaves a state without a number.
    """
    assessor = case.inherited(by)
    primitives = [node for node in case.nodes if is_primitive(node)]
    size = 1 << len(primitives)
    index = np.arange(size)
    draws = {node.id: (index >> i & 1).astype(bool) for i, node in enumerate(primitives)}
    world = _World(case, draws, size)
    weight = np.ones(size)
    for node in primitives:
        branches = assessor.judged[node.id]
        drawn = ~draws[node.id] if isinstance(node, Mitigation) else draws[node.id]
        chosen = world.first(branches)
        weight *= np.where(drawn, _table(branches, complement=False)[chosen], _table(branches, complement=True)[chosen])
    for item in case.evidence:
        if item.id in assessor.scored:
            weight *= _likelihood(world, item, assessor.scored[item.id])
    for fact in given:
        weight *= world.truth(fact)
    total = math.fsum(weight.tolist())
    if total <= 0:
        msg = "the evidence has probability zero"
        raise ValueError(msg)

    def share(states: Bools) -> float:
        return math.fsum(weight[states].tolist()) / total

    happened = {name: np.all([world.truth(step) for step in chain], axis=0) for name, chain in case.pathways.items()}
    listed = np.any(list(happened.values()), axis=0)
    residual = [world.value(n.id) for n in case.nodes if isinstance(n, Event) and n.residual]
    return {
        "risk": share(np.any([listed, *residual], axis=0)),
        "listed": share(listed),
        "pathways": {name: share(states) for name, states in happened.items()},
        "propositions": {node.id: share(world.value(node.id)) for node in case.nodes},
    }
