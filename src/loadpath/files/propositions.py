"""How propositions are written: a small recursive grammar over a run, language.md "Propositions and conditions".

either   = all { "or" all } | all { "and" all }        mixing the two needs brackets
single   = "not" single | "(" either ")" | N "of" single { "," single } | subject
subject  = "[[" id "]]" [ "fails" | "is too late" | "catches one" | "catches none" | ("at most" | "at least") bound ]
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.case.proposition import And, AtLeast, Catches, Compare, Fails, Not, Or, Proposition, Ref, TooLate
from loadpath.files.numbers import DECIMAL, amount, chance
from loadpath.files.run import RefusedError, Run

if TYPE_CHECKING:
    from loadpath.case.value import Amount, Chance

ID = r"[a-z0-9]+(?:[-.][a-z0-9]+)*"
BRACKETED = re.compile(rf"\[\[ ?({ID}) ?\]\]")
BARE = re.compile(r"([a-z][a-z0-9]*(?:[-.][a-z0-9]+)*)(?![A-Za-z0-9_])")
END = r"(?![A-Za-z0-9_-]|\.[a-z0-9])"
"""Where a word of the language ends: `not-5` is an id, not a negation."""

JOINED = re.compile(rf"(and|or){END}")
NEGATED = re.compile(rf"not{END}")
OPENED = re.compile(r"\(")
CLOSED = re.compile(r"\)")
COUNTED = re.compile(r"([0-9]{1,4}) of(?= )")
NEXT = re.compile(r",")
FAILS = re.compile(rf"fails{END}")
LATE = re.compile(rf"is too late{END}")
CATCHES = re.compile(rf"catches (one|none){END}")
AT = re.compile(rf"at (most|least){END}")
SEPARATED = re.compile(rf",|and{END}")
LISTED = re.compile(rf"{BRACKETED.pattern}(?:, ?{BRACKETED.pattern})*")
"""A list of references and nothing else, which is most of them: it needs no parser."""

REMARK = re.compile(r";(?! ?\[\[)|\([^()]*\) ?(?:;|$)")

WORDS = {"and", "or", "not", "of", "fails", "is", "if", "otherwise", "because"}
DEEPEST = 40
"""Nested deeper than this, a proposition is refused."""


@dataclass(slots=True)
class Cursor:
    """Where a parser stands in a run, and whether ids may be written without brackets."""

    run: Run
    bare: bool = False
    at: int = 0
    depth: int = field(default=0)

    def skip(self) -> None:
        """Pass over spaces."""
        while self.run.text.startswith(" ", self.at):
            self.at += 1

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return and pass over a match right here, or None."""
        self.skip()
        match = pattern.match(self.run.text, self.at)
        if match:
            self.at = match.end()
        return match

    def refuse(self, message: str, help_: str) -> RefusedError:
        """Return the refusal of what stands here."""
        rest = self.run[self.at :] if self.at < len(self.run) else self.run[-1:]
        return RefusedError(message, rest, help=help_, rule="malformed-proposition")


def proposition(run: Run, *, bare: bool = False) -> Proposition:
    """Return the whole run as one proposition.

    Args:
        run: the text.
        bare: whether ids may be written without double brackets (in judgement lines and conditions).

    Raises:
        RefusedError: pointing at what is not understood.
    """
    if match := BRACKETED.fullmatch(run.text):
        return Ref(match[1], run.span_of(0, len(run.text)))
    cursor = Cursor(run, bare)
    found = either(cursor)
    cursor.skip()
    if cursor.at < len(run):
        raise cursor.refuse(
            f"`{run.text[cursor.at :][:40]}` is left over after a proposition", "join propositions by `and` or `or`"
        )
    return found


def either(cursor: Cursor) -> Proposition:
    """Return propositions joined by `and` or by `or`."""
    cursor.depth += 1
    if cursor.depth > DEEPEST:
        raise cursor.refuse(f"nested deeper than {DEEPEST}", "define parts of it as events with `is`")
    parts = [_single(cursor)]
    joined = ""
    while match := cursor.take(JOINED):
        if joined and match[1] != joined:
            raise cursor.refuse(
                "`and` and `or` are mixed without brackets", "write which belong together, such as `a and (b or c)`"
            )
        joined = match[1]
        parts.append(_single(cursor))
    cursor.depth -= 1
    if not joined:
        return parts[0]
    return And(tuple(parts)) if joined == "and" else Or(tuple(parts))


