"""Tables and chains as HTML, each in a box of its own: a wide one scrolls there or puts its cells below each other.

Roles are written out because a table whose cells are laid out as blocks on a phone would lose them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.report.prose import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loadpath.report.tree import Chain, ChainStep, Column, Row, Table, Words

    Write = Callable[[Words], str]

SCROLLS = ' tabindex="0" role="group" aria-label="table, scrolls sideways when narrow"'


def table(block: Table, write: Write) -> str:
    """Return a table."""
    caption = f"<caption><span>{write(block.caption)}</span></caption>" if block.caption else ""
    head = "".join(_heading(one.title, number=one.number) for one in block.columns)
    rows = "".join(_row(row, block.columns, write, stacked=block.stacked) for row in block.rows)
    look, scrolls = ("table stacked", "") if block.stacked else ("table", SCROLLS)
    return f'<div class="{look}"{scrolls}>{_whole(caption, head, rows)}</div>\n'


def chain(block: Chain, write: Write) -> str:
    """Return a chain: a table whose first column is a numbered line downwards."""
    head = '<th scope="col" role="columnheader">Step</th>' + (_plot(block.scale) if block.scale else "")
    head += "".join(_heading(name, number=True) for name in block.names)
    rows = [_step(block, step, str(number), write) for number, step in enumerate(block.steps, 1)]
    if block.total:
        plot = _plot("") if block.scale else ""
        first = f"{_circle('=')}<div>All of it: the pathway happens</div>"
        rows.append(_line(' class="total"', first, plot + _numbers(block.names, block.total, write)))
    caption = f"<caption><span>{write(block.caption)}</span></caption>"
    return f'<div class="table chain stacked">{_whole(caption, head, "".join(rows))}</div>\n'


def _whole(caption: str, head: str, rows: str) -> str:
    return (
        f'<table role="table">{caption}<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _heading(title: str, *, number: bool) -> str:
    return f'<th scope="col" role="columnheader"{_number(number)}>{safe(title)}</th>'


def _row(row: Row, columns: Sequence[Column], write: Write, *, stacked: bool) -> str:
    cells = []
    for place, (words, column) in enumerate(zip(row.cells, columns, strict=True)):
        label = f' data-label="{safe(column.title)}"' if stacked and place else ""
        look = f"{_number(column.number)}{label}"
        inside = f"<div>{write(words)}</div>"
        cells.append(
            f'<td role="cell"{look}>{inside}</td>' if place else f'<th scope="row" role="rowheader"{look}>{inside}</th>'
        )
    anchor = f' id="{safe(row.anchor)}"' if row.anchor else ""
    strong = ' class="strong"' if row.strong else ""
    return f'<tr role="row"{anchor}{strong}>{"".join(cells)}</tr>\n'


def _step(block: Chain, step: ChainStep, number: str, write: Write) -> str:
    note = f'<div class="stepnote">{write(step.note)}</div>' if step.note else ""
    kind = f'<span class="muted kind">{safe(step.kind)}</span><br>'
    plot = _plot(step.drawing) if block.scale else ""
    first = f"{_circle(number)}<div>{kind}{write(step.words)}{note}</div>"
    return _line("", first, plot + _numbers(block.names, step.numbers, write))


def _line(look: str, first: str, others: str) -> str:
    return f'<tr role="row"{look}><th scope="row" role="rowheader">{first}</th>{others}</tr>\n'


def _numbers(names: Sequence[str], numbers: Sequence[Words], write: Write) -> str:
    return "".join(
        f'<td role="cell" class="number" data-label="{safe(name)}"><div>{write(words)}</div></td>'
        for name, words in zip(names, numbers, strict=True)
    )


def _circle(text: str) -> str:
    return f'<span class="step" aria-hidden="true">{safe(text)}</span>'


def _plot(drawing: str) -> str:
    return f'<td class="plot" aria-hidden="true">{drawing}</td>'


def _number(number: bool) -> str:
    return ' class="number"' if number else ""
