"""The worked numbers N1 to N29 stand in the output of commands that the pages show, and agree with what was published.

`tests/house/test_console.py` runs those commands and compares every line, so that a number that stands in the output
here is one that the program prints. What is only written in prose does not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pytest
from tests.house.test_console import PAGES, STEP, commands
from tests.small import ROOT

HERE = "docs/explanation/worked-numbers.md"
DECIDE = "docs/how-to/decide-by-numbers.md"
BUDGET = "docs/how-to/keep-the-budget.md"
NAMES = [f"N{number}" for number in range(1, 30)]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as the program prints it, and as it was published.

    Attributes:
        name: which of the worked numbers it is, `N1` to `N29`.
        page: the page that shows it.
        shown: words that stand in the output of a command there, spaces and line ends taken as one space; the figure
            stands between `<` and `>`.
        published: the figure of the published list, in the unit of `shown`, with the digits that are given there; empty
            where it is no number.
    """

    name: str
    page: str
    shown: str
    published: str = ""

    @property
    def words(self) -> str:
        """Return what has to stand in the output."""
        return self.shown.replace("<", "").replace(">", "")

    @property
    def agrees(self) -> bool:
        """Return whether the figure is the published one when it is rounded to the digits of that."""
        marked = re.search(r"<([^<>]+)>", self.shown)
        if not self.published or marked is None:
            return not self.published and marked is None
        published = Decimal(self.published.replace(",", ""))
        printed = Decimal(marked[1].replace(",", ""))
        return printed.quantize(published, ROUND_HALF_UP) == published


