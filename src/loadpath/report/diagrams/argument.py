"""From a case to an argument: which part of the language becomes which element of GSN version 3 (SCSC-141C).

A case is written as ways to harm; an argument in GSN argues for something. So a pathway becomes the goal that it does
*not* happen, and its chain the strategy that one step which does not happen is enough. The whole mapping:

| in the case | in the drawing |
|---|---|
| Pathway | goal "Not: ...", over a strategy for its chain; surfaces, the harm and what it leads to are contexts |
| a step of the chain | the goal that it is not so; its remark is a context |
| Claim | goal; a claim that `says` what a goal is about *is* that goal |
| `rests on` | the goals below it, all of them |
| `rests on any of`, `rests on several of`, `argues` | a strategy that says how they are put together |
| Event | the goal that it does not happen; `is` becomes its parts, `given` a context |
| Mitigation, Scenario | goals that it works, that it is in time; `needs` are the goals below |
| Evidence | solution; where it failed by its own criterion, a counter solution |
| `relies on` | the goals that make a finding count; an assumption where nothing supports the claim |
| Incident | counter solution against what it is about |
| Challenge, a Request not answered | counter goal, dashed; a cross on its line when it is answered or withdrawn |
| an upheld challenge that rebuts | a cross over what it rebuts |
| Waiver | justification |
| what is drawn before in the same drawing, or elsewhere | away goal, away solution, away assumption |
| a tombstone | its kind of element, with the badge "withheld" |

Parts are followed level by level, so that a part that is needed twice is drawn in full where it is nearest to the top.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.proposition import And, AtLeast, Compare, Or, Proposition, Ref, text_of
from loadpath.report.diagrams.about import Index, Key, bare, index_of, key_of
from loadpath.report.diagrams.elements import Argument, Badge, Element, Kind, levels
from loadpath.report.prose import plain
from loadpath.report.wording import capital, count, typeset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from loadpath.case.graph import CaseGraph

HERE = "in this drawing"
SLANTED = re.compile(r"(?<!\w)[*_](\S(?:[^*_]*\S)?)[*_](?!\w)")
"""Emphasis, which a drawing does not show."""

STANDING = {"open", "upheld"}
"""States in which a challenge still counts."""

PREFIXES = {
    (kinds.Event, False): "Not: ",
    (kinds.Claim, False): "Not: ",
    (kinds.Pathway, False): "Not: ",
    (kinds.Mitigation, True): "Works: ",
    (kinds.Mitigation, False): "Fails: ",
    (kinds.Scenario, True): "In time: ",
    (kinds.Scenario, False): "Too late: ",
}


@dataclass(slots=True, kw_only=True)
class _Draft:
    """An element that is still growing."""

    kind: Kind
    name: str = ""
    text: str = ""
    subject: str = ""
    note: str = ""
    badges: list[Badge] = field(default_factory=list)
    away: str = ""
    counter: bool = False
    defeated: bool = False
    answered: bool = False
    stale: bool = False
    shares: tuple[float | None, ...] = ()
    below: list[_Draft] = field(default_factory=list)
    beside: list[_Draft] = field(default_factory=list)


def argument(
    case: CaseGraph,
    name: str,
    *,
    today: date | None = None,
    elsewhere: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    shares: tuple[float | None, ...] = (),
) -> Argument:
    """Return the argument for one part of a case as a tree of elements.

    Args:
        case: the case.
        name: id of a pathway, claim, event, mitigation or scenario, or of the case itself for a map of it.
        today: the day against which evidence has expired; None leaves that unjudged.
        elsewhere: what is drawn in full somewhere else, by id, and where.
        notes: a line under an element, such as a number, by the id of its part.
        shares: risk over budget of each assessor, for the bars at the foot of the uppermost goal.

    Raises:
        ValueError: when there is no such part, or it is not one that is argued for.
    """
    node = case.nodes.get(name)
    if not isinstance(node, ARGUED):  # the id is what is wrong, not its type
        raise ValueError(f"no pathway, claim, event, mitigation or scenario is named `{name}`")  # noqa: TRY004
    grower = _Grower(case, today, elsewhere or {}, notes or {})
    root = grower.grown(node)
    root.shares = shares
    return Argument(root=_frozen(root), title=plain(node.title) or node.id)


ARGUED = (kinds.Case, kinds.Pathway, kinds.Claim, kinds.Event, kinds.Mitigation, kinds.Scenario)


def _frozen(root: _Draft) -> Element:
    """Return a grown tree as values; children first, without calling itself."""
    order = [root]
    for draft in order:  # grows while it is read
        order.extend((*draft.beside, *draft.below))
    done: dict[int, Element] = {}
    for draft in reversed(order):
        done[id(draft)] = Element(
            kind=draft.kind,
            name=draft.name,
            text=draft.text,
            subject=draft.subject,
            note=draft.note,
            badges=tuple(dict.fromkeys(draft.badges)),
            away=draft.away,
            undeveloped=draft.kind in {Kind.GOAL, Kind.STRATEGY} and not (draft.below or draft.away or draft.counter),
            counter=draft.counter,
            defeated=draft.defeated,
            answered=draft.answered,
            stale=draft.stale,
            shares=draft.shares,
            below=tuple(done[id(one)] for one in draft.below),
            beside=tuple(done[id(one)] for one in draft.beside),
        )
    return done[id(root)]


@dataclass(slots=True)
class _Grower:
    """Follows a case from one part downward."""

    case: CaseGraph
    today: date | None
    elsewhere: Mapping[str, str]
    notes: Mapping[str, str]
    drawn: set[str] = field(default_factory=set)
    steps: int = 0
    waiting: list[tuple[_Draft, Proposition, bool]] = field(default_factory=list)
    index: Index = field(init=False)

    def __post_init__(self) -> None:
        """Look up once what is said about each part."""
        self.index = self.case.once("what is said about each part", lambda: index_of(self.case))

    def grown(self, node: kinds.Node) -> _Draft:
        """Return everything that stands under one part."""
        match node:
            case kinds.Case():
                root = self._map(node)
            case kinds.Pathway():
                root = self._pathway(node)
            case kinds.Event():
                root = self._goal(Ref(node.id), holds=False, root=True)
            case _:
                root = self._goal(Ref(node.id), holds=True, root=True)
        for draft, what, holds in self.waiting:  # grows while it is read: level by level
            self._develop(draft, what, holds)
        return root

    # what stands at the top

    def _map(self, head: kinds.Case) -> _Draft:
        """Return the whole case with each pathway drawn elsewhere."""
        root = _Draft(kind=Kind.GOAL, name=head.id, subject=head.id, text=f"Not: {plain(head.harm or head.title)}")
        root.badges += self._disputed(head)
        ways = [*self.case.all(kinds.Pathway), *(one for one in self.case.all(kinds.Event) if one.residual)]
        if ways:
            strategy = self._strategy("Every way to the harm that anybody put forward, and what nobody listed")
            root.below.append(strategy)
            for way in ways:
                goal = self._named(way, holds=False)
                if isinstance(way, kinds.Pathway):
                    goal.away = way.id
                else:
                    self.waiting.append((goal, Ref(way.id), False))
                strategy.below.append(goal)
        if head.deployed:
            root.beside.append(_context(f"Deployed: {plain(head.deployed)}"))
        if head.out_of_scope:
            root.beside.append(_context(f"Out of scope: {plain(head.out_of_scope)}"))
        self._disputes(root, head)
        return root

    def _pathway(self, path: kinds.Pathway) -> _Draft:
        root = self._named(path, holds=False)
        self.drawn.add(path.id)
        self._disputes(root, path)
        if path.through:
            root.beside.append(_context(f"Through: {'; '.join(self._title(ref.id) for ref in path.through)}"))
        if path.leads_to:
            root.beside.append(_context(f"It would lead to: {plain(path.leads_to)}"))
        over = root
        if len(path.chain) > 1:
            over = self._strategy(f"Of the {len(path.chain)} steps all must happen: one that does not is enough")
            root.below.append(over)
        for step in path.chain:
            goal = self._goal(step.what, holds=False)
            if step.note and not goal.away:
                goal.beside.append(_context(capital(SLANTED.sub(r"\1", plain(step.note)))))
            over.below.append(goal)
        return root

    # goals

    def _named(self, node: kinds.Node, *, holds: bool) -> _Draft:
        prefix = PREFIXES.get((type(node), holds), "")
        title = plain(node.title) or node.id
        draft = _Draft(kind=Kind.GOAL, name=node.id, subject=node.id, text=f"{prefix}{title}")
        draft.note = self.notes.get(node.id, "")
        if node.withheld:
            draft.badges.append(Badge("withheld"))
        draft.badges += self._disputed(node)
        if isinstance(node, kinds.Claim):
            if node.strength and not draft.note:
                draft.note = f"strength: {plain(node.strength)}"
            if node.direction == "danger":
                draft.badges.append(Badge("danger", "bad"))
        if isinstance(node, kinds.Mitigation) and node.state == "planned":
            draft.badges.append(Badge("planned"))
        return draft

    def _goal(self, what: Proposition, *, holds: bool, root: bool = False) -> _Draft:
        """Return the goal that a proposition holds, or does not; it is followed later, unless it is drawn already."""
        what, holds = bare(what, holds=holds)
        naming = self.index.named.get(key_of(what, holds), ())
        if len(naming) == 1 and not root and not (isinstance(what, Ref) and what.id == naming[0]):
            what, holds = Ref(naming[0]), True
        node = self.case.nodes.get(what.id) if isinstance(what, Ref) else None
        if node is None:
            return self._unnamed(what, holds)
        draft = self._named(node, holds=holds)
        if node.id in self.elsewhere and not root:
            draft.away = self.elsewhere[node.id]
        elif node.id in self.drawn:
            draft.away = HERE
        else:
            self.drawn.add(node.id)
            self._disputes(draft, node)
            self.waiting.append((draft, what, holds))
        return draft

    def _unnamed(self, what: Proposition, holds: bool) -> _Draft:
        """Return the goal of a proposition that is no single part of the case."""
        said = self._said(what)
        draft = _Draft(kind=Kind.GOAL, text=said if holds else f"Not: {said}")
        self.waiting.append((draft, what, holds))
        return draft

    def _said(self, what: Proposition) -> str:
        if isinstance(what, Compare):
            side = "at most" if what.at_most else "at least"
            bound = self._title(what.bound.id) if isinstance(what.bound, Ref) else typeset(what.bound.written)
            return f"{self._title(what.quantity.id)}: {side} {bound}"
        return text_of(what, brackets=False)

    def _title(self, name: str) -> str:
        node = self.case.nodes.get(name)
        return plain(node.title) or name if node else name

    def _strategy(self, text: str) -> _Draft:
        self.steps += 1
        return _Draft(kind=Kind.STRATEGY, name=f"S{self.steps}", text=text)

    # what stands below a goal

    def _develop(self, draft: _Draft, what: Proposition, holds: bool) -> None:
        seen: set[Key] = {key_of(what, holds)}
        findings: dict[str, None] = {}
        if isinstance(what, Ref):
            self._below(draft, what, holds, seen, findings)
        else:
            if isinstance(what, Compare):
                self._measured(what.quantity.id, findings)
            self._parts(draft, what, holds, seen)
        first = [name for name in findings if name not in self.drawn and name not in self.elsewhere]
        for name in findings:
            self._finding(draft, name)
        for name in first:
            node = self.case.nodes.get(name)
            if isinstance(node, kinds.Evidence):
                self._relied_on(draft, node, seen)

    def _below(self, draft: _Draft, what: Ref, holds: bool, seen: set[Key], findings: dict[str, None]) -> None:
        """Put below a goal about one part of the case what it rests on, and note the findings for it."""
        node = self.case.nodes[what.id]
        match node:
            case kinds.Claim():
                if holds:
                    self._claim(draft, node, seen, findings)
            case kinds.Event():
                self._event(draft, node, holds, seen, findings)
            case kinds.Mitigation() if holds:
                self._all_of(draft, [ref.id for ref in node.needs], seen)
                findings.update(dict.fromkeys(ref.id for ref in node.measured_by))
            case kinds.Scenario() if holds:
                self._scenario(draft, node, seen)
            case _:
                pass
        if (holds or isinstance(node, kinds.Event)) and not isinstance(node, kinds.Claim):
            findings.update(dict.fromkeys(self.index.evidence.get(node.id, ())))
        for name in self.index.named.get(key_of(what, holds), ()):
            if name != node.id and name not in self.drawn:
                draft.below.append(self._goal(Ref(name), holds=True))

    def _claim(self, draft: _Draft, node: kinds.Claim, seen: set[Key], findings: dict[str, None]) -> None:
        if node.says is not None:
            self._says(draft, *bare(node.says, holds=True), seen, findings)
        named = [ref.id for ref in node.rests_on]
        if node.argues and len(named) > 1:
            strategy = self._strategy(f"Argued by {plain(node.argues)}: all {len(named)} must hold")
            draft.below.append(strategy)
            self._all_of(strategy, named, seen)
        else:
            self._all_of(draft, named, seen)
        self._lines(draft, node.rests_on_any_of, "Any one of these {} is enough", seen)
        self._lines(draft, node.rests_on_several_of, "Several lines, {} of them: at least one must hold", seen)
        findings.update(dict.fromkeys(ref.id for ref in node.evidence))
        if node.stale_when:
            draft.beside.append(_context(f"Stale when: {plain(node.stale_when)}"))

    def _says(self, draft: _Draft, what: Proposition, holds: bool, seen: set[Key], findings: dict[str, None]) -> None:
        """Put below a claim what it is a name for."""
        if key_of(what, holds) in seen:
            return
        node = self.case.nodes.get(what.id) if isinstance(what, Ref) else None
        if isinstance(node, kinds.Event):
            seen.add(key_of(what, holds))
            self._event(draft, node, holds, seen, findings)
            findings.update(dict.fromkeys(self.index.evidence.get(node.id, ())))
        elif isinstance(what, Compare):
            draft.beside.append(_context(capital(self._said(what)) if holds else f"Not: {self._said(what)}"))
            self._measured(what.quantity.id, findings)
        elif node is not None:
            seen.add(key_of(what, holds))
            draft.below.append(self._goal(what, holds=holds))
        else:
            self._parts(draft, what, holds, seen)

    def _event(self, draft: _Draft, node: kinds.Event, holds: bool, seen: set[Key], findings: dict[str, None]) -> None:
        if node.is_ is not None:
            what, side = bare(node.is_, holds=holds)
            self._parts(draft, what, side, seen)
        if node.given is not None:
            draft.beside.append(_context(f"Only if: {self._words(node.given)}"))
        if node.happens is not None:
            for ref in (node.happens.rate, node.happens.over):
                self._measured(ref.id, findings)

    def _words(self, what: Proposition) -> str:
        part, holds = bare(what, holds=True)
        node = self.case.nodes.get(part.id) if isinstance(part, Ref) else None
        if node is None:
            return text_of(what, brackets=False)
        return f"{PREFIXES.get((type(node), holds), '')}{self._title(node.id)}"

    def _scenario(self, draft: _Draft, node: kinds.Scenario, seen: set[Key]) -> None:
        if node.starts:
            draft.beside.append(_context(f"It starts: {plain(node.starts)}"))
        self._all_of(draft, [ref.id for ref in node.needs], seen)
        conditions = list(dict.fromkeys(row.condition for row in node.rows if row.condition is not None))
        if len(conditions) > 1:
            strategy = self._strategy(f"Somebody notices: any one of these {len(conditions)} keeps a way open")
            draft.below.append(strategy)
            self._each(strategy, conditions, seen, holds=True)
        else:
            self._each(draft, conditions, seen, holds=True)

    def _parts(self, draft: _Draft, what: Proposition, holds: bool, seen: set[Key]) -> None:
        """Put below a goal what a compound proposition is made of; `or` turns into `and` where it shall not hold."""
        match what:
            case And(parts) | Or(parts):
                every = isinstance(what, And) == holds
                if every or len(parts) == 1:
                    self._each(draft, parts, seen, holds=holds)
                else:
                    strategy = self._strategy(f"Any one of these {len(parts)} is enough")
                    draft.below.append(strategy)
                    self._each(strategy, parts, seen, holds=holds)
            case AtLeast(number, parts):
                needed = number if holds else len(parts) - number + 1
                strategy = self._strategy(f"At least {needed} of these {len(parts)} must hold")
                draft.below.append(strategy)
                self._each(strategy, parts, seen, holds=holds)
            case Ref():
                self._each(draft, (what,), seen, holds=holds)
            case _:
                pass

    def _each(self, draft: _Draft, parts: Iterable[Proposition], seen: set[Key], *, holds: bool) -> None:
        for part in parts:
            key = key_of(*bare(part, holds=holds))
            if key not in seen:
                seen.add(key)
                draft.below.append(self._goal(part, holds=holds))

    def _all_of(self, draft: _Draft, names: Iterable[str], seen: set[Key]) -> None:
        self._each(draft, [Ref(name) for name in names], seen, holds=True)

    def _lines(self, draft: _Draft, lines: tuple[Ref, ...], words: str, seen: set[Key]) -> None:
        if lines:
            strategy = self._strategy(words.format(len(lines)))
            draft.below.append(strategy)
            self._each(strategy, lines, seen, holds=True)

    # evidence and disputes

    def _measured(self, quantity: str, findings: dict[str, None]) -> None:
        node = self.case.get(quantity, kinds.Quantity)
        findings.update(dict.fromkeys(ref.id for ref in node.measured_by) if node else {})

    def _finding(self, draft: _Draft, name: str) -> None:
        """Put a finding below a goal, or beside it when it failed, with what it relies on."""
        node = self.case.nodes.get(name)
        if node is None or any(one.subject == name for one in (*draft.below, *draft.beside)):
            return
        found = _Draft(kind=Kind.SOLUTION, name=node.id, subject=node.id, text=plain(node.title) or node.id)
        found.badges += self._disputed(node)
        if node.withheld:
            found.badges.append(Badge("withheld"))
        failed = isinstance(node, kinds.Evidence) and node.passed is False
        if failed:
            found.counter = True
            found.badges.append(Badge("failed", "bad"))
        (draft.beside if failed else draft.below).append(found)
        until = node.valid_until if isinstance(node, kinds.Evidence) else None
        if until is not None and self.today is not None and until.on < self.today:
            found.badges.append(Badge("stale"))
            draft.badges.append(Badge("stale evidence"))
            draft.stale = found.stale = True
        if node.id in self.drawn or node.id in self.elsewhere:
            found.away = HERE if node.id in self.drawn else self.elsewhere[node.id]
            return
        self.drawn.add(node.id)
        if failed:
            self._disputes(draft, node, found)
        else:
            self._disputes(found, node)

    def _relied_on(self, draft: _Draft, node: kinds.Evidence, seen: set[Key]) -> None:
        """Put beside or below a goal what a finding counts only with."""
        for ref in node.relies_on:
            claim = self.case.nodes.get(ref.id)
            if claim is None or (claim.id, True) in seen:
                continue
            seen.add((claim.id, True))
            if isinstance(claim, kinds.Claim) and not _supported(claim) and claim.id not in self.index.named_by:
                assumed = self._named(claim, holds=True)
                assumed.kind, assumed.note = Kind.ASSUMPTION, assumed.note or f"{node.id} relies on it"
                if claim.id in self.drawn:
                    assumed.away = HERE
                else:
                    self.drawn.add(claim.id)
                    self._disputes(draft, claim, assumed)
                draft.beside.append(assumed)
            else:
                draft.below.append(self._goal(Ref(claim.id), holds=True))

    def _disputed(self, node: kinds.Node) -> list[Badge]:
        """Return the badges of what is said against a part; they stand on its away elements as well."""
        found = [item.status for item in self.index.challenges.get(node.id, ()) if item.status in STANDING]
        found += ["open" for _ in self.index.requests.get(node.id, ())]
        badges = [Badge("! upheld", "bad")] if "upheld" in found else []
        return [*badges, Badge("! challenged")] if "open" in found else badges

    def _disputes(self, draft: _Draft, node: kinds.Node, of: _Draft | None = None) -> None:
        """Put beside an element what is said against it, and why a finding of the checker is accepted.

        What is said `of` something that itself stands beside the element stands there too.
        """
        about = of or draft
        for item in self.index.challenges.get(node.id, ()):
            standing = item.status in STANDING
            counter = _Draft(
                kind=Kind.GOAL, name=item.id, subject=item.id, text=plain(item.title) or item.id, counter=True
            )
            counter.answered = not standing
            counter.badges.append(Badge(item.status, "bad" if item.status == "upheld" else "attention"))
            about.defeated |= item.status == "upheld" and item.kind == "rebuts"
            draft.beside.append(counter)
        for ask in self.index.requests.get(node.id, ()):
            counter = _Draft(kind=Kind.GOAL, name=ask.id, subject=ask.id, text=plain(ask.title) or ask.id, counter=True)
            counter.badges.append(Badge(f"asked, {ask.status}", "bad" if ask.status == "refused" else "attention"))
            draft.beside.append(counter)
        for incident in self.index.incidents.get(node.id, ()):
            counter = _Draft(kind=Kind.SOLUTION, name=incident.id, subject=incident.id, text=plain(incident.title))
            counter.counter = True
            counter.badges.append(Badge("incident", "bad"))
            draft.beside.append(counter)
        for waiver in self.index.waivers.get(node.id, ()):
            text = f"Accepted ({waiver.rule}): {plain(waiver.because)}"
            draft.beside.append(_Draft(kind=Kind.JUSTIFICATION, name=waiver.id, subject=waiver.id, text=text))


def _context(text: str) -> _Draft:
    return _Draft(kind=Kind.CONTEXT, text=text)


def _supported(claim: kinds.Claim) -> bool:
    return bool(claim.says or claim.rests_on or claim.lines_of_support or claim.evidence)


def described(argument: Argument) -> str:
    """Return in one sentence what a drawing shows, for those who do not see it."""
    elements = [one for one, _ in levels(argument.root)]
    challenges = [one for one in elements if one.counter and not one.answered]
    goals = [one for one in elements if one.kind is Kind.GOAL and not one.counter]
    return (
        f"Argument for {argument.title!r}: {count(len(goals), 'goal')}, "
        f"{count(sum(one.kind is Kind.SOLUTION and not one.counter for one in elements), 'finding')}, "
        f"{count(len(challenges), 'standing challenge')}, {count(sum(one.undeveloped for one in goals), 'goal')} "
        "without support; the table has every element."
    )
