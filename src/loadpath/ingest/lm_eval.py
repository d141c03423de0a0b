"""Results of the lm-evaluation-harness, and the samples it logs beside them, in their present and their older shape.

A results file holds, by task, metrics such as `acc,none`: a name, and after a comma the filter that the answers passed
(older files have the name alone). A metric is a mean over documents. It becomes a count only where the number of
documents is recorded, the mean times it is a whole number, and the standard error, where there is one, is that of a
share: sqrt(p (1 - p) / (n - 1)), which the harness writes for a mean of noughts and ones.

In a file of samples every line is one document seen through one filter; the lines of a document are one sample here.
Every name goes through `inspect.scrub`.
"""

from __future__ import annotations

import io
import json
import math
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from loadpath.case.record import Header, Sample
from loadpath.case.value import Counts
from loadpath.errors import UnreadableError
from loadpath.ingest.inspect.quoting import shown
from loadpath.ingest.inspect.sample import called
from loadpath.ingest.inspect.scrub import arguments, scrubbed
from loadpath.ingest.json_strict import read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from loadpath.case.record import Scalar
from loadpath.ingest.json_strict import Json

CONTAINER = "lm-eval"

MOST_BYTES = 64_000_000
"""Bytes of a results file; the samples are files of their own."""

MOST_SAMPLES, MOST_SCORES = 5_000_000, 1_000
LONGEST = 200
"""Characters of a text that is kept of what a data set says."""

MOST_KEYS, DEEPEST = 200, 3
"""Values kept of what a data set says of one document, and how many names a dotted name has."""

ROUNDING = 1e-6
"""How far a mean times its number may be from a whole number, and a standard error from the expected, relatively."""

STDERR = "_stderr"
UNFILTERED = ("", "none")
NO_METRICS = {"alias", "name", "sample_len", "sample_count"}
NO_SCORES = {
    "doc_id", "doc", "target", "arguments", "resps", "filtered_resps", "filter", "metrics", "doc_hash", "prompt_hash",
    "target_hash", "task_name",
}  # fmt: skip
ARGUMENTS = (
    "model", "model_args", "model_revision", "model_sha", "model_dtype", "batch_size", "limit", "gen_kwargs",
    "num_fewshot", "random_seed", "numpy_seed", "torch_seed", "fewshot_seed",
)  # fmt: skip
PACKAGES = {"lm_eval": "lm_eval_version", "transformers": "transformers_version"}
NAMED_BY = ("peft", "delta", "pretrained", "model", "path", "engine")
"""The arguments by which a model is named, the first that stands counting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LmEvalMetric:
    """One metric of one task.

    Attributes:
        name: such as `acc`.
        filter: what the answers passed before; empty when nothing, or when the file does not say.
        value: the mean over documents; None where it is no finite number.
        stderr: its standard error; None where none is given.
        counts: successes among documents; None where they cannot be told.
        uncounted: why they cannot.
    """

    name: str
    filter: str
    value: float | None
    stderr: float | None
    counts: Counts | None = None
    uncounted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LmEvalTask:
    """One task of a results file; groups of tasks are left out, since they repeat them.

    Attributes:
        header: what the file says of the run, with `task` and `version`.
        metrics: in the order of the file.
        shots: examples in the prompt; None where not recorded.
        original: documents in the data set; None where not recorded.
        effective: documents that were used; None where not recorded.
        limit: what the number of documents was cut to, as given; None when it was not, or is not recorded.
    """

    header: Header
    metrics: tuple[LmEvalMetric, ...]
    shots: int | None
    original: int | None
    effective: int | None
    limit: float | None


def read_lm_eval(content: bytes, name: str) -> tuple[LmEvalTask, ...]:
    """Return the tasks of a results file, in its order.

    Args:
        content: the file, `results_*.json`.
        name: how the case calls it.

    Raises:
        UnreadableError: when it is no such file, or is over a limit.

    >>> content = b'{"results": {"arc": {"acc,none": 0.25}}, "n-samples": {"arc": {"original": 8, "effective": 8}}}'
    >>> read_lm_eval(content, "results.json")[0].metrics[0].counts
    Counts(events=2, trials=8)
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"`{name}` has more than {MOST_BYTES:,} bytes", help="cite the results, not the samples")
    held = read_json(content, name)
    results = held.get("results") if isinstance(held, dict) else None
    if not isinstance(held, dict) or not isinstance(results, dict) or not all(map(_is_object, results.values())):
        raise UnreadableError(f"`{name}` holds no results of lm-eval", help="give the file `results_*.json` of a run")
    groups = {group for group, inner in _part(held, "group_subtasks").items() if inner} | _part(held, "groups").keys()
    return tuple(_task(held, task, _part(results, task)) for task in results if task not in groups)


def _is_object(value: Json) -> bool:
    return isinstance(value, dict)


def _part(held: Mapping[str, Json], key: str) -> dict[str, Json]:
    found = held.get(key)
    return found if isinstance(found, dict) else {}


def _task(held: Mapping[str, Json], task: str, results: Mapping[str, Json]) -> LmEvalTask:
    config, numbers = _part(held, "config"), _part(_part(held, "n-samples"), task)
    effective = _whole(numbers.get("effective", results.get("sample_len")))
    metrics = tuple(_metrics(results, effective))
    shots = _part(held, "n-shot").get(task, _part(_part(held, "configs"), task).get("num_fewshot"))
    return LmEvalTask(
        header=_header(held, config, task, metrics),
        metrics=metrics,
        shots=_whole(shots if shots is not None else config.get("num_fewshot")),
        original=_whole(numbers.get("original")),
        effective=effective,
        limit=_number(config.get("limit")),
    )


def _header(
    held: Mapping[str, Json], config: Mapping[str, Json], task: str, metrics: tuple[LmEvalMetric, ...]
) -> Header:
    versions = _part(held, "versions")
    version = versions.get(task, _part(_part(_part(held, "configs"), task), "metadata").get("version"))
    return Header(
        container=CONTAINER,
        task=scrubbed(task),
        version="" if version is None else scrubbed(_written(version)),
        model=_model(held, config),
        revision=_name(held.get("git_hash")),
        arguments=arguments({key: config[key] for key in ARGUMENTS if config.get(key) is not None}),
        packages=tuple((package, found) for package, key in PACKAGES.items() if (found := _name(held.get(key)))),
        created=_instant(_number(held.get("date"))),
        metrics=tuple((_score(one.name, one.filter), one.value) for one in metrics if one.value is not None),
    )


def _model(held: Mapping[str, Json], config: Mapping[str, Json]) -> str:
    """Return what was evaluated: as the file names it, else by the arguments of the model."""
    stated = config.get("model_args")
    if isinstance(stated, str):
        pairs = (part.partition("=") for part in stated.split(","))
        stated = {key.strip(): value for key, _, value in pairs}
    stated = stated if isinstance(stated, dict) else {}
    named = next((found for key in NAMED_BY if (found := _name(stated.get(key)))), "")
    return _name(held.get("model_name")) or named or _name(config.get("model"))


def _metrics(results: Mapping[str, Json], effective: int | None) -> Iterator[LmEvalMetric]:
    for key, value in results.items():
        name, _, through = key.partition(",")
        if key in NO_METRICS or name.endswith(STDERR) or isinstance(value, str | bool | dict | list):
            continue
        mean = _number(value)
        error = _number(results.get(f"{name}{STDERR},{through}" if "," in key else name + STDERR))
        counts, why = _counts(mean, error, effective)
        yield LmEvalMetric(
            name=called(name),
            filter="" if through in UNFILTERED else called(through),
            value=mean,
            stderr=error,
            counts=counts,
            uncounted=why,
        )


def _counts(mean: float | None, error: float | None, trials: int | None) -> tuple[Counts | None, str]:
    """Return the count behind a mean, or why there is none to be told."""
    if mean is None:
        return None, "the value is no number"
    if not trials:
        return None, "the number of documents is not recorded"
    if not 0 <= mean <= 1:
        return None, f"{mean:g} is not a share"
    events = round(mean * trials)
    if abs(mean * trials - events) > ROUNDING:
        return None, f"{mean:g} of {trials:,} is not a whole number"
    share = events / trials
    expected = math.sqrt(share * (1 - share) / (trials - 1)) if trials > 1 else 0.0
    if error is not None and trials > 1 and not math.isclose(error, expected, rel_tol=ROUNDING, abs_tol=ROUNDING):
        return None, f"a standard error of {error:g} is not that of a share, {expected:g}"
    return Counts(events, trials), ""


