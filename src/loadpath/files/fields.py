"""The list right under a heading: keys are looked up in the table of kinds, values are read by their form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.kinds import KINDS, FieldSpec, Form, kinds_with
from loadpath.case.node import Field
from loadpath.case.suggest import did_you_mean
from loadpath.case.value import Amount, Chance, Day, Happens, Limit, Measured, Unknown, Word
from loadpath.files import flows, numbers, rotas
from loadpath.files import propositions as grammar
from loadpath.files.judgements import only
from loadpath.files.judgements import value as judged
from loadpath.files.outline import unknown_field
from loadpath.files.run import RefusedError, Run
from loadpath.files.withholding import mark, redactions, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from loadpath.case.proposition import Ref

BUDGET_LINES = tuple(key for key, spec in KINDS["Budget"].fields.items() if spec.form is Form.SHARE)
KEY = re.compile(r"([A-Za-z][A-Za-z0-9 _-]{0,40}?) ?:(?: +|$)")
AT = re.compile(r"at\b")
PER = re.compile(r"per [a-z][a-z -]*? over\b")

WITHHOLDABLE = frozenset(Form) - {Form.TEXT, Form.WORDS, Form.BOUND}
"""The forms whose values may be withheld as a whole; text keeps its marks, words and bounds are public."""


@dataclass(slots=True)
class Filled:
    """What a list of fields came to: attribute values, the fields as written, and what was wrong."""

    values: dict[str, object] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    faults: list[Diagnostic] = field(default_factory=list)


def refused(error: RefusedError, subject: str) -> Diagnostic:
    """Return the diagnostic for a value that could not be read."""
    return Diagnostic(
        rule=error.rule,
        severity=Severity.ERROR,
        message=str(error),
        at=error.run.span(),
        help=error.help,
        subject=subject,
    )


def fill(filled: Filled, kind: str, entries: Iterable[Run], subject: str) -> None:
    """Read the entries of a field list.

    Args:
        filled: where what is read is put.
        kind: the kind word of the node.
        entries: the bullets, without their marks.
        subject: id of the node, for the diagnostics.
    """
    for entry in entries:
        if match := KEY.match(entry.text):
            _fill_one(filled, kind, entry, match, subject)
        elif not mark(entry):
            filled.faults.append(_not_a_field(entry, kind, subject))


def _fill_one(filled: Filled, kind: str, entry: Run, match: re.Match[str], subject: str) -> None:
    name = match[1].lower()
    if name.startswith("x-"):
        return
    spec = KINDS[kind].fields.get(name)
    if spec is None:
        elsewhere = [word for word in kinds_with(name) if word != kind]
        filled.faults.append(unknown_field(entry[: match.end(1)], kind, KINDS[kind].fields, elsewhere, subject))
        return
    if name in filled.keys:
        filled.faults.append(_twice(entry[: match.end(1)], name, subject))
        return
    filled.keys.add(name)
    value, found = entry[match.end() :].strip(), None
    at = entry.span_of(0, match.end(1))
    try:
        if spec.form not in WITHHOLDABLE or not mark(value):
            inside = whole(value) if spec.form in WITHHOLDABLE else value
            if not inside.text:
                raise _empty(spec, entry[: match.end(1)])
            found = filled.values[spec.attribute] = _read(spec, inside)
            if spec.also:
                filled.values[spec.also] = HELD[spec.also](whole(inside))
    except RefusedError as error:
        filled.faults.append(refused(_withheld_in_part(error, value), subject))
    refs = _mentioned(spec, value, found) if "[[" in value.text else ()
    filled.fields.append(Field(name, value.text, refs, at, value.span() if value.text else at))


def _mentioned(spec: FieldSpec, value: Run, found: object) -> tuple[Ref, ...]:
    """Return what a value refers to; where it was read as a list of references, and is nothing else, that list."""
    if spec.form is Form.REFS and isinstance(found, tuple) and len(found) == value.text.count("[["):
        return found
    return grammar.mentioned(value)


def _withheld_in_part(error: RefusedError, value: Run) -> RefusedError:
    """Return the refusal of a value, with the remedy that fits when a part of it is withheld."""
    if next(redactions(value), None) is not None:
        error.rule = "malformed-redaction"
        error.help = "withhold the value as a whole, `[[redact REASON: value]]`, or the node, by `- access: reviewers`"
    return error


def _empty(spec: FieldSpec, key: Run) -> RefusedError:
    return RefusedError(f"`{spec.key}` has no value", key, help=f"write {spec.form.value}, or remove the line")


def _read(spec: FieldSpec, value: Run) -> object:
    if spec.form is Form.TEXT:
        return value.text
    if spec.form is Form.WORDS:
        return _word(spec, value)
    if spec.form is Form.SHARE:
        return numbers.share(_before_reason(value), BUDGET_LINES)
    return READERS[spec.form](value)


def _before_reason(value: Run) -> Run:
    parted = value.partition(r"(?:^|[ ,])because\b")
    return parted[0] if parted else value


def _word(spec: FieldSpec, value: Run) -> object:
    """Read one of a few fixed words; free text may follow a `;` or stand in brackets."""
    for word in sorted(spec.words, key=len, reverse=True):
        if re.match(rf"{word}\s*(?:$|;|\()", value.text, re.IGNORECASE):
            return True if spec.attribute == "residual" else word
    listed = ", ".join(f"`{word}`" for word in spec.words)
    raise RefusedError(
        f"`{value.text[:40]}` is not a value of `{spec.key}`",
        value,
        help=did_you_mean(value.text.lower(), spec.words, form="`{}`")
        or f"write one of {listed}; free text may follow a `;`",
    )


def day(value: Run) -> Day:
    """Return a date written year-month-day, with any remark after it.

    Raises:
        RefusedError: when it is written in another order, or there is no such day.
    """
    match = re.match(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9A-Za-z-])[,;]?", value.text)
    if not match:
        raise RefusedError(f"`{value.text[:40]}` is not a date", value, help="write year, month and day: 2027-03-01")
    try:
        return Day(date(int(match[1]), int(match[2]), int(match[3])), value.text[match.end() :].strip())
    except ValueError:
        raise RefusedError(
            f"there is no day `{match[0]}`", value, help="write year, month and day: 2027-03-01"
        ) from None


def happens(value: Run) -> Happens:
    """Return `at [[rate]] per session over [[sessions]]`."""
    cursor = grammar.Cursor(value)
    if cursor.take(AT):
        rate = grammar.reference(cursor)
        if cursor.take(PER):
            over = grammar.reference(cursor)
            cursor.skip()
            if cursor.at == len(value):
                return Happens(rate=rate, over=over)
    raise RefusedError(
        f"`{value.text[:60]}` is not understood", value, help="write `at [[rate]] per session over [[sessions]]`"
    )


def _digest(value: Run) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", value.text):
        raise RefusedError(
            f"`{value.text[:20]}` is not a SHA-256", value, help="write 64 hexadecimal digits, as `sha256sum` prints"
        )
    return value.text.lower()


def _chance(value: Run) -> object:
    found = judged(value)
    if not isinstance(found, Chance | Limit | Unknown | Word | Measured) or (isinstance(found, Chance) and found.unit):
        raise RefusedError(f"`{value.text[:40]}` is not a probability", value, help="write one, such as `25%`")
    return found


def _one_chance(value: Run) -> object:
    """Return a probability without a range: one that loads a queue would have to be drawn for all attempts."""
    found = _chance(value)
    if isinstance(found, Word) or (isinstance(found, Chance) and found.low is not None):
        raise RefusedError(f"`{value.text[:40]}` is a range", value, help="write the one number that you would defend")
    return found


def _flow(value: Run) -> object:
    """Return how much there is, where the words say it as a number per time; else None."""
    try:
        return flows.flow(value)
    except RefusedError:
        return None


def _price(value: Run) -> object:
    """Return what something costs, where that is a number with a unit; else None."""
    try:
        return numbers.amount(_before_reason(value))
    except RefusedError:
        return None


def _part(value: Run) -> object:
    """Return a share, or how likely something can be had, where that is a number; else None."""
    try:
        return numbers.chance(_before_reason(value))
    except RefusedError:
        return None


def _takes(value: Run) -> object:
    """Return how long something takes, where that is a time, or a number of years; else None."""
    written = _before_reason(value)
    if re.fullmatch(numbers.DECIMAL, written.text) and len(written) <= numbers.LONGEST:
        years = numbers.number(written.text)
        return Amount(median=years * numbers.SECONDS["year"], unit="s", written=f"{written.text} years")
    try:
        found = numbers.amount(written)
    except RefusedError:
        return None
    return found if found.unit == "s" else None


def _about(value: Run) -> object:
    return grammar.proposition(value)


READERS: dict[Form, Callable[[Run], object]] = {
    Form.DATE: day,
    Form.REF: only,
    Form.REFS: grammar.references,
    Form.PROPOSITION: grammar.proposition,
    Form.ABOUT: _about,
    Form.AMOUNT: numbers.amount,
    Form.BOUND: numbers.limit,
    Form.RESULT: numbers.result,
    Form.CRITERION: numbers.criterion,
    Form.HAPPENS: happens,
    Form.DIGEST: _digest,
    Form.ATTACKERS: flows.attackers,
    Form.ATTEMPTS: rotas.attempts,
    Form.CHANCE: _chance,
    Form.CORRELATION: rotas.correlation,
    Form.FLOW: flows.flow_or_unknown,
    Form.TIME: flows.time_or_unknown,
    Form.ONE_TIME: flows.one_time,
    Form.ONE_CHANCE: _one_chance,
}
"""How each form is read."""

HELD: dict[str, Callable[[Run], object]] = {
    "begin": rotas.start,
    "flow": _flow,
    "price": _price,
    "tax_share": _part,
    "feasible_chance": _part,
    "takes": _takes,
}
"""How the values are read that stand in text."""


def _twice(key: Run, name: str, subject: str) -> Diagnostic:
    return Diagnostic(
        rule="duplicate-field",
        severity=Severity.ERROR,
        message=f"`{name}` is written twice",
        at=key.span(),
        label="the second time",
        help="keep one line; several references go into one line, separated by commas",
        subject=subject,
    )


def _not_a_field(entry: Run, kind: str, subject: str) -> Diagnostic:
    return Diagnostic(
        rule="unknown-field",
        severity=Severity.ERROR,
        message=f"`{entry.text[:40]}` is not a field",
        at=entry.span(),
        help=f"the list under a heading holds the fields of a {kind}, `- key: value`; begin prose with a sentence",
        subject=subject,
    )
