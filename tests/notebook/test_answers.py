"""Every answer shows itself: well formed, self-contained, escaped, and in the numbers that the answer holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest
from tests.report.test_page import read
from tests.small import HERON

import loadpath as lp
from loadpath import notebook
from loadpath.assess.cut_sets import cuts_of
from loadpath.assess.results import NotComputed
from loadpath.assess.roadmap import roadmap
from loadpath.report.notebook import fragment
from loadpath.report.notebook_decisions import not_computed

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = """
# Case pilot: A pilot

- kind: risk analysis
- from: 2027-01-01
- until: 2028-01-01

## Budget allowed: Allowed

- this case: 1%

## Event slip: It slips <script>alert(1)</script>

- kind: residual

## Event theft: Somebody takes it

## Mitigation monitor: A monitor

- state: built
- needs: [[read]]

## Mitigation fence: A fence

- state: planned
- restores: [[read]]
- feasible: 60% because it was built elsewhere
- cost: $2M

## Claim read: Alerts are read

## Pathway taken: It is taken

1. [[theft]]
2. [[monitor]] fails

## Test looks: Looks for it

- about: [[theft]]
- cost: $1M
- passes when: 0 of 100
- if it passes: go on
- if it fails: stop

## Challenge doubt: Who says that alerts are read?

- against: [[read]]
- status: open
- by: somebody

## Commitment stop: We stop

- trigger: [[looks]] fails
- then: it ends within a week

## Assessor first: The first

- slip: 0.5% (0.1%-1.5%) because a
- theft: 10% (3%-25%) because b
- monitor fails: 20% because c
- read: 90% because d
- looks: passes 95% if not theft, 30% if theft because e

## Assessor second: The second

