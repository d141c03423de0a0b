"""What the PDF promises: tagged, described, the same bytes wherever it is made, and text that stays text."""

from __future__ import annotations

import itertools
import re
import sys
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.cases import ALL, HEAD, HOSTILE, NUMBERED, PLAIN
from tests.small import HERON
from typst import Compiler

import loadpath as lp
from loadpath.cli.main import cli
from loadpath.errors import LoadpathError, TooLargeError
from loadpath.report import fonts
from loadpath.report import pdf as printing
from loadpath.report.document import document_of
from loadpath.report.pdf import Imprint, dated, imprint_of, write
from loadpath.report.pdf_packed import packed
from loadpath.report.tree import (
    Bullets,
    Code,
    Column,
    Document,
    Fields,
    Figure,
    Note,
    Paragraph,
    Prose,
    Row,
    Section,
    Table,
    Written,
)
from loadpath.report.typst_prose import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from loadpath.report.tree import Block

MARGIN = 2.5 * 72 / 25.4
"""Points: a quarter of a centimetre; nothing is nearer to the edge of the paper."""

IMPRINT = Imprint(name="wren", digest="0123456789abcdef" * 4, dated=date(2027, 1, 1))


class Printed:
    """A PDF as others read it."""

    def __init__(self, whole: bytes) -> None:
        self.whole = whole
        self.file = pikepdf.open(BytesIO(whole))
        self.pages = pypdfium2.PdfDocument(whole)

    def text_of(self, page: int) -> str:
        """Return the text of a page, with plain spaces."""
        return " ".join(
            self.pages[page].get_textpage().get_text_range().replace("\u00a0", " ").replace("\u200b", "").split()
        )

    @property
    def unpacked(self) -> bytes:
        """Return the file with nothing compressed in it."""
        out = BytesIO()
        self.file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
        return out.getvalue()

    @property
    def text(self) -> str:
        """Return the text of all pages."""
        return " ".join(self.text_of(page) for page in range(len(self.pages)))

    def tags(self) -> Iterator[pikepdf.Object]:
        """Yield every element of the structure, in the order in which it is read."""
        stack = [self.file.Root.StructTreeRoot]
        while stack:
            one = stack.pop()
            if "/S" in one:
                yield one
            stack.extend(reversed(_inside(one)))

    def named(self, name: str) -> list[pikepdf.Object]:
        """Return the elements of one kind."""
        return [one for one in self.tags() if str(one.S) == f"/{name}"]


def document(*blocks: Block, title: str = "A page") -> Document:
    """Return a document of one page."""
    page = Section(title=(title,), anchor="page", blocks=blocks, contents=title)
    return Document(title=("A case",), anchor="n-a", kicker="Case", strip=Fields(()), notes=(), sections=(page,))


def printed(*blocks: Block, title: str = "A page") -> Printed:
    """Return some blocks as a PDF."""
    return Printed(write(document(*blocks, title=title), IMPRINT))


def figures(blocks: tuple[Block, ...]) -> Iterator[Figure]:
    """Yield the figures of blocks."""
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Section):
            yield from figures(block.blocks)


@pytest.fixture(params=[*ALL, "heron"], scope="module")
def texts(request: pytest.FixtureRequest) -> Mapping[str, str] | Path:
    """The texts of a case."""
    return HERON if request.param == "heron" else ALL[request.param]


@pytest.fixture(scope="module")
def project(texts: Mapping[str, str] | Path) -> lp.Project:
    """The case."""
    return lp.read(texts, draws=500)


@pytest.fixture(scope="module")
def report(project: lp.Project) -> Printed:
    """Its report as a PDF."""
    return Printed(printing.pdf(project.scene, project.check()))


def test_it_says_what_it_is(project: lp.Project, report: Printed) -> None:
    """Language, title, date and standard stand in the file, and the title is shown instead of the file's name."""
    root, head = report.file.Root, project.case.head
    assert str(root.Lang).startswith("en")
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    with report.file.open_metadata() as said_of_it:
        assert said_of_it["pdfuaid:part"] == "1"
        assert said_of_it["dc:title"] == head.title
    day = dated(project.case)
    assert day is not None
    assert str(report.file.docinfo.CreationDate).startswith(f"D:{day:%Y%m%d}")


