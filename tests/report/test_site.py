"""A folder of pages: every link leads to a file and a place in it, and the same case gives the same bytes."""

from __future__ import annotations

import re

import pytest
from tests.report.test_page import Reading, read
from tests.report.versions import flipped
from tests.small import ROOT

import loadpath as lp
from loadpath.report.site import FRONT, site_of
from loadpath.report.tree import anchor_of

EXAMPLES = ("heron-2", "august-2026", "pilot-2025")


def case_of(name: str) -> lp.Project:
    """Return an example, or heron-2 with every result flipped."""
    return lp.read(flipped()) if name == "flipped" else lp.read(ROOT / "examples" / name)


@pytest.fixture(scope="module", params=[*((name, "full") for name in EXAMPLES), ("flipped", "danger")])
def site(request: pytest.FixtureRequest) -> tuple[lp.Project, dict[str, Reading]]:
    """A case, and its pages as they are read."""
    name, variant = request.param
    case = case_of(name)
    return case, {file: read(page.decode("utf-8")) for file, page in site_of(case.document(variant)).items()}


def test_pages_are_well_formed(site: tuple[lp.Project, dict[str, Reading]]) -> None:
    """Each page is whole: tags close, ids stand once, one title, the contents with the page itself marked."""
    for name, page in site[1].items():
        assert not page.faults
        assert len(page.ids) == len(set(page.ids)), name
        assert page.headings.count(1) == 1
        assert [one for one in page.attributes if one[1:] == ("aria-current", "page")], name


def test_every_link_leads_to_a_file_and_a_place(site: tuple[lp.Project, dict[str, Reading]]) -> None:
    """No link leads out of the folder but to the web, and none to a place that is not there."""
    pages = site[1]
    for name, page in pages.items():
        for link in page.links:
            if re.match(r"https?:|mailto:", link):
                continue
            file, _, anchor = link.partition("#")
            assert (file or name) in pages, link
            assert not anchor or anchor in pages[file or name].ids, (name, link)


def test_every_node_has_its_place(site: tuple[lp.Project, dict[str, Reading]]) -> None:
    """Each part of the case is told on a page, each pathway on one of its own name; there is a first page."""
    case, pages = site
    ids = {anchor for page in pages.values() for anchor in page.ids}
    assert {anchor_of(name) for name in case.case.nodes} <= ids
    assert {name for name in pages if name.startswith("pathway-")} == {
        f"pathway-{node.id}.html" for node in case.case.nodes.values() if node.kind_name == "Pathway"
    }
    assert next(iter(pages)) == FRONT


def test_the_site_says_what_the_page_says() -> None:
    """The text of all main parts together is the text of the one page."""
    case = case_of("pilot-2025")
    pages = [page.decode("utf-8") for page in site_of(case.document()).values()]
    main = re.compile(r"<section id=.*</section>", re.DOTALL)
    parts = [found[0] for page in pages if (found := main.search(page))]
    whole = main.search(case.report())
    assert whole is not None
    assert read("".join(parts)).text == read(whole[0]).text


def test_the_same_case_gives_the_same_bytes() -> None:
    """A site is a pure function of its case."""
    assert site_of(case_of("heron-2").document()) == site_of(case_of("heron-2").document())
