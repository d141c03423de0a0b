"""JSON read strictly: one meaning or none.

Refused is what readers disagree about: a key that stands twice, half a pair of surrogates, nesting beyond a limit. The
words NaN and Infinity, which Python and others write, and numbers too large for a double are read as no value.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, NoReturn

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.quoting import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

DEEPEST = 60
"""Objects and lists inside each other."""

LONGEST_NUMBER = 1_000
"""Digits of a whole number."""

SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(content: bytes, where: str) -> Json:
    """Return the value that a JSON document holds.

    Args:
        content: the document, UTF-8 with or without a byte order mark.
        where: its name and place, for what is said about faults.

    Raises:
        UnreadableError: when it is no JSON, or is read differently by different readers.

    >>> read_json(b'{"acc": 0.5, "f1": NaN}', "a.json")
    {'acc': 0.5, 'f1': None}
    """
    try:
        text = content.decode("utf-8-sig")
        found: Json = json.loads(
            text, object_pairs_hook=_once, parse_constant=_nothing, parse_float=_finite, parse_int=_whole
        )
        _bounded(found, unpaired="\\u" in text and SURROGATE.search(text) is not None)
    except UnicodeDecodeError as fault:
        _fail(where, f"byte {fault.start + 1} is not UTF-8")
    except json.JSONDecodeError as fault:
        _fail(f"{where}:{fault.lineno}" if fault.lineno > 1 else where, f"{fault.msg.lower()} at column {fault.colno}")
    except RecursionError:
        _fail(where, f"nested more than {DEEPEST} deep")
    except _AmbiguousError as fault:
        _fail(where, str(fault))
    return found


class _AmbiguousError(Exception):
    """What is wrong with a document that a parser alone would let pass."""


def _fail(where: str, what: str) -> NoReturn:
    raise UnreadableError(f"{where}: not strict JSON: {what}", help="write it again with the program that made it")


def _once(pairs: list[tuple[str, Json]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _AmbiguousError(f"the key `{shown(twice)}` stands twice in one object")
    return found


def _nothing(_: str) -> None:
    return None


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise _AmbiguousError(f"a number of {len(text):,} digits, at most {LONGEST_NUMBER:,}")
    return int(text)


def _bounded(found: Json, *, unpaired: bool) -> None:
    """Refuse what is nested too deep, and text that no file can hold."""
    level: list[Json] = [found]
    for _ in range(DEEPEST + 1):
        if unpaired:
            _paired(level)
        level = [inner for one in level if isinstance(one, dict | list) for inner in _inside(one)]
        if not level:
            return
    raise _AmbiguousError(f"nested more than {DEEPEST} deep")


def _inside(one: dict[str, Json] | list[Json]) -> Iterable[Json]:
    return one.values() if isinstance(one, dict) else one


def _paired(level: list[Json]) -> None:
    for one in level:
        for text in one if isinstance(one, dict) else (one,):
            if isinstance(text, str) and any("\ud800" <= letter <= "\udfff" for letter in text):
                raise _AmbiguousError("half a pair of surrogates")
