"""How a table is reached: a database of its own, cut off from everything but that one file.

What DuckDB reads may be hostile. It sees one path, a link of our own making, and after it nothing can be opened, loaded
or set; memory, threads, time and what may be spilled to a private folder are limited. Extensions are never fetched, and
`httpfs`, which reads from elsewhere, is loaded only for a place that says that it is elsewhere.
"""

from __future__ import annotations

import re
import ssl
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from loadpath.errors import LoadpathError, UnreadableError
from loadpath.ingest.table_columns import CONTAINERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from duckdb import DuckDBPyConnection

LONGEST_S = 600.0
"""Seconds that reading one table may take."""

MEMORY_MB = 700
SPILL_MB = 20_000
THREADS = 2

REMOTE = ("https://", "s3://", "gs://")
"""Places that DuckDB's `httpfs` reaches, with credentials from the environment."""

PATTERNS = "*[]{}"
"""Letters that DuckDB reads as a pattern of several files; `?` begins the query of an address."""

SETTINGS = {
    "memory_limit": f"{MEMORY_MB}MB",
    "threads": THREADS,
    "max_temp_directory_size": f"{SPILL_MB}MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
    "preserve_insertion_order": False,
}

EXPECTED, FOUND = (re.compile(rf"{word}: (\d+)") for word in ("Expected Number of Columns", "Found"))
AT_LINE = re.compile(r"CSV Error on Line: (\d+)")
NOT_FETCHED = ("HTTPException", "IOException")
ADDRESS = re.compile(r"['\"]?\w+://[^\s'\"]+['\"]?")
"""An address may hold the right to read it, and is not repeated."""

FAULTS = (
    ("unterminated quote", "a quote that does not end, or something behind it", "write a quote in quotes twice"),
    ("nvalid unicode", "is not UTF-8", "save the table as UTF-8"),
    ("state machine", "lines end in several ways, or quotes do not match", "write it again with one program"),
    ("Maximum line size", "a line is too long", "keep long text out of the table"),
)
"""What DuckDB says, by a part of it; what it means, and what to do."""

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that is to be read as a table: where it is, how the case calls it, how it is written."""

    place: str
    name: str
    container: str
    remote: bool

    @property
    def suffix(self) -> str:
        """The end of its name, which says how it is written."""
        return _suffix(self.place, remote=self.remote)


def source_of(place: str, name: str = "") -> Source:
    """Return what a place says of itself.

    Raises:
        UnreadableError: when its name is not that of a table, or there is no such file.
    """
    remote = place.startswith(REMOTE)
    name = name or PurePosixPath(place.partition("?")[0] if remote else place).name
    container = CONTAINERS.get(_suffix(place, remote=remote))
    if container is None:
        raise UnreadableError(f"`{name}` is no table by its name", help=f"write it as one of {', '.join(CONTAINERS)}")
    if remote and any(letter in place for letter in PATTERNS):
        raise UnreadableError(f"the address of `{name}` is a pattern", help="give the address of one table")
    if not remote and ("\0" in place or not Path(place).is_file()):
        raise UnreadableError(f"there is no file `{name}`", help="check the path of the table")
    return Source(place=place, name=name, container=container, remote=remote)


def _suffix(place: str, *, remote: bool) -> str:
    return PurePosixPath(place.partition("?")[0] if remote else place).suffix.lower()


@contextmanager
def opened(source: Source, find: Callable[[], None]) -> Iterator[tuple[DuckDBPyConnection, str]]:
    """Yield a database that can read one file and nothing else, and how it calls that file.

    Args:
        source: the file.
        find: raises what is wrong with its contents, where DuckDB only knows that something is; or returns.

    Raises:
        LoadpathError: when DuckDB is not installed.
        UnreadableError: for anything that DuckDB says of the file while it is open.
    """
    duckdb = _duckdb()
    with tempfile.TemporaryDirectory(prefix="loadpath-") as private:
        folder = Path(private)
        connection = duckdb.connect(":memory:", config=SETTINGS | {"temp_directory": str(folder / "spill")})
        clock = threading.Timer(LONGEST_S, connection.interrupt)
        clock.daemon = True
        try:
            reached = _reach(connection, source, folder)
            connection.execute("set allowed_paths = $paths", {"paths": [reached]})
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
            clock.start()
            yield connection, reached
        except (duckdb.Error, RuntimeError, UnicodeDecodeError) as fault:
            if not isinstance(fault, duckdb.InterruptException | duckdb.OutOfMemoryException):
                find()
            raise _unreadable(str(fault).replace(str(folder), ""), source, type(fault).__name__) from None
        finally:
            clock.cancel()
            connection.close()


def _duckdb() -> ModuleType:
    try:
        import duckdb  # noqa: PLC0415  heavy, and of an extra
    except ModuleNotFoundError:
        raise LoadpathError("`duckdb` is not installed", help="pip install 'loadpath[evidence]'") from None
    return duckdb


def _reach(connection: DuckDBPyConnection, source: Source, folder: Path) -> str:
    """Return how the database calls a file: by a link, since it takes letters in a path for patterns and partitions."""
    if not source.remote:
        link = folder / f"table{source.suffix}"
        link.symlink_to(Path(source.place).resolve())
        return str(link)
    try:
        connection.execute("load httpfs")
        connection.execute("set enable_server_cert_verification = true")
        if authorities := ssl.get_default_verify_paths().cafile:
            connection.execute("set ca_cert_file = $file", {"file": authorities})
    except Exception:  # noqa: BLE001  whatever it is, the extension is not here
        raise UnreadableError(
            f"`{source.name}` is elsewhere, and DuckDB's extension `httpfs`, which would fetch it, is not installed",
            help="fetch the file yourself and give its path, or run `INSTALL httpfs` once in DuckDB",
        ) from None
    return source.place


def _unreadable(said: str, source: Source, kind: str) -> UnreadableError:
    """Return what DuckDB said as a refusal of ours, without its advice, which would loosen the reading."""
    name = source.name
    if kind == "InterruptException":
        return UnreadableError(f"reading `{name}` took more than {LONGEST_S:g} s", help="count over a smaller table")
    if kind == "OutOfMemoryException":
        return UnreadableError(f"reading `{name}` takes more than {MEMORY_MB} MB", help="count over a smaller table")
    said = ADDRESS.sub("its address", said) if source.remote else said
    first = "".join(letter if letter.isprintable() else " " for letter in said.partition("\n")[0])
    reason = (first.partition("Error: ")[2] or first)[:LONGEST_REASON]
    if source.remote and kind in NOT_FETCHED:
        remedy = "check its address, and the credentials in the environment"
        return UnreadableError(f"`{name}` cannot be fetched: {reason}", help=remedy)
    line = AT_LINE.search(said)
    at = f"{name}:{line[1]}" if line else f"`{name}`"
    expected, found = EXPECTED.search(said), FOUND.search(said)
    if expected and found:
        remedy = "give every line as many cells as the header"
        return UnreadableError(f"{at}: {found[1]} cells in a table of {expected[1]} columns", help=remedy)
    for sign, what, remedy in FAULTS:
        if sign in said:
            return UnreadableError(f"{at}: {what}", help=remedy)
    return UnreadableError(f"{at} cannot be read as {source.container}: {reason}", help="write the table again")
