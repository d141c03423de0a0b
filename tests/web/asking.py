"""Asks an application in this process, without a socket: one request, one answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from loadpath.web.app import make
from loadpath.web.guard import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message

    import loadpath as lp

TOKEN = "the-token"  # noqa: S105  of a test


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode("utf-8")


def ask(app: ASGIApp, path: str, *, method: str = "GET", query: str = "", **headers: str) -> Answer:
    """Return the answer to one request; headers are given with underscores."""
    sent: list[Message] = []
    named = {"host": "127.0.0.1:8000"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("latin-1", "replace"),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in named.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }

    async def receive() -> Message:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        await asyncio.sleep(0)
        sent.append(message)

    asyncio.run(_done(app, scope, receive, send))
    start = next(message for message in sent if message["type"] == "http.response.start")
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return Answer(start["status"], {k.decode().lower(): v.decode() for k, v in start["headers"]}, body)


async def _done(app: ASGIApp, *given: object) -> None:
    """Run an application; what it raises after it has answered, as Starlette does for the log, is not ours."""
    answered = []

    async def send(message: Message) -> None:
        answered.append(message)
        await given[2](message)  # type: ignore[operator]

    try:
        await app(given[0], given[1], send)  # type: ignore[arg-type]
    except Exception:
        if not answered:
            raise


@dataclass
class Visitor:
    """Somebody who has opened the link of an application."""

    app: ASGIApp
    cookie: str

    def ask(self, path: str, *, method: str = "GET", query: str = "", **headers: str) -> Answer:
        """Return the answer to one request that carries the cookie."""
        return ask(self.app, path, method=method, query=query, **({"cookie": self.cookie} | headers))


def visitor(open_project: Callable[[], lp.Project]) -> Visitor:
    """Return somebody who has opened the link."""
    app = make(open_project, TOKEN)
    entered = ask(app, OPEN + TOKEN)
    assert entered.status == 303
    return Visitor(app, entered.headers["set-cookie"].split(";")[0])
