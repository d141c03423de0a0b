"""Readers that other packages bring: a real package, installed into a folder, and everything that it can do wrong."""

from __future__ import annotations

import importlib
import sys
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from loadpath.case.record import Header, Sample
from loadpath.errors import LoadpathError, UnreadableError
from loadpath.ingest import plugs
from loadpath.ingest.plugs import Read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HEAD = "from loadpath.ingest.plugs import Read\nfrom loadpath.case.record import Header, Sample\n"
LINES = """
def read(content, name):
    samples = tuple(
        Sample(id=str(number), metadata={}, scores={"harm": float(line)}) for number, line in enumerate(content.split())
    )
    return Read(header=Header(container="lines", task=name), samples=samples)
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Yield how to install a package with a module of this text, and an entry point to it."""
    made: list[str] = []

    def make(text: str, name: str = "lines", package: str = "brought_lines", value: str = "") -> None:
        (tmp_path / f"{package}.py").write_text(HEAD + text)
        about = tmp_path / f"{package}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[{plugs.GROUP}]\n{name} = {value or f'{package}:read'}\n")
        made.append(package)
        importlib.invalidate_caches()

    monkeypatch.syspath_prepend(str(tmp_path))
    yield make
    for package in made:
        sys.modules.pop(package, None)


def test_an_installed_reader_is_found_and_read(install: Callable[..., None]) -> None:
    """An entry point of a package is enough; what it returns comes back as values of our own."""
    install(LINES)
    assert "lines" in plugs.names()
    found = plugs.reader("lines")(b"1 0 1", "a.txt")
    assert found.header == Header(container="lines", task="a.txt")
    assert [sample.scores["harm"] for sample in found.samples] == [1.0, 0.0, 1.0]
    assert type(found.samples[0].scores) is dict


def test_a_reader_that_is_not_there_is_named_with_the_nearest(install: Callable[..., None]) -> None:
    """Help says what is installed."""
    install(LINES)
    with pytest.raises(LoadpathError, match="no reader `line` is installed") as fault:
        plugs.reader("line")
    assert fault.value.help == "did you mean `lines`?"
    with pytest.raises(LoadpathError) as fault:
        plugs.reader("wholly different")
    assert "`lines`" in fault.value.help


def test_two_packages_with_one_name_are_refused(install: Callable[..., None]) -> None:
    """Which one reads must not depend on the order of a path."""
    install(LINES)
    install(LINES, package="other_lines")
    with pytest.raises(LoadpathError, match="2 packages bring a reader `lines`"):
        plugs.reader("lines")


SAY = "def read(content, name):\n    "
WRONG: dict[str, tuple[str, str]] = {
    "raises": (SAY + "raise ValueError('the secret is 42')", "failed on `a.txt` with ValueError"),
    "exits": (SAY + "raise SystemExit(0)", "failed on `a.txt` with SystemExit"),
    "recurses": (SAY + "return read(content, name)", "failed on `a.txt` with RecursionError"),
    "an error whose text fails": (
        "class Bad(Exception):\n    def __str__(self): raise TypeError\n" + SAY + "raise Bad", "failed on `a.txt` with Bad"),
    "nothing": (SAY + "return None", "a `NoneType` and no `Read`"),
    "a likeness": (SAY + "return {'header': 1, 'samples': ()}", "a `dict` and no `Read`"),
    "a subclass": ("class Mine(Read): pass\n" + SAY + "return Mine(header=Header(container='x'), samples=())", "a `Mine` and"),
    "a list": (SAY + "return Read(header=Header(container='x'), samples=[])", "samples of another type"),
    "no header": (SAY + "return Read(header=None, samples=())", "a header or samples"),
    "no sample": (SAY + "return Read(header=Header(container='x'), samples=(1,))", "a `int` as sample 1"),
    "no container": (SAY + "return Read(header=Header(container=''), samples=())", "`container` of the header"),
    "a status of its own": (SAY + "return Read(header=Header(container='x', status='fine'), samples=())", "`status` of"),
    "a status that cannot be compared": (SAY + "return Read(header=Header(container='x', status=[]), samples=())", "`status` of"),
    "control characters": (SAY + "return Read(header=Header(container='x', task='\\x1b[2J'), samples=())", "`task` of the header"),
    "half a letter": (SAY + "return Read(header=Header(container='x', task='\\ud800'), samples=())", "`task` of the header"),
    "endless text": (SAY + "return Read(header=Header(container='x', model='m' * 9999), samples=())", "`model` of the header"),
    "a metric that is none": (SAY + "return Read(header=Header(container='x', metrics=(('a', float('nan')),)), samples=())", "`metrics`"),
    "an argument twice": (SAY + "return Read(header=Header(container='x', arguments=(('a', '1'), ('a', '2'))), samples=())", "`arguments`"),
    "no pairs": (SAY + "return Read(header=Header(container='x', roles=('ab', 'cd')), samples=())", "`roles`"),
    "no repetition": (SAY + "return Read(header=Header(container='x', epochs=0), samples=())", "`epochs`"),
}  # fmt: skip
for what, sample, field in (
    ("a score that is none", "scores={'a': float('inf')}", "scores"),
    ("a list as a score", "scores={'a': [1]}", "scores"),
    ("scores without names", "scores={1: 1.0}", "scores"),
    ("scores that are pairs", "scores=(('a', 1.0),)", "scores"),
    ("metadata within metadata", "metadata={'a': {}}", "metadata"),
    ("too much metadata", "metadata={str(i): i for i in range(1001)}", "metadata"),
    ("a number as an id", "id=1", "id"),
    ("an empty id", "id=''", "id"),
    ("epoch nought", "epoch=0", "epoch"),
    ("a true epoch", "epoch=True", "epoch"),
    ("one for true", "invalidated=1", "invalidated"),
    ("a list of edits", "edited=['a']", "edited"),
):
    WRONG[what] = (
        f"{SAY}return Read(header=Header(container='x'), samples=(Sample(**{{'id': 'a', 'metadata': {{}}, 'scores': {{}}}} | dict({sample})),))",
        f"`{field}` of sample 1",
    )
