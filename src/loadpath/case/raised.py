"""Who raised a challenge, and who speaks as a reviewer: names as they stand in the text, compared word by word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case import node as kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loadpath.case.graph import CaseGraph

SEPARATORS = re.compile(r"[,;()&/]|\band\b|\[\[|\]\]")


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in a field such as `by`, in lower case and in the order in which they stand there.

    >>> names_in("stress-test (Ines, Kofi)")
    ('stress-test', 'ines', 'kofi')
    """
    parts = (" ".join(part.split()).lower().strip(" .*_`") for part in SEPARATORS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def review_of(case: CaseGraph) -> Mapping[str, kinds.Review]:
    """Return the review that each challenge stands in: the one whose heading encloses it, if any."""
    found: dict[str, kinds.Review] = {}
    open_review: kinds.Review | None = None
    for item in case.nodes.values():
        if open_review is not None and not _encloses(open_review, item):
            open_review = None
        if isinstance(item, kinds.Review):
            open_review = item
        elif isinstance(item, kinds.Challenge) and open_review is not None:
            found[item.id] = open_review
    return found


def _encloses(review: kinds.Review, item: kinds.Node) -> bool:
    """Return whether a later heading is below a review: in its file, with more marks before it."""
    return item.at.file == review.at.file and item.at.column > review.at.column


def raised_by(challenge: kinds.Challenge, within: Mapping[str, kinds.Review]) -> str:
    """Return who raised a challenge: its own `by`, else that of the review it stands in, else nothing."""
    review = within.get(challenge.id)
    return challenge.by or (review.by if review is not None else "")


def reviewers(case: CaseGraph) -> frozenset[str]:
    """Return the names of everybody who reviews, with those of the reviews themselves."""
    return _all_names(part for review in case.all(kinds.Review) for part in (review.by, review.id, review.title))


def authors(case: CaseGraph) -> frozenset[str]:
    """Return the names of everybody who owns a part of the case, or decides."""
    owners = (item.owner for item in case.nodes.values() if item.owner)
    return _all_names((*owners, case.head.decided_by))


def _all_names(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(name for text in set(texts) for name in names_in(text))
