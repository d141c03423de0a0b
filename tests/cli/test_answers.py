"""`questions`, `ask` and `answer` as people call them: out as a page, back as text of the case."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.cli.running import started
from tests.files.pages import TEXTS, filled
from tests.house.test_reference import names, section

if TYPE_CHECKING:
    from pathlib import Path


ASKED = 8
"""The two cells, the number of the guard, that nobody owns the event, one number without a reason, two taken over, one
request."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case that leaves something of every sort open."""
    found = tmp_path / "case"
    found.mkdir()
    for name, text in TEXTS.items():
        (found / name).write_text(text, encoding="utf-8")
    return found


@pytest.fixture
def page(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """The page that was sent."""
    found = tmp_path / "page.md"
    code, out, _ = started("ask", str(folder), "--all", "-o", str(found), monkeypatch=monkeypatch, capsys=capsys)
    assert (code, out) == (0, f"wrote {found}: {ASKED} of {ASKED} questions\n")
    return found


def fill(page: Path, answers: dict[str, tuple[str, str]]) -> None:
    """Answer some questions of a page."""
    page.write_text(filled(page.read_text(encoding="utf-8"), answers), encoding="utf-8")


def test_questions_as_json(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every question with its id, its place and its worth, those of one owner where asked for."""
    code, out, _ = started(
        "questions", str(folder), "--json", "--owner", "priya", monkeypatch=monkeypatch, capsys=capsys
    )
    assert code == 0
    (one,) = json.loads(out)["questions"]
    assert one["id"].startswith("request/why-logged/")
    assert (one["to"], one["due"], one["file"]) == ("priya", "2027-03-01", "case.md")
    assert one["worth"]["low"] < one["worth"]["high"]
    assert names(section("json.md", "Each question")) == set(one)
    assert names(section("json.md", "Each worth")) == set(one["worth"])


def test_an_owner_without_questions_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that nothing is for is refused with the nearest that there is."""
    code, _, err = started("questions", str(folder), "--owner", "prya", monkeypatch=monkeypatch, capsys=capsys)
    assert code == 2
    assert "did you mean `priya`?" in err


def test_a_page_comes_back(
    folder: Path, page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Answers are shown as a difference first, then written; what they answered is asked no more."""
    fill(page, {"cell/copy/2/works": ("95% each time", ""), "number/guard": ("30% (20%-45%)", "two of seven")})
    code, out, _ = started("answer", str(page), str(folder), "--diff", monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0
    assert "+- guard fails: 30% (20%-45%) because two of seven (Ruth, 2027-02-05)" in out
    assert (folder / "team.md").read_text(encoding="utf-8") == TEXTS["team.md"]
    code, out, _ = started("answer", str(page), str(folder), monkeypatch=monkeypatch, capsys=capsys)
    assert (code, out) == (0, "wrote 2 answers into 2 files; left 6 questions empty\n")
    _, out, _ = started("questions", str(folder), "--all", "--json", monkeypatch=monkeypatch, capsys=capsys)
    names = [one["id"].rpartition("/")[0] for one in json.loads(out)["questions"]]
    assert not {"cell/copy/2/works", "number/guard"} & set(names)


@pytest.mark.parametrize(
    ("name", "answer", "reason", "said"),
    [
        ("number/guard", "30", "so", "page.md:"),
        (
            "number/guard",
            "1 in 400,000 (1 in 500,000-1 in 5,000)",
            "so",
            "the number and its range contradict each other",
        ),
    ],
)
def test_nothing_is_written_where_one_answer_is_refused(
    name: str, answer: str, reason: str, said: str, folder: Path, page: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """A value that is no number, and one that has no meaning, keep the whole page out."""
    fill(page, {name: (answer, reason), "owner/tries": ("ruth", "")})
    code, _, err = started("answer", str(page), str(folder), monkeypatch=monkeypatch, capsys=capsys)
    assert code == 2
    assert said in err
    assert "nothing was written" in err
    assert {file: (folder / file).read_text(encoding="utf-8") for file in TEXTS} == dict(TEXTS)


def test_a_page_for_others_comes_back_into_the_whole_text(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a reviewer answers on a page without the withheld parts is written beside them."""
    text = TEXTS["case.md"].replace("| counter | upload |", "| counter | upload [[redact security: above 2 GB]] |")
    hidden = (
        "\n## Event insider: An insider helps\n\n- access: internal\n- kind: residual\n- disclosed: at most 1 in 10\n"
    )
    (folder / "case.md").write_text(text + hidden, encoding="utf-8")
    (folder / "team.md").write_text(TEXTS["team.md"] + "- insider: 1% because so\n", encoding="utf-8")
    sent = tmp_path / "reviewers.md"
    words = ("ask", str(folder), "--all", "--audience", "public", "-o", str(sent))
    assert started(*words, monkeypatch=monkeypatch, capsys=capsys)[0] == 0
    assert "insider" not in sent.read_text(encoding="utf-8")
    fill(sent, {"cell/copy/2/after": ("20 min", ""), "number/guard": ("30%", "two of seven")})
    code, out, err = started("answer", str(sent), str(folder), monkeypatch=monkeypatch, capsys=capsys)
    assert (code, err) == (0, "")
    assert out.startswith("wrote 2 answers")
    after = (folder / "case.md").read_text(encoding="utf-8")
    assert "[[redact security: above 2 GB]]" in after
    assert "| 20 min | unknown |" in after


def test_a_page_of_another_case_is_refused(
    folder: Path, page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page names its case, and is taken by no other."""
    (folder / "case.md").write_text(TEXTS["case.md"].replace("# Case crane", "# Case heron"), encoding="utf-8")
    code, _, err = started("answer", str(page), str(folder), monkeypatch=monkeypatch, capsys=capsys)
    assert code == 2
    assert "the page asks about `crane`, and the case here is `heron`" in err


def test_what_is_overdue_is_marked(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A day of the last century is over on every day on which this runs; a day of the next is not."""
    for due, said in (("1999-12-31", "overdue since 1999-12-31"), ("2101-01-01", "by 2101-01-01")):
        (folder / "case.md").write_text(TEXTS["case.md"].replace("2027-03-01", due), encoding="utf-8")
        words = ("questions", str(folder), "--owner", "priya")
        _, out, _ = started(*words, monkeypatch=monkeypatch, capsys=capsys)
        assert f"for priya, {said};" in " ".join(out.split())
        sent = tmp_path / "priya.md"
        _, out, _ = started("ask", *words[1:], "-o", str(sent), monkeypatch=monkeypatch, capsys=capsys)
        assert f"For priya. {said[0].upper()}{said[1:]}." in sent.read_text(encoding="utf-8")


def test_a_word_that_is_on_no_scale_is_refused_for_a_stage(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stage may pass a word of likelihood; one without a meaning in this case is refused, a number is written."""
    text = (
        "# Surface agents: Research agents\n\n- attempts: 24\n- correlation: none\n\n"
        "| stage | passes |\n|---|---|\n| flagged | unknown |\n\n"
        "# Pathway tampering: Tampering\n\n1. [[tries]]\n2. [[agents]] catches none\n"
    )
    (folder / "surfaces.md").write_text(text, encoding="utf-8")
    for answer, code, stands in (("fairly well", 2, "unknown"), ("44%", 0, "44%")):
        sent = tmp_path / "sent.md"
        started("ask", str(folder), "--all", "-o", str(sent), monkeypatch=monkeypatch, capsys=capsys)
        fill(sent, {"cell/agents/1/passes": (answer, "")})
        found, _, err = started("answer", str(sent), str(folder), monkeypatch=monkeypatch, capsys=capsys)
        assert found == code, err
        assert ("`fairly well`" in err) is bool(code)
        assert f"| flagged | {stands} |" in (folder / "surfaces.md").read_text(encoding="utf-8")
