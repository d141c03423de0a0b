"""The two published reports among the examples: planted defects are found, the equation adds up, figures agree.

The facts are those of a public risk report of August 2026 and of a pilot of 2025, in the examples' own words. Places
are found by searching the text. Every figure of our own that the text quotes is computed here again.
"""

from __future__ import annotations

from functools import cache
from math import comb, exp, lgamma
from pathlib import Path

import pytest
from scipy.stats import beta, binomtest

import loadpath as lp
from loadpath.assess.results import Interval
from loadpath.case.node import Case, Claim, Event, Pathway, Request

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
AUGUST, PILOT = EXAMPLES / "august-2026", EXAMPLES / "pilot-2025"

CLAIMS = {
    "1": "1.1 1.2 1.3 1.4",
    "2": "",
    "3": "3.1 3.1.1 3.1.2 3.1.3 3.2 3.3 3.3.1 3.3.2 3.3.3 3.4 3.4.1 3.4.2 3.4.3 3.4.4",
    "4": "4.1 4.2 4.3 4.4 4.5",
    "5": "5.1 5.1.1 5.1.2 5.1.3 5.1.3.1 5.1.4 5.2 5.2.1 5.2.2 5.3 5.3.1 5.3.2 5.4 5.4.1 5.4.2",
    "6": "6.5.1 6.5.1.2 6.5.1.3 6.5.3 6.5.4.1 6.5.4.2",
    "7": "",
    "8": "8.1 8.2",
    "10": "",
}
"""Every claim of the report by its id; there is no claim 9 that we know of. Under 6 are parts of 5, looked at again."""

LEAN_ON_1 = {"3.1.2", "3.3.1", "3.3.3", "3.4.1", "4.4", "5.1.2", "5.1.3", "5.1.4", "6"}
"""The claims of which claim 1 is a common cause."""

DEFECTS = {
    "leans-on-failed-control": ("canary-exclusion", "incidents.md", "## Incident exclusion-failed"),
    "after-coverage-date": ("incident-after-coverage", "incidents.md", "- date: 2026-07-16"),
    "other-system": ("red-team-163", "evidence.md", "- of: monitor v2"),
    "unwatched-surface": ("subsampled-api", "monitoring.md", "- watched by: [[prompt-monitor]], 0.2%"),
    "declared-differs": ("august-2026", "case.md", "- declared: low by the developer"),
    "unsupported-claim": ("7", "claims/7-to-10-conclusion.md", "## Claim 7:"),
}
"""Defects of the report by the rule that finds them: what is at fault, in which file, and what stands in its line."""


@cache
def august() -> lp.Project:
    """The case of August 2026."""
    return lp.read(AUGUST)


def texts() -> dict[str, str]:
    """The files of the August case, which a test may change."""
    return {path.relative_to(AUGUST).as_posix(): path.read_text(encoding="utf-8") for path in AUGUST.rglob("*.md")}


