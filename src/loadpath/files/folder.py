"""A folder on disk as a mapping of names to text: the only place that opens files of a case, and that writes them.

Names are relative to the folder, with `/`. Links that lead out of the folder are not followed; sizes and counts are
limited. A file is written whole or not at all, and only over what was read.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from loadpath.errors import NoCaseError, RefusedChangeError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LARGEST_FILE = 1_000_000
LARGEST_FOLDER = 16_000_000
MOST_FILES = 20_000
LARGEST_RECORD = 4_000_000
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


def stamp_of_source(folder: Path, file: str, source: str) -> tuple[int, int] | None:
    """Return size and time of change (ns) of what evidence comes `from`; None when there is no such file.

    Two different stamps mean that it may have changed; its content is not read.
    """
    path = source_in(folder, file, source)
    if path is None:
        return None
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def hash_of_source(folder: Path, file: str, source: str) -> str | None:
    """Return the SHA-256 of what evidence comes `from`, relative to its file; None when there is no such file.

    A path that leads out of the folder counts as no file.
    """
    path = source_in(folder, file, source)
    if path is None:
        return None
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def content_of_source(folder: Path, file: str, source: str) -> bytes | None:
    """Return what is in the file that evidence comes `from`; None where that cannot be a record."""
    path = source_in(folder, file, source)
    if path is None or path.suffix != ".json" or path.stat().st_size > LARGEST_RECORD:
        return None
    return path.read_bytes()


def source_in(folder: Path, file: str, source: str) -> Path | None:
    """Return the file that evidence comes `from`, relative to its own; None where it is missing or outside."""
    path = ((folder / file).parent / source).resolve()
    return path if path.is_relative_to(folder.resolve()) and path.is_file() else None


def write_texts(folder: Path, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Write what is different, and remove what is left out; return the names of the files, sorted.

    New text is written beside each file, brought to the disk, and only then put in the place of the old one.

    Args:
        folder: the folder of the case.
        before: the texts as they were read.
        after: the texts as they shall be.

    Raises:
        RefusedChangeError: before anything is changed, when a name leads out of the folder, a file is no longer what
            was read, or the folder cannot be written to.
    """
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    targets = {name: _target(folder, name, before.get(name)) for name in changed}
    fresh: dict[str, Path] = {}
    try:
        for name in changed:
            if name in after:
                fresh[name] = _beside(targets[name], after[name])
        for name, path in fresh.items():
            path.replace(targets[name])
        for name in changed:
            if name not in after:
                (folder / name).unlink()
        for parent in {target.parent for target in targets.values()}:
            _bring_to_disk(parent)
    except OSError as error:
        raise RefusedChangeError(
            f"`{error.filename or folder}` cannot be written: {error.strerror}",
            help="check that the folder may be written",
        ) from None
    finally:
        for path in fresh.values():
            path.unlink(missing_ok=True)
    return tuple(changed)


def _target(folder: Path, name: str, before: str | None) -> Path:
    """Return the file that a name stands for, links inside of the folder followed, if it still is what was read."""
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise RefusedChangeError(f"`{name}` leads out of the folder", help="nothing was changed; name a file inside")
    now = target.read_bytes() if target.is_file() else None
    if now != (None if before is None else before.encode("utf-8")):
        raise RefusedChangeError(f"`{name}` is not what was read", help="somebody else writes to it; try again")
    return target


def _beside(target: Path, text: str) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    path = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with path.open("xb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _bring_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
