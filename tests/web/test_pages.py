"""The bytes of every page, without a server: whole, the same every time, inert whatever an author writes."""

from __future__ import annotations

import itertools
import re
import shutil
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from tests.report.cases import ALL
from tests.small import HERON
from tests.web.hostile import hostile_case

import loadpath as lp
from loadpath.assess.results import Interval
from loadpath.web.site import pages, state_of, supposing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CASES = {**ALL, "hostile-everywhere": hostile_case()}
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "link",
    "script",
    "body",
    "a",
    "header",
    "p",
    "nav",
    "ul",
    "ol",
    "li",
    "main",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "div",
    "span",
    "strong",
    "code",
    "em",
    "dl",
    "dt",
    "dd",
    "figure",
    "figcaption",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "blockquote",
    "pre",
    "br",
    "hr",
    "mark",
    "form",
    "fieldset",
    "legend",
    "label",
    "select",
    "option",
    "input",
    "button",
    "svg",
    "line",
    "rect",
    "circle",
    "polygon",
    "g",
    "path",
    "ellipse",
    "polyline",
    "text",
}
ATTRIBUTES = {
    "lang",
    "charset",
    "name",
    "content",
    "rel",
    "href",
    "src",
    "defer",
    "class",
    "id",
    "data-state",
    "aria-label",
    "aria-labelledby",
    "aria-current",
    "aria-hidden",
    "aria-describedby",
    "aria-live",
    "role",
    "tabindex",
    "scope",
    "data-label",
    "data-value",
    "d",
    "rx",
    "ry",
    "title",
    "action",
    "method",
    "value",
    "selected",
    "type",
    "maxlength",
    "autocomplete",
    "spellcheck",
    "data-start",
    "start",
    "viewbox",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "width",
    "height",
    "points",
    "text-anchor",
}


class Reader(HTMLParser):
    """Collects what a page consists of."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag with its attributes."""
        self.tags.append((tag, dict(attrs)))

    def values(self, name: str) -> Iterator[str]:
        """Yield every value of an attribute."""
        for _, attributes in self.tags:
            if attributes.get(name) is not None:
                yield str(attributes[name])


def parsed(body: bytes) -> Reader:
    """Return what a page consists of."""
    reader = Reader()
    reader.feed(body.decode("utf-8"))
    return reader