# samples --------------------------------------------------------------------------------------------------------------


def read_lm_eval_samples(content: bytes, name: str) -> tuple[Sample, ...]:
    """Return the documents of a file of samples, `samples_*.jsonl`, in its order.

    A score is called by its metric, and where the answers passed a filter `metric/filter`. What the data set says of a
    document is kept where it is short; prompts and answers are not.

    Raises:
        UnreadableError: when a line is no such sample, or a document stands twice behind one filter.

    >>> read_lm_eval_samples(b'{"doc_id": 0, "doc": {"topic": "x"}, "filter": "none", "acc": 1.0}', "samples.jsonl")
    (Sample(id='0', epoch=1, metadata={'topic': 'x'}, scores={'acc': 1.0}, edited=(), error='', invalidated=False, \
refused=False, fallback=False, limit=''),)
    """
    found: dict[str, tuple[dict[str, Scalar], dict[str, Scalar]]] = {}
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(io.BytesIO(content), start=1):
        if not line.strip():
            continue
        at = f"{name}:{number}"
        held = read_json(line.strip(), at)
        document = held.get("doc_id") if isinstance(held, dict) else None
        if not isinstance(held, dict) or isinstance(document, bool) or not isinstance(document, int | str):
            _refuse(at, "is no sample: it has no `doc_id`")
        through = held.get("filter", "")
        if not isinstance(through, str):
            _refuse(at, "its `filter` is no text")
        key = str(document)
        if (key, through) in seen:
            _refuse(at, f"document `{shown(key)}` stands twice behind the filter `{shown(through) or 'none'}`")
        if len(seen) >= MOST_SAMPLES:
            _refuse(at, f"more than {MOST_SAMPLES:,} samples")
        seen.add((key, through))
        if key not in found:
            found[key] = dict(_metadata(_part(held, "doc"))), {}
        _add(found[key][1], _scores(held, through), at)
    return tuple(Sample(id=key, metadata=metadata, scores=scores) for key, (metadata, scores) in found.items())


def _refuse(at: str, why: str) -> NoReturn:
    raise UnreadableError(f"{at}: {why}", help="give a file `samples_*.jsonl` of one task of one run")


def _add(scores: dict[str, Scalar], found: Iterable[tuple[str, Scalar]], at: str) -> None:
    """Add the scores of a line to those of its document."""
    for name, value in found:
        if len(scores) >= MOST_SCORES:
            _refuse(at, f"more than {MOST_SCORES:,} scores of one document")
        if name in scores:
            _refuse(at, f"two scores of the document are called `{shown(name)}`")
        scores[name] = value


def _scores(held: Mapping[str, Json], through: str) -> Iterator[tuple[str, Scalar]]:
    """Yield the metrics of a line; those that are lists, parts of a sum over documents, are none of one document."""
    listed = held.get("metrics")
    names = {one for one in listed if isinstance(one, str)} if isinstance(listed, list) else held.keys() - NO_SCORES
    for name in sorted(names):
        value = held.get(name)
        if not isinstance(value, dict | list):
            yield _score(name, "" if through in UNFILTERED else through), _scalar(value)


def _score(name: str, through: str) -> str:
    return f"{called(name)}/{called(through)}" if through else called(name)


def _metadata(held: Mapping[str, Json]) -> Iterator[tuple[str, Scalar]]:
    kept = 0
    level = deque((key, value, 1) for key, value in held.items())
    while level and kept < MOST_KEYS:
        name, value, depth = level.popleft()
        if isinstance(value, dict) and depth < DEEPEST:
            level.extend((f"{name}.{key}", inner, depth + 1) for key, inner in value.items())
        elif not isinstance(value, dict | list) and not (isinstance(value, str) and len(value) > LONGEST):
            kept += 1
            yield called(name), _scalar(value)


# values ---------------------------------------------------------------------------------------------------------------


def _scalar(value: Json) -> Scalar:
    assert not isinstance(value, dict | list)
    return _number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _number(value: Json) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _whole(value: Json) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number.is_integer() and number >= 0 else None


def _written(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _name(value: Json) -> str:
    return scrubbed(value.strip()) if isinstance(value, str) else ""


def _instant(seconds: float | None) -> str:
    """Return a time of Unix in ISO 8601; empty when it is none."""
    try:
        return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return ""
