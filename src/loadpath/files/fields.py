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
from loadpath.case.value import Day, Happens
from loadpath.files import numbers
from loadpath.files import propositions as grammar
from loadpath.files.judgements import only
from loadpath.files.outline import unknown_field
from loadpath.files.run import RefusedError, Run
from loadpath.files.withholding import mark, redactions, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BUDGET_LINES = tuple(key for key, spec in KINDS["Budget"].fields.items() if spec.form is Form.SHARE)
KEY = re.compile(r"([A-Za-z][A-Za-z0-9 _-]{0,40}?) ?:(?= |$)")


WITHHOLDABLE = frozenset(Form) - {Form.TEXT, Form.WORDS, Form.BOUND}
"""The forms whose values may be withheld as a whole; text keeps its marks, words and bounds are public."""


@dataclass(slots=True)
class Filled:
    """What a list of fields came to: attribute values, the fields as written, and what was wrong."""

    values: dict[str, object] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)
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


def fill(kind: str, entries: Iterable[Run], subject: str) -> Filled:
    """Read the entries of a field list.

    Args:
        kind: the kind word of the node.
        entries: the bullets, without their marks.
        subject: id of the node, for the diagnostics.
    """
    filled = Filled()
    for entry in entries:
        match = KEY.match(entry.text)
        if mark(entry):
            continue
        if not match:
            filled.faults.append(_not_a_field(entry, kind, subject))
        else:
            _fill_one(filled, kind, entry[: match.end(1)], entry[match.end() :].strip(), subject)
    return filled


def _fill_one(filled: Filled, kind: str, key: Run, value: Run, subject: str) -> None:
    name = key.text.lower()
    if name.startswith("x-"):
        return
    specs = KINDS[kind].fields
    if name not in specs:
        elsewhere = [word for word in kinds_with(name) if word != kind]
        filled.faults.append(unknown_field(key, kind, specs, elsewhere, subject))
        return
    if any(item.key == name for item in filled.fields):
        filled.faults.append(_twice(key, name, subject))
        return
    filled.fields.append(
        Field(
            name, value.text, grammar.mentioned(value), key_at=key.span(), at=value.span() if value.text else key.span()
        )
    )
    try:
        if not (mark(value) and specs[name].form in WITHHOLDABLE):
            inside = whole(value) if specs[name].form in WITHHOLDABLE else value
            filled.values[specs[name].attribute] = _read(specs[name], inside, key)
    except RefusedError as error:
        filled.faults.append(refused(_withheld_in_part(error, value), subject))


def _withheld_in_part(error: RefusedError, value: Run) -> RefusedError:
    """Return the refusal of a value, with the remedy that fits when a part of it is withheld."""
    if next(redactions(value), None) is not None:
        error.rule = "malformed-redaction"
        error.help = "withhold the value as a whole, `[[redact REASON: value]]`, or the node, by `- access: reviewers`"
    return error


def _read(spec: FieldSpec, value: Run, key: Run) -> object:
    if not value.text:
        raise RefusedError(f"`{spec.key}` has no value", key, help=f"write {spec.form.value}, or remove the line")
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
    if cursor.take(r"at\b"):
        rate = grammar.reference(cursor)
        if cursor.take(r"per [a-z][a-z -]*? over\b"):
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


def _about(value: Run) -> object:
    return grammar.proposition(value)


READERS: dict[Form, Callable[[Run], object]] = {
    Form.TEXT: lambda value: value.text,
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
}
"""How each form is read."""


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
