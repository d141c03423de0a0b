"""A report as a folder of pages: one file for each page of the document, each of them whole in itself.

A page brings its own style, fonts and, where its reader may move something, the script, so that it can be opened from
a disk and sent alone; only links lead from one to another. The same document gives the same files, byte for byte.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loadpath.report.html import Pen, write
from loadpath.report.script import page_script
from loadpath.report.tree import Fields, anchor_of, anchors, contents_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.report.tree import Document, Section

FRONT = "index.html"
IN_EVERY_STRIP = ("Variant", "Digest of the case")
"""What the strip under the title says on every page, not on the first alone."""


def site_of(document: Document) -> dict[str, bytes]:
    """Return every page of a report by the name of its file."""
    names = {section.anchor: _name(section, front=not place) for place, section in enumerate(document.sections)}
    places = _places(document, names)
    listed = contents_of(document.sections)
    letters = Pen(document).body() + page_script()  # all pages have the same fonts: cutting them takes longest
    found: dict[str, bytes] = {}
    for place, section in enumerate(document.sections):
        whole = replace(document, sections=(section,), listed=listed)
        alone = whole if not place else replace(whole, anchor=f"on-{section.anchor}", strip=_short(document.strip))
        heading = section.contents if place else ""
        name = names[section.anchor]
        page = write(alone, address=_Here(name, places), heading=heading, letters=letters)
        found[name] = page.encode("utf-8")
    return found


class _Here:
    """Tells from one page where an anchor is; one that has no place anywhere is looked for on the first page."""

    def __init__(self, name: str, places: Mapping[str, str]) -> None:
        self.name = name
        self.places = places

    def __call__(self, anchor: str) -> str:
        """Return the address of an anchor."""
        name, hash_, inside = self.places.get(anchor, FRONT).partition("#")
        return f"#{inside or anchor}" if name == self.name else f"{name}{hash_}{inside}"


def _name(section: Section, *, front: bool) -> str:
    """Return the name of a page's file: of a pathway after its id, of another page after its anchor."""
    if front:
        return FRONT
    start = anchor_of("")
    name = f"pathway-{section.anchor.removeprefix(start)}" if section.anchor.startswith(start) else section.anchor
    return f"{name}.html"


def _places(document: Document, names: Mapping[str, str]) -> dict[str, str]:
    """Return where every anchor is: the file, and the place in it where it is not the whole page."""
    found = {document.anchor: FRONT}
    for section in document.sections:
        name = names[section.anchor]
        found |= {anchor: f"{name}#{anchor}" for anchor in anchors((section,))} | {section.anchor: name}
    return found


def _short(strip: Fields) -> Fields:
    return Fields(tuple(item for item in strip.items if item[0] in IN_EVERY_STRIP))
