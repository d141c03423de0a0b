"""The PDF writer: a document tree as PDF/UA-1, set by typst with the two fonts that the page has.

The document goes to a fixed template as data, never as markup, so that no text of a case can become a command or read
a file. The bytes follow from the case alone: no clock, no system font, no path goes in. A character that no font has
is shown by its number.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from loadpath.case.audience import INTERNAL
from loadpath.report.book import book_of
from loadpath.report.document import VARIANTS, document_of, withheld
from loadpath.report.fonts import laid_into, width
from loadpath.report.ink import palette
from loadpath.report.pdf_packed import packed
from loadpath.report.typst_breaks import ROUNDS, mended
from loadpath.report.typst_tree import END, Setter, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from typst import Compiler

    from loadpath.case.graph import CaseGraph
    from loadpath.checks.run import Findings
    from loadpath.report.tree import Document
    from loadpath.report.typst_prose import Value
    from loadpath.scene import Scene

STANDARD: Final = "ua-1"
SHORT = 12
"""Digits of the digest in the running foot."""

USUAL = frozenset("\u00a0\u2002‘’“”–—…•·×−≤≥≠→±§°äöüßéèàçñ○●◐◇△▽■‹›")
"""Characters that the fonts are known to have, so that most documents need no trial."""

PROBE = b"""#set document(title: "probe")
#set text(font: ("Source Serif Pro", "Source Sans Pro", "DejaVu Sans Mono"))
#for one in json(bytes(sys.inputs.letters)) [#one \\ ]
"""

LARGEST = 4_000
"""Parts of a case of which a PDF is made. Measured: 1,734 parts are 393 pages, 9 s and 1.3 GB of memory."""

SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
"""How small a document that is to be one page may be set; 0.7 makes letters of 7 points."""

HEAD_SIZE = 8.0
HEAD_ROOM = 360.0
"""Points: the size of the running head, and the room for the title in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What every page of a printed report says about the case, and the date that the file bears.

    Attributes:
        name: the id of the case.
        digest: of the case, 64 hexadecimal digits.
        dated: the date of the document; it comes from the case, never from a clock.
        variant: for whom it is, in a few words; empty when nothing is withheld from anybody.
    """

    name: str
    digest: str
    dated: date | None = None
    variant: str = ""


def pdf(scene: Scene, findings: Findings) -> bytes:
    """Return the report of a case as PDF.

    Args:
        scene: the case and everything computed from it.
        findings: what the checks found.

    Raises:
        ImportError: when typst is not installed.
    """
    return write(document_of(scene, findings), imprint_of(scene, findings))


def imprint_of(scene: Scene, findings: Findings) -> Imprint:
    """Return what the pages of a report say about its case."""
    shown = scene.audience != INTERNAL or withheld(book_of(scene, findings))
    variant = VARIANTS[scene.audience].partition(" variant")[0] + " variant" if shown else ""
    return Imprint(name=scene.case.head.id, digest=scene.case.digest, dated=dated(scene.case), variant=variant)


def dated(case: CaseGraph) -> date | None:
    """Return the date of a case: up to when its evidence reaches, else when it begins or ends to hold."""
    head = case.head
    return next((day.on for day in (head.coverage_date, head.start, head.until) if day is not None), None)


def write(document: Document, imprint: Imprint) -> bytes:
    """Return a document as PDF: the same bytes for the same document.

    Raises:
        ImportError: when typst or the fonts are not installed.
    """
    with TemporaryDirectory(prefix="loadpath-") as folder:
        press = Press(Path(folder))
        setter = Setter(document)
        values = {**setter.whole(), **_imprinted(document, imprint), "places": {}}
        missing = press.missing(_told(values))
        if document.brief:
            values["scale"] = press.scale(values, missing)
        for _ in range(ROUNDS):
            places = press.places(_shown(_told(values), missing))
            if not mended(setter.long_tables, places):
                break
        else:
            places = press.places(_shown(_told(values), missing))
        values["places"] = {name: [page, y] for name, (page, y) in places.items()}
        return packed(press.printed(_shown(_told(values), missing)))


def _told(values: dict[str, Value]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _shown(said: str, missing: str) -> str:
    """Return a text in which some characters are shown by their numbers, as what hides is; lines break behind them."""
    return said.translate({ord(one): f"‹U+{ord(one):04X}›\u200b" for one in missing}) if missing else said


def _imprinted(document: Document, imprint: Imprint) -> dict[str, Value]:
    """Return what the template is told about the case as a whole."""
    day = imprint.dated
    return {
        "palette": {name.removeprefix("--"): colour for name, colour in palette().items()},
        "digest": imprint.digest[:SHORT],
        "date": [day.year, day.month, day.day] if day else None,
        "running": {
            "head": _cut(title_of(document)),
            "variant": imprint.variant,
            "foot": f"{imprint.name}, digest {imprint.digest[:SHORT]}" + (f", {_written(day)}" if day else ""),
        },
    }


def _written(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _cut(title: str) -> str:
    """Return a title that fits into the running head."""
    if width(title, HEAD_SIZE) <= HEAD_ROOM:
        return title
    while width(f"{title}…", HEAD_SIZE) > HEAD_ROOM:
        title = title[:-1]
    return f"{title.rstrip()}…"


class Press:
    """typst with a few font files and nothing else: neither the system's fonts nor any file of a case."""

    def __init__(self, folder: Path) -> None:
        """Set up the press with an empty folder, into which the fonts are laid.

        Raises:
            ImportError: when typst or the fonts are not installed.
        """
        from typst import Fonts  # noqa: PLC0415  only who prints needs it

        fonts = folder / "fonts"
        fonts.mkdir()
        laid_into(fonts)
        self._fonts = Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(fonts)])
        self._root = folder / "root"
        self._root.mkdir()
        self._template = (files("loadpath.report") / "report.typ").read_bytes()

    def _compiler(self, template: bytes, inputs: dict[str, str]) -> Compiler:
        from typst import Compiler  # noqa: PLC0415  only who prints needs it

        return Compiler(template, root=self._root, font_paths=self._fonts, ignore_system_fonts=True, sys_inputs=inputs)

    def _pdf(self, template: bytes, inputs: dict[str, str]) -> bytes:
        out = self._compiler(template, inputs).compile(format="pdf", pdf_standards=[STANDARD], timestamp=0)
        assert isinstance(out, bytes)
        return out

    def printed(self, said: str) -> bytes:
        """Return the PDF of a document that is told as JSON."""
        return self._pdf(self._template, {"document": said})

    def places(self, said: str) -> dict[str, tuple[int, float]]:
        """Return the page and the height in points of each anchor of a document that is told as JSON."""
        found = self._compiler(self._template, {"document": said}).query("<places>", field="value", one=True)
        return {name: (place[0], round(place[1], 1)) for name, place in json.loads(found)}

    def scale(self, values: dict[str, Value], missing: str) -> float:
        """Return how small a document is set to be one page: the largest scale at which it is, else the smallest."""
        for scale in SCALES:
            if self.places(_shown(_told({**values, "scale": scale}), missing))[END][0] == 1:
                return scale
        return SCALES[-1]

    def missing(self, said: str) -> str:
        """Return the characters of a text that no font has: all are tried at once, then in halves."""
        return "".join(
            self._missing("".join(sorted(one for one in set(said) if not one.isascii() and one not in USUAL)))
        )

    def _missing(self, letters: str) -> Iterator[str]:
        if not letters or self._has(letters):
            return
        if len(letters) == 1:
            yield letters
            return
        half = len(letters) // 2
        yield from self._missing(letters[:half])
        yield from self._missing(letters[half:])

    def _has(self, letters: str) -> bool:
        from typst import TypstError  # noqa: PLC0415  only who prints needs it

        try:
            self._pdf(PROBE, {"letters": json.dumps(list(letters))})
        except TypstError:
            return False
        return True
