"""A folder of pages, written whole or not at all, and never over anything that was not written here.

What is there is kept until everything new is on disk beside it; then the two change places. A folder is ours while a
list in it names every file with its digest; one that holds anything else, or a page that somebody changed, is refused.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from loadpath.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

LIST = "loadpath-site.json"
"""Names every page with its SHA-256."""


def write_pages(folder: Path, pages: Mapping[str, bytes]) -> None:
    """Write pages into a folder, in place of what was written there before.

    Args:
        folder: where; what stands above it has to be there.
        pages: the bytes of each file by its name.

    Raises:
        UnreadableError: when the folder holds anything that would be lost, or cannot be written.
    """
    require_ours(folder)
    listed = {name: sha256(page).hexdigest() for name, page in sorted(pages.items())}
    try:
        draft = Path(mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        try:
            for name, page in pages.items():
                (draft / name).write_bytes(page)
            (draft / LIST).write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
            draft.chmod(0o755)
            _swap(draft, folder)
        except BaseException:
            rmtree(draft, ignore_errors=True)
            raise
    except OSError as error:
        raise UnreadableError(
            f"`{folder}` cannot be written: {error.strerror}", help="name another folder with --site"
        ) from None


def require_ours(folder: Path) -> None:
    """Refuse a place at which anything would be lost.

    Raises:
        UnreadableError: when there is a file, a link, or a folder with anything that was not written here.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UnreadableError(f"`{folder}` is not a folder", help="name another one with --site")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    try:
        listed: object = json.loads((folder / LIST).read_text("utf-8"))
    except (OSError, ValueError):
        listed = None
    if not isinstance(listed, dict):
        raise UnreadableError(
            f"`{folder}` is there and was not written by loadpath",
            help="name another folder with --site, or move it away",
        )
    for path in sorted(folder.iterdir()):
        if path.name != LIST and not _written(path, listed.get(path.name)):
            raise UnreadableError(
                f"`{folder}` holds `{path.name}`, which loadpath did not write as it is now",
                help="move it away, so that it is not lost",
            )


def _written(path: Path, digest: object) -> bool:
    return path.is_file() and not path.is_symlink() and sha256(path.read_bytes()).hexdigest() == digest


def _swap(draft: Path, folder: Path) -> None:
    """Put a folder in the place of another one; where that fails, what was there comes back."""
    if not folder.is_dir():
        draft.rename(folder)
        return
    old = Path(mkdtemp(prefix=f".{folder.name}.", suffix=".old", dir=folder.parent)) / folder.name
    folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        old.rename(folder)
        old.parent.rmdir()
        raise
    rmtree(old.parent, ignore_errors=True)
