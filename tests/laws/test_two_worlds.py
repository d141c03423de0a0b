"""Two worlds: what is withheld cannot be told from anything that an audience sees (meaning.md, section 6).

The law is only as good as the leaks it would find, so leaks are planted, one at a time, each in a way in which tools
leak: every one must be found within a few pairs. `make soak NAME=worlds` goes on with more pairs.
"""

from __future__ import annotations

import re
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from tests.laws.sights import NOTHING_TO_COMPARE, difference, seen
from tests.laws.worlds import pair

from loadpath.case.suggest import did_you_mean
from loadpath.errors import UndisclosableError
from loadpath.files import disclose as room
from loadpath.files.withholding import redactions
from loadpath.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from loadpath.case.node import Node
    from loadpath.files.run import Run

PAIRS = 20
MOST_PAIRS = 60
"""Pairs after which a planted leak counts as not found."""


@pytest.mark.parametrize("audience", ["public", "reviewers"])
def test_worlds_that_differ_only_in_what_is_withheld_look_the_same(audience: str) -> None:
    """Every byte of every output is the same, and most pairs can be compared."""
    found = [difference(pair(seed, audience), audience) for seed in range(PAIRS)]
    assert [item for item in found if item not in ("", NOTHING_TO_COMPARE)] == []
    assert found.count("") > PAIRS / 2


@pytest.mark.slow
def test_the_two_worlds_are_two() -> None:
    """The law does not hold because the two texts are the same: seen from inside they differ."""
    assert all(pair(seed)[0].texts != pair(seed)[1].texts for seed in range(PAIRS))
    found = [difference(pair(seed), "internal") for seed in range(PAIRS)]
    assert sum(item not in ("", NOTHING_TO_COMPARE) for item in found) > PAIRS / 2


# planted leaks --------------------------------------------------------------------------------------------------------


def _added(name: str, text: Callable[[Project], str]) -> Callable[[Project, str], dict[str, str]]:
    """Return what is seen when one output also says something computed from the case in full."""

    def see(full: Project, audience: str) -> dict[str, str]:
        found = seen(full, audience)
        return found if "refused" in found else {**found, name: found.get(name, "") + text(full)}

    return see


def _lines_of(project: Project) -> int:
    return sum(len(node.lines) for node in project.case.nodes.values() if hasattr(node, "lines"))


def _titles(full: Project) -> str:
    return "".join(f'<a title="{node.title}">' for node in full.case.nodes.values() if node.access != "public")


def _words(full: Project) -> str:
    return " ".join(sorted(set(re.findall(r"\w+", " ".join(full.texts.values())))))


def _near(full: Project) -> str:
    return did_you_mean("secret-x", full.case.nodes)


ADDED = {
    "a count: the judgements in full": _added("check", lambda full: f"{_lines_of(full)} judgements"),
    "a total: the risk in full": _added("risk, JSON", lambda full: str([item.risk for item in full.risk()])),
    "a tooltip: titles on tombstones": _added("report", _titles),
    "an error message: the nearest id": _added("show nothing", _near),
    "a digest: that of the case in full": _added("risk", lambda full: full.case.digest),
    "a search index: words of the full text": _added("page /search", _words),
}


@contextmanager
def _patched(**instead: object) -> Iterator[None]:
    with ExitStack() as stack:
        for name, value in instead.items():
            stack.enter_context(patch.object(room, name, value))
        yield


def _as_long_as_it_was(node: Node, name: str) -> str:
    return TOMBSTONE(node, name) + "\n" * sum(len(section.text.split("\n")) for section in node.body)


def _with_its_title(node: Node, name: str) -> str:
    return TOMBSTONE(node, name).replace(": Withheld", f": {node.title}")


def _with_its_owner(node: Node, name: str) -> str:
    return TOMBSTONE(node, name).replace("- access", f"- x-owner: {node.owner}\n- access")


def _with_its_file(page: object, edits: object, numbers: object, hidden: object, *, bare: bool = False) -> str:
    return "x" if bare else TEXT(page, edits, numbers, hidden)  # type: ignore[arg-type]


def _with_bars(page: room._Page, run: Run, audience: str, only: object) -> None:
    del only
    for found in redactions(run) if audience == "public" else ():
        page.taken(found.whole, "\N{FULL BLOCK}" * len(found.inside))


def _in_order_of_names(pages: object, hidden: dict[str, object]) -> dict[str, str]:
    left = WRITTEN(pages, hidden)  # type: ignore[arg-type]
    ids = {f"withheld-{number}": f"withheld-{place}" for place, number in enumerate(_by_name(left, hidden), 1)}
    return {
        name: re.sub(r"withheld-\d+", lambda found: ids.get(found[0], found[0]), text) for name, text in left.items()
    }


