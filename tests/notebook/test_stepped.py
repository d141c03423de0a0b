"""A step that is a Python function: its number stands in the text, and everything says where it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.report.test_page import read

import loadpath as lp
from loadpath import notebook
from loadpath.errors import RefusedChangeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TEXTS = lp.sketch(
    "Coin",
    pathways={"p": ["slip", "monitor fails"]},
    by={"me": {"slip": "5% (1%-15%)", "monitor fails": "10%"}},
)


def a_fifth() -> float:
    """Return one number."""
    return 0.2


def cubed(rng: np.random.Generator) -> Floats:
    """Return draws whose mean is the third moment of a beta distribution, (4 * 5 * 6) / (10 * 11 * 12) = 1 / 11."""
    return rng.beta(4, 6, 20_000) ** 3


def as_bad(slip: Floats) -> Floats:
    """Return another number as it is."""
    return slip


def risk(project: lp.Project) -> float:
    """Return the risk, one number."""
    return project.risk(by="me").risk.value  # type: ignore[union-attr]


def test_one_number_is_used_as_it_is() -> None:
    """0.05 * 0.2 = 1 %; the case before is as it was, 0.05 * 0.1."""
    small = lp.read(TEXTS)
    tried = lp.stepped(small, "monitor fails", a_fifth, because="a guess")
    assert risk(tried) == pytest.approx(0.01, rel=1e-12)
    assert risk(small) == pytest.approx(0.005, rel=1e-12)
    line = "- monitor fails: 20% because a guess; it is computed by the Python function a_fifth (not auditable as text)"
    assert tried.texts["case.md"] == TEXTS["case.md"].replace("- monitor fails: 10%", line)


def test_draws_become_a_mean_and_a_range() -> None:
    """The mean is 1 / 11; 20,000 draws with a spread of about 0.09 leave a standard error of 0.0007."""
    tried = lp.stepped(lp.read(TEXTS), "monitor fails", cubed)
    assert risk(tried) == pytest.approx(0.05 / 11, abs=0.05 * 4 * 0.0007)
    assert "%-" in next(line for line in tried.texts["case.md"].splitlines() if "monitor fails" in line)
    again = lp.stepped(lp.read(TEXTS), "monitor fails", cubed)
    assert again.texts == tried.texts
    other = lp.stepped(lp.read(TEXTS), "monitor fails", cubed, seed=1)
    assert other.texts != tried.texts


def test_a_function_of_another_number() -> None:
    """As likely as `slip`, whose mean is 5 %, and by itself: 0.05 * 0.05."""
    tried = lp.stepped(lp.read(TEXTS), "monitor fails", as_bad)
    assert risk(tried) == pytest.approx(0.0025, rel=0.03)  # a spread of 4.5 % over 20,000 draws leaves 0.6 % of 5 %


def test_everything_says_so() -> None:
    """The check, the notebook and the report, and all of them again after the text was read anew."""
    tried = lp.stepped(lp.read(TEXTS), "monitor fails", a_fifth)
    said = "not auditable as text: the step `monitor` of `me` is a Python function, `a_fifth`"
    for one in (tried, lp.read(tried.texts)):
        assert [found.message for found in one.check().found if found.rule == "python-step"] == [said]
        assert "Not auditable as text" in read(notebook.show(one).html).text
        assert "Not auditable as text" in read(notebook.section(one, "summary").html).text
        assert "not auditable as text" in one.report()
        assert "Not auditable as text" in one.report()  # the title strip, before anything else
    assert "Not auditable as text" not in lp.read(TEXTS).report()
    assert "auditable" not in notebook.show(lp.read(TEXTS)).html


def test_a_new_line_below_the_others() -> None:
    """What nobody has judged yet gets a line of its own."""
    bare = lp.sketch("Coin", pathways={"p": ["slip", "monitor fails"]}, by={"me": {"slip": "5%"}})
    tried = lp.stepped(lp.read(bare), "monitor fails", a_fifth)
    assert risk(tried) == pytest.approx(0.01, rel=1e-12)


BOUNDS = "a probability between 0 and 1"
SKEWED = [0.001] * 96 + [0.002] * 2 + [0.99] * 2 + [0.0011] * 5
"""Its mean, about 0.02, lies far above its 95 % point of 0.0011: no distribution of a case has both."""


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (lambda: 1.0, BOUNDS),
        (lambda: float("nan"), BOUNDS),
        (lambda: (), BOUNDS),
        (lambda: SKEWED, "contradict each other"),
        (lambda other: other, "judges no `other` by one probability"),
    ],
)
def test_what_is_no_probability_is_refused(function: object, why: str) -> None:
    """Nothing outside 0 and 1, nothing that is none, and no mean that no distribution of a case has with its range."""
    with pytest.raises(ValueError, match=why):
        lp.stepped(lp.read(TEXTS), "monitor fails", function)  # type: ignore[arg-type]


def test_whose_it_becomes() -> None:
    """One assessor is meant where there is one; where there are two, somebody has to say."""
    two = lp.sketch("Coin", pathways={"p": ["slip"]}, by={"me": {"slip": "5%"}, "you": {"slip": "6%"}})
    with pytest.raises(ValueError, match="the case has me, you"):
        lp.stepped(lp.read(two), "slip", a_fifth)
    tried = lp.stepped(lp.read(two), "slip", a_fifth, by="you")
    assert [found.risk.value for found in tried.risk()] == pytest.approx([0.05, 0.2])  # type: ignore[union-attr]


def test_what_the_case_does_not_know_is_refused() -> None:
    """An unknown id, and a reason that would not be read as a reason."""
    with pytest.raises(RefusedChangeError):
        lp.stepped(lp.read(TEXTS), "nowhere", a_fifth)
    with pytest.raises(RefusedChangeError):
        lp.stepped(lp.read(TEXTS), "slip", a_fifth, because="<!-- hidden -->")
