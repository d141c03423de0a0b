"""The example `short-timelines`: the source's numbers are printed, and its chance is that of an enumeration by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from math import log
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.cli.running import printed
from tests.small import ROOT

import loadpath as lp
from loadpath.assess.attainable import attainable
from loadpath.assess.inputs import inputs_of
from loadpath.assess.lines import judgements_of
from loadpath.assess.results import Interval
from loadpath.case.diagnostic import Severity
from loadpath.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = str(ROOT / "examples" / "short-timelines")
BUDGET = Fraction(1, 400)
"""0.25 %."""


def run(*words: str) -> str:
    """Return what a command prints, on one line without the breaks of a narrow terminal."""
    return printed(words[0], FOLDER, *words[1:])


def percents(text: str) -> Fraction:
    """Return a number such as 19.4 in percent, exactly."""
    return Fraction(text) / 100


NUMBERS = {
    "scheming": "25", "sound": "85", "oc3": "95", "oc4": "80", "oc5": "60", "weights-today": "30", "sl4": "10",
    "sl5": "5", "methods-today": "60", "methods-sl5": "10", "weights-harm": "3", "methods-harm": "1.5", "dearer": "15",
    "slower": "15", "own": "90", "insiders": "0.2", "checks": "15", "unlisted": "0.03", "4x": "25", "10x": "40",
}  # fmt: skip
"""What `author` holds, in percent; of a barrier that it fails."""
HAD = {"sl4": "60", "sl5": "25", "methods-sl5": "33", "4x": "75", "10x": "80", "checks": "80"}
"""What can be had, in percent."""
HARDLY = Fraction(1, 500_000)
"""That something is there which is built on what is not built."""

Given = tuple[bool, bool, bool]
GIVEN: list[Given] = [(s, e, w) for s in (True, False) for e in (True, False) for w in (True, False)]


def passes(given: Given) -> tuple[Fraction, ...]:
    """Return how likely each of the four tests passes, given scheming, sound earlier work, and theft not worth it."""
    scheming, sound, worthless = given
    return (
        percents("1.8" if scheming else "19.4"),
        percents("60" if not (scheming and sound) else "15"),
        percents("90" if not (scheming and sound) else "45"),
        percents("80" if worthless else "10"),
    )


def weighed(names: Mapping[str, Fraction], bits: tuple[bool, ...]) -> Fraction:
    """Return the chance that independent things are just so."""
    total = Fraction(1)
    for chance, bit in zip(names.values(), bits, strict=True):
        total *= chance if bit else 1 - chance
    return total


def theft(built: frozenset[str], p: Mapping[str, Fraction]) -> Fraction:
    """Return P(harm through theft) where theft is worth it, over every attacker, barrier and outcome."""
    walled = Fraction(1) if "sl4" in built else HARDLY
    placed = Fraction(1) if "sl5" in built else HARDLY
    names = {name: p[name] for name in ("oc3", "oc4", "oc5", "weights-today", "methods-today")}
    names |= {"walled": walled, "placed": placed}
    names |= {name: p[name] if name in built else Fraction(1) for name in ("sl4", "sl5", "methods-sl5")}
    total = Fraction(0)
    for bits in product((True, False), repeat=len(names)):
        chance = weighed(names, bits)
        if chance == 0:
            continue
        is_so = dict(zip(names, bits, strict=True))
        sl5_fails = is_so["sl5"] or not is_so["walled"]
        methods_fail = is_so["methods-sl5"] or not (is_so["walled"] and is_so["placed"])
        past = is_so["oc5"] or (is_so["oc4"] and is_so["sl4"])
        past = past or (is_so["oc3"] and is_so["weights-today"] and is_so["sl4"])
        known = is_so["oc5"] or is_so["oc4"] or (is_so["oc3"] and is_so["methods-today"])
        stays = Fraction(1)
        stays *= 1 - p["weights-harm"] if past and sl5_fails else 1
        stays *= 1 - p["methods-harm"] if known and methods_fail else 1
        total += chance * (1 - stays)
    return total


def by_hand(numbers: Mapping[str, str]) -> Fraction:
    """Return the chance of making the case: sets of what can be had, times outcomes of the four tests."""
    p = {name: percents(text) for name, text in numbers.items()}
    worthless = p["own"] * (1 - (1 - p["dearer"]) * (1 - p["slower"]))
    found = Fraction(0)
    thefts: dict[frozenset[str], Fraction] = {}
    for bits in product((True, False), repeat=len(HAD)):
        built = frozenset(name for name, bit in zip(HAD, bits, strict=True) if bit)
        wall = built & {"sl4", "sl5", "methods-sl5"}
        if wall not in thefts:
            thefts[wall] = theft(wall, p)
        fails_4x = p["4x"] if "4x" in built else Fraction(1)
        there = Fraction(1) if "4x" in built else HARDLY
        fails_10x = 1 - there * (1 - p["10x"]) if "10x" in built else Fraction(1)
        inside = p["insiders"] * (p["checks"] if "checks" in built else 1)
        good = Fraction(0)
        for outcome in product((True, False), repeat=4):
            seen = harm = Fraction(0)
            for given in GIVEN:
                chance = weighed({"s": p["scheming"], "e": p["sound"], "w": worthless}, given)
                for one, passed in zip(passes(given), outcome, strict=True):
                    chance *= one if passed else 1 - one
                safe = (1 - fails_4x * fails_10x if given[0] else 1) * (1 if given[2] else 1 - thefts[wall])
                safe *= (1 - inside) * (1 - p["unlisted"])
                seen += chance
                harm += chance * (1 - safe)
            good += seen if harm <= BUDGET * seen else 0
        found += weighed({name: percents(text) for name, text in HAD.items()}, bits) * good
    return found


def test_the_chance_is_that_of_an_enumeration_by_hand() -> None:
    """The chance by `author` equals sums of fractions that know nothing of circuits; with one number moved as well."""
    project = lp.read(FOLDER)
    wanted = by_hand(NUMBERS)
    assert 0 < wanted < Fraction(1, 1000)
    found = attainable(project.case, "author", project.risk("author").risk)
    assert isinstance(found.chance, Interval)
    assert found.chance.low == pytest.approx(float(wanted), rel=1e-9)
    asked = inputs_of(project.case, judgements_of(project.case, "author"))
    moved = by_hand({**NUMBERS, "methods-harm": "0.2", "insiders": "0.05"})
    assert moved > 2 * wanted
    chances = asked.chances([{}, {("methods-harm", 0): 0.002, ("insiders-try", 0): 0.0005}])
    assert chances.tolist() == pytest.approx([float(wanted), float(moved)], rel=1e-9)


def test_the_ratios_of_the_source_are_printed() -> None:
    """N1 to N4 and N7, at the digits of `published-reports`."""
    after = run("gap", "--by", "after-the-work", "--at", "1%", "--at", "5%", "--at", "25%", "--at", "50%")
    assert "a likelihood ratio of 12.34:1 (13:1 is enough, 12:1 is not)" in after  # N1
    assert "a likelihood ratio of 3.06" in after  # N7
    for met in ("5 %", "25 %", "50 %"):
        assert f"at or below the threshold of {met}" in after
    worth = run("gap", "--by", "after-the-work", "--worth", "10x", "--worth", "4x", "--worth", "60%:10x,15%:4x")
    assert "0.308 % is left if it is a ratio on what the harm hangs on, 0.3 % if it is a factor" in worth  # N2
    assert "0.767 % is left if it is a ratio on what the harm hangs on, 0.75 % if it is a factor" in worth
    assert "1.04 % if it is a factor on the harm" in worth  # N3
    before = run("gap", "--by", "scheming-alone", "--at", "3%", "--at", "1%", "--at", "5%")
    for ratio in ("133:1", "10.78:1", "33:1", "6.33"):  # N4
        assert f"a likelihood ratio of {ratio}" in before


def test_control_leaves_what_the_source_says_it_leaves() -> None:
    """N3 from the planned barriers themselves: 3 % x (60 % / 10 + 15 % / 4 + 25 %) = 1.0425 %.

    What is not counted stands there with 1 in 500,000 each, four times: 1e-5 at most.
    """
    done = CliRunner().invoke(cli, ["chance", FOLDER, "--by", "after-the-work", "--json"])
    expected = json.loads(done.output)["assessors"][0]["expected"]
    assert expected == pytest.approx(0.03 * (0.6 / 10 + 0.15 / 4 + 0.25), abs=1e-5)


def test_the_work_averages_to_the_prior() -> None:
    """N6: 15 % at 3 % leave 85 % at (25 % - 15 % x 3 %) / 85 % = 28.88 %."""
    done = CliRunner().invoke(cli, ["tests", FOLDER, "--by", "scheming-alone", "--json"])
    first = next(one for one in json.loads(done.output)["assessors"][0]["tests"] if one["test"] == "understanding")
    told = {one["passes"]: (one["chance"], one["risk"]) for one in first["outcomes"]}
    assert told[True] == pytest.approx((0.15, 0.03), abs=1e-5)
    assert told[False] == pytest.approx((0.85, (0.25 - 0.15 * 0.03) / 0.85), abs=1e-5)
    assert "it passes 15 % 3 % it fails 85 % 29 %" in run("tests", "--by", "scheming-alone")


def test_the_books_and_the_years() -> None:
    """N9, N10 and N12: a year of a lifetime, shares of the industry, 5.5 years of work and 9.5 with the calendar."""
    books = run("budget", "--on", "2025-01-11", "--beside", "5%")
    assert "0.063 % if it is 4, 0.025 % if it is 10, 0.013 % if it is 20" in books
    assert "as much as 18 days at 5 % a year" in books  # 17.8 days
    project = lp.read(FOLDER)
    [share] = [one for one in project.case.nodes["allowed"].fields if one.key == "our share"]
    assert "20%" in str(share)  # of 0.25 %: 0.05 %, held against by `--at`
    assert "the threshold of 0.05 %" in run("gap", "--by", "after-the-work", "--at", "0.05%")
    years = run("years")
    assert "halved excess beyond the calendar, (s-1)(1-l) 5.5 9.5" in years
    assert "halved multiplier beyond the calendar, s(1-l)-1 4.5 8.5" in years


def test_what_the_checker_says_is_in_the_readme() -> None:
    """No errors; each warning's rule is in the table of the README, and each rule of the table fires."""
    diagnostics = lp.read(FOLDER).check().found
    found = {one.rule for one in diagnostics if one.severity is Severity.WARNING}
    page = (ROOT / "examples" / "short-timelines" / "README.md").read_text(encoding="utf-8")
    table = page[page.index("| rule | on |") :]
    listed = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    assert found == listed
    assert not [one for one in diagnostics if one.severity is Severity.ERROR]


