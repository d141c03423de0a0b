"""Worth in words: two risks that differ look different, and no figure stands where there is none."""

from __future__ import annotations

from datetime import date

import pytest
from tests.files.pages import TEXTS

import loadpath as lp
from loadpath.assess.results import NotComputed
from loadpath.assess.worth import Basis, Others, Worth
from loadpath.report.asking import factor_words, page, risks_words, until, why


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


def test_what_is_overdue_is_marked_on_the_page() -> None:
    """What is due on 1 March 2027 is due on that day, and overdue on the next; no day, no judgement."""
    project = lp.read(TEXTS, draws=200)
    found = project.questions()
    due = next(one for one in found if one.question.due)
    for today, said in (
        (date(2027, 3, 1), "by 2027-03-01"),
        (date(2027, 3, 2), "overdue since 2027-03-01"),
        (None, "by 2027-03-01"),
    ):
        assert until(due, today) == f", {said}"
        assert f"For priya. {said[0].upper()}{said[1:]}." in page(project.case, [due], "internal", today)
    assert not until(next(one for one in found if not one.question.due), date(2028, 1, 1))


def test_what_is_overdue_comes_first_among_equals() -> None:
    """Three requests that leave the same open: first the one that is overdue, then the one that is due, then the other."""
    request = TEXTS["case.md"][TEXTS["case.md"].index("## Request") :]
    dated = {"a": "- due: 2027-04-01\n", "b": "- due: 2027-02-01\n", "c": ""}
    more = [
        request.replace("- due: 2027-03-01\n", line).replace("why-logged", f"why-{name}")
        for name, line in dated.items()
    ]
    text = TEXTS["case.md"].replace(request, "\n".join(more))
    found = lp.read({**TEXTS, "case.md": text}, draws=200, today=date(2027, 3, 1)).questions()
    asked = [one for one in found if one.question.subject.startswith("why-")]
    assert [one.question.subject for one in asked] == ["why-b", "why-a", "why-c"]
    assert [one.question.overdue(date(2027, 3, 1)) for one in asked] == [True, False, False]
    assert len({one.worth for one in asked}) == 1