WRONG["a sample twice"] = (
    SAY + "return Read(header=Header(container='x'), samples=(Sample(id='a', metadata={}, scores={}),) * 2)",
    "sample 2 with the id and epoch of another",
)


@pytest.mark.parametrize("case", WRONG)
def test_a_reader_that_fails_or_returns_rubbish_is_named(install: Callable[..., None], case: str) -> None:
    """One error of ours, with the plug-in and its package in it, and nothing of what it said."""
    text, said = WRONG[case]
    install(text)
    read = plugs.reader("lines")
    with pytest.raises(LoadpathError, match=r"plug-in `lines` of `brought_lines`") as fault:
        read(b"", "a.txt")
    assert said in str(fault.value)
    assert "secret" not in str(fault.value)
    assert fault.value.__suppress_context__
    assert fault.value.help


def test_an_error_of_ours_keeps_its_words(install: Callable[..., None]) -> None:
    """A plug-in that says what is wrong with a file in our way is heard, under its name."""
    install(
        "from loadpath.errors import UnreadableError\n"
        + SAY
        + "raise UnreadableError('line 3 is cut', help='copy it again')"
    )
    with pytest.raises(LoadpathError, match="plug-in `lines`: line 3 is cut") as fault:
        plugs.reader("lines")(b"", "a.txt")
    assert fault.value.help == "copy it again"
    assert not isinstance(fault.value, UnreadableError)


@pytest.mark.parametrize("kind", [MemoryError, KeyboardInterrupt])
@pytest.mark.parametrize("where", ["{}", SAY + "{}"])
def test_what_is_not_the_fault_of_a_plug_in_passes(
    install: Callable[..., None], kind: type[BaseException], where: str
) -> None:
    """No memory left, and a user who wants to stop."""
    install(where.format(f"raise {kind.__name__}"))
    with pytest.raises(kind):
        plugs.reader("lines")(b"", "a.txt")


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("raise RuntimeError('x')", "", "cannot be loaded: RuntimeError"),
        ("import sys\nsys.exit(3)", "", "cannot be loaded: SystemExit"),
        ("read = 3", "", "is no function"),
        (LINES, "brought_lines:other", "cannot be loaded: AttributeError"),
        (LINES, "not_there:read", "cannot be loaded: ModuleNotFoundError"),
    ],
)
def test_a_reader_that_cannot_be_loaded_is_named(
    install: Callable[..., None], text: str, value: str, said: str
) -> None:
    """A broken package does not keep the others from being listed."""
    install(text, value=value)
    assert "lines" in plugs.names()
    with pytest.raises(LoadpathError, match=f"plug-in `lines` of `brought_lines` {said}"):
        plugs.reader("lines")


def test_every_field_of_what_comes_back_is_checked() -> None:
    """A field that is added to a header or to a sample needs a rule here."""
    assert {field.name for field in fields(Header)} == set(plugs.HEADER)
    assert {field.name for field in fields(Sample)} == set(plugs.SAMPLE)
    assert plugs._checked(Read(header=Header(container="x"), samples=())) == Read(
        header=Header(container="x"), samples=()
    )
