"""The page of rules, written from the rules: each rule's docstring is its page.

`reference/rules.md` holds the introduction and a mark. When Sphinx reads it, the mark becomes a section per rule in
`loadpath.checks.RULES`, with the headings inside a page moved below that of its rule.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from pygments.lexers.markup import MarkdownLexer

from loadpath.checks import RULES

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from loadpath.checks.rule import Rule

PAGE = "reference/rules"
MARK = "<!-- rules -->"


def below(page: str) -> str:
    r"""Return a page with its headings moved under that of its rule; what stands in fences is left alone.

    >>> below("# Why\ntext")
    '### Why\ntext'
    """
    lines, fenced = [], False
    for line in page.split("\n"):
        fenced ^= line.startswith("```")
        lines.append("##" + line if line.startswith("#") and not fenced else line)
    return "\n".join(lines)


def section(rule: Rule) -> str:
    """Return the section of one rule: its name, its weight under each strictness, its page."""
    weight = (
        rule.pilot.value if rule.pilot is rule.release else f"{rule.pilot.value}; {rule.release.value} in a release"
    )
    return f"## {rule.name}\n\n*{weight}*\n\n{below(inspect.cleandoc(rule.page))}\n"


def fill(_app: Sphinx, page: str, source: list[str]) -> None:
    """Put the sections in the place of the mark."""
    if page == PAGE:
        source[0] = source[0].replace(MARK, "\n".join(section(RULES[name]) for name in RULES))


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx where to call, and how cases in fences are coloured."""
    app.add_lexer("loadpath", MarkdownLexer)
    app.connect("source-read", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
