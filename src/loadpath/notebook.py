"""How a case is looked at in a notebook: once this is imported, answers show themselves as tables and pictures.

A cell that ends in a project or in any answer it gives shows it in the style of the report: no network, no script,
nothing of the notebook around it changed. So does a cell that ends in a tuple or a mapping of answers.

>>> import loadpath as lp
>>> from loadpath.notebook import diagram
>>> text = (
...     "# Case coin: A coin"
...     + chr(10)
...     + "## Pathway p: It falls"
...     + chr(10)
...     + "1. [[e]]"
...     + chr(10)
...     + "## Event e: It slips"
... )
>>> diagram(lp.read({"case.md": text}), "p").svg.startswith("<svg")
True
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from loadpath.assess.asking import Asked
from loadpath.assess.attainable import Attainable
from loadpath.assess.challenged import Attack
from loadpath.assess.clusters import Clusters
from loadpath.assess.compare import Comparison
from loadpath.assess.cut_sets import Cuts
from loadpath.assess.gap import Gap
from loadpath.assess.history import History
from loadpath.assess.independence import Independence
from loadpath.assess.ledger import Ledger
from loadpath.assess.pools import Pool
from loadpath.assess.promises import Promise
from loadpath.assess.prospect import Prospect, Prospects
from loadpath.assess.results import Assessment, Load
from loadpath.assess.roadmap import Roadmap
from loadpath.assess.surprise import Surprise
from loadpath.assess.todo import Task
from loadpath.assess.versions import Versions
from loadpath.assess.what_if import WhatIf
from loadpath.assess.years import Years
from loadpath.checks.run import Findings
from loadpath.project import Project
from loadpath.report import notebook_answers as answers
from loadpath.report import notebook_decisions as decisions
from loadpath.report.notebook import drawing, fragment, not_auditable, of_assessment, of_case, of_findings, of_loads
from loadpath.report.tree import Section, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from loadpath.report.tree import Block

__all__ = ["Drawing", "Shown", "diagram", "load", "section", "show"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of a report that a notebook shows.

    Attributes:
        html: self-contained HTML.
    """

    html: str

    def _repr_html_(self) -> str:
        return self.html


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing that a notebook shows, as SVG with its fonts inside.

    Attributes:
        svg: the drawing; it may be written to a file as it is.
    """

    svg: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return the drawing by media type, for notebooks that show images and for those that show text alone."""
        del include, exclude
        return {"image/svg+xml": self.svg, "text/plain": "a drawing; `.svg` holds it"}


def _of_project(found: Sequence[Project]) -> list[Block]:
    blocks: list[Block] = []
    for one in found:
        one.case  # noqa: B018  refuses text without a case
        checked = one.check()
        blocks += not_auditable(one.case)
        blocks += of_case(one.scene, checked) if one.reading.sound else of_findings(checked)
    return blocks


FORMS: Mapping[type, Callable[[Sequence[Any]], list[Block]]] = {
    Project: _of_project,
    Assessment: lambda found: [block for one in found for block in of_assessment(one)],
    Findings: lambda found: [block for one in found for block in of_findings(one)],
    Load: lambda found: of_loads({"": found}),
    Gap: decisions.of_gaps,
    Prospects: decisions.of_prospects,
    Prospect: decisions.of_tests,
    Attainable: decisions.of_chances,
    Ledger: decisions.of_ledgers,
    Years: decisions.of_years,
    Promise: decisions.of_promises,
    Roadmap: decisions.of_roadmaps,
    Independence: answers.of_independence,
    Attack: answers.of_attack,
    Comparison: answers.of_comparison,
    Clusters: answers.of_groups,
    Pool: answers.of_pools,
    WhatIf: answers.of_what_if,
    Versions: answers.of_versions,
    History: answers.of_history,
    Cuts: answers.of_cuts,
    Surprise: answers.of_surprises,
    Task: answers.of_tasks,
    Asked: answers.of_questions,
}
"""What shows itself, and how several of a kind are shown together."""


def _values(value: object) -> list[object]:
    """Return the answers in a tuple, a list or a mapping, in order; anything else alone."""
    if isinstance(value, Mapping):
        return [item for one in value.values() for item in _values(one)]
    return [item for one in value for item in _values(one)] if isinstance(value, tuple | list) else [value]