def test_every_number_says_whose_it_is() -> None:
    """Each line of `author` names the author or us; each of ours has a range, but for what is built on what."""
    project = lp.read(FOLDER)
    for name, held in judgements_of(project.case, "author").lines.items():
        reason = held.line.reason or ""
        assert reason.startswith(("the author", "our reading")), name
        if reason.startswith("our reading") and name not in {"control-exists", "weights-walled", "sl5-in-place"}:
            assert all("(" in branch.value.written for branch in held.line.branches), name


@pytest.mark.parametrize("command", ["risk", "gap", "tests", "chance", "years", "budget", "promises", "questions"])
def test_commands_say_something(command: str) -> None:
    """Every command of the question works on the example."""
    assert len(run(command)) > 100


@pytest.mark.slow
def test_explained_beside_the_stated_figure() -> None:
    """The figure agrees with the author's, no input alone would make it his, nine together pass it."""
    found = run("chance", "--by", "author", "--explain", "--stated", "at most 20%")
    assert "is 0.052 %. That agrees with `at most 20 %`; the chance is 390 times smaller than that." in found
    assert "none of them alone could make it 20 %" in found
    assert found == run("chance", "--by", "author", "--stated", "at-most-20%")


def refused(*words: str) -> str:
    """Return why a command could not run, with its remedy."""
    done = CliRunner().invoke(cli, [words[0], FOLDER, *words[1:]])
    assert done.exception is not None
    return f"{done.exception} | {getattr(done.exception, 'help', '')} | {done.output}"


