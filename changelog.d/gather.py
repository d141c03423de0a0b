"""Move the fragments beside this file into CHANGELOG.md under a version and a date: `gather.py 0.2.0 2027-03-01`."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHANGELOG = HERE.parent / "CHANGELOG.md"
KINDS = ("added", "changed", "fixed", "removed")
MARK = "<!-- versions -->\n"
ARGUMENTS = 3


def fragments() -> dict[str, list[Path]]:
    """Return the fragments by kind, in the order of the changelog; a file of no known kind is a `ValueError`."""
    found: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    for path in sorted(HERE.glob("*.md")):
        if path.name == "README.md":
            continue
        kind = path.suffixes[-2].removeprefix(".") if len(path.suffixes) > 1 else ""
        if kind not in found:
            message = f"{path.name}: the name ends in .<kind>.md, where the kind is one of {', '.join(KINDS)}"
            raise ValueError(message)
        found[kind].append(path)
    return found


def section(version: str, date: str, found: dict[str, list[Path]]) -> str:
    """Return the text of one version: a heading per kind, a bullet per fragment."""
    lines = [f"## {version} ({date})", ""]
    for kind, paths in found.items():
        if paths:
            bullets = ["- " + path.read_text(encoding="utf-8").strip().replace("\n", "\n  ") for path in paths]
            lines += [f"### {kind.capitalize()}", "", *bullets, ""]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the version into the changelog and delete what was gathered."""
    if len(sys.argv) != ARGUMENTS:
        print(__doc__)
        return 2
    found = fragments()
    text = CHANGELOG.read_text(encoding="utf-8")
    CHANGELOG.write_text(
        text.replace(MARK, MARK + "\n" + section(sys.argv[1], sys.argv[2], found).rstrip() + "\n", 1), "utf-8"
    )
    for path in (path for paths in found.values() for path in paths):
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
