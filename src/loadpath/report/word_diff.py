"""Two texts word by word: what was put in and what was taken out, with a few words around each change."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from loadpath.report.prose import plain
from loadpath.report.tree import Deleted, Inline, Inserted, Words

AROUND = 8
"""Words that are kept on each side of a change."""

MOST_WORDS = 60
"""Words of one insertion or deletion that are shown; the rest is counted."""

LONGEST = 6_000
"""Words of a text; beyond, it is told as one taken out and one put in."""


def word_diff(before: str, after: str) -> Words:
    """Return what one text has and another has not, in the order of reading; nothing where they say the same.

    >>> word_diff("the cap holds", "the cap never holds")
    ('the cap ', Inserted(words=('never',)), ' holds')
    """
    old, new = (re.findall(r"[^ \t\r\n]+", plain(text)) for text in (before, after))
    if old == new:
        return ()
    found: list[Inline] = []
    for place, (how, start, end, first, last) in enumerate(steps := _steps(old, new)):
        if how == "equal":
            found.append(_kept(old[start:end], opens=place == 0, closes=place == len(steps) - 1))
            continue
        if end > start:
            found.append(Deleted((_shortened(old[start:end]),)))
        if end > start and last > first:
            found.append(" ")
        if last > first:
            found.append(Inserted((_shortened(new[first:last]),)))
    return _spaced(found)


def _steps(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    if max(len(old), len(new)) > LONGEST:
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _kept(words: list[str], *, opens: bool, closes: bool) -> str:
    """Return the words between two changes, without those far from both."""
    before, after = (0 if opens else AROUND), (0 if closes else AROUND)
    if len(words) <= before + after + 2:
        return " ".join(words)
    return " ".join((*words[:before], "…", *words[len(words) - after :]))


def _shortened(words: list[str]) -> str:
    left = len(words) - MOST_WORDS
    return " ".join(words) if left <= 0 else f"{' '.join(words[:MOST_WORDS])} … ({left} more words)"


def _spaced(parts: list[Inline]) -> Words:
    """Return parts with a space between those that have none."""
    found: list[Inline] = []
    for part in parts:
        if found and part != " " and found[-1] != " ":
            if isinstance(part, str):
                part = f" {part}"  # noqa: PLW2901  the part as it stands in the line
            elif isinstance(found[-1], str):
                found[-1] = f"{found[-1]} "
            else:
                found.append(" ")
        found.append(part)
    return tuple(found)