def _blocks(value: object) -> list[Block] | None:
    """Return what a value is shown as; None where it has no form here, or answers of several kinds are mixed."""
    found = _values(value)
    kinds = {next((kind for kind in FORMS if isinstance(one, kind)), None) for one in found}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is None:
        return None
    if kind is Load and isinstance(value, Mapping):
        return of_loads(value)
    return FORMS[kind](found)


def show(value: object) -> Shown:
    """Return a project, an answer or several of one kind as a notebook shows them; of a faulty case, what is wrong.

    Args:
        value: a `Project`, anything that one of its methods returns, or a tuple, a list or a mapping of such answers.

    Raises:
        TypeError: when there is no way to show it.
        NoCaseError: when a project holds no case.
    """
    blocks = _blocks(value)
    if blocks is None:
        raise TypeError(f"a {type(value).__name__} has no form of its own here")
    return Shown(fragment(blocks))


def load(project: Project, by: str | None = None) -> Shown:
    """Return what carries the risk, for one assessor or all side by side."""
    return Shown(fragment(of_loads(project.load(by))))


def section(project: Project, name: str, variant: str = "full") -> Shown:
    """Return a section of a report, with its titles, pictures and tables.

    Args:
        project: the case.
        name: the anchor of the section, such as `decisions`, `how-far` or `n-exfiltration`, or its title.
        variant: the form of the report: `full`, `executive`, `danger`.

    Raises:
        FaultyCaseError: when the case has errors.
        ValueError: when there is no such section, or no such form.
    """
    document = project.document(variant)
    every = list(_sections(document.sections))
    found = next((one for one in every if name in (one.anchor, _title(one))), None)
    if found is None:
        known = ", ".join(f"`{one.anchor}`" for one in document.sections)
        raise ValueError(f"no section {name!r} in this report; its chapters are {known}")
    return Shown(fragment([*not_auditable(project.case), found], document))


def _sections(blocks: Iterable[Block]) -> Iterator[Section]:
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from _sections(block.blocks)


def _title(one: Section) -> str:
    return plain_text(one.title)


def diagram(project: Project, name: str, how: str = "gsn", *, width: int | None = None) -> Drawing:
    """Return a drawing of one part of a case.

    Args:
        project: the case.
        name: the id of what is drawn, such as a pathway.
        how: `gsn`, `cae`, `bow-tie`, `event-tree` or `timeline`.
        width: the largest width in px.

    Raises:
        ValueError: when there is no such part or drawing, or that part cannot be drawn so.
    """
    from loadpath.report.book import book_of  # noqa: PLC0415  only a drawing needs these
    from loadpath.report.diagrams.of_case import diagram as drawn  # noqa: PLC0415

    found = drawn(
        project.case,
        name,
        how,
        book=lambda: book_of(project.scene, project.check()),
        today=project.today,
        width=width,
    )
    return Drawing(drawing(found))


# how answers find their form ------------------------------------------------------------------------------------------


def _shown(value: object) -> str:
    return show(value).html


def attach() -> None:
    """Let a notebook show projects and answers by themselves. Importing this module does it.

    Tuples and mappings of answers are no kinds of this package; where the notebook is one of IPython, it is told of
    them, and shows all others as it did before.
    """
    way: Callable[..., str] = _shown
    for kind in FORMS:
        setattr(kind, "_repr_html_", way)  # noqa: B010  they do not know of notebooks, and do not have to
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell else None
    if running is not None:
        _several(running)


def _several(shell: Any) -> None:  # noqa: ANN401  IPython is not among what this package needs
    formatter = shell.display_formatter.formatters["text/html"]
    for kind in (tuple, list, dict):
        before = formatter.type_printers.get(kind)
        if not isinstance(before, Several):
            formatter.for_type(kind, Several(before))


@dataclass(frozen=True, slots=True)
class Several:
    """How several answers together are shown; what holds anything else is left to who showed it before."""

    before: Callable[[object], str | None] | None = None

    def __call__(self, value: object) -> str | None:
        """Return HTML for answers of one kind; None lets the notebook show the value in its own way."""
        blocks = _blocks(value) if value else None
        if blocks is not None:
            return fragment(blocks)
        return self.before(value) if self.before else None


def load_ipython_extension(_shell: object) -> None:
    """Take `%load_ext loadpath.notebook` for `import loadpath.notebook`."""
    attach()


attach()
