"""What does not exist yet, tried: ideas become text of the case, which is then read like any other.

What this file knows: the short form of an idea, `gate fails 10% (5%-20%) cost $1M on theft`, and how a fragment in the
language of cases is taken apart. What it promises: lines that are not added to keep every byte; the text is read again,
and where anything but what was added would be read otherwise, or a fault would come in, it is refused. Nothing is
written to the case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.suggest import did_you_mean
from loadpath.errors import RefusedSettingError
from loadpath.files import numbers
from loadpath.files.places import Role, places
from loadpath.files.propositions import ID
from loadpath.files.ranges import lines_of, ranges, text_of
from loadpath.files.reader import read
from loadpath.files.refactor import RESERVED, file_of
from loadpath.files.rewritten import close, marked
from loadpath.files.run import RefusedError, Run, run_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from loadpath.case.build import Reading

MOST = 20
"""As many ideas as may be tried at once."""

LONGEST = 500
"""Letters of an idea in its short form."""

LONGEST_FRAGMENT = 200_000
"""Letters of a fragment."""

TITLE = "Tried here, not in the case"
REASON = "it is tried here"
FORM = "write `ID fails 10% (5%-20%) on PATHWAY`, or `ID restores CLAIM`; see `loadpath what-if --help`"
BRACKETS = r"(?:\[\[ ?)?({}|[^\s\[\],]+)(?: ?\]\])?"
HEAD = re.compile(BRACKETS.format(ID) + r" (fails|restores) (.+)")
CLAUSE = re.compile(r" (cost|tax|feasible|needs|on) ")
BULLET = re.compile(r"[-*+] +")
FIRST_STEP = re.compile(r"(\D*)(\d{1,9})(\D*)")
NUMBERS: dict[str, tuple[Callable[[Run], object], str]] = {
    "cost": (numbers.amount, "$3M"),
    "tax": (numbers.chance, "5%"),
    "feasible": (numbers.chance, "60%"),
}
"""The clauses that are numbers, how each is read, and an example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """A mitigation that is tried, in its short form.

    Attributes:
        id: its id.
        fails: how likely it fails, as written; empty of one that restores claims.
        restores: the claims that it restores.
        needs: what it needs.
        pathways: those at the end of whose chain it stands.
        fields: `cost`, `tax` and `feasible`, as written.
        written: the whole.
    """

    id: str
    fails: str
    restores: tuple[str, ...]
    needs: tuple[str, ...]
    pathways: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    written: str = ""

    def node(self, *, planned: bool) -> str:
        """Return the node as text of a case."""
        lists = {"needs": self.needs, "restores": self.restores}
        lines = [f"- state: {'planned' if planned else 'built'}"]
        lines += [f"- {key}: {', '.join(f'[[{name}]]' for name in names)}" for key, names in lists.items() if names]
        lines += [f"- {key}: {text}" for key, text in self.fields.items()]
        return "\n".join([f"## Mitigation {self.id}: {TITLE}", "", *lines, ""])


