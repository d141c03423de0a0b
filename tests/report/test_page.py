"""What a report promises, whatever the case: one inert file, whole, well formed, the same bytes every time."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from tests.report.cases import ALL, BLIND, HOSTILE, NUMBERED, PLAIN, UNKNOWN, report_of

import loadpath as lp
from loadpath.files.template import first_case
from loadpath.report import fonts
from loadpath.report.document import document_of
from loadpath.report.script import page_script
from loadpath.report.tree import anchor_of

VOID = {"meta", "br", "hr", "link", "img", "input"}
SHAPES = {"circle", "ellipse", "line", "path", "polygon", "polyline", "rect"}


class Reading(HTMLParser):
    """A page as its tags: which are open, which ids and links there are, what the text says."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.headings: list[int] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that opens."""
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself, as the shapes of a drawing do."""
        if tag not in VOID | SHAPES:
            self.faults.append(f"<{tag}/>")
        self.attributes.extend((tag, name, value or "") for name, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        """Note a tag that closes: it must be the one opened last."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Note text."""
        if not {"style", "script"} & set(self.open):
            self.said.append(data)

    @property
    def text(self) -> str:
        """Return everything that is said, with plain spaces."""
        return " ".join(" ".join(self.said).replace("\u00a0", " ").split())


def read(html: str) -> Reading:
    """Return a page as its tags."""
    reading = Reading()
    reading.feed(html)
    reading.close()
    return reading


@pytest.fixture(params=ALL, scope="module")
def name(request: pytest.FixtureRequest) -> str:
    """The name of a case."""
    return str(request.param)


@pytest.fixture(scope="module")
def html(name: str) -> str:
    """Its report."""
    return report_of(ALL[name])


def test_a_page_is_well_formed(html: str) -> None:
    """Every tag that opens closes, in order, and no id stands twice."""
    reading = read(html)
    assert not reading.faults
    assert not reading.open
    assert len(reading.ids) == len(set(reading.ids))


def test_every_node_has_a_place_and_every_link_leads_to_one(name: str, html: str) -> None:
    """Each node of the case has its anchor, and each link inside the page leads to an anchor."""
    reading = read(html)
    assert {anchor_of(node) for node in lp.read(ALL[name]).case.nodes} <= set(reading.ids)
    assert {link[1:] for link in reading.links if link.startswith("#")} <= set(reading.ids)


def test_headings_do_not_skip(html: str) -> None:
    """A heading is at most one level below the one before it, and there is one title."""
    levels = read(html).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_a_page_needs_nothing_else(html: str) -> None:
    """No picture, no address is loaded, nothing but the one script runs, and the security policy says so."""
    reading = read(html)
    assert not re.search(r"<(img|iframe|object|embed|link|base|form)\b", html)
    assert not [one for one in reading.attributes if one[1] in {"src", "srcset", "style"} or one[1].startswith("on")]
    assert not re.search(r"url\((?!data:font/woff2)|@import", html)
    assert "default-src 'none'" in html
    assert all(re.match(r"#|https?://|mailto:", link) for link in reading.links)


def test_a_page_brings_one_script_at_most_and_says_which(html: str) -> None:
    """The script is the file of the package, byte for byte, and the policy allows its digest alone; else none."""
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    others = re.findall(r"<script( [^>]*)>", html)
    assert set(others) <= {' type="application/json" id="circuits"', ' type="application/json" id="index"'}
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    if scripts:
        digest = b64encode(sha256(page_script().encode()).digest()).decode()
        assert scripts == [page_script()]
        assert f"script-src 'sha256-{digest}';" in policy
    else:
        assert "script-src" not in policy
        assert not others


def test_the_same_case_gives_the_same_bytes(name: str, html: str) -> None:
    """A report is a pure function of its case."""
    assert report_of(ALL[name]) == html


def test_a_page_is_small(html: str) -> None:
    """A small case is a small file."""
    assert len(html.encode()) < 175_000


