"""Who may ask, and what every answer carries.

One person, on this machine: the request names a loopback host (against DNS rebinding), only reads, and carries the
cookie that the one-time link gave. Headers are set on every answer, errors included.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from loadpath.web.shell import notice

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
READING = ("GET", "HEAD")
OPEN = "/open/"
"""Where the one-time link leads, followed by the token."""

FOR_ANYBODY = {"/style.css"}
"""What is the same for every case, and makes a refusal readable."""

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; font-src data:; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


@dataclass(slots=True)
class Guard:
    """An application behind a door that one person has the key to.

    Attributes:
        app: what is behind the door.
        token: the one in the link; it opens once.
    """

    app: ASGIApp
    token: str
    _used: bool = False
    _session: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it; anything but HTTP is passed on only when it is the start or the end."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        answer = self._door(Request(scope)) or self.app
        await answer(scope, receive, sealed)

    @property
    def cookie(self) -> str:
        """Return the name of the cookie: one for each server, since browsers keep no cookies by port."""
        return f"loadpath-{sha256(self.token.encode()).hexdigest()[:12]}"

    def _door(self, request: Request) -> Response | None:
        """Return a refusal, or the way in; None for somebody who is in."""
        if request.headers.get("host", "").rsplit(":", 1)[0].lower() not in LOOPBACK and not _bare(request):
            return _refused(421, "Not here", "This is read on the machine that it runs on, under 127.0.0.1.")
        if request.method not in READING:
            refusal = _refused(405, "Reading only", "These pages are read; a case is changed in its files.")
            refusal.headers["allow"] = ", ".join(READING)
            return refusal
        if request.url.path.startswith(OPEN):
            return self._enter(request)
        known = request.cookies.get(self.cookie, "")
        if request.url.path in FOR_ANYBODY or secrets.compare_digest(known.encode(), self._session.encode()):
            return None
        return _refused(403, "Not open", "Open the link that was printed where `loadpath serve` was started.")

    def _enter(self, request: Request) -> Response:
        given = request.url.path.removeprefix(OPEN)
        right = secrets.compare_digest(given.encode(), self.token.encode())
        if not right or self._used:
            why = "This link has been used; it opens once." if right else "This is not the link that was printed."
            return _refused(403, "Not open", why, "Start `loadpath serve` again for a new one.")
        if request.method == "HEAD":
            return Response(status_code=200)
        self._used = True
        inside = RedirectResponse("/", status_code=303)
        inside.set_cookie(self.cookie, self._session, httponly=True, samesite="strict", path="/")
        return inside


def _bare(request: Request) -> bool:
    """Return whether the host is a loopback address without a port."""
    return request.headers.get("host", "").lower() in LOOPBACK


def _refused(status: int, title: str, *said: str) -> Response:
    return Response(notice(title, *said), status_code=status, media_type="text/html; charset=utf-8")
