"""Digests over meaning: two texts that say the same have the same digest, however they are laid out.

A node is written as canonical JSON (RFC 8785) without the places where it stands, with whitespace folded and numbers
as exact fractions, and hashed with SHA-256. The digest of a case leaves out what is written about it afterwards
(reviews, challenges, requests, waivers), because a review names the digest of what it reviewed.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from loadpath.case.node import Challenge, Node, Request, Review, Waiver

if TYPE_CHECKING:
    from collections.abc import Iterable

WRITTEN_AFTERWARDS = (Review, Challenge, Request, Waiver)
"""Kinds that speak about a case and are therefore not part of what is reviewed."""

SHORT = 12
"""Hexadecimal digits of a digest that people are shown."""


def meaning(value: object) -> Any:  # noqa: ANN401  any JSON value
    """Return a value as plain JSON without places: what it says, not how or where it was written."""
    if isinstance(value, str):
        return " ".join(value.split())
    if is_dataclass(value):
        found: dict[str, Any] = {"is": type(value).__name__}
        for name in _names(type(value)):  # type: ignore[arg-type]
            item = meaning(getattr(value, name))
            if item not in (None, "", []):
                found[name] = item
        return found
    if isinstance(value, tuple):
        return [meaning(item) for item in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind) if item.compare)


def node_digest(node: Node) -> str:
    """Return the SHA-256 of a node's meaning, 64 hexadecimal digits."""
    return _sha256(meaning(node))


def case_digest(nodes: Iterable[Node]) -> str:
    """Return the SHA-256 over ids and digests of the nodes of the argument, in the order of their ids."""
    kept = sorted((node.id, node_digest(node)) for node in nodes if not isinstance(node, WRITTEN_AFTERWARDS))
    return _sha256([list(pair) for pair in kept])


def _sha256(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


NUMBER = re.compile(r"[:\[,]-?[0-9]+(?:[0-9]{15}|[.eE])")
"""A number that plain JSON may write otherwise than RFC 8785 does: a fraction, or an integer beyond 2^53."""


def canonical(value: object) -> bytes:
    """Return JSON as RFC 8785 writes it.

    With ASCII keys and small integers that is plain JSON with sorted keys and without spaces, which is fast; anything
    that may be written otherwise goes through the reference implementation (tested to agree).

    >>> canonical({"b": [1, None], "a": "é"}).decode()
    '{"a":"é","b":[1,null]}'
    """
    try:
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        text = ""
    if text and not NUMBER.search(text):
        return text.encode()
    import rfc8785  # noqa: PLC0415  imported where used: the start stays fast

    return rfc8785.dumps(value)  # type: ignore[arg-type]
