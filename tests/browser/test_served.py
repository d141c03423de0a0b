"""The served pages in a real browser: they follow the files, work without scripts, fit a phone, and axe finds nothing."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Literal

import pytest
from tests.browser.test_report import SIDEWAYS
from tests.small import HERON
from tests.web.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Locator, Page
    from playwright.sync_api._generated import LocatorAssertions
    from tests.web.serving import Served

Scheme = Literal["light", "dark"]

KINDS = {
    "overview": "/",
    "pathway": "/pathway/rnd-tampering",
    "claim": "/node/file-permissions-tight",
    "barrier": "/node/async-monitor",
    "response": "/node/night-copy",
    "evidence": "/node/monitor-red-team",
    "assessor": "/node/ext-review",
    "review": "/node/review-external",
    "scope": "/scope",
    "barriers": "/barriers",
    "common causes": "/common-causes",
    "assessors": "/assessors",
    "disputes": "/disputes",
    "register": "/evidence",
    "findings": "/findings",
    "what if": "/what-if",
    "supposed": "/what-if?is:file-permissions-tight=false&at:async-monitor=20%25",
    "refused": "/what-if?is:scheming=true&at:scheming=3%25",
    "none": "/nothing-here",
}
"""A page of every kind."""

RISK = "main li"
SMALL_TARGETS = """() => [...document.querySelectorAll('nav a, .trail a, .jump a, button, input, select')].filter(one => {
    const box = one.getBoundingClientRect()
    return box.width && one.type !== 'range' && box.height < 24
}).map(one => one.outerHTML.slice(0, 80))"""


PATIENCE_MS = 20_000


def until(locator: Locator) -> LocatorAssertions:
    """Return what waits for a part of a page to be as is then said; it looks from outside, past the page's policy."""
    from playwright.sync_api import expect  # noqa: PLC0415  skipped by name when it is missing

    return expect(locator)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example that may be changed."""
    if not HERON.is_dir():
        pytest.skip("examples/heron-2 is not there")
    found = tmp_path_factory.mktemp("served") / "heron-2"
    shutil.copytree(HERON, found)
    return found


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    """The copy, served."""
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def inside(browser: Browser, served: Served) -> dict[str, str]:
    """The cookie of somebody who has opened the link in the browser."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.link)
    assert page.url == f"{served.base}/"
    (cookie,) = context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert page.evaluate("document.cookie") == ""
    page.goto(served.link)
    assert page.locator("h1").inner_text() == "Not open"
    context.close()
    return {"name": cookie["name"], "value": cookie["value"], "url": served.base}


def visited(
    browser: Browser, inside: dict[str, str], *, width: int = 1360, scheme: Scheme = "light", scripts: bool = True
) -> tuple[BrowserContext, Page, list[str]]:
    """Return a page of somebody who is in, and what it complains of."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
    )
    context.add_cookies([inside])  # type: ignore[list-item]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.extend(_foreign(request.url, inside["url"])))
    return context, page, complaints


def _foreign(address: str, base: str) -> list[str]:
    return [] if address.startswith((f"{base}/", "data:font/woff2")) else [f"asked for {address}"]


@pytest.mark.parametrize("width", [390, 800, 1360])
def test_every_kind_of_page_fits_and_is_quiet(
    browser: Browser, served: Served, inside: dict[str, str], width: int
) -> None:
    """No sideways scrolling, no target too small, nothing loaded from elsewhere, no violation of the policy."""
    context, page, complaints = visited(browser, inside, width=width)
    for kind, path in KINDS.items():
        page.goto(served.base + path)
        page.evaluate("document.fonts.ready")
        assert page.evaluate(SIDEWAYS) <= 0, (kind, width)
        assert page.evaluate(SMALL_TARGETS) == [], (kind, width)
        allowed = [one for one in complaints if kind == "none" and "404" in one]
        assert complaints == allowed, (kind, complaints)
        complaints.clear()
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, served: Served, inside: dict[str, str], scheme: Scheme, width: int
) -> None:
    """No finding of axe on any kind of page, light and dark, wide and narrow."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    context, page, _ = visited(browser, inside, scheme=scheme, width=width)
    found = {}
    for kind, path in KINDS.items():
        page.goto(served.base + path)
        results = axe.run(page)
        if results.violations_count:
            found[kind] = [
                (one["id"], len(one["nodes"]), one["nodes"][0]["html"][:160]) for one in results.response["violations"]
            ]
    context.close()
    assert not found


