"""The minimal cut sets of a published fault tree, from its file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from loadpath.errors import UnreadableError

if TYPE_CHECKING:
    from loadpath.assess.cut_sets import Cuts
    from loadpath.assess.results import NotComputed
    from loadpath.case.fault_tree import FaultTree


def fault_tree_of(path: str | Path) -> FaultTree:
    """Return a published fault tree as it stands in its file.

    Args:
        path: the file, which ends in `.xml`.

    Raises:
        UnreadableError: when it cannot be read, names what it does not define, or is over a limit.
    """
    from loadpath.ingest.openpsa import MOST_BYTES, read_open_psa  # noqa: PLC0415  the start stays fast

    try:
        with Path(path).open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(
            f"`{path}` cannot be read: {error.strerror}", help="check that the file is there and may be read"
        ) from None
    return read_open_psa(content, str(path))


def tree_cut_sets(path: str | Path, most: int) -> dict[str, Cuts | NotComputed]:
    """Return the minimal cut sets of each top event of a published fault tree (an Open-PSA model, MEF 2.0d).

    Args:
        path: the file, which ends in `.xml`.
        most: how many of each are named.

    Raises:
        UnreadableError: when it cannot be read, names what it does not define, or is over a limit.
    """
    from loadpath.assess.cut_sets import tree_cuts  # noqa: PLC0415  the start stays fast
    from loadpath.assess.fault_tree import tree_model  # noqa: PLC0415  the same

    return tree_cuts(tree_model(fault_tree_of(path)), most)
