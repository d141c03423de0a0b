"""The books of the budget: conversions, lines, transfers, dates, and several cases with common causes."""

from __future__ import annotations

from datetime import date
from itertools import product
from math import inf

import pytest
from tests.small import HERON, faults

import loadpath as lp
from loadpath.assess.budget import allowance
from loadpath.assess.ledger import Book, Ledger, Per, carried, lasts, ledger
from loadpath.assess.results import Interval, NotComputed

DAY = date(2027, 1, 11)
YEAR = "- from: 2027-01-01\n- until: 2028-01-01\n"  # 365 days
BUDGET = "\n## Budget all: What all may cost\n\n"


def case(name: str, harm: str, numbers: str, more: str = "", head: str = YEAR) -> str:
    """Return a case with one pathway, `harm`, and what is judged."""
    return (
        f"# Case {name}: Company {name}\n\n- kind: risk analysis\n{head}{more}\n"
        f"## Pathway loss: Control is lost\n\n1. {harm}\n\n## Assessor team: The authors\n\n{numbers}\n"
    )


def events(*names: str) -> str:
    """Return events with these ids."""
    return "".join(f"\n## Event {name}: It happens\n\n- owner: ann\n" for name in names)


def books(*texts: str, on: date = DAY) -> Ledger:
    """Return the ledger of some cases."""
    found = [lp.read({"case.md": text}, draws=50) for text in texts]
    return ledger([(one.case, one.risk()) for one in found], on)


def one(text: str, on: date = DAY) -> Book:
    """Return the book of one case."""
    return books(text, on=on).books[0]


def simple(name: str, chance: str = "5%", head: str = YEAR, budget: str = "- lifetime: 0.25%\n") -> str:
    """Return a case whose harm is one event, `fault`."""
    return case(name, "[[fault]]", f"- fault: {chance} because we said so", BUDGET + budget + events("fault"), head)


def close(answer: object, low: float, high: float | None = None) -> bool:
    """Return whether an answer is an interval with these ends."""
    ends = (low, low if high is None else high)
    return isinstance(answer, Interval) and (answer.low, answer.high) == pytest.approx(ends, rel=1e-9, abs=1e-15)


def test_a_chance_is_carried_to_another_time() -> None:
    """5 % a year is 18.5 % in 4 years, 40.1 % in 10, 64.2 % in 20 (worked numbers, N8): 1 - 0.95^n."""
    assert [carried(0.05, years) for years in (4, 10, 20)] == pytest.approx([0.18549375, 0.4012630608, 0.6415140776])
    assert (carried(1.0, 0), carried(1.0, 0.5), carried(0.0, 7)) == (0.0, 1.0, 0.0)


def test_a_lifetime_is_carried_to_a_year() -> None:
    """0.25 % of a lifetime of 4, 10, 20 years is 0.0626, 0.0250, 0.0125 % a year (N9)."""
    yearly = [round(100 * carried(0.0025, 1 / years), 4) for years in (4, 10, 20)]
    assert yearly == [0.0626, 0.025, 0.0125]


def test_how_long_an_allowance_lasts() -> None:
    """5 % a year uses 0.25 % in 17.8 days (N9), 0.7 % a year in 4.3 months, 0.2 % a year in 1.25 years (N15)."""
    assert round(365.2425 * lasts(0.0025, 0.05), 1) == 17.8
    assert round(12 * lasts(0.0025, 0.007), 1) == 4.3
    assert round(lasts(0.0025, 0.002), 2) == 1.25
    assert (lasts(-0.1, 0.5), lasts(0.5, 1.0), lasts(0.5, 0.0), lasts(1.0, 0.5)) == (0.0, 0.0, inf, inf)


def test_what_is_no_chance_is_refused() -> None:
    """The caller is wrong."""
    for wrong in (-0.1, 1.1):
        with pytest.raises(ValueError, match="chance"):
            carried(wrong, 1)
        with pytest.raises(ValueError, match="chance"):
            lasts(0.1, wrong)
    with pytest.raises(ValueError, match="over -1"):
        carried(0.1, -1)


def test_three_companies_of_five_percent() -> None:
    """Imposed 15 %, any harm 1 - 0.95^3 = 14.26 % if independent (N11); each alone 5 % x 0.95^2."""
    found = books(*(simple(name) for name in "abc")).together[0]
    assert close(found.imposed, 0.15)
    assert close(found.union, 1 - 0.95**3)
    assert all(close(answer, 0.05 * 0.95**2) for answer in found.net.values())
    assert "not declared common, counted apart: fault" in found.remarks[0]


