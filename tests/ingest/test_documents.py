"""What documents say of themselves: titles, dates that they state, and nothing that they could make a reader do."""

from __future__ import annotations

import hashlib
import io
import re
import sys
import time
import zipfile
import zlib

import pytest

from loadpath.errors import LoadpathError, UnreadableError
from loadpath.ingest import documents
from loadpath.ingest.documents import read_document


def said(content: str | bytes, name: str) -> tuple[str, str, str]:
    """Return title, date and kind."""
    found = read_document(content.encode() if isinstance(content, str) else content, name)
    return found.title, found.date, found.kind


def archive(member: str, content: str | bytes, more: int = 0) -> bytes:
    """Return a zip archive with one member of interest."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr(member, content)
        for number in range(more):
            written.writestr(f"x{number}", "")
    return file.getvalue()


def pdf(title: str = "", day: str = "", xmp: str = "", password: str = "") -> bytes:
    """Return a PDF of one empty page."""
    pikepdf = pytest.importorskip("pikepdf")
    file = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        if title:
            made.docinfo["/Title"] = title
        if day:
            made.docinfo["/CreationDate"] = day
        if xmp:
            made.Root.Metadata = made.make_stream(xmp.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        made.save(file, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return file.getvalue()


def test_the_subject_is_the_file_itself() -> None:
    """Name, SHA-256 and size are those of what was handed in."""
    subject = read_document(b"x\n", "notes/x.md").subject
    assert (subject.name, subject.sha256, subject.bytes) == ("notes/x.md", hashlib.sha256(b"x\n").hexdigest(), 2)


@pytest.mark.parametrize(
    ("text", "title", "day"),
    [
        ("# One\n# Two\n", "One", ""),
        ("text\n\n### Deep `code` ###\n", "Deep `code`", ""),
        ("Under\n=====\n", "Under", ""),
        ("```\n# no\n```\n~~~~\n# no\n~~~\n# no\n~~~~\n## Yes\n", "Yes", ""),
        ("    # code\n#tag\n#\n# Yes", "Yes", ""),
        ("---\ntitle: 'Front'\ndate: 2026-02-01T10:00\n---\ntext\n", "Front", "2026-02-01"),
        ('---\ntitle: "Front"\ndate: 2026-02-30\n---\n# Head\n', "Head", ""),
        ("---\nno end\n", "", ""),
        ("no heading, of 2026-02-01", "", ""),
        ("", "", ""),
    ],
)
def test_the_title_of_markdown_is_its_first_heading(text: str, title: str, day: str) -> None:
    """Headings of both kinds count, code does not; front matter gives the date, and the title where no heading does."""
    assert said(text, "a.md") == (title, day, "markdown")


@pytest.mark.parametrize(
    ("text", "title", "day"),
    [
        ("<title>A &amp; B</title><title>C</title>", "A & B", ""),
        ("<!-- <title>no</title> --><script>'<title>no</title>'</script><title>\n Yes\n </title>", "Yes", ""),
        ("<svg></svg><h1>Big <b>one</b></h1>", "Big one", ""),
        ("<meta name='DC.Date' content='2026-02-01'><title>x</title>", "x", "2026-02-01"),
        ("<meta property='article:published_time' content='2026-02-01T10:00:00Z'>", "", "2026-02-01"),
        ("<meta name=citation_publication_date content=2026/02/01>", "", "2026-02-01"),
        ("<meta name='date' content='soon'><title>unfinished", "unfinished", ""),
        ("<a title='<title>no</title>'><TITLE lang='>'>Yes</TITLE>", "Yes", ""),
        ("<title> </title><h1>One</h1>", "One", ""),
    ],
)
def test_the_title_of_a_page_is_its_title_element(text: str, title: str, day: str) -> None:
    """Comments and scripts are no part of it; a date stands in `meta`."""
    assert said(text, "a.html") == (title, day, "html")


def test_text_begins_with_its_title() -> None:
    """The first line that is not blank; what holds zero bytes and has no known name is no text."""
    assert said("\n\n  Minutes of May \nmore", "a.txt") == ("Minutes of May", "", "text")
    assert said("Minutes", "MINUTES") == ("Minutes", "", "text")
    assert said(b"\x7fELF\x00", "a.bin") == ("", "", "file")
    assert said("Überblick\n".encode("cp1252"), "a.txt")[0] == "Überblick"
    assert said("Überblick\n".encode("utf-16"), "a.txt")[0] == "Überblick"
    assert said(("é" * 500_000).encode(), "a.txt")[0].startswith("é" * 100)


def test_a_title_hides_nothing_and_is_short() -> None:
    """Control characters, invisible ones and those that turn text around are gone; length is bounded."""
    title, _, _ = said("# a\x1b[31m\u202eb\u200b\x00\tc\u2028d" + "e" * 5_000, "a.md")
    assert title.startswith("a[31mb c")
    assert len(title) == documents.LONGEST_TITLE
    assert title.isprintable()


def test_a_pdf_states_its_title_and_date() -> None:
    """In its information dictionary, else in its metadata, which hold them as XML."""
    assert said(pdf("Ein Bericht \u00fc", "D:20260201101500+01'00'"), "a.pdf") == ("Ein Bericht ü", "2026-02-01", "pdf")
    xmp = (
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><r:Description"
        " xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:p='http://ns.adobe.com/xap/1.0/' p:CreateDate='2026-02-01T00:00'>"
        "<dc:title><r:Alt><r:li>In XMP</r:li></r:Alt></dc:title></r:Description></r:RDF></x:xmpmeta>"
    )
    assert said(pdf(xmp=xmp), "a.pdf") == ("In XMP", "2026-02-01", "pdf")
    assert said(pdf(), "a.pdf") == ("", "", "pdf")
    assert said(pdf(xmp="<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "a.pdf") == ("", "", "pdf")
    assert said(pdf(xmp="broken"), "a.pdf") == ("", "", "pdf")


def test_a_pdf_that_is_none_or_is_locked_is_refused() -> None:
    """The reason is named; a file that only looks like a PDF is not taken for one."""
    with pytest.raises(UnreadableError, match="locked with a password"):
        read_document(pdf("x", password="x"), "a.pdf")  # noqa: S106
    for content in (b"", b"%PDF-1.7\n", b"<html>"):
        with pytest.raises(UnreadableError, match="is not a PDF"):
            read_document(content, "a.pdf")


def test_metadata_that_unpack_to_much_are_cut() -> None:
    """A megabyte that would become a gigabyte costs a megabyte."""
    assert documents._xmp(zlib.compress(b"<x>" + b" " * 50_000_000), packed=True) == ("", "")


CORE = (
    "<c:coreProperties xmlns:c='http://schemas.openxmlformats.org/package/2006/metadata/core-properties'"
    " xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:t='http://purl.org/dc/terms/'><dc:title>A &lt;plan&gt;</dc:title>"
    "<t:created>2025-01-01T00:00:00Z</t:created><t:modified>2026-02-01T00:00:00Z</t:modified></c:coreProperties>"
)
META = (
    "<o:document-meta xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
    " xmlns:dc='http://purl.org/dc/elements/1.1/'><o:meta><dc:title>A plan</dc:title><dc:date>2026-02-01T00:00:00</dc:date>"
    "</o:meta></o:document-meta>"
)


def test_office_files_state_title_and_date_in_their_properties() -> None:
    """Word files in their core properties, OpenDocument in its metadata; without them nothing is stated."""
    assert said(archive("docProps/core.xml", CORE), "a.docx") == ("A <plan>", "2026-02-01", "docx")
    assert said(archive("meta.xml", META), "a.odt") == ("A plan", "2026-02-01", "odt")
    assert said(archive("other.xml", META), "a.odt") == ("", "", "odt")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no zip", "no whole zip archive"),
        (archive("docProps/core.xml", CORE)[:-30], "no whole zip archive"),
        (archive("docProps/core.xml", CORE).replace(b"\x08\x00", b"\x63\x00"), "no whole zip archive"),
        (archive("docProps/core.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "a document type or an entity"),
        (archive("docProps/core.xml", "<a>"), "are not XML"),
        (archive("docProps/core.xml", b" " * 30_000_000), "take more than 1,000,000 bytes"),
        (archive("docProps/core.xml", CORE, more=documents.MOST_MEMBERS), "more than 20,000 members"),
    ],
)
def test_hostile_office_files_are_refused_by_name(content: bytes, reason: str) -> None:
    """Bombs, entities and broken archives are named."""
    with pytest.raises(UnreadableError, match=f"`a.docx` cannot be read: it.* {reason}"):
        read_document(content, "a.docx")


def test_what_is_too_large_or_needs_a_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is in the message, the extra in the help."""
    monkeypatch.setattr(documents, "MOST_BYTES", 3)
    with pytest.raises(UnreadableError, match="more than 3 bytes"):
        read_document(b"four", "a.md")
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    with pytest.raises(LoadpathError) as fault:
        read_document(b"", "a.pdf")
    assert fault.value.help == "pip install 'loadpath[evidence]'"