def test_an_open_page_follows_the_files(browser: Browser, served: Served, inside: dict[str, str], folder: Path) -> None:
    """Somebody saves a file, and the number on the open page moves; an error shows its line; mended, all is back."""
    context, page, _ = visited(browser, inside)
    page.goto(f"{served.base}/")
    before = page.locator(RISK).first.inner_text()
    events = next(path for path in folder.rglob("*.md") if "- scheming: 5% (1%-15%)" in path.read_text("utf-8"))
    text = events.read_text("utf-8")
    try:
        events.write_text(text.replace("- scheming: 5% (1%-15%)", "- scheming: 50% (20%-80%)"), "utf-8")
        until(page.locator(RISK).first).not_to_have_text(before, timeout=PATIENCE_MS)
        events.write_text(text.replace("- scheming: 5% (1%-15%)", "- scheming: 0.05"), "utf-8")
        page.wait_for_selector("text=did you mean")
        assert "0.05" in page.locator("mark").first.inner_text()
    finally:
        events.write_text(text, "utf-8")
    until(page.locator(RISK).first).to_have_text(before, timeout=PATIENCE_MS)
    context.close()


def test_a_page_that_was_hidden_catches_up(
    browser: Browser, served: Served, inside: dict[str, str], folder: Path
) -> None:
    """A page that begins to listen after a change finds out that it is old."""
    context, page, _ = visited(browser, inside)
    page.goto(f"{served.base}/findings")
    state = page.evaluate("document.documentElement.dataset.state")
    page.evaluate("document.documentElement.dataset.state = 'older'")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.state") == state
    notes = folder / "notes.md"
    notes.write_text("Some words.\n", "utf-8")
    until(page.locator("html")).not_to_have_attribute("data-state", state, timeout=PATIENCE_MS)
    notes.unlink()
    until(page.locator("html")).to_have_attribute("data-state", state, timeout=PATIENCE_MS)
    context.close()


def test_all_pages_work_without_scripts(browser: Browser, served: Served, inside: dict[str, str]) -> None:
    """Scripts off: every kind of page is there, links lead on, and the form computes."""
    context, page, _ = visited(browser, inside, scripts=False, width=390)
    for kind, path in KINDS.items():
        page.goto(served.base + path)
        assert page.locator("h1").count() == 1, kind
        assert page.locator("main").inner_text().strip(), kind
    page.goto(f"{served.base}/")
    page.get_by_role("link", name="All pages").click()
    page.get_by_role("navigation").get_by_role("link", name="What if").click()
    assert page.url == f"{served.base}/what-if"
    page.locator("[name='is:file-permissions-tight']").select_option("false")
    page.get_by_role("button", name="Compute").first.click()
    assert "not file-permissions-tight" in page.locator("#result").inner_text()
    assert "2.1" in page.locator("#result table tbody tr").first.inner_text()  # 7.07e-05 / 3.41e-05, team
    assert page.locator("[name='is:file-permissions-tight']").input_value() == "false"
    context.close()


def test_a_slider_moves_the_risk(browser: Browser, served: Served, inside: dict[str, str]) -> None:
    """A slider writes its number into its field, and the page then says what the command says of the same number."""
    context, page, complaints = visited(browser, inside)
    page.goto(f"{served.base}/what-if")
    field = page.locator("[name='at:scheming']")
    slider = field.locator("xpath=ancestor::div[contains(@class,'controls')]//input[@type='range']")
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    # 5 % is -2.944 in log odds, the step nearest -2.95; ten steps of 0.05 lead to -2.45, which is 7.9 %
    assert re.fullmatch(r"7\.[89]%", field.input_value())
    until(page.locator("#result")).to_contain_text("scheming: 7.", timeout=PATIENCE_MS)
    assert "at%3Ascheming=7." in page.url
    shown = page.locator("#result").inner_text()
    page.reload()
    assert page.locator("#result").inner_text() == shown
    page.locator("[name='is:scheming']").select_option("true")
    until(page.locator("#result")).to_contain_text("cannot be supposed", timeout=PATIENCE_MS)
    field.fill("")
    field.blur()
    until(page.locator("#result")).to_contain_text("Supposed: scheming", timeout=PATIENCE_MS)
    assert complaints == []
    context.close()


def test_the_keyboard_reaches_everything(browser: Browser, served: Served, inside: dict[str, str]) -> None:
    """The first step skips to the text; what has the focus is seen."""
    context, page, _ = visited(browser, inside, scheme="dark")
    page.goto(f"{served.base}/what-if")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("getComputedStyle(document.activeElement).backgroundColor") == "rgb(255, 221, 0)"
    page.locator("[name='at:scheming']").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineColor") == "rgb(255, 221, 0)"
    context.close()


def test_the_two_modes_differ(browser: Browser, served: Served, inside: dict[str, str]) -> None:
    """A reader who asked for dark pages gets them, fields included."""
    grounds = []
    for scheme in ("light", "dark"):
        context, page, _ = visited(browser, inside, scheme=scheme)
        page.goto(f"{served.base}/what-if")
        grounds.append(page.evaluate("getComputedStyle(document.querySelector('select')).backgroundColor"))
        context.close()
    assert grounds == ["rgb(255, 255, 255)", "rgb(18, 23, 28)"]
