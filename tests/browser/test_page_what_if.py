"""What if, in a real browser: what the page says is what the engine says, for numbers, facts and both together."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from tests.small import HERON, ROOT, project

import loadpath as lp
from loadpath.assess.model import _over
from loadpath.assess.results import Interval
from loadpath.case.rounding import percent
from loadpath.report.book import book_of
from loadpath.report.supposing import SIDES, lines_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from loadpath.assess.model import Model
    from loadpath.report.supposing import Line

AUGUST = ROOT / "examples" / "august-2026"

SHARED = """
## Pathway p: P

1. [[m]] fails
2. [[n]] fails
3. [[x]]

## Event x: X

## Event z: Nobody judged it

- kind: residual

## Mitigation m: M

## Mitigation n: N

## Evidence e: E

- result: 1 of 9
- about: [[m]] fails

## Assessor me: Me

- m fails: as [[e]] because y
- n fails: as [[e]] because y
- x: 25% because y
- z: at most 1 in 1,000 because y
"""
"""One measurement behind two barriers, so that there is more than one point; and an unknown, so that there are two ends."""

ALIKE = SHARED.replace("1 in 1,000", "1 in 10,000,000")
"""The same with ends that two digits do not tell apart."""


class Shown:
    """A report in a browser, and the case that it was made of."""

    def __init__(self, read: lp.Project, browser: Browser, folder: Path) -> None:
        """Write the report and open it."""
        self.read = read
        self.book = book_of(read.scene, read.check())
        lines, models, _ = lines_of(self.book)
        self.lines: list[Line] = lines
        self.models: Mapping[str, Model] = models
        path = folder / "report.html"
        path.write_text(read.report(), encoding="utf-8")
        self.page: Page = browser.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())

    def slide(self, row: int, step: int) -> float:
        """Move a slider to a step, and return the number that the page then supposes."""
        slider = self.page.locator(f"#what-if-{row} input")
        slider.evaluate("(one, to) => { one.value = to; one.dispatchEvent(new Event('input', {bubbles: true})) }", step)
        return float(slider.get_attribute("data-value") or "nan")

    def take(self, row: int, choice: str) -> None:
        """Choose `""` (as judged), `"0"` (that it holds) or `"1"` (that it does not)."""
        self.page.locator(f"#what-if-{row} select").select_option(choice)

    def says(self) -> dict[str, list[float]]:
        """Return the ends of the risk that the page works out, by assessor."""
        cells = self.page.locator("#what-if .outcome tbody td:nth-child(3)")
        texts = [cells.nth(place).get_attribute("data-value") or "" for place in range(cells.count())]
        return {
            person.id: [float(end) for end in text.split(",")]
            for person, text in zip(self.book.people, texts, strict=True)
        }

    def moved(self, values: dict[int, float]) -> dict[str, list[float]]:
        """Return what the engine says with the numbers of some rows moved, each assessor's own leaf."""
        found = {}
        for name, asked in self.models.items():
            leaves = {
                self.lines[row].held[name].leaf: one for row, one in values.items() if name in self.lines[row].held
            }
            answer, _, _ = asked.extremes(asked.total, asked.matter, lambda free, a=asked, to=leaves: _at(a, free, to))  # type: ignore[misc]
            assert isinstance(answer, Interval)
            found[name] = [answer.low, answer.high]
        return found


def _at(asked: Model, free: object, leaves: dict[int, float]) -> float | None:
    circuit, chosen = asked.narrow
    roots = [asked.with_evidence(asked.total), asked.seen.formula]
    joint, given = _over(circuit, chosen, roots, asked.setting(free), [leaves])  # type: ignore[arg-type]
    return float(joint[0] / given[0]) if given[0] > 0 else None


def same(one: dict[str, list[float]], other: dict[str, list[float]]) -> bool:
    """Return whether answers agree to nine digits."""
    return one.keys() == other.keys() and all(one[name] == pytest.approx(other[name], rel=1e-9) for name in one)


