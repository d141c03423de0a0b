"""How a case is looked at in a notebook: once this is imported, results show themselves as tables and drawings.

A cell that ends in a project, in what an assessor's numbers come to, or in what a check found, shows it in the style of
the report: no network, no script, nothing of the notebook around it changed.

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

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.assess.results import Assessment
from loadpath.checks.run import Findings
from loadpath.project import Project
from loadpath.report.notebook import drawing, fragment, of_assessment, of_case, of_findings, of_loads

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Drawing", "Shown", "diagram", "load", "show"]


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


def show(value: Project | Assessment | Findings) -> Shown:
    """Return a project, an assessment or findings as a notebook shows them; of a case with errors, what is wrong.

    Raises:
        TypeError: when there is no way to show it.
        NoCaseError: when a project holds no case.
    """
    match value:
        case Project():
            value.case  # noqa: B018  refuses text without a case
            sound = value.reading.sound
            return Shown(fragment(of_case(value.scene, value.check()) if sound else of_findings(value.check())))
        case Assessment():
            return Shown(fragment(of_assessment(value)))
        case Findings():
            return Shown(fragment(of_findings(value)))
        case _:
            raise TypeError(f"a {type(value).__name__} has no form of its own here")


def load(project: Project, by: str | None = None) -> Shown:
    """Return what carries the risk, for one assessor or all side by side."""
    return Shown(fragment(of_loads(project.load(by))))


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


def _shown(value: Project | Assessment | Findings) -> str:
    return show(value).html


def attach() -> None:
    """Let a notebook show projects, assessments and findings by themselves. Importing this module does it."""
    way: Callable[..., str] = _shown
    for kind in (Project, Assessment, Findings):
        setattr(kind, "_repr_html_", way)  # noqa: B010  they do not know of notebooks, and do not have to


def load_ipython_extension(_shell: object) -> None:
    """Take `%load_ext loadpath.notebook` for `import loadpath.notebook`."""
    attach()


attach()