def added(texts: Mapping[str, str], ideas: Sequence[str], *, planned: bool) -> dict[str, str]:
    r"""Return the texts of a case with ideas written into it.

    An idea in its short form becomes a mitigation, a last step of each pathway that it names, and a judgement of each
    assessor who does not start from another. A fragment (several lines, or one that begins with `#`) is text of the
    language: its nodes come in as they are, and lines under the heading of an assessor of the case are added to theirs.
    Lines before its first heading are ideas in the short form, one each, which may stand in a list.

    Args:
        texts: file name to content, of a case without errors.
        ideas: `ID fails VALUE [cost AMOUNT] [tax SHARE] [feasible CHANCE] [needs ID and ID] on PATHWAY[, PATHWAY]`,
            `ID restores CLAIM[, CLAIM] [cost AMOUNT] ...`, or a fragment.
        planned: whether ideas in the short form are `planned`, or `built`. A fragment says so itself.

    Raises:
        RefusedSettingError: when an idea cannot be read, or names what there is not, with what to write instead.

    >>> text = (
    ...     "# Case c: C\n\n## Pathway p: P\n\n1. [[e]]\n\n## Event e: E\n\n## Assessor me: Me\n\n- e: 1% because x\n"
    ... )
    >>> after = added({"case.md": text}, ["gate fails 10% on p"], planned=True)
    >>> after["case.md"].splitlines()[4:6], after["case.md"].splitlines()[-1]
    (['1. [[e]]', '2. [[gate]] fails'], '- gate fails: 10% because it is tried here')
    """
    short, fragments = _apart(ideas)
    if len(short) + len(fragments) > MOST:
        raise RefusedSettingError(f"{len(short) + len(fragments)} ideas at once", help=f"try at most {MOST}")
    before = read(texts)
    after = dict(texts)
    for text in fragments:
        after = _with_fragment(after, text)
    reading = read(after)
    nodes = reading.case.nodes if reading.case else {}
    tried = [_idea(text) for text in short]
    known: dict[str, kinds.Node] = dict(nodes)
    for idea in tried:
        if idea.id in known:
            raise RefusedSettingError(f"`{idea.id}` exists already", help="give what is tried an id of its own")
        known[idea.id] = kinds.Mitigation(id=idea.id)
    for idea in tried:
        _refuse_names(idea, known)
        after = _with_idea(after, idea, nodes)
    if tried:
        after[_new_file(after)] = "\n".join(idea.node(planned=planned) for idea in tried)
    read_again = read(after)
    _require(before, read_again)
    if before.case and read_again.case and before.case.nodes == read_again.case.nodes:
        raise RefusedSettingError("what is tried brings nothing", help=FORM)
    return after


