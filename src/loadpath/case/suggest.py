"""Did you mean: the nearest of the words that would have been right."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], *, form: str = "`{}`") -> str:
    """Return `did you mean ...?` with the nearest known words, or an empty string.

    >>> did_you_mean("shceming", ["scheming", "slip"], form="[[{}]]")
    'did you mean [[scheming]]?'
    """
    near = get_close_matches(word, list(known), n=2, cutoff=0.6)
    return f"did you mean {' or '.join(form.format(item) for item in near)}?" if near else ""