@pytest.mark.slow
def test_what_a_stated_figure_may_be() -> None:
    """A side that contradicts is said to, none is refused as a chance, and so are two questions at once."""
    assert "contradicts `at least 20 %`" in run("chance", "--by", "author", "--stated", "at least 20%")
    assert "`20 %` is stated" in run("chance", "--by", "author", "--stated", "20%")
    assert "refused as a probability" in refused("chance", "--stated", "at most 0%")
    assert "did you mean" in refused("chance", "--stated", "0.2")
    assert "ask one at a time" in refused("chance", "--stated", "20%", "--against", "hopeful")
    assert "ask one at a time" in refused("chance", "--explain", "--cost", "$3M")


@pytest.mark.slow
def test_two_readers() -> None:
    """The shares are printed with what they are of; nobody differs from themselves, and a name has to be known."""
    found = run("chance", "--by", "author", "--against", "hopeful")
    assert "That is 44 times more; shares are of the logarithm of the ratio" in found
    assert "shares are of the difference, not of a ratio" in run("chance", "--by", "wary", "--against", "hopeful")
    assert "name another" in refused("chance", "--by", "author", "--against", "author")
    assert "nobody-else" in refused("chance", "--against", "nobody-else")


@pytest.mark.slow
def test_explained_as_json() -> None:
    """Full digits under stable names, one object for each assessor; an input is not told where it does nothing."""
    done = CliRunner().invoke(cli, ["chance", FOLDER, "--by", "author", "--explain", "--json"])
    [found] = json.loads(done.output)["assessors"]
    assert found.keys() == {"assessor", "chance", "budget", "lowest", "stated", "inputs", "still", "steps"}
    assert found["chance"] == pytest.approx(float(by_hand(NUMBERS)), rel=1e-9)
    assert found["lowest"] < found["budget"]
    assert len(found["inputs"]) + found["still"] == 39  # 6 that can be had or not, 33 judged numbers
    done = CliRunner().invoke(cli, ["chance", FOLDER, "--by", "author", "--against", "hopeful", "--json"])
    [shares] = json.loads(done.output)["assessors"]
    whole = log(shares["second"]["chance"] / shares["first"]["chance"])
    assert sum(one["share"] for one in shares["inputs"]) == pytest.approx(whole, abs=1e-9)
