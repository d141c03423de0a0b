"""Minimal cut sets in the words of a case, against hand calculation."""

from __future__ import annotations

import pytest
from tests.small import project

from loadpath.assess import cut_sets as assessed
from loadpath.assess import model
from loadpath.assess.cut_sets import Cuts, cuts_of, tree_cuts
from loadpath.assess.fault_tree import tree_model
from loadpath.assess.results import NotComputed
from loadpath.errors import TooLargeError
from loadpath.ingest.openpsa import read_open_psa

CASE = """
## Pathway theft: It copies itself out
1. [[danger]] or [[slip]]
2. [[monitor]] fails
## Event danger: It has a hidden aim
## Event slip: It slips
## Mitigation monitor: Somebody reads what it does
## Evidence probe: A probe
- result: loud
- passes when: quiet
- about: [[danger]]
## Assessor me: Me
- danger: 10% because so
- slip: 20% because so
- monitor fails: 40% if danger, 5% otherwise because so
- probe: passes 90% if not danger, 40% if danger because so
"""


def cuts(text: str, most: int = 10, pathway: str = "") -> Cuts:
    """Return the cut sets of a small case with the assessor `me`."""
    case = project(text)
    found = cuts_of(case.case, case.risk("me"), most, pathway)
    assert isinstance(found, Cuts)
    return found


def words(found: Cuts) -> list[list[str]]:
    """Return the parts of each set as text."""
    return [[part.text for part in cut.parts] for cut in found.cuts]


def test_sets_are_told_with_their_conditions_before_and_after_the_evidence() -> None:
    """Danger and what fails under it, 0.1 * 0.4; a slip and what fails otherwise, 0.2 * 0.05.

    The probe is loud with 0.6 under danger and 0.1 without: P(evidence) = 0.1 * 0.6 + 0.9 * 0.1 = 0.15, and
    P(harm, evidence) = 0.1 * 0.4 * 0.6 + 0.9 * 0.2 * 0.05 * 0.1 = 0.024 + 0.0009. The second set says nothing of danger:
    it stays at 0.01, and is part of the harm without danger (0.0009) or with both (0.1 * 0.6 * 0.4 * 0.01 = 0.00024).
    """
    found = cuts(CASE)
    assert (found.of, found.count, found.by_size, found.coherent) == ("me", 2, (0, 0, 2), False)
    assert words(found) == [
        ["danger happens", "monitor fails if danger"],
        ["monitor fails otherwise", "slip happens"],
    ]
    first, second = found.cuts
    assert (first.probability, second.probability) == pytest.approx((0.04, 0.01), rel=1e-12)
    assert first.given_evidence == pytest.approx(0.024 / 0.15, rel=1e-12)
    assert second.given_evidence == pytest.approx(0.01, rel=1e-12)
    assert first.share == pytest.approx(0.024 / 0.0249, rel=1e-12)
    assert second.share == pytest.approx((0.0009 + 0.00024) / 0.0249, rel=1e-12)
    assert first.parts[0].title == "It has a hidden aim"


def test_as_many_as_are_asked_for() -> None:
    """The first alone, and the count stays."""
    found = cuts(CASE, most=1)
    assert (found.count, len(found.cuts)) == (2, 1)


def test_one_pathway_can_be_asked_for_and_what_is_not_listed() -> None:
    """The harm has one more set of one thing; the pathway does not, and the rest is that set alone."""
    text = CASE + "- rest: 1% because so\n## Event rest: Something else\n- kind: residual\n"
    assert cuts(text).by_size == (0, 1, 2)
    assert cuts(text, pathway="theft").by_size == (0, 0, 2)
    assert words(cuts(text, pathway="rest")) == [["rest happens"]]
    case = project(text)
    with pytest.raises(ValueError, match="no pathway 'thaft'; the case has theft, rest"):
        cuts_of(case.case, case.risk("me"), 10, "thaft")


