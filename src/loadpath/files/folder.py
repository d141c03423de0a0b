"""A folder on disk as a mapping of names to text: the only place that opens files of a case.

Names are relative to the folder, with `/`. Links that lead out of the folder are not followed; sizes and counts are
limited.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from loadpath.errors import NoCaseError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_FILE = 4_000_000
LARGEST_FOLDER = 64_000_000
MOST_FILES = 20_000
SKIPPED = {"node_modules", "__pycache__"}


def texts_of(folder: Path) -> dict[str, str]:
    """Return every Markdown file below a folder, by name relative to it.

    Raises:
        NoCaseError: when there is no such folder, or no Markdown in it.
        UnreadableError: when a file is not UTF-8, or a limit is passed.
    """
    if not folder.is_dir():
        raise NoCaseError(
            f"`{folder}` is not a folder",
            help="name the folder that holds the `# Case` heading; `loadpath new` makes one",
        )
    texts: dict[str, str] = {}
    total = 0
    for name in _markdown_below(folder):
        content = _content(folder, name)
        total += len(content)
        if total > LARGEST_FOLDER or len(texts) >= MOST_FILES:
            raise UnreadableError(
                f"`{folder}` holds more than {MOST_FILES:,} files or {LARGEST_FOLDER:,} bytes of Markdown",
                help="name the folder of one case",
            )
        try:
            texts[name] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise UnreadableError(
                f"{name}:{line}: byte {error.start} is not UTF-8", help="save the file as UTF-8"
            ) from None
    if not texts:
        raise NoCaseError(
            f"`{folder}` holds no Markdown files", help="`loadpath new FOLDER` makes a small case to start from"
        )
    return texts


def _markdown_below(folder: Path) -> Iterator[str]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in SKIPPED)
        for name in sorted(files):
            if name.endswith(".md") and not name.startswith("."):
                yield PurePosixPath(Path(here, name).relative_to(folder)).as_posix()


def _content(folder: Path, name: str) -> bytes:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise UnreadableError(f"`{name}` is a link that leads out of the folder", help="copy the file into the folder")
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableError(
                f"`{name}` is larger than {LARGEST_FILE:,} bytes", help="split it; file names carry no meaning"
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"`{name}` cannot be read: {error.strerror}", help="check that the file may be read"
        ) from None


def hash_of_source(folder: Path, file: str, source: str) -> str | None:
    """Return the SHA-256 of what evidence comes `from`, relative to its file; None when there is no such file.

    A path that leads out of the folder counts as no file.
    """
    path = (folder / file).parent / source
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        return None
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
