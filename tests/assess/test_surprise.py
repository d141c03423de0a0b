"""Common ground that is nobody's: in the example, and in a small case by hand."""

from __future__ import annotations

from datetime import date

import pytest
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.surprise import oldest

LAB = """
## Pathway p: P

1. [[e]]
2. [[m]] fails

## Pathway q: Q

1. [[f]]
2. [[m]] fails

## Event e: E

## Event f: F

## Mitigation m: M

- owner: tom
- measured by: [[drill]]

## Evidence drill: D

- about: [[m]] fails
- result: 1 of 10
- date: 2027-01-05

## Assessor me: Me

- e: 10% because x
- f: 20% because x
- m fails: as [[drill]] because x
"""


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("", "", []),
        ("- owner: tom\n", "", ["nobody owns it"]),
        ("as [[drill]]", "10%", []),  # the evidence stands there all the same
        ("- measured by: [[drill]]\n", "", []),  # it is about the barrier
        ("- about: [[m]] fails", "- about: [[e]]", []),
        ("2. [[m]] fails\n\n## Event e", "\n## Event e", []),  # under one pathway alone
    ],
)
def test_what_is_a_surprise(old: str, new: str, why: list[str]) -> None:
    """Two pathways or more, and no owner."""
    found = project(LAB.replace(old, new, 1) if old else LAB).surprises()
    assert [one.why for one in found] == why


def test_no_evidence_is_one() -> None:
    """Owned by tom, and nothing but tom's word: 1 / 0.1 = 10 times the listed risk if it fails."""
    text = LAB.replace("- measured by: [[drill]]\n", "").replace("- about: [[m]] fails", "- about: [[e]]")
    found = project(text.replace("as [[drill]]", "10%")).surprises()
    assert [(one.subject, one.why, one.pathways) for one in found] == [("m", "no evidence", ("p", "q"))]
    assert found[0].factor == pytest.approx(10)


def test_what_is_withheld_is_no_lapse() -> None:
    """The public cannot see who owns a withheld barrier, nor its evidence: it is told as withheld."""
    text = LAB.replace("as [[drill]]", "10%").replace("- owner: tom", "- owner: tom\n- access: internal")
    text = (
        text.replace("- owner: tom", "- disclosed: at most 20%\n- owner: tom")
        + "\n## Event rest: R\n\n- kind: residual\n"
    )
    found = project(text.replace("- e: 10%", "- rest: 1% because x\n- e: 10%")).disclosed("public").surprises()
    assert [(one.subject, one.why) for one in found] == [("withheld-1", "it is withheld")]


def test_age_of_evidence() -> None:
    """The day of the oldest evidence of a thing itself."""
    case = project(LAB).case
    assert oldest(case, "m") == date(2027, 1, 5)
    assert oldest(case, "e") is None


def test_file_permissions_without_their_owner() -> None:
    """In heron-2 they stand under two pathways, at 3.60 / 1.51 / 1.51 times the listed risk (meaning.md, section 7)."""
    heron = lp.read(HERON, draws=10)
    loads = {name: {load.subject: load for load in each} for name, each in heron.load().items()}
    factors = [loads[name]["file-permissions-tight"].listed_if_wrong for name in ("team", "stress-test", "ext-review")]
    assert [round(one, 2) for one in factors if isinstance(one, float)] == [3.60, 1.51, 1.51]
    assert loads["team"]["file-permissions-tight"].pathways == ("exfiltration", "rnd-tampering")
    assert "file-permissions-tight" not in {one.subject for one in heron.surprises()}
    texts = dict(heron.texts)
    name = next(name for name, text in texts.items() if "## Claim file-permissions-tight" in text)
    before, after = texts[name].split("## Claim file-permissions-tight", 1)
    texts[name] = "## Claim file-permissions-tight".join((before, after.replace("- owner: sec\n", "", 1)))
    found = {one.subject: one for one in lp.read(texts, draws=10).surprises()}
    assert found["file-permissions-tight"].why == "nobody owns it"
