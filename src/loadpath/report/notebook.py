"""Parts of a report for a notebook: a piece of HTML, or a drawing, that brings its style and fonts and needs no more.

The style applies to what it came with and to nothing else of the page around it; its ground and ink are its own, so
that it can be read in a dark notebook too. Links of the report lead nowhere there, and are left as words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.assess.results import NotComputed
from loadpath.case.computed import computed
from loadpath.case.rounding import percent, times
from loadpath.report.answers import answer_of, lead
from loadpath.report.book import book_of
from loadpath.report.fonts import font_faces
from loadpath.report.html import Pen
from loadpath.report.ink import FAMILY, resolved
from loadpath.report.numbers import numbers
from loadpath.report.register import SEVERITIES
from loadpath.report.style import CHART, COLOURS, DIAGRAM, PARTS, PHONE
from loadpath.report.tree import (
    Bullets,
    Code,
    Column,
    Document,
    Fields,
    Note,
    Paragraph,
    Row,
    Strong,
    Table,
    Words,
    Written,
    joined,
)
from loadpath.report.wording import (
    VERDICTS,
    as_odds,
    chance,
    digits_of,
    factor,
    in_percent,
    range_words,
    tight,
    worlds,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loadpath.assess.results import Assessment, Load
    from loadpath.case.graph import CaseGraph
    from loadpath.checks.run import Findings
    from loadpath.report.tree import Block
    from loadpath.scene import Scene

PLACE = ".loadpath"
MOST_LOADS = 12
MOST_FINDINGS = 50

BASE = """
:root{color:var(--ink);background:var(--ground);padding:12px 16px;max-width:860px;font:400 16px/1.45 'Source Sans',
system-ui,sans-serif;font-variant-numeric:tabular-nums lining-nums}
p,ul{max-width:38em;margin:0 0 12px}
.lead{font-size:21px;line-height:1.4}
code{font:0.84em ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;background:none;color:inherit}
strong{font-weight:600}
.muted{color:var(--muted)}
svg{max-width:100%}
table{border:0}
th,td{text-align:left;background:none}
th.number,td.number{text-align:right}
p.note{margin:0 0 14px}
"""

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
LINK = re.compile(r'<a [^>]*href="#[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
IDENTITY = re.compile(r'\s(?:id|aria-labelledby)="[^"]*"')


def scoped(css: str) -> str:
    """Return rules that apply inside the place of a report alone.

    >>> scoped("table,td{margin:0} :root{color:red}")
    '.loadpath table,.loadpath td{margin:0}.loadpath{color:red}'
    """

    def placed(found: re.Match[str]) -> str:
        selectors = [one.strip() for one in found[1].split(",")]
        inside = [PLACE if one in {":root", "html", "body"} else f"{PLACE} {one}" for one in selectors]
        return f"{','.join(inside)}{{{found[2]}}}"

    return re.sub(r"\s*\n\s*", "", RULE.sub(placed, css))


def _style(html: str) -> str:
    phone = PHONE[PHONE.index("@media (max-width:640px)") :]
    return font_faces(html) + scoped(COLOURS + PARTS + CHART + DIAGRAM + BASE + phone)


def fragment(blocks: Sequence[Block], document: Document | None = None) -> str:
    """Return blocks as a piece of HTML that brings its style and its fonts.

    Args:
        blocks: what is shown.
        document: the report that they are of, for what authors' text refers to; None where they hold none.
    """
    bare = Document(title=(), anchor="", kicker="", strip=Fields(()), notes=(), sections=())
    pen = Pen(document or bare)
    inside = IDENTITY.sub("", LINK.sub(r"\1", "".join(pen.block(block, 3) for block in blocks)))
    return f'<div class="{PLACE[1:]}"><style>{_style(inside)}</style>{inside}</div>'


def drawing(svg: str) -> str:
    """Return a drawing as SVG that stands alone: its classes resolved, the fonts inside."""
    whole = resolved(svg).replace(f'font-family="{FAMILY}"', 'font-family="Source Sans,sans-serif"')
    rules = "".join(f"{rule}\n" for rule in font_faces(svg).splitlines() if "'Source Sans'" in rule)
    whole = whole.replace("<svg", '<svg style="background:#fff"', 1)
    return whole.replace(">", f"><style>{rules}</style>", 1) if rules else whole


def not_auditable(case: CaseGraph) -> list[Block]:
    """Return which steps a Python function computed, as a line that nobody misses; nothing where none did."""
    found = computed(case)
    if not found:
        return []
    said = joined([(Code(one.subject), f" of {one.assessor} (", Code(one.function), ")") for one in found])
    are = "the step is a Python function: " if len(found) == 1 else "these steps are Python functions: "
    return [Note((Strong(("Not auditable as text: ",)), are, *said, "."))]


def of_case(scene: Scene, findings: Findings) -> list[Block]:
    """Return what a case comes to: the answer, each assessor's, the picture of the risk and its first table."""
    book = book_of(scene, findings)
    head = scene.case.head
    blocks: list[Block] = [
        Paragraph((Strong((Written(head.title or head.id),)), " ", Code(scene.case.digest[:12]))),
        Paragraph(lead(book), "lead"),
    ]
    if book.people:
        told = numbers(book)
        blocks.append(Bullets(tuple(answer_of(book, person) for person in book.people)))
        blocks += told[: 1 + next(place for place, block in enumerate(told) if isinstance(block, Table))]
    return blocks


