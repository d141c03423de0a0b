"""Renaming, moving and detaching: what is changed, what is let be, and what is refused."""

from __future__ import annotations

import pytest
from tests.small import HEAD, HERON

import loadpath as lp
from loadpath.errors import RefusedChangeError
from loadpath.files.detach import detach
from loadpath.files.places import Role, places
from loadpath.files.refactor import move, rename

NODES = "## Claim a: A\n\n## Claim a-b: AB\n\n## Claim b: B\n\n## Event e: E\n- kind: residual\n\n## Mitigation m: M\n\n## Evidence f: F\n- result: 3 of 100\n- about: [[e]]\n\n## Assessor o: O\n\n"
HEADED = HEAD + NODES

RENAMED = {
    "a field": ("- rests on: [[a]], [[a-b]]", "- rests on: [[n]], [[a-b]]"),
    "a field over two lines": ("- rests on: [[a-b]], [[\n  a]]", "- rests on: [[a-b]], [[\n  n]]"),
    "a remark in a field": ("- strength: weak, see [[a]]", "- strength: weak, see [[n]]"),
    "a field that is ignored": ("- x-note: [[a]]", "- x-note: [[n]]"),
    "prose": ("So [[a]] and [[a-b]], [[ a ]].", "So [[n]] and [[a-b]], [[ n ]]."),
    "prose with backslashes": ("So \\[\\[a\\]\\].", "So \\[\\[n\\]\\]."),
    "withheld text": ("Text [[redact security: as [[a]] is]].", "Text [[redact security: as [[n]] is]]."),
    "a computed value": ("It is [[= load of a by a]].", "It is [[= load of n by n]]."),
    "a heading below": ("### On [[a]]", "### On [[n]]"),
    "a table": ("| a | b |\n|---|---|\n| [[a]] | a |", "| a | b |\n|---|---|\n| [[n]] | a |"),
    "code": ("So `[[a]]`.\n\n```\n[[a]]\n```", "So `[[a]]`.\n\n```\n[[a]]\n```"),
    "a comment": ("So <!-- [[a]] --> it is [[a]].", "So <!-- [[a]] --> it is [[n]]."),
    "the word in prose": ("a is a, not [a], nor a-b", "a is a, not [a], nor a-b"),
    "raw HTML": ("<div>\n[[a]]\n</div>", "<div>\n[[a]]\n</div>"),
}


@pytest.mark.parametrize("name", RENAMED)
def test_an_id_is_renamed_where_it_is_one(name: str) -> None:
    """In a claim, everything that the reader takes or shows as a reference changes, and nothing else."""
    before, after = RENAMED[name]
    gap = "\n" if before.startswith("- ") else "\n\n"
    texts = {"a.md": HEADED, "c.md": f"## Claim c: C{gap}{before}\n"}
    done = rename(texts, "a", "n")
    assert done["c.md"] == f"## Claim c: C{gap}{after}\n"
    assert done["a.md"] == HEADED.replace("Claim a:", "Claim n:")
    assert rename(done, "n", "a") == texts


JUDGED = {
    "- a: 5% because [[a]] and a": "- n: 5% because [[n]] and a",
    "- e: 5% if a and not a-b, 3% otherwise because x": "- e: 5% if n and not a-b, 3% otherwise because x",
    "- m fails: 5% if 2 of a, b, a-b because x": "- m fails: 5% if 2 of n, b, a-b because x",
    "- f: 3:1 against a because x": "- f: 3:1 against n because x",
    "- [[a]]: unknown because x": "- [[n]]: unknown because x",
}


@pytest.mark.parametrize("line", JUDGED)
def test_a_bare_id_is_renamed_in_judgements(line: str) -> None:
    """In the line of an assessor, ids without brackets are ids; words of a reason are words."""
    texts = {"a.md": HEADED, "b.md": f"## Assessor me: Me\n\n{line}\n"}
    done = rename(texts, "a", "n")
    assert done["b.md"] == f"## Assessor me: Me\n\n{JUDGED[line]}\n"
    assert rename(done, "n", "a") == texts


