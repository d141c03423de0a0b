"""Pre-registration: what was expected of a test before it was run, locked, and held against what came out.

Locked are what the test is about, when it passes, what follows either way, its prose, and the likelihoods of every
assessor who judges it. The digest is over the meaning (`case.digest`), together with the moment: layout and reasons may
change, a number may not. What each assessor expected, P(passes), is written down beside it, because it follows from
the whole case of that day. Nothing here opens a file or looks at a clock.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from loadpath.assess.lines import assessors_of, judgements_of, subject_of
from loadpath.assess.results import Interval, NotComputed, plain
from loadpath.case import node as kinds
from loadpath.case.digest import canonical, meaning
from loadpath.case.graph import CaseGraph
from loadpath.case.value import Ratio, SaysNothing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from loadpath.assess.results import Answer
    from loadpath.case.value import Line

FORMAT = "loadpath registration 1"
LOCK = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z), meaning ([0-9a-f]{32}), file ([0-9a-f]{32})")
PARTS = {"title": "title", "about": "about", "passes_when": "passes when", "if_it_passes": "if it passes"}
PARTS |= {"if_it_fails": "if it fails", "chooses_between": "chooses between", "body": "prose"}
"""What of a test is locked: attribute, and what it is called."""

LIKELIHOODS = "likelihoods"

KEPT_BACK = re.compile(r"\[\[redact security: (.*)\]\]")
"""How a lock is written where something is withheld: a digest would let others try out what they may not see."""

HALF = 32
"""Hexadecimal digits of a digest that are written into a field: 128 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What the field `locked` of a test says.

    Attributes:
        at: the moment, as `2027-02-26T09:00:00Z`.
        meaning: the first 32 digits of SHA-256 over what is locked, and the moment.
        file: the first 32 digits of the digest that the registration states of itself.
    """

    at: str
    meaning: str
    file: str

    @property
    def written(self) -> str:
        """Return it as the field has it."""
        return f"{self.at}, meaning {self.meaning}, file {self.file}"

    @property
    def kept_back(self) -> str:
        """Return it as the field has it in a case of which something is withheld: only insiders see it."""
        return f"[[redact security: {self.written}]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A test as it was registered.

    Attributes:
        case: id of the case.
        test: id of the test.
        at: the moment, as `2027-02-26T09:00:00Z`.
        locked: what is locked, as plain JSON values.
        forecasts: how likely each assessor held it that the test passes; plain JSON values.
        digest: SHA-256 over all of this.
    """

    case: str
    test: str
    at: str
    locked: Mapping[str, Any]
    forecasts: Mapping[str, Any]
    digest: str

    @property
    def lock(self) -> Lock:
        """Return what belongs into the field `locked` of the test."""
        return Lock(at=self.at, meaning=_meaning_digest(self.test, self.locked, self.at), file=self.digest[:HALF])

    def as_json(self) -> dict[str, object]:
        """Return the registration as plain JSON values: what its file holds."""
        return {**_said(self.case, self.test, self.at, self.locked, self.forecasts), "digest": self.digest}

    def as_bytes(self) -> bytes:
        """Return the content of its file: canonical JSON (RFC 8785) and a line end."""
        return canonical(self.as_json()) + b"\n"


def lock_of(test: kinds.Test) -> Lock | None:
    """Return what a test says of its registration; None when it says nothing, or nothing that is read."""
    said = " ".join(test.locked.split())
    inside = KEPT_BACK.fullmatch(said)
    match = LOCK.fullmatch(inside[1] if inside else said)
    return Lock(at=match[1], meaning=match[2], file=match[3]) if match else None