def test_figures_are_described(project: lp.Project, report: Printed) -> None:
    """Every figure of the tree is one of the PDF, with the same description; everything else that is drawn is none."""
    expected = [one.alt for one in figures(document_of(project.scene, project.check()).sections)]
    assert [str(one.Alt) for one in report.named("Figure")] == expected
    assert all(expected)


def test_structure_is_tagged(report: Printed) -> None:
    """Headings do not skip, tables have heads, contents and links are what they are."""
    levels = [int(str(one.S)[2:]) for one in report.tags() if re.fullmatch(r"/H\d", str(one.S))]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    assert report.named("TOC")
    for table in report.named("Table"):
        assert [one for one in _below(table) if str(one.S) == "/TH"]


def _below(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for one in _inside(element):
        if "/S" in one:
            yield one
            yield from _below(one)


def _inside(element: pikepdf.Object) -> list[pikepdf.Object]:
    if "/K" not in element:
        return []
    inside = element.K
    return [
        one
        for one in (list(inside) if isinstance(inside, pikepdf.Array) else [inside])
        if isinstance(one, pikepdf.Dictionary)
    ]


def test_pages_can_be_found(project: lp.Project, report: Printed) -> None:
    """Bookmarks hold every page of the tree, contents give the number of the page on which it begins."""
    tree = document_of(project.scene, project.check())
    with report.file.open_outline() as outline:
        marks = [item.title for item in outline.root]
    assert len(marks) == len(tree.sections) + 1  # the index
    for section in tree.sections:
        if section.contents:
            number = re.search(rf"{re.escape(section.contents)} (\d+)(?= |$)", report.text.replace("\u2011", "-"))
            assert number is not None, section.contents
            assert any(
                str(mark).split(": ")[-1] in report.text_of(int(number[1]) - 1)
                for mark in marks
                if str(mark).endswith(section.contents.lstrip("0123456789 "))
            )


def test_links_lead_somewhere(report: Printed) -> None:
    """A link leads to a page of the document, to the web or to a person, and says in words where."""
    named = pikepdf.NameTree(report.file.Root.Names.Dests) if "/Dests" in report.file.Root.get("/Names", {}) else {}
    for page in report.file.pages:
        for link in page.get("/Annots", []):
            assert str(link.Contents)
            if isinstance(link.get("/Dest"), pikepdf.String):
                assert str(link.Dest) in named
            elif "/Dest" in link:
                assert link.Dest[0].Type == "/Page"
            else:
                assert re.match(r"https?://|mailto:", str(link.A.URI))


def test_text_stays_on_the_page(report: Printed) -> None:
    """No letter leaves the paper or comes near its edge."""
    assert _on_paper(report) > 0


def _on_paper(report: Printed) -> int:
    """Hold every letter of every page against the edges, and return how many there are."""
    return sum(_stays(report.pages[number]) for number in range(len(report.pages)))


def _stays(page: pypdfium2.PdfPage) -> int:
    """Hold every letter of a page against its edges, and return how many there are."""
    wide, high = page.get_size()
    text = page.get_textpage()
    for place in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(place)
        assert left >= MARGIN, text.get_text_range(max(0, place - 20), 40)
        assert right <= wide - MARGIN, text.get_text_range(max(0, place - 20), 40)
        assert bottom >= MARGIN
        assert top <= high - MARGIN
    return int(text.count_chars())


def test_every_page_says_of_what_and_which(project: lp.Project, report: Printed) -> None:
    """A page that lies alone on a desk names its case, the digest, its number and for whom it is."""
    for number in range(len(report.pages)):
        text = report.text_of(number)
        assert project.case.digest[:12] in text
        assert f"page {number + 1} of {len(report.pages)}" in text
        assert number == 0 or "Internal variant" in text


def test_nothing_runs_and_nothing_else_is_inside(report: Printed) -> None:
    """No script, no attached file, no form, and only fonts of the house."""
    root = report.file.Root
    assert not {"/OpenAction", "/AA", "/AcroForm", "/AF"} & set(root.keys())
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", {}).keys())
    fonts = {str(one.BaseFont) for one in report.file.objects if _is(one, "/Font")}
    assert all(re.search(r"Source(Sans|Serif)Pro|DejaVuSansMono", name) for name in fonts)


def _is(one: pikepdf.Object, kind: str) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == kind and "/BaseFont" in one


def test_no_clock_goes_in(project: lp.Project, report: Printed) -> None:
    """The only dates in the file are the case's own, so that no clock was asked; without one there is none."""
    day = dated(project.case)
    assert day is not None
    assert set(re.findall(rb"D:(\d{8})", report.unpacked)) == {f"{day:%Y%m%d}".encode()}
    bare = Printed(write(document(Paragraph(("A line.",))), Imprint(name="a", digest="0" * 64)))
    assert not re.search(rb"/(CreationDate|ModDate)", bare.unpacked)


MARKUP = [
    '#panic("no") #read("/etc/hostname") #include "x.typ" #import "y"',
    "$ x^2 $ *bold* _thin_ @someone <a-label> [content] ~ -- ---",
    "= Heading \\ line `code` ```block``` // comment /* more */ 'quoted' \"twice\"",
    "#{ sys.inputs } #let x = 1; #set page(width: 1pt) \\u{202e} https://example.org/a",
    "{{7*7}} ${jndi} %s \\\\ \\# \\$ & < > &amp; &#35; &lt;b&gt;",
]
"""Lines that would do something if they were markup of typst, Markdown, HTML or a template."""


@pytest.mark.parametrize("line", MARKUP)
def test_text_is_never_markup(line: str) -> None:
    """What this room says is set letter by letter, wherever it stands: heading, table, caption, bullet."""
    table = Table(caption=(line,), columns=(Column(line),), rows=(Row(((line,),)),))
    found = printed(Paragraph((line,)), Bullets(((line,),)), table, title=line)
    assert found.text.count(line) >= 5  # contents, paragraph, bullet, caption, heading of the column, cell
    assert b"/EmbeddedFile" not in found.unpacked


def test_hostile_prose_is_only_text() -> None:
    """What authors wrote is read as Markdown and nothing else; what would run is shown, what hides is marked."""
    project = lp.read(HOSTILE)
    report = Printed(printing.pdf(project.scene, project.check()))
    assert "<script>alert(1)</script>" in report.text
    assert "<img src=x onerror=alert(3)>" in report.text
    assert "<U+202E>" in report.text
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", report.text)
    links = [str(one.A.URI) for page in report.file.pages for one in page.get("/Annots", []) if "/A" in one]
    assert links == [
        "https://example.org/pixel.png",
        "https://example.org/page",
    ]  # a picture is not fetched: it is a link


def test_prose_of_typst_is_only_text() -> None:
    """Commands of typst in the authors' Markdown stay as they are; Markdown's own marks are taken out."""
    report = printed(Prose('#read("/etc/hostname") and $x$ @me <tag> and `#eval("1")`\n\n- #panic()\n\n> #1 quoted'))
    assert '#read("/etc/hostname") and $x$ @me <tag> and #eval("1")' in report.text
    assert "#panic()" in report.text
    assert "#1 quoted" in report.text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("中文", "‹U+4E2D›‹U+6587›"),
        ("a 😀 b", "a ‹U+1F600› b"),
        ("中" * 200, "‹U+4E2D›" * 9),
        ("naïve Ω ж →", "naïve Ω ж →"),
        ("x\u200by \ue000", "x<U+200B>y <U+E000>"),
    ],
)
def test_a_letter_without_a_glyph_is_shown_by_its_number(written: str, shown: str) -> None:
    """Nothing is left out and nothing is a box: what no font has is shown by its number, what hides as on the page."""
    report = printed(Paragraph((written,)))
    assert shown in report.text
    assert _stays(report.pages[0])