# The third value of each line is the figure of the published list; where a command prints a chance as such, per cent are
# divided by 100. Figures of outward bounds are rounded outward at four digits by the program.
FIGURES = (
    Figure("N1", DECIDE, "a likelihood ratio of <12.34>:1 (13:1 is enough, 12:1 is not)", "12.34"),
    Figure("N1", DECIDE, "or a factor of <12> on the harm itself", "12"),
    Figure("N1", HERE, '"worth": "13x", "as_ratio": <0.0023734177>', "0.002373"),
    Figure("N1", HERE, '"worth": "12x", "as_ratio": <0.0025706940>', "0.002571"),
    Figure("N2", DECIDE, "Worth 10x: <0.308> % is left if it is a ratio", "0.308"),
    Figure("N2", DECIDE, "Worth 10x: 0.308 % is left if it is a ratio on what the harm hangs on, <0.3> % if", "0.300"),
    Figure("N2", DECIDE, "Worth 4x: <0.767> % is left if it is a ratio", "0.767"),
    Figure("N2", DECIDE, "Worth 4x: 0.767 % is left if it is a ratio on what the harm hangs on, <0.75> % if", "0.750"),
    Figure("N2", DECIDE, "<1.23>:1 more is needed as a ratio", "1.23"),
    Figure("N2", DECIDE, "1.23:1 more is needed as a ratio, <1.2> times as a factor", "1.20"),
    Figure("N3", DECIDE, "ratio on what the harm hangs on, <1.04> % if it is a factor on the harm.", "1.04"),
    Figure("N4", DECIDE, "a likelihood ratio of <10.78>:1", "10.8"),
    Figure("N4", DECIDE, "a likelihood ratio of <133>:1", "133"),
    Figure("N4", DECIDE, "a likelihood ratio of <33>:1", "33"),
    Figure("N4", DECIDE, "a likelihood ratio of <6.333>:1", "6.33"),
    Figure("N5", DECIDE, "Worth 2x: <14.3> % is left", "14.3"),
    Figure("N5", DECIDE, "Worth 4x: <7.69> % is left", "7.7"),
    Figure("N5", DECIDE, "on what the harm hangs on, <12.5> % if it is a factor", "12.5"),
    Figure("N5", DECIDE, "on what the harm hangs on, <6.25> % if it is a factor", "6.25"),
    # the published 66:1 is 66.5 with the fraction cut off, as the page says
    Figure("N5", DECIDE, "Both miss the budget: 66.5:1 more is needed as a ratio"),
    Figure("N5", DECIDE, "Both miss the budget: <33.2>:1 more is needed as a ratio", "33"),
    Figure("N6", HERE, '"passes": false, "chance": 0.8500000000000001, "risk": <0.288823>', "0.289"),
    Figure("N7", HERE, "threshold of 0.25 %. Still needed: a likelihood ratio of <12.34>:1", "12.3"),
    Figure("N7", HERE, "threshold of 1 %. Still needed: a likelihood ratio of <3.062>:1", "3.06"),
    Figure("N7", HERE, "The risk is 3 %: at or below the threshold of 5 %."),
    Figure("N7", HERE, "The risk is 3 %: at or below the threshold of 25 %."),
    Figure("N7", HERE, "The risk is 3 %: at or below the threshold of 50 %."),
    Figure("N8", HERE, '"4 years": <0.1854937>', "0.185"),
    Figure("N8", HERE, '"10 years": <0.4012630>', "0.401"),
    Figure("N8", HERE, '"20 years": <0.6415140>', "0.642"),
    Figure("N9", HERE, '"lifetime_per_year": { "4 years": <0.00062558>', "0.000626"),
    Figure("N9", HERE, '"10 years": <0.00025028>', "0.000250"),
    Figure("N9", HERE, '"20 years": <0.00012514>', "0.000125"),
    Figure("N9", HERE, '"gone_after_days": [ <17.8121>', "17.8"),
    Figure("N10", HERE, "this case 50% of our share <0.025> %", "0.025"),
    Figure("N10", HERE, "our share 20% <0.05> %", "0.050"),
    Figure("N10", HERE, '"our_share": <0.00125>', "0.00125"),
    Figure("N11", BUDGET, "By team they impose <15> % in sum", "15"),
    Figure("N11", HERE, '"union": <0.142625>', "0.143"),
    Figure("N11", BUDGET, "there is harm at all with <5> %: slip counted as one", "5"),
    Figure("N12", BUDGET, "halved gross all work, s(1-l) <6.5>", "6.5"),
    Figure("N12", BUDGET, "halved excess beyond the calendar, (s-1)(1-l) <5.5>", "5.5"),
    Figure("N12", BUDGET, "halved multiplier beyond the calendar, s(1-l)-1 <4.5>", "4.5"),
    Figure("N12", HERE, "halved excess beyond the calendar, (s-1)(1-l) 5.5 <9.5>", "9.5"),
    Figure("N13", HERE, "a likelihood ratio of <99.75>:1", "99.75"),
    Figure("N13", HERE, "may pass in at most <0.8> % of those with it", "0.80"),
    Figure("N14", HERE, '"passes": true, "chance": <0.455>', "0.455"),
    Figure("N14", HERE, '"chance": 0.455, "risk": <0.010989>', "0.0110"),
    Figure("N14", HERE, '"chance": 0.545, "risk": <0.174311>', "0.174"),
    Figure("N14", DECIDE, "It can bring the risk down by <9.1> times", "9.1"),
    Figure("N14", HERE, '"up": <1.743119>', "1.74"),
    Figure("N15", HERE, "That is as much as <4.3> months at 0.7 % a year.", "4.3"),
    Figure("N15", HERE, '"a_year": 0.002, "years": { "year": <1.250313>', "1.25"),
    Figure("N16", HERE, "Worth 1x: <72.7> % is left", "72.7"),
    Figure("N16", HERE, "4:1 more is needed as a ratio, <1.45> times as a factor", "1.45"),
    Figure("N17", HERE, '"not-one-of-3": <0.55555555>', "0.556"),
    Figure("N17", HERE, '"not-one-of-10": <0.61257951>', "0.613"),
    Figure("N17", HERE, '"not-one-of-many": <0.63212037>', "0.632"),
    Figure("N18", HERE, "0 of 2,900 is 0 % between 0 % and <0.1272> % (two-sided 95 %)", "0.127"),
    Figure("N18", HERE, "at most <0.1033> % (one-sided)", "0.103"),
    Figure("N18", HERE, "at most <3.424> % (one-sided)", "3.4"),
    Figure("N19", HERE, "153 of 163 is <93.865> %", "94"),
    Figure("N19", HERE, "between <89> % and 97.02 % (two-sided 95 %)", "89.0"),
    Figure("N19", HERE, "between 89 % and <97.02> % (two-sided 95 %)", "97.0"),
    Figure("N19", HERE, "129 of 163 is <79.14> %", "79"),
    Figure("N19", HERE, "between <72.09> % and 85.11 % (two-sided 95 %)", "72.1"),
    Figure("N19", HERE, "between 72.09 % and <85.11> % (two-sided 95 %)", "85.1"),
    Figure("N19", HERE, "129 of 153 is <84.31> %", "84"),
    Figure("N20", HERE, "4 of 5 is 80 % between <28.35> % and 99.495 %", "28"),
    Figure("N20", HERE, "4 of 5 is 80 % between 28.35 % and <99.495> %", "99.5"),
    Figure("N20", HERE, "3 of 5 is 60 % between <14.66> % and 94.726 %", "15"),
    Figure("N20", HERE, "3 of 5 is 60 % between 14.66 % and <94.726> %", "95"),
    Figure("N20", HERE, "3 of 3 is 100 % between <29.24> % and 100 %", "29"),
    Figure("N20", HERE, "3 of 3 is 100 % between 29.24 % and <100> %", "100"),
    Figure("N20", HERE, "1 of 3 is 33.33 % between <0.8403> % and 90.571 %", "0.8"),
    Figure("N20", HERE, "1 of 3 is 33.33 % between 0.8403 % and <90.571> %", "91"),
    Figure("N20", HERE, "7 of 10 is 70 % between <34.75> % and 93.327 %", "35"),
    Figure("N20", HERE, "7 of 10 is 70 % between 34.75 % and <93.327> %", "93"),
    Figure("N21", HERE, "19 of 32 is <59.38> %", "59"),
    Figure("N21", HERE, "19 or more of 32 would come with <19> %", "19"),
    Figure("N21", HERE, "11 of 12 is 91.667 % between <61.52> % and 99.7893 %", "62"),
    Figure("N21", HERE, "11 of 12 is 91.667 % between 61.52 % and <99.7893> %", "99.8"),
    Figure("N22", HERE, '"quarter-12": { "caught": <0.7530095>', "0.753"),
    Figure("N22", HERE, '"quarter-24": { "caught": <0.9389957>', "0.939"),
    Figure("N22", HERE, '"tenth-12": { "caught": <0.6817513>', "0.682"),
    Figure("N22", HERE, '"tenth-24": { "caught": <0.8987177>', "0.899"),
    Figure("N23", HERE, '"tied-10": { "caught": <0.7463894>', "0.746"),
    Figure("N23", HERE, '"tied-30": { "caught": <0.4999863>', "0.500"),
    Figure("N23", HERE, '"tied-50": { "caught": <0.3466462>', "0.347"),
    Figure("N23", HERE, '"tied-100": { "caught": <0.11>', "0.110"),
    Figure("N24", HERE, "50 reviews a week are full at <50,000> transcripts a week", "50,000"),
    Figure("N24", HERE, "50 reviews a week are full at <125,000> transcripts a week", "125,000"),
    Figure("N24", HERE, "50 reviews a week are full at <1,250,000> transcripts a week", "1,250,000"),
    Figure("N25", HERE, '"all-three-of-90": <0.729>', "0.729"),
    Figure("N25", HERE, '"two-of-60": <0.84>', "0.84"),
    Figure("N25", HERE, "ninety 73 % 73 % <70> % 90 %", "70"),
    Figure("N25", HERE, "ninety 73 % 73 % 70 % <90> %", "90"),
    Figure("N25", HERE, "any of them 84 % 84 % <60> % 100 %", "60"),
    Figure("N25", HERE, "any of them 84 % 84 % 60 % <100> %", "100"),
    Figure("N26", HERE, '"all-three-of-95": <0.857375>', "0.857"),
    Figure("N26", HERE, '"all-twenty-of-95": <0.35848592>', "0.358"),
    Figure("N26", HERE, '"all-thirty-of-99": <0.73970037>', "0.740"),
    Figure("N26", HERE, "ninety-five 86 % 86 % <85> % 95 %", "85"),
    Figure("N26", HERE, "twenty 36 % 36 % <0> % 95 %", "0"),
    Figure("N26", HERE, "thirty 74 % 74 % <70> % 99 %", "70"),
    Figure("N27", HERE, "that show the threshold of 0.1 %: <830> with 95 %", "830"),
    Figure("N27", HERE, "830 with 95 %, <2,663> with 99 %", "2,663"),
    Figure("N27", HERE, "Without the belief <2,995> with 95 %", "2,995"),
    # 3.93e-5 and 1.04e-3, in per cent
    Figure("N27", HERE, "the next one fails with at most <0.00393> %", "0.00393"),
    Figure("N27", HERE, "all that is not believed lies at <0.104> %", "0.104"),
    Figure("N28", HERE, '"known": <5e-05>', "0.00005"),
    Figure("N28", HERE, '"pervasive": <0.00045>', "0.00045"),
    Figure("N28", HERE, '"context": <0.0001>', "0.0001"),
    Figure("N28", HERE, '"risk": <0.00059992750>', "0.0006"),
    Figure("N28", HERE, "<75> % of the risk passes through that", "75"),
    # 24 February and 141 days, and 14 August and 30 days; the 29th day is 12 September
    Figure("N29", HERE, "evidence up to 2026-07-15, <141> days after 2026-02-24", "141"),
    Figure("N29", HERE, "done on 2026-08-14, on day <30> of 30", "30"),
    Figure("N29", HERE, "done on 2026-09-12, on day <29> of 30", "29"),
)


def output(page: str) -> str:
    """Return all that the commands of a page print, without the commands, spaces and line ends taken as one space."""
    shown = (text for step in STEP.finditer(page) if step["console"] for _, text in commands(step["console"]))
    return " ".join(" ".join(shown).split())


def missing(pages: dict[str, str]) -> list[Figure]:
    """Return the figures that no command prints on the page where they belong."""
    printed = {name: output(page) for name, page in pages.items()}
    return [figure for figure in FIGURES if figure.words not in printed[figure.page]]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Return the pages that show worked numbers, by name."""
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in {figure.page for figure in FIGURES}}


def test_every_worked_number_is_printed(pages: dict[str, str]) -> None:
    """Each of N1 to N29 has figures, all of them in the output of a command, on pages whose commands are run."""
    assert list(dict.fromkeys(figure.name for figure in FIGURES)) == NAMES
    assert missing(pages) == []
    assert set(pages) <= set(PAGES)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure.name}-{figure.published}")
def test_every_worked_number_agrees(figure: Figure) -> None:
    """Rounded to the digits of the published list, what is printed is what was published."""
    assert figure.agrees


def test_a_number_that_is_only_written_is_missed(pages: dict[str, str]) -> None:
    """A figure that leaves the output is reported, also where prose and the command itself go on naming it."""
    figure = next(one for one in FIGURES if one.published == "830")
    printed = "830 with 95 %"
    assert printed in pages[HERE]
    without = pages[HERE].replace(printed, "831 with 95 %") + f"\n{figure.words}\n"
    found = missing(pages | {HERE: without})
    assert figure in found
    assert {one.name for one in found} == {"N27"}


def test_a_wrong_number_does_not_agree() -> None:
    """One unit in the last published digit is a disagreement: 1.0449 is 1.04, 1.0451 is not."""
    assert Figure("N3", HERE, "<1.0449> %", "1.04").agrees
    assert not Figure("N3", HERE, "<1.0451> %", "1.04").agrees


def test_the_table_has_every_number(pages: dict[str, str]) -> None:
    """The table at the end has one row for each number, in order, and links to every other page that prints it."""
    rows = re.findall(r"^\| (N\d+) \|(.*)$", pages[HERE], re.MULTILINE)
    assert [name for name, _ in rows] == NAMES
    for name, row in rows:
        others = {figure.page for figure in FIGURES if figure.name == name} - {HERE}
        assert {page for page in (DECIDE, BUDGET) if page.rsplit("/", maxsplit=1)[-1] in row} == others