def register(case: CaseGraph, test: kinds.Test, at: datetime) -> Registration:
    """Return the registration of a test.

    Args:
        case: a sound case.
        test: one of its tests.
        at: the moment, with its time zone.

    Raises:
        ValueError: when the moment has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("`at` needs a time zone")
    from datetime import UTC  # noqa: PLC0415  only here

    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    locked = content(case, test)
    forecasts = {name: plain(forecast(case, test, name)) for name in locked[LIKELIHOODS]}
    said = _said(case.head.id, test.id, moment, locked, forecasts)
    return Registration(
        case=case.head.id, test=test.id, at=moment, locked=locked, forecasts=forecasts, digest=_sha256(said)
    )


def content(case: CaseGraph, test: kinds.Test) -> dict[str, Any]:
    """Return what is locked of a test, as plain JSON values: its own text, and the likelihoods by assessor."""
    own = {called: meaning(getattr(test, name)) for name, called in PARTS.items()}
    likelihoods = {}
    for name in assessors_of(case):
        held = judgements_of(case, name).lines.get(test.id)
        if held is not None:
            likelihoods[name] = _likelihood(held.line)
    return {**{key: value for key, value in own.items() if value not in (None, "", [])}, LIKELIHOODS: likelihoods}


def _likelihood(line: Line) -> dict[str, Any]:
    """Return what a line says of an outcome, without its reason and without what it is about."""
    return {"passes": line.passes, "branches": meaning(line.branches)}


def meaning_digest(case: CaseGraph, test: kinds.Test, at: str) -> str:
    """Return the digest that a test would have if it were registered as it is now, at some moment."""
    return _meaning_digest(test.id, content(case, test), at)


def _meaning_digest(test: str, locked: Mapping[str, Any], at: str) -> str:
    return _sha256({"format": FORMAT, "test": test, "at": at, "locked": locked})[:HALF]


def _said(case: str, test: str, at: str, locked: Mapping[str, Any], forecasts: Mapping[str, Any]) -> dict[str, object]:
    return {"format": FORMAT, "case": case, "test": test, "at": at, "locked": locked, "forecasts": forecasts}


def _sha256(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def read(text: bytes) -> Registration | None:
    """Return the registration in a file; None when it is none, or not the one whose digest it states."""
    try:
        found = json.loads(text)
        said = {key: value for key, value in found.items() if key != "digest"}
        names = {"format", "case", "test", "at", "locked", "forecasts"}
        if said.keys() != names or said["format"] != FORMAT or found.get("digest") != _sha256(said):
            return None
        del said["format"]
        return Registration(**said, digest=found["digest"])
    except (ValueError, AttributeError, TypeError, RecursionError):
        return None


# what is expected -----------------------------------------------------------------------------------------------------


def forecast(case: CaseGraph, test: kinds.Test, assessor: str) -> Answer:
    """Return how likely an assessor holds it that a test passes, after the evidence that there is.

    The outcome is an event with the chances of the assessor's line, and the forecast is what is believed of it.
    """
    from loadpath.assess.risk import assess  # noqa: PLC0415  numpy is slow to start

    held = judgements_of(case, assessor).lines.get(test.id)
    if held is None:
        return NotComputed(f"`{assessor}` does not judge it")
    if held.line.passes is None or any(isinstance(one.value, Ratio | SaysNothing) for one in held.line.branches):
        return NotComputed("a ratio does not say how likely it is to pass")
    nodes: dict[str, kinds.Node] = dict(case.nodes)
    nodes[test.id] = kinds.Event(id=test.id, title=test.title, at=test.at)
    for node in case.all(kinds.Assessor):
        lines = [replace(one, passes=None) if subject_of(one.what) == test.id else one for one in node.lines]
        nodes[node.id] = replace(node, lines=tuple(lines))
    answer = assess(CaseGraph(head=case.head, nodes=nodes), assessor, 1).propositions[test.id]
    if held.line.passes or isinstance(answer, NotComputed):
        return answer
    return Interval(1 - answer.high, 1 - answer.low)


# what has changed -----------------------------------------------------------------------------------------------------


def changed(case: CaseGraph, found: Registration) -> tuple[str, ...]:
    """Return in words what is not as it was registered; empty when everything is."""
    test = case.get(found.test, kinds.Test)
    if test is None:
        return (f"the case has no test `{found.test}` any more",)
    said: list[str] = []
    lock = lock_of(test)
    if lock is None:
        said.append("the test does not say any more that it is locked")
    elif lock.file != found.digest[:HALF] or lock.at != found.at:
        said.append("the file is not the one that the test says was locked")
    now = content(case, test)
    other = [f"`{key}`" for key in PARTS.values() if now.get(key) != found.locked.get(key)]
    before, after = found.locked.get(LIKELIHOODS, {}), now[LIKELIHOODS]
    other += [f"what {name} expects" for name in {**before, **after} if before.get(name) != after.get(name)]
    if other:
        said.append(f"not what was locked: {', '.join(other)}")
    return (*said, *(message for _, message in otherwise_judged(case, test)))


def otherwise_judged(case: CaseGraph, test: kinds.Test) -> Iterator[tuple[kinds.Evidence | Line, str]]:
    """Yield where a run of a test is read by another criterion, or with other likelihoods, than the test itself."""
    for item in runs_of(case, test):
        if item.passes_when is not None and item.passes_when != test.passes_when:
            here = test.passes_when.written if test.passes_when else "no criterion"
            yield item, f"`{item.id}` passes when {item.passes_when.written}, and was registered with {here}"
        for name in assessors_of(case):
            lines = judgements_of(case, name).lines
            held, locked = lines.get(item.id), lines.get(test.id)
            if held is not None and locked is not None and _likelihood(held.line) != _likelihood(locked.line):
                yield held.line, f"{name} judges `{item.id}` with other likelihoods than were registered"


def runs_of(case: CaseGraph, test: kinds.Test) -> tuple[kinds.Evidence, ...]:
    """Return the findings that say they were registered under a test."""
    return tuple(item for item in case.all(kinds.Evidence) if item.registered and item.registered.id == test.id)


# what came out --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A run of a registered test, and what was expected of it.

    Attributes:
        test: id of the test.
        evidence: id of the finding.
        passed: whether it passed by the criterion that was locked; None when that cannot be said.
        forecasts: how likely each assessor held it, where that was one number.
    """

    test: str
    evidence: str
    passed: bool | None
    forecasts: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How well one assessor foretold the registered tests that were run.

    Attributes:
        assessor: their id.
        tests: how many.
        expected: how many they expected to pass: the sum of their forecasts.
        passed: how many passed.
        brier: mean squared error; 0 is perfect, 1/4 is always saying one half.
        log_score: mean of -ln of the chance given to what happened, in nats; None when it is infinite.
    """

    assessor: str
    tests: int
    expected: float
    passed: int
    brier: float
    log_score: float | None

    def as_json(self) -> dict[str, object]:
        """Return the record as plain JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


