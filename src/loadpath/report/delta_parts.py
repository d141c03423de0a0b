"""Every part that was added, removed or says something else, field by field and word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.proposition import text_of
from loadpath.report.entries import title_of
from loadpath.report.tree import Block, Code, Fields, Paragraph, Section, State, Words, anchor_of
from loadpath.report.word_diff import word_diff
from loadpath.report.wording import count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.versions import Changes
    from loadpath.report.book import Book

ORDER = (
    kinds.Claim, kinds.Pathway, kinds.Event, kinds.Mitigation, kinds.Evidence, kinds.Quantity, kinds.Scenario,
    kinds.Test, kinds.Commitment, kinds.Incident, kinds.Challenge, kinds.Request, kinds.Review, kinds.Assessor,
)  # fmt: skip
"""Kinds in the order in which their changes are told; the rest comes after them."""

MARKS = {"added": State("+", "added"), "removed": State("−", "removed", "attention"), "changed": State("≠", "changed")}


def parts_moved(old: Book, new: Book, what: Changes) -> Section | None:
    """Return every part that changed, claims first; None when none did."""
    found: list[tuple[str, kinds.Node | None, kinds.Node | None]] = []
    found += [("removed", old.case.nodes[name], None) for name, _ in what.removed]
    found += [("added", None, new.case.nodes[name]) for name, _ in what.added]
    found += [("changed", old.case.nodes[item.id], new.case.nodes[item.id]) for item in what.changed]
    if not found:
        return None
    found.sort(key=lambda one: _place(one[2] or one[1]))
    parts = {item.id: item.parts for item in what.changed}
    blocks: list[Block] = [_part(word, first, second, parts) for word, first, second in found]
    counts = f"{count(len(found), 'part')}, those that are argued for first. Underlined: new. Struck through: gone."
    title = "Parts added, removed and changed"
    return Section(title=(title,), anchor="parts", blocks=(Paragraph((counts,)), *blocks), contents=title)


def _place(node: kinds.Node | None) -> int:
    return next((place for place, kind in enumerate(ORDER) if isinstance(node, kind)), len(ORDER))


def _part(word: str, old: kinds.Node | None, new: kinds.Node | None, parts: Mapping[str, tuple[str, ...]]) -> Section:
    node = new or old
    assert node is not None
    before, after = (_said(one) if one is not None else {} for one in (old, new))
    items: list[tuple[str, Words]] = []
    for label in dict.fromkeys((*after, *before)):
        if label == "title" and not (old and new):
            continue
        words = word_diff(before.get(label, ""), after.get(label, ""))
        items.extend([(label, words)] if words else [])
    if not items:
        items.append(("differs", (", ".join(parts.get(node.id, ())) or "in layout only",)))
    was = f", it was {old.kind_name}" if old and new and type(old) is not type(new) else ""
    kicker: Words = (MARKS[word], f" · {node.kind_name}{was} · ", Code(node.id))
    anchor = "case-itself" if isinstance(node, kinds.Case) else anchor_of(node.id)
    return Section(title=title_of(node), anchor=anchor, blocks=(Fields(tuple(items)),), kicker=kicker)


def _said(node: kinds.Node) -> dict[str, str]:
    """Return everything that a part says, by what it is called; judgements are told in a table of their own."""
    found = {"title": node.title, **{item.key: item.text for item in node.fields}}
    match node:
        case kinds.Pathway():
            steps = (f"{place}. {text_of(step.what)} {step.note}" for place, step in enumerate(node.chain, 1))
            found["chain"] = " ".join(steps)
        case kinds.Scenario():
            found["table"] = "; ".join(_row(row) for row in node.rows)
        case kinds.Case():
            found["proposals"] = "; ".join(f"{one.proposed} ({one.by}): {one.went}" for one in node.proposals)
        case kinds.Review():
            marks = {True: "checked", False: "not checked"}
            found["fact checks"] = "; ".join(f"{marks[one.done]} {one.ref.id} {one.note}" for one in node.facts)
        case kinds.Scale():
            found["words"] = "; ".join(f"{one.word}: {float(one.low):g} to {float(one.high):g}" for one in node.words)
        case _:
            pass
    for section in node.body:
        label = section.heading or "prose"
        found[label] = f"{found.get(label, '')} {section.text}".strip()
    return {label: text for label, text in found.items() if text}


def _row(row: kinds.Row) -> str:
    after, works = (getattr(value, "written", "") for value in (row.after, row.works))
    condition = f" if {text_of(row.condition)}" if row.condition else ""
    how = "ever" if row.ever else "each time"
    return f"{row.who} sees {row.sees}, tells {row.tells} after {after}, works {works} {how}{condition}"
