"""What may be judged, and with what: a number in the wrong place is an error, never read as another number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.graph import leans_on
from loadpath.case.proposition import Catches, Compare, Fails, Not, Ref, TooLate, refs, text_of
from loadpath.case.rings import circular, rings
from loadpath.case.value import Amount, Chance, Limit, Line, Measured, OddsOf, Ratio, SaysNothing, Unknown, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.case.proposition import Proposition
    from loadpath.case.rings import Edge, Step
    from loadpath.case.span import Span
    from loadpath.case.value import Branch

    Nodes = Mapping[str, kinds.Node]
    Held = Mapping[str, Mapping[str, tuple[Line, str]]]

TRUE_OR_FALSE = (kinds.Event, kinds.Claim, kinds.Mitigation, kinds.Scenario)
SAID_OF = {
    Ref: (kinds.Event, kinds.Claim, kinds.Mitigation, kinds.Evidence, kinds.Test, kinds.Quantity),
    Fails: (kinds.Mitigation,),
    TooLate: (kinds.Scenario,),
    Catches: (kinds.Surface,),
}
"""The kinds that a line of each form can be about."""

PUBLISHED = "published"
"""The id that stands for the case in its own words, and is nobody's."""


def faulty_judgements(nodes: Nodes) -> Iterator[Diagnostic]:
    """Yield a diagnostic for every judgement without a meaning: of the wrong thing or sort, twice, or in a ring."""
    assessors = {name: node for name, node in nodes.items() if isinstance(node, kinds.Assessor)}
    if PUBLISHED in assessors:
        yield _reserved(assessors[PUBLISHED])
    around = list(rings(assessors, _starts_from))
    for ring in around:
        yield circular(ring, "assessors start from each other", "let one of them state every judgement themselves")
    for assessor in assessors.values():
        yield from _twice(assessor)
        for line in assessor.lines:
            yield from _faulty_line(line, nodes)
    if not around:
        yield from _odds_of_nothing(assessors)
        for assessor in assessors.values():
            yield from _rings_of_conditions(assessor, nodes)


def judged(line: Line) -> Ref | None:
    """Return what a line is about, or None when it is about no single node.

    >>> guard = Ref("guard")
    >>> judged(Line(what=Fails(guard), branches=(), reason=None, at=guard.at)) == guard
    True
    """
    match line.what:
        case Ref():
            return line.what
        case Fails(ref) | TooLate(ref) | Catches(ref):
            return ref
        case _:
            return None


def judged_as(node: kinds.Node) -> Proposition | None:
    """Return what a line of judgement about a node is about; None where it can have none."""
    match node:
        case kinds.Claim(says=None) | kinds.Event(is_=None) | kinds.Quantity():
            return Ref(node.id)
        case kinds.Mitigation():
            return Fails(Ref(node.id))
        case kinds.Scenario():
            return TooLate(Ref(node.id))
        case kinds.Surface():
            return Catches(Ref(node.id))
        case _:
            return None


def _fault(
    message: str, at: Span, remedy: str, subject: str, *, rule: str = "malformed-judgement", label: str = ""
) -> Diagnostic:
    return Diagnostic(
        rule=rule, severity=Severity.ERROR, message=message, at=at, label=label, help=remedy, subject=subject
    )


MOST_ASSESSORS = 500
"""Each is compared with all others, and computed alone."""


def too_many_assessors(nodes: dict[str, kinds.Node]) -> Iterator[Diagnostic]:
    """Take out the assessors beyond the number that is compared, and yield the fault of the first of them."""
    beyond = [node for node in nodes.values() if isinstance(node, kinds.Assessor)][MOST_ASSESSORS:]
    for node in beyond:
        del nodes[node.id]
    if beyond:
        message = f"the case has more than {MOST_ASSESSORS} assessors, and this one and those after it are not read"
        yield _fault(message, beyond[0].at, "let some of them state one judgement together", beyond[0].id)


def _reserved(node: kinds.Assessor) -> Diagnostic:
    remedy = "give the assessor another id; `published` stands for the case in its own words of strength"
    return _fault("`published` is nobody's id", node.at, remedy, node.id, rule="duplicate-id")


# what a line may be about ---------------------------------------------------------------------------------------------


