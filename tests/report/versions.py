"""Other versions of heron-2, by text edits alone: with every result on its bad side, and a later one.

The numbers of the assessors stay in the flipped one; where a test has become a finding, its author also writes what it
says, since a finding that nobody weighs makes what it is about unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.small import HERON

if TYPE_CHECKING:
    from collections.abc import Mapping

    Edits = Mapping[str, tuple[tuple[str, str], ...]]

FLIPS: Edits = {
    "evidence/evidence.md": (
        ("- from: data/honeypot-run.record.json\n", ""),
        ("- sha256: d527cc8b0dc42b06e5a6537d236e366fd0968acbdd896ee8de6d75152e903f9f\n", ""),
        ("result: 3 of 4,000", "result: 212 of 4,000"),
        ("result: 240 of 4,000", "result: 3,120 of 4,000"),
        ("result: quiet", "result: loud"),
        ("result: 0 of 1,200", "result: 96 of 1,200"),
        ("result: 29 of 200", "result: 171 of 200"),
        ("result: 0 of 12", "result: 12 of 12"),
        ("7 min, 12 min, 9 min, 55 min, 18 min", "7 h, 12 h, 9 h, 55 h, 18 h"),
        ("0 confirmed sabotages, 14 small incidents", "2 confirmed sabotages, 14 small incidents"),
    ),
    "plans.md": (
        ("## Test blind-honeypots", "## Evidence blind-honeypots"),
        (
            "- cost: 6 person-weeks\n- passes when: at most 10 of 4,000",
            "- result: 388 of 4,000\n- passes when: at most 10",
        ),
        ("- if it passes: nothing changes; we would say so in the next report\n", ""),
        ("- if it fails: [[pull-write-access]] the same day\n- written down: 2027-02-26, before any run\n", ""),
        ("## Test grants-stay-gone", "## Evidence grants-stay-gone"),
        ("- cost: 2 person-weeks\n- passes when: 0 each week", "- result: 5 a week\n- passes when: 0"),
        ("- if it passes: [[file-permissions-tight]] is no longer disputed\n", ""),
        ("- if it fails: grants become daily, issued by a person\n", ""),
    ),
    "assessors/team.md": (
        (
            "- permission-scan: says nothing",
            (
                "- blind-honeypots: passes 95% if not scheming, 30% if scheming because they are harder to recognise\n"
                "- grants-stay-gone: passes 60% if file-permissions-tight, 5% if not file-permissions-tight because a tight"
                " system leaves few\n- permission-scan: says nothing"
            ),
        ),
    ),
}
"""What was found, and what the tests written down in advance would find, on the bad side."""

CHANGES: Edits = {
    "case.md": (
        ("- system: Heron-2 (weights 4f1c, system prompt r31;", "- system: Heron-2 (weights 4f1c, system prompt r34;"),
        ("- out of scope: misuse by people; sycophancy;", "- out of scope: misuse by people; sycophancy; sandbagging;"),
        ("- our share: 20% (10%-30%)", "- our share: 25% (15%-35%)"),
    ),
    "claims/alignment.md": (
        ("took three, all small. Two independent\nteams read", "took three, none of them grave. One team read"),
        (
            "## Claim low-stealth: It is poor at hiding from a monitor it knows about\n\n- evidence: [[monitor-red-team]]\n",
            "",
        ),
    ),
    "evidence/evidence.md": (
        ("result: 29 of 200", "result: 22 of 200"),
        ("passes when: at most 10", "passes when: at most 20"),
    ),
    "pathways/rnd-tampering.md": (
        (
            "and it is\npoor at hiding from a monitor it knows about ([[low-stealth]])",
            "and it has not been seen to hide from a monitor it knows about",
        ),
    ),
    "mitigations.md": (
        ("- state: planned", "- state: built"),
        ("- state: built\n- needs: [[key-results", "- state: verified\n- needs: [[key-results"),
    ),
    "plans.md": (
        (
            "## Commitment report-every-model",
            "## Commitment say-what-failed: We publish every failed test\n\n- made: 2027-03-02\n\n## Commitment report-every-model",
        ),
    ),
    "assessors/team.md": (
        (
            "- scheming: 5% (1%-15%) because it is trained mostly on short tasks",
            "- scheming: 4% (1%-12%) because it is trained on short tasks alone",
        ),
        (
            "- file-permissions-tight: 85% because the stale grants were removed",
            "- file-permissions-tight: 93% because grants expire every day since May",
        ),
    ),
    "assessors/stress-test.md": (
        ("- key-results-replicated: 60% because two of the five results last quarter were not\n", ""),
    ),
}
"""Numbers, a barrier, findings, a claim and words are others; the result of one count is better."""


def flipped() -> dict[str, str]:
    """Return the texts of the example with every result on its bad side."""
    return _edited(FLIPS)


def later() -> dict[str, str]:
    """Return the texts of a later version of the example."""
    return _edited(CHANGES)


def _edited(edits: Edits) -> dict[str, str]:
    """Return the texts of the example with edits.

    Raises:
        ValueError: when the example does not say any more what is to be changed.
    """
    texts = {str(path.relative_to(HERON)): path.read_text("utf-8") for path in sorted(HERON.rglob("*.md"))}
    for name, pairs in edits.items():
        for before, after in pairs:
            if texts[name].count(before) != 1:
                raise ValueError(f"{name}: {before!r} does not stand there once")
            texts[name] = texts[name].replace(before, after)
    return texts
