"""Labels of cells are said once for a page: the same words, in the same places, and nothing that ends the style."""

from __future__ import annotations

import re

from tests.report.cases import NUMBERED, report_of

from loadpath.report.cells import table
from loadpath.report.labels import shared
from loadpath.report.prose import safe
from loadpath.report.tree import Column, Row, Table


def written(*titles: str, rows: int = 2) -> str:
    """Return a stacked table with some columns."""
    cells = tuple((f"cell {place}",) for place in range(len(titles)))
    block = Table(caption=(), columns=tuple(map(Column, titles)), rows=(Row(cells),) * rows, stacked=True)
    return table(block, lambda words: "".join(safe(str(word)) for word in words))


def test_tables_with_the_same_columns_share_a_class() -> None:
    """The first column has no label; the others are said by their place in the row."""
    body, rules = shared(written("What", "Kind", "State") + written("What", "Kind", "State") + written("What", "Owner"))
    assert re.findall(r'class="table stacked ([^"]*)"', body) == ["c1", "c1", "c2"]
    assert "data-label" not in body
    assert '.c1 td:nth-child(2):before{content:"Kind"}' in rules
    assert '.c1 td:nth-child(3):before{content:"State"}' in rules
    assert '.c2 td:nth-child(2):before{content:"Owner"}' in rules
    assert rules.count("content") == 3


def test_rows_that_differ_keep_their_labels() -> None:
    """A table whose rows are not alike is left as it is."""
    odd = written("What", "Kind").replace('data-label="Kind"', 'data-label="Sort"', 1)
    assert shared(odd) == (odd, "")


def test_no_label_ends_the_style() -> None:
    """Quotes, braces, backslashes, tags and line ends of a name are written as numbers."""
    _, rules = shared(written("What", "\"}</style><script>alert(1)</script>\\\n'"))
    assert "<" not in rules.replace("(max-width:640px)", "")
    assert "\\22 \\7d \\3c \\2f style\\3e " in rules
    assert rules.count('"') == 2


def test_a_page_says_every_label_that_its_tables_had() -> None:
    """An assessor's name stands in the style of the page, and no cell carries it."""
    html = report_of(NUMBERED)
    assert "data-label" not in html.split("<body>")[1].split("<script")[0]
    assert 'td:nth-child(2):before{content:"' in html.split("<body>")[0]
