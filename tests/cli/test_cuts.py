"""`loadpath cuts` as people call it: words, JSON, a fault tree, and what makes no sense."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.cli.running import printed

from loadpath.cli.cuts import AT_MOST, NOT_COHERENT, OVERLAP, SHARED, UNKNOWN
from loadpath.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

CASE = """# Case lab: A lab

- kind: risk analysis

## Pathway theft: It copies itself out

1. [[danger]] or [[slip]]
2. [[monitor]] fails

## Event danger: It has a hidden aim
## Event slip: It slips
## Mitigation monitor: Somebody reads what it does
## Assessor team: The authors

- danger: 10% because so
- slip: 20% because so
- monitor fails: 40% if danger, 5% otherwise because so

## Assessor open: Who does not know

- danger: 10% because so
- slip: 20% because so
"""
TREE = """<opsa-mef>
<define-fault-tree name="two">
<define-gate name="one"><or><basic-event name="a"/><basic-event name="b"/></or></define-gate>
<define-gate name="never"><and><basic-event name="a"/><constant value="false"/></and></define-gate>
<define-basic-event name="a"><float value="0.25"/></define-basic-event>
<define-basic-event name="b"><float value="0.5"/></define-basic-event>
</define-fault-tree>
</opsa-mef>
"""


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A case with an assessor who has all numbers, and one who has none for the monitor."""
    (tmp_path / "case.md").write_text(CASE, encoding="utf-8")
    return str(tmp_path)


@pytest.fixture
def tree(tmp_path: Path) -> str:
    """A fault tree with a top event that happens and one that cannot."""
    file = tmp_path / "two.xml"
    file.write_text(TREE, encoding="utf-8")
    return str(file)


def test_the_harm_is_told_in_the_words_of_the_case(folder: str) -> None:
    """0.1 * 0.4 and 0.2 * 0.05; without evidence 4 % of 0.04 + 0.9 * 0.01 = 4.9 % is 82 %, and it is overlapped.

    The second set is part of the harm without danger, 0.9 * 0.01, and with both, 0.1 * 0.4 * 0.01: 0.0094, or 19 %.
    """
    told = printed("cuts", folder, "--by", "team")
    assert "2 minimal cut sets of the harm (by size: 2 of 2):" in told
    assert "1 4 % 4 % 82 % danger happens monitor fails if danger" in told
    assert "2 1 % 1 % 19 % monitor fails otherwise slip happens" in told
    assert NOT_COHERENT in told
    assert OVERLAP in told
    assert AT_MOST not in told


def test_the_most_probable_alone_and_the_pathway_alone(folder: str) -> None:
    """One of two, and of which harm they are."""
    told = printed("cuts", folder, "--by", "team", "-k", "1", "--pathway", "theft")
    assert "2 minimal cut sets of theft (by size: 2 of 2); the 1 most probable:" in told
    assert "slip happens" not in told


def test_what_nobody_weighed_is_marked(folder: str) -> None:
    """The monitor may always fail: at most 20 %, and nothing beside it."""
    told = printed("cuts", folder, "--by", "open")
    assert "1 <= 20 % - - monitor fails slip happens" in told
    assert "- is not computed: something that nobody weighed matters." in told
    assert AT_MOST in told


def test_json_has_every_digit_and_every_word(folder: str) -> None:
    """All assessors, by id."""
    found = json.loads(CliRunner().invoke(cli, ["cuts", folder, "--json"]).output)
    assert (found["case"], found["pathway"], len(found["digest"])) == ("lab", None, 64)
    assert list(found["assessors"]) == ["team", "open"]
    team, other = found["assessors"].values()
    assert (team["of"], team["count"], team["by_size"], team["coherent"]) == ("team", 2, [0, 0, 2], False)
    best = team["cut_sets"][0]
    assert best["probability"] == pytest.approx(0.04, rel=1e-12)
    assert best["share"] == pytest.approx(0.04 / 0.049, rel=1e-12)
    assert best["at_most"] is False
    assert best["parts"][1] == {
        "subject": "monitor",
        "title": "Somebody reads what it does",
        "says": "fails",
        "condition": "danger",
        "otherwise": False,
        "unknown": False,
    }
    assert other["cut_sets"][0]["share"] == {"not_computed": "something that nobody weighed matters"}


