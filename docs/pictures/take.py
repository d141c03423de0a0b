"""Take the picture of the report that README shows: the first screen of examples/heron-2, in headless Chromium."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import loadpath as lp

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def take(target: Path) -> None:
    """Write the picture, 1,240 pixels wide."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as engine:
        page_file = Path(folder) / "report.html"
        page_file.write_text(lp.read(ROOT / "examples" / "heron-2").report(), encoding="utf-8")
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1240, "height": 1430}, color_scheme="light")
        page.goto(page_file.as_uri())
        page.screenshot(path=str(target))
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "report.png")
