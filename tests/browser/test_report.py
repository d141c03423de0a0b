"""The report in a real browser: nothing overflows on a phone or in a drawing, nothing is loaded, nothing complains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from tests.report.cases import ALL, report_of
from tests.small import HERON

import loadpath as lp

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

OVERFLOWING_TEXT = """() => [...document.querySelectorAll('svg text')].flatMap(text => {
    const box = text.getBoundingClientRect(), room = text.closest('svg').getBoundingClientRect()
    if (!box.width) return []
    const inside = box.left >= room.left - 1 && box.right <= room.right + 1 && box.top >= room.top - 1
        && box.bottom <= room.bottom + 1
    return inside ? [] : [text.textContent]
})"""
COLLIDING_TEXT = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
    const texts = [...svg.querySelectorAll('text')].map(one => [one.textContent, one.getBoundingClientRect()])
    return texts.flatMap(([a, p], i) => texts.slice(i + 1).filter(([b, q]) => p.width && q.width
        && p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 3 && q.top < p.bottom - 3)
        .map(([b, q]) => a + ' / ' + b))
})"""
SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('svg text')].filter(one =>
    one.getBoundingClientRect().width).map(one => {
        const svg = one.closest('svg'), scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
        return parseFloat(getComputedStyle(one).fontSize) * scale
    }))"""
SIDEWAYS = """() => document.documentElement.scrollWidth - window.innerWidth"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports as files, the example among them when it is there."""
    folder = tmp_path_factory.mktemp("reports")
    pages = {name: report_of(texts) for name, texts in ALL.items()}
    if HERON.is_dir():
        pages["heron-2"] = lp.read(HERON).report()
    found = {}
    for name, html in pages.items():
        found[name] = folder / f"{name}.html"
        found[name].write_text(html, encoding="utf-8")
    return found


def foreign(address: str) -> list[str]:
    """Return an address that lies outside the page."""
    return [] if address.startswith(("file:", "data:")) else [address]


def opened(browser: Browser, path: Path, width: int, scheme: Literal["light", "dark"]) -> tuple[Page, list[str]]:
    """Return a page and what it complained of or asked for beyond itself."""
    complaints: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.extend(foreign(request.url)))
    page.goto(path.as_uri())
    page.evaluate("document.fonts.ready")
    return page, complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 800, 1360])
@pytest.mark.parametrize("name", [*ALL, "heron-2"])
def test_a_report_fits(
    browser: Browser, reports: dict[str, Path], name: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    """No sideways scrolling, no text outside its drawing or over another, none too small to read, no complaint."""
    if name not in reports:
        pytest.skip("examples/heron-2 is not there")
    page, complaints = opened(browser, reports[name], width, scheme)
    try:
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(OVERFLOWING_TEXT) == []
        assert page.evaluate(COLLIDING_TEXT) == []
        assert page.evaluate(SMALLEST_TEXT) >= 11
        assert complaints == []
    finally:
        page.close()


def test_a_word_says_what_it_means_by_keyboard(browser: Browser, reports: dict[str, Path]) -> None:
    """A word of the glossary that the keyboard reaches shows its explanation, and leads to it."""
    page, complaints = opened(browser, reports["numbered"], 1360, "light")
    try:
        word = page.locator("a.term").first
        assert page.evaluate("getComputedStyle(document.querySelector('a.term'), '::after').content") == "none"
        page.keyboard.press("Tab")  # from then on focus is shown
        word.focus()
        said = page.evaluate("getComputedStyle(document.activeElement, '::after').content").strip('"')
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector(location.hash).innerText").replace("\t", "\n").endswith(said)
        assert complaints == []
    finally:
        page.close()


def test_the_two_modes_differ(browser: Browser, reports: dict[str, Path]) -> None:
    """A reader who asked for a dark page gets one."""
    grounds = []
    for scheme in ("light", "dark"):
        page, _ = opened(browser, reports["plain"], 800, scheme)
        grounds.append(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
        page.close()
    assert grounds == ["rgb(255, 255, 255)", "rgb(18, 23, 28)"]


def test_the_keyboard_shows_where_it_is(browser: Browser, reports: dict[str, Path]) -> None:
    """The first step of the keyboard leads to the summary, and is seen: black on yellow."""
    page, _ = opened(browser, reports["numbered"], 800, "dark")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("getComputedStyle(document.activeElement).backgroundColor") == "rgb(255, 221, 0)"
    page.close()
