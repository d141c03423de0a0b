"""loadpath: safety cases as plain text, computed exactly, attacked, signed, published.

>>> import loadpath as lp
>>> lp.read("examples/heron-2").risk(by="team").risk.value  # doctest: +SKIP
3.4096783550665296e-05
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = ["Project", "__version__", "detach", "fmt", "move", "read", "rename", "sketch", "stepped"]

WHERE = {
    "Project": "project",
    "read": "project",
    "fmt": "files.format",
    "rename": "files.refactor",
    "move": "files.refactor",
    "detach": "files.detach",
    "sketch": "files.sketch",
    "stepped": "project.stepping",
}
"""In which module each name of the front lives."""

if TYPE_CHECKING:
    from loadpath.files.detach import detach
    from loadpath.files.format import fmt
    from loadpath.files.refactor import move, rename
    from loadpath.files.sketch import sketch
    from loadpath.project import Project, read
    from loadpath.project.stepping import stepped


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for, so that `import loadpath` stays fast."""
    if name in WHERE:
        from importlib import import_module  # noqa: PLC0415  the start stays fast

        return getattr(import_module(f"loadpath.{WHERE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