def _faulty_line(line: Line, nodes: Nodes) -> Iterator[Diagnostic]:
    ref = judged(line)
    if ref is None:
        yield _not_judged_so(line, nodes)
        return
    if not isinstance(nodes.get(ref.id), SAID_OF[type(line.what)]):
        return  # a misused reference, and reported as one
    for branch in line.branches:
        if isinstance(branch.value, Measured):
            yield from _uncounted(branch.value.evidence, nodes)
    match nodes.get(ref.id):
        case kinds.Claim(says=says) if says is not None:
            yield _only_a_name(ref, says, "says", line)
        case kinds.Event(is_=is_) if is_ is not None:
            yield _only_a_name(ref, is_, "is", line)
        case kinds.Evidence() as item:
            yield from _on_evidence(line, item)
        case kinds.Test() as test:
            yield from _on_test(line, test)
        case kinds.Quantity() as quantity:
            yield from _on_quantity(line, quantity)
        case kinds.Event() | kinds.Claim() | kinds.Mitigation() | kinds.Scenario() | kinds.Surface() as node:
            yield from _on_proposition(line, node)
        case _:
            return


def _not_judged_so(line: Line, nodes: Nodes) -> Diagnostic:
    shown = text_of(line.what, brackets=False)
    first = next(refs(line.what)).id
    match line.what:
        case Not(Ref()) if isinstance(nodes.get(first), kinds.Mitigation):
            remedy = f"write `{first} fails: ...`"
        case Not():
            remedy = f"judge `{first}` itself, with the chance of the opposite"
        case Compare():
            remedy = f"judge the quantity itself, such as `{first}: 0.3% (0.1%-1%)`; the comparison follows from it"
        case _:
            remedy = "judge each part, and say with `if` how one depends on another; the whole is computed"
    return _fault(f"`{shown}` cannot be judged as a whole", line.at, remedy, first)


def _only_a_name(ref: Ref, stands_for: Proposition, key: str, line: Line) -> Diagnostic:
    parts = list(dict.fromkeys(part.id for part in refs(stands_for)))
    listed = ", ".join(f"`{part}`" for part in parts)
    return _fault(
        f"`{ref.id}` is only a name for `{text_of(stands_for, brackets=False)}` and has no number of its own",
        line.at,
        f"judge what it {key}: {listed}" + (f"; or remove `{key}`" if key == "says" else ""),
        ref.id,
    )


def _uncounted(evidence: Ref, nodes: Nodes) -> Iterator[Diagnostic]:
    node = nodes.get(evidence.id)
    if isinstance(node, kinds.Evidence) and node.result is not None and node.result.counts is None:
        yield _fault(
            f"`as [[{evidence.id}]]`: that evidence counted nothing, its result is `{node.result.written}`",
            evidence.at,
            "write a number, or give the evidence a result of counts, such as `3 of 4,000`",
            evidence.id,
        )


# what a value may be --------------------------------------------------------------------------------------------------


def _on_proposition(line: Line, node: kinds.Node) -> Iterator[Diagnostic]:
    what = f"`{node.id}`, which is of kind {node.kind_name}"
    if line.passes is not None:
        word = "passes" if line.passes else "fails"
        yield _fault(f"`{word}` is said of {what}", line.at, f"write the number alone; only evidence {word}", node.id)
    for branch in line.branches:
        match branch.value:
            case Ratio():
                remedy = f"write a probability, or put the ratio on the evidence that moves `{node.id}`"
                yield _fault(f"a likelihood ratio is given to {what}", branch.at, remedy, node.id)
            case SaysNothing():
                remedy = "write `unknown`; only evidence says nothing"
                yield _fault(f"`says nothing` is said of {what}", branch.at, remedy, node.id)
            case Amount() | Chance() if isinstance(branch.value, Amount) or _is_rate(branch):
                remedy = "write a probability for the period of the case, such as `5% (1%-15%)` or `1 in 400`"
                yield _fault(f"`{branch.value.written}` is given to {what}", branch.at, remedy, node.id)
            case _:
                continue


def _on_quantity(line: Line, node: kinds.Quantity) -> Iterator[Diagnostic]:
    for branch in line.branches:
        if line.passes is not None or not isinstance(branch.value, Chance | Word | Amount | Unknown):
            remedy = "write how large it is, such as `0.3% (0.1%-1%)` or `40 h (10 h-90 h)`, or `unknown`"
            message = f"`{node.id}` is a quantity, and this does not say how large it is"
            yield _fault(message, branch.at, remedy, node.id)
        elif branch.condition is not None:
            remedy = "give one value with its range; a quantity is the same number under every condition"
            yield _fault(f"the quantity `{node.id}` is judged under a condition", branch.at, remedy, node.id)


