"""How judgements are written: `what: value if condition, value otherwise because reason`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case.value import Branch, Line, Measured, OddsOf, Ratio, SaysNothing, ScaleWord, Unknown, Value, Word
from loadpath.files import propositions as grammar
from loadpath.files.numbers import DASH, DECIMAL, LONGEST, SCIENTIFIC, amount, limit, number, proportion, rate, short
from loadpath.files.run import RefusedError, Run
from loadpath.files.withholding import mark, whole

if TYPE_CHECKING:
    from collections.abc import Collection

    from loadpath.case.proposition import Proposition, Ref

MOST_VALUES = 100
PER_CENT = re.compile(r"[0-9] ?(?:percent|per[ -]cent|pct?)\b")
NUMERIC = re.compile(r"%| in | of [0-9]|^at (most|least)\b")


@dataclass(slots=True)
class _Spoken:
    """The outcome (`passes` or `fails`) that was last said in a line, which holds for the values after it."""

    passes: bool | None = None


def judgement(run: Run, ids: Collection[str]) -> Line | ScaleWord:
    """Return a bullet of an assessor: a judgement, or the meaning of one of their own words.

    Args:
        run: the bullet, without its mark.
        ids: the ids of the case, which tell a word of likelihood from a node.

    Raises:
        RefusedError: pointing at what is not understood.
    """
    halves = run.partition(r":(?= |$)")
    if halves is None:
        raise RefusedError(
            f"`{run.text[:40]}` is not a judgement",
            run,
            help="write `what: value because reason`; prose stands outside of lists",
            rule="malformed-judgement",
        )
    head, rest = halves
    reason = rest[:0]
    rest = whole(rest)
    if parted := rest.partition(rf"(?:^|[ ,])because{grammar.END}"):
        rest, reason = parted
    if head.text not in ids and re.fullmatch(r"[a-z][a-z ]*", head.text) and not _looks_propositional(head.text):
        pieces = rest.split(DASH)
        if len(pieces) == 2 and "(" not in rest.text:  # noqa: PLR2004  a range has two ends
            return scale_word(run)
    if not rest.text:
        raise RefusedError(
            f"`{head.text}` has no value",
            run,
            help="write a value, such as `5% (1%-15%)` or `unknown`",
            rule="malformed-judgement",
        )
    what = grammar.proposition(head, bare=True)
    spoken = _Spoken()
    branches = tuple(_branches(rest, spoken))
    return Line(
        what=what,
        passes=spoken.passes,
        branches=branches,
        reason=reason.text or None,
        refs=grammar.mentioned(reason),
        at=run.span(),
    )


def _looks_propositional(text: str) -> bool:
    return bool(re.search(r" fails$| is too late$| catches (?:one|none)$", text))


def scale_word(run: Run) -> ScaleWord:
    """Return `very unlikely: 0.1%-2%`; its ends may be 0 % and 100 %."""
    halves = run.partition(r":(?= |$)")
    if halves is None:
        raise RefusedError(f"`{run.text[:40]}` is not a word with its range", run, help="write `unlikely: 2%-15%`")
    head, rest = halves
    ends = rest.split(DASH)
    if len(ends) != 2:  # noqa: PLR2004  a range has two ends
        raise RefusedError(f"`{rest.text}` is not a range", rest, help="a word means a range, such as `2%-15%`")
    low, high = (proportion(end, edges=True) for end in ends)
    if low >= high:
        raise RefusedError(f"`{rest.text}`: the range is not in order", rest, help="write the lower end first")
    return ScaleWord(word=head.text.lower(), low=low, high=high, at=head.span())


def _branches(run: Run, spoken: _Spoken) -> list[Branch]:
    found: list[Branch] = []
    rest = run
    while rest.text:
        if found and found[-1].condition is None:
            raise RefusedError(
                f"`{rest.text[:40]}` can never apply",
                rest,
                help="a value without `if` applies always; write the conditions first and `otherwise` last",
                rule="malformed-judgement",
            )
        if len(found) == MOST_VALUES:
            raise RefusedError(
                f"more than {MOST_VALUES} values in one line",
                rest,
                help="define the conditions as events with `is`",
                rule="malformed-judgement",
            )
        stop = re.search(rf" (?:if|otherwise){grammar.END}|, |$", rest.text)
        assert stop is not None
        written = rest[: stop.start()].strip()
        value = _value(written, spoken)
        condition: Proposition | None = None
        rest = rest[stop.start() :].strip()
        if rest.text.startswith("if"):
            cursor = grammar.Cursor(rest, bare=True, at=2)
            condition = grammar.either(cursor)
            rest = rest[cursor.at :].strip()
        elif rest.text.startswith("otherwise"):
            rest = rest[len("otherwise") :].strip()
        if rest.text and not rest.text.startswith(","):
            raise RefusedError(
                f"`{rest.text[:40]}` is left over in a judgement",
                rest,
                help="values are separated by `, `, the reason follows `because`",
                rule="malformed-judgement",
            )
        rest = rest[1:].strip()
        found.append(Branch(value=value, condition=condition, at=written.span()))
    return found


def _value(run: Run, spoken: _Spoken) -> Value:
    if match := re.match(r"(passes|fails) ", run.text):
        passes = match[1] == "passes"
        if spoken.passes is not None and spoken.passes is not passes:
            raise RefusedError(
                "`passes` and `fails` in one line",
                run,
                help="state one of the two throughout",
                rule="malformed-judgement",
            )
        spoken.passes = passes
        run = run[match.end() :]
    return value(run)


def value(run: Run) -> Value:  # noqa: PLR0911  one return for each form
    """Return a probability, a bound, a word, a ratio, a quantity, or what evidence measured."""
    run = whole(run)
    text = run.text
    if mark(run):
        return Unknown(text, withheld=True)
    if text == "unknown":
        return Unknown()
    if text == "says nothing":
        return SaysNothing()
    if match := re.match(r"as (?=\[\[)", text):
        return Measured(only(run[match.end() :]), text)
    if match := re.match(rf"({DECIMAL}):({DECIMAL}) (for|against) ", text):
        short(run[: match.end(2)], 2 * LONGEST)
        return _ratio(run, match)
    if match := re.match(rf"({DECIMAL}) times the odds of ", text):
        short(run[: match.end(1)])
        return OddsOf(number(match[1]), _reference(run[match.end() :]), text)
    if re.match(r"at (most|least) ", text):
        return limit(run)
    if NUMERIC.search(text):
        return rate(run)
    if PER_CENT.search(text) or SCIENTIFIC.fullmatch(text):
        return rate(run)
    if re.match(rf"\$?{DECIMAL}[kMB]? ?[A-Za-z$]", text):
        return amount(run)
    if re.fullmatch(r"[a-z][a-z -]*", text):
        return Word(text)
    return rate(run)


def only(run: Run) -> Ref:
    """Return the one reference of a list; a second one is refused, not left out."""
    found = grammar.references(run)
    if len(found) > 1:
        raise RefusedError(
            f"`{run.text[:40]}` names more than one", run, help=f"write one, such as `[[{found[0].id}]]`"
        )
    return found[0]


def _reference(run: Run) -> Ref:
    cursor = grammar.Cursor(run, bare=True)
    found = grammar.reference(cursor)
    cursor.skip()
    if cursor.at < len(run):
        raise cursor.refuse(f"`{run.text[cursor.at :][:40]}` is left over after a reference", "write `[[id]]` alone")
    return found


def _ratio(run: Run, match: re.Match[str]) -> Ratio:
    left, right = number(match[1]), number(match[2])
    if not left or not right:
        raise RefusedError(
            f"`{match[0].strip()}` is a ratio with nothing on one side", run, help="write both sides above zero"
        )
    of = grammar.proposition(run[match.end() :], bare=True)
    return Ratio(odds=left / right, of=of, against=match[3] == "against", written=run.text)
