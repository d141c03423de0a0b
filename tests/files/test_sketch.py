"""A case from a few Python values: exact, nothing added, and never another case than what was said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import loadpath as lp

COIN = {"pathways": {"p": ["slip", "monitor fails"]}, "by": {"me": {"slip": "5% (1%-15%)", "monitor fails": "10%"}}}


def risk(texts: dict[str, str], by: str = "me") -> float:
    """Return the risk, one number."""
    return lp.read(texts).risk(by=by).risk.value  # type: ignore[union-attr]


def test_five_lines_agree_with_the_hand() -> None:
    """0.05 * 0.1 = 0.5 %; the range of a factor does not move the mean of a product."""
    assert risk(lp.sketch("Coin", **COIN)) == pytest.approx(0.005, rel=1e-12)  # type: ignore[arg-type]


def test_ways_residual_and_budget() -> None:
    """Ways share `slip`: 0.05 (1 - 0.9 * 0.8) = 1.4 %; with the rest 1 - 0.986 * 0.99 = 2.386 %, against 1 %."""
    texts = lp.sketch(
        "Two ways",
        pathways={"first": ["slip", "monitor fails"], "second": ["slip", "The fence fails"]},
        by={"me": {"slip": "5%", "monitor fails": "10%", "the fence fails": "20%", "unlisted": "1%"}},
        residual=["unlisted"],
        budget="1%",
        harm="it is lost",
    )
    assert risk(texts) == pytest.approx(1 - (1 - 0.05 * (1 - 0.9 * 0.8)) * 0.99, rel=1e-12)
    standing = lp.read(texts).risk(by="me").budget
    assert standing is not None
    assert standing.level == 0.01


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 99), min_size=1, max_size=4), st.integers(1, 3))
def test_a_product_is_a_product(numbers: list[int], ways: int) -> None:
    """Ways that share nothing: 1 - (1 - product) to the number of ways."""
    names = {f"way {way}": [f"step {way} {place}" for place in range(len(numbers))] for way in range(ways)}
    held = {step: f"{numbers[place]}%" for steps in names.values() for place, step in enumerate(steps)}
    product = 1.0
    for one in numbers:
        product *= one / 100
    assert risk(lp.sketch("Product", pathways=names, by={"me": held})) == pytest.approx(
        1 - (1 - product) ** ways, rel=1e-9
    )


def test_conditions_and_reasons_stand_as_written() -> None:
    """A value is what may stand in a case: 0.5 * 0.4 = 20 %."""
    by = {"me": {"slip": "50% because a coin", "monitor fails": "40% if slip, 1% otherwise because b"}}
    texts = lp.sketch("Coin", pathways={"p": ["slip", "monitor fails"]}, by=by)
    assert risk(texts) == pytest.approx(0.2, rel=1e-12)
    assert not [one for one in lp.read(texts).check().found if one.rule == "number-without-reason"]


def test_faults_point_into_the_text() -> None:
    """A number that is none is a finding with the line of the text that was written."""
    texts = lp.sketch("Coin", pathways={"p": ["slip"]}, by={"me": {"slip": "about 5%"}})
    fault = lp.read(texts).reading.faults[0]
    assert texts["case.md"].splitlines()[fault.at.line - 1] == "- slip: about 5%"
    unknown = lp.sketch("Coin", pathways={"p": ["slip"]}, by={"me": {"slap": "5%"}})
    assert any("slap" in one.message for one in lp.read(unknown).reading.faults)


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"pathways": {}}, "needs a pathway"),
        ({"pathways": {"p": []}}, "needs a list of steps"),
        ({"pathways": {"p": "slip"}}, "needs a list of steps"),
        ({"pathways": {"p": ["slip", "..."]}}, "no letter or digit"),
        ({"pathways": {"p": ["slip", "slip fails"]}}, "both have the id `slip`"),
        ({"pathways": {"p": ["slip"], "P": ["slip"]}}, "both have the id `p`"),
        ({"by": {"me": {"slip": "5%\n- theft: 1%"}}}, "no single line"),
        ({"by": {"me": {"slip": "[[x]]"}}}, "no single line"),
        ({"budget": "1%\n"}, None),
        ({"harm": "a <!-- b"}, "no single line"),
    ],
)
def test_what_is_no_sketch_is_refused(changed: dict[str, object], match: str | None) -> None:
    """The caller is told; nothing that was said becomes structure."""
    asked = {**COIN, **changed}
    if match is None:
        assert lp.read(lp.sketch("Coin", **asked)).reading.sound  # type: ignore[arg-type]
        return
    with pytest.raises(ValueError, match=match):
        lp.sketch("Coin", **asked)  # type: ignore[arg-type]