WEIRD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("#$*_@<>[]`\\/~^|{}\"'-=+.:;%&\n\t \u00a0\u200b\u200d\u202e\ufe0f\u0301\u0600\u0e33क्ष👩💻🏴"),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(text=WEIRD)
def test_any_text_can_be_printed(text: str) -> None:
    """Whatever is written, in prose, in a cell, in a heading, there is a PDF, and its text stays on the page."""
    table = Table(caption=((text or "-"),), columns=(Column(text),), rows=(Row(((text,),)), Row(((Written(text),),))))
    report = printed(Paragraph((text,)), Prose(text), table, Note((Code(text),)), title=text or "-")
    assert _on_paper(report) > 0


def test_long_words_are_broken() -> None:
    """A digest or an address without a space does not leave its column or the page; it can still be copied whole."""
    digest = "0123456789abcdef" * 8
    table = Table(caption=(), columns=tuple(Column(str(number)) for number in range(6)), rows=(Row(((digest,),) * 6),))
    report = printed(Paragraph((digest,)), Prose(f"`{digest}` https://example.org/{digest}"), table)
    assert _on_paper(report) > 0
    assert "".join(str(part) for one in said(digest) for part in list(one)[1:]) == digest  # type: ignore[arg-type]
    assert digest in report.text.replace(" ", "")