ARGUED = """
## Pathway theft: It copies itself out
1. not [[logged]]
2. not [[sound]]
3. not [[few]]
4. [[warned]]
## Claim logged: Sessions are logged
- rests on: [[kept]]
## Claim kept: Logs are kept
## Claim sound: It is sound
- rests on any of: [[first]], [[second]]
## Claim first: One line
## Claim second: Another line
## Claim few: Few are missed
- says: [[missed]] at most 2%
## Quantity missed: How many are missed
- unit: share
- measured by: [[audit]]
## Claim warned: There is a danger
- direction: danger
## Evidence audit: An audit
- result: 1 of 9
- about: [[missed]]
## Assessor me: Me
- logged: 90% because so
- kept: 80% because so
- sound: 99% because so
- first: 75% because so
- second: 50% because so
- warned: 30% because so
"""


def test_claims_are_false_lines_fail_together_and_quantities_are_above_their_bounds() -> None:
    """Two ways not to be logged (0.1, 0.2), two for `sound`: itself (0.01), or both lines (0.25 * 0.5 = 0.125).

    A share of which 1 of 9 was found is Beta(1.5, 8.5), of which 0.972 lie above 2 %; a danger that holds is wrong.
    """
    found = cuts(ARGUED)
    assert found.coherent
    assert [set(row) - {"missed is above 2%", "warned holds"} for row in words(found)] == [
        {"kept is false", "first is false", "second is false"},
        {"logged is false", "first is false", "second is false"},
        {"kept is false", "sound is false"},
        {"logged is false", "sound is false"},
    ]
    assert all({"missed is above 2%", "warned holds"} <= set(row) for row in words(found))
    first, last = found.cuts[0].probability, found.cuts[-1].probability
    # 0.2 * 0.125 to 0.1 * 0.01, all else the same
    assert first / last == pytest.approx(25, rel=1e-12)


def test_what_nobody_weighed_counts_at_its_worst_and_says_so() -> None:
    """The monitor may fail for certain: at most 10 % and 20 %, so that the slip comes first; nothing beside it."""
    found = cuts(CASE.replace("- monitor fails: 40% if danger, 5% otherwise because so\n", ""))
    assert words(found) == [["monitor fails", "slip happens"], ["danger happens", "monitor fails"]]
    assert [cut.probability for cut in found.cuts] == [0.2, 0.1]
    assert [[part.unknown for part in cut.parts] for cut in found.cuts] == [[True, False], [False, True]]
    assert all(cut.unknown and cut.given_evidence == assessed.OPEN == cut.share for cut in found.cuts)


def test_an_upper_bound_is_what_the_unknown_counts_at() -> None:
    """`at most 30%` counts as 30 %: 0.2 * 0.3."""
    found = cuts(CASE.replace("40% if danger, 5% otherwise", "at most 30%"))
    assert found.cuts[0].probability == pytest.approx(0.06, rel=1e-12)


TWICE = """
## Pathway theft: It copies itself out
1. [[one]] fails
2. [[two]] fails
## Mitigation one: One
## Mitigation two: Two
## Evidence audit: An audit
- result: 1 of 9
- about: [[one]] fails
## Assessor me: Me
- one fails: as [[audit]] because so
- two fails: as [[audit]] because so
"""


def test_a_number_that_two_parts_share_is_drawn_once() -> None:
    """Counts of 1 in 9 are Beta(1.5, 8.5): the mean of its square is 1.5 * 2.5 / (10 * 11), and not 0.15 squared.

    The only set is all of the harm.
    """
    (cut,) = cuts(TWICE).cuts
    assert cut.probability == pytest.approx(3.75 / 110, rel=1e-9)
    assert cut.given_evidence == pytest.approx(3.75 / 110, rel=1e-9)
    assert cut.share == pytest.approx(1, rel=1e-12)


LATE = """
## Pathway theft: It copies itself out
1. [[danger]]
2. [[race]] is too late
## Event danger: It has a hidden aim
## Scenario race: The race
- harm at: 10 days

| who | sees | tells | after | works | on duty | if |
|---|---|---|---|---|---|---|
| guard | it | **stops it** | 1 day | 90% ever | | |

## Assessor me: Me
- danger: 10% because so
"""


