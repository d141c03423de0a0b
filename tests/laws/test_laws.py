"""Laws over random cases and random text: what holds whatever the author writes."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conformance.enumeration import write_case
from tests.conformance.random_cases import random_case
from tests.small import HEAD, HERON

import loadpath as lp
from loadpath.case.digest import case_digest

PIECES = st.sampled_from(
    [
        "## Claim a: A", "## Event e: E", "# Pathway p: P", "## Assessor me: Me", "## Scenario s: S", "## Scale w: W", "# Case c: C",
        "- rests on: [[a]]", "- e: 5% (1%-9%) because x", "- a: 90% if e, 5% otherwise", "1. [[e]]", "2. [[a]] fails", "- is: [[e]] or (",
        "| who | sees | tells | after | works |", "|---|---|---|---|---|", "| a | b | **stops it** | 1 h | 5% ever |", "[[redact x", "[[= risk]]",
        "```", "<!--", "-->", "---", "===", "\t- x: y", "\u202e", "\x00", "\u00a0", "[[", "]]", "- [x] [[a]] at 12345678: z", "- kind: risk analysis", "",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | st.text(max_size=30), max_size=40))
def test_the_reader_is_total(lines: list[str]) -> None:
    """Any text gives a reading: a case or none, with faults whose places lie inside the text; never an exception."""
    text = "\n".join(lines)
    found = lp.read({"case.md": text, "head.md": HEAD}).reading
    rows = len(re.split(r"\r\n|\r|\n", text))
    for fault in found.faults:
        assert 1 <= fault.at.line <= max(rows, 4)
        assert fault.message


@pytest.mark.parametrize("seed", range(40))
def test_layout_order_and_file_names_carry_no_meaning(seed: int) -> None:
    """Another order of files under other names, with extra blank lines, has the same digest and the same figures."""
    texts = write_case(random_case(random.Random(seed)))
    shuffled = {f"z{9 - n}.md": text.replace("\n\n", "\n\n\n") for n, text in enumerate(texts.values())}
    one, two = lp.read(texts, draws=50), lp.read(shuffled, draws=50)
    assert one.case.digest == two.case.digest
    assert one.risk(by="a").as_json()["propositions"] == pytest.approx(
        two.risk(by="a").as_json()["propositions"], rel=1e-12
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_number_left_unknown_gives_an_interval_around_the_answer(seed: int) -> None:
    """Whatever one unconditional number is, the risk with it unknown brackets the risk with it stated."""
    texts = write_case(random_case(random.Random(seed)))
    whole = lp.read(texts, draws=50).risk(by="a")
    name, line = next(
        (file, row)
        for file, text in texts.items()
        for row in text.split("\n")
        if row.startswith("- ")
        and " because " in row
        and "%" in row
        and "passes" not in row
        and ":1 " not in row
        and " if " not in row.split(" because")[0]
    )
    loose = lp.read(
        texts | {name: texts[name].replace(line, line.split(":")[0] + ": unknown because nobody asked")}, draws=50
    ).risk(by="a")
    if hasattr(loose.risk, "reason"):
        return
    assert loose.risk.low <= whole.risk.low * (1 + 1e-9)  # type: ignore[union-attr]
    assert loose.risk.high >= whole.risk.high * (1 - 1e-9)  # type: ignore[union-attr]


@pytest.mark.parametrize("seed", range(40))
def test_splitting_a_branch_into_equal_numbers_changes_nothing(seed: int) -> None:
    """`x: 10%` and `x: 10% if y, 10% otherwise` are the same judgement."""
    texts = write_case(random_case(random.Random(seed)))
    case = lp.read(texts, draws=50)
    event = next(
        item.id
        for item in case.case.nodes.values()
        if item.kind_name == "Event" and not getattr(item, "is_", None) and not getattr(item, "given", None)
    )
    name, line = next(
        (
            (file, row)
            for file, text in texts.items()
            for row in text.split("\n")
            if row.startswith(f"- {event}: ") and " if " not in row.split(" because")[0]
        ),
        ("", ""),
    )
    extra = "\n\n## Event unrelated-coin: A coin\n\n## Assessor coin-holder: C\n\n- unrelated-coin: 50% because it is a coin\n"
    if not name:
        return
    value = line.split(": ", 1)[1].split(" because")[0]
    split = line.replace(value, f"{value} if unrelated-coin, {value} otherwise")
    holder = next(row for text in texts.values() for row in text.split("\n") if "Assessor a:" in row)
    changed = {
        file: text.replace(line, f"{split}\n- unrelated-coin: 50% because it is a coin", 1)
        for file, text in texts.items()
    }
    assert holder
    changed["coin.md"] = extra.split("## Assessor", maxsplit=1)[0]
    after = lp.read(changed, draws=50)
    if not after.reading.sound:
        pytest.skip("the line stands with somebody who inherits")
    before = case.risk(by="a").as_json()
    assert after.risk(by="a").as_json()["risk"] == pytest.approx(before["risk"], rel=1e-11)


def test_a_pathway_more_never_lowers_the_risk() -> None:
    """Adding a way to harm, or dropping a barrier from a chain, never lowers the listed risk; dropping a pathway shows in it."""
    texts = dict(lp.read(HERON).texts)
    base = lp.read(texts, draws=50).risk(by="team").listed.low  # type: ignore[union-attr]
    more = texts | {
        "more.md": "# Pathway another: Another\n\n1. [[scheming]]\n2. [[code-review]] fails\n3. [[theft-matters]]\n"
    }
    less = texts | {
        "pathways/rnd-tampering.md": texts["pathways/rnd-tampering.md"].replace("4. [[code-review]] fails\n", "")
    }
    assert lp.read(more, draws=50).risk(by="team").listed.low > base  # type: ignore[union-attr]
    assert lp.read(less, draws=50).risk(by="team").listed.low > base  # type: ignore[union-attr]


def test_a_planned_barrier_never_lowers_the_risk() -> None:
    """Promises do not count: setting a barrier from built to planned raises the risk to what it is without it."""
    texts = dict(lp.read(HERON).texts)
    planned = texts | {"mitigations.md": texts["mitigations.md"].replace("- state: verified", "- state: planned")}
    assert lp.read(planned, draws=50).risk(by="team").risk.low > lp.read(texts, draws=50).risk(by="team").risk.low  # type: ignore[union-attr]


def test_adding_something_irrelevant_changes_no_bit() -> None:
    """A claim that nothing leans on, with a number, leaves every figure and every draw as it was."""
    texts = dict(lp.read(HERON).texts)
    extra = texts | {"extra.md": "## Claim unrelated: U\n\nProse.\n"}
    one, two = (lp.read(item, draws=500).risk(by="team").as_json() for item in (texts, extra))
    assert [one[key] for key in ("risk", "pathways", "range", "exceeding")] == [
        two[key] for key in ("risk", "pathways", "range", "exceeding")
    ]


def test_the_digest_of_a_case_is_that_of_its_argument() -> None:
    """Reviews, challenges and requests speak about the case and do not change what they speak about."""
    case = lp.read(HERON).case
    kept = [item for item in case.nodes.values() if item.kind_name not in ("Review", "Challenge", "Request")]
    assert case_digest(kept) == case.digest
