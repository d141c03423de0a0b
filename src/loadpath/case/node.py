"""The nodes of a case: one frozen dataclass for each kind of heading.

`Node` holds what every kind has; a kind adds its own fields. Which Markdown field fills which attribute is the table
in `kinds`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from loadpath.case.audience import is_tombstone
from loadpath.case.span import NOWHERE, Span
from loadpath.case.value import Start

if TYPE_CHECKING:
    from loadpath.case.proposition import Proposition, Ref
    from loadpath.case.value import (
        Amount,
        Attackers,
        Attempts,
        Blocking,
        Chance,
        Criterion,
        Day,
        Duty,
        Failing,
        Flow,
        Happens,
        Limit,
        Line,
        PartOf,
        Queue,
        Result,
        ScaleWord,
        Unknown,
        Value,
    )

ANY_TIME = Start()


class Field(NamedTuple):
    """A field as written: its key, its text, the ids it refers to, and where each stands.

    A named tuple, as spans are, because a case holds so many of them.
    """

    key: str
    text: str
    refs: tuple[Ref, ...]
    key_at: Span
    at: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Prose under one heading.

    `text` is the Markdown as written, for the report; `plain` is what it says, with escapes and layout taken away,
    for the digest; `refs` are the ids it refers to, `computed` the values it asks for. `lines` are the numbers of the
    lines of `text` in its file.
    """

    heading: str = ""
    level: int = 0
    plain: str = ""
    text: str = field(default="", compare=False)
    refs: tuple[Ref, ...] = field(default=(), compare=False)
    computed: tuple[Computed, ...] = field(default=(), compare=False)
    lines: tuple[int, ...] = field(default=(), compare=False)
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """`[[= risk of exfiltration by team]]`: a number that the report fills in."""

    what: str
    of: Ref | None = None
    by: Ref | None = None
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every kind has: id, title, place, owner, who may see it, the fields as written and the prose."""

    id: str
    title: str = ""
    owner: str = ""
    access: str = "public"
    disclosed: Limit | None = None
    body: tuple[Section, ...] = ()
    at: Span = field(default=NOWHERE, compare=False)
    fields: tuple[Field, ...] = field(default=(), compare=False)
    leaning: tuple[tuple[str, Ref], ...] | None = field(default=None, init=False, compare=False, repr=False)
    mentioned: tuple[Ref, ...] | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def kind_name(self) -> str:
        """Return the kind word, such as `Claim`."""
        return type(self).__name__

    @property
    def withheld(self) -> bool:
        """Return whether this is a tombstone: it says only that a node of its kind stands here, out of sight."""
        return is_tombstone(self.id)

    def place(self, key: str) -> Span:
        """Return where the value of a field is written, or the heading when it is not."""
        return next((item.at for item in self.fields if item.key == key), self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A row of the proposals table: a way of harm that somebody put forward, and where it went."""

    proposed: str
    by: str
    went: str
    refs: tuple[Ref, ...] = ()
    open: bool = False
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A row of the table of work: for how long (None: from then on), how fast, what share is lost, and who works.

    `speed` is in years of work for each year of the calendar, with unit `x`; `by` names people, or the case of an AI.
    """

    span: Amount | None
    speed: Amount
    lost: Value
    by: str = ""
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Node):
    """The case itself: what it is about, for how long, and who decides."""

    kind: str = ""
    system: str = ""
    deployed: str = ""
    start: Day | None = None
    until: Day | None = None
    harm: str = ""
    coverage_date: Day | None = None
    components: str = ""
    out_of_scope: str = ""
    follows: str = ""
    declared: str = ""
    decision: str = ""
    decided_by: str = ""
    harm_costs: Amount | None = None
    doing_without_costs: Amount | None = None
    strictness: str = "pilot"
    common_causes: tuple[Ref, ...] = ()
    milestone: Amount | Unknown | None = None
    work: tuple[Work, ...] = ()
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A row of a budget's table: who gave up how much of what they are allowed, to whom, and where that is agreed."""

    giver: str
    receiver: str
    amount: Chance | PartOf | Unknown
    agreed: str = ""
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(Node):
    """What risk is allowed; lines multiply from the whole industry down to this case.

    `anyway` is the chance that the harm comes from others in the period of the case, whatever this one does.
    """

    whole_industry: Chance | PartOf | None = None
    our_share: Chance | PartOf | None = None
    this_case: Chance | PartOf | None = None
    per_year: Chance | PartOf | None = None
    lifetime: Chance | PartOf | None = None
    anyway: Value | None = None
    counted: str = ""
    transfers: tuple[Transfer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Node):
    """What words of likelihood mean in this case."""

    words: tuple[ScaleWord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A row of a surface's table: what an attempt has to be seen by, how likely that is, and how long it takes."""

    name: str
    passes: Value | Failing
    after: Value | None = None
    source: str = ""
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface(Node):
    """Where the system meets the world, and who would see it there.

    Attributes:
        volume: how much, as written.
        flow: the same as a number per second, where it is one.
        share_watched: the share of what passes that is watched at all.
        attempts: how often something is tried here.
        over: for how long; the period of the case, if nothing.
        correlation: how misses of several attempts hang together (intra-class), 0 to 1.
        false_alarms: the share of harmless traffic that is flagged.
        reviews: how much of what is flagged can be reviewed.
        review_takes: working time of one review.
        undone_within: for how long after the last attempt the harm can be undone.
        stages: what an attempt has to pass to be stopped, one after the other.
    """

    volume: str = ""
    flow: Flow | None = field(default=None, compare=False)
    watched_by: str = ""
    logged: str = ""
    reviewed_within: str = ""
    share_watched: Value | None = None
    attempts: Attempts | None = None
    over: Amount | Unknown | None = None
    correlation: Value | None = None
    false_alarms: Value | None = None
    reviews: Flow | Unknown | None = None
    review_takes: Amount | Unknown | None = None
    undone_within: Amount | Unknown | None = None
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One item of a chain: a proposition, and the prose after its dash."""

    what: Proposition
    note: str = ""
    refs: tuple[Ref, ...] = field(default=(), compare=False)
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway(Node):
    """A way to harm: all steps of its chain together make it happen."""

    through: tuple[Ref, ...] = ()
    first_action: str = ""
    leads_to: str = ""
    reversible: str = ""
    declared: str = ""
    chain: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Node):
    """Something that may happen."""

    is_: Proposition | None = None
    given: Proposition | None = None
    happens: Happens | None = None
    residual: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(Node):
    """A rate, duration, count or cost that nobody knows exactly."""

    unit: str = ""
    measured_by: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Node):
    """A proposition that is argued for."""

    says: Proposition | None = None
    rests_on: tuple[Ref, ...] = ()
    rests_on_any_of: tuple[Ref, ...] = ()
    rests_on_several_of: tuple[Ref, ...] = ()
    evidence: tuple[Ref, ...] = ()
    strength: str = ""
    direction: str = "safety"
    argues: str = ""
    stale_when: str = ""
    made_by: str = ""
    carried: str = ""

    @property
    def lines_of_support(self) -> tuple[Ref, ...]:
        """Return the convergent lines: at least one of them must hold."""
        return self.rests_on_any_of + self.rests_on_several_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Mitigation(Node):
    """A barrier: works only while everything it needs is true.

    `price`, `tax_share`, `feasible_chance` and `takes` (seconds) are `cost`, `tax`, `feasible` and `needs_years` as
    numbers, where they are numbers.
    """

    state: str = "built"
    needs: tuple[Ref, ...] = ()
    measured_by: tuple[Ref, ...] = ()
    restores: tuple[Ref, ...] = ()
    cost: str = ""
    price: Amount | None = field(default=None, compare=False)
    tax: str = ""
    tax_share: Chance | None = field(default=None, compare=False)
    feasible: str = ""
    feasible_chance: Chance | None = field(default=None, compare=False)
    needs_years: str = ""
    takes: Amount | None = field(default=None, compare=False)
    made_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Node):
    """Something that went wrong."""

    date: Day | None = None
    about: tuple[Ref, ...] = ()
    found_by: str = ""
    fixed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Node):
    """A finding with its source; `score` to `useful` say how it was counted from raw data."""

    source: str = ""
    sha256: str = ""
    result: Result | None = None
    about: Proposition | None = None
    passes_when: Criterion | None = None
    relies_on: tuple[Ref, ...] = ()
    of: str = ""
    made_by: str = ""
    date: Day | None = None
    valid_until: Day | None = None
    unit: str = ""
    method: str = ""
    score: str = ""
    event: str = ""
    cluster: str = ""
    void: str = ""
    unscored: str = ""
    audit_budget: str = ""
    useful: str = ""
    registered: Ref | None = None

    @property
    def passed(self) -> bool | None:
        """Return whether the result meets `passes when`; None when that cannot be said."""
        if self.result is None or self.passes_when is None:
            return None
        return self.passes_when.met_by(self.result)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessor(Node):
    """A person or team with judgements."""

    starts_from: Ref | None = None
    interests: str = ""
    uses_words: str = ""
    lines: tuple[Line, ...] = ()
    words: tuple[ScaleWord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a scenario: who sees what, tells whom, how fast, and whether that works.

    Where it `stops` the harm, `tells` says how instead of whom. `tries` is how often it is tried in all where it is
    tried again; None: until it is stopped or too late. `duty` is when they can be reached, `queue` what a message
    waits in before they look at it; None: always, and nothing. `source` says who said so, or where it stands.
    """

    who: str
    sees: str = ""
    tells: str = ""
    stops: bool = False
    after: Value | Blocking
    works: Value | Failing
    ever: bool = True
    again: Amount | None = None
    tries: int | None = None
    duty: Duty | Unknown | None = None
    queue: Queue | Unknown | None = None
    condition: Proposition | None = None
    source: str = ""
    at: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Node):
    """Who sees, who tells, how fast: a race between the response and the harm."""

    starts: str = ""
    begin: Start = field(default=ANY_TIME, compare=False)
    harm_at: Amount | None = None
    attackers: Attackers | None = None
    automatic: str = ""
    needs: tuple[Ref, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheck:
    """A line of a review's fact check: what was checked, at which digest, with what outcome."""

    done: bool
    ref: Ref
    digest: str = ""
    note: str = ""
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Node):
    """What a reviewer says of an exact state of the case."""

    by: str = ""
    paid_by: str = ""
    saw: str = ""
    did_not_see: str = ""
    of: str = ""
    conclusion: str = ""
    argument: str = ""
    framing: str = ""
    signature: str = ""
    facts: tuple[FactCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge(Node):
    """An objection or a limitation."""

    against: tuple[Ref, ...] = ()
    kind: str = ""
    status: str = "open"
    by: str = ""
    opened: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Node):
    """A reviewer's question."""

    to: str = ""
    by: str = ""
    asked: Day | None = None
    due: Day | None = None
    status: str = "open"
    leaves_open: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Test(Node):
    """Evidence that does not exist yet, written down before.

    `price` and `takes` (seconds) are `cost` and `needs_years` as numbers, where they are numbers; `chooses_between` are
    the planned mitigations of which one is built after it.
    """

    about: Proposition | None = None
    cost: str = ""
    price: Amount | None = field(default=None, compare=False)
    passes_when: Criterion | None = None
    if_it_passes: str = ""
    if_it_fails: str = ""
    written_down: str = ""
    needs_years: str = ""
    takes: Amount | None = field(default=None, compare=False)
    chooses_between: tuple[Ref, ...] = ()
    locked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Node):
    """A promise that somebody can judge."""

    trigger: str = ""
    then: str = ""
    judged_by: str = ""
    public: str = ""
    made: Day | None = None
    triggered: Day | None = None
    done: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver(Node):
    """A finding of the checker that is accepted, by somebody, for a reason, until a day."""

    rule: str = ""
    on: tuple[Ref, ...] = ()
    because: str = ""
    by: str = ""
    until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Node):
    """A definition."""

    also_called: str = ""
