"""The variants of a report in a browser: under axe, on a phone, on paper, and a site that is opened from a disk."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Literal

import pikepdf
import pytest
from tests.report.versions import flipped, later
from tests.small import HERON, ROOT

import loadpath as lp
from loadpath.report.site import site_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

VARIANTS = ["executive", "danger", "changes", "site"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each variant as a file; of the site its first page, with all others beside it."""
    folder = tmp_path_factory.mktemp("variants")
    before, after = lp.read(HERON), lp.read(later())
    turned = lp.read(flipped())
    texts = {
        "executive": before.report(before.document("executive")),
        "danger": turned.report(turned.document("danger")),
        "changes": after.report(after.document("changes", before=before)),
    }
    for name, html in texts.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    for name, page in site_of(before.document()).items():
        (folder / name).write_bytes(page)
    return {name: folder / f"{name}.html" for name in texts} | {"site": folder / "index.html"}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("name", VARIANTS)
def test_axe_finds_nothing_in_a_variant(
    browser: Browser, pages: dict[str, Path], name: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    """No finding of axe, of any weight, and nothing that scrolls sideways."""
    pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  skipped by name when it is missing

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(pages[name].as_uri())
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = Axe().run(page).response["violations"]
    page.close()
    assert over <= 0
    assert not [(one["id"], len(one["nodes"]), one["nodes"][0]["html"][:160]) for one in found]


@pytest.mark.parametrize("name", ["heron-2", "august-2026", "pilot-2025"])
def test_the_executive_page_prints_on_one_page(browser: Browser, tmp_path: Path, name: str) -> None:
    """What a browser prints of it is one page of A4, as the PDF is."""
    case = lp.read(ROOT / "examples" / name)
    file = tmp_path / "executive.html"
    file.write_text(case.report(case.document("executive")), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    page.close()
    assert len(pikepdf.open(BytesIO(printed)).pages) == 1


@pytest.mark.slow
def test_a_site_is_walked_from_a_disk(browser: Browser, pages: dict[str, Path]) -> None:
    """A link of the first page leads to another page, at the place that it names, and back by the contents."""
    page = browser.new_page(viewport={"width": 1360, "height": 900})
    faults: list[str] = []
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    page.goto(pages["site"].as_uri())
    page.get_by_role("link", name="1 Copying its own weights out").first.click()
    assert page.url.endswith("/pathway-exfiltration.html")
    assert page.title() == "1 Copying its own weights out: Sabotage risk report for Heron-2"
    page.locator("a[href^='barriers.html#']").first.click()
    page.wait_for_selector(":target", state="attached")
    page.get_by_role("navigation").get_by_role("link", name="Summary").click()
    assert page.url.endswith("/index.html")
    page.close()
    assert not faults
