"""The frame around the rules: it fails closed, honours waivers and nothing else, weighs and sorts."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import loadpath.checks as room
from loadpath.case.diagnostic import Severity
from loadpath.checks import RULES
from loadpath.checks.rule import FRAME, Finding, Rule
from loadpath.checks.run import run
from loadpath.project import read
from loadpath.pytest_plugin import differences, example, examples, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
BY_THE_FRAME = "crashed-check"
"""The rule that no case can cause."""

HEAD = "# Case example: An example\n\n- kind: risk report\n"
BARE = "\n## Claim bare: Nothing stands under it\n"


def rule(name: str, *found: Finding, pilot: Severity = Severity.WARNING, release: Severity = Severity.ERROR) -> Rule:
    """Return a rule that finds the same everywhere."""
    return Rule(name=name, page=name, pilot=pilot, release=release, find=lambda _scene: found)


def waiver(**fields: str) -> str:
    """Return a waiver of the bare claim with these fields."""
    given = {"rule": "unsupported-claim", "on": "[[bare]]", "because": "planned for May", "by": "dana"} | fields
    lines = "\n".join(f"- {key}: {value}" for key, value in given.items() if value)
    return f"\n## Waiver accepted: Accepted for now\n\n{lines}\n"


def checked(text: str, today: date | None = None) -> tuple[list[str], list[str]]:
    """Return the rules of what is found about the bare claim and of what is waived."""
    findings = read({"case.md": HEAD + BARE + text}, today=today).check()
    found = [item.rule for item in findings.found if item.rule not in ("orphan", "idle-waiver")]
    return found, [item.finding.rule for item in findings.waived]


# fails closed ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ValueError("no such node"), RecursionError("too deep"), KeyError("x")])
def test_a_crashed_rule_closes_the_gate(error: Exception) -> None:
    """A rule that raises is an error that names it, and the other rules still run."""

    def crash(_scene: object) -> list[Finding]:
        raise error

    crashing = Rule(name="fragile", page="", pilot=Severity.NOTE, release=Severity.NOTE, find=crash)
    findings = run(read({"case.md": HEAD}).scene, [crashing, rule("sturdy", Finding(message="found"))])
    assert findings.at_the_gate
    assert findings.rules == 1
    assert [item.rule for item in findings.found] == [BY_THE_FRAME, "sturdy"]
    assert "`fragile` crashed" in findings.found[0].message


def test_a_rule_that_crashes_half_way_is_not_a_pass() -> None:
    """What a rule found before it raised is kept beside the error."""

    def crash(_scene: object) -> Iterator[Finding]:
        yield Finding(message="the first")
        raise ValueError

    crashing = Rule(name="fragile", page="", pilot=Severity.NOTE, release=Severity.NOTE, find=crash)
    findings = run(read({"case.md": HEAD}).scene, [crashing])
    assert findings.at_the_gate
    assert findings.rules == 0
    assert [item.rule for item in findings.found] == [BY_THE_FRAME, "fragile"]


def test_a_crash_cannot_be_waived() -> None:
    """A waiver of `crashed-check` on the case itself changes nothing: nobody can accept what nobody has seen."""

    def crash(_scene: object) -> list[Finding]:
        raise ValueError

    text = HEAD + BARE + waiver(rule=BY_THE_FRAME, on="[[example]]")
    crashing = Rule(name="fragile", page="", pilot=Severity.NOTE, release=Severity.NOTE, find=crash)
    findings = run(read({"case.md": text}).scene, [crashing])
    assert findings.at_the_gate
    assert not findings.waived


# waivers --------------------------------------------------------------------------------------------------------------


def test_a_waiver_with_a_reason_and_a_name_is_honoured() -> None:
    """A finding that somebody accepts for a reason moves from what is found to what is waived."""
    assert checked("") == (["unsupported-claim"], [])
    assert checked(waiver()) == ([], ["unsupported-claim"])


@pytest.mark.parametrize("missing", ["because", "by", "on", "rule"])
def test_a_waiver_without_its_parts_is_nothing(missing: str) -> None:
    """Without a reason, a name, a rule or a node, a waiver accepts nothing."""
    assert checked(waiver(**{missing: ""})) == (["unsupported-claim"], [])


def test_a_waiver_is_for_one_rule_and_one_node() -> None:
    """A waiver of another rule, or on another node, accepts nothing."""
    other = "\n## Claim other: It has evidence\n\n- rests on: [[bare]]\n"
    assert checked(waiver(rule="no-residual")) == (["unsupported-claim"], [])
    assert checked(other + waiver(on="[[other]]")) == (["unsupported-claim"], [])


def test_a_waiver_expires() -> None:
    """A waiver counts to its last day and not after it; where today is not known, nothing has expired."""
    last = waiver(until="2027-05-31")
    assert checked(last, date(2027, 5, 31)) == ([], ["unsupported-claim"])
    assert checked(last, date(2027, 6, 1)) == (["unsupported-claim"], [])
    assert checked(last) == ([], ["unsupported-claim"])


def test_what_the_reader_refused_is_never_waived() -> None:
    """An error of the text stays an error, whatever a waiver says."""
    text = "\n## Claim wrong: It rests on nothing\n\n- rests on: [[nowhere]]\n"
    found, waived = checked(text + waiver(rule="unknown-reference", on="[[wrong]]"))
    assert "unknown-reference" in found
    assert not waived


# weight and order -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("strictness", "expected"), [("pilot", Severity.WARNING), ("release", Severity.ERROR)])
def test_strictness_decides_the_weight(strictness: str, expected: Severity) -> None:
    """The same finding weighs what its rule says under the strictness of the case."""
    scene = read({"case.md": f"{HEAD}- strictness: {strictness}\n"}).scene
    findings = run(scene, [rule("bare", Finding(message="found"))])
    assert [item.severity for item in findings.found] == [expected]
    assert findings.at_the_gate == (expected is Severity.ERROR)


def test_a_finding_may_weigh_less_than_its_rule() -> None:
    """A severity of the finding's own goes before that of its rule."""
    scene = read({"case.md": f"{HEAD}- strictness: release\n"}).scene
    findings = run(scene, [rule("bare", Finding(message="found", severity=Severity.NOTE))])
    assert [item.severity for item in findings.found] == [Severity.NOTE]