def outcomes(case: CaseGraph, registrations: Sequence[Registration]) -> tuple[Outcome, ...]:
    """Return every run of a registered test, with what was expected."""
    found = []
    for one in registrations:
        test = case.get(one.test, kinds.Test)
        for item in runs_of(case, test) if test is not None else ():
            criterion = test.passes_when if test is not None else None
            passed = criterion.met_by(item.result) if criterion and item.result else None
            forecasts = {name: float(value) for name, value in one.forecasts.items() if isinstance(value, int | float)}
            found.append(Outcome(test=one.test, evidence=item.id, passed=passed, forecasts=forecasts))
    return tuple(found)


def records(found: Sequence[Outcome]) -> tuple[Record, ...]:
    """Return how well each assessor foretold what came out: scores (Brier 1950, Good 1952) and calibration."""
    from math import fsum, isfinite  # noqa: PLC0415  with the next

    from loadpath.engine.statistics.scores import brier, log_score  # noqa: PLC0415  many cases register nothing

    known = [one for one in found if one.passed is not None]
    told = []
    for name in dict.fromkeys(name for one in known for name in one.forecasts):
        mine = [(one.forecasts[name], bool(one.passed)) for one in known if name in one.forecasts]
        chances, happened = [p for p, _ in mine], [passed for _, passed in mine]
        score = log_score(chances, happened)
        told.append(
            Record(
                assessor=name,
                tests=len(mine),
                expected=fsum(chances),
                passed=sum(happened),
                brier=brier(chances, happened),
                log_score=score if isfinite(score) else None,
            )
        )
    return tuple(told)