def test_hostile_prose_is_only_text() -> None:
    """What would run is shown as text, and what would turn the text around as a mark."""
    html = report_of(HOSTILE)
    reading = read(html)
    assert "<script>alert(1)</script>" in reading.text
    assert "<img src=x onerror=alert(3)>" in reading.text
    assert not [link for link in reading.links if re.match(r"(javascript|data|vbscript):", link)]
    assert "https://example.org/page" in reading.links
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)


def test_a_case_without_numbers_is_whole() -> None:
    """No number is invented, no chart is empty, and what a number would need is listed; arguments need no number."""
    html = report_of(PLAIN)
    text = read(html).text
    assert '<svg class="chart' not in html
    assert '<svg class="diagram' in html
    assert not re.search(r"\b\d[\d.]* ?%", text)
    assert "Nobody has put a number on it" in text
    assert "3 judgements to be made." in text  # omits, readers-read, second-reader


def test_numbers_are_rounded_for_people() -> None:
    """The risk of 0.38 % is written with the digits its range leaves, and computed values are filled into prose."""
    text = read(report_of(NUMBERED)).text
    assert "the risk is 0.4 %" in text  # 0.38 %; its range spans more than a factor of three
    assert "shown below it" in text
    assert "By these numbers the risk is 0.4 % (1 in 300) , the budget 1 %" in text
    assert "bounds it at 23 %" in text  # 1 - 0.05 ** (1 / 12) = 22.1 %, and a bound is rounded up
    assert "[[= risk by ada]]" in text  # inside code nothing is filled in
    assert "0.38" not in text


def test_an_unknown_is_never_a_number() -> None:
    """An interval is told by both ends, and what is not known at all by a word."""
    text = read(report_of(UNKNOWN)).text
    assert re.search(r"between 0\.\d+ % and \d+ %", text)  # 0.2 % to 2 %
    assert "nobody gave a number for readers-read" in text
    blind = read(report_of(BLIND)).text
    assert "the risk is unknown" in blind
    assert 'class="chart' not in report_of(BLIND)
    assert not re.search(r"(?<![\d.])(0|100) ?%", blind)


def test_withheld_text_is_marked() -> None:
    """The internal variant shows withheld text, says why, and says at the top that it does."""
    text = read(report_of(PLAIN)).text
    assert "Internal variant" in text
    assert "withheld from the public: security" in text
    assert "by Ada and Ben" in text


def test_the_tree_knows_no_html() -> None:
    """What this room says is plain text: a title with a tag in it stays one."""
    project = lp.read(HOSTILE)
    document = document_of(project.scene, project.check())
    assert document.names["second-reader"].title.startswith("<b>A</b>")


def test_numbers_that_mean_nothing_are_not_called_missing() -> None:
    """A case with errors shows no risk, and does not say that nobody gave a number."""
    text = read(
        report_of({**NUMBERED, "more.md": "## Claim broken: It rests on nothing\n\n- rests on: [[nowhere]]\n"})
    ).text
    assert "No risk could be computed from the numbers given" in text
    assert "Nobody has put a number on it" not in text


def test_a_page_without_the_fonts_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the font packages are not installed the system's fonts take their place."""
    fonts._rule.cache_clear()
    fonts._widths.cache_clear()
    monkeypatch.setattr(fonts, "_path", lambda _face: None)
    html = report_of(NUMBERED)
    fonts._rule.cache_clear()
    fonts._widths.cache_clear()
    assert "@font-face" not in html
    assert not read(html).faults


def test_a_new_case_shows_no_nought_and_asks_for_what_the_program_asks_for() -> None:
    """The page of `loadpath new` has no 0, no 100 %, no chart, and lists exactly what `loadpath risk` says is needed."""
    text = first_case("mine", system="Otter-1", used="in the lab", harm="loss of control", way="it copies itself")
    made = lp.read({"case.md": text})
    page = made.report()
    words = re.sub(r"<[^>]+>", " ", page.split("<main")[1])
    assert not re.search(r"(?<![\w.-])0(?![\w.-])|100\s?%", words)
    assert '<svg class="chart' not in page.split("<main")[1].split("Pathway 1")[0]
    asked = page.split('id="needed"')[1].split("</table>")[0]
    assert sorted(re.findall(r'href="#n-([a-z.-]+)"', asked)) == sorted([*made.needed(), *["first-way"] * 5])
