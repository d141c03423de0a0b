"""The command over a real socket of this machine: it opens once, follows the files, and ends when it is told to."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.report.cases import NUMBERED
from tests.small import ROOT
from tests.web.serving import serving

from loadpath.errors import UndisclosableError
from loadpath.following import Following

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.serving import Served

PATIENCE_S = 20.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small case on disk, with numbers."""
    found = tmp_path / "case"
    found.mkdir()
    write(found, dict(NUMBERED))
    return found


def write(folder: Path, texts: dict[str, str]) -> None:
    """Write files of a case."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def risk_on(page: bytes) -> str:
    """Return the first risk that a page tells."""
    found = re.search(rb"the risk is <strong>([^<]+)</strong>", page)
    assert found
    return found[1].decode()


def test_it_is_read_over_a_socket(folder: Path) -> None:
    """The link opens once; pages come with the cookie; nothing else does, on any address but loopback."""
    with serving(folder) as served:
        assert served.ask("/")[0] == 403
        cookie = served.entered()
        status, _, page = served.ask("/", Cookie=cookie)
        assert status == 200
        assert "0.4" in risk_on(page)  # 0.38 %: 0.02 * (0.9 * 0.1 + 0.1), see tests.report.cases
        assert served.ask(served.link.removeprefix(served.base))[0] == 403
        assert served.ask("/", Cookie=cookie, Host="evil.example")[0] == 421
        assert served.ask("/", method="POST", Cookie=cookie)[0] == 405
        assert served.ask("/../../../etc/passwd", Cookie=cookie)[0] == 404
        status, headers, body = served.ask("/", method="HEAD", Cookie=cookie)
        assert (status, body) == (200, b"")
        assert "server" not in headers
        assert "date" not in headers
        _not_reachable_from_outside(served.port)


def _not_reachable_from_outside(port: int) -> None:
    """Listen at the same port on another address of this machine: it is free, since only loopback is taken."""
    with socket.socket() as other:
        other.bind(("127.0.0.2", port))


def events(served: Served, cookie: str) -> Iterator[str]:
    """Yield the states that the server tells, one by one."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE_S)
    connection.request("GET", "/events", headers={"Cookie": cookie})
    answer = connection.getresponse()
    try:
        while line := answer.readline():
            if line.startswith(b"data: "):
                yield line.removeprefix(b"data: ").decode().strip()
    finally:
        connection.close()


def until(told: Iterator[str], other_than: str) -> str:
    """Return the first state that is another one."""
    for state in told:
        if state != other_than:
            return state
    raise AssertionError("the stream ended")


def test_it_follows_the_files(folder: Path) -> None:
    """A saved change is told, and is on the next page: a number, an error, its mending, and a folder that goes away."""
    with serving(folder) as served:
        cookie = served.entered()
        told = events(served, cookie)
        first = next(told)
        time.sleep(0.5)  # so that the watch stands before the first change
        write(folder, {"ada.md": NUMBERED["ada.md"].replace("omits: 2% (1%-4%)", "omits: 4% (2%-8%)")})
        second = until(told, first)
        assert "0.8" in risk_on(served.ask("/", Cookie=cookie)[2])
        write(folder, {"ada.md": "# Assessor ada: Ada\n\n- omits: 0.02 because she counted\n"})
        third = until(told, second)
        status, _, page = served.ask("/node/omits", Cookie=cookie)
        assert status == 503
        assert b"ada.md, line 3" in page
        write(folder, dict(NUMBERED))
        fourth = until(told, third)
        assert fourth == first
        assert "0.4" in risk_on(served.ask("/", Cookie=cookie)[2])
        shutil.move(folder, folder.parent / "elsewhere")
        assert until(told, fourth).startswith("gone-")
        status, _, page = served.ask("/", Cookie=cookie)
        assert status == 503
        assert b"Nothing to read" in page
        assert str(folder).encode() not in page
        shutil.move(folder.parent / "elsewhere", folder)
        deadline = time.monotonic() + PATIENCE_S
        while served.ask("/", Cookie=cookie)[0] != 200 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert served.ask("/", Cookie=cookie)[0] == 200


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(folder: Path, how: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end it within moments, also while a page is listening, with exit code 0 and no complaint."""
    with serving(folder) as served:
        told = events(served, served.entered())
        next(told)
        begun = time.monotonic()
        code, rest = served.ended(how)
        assert (code, rest.strip()) == (0, "ended")
        assert time.monotonic() - begun < 8


def test_a_taken_port_is_said(folder: Path) -> None:
    """A port that somebody else listens on is refused with what to do, and exit code 2."""
    with serving(folder) as served:
        words = [sys.executable, "-m", "loadpath", "serve", str(folder), "--no-open", "--port", str(served.port)]
        surroundings = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert f"port {served.port} cannot be listened on" in done.stderr
    assert "leave out --port" in done.stderr


def test_a_folder_without_a_case_is_refused_at_once(tmp_path: Path) -> None:
    """What was nothing from the beginning is no case that broke: the command says so and stops."""
    words = [sys.executable, "-m", "loadpath", "serve", str(tmp_path), "--no-open"]
    surroundings = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "holds no Markdown" in done.stderr


def test_the_public_pages_hold_no_withheld_word(folder: Path) -> None:
    """With `--audience public` the pages are those of the reduced text."""
    with serving(folder, "--audience", "public") as served:
        cookie = served.entered()
        page = served.ask("/", Cookie=cookie)[2]
        assert b"Ada and Ben" not in page
        assert b"as seen by <strong>public</strong>" in page


def test_following_keeps_the_project_until_something_changes(folder: Path) -> None:
    """The same files give the same project, so that nothing is computed twice; a changed source gives a new one."""
    following = Following(folder)
    first = following()
    assert following() is first
    write(folder, {"scan.csv": "a,b\n"})
    text = NUMBERED["case.md"].replace("- result: 0 of 12\n", "- result: 0 of 12\n- from: scan.csv\n")
    write(folder, {"case.md": text})
    second = following()
    assert second is not first
    assert following() is second
    write(folder, {"scan.csv": "a,b,c\n"})
    assert following() is not second


def test_what_goes_wrong_is_told_to_others_without_detail(folder: Path) -> None:
    """An error in withheld text is not told to those who may not see it."""
    write(folder, {"ada.md": "# Assessor ada: Ada\n- access: internal\n- omits: secret-word because x\n"})
    (folder / "bad.md").write_bytes(b"\xff")
    with pytest.raises(UndisclosableError) as refused:
        Following(folder, audience="public")()
    assert "secret-word" not in str(refused.value)
    assert str(folder) not in str(refused.value)
