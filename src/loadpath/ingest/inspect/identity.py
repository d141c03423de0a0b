"""The identifier of a run whose log has none: the one that Inspect itself gives it when it reads the log.

Logs before 0.3.70 have no `eval_id`. Inspect makes one of the run, the task and the time it was started: the last 22
digits to the base 57 of a BLAKE2s digest of 128 bits. Source: inspect_ai 0.3.285, `log/_log.py` (EvalSpec) and
`_util/hash.py`.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

DIGITS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Digits and letters without those that look alike."""

LENGTH = 22


def derived_id(run: str, task: str, created: str) -> str:
    """Return the identifier; `created` is in ISO 8601, without a zone in UTC.

    >>> derived_id("mC5pypHJsdcPQkmrCeRZuf", "d38eXFP9bwEPQt8qyg2Ljp", "2026-11-21T08:06:13+00:00")
    'RiSAxdiFUELStiz5VyBsPH'
    """
    try:
        when = datetime.fromisoformat(created)
    except ValueError:
        return ""
    created = (when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)).isoformat()
    content = f"{run}{task}{created}".encode("utf-8", "replace")
    number = int.from_bytes(hashlib.blake2s(content, digest_size=16).digest())
    digits = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits
