"""Small random cases that are nasty: shared causes, shared doubts, awkward numbers, ids that look like words.

What this file knows: which structures make an engine wrong. What it promises: a case from a seed, always the same; each
primitive proposition judged by each assessor, no rings, at most twelve primitives, so that enumeration takes
milliseconds. Left out on purpose: unknowns, quantities, scenarios, `restores` and counts used through `as`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tests.conformance.enumeration import (
    Assessor,
    Branch,
    Case,
    Claim,
    Event,
    Evidence,
    Expr,
    Likelihood,
    Line,
    Mitigation,
    Node,
    Passes,
    Ratio,
    Silent,
    fails,
    is_primitive,
    negation,
    parents,
    ref,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

MOST_PRIMITIVES = 12
EDGES = ("0.001%", "99.999%", "1 in 1,000,000", "0.05%", "99.9%", "1 in 400", "3 of 4,000", "0.0125%")


def _opposite(literal: Expr) -> Expr:
    """Return the opposite of `[[x]]`, `not [[x]]` or `[[m]] fails` in its plainest words."""
    if literal.op == "not":
        return literal.args[0]
    return ref(literal.name) if literal.op == "fails" else negation(literal)


class _Builder:
    """Builds one nasty case: few primitives, much sharing."""

    def __init__(self, rng: random.Random) -> None:
        """Start with nothing but the randomness."""
        self.rng = rng
        self.room = rng.randint(8, MOST_PRIMITIVES)
        self.nodes: list[Node] = []
        self.judged: dict[str, Line] = {}
        self.count = 0

    def name(self, *stems: str) -> str:
        """Return a fresh id, sometimes one that looks like a word of the language."""
        self.count += 1
        return f"{self.rng.choice(stems)}{self.rng.choice('-.')}{self.count}"

    def number(self) -> str:
        """Return a probability as written."""
        draw = self.rng.random()
        if draw < 0.15:
            return self.rng.choice(EDGES)
        if draw < 0.4:
            return f"{self.rng.choice((0, 0, 1, 2, 4))}.{self.rng.randint(1, 999)}%"
        return f"{self.rng.randint(1, 99)}{self.rng.choice(('', '', '.5', '.25'))}%"

    def ids(self, *kinds: type[Node]) -> list[str]:
        """Return the ids of the nodes of some kinds so far."""
        return [n.id for n in self.nodes if isinstance(n, kinds or (Event, Claim, Mitigation))]

    def literal(self, name: str) -> Expr:
        """Return a proposition or its opposite."""
        positive = self.rng.random() < 0.55
        if name in self.ids(Mitigation):
            return fails(name) if self.rng.random() < 0.6 else ref(name) if positive else negation(ref(name))
        return ref(name) if positive else negation(ref(name))

    def expression(self, known: Sequence[str]) -> Expr:
        """Return a proposition over some of the known names."""
        draw, some = self.rng.random(), self.rng.sample(known, min(len(known), self.rng.choice((3, 3, 4))))
        if draw < 0.4 or len(some) == 1:
            return self.literal(some[0])
        if draw < 0.55 and len(some) > 2:
            return Expr("of", args=tuple(ref(n) for n in some), count=2)
        op: Literal["and", "or"] = "and" if draw < 0.7 else "or"
        if draw > 0.9 and len(some) > 2:
            pair = Expr("or" if op == "and" else "and", args=(self.literal(some[0]), self.literal(some[1])))
            inner = negation(pair) if self.rng.random() < 0.4 else pair
            return Expr(op, args=(inner, self.literal(some[2])))
        found = Expr(op, args=tuple(self.literal(n) for n in some[: self.rng.choice((2, 2, 3))]))
        return negation(found) if self.rng.random() < 0.2 else found

    def line(self, known: Sequence[str]) -> Line:
        """Return a line of judgement that has a number in every state."""
        draw = self.rng.random()
        if not known or draw < 0.4:
            return (Branch(self.number()),)
        if draw < 0.6:
            first = self.literal(self.rng.choice(known))
            return (Branch(self.number(), first), Branch(self.number(), _opposite(first)))
        tests = [Branch(self.number(), self.expression(known)) for _ in range(1 if draw < 0.8 else 2)]
        return (*tests, Branch(self.number()))

    def add(self, node: Node) -> str:
        """Take a node in and judge it if it has a draw of its own."""
        if is_primitive(node) or (isinstance(node, Mitigation) and self.rng.random() < 0.5):
            self.judged[node.id] = self.line(self.ids())
        self.room -= is_primitive(node)
        self.nodes.append(node)
        return node.id

    def some(self, names: Sequence[str], least: int, most: int) -> tuple[str, ...]:
        """Return a few of the names, newest more often than not."""
        return tuple(self.rng.sample(names, min(len(names), self.rng.randint(least, most))))

    def claim(self) -> str:
        """Add a claim that has its own step."""
        earlier, name = self.ids(Claim), self.name("c", "log", "and", "fair")
        rests = self.some(earlier, 0, 2)
        others = [n for n in earlier if n not in rests]
        any_of = self.some(others, 1, 3) if len(others) > 1 and self.rng.random() < 0.6 else ()
        return self.add(Claim(name, rests_on=rests, any_of=any_of, several=self.rng.random() < 0.5))

    def mitigation(self, needs: tuple[str, ...]) -> str:
        """Add a barrier."""
        return self.add(Mitigation(self.name("m", "cap", "fails", "review"), needs))

    def given(self, cause: str) -> str:
        """Add an event that can only happen given the cause (its opposite, where the cause is a claim)."""
        condition = negation(ref(cause)) if cause in self.ids(Claim) and self.rng.random() < 0.5 else ref(cause)
        return self.add(Event(self.name("attempt", "try", "or"), given=condition))

    def body(self) -> str:
        """Add the propositions and return the one that pathways will share."""
        rng = self.rng
        cause = self.add(Event(self.name("scheming", "slip", "e")))
        for _ in range(rng.choice((1, 2, 2, 3))):
            self.claim()
        if rng.random() < 0.5:
            other = self.add(Event(self.name("slip", "not", "e")))
            if rng.random() < 0.7:
                args = (ref(cause), self.literal(other))
                cause = self.add(Event(self.name("misaligned", "either"), meaning=Expr("or", args=args)))
        if rng.random() < 0.35:
            self.add(Claim(self.name("says", "no-aim"), says=self.expression(self.ids(Event, Claim))))
        if rng.random() < 0.6:
            self.claim()
        for _ in range(rng.choice((2, 2, 3))):
            pool = self.ids(Claim) + (self.ids(Mitigation) if rng.random() < 0.2 else [])
            self.mitigation(self.some(pool, 0 if rng.random() < 0.2 else 1, 2))
        if rng.random() < 0.3:
            self.add(Event(self.name("both", "derived"), meaning=self.expression(self.ids())))
        claims = [n.id for n in self.nodes if isinstance(n, Claim) and not n.says]
        return cause if rng.random() < 0.7 else rng.choice(claims)

    def link(self, cause: str) -> Expr:
        """Return a step that brings the shared cause into a chain: itself, an event given it, a barrier needing it."""
        rng = self.rng
        draw = rng.random()
        if draw < 0.5 and self.room > 0:
            return ref(self.given(cause))
        if cause in self.ids(Event):
            return ref(cause)
        needing = [n.id for n in self.nodes if isinstance(n, Mitigation) and cause in n.needs]
        if needing and draw < 0.85:
            return fails(rng.choice(needing))
        if self.room > 0 and draw < 0.95:
            return fails(self.mitigation((cause,)))
        return negation(ref(cause))

    def chains(self, cause: str) -> dict[str, tuple[Expr, ...]]:
        """Return the pathways."""
        rng, found = self.rng, {}
        how_many = rng.choice((1, 2, 3, 3, 3, 3, 3, 3, 3, 4))
        barriers = self.some(self.ids(Mitigation), 1, 3)
        planned = ""
        if rng.random() < 0.25:
            planned = self.add(Mitigation(self.name("m", "later"), self.some(self.ids(Claim), 0, 1), planned=True))
        for _ in range(how_many):
            steps = [self.link(cause), *(fails(m) for m in self.some(barriers, 0 if rng.random() < 0.2 else 1, 2))]
            if planned and rng.random() < 0.6:
                steps.append(fails(planned))
            if rng.random() < 0.35:
                steps.append(self.expression(self.ids()))
            if self.room > 1 and rng.random() < 0.5:
                steps.append(ref(self.add(Event(self.name("matters", "if")))))
            if steps[-1].op == "fails" and rng.random() < 0.2:
                steps.append(steps[-1])
            if rng.random() < 0.3:
                rng.shuffle(steps)
            found[self.name("path", "way")] = tuple(steps)
        return found

    def residual(self) -> None:
        """Add ways that nobody listed."""
        for _ in range(self.rng.choice((0, 1, 1, 2))):
            draw = self.rng.random()
            if draw < 0.1:
                self.add(Event(self.name("rest"), meaning=self.expression(self.ids()), residual=True))
            elif self.room > 0:
                given = self.expression(self.ids(Event)) if draw < 0.3 else None
                self.add(Event(self.name("unlisted", "rest"), given=given, residual=True))

    def built_on(self, name: str) -> set[str]:
        """Return the names of all that is defined from a proposition, itself included."""
        found = {name}
        for node in self.nodes:
            if found & parents(node):
                found.add(node.id)
        return found

    def finding(self, shared: tuple[str, ...]) -> Evidence:
        """Return a finding about any proposition, relying on claims that barriers need where there are such."""
        rng = self.rng
        about = rng.choice([n.id for n in self.nodes if not (isinstance(n, Mitigation) and n.planned)])
        proposition = fails(about) if about in self.ids(Mitigation) and rng.random() < 0.6 else ref(about)
        relies: tuple[str, ...] = ()
        if rng.random() < 0.65:
            needed = {c for n in self.nodes if isinstance(n, Mitigation) for c in n.needs}
            pool = [n.id for n in self.nodes if isinstance(n, Claim) and n.id not in self.built_on(about)]
            best = [c for c in pool if c in needed] if rng.random() < 0.7 else []
            again = tuple(c for c in shared if c in pool)
            relies = again if again and rng.random() < 0.6 else self.some(best or pool, 1, 2)
        passed = rng.random() < 0.6
        count = f"{rng.choice((0, 3, 10) if passed else (11, 12, 400))} of 4,000"
        result, criterion = rng.choice(((count, "at most 10"), ("quiet" if passed else "noisy", "quiet")))
        return Evidence(self.name("run", "passes", "because"), proposition, passed, result, criterion, relies)

    def score(self, item: Evidence) -> Likelihood:
        """Return a likelihood for a finding: by condition, with overrides, as a ratio, or none."""
        rng, about = self.rng, item.about.name
        draw = rng.random()
        if draw < 0.08:
            return Silent()
        if draw < 0.3:
            of = fails(about) if about in self.ids(Mitigation) and rng.random() < 0.5 else ref(about)
            return Ratio(rng.choice(("2", "3", "4", "20", "1.5", "1000")), rng.random() < 0.5, of)
        present = ref(about)
        absent = fails(about) if about in self.ids(Mitigation) and rng.random() < 0.6 else negation(present)
        first, second = rng.sample((present, absent), 2)
        ends = [Branch(self.number(), second)] if rng.random() < 0.6 else [Branch(self.number())]
        tests = [Branch(self.number(), first)]
        node = next(n for n in self.nodes if n.id == about)
        if draw > 0.75 and not (isinstance(node, Claim) and node.says):  # a name for another proposition stands alone
            tests.insert(0, Branch(self.number(), self.expression(self.ids())))
        for claim in item.relies_on:
            if rng.random() < 0.35:
                tests.insert(rng.randint(0, len(tests)), Branch(self.number(), negation(ref(claim))))
        return Passes((*tests, *ends))

    def assessors(self, evidence: Sequence[Evidence]) -> tuple[Assessor, ...]:
        """Return the assessors: the second and third change some lines of the one before."""
        order = self.ids()
        scored = {e.id: self.score(e) for e in evidence if not (e.passed and self.rng.random() < 0.1)}
        found = [Assessor("a", dict(self.judged), scored)]
        for name in ("b", "c")[: self.rng.choice((0, 1, 1, 2))]:
            lines = {n: self.line(order[: order.index(n)]) for n in self.judged if self.rng.random() < 0.3}
            others = {e.id: self.score(e) for e in evidence if self.rng.random() < 0.3}
            found.append(Assessor(name, lines, others, starts_from=found[-1].id))
        return tuple(found)


def random_case(rng: random.Random) -> Case:
    """Return a small case full of shared causes, shared doubts and awkward numbers."""
    builder = _Builder(rng)
    pathways = builder.chains(builder.body())
    builder.residual()
    evidence: list[Evidence] = []
    for _ in range(rng.choice((0, 1, 2, 2, 3, 4))):
        evidence.append(builder.finding(evidence[-1].relies_on if evidence else ()))
    assessors = builder.assessors(evidence)
    return Case(tuple(builder.nodes), pathways, tuple(evidence), assessors, style=rng.randrange(1_000_000))
