"""loadpath: safety cases as plain text, computed exactly, attacked, signed, published.

>>> import loadpath as lp
>>> lp.read("examples/heron-2").risk(by="team").risk.value  # doctest: +SKIP
3.4096783550665296e-05
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = ["Project", "__version__", "read"]

if TYPE_CHECKING:
    from loadpath.project import Project, read


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for, so that `import loadpath` stays fast."""
    if name in ("Project", "read"):
        from loadpath import project  # noqa: PLC0415  the start stays fast

        return getattr(project, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
