"""What a document says of itself: its title, its date, its kind; nothing of what it argues.

Markdown, HTML, PDF, Word and OpenDocument files, and plain text. A date is given only where the document states one.
Nothing is fetched, run or unpacked beyond the one member that holds the properties, and what is read is bounded. The
sources: CommonMark 0.31 sections 4.2, 4.3 and 4.5; HTML, `title` and `meta`; ISO 32000-1 sections 14.3.2 and 14.3.3;
ISO/IEC 29500-2 section 8 (core properties); OpenDocument 1.3 part 3, section 4.3.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from loadpath.case.characters import ANY
from loadpath.case.record import Subject
from loadpath.errors import LoadpathError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BYTES = 500_000_000
MOST_PROPERTIES = 1_000_000
"""Bytes of the one member, or the one stream, that holds a document's properties."""

BEGINNING = 100_000
"""Characters in which a title is looked for."""

LONGEST_TITLE = 300
LONGEST_LINE = 10 * LONGEST_TITLE
"""Characters of a line that are looked at."""

MOST_MEMBERS = 20_000
MEMBER = b"PK\x01\x02"
"""Begins the entry of a member in the directory of a zip archive."""


MARKDOWN, HTML, PDF, WORD, OPEN, TEXT, FILE = "markdown", "html", "pdf", "docx", "odt", "text", "file"
KINDS = {
    ".md": MARKDOWN, ".markdown": MARKDOWN, ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".pdf": PDF, ".docx": WORD,
    ".odt": OPEN, ".txt": TEXT, ".rst": TEXT, ".tex": TEXT,
}  # fmt: skip

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
FRONT = re.compile(r"(title|date)[ \t]*:[ \t]*(.*)")
DAY = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?!\d)|D:(\d{4})(\d{2})(\d{2})")
LINE_END = re.compile(r"\r\n|\r|\n")

_ATTRIBUTES = r"""(?:[^>"']++|"[^"]*+"|'[^']*+'|["'])*+(?:>|\Z)"""
MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    rf"|<(?P<code>script|style|textarea|template)\b{_ATTRIBUTES}.*?(?:</(?P=code)|\Z)"
    rf"|<title\b{_ATTRIBUTES}(?P<title>.*?)(?:</title|\Z)"
    rf"|<h1\b{_ATTRIBUTES}(?P<heading>.*?)(?:</h1|\Z)"
    rf"|<meta\b(?P<meta>{_ATTRIBUTES})"
    rf"|<[a-z/!?]{_ATTRIBUTES}",
    re.DOTALL | re.IGNORECASE,
)
"""What a page is made of, as far as it matters; whatever begins also ends, so that nothing is gone over twice."""