def test_a_response_is_late_by_a_row_that_does_not_work() -> None:
    """One of ten times the guard is blind for good; otherwise a day is always less than ten."""
    found = cuts(LATE)
    assert words(found)[0] == ["danger happens", "race: guard does not work"]
    assert found.cuts[0].probability == pytest.approx(0.01, rel=1e-12)
    assert found.cuts[0].share == pytest.approx(1, rel=1e-12)


def test_a_response_that_takes_longer_than_the_harm_is_too_slow() -> None:
    """Twenty days against ten: too slow for certain whenever the guard sees it, and too late when not."""
    found = cuts(LATE.replace("1 day", "20 days"))
    assert words(found) == [["danger happens", "race is too slow"], ["danger happens", "race: guard does not work"]]
    # 0.1 * 1, and 0.1 * 0.1
    assert [cut.probability for cut in found.cuts] == pytest.approx([0.1, 0.01], rel=1e-12)


@pytest.mark.parametrize(
    ("step", "nodes", "lines", "expected"),
    [
        (
            "[[x]]",
            "## Event x: X\n## Assessor you: You\n- x: 20% if y, 50% otherwise because so\n## Event y: Y\n",
            "- x: 2 times the odds of [[you]] because so\n- y: 1% because so\n",
            ["x happens otherwise", "x happens if y, y happens"],
        ),
        (
            "[[x]]",
            "## Event x: X\n- happens: at [[r]] per session over [[n]]\n## Quantity r: R\n## Quantity n: N\n",
            "- r: 0.1% because so\n- n: 1,000 sessions because so\n",
            ["x happens"],
        ),
        (
            "[[x]] is too late",
            "## Scenario x: X\n- harm at: 1 day\n",
            "- x is too late: 30% because so\n",
            ["x is too late"],
        ),
        ("not [[x]]", "## Claim x: X\n- says: [[q]] at most 5%\n## Quantity q: Q\n", "", ["q is above 5%"]),
        ("[[q]] at least 5%", "## Quantity q: Q\n", "", ["q is at least 5%"]),
        (
            "not [[x]]",
            "## Claim x: X\n- says: [[q]] at most [[r]]\n## Quantity q: Q\n## Quantity r: R\n",
            "- q: 1 h (30 min-2 h) because so\n- r: 2 h (1 h-4 h) because so\n",
            ["q is above r"],
        ),
        (
            "[[x]]",
            "## Claim x: X\n- direction: danger\n- rests on: [[y]]\n## Claim y: Y\n",
            "- x: 60% because so\n- y: 90% because so\n",
            ["x holds", "x holds though its support fails, y is false"],
        ),
        ("[[x]]", "## Event x: X\n", "- x: 5% if y because so\n- y: 50% because so\n", ["x happens otherwise"]),
        ("not [[x]]", "## Claim x: X\n- access: internal\n", "", ["x is false"]),
        ("[[x]]", "## Claim x: X\n", "- x: 60% because so\n", ["x holds"]),
    ],
)
def test_everything_has_its_words(step: str, nodes: str, lines: str, expected: list[str]) -> None:
    """Odds of somebody else, rates, responses, quantities, dangers without support, and what no condition covers.

    What occurs on one side only is wrong on that side: a claim that does harm by holding.
    """
    more = "## Event y: Y\n" if "[[y]]" not in nodes and "- y:" in lines and "Event y" not in nodes else ""
    found = cuts(f"## Pathway p: P\n1. {step}\n{nodes}{more}## Assessor me: Me\n{lines}")
    assert {", ".join(row) for row in words(found)} >= set(expected)


def test_without_a_harm_there_are_none() -> None:
    """No pathway and no residual event: not computed, with the reason of the risk itself."""
    case = project("## Event danger: D\n## Assessor me: Me\n- danger: 10% because so\n")
    assert cuts_of(case.case, case.risk("me"), 10) == NotComputed(model.NO_HARM)


