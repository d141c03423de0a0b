"""What each finding did to the risk of each assessor: worked out once for a case, told wherever the finding is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.assess.effect import MOST, effects
from loadpath.assess.lines import judgements_of
from loadpath.assess.results import Interval
from loadpath.case.rounding import times

if TYPE_CHECKING:
    from loadpath.assess.results import Answer
    from loadpath.report.book import Book, Person


def weights(book: Book, person: Person) -> dict[str, Answer]:
    """Return what each finding that an assessor weighs multiplied their risk by, by the id of the finding."""
    share = MOST // max(1, len(book.people))

    def worked_out() -> dict[str, Answer]:
        return effects(book.case, person.result, judgements_of(book.case, person.id), share=share)

    return book.case.once(("what findings did", person.id), worked_out)


def weight(book: Book, person: Person, name: str) -> float | None:
    """Return what a finding multiplied the risk of an assessor by; None where there is no such figure."""
    found = weights(book, person).get(name)
    return found.value if isinstance(found, Interval) else None


def weight_words(factor: float | None) -> str:
    """Return a factor as people read it; nothing where there is none.

    >>> weight_words(0.8919).replace(chr(160), " "), weight_words(None)
    ('× 0.89', '')
    """
    return "" if factor is None else f"×\u00a0{times(factor)}"