TAG = re.compile(rf"<{_ATTRIBUTES}", re.DOTALL)
STATED = re.compile(r"""([a-z:._-]{1,50})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
DATES = ("date", "dc.date", "dcterms.date", "dcterms.created", "article:published_time", "citation_publication_date")

XMP = "http://purl.org/dc/elements/1.1/ title", "http://ns.adobe.com/xap/1.0/ CreateDate"
WORD_PROPERTIES = "http://purl.org/dc/elements/1.1/ title", "http://purl.org/dc/terms/ modified"
OPEN_PROPERTIES = "http://purl.org/dc/elements/1.1/ title", "http://purl.org/dc/elements/1.1/ date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document, as it describes itself.

    Attributes:
        subject: the file.
        title: in one line; empty where it states none.
        date: in ISO 8601, without the time; empty where it states none.
        kind: `markdown`, `html`, `pdf`, `docx`, `odt`, `text`, or `file` for anything else.
    """

    subject: Subject
    title: str = ""
    date: str = ""
    kind: str = FILE


def read_document(content: bytes, name: str) -> Document:
    r"""Return what a document says of itself.

    Args:
        content: the document.
        name: how the case calls it; its end says what it is.

    Raises:
        UnreadableError: when it is not what its name says, is locked, or is over a limit.
        LoadpathError: for a PDF, when `pikepdf` is not installed.

    >>> document = read_document(b"---\ndate: 2026-02-01\n---\n# The cap holds\n", "cap.md")
    >>> document.title, document.date, document.kind
    ('The cap holds', '2026-02-01', 'markdown')
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"`{name}` has more than {MOST_BYTES:,} bytes", help="cite the part that matters")
    kind = KINDS.get(PurePosixPath(name).suffix.lower()) or (FILE if b"\0" in content[:BEGINNING] else TEXT)
    title, day = READERS[kind](content, name)
    subject = Subject(name=name, sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))
    return Document(subject=subject, title=_title(title), date=_day(day), kind=kind)


def _title(text: str) -> str:
    """Return a text as one line that hides nothing."""
    line = " ".join(ANY.sub("", text[:LONGEST_LINE].translate(SPACES)).split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "\u2026"


SPACES = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")


def _day(text: str) -> str:
    """Return the day that a text begins with, if there is such a day."""
    found = DAY.match(text.strip())
    if found is None:
        return ""
    try:
        return date(*(int(part) for part in found.groups() if part)).isoformat()
    except ValueError:
        return ""


def _beginning(content: bytes) -> str:
    """Return the first characters, in the encoding that programs usually guess."""
    start = content[: 4 * BEGINNING]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start.decode("utf-16", "replace")[:BEGINNING]
    try:
        start[:-4].decode("utf-8") if len(content) > len(start) else start.decode("utf-8")
    except UnicodeDecodeError as fault:
        if len(start) - fault.start > 4:  # noqa: PLR2004  a letter of UTF-8, cut by the limit
            return start.decode("cp1252", "replace")[:BEGINNING]
    return start.decode("utf-8-sig", "replace")[:BEGINNING]


# one kind each --------------------------------------------------------------------------------------------------------


def _nothing(_content: bytes, _name: str) -> tuple[str, str]:
    return "", ""


def _text(content: bytes, _name: str) -> tuple[str, str]:
    return next((line for line in LINE_END.split(_beginning(content)) if line.strip()), ""), ""


def _markdown(content: bytes, _name: str) -> tuple[str, str]:
    lines = [line[:LONGEST_LINE] for line in LINE_END.split(_beginning(content))]
    stated: dict[str, str] = {}
    if lines and lines[0].rstrip() == "---" and "---" in (line.rstrip() for line in lines[1:]):
        end = next(place for place, line in enumerate(lines[1:], start=1) if line.rstrip() == "---")
        stated = {found[1]: found[2].strip("\"' ") for line in lines[1:end] if (found := FRONT.fullmatch(line))}
        lines = lines[end + 1 :]
    return _heading(lines) or stated.get("title", ""), stated.get("date", "")


def _heading(lines: list[str]) -> str:
    """Return the first heading outside code."""
    fence, before = "", ""
    for line in lines:
        if found := FENCE.match(line):
            if not fence:
                fence = found[1]
            elif found[1].startswith(fence) and not line.strip(" \t" + fence[0]):
                fence = ""
        elif not fence:
            if (heading := HEADING.fullmatch(line)) and heading[1]:
                return heading[1]
            if before and UNDERLINE.fullmatch(line):
                return before
            before = line.strip() if not line.startswith(("    ", "\t", ">", "- ", "* ", "|")) else ""
    return ""


def _html(content: bytes, _name: str) -> tuple[str, str]:
    title = heading = day = ""
    for found in MARKUP.finditer(_beginning(content)):
        title = title or found["title"] or ""
        heading = heading or TAG.sub("", found["heading"] or "")
        if found["meta"] and not day:
            stated = {
                one[1].lower(): unescape(one[2] or one[3] or one[4] or "") for one in STATED.finditer(found["meta"])
            }
            if (stated.get("name") or stated.get("property", "")).lower() in DATES:
                day = stated.get("content", "")
    return unescape(title if title.strip() else heading), day


def _pdf(content: bytes, name: str) -> tuple[str, str]:
    try:
        import pikepdf  # noqa: PLC0415  heavy, and of an extra
    except ModuleNotFoundError:
        raise LoadpathError("`pikepdf` is not installed", help="pip install 'loadpath[evidence]'") from None
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            texts = ((key, pdf.docinfo.get(key)) for key in ("/Title", "/CreationDate"))
            stated = {key: str(one)[:LONGEST_LINE] if isinstance(one, pikepdf.String) else "" for key, one in texts}
            stream = pdf.Root.get("/Metadata")
            packed = stream.get("/Filter") is not None if isinstance(stream, pikepdf.Stream) else False
            raw = stream.read_raw_bytes() if isinstance(stream, pikepdf.Stream) else b""
    except pikepdf.PasswordError:
        raise UnreadableError(f"`{name}` is locked with a password", help="save it without one") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as fault:
        raise UnreadableError(f"`{name}` is not a PDF: {type(fault).__name__}", help="export it again") from None
    title, day = _xmp(raw, packed=packed)
    return stated["/Title"] or title, stated["/CreationDate"] or day


def _xmp(raw: bytes, *, packed: bool) -> tuple[str, str]:
    """Return what the metadata of a PDF state; they are often broken, and then state nothing."""
    try:
        text = zlib.decompressobj().decompress(raw, MOST_PROPERTIES) if packed else raw[:MOST_PROPERTIES]
        return _properties(text, XMP)
    except (zlib.error, expat.ExpatError, _RefusedError):
        return "", ""


def _office(wanted: tuple[str, str], member: str) -> Callable[[bytes, str], tuple[str, str]]:
    """Return the reader of a kind of zip archive that has its properties in one member."""

    def read(content: bytes, name: str) -> tuple[str, str]:
        if content.count(MEMBER) > MOST_MEMBERS:
            _fail(name, f"it has more than {MOST_MEMBERS:,} members")
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if member not in archive.namelist():
                    return "", ""
                with archive.open(member) as file:
                    text = file.read(MOST_PROPERTIES + 1)
            if len(text) > MOST_PROPERTIES:
                _fail(name, f"its properties take more than {MOST_PROPERTIES:,} bytes")
            return _properties(text, wanted)
        except _RefusedError:
            _fail(name, "its properties hold a document type or an entity")
        except expat.ExpatError:
            _fail(name, "its properties are not XML")
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
            _fail(name, "it is no whole zip archive")

    return read


def _fail(name: str, why: str) -> NoReturn:
    raise UnreadableError(f"`{name}` cannot be read: {why}", help="save it again from the program that wrote it")


class _RefusedError(Exception):
    """A document type or an entity stands where only elements may."""


def _properties(text: bytes, wanted: tuple[str, str]) -> tuple[str, str]:
    """Return the text of the first of each of two elements, or attributes, of an XML document."""
    found = dict.fromkeys(wanted, "")
    inside = dict.fromkeys(wanted, 0)
    closed: set[str] = set()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag in inside:
            inside[tag] += 1
        for name in wanted:
            found[name] = found[name] or attributes.get(name, "")

    def end(tag: str) -> None:
        if tag in inside:
            inside[tag] -= 1
            closed.update(name for name in (tag,) if found[name].strip())

    def keep(text: str) -> None:
        for name in wanted:
            if inside[name] and name not in closed and len(found[name]) < LONGEST_LINE:
                found[name] += text

    def refuse(*_: object) -> NoReturn:
        raise _RefusedError

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, keep
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    parser.Parse(text, True)  # noqa: FBT003  expat's own
    return found[wanted[0]], found[wanted[1]]


READERS = {
    MARKDOWN: _markdown,
    HTML: _html,
    PDF: _pdf,
    WORD: _office(WORD_PROPERTIES, "docProps/core.xml"),
    OPEN: _office(OPEN_PROPERTIES, "meta.xml"),
    TEXT: _text,
    FILE: _nothing,
}
