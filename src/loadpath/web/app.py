"""The application: routes that look pages up, and the guard around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from loadpath.errors import LoadpathError
from loadpath.web.guard import Guard
from loadpath.web.shell import notice
from loadpath.web.site import Pages, missing, pages, state_of, supposing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

    from loadpath.project import Project

HTML = "text/html; charset=utf-8"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
MOST_KEPT = 32
"""Outcomes of suppositions that are remembered for one state of a case."""


@dataclass(slots=True)
class Desk:
    """What is read at the moment: the project as it is now, and its pages, kept until it changes.

    Attributes:
        open_project: gives the current project: the same one while nothing has changed.
    """

    open_project: Callable[[], Project]
    _project: Project | None = None
    _pages: Pages | None = None
    _outcomes: dict[tuple[tuple[str, str], ...], bytes] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def state(self) -> str:
        """Return a word that changes whenever the pages do; also while there is nothing to read."""
        try:
            return state_of(self.open_project())
        except LoadpathError as error:
            return _gone(error)

    def page(self, path: str) -> tuple[int, bytes]:
        """Return the status and the bytes of the page at an address."""
        with self._lock:
            found = self._current()
            if path in found:
                return 200, found[path]
            return (503, found["/"]) if found.site is None else (404, missing(found.frame))

    def supposing(self, asked: dict[str, str]) -> tuple[int, bytes]:
        """Return the page on which something is supposed."""
        with self._lock:
            found = self._current()
            if found.site is None:
                return 503, found["/"]
            key = tuple(asked.items())
            if key not in self._outcomes:
                if len(self._outcomes) >= MOST_KEPT:
                    self._outcomes.pop(next(iter(self._outcomes)))
                self._outcomes[key] = supposing(found.site, asked)
            return 200, self._outcomes[key]

    def _current(self) -> Pages:
        project = self.open_project()
        if self._pages is None or project is not self._project:
            self._project, self._pages = project, pages(project)
            self._outcomes.clear()
        return self._pages


def make(
    open_project: Callable[[], Project], token: str, *, changes: Callable[[], AsyncIterator[object]] | None = None
) -> Guard:
    """Return the application.

    Args:
        open_project: gives the current project; called for every page.
        token: of the one-time link.
        changes: yields something whenever the text may have changed, and ends with the server; None follows nothing.
    """
    desk = Desk(open_project)

    async def page(request: Request) -> Response:
        return await _answered(lambda: desk.page(request.url.path), request.url.path)

    async def suppose(request: Request) -> Response:
        asked = dict(request.query_params)
        return await _answered(lambda: desk.supposing(asked) if asked else desk.page("/what-if"), "/what-if")

    async def events(request: Request) -> Response:
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        return StreamingResponse(_states(desk, changes), media_type="text/event-stream")

    routes = [
        Route("/events", events, methods=["GET"]),
        Route("/what-if", suppose, methods=["GET"]),
        Route("/{path:path}", page, methods=["GET"]),
    ]
    return Guard(Starlette(routes=routes, exception_handlers={Exception: _crashed}), token)


async def _answered(work: Callable[[], tuple[int, bytes]], path: str) -> Response:
    """Return what a piece of work gives, done beside the loop; a failure of the world becomes a page."""
    try:
        status, body = await run_in_threadpool(work)
    except LoadpathError as error:
        status, body = 503, notice("Nothing to read", f"{error}.", error.help, state=_gone(error))
    kind = TYPES.get(path[path.rfind(".") :] if "." in path else "", HTML) if status == 200 else HTML  # noqa: PLR2004
    return Response(body, status_code=status, media_type=kind)


async def _states(desk: Desk, changes: Callable[[], AsyncIterator[object]] | None) -> AsyncIterator[str]:
    """Yield the state of the case as server-sent events: now, and whenever it may have changed."""
    yield f"retry: 1000\nevent: state\ndata: {await run_in_threadpool(desk.state)}\n\n"
    if changes is None:
        return
    async for _ in changes():
        yield f"event: state\ndata: {await run_in_threadpool(desk.state)}\n\n"


async def _crashed(_request: Request, _error: Exception) -> Response:
    """Say that something went wrong here; what exactly stands where the server was started."""
    said = "This page could not be made. What went wrong is printed where `loadpath serve` was started."
    return Response(notice("Something broke", said), status_code=500, media_type=HTML)


def _gone(error: LoadpathError) -> str:
    return f"gone-{sha256(str(error).encode()).hexdigest()[:12]}"
