"""`roadmap` and `what-if --add` as people call them: words, JSON as documented, refusals with a remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.assess.test_roadmap import STORE
from tests.cli.running import printed
from tests.house.test_reference import names, section
from tests.small import HEAD

from loadpath.cli.main import cli
from loadpath.errors import LoadpathError

TAXED = STORE
for name, share in (("gate", "10%"), ("seal", "5%, mostly at night"), ("filter", "8% because of the scan")):
    TAXED = TAXED.replace(
        f"## Mitigation {name}: {name[0].upper()}\n\n- state: planned\n",
        f"## Mitigation {name}: {name[0].upper()}\n\n- state: planned\n- tax: {share}\n",
    )
GUARD = "guard fails 50% cost $1M tax 1% on leak"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A case with three planned barriers, a test and somebody who judges."""
    (tmp_path / "a.md").write_text(HEAD, encoding="utf-8")
    (tmp_path / "b.md").write_text(TAXED, encoding="utf-8")
    return str(tmp_path)


def refused(*words: str) -> str:
    """Return why a command refuses, with its remedy."""
    done = CliRunner().invoke(cli, words)
    assert isinstance(done.exception, LoadpathError), done.output
    return f"{done.exception} | {done.exception.help}"


def test_the_answer_comes_first(folder: str) -> None:
    """The gate first, 5.92 % to 2.392 %; all three leave 1 - 0.9992 x 0.995 = 0.58 %, with the chance 0.8 x 0.9 x 0.7."""
    said = printed("roadmap", folder)
    first = "First build gate for $1M: the risk falls from 5.9 % to 2.4 %."
    assert f"me: Me {first} All 3 in the best order leave 0.58 % for $3M." in said
    assert "The chance that all of it can be had is 50 %." in said
    assert "gate buys 3.5 % 80 % 2.8 % $1M 2.8 % 10 %" in said
    assert "audit finds 3.4 % $500k 6.8 %" in said  # 3.392 % for half a million
    assert "1. gate 3.5 % 2.4 % $1M" in said
    assert "2. filter 1.5 % 0.9 % $2M" in said
    assert "all orders were compared" in said


def test_a_ceiling_says_how_likely_everything_can_be_had(folder: str) -> None:
    """A tax that is no number is left out by name; 10 % and 8 % together are 17.2 %; 0.8 x 0.7."""
    said = printed("roadmap", folder, "--ceiling", "20%")
    assert "Within the ceiling of 20 % on the tax, the chance that all of it can be had is 56 %." in said
    assert "Not taken: seal: its `tax` is no number." in said
    assert "$2M 17 % 56 %" in said


def test_what_may_be_spent(folder: str) -> None:
    """For a million only the gate."""
    assert "Not taken: filter: it would bring the cost above what may be spent." in printed(
        "roadmap", folder, "--cost", "$1M"
    )


def test_ideas_are_ranked_with_the_rest(folder: str) -> None:
    """The guard halves what leaks, 2 % to 1 %: it buys 0.96 x 1 % = 0.96 %; its `feasible` nobody says."""
    said = printed("roadmap", folder, "--add", GUARD)
    assert "guard buys 0.96 % unknown up to 0.96 % $1M" in said
    assert "Tried here, not in the case: guard." in said


def test_json_of_a_roadmap_is_as_documented(folder: str) -> None:
    """Every key is documented, and no other."""
    found = json.loads(printed("roadmap", folder, "--add", GUARD, "--json"))
    assert names(section("json.md", "`roadmap --json`")) == found.keys()
    (person,) = found["assessors"]
    assert names(section("json.md", "Each roadmap")) == person.keys()
    assert names(section("json.md", "Each candidate")) == person["ranked"][0].keys()
    assert names(section("json.md", "The best order")) == person["order"].keys() | person["order"]["steps"][0].keys()
    assert found["tried"] == ["guard"]


def test_what_if_tries_what_is_not_there(folder: str) -> None:
    """Theft 4 % stays, the guard leaves 1 % of leaks: 1 - 0.96 x 0.99 = 4.96 %, 0.84 times 5.92 %."""
    said = printed("what-if", "--add", GUARD, folder)
    assert f"what if {GUARD}?" in said
    assert "me 5.9 % 1 in 17 5 % 1 in 20 0.84" in said
    assert "Tried here, not in the case: guard." in said
    both = printed("what-if", "--add", GUARD, "attempt=1%", folder)  # 1 - 0.99 x 0.99 = 1.99 %
    assert f"what if {GUARD} and attempt: 1%?" in both
    assert "me 5.9 % 1 in 17 2 % 1 in 50" in both