def _on_evidence(line: Line, item: kinds.Evidence) -> Iterator[Diagnostic]:
    values = [branch.value for branch in line.branches]
    sorts = {"ratio" if isinstance(v, Ratio) else "nothing" if isinstance(v, SaysNothing) else "chance" for v in values}
    if "nothing" in sorts and len(values) > 1:
        remedy = "`says nothing` is the whole line; where only some conditions tell something, give both chances"
        yield _fault(f"`{item.id}` says nothing and something in one line", line.at, remedy, item.id)
    elif len(sorts) > 1:
        remedy = "use one of the two throughout"
        yield _fault(f"`{item.id}` has ratios and chances in one line", line.at, remedy, item.id)
    elif sorts == {"chance"}:
        yield from _chances(line, item)
    elif line.passes is not None:
        remedy = "remove it: the ratio is about the result as it was observed"
        yield _fault(f"`{'passes' if line.passes else 'fails'}` stands before a ratio", line.at, remedy, item.id)


def _on_test(line: Line, test: kinds.Test) -> Iterator[Diagnostic]:
    """A planned test has two outcomes, and needs the chance of one: a ratio is about a result that was observed."""
    remedy = "write how likely it is to pass either way, such as `passes 97% if not x, 40% if x`"
    for branch in line.branches:
        value = branch.value
        if isinstance(value, Chance | Limit | Word | Unknown) and not _is_rate(branch):
            continue
        what = "a likelihood ratio" if isinstance(value, Ratio) else f"`{_written(branch)}`"
        yield _fault(f"{what} is given to `{test.id}`, which was not run yet", branch.at, remedy, test.id)
        return
    if line.passes is None and not all(isinstance(branch.value, Unknown) for branch in line.branches):
        example = _written(line.branches[0])
        said = f"write `passes {example}` or `fails {example}`"
        yield _fault(f"a chance of `{test.id}`, and not of what", line.branches[0].at, said, test.id)


def _chances(line: Line, item: kinds.Evidence) -> Iterator[Diagnostic]:
    other = next((b for b in line.branches if isinstance(b.value, Amount | OddsOf) or _is_rate(b)), None)
    if other is not None:
        remedy = "write how likely it was to pass, such as `passes 97% if not x, 40% if x`"
        yield _fault(f"`{_written(other)}` is not a likelihood of `{item.id}`", other.at, remedy, item.id)
    elif line.passes is None and any(isinstance(b.value, Chance | Limit | Word | Measured) for b in line.branches):
        example = _written(line.branches[0])
        remedy = f"write `passes {example}` or `fails {example}`; or a ratio, such as `4:1 against x`"
        yield _fault(f"a chance of `{item.id}`, and not of what", line.branches[0].at, remedy, item.id)
    elif line.passes is not None and item.passed is None:
        yield _no_outcome(line, item)


def _is_rate(branch: Branch) -> bool:
    return isinstance(branch.value, Chance) and bool(branch.value.unit)


def _no_outcome(line: Line, item: kinds.Evidence) -> Diagnostic:
    if item.passes_when is None:
        why = "it has no `passes when`"
        remedy = f"add `- passes when: ...` to `{item.id}`; or give a ratio, such as `4:1 against x`"
    else:
        result = item.result.written if item.result else ""
        why = f"`{result}` cannot be compared with `{item.passes_when.written}`"
        remedy = "let the result begin with the number that `passes when` is about"
    return _fault(f"whether `{item.id}` passed cannot be said: {why}", line.at, remedy, item.id)


def _written(branch: Branch) -> str:
    return branch.value.written


# lines together -------------------------------------------------------------------------------------------------------


def _twice(assessor: kinds.Assessor) -> Iterator[Diagnostic]:
    """A barrier judged by its working and by its failing: only one of the two lines could count."""
    first: dict[str, Line] = {}
    for line in assessor.lines:
        ref = judged(line)
        if ref is None:
            continue
        if ref.id in first:
            yield _fault(
                f"`{ref.id}` is judged twice by one assessor",
                line.at,
                "keep one line; use `if` and `otherwise` for values that depend on something",
                ref.id,
                rule="duplicate-field",
                label=f"also judged at line {first[ref.id].at.line}",
            )
        first.setdefault(ref.id, line)


def _starts_from(node: kinds.Node) -> Iterator[Edge]:
    if isinstance(node, kinds.Assessor) and node.starts_from is not None:
        yield "starts from", node.starts_from


