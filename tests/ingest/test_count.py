"""From samples to counts."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.case.record import EVENTS, LEFT_OUT, NOT_EVENTS, Counting, Sample
from loadpath.case.value import Counts
from loadpath.errors import UnreadableError
from loadpath.ingest.count import Ballot, Census

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loadpath.case.record import Scalar, Totals


def sample(name: str = "a", value: Scalar = 0.0, cluster: Scalar = None, **others: object) -> Sample:
    """Return a sample with one score `s`."""
    metadata = {} if cluster is None else {"scenario": cluster}
    return Sample(id=name, metadata=metadata, scores={"s": value}, **others)  # type: ignore[arg-type]


def ballot(samples: Sequence[Sample], **counting: str) -> Ballot:
    """Return the samples of one task, counted."""
    found = Ballot(Counting(**counting))  # type: ignore[arg-type]
    found.add("task", samples)
    found.require_names()
    return found


def totals(samples: Sequence[Sample], cluster: str = "scenario") -> Totals:
    """Return the samples, counted by kind."""
    census = Census(cluster)
    assert list(census.passing(samples)) == list(samples)
    return census.totals


def test_a_cluster_is_an_event_when_any_of_its_samples_is() -> None:
    """Two clusters, five samples, one event: 1 of 2 by cluster, 1 of 5 by transcript."""
    samples = [sample(str(place), place == 1, "xy"[place % 2]) for place in range(5)]
    found = ballot(samples, cluster="scenario")
    assert (found.clusters.as_scored, found.samples.as_scored) == (Counts(1, 2), Counts(1, 5))


def test_epochs_of_one_id_are_one_cluster() -> None:
    """Without a key the unit is the sample id, however often it was repeated."""
    samples = [sample("a", 0), sample("a", 1), sample("b", 0), sample("b", 0)]
    assert ballot(samples).clusters.as_scored == Counts(1, 2)


def test_three_readings_of_what_was_not_scored() -> None:
    """Clusters x (one event), y (nothing scored), z (one scored, one not): 1 of 2, 3 of 3 at worst, 1 of 3 at best."""
    samples = [
        sample("1", 1.0, "x"),
        sample("2", None, "y"),
        sample("3", 0.0, "z"),
        sample("4", 1.0, "z", error="TimeoutError"),
        sample("5", 0.0, "y", invalidated=True),
    ]
    found = ballot(samples, cluster="scenario").clusters
    # x is an event; y has no score that stands; z has one that is none, and an error
    assert found.as_scored == Counts(1, 2)
    assert found.worst == Counts(3, 3)
    assert found.best == Counts(1, 3)
    assert [found.chosen(word) for word in (EVENTS, LEFT_OUT, NOT_EVENTS)] == [found.worst, found.as_scored, found.best]


def test_void_is_left_out_as_an_error_is() -> None:
    """A sample for which `void` holds has no score that stands."""
    found = ballot([sample("1", 1.0), sample("2", 0.0)], void="value = 1").samples
    assert (found.as_scored, found.worst) == (Counts(0, 1), Counts(1, 2))


def test_samples_without_the_key_are_one_cluster() -> None:
    """What nobody placed belongs together: it must not look like many independent trials."""
    samples = [sample("1", 0, "x"), sample("2", 0), sample("3", 0)]
    assert ballot(samples, cluster="scenario").clusters.as_scored.trials == 2
    assert totals(samples).clusters == 2


def test_ids_of_different_tasks_are_different_clusters() -> None:
    """Task a and task b both number their samples from 1: four clusters, not two."""
    found = Ballot(Counting())
    for task in "ab":
        found.add(task, [sample("1"), sample("2")])
    assert found.clusters.as_scored == Counts(0, 4)


@pytest.mark.parametrize(
    ("counting", "said", "help_"),
    [
        ({"score": "t"}, "no sample has the score `t`", "there is `s`"),
        ({"cluster": "scenery"}, "no sample has `metadata.scenery`; did you mean `metadata.scenario`?", "`value`"),
        ({"event": "verdict = 1"}, "no sample has `verdict`", "there is"),
        ({"void": "metadata.scenaria = 1"}, "did you mean `metadata.scenario`?", "there is"),
    ],
)
def test_what_no_sample_has_is_refused(counting: dict[str, str], said: str, help_: str) -> None:
    """A mistyped name would make every sample unscored: it is refused with the names that there are."""
    with pytest.raises(UnreadableError) as caught:
        ballot([sample("1", 0, "x")], **counting)
    assert said in str(caught.value)
    assert help_ in caught.value.help


def test_several_scores_need_a_name() -> None:
    """Which of two scores is meant is never guessed."""
    twice = Sample(id="a", metadata={}, scores={"harm": 1.0, "refusal": 0.0})
    with pytest.raises(UnreadableError, match="2 scores: `harm`, `refusal`"):
        ballot([twice])
    assert ballot([twice], score="refusal").samples.as_scored == Counts(0, 1)
    assert ballot([twice], event="harm = 1 and score.refusal = 0", score="harm").samples.as_scored == Counts(1, 1)


def test_everything_a_reader_should_know_of_is_counted() -> None:
    """Errors, edits, voids, refusals, fallbacks and limits each have a count; a sum has six digits."""
    samples = [
        sample("1", 0.1, "x", error="ValueError", limit="token"),
        sample("2", 0.2, "x", edited=("s",), invalidated=True),
        sample("2", None, "y", epoch=2, refused=True, fallback=True, limit="token"),
        sample("3", "C", "y"),
        sample("4", "other", "y"),
    ]
    found = totals(samples)
    assert (found.samples, found.ids, found.clusters, found.epochs) == (5, 4, 2, 2)
    assert (found.errors, found.edited, found.invalidated, found.refused, found.fallbacks) == (1, 1, 1, 1, 1)
    assert found.limits == (("token", 2),)
    (name, tally), *rest = found.scores
    # 0.1 + 0.2 + 1 (the letter C); "other" is a score and no number
    assert (name, tally.scored, tally.positive, tally.unscored, tally.total) == ("s", 4, 1, 1, 1.3)
    assert not rest


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from([0.0, 1.0, None])), max_size=4)
)
def test_order_does_not_matter(given_: list[tuple[str, str, float | None]]) -> None:
    """Any order of the samples gives the same counts."""
    samples = [sample(name, value, cluster) for name, cluster, value in given_]
    if not samples:
        return
    found = {
        (one.clusters, one.samples, totals(order))
        for order in permutations(samples)
        for one in [ballot(order, cluster="scenario")]
    }
    assert len(found) == 1


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.0, 1.0, None]), st.booleans()), min_size=1, max_size=12)
)
def test_the_readings_stand_in_order(given_: list[tuple[int, float | None, bool]]) -> None:
    """At best never more events than at worst; as scored never more units; transcripts never fewer than clusters."""
    samples = [
        sample(str(place), value, str(cluster), invalidated=void) for place, (cluster, value, void) in enumerate(given_)
    ]
    found = ballot(samples, cluster="scenario")
    for readings in (found.clusters, found.samples):
        assert readings.best.events == readings.as_scored.events <= readings.worst.events <= readings.worst.trials
        assert readings.as_scored.trials <= readings.best.trials == readings.worst.trials
    assert found.clusters.worst.trials <= found.samples.worst.trials == len(samples)
    # counted again by hand, cluster by cluster
    groups = {str(cluster) for cluster, _, _ in given_}
    events = {str(cluster) for cluster, value, void in given_ if value == 1 and not void}
    doubtful = {str(cluster) for cluster, value, void in given_ if value is None or void}
    assert found.clusters.worst == Counts(len(events | doubtful), len(groups))