@cache
def prose(folder: Path) -> str:
    """Everything that a case says, as one line."""
    return " ".join(" ".join(file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.md"))).split())


def line_of(file: str, words: str) -> int:
    """The line of a file of the August case that begins with some words; there is one such line."""
    lines = (AUGUST / file).read_text(encoding="utf-8").splitlines()
    (found,) = [number for number, line in enumerate(lines, 1) if line.startswith(words)]
    return found


@pytest.mark.parametrize("rule", DEFECTS)
def test_a_defect_of_the_report_is_found(rule: str) -> None:
    """Each of five defects is found by a general rule, where it is written, and is not waived."""
    subject, file, words = DEFECTS[rule]
    found = [(item.subject, item.at.file, item.at.line) for item in august().check().found if item.rule == rule]
    assert (subject, file, line_of(file, words)) in found


def test_the_argued_rating_is_not_what_the_words_give() -> None:
    """The sixth: people declared `low`, the argument concludes `very low`, and no claim changed.

    The words come to 0.7 % at the least, which is `low` (0.1 % to 1 %): the declared rating stands, and the argued one
    is found by a general rule as soon as it is declared.
    """
    line = line_of("case.md", "- declared: low by the developer")
    conclusion = august().case.nodes["10"]
    assert isinstance(conclusion, Claim)
    assert conclusion.strength == "very low risk"
    argued = texts()
    argued["case.md"] = argued["case.md"].replace(
        "- declared: low by the developer", "- declared: very low by the argument"
    )
    found = [item for item in lp.read(argued).check().found if item.rule == "declared-differs"]
    assert [(item.subject, item.at.file, item.at.line) for item in found] == [("august-2026", "case.md", line)]
    assert "0.73%" in found[0].message


def test_the_finding_about_the_tier_names_the_claim_that_leaves_it_out() -> None:
    """Who reads that 99.8 % of a tier is not watched reads as well that claim 5.1.2 speaks of it."""
    (item,) = [item for item in august().check().found if item.subject == "subsampled-api"]
    assert "`5.1.2`" in " ".join(item.notes)


def test_claim_7_is_the_only_one_that_is_left_without_support() -> None:
    """What our notes lack is waived by name; the claim of which the report itself says so is not."""
    assert [item.subject for item in august().check().found if item.rule == "unsupported-claim"] == ["7"]


@pytest.mark.parametrize("folder", [AUGUST, PILOT], ids=lambda folder: folder.name)
def test_the_case_is_read_without_a_fault(folder: Path) -> None:
    """Neither case has an error, so that what is found is about the argument."""
    project = lp.read(folder)
    assert not project.reading.faults
    assert not project.check().at_the_gate


def test_every_claim_and_every_pathway_is_there() -> None:
    """No claim of the report and none of its eight pathways is missing; each pathway has a chain and says through what."""
    case = august().case
    names = [name for top, under in CLAIMS.items() for name in (top, *under.split())]
    assert not [name for name in names if case.get(name, Claim) is None]
    pathways = [case.nodes[f"p{number}"] for number in range(1, 9)]
    assert all(isinstance(item, Pathway) and item.chain and item.through and item.reversible for item in pathways)


def test_claim_1_is_the_common_cause_of_nine_claims() -> None:
    """Exactly the nine claims of the report rest on claim 1."""
    found = {claim.id for claim in august().case.all(Claim) if "1" in {ref.id for ref in claim.rests_on}}
    assert found == LEAN_ON_1


def test_the_case_in_its_own_words_is_an_interval() -> None:
    """Nobody is named and the words give an interval; that claim 7 carries no word leaves its upper end at certainty."""
    (published,) = august().risk()
    assert published.assessor == "published"
    assert isinstance(published.risk, Interval)
    assert 0 < published.risk.low < published.risk.high == pytest.approx(1)
    assert {"7", "not-covered", "harm-if-pervasive"} <= set(published.unassessed)


def test_four_convergent_lines_are_not_four() -> None:
    """At its best claim 3 is false with 5.7 %, above the 5 % at which `very unlikely` ends, as three lines lean on claim 1.

    By the words' means: 1, 3.1, 3.4 at 0.89, 3.2, 3.3, 3.3.1 at 0.68, 3.3.2 at 0.89, own step at 0.98 (3.3: 0.68 x 0.68 x
    0.89). All lines fail with 0.11 x 0.32 + 0.89 x 0.32 x 0.11 x 0.11 x 0.59 = 0.037; 1 - 0.98 x 0.963 = 0.057.
    """
    (published,) = august().risk()
    claim = published.propositions["3"]
    assert isinstance(claim, Interval)
    assert percent(1 - claim.high) == "5.7%"
    assert "still false with 5.7%" in prose(AUGUST)


def test_the_eight_routes_add_nothing_to_the_classes() -> None:
    """The routes are the same harm cut another way: the risk does not depend on which of them is taken."""
    (published,) = august().risk()
    assert {f"p{number}" for number in range(1, 9)} <= set(published.pathways)
    assert not {f"p{number}-taken" for number in range(1, 9)} & set(published.unassessed)


GRANTED = "999,999,999 of 1,000,000,000"
DENIED = "1 in 1,000,000,000"
READING = {
    "2": "99.9%",
    "3": "99.5%",
    "harm-if-pervasive": "30%",
    "6": "70%",
    "4.1": "95%",
    "4.2": DENIED,
    "4.3": DENIED,
    "4.4": DENIED,
    "4.5": "98%",
    "5.1": "90% if context-dependent and not [[4.5]], 95% otherwise",
    "not-covered": DENIED,
}
"""A sample reading, (1, .001, .05) + (.005, .3, .3) + (.05, .02, .1); 4.1 to 4.4 are lines, and one of them is left."""


def sample() -> str:
    """An assessor who holds the sample reading and grants every step of the argument that it says nothing of."""
    case = august().case
    open_events = [event.id for event in case.all(Event) if event.is_ is None]
    steps = [claim.id for claim in case.all(Claim) if claim.says is None]
    barriers = ["canary-exclusion"]
    lines = dict.fromkeys((*steps, *open_events, *barriers), GRANTED) | READING
    bullets = [f"- [[{name}]]: {value} because it is a sample" for name, value in lines.items()]
    bullets.append(f"- [[monitored-work]] catches one: {GRANTED} because it is a sample")
    return "\n".join(["# Assessor sample: A sample reading", "", *bullets, ""])


def test_the_sample_reading_of_the_equation() -> None:
    """(1, .001, .05) + (.005, .3, .3) + (.05, .02, .1) = 5e-5 + 4.5e-4 + 1e-4 = 6e-4, three quarters of it pervasive.

    Apart by less than 1 in 300: the union of three instead of their sum, and U_K at U_C in the rare case of both.
    """
    found = lp.read(texts() | {"sample.md": sample()}).risk("sample")
    terms = {"class-known": 5e-5, "class-pervasive": 4.5e-4, "class-context": 1e-4}
    got = {name: found.pathways[name] for name in terms}
    assert all(isinstance(item, Interval) and item.exact for item in (found.risk, *got.values()))
    assert {name: item.value for name, item in got.items() if isinstance(item, Interval)} == pytest.approx(
        terms, rel=3e-3
    )
    assert isinstance(found.risk, Interval)
    assert found.risk.value == pytest.approx(6e-4, rel=3e-3)
    assert 4.5e-4 / found.risk.value == pytest.approx(0.75, rel=3e-3)


# the pilot ------------------------------------------------------------------------------------------------------------


def test_the_pilot_shows_no_number() -> None:
    """Nine pathways with a chain and an open slot each, a question for each slot, and no number anywhere."""
    project = lp.read(PILOT)
    assert project.risk() == ()
    assert not any(claim.strength for claim in project.case.all(Claim))
    slots = {f"p{number}-open" for number in range(1, 10)}
    assert slots <= set(project.needed())
    assert {ref.id for item in project.case.all(Request) for ref in item.leaves_open} == slots
    assert [item.id for item in project.case.all(Pathway)] == [f"p{number}" for number in range(1, 10)]
    assert all(item.chain for item in project.case.all(Pathway))
    (head,) = project.case.all(Case)
    assert [item.open for item in head.proposals] == [True] * 9


def test_both_general_claims_stand_under_all_nine_pathways() -> None:
    """If one of the two is right, no pathway of the pilot does harm."""
    for item in lp.read(PILOT).case.all(Pathway):
        assert "no-coherent-goals" in str(item.chain[0].what)
        assert "no-complex-sabotage" in str(item.chain[1].what)


def test_the_dropped_pathway_is_named_in_both_cases() -> None:
    """The fifth of the pilot is none of the eight, and the table of proposals of August says that it is open."""
    assert "A later report dropped it" in prose(PILOT)
    assert any(item.open and "Leaks" in item.proposed for item in august().case.head.proposals)


# figures --------------------------------------------------------------------------------------------------------------


def percent(value: float, digits: int = 1) -> str:
    """A share as the text writes it."""
    return f"{100 * value:.{digits}f}%"


@pytest.mark.parametrize(
    ("attempts", "read", "recall", "expected"), [(24, 0.25, 0.44, "93.9%"), (12, 0.25, 0.44, "75.3%")]
)
def test_attempts_that_are_missed_independently(attempts: int, read: float, recall: float, expected: str) -> None:
    """1 - (1 - c r)^k: 1 - 0.89^24 = 0.939, 1 - 0.89^12 = 0.753."""
    assert percent(1 - (1 - read * recall) ** attempts) == expected
    assert expected in prose(AUGUST)


def test_attempts_at_a_tenth_read() -> None:
    """1 - 0.909^12 = 0.682 and 1 - 0.909^24 = 0.899."""
    assert [percent(1 - (1 - 0.1 * 0.91) ** attempts) for attempts in (12, 24)] == ["68.2%", "89.9%"]
    assert "12 attempts are caught with 68.2% and 24 with 89.9%" in prose(AUGUST)


@pytest.mark.parametrize(("correlation", "expected"), [(0.3, "50.0%"), (0.5, "34.7%")])
def test_attempts_whose_misses_hang_together(correlation: float, expected: str) -> None:
    """Beta-binomial of mean 0.11 and 24 tries: 1 - B(a, b + 24) / B(a, b), a + b = 1 / rho - 1."""
    total = 1 / correlation - 1
    rest = 0.89 * total
    missed = exp(lgamma(rest + 24) - lgamma(rest) - lgamma(total + 24) + lgamma(total))
    assert percent(1 - missed) == expected
    assert expected in prose(AUGUST)


def interval(events: int, trials: int) -> tuple[float, float]:
    """The two-sided 95 % interval of Clopper and Pearson (Biometrika 26, 1934)."""
    low = beta.ppf(0.025, events, trials - events + 1) if events else 0.0
    high = beta.ppf(0.975, events + 1, trials - events) if events < trials else 1.0
    return 100 * float(low), 100 * float(high)


@pytest.mark.parametrize(
    ("events", "trials", "written"),
    [
        (153, 163, "89.0% to 97.0%"),
        (129, 163, "72.1% to 85.1%"),
        (4, 5, "28% to 99.5%"),
        (3, 5, "15% to 95%"),
        (3, 3, "29% to 100%"),
        (1, 3, "0.8% to 91%"),
        (7, 10, "35% to 93%"),
    ],
)
def test_ranges_of_small_counts(events: int, trials: int, written: str) -> None:
    """A range that the text prints is the exact one, to the digits that it prints."""
    ends = [float(end) for end in written.replace("%", "").split(" to ")]
    places = [len(end.partition(".")[2]) for end in written.replace("%", "").split(" to ")]
    assert [round(end, digits) for end, digits in zip(interval(events, trials), places, strict=True)] == ends
    assert written in prose(AUGUST)


def test_the_other_figures_that_are_ours() -> None:
    """153 and 129 of 163; 19 of 32 against a coin; bounds for none of 2,900 and of 86; a queue of fifty a week."""
    assert [round(100 * count / 163) for count in (153, 129)] == [94, 79]
    assert round(100 * 129 / 153) == 84
    assert round(binomtest(19, 32, alternative="greater").pvalue, 2) == 0.19
    assert sum(comb(32, hits) for hits in range(19, 33)) / 2**32 == pytest.approx(0.19, abs=5e-3)
    assert [percent(1 - 0.05 ** (1 / trials), digits) for trials, digits in ((2900, 3), (86, 1))] == ["0.103%", "3.4%"]
    assert [50 * rate for rate in (1_000, 2_500, 25_000)] == [50_000, 125_000, 1_250_000]
    for written in ("passes on 84%", "p of 0.19", "below 0.103%", "would be 3.4%", "one in 25,000, at 1,250,000"):
        assert written in prose(AUGUST)