- starts from: [[first]]
- theft: 30% because f
"""


@cache
def case() -> lp.Project:
    """Return a small case that can answer every question."""
    return lp.read({"case.md": TEXT}, today=date(2027, 2, 1), draws=200)


def html_of(value: object) -> str:
    """Return what a notebook asks for."""
    return notebook.show(value).html


ASKED: dict[str, tuple[Callable[[lp.Project], object], bool]] = {
    "load": (lambda one: one.load(), False),
    "surprises": (lambda one: one.surprises() or one.questions(), False),
    "what_if": (lambda one: one.what_if({"theft": "true"}), True),
    "compare": (lambda one: one.compare("first", "second"), True),
    "groups": (lambda one: one.groups(), True),
    "pool": (lambda one: one.pool("linear"), False),
    "independence": (lambda one: one.independence(), False),
    "attack": (lambda one: one.attack(), True),
    "gap": (lambda one: one.gap(), True),
    "tests": (lambda one: one.tests(), True),
    "chance": (lambda one: one.chance(), True),
    "budget": (lambda one: one.budget(date(2027, 2, 1)), True),
    "years": (lambda one: one.years(), False),
    "promises": (lambda one: one.promises(), False),
    "todo": (lambda one: one.todo(), False),
    "questions": (lambda one: one.questions(), False),
    "history": (lambda one: one.history({"before": one}), True),
    "since": (lambda one: one.since(one), False),
    "roadmap": (lambda one: [roadmap(one.case, found) for found in one.risk()], True),
    "cuts": (lambda one: [cuts_of(one.case, found, 5) for found in one.risk()], False),
}
"""Each question, and whether its answer is drawn as well."""


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_shows_itself(name: str) -> None:
    """Well formed; nothing is loaded, runs, or leads nowhere; numbers are drawn where there are some."""
    asked, drawn = ASKED[name]
    html = html_of(asked(case()))
    reading = read(html)
    assert not reading.faults
    assert not reading.open
    assert not reading.ids
    assert not re.search(r"<(script|img|iframe|object|embed|link|base|form)\b", html)
    assert not re.search(r"url\((?!data:font/woff2)|@import", html)
    assert ("<svg" in html) is drawn
    assert "not computed: not computed" not in reading.text


def test_each_kind_of_answer_has_been_looked_at() -> None:
    """Nothing shows itself that no test has seen: the kinds in the register are those of the questions above."""
    seen = {lp.Project, type(case().check()), type(case().risk(by="first"))}
    for asked, _ in ASKED.values():
        for one in notebook._values(asked(case())):
            seen |= {kind for kind in notebook.FORMS if isinstance(one, kind)}
    seen |= {type(case().tests()["first"].tests[0])}
    assert set(notebook.FORMS) - seen <= {kind for kind in notebook.FORMS if kind.__name__ == "Surprise"}


def test_alone_or_together() -> None:
    """One answer asks for the same as a tuple of it; a mixture has no form, and is left to the notebook."""
    found = case().risk()
    assert html_of(found[0]) == found[0]._repr_html_() == html_of(found[:1])  # type: ignore[attr-defined]
    several = notebook.Several()
    assert several(found) == html_of(found)
    assert several((found[0], case().check())) is None
    assert several((1, 2)) is None
    assert several(()) is None
    assert notebook.Several(lambda _: "before")((1, 2)) == "before"


def test_the_gap_says_its_numbers() -> None:
    """First: risk 1 - 0.995 (1 - 0.1 (0.2 + 0.8 * 0.1)) = 3.286 %; odds of it over 1 : 99 are 3.364."""
    risk = 1 - 0.995 * (1 - 0.1 * (0.2 + 0.8 * 0.1))
    assert case().risk(by="first").risk.value == pytest.approx(risk, rel=1e-12)  # type: ignore[union-attr]
    text = read(html_of(case().gap(by="first"))).text
    assert f"{risk / (1 - risk) * 99:.3f}:1" in text
    assert "budget of 1" in text


def test_a_test_says_its_numbers() -> None:
    """It passes with 0.9 * 0.95 + 0.1 * 0.3 = 88.5 %, then theft is 3 / 88.5, and 7 / 11.5 after a fail."""
    text = read(html_of(case().tests(by="first"))).text
    for theft, said in ((0.03 / 0.885, "1.4 %"), (0.07 / 0.115, "17 %")):
        risk = 1 - 0.995 * (1 - theft * 0.28)  # 0.28: the monitor fails or is blind, as in the gap
        assert f"{100 * risk:.2g} %" == said
        assert said in text


def test_what_is_not_computed_says_why() -> None:
    """A reason stands in the place of a number, and names in it are set as names."""
    html = fragment([not_computed("It", NotComputed("`x` <b> is open"))])
    assert "<code>x</code>" in html
    assert "&lt;b&gt;" in html


def test_hostile_words_stay_words() -> None:
    """What an author writes is never markup: the title of an event stands in the questions about it."""
    html = html_of([one for one in case().questions() if one.question.subject == "slip"])
    assert "It slips &lt;script&gt;alert(1)" in html


def test_a_section_of_the_report() -> None:
    """Found by its anchor or by its title, with the titles of nodes; a wrong name is told the chapters."""
    assert notebook.section(case(), "how-far") == notebook.section(case(), "How far it is")
    text = read(notebook.section(case(), "how-far").html).text
    assert "Somebody takes it" in text
    with pytest.raises(ValueError, match="no section 'nowhere' in this report; its chapters are `summary`"):
        notebook.section(case(), "nowhere")


@dataclass
class Formatter:
    """What a notebook of IPython keeps for HTML."""

    type_printers: dict[type, object]

    def for_type(self, kind: type, how: object) -> None:
        """Keep how a kind is shown."""
        self.type_printers[kind] = how


def test_ipython_is_told_once() -> None:
    """Tuples, lists and mappings keep what showed them before; told twice, nothing is wrapped twice."""
    formatter = Formatter({tuple: len})
    shell = type("Shell", (), {"display_formatter": type("All", (), {"formatters": {"text/html": formatter}})})
    notebook._several(shell)
    first = dict(formatter.type_printers)
    notebook._several(shell)
    assert formatter.type_printers == first
    assert set(first) == {tuple, list, dict}
    assert first[tuple] == notebook.Several(len)  # type: ignore[arg-type]


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_comparison_of_the_example() -> None:
    """The waterfall ends where the table of meaning.md has them: 1 in 29,000 and 0.15 %."""
    html = html_of(lp.read(HERON, draws=50).compare("team", "ext-review"))
    assert "1 in 29,000" in html.replace("\u00a0", " ")
    assert "0.15 %" in html.replace("\u00a0", " ")
