"""The bytes of every page of a project, without a server: which pages there are, and what stands on each.

Pages are cut from the document tree of the report (`report.document`): each of its sections is a page, each node has
one of its own, and links lead from page to page. The same text gives the same bytes, whenever they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.resources import files
from string import printable
from typing import TYPE_CHECKING

from loadpath.report.book import book_of
from loadpath.report.document import document_of
from loadpath.report.fonts import font_faces
from loadpath.report.html import Pen
from loadpath.report.prose import plain, safe
from loadpath.report.tree import Section, anchor_of, anchors
from loadpath.web.findings import findings_page, findings_without_a_case
from loadpath.web.node_page import node_section, supposed
from loadpath.web.shell import Frame, Step, fragment, page, written
from loadpath.web.style import SHEET
from loadpath.web.supposing import form

if TYPE_CHECKING:
    from loadpath.case import node as kinds
    from loadpath.project import Project
    from loadpath.report.book import Book
    from loadpath.report.tree import Block, Document

SHORT = 12
"""Digits of a digest that people are shown."""

OWN = "what-if"
"""The page of the report that is served as one of our own: it computes here, where the report brings circuits."""

OWN_LETTERS = printable + "\u00a0–—×…·’“”−≠≤≥<em"
"""What our own words need of the fonts, beside the letters of the case."""


@dataclass(frozen=True, slots=True)
class Pages(Mapping[str, bytes]):
    """Addresses and what stands there; a page is written when it is first asked for.

    Attributes:
        writers: what writes each page.
        frame: what all pages share.
        site: the case; None when it has errors.
    """

    writers: Mapping[str, Callable[[], bytes]]
    frame: Frame
    site: Site | None = None
    _done: dict[str, bytes] = field(default_factory=dict)

    def __getitem__(self, path: str) -> bytes:
        """Return the bytes at an address; a `KeyError` where there is no page."""
        if path not in self._done:
            self._done[path] = self.writers[path]()
        return self._done[path]

    def __iter__(self) -> Iterator[str]:
        """Return the addresses, in the order of the document."""
        return iter(self.writers)

    def __len__(self) -> int:
        """Return how many addresses there are."""
        return len(self.writers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A sound case as pages.

    Attributes:
        project: the case.
        book: the case as the report looks at it.
        document: its report.
        frame: what all pages share.
        places: where each anchor is told: the address of its page, with the anchor where it is not the whole page.
        told: the section in which each node is told in full, by its anchor.
    """

    project: Project
    book: Book
    document: Document
    frame: Frame
    places: Mapping[str, str]
    told: Mapping[str, Section]
    pen: Pen

    def address(self, anchor: str) -> str:
        """Return the address of an anchor."""
        return self.places.get(anchor, f"#{anchor}")


def _every_letter(project: Project) -> str:
    """Return a page on which every letter of a case may stand in every face."""
    return f"<em><strong>{safe(''.join(project.texts.values()) + OWN_LETTERS)}</strong></em>"


def state_of(project: Project) -> str:
    """Return a short word that changes whenever what pages are made of does."""
    sources = sorted((name, digest or "") for name, digest in project.reading.sources.items())
    parts = [project.audience, str(project.today), *(f"{name}\0{text}" for name, text in sorted(project.texts.items()))]
    return sha256("\0\0".join([*parts, repr(sources)]).encode()).hexdigest()[:SHORT]


def pages(project: Project) -> Pages:
    """Return every page of a project by its address; of a case with errors, the page of what is wrong."""
    static: dict[str, Callable[[], bytes]] = {
        "/style.css": SHEET.encode,
        "/fonts.css": lambda: font_faces(_every_letter(project)).encode(),
        "/script.js": lambda: _file("script.js"),
        "/icon.svg": lambda: _file("icon.svg"),
    }
    if project.reading.case is None or not project.reading.sound:
        frame = _frame_of_a_broken_case(project)
        return Pages(_broken(project, frame) | static, frame)
    site = site_of(project)
    found: dict[str, Callable[[], bytes]] = {"/": lambda: _overview(site)}
    for section in site.document.sections[1:]:
        if section.anchor != "findings":
            found[site.address(section.anchor)] = lambda one=section: _section(site, one)  # type: ignore[misc]
    found["/findings"] = lambda: findings_page(site.frame, project, site.address)
    found["/what-if"] = lambda: supposing(site, {})
    for node in project.case.nodes.values():
        path = site.address(anchor_of(node.id))
        if path.startswith("/node/"):
            found[path] = lambda one=node: _node(site, one)  # type: ignore[misc]
    return Pages(found | static, site.frame, site)


