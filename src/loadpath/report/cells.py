"""Tables and chains as HTML, each in a box of its own: a wide one scrolls there or puts its cells below each other.

Roles are written out where cells are laid out as blocks on a phone, because a table would lose them there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.report.prose import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loadpath.report.tree import Chain, ChainStep, Column, Row, Table, Words

    Write = Callable[[Words], str]

SCROLLS = ' tabindex="0" role="group" aria-label="table, scrolls sideways when narrow"'


MANY = 5
"""A table with fewer rows than this is not sorted: it is read at a glance."""


def table(block: Table, write: Write, more: Sequence[str] = ()) -> str:
    """Return a table; `more` is HTML that follows what the first cell of each row says, where cells are stacked."""
    caption = f"<caption><span>{write(block.caption)}</span></caption>" if block.caption else ""
    sorts = " sorts" if sortable(block) else ""
    if block.stacked:
        head = "".join(_heading(one.title, number=one.number) for one in block.columns)
        after = more or [""] * len(block.rows)
        rows = "".join(_stacked(row, block.columns, write, one) for row, one in zip(block.rows, after, strict=True))
        return f'<div class="table stacked{sorts}">{_whole(caption, head, rows)}</div>\n'
    head = "".join(f'<th scope="col"{_number(one.number)}>{safe(one.title)}</th>' for one in block.columns)
    rows = "".join(_row(row, block.columns, write) for row in block.rows)
    inside = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="table{sorts}"{SCROLLS}>{inside}</div>\n'


def sortable(block: Table) -> bool:
    """Return whether a reader may sort the rows of a table: of many alike, none that sums the others up."""
    return block.sorts and len(block.rows) >= MANY and not any(row.strong for row in block.rows)


def chain(block: Chain, write: Write) -> str:
    """Return a chain: a table whose first column is a numbered line downwards."""
    head = '<th role="columnheader">Step</th>' + (_plot(block.scale) if block.scale else "")
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
    return f'<th role="columnheader"{_number(number)}>{safe(title)}</th>'


def _row(row: Row, columns: Sequence[Column], write: Write) -> str:
    cells = []
    for place, (words, column) in enumerate(zip(row.cells, columns, strict=True)):
        look, said = f"{_number(column.number)}{_behind(row, place)}", write(words)
        cells.append(f"<td{look}>{said}</td>" if place else f'<th scope="row"{look}>{said}</th>')
    return f"<tr{_set_apart(row)}>{''.join(cells)}</tr>\n"


def _stacked(row: Row, columns: Sequence[Column], write: Write, more: str) -> str:
    cells = []
    for place, (words, column) in enumerate(zip(row.cells, columns, strict=True)):
        label = f' data-label="{safe(column.title)}"' if place else ""
        look = f"{_number(column.number)}{_behind(row, place)}{label}"
        said = f"<div>{write(words)}</div>" + ("" if place else more)
        cells.append(f'<td role="cell"{look}>{said}</td>' if place else f'<th role="rowheader"{look}>{said}</th>')
    return f'<tr role="row"{_set_apart(row)}>{"".join(cells)}</tr>\n'


def _behind(row: Row, place: int) -> str:
    """Return the number behind a cell, for who sorts by it."""
    value = row.values[place] if place < len(row.values) else None
    return "" if value is None else f' data-value="{value:.6g}"'


def _set_apart(row: Row) -> str:
    anchor = f' id="{safe(row.anchor)}"' if row.anchor else ""
    return f'{anchor} class="strong"' if row.strong else anchor


def _step(block: Chain, step: ChainStep, number: str, write: Write) -> str:
    note = f'<div class="stepnote">{write(step.note)}</div>' if step.note else ""
    kind = f'<span class="muted kind">{safe(step.kind)}</span><br>'
    plot = _plot(step.drawing) if block.scale else ""
    first = f"{_circle(number)}<div>{kind}{write(step.words)}{note}</div>"
    return _line("", first, plot + _numbers(block.names, step.numbers, write))


def _line(look: str, first: str, others: str) -> str:
    return f'<tr role="row"{look}><th role="rowheader">{first}</th>{others}</tr>\n'


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
