"""What is tried is text of the case: the same as written by hand, nothing else touched, and refusals that help."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conformance.enumeration import write_case
from tests.conformance.random_cases import random_case
from tests.small import HEAD

import loadpath as lp
from loadpath.assess.results import Interval
from loadpath.case import node as kinds
from loadpath.errors import RefusedSettingError
from loadpath.files.added import added

CASE = """## Pathway theft: T

1. [[x]]
2. [[lock]] fails

## Pathway leak: L

Prose before it.

3) [[y]] - it is
   sent out

Prose after it.

## Pathway empty: E

## Event x: X

## Event y: Y

## Claim staffed: S

## Mitigation lock: L
- needs: [[staffed]]

## Assessor me: Me

- x: 4% because z
- y: 2% because z
- staffed: 50% because z
- lock fails: 10% because z

More of it.

## Assessor you: You
- starts from: [[me]]
- x: 8% because z

## Assessor third: Third
"""
TEXTS = {"a.md": HEAD, "b.md": CASE}
CHAINS = {"a.md": HEAD, "b.md": CASE.replace("## Pathway empty: E\n\n", "")}
"""The same without the pathway that says nothing, whose chance may be anything."""

BY_HAND = (
    CASE.replace("2. [[lock]] fails\n", "2. [[lock]] fails\n3. [[gate]] fails\n")
    .replace("   sent out\n", "   sent out\n4) [[gate]] fails\n")
    .replace(
        "- lock fails: 10% because z\n",
        "- lock fails: 10% because z\n- gate fails: 10% (5%-20%) because it is tried here\n",
    )
    .replace(
        "## Assessor third: Third\n",
        "## Assessor third: Third\n\n- gate fails: 10% (5%-20%) because it is tried here\n",
    )
)


def risks(texts: dict[str, str]) -> dict[str, object]:
    """Return the risk of everybody."""
    return {one.assessor: one.risk for one in lp.read(texts, draws=50).risk()}


def one(answer: object) -> float:
    """Return an answer that is one number."""
    assert isinstance(answer, Interval), answer
    return answer.value


def ends(answer: object) -> list[float]:
    """Return both ends of an answer; nothing where there is none."""
    return [answer.low, answer.high] if isinstance(answer, Interval) else []


def refused(*ideas: str) -> str:
    """Return what is said where ideas are refused."""
    with pytest.raises(RefusedSettingError) as error:
        added(TEXTS, ideas, planned=False)
    return f"{error.value} | {error.value.help}"


def test_it_is_what_one_would_write_by_hand() -> None:
    """The last steps, the judgements of those who start from nobody else, and a node; the file keeps everything else."""
    after = added(
        TEXTS,
        ["gate fails 10% (5%-20%) cost $1M tax 5% feasible 60% needs staffed and lock on theft, leak"],
        planned=True,
    )
    assert after["b.md"] == BY_HAND
    assert after["a.md"] == HEAD
    assert after["added.md"] == (
        "## Mitigation gate: Tried here, not in the case\n\n- state: planned\n- needs: [[staffed]], [[lock]]\n"
        "- cost: $1M\n- tax: 5%\n- feasible: 60%\n"
    )
    assert "- state: built\n" in added(TEXTS, ["gate fails 10% on theft"], planned=False)["added.md"]


def test_its_risk_is_that_of_the_text() -> None:
    """4 % x (1 - 0.5 x 0.9) = 2.2 %, of which the gate leaves a tenth: 0.22 %; leak stays 2 %."""
    then = risks(added(CHAINS, ["gate fails 10% on theft"], planned=False))
    assert one(then["me"]) == pytest.approx(1 - 0.9978 * 0.98)
    by_hand = {
        "a.md": HEAD,
        "b.md": BY_HAND.replace("4) [[gate]] fails\n", "").replace("## Pathway empty: E\n\n", ""),
        "c.md": "## Mitigation gate: G\n",
    }
    assert then == risks(by_hand)


def test_what_is_planned_counts_as_absent() -> None:
    """Nothing moves by planning."""
    assert risks(added(TEXTS, ["gate fails 10% on theft, leak"], planned=True)) == risks(TEXTS)


def test_restoring_a_claim() -> None:
    """Staffed for certain, the lock fails in 10 % instead of 55 %: theft 0.4 %."""
    then = risks(added(CHAINS, ["drill restores staffed cost 3 person-weeks"], planned=False))["me"]
    assert one(then) == pytest.approx(1 - 0.996 * 0.98)


def test_ideas_may_need_each_other() -> None:
    """Both come in, in one file; a file of that name is left alone."""
    after = added(
        {**TEXTS, "added.md": "Nothing.\n"}, ["a fails 1% needs b on theft", "b fails 1% on leak"], planned=True
    )
    assert after["added.md"] == "Nothing.\n"
    assert lp.read(after).case.nodes.keys() >= {"a", "b"}


def test_bytes_of_a_word_processor_stay() -> None:
    """A byte order mark, other line ends and a file without an end of line: what is put in ends like its neighbours."""
    text = "\ufeff" + CASE.rstrip("\n").replace("\n", "\r\n")
    after = added({"a.md": HEAD, "b.md": text}, ["gate fails 10% (5%-20%) on theft, leak"], planned=True)["b.md"]
    assert after == "\ufeff" + BY_HAND.replace("\n", "\r\n")


def test_a_fragment_brings_nodes_and_judgements() -> None:
    """New parts go into a file of their own, lines under the heading of an assessor to theirs."""
    fragment = "## Event z: Z\n- kind: residual\n\n## Assessor me\n\n- z: 1% because of it\n\n## Assessor new: New\n\n- z: 2% because of it\n"
    fragment = fragment.replace("## Assessor me\n", "## Assessor me: Me\n")
    after = added(TEXTS, [fragment], planned=False)
    assert "- lock fails: 10% because z\n- z: 1% because of it\n" in after["b.md"]
    assert after["added.md"] == "## Event z: Z\n- kind: residual\n\n## Assessor new: New\n\n- z: 2% because of it\n"
    there = added(CHAINS, [fragment], planned=False)
    assert one(risks(there)["me"]) == pytest.approx(1 - 0.978 * 0.98 * 0.99)


@pytest.mark.parametrize("seed", range(20))
def test_a_barrier_on_every_pathway_takes_its_share(seed: int) -> None:
    """Whatever the case: a barrier that fails in 25 %, on all pathways, leaves a quarter of the listed harm, for everybody;
    planned it leaves everything, and what is not listed stays.
    """  # noqa: D205  one sentence
    texts = write_case(random_case(random.Random(seed)))
    before = lp.read(texts, draws=50)
    idea = f"tried-gate fails 25% on {', '.join(item.id for item in before.case.all(kinds.Pathway))}"
    built = lp.read(added(texts, [idea], planned=False), draws=50).risk()
    planned = lp.read(added(texts, [idea], planned=True), draws=50).risk()
    for now, then, same in zip(before.risk(), built, planned, strict=True):
        assert ends(then.listed) == pytest.approx([end / 4 for end in ends(now.listed)], rel=1e-9)
        assert ends(same.risk) == pytest.approx(ends(now.risk), rel=1e-9)
        for name, rest in now.residual.items():
            assert ends(then.residual[name]) == pytest.approx(ends(rest), rel=1e-9)


def test_a_file_of_ideas() -> None:
    """Each line before the first heading is an idea of its own; what follows is text of the case."""
    ideas = "- gate fails 10% on theft\n\n- drill restores staffed\n\n## Event z: Z\n- kind: residual\n"
    apart = ["gate fails 10% on theft", "drill restores staffed", "## Event z: Z\n- kind: residual\n"]
    assert added(TEXTS, [ideas], planned=True) == added(TEXTS, apart, planned=True)


@pytest.mark.parametrize(
    ("idea", "told"),
    [
        ("gate fails 10% on thft", "no pathway `thft` | did you mean `theft`"),
        ("gate fails 10% on staffed", "no pathway `staffed` | there are `theft`"),
        ("gate fails 10%", "on no pathway | end with `on PATHWAY`"),
        ("gate fails 10% on empty", "`empty` has no chain"),
        ("lock fails 10% on theft", "`lock` exists already"),
        ("gate fails 0.1 on theft", "0.1"),
        ("gate fails on theft", "no number"),
        ("gate fails 10% on theft on leak", "`on` twice"),
        ("gate fails 10% cost much on theft", "cost `much`"),
        ("gate fails 10% tax 0.1 on theft", "tax `0.1`"),
        ("gate fails 10% feasible maybe on theft", "feasible `maybe`"),
        ("gate fails 10% needs stafed on theft", "`stafed` | did you mean `staffed`"),
        ("gate fails 10% needs gate on theft", "`gate`"),
        ("drill restores lock", "no claim `lock` | there are `staffed`"),
        ("gate fails 10% because I say so on theft", "leave it out"),
        ("", "nothing is tried"),
        ("gate stands on theft", "no idea that can be tried | write `ID fails"),
        ("Gate fails 10% on theft", "cannot be an id"),
        ("published fails 10% on theft", "cannot be an id"),
        ("gate fails 10% if nothing on theft", "nothing"),
        ("gate fails 10% (20%-30%) on theft leak", "`theft leak` is no id"),
        ("x" * 600, "too long"),
        ("## Event x: X\n", "`x` exists already"),
        ("## Assessor me: Me\n\nThey think so.\n", "no judgement"),
        ("## Event z: Z\n- kind: nonsense\n", "nonsense"),
    ],
)
def test_what_cannot_be_read_is_refused(idea: str, told: str) -> None:
    """Each says what was read, and what to write instead."""
    assert told in refused(idea)


def test_the_same_idea_twice_and_too_many() -> None:
    """An id is one thing."""
    assert "exists already" in refused("gate fails 10% on theft", "gate fails 20% on leak")
    assert "at most 20" in refused(*(f"g{n} fails 10% on theft" for n in range(21)))


def test_a_number_without_anybody_who_judges() -> None:
    """Nobody can be given it."""
    with pytest.raises(RefusedSettingError, match="nobody judges"):
        added({"a.md": HEAD, "b.md": CASE.partition("## Assessor me")[0]}, ["gate fails 10% on theft"], planned=False)


PIECES = (
    "gate",
    " fails ",
    "10%",
    " on ",
    "theft",
    ",",
    "leak",
    " needs ",
    "tax 5%",
    "[[",
    "## Event q: Q",
    "\n",
    "- ",
    ":",
)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=8))
def test_any_text_is_read_or_refused(pieces: list[str]) -> None:
    """Whatever is tried, it is refused with a remedy, or the case as it was stays in what is read."""
    said = None
    try:
        after = added(TEXTS, ["".join(pieces)], planned=True)
    except RefusedSettingError as error:
        said = error.help
        after = TEXTS
    assert said != ""
    assert lp.read(after).case.nodes.keys() >= lp.read(TEXTS).case.nodes.keys()
