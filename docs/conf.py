"""How the documentation is built: Sphinx reads the same Markdown that is read where the code is hosted."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent / "src")]

import loadpath  # noqa: E402  found through the line above

project = "loadpath"
author = "The loadpath authors"
release = version = loadpath.__version__
extensions = ["myst_parser", "rules"]
exclude_patterns = ["_build", "_ext"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "alabaster"
html_title = f"loadpath {release}"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {
    "description": "Safety cases as plain text: computed exactly, attacked, signed, published",
    "fixed_sidebar": True,
    "page_width": "1060px",
}