def of_assessment(found: Assessment) -> list[Block]:
    """Return what one assessor's numbers come to, by pathway, and what carries it."""
    digits, standing = digits_of(found), found.budget
    cells: list[tuple[str, Words]] = [
        ("Risk", (Strong((in_percent(found.risk, digits),)),)),
        ("1 in", (as_odds(found.risk, digits),)),
        ("90 % range", (range_words(found.range),)),
    ]
    if standing is not None:
        cells += [
            ("Times budget", (factor(standing.times, digits),)),
            ("Worlds over budget", (worlds(standing.exceeding, found.draws),)),
            ("Verdict", (VERDICTS[standing.verdict],)),
        ]
    columns = tuple(Column(tight(title), number=title != "Verdict") for title, _ in cells)
    total = Table(
        caption=(Strong((found.title or found.assessor,)),),
        columns=columns,
        rows=(Row(tuple(said for _, said in cells)),),
    )
    parts = {**found.pathways, **found.residual}
    by_pathway = tuple(Row(((Code(name),), (chance(answer, digits),))) for name, answer in parts.items())
    blocks: list[Block] = [total]
    if by_pathway:
        blocks.append(Table(caption=(), columns=(Column("Pathway"), Column("Chance", number=True)), rows=by_pathway))
    return [*blocks, *of_loads({found.assessor: found.loads})]


def of_loads(loads: Mapping[str, Sequence[Load]]) -> list[Block]:
    """Return what carries the risk of one or several assessors, heaviest first; events after what people argue for."""
    every: dict[str, dict[str, Load]] = {}
    for name, found in loads.items():
        for one in found:
            if not one.names:
                every.setdefault(one.subject, {})[name] = one
    order = sorted(
        every.items(),
        key=lambda item: (next(iter(item[1].values())).kind == "event", -max(one.factor for one in item[1].values())),
    )
    rows = [
        Row(((Code(subject),), (next(iter(own.values())).kind,), *(_load(own.get(name)) for name in loads)))
        for subject, own in order[:MOST_LOADS]
    ]
    if not rows:
        return []
    more = f" The heaviest {MOST_LOADS} of {len(order)}." if len(order) > MOST_LOADS else ""
    caption: Words = (Strong(("What carries it.",)), f" The risk is multiplied by this if one thing is wrong.{more}")
    columns = (Column("What"), Column("Kind"), *(Column(name, number=True) for name in loads))
    return [Table(caption=caption, columns=columns, rows=tuple(rows))]


def _load(load: Load | None) -> Words:
    if load is None or isinstance(load.if_wrong, NotComputed):
        return ("–",)
    share = f" ({tight(percent(load.share))} of the risk)" if isinstance(load.share, float) else ""
    return (f"{times(load.if_wrong)}\u00a0×{share}",)


def of_findings(findings: Findings) -> list[Block]:
    """Return what the checks found, in their order."""
    rows = tuple(
        Row(((SEVERITIES[one.severity],), (Code(one.rule),), (one.message,), (Code(f"{one.at.file}:{one.at.line}"),)))
        for one in findings.found[:MOST_FINDINGS]
    )
    said = f"{findings.rules} rules ran and found {len(findings.found)}. A check that finds nothing permits nothing."
    if not rows:
        return [Paragraph((said,))]
    columns = (Column("How grave"), Column("Rule"), Column("Finding"), Column("Where"))
    return [Paragraph((said,)), Table(caption=(), columns=columns, rows=rows)]