def _single(cursor: Cursor) -> Proposition:
    if cursor.take(NEGATED):
        cursor.depth += 1
        if cursor.depth > DEEPEST:
            raise cursor.refuse(f"nested deeper than {DEEPEST}", "two `not` cancel")
        part = _single(cursor)
        cursor.depth -= 1
        return Not(part)
    if cursor.take(OPENED):
        inside = either(cursor)
        if not cursor.take(CLOSED):
            raise cursor.refuse("a bracket is not closed", "write `)`")
        return inside
    if match := cursor.take(COUNTED):
        cursor.depth += 1
        if cursor.depth > DEEPEST:
            raise cursor.refuse(f"nested deeper than {DEEPEST}", "define parts of it as events with `is`")
        found = _at_least(cursor, int(match[1]))
        cursor.depth -= 1
        return found
    return _subject(cursor)


def _at_least(cursor: Cursor, count: int) -> Proposition:
    parts = [_single(cursor)]
    while True:
        before = cursor.at
        if not cursor.take(NEXT):
            break
        try:
            part = _single(cursor)
        except RefusedError:
            part = None
        if part is None or (
            cursor.bare and not re.match(rf" *(?:$|,|\)|(?:and|or){END})", cursor.run.text[cursor.at :])
        ):
            cursor.at = before
            break
        parts.append(part)
    if not 1 <= count <= len(parts):
        raise cursor.refuse(f"`{count} of` {len(parts)} propositions", f"ask for a number from 1 to {len(parts)}")
    return AtLeast(count, tuple(parts))


def reference(cursor: Cursor) -> Ref:
    """Return a reference, with or without brackets as the cursor allows."""
    match = cursor.take(BRACKETED)
    if not match and cursor.bare:
        before = cursor.at
        match = cursor.take(BARE)
        if match and match[1] in WORDS:
            cursor.at = before
            match = None
    if not match:
        shown = cursor.run.text[cursor.at :][:40]
        raise cursor.refuse(
            f"`{shown}` is not a reference" if shown else "a reference is missing", "write `[[id]]`, in lower case"
        )
    return Ref(match[1], cursor.run.span_of(match.start(), match.end()))


def _subject(cursor: Cursor) -> Proposition:
    ref = reference(cursor)
    if cursor.take(FAILS):
        return Fails(ref)
    if cursor.take(LATE):
        return TooLate(ref)
    if match := cursor.take(CATCHES):
        return Catches(ref) if match[1] == "one" else Not(Catches(ref))
    if match := cursor.take(AT):
        return Compare(ref, match[1] == "most", _bound(cursor))
    return ref


BOUND = re.compile(
    rf"\$?{DECIMAL}(?: ?%| in {DECIMAL}| of {DECIMAL}|(?: (?!and\b|or\b|if\b|otherwise\b)[A-Za-z$][A-Za-z/-]*)*)"
)


def _bound(cursor: Cursor) -> Ref | Chance | Amount:
    cursor.skip()
    if cursor.run.text[cursor.at : cursor.at + 2] == "[[":
        return reference(cursor)
    match = cursor.take(BOUND)
    if not match:
        raise cursor.refuse("a number is missing", "write `[[quantity]] at most 0.5%`")
    run = cursor.run[match.start() : match.end()]
    if "%" in run.text or re.search(r" (in|of) ", run.text):
        return chance(run)
    return amount(run)


def references(run: Run) -> tuple[Ref, ...]:
    """Return a list of references separated by commas.

    Raises:
        RefusedError: when anything else stands there.
    """
    if LISTED.fullmatch(run.text):
        return mentioned(run)
    cursor = Cursor(run)
    found = [reference(cursor)]
    while cursor.take(SEPARATED):
        found.append(reference(cursor))
    cursor.skip()
    if cursor.at < len(run) and not cursor.take(REMARK):
        raise cursor.refuse(
            f"`{run.text[cursor.at :][:40]}` stands among references", "write `[[a]], [[b]]`; remarks follow a `;`"
        )
    return tuple(found)


def mentioned(run: Run) -> tuple[Ref, ...]:
    """Return every well-formed `[[id]]` in free text."""
    if "[[" not in run.text:
        return ()
    return tuple(Ref(m[1], run.span_of(m.start(), m.end())) for m in BRACKETED.finditer(run.text))
