"""What must not leave the machine that wrote a log: places on it, names of people in them, passwords and keys.

Everything that a header keeps as text goes through here. It errs on the side of taking out: the last name of a path
stays, as it may name a model, unless it may be that of a person. What is taken out leaves a mark.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 200
"""Characters that are kept."""

DEEPEST = 8
PATH, WITHHELD, TRACEBACK = "[path]", "[withheld]", "[traceback]"

# Every repetition is possessive or starts where a word starts, so that no text takes longer than its length.
_NAME = r"[^\s/\\'\"<>|,;()\[\]{}]"
_WORD = r"[^\s/\\'\"<>|,;:()\[\]{}]"
_REST = rf"(?:{_NAME}++(?:(?: {_WORD}++){{1,4}}[/\\])?[/\\]*+)"
_PLACES = re.compile(
    rf"file:/++{_REST}*+"
    rf"|(?<![\w:])[A-Za-z]:[/\\]++{_REST}*+"
    rf"|\\\\++{_REST}++"
    rf"|(?<![\w.$])~[\w.-]*+[/\\]{_REST}*+"
    rf"|(?<!:)//++{_REST}++"
    rf"|(?<![\w.~/:\]-])/{_REST}++",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(?:file:/+|[A-Za-z]:[/\\]|\\\\|~[\w.-]*+[/\\]|/).*[/\\].*", re.IGNORECASE | re.DOTALL)
_HOMES = re.compile(
    r"(?:^|[/\\])(?:home|users|documents and settings|root|~[^/\\]*+)[/\\]*+[^/\\]*+[/\\]*+$", re.IGNORECASE
)

_TRACE = re.compile(r"Traceback \(most recent call last\).*|(?:^|\n)[ \t]*+File \".*", re.DOTALL)
_LOGIN = re.compile(r"(?<![\w+.-])([A-Za-z][\w+.-]*+://)[^/\s@]*+@")
_HINT = (
    r"(?:token|secret|passw|passphrase|pwd|credential|api[-_]?key|access[-_]?key|private"
    r"|signature|sig\b|auth(?!ors?\b)|cookie)"
)
_ASSIGNED = re.compile(
    rf"(?<![\w-])(?=[\w-]*?(?:{_HINT}|key))([\w-]++[\"']?\s*+[=:]\s*+)(?:bearer\s++)?[^\s&,;]++", re.IGNORECASE
)
_SHAPES = re.compile(
    r"\b(?:sk|pk|rk)-[\w-]{12,}|\bgh[a-z]_\w{16,}|\bgithub_pat_\w{16,}|\bhf_\w{16,}|\bAKIA[0-9A-Z]{12,}|\bAIza[\w-]{20,}"
    r"|\bxox[a-z]-[\w-]{8,}|\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|\bglpat-[\w-]{12,}|(?i:\bbearer\s+\S+)"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*",
    re.DOTALL,
)
_SECRET_NAME = re.compile(rf"{_HINT}|(?:^|[^a-z])keys?(?:$|[^a-z])|(?-i:[a-z]Keys?(?:$|[^a-z]))", re.IGNORECASE)


def scrubbed(text: str) -> str:
    """Return a text without places, secrets and control characters, cut where it is long.

    >>> scrubbed("see ~/models/small-7b at https://ada:pw@hub.example/x")
    'see [path]/small-7b at https://hub.example/x'
    """
    text = text[: 5 * LONGEST]
    text = _TRACE.sub(TRACEBACK, text)
    text = _SHAPES.sub(WITHHELD, _ASSIGNED.sub(rf"\1{WITHHELD}", _LOGIN.sub(r"\1", text)))
    text = _placeless(text) if _WHOLE.fullmatch(text) else _PLACES.sub(lambda found: _placeless(found[0]), text)
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _placeless(path: str) -> str:
    """Return a path without all but its last name, and without that where it may be a person's."""
    before, _, last = path.rstrip("/\\").replace("\\", "/").rpartition("/")
    if not before.strip("/") or _HOMES.search(path) or ":" in last or "~" in last:
        return PATH
    return f"{PATH}/{last}"


def secret(name: str) -> bool:
    """Return whether what is called so should not be shown.

    >>> secret("OPENAI_API_KEY"), secret("judgeToken"), secret("monkeys")
    (True, True, False)
    """
    return _SECRET_NAME.search(name[: 5 * LONGEST]) is not None


def arguments(given: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return arguments by name, in the order of the names, each as JSON without what must not leave.

    >>> arguments({"n": 3, "judge_token": "abc", "file": "~/runs/tasks.csv"})
    (('file', '"[path]/tasks.csv"'), ('judge_token', '"[withheld]"'), ('n', '3'))
    """
    found = {scrubbed(name): _json(_cleaned(name, value, 0)) for name, value in given.items()}
    return tuple(sorted(found.items()))


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _cleaned(name: str, value: object, depth: int) -> object:
    """Return a value without secrets; numbers stay, since `max_tokens` is none."""
    match value:
        case None | bool() | int() | float():
            return value
        case str() | list() | dict() if secret(name) or depth > DEEPEST:
            return WITHHELD
        case str():
            return scrubbed(value)
        case list():
            return [_cleaned(name, part, depth + 1) for part in value[:LONGEST]]
        case dict():
            return {scrubbed(key): _cleaned(key, part, depth + 1) for key, part in value.items()}
    return WITHHELD
