"""The labels that stand before the cells of a table on a phone, said once for a page instead of in every cell.

A cell carries its label as `data-label`. On a page of its own that is a tenth of all tables, so that there a table has
a class instead, and the style sheet says the labels of its columns; tables with the same columns have the same class.
"""

from __future__ import annotations

import re
from html import unescape

STACKED = re.compile(r'<div class="(table[^"]*\bstacked\b[^"]*)">(<table.*?</table>)', re.DOTALL)
BODY = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[dh]\b[^>]*>")
LABEL = re.compile(r' data-label="([^"]*)"')

Labels = tuple[str, ...]
"""By place in a row; empty where a cell has none."""


def shared(body: str) -> tuple[str, str]:
    """Return a page whose tables have classes instead of labels, and the rules that say the labels on a phone."""
    classes: dict[Labels, str] = {}

    def classed(found: re.Match[str]) -> str:
        rows = {_labels(row) for row in BODY.findall(found[2])}
        labels = {one for one in rows if any(one)}
        if len(labels) != 1:
            return found[0]
        name = classes.setdefault(labels.pop(), f"c{len(classes) + 1}")
        return f'<div class="{found[1]} {name}">{LABEL.sub("", found[2])}'

    written = STACKED.sub(classed, body)
    rules = "".join(
        f'.{name} td:nth-child({place}):before{{content:"{_quoted(label)}"}}\n'
        for labels, name in classes.items()
        for place, label in enumerate(labels, 1)
        if label
    )
    return written, f"@media (max-width:640px){{\n{rules}}}\n" if rules else ""


def _labels(row: str) -> Labels:
    found = [LABEL.search(cell) for cell in CELL.findall(row)]
    return tuple(label[1] if label else "" for label in found)


def _quoted(label: str) -> str:
    r"""Return a label as the content of a string of CSS: whatever could end it, or the style, is a number.

    >>> _quoted("Drawn as"), _quoted("a&quot;}</style>")
    ('Drawn as', 'a\\22 \\7d \\3c \\2f style\\3e ')
    """
    return "".join(one if one.isalnum() or one == " " else f"\\{ord(one):x} " for one in unescape(label))