def test_three_companies_with_one_common_cause() -> None:
    """Fully overdetermined: imposed 15 % still, any harm 5 %, nothing that would not come anyway (N11)."""
    head = f"{YEAR}- common causes: [[fault]]\n"
    found = books(*(simple(name, head=head) for name in "abc")).together[0]
    assert close(found.imposed, 0.15)
    assert close(found.union, 0.05)
    assert all(close(answer, 0.0) for answer in found.net.values())
    assert found.common == ("fault",)
    assert found.remarks == ()


def test_common_causes_are_enumerated() -> None:
    """Three cases, of which the first shares x with one and y with another: against all 2^5 worlds, with evidence."""
    x, y, own = 0.1, 0.2, {"a": 0.05, "b": 0.08, "c": 0.3}
    seen = "\n## Evidence run: A run\n\n- result: it was seen\n- about: [[x]]\n"
    ratio = "- run: 4:1 for [[x]] because it is rarer otherwise\n"
    texts = [
        case("a", "([[x]] and [[y]]) or [[a1]]", "- x: 10% because\n- y: 20% because\n- a1: 5% because\n" + ratio,
             events("x", "y", "a1") + seen, YEAR + "- common causes: [[x]], [[y]]\n"),
        case("b", "[[x]] or [[b1]]", "- x: 10% because\n- b1: 8% because\n" + ratio, events("x", "b1") + seen,
             YEAR + "- common causes: [[x]]\n"),
        case("c", "[[y]] and [[c1]]", "- y: 20% because\n- c1: 30% because\n", events("y", "c1"),
             YEAR + "- common causes: [[y]]\n"),
    ]  # fmt: skip
    posterior = 4 * x / (4 * x + 1 - x)  # odds 1:9 times 4
    union, alone = 0.0, dict.fromkeys("abc", 0.0)
    for worlds in product((True, False), repeat=5):
        happens = dict(zip(("x", "y", *own), worlds, strict=True))
        chances = {"x": posterior, "y": y, **own}
        weight = 1.0
        for name, truth in happens.items():
            weight *= chances[name] if truth else 1 - chances[name]
        harmed = {
            "a": (happens["x"] and happens["y"]) or happens["a"],
            "b": happens["x"] or happens["b"],
            "c": happens["y"] and happens["c"],
        }
        union += weight * any(harmed.values())
        if sum(harmed.values()) == 1:
            alone[next(name for name, truth in harmed.items() if truth)] += weight
    found = books(*texts).together[0]
    assert close(found.union, union)
    assert all(close(found.net[name], value) for name, value in alone.items())


def test_a_barrier_in_common() -> None:
    """One vault, which fails with 10 %, stands in two cases: 10 % (1 - 0.5 x 0.6) = 7 % that one of them is harmed."""
    head = f"{YEAR}- common causes: [[vault]]\n"
    more = "\n## Mitigation vault: A vault\n\n- state: built\n" + events("tried")
    texts = [
        case(
            name, "[[tried]] and [[vault]] fails", f"- vault fails: 10% because\n- tried: {chance} because", more, head
        )
        for name, chance in (("a", "50%"), ("b", "40%"))
    ]
    found = books(*texts).together[0]
    assert close(found.imposed, 0.09)
    assert close(found.union, 0.07)
    assert close(found.net["a"], 0.1 * 0.5 * 0.6)
    assert close(found.net["b"], 0.1 * 0.5 * 0.4)


def test_too_many_common_causes_are_bounded() -> None:
    """Seven hang together: any harm between the larger risk and the sum, and it is said."""
    names = [f"x{number}" for number in range(7)]
    head = f"{YEAR}- common causes: {', '.join(f'[[{name}]]' for name in names)}\n"
    lines = "".join(f"- {name}: 1% because\n" for name in names)
    harm = " or ".join(f"[[{name}]]" for name in names)
    found = books(*(case(name, harm, lines, events(*names), head) for name in "ab")).together[0]
    risk = 1 - 0.99**7
    assert close(found.union, risk, 2 * risk)
    assert close(found.net["a"], 0.0, risk)
    assert "more than 6" in found.remarks[0]


def test_cases_that_give_a_cause_different_chances() -> None:
    """4 % and 5 % of the one cause of both: any harm is between the two, by whose number is used, and it is said."""
    head = f"{YEAR}- common causes: [[fault]]\n"
    found = books(simple("a", "4%", head), simple("b", "5%", head)).together[0]
    assert close(found.union, 0.04, 0.05)
    assert "different chances" in found.remarks[0]


