"""The honeypots of the example come from a log that ships with it."""

from __future__ import annotations

from tests.evidence.heron_log import KINDS, heron_log
from tests.small import HERON

from loadpath.case.record import Counting
from loadpath.evidence.logs import Place, count
from loadpath.evidence.verify import Standing, verify
from loadpath.project import read

LOG = HERON / "evidence" / "data" / "honeypots.json"


def test_the_log_is_the_one_that_is_written() -> None:
    """Whoever wants another example changes one file of tests and writes the log again."""
    assert LOG.read_text(encoding="utf-8") == heron_log()


def test_the_example_can_be_counted_again() -> None:
    """The finding that has a record stands; the others state their results."""
    found = {one.evidence: one.standing for one in verify(read(HERON))}
    assert found.pop("honeypot-run") is Standing.SAME
    assert set(found.values()) == {Standing.STATED}


def test_the_log_holds_what_its_kinds_say() -> None:
    """4,000 chances of three kinds, 3 of them taken, in two kinds."""
    counted = count([Place(str(LOG), LOG.name)], Counting(cluster="kind"))
    assert counted.samples is not None
    assert counted.clusters is not None
    told = counted.samples.as_scored
    assert (told.trials, told.events) == tuple(map(sum, zip(*KINDS.values(), strict=True)))
    assert counted.clusters.as_scored.events == sum(hits > 0 for _, hits in KINDS.values())
