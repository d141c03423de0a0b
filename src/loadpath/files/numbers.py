"""How numbers are written (language.md, "Numbers"): read exactly as written, or refused with what to write.

Digits are ASCII digits; a comma groups thousands and nothing else; a probability carries `%`, `in` or `of`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from loadpath.case.value import Amount, Chance, Counts, Criterion, Limit, PartOf, Result
from loadpath.files.run import RefusedError, Run

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
DECIMAL = rf"{DIGITS}(?:\.[0-9]+)?"
PERCENT = re.compile(rf"({DECIMAL}) ?%")
ONE_IN = re.compile(rf"({DECIMAL}) in ({DECIMAL})")
COUNT = re.compile(rf"({DIGITS}) of ({DIGITS})")
DASH = r" ?[-\u2013\u2014] ?| to "
SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE][-+]?[0-9]{1,2}")
LONGEST = 40
"""A number of more characters than this is refused unread."""

SECONDS: dict[str, int | Fraction] = {
    "ms": Fraction(1, 1000), "s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600,
    "day": 86_400, "week": 604_800, "month": 2_629_746, "year": 31_556_952,
}  # fmt: skip
"""Units of time in seconds; a year is 365.2425 days and a month a twelfth of it (the Gregorian mean)."""

SCALES = {"k": 10**3, "M": 10**6, "B": 10**9}


def number(text: str) -> Fraction:
    """Return a decimal number with grouped thousands as an exact fraction.

    >>> number("1,200.5")
    Fraction(2401, 2)
    """
    plain = text.replace(",", "")
    return Fraction(int(plain)) if plain.isdigit() else Fraction(plain)


def short(run: Run, limit: int = LONGEST) -> None:
    """Refuse a number that is too long to be one, or begins with a needless 0, before anything is made of it."""
    if len(run) > limit:
        raise RefusedError(f"a number of {len(run)} characters", run[:limit], help=f"write at most {limit} characters")
    if found := re.search(r"(?<![^ ($\u2013\u2014-])0+(?=[0-9])", run.text):
        rest = run.text[found.end() :]
        raise RefusedError(
            f"`{run.text}` begins with a 0", run, help=f"did you mean `{rest}`, or a decimal such as `0.{rest}`?"
        )


def proportion(run: Run, *, edges: bool = False) -> Fraction:
    """Return a probability written as `3%`, `1 in 400` or `3 of 4,000`.

    Args:
        run: the text.
        edges: whether 0 and 1 are allowed (as ends of a one-sided bound they are not).

    Raises:
        RefusedError: for anything else, for bare numbers, and for 0 and 1.
    """
    text = run.text
    short(run)
    value = _proportion(text, run)
    if value > 1:
        raise RefusedError(f"`{text}` is more than 100 %", run, help="a probability lies between 0 and 1")
    if not edges and value in (0, 1):
        raise RefusedError(
            f"`{text}` is refused as a probability: nothing is judged to be certain",
            run,
            help="write how far from certain it is, such as 0.01% or 99.9%, or define it with `is` or `says`",
        )
    return value


def _proportion(text: str, run: Run) -> Fraction:
    if match := PERCENT.fullmatch(text):
        return number(match[1]) / 100
    if match := ONE_IN.fullmatch(text) or COUNT.fullmatch(text):
        if not number(match[2]):
            raise RefusedError(
                f"`{text}` divides by nothing", run, help="write how many there were, such as `1 in 400`"
            )
        return number(match[1]) / number(match[2])
    raise RefusedError(f"`{text}` is not a probability", run, help=_meant(text))


def _meant(text: str) -> str:
    if re.fullmatch(r"\.?[0-9]+|[0-9]+\.[0-9]+", text):
        value = text if not text.startswith(".") else f"0{text}"
        hundred = number(value) * 100
        shown = f"{float(hundred):.10g}%"
        return f"did you mean {value}% or {shown}?" if hundred < 100 else f"did you mean {value}%?"  # noqa: PLR2004  per cent
    if match := re.fullmatch(r"([0-9]+),([0-9]{1,2})( ?%)", text):
        return f"a comma groups thousands; did you mean {match[1]}.{match[2]}%?"
    if SCIENTIFIC.fullmatch(text):
        return f"did you mean {float(text) * 100:.10g}%? (scientific notation is not read)"
    if match := re.fullmatch(r"(\.[0-9]+)( ?%)", text):
        return f"did you mean 0{match[1]}%?"
    if any(letter.isdigit() and not letter.isascii() for letter in text):
        return "write the digits 0 to 9"
    for pattern, meant in MEANT if len(text) <= LONGEST else ():
        if match := pattern.fullmatch(text):
            return match.expand(meant)
    return "write it as `3%`, `1 in 400`, `3 of 4,000`, `3% (1%-10%)`, `1%-10%`, `at most 1%` or `unknown`"


MEANT = tuple(
    (re.compile(pattern.replace("N", DECIMAL)), meant)
    for pattern, meant in (
        (r"(N) ?(?:percent|per[ -]cent|pct?|%%+)\.?", r"did you mean \1%?"),
        (r"\+(N ?%)|(N ?%)[.;:]", r"did you mean \1\2?"),
        (r"[-\u2013\u2014](N ?%)", r"a probability is not negative; did you mean \1?"),
        (r"(?:<|<=|\u2264|under|below|up to|max\.?) ?(N ?%)", r"did you mean `at most \1`?"),
        (r"(?:>|>=|\u2265|over|above|min\.?) ?(N ?%)", r"did you mean `at least \1`?"),
        (
            r"(?:~|\u2248|about|around|circa|ca\.|c\.|approx\.?|roughly|some) ?(N ?%)",
            r"write \1 with its range, \1 (LOW-HIGH)",
        ),
        (r"(N) ?\u2030", r"a per mille is a tenth of a per cent; write \1 in 1,000"),
        (r"(N)/(N)", r"did you mean \1 of \2, or \1 in \2?"),
        (r"(N):(N)", r"a probability is `1 in 400` or `3%`; a likelihood ratio is `4:1 for [[x]]`, about evidence"),
        (r"(?:one|a) in (N)", r"did you mean 1 in \1?"),
        (r"([0-9]+)_([0-9_]+)(?: ?%)?", r"a comma groups thousands, not a `_`"),
        (r"[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]+ ?%", r"a comma groups thousands, and a point begins the decimals"),
        (r"(?:N in )?[0-9,]*,[0-9,]*(?: ?%)?", r"a comma groups thousands by three, such as 4,000"),
        (r"[A-Za-z][A-Za-z -]*", r"write it as `3%`, as `unknown`, or as a word of the scale in lower case"),
        (r"[0-9.]+[eE][-+]?[0-9]+ ?%?", r"scientific notation is not read; write the digits out"),
    )
)
"""What people write instead of a probability, and what they may have meant."""


def rate(run: Run) -> Chance:
    """Return a probability per something: `2 in 1,000,000 per session`; without `per`, a plain chance."""
    short(run, 6 * LONGEST)
    if match := re.search(r" (per [a-z][a-z -]*)$", run.text):
        found = chance(run[: match.start()])
        return replace(found, unit=match[1], written=run.text)
    return chance(run)


def chance(run: Run) -> Chance:
    """Return `3%`, `3% (1%-10%)` or `1%-10%`.

    Raises:
        RefusedError: when it is not written so, when the range is reversed, or the number lies outside of its range.
    """
    bracket = re.fullmatch(r"([^()]+?) ?\(([^()]*)\)", run.text)
    if bracket:
        mean = proportion(run[: bracket.end(1)])
        inside = run[bracket.start(2) : bracket.end(2)].strip()
        low, high = _ends(inside)
        if not low < mean < high:
            raise RefusedError(
                f"`{run.text}`: the number lies outside of its own range",
                run,
                help="the bracket is the 90 % range around it",
            )
        return Chance(mean=mean, low=low, high=high, written=run.text)
    if len(run.split(DASH)) > 1 and not SCIENTIFIC.fullmatch(run.text):
        low, high = _ends(run)
        return Chance(low=low, high=high, written=run.text)
    return Chance(mean=proportion(run), written=run.text)


def _ends(run: Run) -> tuple[Fraction, Fraction]:
    ends = run.split(DASH)
    if not all(end.text for end in ends):
        raise RefusedError(f"`{run.text}` is not a probability", run, help=_meant(run.text))
    if len(ends) != 2:  # noqa: PLR2004  a range has two ends
        raise RefusedError(f"`{run.text}` is not a range", run, help="write it as `1%-10%`, or `1 in 400-1 in 20`")
    if re.fullmatch(DECIMAL, ends[0].text) and (upper := PERCENT.fullmatch(ends[1].text)):
        raise RefusedError(
            f"`{run.text}`: the lower end is a bare number",
            run,
            help=f"did you mean `{ends[0].text}%-{upper[1]}%`?",
        )
    low, high = (proportion(end) for end in ends)
    if low >= high:
        raise RefusedError(f"`{run.text}`: the range is not in order", run, help="write the lower end first")
    return low, high


def limit(run: Run) -> Limit:
    """Return `at most 1%` or `at least 20%`."""
    match = re.match(r"at (most|least) ", run.text)
    if not match:
        raise RefusedError(f"`{run.text}` is not a bound", run, help="write it as `at most 1 in 10,000`")
    return Limit(at_most=match[1] == "most", bound=proportion(run[match.end() :]), written=run.text)


def share(run: Run, lines: tuple[str, ...]) -> Chance | PartOf:
    """Return a line of a budget: `0.25%`, `20% (10%-30%)` or `10% of our share`."""
    if match := re.search(r" of ([a-z][a-z ]*)$", run.text):
        if match[1] not in lines:
            raise RefusedError(
                f"`{match[1]}` is not a line of a budget", run[match.start(1) :], help=f"one of {', '.join(lines)}"
            )
        return PartOf(chance(run[: match.start()].strip()), match[1], run.text)
    return chance(run)


AMOUNT = re.compile(rf"(\$ ?)?({DECIMAL})((?: ?[kMB](?![A-Za-z]))?) ?([A-Za-z%][A-Za-z0-9 /%-]*)?")


def _amount(run: Run) -> tuple[Fraction, str]:
    match = AMOUNT.fullmatch(run.text)
    if not match or len(run) > 3 * LONGEST:
        raise RefusedError(
            f"`{run.text}` is not a quantity",
            run,
            help="write a number and its unit, such as `30 min (10 min-2 h)` or `$3M`",
        )
    short(run[match.start(2) : match.end(2)])
    value = number(match[2]) * SCALES.get(match[3].strip(), 1)
    unit = " ".join((match[4] or "").split())
    _refuse_unit(run, match[2], unit, money=bool(match[1]))
    if match[1]:
        return value, f"$ {unit}".strip()
    if not unit:
        raise RefusedError(f"`{run.text}` has no unit", run, help=f"say of what, such as `{run.text} sessions`")
    singular = unit.removesuffix("s") if unit not in ("s", "ms") else unit
    if singular in SECONDS:
        return value * SECONDS[singular], "s"
    return value, unit


NEARLY = {
    "hr": "h", "hrs": "h", "m": "min", "mn": "min", "d": "days", "wk": "weeks", "wks": "weeks", "yr": "years",
    "yrs": "years", "y": "years", "mo": "months", "mos": "months", "mth": "months", "msec": "ms", "msecs": "ms",
}  # fmt: skip
"""Units of time as people shorten them, and as they are written here."""

LARGE = {
    "k": "k",
    "thousand": "k",
    "m": "M",
    "mn": "M",
    "mm": "M",
    "mio": "M",
    "million": "M",
    "b": "B",
    "bn": "B",
    "billion": "B",
}
"""Factors of money as people write them, and as they are written here."""


def _refuse_unit(run: Run, digits: str, unit: str, *, money: bool) -> None:
    """Refuse a unit that would be kept as a word and is nearly one that is counted in."""
    first, _, rest = unit.partition(" ")
    if re.match(r"[eExX][0-9]", unit):
        raise RefusedError(f"`{run.text}` is not a quantity", run, help="write the digits out, 0 to 9")
    if unit == "%" or (not money and re.fullmatch(r"per[ -]?cent|pct?", unit)):
        return
    meant = LARGE.get(first.lower()) if money else NEARLY.get(first.lower())
    if meant is None and not money and first not in SECONDS and first.lower().removesuffix("s") in SECONDS:
        meant = first.lower() if first.lower().removesuffix("s") != first.removesuffix("s") else None
    if meant is not None:
        said = f"${digits}{meant}" if money else f"{digits} {meant}"
        raise RefusedError(
            f"`{first}` is not a unit that is read", run, help=f"did you mean `{f'{said} {rest}'.strip()}`?"
        )


def amount(run: Run) -> Amount:
    """Return a quantity: `19 days (9 days-40 days)`, `30 min`, `$3M ($1M-$10M)`, `9 days-40 days`, `90,000 per month`.

    Raises:
        RefusedError: when it has no number, the units differ, or the range is not in order.
    """
    if bracket := re.fullmatch(r"([^()]+?) ?\(([^()]*)\)", run.text):
        median, unit = _amount(run[: bracket.end(1)])
        low, high = _amount_ends(run[bracket.start(2) : bracket.end(2)].strip(), unit)
        if not low < median < high:
            raise RefusedError(
                f"`{run.text}`: the number lies outside of its own range", run, help="the bracket is the 90 % range"
            )
        return Amount(median=median, low=low, high=high, unit=unit, written=run.text)
    if re.search(r"[0-9A-Za-z%] ?[-\u2013\u2014] ?[$0-9]", run.text):
        low, high = _amount_ends(run, None)
        return Amount(low=low, high=high, unit=_amount(run.split(DASH)[1])[1], written=run.text)
    median, unit = _amount(run)
    return Amount(median=median, unit=unit, written=run.text)


def _amount_ends(run: Run, unit: str | None) -> tuple[Fraction, Fraction]:
    ends = run.split(r" ?[-\u2013\u2014] ?(?=[$0-9])| to ")
    if len(ends) != 2 or not all(end.text for end in ends):  # noqa: PLR2004  a range has two ends
        raise RefusedError(f"`{run.text}` is not a range", run, help="write it as `10 min-2 h`")
    (low, low_unit), (high, high_unit) = (_amount(end) for end in ends)
    if low_unit != high_unit or (unit is not None and unit != high_unit):
        raise RefusedError(f"`{run.text}` mixes units", run, help="give both ends and the middle in units of one kind")
    if not 0 < low < high:
        raise RefusedError(
            f"`{run.text}`: the range is not in order", run, help="write the lower end first, above zero"
        )
    return low, high


def result(run: Run) -> Result:
    """Return a result: counts, a list of quantities, or words with their leading number."""
    if match := COUNT.fullmatch(run.text):
        short(run, 2 * LONGEST)
        events, trials = (int(count.replace(",", "")) for count in match.groups())
        if events > trials or not trials:
            raise RefusedError(
                f"`{run.text}`: {events} events cannot come of {trials} trials", run, help="write `3 of 4,000`"
            )
        if trials > 10**15:
            raise RefusedError(f"`{run.text}` counts more than 10^15 trials", run)
        return Result(written=run.text, counts=Counts(events, trials), number=Fraction(events))
    leading = re.match(rf"({DECIMAL})(?= |%|$)", run.text)
    if leading:
        short(run[: leading.end(1)])
    first = number(leading[1]) if leading else None
    try:
        amounts = tuple(amount(item) for item in run.split(r", (?=[$0-9])"))
    except RefusedError:
        amounts = ()
    return Result(written=run.text, amounts=amounts, number=first)


def criterion(run: Run) -> Criterion:
    """Return what a result is compared with: `at most 10`, `at most 10 of 4,000`, `0`, `0 each week`, or words."""
    match = re.match(rf"(?:at (most|least) )?({DECIMAL})(?: |%|$)", run.text)
    if not match:
        if re.match(r"at (most|least)\b", run.text):
            raise RefusedError(f"`{run.text}` has no number to compare with", run, help="write `at most 10`")
        return Criterion(written=run.text)
    short(run[match.start(2) : match.end(2)])
    return Criterion(written=run.text, at_most=None if not match[1] else match[1] == "most", number=number(match[2]))
