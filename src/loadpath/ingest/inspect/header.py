"""What a log says of itself: its task, its model, its judges, its code, and what it reports.

Every text goes through `scrub`. What has another form than Inspect gives it is left empty, except for what the counts
rest on: the version of the format, the status, and that there is an evaluation at all.

Source: inspect_ai 0.3.285, `log/_log.py` (EvalLog, EvalSpec, EvalResults); older forms as its validators read them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from loadpath.case.record import Header
from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.identity import derived_id
from loadpath.ingest.inspect.sample import called, scalar
from loadpath.ingest.inspect.scrub import arguments, scrubbed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from loadpath.ingest.inspect.strict_json import Wanted

_SPEC = """eval_id run_id created task task_id task_version task_attribs task_args
model model_roles config revision packages scorers metrics"""
WANTED: Wanted = {
    "version": None,
    "status": None,
    "eval": dict.fromkeys(_SPEC.split()),
    "results": {
        "completed_samples": None,
        "scores": {"name": None, "metrics": None},
        "scorer": None,
        "metrics": None,
    },
    "stats": {"completed_at": None},
    "invalidated": None,
}
"""The fields that are looked at."""

NEWEST = 2
"""The last version of the format that is known."""

STATUSES = ("success", "error", "cancelled", "started")
JUDGE = re.compile(r"grader|judge|scor|monitor|critic", re.IGNORECASE)
"""What a role is called whose model scores."""

DEEPEST = 4
"""Lists of metrics in each other."""

MOST = 500
"""Entries of one kind that are kept."""


def header_of(document: Mapping[str, object], container: str, where: str, *, ended: bool = True) -> Header:
    """Return the header.

    Args:
        document: the fields of the log, without its samples.
        container: how it is written.
        where: how a message names it.
        ended: whether the log has what is written at the end of a run.

    Raises:
        UnreadableError: when it is no log, or of a version that is not known.
    """
    spec = document.get("eval")
    if not isinstance(spec, dict):
        raise UnreadableError(f"{where}: it has no `eval`, so it is no log of Inspect", help="name a log of Inspect")
    version = document.get("version", NEWEST)
    if not isinstance(version, int) or not 1 <= version <= NEWEST:
        what = f"version {version!r:.20} of the format, known are 1 to {NEWEST}"
        raise UnreadableError(f"{where}: {what}", help="write the log anew with a version of Inspect that is known")
    status = document.get("status", "started")
    if status not in STATUSES:
        raise UnreadableError(f"{where}: status `{status!r:.40}` is none of {', '.join(STATUSES)}", help="log it again")
    revision, roles = _part(spec, "revision"), _roles(spec)
    dirty = revision.get("dirty")
    return Header(
        container=container,
        status=str(status),
        complete=ended and status != "started",
        task=_text(spec.get("task")),
        version=_text(spec.get("task_version") or _part(spec, "task_attribs").get("version")),
        eval_id=_text(spec.get("eval_id")) or _derived(spec),
        model=_text(spec.get("model")),
        roles=roles,
        judges=_judges(spec, roles),
        revision=_text(revision.get("commit")),
        dirty=dirty if isinstance(dirty, bool) else None,
        arguments=arguments(_part(spec, "task_args"))[:MOST],
        packages=_packages(spec),
        created=_text(spec.get("created")),
        completed=_text(_part(document, "stats").get("completed_at")),
        epochs=_count(_part(spec, "config").get("epochs"), 1),
        metrics=_metrics(document),
        invalidated=document.get("invalidated") is True,
        clusters_by=_cluster(document, spec),
    )


def completed_samples(document: Mapping[str, object]) -> int:
    """Return how many samples the log says to have completed without error; 0 where it does not say."""
    return _count(_part(document, "results").get("completed_samples"), 0)


def only_score(document: Mapping[str, object]) -> str:
    """Return the name of the first score, for logs from before scores had names in their samples."""
    scores = _scores(_part(document, "results"))
    name = scores[0].get("name") if scores else None
    return name if isinstance(name, str) and name else "score"


def keeps_samples(document: Mapping[str, object]) -> bool:
    """Return whether the run was told to log its samples."""
    return _part(_part(document, "eval"), "config").get("log_samples") is not False


def _derived(spec: Mapping[str, object]) -> str:
    run, task, created = (spec.get(name) for name in ("run_id", "task_id", "created"))
    if isinstance(run, str) and isinstance(task, str) and isinstance(created, str):
        return derived_id(run, task, created)
    return ""


def _text(value: object) -> str:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return scrubbed(value) if isinstance(value, str) else str(value)[:40] if number else ""


def _called(value: object) -> str:
    return called(value) if isinstance(value, str) else _text(value)


def _part(document: Mapping[str, object], name: str) -> dict[str, object]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _rows(value: object) -> list[dict[str, object]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _count(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53 else otherwise


def _models(value: object) -> Iterator[str]:
    """Yield the names of models in an option: a name, one with its settings, or several."""
    match value:
        case str():
            yield scrubbed(value)
        case dict():
            yield from _models(value.get("model"))
        case list():
            for part in value[:MOST]:
                if not isinstance(part, list):
                    yield from _models(part)


def _roles(spec: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    roles = _part(spec, "model_roles").items()
    return tuple(sorted((scrubbed(role), model) for role, given in roles for model in _models(given)))[:MOST]


def _judges(spec: Mapping[str, object], roles: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return the models that scored: those in the options of scorers, and those in the roles that scorers ask for."""
    found: set[str] = set()
    asked: set[str] = set()
    for scorer in _rows(spec.get("scorers")):
        for name, value in (_part(scorer, "options") | _part(scorer, "params")).items():
            if name.endswith("role"):
                asked |= {scrubbed(value)} if isinstance(value, str) else set()
            elif "model" in name or JUDGE.search(name):
                found |= set(_models(value))
    found |= {model for role, model in roles if role in asked or JUDGE.search(role)}
    return tuple(sorted(found - {""}))[:MOST]