def refuse(*_: object, **__: object) -> None:
    """Refuse, as what is too large is refused."""
    raise TooLargeError("too large")


def test_what_does_not_fit_is_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the sets do not fit, the reason; where the circuit of the case does not, the sets without what it tells."""
    case = project(CASE)
    result = case.risk("me")
    with monkeypatch.context() as patch:
        patch.setattr(assessed, "cut_sets", refuse)
        assert cuts_of(case.case, result, 10) == NotComputed("too large")
        tree = tree_model(read_open_psa(TREE, "two.xml"))
        assert tree_cuts(tree, 10)["both"] == NotComputed("too large")
    monkeypatch.setattr(model, "compile_circuit", refuse)
    found = cuts(CASE)
    assert [cut.probability for cut in found.cuts] == pytest.approx([0.04, 0.01], rel=1e-12)
    assert all(cut.given_evidence == assessed.UNFITTING == cut.share for cut in found.cuts)


def test_what_would_take_too_long_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for one set, the second goes without; with room for none, both, and the sets are still there."""
    size = project(CASE).risk("me").spread.asked.narrow[0].size  # type: ignore[union-attr]
    monkeypatch.setattr(assessed, "MOST_WORK", size + 1)
    first, second = cuts(CASE).cuts
    assert isinstance(first.share, float)
    assert second.given_evidence == assessed.LONG == second.share
    monkeypatch.setattr(assessed, "MOST_WORK", 0)
    assert [cut.share for cut in cuts(CASE).cuts] == [assessed.LONG, assessed.LONG]
    odd = TREE.replace(b"<or>", b"<xor>").replace(b"</or>", b"</xor>")
    found = tree_cuts(tree_model(read_open_psa(odd, "two.xml")), 10)["one"]
    assert isinstance(found, Cuts)
    assert [cut.share for cut in found.cuts] == [assessed.LONG, assessed.LONG]


def test_a_set_that_is_not_enough_by_itself_has_the_share_in_which_it_is() -> None:
    """Exactly one of a (1/4) and b (1/2): b without a is 3/8, a without b 1/8, of 1/2 together."""
    odd = TREE.replace(b"<or>", b"<xor>").replace(b"</or>", b"</xor>")
    found = tree_cuts(tree_model(read_open_psa(odd, "two.xml")), 10)["one"]
    assert isinstance(found, Cuts)
    assert not found.coherent
    assert (words(found), [cut.probability for cut in found.cuts]) == ([["b"], ["a"]], [0.5, 0.25])
    assert [cut.share for cut in found.cuts] == pytest.approx([0.75, 0.25], rel=1e-12)


TREE = b"""<opsa-mef>
<define-fault-tree name="two">
<define-gate name="both"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>
<define-gate name="one"><or><basic-event name="a"/><basic-event name="b"/></or></define-gate>
<define-gate name="spare"><and><basic-event name="a"/><not><basic-event name="b"/></not></and></define-gate>
<define-basic-event name="a"><float value="0.25"/></define-basic-event>
<define-basic-event name="b"><float value="0.5"/></define-basic-event>
</define-fault-tree>
</opsa-mef>
"""


def test_a_fault_tree_has_the_cut_sets_of_each_top_event() -> None:
    """Both: 1/8, all of it. One: b is in 0.5 / 0.625 of it, a in 0.25 / 0.625: together more than one.

    What has to stay away is told as such: a without b.
    """
    found = tree_cuts(tree_model(read_open_psa(TREE, "two.xml")), 10)
    told = {
        name: [(words(item)[place], cut.probability, cut.share) for place, cut in enumerate(item.cuts)]
        for name, item in found.items()
        if isinstance(item, Cuts)
    }
    assert told == {
        "both": [(["a", "b"], 0.125, 1.0)],
        "one": [(["b"], 0.5, pytest.approx(0.8, rel=1e-12)), (["a"], 0.25, pytest.approx(0.4, rel=1e-12))],
        "spare": [(["a", "b does not happen"], 0.125, 1.0)],
    }
