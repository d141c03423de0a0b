"""What the risk cannot depend on: left out of its circuit, and believed all the same as if it were in it."""

from __future__ import annotations

import pytest
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess import model as modelling
from loadpath.assess.lines import judgements_of
from loadpath.assess.model import keys_of
from loadpath.assess.near import near
from loadpath.assess.results import Interval
from loadpath.assess.risk import assess

TEXT = """
## Event harm: It happens
- kind: residual

## Claim judged: Somebody gave this a number

## Claim top: Rests on what nobody judged
- rests on: [[left]], [[right]]

## Claim left: Nobody judged this

## Claim right: One of two lines
- rests on any of: [[judged]], [[left]]

## Claim known: A name for something judged
- says: not [[judged]]

## Claim apart: Only argued for by the finding
- evidence: [[found]]

## Evidence found: A finding nobody scored
- result: 0 of 10
- about: [[apart]]
- relies on: [[judged]]

## Assessor me: Me
- harm: 1% because of this
- judged: 90% because of that
"""


def test_what_shares_nothing_with_a_number_is_not_near() -> None:
    """`left` has no number and is made of nothing; a finding argues for a claim and is not what it is made of."""
    case = project(TEXT).case
    found = near(case, judgements_of(case, "me"))
    assert found == {"harm", "judged", "top", "right", "known"}


def test_every_proposition_is_believed_whether_near_or_not() -> None:
    """`right` holds with its own step, free; `top` is free as well; `known` is not `judged`: 1 - 0.9."""
    believed = project(TEXT).risk(by="me").propositions
    assert list(believed) == ["harm", "judged", "top", "left", "right", "known", "apart"]
    assert believed["left"] == believed["apart"] == believed["top"] == believed["right"] == Interval(0.0, 1.0)
    assert believed["judged"] == Interval(0.9, 0.9)
    assert believed["known"].low == pytest.approx(0.1, abs=1e-15)  # type: ignore[union-attr]
    assert "nothing" not in believed
    with pytest.raises(KeyError):
        believed["nothing"]


def test_leaving_out_what_is_not_near_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example with a tree that no pathway reaches, compiled whole and compiled near."""
    texts = {path.relative_to(HERON).as_posix(): path.read_text(encoding="utf-8") for path in HERON.rglob("*.md")}
    texts["more.md"] = (
        "## Claim a: A\n- rests on: [[b]], [[c]]\n\n## Claim b: B\n- rests on any of: [[c]], [[d]]\n\n"
        "## Claim c: C\n\n## Claim d: D\n- direction: danger\n- rests on: [[c]]\n"
    )
    case = lp.read(texts).case
    fast = assess(case, "team", 500)
    assert set("abcd").isdisjoint(near(case, judgements_of(case, "team")))
    monkeypatch.setattr(modelling, "near", lambda case, *_: frozenset(keys_of(case)))
    whole = assess(case, "team", 500)
    for name, answer in whole.propositions.items():
        found = fast.propositions[name]
        assert isinstance(found, Interval)
        assert isinstance(answer, Interval)
        assert (found.low, found.high) == pytest.approx((answer.low, answer.high), rel=1e-12, abs=1e-15)
    assert fast.risk == whole.risk
    assert fast.range == whole.range
    assert [(load.subject, load.if_wrong, load.share) for load in fast.loads] == [
        (load.subject, load.if_wrong, load.share) for load in whole.loads
    ]


def test_a_tree_of_any_depth_is_believed_without_recursion() -> None:
    """Eleven hundred claims one below another, nobody's number among them: free, and no limit of the language is met."""
    rungs = "".join(f"## Claim c{place}: C\n- rests on: [[c{place + 1}]]\n\n" for place in range(1100))
    text = (
        f"## Event harm: H\n- kind: residual\n\n{rungs}## Claim c1100: C\n\n## Assessor me: Me\n- harm: 1% because x\n"
    )
    assert project(text).risk(by="me").propositions["c1099"] == Interval(0.0, 1.0)
