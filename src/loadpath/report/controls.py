"""Sliders and choices as HTML: hidden, until the page's script has made sure that it can work them.

Without scripts the table in which they stand is whole, and nothing in it promises what it cannot do.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from loadpath.case.rounding import percent
from loadpath.report.cells import table
from loadpath.report.prose import safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.report.tree import Control, Supposing, Words

STEPS = 100
"""A slider goes from one end to the other in so many steps, even ones in log odds."""


def supposing(block: Supposing, write: Callable[[Words], str]) -> str:
    """Return a table of suppositions with what moves it, and what that is worked out with."""
    if block.outcome is None:
        return table(block.table, write)
    outcome = table(block.outcome, write)
    return (
        f'<p class="said hint" hidden>{safe(block.hint)}</p>\n'
        f'<div class="outcome" aria-live="polite" hidden>{outcome}</div>'
        f"{table(block.table, write, [_control(one) for one in block.controls])}{data('circuits', block.circuits)}"
    )


def data(name: str, content: str) -> str:
    r"""Return JSON that a page brings for its script; nothing in it ends the element that it stands in.

    >>> data("x", '{"a":"</script>"}')
    '<script type="application/json" id="x">{"a":"\\u003c/script>"}</script>\n'
    """
    inert = content.replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{inert}</script>\n'


def _control(one: Control) -> str:
    label = safe(one.label)
    options = '<option value="">as judged</option>'
    slider = ""
    if one.ends:
        said = safe(percent(one.start).replace(" ", "\u00a0"))
        slider = (
            f'<input type="range" min="0" max="{STEPS}" value="{_step(one.start, one.ends)}" aria-label="{label}" '
            f'aria-valuetext="{said}" data-ends="{one.ends[0]!r} {one.ends[1]!r}" data-start="{one.start!r}" '
            f'data-value="{one.start!r}" autocomplete="off">'
        )
        options += f'<option value="at">{said}</option>'
    options += "".join(f'<option value="{place}">{safe(side)}</option>' for place, side in enumerate(one.sides))
    choice = f'<select aria-label="{label}: take it" autocomplete="off">{options}</select>'
    return f'<div class="controls" hidden>{slider}{choice}</div>'


def _step(value: float, ends: tuple[float, float]) -> int:
    low, high, here = (log(one / (1 - one)) for one in (*ends, min(ends[1], max(ends[0], value))))
    return round(STEPS * (here - low) / (high - low))
