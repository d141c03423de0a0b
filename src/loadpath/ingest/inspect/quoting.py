"""How a message shows what a hostile file calls its parts: printable, and not longer than a line."""

from __future__ import annotations

LONGEST = 80


def shown(text: str) -> str:
    r"""Return a text as a message may show it.

    >>> shown("samples/\x1b[2J.json")
    'samples/\ufffd[2J.json'
    """
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
    return short if short.isprintable() else "".join(one if one.isprintable() else "\ufffd" for one in short)
