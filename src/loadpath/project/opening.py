"""How a case is opened: from a folder, from texts, or a published fault tree from its file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from loadpath.case.audience import INTERNAL
from loadpath.errors import UndisclosableError, UnreadableError
from loadpath.files.folder import content_of_source, hash_of_source, texts_of
from loadpath.project.project import Project

if TYPE_CHECKING:
    from datetime import date

    from loadpath.assess.tree_risk import TopRisk


def read(
    source: str | Path | Mapping[str, str],
    *,
    today: date | None = None,
    draws: int = 20_000,
    audience: str = INTERNAL,
) -> Project:
    """Return the case in a folder, or in a mapping of file names to text, as an audience may see it.

    Args:
        source: a folder, or text by file name.
        today: the day against which expiry is judged; None leaves it unjudged.
        draws: how many worlds the ranges are made of; the headline does not depend on it.
        audience: `public`, `reviewers` or `internal`, which sees everything.

    Raises:
        NoCaseError: when there is no such folder, or no Markdown in it.
        UnreadableError: when a file is not UTF-8, or a limit is passed.
        UndisclosableError: when the case cannot be shown to that audience.
    """
    try:
        found = _opened(source, today, draws)
    except UnreadableError as error:
        if audience == INTERNAL:
            raise
        raise UndisclosableError(
            "the case cannot be read in full, so that what is withheld cannot be told for certain",
            help="mend what `loadpath check FOLDER` finds, then disclose it",
        ) from error
    return found.disclosed(audience)


def fault_tree(path: str | Path, draws: int | None = None) -> tuple[TopRisk, ...]:
    """Return how likely each top event of a published fault tree is (an Open-PSA model, MEF 2.0d).

    Args:
        path: the file, which ends in `.xml`.
        draws: how many worlds are drawn for ranges, 0 for none; 10,000 if not said.

    Raises:
        UnreadableError: when it cannot be read, names what it does not define, or is over a limit.
    """
    from loadpath.assess.tree_risk import DRAWS, tree_risk  # noqa: PLC0415  the start stays fast
    from loadpath.project.cutting import fault_tree_of  # noqa: PLC0415  the start stays fast

    return tree_risk(fault_tree_of(path), DRAWS if draws is None else draws)


def _opened(source: str | Path | Mapping[str, str], today: date | None, draws: int) -> Project:
    if isinstance(source, Mapping):
        return Project(source, today=today, draws=draws)
    folder = Path(source)
    return Project(
        texts_of(folder),
        lambda file, name: hash_of_source(folder, file, name),
        lambda file, name: content_of_source(folder, file, name),
        folder=folder,
        today=today,
        draws=draws,
    )