def site_of(project: Project) -> Site:
    """Return a sound case as pages that are not written yet."""
    findings = project.check()
    book, whole = book_of(project.scene, findings), document_of(project.scene, findings)
    document = replace(whole, sections=tuple(one for one in whole.sections if one.anchor != OWN))
    places = _places(book, document)
    listed = [(one.contents, places[one.anchor]) for one in document.sections if one.contents]
    audience = project.audience if project.audience != "internal" else ""
    frame = Frame(
        case=plain(project.case.head.title) or project.case.head.id,
        kicker=document.kicker,
        digest=project.case.digest[:SHORT],
        state=state_of(project),
        pages=(*listed[:1], ("What if", "/what-if"), *listed[1:]),
        audience=audience,
    )
    pen = Pen(document, lambda anchor: places.get(anchor, f"#{anchor}"))
    return Site(
        project=project,
        book=book,
        document=document,
        frame=frame,
        places=places,
        told={one.anchor: one for one in _sections(document.sections) if one.anchor.startswith("n-")},
        pen=pen,
    )


def supposing(site: Site, asked: Mapping[str, str]) -> bytes:
    """Return the page on which something is supposed.

    Args:
        site: a sound case.
        asked: the fields of the form, by name.
    """
    body = form(site.project, site.book, site.pen, site.address, asked)
    return page(site.frame, title="What if", body=body, here="/what-if")


def _places(book: Book, document: Document) -> dict[str, str]:
    """Return where every anchor of the report is told among the pages."""
    found: dict[str, str] = {}
    for section in document.sections:
        path = "/" if section.anchor == "summary" else f"/{section.anchor}"
        found |= {anchor: f"{path}#{anchor}" for anchor in anchors((section,))} | {section.anchor: path}
    paths = {anchor_of(item.id): f"/pathway/{item.id}" for item in book.pathways}
    nodes = {anchor_of(name): f"/node/{name}" for name in book.case.nodes}
    return found | nodes | paths | _suppositions(book) | {document.anchor: "/"}


def _suppositions(book: Book) -> dict[str, str]:
    """Return where each thing that carries the risk is supposed to be wrong."""
    words = {"event": "true", "barrier": "fails", "response": "too%20late", "surface": "catches%20none"}
    found = {}
    for load in (load for person in book.people for load in person.result.loads):
        danger = getattr(book.case.nodes[load.subject], "direction", "") == "danger"
        word = words.get(load.kind, "true" if danger else "false")
        found[supposed(load.subject)] = f"/what-if?is:{load.subject}={word}"
    return found


def _sections(blocks: tuple[Block, ...]) -> Iterator[Section]:
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from _sections(block.blocks)


def _overview(site: Site) -> bytes:
    """Return the first page: the title, the strip, what must be known first, and the summary."""
    document, pen = site.document, site.pen
    notes = "".join(pen.block(note, 2) for note in document.notes)
    head = f"<h1>{pen.words(document.title)}</h1>{pen.block(document.strip, 2)}{notes}"
    summary = "".join(pen.block(block, 2) for block in document.sections[0].blocks)
    body = written(f'<div class="strip">{head}</div>\n<section class="l1" aria-label="Summary">{summary}</section>')
    return page(site.frame, title=site.frame.case, body=body, here="/")


def _section(site: Site, section: Section) -> bytes:
    path = site.address(section.anchor)
    title = section.contents or section.anchor
    return page(
        site.frame, title=title, body=written(site.pen.section(section, 1)), here=path, trail=((site.frame.case, "/"),)
    )


def _node(site: Site, node: kinds.Node) -> bytes:
    """Return the page of one node: what the report tells of it, and what is known about it besides."""
    section = node_section(site.book, node, site.told.get(anchor_of(node.id)))
    over = _over(site, node)
    trail: tuple[Step, ...] = ((site.frame.case, "/"), *([(over.contents, site.address(over.anchor))] if over else []))
    here = site.address(over.anchor) if over else "/"
    title = site.book.title(node.id)
    return page(site.frame, title=title, body=written(site.pen.section(section, 1)), here=here, trail=trail)


def _over(site: Site, node: kinds.Node) -> Section | None:
    """Return the page of the report in which a node is told."""
    anchor = anchor_of(node.id)
    return next((one for one in site.document.sections if anchor in anchors((one,))), None)


def missing(frame: Frame) -> bytes:
    """Return the page that says that there is none."""
    said = ("There is nothing at this address. What stood here may have another name now.",)
    body = fragment("notice.html", {"title": "No such page", "said": said})
    return page(frame, title="No such page", body=body, here="", trail=((frame.case, "/"),))


def _frame_of_a_broken_case(project: Project) -> Frame:
    head = project.reading.case.head if project.reading.case else None
    return Frame(
        case=(plain(head.title) or head.id) if head else "A folder without a case",
        kicker="nothing is computed until the errors are mended",
        digest="",
        state=state_of(project),
        pages=(("Findings of the checks", "/findings"),),
    )


def _broken(project: Project, frame: Frame) -> dict[str, Callable[[], bytes]]:
    """Return the pages of a case that cannot be computed from: what is wrong, and nothing else."""

    def write() -> bytes:
        return findings_page(frame, project) if project.reading.case else findings_without_a_case(frame, project)

    return {"/": write, "/findings": write}


def _file(name: str) -> bytes:
    return files("loadpath.web").joinpath("files", name).read_bytes()
