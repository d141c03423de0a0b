"""Runs the pages on this machine until told to stop: a loopback socket, a printed link, a watch on the folder."""

from __future__ import annotations

import asyncio
import secrets
import socket
from typing import TYPE_CHECKING

import uvicorn
from watchfiles import awatch

from loadpath.errors import UnreadableError
from loadpath.web.app import make
from loadpath.web.guard import OPEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path
    from types import FrameType

    from loadpath.project import Project

HOST = "127.0.0.1"
LOOK_MS = 5_000
"""How often is looked anyway: not every file system tells of changes, and a change may come before the watch."""

PAUSE_S = 1.0
"""How long to wait before looking again at a folder that cannot be watched."""


class Server(uvicorn.Server):
    """A server that Ctrl-C and SIGTERM end cleanly: the program goes on after it, and open streams are let go."""

    stopping: asyncio.Event

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop taking requests; a second signal drops what is still running."""
        del sig, frame
        self.force_exit = self.should_exit
        self.should_exit = True
        self.stopping.set()


def run(open_project: Callable[[], Project], folder: Path, port: int, announce: Callable[[str], None]) -> None:
    """Serve a case until a signal comes.

    Args:
        open_project: gives the current project.
        folder: what to watch for changes; never shown.
        port: to listen on; 0 takes a free one.
        announce: is given the link once it works.

    Raises:
        UnreadableError: when the port is taken.
    """
    with _listening(port) as ear:
        asyncio.run(_serve(open_project, folder, ear, announce))


async def _serve(
    open_project: Callable[[], Project], folder: Path, ear: socket.socket, announce: Callable[[str], None]
) -> None:
    token, stopping = secrets.token_urlsafe(32), asyncio.Event()
    app = make(open_project, token, changes=lambda: watched(folder, stopping))
    config = uvicorn.Config(
        app, log_level="error", access_log=False, lifespan="off", ws="none", server_header=False,
        date_header=False, timeout_graceful_shutdown=2, proxy_headers=False,
    )  # fmt: skip
    server = Server(config)
    server.stopping = stopping
    announce(f"http://{HOST}:{ear.getsockname()[1]}{OPEN}{token}")
    await server.serve(sockets=[ear])


def _listening(port: int) -> socket.socket:
    ear = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        ear.bind((HOST, port))
    except OSError as error:
        ear.close()
        raise UnreadableError(
            f"port {port} cannot be listened on: {error.strerror}", help="leave out --port for a free one"
        ) from None
    ear.listen()
    return ear


async def watched(folder: Path, stopping: asyncio.Event) -> AsyncIterator[object]:
    """Yield whenever something below a folder has changed, until the server stops."""
    while not stopping.is_set():
        try:
            async for found in awatch(
                folder, stop_event=stopping, debounce=300, step=50, rust_timeout=LOOK_MS, yield_on_timeout=True
            ):
                yield found
        except OSError:
            pass
        if not stopping.is_set():
            yield None  # there is no such folder now, or it cannot be watched
            await _pause(stopping)


async def _pause(stopping: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), PAUSE_S)
    except TimeoutError:
        return