def _apart(ideas: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the ideas in the short form, and the fragments without those that stand before their first heading."""
    short: list[str] = []
    fragments: list[str] = []
    for text in ideas:
        lines = lines_of(marked(text)[1])
        head = next((place for place, line in enumerate(lines) if line.lstrip(" \t").startswith("#")), len(lines))
        short += [BULLET.sub("", line.strip()) for line in lines[:head] if line.strip()]
        fragments += [text_of(lines[head:])] if head < len(lines) else []
        if not "".join(lines).strip():
            raise RefusedSettingError("nothing is tried", help=FORM)
    return short, fragments


# the short form -------------------------------------------------------------------------------------------------------


def _idea(text: str) -> Idea:
    if len(text) > LONGEST:
        raise RefusedSettingError("the idea is too long", help=f"write at most {LONGEST} letters, or a file of its own")
    written = run_of([(1, 1, text)], "").text
    match = HEAD.fullmatch(written)
    if not match:
        raise RefusedSettingError(f"`{written[:60]}` is no idea that can be tried", help=FORM)
    name, verb, rest = match.groups()
    if not re.fullmatch(ID, name) or RESERVED.fullmatch(name):
        raise RefusedSettingError(
            f"`{name[:60]}` cannot be an id", help="write small letters, digits and hyphens, `night-gate`"
        )
    value, clauses = _clauses(name, rest)
    pathways = _names(name, clauses.pop("on", ""), ",| and ")
    needs = _names(name, clauses.pop("needs", ""), ",| and ")
    for key, said in clauses.items():
        how, example = NUMBERS[key]
        try:
            how(run_of([(1, 1, said)], ""))
        except RefusedError as error:
            raise RefusedSettingError(f"`{name}`: {key} `{said}`: {error}", help=error.help or example) from None
    if verb == "fails" and not pathways:
        raise RefusedSettingError(
            f"`{name}` is on no pathway", help=f"end with `on PATHWAY`: `{written[:60]} on theft`"
        )
    if verb == "fails" and "because" in value.split():
        raise RefusedSettingError(f"`{name}` is given a reason", help="leave it out: the reason is that it is tried")
    restores = _names(name, value, ",| and ") if verb == "restores" else ()
    return Idea(
        id=name,
        fails=value if verb == "fails" else "",
        restores=restores,
        needs=needs,
        pathways=pathways,
        fields=clauses,
        written=written,
    )


def _clauses(name: str, rest: str) -> tuple[str, dict[str, str]]:
    """Return what stands before the first clause, and the clauses by their word."""
    value, *parts = CLAUSE.split(f" {rest} ")
    clauses: dict[str, str] = {}
    for key, said in zip(parts[::2], parts[1::2], strict=True):
        if key in clauses:
            raise RefusedSettingError(f"`{name}` says `{key}` twice", help="say it once, with commas between ids")
        if not said.strip():
            raise RefusedSettingError(f"`{name}` says `{key}` and nothing behind it", help=FORM)
        clauses[key] = said.strip()
    if not value.strip():
        raise RefusedSettingError(f"`{name}` is given no number", help=FORM)
    return value.strip(), clauses


def _names(name: str, text: str, separators: str) -> tuple[str, ...]:
    """Return the ids in a list, each once."""
    found: list[str] = []
    for part in re.split(separators, text) if text else ():
        match = re.fullmatch(BRACKETS.format(ID), part.strip())
        if not match:
            raise RefusedSettingError(
                f"`{name}`: `{part.strip()[:60]}` is no id", help="put a comma between ids, and clauses behind them"
            )
        found.append(match[1])
    return tuple(dict.fromkeys(found))


def _refuse_names(idea: Idea, known: Mapping[str, kinds.Node]) -> None:
    propositions = (kinds.Claim, kinds.Event, kinds.Mitigation, kinds.Scenario)
    for names, wanted, word in (
        (idea.pathways, (kinds.Pathway,), "pathway"),
        (idea.restores, (kinds.Claim,), "claim"),
        (idea.needs, propositions, "claim, event, mitigation or scenario"),
    ):
        those = [item.id for item in known.values() if isinstance(item, wanted) and item.id != idea.id]
        for name in names:
            if name in those:
                continue
            fallback = f"there are {', '.join(f'`{one}`' for one in those)}" if those else f"the case has no {word}"
            raise RefusedSettingError(
                f"`{idea.id}`: there is no {word} `{name}`", help=did_you_mean(name, those) or fallback
            )


# text -----------------------------------------------------------------------------------------------------------------


def _with_idea(texts: Mapping[str, str], idea: Idea, nodes: Mapping[str, kinds.Node]) -> dict[str, str]:
    """Return the texts with the last steps and the judgements that an idea brings."""
    after = dict(texts)
    for name in idea.pathways:
        after = _with_step(after, name, f"[[{idea.id}]] fails")
    if not idea.fails:
        return after
    first = [item for item in nodes.values() if isinstance(item, kinds.Assessor) and item.starts_from is None]
    if not first:
        raise RefusedSettingError(
            f"`{idea.id}` is given a number, and nobody judges", help="begin `## Assessor team: ...`, with one line"
        )
    for item in first:
        after = _with_lines(after, item.id, [f"- {idea.id} fails: {idea.fails} because {REASON}"])
    return after


def _with_step(texts: Mapping[str, str], name: str, step: str) -> dict[str, str]:
    """Return the texts with one more step at the end of the chain of a pathway, numbered on."""
    file = file_of(texts, name)
    mark, text = marked(texts[file])
    lines = list(lines_of(text))
    steps = [place for place in places(file, text) if place.owner == name and place.role is Role.STEP]
    if not steps:
        raise RefusedSettingError(
            f"the pathway `{name}` has no chain, so that nothing can be put at its end",
            help="write its steps as a numbered list first, `1. [[event]]`",
        )
    first, last = steps[-1].lines[0], steps[-1].lines[-1][0]
    start = FIRST_STEP.fullmatch(lines[first[0] - 1][: first[1] - 1])
    prefix = f"{start[1]}{int(start[2]) + 1}{start[3]}" if start else f"{len(steps) + 1}. "
    close(lines, last, _end(lines))
    lines[last:last] = [f"{prefix}{step}{_end(lines)}"]
    return dict(texts) | {file: mark + text_of(lines)}


def _with_lines(texts: Mapping[str, str], name: str, fresh: Sequence[str]) -> dict[str, str]:
    """Return the texts with more lines of judgement at the end of those of an assessor."""
    file = file_of(texts, name)
    mark, text = marked(texts[file])
    lines = list(lines_of(text))
    own = [place for place in places(file, text) if place.owner == name]
    listed = [place for place in own if place.role is Role.JUDGEMENT]
    last = (listed or [place for place in own if place.role is Role.NODE])[-1].lines[-1][0]
    ends = _end(lines)
    close(lines, last, ends)
    lines[last:last] = [*([] if listed else [ends]), *(f"{line}{ends}" for line in fresh)]
    return dict(texts) | {file: mark + text_of(lines)}


def _end(lines: Sequence[str]) -> str:
    return "\r\n" if lines and lines[0].endswith("\r\n") else "\n"


def _new_file(texts: Mapping[str, str]) -> str:
    """Return a file name that is not taken."""
    number = 1
    while (name := f"added{'' if number == 1 else f'-{number}'}.md") in texts:
        number += 1
    return name


def _with_fragment(texts: Mapping[str, str], fragment: str) -> dict[str, str]:
    """Return the texts with the nodes of a fragment in a new file, and its judgements with those of the assessors."""
    if len(fragment) > LONGEST_FRAGMENT:
        raise RefusedSettingError("the fragment is too long", help=f"write at most {LONGEST_FRAGMENT} letters")
    reading = read(texts)
    nodes = reading.case.nodes if reading.case else {}
    content = marked(fragment)[1]
    lines = lines_of(content)
    after, kept = dict(texts), []
    for part in ranges("", content):
        own = list(lines[part.first - 1 : part.last])
        if part.owner not in nodes:
            kept += own
        elif not isinstance(nodes[part.owner], kinds.Assessor):
            raise RefusedSettingError(
                f"`{part.owner}` exists already",
                help="a fragment brings new nodes, and lines for assessors; the short form `... on PATHWAY` adds steps",
            )
        elif part.typed:
            after = _with_lines(after, part.owner, _judgements(part.owner, content, lines))
    if "".join(kept).strip():
        after[_new_file(after)] = text_of(kept)
    return after


def _judgements(name: str, content: str, lines: Sequence[str]) -> list[str]:
    """Return the lines of judgement under the heading of an assessor, which are all that may stand there."""
    found: list[str] = []
    for place in places("", content):
        if place.owner != name or place.role is Role.NODE:
            continue
        first, last = place.lines[0][0], place.lines[-1][0]
        if place.role is not Role.JUDGEMENT:
            raise RefusedSettingError(
                f"`{lines[first - 1].strip()[:60]}` stands under the assessor `{name}`, and is no judgement",
                help=f"write only lines such as `- gate fails: 10% because ...` under `## Assessor {name}`",
            )
        found += [line.rstrip("\r\n") for line in lines[first - 1 : last]]
    return found


# what else is read ----------------------------------------------------------------------------------------------------


def _require(before: Reading, after: Reading) -> None:
    """Refuse what brings a fault, or changes more than chains and judgements by what was put behind them."""
    seen = {(fault.rule, fault.message, fault.subject) for fault in before.faults}
    for fault in after.faults:
        if (fault.rule, fault.message, fault.subject) not in seen:
            raise RefusedSettingError(f"{fault.message}{_whose(fault.subject)}", help=fault.help or FORM)
    old, new = (reading.case.nodes if reading.case else {} for reading in (before, after))
    for name, node in old.items():
        found = new.get(name)
        if found is None or not _grown(node, found):
            raise RefusedSettingError(
                f"what is tried would change what `{name}` says", help="write it into a copy of the case by hand"
            )


def _whose(subject: str) -> str:
    return f" (in `{subject}`)" if subject else ""


def _grown(old: kinds.Node, new: kinds.Node) -> bool:
    """Return whether a node says the same as before, and at most more at the end of its chain or its judgements."""
    if isinstance(old, kinds.Pathway) and isinstance(new, kinds.Pathway):
        return new.chain[: len(old.chain)] == old.chain and replace(new, chain=old.chain) == old
    if isinstance(old, kinds.Assessor) and isinstance(new, kinds.Assessor):
        return new.lines[: len(old.lines)] == old.lines and replace(new, lines=old.lines) == old
    return old == new
