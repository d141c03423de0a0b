"""Who gets in and what every answer carries, in process: one link, one cookie, one machine, reading only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.report.cases import NUMBERED, PLAIN
from tests.web.asking import TOKEN, Visitor, ask, visitor

import loadpath as lp
from loadpath.errors import NoCaseError
from loadpath.web.app import make
from loadpath.web.guard import HEADERS, OPEN

if TYPE_CHECKING:
    from starlette.types import ASGIApp


@pytest.fixture
def app() -> ASGIApp:
    """A small case that nobody has opened yet."""
    read = lp.read(NUMBERED, draws=50)
    return make(lambda: read, TOKEN)


@pytest.fixture(scope="module")
def reader() -> Visitor:
    """Somebody who reads a small case."""
    read = lp.read(NUMBERED, draws=50)
    return visitor(lambda: read)


def test_the_link_opens_once(app: ASGIApp) -> None:
    """The first use gives a cookie that scripts and other sites cannot have; the second is refused."""
    first = ask(app, OPEN + TOKEN)
    assert (first.status, first.headers["location"]) == (303, "/")
    assert re.fullmatch(
        r"loadpath-[0-9a-f]{12}=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", first.headers["set-cookie"]
    )
    cookie = first.headers["set-cookie"].split(";")[0]
    second = ask(app, OPEN + TOKEN)
    assert second.status == 403
    assert "set-cookie" not in second.headers
    assert "it opens once" in second.text
    assert ask(app, "/", cookie=cookie).status == 200
    assert TOKEN not in cookie


def test_looking_at_the_link_does_not_use_it(app: ASGIApp) -> None:
    """A program that only asks for the head of the link leaves it for the person."""
    assert ask(app, OPEN + TOKEN, method="HEAD").status == 200
    assert ask(app, OPEN + TOKEN).status == 303


@pytest.mark.parametrize(
    "token", ["", "the-toke", "the-token2", "THE-TOKEN", "the-token/", "%74he-token%00", "../open/x"]
)
def test_another_link_opens_nothing(app: ASGIApp, token: str) -> None:
    """Only the token that was printed opens, to the letter, and a wrong one does not use it up."""
    assert ask(app, OPEN + token).status == 403
    assert ask(app, OPEN + TOKEN).status == 303


@pytest.mark.parametrize(
    "path", ["/", "/findings", "/node/no-tools", "/what-if", "/events", "/fonts.css", "/script.js"]
)
@pytest.mark.parametrize("cookie", ["", "loadpath=x", "session=1", "loadpath-0123456789ab="])
def test_without_the_cookie_nothing_is_shown(app: ASGIApp, path: str, cookie: str) -> None:
    """Whoever has not opened the link is told to, and sees nothing of the case."""
    found = ask(app, path, **({"cookie": cookie} if cookie else {}))
    assert found.status == 403
    assert "Wren" not in found.text
    assert "printed where" in found.text


def test_the_style_of_a_refusal_is_for_anybody(app: ASGIApp) -> None:
    """The style sheet says nothing about a case, and is what makes a refusal readable."""
    assert ask(app, "/style.css").status == 200


def test_the_cookie_of_one_server_opens_no_other() -> None:
    """Two servers on one machine have different cookies, by name and by value."""
    read = lp.read(PLAIN, draws=50)
    one, two = visitor(lambda: read), visitor(lambda: read)
    assert one.cookie != two.cookie
    assert ask(two.app, "/", cookie=one.cookie).status == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("127.0.0.1", 200),
        ("localhost:1", 200),
        ("LOCALHOST:8000", 200),
        ("[::1]:8000", 200),
        ("[::1]", 200),
        ("evil.example", 421),
        ("evil.example:8000", 421),
        ("127.0.0.1.evil.example:8000", 421),
        ("localhost.:8000", 421),
        ("localhost@evil.example", 421),
        ("127.0.0.1:8000:evil.example", 421),
        ("0.0.0.0:8000", 421),
        ("", 421),
    ],
)
def test_only_loopback_names_are_answered(reader: Visitor, host: str, status: int) -> None:
    """A name that is made to lead here (DNS rebinding) is refused, cookie or not."""
    assert reader.ask("/", host=host).status == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
@pytest.mark.parametrize("path", ["/", "/what-if", "/events", OPEN + TOKEN, "/nothing"])
def test_reading_only(reader: Visitor, method: str, path: str) -> None:
    """Anything but GET and HEAD is refused everywhere."""
    found = reader.ask(path, method=method)
    assert (found.status, found.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/findings", 200),
        ("/style.css", 200),
        ("/fonts.css", 200),
        ("/script.js", 200),
        ("/icon.svg", 200),
        ("/events", 200),
        ("/nothing", 404),
        (OPEN + "x", 403),
    ],
)
def test_every_answer_carries_the_headers(reader: Visitor, path: str, status: int) -> None:
    """The policy and its companions stand on every answer, whatever it is."""
    found = reader.ask(path)
    assert found.status == status
    assert HEADERS.items() <= found.headers.items()
    policy = found.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "server" not in found.headers


def test_refusals_carry_the_headers(app: ASGIApp) -> None:
    """So do those that are given before anybody looks at the path."""
    for found in (ask(app, "/"), ask(app, "/", method="POST"), ask(app, "/", host="evil.example")):
        assert HEADERS.items() <= found.headers.items()
        assert found.headers["content-type"] == "text/html; charset=utf-8"


TRAVERSALS = [
    "/../../etc/passwd",
    "/node/../../case.md",
    "/..%2f..%2fetc%2fpasswd",
    "/node/%2e%2e/%2e%2e/etc/passwd",
    "/case.md",
    "/files/page.html",
    "/page.html",
    "//evil.example/",
    "/\\evil.example",
    "/node/no-tools/",
    "/node/NO-TOOLS",
    "/node/<script>alert(1)</script>",
    "/node/%00",
    "/node/" + "a" * 5000,
    "/pathway/no-tools",
    "/node/wrong-summary",
    "/" + "x/" * 400,
    "/%ff%fe",
    "/node/{{7*7}}",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_what_is_not_a_page_is_not_found(reader: Visitor, path: str) -> None:
    """An address leads to a page or to the page that says there is none; never to a file, and never back as markup."""
    found = reader.ask(path)
    assert found.status == 404
    assert "No such page" in found.text
    assert "root:" not in found.text
    assert "alert(1)" not in found.text
    assert "Safety case for the Wren summariser" in found.text, "in the same look, with the list of pages"


HOSTILE_QUERIES = [
    "is:no-tools=%3Cscript%3Ealert(1)%3C/script%3E",
    "at:omits=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "is:%3Cscript%3Ealert(1)%3C/script%3E=true",
    "evil=1",
    "is:=true",
    "is:omits=true&at:omits=5%25",
    "at:omits=%E2%80%AE5%25",
    "&".join(f"is:x{n}=true" for n in range(300)),
    "at:omits=" + "9" * 10000,
    "at:omits={{7*7}}",
    "is:omits=true%00",
]


@pytest.mark.parametrize("query", HOSTILE_QUERIES)
def test_a_hostile_supposition_is_refused_with_words(reader: Visitor, query: str) -> None:
    """What a form cannot have sent is refused on the page, and comes back as text."""
    found = reader.ask("/what-if", query=query)
    assert found.status == 200
    assert "That cannot be supposed" in found.text
    assert "<script>alert" not in found.text
    assert "<img" not in found.text
    assert "\u202e" not in found.text


def test_a_supposition_moves_the_risk(reader: Visitor) -> None:
    """The page gives what `what_if` gives: with the readers false, 2 % times 1; 0.38 % before (see cases)."""
    found = reader.ask("/what-if", query="is:readers-read=false")
    assert "not readers-read" in found.text
    assert "2\u00a0%" in found.text
    assert '<option value="false" selected>' in found.text
    number = reader.ask("/what-if", query="at:second-reader=50%25&is:omits=").text
    assert "second-reader fails: 50%" in number
    assert 'name="at:second-reader" value="50%"' in number


def test_the_form_remembers_what_is_asked(reader: Visitor) -> None:
    """The same question twice is the same page."""
    query = "is:readers-read=true"
    assert reader.ask("/what-if", query=query).body == reader.ask("/what-if", query=query).body


def test_events_begin_with_the_state_of_the_page(reader: Visitor) -> None:
    """The first event names the state that the page carries, so that a page that missed a change finds out."""
    state = re.search(r'data-state="([0-9a-f]{12})"', reader.ask("/").text)
    assert state
    found = reader.ask("/events")
    assert found.headers["content-type"].startswith("text/event-stream")
    assert f"event: state\ndata: {state[1]}\n\n" in found.text


def test_the_head_of_events_ends(reader: Visitor) -> None:
    """Whoever asks for the head of the stream is not kept waiting."""
    assert reader.ask("/events", method="HEAD").status == 200


@pytest.mark.parametrize("path", ["/node/omits", "/node/readers-read", "/node/second-reader", "/node/no-tools"])
def test_a_page_leads_to_supposing_it(reader: Visitor, path: str) -> None:
    """The link on the page of something that carries the risk leads to a supposition that can be made."""
    found = re.search(r'href="/what-if\?([^"]+)"', reader.ask(path).text)
    assert found or path == "/node/no-tools", "nobody's number hangs on that one"
    if found:
        assert "Supposed:" in reader.ask("/what-if", query=found[1]).text


def test_a_failure_of_the_world_is_a_page() -> None:
    """A folder that is gone gives words, and its page follows its return."""

    def gone() -> lp.Project:
        raise NoCaseError("`the folder` is not a folder", help="name the folder that holds the case")

    found = visitor(gone).ask("/node/anything")
    assert found.status == 503
    assert "Nothing to read" in found.text
    assert "name the folder" in found.text
    assert 'data-state="gone-' in found.text
    assert HEADERS.items() <= found.headers.items()
    assert "data: gone-" in visitor(gone).ask("/events").text


def test_a_failure_of_ours_says_nothing_of_the_inside() -> None:
    """What went wrong inside is for the terminal, not for the page."""

    def broken() -> lp.Project:
        raise RuntimeError("secret of the inside")

    found = visitor(broken).ask("/")
    assert found.status == 500
    assert "secret" not in found.text
    assert "Something broke" in found.text
    assert HEADERS.items() <= found.headers.items()


def test_a_case_that_breaks_and_mends() -> None:
    """Errors show the findings with their lines at every address; mended text shows the page again."""
    texts = dict(NUMBERED)
    current = [lp.read(texts, draws=50)]
    reading = visitor(lambda: current[0])
    assert reading.ask("/node/omits").status == 200
    first = reading.ask("/node/omits").text
    broken = texts | {"case.md": texts["case.md"].replace("[[omits]]", "[[omit]]")}
    current[0] = lp.read(broken, draws=50)
    for path, status in (("/", 200), ("/findings", 200), ("/node/omits", 503), ("/what-if", 503)):
        found = reading.ask(path)
        assert found.status == status
        assert "case.md, line" in found.text
        assert "<mark>omit</mark>" in found.text or "<mark>[[omit]]</mark>" in found.text
    assert reading.ask("/what-if", query="is:omits=true").status == 503
    current[0] = lp.read(texts, draws=50)
    assert reading.ask("/node/omits").text == first


def test_other_protocols_are_turned_away() -> None:
    """A web socket is closed before it is opened."""
    import asyncio  # noqa: PLC0415  only here

    read = lp.read(PLAIN, draws=50)
    app = make(lambda: read, TOKEN)
    sent: list[object] = []

    async def receive() -> dict[str, str]:
        await asyncio.sleep(0)
        return {"type": "websocket.connect"}

    async def send(message: object) -> None:
        await asyncio.sleep(0)
        sent.append(message)

    asyncio.run(app({"type": "websocket", "path": "/"}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.text(st.characters(codec="latin-1"), max_size=30)
    | st.sampled_from(["/what-if", "/node/omits", "/findings"]),
    query=st.text(max_size=60) | st.sampled_from(["is:omits=true", "at:omits=5%25", "is:omits=&at:omits="]),
    cookie=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40),
)
def test_any_request_has_an_answer(reader: Visitor, path: str, query: str, cookie: str) -> None:
    """No address, question or cookie breaks the server, and the headers stand on whatever comes back."""
    for found in (
        reader.ask(f"/{path.lstrip('/')}", query=query.encode("ascii", "ignore").decode()),
        ask(reader.app, "/", cookie=cookie),
    ):
        assert found.status in {200, 403, 404}
        assert HEADERS.items() <= found.headers.items()
