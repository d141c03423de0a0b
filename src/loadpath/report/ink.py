"""Pictures for places without a style sheet: classes become attributes, in the colours of the light page.

A picture is made once, as SVG whose colours are classes. A PDF and an exported picture have no page around them that
says what a class means; `resolved` looks the classes up in the same style sheet (`style`), so that there is one palette
in one place. Fonts are named by the family of the font files that `fonts` ships.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from loadpath.report.style import CHART, COLOURS, DIAGRAM

FAMILY = "Source Sans Pro"
"""The name that the font files of the sans face give themselves."""

ATTRIBUTES = (
    "fill",
    "fill-opacity",
    "font-size",
    "font-weight",
    "opacity",
    "paint-order",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-width",
    "text-anchor",
)
"""What a rule may say that SVG also takes as an attribute; what else it says is about the page."""

TAG = re.compile(r"<(\w+)((?:\s[^<>]*?)?)(/?)>")
CLASS = re.compile(r'\sclass="([^"]*)"')
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SELECTOR = re.compile(r"svg(?:\s+(\w+)?((?:\.[\w-]+)*))?")
VARIABLE = re.compile(r"var\((--[\w-]+)\)")
VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the style sheet: of which element (empty: any), with which classes, and what it says."""

    element: str
    classes: frozenset[str]
    says: tuple[tuple[str, str], ...]

    @property
    def weight(self) -> tuple[int, int]:
        """Return which of two rules wins: more classes, then a named element."""
        return len(self.classes), int(bool(self.element))


def palette() -> dict[str, str]:
    """Return the colours of the light page by the names that the style sheet gives them.

    >>> palette()["--ink"]
    '#14202b'
    """
    light = RULE.search(COLOURS)
    assert light is not None
    return {name: value.strip() for name, value in re.findall(r"(--[\w-]+):([^;}]+)", light[2])}


def resolved(svg: str) -> str:
    """Return a picture that needs no style sheet: the same one, with attributes in the place of classes.

    >>> resolved('<svg viewBox="0 0 9 9"><line class="grid" x1="1"/></svg>').partition("<line")[2]
    ' fill="none" stroke="#d5dce1" stroke-width="1" x1="1"/></svg>'
    """
    return TAG.sub(_resolved, svg)


def _resolved(found: re.Match[str]) -> str:
    element, inside, end = found[1], found[2], found[3]
    classes = CLASS.search(inside)
    names = frozenset(classes[1].split()) if classes else frozenset()
    said = "".join(f' {name}="{value}"' for name, value in _look(element, names))
    kept = CLASS.sub("", inside)
    if element == "svg":
        size = VIEW.search(kept)
        known = f' width="{size[1]}" height="{size[2]}"' if size and " width=" not in kept else ""
        said = f' xmlns="http://www.w3.org/2000/svg" font-family="{FAMILY}"{known}'
    return f"<{element}{said}{kept}{end}>"


@cache
def _look(element: str, classes: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return what all rules together say of an element with some classes."""
    found: dict[str, str] = {}
    for rule in sorted(_rules(), key=lambda rule: rule.weight):  # stable: of equals the later one wins
        if rule.element in {"", element} and rule.classes <= classes:
            found.update(rule.says)
    return tuple(sorted(found.items()))


@cache
def _rules() -> tuple[Rule, ...]:
    colours = palette()
    found = []
    for selectors, body in RULE.findall(CHART + DIAGRAM):
        said = tuple(
            (name, VARIABLE.sub(lambda one: colours[one[1]], value).removesuffix("px"))
            for name, value in re.findall(r"([\w-]+):([^;]+)", body)
            if name in ATTRIBUTES
        )
        for selector in selectors.split(","):
            known = SELECTOR.fullmatch(selector.strip())
            if known and said and (known[1] or known[2]):
                found.append(Rule(known[1] or "", frozenset((known[2] or "").split(".")) - {""}, said))
    return tuple(found)
