"""Nothing in the repository tells on the machine it was written on, and a lock says what, never from where."""

from __future__ import annotations

import re
from pathlib import Path

TOP_FOLDERS = {"home", "mnt", "opt", "root", "srv", "Users", *Path.cwd().parts[1:2], *Path.home().parts[1:2]} - {
    "usr",
    "etc",
    "tmp",
}
MACHINE_PATH = re.compile(rf"(?<![\w.<])/(?:{'|'.join(sorted(TOP_FOLDERS))})/")
INDEX = re.compile("|".join((r"\bpypi" + r"\.\w", "python" + "hosted", "extra-" + "index", "registry" + r"\.npm")))
ADDRESS = re.compile("://|" + "--" + "(?:index-url|find-links|trusted-host)")


def lines_with(pattern: re.Pattern[str], files: list[Path], root: Path) -> list[str]:
    """Return `file:line` of every hit in the files that are text."""
    hits = []
    for path in files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = [number for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]
        hits += [f"{path.relative_to(root).as_posix()}:{number}" for number in found]
    return hits


def test_no_path_of_a_machine(root: Path, tracked: list[Path]) -> None:
    """No file contains an absolute path into somebody's home or working folder."""
    assert not lines_with(MACHINE_PATH, tracked, root)


def test_no_package_index_is_named(root: Path, tracked: list[Path]) -> None:
    """No file names a host that packages come from."""
    assert not lines_with(INDEX, tracked, root)


def test_locks_pin_bytes_and_not_addresses(root: Path) -> None:
    """Every line of a lock is pinned and followed by a hash; no lock holds an address."""
    locks = sorted((root / "requirements").glob("*.txt"))
    assert [path.name for path in locks] == ["dev.txt", "run.txt"]
    assert not lines_with(ADDRESS, locks, root)
    for path in locks:
        pinned = re.split(r"\n(?=[a-z0-9])", path.read_text(encoding="utf-8"))[1:]
        assert pinned
        assert [entry.split("\n")[0] for entry in pinned if "==" not in entry or "--hash=sha256:" not in entry] == []