def _by_name(left: dict[str, str], hidden: dict[str, object]) -> list[int]:
    numbers = sorted({int(number) for text in left.values() for number in re.findall(r"withheld-(\d+)", text)})
    turned = sum(map(len, hidden)) % 2
    return numbers[::-1] if turned else numbers


def _nothing(*_: object) -> None:
    """Take nothing away."""


TOMBSTONE, TEXT, WRITTEN = room._tombstone, room._text, room._written
PATCHED: dict[str, dict[str, object]] = {
    "a line number: a tombstone as long as the node": {"_tombstone": _as_long_as_it_was},
    "a title: kept on the tombstone": {"_tombstone": _with_its_title},
    "a field: kept under the tombstone": {"_tombstone": _with_its_owner},
    "a file name: kept for a file without public text": {"_text": _with_its_file},
    "a length: bars as long as the passage": {"_take_redactions": _with_bars},
    "an order: tombstones numbered by their names": {"_written": _in_order_of_names},
    "a comment: left in the text": {"_take_comments": _nothing},
    "a judgement: left with its number": {"_take_judgements": _nothing},
    "a reference: left with its id": {"_take_references": _nothing},
    "a digest of what was reviewed: left in the review": {"_take_digests": _nothing},
}


def _evidence_is_hashed(full: Project, audience: str) -> dict[str, str]:
    """Show what is found when the files that evidence comes from are looked at for everybody."""

    def disclosed(project: Project, to: str) -> Project:
        return replace(project.disclosed(to), hash_of=project.hash_of, audience="internal")

    return seen(full, audience, disclosed)


def _found(see: Callable[[Project, str], dict[str, str]]) -> bool:
    return any(difference(pair(seed), "public", see) not in ("", NOTHING_TO_COMPARE) for seed in range(MOST_PAIRS))


@pytest.mark.slow
@pytest.mark.parametrize("leak", ADDED)
def test_what_is_computed_from_the_full_case_is_found(leak: str) -> None:
    """An output that says something of the case in full tells the two worlds apart."""
    assert _found(ADDED[leak])


@pytest.mark.parametrize("leak", PATCHED)
def test_what_is_left_in_the_text_is_found(leak: str) -> None:
    """Text that keeps something of what was withheld tells the two worlds apart."""
    with _patched(**PATCHED[leak]):
        assert _found(seen)


def test_files_of_evidence_are_found() -> None:
    """A check of the files that evidence comes from tells the two worlds apart."""
    assert _found(_evidence_is_hashed)


# refused --------------------------------------------------------------------------------------------------------------

SECRET = "## Claim secret-x: Canary\n\n- access: internal\n- owner: canary\n"  # noqa: S105  no password
BAD = {
    "a field in error": SECRET.replace("owner", "ownr"),
    "an access in error": SECRET.replace("internal", "intern"),
    "a redaction in error": SECRET + "\nThe [[redact canary: canary]].\n",
    "a heading in error": SECRET.replace("secret-x", "Secret_X"),
    "an access in prose": "## Claim secret-x: Canary\n\nText.\n\n### More\n\n- access: internal\n",
}


@pytest.mark.parametrize("bad", BAD)
def test_a_case_with_errors_is_shown_to_nobody_else(bad: str) -> None:
    """What is withheld cannot be told for certain, and the refusal says nothing of it."""
    project = Project({"case.md": "# Case c: C\n\n- kind: risk analysis\n\n" + BAD[bad]})
    for audience in ("public", "reviewers"):
        with pytest.raises(UndisclosableError) as refused:
            project.disclosed(audience)
        assert "anary" not in f"{refused.value}{refused.value.help}"


def test_disclosing_twice_is_disclosing_once() -> None:
    """What the public sees is a case of its own, of which nothing more is withheld from the public."""
    for seed in range(PAIRS):
        full = pair(seed)[0]
        try:
            left = full.disclosed("public").texts
        except UndisclosableError:
            continue
        assert room.disclose(left, "public") == left


def test_each_audience_sees_what_those_before_it_see() -> None:
    """What reviewers see, reduced for the public, is what the public sees."""
    for seed in range(PAIRS):
        full = pair(seed)[0]
        try:
            public, reviewers = full.disclosed("public").texts, full.disclosed("reviewers").texts
        except UndisclosableError:
            continue
        through = room.disclose(reviewers, "public")
        assert re.sub(r"withheld-\d+", "", str(sorted(through.items()))) == re.sub(
            r"withheld-\d+", "", str(sorted(public.items()))
        )