def test_a_case_without_numbers_or_harm_says_so(tmp_path: Path) -> None:
    """Nobody judges; then somebody does, and there is no pathway."""
    file = tmp_path / "case.md"
    file.write_text("# Case lab: A lab\n\n- kind: risk analysis\n\n## Event danger: D\n", encoding="utf-8")
    assert "no assessor has given numbers yet" in printed("cuts", str(tmp_path))
    file.write_text(file.read_text("utf-8") + "\n## Assessor me: Me\n\n- danger: 1% because so\n", encoding="utf-8")
    told = printed("cuts", str(tmp_path))
    assert "The minimal cut sets of the harm are not computed: no pathway and no residual event" in told
    found = json.loads(CliRunner().invoke(cli, ["cuts", str(tmp_path), "--json"]).output)
    assert found["assessors"]["me"]["not_computed"].startswith("no pathway")


def test_a_shared_number_may_stand_above_what_is_listed_before(tmp_path: Path) -> None:
    """Counts of 1 in 9 have a mean of 0.15, and a mean square of 1.5 * 2.5 / (10 * 11) = 0.0341: listed after 3 %.

    Together 0.03 + 0.0341 - 0.03 * 0.0341 = 0.0631, of which they are 48 % and 54 %.
    """
    (tmp_path / "case.md").write_text(
        """# Case lab: A lab

- kind: risk analysis

## Pathway theft: It copies itself out

1. [[one]] fails
2. [[two]] fails

## Mitigation one: One
## Mitigation two: Two
## Evidence audit: An audit

- result: 1 of 9
- about: [[one]] fails

## Event rest: Something else

- kind: residual

## Assessor me: Me

- one fails: as [[audit]] because so
- two fails: as [[audit]] because so
- rest: 3% because so
""",
        encoding="utf-8",
    )
    told = printed("cuts", str(tmp_path))
    assert "1 3 % 3 % 48 % rest happens 2 3.4 % 3.4 % 54 % one fails two fails" in told
    assert SHARED in told


def test_a_fault_tree_is_told_by_its_top_events(tree: str) -> None:
    """One of two: 0.5 and 0.25 of 0.625; and one that cannot happen."""
    told = printed("cuts", tree)
    assert "2 minimal cut sets of one (by size: 2 of 1): probability share what goes wrong" in told
    assert "1 50 % 80 % b 2 25 % 40 % a" in told
    assert "There is no minimal cut set of never: it cannot happen." in told
    found = json.loads(CliRunner().invoke(cli, ["cuts", tree, "--json"]).output)
    assert (found["model"], found["tops"]["one"]["count"], found["tops"]["never"]["count"]) == (tree, 2, 0)
    assert found["tops"]["one"]["cut_sets"][0]["parts"][0]["subject"] == "b"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("two.xml", "--by", "team"), "a fault tree has none"),
        (("two.xml", "--pathway", "theft"), "a fault tree has none"),
        (("absent.xml",), "cannot be read"),
        ((".", "--pathway", "thaft"), "no pathway 'thaft'; the case has theft"),
        ((".", "-k", "0"), "0 is not in the range"),
    ],
)
@pytest.mark.usefixtures("folder", "tree")
def test_what_makes_no_sense_is_refused(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of a fault tree, a file that is not there, a pathway that is not there, and none at all."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["cuts", *words])
    assert done.exit_code != 0
    assert said in " ".join(f"{done.output} {done.exception}".split())


def test_what_may_be_certain_is_unknown(tmp_path: Path) -> None:
    """Two numbers that nobody gave: their set is anything from never to always, and `<= 100 %` would say nothing."""
    text = "## Pathway p: P\n\n1. [[a]]\n2. [[b]]\n\n## Event a: A\n\n## Event b: B\n\n## Assessor me: Me\n\n- a: unknown\n"
    (tmp_path / "case.md").write_text(f"# Case c: C\n\n- kind: risk analysis\n\n{text}", "utf-8")
    said = printed("cuts", str(tmp_path))
    assert "1 unknown" in said
    assert UNKNOWN in said
    assert AT_MOST not in said  # no `<=` is printed
    assert "100 %" not in said
