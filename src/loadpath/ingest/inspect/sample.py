"""One sample as a log writes it, to the little of it that counts: who it is, what it scored, and what spoilt it.

Nothing of what was said is kept. Of the metadata only scalars are kept, nested ones by dotted name; of an error only
its kind. A text is cut where it is long, with a digest of the whole, so that different texts stay different. Names of
scores and of metadata go through `scrub`, as they stand in messages and records.

Source: inspect_ai 0.3.285, `log/_log.py` (EvalSample), `scorer/_metric.py` (Score), `model/_model_output.py`.
"""

from __future__ import annotations

import hashlib
import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from loadpath.case.record import Sample
from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.quoting import shown
from loadpath.ingest.inspect.scrub import scrubbed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.record import Scalar
    from loadpath.ingest.inspect.strict_json import Wanted

WANTED: Wanted = {
    **dict.fromkeys(("id", "epoch", "metadata", "scores", "score", "invalidation", "limit", "model_fallbacks")),
    "error": {"message": None},
    "output": {"choices": {"stop_reason": None}},
}
"""The fields that are looked at; the others, which hold what was said, are passed over."""

LONGEST = 200
"""Characters of a text that is kept."""

MOST_KEYS, MOST_SCORES = 500, 1_000
DEEPEST = 3
EXACT = 1 << 53
"""Whole numbers beyond this are not told apart as floating-point numbers."""

KIND = re.compile(r"\s*([A-Za-z_][\w.]{0,99})\s*(?:[(:]|$)")
WORD = re.compile(r"[a-z_]{1,40}")


def sample_of(fields: Mapping[str, object], where: str, score: str = "score") -> Sample:
    """Return a sample.

    Args:
        fields: the sample as the log has it.
        where: how a message names it.
        score: the name of the only score of a log from before scores had names.

    Raises:
        UnreadableError: when it lacks what every sample has, or has it in another form.
    """
    metadata = _mapping(fields, "metadata", where)
    scored = {score: fields["score"]} if "score" in fields else _mapping(fields, "scores", where)
    scores: dict[str, Scalar] = {}
    edited = []
    refused = _filtered(fields.get("output"))
    for name, entry in scored.items():
        if not isinstance(entry, dict):
            raise _odd(where, f"score `{shown(name)}` is no object")
        known = called(name)
        _add(scores, known, entry.get("value"), where)
        if entry.get("history"):
            edited.append(known)
        refused = refused or _reason(entry) == "refusal"
    return Sample(
        id=short(id_of(fields, where)),
        epoch=epoch_of(fields, where),
        metadata=_flat(metadata),
        scores=scores,
        edited=tuple(edited),
        error=_kind(fields.get("error")),
        invalidated=bool(fields.get("invalidation")),
        refused=refused,
        fallback=bool(fields.get("model_fallbacks")),
        limit=_limit(fields.get("limit")),
    )


def id_of(fields: Mapping[str, object], where: str) -> str:
    """Return the id of a sample or of its summary as it stands in the name of its member.

    Raises:
        UnreadableError: when there is none.
    """
    found = fields.get("id")
    if isinstance(found, str) or (isinstance(found, int) and not isinstance(found, bool)):
        return str(found)
    raise _odd(where, "`id` is neither text nor a whole number")


def epoch_of(fields: Mapping[str, object], where: str) -> int:
    """Return the epoch of a sample or of its summary.

    Raises:
        UnreadableError: when there is none.
    """
    found = fields.get("epoch")
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= EXACT:
        return found
    raise _odd(where, "`epoch` is no whole number")


def short(text: str) -> str:
    """Return a text as it is, or its start and a digest of the whole; never what cannot be written as UTF-8.

    >>> short("a" * 201)[180:]
    'aaa#a92efd82109373e5'
    """
    if not text.isascii():
        text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 17]}#{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def called(name: str) -> str:
    """Return the name of a score or of a piece of metadata as it may be shown, not longer than a text that is kept.

    >>> called("harm"), called("~/runs/harm")
    ('harm', '[path]/harm')
    """
    return _scrubbed(short(name))


_scrubbed = lru_cache(maxsize=4_096)(scrubbed)
"""The same few names stand in every sample."""


def scalar(value: object) -> Scalar:
    """Return a value as it is kept: None for what is no scalar or no finite number."""
    match value:
        case str():
            return short(value)
        case bool():
            return value
        case float():
            return value if math.isfinite(value) else None
        case int():
            return value if -EXACT <= value <= EXACT else short(str(value))
    return None


def _odd(where: str, what: str) -> UnreadableError:
    return UnreadableError(f"{where}: {what}", help="take the log as Inspect wrote it")


def _mapping(fields: Mapping[str, object], name: str, where: str) -> dict[str, object]:
    found = fields.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise _odd(where, f"`{name}` is no object")
    return found


def _add(scores: dict[str, Scalar], name: str, value: object, where: str) -> None:
    """Add a score, or each of several; what cannot be a score is one that could not be given."""
    if len(scores) + (len(value) if isinstance(value, (dict, list)) else 0) > MOST_SCORES:
        raise _odd(where, f"more than {MOST_SCORES:,} scores")
    parts: list[tuple[str, object]] = []
    if isinstance(value, dict):
        parts = [(f"{name}/{called(key)}", part) for key, part in value.items()]
    elif isinstance(value, list):
        parts = [(f"{name}/{number}", part) for number, part in enumerate(value)]
    for key, part in parts or [(name, value)]:
        if key in scores:
            help_ = "rename one of the scorers and score again"
            raise UnreadableError(f"{where}: two scores are called `{shown(key)}`", help=help_)
        scores[key] = _number(part) if isinstance(part, int) and not isinstance(part, bool) else scalar(part)


def _number(value: int) -> float | None:
    try:
        return value if -EXACT <= value <= EXACT else float(value)
    except OverflowError:
        return None


def _flat(metadata: Mapping[str, object]) -> dict[str, Scalar]:
    """Return scalars by dotted name, those less deep first, so that a nested name never hides a written one."""
    found: dict[str, Scalar] = {}
    left = MOST_KEYS
    level: list[tuple[str, Mapping[str, object]]] = [("", metadata)]
    for _ in range(DEEPEST):
        deeper: list[tuple[str, Mapping[str, object]]] = []
        for before, entries in level:
            for key, value in entries.items():
                if isinstance(value, dict):
                    deeper.append((f"{before}{key}.", value))
                elif not isinstance(value, list) and left:
                    left -= 1
                    found.setdefault(called(f"{before}{key}"), scalar(value))
        if not deeper:
            break
        level = deeper
    return found


def _filtered(output: object) -> bool:
    """Return whether the provider's filter ended the output."""
    choices = output.get("choices") if isinstance(output, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    return isinstance(first, dict) and first.get("stop_reason") == "content_filter"


def _reason(score: Mapping[str, object]) -> object:
    """Return why a score is not what it should be; where it stands in the metadata it was written before 0.3.285."""
    metadata = score.get("metadata")
    older = metadata.get("unscored_reason") if isinstance(metadata, dict) else None
    return score.get("reason") or older


def _kind(error: object) -> str:
    """Return the class of an error: the word before its message; never the message, which may say anything."""
    if error is None:
        return ""
    message = error.get("message") if isinstance(error, dict) else error
    found = KIND.match(message) if isinstance(message, str) else None
    return found[1] if found else "error"


def _limit(limit: object) -> str:
    if limit is None:
        return ""
    kind = limit.get("type") if isinstance(limit, dict) else limit
    return kind if isinstance(kind, str) and WORD.fullmatch(kind) else "other"