def test_a_cause_whose_chance_is_left_open() -> None:
    """Unknown in both: the union of two unknown risks is unknown; with 5 % in one at least 5 %."""
    head = f"{YEAR}- common causes: [[fault]]\n"
    found = books(simple("a", "unknown", head), simple("b", "5%", head)).together[0]
    assert close(found.union, 0.05, 1.0)
    assert close(found.net["b"], 0.0, 0.05)
    assert "leaves open" in found.remarks[0]


def test_a_cause_that_one_case_alone_declares() -> None:
    """It is counted apart, 1 - 0.95^2, and that is said."""
    found = books(simple("a", head=f"{YEAR}- common causes: [[fault]]\n"), simple("b")).together[0]
    assert close(found.union, 1 - 0.95**2)
    assert found.remarks[0] == "fault is declared common by a alone, and counted apart"


def test_cases_without_a_common_assessor_are_not_put_together() -> None:
    """Nobody speaks of both."""
    other = simple("b").replace("Assessor team", "Assessor others")
    assert books(simple("a"), other).together == ()


def test_one_book_for_each_case() -> None:
    """The caller is wrong to give a case twice, or none."""
    with pytest.raises(ValueError, match="one book"):
        books(simple("a"), simple("a"))
    with pytest.raises(ValueError, match="none"):
        ledger([], DAY)


SHARED = "- whole industry: 0.25%\n- our share: 20%\n- this case: 10% of our share\n"


def test_lines_come_from_the_widest_to_the_narrowest() -> None:
    """0.25 % x 20 % = 0.05 %, a tenth of it 0.005 %; two such cases leave 0.04 % of our share."""
    found = books(simple("a", budget=SHARED), simple("b", budget=SHARED))
    lines = found.books[0].lines
    assert [line.name for line in lines] == ["whole industry", "our share", "this case"]
    assert [line.level for line in lines] == pytest.approx([0.0025, 0.0005, 0.00005])
    assert found.shares == pytest.approx((0.0005, 0.0001, 0.0004))
    assert found.books[0].per is Per.CASE


def test_an_uncertain_share_has_a_range() -> None:
    """One uncertain factor, 20 % (10 %-30 %): 5 % and 95 % points of the product are its own, times the rest."""
    book = one(simple("a", budget=SHARED.replace("20%", "20% (10%-30%)")))
    assert close(book.lines[2].range, 0.0025 * 0.1 * 0.1, 0.0025 * 0.3 * 0.1)


def test_several_uncertain_lines_are_drawn() -> None:
    """Two factors: the range of the product is wider than that of either alone, narrower than of both at their ends."""
    book = one(simple("a", budget="- whole industry: 0.2%-0.4%\n- our share: 10%-30%\n"))
    assert 0.002 * 0.1 < book.lines[1].range.low < 0.002 * 0.2
    assert 0.004 * 0.2 < book.lines[1].range.high < 0.004 * 0.3


def test_left_and_gone() -> None:
    """5 % in 365 days of a lifetime's 0.25 %: 4.75 % too much; gone after 17.81 days, on the 18th of January."""
    book = one(simple("a"))
    account = book.accounts[0]
    assert close(account.left, 0.0025 - 0.05)
    assert isinstance(account.gone, Interval)
    assert account.gone.low * 365.2425 == pytest.approx(17.812, abs=0.001)  # 365 x ln(0.9975) / ln(0.95)
    assert book.day(account.gone.low) == date(2027, 1, 18)
    assert close(account.used, carried(0.05, 10 / 365) / 0.0025)  # ten days of 365
    assert book.per is Per.LIFETIME


def test_before_the_period_nothing_is_used() -> None:
    """The day asked for lies a year before `from`."""
    assert close(one(simple("a"), on=date(2026, 1, 1)).accounts[0].used, 0.0)


def test_a_day_that_no_calendar_has() -> None:
    """Nobody plans for the year 10,000."""
    assert one(simple("a")).day(9_000) is None
    assert one(simple("a")).day(inf) is None


def test_without_a_period_no_date() -> None:
    """A case that does not say from when until when: what is left is known, and not until when."""
    account = one(simple("a", head="")).accounts[0]
    assert close(account.left, 0.0025 - 0.05)
    assert account.gone == NotComputed("the case does not say from when until when")


def test_without_a_budget_nothing_is_left() -> None:
    """It is said why."""
    text = simple("a").replace(BUDGET + "- lifetime: 0.25%\n", "\n")
    account = one(text).accounts[0]
    assert account.left == NotComputed("the case has no budget")


