"""Starts `loadpath serve` as people do, in a process of its own, and ends it with a signal."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.small import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from signal import Signals


@dataclass(frozen=True)
class Served:
    """A running server: its process, its port and the link that it printed."""

    process: subprocess.Popen[str]
    port: int
    link: str

    @property
    def base(self) -> str:
        """Return the address of the first page, without the slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, *, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of one request, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def entered(self) -> str:
        """Open the link and return the cookie, as a browser sends it."""
        status, headers, _ = self.ask(self.link.removeprefix(self.base))
        assert status == 303
        return headers["set-cookie"].split(";")[0]

    def ended(self, how: Signals) -> tuple[int, str]:
        """Send a signal, and return the exit code with everything that was printed after the link."""
        self.process.send_signal(how)
        rest, errors = self.process.communicate(timeout=20)
        return self.process.returncode, rest + errors


@contextmanager
def serving(folder: Path, *more: str) -> Iterator[Served]:
    """Serve a folder for as long as the block lasts."""
    words = [sys.executable, "-m", "loadpath", "serve", str(folder), "--no-open", *more]
    surroundings = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        words, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\S+", said)
        assert found, said + (process.communicate(timeout=20)[1] if process.poll() is not None else "")
        process.stdout.readline()
        yield Served(process, int(found[1]), found[0])
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=20)
