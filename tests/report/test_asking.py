"""Worth in words: two risks that differ look different, and no figure stands where there is none."""

from __future__ import annotations

import pytest
from tests.files.pages import TEXTS

import loadpath as lp
from loadpath.assess.results import NotComputed
from loadpath.assess.worth import Basis, Others, Worth
from loadpath.report.asking import factor_words, page, risks_words, why


def worth(low: float, high: float) -> Worth:
    """Return a worth between two risks."""
    return Worth(assessor="team", low=low, high=high, basis=Basis.UNKNOWN, others=Others.NONE)


@pytest.mark.parametrize(
    ("low", "high", "factor", "risks"),
    [
        (0.0072, 0.32, "44 x", "0.72 % to 32 %"),
        (0.00001, 0.0001, "10 x", "1 in 100,000 to 1 in 10,000"),
        (0.5828, 0.5830, "about 1 x", "58.28 % to 58.3 %"),
        (0.5, 0.51, "1.02 x", "50 % to 51 %"),
        (0.0, 0.05, "from 0", "0 % to 5 %"),
        (0.0001, 0.9, "over 1,000 x", "0.01 % to 90 %"),
    ],
)
def test_worth_in_words(low: float, high: float, factor: str, risks: str) -> None:
    """0.32 / 0.0072 is 44.4; 51 / 50 is 1.02; 58.30 / 58.28 is 1.0003, which three digits do not tell from one."""
    assert factor_words(worth(low, high)) == factor
    assert risks_words(worth(low, high)) == risks


def test_no_figure_is_told_as_such() -> None:
    """Where nothing was computed stands a dash, and the reason in the sentence."""
    project = lp.read(TEXTS, draws=200)
    assert factor_words(NotComputed("why not")) == "-"
    told = [why(one, project.case) for one in project.questions()]
    assert all((one.endswith(".") and one[0].isupper()) or one[0].isdigit() for one in told)


def test_a_page_has_every_question_once_with_its_four_lines() -> None:
    """Each question has its id, and one empty line of each sort to fill in."""
    project = lp.read(TEXTS, draws=200)
    found = project.questions()
    text = page(project.case, found, "internal").splitlines()
    for one in found:
        assert sum(f"question: `{one.question.id}`" in line for line in text) == 1
    for blank in ("answer:", "because:", "by:", "on:"):
        assert text.count(blank) == len(found)
