"""Sorting, searching and finding one's way in a report, in a real browser, from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.small import HERON

import loadpath as lp
from loadpath.report.tree import anchor_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")

CARRIES = ".sorts:has-text('What carries the answer')"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the example as a file."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(lp.read(HERON, draws=200).report(), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    """The report, opened; at the end it must have complained of nothing, and asked for nothing."""
    complaints: list[str] = []
    found = browser.new_page(viewport={"width": 1360, "height": 900})
    found.on("console", lambda message: complaints.append(message.text))
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on(
        "request", lambda request: complaints.extend([] if request.url.startswith(("file:", "data:")) else ["asked"])
    )
    found.goto(report.as_uri())
    yield found
    assert complaints == []
    found.close()


def column(page: Page, place: int) -> list[str]:
    """Return the first lines of a column of the table of what carries the answer."""
    cells = page.locator(f"{CARRIES} tbody tr > :nth-child({place})").all_inner_texts()
    return [cell.split("\n")[0] for cell in cells]


def test_a_heading_sorts_by_the_numbers_behind_the_cells(page: Page) -> None:
    """Enter sorts upwards, again downwards; a reader who listens is told which; words sort as words."""
    button = page.locator(f"{CARRIES} thead button").nth(2)
    button.focus()
    page.keyboard.press("Enter")
    rising = [float(text.removesuffix("×").strip()) for text in column(page, 3)]
    assert rising == sorted(rising)
    heads = page.locator(f"{CARRIES} thead th")
    assert [heads.nth(place).get_attribute("aria-sort") for place in range(4)] == [None, None, "ascending", None]
    page.keyboard.press("Enter")
    falling = [float(text.removesuffix("×").strip()) for text in column(page, 3)]
    assert falling == rising[::-1]
    assert heads.nth(2).get_attribute("aria-sort") == "descending"
    page.locator(f"{CARRIES} thead button").first.click()
    assert column(page, 1) == sorted(column(page, 1), key=str.lower)
    assert [heads.nth(place).get_attribute("aria-sort") for place in range(3)] == ["ascending", None, None]


def test_only_tables_of_many_alike_rows_sort(page: Page) -> None:
    """None of fewer than five rows, none with a row that sums up the others; every number column has numbers behind it."""
    rows = page.evaluate("[...document.querySelectorAll('.sorts tbody')].map(one => one.rows.length)")
    assert rows
    assert min(rows) >= 5
    assert page.locator(".sorts tr.strong").count() == 0
    bare = page.evaluate(
        "[...document.querySelectorAll('.sorts td.number:not([data-value])')].map(one => one.innerText.trim())"
    )
    assert [text for text in bare if text[:1].isdigit()] == []


def test_a_slash_leads_to_the_search_and_its_results_are_links(page: Page) -> None:
    """The key puts the focus there, words are found as they are typed, and a result leads to its section."""
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "asked"
    page.keyboard.type("traffic meas")
    links = page.locator("#find ol a")
    assert 0 < links.count() <= 20
    assert page.locator("#find [role=status]").inner_text() == f"{links.count()} found"
    for place in range(links.count()):
        text = page.locator(links.nth(place).get_attribute("href") or "").inner_text().lower()
        assert "traffic" in text
        assert "meas" in text
    assert (
        "Outgoing traffic is measured on every rack · Pathway 1: Copying its own weights out" in links.all_inner_texts()
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == links.first.get_attribute("href")
    page.locator("#asked").fill("")
    assert links.count() == 0
    page.locator("#asked").fill("nosuchword")
    assert page.locator("#find [role=status]").inner_text() == "0 found"
    page.keyboard.type("/")
    assert page.locator("#asked").input_value().endswith("/")


def test_every_node_can_be_linked_to(page: Page, report: Path) -> None:
    """The address with the anchor of a node shows that node, wherever it is told."""
    for name in lp.read(HERON, draws=50).case.nodes:
        anchor = anchor_of(name)
        page.goto(f"{report.as_uri()}#{anchor}")
        top = page.evaluate(f"document.getElementById({anchor!r}).getBoundingClientRect().top")
        last = page.evaluate("document.documentElement.scrollHeight - innerHeight - scrollY")
        assert -2 <= top <= 40 or (last <= 1 and top < 900), name


def test_what_has_the_focus_is_never_behind_what_stays_on_top(page: Page) -> None:
    """Going through the sliders by keyboard, each is seen below the outcome that sticks to the window."""
    page.locator("#what-if-0 input").focus()
    for _ in range(14):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(() => { const box = document.activeElement.getBoundingClientRect(),"
            " top = document.querySelector('.outcome').getBoundingClientRect();"
            " return [box.top - top.bottom, innerHeight - box.bottom] })()"
        )
        assert min(seen) >= -1  # a browser scrolls by whole pixels


@pytest.mark.parametrize("width", [390, 1360])
def test_targets_are_large_enough(browser: Browser, report: Path, width: int) -> None:
    """Sliders, choices, headings that sort and the field for searching are at least 24 px high and wide."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(report.as_uri())
    small = page.evaluate(
        "[...document.querySelectorAll('input, select, button')].map(one => [one.outerHTML.slice(0, 60),"
        " one.getBoundingClientRect()]).filter(([, box]) => box.width && Math.min(box.width, box.height) < 24)"
        ".map(([html]) => html)"
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


def test_headings_out_of_sight_come_into_it_with_the_focus(browser: Browser, report: Path) -> None:
    """On a phone stacked tables show no headings; whoever reaches one by keyboard sees it all the same."""
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(report.as_uri())
    buttons = page.locator(".stacked.sorts thead button")
    assert buttons.count() > 0
    for place in range(buttons.count()):
        buttons.nth(place).focus()
        box = buttons.nth(place).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    page.close()


def test_a_changed_script_does_not_run(browser: Browser, report: Path, tmp_path: Path) -> None:
    """The policy allows the one script by its digest: another one, or a handler in an attribute, is refused."""
    html = report.read_text(encoding="utf-8")
    other = html.replace('"use strict";', '"use strict"; window.ran = 1;', 1)
    other = other.replace("<main ", '<main onclick="window.ran = 1" ', 1)
    assert other != html
    path = tmp_path / "other.html"
    path.write_text(other, encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.locator("main h2").first.click()
    assert page.evaluate("window.ran") is None
    assert page.locator("#what-if input:visible").count() == 0
    page.close()
