"""What a notebook shows: self-contained, escaped, in the numbers of the report, and only where it stands."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from tests.report.cases import HOSTILE, NUMBERED, PLAIN
from tests.report.test_page import read
from tests.small import HERON, ROOT

import loadpath as lp
from loadpath import notebook
from loadpath.report.notebook import scoped
from loadpath.report.style import STYLE
from loadpath.report.wording import digits_of, in_percent

PAGE = ROOT / "docs" / "how-to" / "use-in-a-notebook.md"


def html_of(value: object) -> str:
    """Return what a notebook asks for."""
    shown: str = value._repr_html_()  # type: ignore[attr-defined]
    return shown


@pytest.mark.parametrize("texts", [PLAIN, NUMBERED, HOSTILE])
def test_a_project_shows_its_answer(texts: dict[str, str]) -> None:
    """Well formed, nothing loaded, nothing that runs, no link that leads nowhere, no id that stands elsewhere too."""
    html = html_of(lp.read(texts, draws=200))
    reading = read(html)
    assert not reading.faults
    assert not reading.open
    assert not reading.ids
    assert not [link for link in reading.links if link.startswith("#")]
    assert not re.search(r"<(script|img|iframe|object|embed|link|base|form)\b", html)
    assert not re.search(r"url\((?!data:font/woff2)|@import", html)
    assert "<script>alert(1)</script>" not in html


def test_every_rule_applies_to_the_piece_alone() -> None:
    """No selector of the style reaches what is around it, in no media query either."""
    rules = re.findall(r"([^{}]+)\{[^{}]*\}", scoped(STYLE))
    for selectors in rules:
        assert all(one.startswith((".loadpath", "@page")) or one.strip() == "" for one in _split(selectors)), selectors


def _split(selectors: str) -> list[str]:
    """Return single selectors, without what opens a media query."""
    return [one.strip() for one in re.sub(r"@media[^{]*", "", selectors).replace(".loadpath @page", "@page").split(",")]


def test_an_assessment_says_the_numbers_of_the_report() -> None:
    """The risk in a notebook is the risk of the report, with the same digits."""
    found = lp.read(NUMBERED, draws=200).risk(by="ada")
    text = read(html_of(found)).text
    assert in_percent(found.risk, digits_of(found)).replace("\u00a0", " ") in text
    assert "wrong-summary" in text
    assert "What carries it." in text


def test_findings_are_told_with_their_places() -> None:
    """Each has its rule and its line; where nothing is found, that permits nothing."""
    text = read(html_of(lp.read(PLAIN).check())).text
    assert re.search(r"case\.md:\d+", text)
    assert "A check that finds nothing permits nothing." in text


def test_a_drawing_stands_alone() -> None:
    """It is XML, has no class, and brings its fonts."""
    made = lp.read(NUMBERED, draws=200)
    drawn = notebook.diagram(made, "wrong-summary", "bow-tie")
    bundle = drawn._repr_mimebundle_()
    assert set(bundle) == {"image/svg+xml", "text/plain"}
    root = ET.fromstring(drawn.svg)  # noqa: S314  made a line above
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "class=" not in drawn.svg
    assert "@font-face" in drawn.svg
    assert "Source Serif" not in drawn.svg


def test_a_case_with_errors_shows_them() -> None:
    """No number is shown of it, and no traceback: what is wrong, and where."""
    faulty = lp.read({**NUMBERED, "more.md": "## Claim broken: It rests on nothing\n\n- rests on: [[nowhere]]\n"})
    text = read(html_of(faulty)).text
    assert "unknown-reference" in text
    assert "more.md:3" in text


def test_what_has_no_form_is_refused() -> None:
    """The caller is told what it was."""
    with pytest.raises(TypeError, match="a str has no form"):
        notebook.show("text")
    with pytest.raises(TypeError, match="a tuple has no form"):
        notebook.show(())


def test_the_same_every_time() -> None:
    """A piece is a function of the case."""
    first, second = (html_of(lp.read(NUMBERED, draws=200)) for _ in range(2))
    assert first == second


@pytest.mark.slow
@pytest.mark.skipif(not HERON.is_dir(), reason="examples/heron-2 is not there")
def test_the_page_of_the_documentation_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell of the how-to runs, and what it ends in shows itself."""
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    cells = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(cells) == 9
    for cell in cells:
        *before, last = cell.strip().splitlines()
        exec("\n".join(before), names)  # noqa: S102  our own page
        value = eval(last, names)  # noqa: S307  our own page
        if hasattr(value, "_repr_mimebundle_"):
            continue
        shown = value if isinstance(value, notebook.Shown) else notebook.show(value)
        assert not read(shown.html).faults
    assert names["small"].risk(by="me").risk.value == pytest.approx(0.005, rel=1e-12)  # type: ignore[attr-defined]
