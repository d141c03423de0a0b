"""What every page has around it: the head, the bar with its trail, the list of pages, the foot (Jinja, autoescaped).

Templates see values, never markup, except what `report.html` wrote and marked as such. Letters that turn text around
are shown as a mark, wherever they come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from loadpath.case.characters import marked

if TYPE_CHECKING:
    from collections.abc import Mapping

Step = tuple[str, str]
"""A link: its words and its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is the same on all pages of one state of a case.

    Attributes:
        case: title of the case.
        kicker: what kind of document it is.
        digest: of the case, as people are shown it; empty when there is none.
        state: changes whenever the text does.
        pages: the list of pages.
        audience: who it is for.
    """

    case: str
    kicker: str
    digest: str
    state: str
    pages: tuple[Step, ...] = ()
    audience: str = ""


def written(html: str) -> Markup:
    """Return HTML that the report's own writer made, so that it is not escaped once more."""
    return Markup(html)  # noqa: S704  escaped and cleaned by report.html, which is tested for it


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("loadpath.web", "files"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) else marked(str(value)),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["ticked"] = _ticked
    return found


def _ticked(text: str) -> Markup:
    """Return a text in which what stands in backticks is code; all of it escaped."""
    parts = marked(text).split("`")
    closed = parts if len(parts) % 2 else [*parts[:-2], "`".join(parts[-2:])]
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(closed)
    )


def fragment(template: str, values: Mapping[str, object]) -> Markup:
    """Return a part of a page, filled in."""
    return written(_templates().get_template(template).render(values))


def page(frame: Frame, *, title: str, body: Markup, here: str = "", trail: tuple[Step, ...] = ()) -> bytes:
    """Return a whole page.

    Args:
        frame: what all pages share.
        title: of this page.
        body: what stands in its main part.
        here: the address of the page of the list that this one is, or belongs to.
        trail: the links above its heading.
    """
    values = {"frame": frame, "title": title, "body": body, "here": here, "trail": trail}
    return fragment("page.html", values).encode("utf-8")


def notice(title: str, *said: str, state: str = "") -> bytes:
    """Return a page that says why there is no other."""
    frame = Frame(case="loadpath", kicker="", digest="", state=state)
    return page(frame, title=title, body=fragment("notice.html", {"title": title, "said": said}))
