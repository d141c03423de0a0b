"""The plug-in for pytest, run by pytest in a folder of its own: pages, numbers, folders, and silence when not asked."""

from __future__ import annotations

import subprocess
import sys

import numpy as np  # noqa: F401  before the runs inside: they forget what they import, and numpy loads only once
import pytest

pytest_plugins = ["pytester"]

PAGE = """# A page

## A thing that stands

```loadpath
## Event harm: It happens
- kind: residual
## Assessor me: Me
- harm: 0.2% because it is an example
```

<!-- risk by me: 1% -->
<!-- risk: 0.2% (1 in 500) -->

## A reference to nothing

```loadpath
## Claim a: A
- rests on: [[b]] <!-- error[unknown-reference] did not find -->
```
"""
RIGHT = PAGE.replace("did not find", "does not exist").replace(": 1% -->", ": 0.2 % -->")
SOUND = "# Case sound: A case\n\n- kind: risk analysis\n\n## Event harm: It happens\n- kind: residual\n"
FAULTY = SOUND + "- ownr: priya\n"


def lines(result: pytest.RunResult) -> str:
    """Return everything that a run printed."""
    return result.stdout.str() + result.stderr.str()


def test_a_page_is_a_test_for_every_fence(pytester: pytest.Pytester) -> None:
    """What is expected is compared, a number as it would be printed; names come from the headings."""
    pytester.makeini("[pytest]\nloadpath_cases = cases\n")
    pytester.mkdir("cases").joinpath("page.md").write_text(PAGE, encoding="utf-8")
    result = pytester.runpytest("-v")
    result.assert_outcomes(failed=2)
    assert "printed     risk by me: 0.2 % (1 in 500), and not 1%" in lines(result)
    assert "risk: 0.2 % (1 in 500), and" not in lines(result)
    assert "missing     case.md:2: error[unknown-reference] ... did not find" in lines(result)
    pytester.path.joinpath("cases/page.md").write_text(RIGHT, encoding="utf-8")
    result = pytester.runpytest("-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        ["cases/page.md::A thing that stands PASSED*", "cases/page.md::A reference to nothing *"]
    )


@pytest.mark.parametrize("question", ["risk by nobody", "rsik", "load of nothing by me", "todo"])
def test_a_question_without_an_answer_fails(question: str, pytester: pytest.Pytester) -> None:
    """A misspelt expectation is never a pass."""
    pytester.makeini("[pytest]\nloadpath_cases = *.md\n")
    pytester.makefile(".md", page=PAGE.split("<!-- risk by", maxsplit=1)[0] + f"<!-- {question}: 1 % -->\n")
    pytester.runpytest().assert_outcomes(failed=1)


def test_a_page_of_no_rule_has_no_error_that_it_does_not_expect(pytester: pytest.Pytester) -> None:
    """A page named after a rule is exact for that rule; on any other page every error must be expected."""
    pytester.makeini("[pytest]\nloadpath_cases = *.md\n")
    fence = "```loadpath\n## Claim a: A\n- ownr: priya\n```\n"
    pytester.makefile(".md", mine=fence, orphan=fence.replace("Claim a", "Case a"))
    result = pytester.runpytest()
    result.assert_outcomes(failed=1, passed=1)
    assert "unexpected  case.md:2: error[unknown-field]" in lines(result)


@pytest.mark.parametrize(("text", "outcome"), [(SOUND, "passed"), (FAULTY, "failed"), ("# No case\n", "failed")])
def test_a_folder_is_a_test(text: str, outcome: str, pytester: pytest.Pytester) -> None:
    """A case has no errors, or the test fails with each; a folder without a case fails, and is not left out."""
    pytester.makeini("[pytest]\nloadpath_folders = .\n")
    pytester.makefile(".md", case=text)
    pytester.makepyfile("def test_beside() -> None:\n    pass\n")
    result = pytester.runpytest("-v")
    result.assert_outcomes(**{"passed": 1, outcome: 1 + (outcome == "passed")})
    if text == FAULTY:
        assert "case.md:7: error[unknown-field] `ownr` is not a field of Event" in lines(result)
    pytester.runpytest("test_a_folder_is_a_test.py").assert_outcomes(passed=1)


def test_every_rule_may_be_a_test(pytester: pytest.Pytester) -> None:
    """With `loadpath_every_rule` the rule that failed is a test of its own."""
    from loadpath.checks import RULES  # noqa: PLC0415  the outer run does without

    pytester.makeini("[pytest]\nloadpath_folders = safety\nloadpath_every_rule = true\n")
    pytester.mkdir("safety").joinpath("case.md").write_text(FAULTY, encoding="utf-8")
    result = pytester.runpytest("-v")
    result.assert_outcomes(failed=2, passed=len(RULES) - 1)
    result.stdout.fnmatch_lines(["*::no errors FAILED*", "*::unknown-field FAILED*"])


def test_the_command_line_names_a_folder(pytester: pytest.Pytester) -> None:
    """`--loadpath` looks into a folder that pytest would not, and refuses one that does not exist."""
    elsewhere = pytester.path.parent / f"{pytester.path.name}-elsewhere"
    elsewhere.mkdir()
    elsewhere.joinpath("case.md").write_text(SOUND, encoding="utf-8")
    pytester.runpytest("--loadpath", str(elsewhere)).assert_outcomes(passed=1)
    assert pytester.runpytest("--loadpath", "nowhere").ret == pytest.ExitCode.USAGE_ERROR


def test_nothing_happens_unless_asked(pytester: pytest.Pytester) -> None:
    """Without a setting no page is collected, and starting pytest loads neither the reader nor numerics."""
    pytester.makefile(".md", case=FAULTY, page=PAGE)
    pytester.makepyfile(
        "import sys\n\ndef test_quiet() -> None:\n"
        "    assert not {'loadpath.files', 'loadpath.checks', 'loadpath.project', 'numpy'} & sys.modules.keys()\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], capture_output=True, text=True, check=False
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr
