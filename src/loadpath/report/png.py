"""A picture as PNG: the SVG with its classes resolved, drawn by typst with the fonts that the report ships."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from loadpath.report.fonts import laid_into
from loadpath.report.ink import resolved

SHARPNESS = 2.0
"""Pixels of the file to one px of the drawing; less for a drawing that would not fit into memory."""

MOST_PIXELS = 60_000_000
PX_PER_INCH = 96
"""Of CSS; typst takes an SVG by it."""
SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
PAGE = """#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.drawing), format: "svg")
"""


def png(svg: str) -> bytes:
    """Return a picture as PNG, on white, with the colours of the light page.

    Raises:
        ImportError: when typst or the fonts are not installed.
        ValueError: when the text is no picture, or it is too large for any PNG.
    """
    from typst import Fonts  # noqa: PLC0415  only where it is asked for
    from typst import compile as set_page  # noqa: PLC0415

    size = SIZE.search(svg)
    if size is None:
        raise ValueError("this is no picture: it has no size")
    area = float(size[1]) * float(size[2])
    sharpness = min(SHARPNESS, (MOST_PIXELS / area) ** 0.5)
    if sharpness < 0.4:  # noqa: PLR2004  below this nobody can read it
        raise ValueError(f"the drawing is {size[1]} by {size[2]} px, too large for a PNG; write an SVG")
    with TemporaryDirectory(prefix="loadpath-") as folder:
        laid_into(Path(folder))
        drawn = set_page(
            PAGE.encode(),
            format="png",
            ppi=PX_PER_INCH * sharpness,
            font_paths=Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]),
            ignore_system_fonts=True,
            sys_inputs={"drawing": resolved(svg)},
        )
    if not isinstance(drawn, bytes):
        raise TypeError("typst gave more than one page for one picture")
    return drawn