def test_other_places_of_an_id() -> None:
    """Assessors, chains, scenarios, waivers, fact checks and proposals name ids in their own ways."""
    text = (
        "## Assessor me: Me\n- starts from: [[o]]\n\n- e: 2 times the odds of o because x\n\n"
        "## Pathway p: P\n\n1. [[o]] fails - as [[o]]\n\n## Waiver w: W\n- on: [[o]]\n\n"
        "## Review r: R\n\n- [x] [[o]] at 12345678: saw [[o]]\n\n"
        "## Scenario s: S\n\n| who | sees | tells | after | works | again | if |\n|---|---|---|---|---|---|---|\n"
        "| o | [[o]] | **stops it** | 1 h | 5% ever | | not [[o]] |\n\n# Rest\n\n"
        "| proposed | by | where it went |\n|---|---|---|\n| o | o | [[o]] |\n"
    )
    done = rename({"a.md": HEADED, "b.md": text}, "o", "new-one")["b.md"]
    assert done.count("[[new-one]]") == text.count("[[o]]")
    assert "odds of new-one because" in done
    assert "| new-one |" not in done


@pytest.mark.parametrize("new", ["and", "3.4", "owner", "interests"])
def test_an_id_that_cannot_stand_bare_gets_brackets(new: str) -> None:
    """A word of the language, a number or a key would be read as something else without brackets."""
    texts = {"a.md": HEADED, "b.md": "## Assessor me: Me\n\n- a: 5% because x\n- e: 5% if a because x\n"}
    done = rename(texts, "a", new)["b.md"]
    assert f"- [[{new}]]: 5%" in done
    assert f"if [[{new}]] because" in done


REFUSED = {
    ("a", "A"): "did you mean `a`?",
    ("a", "n n"): "did you mean `n-n`?",
    ("a", "b"): "ids are unique",
    ("a", "a"): "ids are unique",
    ("a", "published"): "is reserved",
    ("a", "withheld-3"): "is reserved",
    ("a-c", "n"): "did you mean",
    ("a", "dangling"): "already referred to",
    ("b", "likely"): "read as something else",
}


@pytest.mark.parametrize(("old", "new"), REFUSED)
def test_a_rename_is_refused_with_a_remedy(old: str, new: str) -> None:
    """What is malformed, taken, reserved, unknown, or would capture what stands there already."""
    texts = {"a.md": HEADED, "b.md": "See [[dangling]].\n\n## Assessor me: Me\n\n- likely: 50%-90%\n"}
    with pytest.raises(RefusedChangeError) as caught:
        rename(texts, old, new)
    assert REFUSED[old, new] in f"{caught.value} {caught.value.help}"


def test_nothing_is_renamed_while_two_nodes_have_one_id() -> None:
    """One of the two is not read: in it, `owner` would come to be a field, and nobody would notice."""
    text = f"{HEADED}\n## Claim same: S\n\n## Assessor same: S\n\n- likely: 50%-90%\n\n## Claim likely: L\n"
    with pytest.raises(RefusedChangeError, match="`same` is the id of 2 nodes") as refused:
        rename({"a.md": text}, "likely", "owner")
    assert refused.value.help == "give all but one of them another id by hand"


def test_every_id_of_the_example_goes_there_and_back() -> None:
    """Each node of the example can be renamed, and renaming back gives the same bytes."""
    texts = dict(lp.read(HERON).texts)
    for name in sorted(lp.read(HERON).case.nodes)[::7]:
        assert rename(rename(texts, name, "some.new-id"), "some.new-id", name) == texts


OUTER = "## Pathway p: P\n\nProse.\n\n### Claim q: Q\n\nInner.\n\n### Why\n\nOf p.\n"


def test_a_node_moves_with_its_own_sections_only() -> None:
    """What stands under it as a node of its own stays; what belongs to it on both sides goes."""
    texts = {"a.md": HEADED, "b.md": OUTER, "c.md": "## Claim z: Z\r\n\r\nText"}
    done = move(texts, "p", "c.md")
    assert done["b.md"] == "### Claim q: Q\n\nInner.\n"
    assert done["c.md"] == "## Claim z: Z\r\n\r\nText\r\n\r\n## Pathway p: P\n\nProse.\n\n### Why\n\nOf p.\n"
    assert lp.read(done).case.digest == lp.read(texts).case.digest


def test_a_file_without_anything_left_is_left_out() -> None:
    """The last node of a file takes the file with it."""
    done = move({"a.md": HEADED, "b.md": "\n## Claim z: Z\n"}, "z", "deep/new.md")
    assert done == {"a.md": HEADED, "deep/new.md": "## Claim z: Z\n"}


