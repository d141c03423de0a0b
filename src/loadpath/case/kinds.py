"""Which kinds there are, and which field fills which attribute: the table of language.md, as data.

The reader looks types up here; `loadpath new`, the reference page and the suggestions for a mistyped key come from it
as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from loadpath.case import node


class Form(Enum):
    """How the text of a field is read."""

    TEXT = "text"
    WORDS = "one of a few words"
    DATE = "a date, 2027-03-01"
    REF = "a reference, [[id]]"
    REFS = "references, [[a]], [[b]]"
    PROPOSITION = "a proposition"
    ABOUT = "a proposition or a quantity"
    SHARE = "a probability, or a part of another line"
    AMOUNT = "a quantity with its unit"
    BOUND = "a bound, at most 1 in 10,000"
    RESULT = "a result: counts, quantities or words"
    CRITERION = "what the result is compared with"
    HAPPENS = "at [[rate]] per session over [[sessions]]"
    DIGEST = "64 hexadecimal digits"
    START = "words, in which a moment may stand, Sunday 03:00"
    ATTACKERS = "3, stopped together, or 3, stopped one by one"
    ATTEMPTS = "how often: 24 (12-48), dozens, 2 per week, 3 tries at 1 in 3"
    CHANCE = "a probability"
    CORRELATION = "a correlation, 0.3 (0.1-0.6)"
    FLOW = "how many, 50 per week, or unknown"
    TIME = "a time, 30 min (10 min-1 h), or unknown"
    ONE_TIME = "a time without a range, 6 weeks, or unknown"
    ONE_CHANCE = "a probability without a range"

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a kind: its key, the attribute it fills, how it is read, and whether it must be there.

    Text that is told as written, and holds a value besides, gives that value to the attribute `also`.
    """

    key: str
    attribute: str
    form: Form = Form.TEXT
    required: bool = False
    words: tuple[str, ...] = ()
    also: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of node: its word, its class, its fields by key."""

    word: str
    make: type[node.Node]
    fields: dict[str, FieldSpec]


def _text(*keys: str) -> list[FieldSpec]:
    return [FieldSpec(key, key.replace(" ", "_")) for key in keys]


def _of(form: Form, *keys: str, required: bool = False) -> list[FieldSpec]:
    return [FieldSpec(key, key.replace(" ", "_"), form, required) for key in keys]


def _words(key: str, *words: str, attribute: str = "", required: bool = False) -> FieldSpec:
    return FieldSpec(key, attribute or key.replace(" ", "_"), Form.WORDS, required, words)


COMMON = (
    FieldSpec("owner", "owner"),
    _words("access", "public", "reviewers", "internal"),
    FieldSpec("disclosed", "disclosed", Form.BOUND),
)
"""Fields that may stand on any node."""


def _kind(make: type[node.Node], *specs: FieldSpec) -> Kind:
    return Kind(make.__name__, make, {spec.key: spec for spec in (*COMMON, *specs)})


KINDS: dict[str, Kind] = {
    kind.word: kind
    for kind in (
        _kind(
            node.Case,
            _words("kind", "safety case", "risk report", "risk analysis", required=True),
            *_text(
                "system",
                "deployed",
                "harm",
                "components",
                "out of scope",
                "follows",
                "declared",
                "decision",
                "decided by",
            ),
            FieldSpec("from", "start", Form.DATE),
            *_of(Form.DATE, "until", "coverage date"),
            *_of(Form.AMOUNT, "harm costs", "doing without costs"),
            *_of(Form.REFS, "common causes"),
            *_of(Form.TIME, "milestone"),
            _words("strictness", "pilot", "release"),
        ),
        _kind(
            node.Budget,
            *_of(Form.SHARE, "whole industry", "our share", "this case", "per year", "lifetime"),
            *_of(Form.CHANCE, "anyway"),
            _words("counted", "imposed", "net"),
        ),
        _kind(node.Scale),
        _kind(
            node.Surface,
            FieldSpec("volume", "volume", also="flow"),
            *_text("watched by", "logged", "reviewed within"),
            *_of(Form.CHANCE, "share watched"),
            *_of(Form.ONE_CHANCE, "false alarms"),
            *_of(Form.ATTEMPTS, "attempts"),
            *_of(Form.CORRELATION, "correlation"),
            *_of(Form.FLOW, "reviews"),
            *_of(Form.TIME, "review takes"),
            *_of(Form.ONE_TIME, "over", "undone within"),
        ),
        _kind(node.Pathway, *_of(Form.REFS, "through"), *_text("first action", "leads to", "reversible", "declared")),
        _kind(
            node.Event,
            FieldSpec("is", "is_", Form.PROPOSITION),
            *_of(Form.PROPOSITION, "given"),
            *_of(Form.HAPPENS, "happens"),
            _words("kind", "residual", attribute="residual"),
        ),
        _kind(node.Quantity, *_text("unit"), *_of(Form.REFS, "measured by")),
        _kind(
            node.Claim,
            *_of(Form.PROPOSITION, "says"),
            *_of(Form.REFS, "rests on", "rests on any of", "rests on several of", "evidence"),
            *_text("strength", "stale when", "made by", "carried"),
            _words("direction", "safety", "danger"),
            _words("argues", "capability", "alignment", "control", "security", "response", "coverage"),
        ),
        _kind(
            node.Mitigation,
            _words("state", "planned", "built", "verified"),
            *_of(Form.REFS, "needs", "measured by", "restores"),
            FieldSpec("cost", "cost", also="price"),
            FieldSpec("tax", "tax", also="tax_share"),
            FieldSpec("feasible", "feasible", also="feasible_chance"),
            FieldSpec("needs years", "needs_years", also="takes"),
            *_text("made by"),
        ),
        _kind(
            node.Incident,
            *_of(Form.DATE, "date", required=True),
            *_of(Form.REFS, "about", required=True),
            *_text("found by", "fixed"),
        ),
        _kind(
            node.Evidence,
            FieldSpec("from", "source"),
            *_of(Form.DIGEST, "sha256"),
            *_of(Form.RESULT, "result", required=True),
            *_of(Form.ABOUT, "about", required=True),
            *_of(Form.CRITERION, "passes when"),
            *_of(Form.REFS, "relies on"),
            *_text("of", "made by", "unit", "method", "score", "event", "cluster", "void", "audit budget", "useful"),
            _words("unscored", "events", "left out", "not events"),
            *_of(Form.REF, "registered"),
            *_of(Form.DATE, "date", "valid until"),
        ),
        _kind(node.Assessor, *_of(Form.REF, "starts from"), *_text("interests", "uses words")),
        _kind(
            node.Scenario,
            FieldSpec("starts", "starts", also="begin"),
            *_text("automatic"),
            *_of(Form.AMOUNT, "harm at"),
            *_of(Form.ATTACKERS, "attackers"),
            *_of(Form.REFS, "needs"),
        ),
        _kind(
            node.Review,
            *_text("by", "paid by", "saw", "did not see", "of", "argument", "framing", "signature"),
            _words("conclusion", "agrees", "dissents", "abstains"),
        ),
        _kind(
            node.Challenge,
            *_of(Form.REFS, "against"),
            _words("kind", "rebuts", "undercuts", "limits"),
            _words("status", "open", "answered", "upheld", "withdrawn"),
            *_text("by"),
            *_of(Form.DATE, "opened"),
        ),
        _kind(
            node.Request,
            *_text("to", "by"),
            *_of(Form.DATE, "asked", "due"),
            _words("status", "open", "answered", "refused"),
            *_of(Form.REFS, "leaves open"),
        ),
        _kind(
            node.Test,
            *_of(Form.ABOUT, "about"),
            *_of(Form.CRITERION, "passes when"),
            FieldSpec("cost", "cost", also="price"),
            *_text("if it passes", "if it fails", "written down", "locked"),
            FieldSpec("needs years", "needs_years", also="takes"),
            *_of(Form.REFS, "chooses between"),
        ),
        _kind(
            node.Commitment,
            *_text("trigger", "then", "judged by", "public"),
            *_of(Form.DATE, "made", "triggered", "done"),
        ),
        _kind(node.Waiver, *_text("rule", "because", "by"), *_of(Form.REFS, "on"), *_of(Form.DATE, "until")),
        _kind(node.Term, *_text("also called")),
    )
}
"""Every kind by its word, in the order of language.md."""


def kinds_with(key: str) -> list[str]:
    """Return the kinds that have a field with this key.

    >>> kinds_with("relies on")
    ['Evidence']
    """
    return [word for word, kind in KINDS.items() if key in kind.fields]
