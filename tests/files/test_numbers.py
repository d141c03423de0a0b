"""Numbers are read exactly as written, or refused with what to write instead."""

from __future__ import annotations

from fractions import Fraction

import pytest

from loadpath.files.numbers import amount, chance, criterion, limit, rate, result, share
from loadpath.files.run import RefusedError, Run, run_of


def run(text: str) -> Run:
    """Return a text as a run on line 1."""
    return run_of([(1, 1, text)], "case.md")


READ = {
    "3%": (Fraction(3, 100), None, None),
    "0.25%": (Fraction(1, 400), None, None),
    "5 %": (Fraction(1, 20), None, None),
    "5\u00a0%": (Fraction(1, 20), None, None),  # a no-break space
    "1 in 400": (Fraction(1, 400), None, None),
    "1 in 500,000": (Fraction(1, 500_000), None, None),
    "3 of 4,000": (Fraction(3, 4000), None, None),
    "99.999%": (Fraction(99_999, 100_000), None, None),
    "3% (1%-10%)": (Fraction(3, 100), Fraction(1, 100), Fraction(1, 10)),
    "3% (1%\u201310%)": (Fraction(3, 100), Fraction(1, 100), Fraction(1, 10)),  # an en dash
    "3% (1% to 10%)": (Fraction(3, 100), Fraction(1, 100), Fraction(1, 10)),
    "1%-10%": (None, Fraction(1, 100), Fraction(1, 10)),
    "1 in 8,000-1 in 800": (None, Fraction(1, 8000), Fraction(1, 800)),
    "1 in 50,000 (1 in 200,000-1 in 20,000)": (Fraction(1, 50_000), Fraction(1, 200_000), Fraction(1, 20_000)),
}


@pytest.mark.parametrize("text", READ)
def test_a_chance_is_read_as_written(text: str) -> None:
    """Every form of the table is the exact fraction that it says."""
    found = chance(run(text))
    assert (found.mean, found.low, found.high) == READ[text]


REFUSED = {
    "0.04": "did you mean 0.04% or 4%?",
    "4": "did you mean 4%?",
    ".04": "did you mean 0.04% or 4%?",
    ".5%": "did you mean 0.5%?",
    "1e-3": "did you mean 0.1%?",
    "1,2%": "did you mean 1.2%?",
    "\u0663%": "0 to 9",  # an Arabic-Indic three
    "110%": "between 0 and 1",
    "0%": "how far from certain",
    "100%": "how far from certain",
    "1 in 0": "how many there were",
    "12:30": "`3%`",
    "NaN": "`3%`",
    "inf%": "`3%`",
    "5% (10%-1%)": "the lower end first",
    "5% (6%-10%)": "90 % range",
    "5% (1%-10%": "`3%`",
    "5%%": "did you mean 5%?",
    "-5%": "not negative; did you mean 5%?",
    "+5%": "did you mean 5%?",
    "5 per cent": "did you mean 5%?",
    "1%-5%-9%": "`1%-10%`",
    "1 of 1": "how far from certain",
    "5 of 4": "between 0 and 1",
    "9" * 60 + "%": "at most 40",
    "": "`3%`",
    "010": "did you mean `10`",
    "1,0000%": "groups thousands",
    "three%": "`3%`",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_a_chance_is_refused_with_a_remedy(text: str) -> None:
    """Nothing ambiguous is guessed: the refusal says what to write instead."""
    with pytest.raises(RefusedError) as caught:
        chance(run(text))
    assert REFUSED[text] in f"{caught.value} {caught.value.help}"


AMOUNTS = {
    "30 min": (Fraction(1800), None, None, "s"),
    "2 h": (Fraction(7200), None, None, "s"),
    "19 days (9 days-40 days)": (Fraction(19 * 86_400), Fraction(9 * 86_400), Fraction(40 * 86_400), "s"),
    "12 min (5 min-1 h)": (Fraction(720), Fraction(300), Fraction(3600), "s"),
    "6 person-weeks": (Fraction(6), None, None, "person-weeks"),
    "$3M ($1M-$10M)": (Fraction(3_000_000), Fraction(1_000_000), Fraction(10_000_000), "$"),
    "90,000 per month": (Fraction(90_000), None, None, "per month"),
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_a_quantity_keeps_its_unit(text: str) -> None:
    """Times become seconds, money dollars; other units are kept as written."""
    found = amount(run(text))
    assert (found.median, found.low, found.high, found.unit) == AMOUNTS[text]


@pytest.mark.parametrize("text", ["30", "min", "1 h (2 h-3 h)", "5 min (1 $-2 $)", "1 h (30 min-5 apples)", "3 h-1 h"])
def test_a_quantity_without_sense_is_refused(text: str) -> None:
    """A quantity has a unit, its ends are in order and in units of one kind."""
    with pytest.raises(RefusedError):
        amount(run(text))


def test_bounds_shares_and_rates() -> None:
    """The remaining forms: one-sided bounds, parts of a budget, rates with their unit."""
    assert limit(run("at most 1 in 10,000")).bound == Fraction(1, 10_000)
    part = share(run("10% of our share"), ("whole industry", "our share"))
    assert (part.part.mean, part.line) == (Fraction(1, 10), "our share")  # type: ignore[union-attr]
    with pytest.raises(RefusedError, match="not a line of a budget"):
        share(run("10% of the moon"), ("whole industry",))
    assert rate(run("2 in 1,000,000 per session")).unit == "per session"


def test_results_and_what_they_are_compared_with() -> None:
    """`passes when` compares the leading number, or the words; 3 <= 10 passes, 41 = 0 does not, 12 of 4,000 > 10 fails."""
    cases = {
        ("3 of 4,000", "at most 10"): True,
        ("12 of 4,000", "at most 10 of 4,000"): False,
        ("41 stale grants", "0"): False,
        ("0 found", "0 each week"): True,
        ("quiet", "Quiet"): True,
        ("loud", "quiet"): False,
        ("quiet", "at most 3"): None,
        ("5 caught", "at least 5"): True,
    }
    for (found, wanted), passed in cases.items():
        assert criterion(run(wanted)).met_by(result(run(found))) is passed, (found, wanted)
    assert len(result(run("7 min, 12 min, 9 min")).amounts) == 3


@pytest.mark.parametrize("text", ["5 of 4", "0 of 0", "1 of 9,999,999,999,999,999"])
def test_impossible_counts_are_refused(text: str) -> None:
    """More events than trials, no trials, or more than a JSON reader keeps exact are no counts."""
    with pytest.raises(RefusedError):
        result(run(text))
