"""The fonts of a report: Source Serif for prose, Source Sans for the rest, cut down to the characters used.

They travel inside the page. Both come from packages that may be absent; then the system's fonts take their place and
widths are estimated.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from io import BytesIO
from shutil import copyfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font file: the family and weight that the style sheet asks for, and where it is found."""

    family: str
    weight: int
    italic: bool
    package: str
    file: str


FACES = (
    Face(family="Source Sans", weight=400, italic=False, package="font_source_sans_pro", file="SourceSansPro-Regular"),
    Face(family="Source Sans", weight=600, italic=False, package="font_source_sans_pro", file="SourceSansPro-Semibold"),
    Face(
        family="Source Serif", weight=400, italic=False, package="font_source_serif_pro", file="SourceSerifPro-Regular"
    ),
    Face(
        family="Source Serif", weight=600, italic=False, package="font_source_serif_pro", file="SourceSerifPro-Semibold"
    ),
    Face(family="Source Serif", weight=400, italic=True, package="font_source_serif_pro", file="SourceSerifPro-It"),
)
FEATURES = ["kern", "liga", "tnum", "lnum"]
ESTIMATE = 0.54
"""Width of an average character over the size, where there is no font to measure with; on the safe side."""

MISSING = 0.9
"""The same for a character that the font does not have."""


def font_faces(text: str, besides: str = "") -> str:
    """Return the `@font-face` rules for the characters of a page in HTML; empty when the fonts are not installed.

    Args:
        text: the page.
        besides: what it may come to show besides, in any face that it has.
    """
    return "".join(_rule(face, _letters(found, besides)) for face in FACES if (found := _set_in(face, text)))


ELEMENTS = {
    ("Source Serif", 600, False): re.compile(r"<strong\b.*?</strong>", re.DOTALL),
    ("Source Serif", 400, True): re.compile(r"<em\b.*?</em>", re.DOTALL),
}
"""What may be set in a face that stands in few places; the other faces may be anywhere."""

ALWAYS = "0123456789.,%–×\u00a0"
"""What a script may write into a page that has none of it yet."""


def _set_in(face: Face, text: str) -> str:
    """Return the part of a page that may be set in a face."""
    where = ELEMENTS.get((face.family, face.weight, face.italic))
    return text if where is None else "".join(where.findall(text))


def _letters(text: str, besides: str) -> str:
    return "".join(sorted(one for one in {*text, *besides, *ALWAYS} if one.isprintable()))


@lru_cache(maxsize=32)
def _rule(face: Face, characters: str) -> str:
    cut = _subset(face, characters)
    if not cut:
        return ""
    style = "italic" if face.italic else "normal"
    return (
        f"@font-face{{font-family:'{face.family}';font-weight:{face.weight};font-style:{style};"
        f"src:url(data:font/woff2;base64,{b64encode(cut).decode('ascii')}) format('woff2')}}\n"
    )


def path_of(face: Face) -> str | None:
    """Return where a font file is, or None when its package is not installed."""
    return _path(face)


def laid_into(folder: Path) -> None:
    """Lay the font files of a report into a folder, as typst takes them.

    Raises:
        ImportError: when a font is not installed; other fonts would give other bytes on each machine.
    """
    for face in FACES:
        found = path_of(face)
        if found is None:
            raise ImportError(f"the font {face.family} is not installed", name=face.package)
        copyfile(found, folder / f"{face.file}.ttf")


def _path(face: Face) -> str | None:
    try:
        module = import_module(face.package)
    except ImportError:
        return None
    files: dict[str, str] = module.font_files_ttf
    return next((path for path in files.values() if path.endswith(f"{face.file}.ttf")), None)


def _subset(face: Face, characters: str) -> bytes:
    path = _path(face)
    try:
        import brotli  # noqa: F401, PLC0415  what woff2 is packed with
        from fontTools.subset import Options, Subsetter  # noqa: PLC0415  slow to start
        from fontTools.ttLib import TTFont  # noqa: PLC0415
    except ImportError:
        return b""
    if path is None:
        return b""
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.notdef_outline = True
    out = BytesIO()
    with TTFont(path, recalcTimestamp=False, lazy=True) as font:
        nameless = font["name"]
        nameless.names = []
        del font["name"]  # or every part of the font is looked through for a name that it may want
        cutter = Subsetter(options)
        cutter.populate(text=characters)
        cutter.subset(font)
        font["name"] = nameless
        font.flavor = "woff2"
        font.save(out)
    return out.getvalue()


@cache
def _widths(bold: bool) -> dict[str, float] | None:
    """Return the width of each character over the size of the font, or None when there is no font to measure with."""
    path = _path(FACES[1] if bold else FACES[0])
    if path is None:
        return None
    try:
        from fontTools.ttLib import TTFont  # noqa: PLC0415  slow to start
    except ImportError:
        return None
    with TTFont(path, lazy=True) as font:
        metrics, units = font["hmtx"], font["head"].unitsPerEm
        found = {chr(code): metrics[glyph][0] / units for code, glyph in font.getBestCmap().items()}
    return found | dict.fromkeys("0123456789", max(found[digit] for digit in "0123456789"))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of Source Sans is, in the unit of its size."""
    known = _widths(bold)
    if known is None:
        return len(text) * size * ESTIMATE
    return size * sum(known.get(one, MISSING) for one in text)


def fit(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Return a text broken into lines that fit; a word that is too long for a line is cut, with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
            continue
        while len(word) > 1 and width(word, size, bold=bold) > room:
            word = word.rstrip("…")[:-1] + "…"  # noqa: PLW2901  the word is what is cut
        lines.append(word)
    return lines or [""]