def test_findings_are_ordered_by_weight_and_then_by_effect() -> None:
    """Errors come first; among equals, what would raise the risk most if it were wrong comes first."""
    text = """
## Event small: It happens in the small way

- kind: residual

## Event large: It happens in the large way

- given: [[door]] fails
- kind: residual

## Mitigation door: A door

## Assessor me: Me

- small: 1% because it is rare
- large: 50% because it is common
- door fails: 1% because it is locked
"""
    scene = read({"case.md": HEAD + text}).scene
    at_door, at_small = Finding(message="door", subject="door"), Finding(message="small", subject="small")
    first = Finding(message="first", severity=Severity.ERROR)
    findings = run(scene, [rule("some", at_small, Finding(message="nothing"), at_door, first)])
    # risk = 1 - 0.99 * (1 - 0.5 * 0.01) = 1.495 %. If `small` happens it is 1, or 67 times;
    # if `door` fails it is 1 - 0.99 * 0.5 = 50.5 %, or 34 times.
    assert [item.message for item in findings.found] == ["first", "small", "door", "nothing"]


def test_the_same_finding_is_told_once() -> None:
    """Two equal findings are one."""
    same = Finding(message="found")
    assert len(run(read({"case.md": HEAD}).scene, [rule("bare", same, same)]).found) == 1


# every rule -----------------------------------------------------------------------------------------------------------


def test_rules_are_the_modules_of_the_room() -> None:
    """Every module but the frame is a rule, named after its file with dashes for underscores."""
    files = {path.stem for path in Path(room.__path__[0]).glob("*.py")} - FRAME - {"__init__"}
    assert {name.replace("-", "_") for name in RULES} == files
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in RULES)


def test_every_rule_that_is_named_has_a_page() -> None:
    """Whatever name a diagnostic carries, anywhere in the sources, `loadpath explain` knows it."""
    named = {
        found
        for path in SOURCES
        for found in re.findall(r"\brule(?:: str)? ?= ?\"([a-z-]+)\"", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 10
    assert named <= set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_a_title_and_a_page(name: str) -> None:
    """A page is a title line without a full stop, prose that says why, and an example that fails."""
    page = RULES[name].page
    title, blank, *_ = page.splitlines()
    assert title[0].isupper()
    assert not title.endswith(".")
    assert not blank
    assert len(page) > 150
    assert "```loadpath\n" in page


@pytest.mark.parametrize("name", [name for name in RULES if name != BY_THE_FRAME])
def test_the_example_on_a_page_fails_and_is_mended(name: str) -> None:
    """The first case on a rule's page has a finding of the rule, and the second, where there is one, has none."""
    first, *mended = examples(RULES[name].page)
    assert name in [item.rule for item in first.found()]
    for one in mended:
        assert name not in [item.rule for item in one.found()]
        assert not [item for item in one.found() if item.severity is Severity.ERROR]


def test_every_rule_has_a_page_of_cases() -> None:
    """The literate tests are the specification: each rule has one, with a case that fails and a case that passes."""
    found = pages(ROOT / "tests" / "cases")
    assert set(found) == set(RULES)
    for name, cases in found.items():
        asked = [any(item.rule == name for item in case.expected) for case in cases]
        assert any(asked) or name == BY_THE_FRAME, name
        assert not all(asked), name


def test_a_page_of_cases_notices_a_missing_and_an_unexpected_finding() -> None:
    """The runner compares exactly: what is expected must be found there, and nothing else of the rule."""
    found = example("bare", "## Claim bare: Nothing stands under it\n").found()
    expected = example("bare", "text\n## Claim x: <!-- warning[unsupported-claim] nothing -->\n").expected
    assert [line.split()[0] for line in differences(expected, found, "unsupported-claim")] == ["missing", "unexpected"]
    assert differences([], found, "no-residual") == []