@pytest.mark.parametrize("above", range(0, 36, 3))
def test_no_row_stands_alone(above: int) -> None:
    """However much stands above it, a table has neither its first nor its last row alone on a page."""
    filler = tuple(Paragraph((f"Line {number}.",)) for number in range(above))
    rows = tuple(Row(((f"row-{number}-of-it",), ("something",))) for number in range(30))
    report = printed(*filler, Table(caption=("Rows.",), columns=(Column("A"), Column("B")), rows=rows))
    counts = [len(re.findall(r"row-\d+-of-it", report.text_of(page))) for page in range(len(report.pages))]
    assert sum(counts) == 30
    assert all(count != 1 for count in counts)
    assert sum("Rows." in report.text_of(page) for page in range(len(report.pages))) == 1
    first = next(page for page, count in enumerate(counts) if count)
    assert "Rows." in report.text_of(first)


@pytest.mark.parametrize("above", range(20, 36, 2))
def test_no_heading_stands_at_the_foot(above: int) -> None:
    """A heading is on the page of what it heads, and so is the line that introduces a list."""
    filler = tuple(Paragraph((f"Line {number}.",)) for number in range(above))
    listed = (Paragraph(("These are they:",)), Bullets((("first",), ("second",))))
    report = printed(*filler, Section(title=("Below",), anchor="below", blocks=listed))
    pages = [page for page in range(len(report.pages)) if "Below" in report.text_of(page)]
    assert len(pages) == 1
    assert "These are they: • first" in report.text_of(pages[0])


def test_a_wide_table_has_turned_pages() -> None:
    """Twenty columns do not fit upright: the page is turned, with the heading, and the next one is upright again."""
    columns = tuple(Column(f"column{number}") for number in range(20))
    rows = tuple(Row(tuple((f"cell{number}",) for number in range(20))) for _ in range(3))
    report = printed(Table(caption=("Wide.",), columns=columns, rows=rows), Paragraph(("After it.",)), title="Heading")
    sizes = [report.pages[page].get_size() for page in range(len(report.pages))]
    turned = [page for page, (wide, high) in enumerate(sizes) if wide > high]
    assert len(turned) == 1
    assert re.search(r"Heading .*Wide\. .*cell19", report.text_of(turned[0]))
    assert "After it." in report.text_of(turned[0] + 1)
    assert _on_paper(report) > 0


def test_computed_values_name_their_source() -> None:
    """A number that prose asks for has a note that says what was asked, of which case."""
    project = lp.read(NUMBERED, draws=500)
    text = Printed(project.pdf()).text
    assert f"Computed: risk by ada; from the case with the digest {project.case.digest[:12]}." in text
    assert "[[= risk by ada]]" in text  # inside code nothing is filled in


def test_the_pdf_says_what_the_page_says() -> None:
    """Every sentence of the summary on the page stands in the PDF, with the same numbers."""
    project = lp.read(NUMBERED, draws=500)
    text = Printed(project.pdf()).text
    summary = re.split(r'<section id="summary"[^>]*>', project.report())[1].partition("</table>")[0]
    bare = re.sub(r"<svg.*?</svg>", " ", summary, flags=re.DOTALL)
    words = re.findall(r"\d[\d.,]*", re.sub(r"<[^>]+>", " ", bare))
    assert words
    assert not [word for word in words if word not in text]


