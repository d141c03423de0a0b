"""Remembered checks: what a check came to, kept under a digest of everything that it depends on.

The key is a SHA-256 over the bytes of every text, the day, the number of worlds, loadpath's own source and the versions
of what computes for it. The files that evidence comes from are hashed anew each time, whatever their size: a verdict
binds exact bytes, and a time of change can be set by anybody. A check in which a rule crashed is never kept. Entries
lie in the user's own cache folder, never in the case; they are JSON under a digest of their own, and an entry that is
torn, foreign or altered by accident is ignored. Whoever can write to that folder can also replace the program, so that
the digest guards against accidents and not against the user.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Asked = dict[tuple[str, str], str | None]

FORM = 1
"""The form of an entry; another number makes every older entry foreign."""

MOST_ENTRIES = 64
LARGEST_ENTRY = 8_000_000
COMPUTES = ("numpy", "scipy")
"""Packages whose version may move a figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check came to, as far as it is told: everything found, and what the case was.

    Attributes:
        found: errors first, then by effect on the risk, heaviest first.
        waived: how many findings somebody accepted.
        rules: how many rules ran to their end.
        case: id of the case.
        digest: digest of the case; empty where nobody asked for it.
    """

    found: tuple[Diagnostic, ...]
    waived: int
    rules: int
    case: str
    digest: str

    @property
    def at_the_gate(self) -> bool:
        """Return whether anything is an error: the gate stays closed."""
        return any(item.severity is Severity.ERROR for item in self.found)

    def count(self, severity: Severity) -> int:
        """Return how many findings weigh this much."""
        return sum(item.severity is severity for item in self.found)


@dataclass(frozen=True, slots=True)
class Remembered:
    """A folder of remembered checks."""

    folder: Path

    def get(self, key: str, hash_of: Callable[[str, str], str | None]) -> Checked | None:
        """Return what was kept under a key, if every file that evidence comes from still has the same bytes."""
        path = self.folder / f"{key}.json"
        try:
            digest, _, body = path.read_bytes().partition(b"\n")
            if hashlib.sha256(body).hexdigest().encode() != digest:
                return None
            entry = json.loads(body)
            if entry["form"] != FORM or entry["key"] != key:
                return None
            found = _checked(entry["checked"])
            same = all(hash_of(file, source) == known for file, source, known in entry["sources"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        with suppress(OSError):
            os.utime(path)
        return found if same else None

    def put(self, key: str, checked: Checked, asked: Asked) -> None:
        """Keep what a check came to, whole or not at all; a cache that cannot be written is no failure."""
        if any(item.rule == "crashed-check" for item in checked.found):
            return
        sources = [[file, source, known] for (file, source), known in asked.items()]
        entry = {"form": FORM, "key": key, "sources": sources, "checked": _plain(checked)}
        body = json.dumps(entry, ensure_ascii=True, separators=(",", ":")).encode()
        if len(body) > LARGEST_ENTRY:
            return
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self.folder, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
                Path(draft).replace(self.folder / f"{key}.json")
            except OSError:
                Path(draft).unlink(missing_ok=True)
            self._forget()

    def _forget(self) -> None:
        """Remove the entries that were not used for longest, and drafts that were left behind."""
        kept = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        newest = kept[0].stat().st_mtime if kept else 0.0
        left = [path for path in self.folder.glob("*.part") if path.stat().st_mtime < newest - 3600]
        for path in (*kept[MOST_ENTRIES:], *left):
            path.unlink(missing_ok=True)


def remembered(environment: Mapping[str, str], case: Path) -> Remembered | None:
    """Return where checks are remembered for a user; None where they are not.

    Args:
        environment: `LOADPATH_CACHE=off` turns it off; `XDG_CACHE_HOME`, else `HOME`, says where.
        case: the folder of the case, in which nothing is ever kept.
    """
    if environment.get("LOADPATH_CACHE", "").lower() in {"off", "0", "no"}:
        return None
    home = environment.get("XDG_CACHE_HOME") or ""
    root = Path(home) if home else Path(environment.get("HOME") or "", ".cache")
    if not root.is_absolute():
        return None
    folder = root / "loadpath" / "checks"
    return None if folder.resolve().is_relative_to(case.resolve()) else Remembered(folder)


def key_of(texts: Mapping[str, str], **others: str | int | None) -> str:
    """Return the digest of everything that a check depends on, besides the files that evidence comes from."""
    parts = {
        "texts": [[name, hashlib.sha256(texts[name].encode()).hexdigest()] for name in sorted(texts)],
        "others": others,
        "program": _program(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def _program() -> list[str]:
    """Return what computes: loadpath's own source, byte for byte, and the versions of what it computes with."""
    own = hashlib.sha256()
    room = Path(__file__).resolve().parent.parent
    for path in sorted(room.rglob("*.py")):
        own.update(path.relative_to(room).as_posix().encode() + b"\0")
        own.update(hashlib.sha256(path.read_bytes()).digest())
    return [own.hexdigest(), sys.version, *(_version(name) for name in COMPUTES)]


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  it is slow to start

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _plain(checked: Checked) -> dict[str, Any]:
    found = [
        [
            item.rule, item.severity.value, item.message,
            item.at.file, item.at.line, item.at.column, item.at.end_column,
            item.label, list(item.notes), item.help, item.subject,
        ]
        for item in checked.found
    ]  # fmt: skip
    whole = {"waived": checked.waived, "rules": checked.rules, "case": checked.case, "digest": checked.digest}
    return {"found": found, **whole}


def _checked(plain: dict[str, Any]) -> Checked:
    """Return a check from its plain form.

    Raises:
        ValueError: or `KeyError`, `TypeError`, when it is not of that form.
    """
    found = []
    for rule, severity, message, file, line, column, end_column, label, notes, help_, subject in plain["found"]:
        words, numbers = (rule, message, file, label, help_, subject, *notes), (line, column, end_column)
        if not all(type(word) is str for word in words) or not all(type(number) is int for number in numbers):
            raise TypeError("an entry of another form")
        found.append(
            Diagnostic(
                rule=rule,
                severity=Severity(severity),
                message=message,
                at=Span(file, line, column, end_column),
                label=label,
                notes=tuple(notes),
                help=help_,
                subject=subject,
            )
        )
    waived, rules, case, digest = (plain[name] for name in ("waived", "rules", "case", "digest"))
    if type(waived) is not int or type(rules) is not int or type(case) is not str or type(digest) is not str:
        raise TypeError("an entry of another form")
    return Checked(found=tuple(found), waived=waived, rules=rules, case=case, digest=digest)