def test_what_if_says_what_makes_it_worse(folder: str, tmp_path: Path) -> None:
    """A fragment with one more way of harm, 1 %: the risk is larger, and that is said."""
    outside = tmp_path.parent / f"{tmp_path.name}-idea.md"
    outside.write_text("## Event other: O\n- kind: residual\n\n## Assessor me: Me\n\n- other: 1% because x\n", "utf-8")
    said = printed("what-if", "--add", str(outside), folder)
    assert "me 5.9 % 1 in 17 6.9 %" in said  # 1 - 0.9408 x 0.99 = 6.86 %
    assert "The risk is larger with it for me." in said


@pytest.fixture
def unjudged(folder: str) -> str:
    """The same case, where nobody can say how likely an attempt is."""
    path = Path(folder) / "b.md"
    path.write_text(path.read_text("utf-8").replace("attempt: 4%", "attempt: unknown"), "utf-8")
    return folder


def test_what_if_of_an_unknown_risk_still_names_who_judges(unjudged: str, tmp_path: Path) -> None:
    """The risk is 2 % to 100 %; with one more way of 1 % the lower end is 1 - 0.98 x 0.99 = 2.98 %, and that is said."""
    outside = tmp_path.parent / f"{tmp_path.name}-more.md"
    outside.write_text("## Event other: O\n- kind: residual\n\n## Assessor me: Me\n\n- other: 1% because x\n", "utf-8")
    said = printed("what-if", "--add", str(outside), unjudged)
    assert " me at least 2 % " in said
    assert "Where it says unknown, how many times is not computed: something is unknown." in said
    assert "With it the highest or the lowest that the risk can be is higher for me." in said
    better = printed("what-if", "--add", GUARD, unjudged)
    assert "is higher for" not in better


def test_a_sentence_with_intervals_can_be_read(unjudged: str) -> None:
    """Where one end of a risk is told, so is where the other is: not `from 2 % to 100 % to 2 % to 9 %`."""
    said = printed("roadmap", unjudged)
    assert "the risk falls from between 2 % and 100 % to between 2 % and " in said
    assert "Of a risk that is known only between two ends the upper one counts first." in said


def test_what_is_stated_and_cannot_be_read_is_named(folder: str) -> None:
    """A negative price is no price and a tax of 150 % no tax, as are words (seal): it is told."""
    path = Path(folder) / "b.md"
    text = path.read_text("utf-8").replace("- tax: 10%\n- cost: $1M", "- tax: 150%\n- cost: $-5M", 1)
    path.write_text(text, "utf-8")
    said = printed("roadmap", folder)
    assert "`cost` is stated, and is no number that can be read: gate." in said
    assert "`tax` is stated, and is no number that can be read: seal, gate." in said


def test_what_brings_nothing_is_refused(folder: str) -> None:
    """A heading alone is no idea."""
    assert "what is tried brings nothing" in refused("what-if", "--add", "# Only a heading", folder)


def test_json_of_what_is_tried(folder: str) -> None:
    """The ids that came in are named."""
    found = json.loads(printed("what-if", "--add", GUARD, folder, "--json"))
    assert found["tried"] == ["guard"]
    assert found["supposed"] == [GUARD]
    assert found["assessors"][0]["after"]["risk"] == pytest.approx(1 - 0.96 * 0.99)


def test_refusals(folder: str) -> None:
    """Each says what to write instead."""
    assert "did you mean `theft`" in refused("what-if", "--add", "guard fails 5% on thft", folder)
    assert "cannot be" in refused("what-if", "--add", "guard fails 6% (5%-95%) on theft", folder)
    assert "cannot be read" in refused("roadmap", "--add", "nowhere.md", folder)
    assert "|" in refused("roadmap", "--ceiling", "0.2", folder)
    assert "|" in refused("roadmap", "--cost", "much", folder)


def test_nothing_planned_and_nobody(tmp_path: Path) -> None:
    """A case with one event says that nothing lowers its risk; a case without numbers what to do."""
    (tmp_path / "a.md").write_text(HEAD + "\n## Event e: E\n- kind: residual\n", encoding="utf-8")
    assert "no assessor has given numbers yet" in printed("roadmap", str(tmp_path))
    (tmp_path / "b.md").write_text("## Assessor me: Me\n\n- e: 2% because x\n", encoding="utf-8")
    assert "The risk is 2 %. Nothing that is planned, and can be taken, lowers it." in printed("roadmap", str(tmp_path))


def test_what_if_needs_something() -> None:
    """Neither a setting nor an idea: a word of usage."""
    done = CliRunner().invoke(cli, ["what-if"])
    assert done.exit_code == 2
    assert "Missing argument ID=VALUE" in done.output