def test_a_date_comes_from_the_case() -> None:
    """Up to when the evidence reaches, else when the case begins or ends to hold, else none."""

    def of(*lines: str) -> date | None:
        head = re.sub(r"- (from|until): .*\n", "", HEAD).replace("- kind", "\n".join([*lines, "- kind"]), 1)
        return dated(lp.read({"case.md": head}).case)

    assert of("- from: 2027-01-01", "- coverage date: 2026-12-01") == date(2026, 12, 1)
    assert of("- until: 2027-07-01", "- from: 2027-01-01") == date(2027, 1, 1)
    assert of("- until: 2027-07-01") == date(2027, 7, 1)
    assert of() is None


def test_a_variant_is_named_on_each_page() -> None:
    """A public variant says so on every page; a case that withholds nothing says nothing."""
    public = lp.read(PLAIN, audience="public")
    assert imprint_of(public.scene, public.check()).variant == "Public variant"
    openly = lp.read({"case.md": HEAD.replace("[[redact security: by Ada and Ben ([[no-tools]])]]", "by Ada")})
    assert imprint_of(openly.scene, openly.check()).variant == ""


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing package is an error with a remedy."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(LoadpathError, match="`typst` is not installed") as caught:
        lp.read(PLAIN).pdf()
    assert caught.value.help == "install `loadpath[report]`"


def test_without_the_fonts_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other fonts would give other bytes on each machine, so there is no PDF without them."""
    monkeypatch.setattr(fonts, "path_of", lambda _face: None)
    with pytest.raises(LoadpathError, match="`font_source_sans_pro` is not installed"):
        lp.read(PLAIN).pdf()


def test_a_case_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond some thousand parts there is no PDF, and what to do instead is said."""
    monkeypatch.setattr(printing, "LARGEST", 3)
    with pytest.raises(TooLargeError, match="at most 3") as caught:
        lp.read(PLAIN).pdf()
    assert "HTML" in caught.value.help


def test_the_command_writes_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ending of the name decides, or `--pdf`; a name that says the opposite is refused, and no part is left."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case").mkdir()
    for name, text in NUMBERED.items():
        (tmp_path / "case" / name).write_text(text, encoding="utf-8")
    run = CliRunner().invoke
    assert run(cli, ["report", "case", "-o", "r.PDF"]).output == "report: r.PDF\n"
    assert run(cli, ["report", "case", "--pdf"]).output == "report: wren.pdf\n"
    assert (tmp_path / "r.PDF").read_bytes() == (tmp_path / "wren.pdf").read_bytes()
    assert (tmp_path / "wren.pdf").read_bytes().startswith(b"%PDF-1.7")
    refused = run(cli, ["report", "case", "--pdf", "-o", "r.html"])
    assert refused.exit_code == 2
    assert "`r.html` ends in .html" in refused.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case", "r.PDF", "wren.pdf"]


def test_packing_changes_no_object() -> None:
    """What is packed reads as what typst wrote, object by object, without a fault; what is no such file comes back."""
    loose = _loose()
    tight = packed(loose)
    assert len(tight) < len(loose)
    before, after = pikepdf.open(BytesIO(loose)), pikepdf.open(BytesIO(tight))
    assert not after.check_pdf_syntax()
    for one in before.objects:
        if one.is_indirect:
            twin = after.get_object(one.objgen)
            if isinstance(one, pikepdf.Stream):
                assert one.read_raw_bytes() == twin.read_raw_bytes()
            else:
                assert one.unparse(resolved=True) == twin.unparse(resolved=True)
    assert packed(tight) == tight
    assert packed(b"%PDF-1.7\nnothing") == b"%PDF-1.7\nnothing"


def _loose() -> bytes:
    source = b'#set document(title: "T")\n#outline()\n= A\n#lorem(2000)\n= B\n#link("https://example.org")[there]\n'
    found = Compiler(source).compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    assert isinstance(found, bytes)
    return found
