"""A case as a fault tree: read back it gives the same risk, and everything in it has a name that the format allows."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ET
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.conformance.enumeration import write_case
from tests.conformance.random_cases import random_case
from tests.small import HERON, project

import loadpath as lp
from loadpath.assess.compact import compact
from loadpath.assess.fault_tree import tree_model
from loadpath.assess.leaf_words import identifier
from loadpath.assess.open_psa import MOST_POINTS, exported
from loadpath.assess.results import Interval
from loadpath.errors import LoadpathError, TooLargeError
from loadpath.ingest.openpsa import read_open_psa
from loadpath.report.open_psa import open_psa_text

if TYPE_CHECKING:
    from loadpath.assess.results import Assessment

BLOCKS, PER_BLOCK, QUICK = 10, 20, 2
"""Two hundred random cases; `make test` has time for forty, the others run in `make test-all`."""

EXACT = 1e-12
"""Both sides do some hundred roundings of 1.1e-16 on sums of positive terms."""

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*")
"""`Identifier` of the schema of MEF 2.0d (`[^\\-.]+(-[^\\-.]+)*` and an NCName), in ASCII."""


def text_of(case: lp.Project, result: Assessment, end: str | None = None) -> str:
    """Return the document that is exported."""
    return open_psa_text(exported(case.case, result, end))


def tops(text: str) -> dict[str, float]:
    """Return the probability of each top gate of a document, as loadpath reads it."""
    made = tree_model(read_open_psa(text.encode(), "case.xml"))
    weights = np.array(made.means).reshape(-1, 1)
    values = made.circuit().probabilities(weights, 1 - weights, list(made.tops.values()))
    return dict(zip(made.tops, values[:, 0].tolist(), strict=True))


def quotient(text: str) -> float:
    """Return the risk that a document comes to."""
    found = tops(text)
    if found.keys() == {"harm"}:
        return found["harm"]
    assert found.keys() == {"harm-and-evidence", "evidence"}
    return found["harm-and-evidence"] / found["evidence"]


def again(text: str, by: str = "me", end: str | None = None) -> float:
    """Return the risk of a small case after it went out and came back."""
    case = project(text)
    return quotient(text_of(case, case.risk(by), end))


def risk_of(result: Assessment) -> float:
    """Return a risk that is one number."""
    assert isinstance(result.risk, Interval)
    return result.risk.value


def test_heron_comes_back_with_the_same_risk() -> None:
    """Every assessor of the example: what is read back gives their risk."""
    case = lp.read(HERON, draws=100)
    for result in case.risk():
        assert quotient(text_of(case, result)) == pytest.approx(risk_of(result), rel=EXACT, abs=0)


@pytest.mark.parametrize(
    "block", [pytest.param(block, marks=[pytest.mark.slow] if block >= QUICK else []) for block in range(BLOCKS)]
)
def test_random_cases_come_back_with_the_same_risk(block: int) -> None:
    """Two hundred cases: the same risk by each assessor, names that the format allows, and nothing named twice."""
    for seed in range(block * PER_BLOCK, (block + 1) * PER_BLOCK):
        case = lp.read(write_case(random_case(random.Random(seed))), draws=100)
        for result in case.risk():
            text = text_of(case, result)
            assert quotient(text) == pytest.approx(risk_of(result), rel=EXACT, abs=0), seed
            document = ET.fromstring(text)  # noqa: S314  our own
            assert all(NAME.fullmatch(one.attrib["name"]) for one in document.iter() if "name" in one.attrib), seed
            assert not list(repeated(document)), seed


def repeated(document: ET.Element) -> list[str]:
    """Return gates that name one thing twice under a connective, which some engines refuse."""
    found = []
    for gate in document.iter("define-gate"):
        for part in chain(gate.iter("and"), gate.iter("or"), gate.iter("atleast")):
            names = [one.attrib["name"] for one in part if "name" in one.attrib]
            found += [gate.attrib["name"]] * (len(names) != len(set(names)))
    return found


def test_a_document_says_what_it_is_made_from() -> None:
    """Data follow the tree, as the schema wants it; a number has its owner, its place and its range beside it."""
    case = lp.read(HERON, draws=100)
    result = case.risk("team")
    document = ET.fromstring(text_of(case, result))  # noqa: S314  our own
    assert [one.tag for one in document] == ["define-fault-tree", "model-data"]
    about = {one.attrib["name"]: one.attrib["value"] for one in document[0].find("attributes") or ()}
    assert about == {"case": "heron-2", "digest": case.case.digest, "assessor": "team"}
    event = next(one for one in document[1] if one.attrib["name"] == "scheming")
    assert event.findtext("label") == case.case.nodes["scheming"].title
    said = {one.attrib["name"]: one.attrib["value"] for one in event.find("attributes") or ()}
    # team.md says `scheming: 5% (1%-15%)` in its seventh line
    assert said["file"] == "assessors/team.md"
    assert (said["assessor"], said["line"], said["range-low"], said["range-high"]) == ("team", "7", "0.01", "0.15")
    assert event[-1].attrib["value"] == "0.05"


def test_what_is_part_of_the_argument_keeps_its_name() -> None:
    """A barrier that needs a claim is a gate, though the engine dissolves it in the pathway."""
    case = lp.read(HERON, draws=100)
    text = text_of(case, case.risk("team"))
    tree = read_open_psa(text.encode(), "heron.xml")
    wanted = {"exfiltration", "rnd-tampering", "weight-access", "code-review", "night-copy-is-too-late"}
    assert wanted <= tree.gates.keys()
    assert "attempts-exfiltration" in repr(tree.gates["exfiltration"])


PLAIN = """
## Event harm: The event is called as a gate is

