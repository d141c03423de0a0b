"""Digests over meaning: two texts that say the same have the same digest, however they are laid out.

A node is written as canonical JSON (RFC 8785) without the places where it stands, with whitespace folded and numbers
as exact fractions, and hashed with SHA-256. The digest of a case leaves out what is written about it afterwards
(reviews, challenges, requests, waivers), because a review names the digest of what it reviewed.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
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
    if is_dataclass(value):
        kept = {item.name: meaning(getattr(value, item.name)) for item in fields(value) if item.compare}
        return {"is": type(value).__name__} | {key: item for key, item in kept.items() if item not in (None, "", [])}
    if isinstance(value, tuple):
        return [meaning(item) for item in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return " ".join(value.split())
    return value


def node_digest(node: Node) -> str:
    """Return the SHA-256 of a node's meaning, 64 hexadecimal digits."""
    return _sha256(meaning(node))


def case_digest(nodes: Iterable[Node]) -> str:
    """Return the SHA-256 over ids and digests of the nodes of the argument, in the order of their ids."""
    kept = sorted((node.id, node_digest(node)) for node in nodes if not isinstance(node, WRITTEN_AFTERWARDS))
    return _sha256([list(pair) for pair in kept])


def _sha256(value: object) -> str:
    import rfc8785  # noqa: PLC0415  imported where used: the start stays fast

    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()  # type: ignore[arg-type]