def _holds(assessor: kinds.Assessor, nodes: Mapping[str, kinds.Node]) -> dict[str, tuple[Line, str]]:
    """Return every line an assessor holds by the node it is about, inherited ones included, with whose it is."""
    found: dict[str, tuple[Line, str]] = {}
    node: kinds.Node | None = assessor
    while isinstance(node, kinds.Assessor):
        for line in node.lines:
            if (ref := judged(line)) is not None:
                found.setdefault(ref.id, (line, node.id))
        node = nodes.get(node.starts_from.id) if node.starts_from else None
    return found


def _odds_of_nothing(assessors: Mapping[str, kinds.Assessor]) -> Iterator[Diagnostic]:
    """A multiple of somebody's odds needs odds: a line of theirs, about the same thing, that is not our own again."""
    held = {name: _holds(node, assessors) for name, node in assessors.items()}
    for name, node in assessors.items():
        for line in node.lines:
            for branch in line.branches:
                if isinstance(branch.value, OddsOf) and branch.value.assessor.id in held:
                    yield from _odds_of(line, branch.value.assessor, name, held)


def _odds_of(line: Line, other: Ref, name: str, held: Held) -> Iterator[Diagnostic]:
    ref = judged(line)
    if ref is None:
        return
    theirs = held[other.id].get(ref.id)
    if theirs is None:
        yield _fault(f"`{other.id}` has no number for `{ref.id}`", other.at, "write a number", ref.id)
    elif theirs[0].what != line.what:
        shown = text_of(theirs[0].what, brackets=False)
        message = f"`{other.id}` judges `{shown}`, which is not the same thing"
        yield _fault(message, line.at, f"judge `{shown}` here as well", ref.id)
    elif _comes_back(ref.id, other.id, name, held):
        message = f"the odds of `{ref.id}` go round in a ring: `{name}` -> `{other.id}` -> `{name}`"
        yield _fault(message, other.at, "let one of the assessors state a number", ref.id, rule="circular-argument")


def _comes_back(subject: str, start: str, goal: str, held: Held) -> bool:
    """Return whether the odds that `start` has of a subject are in the end a multiple of those that `goal` states."""
    stack, seen = [start], set[str]()
    while stack:
        found = held.get(stack.pop(), {}).get(subject)
        if found is None or found[1] in seen:
            continue
        line, whose = found
        if whose == goal:
            return True
        seen.add(whose)
        stack.extend(branch.value.assessor.id for branch in line.branches if isinstance(branch.value, OddsOf))
    return False


JUDGED_IF, JUDGED_AS = "is judged if", "is judged as"
ARGUED_ONLY: dict[type[kinds.Node], str] = {kinds.Claim: "evidence", kinds.Mitigation: "measured by"}
"""Fields that argue for a node and do not enter its truth: a judgement takes them up, or not."""


def _rings_of_conditions(assessor: kinds.Assessor, nodes: Nodes) -> Iterator[Diagnostic]:
    held = _holds(assessor, nodes)
    leading = [
        name
        for name, (line, _) in held.items()
        if name in nodes and any(b.condition is not None or isinstance(b.value, Measured) for b in line.branches)
    ]

    def edges(node: kinds.Node) -> Iterator[Edge]:
        """What the truth of a node is computed from for this assessor."""
        argued = ARGUED_ONLY.get(type(node), "")
        yield from ((key, ref) for key, ref in leans_on(node) if key != argued)
        if node.id not in held or not isinstance(node, TRUE_OR_FALSE):
            return
        for branch in held[node.id][0].branches:
            if branch.condition is not None:
                yield from ((JUDGED_IF, ref) for ref in refs(branch.condition))
            if isinstance(branch.value, Measured):
                yield JUDGED_AS, branch.value.evidence

    if next(rings(nodes, edges, leading), None) is None:
        return
    for ring in rings(nodes, edges):
        if any(key in (JUDGED_IF, JUDGED_AS) for _, key, _ in ring):
            turned = _ending_in_a_judgement(ring)
            yield circular(turned, "judgements go", "state one of them without a condition on the other")


def _ending_in_a_judgement(ring: tuple[Step, ...]) -> tuple[Step, ...]:
    """Turn a ring so that the step that closes it is written in a judgement line."""
    last = max(place for place, (_, key, _) in enumerate(ring) if key in (JUDGED_IF, JUDGED_AS))
    return (*ring[last + 1 :], *ring[: last + 1])