@pytest.fixture(scope="module", params=["heron-2", "august-2026", "shared", "alike"])
def shown(request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """A report with its script at work."""
    name = str(request.param)
    folder = {"heron-2": HERON, "august-2026": AUGUST}.get(name)
    if folder is not None and not folder.is_dir():
        pytest.skip(f"examples/{name} is not there")
    read = project(ALIKE if name == "alike" else SHARED) if folder is None else lp.read(folder, draws=200)
    return Shown(read, browser, tmp_path_factory.mktemp(name))


def test_nothing_supposed_is_the_risk_as_it_is(shown: Shown) -> None:
    """Before anything is moved, the page's own figure is the engine's headline."""
    want = {}
    for item in shown.read.risk():
        assert isinstance(item.risk, Interval)
        want[item.assessor] = [item.risk.low, item.risk.high]
    assert same(shown.says(), want)
    assert shown.complaints == []


def test_each_slider_says_what_the_engine_says(shown: Shown) -> None:
    """Every slider at both ends and in between, everything else as judged, for every assessor."""
    for row, line in enumerate(shown.lines):
        if line.ends is None:
            continue
        for step in (0, 37, 100):
            value = shown.slide(row, step)
            assert step == 37 or value == line.ends[step // 100]
            assert same(shown.says(), shown.moved({row: value})), (line.label, value)
        shown.take(row, "")
    assert same(shown.says(), shown.moved({}))


def test_several_sliders_together(shown: Shown) -> None:
    """Three numbers moved at once, several times over."""
    rng = random.Random(1)
    rows = [row for row, line in enumerate(shown.lines) if line.ends]
    for _ in range(6):
        values = {row: shown.slide(row, rng.randint(0, 100)) for row in rng.sample(rows, min(3, len(rows)))}
        assert same(shown.says(), shown.moved(values)), values
        for row in values:
            shown.take(row, "")


@pytest.mark.slow
def test_each_fact_is_what_the_engine_conditions_on(shown: Shown) -> None:
    """Every row that can be taken for a fact, both ways, against `Project.what_if`."""
    asked = 0
    for row, line in enumerate(shown.lines):
        options = shown.page.locator(f"#what-if-{row} option").all_inner_texts()
        sides = SIDES.get(type(shown.read.case.nodes[line.subject]), ())
        for place, side in enumerate(sides if sides and sides[0] in options else ()):
            shown.take(row, str(place))
            after = {}
            for one in shown.read.what_if({line.subject: side}):
                assert isinstance(one.after.risk, Interval)
                after[one.assessor] = [one.after.risk.low, one.after.risk.high]
            assert same(shown.says(), after), (line.subject, side)
            asked += 1
        shown.take(row, "")
    assert asked >= 2


def test_numbers_and_facts_together_are_what_the_command_says(browser: Browser, tmp_path: Path) -> None:
    """A number that stands on its own and two facts, as `loadpath what-if` takes them, for three assessors."""
    if not HERON.is_dir():
        pytest.skip("examples/heron-2 is not there")
    shown = Shown(lp.read(HERON, draws=200), browser, tmp_path)
    rows = {line.subject: row for row, line in enumerate(shown.lines)}
    value = shown.slide(rows["scheming"], 61)
    shown.take(rows["file-permissions-tight"], "1")
    shown.take(rows["weight-access"], "1")
    settings = {"scheming": f"{100 * value:.12g}%", "file-permissions-tight": "false", "weight-access": "fails"}
    want = {}
    for one in shown.read.what_if(settings):
        assert isinstance(one.after.risk, Interval)
        want[one.assessor] = [one.after.risk.low, one.after.risk.high]
    assert same(shown.says(), want)
    assert "×" in shown.page.locator("#what-if .outcome").inner_text()
    shown.page.close()


def test_the_table_says_what_the_sliders_say(shown: Shown) -> None:
    """At each end of each slider, the words of the page are those of the table beside it: the risk, and how many times."""
    for row, line in enumerate(shown.lines):
        if line.ends is None:
            continue
        for place, step in enumerate((0, 100)):
            shown.slide(row, step)
            lines = shown.page.locator("#what-if .outcome tbody tr").all_inner_texts()
            told = [[words.strip() for words in line.split("\t")[2:4]] for line in lines]
            cells = shown.page.locator(f"#what-if-{row} td:nth-child(n+3)").all_inner_texts()
            table = [cell.split("\n")[place] for cell in cells]
            for (risk, times), words in zip(told, table, strict=True):
                assert words in {"–", risk, f"{risk}\u2002{times}"}, (line.label, step)
        shown.take(row, "")


def test_without_scripts_there_is_the_table_alone(browser: Browser, tmp_path: Path) -> None:
    """Neither a slider nor a choice nor an empty outcome: the numbers stand there, and nothing promises more."""
    path = tmp_path / "report.html"
    path.write_text(project(SHARED).report(), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("#what-if input:visible, #what-if select:visible, .outcome:visible").count() == 0
    # a quarter times 1.5 x 2.5 / 110 is 0.85 %; of the unknown, at most one in 1,000 more
    assert "at most" not in page.locator("#what-if-0").inner_text()
    assert page.locator("#what-if-0 td").count() == 2
    context.close()


def test_the_keyboard_moves_a_slider(shown: Shown) -> None:
    """Arrows move what has the focus, and it is seen that it has it."""
    shown.take(0, "")
    slider = shown.page.locator("#what-if-0 input")
    slider.focus()
    before = slider.get_attribute("aria-valuetext")
    shown.page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") != before
    assert shown.page.evaluate("getComputedStyle(document.activeElement).outlineColor") == "rgb(255, 221, 0)"
    shown.take(0, "")
    assert slider.get_attribute("aria-valuetext") == before


def test_the_page_writes_probabilities_as_the_rest_does(browser: Browser) -> None:
    """With one digit to three: ordinary ones, and those so near to none or to all that only their powers tell."""
    script = (ROOT / "src" / "loadpath" / "report" / "page.js").read_text(encoding="utf-8")
    written = script[script.index("  const short = ") : script.index("  // Ends that look alike")]
    rng = random.Random(7)
    values = [0.0, 1.0, 0.9, 0.95, 0.999, 0.9999999, 1 - 2**-53, 1e-300, *(rng.random() for _ in range(300))]
    values += [side for power in range(1, 16) for left in (rng.random(), 0.5) for side in _sides(left * 10.0**-power)]
    page = browser.new_page()
    asked = f"(values) => {{ {written} return values.map((one) => [1, 2, 3].map((digits) => percent(one, digits))); }}"
    found = page.evaluate(asked, values)
    page.close()
    expected = [[percent(value, digits).replace(" %", "\u00a0%") for digits in (1, 2, 3)] for value in values]
    assert found == expected
    assert "100\u00a0%" not in {text for row, value in zip(found, values, strict=True) if value < 1 for text in row}


def _sides(left: float) -> tuple[float, float]:
    """Return a probability near to none and one as near to all."""
    return left, 1 - left
