"""Diagrams in a real browser: text inside its shape, no overlap, no crossing, whatever the argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.measured import faults
from tests.report.arguments import size_of, tree
from tests.report.pictures import strained
from tests.small import HERON

import loadpath as lp
from loadpath.report.diagrams import cae, gsn
from loadpath.report.diagrams.argument import argument, described
from loadpath.report.diagrams.elements import Argument

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SAMPLE = range(0, 500, 20)
"""Every twentieth of the 500 arguments that `make soak NAME=diagrams` measures."""


@pytest.mark.parametrize("room", [350, 820])
def test_made_up_arguments_are_drawn_as_measured(browser: Browser, room: int) -> None:
    """The widths that the layout counted with are those of the browser, in both notations."""
    page = browser.new_page()
    try:
        made = [Argument(root=tree(seed, min(size_of(seed), 150)), title=f"seed {seed}") for seed in SAMPLE]
        drawn = [way(one, "made up", room=room) for one in made for way in (gsn.gsn, cae.cae)]
        assert faults(page, drawn) == []
    finally:
        page.close()


def test_the_measuring_sees_what_is_wrong(browser: Browser) -> None:
    """A text that is too long for its shape, a shape on another and a crossing are found."""
    page = browser.new_page()
    picture = (
        '<svg class="diagram" viewBox="0 0 300 200" width="300">'
        '<path class="wire" d="M0 100H200M100 0V150"/>'
        '<g><rect class="shape" x="10" y="10" width="60" height="30"/>'
        '<text class="body" x="14" y="28">much too long a text</text></g>'
        '<g><rect class="shape" x="40" y="20" width="60" height="30"/></g></svg>'
    )
    try:
        assert faults(page, [picture]) == [
            "drawing 0: much too long a text stands outside its shape",
            "drawing 0: shapes 0 and 1 overlap",
            "drawing 0: lines cross at 100, 100",
        ]
    finally:
        page.close()


@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_example_is_drawn_as_measured(browser: Browser) -> None:
    """Every pathway of the example, in both notations, on a page and on a phone."""
    case = lp.read(HERON, draws=50).case
    page = browser.new_page()
    try:
        made = [argument(case, node.id) for node in case.nodes.values() if node.kind_name == "Pathway"]
        drawn = [
            way(one, described(one), room=room) for one in made for way in (gsn.gsn, cae.cae) for room in (350, 820)
        ]
        assert faults(page, drawn) == []
    finally:
        page.close()


IN_THE_PICTURE = """() => [...document.querySelectorAll('svg')].flatMap((svg, which) => {
    const width = svg.viewBox.baseVal.width, height = svg.viewBox.baseVal.height
    const texts = [...svg.querySelectorAll('text')].map(one => [one.textContent, one.getBBox()])
    const out = texts.filter(([, b]) => b.x < -0.5 || b.y < -2 || b.x + b.width > width + 0.5 || b.y + b.height > height + 2)
    const on = texts.flatMap(([a, p], i) => texts.slice(i + 1).filter(([, q]) => p.x < q.x + q.width - 1
        && q.x < p.x + p.width - 1 && p.y < q.y + q.height - 4 && q.y < p.y + p.height - 4).map(([b]) => a + ' / ' + b))
    return [...out.map(([text]) => `${which}: ${text} outside`), ...on.map(text => `${which}: ${text}`)]
})"""


def test_pictures_hold_their_text(browser: Browser) -> None:
    """Long names and extreme values: no text leaves its picture or stands on another, at 820 and at 350 px."""
    page = browser.new_page()
    try:
        made = list(strained())
        for drawn in ([wide for _, wide, _ in made], [narrow for _, _, narrow in made]):
            faults(page, drawn)  # sets the page; its laws are those of arguments
            names = [name for name, _, _ in made]
            found: list[str] = page.evaluate(IN_THE_PICTURE)
            assert [f"{names[int(one.partition(':')[0])]}{one}" for one in found] == []
    finally:
        page.close()