@pytest.mark.parametrize("piece", ["<a>x", "<a><dc:title>x", "x<b/>", "&#120;"])
def test_properties_of_any_depth_take_no_longer_than_their_length_allows(piece: str) -> None:
    """Elements inside each other, and text in a hundred thousand pieces, are gone over once."""
    began = time.process_time()
    core = "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>" + piece * 30_000
    closing = "".join(f"</{name}>" for name in reversed(re.findall(r"<([\w:]+)(?!/)>", piece))) * 30_000
    assert (
        said(archive("docProps/core.xml", f"{core}{closing}</dc:title>"[: documents.MOST_PROPERTIES]), "a.docx")[2]
        == "docx"
    )
    assert time.process_time() - began < 30  # a hang, not a speed


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<![",
        "<!",
        "<a ",
        "</",
        "&",
        "<?",
        "<a b='",
        "<script>",
        "<!DOCTYPE ",
        "--!>",
        "[x](",
        "`",
        "#",
        "<title",
        "<title>",
        "<h1>",
        "<meta a='",
        "<meta a",
        "<h1 ",
        "# ",
        " ",
        "# a  ",
    ],
)
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_repeated_openings_take_no_longer_than_their_length_allows(piece: str, name: str) -> None:
    """What parsers of pages go back over again and again is bounded, since only a beginning is read."""
    began = time.process_time()
    for tail in ("", "'", '"', ">", "<"):
        read_document((piece + tail).encode() * 100_000, name)
    assert time.process_time() - began < 30  # a hang, not a speed: it takes a tenth of a second when linear
