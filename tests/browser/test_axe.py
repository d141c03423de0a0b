"""The static report under axe: nothing that keeps somebody from reading it, light and dark, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from tests.report.cases import ALL, report_of
from tests.small import HERON

import loadpath as lp

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports as files, the example among them when it is there."""
    folder = tmp_path_factory.mktemp("axe")
    pages = {name: report_of(ALL[name]) for name in ("plain", "numbered", "unknown")}
    if HERON.is_dir():
        pages["heron-2"] = lp.read(HERON).report()
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in pages}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1360])
@pytest.mark.parametrize("name", ["plain", "numbered", "unknown", "heron-2"])
def test_axe_finds_nothing_in_a_report(
    browser: Browser, reports: dict[str, Path], name: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    """No finding of axe, of any weight."""
    pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  skipped by name when it is missing

    if name not in reports:
        pytest.skip("examples/heron-2 is not there")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(reports[name].as_uri())
    found = Axe().run(page).response["violations"]
    page.close()
    assert not [(one["id"], len(one["nodes"]), one["nodes"][0]["html"][:160]) for one in found]
