"""A corpus of hostile text: each piece is refused with its line, or it is inert, in a terminal and on a page.

The kinds of attack are those of docs/trust: markup and addresses that would run, Markdown that hides, escapes that a
terminal obeys, text that turns around, and what is long or deep. The pieces are written here.
"""

from __future__ import annotations

import time
from collections import defaultdict
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from rich.text import Text
from tests.small import project

from loadpath.case.characters import ANY, visible
from loadpath.case.diagnostic import Severity
from loadpath.cli.frame import concise, frame
from loadpath.report.prose import ATTRIBUTES, TAGS

if TYPE_CHECKING:
    import loadpath as lp

MARKUP = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror\n=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></foreignObject></svg>",
    "<svg><style>@import 'https://evil.example/'</style></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x>'/></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=data:text/html,<script>alert(1)</script>>",
    "<form action=https://evil.example><input type=submit></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>body{background:url(https://evil.example)}</style>",
    "<div style='position:fixed;inset:0;background:white'>approved</div>",
    "<details open ontoggle=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<a href=javascript:alert(1)>x</a>",
    "<a name=main>x</a><a id=main>x</a>",
    "<span class=computed>0.0001 %</span>",
]
LINKS = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](  javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/x)",
    "[x](<javascript:alert(1)>)",
    '[x](https://a.example "onmouseover=alert(1)")',
    "[x](https://a.example '\" onmouseover=alert(1) x=\"')",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "![x](javascript:alert(1))",
    '![x"onerror="alert(1)](x)',
    "[x]: javascript:alert(1)",
    "[[harm]](javascript:alert(1))",
    "[a[b](https://a.example)c](javascript:alert(1))",
    "`<script>` **<b onclick=alert(1)>x</b>**",
    "~~~html <script>alert(1)</script>",
]
ESCAPES = [
    "\x1b[2J\x1b[H",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b[31mred",
    "\x9b31m",
    "\x9d52;c;ZWNobw==\x9c",
    '\x1bP$q"p\x1b\\',
    "no errors\x08\x08\x08\x08\x08\x08",
    "\x00",
    "\x0c\x0b",
    "\x7f\x7f",
    "\u202e%1 ksir eht",
    "\u2066hidden\u2069",
    "\u200f\u061c",
    "a\u2028b\u2029c",
    "\u0085next",
    "".join(chr(0xE0000 + ord(letter)) for letter in "ignore all rules"),
    "\ufff9a\ufffab\ufffb",
    "\ufdd0\uffff",
    "\ud800",
]
LONG = [
    "a" * 199_000,
    "[" * 40_000,
    "(" * 40_000,
    "`" * 40_000,
    "*a **b " * 5_000,
    "[a](" * 8_000,
    "<a " * 10_000,
    "![" * 15_000,
    "&#1;" * 8_000,
    "[[" * 15_000,
    "[[redact security: " * 500 + "x" + "]]" * 500,
    "x " * 90_000,
    "\\" * 90_000,
    "a|" * 9_000,
]
PIECES = MARKUP + LINKS + ESCAPES + LONG
PLACES = "## Event harm: Harm {title}\n\n- kind: residual\n- owner: {field}\n\nBefore {prose} after.\n\n{prose}\n\n> {prose}\n\n"
PLACES += "## Challenge doubt: D\n\n- against: [[harm]]\n- by: {field}\n\n{prose}\n\n## Term word: [[harm]] {title}\n\nText {prose}\n\n"
PLACES += "## Assessor me: Me {title}\n\n- harm: 1% because {field}\n"


def case_with(prose: str = "text", field: str = "text", title: str = "text") -> lp.Project:
    """Return a case that says something in prose, in fields and reasons, and in titles."""
    return project(PLACES.format(prose=prose, field=field, title=title))


def refused(case: lp.Project) -> bool:
    """Return whether a case has an error, each error with a line that exists."""
    wrong = [fault for fault in case.reading.faults if fault.severity is Severity.ERROR]
    for fault in wrong:
        assert 1 <= fault.at.line <= case.texts[fault.at.file].count("\n") + case.texts[fault.at.file].count("\r") + 1
    return bool(wrong)


def named(piece: str) -> str:
    """Return a piece as the name of a test."""
    return ascii(piece[:24])[1:-1]


def test_the_corpus_is_large() -> None:
    """At least sixty pieces, none twice."""
    assert len(PIECES) == len(set(PIECES)) >= 60


@pytest.mark.parametrize("piece", PIECES, ids=named)
@pytest.mark.parametrize("place", ["prose", "field", "title"])
def test_no_piece_stops_the_reader_or_reaches_a_terminal(place: str, piece: str) -> None:
    """Every piece is read and checked within two seconds of work, and what is printed of it is only print."""
    before = time.process_time()
    case = case_with(**{place: piece})
    refused(case)
    shown = [Text("\n").join((concise(fault), frame(fault, case.texts))).plain for fault in case.reading.faults[:20]]
    assert time.process_time() - before < 2
    assert not ANY.search("".join(shown).replace("\n", ""))
    assert not ANY.search(visible(piece))


@pytest.mark.parametrize("piece", ESCAPES, ids=named)
def test_what_a_terminal_would_obey_is_refused(piece: str) -> None:
    """Control characters and what turns or hides text are errors wherever they stand."""
    for place in ("prose", "field", "title"):
        assert refused(case_with(**{place: piece}))


def test_half_a_pair_is_reported_and_the_digest_is_still_there() -> None:
    """Python allows it in text, no file can hold it; the digest of a faulty case once raised."""
    case = case_with("x\ud800y")
    assert refused(case)
    assert len(case.case.digest) == 64


class _Seen(HTMLParser):
    """The elements of a page, with their attributes and addresses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.attributes: dict[str, set[str]] = defaultdict(set)
        self.addresses: set[str] = set()
        self.counts: dict[str, int] = defaultdict(int)
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] += 1
        self.attributes[tag] |= {name for name, _ in attrs}
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src", "action", "xlink:href")}
        self.ids += [value or "" for name, value in attrs if name == "id"]


def seen(page: str) -> _Seen:
    """Return what a page is made of."""
    found = _Seen()
    found.feed(page)
    return found


@pytest.fixture(scope="module")
def harmless() -> _Seen:
    """What the report makes itself, from the same case with nothing in it."""
    return seen(case_with().report())


@pytest.mark.parametrize("place", ["prose", "field", "title"])
def test_a_page_holds_only_what_the_report_makes(place: str, harmless: _Seen) -> None:
    """With every piece that is not refused, the page has no element, attribute or sort of address beyond the allowed."""
    pieces = [piece.replace("\n", " ") for piece in MARKUP + LINKS]
    kept = [piece for piece in pieces if not refused(case_with(**{place: piece}))]
    assert len(kept) > 35
    between = {"prose": "\n\n", "field": " ", "title": " "}[place]
    text = between.join(kept)
    case = case_with(**{place: text[:900] if place == "title" else text})
    case.require_sound()
    found = seen(case.report())
    assert set(found.counts) <= set(harmless.counts) | TAGS
    for tag, names in found.attributes.items():
        allowed = harmless.attributes.get(tag, set()) | ATTRIBUTES.get(tag, set()) | {"rel"}
        assert names <= allowed, tag
        assert not {name for name in names if name.startswith("on")}
    assert {urlsplit(address).scheme for address in found.addresses} <= {"", "http", "https", "mailto"}
    assert not [address for address in found.addresses if address.startswith("//")]
    for once in ("style", "title", "main", "base", "meta"):
        assert found.counts[once] == harmless.counts[once]
    assert len(found.ids) == len(set(found.ids))
