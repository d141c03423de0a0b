"""The strict reader: a folder as a mapping of file names to text becomes nodes and faults, and then a case.

Every value keeps its line and column. All faults come back at once; nothing is guessed and nothing is read silently
as something else.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.build import Reading, build
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.kinds import KINDS
from loadpath.case.value import Line, ScaleWord
from loadpath.files import rows, sections
from loadpath.files.fields import KEY, Filled, fill, refused
from loadpath.files.hidden import hidden_characters
from loadpath.files.judgements import judgement, scale_word
from loadpath.files.limits import MOST_PARTS, too_many
from loadpath.files.outline import RawPart, RawSection, outline
from loadpath.files.run import RefusedError, Run, run_of
from loadpath.files.scan import Block, Shape
from loadpath.files.unlisted import unlisted
from loadpath.files.withholding import mark, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

HALVES = re.compile("[\ud800-\udfff]")
"""Halves of pairs, which Python allows in text and no file can hold; reported, and read as U+FFFD."""


def read(texts: Mapping[str, str], hash_of: Callable[[str, str], str | None] = lambda _file, _source: None) -> Reading:
    """Read a case from text.

    Args:
        texts: file name to content, in any order; they are read in the order of their names.
        hash_of: given the file that evidence is written in and its `from`, the SHA-256 of that source, or None when
            it is missing. Asked for evidence that states a `sha256`, or comes from a JSON file, which may be a record.

    Returns:
        The sound part of the case with every fault. Never raises for what is written in the texts.
    """
    faults: list[Diagnostic] = []
    parts: list[RawPart] = []
    loose: list[RawSection] = []
    for file in sorted(texts):
        text = texts[file].removeprefix("\ufeff")
        text = text if text.isascii() else HALVES.sub("\ufffd", text)
        found = outline(file, text)
        faults.extend(hidden_characters(file, texts[file].removeprefix("\ufeff"), part_of_case=bool(found.parts)))
        parts.extend(found.parts)
        loose.extend(found.loose)
        faults.extend(found.faults)
    if len(parts) > MOST_PARTS:
        faults.append(too_many(parts[MOST_PARTS]))
        del parts[MOST_PARTS:]
    ids = {part.id for part in parts}
    nodes = []
    for part in parts:
        node, wrong = _node(part, ids)
        nodes.append(node)
        if wrong:
            faults.extend(replace(fault, subject=fault.subject or part.id) for fault in wrong)
    nodes = _with_loose(nodes, loose, faults)
    sources = {
        node.id: hash_of(node.at.file, node.source)
        for node in nodes
        if isinstance(node, kinds.Evidence) and node.source and (node.sha256 or node.source.endswith(".json"))
    }
    return build(nodes, faults, sources)


def _node(part: RawPart, ids: Collection[str]) -> tuple[kinds.Node, list[Diagnostic]]:
    reader = _Body(part, ids)
    reader.run()
    filled = reader.filled
    common: dict[str, Any] = {
        "id": part.id,
        "title": part.title,
        "at": part.at,
        "fields": tuple(filled.fields),
        "body": tuple(reader.body),
    }
    values: dict[str, Any] = {**common, **filled.values, **reader.extra}
    return KINDS[part.kind].make(**values), [*filled.faults, *reader.faults]


def _with_loose(nodes: list[kinds.Node], loose: list[RawSection], faults: list[Diagnostic]) -> list[kinds.Node]:
    """Give sections that no node encloses to the case."""
    body: list[kinds.Section] = []
    many: dict[str, list[Any]] = {"proposals": []}
    for node in nodes:
        if isinstance(node, kinds.Case) and node.work:
            many["work"] = []  # a second table is refused
    for raw in loose:
        kept: list[Block] = []
        for block in raw.blocks:
            if block.shape is not Shape.TABLE:
                kept.append(block)
            elif sections.heading_row(block, raw.at.file)[:3] == sections.PROPOSALS:
                many["proposals"].extend(sections.proposals(block, raw.at.file))
            else:
                faults.extend(_table(block, "Case", raw.at.file, "", many) or ())
                kept.append(block)
        if kept:
            section, more = sections.prose(raw, kept, raw.at.file)
            body.append(section)
            faults.extend(more)
    return [_extended(node, body, many) if isinstance(node, kinds.Case) else node for node in nodes]


def _extended(node: kinds.Case, body: list[kinds.Section], many: dict[str, list[Any]]) -> kinds.Case:
    """Return the case with what stands in sections that no node encloses."""
    proposals = node.proposals + tuple(many["proposals"])
    work = node.work + tuple(many.get("work", ()))
    return replace(node, body=node.body + tuple(body), proposals=proposals, work=work)


class _Body:
    """Reads the body of one node: its field list, what its kind gives a meaning to, and the prose that is left."""

    __slots__ = ("body", "extra", "faults", "file", "filled", "ids", "judged", "many", "part")

    def __init__(self, part: RawPart, ids: Collection[str]) -> None:
        self.part = part
        self.ids = ids
        self.file = part.at.file
        self.filled = Filled()
        self.faults: list[Diagnostic] = []
        self.body: list[kinds.Section] = []
        self.extra: dict[str, object] = {}
        self.many: dict[str, list[Any]] = {}
        self.judged: dict[object, Line] = {}

    def run(self) -> None:
        """Read every section; the first list right under the heading holds the fields."""
        for number, raw in enumerate(self.part.sections):
            kept: list[Block] = []
            for place, block in enumerate(raw.blocks):
                if number == 0 and place == 0 and block.shape is Shape.BULLETS and self._takes_fields(block):
                    continue
                if number == 0 and block.shape is Shape.BULLETS and self._misplaced(block):
                    continue
                first = number == 0 and place == 0
                if first or self.part.kind == "Assessor":
                    self.faults.extend(unlisted(block, self.part.kind, self.file, self.ids, first=first))
                if block.shape is Shape.PROSE or not self._take(block):
                    kept.append(block)
                    if self.many.keys() & {"rows", "stages"} and (lost := rows.apart(block, self.file, self.part.id)):
                        self.faults.append(lost)
            if kept:
                section, wrong = sections.prose(raw, kept, self.file)
                self.body.append(section)
                self.faults.extend(wrong)
        self.extra |= {attribute: tuple(items) for attribute, items in self.many.items()}

    def _misplaced(self, block: Block) -> bool:
        """Report a list of fields that is not the list right under the heading, and return whether it is one."""
        if self.part.kind in ("Assessor", "Scale"):
            return False
        runs = [run_of(entry, self.file) for entry in block.entries]
        keys = [match[1].lower() if (match := KEY.match(run.text)) else "" for run in runs]
        if not all(keys) or not set(keys) & KINDS[self.part.kind].fields.keys():
            return False
        self.faults.append(_apart(runs[0], keys[0], self.part.id))
        return True

    def _refuse_nested(self, block: Block) -> None:
        self.faults.extend(_nested(line, self.file, self.part.id) for line in block.nested)

    def _takes_fields(self, block: Block) -> bool:
        if self.part.kind in ("Assessor", "Scale"):
            return False
        self._refuse_nested(block)
        entries = block.entries
        if self.part.kind == "Review" and (tasks := tuple(entry for entry in entries if sections.is_task(entry))):
            self._take_facts(replace(block, entries=tasks))
            entries = tuple(entry for entry in entries if entry not in tasks)
        runs = [whole(run_of(entry, self.file)) for entry in entries]
        fill(self.filled, self.part.kind, runs, self.part.id)
        return True

    def _take(self, block: Block) -> bool:
        """Take a block that has a meaning beyond prose; return whether it was taken."""
        match self.part.kind, block.shape:
            case "Assessor" | "Scale", Shape.BULLETS:
                return self._take_words(block)
            case "Pathway", Shape.ITEMS:
                return self._take_chain(block)
            case "Case", Shape.TABLE if sections.heading_row(block, self.file)[:3] == sections.PROPOSALS:
                self._extend("proposals", sections.proposals(block, self.file))
                return True
            case "Case" | "Scenario" | "Surface" | "Budget", Shape.TABLE:
                return self._take_table(block)
            case "Review", Shape.BULLETS if sections.is_tasks(block):
                self._take_facts(block)
                return True
        return False

    def _take_facts(self, block: Block) -> None:
        found, wrong = sections.facts(block, self.file)
        if found:
            self._extend("facts", found)
        self.faults.extend(wrong)

    def _extend(self, attribute: str, items: list[Any]) -> None:
        self.many.setdefault(attribute, []).extend(items)

    def _take_words(self, block: Block) -> bool:
        known = KINDS[self.part.kind].fields
        self._refuse_nested(block)
        for entry in block.entries:
            run = whole(run_of(entry, self.file))
            if mark(run):
                continue
            key = KEY.match(run.text)
            try:
                if key and key[1].lower() in known:
                    self._one_field(run)
                elif self.part.kind == "Scale":
                    self._extend("words", [scale_word(run)])
                elif key and key[1].lower().startswith("x-"):
                    continue
                else:
                    self._judge(judgement(run, self.ids))
            except RefusedError as error:
                self.faults.append(refused(error, self.part.id))
        return True

    def _one_field(self, run: Any) -> None:  # noqa: ANN401
        more = Filled()
        fill(more, self.part.kind, [run], self.part.id)
        for item in more.fields:
            if item.key in self.filled.keys:
                raise RefusedError(f"`{item.key}` is written twice", run, help="keep one line", rule="duplicate-field")
        self.filled.fields.extend(more.fields)
        self.filled.keys |= more.keys
        self.filled.values.update(more.values)
        self.filled.faults.extend(more.faults)

    def _judge(self, found: Line | ScaleWord) -> None:
        if isinstance(found, ScaleWord):
            self._extend("words", [found])
            return
        earlier = self.judged.setdefault(found.what, found)
        if earlier is not found:
            self.faults.append(_judged_twice(found, earlier, self.part.id))
            return
        self._extend("lines", [found])

    def _take_chain(self, block: Block) -> bool:
        found = sections.chain(block, self.file)
        if found is None:
            return False
        steps, wrong = found
        if "chain" in self.extra:
            self.faults.append(_second_chain(block, self.file, self.part.id))
        else:
            self.extra["chain"] = steps
        self.faults.extend(wrong)
        return True

    def _take_table(self, block: Block) -> bool:
        """Take the table that a kind computes with; all but a scenario may hold other tables as prose."""
        faults = _table(block, self.part.kind, self.file, self.part.id, self.many)
        self.faults.extend(faults or ())
        return faults is not None and not rows.TABLES[self.part.kind].stays


def _table(block: Block, kind: str, file: str, subject: str, many: dict[str, list[Any]]) -> list[Diagnostic] | None:
    """Put the rows of a table where they belong, and return what is wrong; None when it is only prose."""
    names = sections.heading_row(block, file)
    if not rows.computed_with(kind, names):
        return None
    first, more, kept, _, _, read_rows = rows.TABLES[kind]
    then = f", then any of {', '.join(f'`{name}`' for name in more)}" if more else ""
    remedy = f"a {kind.lower()} has `{' | '.join(first)}`{then}"
    if not rows.fits(names, first, more):
        return [rows.malformed_table(names, block, file, subject, remedy)]
    found, wrong = read_rows(block, file)
    if kept in many:
        twice = ["a second table", *names]
        wrong = [rows.malformed_table(twice, block, file, subject, "join the tables"), *wrong]
    many.setdefault(kept, []).extend(found)
    return wrong


def _judged_twice(found: Line, earlier: Line, subject: str) -> Diagnostic:
    return Diagnostic(
        rule="duplicate-field",
        severity=Severity.ERROR,
        message="the same thing is judged twice by one assessor",
        at=found.at,
        label=f"also judged at line {earlier.at.line}",
        help="keep one line; use `if` and `otherwise` for values that depend on something",
        subject=subject,
    )


def _apart(run: Run, key: str, subject: str) -> Diagnostic:
    return Diagnostic(
        rule="unknown-field",
        severity=Severity.ERROR,
        message=f"`{key}` stands in a list that is not the list right under the heading",
        at=run.span(),
        help="move the fields into one list right under the heading, without text between; or word the list as prose",
        subject=subject,
    )


def _nested(line: tuple[int, int, str], file: str, subject: str) -> Diagnostic:
    run = run_of([line], file)
    return Diagnostic(
        rule="unknown-field",
        severity=Severity.ERROR,
        message=f"`{run.text[:40]}` is a list inside of another line",
        at=run.span(),
        help="begin it at the margin like the other lines, or write it as text",
        subject=subject,
    )


def _second_chain(block: Block, file: str, subject: str) -> Diagnostic:
    return Diagnostic(
        rule="malformed-chain",
        severity=Severity.ERROR,
        message="a second chain in one pathway",
        at=run_of(block.entries[0], file).span(),
        help="write another pathway, or use `or` inside one step",
        subject=subject,
    )