def html_of(found: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the pages among what is served, written out."""
    return {path: found[path] for path in found if "." not in path.rsplit("/", 1)[-1] or path.startswith("/node/")}


@pytest.fixture(scope="module", params=[*CASES, "heron-2"])
def served(request: pytest.FixtureRequest) -> dict[str, bytes]:
    """Every page of a case, one case after the other."""
    if request.param == "heron-2":
        if not HERON.is_dir():
            pytest.skip("examples/heron-2 is not there")
        return html_of(pages(lp.read(HERON, draws=50)))
    return html_of(pages(lp.read(CASES[request.param], draws=50)))


def test_the_hostile_case_is_read() -> None:
    """The case with payloads everywhere is a case: it has pages, not only findings."""
    project = lp.read(hostile_case(), draws=50)
    assert project.reading.sound, project.reading.faults[:3]
    assert len(pages(project)) > 30
    assert isinstance(project.risk(by="h-one").risk, Interval)


def test_pages_are_inert(served: dict[str, bytes]) -> None:
    """Nothing but known tags and attributes; one script, ours; links to pages, to the web, or to mail; no style."""
    for path, body in served.items():
        page = parsed(body)
        assert {tag for tag, _ in page.tags} <= TAGS, path
        assert {name for _, attributes in page.tags for name in attributes} <= ATTRIBUTES, path
        assert [attributes for tag, attributes in page.tags if tag == "script"] == [
            {"src": "/script.js", "defer": None}
        ], path
        assert [attributes["action"] for tag, attributes in page.tags if tag == "form"] in ([], ["/what-if"]), path
        for address in page.values("href"):
            assert re.match(r"(/|#|https?://|mailto:)", address), (path, address)
        assert not set(page.values("src")) - {"/script.js"}, path


def test_pages_hide_nothing(served: dict[str, bytes]) -> None:
    """No letter that turns text around or shows nothing comes through."""
    for path, body in served.items():
        assert not re.search("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", body.decode("utf-8")), path


def test_no_template_of_an_author_runs(served: dict[str, bytes]) -> None:
    """What looks like a template in a case comes out as it was written."""
    hostile = [body for body in served.values() if b"7 * 7" in body or b"7*7" in body]
    for body in hostile:
        assert b"{{ 7 * 7 }}" in body


def test_links_lead_to_pages(served: dict[str, bytes]) -> None:
    """Every link inside leads to a page that is there, and to an anchor that is on it."""
    anchors = {path: set(parsed(body).values("id")) for path, body in served.items()}
    others = {"/style.css", "/fonts.css", "/icon.svg"}
    for path, body in served.items():
        for address in set(parsed(body).values("href")) - others:
            if address.startswith(("http", "mailto", "//")):
                continue
            to, _, anchor = address.partition("#")
            to = to.partition("?")[0]
            assert not to or to in anchors, (path, address)
            assert not anchor or anchor in anchors[to or path], (path, address)


def test_every_page_has_its_frame(served: dict[str, bytes]) -> None:
    """One first heading, headings without a gap, ids that are unique, a list of pages, the digest of the case."""
    for path, body in served.items():
        page = parsed(body)
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), (path, levels)
        ids = list(page.values("id"))
        assert len(ids) == len(set(ids)), (path, sorted(one for one in ids if ids.count(one) > 1)[:3])
        assert b"digest <code>" in body or b"nothing is computed until the errors are mended" in body, path
        assert b'<nav id="pages"' in body, path
        first = path in {"/", "/what-if"} or b"nothing is computed until" in body
        assert first or b'class="trail"' in body, path


def test_the_same_text_gives_the_same_bytes() -> None:
    """Pages depend on the text alone: read twice, in another order of files, they are the same bytes."""
    texts = dict(CASES["numbered"]) | {"z.md": "## Claim last: Last\n"}
    one, two = (pages(lp.read(given, draws=50)) for given in (texts, dict(texts)))
    assert list(one) == list(two)
    assert all(one[path] == two[path] for path in one)
    assert all(isinstance(body, bytes) for body in one.values())


def test_no_place_of_this_machine_is_on_a_page(tmp_path: Path) -> None:
    """A case that was read from a folder gives the pages of the same text, and names no folder."""
    if not HERON.is_dir():
        pytest.skip("examples/heron-2 is not there")
    shutil.copytree(HERON, tmp_path / "a-certain-folder")
    from_folder = pages(lp.read(tmp_path / "a-certain-folder", draws=50))
    elsewhere = pages(lp.read(HERON, draws=50))
    for path in from_folder:
        assert b"a-certain-folder" not in from_folder[path], path
        assert str(tmp_path).encode() not in from_folder[path], path
        assert from_folder[path] == elsewhere[path], path


def test_every_node_has_a_page() -> None:
    """Whatever stands in a case can be looked up by its id, and says where it is written."""
    project = lp.read(CASES["hostile-everywhere"], draws=50)
    found = pages(project)
    for name, node in project.case.nodes.items():
        path = next((one for one in (f"/node/{name}", f"/pathway/{name}") if one in found), "/")
        assert path != "/" or node is project.case.head
        assert path == "/" or name.encode() in found[path]


def test_a_page_of_a_node_says_what_leans_on_it() -> None:
    """A claim names the barrier that needs it, its evidence, the person who judges it, and its place in the files."""
    found = pages(lp.read(CASES["numbered"], draws=50))
    page = found["/node/readers-read"].decode()
    for words in ("Needed by", "Judged by", "Challenged by", "case.md:", "What it carries"):
        assert words in page
    assert "/node/second-reader" in page
    assert '<a href="/what-if?is:readers-read=false">What if it is false?</a>' in page
    assert "own" in found["/node/ada"].decode()


def test_findings_stand_at_their_lines() -> None:
    """Each finding shows its line, numbered, with the place marked and two lines on either side."""
    project = lp.read(CASES["numbered"], draws=50)
    page = pages(project)["/findings"].decode()
    finding = next(item for item in project.check().found if item.at.line > 3)
    lines = project.texts[finding.at.file].splitlines()
    marked = lines[finding.at.line - 1][finding.at.column - 1 : finding.at.end_column - 1]
    assert f"{finding.at.file}, line {finding.at.line}" in page
    assert f"<mark>{marked}</mark>" in page
    assert f'<span class="lineno">{finding.at.line - 2}</span>' in page


BROKEN = {
    "no case": {"a.md": "## Claim a: A <script>alert(1)</script>\n"},
    "nothing": {"a.md": ""},
    "a wrong reference": {
        "a.md": "# Case a: <img src=x onerror=alert(1)>\n- kind: risk analysis\n## Claim b: B\n- rests on: [[<script>]]\n"
    },
    "a long line": {"a.md": "# Case a: A\n- kind: risk analysis\n- " + "x" * 100_000 + "\n"},
    "no kind": {"a.md": "# Case a: A\n\n\n"},
    "odd ends": {"a.md": "# Case a: A\r- kind: nothing\r\n\u2028## Claim: B"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_case_shows_what_is_wrong(name: str) -> None:
    """A case with errors has its findings for a first page, inert like all others, and no page that needs a number."""
    project = lp.read(BROKEN[name], draws=50)
    found = pages(project)
    assert set(html_of(found)) == {"/", "/findings"}
    assert found["/"] == found["/findings"]
    page = parsed(found["/"])
    assert {tag for tag, _ in page.tags} <= TAGS
    assert "alert(1)" not in "".join(page.values("href"))
    assert len(found["/"]) < 40_000
    if project.reading.faults:
        assert b"a.md, line" in found["/"]


def test_an_audience_sees_its_own_text() -> None:
    """Pages are made from the project that is handed over: what it does not hold is on no page."""
    texts = dict(ALL["numbered"])
    inside, outside = (lp.read(texts, draws=50, audience=audience) for audience in ("internal", "public"))
    assert b"by Ada and Ben" in pages(inside)["/"]
    found = pages(outside)
    assert not any(b"Ada and Ben" in found[path] for path in found)
    assert b"as seen by <strong>public</strong>" in found["/"]
    assert state_of(inside) != state_of(outside)


def test_a_supposition_without_settings_is_the_page() -> None:
    """An empty form is the page as it is linked to."""
    found = pages(lp.read(CASES["numbered"], draws=50))
    assert found.site is not None
    assert supposing(found.site, {}) == found["/what-if"]
    assert supposing(found.site, {"is:omits": "", "at:omits": " "}) != b""


def test_a_surface_may_be_supposed_to_catch_none() -> None:
    """Of two attempts, each seen with 1 in 2, none is caught with 25 %: 5 % of risk of 20 %; all of it if none is."""
    text = "# Case c: C\n\n- kind: risk analysis\n\n## Pathway p: P\n\n1. [[slip]]\n2. [[w]] catches none\n\n## Event slip: S\n\n## Surface w: W\n\n"
    text += "- attempts: 2\n- correlation: none\n\n| stage | passes |\n|---|---|\n| flagged | 50% |\n\n## Assessor me: Me\n\n- slip: 20% because x\n"
    found = pages(lp.read({"case.md": text}, draws=50))
    assert '<a href="/what-if?is:w=catches%20none">What if it catches none?</a>' in found["/node/w"].decode()
    form = found["/what-if"].decode()
    for words in ("Surfaces", "catches one", "catches none", "or the chance that it catches one"):
        assert words in form
    assert found.site is not None
    assert ">20\u00a0%" in supposing(found.site, {"is:w": "catches none"}).decode()
    assert ">10\u00a0%" in supposing(found.site, {"at:w": "50%"}).decode()
