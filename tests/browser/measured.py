"""Diagrams as a browser draws them: every text inside its shape, no two shapes or texts on each other, no lines across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loadpath.report.fonts import font_faces
from loadpath.report.style import STYLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

FAULTS = r"""() => [...document.querySelectorAll('svg')].flatMap((svg, which) => {
    const found = [], say = text => found.push(`drawing ${which}: ${text}`)
    const groups = [...svg.querySelectorAll('g')].filter(g => g.firstElementChild?.classList.contains('shape'))
    const boxes = groups.map(g => g.firstElementChild.getBBox())
    const meet = (p, q, by, up) => p.x < q.x + q.width - by && q.x < p.x + p.width - by
        && p.y < q.y + q.height - up && q.y < p.y + p.height - up
    groups.forEach((g, i) => {
        const shape = g.firstElementChild, texts = [...g.querySelectorAll('text')], rects = texts.map(t => t.getBBox())
        texts.forEach((text, k) => {
            const b = rects[k], point = svg.createSVGPoint()
            if (/^[AJ]$/.test(text.textContent)) return
            for (const x of [b.x, b.x + b.width]) for (const y of [b.y + 3.5, b.y + b.height - 4]) {
                point.x = x, point.y = y
                if (!shape.isPointInFill(point)) return say(`${text.textContent} stands outside its shape`)
            }
            rects.slice(k + 1).forEach((c, n) => meet(b, c, 0.5, 2) &&
                say(`${text.textContent} on ${texts[k + 1 + n].textContent}`))
        })
        const right = svg.viewBox.baseVal.width, low = svg.viewBox.baseVal.height, b = boxes[i]
        if (b.x < 0 || b.y < 0 || b.x + b.width > right || b.y + b.height > low) say(`shape ${i} outside the drawing`)
    })
    const order = boxes.map((b, i) => i).sort((i, j) => boxes[i].y - boxes[j].y)
    order.forEach((i, k) => {
        for (let n = k + 1; n < order.length && boxes[order[n]].y < boxes[i].y + boxes[i].height; n++)
            if (meet(boxes[i], boxes[order[n]], 0.5, 0.5)) say(`shapes ${i} and ${order[n]} overlap`)
    })
    const level = [], upright = []
    svg.querySelectorAll('path.wire').forEach(path => {
        if (/[a-z]/.test(path.getAttribute('d'))) return
        let x = 0, y = 0
        for (const [, how, ...to] of path.getAttribute('d').matchAll(/([MLHV])([-.\d]+)(?: ([-.\d]+))?/g)) {
            const [a, b] = to.map(Number), [u, v] = how === 'H' ? [a, y] : how === 'V' ? [x, a] : [a, b]
            if (how !== 'M') y === v ? level.push([y, x, u]) : upright.push([u, y, v])
            x = u, y = v
        }
    })
    upright.sort((p, q) => p[0] - q[0])
    for (const [y, a, b] of level) for (const [x, c, d] of upright)
        if (x > Math.min(a, b) + 0.5 && x < Math.max(a, b) - 0.5 && y > Math.min(c, d) + 0.5 && y < Math.max(c, d) - 0.5)
            say(`lines cross at ${x}, ${y}`)
    return found
})"""


def faults(page: Page, drawings: Sequence[str]) -> list[str]:
    """Return what is wrong with drawings, as a browser measures them with the fonts of a report."""
    body = "".join(drawings)
    page.set_content(
        f"<!doctype html><meta charset=utf-8><style>{font_faces(body)}{STYLE}svg.diagram{{width:auto}}</style>{body}"
    )
    page.evaluate("document.fonts.ready")
    found: list[str] = page.evaluate(FAULTS)
    return found
