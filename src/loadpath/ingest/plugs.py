"""The readers that other packages bring: entry points of the group `loadpath.ingest`.

An entry point names a function of the content of a file and its name that returns a `Read`. What comes back is taken
apart and checked value by value, so that nothing but values of our own goes on; a plug-in that fails is named, and
nothing that it says about itself is shown.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from loadpath.case.record import Header, Sample
from loadpath.case.suggest import did_you_mean
from loadpath.errors import LoadpathError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from loadpath.case.record import Scalar

GROUP = "loadpath.ingest"

LONGEST = 2_000
"""Characters of one text."""

MOST_VALUES = 1_000
"""Values in one part of a header or of a sample."""

MOST_SAMPLES = 10_000_000
STATUSES = ("success", "error", "cancelled", "started")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One log as a plug-in read it."""

    header: Header
    samples: tuple[Sample, ...]


Reader = Callable[[bytes, str], Read]


def names() -> tuple[str, ...]:
    """Return the names of the readers that are installed, in order."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


def reader(name: str) -> Reader:
    """Return the reader of this name; it raises a LoadpathError, naming itself, whenever it fails.

    Raises:
        LoadpathError: when there is no such reader, there are several, or it cannot be loaded.
    """
    found = [point for point in entry_points(group=GROUP) if point.name == name]
    known = names()
    if not found:
        raise LoadpathError(
            f"no reader `{name}` is installed",
            help=did_you_mean(name, known) or f"there is {', '.join(f'`{one}`' for one in known) or 'none'}",
        )
    if len({point.value for point in found}) > 1:
        raise LoadpathError(f"{len(found)} packages bring a reader `{name}`", help="uninstall all but one of them")
    return _guarded(found[0])


def _guarded(point: EntryPoint) -> Reader:
    function = _loaded(point)

    def read(content: bytes, name: str) -> Read:
        try:
            return _checked(function(content, name))
        except MemoryError:
            raise
        except _UnfitError as fault:
            raise _failed(point, f"returned {fault} for `{name}`") from None
        except LoadpathError as fault:
            raise LoadpathError(f"plug-in `{point.name}`: {str(fault)[:LONGEST]}", help=fault.help[:LONGEST]) from None
        except (Exception, SystemExit) as fault:  # noqa: BLE001  it is not ours, and may fail in any way
            raise _failed(point, f"failed on `{name}` with {type(fault).__name__}") from None

    return read


def _loaded(point: EntryPoint) -> Reader:
    try:
        found: object = point.load()
    except MemoryError:
        raise
    except (Exception, SystemExit) as fault:  # noqa: BLE001  the same of its imports
        raise _failed(point, f"cannot be loaded: {type(fault).__name__}") from None
    if not callable(found):
        raise _failed(point, "is no function")
    reader: Reader = found  # what it returns is checked when it is called
    return reader


def _failed(point: EntryPoint, what: str) -> LoadpathError:
    package = f" of `{point.dist.name}`" if point.dist else ""
    return LoadpathError(f"plug-in `{point.name}`{package} {what}", help="tell its authors, or uninstall it")


class _UnfitError(Exception):
    """What a plug-in returned is not fit to be used; the message says what it is."""


def _checked(found: object) -> Read:
    """Return what a plug-in returned, made anew of checked parts."""
    if type(found) is not Read:
        raise _UnfitError(f"a `{type(found).__name__}` and no `Read`")
    if type(found.header) is not Header or type(found.samples) is not tuple:
        raise _UnfitError("a header or samples of another type")
    if len(found.samples) > MOST_SAMPLES:
        raise _UnfitError(f"more than {MOST_SAMPLES:,} samples")
    _check_fields(found.header, HEADER, "the header")
    seen: set[tuple[str, int]] = set()
    samples = []
    for place, sample in enumerate(found.samples, start=1):
        if type(sample) is not Sample:
            raise _UnfitError(f"a `{type(sample).__name__}` as sample {place:,}")
        _check_fields(sample, SAMPLE, f"sample {place:,}")
        if (sample.id, sample.epoch) in seen:
            raise _UnfitError(f"sample {place:,} with the id and epoch of another")
        seen.add((sample.id, sample.epoch))
        samples.append(replace(sample, metadata=_values(sample.metadata), scores=_values(sample.scores)))
    return Read(header=found.header, samples=tuple(samples))


def _check_fields(value: Header | Sample, checks: Mapping[str, Callable[[object], bool]], where: str) -> None:
    for field in fields(value):
        if not checks[field.name](getattr(value, field.name)):
            raise _UnfitError(f"`{field.name}` of {where} with a value that it cannot have")


def _values(found: Mapping[str, Scalar]) -> dict[str, Scalar]:
    return dict(found.items())


# what each field may hold ---------------------------------------------------------------------------------------------


def _is_text(value: object) -> bool:
    return type(value) is str and len(value) <= LONGEST and value.isprintable()


def _is_truth(value: object) -> bool:
    return type(value) is bool


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 1


def _is_scalar(value: object) -> bool:
    return value is None or _is_text(value) or _is_truth(value) or _is_number(value)


def _is_number(value: object) -> bool:
    return type(value) is int or (type(value) is float and math.isfinite(value))


def _texts(value: object) -> bool:
    return type(value) is tuple and len(value) <= MOST_VALUES and all(map(_is_text, value))


def _pairs(value: object, second: Callable[[object], bool] = _is_text) -> bool:
    return (
        type(value) is tuple
        and len(value) <= MOST_VALUES
        and all(type(one) is tuple and len(one) == 2 and _is_text(one[0]) and second(one[1]) for one in value)  # noqa: PLR2004
        and max(Counter(name for name, _ in value).values(), default=1) == 1
    )


def _named(value: object) -> bool:
    if not isinstance(value, Mapping) or len(value) > MOST_VALUES:
        return False
    return all(_is_text(name) and _is_scalar(one) for name, one in value.items())


HEADER: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys((field.name for field in fields(Header)), _is_text),
    **dict.fromkeys(("complete", "invalidated"), _is_truth),
    **dict.fromkeys(("roles", "arguments", "packages"), _pairs),
    "container": lambda value: _is_text(value) and value != "",
    "status": lambda value: value in STATUSES,
    "judges": _texts,
    "dirty": lambda value: value is None or _is_truth(value),
    "epochs": _is_count,
    "metrics": lambda value: _pairs(value, _is_number),
}
SAMPLE: Mapping[str, Callable[[object], bool]] = {
    "id": lambda value: _is_text(value) and value != "",
    "epoch": _is_count,
    "metadata": _named,
    "scores": _named,
    "edited": _texts,
    "error": _is_text,
    "invalidated": _is_truth,
    "refused": _is_truth,
    "fallback": _is_truth,
    "limit": _is_text,
}
