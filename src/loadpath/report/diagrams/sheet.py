"""A sheet to draw on: text that is measured before it is set, boxes, lines, and what becomes of them as SVG.

Every picture is made twice, `WIDE` for a page and `NARROW` for a phone, at its own size, so that letters are never
smaller than they should be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loadpath.report.diagrams.drawing import arrowhead, lettered, through
from loadpath.report.diagrams.lettering import ASCENT, BODY, LINE, SMALL, widest, wrapped
from loadpath.report.marks import short
from loadpath.report.prose import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDE, NARROW = 820, 350
PAD = 9


def size_of(look: str) -> tuple[float, bool]:
    """Return the size of a class of text, and whether it is bold."""
    kind = look.partition(" ")[0]
    return (BODY if kind in {"body", "name"} else SMALL), kind in {"name", "badge"}


def broken(text: str, room: float, look: str = "body", most: int = 9) -> tuple[str, ...]:
    """Return a text in lines that fit."""
    size, bold = size_of(look)
    return wrapped(text, room, size, bold=bold, most=most)


def length(text: str, look: str = "body") -> int:
    """Return how wide a line of text is, rounded up."""
    size, bold = size_of(look)
    return widest((text,), size, bold=bold)


@dataclass(slots=True)
class Sheet:
    """Collects the parts of a picture."""

    width: int
    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, look: str = "body", anchor: str = "") -> None:
        """Set one line of text with its base at a height."""
        self.parts.append(lettered(x, y, text, look, anchor))

    def lines(self, x: float, y: float, lines: Sequence[str], look: str = "body", anchor: str = "") -> float:
        """Set lines below each other, the top of the first at a height, and return where they end."""
        for line in lines:
            self.text(x, y + ASCENT, line, look, anchor)
            y += LINE
        return y

    def path(self, path: str, look: str) -> None:
        """Draw a path."""
        self.parts.append(f'<path class="{look}" d="{path}"/>')

    def line(self, points: Sequence[tuple[float, float]], look: str = "wire", tip: str | None = None) -> None:
        """Draw straight lines through points, with a head at the end when there is a `tip`."""
        self.path(through(points), look)
        if tip is not None:
            self.parts.append(arrowhead(points[-2], points[-1], tip))

    def strokes(self, lines: Iterable[Sequence[tuple[float, float]]], look: str = "grid") -> None:
        """Draw several lines as one path, which is shorter to write."""
        path = "".join(map(through, lines))
        if path:
            self.path(path, look)

    def ticks(self, places: Sequence[tuple[float, str]], y: float) -> None:
        """Draw ticks below a level axis at a height, each with its label as far as there is room.

        Args:
            places: where each stands from the left, rising, and its label.
            y: the height of the axis.
        """
        self.strokes([[(at, y), (at, y + 5)] for at, _ in places], "wire soft")
        self.labels(places, y + 18)

    def labels(self, places: Iterable[tuple[float, str]], y: float, free: float = 0.0) -> None:
        """Set labels in one line, each in the middle of its place as far as there is room.

        Args:
            places: where each stands from the left, rising, and its words.
            y: the height of their base.
            free: from where on there is room.
        """
        for at, label in places:
            half = length(label, "aside") / 2
            middle = min(max(at, half + 1), self.width - half - 1)
            if middle - half > free:
                self.text(middle, y, label, "aside", "middle")
                free = middle + half + 8

    def rect(self, x: float, y: float, wide: float, tall: float, look: str = "shape", round_: int = 0) -> None:
        """Draw a box."""
        place = f'x="{short(x)}" y="{short(y)}" width="{short(wide)}" height="{short(tall)}"'
        self.parts.append(f'<rect class="{look}" {place}{f" rx={chr(34)}{round_}{chr(34)}" if round_ else ""}/>')

    def box(
        self, x: float, y: float, wide: float, texts: Sequence[tuple[str, str]], look: str = "shape", tall: float = 0
    ) -> float:
        """Draw a box around texts, each with its class, at least so tall, and return its height."""
        lines = [(line, kind) for text, kind in texts for line in broken(text, wide - 2 * PAD, kind)]
        needed = len(lines) * LINE + 12
        height = max(tall, needed)
        self.rect(x, y, wide, height, look)
        top = y + (height - needed) / 2 + 5
        for line, kind in lines:
            top = self.lines(x + PAD, top, [line], kind)
        return height

    def svg(self, height: float, alt: str) -> str:
        """Return everything as SVG."""
        size = f'viewBox="0 0 {self.width} {short(height)}"'
        return f'<svg class="diagram" {size} role="img" aria-label="{safe(alt)}">{"".join(self.parts)}</svg>'


def box_height(wide: float, texts: Sequence[tuple[str, str]]) -> int:
    """Return how tall a box around texts is."""
    return sum(len(broken(text, wide - 2 * PAD, kind)) for text, kind in texts) * LINE + 12