- kind: residual

## Event v1.5: With a dot

- kind: residual

## Event v1-5: With a hyphen

- kind: residual

## Assessor me: Me

- harm: 10% because y
- v1.5: 20% because y
- v1-5: 30% because y
"""


def test_ids_become_names_of_the_format() -> None:
    """A dot becomes `_`, a name that is taken gets a number: 1 - 0.9 x 0.8 x 0.7 = 0.496."""
    case = project(PLAIN)
    tree = read_open_psa(text_of(case, case.risk("me")).encode(), "x.xml")
    assert set(tree.events) == {"harm-2", "v1_5", "v1-5"}
    assert again(PLAIN) == pytest.approx(0.496, rel=1e-15)


def test_an_identifier_can_be_made_of_anything() -> None:
    """What the format does not allow is left out: digits in front, slashes, spaces, other letters."""
    for text in ("7", "6.5.1.2", "night-copy/0/traffic counter/works", "--a--b--", "", "é"):
        assert NAME.fullmatch(identifier(text)), text


def shared(first: str, second: str) -> str:
    """Return a case in which two barriers stand between an attempt and the harm."""
    return f"""
## Event attempt: It tries

## Mitigation one: One

- state: built

## Mitigation two: Two

- state: built

## Evidence runs: Runs

- result: 1 of 10
- about: [[one]] fails
- passes when: at most 3

## Pathway way: A way

1. [[attempt]]
2. [[one]] fails
3. [[two]] fails

## Assessor team: The team

- attempt: 50% because y
- one fails: as [[runs]] because y
- two fails: as [[runs]] because y

## Assessor me: Me

- attempt: 50% because y
- one fails: {first} because y
- two fails: {second} because y
"""


def test_a_number_that_two_barriers_share_is_one_number() -> None:
    """Both fail as 1 of 10: Jeffreys gives Beta(1.5, 9.5), and E[q^2] = 1.5 x 2.5 / (11 x 12), not (1.5 / 11)^2."""
    expected = 0.5 * 1.5 * 2.5 / (11 * 12)
    assert again(shared("as [[runs]]", "as [[runs]]")) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("first", "second"),
    [("2 times the odds of [[team]]", "as [[runs]]"), ("3 times the odds of [[team]]", "10% (5%-20%)")],
)
def test_shared_and_shifted_numbers_come_back(first: str, second: str) -> None:
    """Times the odds of a count that is used elsewhere as well, and numbers of their own: the risk of the engine."""
    text = shared(first, second)
    assert again(text) == pytest.approx(risk_of(project(text).risk("me")), rel=EXACT)


def test_an_event_of_two_uncertain_quantities_stands_at_its_mean() -> None:
    """Nothing else moves with it, so that the mean is exact, however fine the rule for it was."""
    text = """
## Event x: X

- happens: at [[r]] per session over [[n]]
- kind: residual

## Quantity r: R

## Quantity n: N

## Assessor me: Me

- r: 1% (0.3%-2.5%) per session because y
- n: 100 sessions (50 sessions-200 sessions) because y
"""
    assert again(text) == pytest.approx(risk_of(project(text).risk("me")), rel=EXACT)


def test_small_complements_keep_their_digits() -> None:
    """Harm when a claim of 1 - 1e-12 is false: 1e-12, of which 1 - float(1 - 1e-12) would leave four digits."""
    text = """
## Claim sure: Sure

## Event x: X

- is: not [[sure]]
- kind: residual

## Assessor me: Me

- sure: 99.9999999999% because y
"""
    case = project(text)
    found = text_of(case, case.risk("me"))
    assert quotient(found) == pytest.approx(1e-12, rel=EXACT, abs=0)
    assert '<define-basic-event name="not-sure">' in found


OPEN = """
## Pathway p: P

