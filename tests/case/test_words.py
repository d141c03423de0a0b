"""Digests, rounding and structure."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from tests.small import faults, project

from loadpath.case import rounding

TEXT = "## Claim a: A\n\n- rests on: [[b]]\n\nProse.\n\n## Claim b: B\n\n## Review r: R\n\n- by: x\n"


def test_a_digest_is_over_meaning() -> None:
    """Another place or layout changes nothing; another word, number or reference does; a review does not."""
    digest = project(TEXT).case.digest
    assert project("\n\n" + TEXT.replace("Prose.", "Prose. ")).case.digest == digest
    assert project(TEXT.replace("- by: x", "- by: y")).case.digest == digest
    assert project(TEXT.replace("Prose.", "Prose!")).case.digest != digest
    assert project(TEXT.replace("- rests on: [[b]]\n", "")).case.digest != digest


def test_a_number_has_one_digest_however_it_is_written() -> None:
    """5 % and 1 in 20 are the same number; 5.1 % is another."""
    one, two, other = (
        project(f"## Event x: X\n\n## Assessor me: Me\n\n- x: {value} because y\n").case.digest_of("me")
        for value in ("5%", "1 in 20", "5.1%")
    )
    assert one != other
    assert project("## Event x: X\n\n## Assessor me: Me\n\n- x: 1 in 20 because y\n").case.digest_of("me") == two


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0206462, "2.1 %"),  # two digits
        (0.5, "50 %"),
        (0.99731, "99.73 %"),  # digits count from the distance to one: 0.269 -> 0.27
        (3.4096783551e-05, "1 in 29,000"),  # 29,328 to two digits
        (0.000999, "0.1 %"),
        (0.0, "0 %"),
    ],
)
def test_numbers_are_written_for_people(value: float, shown: str) -> None:
    """At most two digits, and below 0.01 % as 1 in N."""
    assert rounding.probability(value) == shown


@pytest.mark.parametrize("power", range(1, 16))
@pytest.mark.parametrize("digits", [1, 2, 3])
def test_only_one_is_all_of_it(power: int, digits: int) -> None:
    """What is short of one by 1.5 of a power of ten is printed below 100 %, and reads back as near to one as it was."""
    value = 1 - 1.5 * 10.0**-power
    for shown in (rounding.percent(value, digits), rounding.probability(value, digits)):
        left = 1 - Decimal(shown.removesuffix(" %")) / 100
        assert left > 0
        assert float(left) == pytest.approx(1 - value, rel=0.5 if digits == 1 else 0.05)
    assert rounding.at_least(value) != "100 %"
    assert "100" not in rounding.whole_percent(value)


@pytest.mark.parametrize("value", [1e-5, 1e-13, 1e-300, 1e-310, 5e-324])
def test_only_zero_is_nothing(value: float) -> None:
    """However small, it is printed above nothing."""
    for write in (rounding.percent, rounding.probability, rounding.at_most, rounding.at_least, rounding.whole_percent):
        assert write(value).removesuffix(" %") != "0"


def test_a_bound_told_as_one_in_n_still_holds() -> None:
    """1 in 590,000,000 is 1.6949e-9: 1.6995e-9 is not at most that; at most 1 in 580,000,000 (1.724e-9) it is."""
    assert rounding.at_most(1.6995e-9) == "1 in 580,000,000"
    assert rounding.at_least(1.6995e-9) == "1 in 590,000,000"
    rng = random.Random(1)
    for value in (10 ** -rng.uniform(4, 11) for _ in range(500)):
        for digits in (1, 2, 3):
            upper, lower = (_of(write(value, digits)) for write in (rounding.at_most, rounding.at_least))
            assert lower <= value * (1 + 1e-9)
            assert value <= upper * (1 + 1e-9)
            assert upper <= value * (1 + 2 * 10 ** (1 - digits))  # one step of the last digit of N, and not two


def _of(text: str) -> float:
    return float(text[:-2]) / 100 if text.endswith("%") else 1 / float(text.removeprefix("1 in ").replace(",", ""))


def test_less_than_nothing_is_not_all_of_it_either() -> None:
    """A share can be negative: what is short of minus all is not rounded to that."""
    assert rounding.percent(-0.99999) == "-99.999 %"
    assert rounding.percent(-0.25) == "-25 %"
    assert rounding.percent(-1.0) == "-100 %"
    assert rounding.percent(-0.0) == "0 %"
    assert rounding.whole_percent(-0.9984) == "-99.8"


def test_a_wide_range_leaves_one_digit() -> None:
    """A range that spans more than a factor of three: one digit."""
    assert rounding.digits_for(0.01, 0.031) == 1
    assert rounding.digits_for(0.01, 0.029) == 2
    assert rounding.percent(0.0206462, 1) == "2 %"


def test_a_ring_is_printed_step_by_step() -> None:
    """A ring through `relies on` names every step with its line."""
    text = "## Claim a: A\n\n- evidence: [[e]]\n\n## Evidence e: E\n\n- result: 1\n- about: [[a]]\n- relies on: [[a]]\n"
    found = project(text).reading.faults
    assert [(item.rule, item.at.line) for item in found] == [("circular-argument", 9)]
    assert found[0].message.endswith("`a` -> `e` -> `a`")
    assert len(found[0].notes) == 2


def test_a_long_support_chain_is_no_problem() -> None:
    """Three thousand claims in a row are read without recursion."""
    text = "".join(f"## Claim c{n}: C\n\n- rests on: [[c{n + 1}]]\n\n" for n in range(3000)) + "## Claim c3000: C\n"
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("## Claim a: A\n\n- evidence: [[b]]\n\n## Claim b: B\n", "an Evidence"),
        ("## Claim a: A\n\n- says: [[e]]\n\n## Evidence e: E\n\n- result: 1\n- about: [[a]]\n", "not true or false"),
        ("## Event x: X\n\n- is: [[q]]\n\n## Quantity q: Q\n", "at most 0.5%"),
        ("## Event x: X\n\n- is: [[x2]] fails\n\n## Event x2: X\n", "a Mitigation"),
        ("## Pathway p: P\n\n1. [[s]]\n\n## Scenario s: S\n", "is too late"),
    ],
)
def test_a_reference_of_the_wrong_kind_is_an_error(text: str, remedy: str) -> None:
    """Where a kind cannot stand, the remedy says what can."""
    found = [item for item in faults(text) if item[0] == "misused-reference"]
    assert found, faults(text)
    assert remedy in found[0][2]