def _packages(spec: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    found = _part(spec, "packages").items()
    return tuple(sorted((scrubbed(name), _text(version)) for name, version in found))[:MOST]


def _scores(results: Mapping[str, object]) -> list[dict[str, object]]:
    """Return what is reported for each scorer; until 0.3.20 there was one, and its metrics stood beside it."""
    if "scorer" in results:
        return [_part(results, "scorer") | ({"metrics": results["metrics"]} if "metrics" in results else {})]
    return _rows(results.get("scores"))


def _metrics(document: Mapping[str, object]) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    for score in _scores(_part(document, "results")):
        for name, metric in _part(score, "metrics").items():
            value = scalar(metric.get("value")) if isinstance(metric, dict) else None
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                found[f"{_called(score.get('name'))}/{called(name)}"] = value
    return tuple(sorted(found.items()))[:MOST]


def _cluster(document: Mapping[str, object], spec: Mapping[str, object]) -> str:
    """Return the first metadata key by which a metric clusters."""
    groups: list[object] = [_part(score, "metrics") for score in _scores(_part(document, "results"))]
    groups += [scorer.get("metrics") for scorer in _rows(spec.get("scorers"))]
    groups.append(spec.get("metrics"))
    return next((key for group in groups for key in _cluster_keys(group, 0)), "")


def _cluster_keys(group: object, depth: int) -> Iterator[str]:
    """Yield cluster keys of metrics, which stand in lists, by name, or in lists by name."""
    if isinstance(group, list):
        for part in group:
            yield from _cluster_keys(part, depth + 1) if depth < DEEPEST else ()
    elif isinstance(group, dict):
        key = (_part(group, "options") | _part(group, "params")).get("cluster")
        if isinstance(key, str) and key:
            yield called(key)
        elif "name" not in group or isinstance(group["name"], (dict, list)):
            for part in group.values():
                yield from _cluster_keys(part, depth + 1) if depth < DEEPEST else ()