def test_a_share_of_a_lifetime() -> None:
    """Cap and trade: 10, 20, 50 % of 0.25 % given away are 0.025, 0.05, 0.125 % (N10)."""
    for part, given in (("10%", 0.00025), ("20%", 0.0005), ("50%", 0.00125)):
        table = f"\n| from | to | how much |\n|---|---|---|\n| this case | b | {part} of lifetime |\n"
        book = one(simple("a", budget="- lifetime: 0.25%\n" + table))
        assert close(book.transfers[0].amount, given)
        assert close(book.allowed, 0.0025 - given)


def test_transfers_are_kept_on_both_sides() -> None:
    """What a gives, b was given; a row of which the other says nothing is not confirmed; rows of others are not ours."""
    head = "\n| from | to | how much | agreed |\n|---|---|---|---|\n"
    rows = ("| a | b | 0.01% | mail of 3 March |\n", "| b | a | 0.02% | |\n", "| c | d | 0.5% | |\n")
    first = simple("a", budget="- lifetime: 0.25%\n" + head + "".join(rows))
    second = simple("b", budget="- lifetime: 0.25%\n" + head + rows[0])
    book, other = books(first, second).books
    assert [moved.confirmed for moved in book.transfers] == [True, False]
    assert close(book.allowed, 0.0025 - 0.0001 + 0.0002)
    assert close(other.allowed, 0.0025 + 0.0001)
    assert other.transfers[0].agreed == "mail of 3 March"
    assert one(first).transfers[0].confirmed is None


def test_an_unknown_transfer_leaves_the_rest_unknown() -> None:
    """What is allowed then is not computed, with the two names."""
    table = "\n| from | to | how much |\n|---|---|---|\n| this case | b | unknown |\n"
    assert one(simple("a", budget="- lifetime: 0.25%\n" + table)).allowed == NotComputed(
        "how much is not known: a to b"
    )


def held(rows: str, budget: str = "- lifetime: 0.25%\n") -> float:
    """Return the budget that the risk of a case with a table of transfers is held against."""
    table = "\n| from | to | how much |\n|---|---|---|\n" + rows if rows else ""
    standing = lp.read({"case.md": simple("a", budget=budget + table)}, draws=50).risk("team").budget
    assert standing is not None
    return standing.level


def test_what_is_given_away_tightens_the_budget_of_the_risk() -> None:
    """A tenth of 0.25 % is gone at once, under both names of the case; what others move among them is not."""
    assert held("| this case | b | 10% of lifetime |\n") == pytest.approx(0.00225)
    assert held("| a | b | 0.01% |\n| a | c | 0.02% |\n| c | d | 0.1% |\n") == pytest.approx(0.0022)
    uncertain = "- whole industry: 0.25%\n- our share: 20% (10%-30%)\n- this case: 40% of our share\n"
    assert held("| this case | b | 25% of this case |\n", uncertain) == pytest.approx(0.75 * held("", uncertain))


def test_what_is_received_does_not_loosen_the_budget_of_the_risk() -> None:
    """The other side is not seen: the risk is held against the budget as written, and the book counts the row."""
    row = "| b | this case | 10% |\n"
    assert held(row) == held("") == pytest.approx(0.0025)
    table = "\n| from | to | how much |\n|---|---|---|\n" + row
    assert close(one(simple("a", budget="- lifetime: 0.25%\n" + table)).allowed, 0.1025)


@pytest.mark.parametrize("amount", ["unknown", "0.25%", "90%"])
def test_who_gives_all_or_does_not_say_how_much_keeps_a_millionth(amount: str) -> None:
    """Nothing is looser for not saying how much; a millionth of 0.25 % is 2.5e-9."""
    assert held(f"| this case | b | {amount} |\n") == pytest.approx(2.5e-9)


def test_worlds_of_an_uncertain_budget_keep_the_same_part() -> None:
    """Each draw of the allowance is smaller by the part that is given away at the means."""
    text = "- whole industry: 0.25%\n- our share: 20% (10%-30%)\n- this case: 40% of our share\n"
    table = "\n| from | to | how much |\n|---|---|---|\n| this case | b | 25% of this case |\n"
    case = lp.read({"case.md": simple("a", budget=text + table)}).case
    kept, whole = allowance(case), allowance(case, before_transfers=True)
    assert kept is not None
    assert whole is not None
    assert kept.draws(100) == pytest.approx(0.75 * whole.draws(100))