1. [[x]]
2. [[g]] fails

## Event x: X

## Mitigation g: G

- state: built

## Evidence seen: Something was seen

- result: loud
- about: [[x]]
- passes when: quiet

## Assessor me: Me

- x: at most 20% because y
- g: unknown because y
- seen: passes 90% if not x, 30% if x because y
"""


def test_what_is_unknown_has_two_files() -> None:
    """At best nothing happens. At worst x has 20 %, g fails: 0.2 x 0.7 / (0.2 x 0.7 + 0.8 x 0.1) = 0.14 / 0.22."""
    assert again(OPEN, end="low") == 0
    assert again(OPEN, end="high") == pytest.approx(0.14 / 0.22, rel=EXACT)


def test_without_an_end_an_unknown_is_refused() -> None:
    """The refusal names the two ends and what has no number; an end that there is not is the caller's fault."""
    case = project(OPEN)
    with pytest.raises(LoadpathError, match=r"lies between 0 and 0\.6364, since no number is known of `g`") as told:
        exported(case.case, case.risk("me"))
    assert "--end low" in told.value.help
    with pytest.raises(ValueError, match="no end 'middle'"):
        exported(case.case, case.risk("me"), "middle")


def test_what_is_sampled_is_refused() -> None:
    """One quantity below another that is cut as well has no exact rule: a fault tree would hide that."""
    text = """
## Pathway p: P

1. [[q]] at most [[r]]
2. [[q]] at most 2 h

## Quantity q: Q

## Quantity r: R

## Assessor me: Me

- q: 1 h (30 min-2 h) because y
- r: 1 h (30 min-2 h) because y
"""
    case = project(text)
    with pytest.raises(TooLargeError, match="no exact rule"):
        exported(case.case, case.risk("me"))


def test_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two points are over a limit of one."""
    monkeypatch.setattr("loadpath.assess.open_psa.MOST_POINTS", 1)
    assert MOST_POINTS > 1
    case = project(shared("as [[runs]]", "as [[runs]]"))
    with pytest.raises(TooLargeError, match="would take 2 points"):
        exported(case.case, case.risk("me"))


def test_where_there_is_no_risk_there_is_nothing_to_export() -> None:
    """Without a pathway nobody knows what the harm is."""
    case = project("## Event x: X\n\n## Assessor me: Me\n\n- x: 1% because y\n")
    with pytest.raises(LoadpathError, match="no pathway and no residual event says"):
        exported(case.case, case.risk("me"))


def test_a_harm_that_cannot_happen_is_not_a_harm_nobody_described() -> None:
    """A pathway stands there, and contradicts itself: that is said, and what to write."""
    case = project(
        "## Pathway p: P\n\n1. [[x]] and not [[x]]\n\n## Event x: X\n\n## Assessor me: Me\n\n- x: 1% because y\n"
    )
    with pytest.raises(LoadpathError, match="can happen, whatever the numbers are") as caught:
        exported(case.case, case.risk("me"))
    assert "write a pathway" in caught.value.help


def test_evidence_that_says_nothing_leaves_the_prior() -> None:
    """As likely either way: both gates are there, and their quotient is the 1 % of before."""
    text = """
## Event x: X

- kind: residual

## Evidence e: E

- result: loud
- about: [[x]]
- passes when: quiet

## Assessor me: Me

- x: 1% because y
- e: passes 99.99% because y
"""
    case = project(text)
    assert tops(text_of(case, case.risk("me"))).keys() == {"harm-and-evidence", "evidence"}
    assert again(text) == pytest.approx(0.01, rel=EXACT)


def test_a_case_that_no_circuit_fits_is_exported_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault tree needs no circuit: another engine may fare better. The operations need one."""
    text = shared("as [[runs]]", "10% (5%-20%)")
    expected = risk_of(project(text).risk("me"))

    def refuse(*_: object, **__: object) -> None:
        raise TooLargeError("too large")

    monkeypatch.setattr("loadpath.assess.risk.model", refuse)
    case = project(text)
    result = case.risk("me")
    assert "bounds" in result.method
    assert quotient(text_of(case, result)) == pytest.approx(expected, rel=EXACT)
    with pytest.raises(TooLargeError, match="did not fit"):
        compact(case.case, result)


def test_a_large_case_with_unknowns_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a circuit nobody can tell at which end of an unknown the risk is lowest."""

    def refuse(*_: object, **__: object) -> None:
        raise TooLargeError("too large")

    monkeypatch.setattr("loadpath.assess.risk.model", refuse)
    case = project(OPEN.replace("unknown because", "10% because"))
    with pytest.raises(TooLargeError, match="something in it is unknown"):
        exported(case.case, case.risk("me"))