NOT_MOVED = {
    ("z", "b.md"): "stands in `b.md` already",
    ("z", "../c.md"): "cannot be a file of a case",
    ("z", "/c.md"): "cannot be a file of a case",
    ("z", "c.txt"): "cannot be a file of a case",
    ("z", ".c/d.md"): "cannot be a file of a case",
    ("z", "notes.md"): "belongs to which node",
    ("y", "c.md"): "belongs to which node",
    ("w", "deep/c.md"): "looked for beside its file",
    ("v", "deep/c.md"): "looked for beside its file",
    ("x", "c.md"): "no node has the id",
}


@pytest.mark.parametrize(("name", "file"), NOT_MOVED)
def test_a_move_that_changes_what_is_said_is_refused(name: str, file: str) -> None:
    """Prose would fall to the case or out of it; a path would name another file; the file would not be read."""
    texts = {
        "a.md": HEADED,
        "b.md": "## Claim z: Z\n\n## Evidence w: W\n- from: w.csv\n- result: 1 of 2\n- about: [[e]]\n\n## Claim v: V\n\n[a](b.md)\n",
        "d.md": "# Prose of the case\n\nText.\n\n## Claim y: Y\n",
        "notes.md": "No part of the case.\n",
    }
    with pytest.raises(RefusedChangeError) as caught:
        move(texts, name, file)
    assert NOT_MOVED[name, file] in f"{caught.value} {caught.value.help}"


def test_a_node_nobody_refers_to_is_taken_out_whole() -> None:
    """Its text is what was written, and the rest is as if it had never been there."""
    texts = {"a.md": HEADED, "b.md": f"{OUTER}\n## Claim z: Z\n"}
    found = detach(texts, "p")
    assert found.text == "## Pathway p: P\n\nProse.\n\n### Why\n\nOf p.\n"
    assert found.texts["b.md"] == "### Claim q: Q\n\nInner.\n\n## Claim z: Z\n"
    assert found.refers_to == ()


def test_references_dissolve_when_one_insists() -> None:
    """A mention becomes the title, a list loses it, an empty field goes; a title that is not public stays hidden."""
    text = "## Claim c: C\n- rests on: [[a]], [[b]]\n- evidence: [[f]]\n\nAs [[a]] says.\n\n## Claim d: D\n- rests on: [[b]] and\n  [[a]]; x\n"
    texts = {"a.md": HEADED, "c.md": text}
    with pytest.raises(RefusedChangeError, match=r"c.md:2, c.md:5, c.md:9"):
        detach(texts, "a")
    done = detach(texts, "a", force=True)
    assert done.texts["c.md"] == (
        "## Claim c: C\n- rests on: [[b]]\n- evidence: [[f]]\n\nAs A says.\n\n## Claim d: D\n- rests on: [[b]]; x\n"
    )
    done = detach(texts, "f", force=True)
    assert done.removed == (("c.md", 3, "- evidence: [[f]]"),)
    hidden = texts | {"a.md": HEADED.replace("Claim a: A\n", "Claim a: A\n- access: reviewers\n")}
    assert "As a says." in detach(hidden, "a", force=True).texts["c.md"]


@pytest.mark.parametrize(
    "text",
    [
        "## Claim c: C\n- says: [[a]] and [[b]]\n",
        "## Pathway p: P\n\n1. [[a]]\n2. [[e]]\n",
        "## Assessor me: Me\n\n- e: 5% if a because x\n",
        "## Assessor me: Me\n\n- a: 5% because x\n",
        "## Claim c: C\n\nIt is [[= load of a]].\n",
        "## Review r: R\n\n- [x] [[a]] at 12345678: seen\n",
    ],
)
def test_what_is_argued_is_never_dissolved(text: str) -> None:
    """A chain, a condition, a judgement, a computed value and a fact check mean something else without it."""
    with pytest.raises(RefusedChangeError, match="takes part in what is argued"):
        detach({"a.md": HEADED, "c.md": text}, "a", force=True)


def test_the_case_itself_cannot_be_taken_out() -> None:
    """A folder without it is no case."""
    with pytest.raises(RefusedChangeError, match="is the case itself"):
        detach({"a.md": HEADED}, "small")


def test_places_tell_what_the_reader_takes() -> None:
    """Each line of the example has the role that its meaning gives it."""
    team = places("team.md", (HERON / "assessors" / "team.md").read_text(encoding="utf-8"))
    assert {place.role for place in team} == {Role.NODE, Role.JUDGEMENT, Role.PROSE}
    assert not places("README.md", "# Plain text\n\n- owner: nobody\n")