def test_a_table_of_a_budget_is_read_strictly() -> None:
    """Columns, empty cells, gifts to oneself and numbers; another table is prose."""
    budget = "## Budget all: All\n\n- lifetime: 0.25%\n\n"
    head = "| from | to | how much |\n|---|---|---|\n"
    wrong = {
        "| from | to | when |\n|---|---|---|\n| a | b | now |\n": "`from | to | how much`",
        head + "| a | | 1% |\n": "nothing under `to`",
        head + "| a | a | 1% |\n": "gives to itself",
        head + "| a | b | 0.01 |\n": "0.01",
    }
    for table, message in wrong.items():
        (fault,) = faults(budget + table)
        assert message in fault[2]
    assert faults(budget + "| year | spent |\n|---|---|\n| 2026 | nothing |\n") == []


def test_common_causes_are_true_or_false() -> None:
    """A quantity or a surface cannot be one."""
    text = "# Case x: X\n\n- kind: risk analysis\n- common causes: [[web]]\n\n## Surface web: The web\n"
    (fault,) = lp.read({"case.md": text}).reading.faults
    assert fault.rule == "misused-reference"


def test_net_beside_imposed() -> None:
    """It comes anyway with 3 %: of 5 % imposed, 2 % to 5 % would not have come anyway; 4.85 % if independent."""
    account = one(simple("a", budget="- lifetime: 0.25%\n- anyway: 3%\n")).accounts[0]
    assert close(account.imposed, 0.05)
    assert close(account.net, 0.02, 0.05)
    assert close(account.net_apart, 0.05 * 0.97)


def test_net_is_not_computed_where_nobody_says_what_comes_anyway() -> None:
    """Left out is not zero; unknown is anything."""
    assert isinstance(one(simple("a")).accounts[0].net, NotComputed)
    account = one(simple("a", budget="- lifetime: 0.25%\n- anyway: unknown\n")).accounts[0]
    assert close(account.net, 0.0, 0.05)
    account = one(simple("a", budget="- lifetime: 0.25%\n- anyway: at most 1%\n")).accounts[0]
    assert close(account.net, 0.04, 0.05)


def test_an_unknown_risk_is_an_interval_everywhere() -> None:
    """From 0 to 1: left is 0.25 % at best; gone at once, or never."""
    book = one(simple("a", "unknown"))
    account = book.accounts[0]
    assert close(account.left, 0.0025 - 1, 0.0025)
    assert account.gone == Interval(0.0, inf)
    assert book.day(inf) is None


def test_the_same_chance_over_a_session_and_a_year() -> None:
    """1,000 sessions a year for one year: 1 - 0.95^(1/1000); a year is 365.2425 of 365 days."""
    surface = "\n## Surface web: The web\n\n- volume: 1,000 sessions per year\n"
    book = one(simple("a") + surface)
    assert book.sessions == pytest.approx(1_000, rel=1e-3)  # the year of the calendar and the unit year
    risk = Interval(0.05, 0.05)
    assert book.sessions is not None
    assert close(book.over(risk, Per.SESSION), carried(0.05, 1 / book.sessions))
    assert close(book.over(risk, Per.YEAR), carried(0.05, 365.2425 / 365))
    assert close(book.over(risk, Per.LIFETIME, 4), carried(0.05, 4 * 365.2425 / 365))
    assert one(simple("a")).over(risk, Per.SESSION) == NotComputed("nobody says how many sessions")


def test_the_example() -> None:
    """heron-2 may cost 0.005 %; by its authors 0.00341 % is used, and 0.00159 % is left."""
    if not HERON.is_dir():
        pytest.skip("examples/heron-2 is not there")
    found = lp.read(HERON, draws=50)
    book = ledger([(found.case, found.risk())], date(2027, 6, 1)).books[0]
    assert close(book.allowed, 0.00005)
    account = next(item for item in book.accounts if item.assessor == "team")
    assert isinstance(account.left, Interval)
    assert account.left.value == pytest.approx(0.00005 - 3.4096783551e-05, rel=1e-9)
    # 184 days x ln(1 - 0.00005) / ln(1 - 0.0000341) = 269.8 days from the first of March
    assert isinstance(account.gone, Interval)
    assert book.day(account.gone.low) == date(2027, 11, 25)


def test_who_gives_away_more_than_there_is() -> None:
    """Of 0.25 % it gives 0.4 %: what is left is less than nothing, which cannot be carried to another time."""
    rows = "\n| from | to | how much | agreed |\n|---|---|---|---|\n| this case | other | 0.4% | the letter |\n"
    book = one(simple("giver", budget="- this case: 0.25%\n" + rows))
    assert close(book.allowed, -0.0015)
    assert book.over(book.allowed, Per.YEAR, 4) == NotComputed("it gives away more than it has")
    assert isinstance(book.over(Interval(0.01, 0.01), Per.YEAR, 4), Interval)
