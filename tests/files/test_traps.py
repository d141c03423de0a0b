"""The trap table: what people write, where, and either exactly what it is read as, or the rule and what is suggested.

Nothing is ever read silently as something else. A line that is read shows the canonical text of what was read.
"""

from __future__ import annotations

import pytest
from tests.small import HEAD

import loadpath as lp
from loadpath.case import node as kinds
from loadpath.case.proposition import text_of
from loadpath.case.value import Amount, Chance, Limit, Unknown, Word

WORLD = """## Event x: X
- kind: residual

## Claim k: K

## Evidence ev: Evidence
- result: 3 of 100
- about: [[x]]

## Quantity q: Q

"""
PLACES = {
    "judgement": "## Assessor me: Me\n\n- x: {} because r\n",
    "quantity": "## Assessor me: Me\n\n- q: {} because r\n",
    "line": "## Assessor me: Me\n\n{}\n",
    "owner": "## Claim c: C\n\n- owner: {}\n",
    "date": "## Commitment p: P\n\n- made: {}\n",
    "rests on": "## Claim c: C\n\n- rests on: {}\n",
    "says": "## Claim c: C\n\n- says: {}\n",
    "fields": "## Claim c: C\n\n{}\n",
    "prose": "## Claim c: C\n\nSee {}\n",
    "chain": "## Pathway p: P\n\n{}\n",
    "heading": "{}\n",
    "cell": "## Scenario s: S\n\n| who | sees | tells | after | works |\n|---|---|---|---|---|\n| a | b | **stops it** | {} |\n",
}
"""Where a text may stand."""

FORMS = "write it as `3%`, `1 in 400`"
CERTAIN = "how far from certain"
DAY = "write year, month and day: 2027-03-01"
REDACT = "write `[[redact REASON: text]]`"

READ = [
    ("judgement", "5 %", "1/20"),
    ("judgement", "5\u00a0%", "1/20"),
    ("judgement", "5\\%", "1/20"),
    ("judgement", "5% - 10%", "1/20-1/10"),
    ("judgement", "5%\u201310%", "1/20-1/10"),
    ("judgement", "5% to 10%", "1/20-1/10"),
    ("judgement", "5%(1%-10%)", "1/20 (1/100-1/10)"),
    ("judgement", "5 % (1 % \u2013 10 %)", "1/20 (1/100-1/10)"),
    ("judgement", "at most 5%", "at most 1/20"),
    ("judgement", "unknown", "unknown"),
    ("judgement", "0.50%", "1/200"),
    ("quantity", "30 mins", "1800 s"),  # 30 * 60
    ("quantity", "2h", "7200 s"),
    ("quantity", "30min", "1800 s"),
    ("quantity", "$3M", "3000000 $"),
    ("quantity", "$3 M", "3000000 $"),
    ("quantity", "90,000 per month", "90000 per month"),
    ("quantity", "1.000 sessions", "1 sessions"),  # a point begins decimals, always
    ("owner", "yes", "yes"),  # a name is a name: no YAML
    ("owner", "null", "null"),
    ("owner", "1e-3", "1e-3"),
    ("owner", "\u201cann\u201d", '"ann"'),
    ("fields", "-\towner: a", "a"),
    ("fields", "- owner : a", "a"),
    ("fields", "- OWNER: a", "a"),
    ("fields", "*\u00a0Owner: a", "a"),
    ("fields", "\\- owner: a", "a"),
    ("rests on", "\\[\\[k\\]\\]", "k"),
    ("rests on", "[[ k ]]", "k"),
    ("rests on", "[[\nk]]", "k"),
    ("says", "not [[x]]", "not [[x]]"),
    ("chain", "1) [[x]]\n2) [[k]]", "[[x]] & [[k]]"),
    ("chain", "1\\. [[x]] \u2014 see [[k]]", "[[x]]"),
    ("prose", "[[x]", ""),
    ("prose", "`[[X]]`", ""),
    ("prose", "[[[x]]]", "x"),
    ("heading", "## Claims we make\n\n## Claim c: C\n\n- owner: a", "a"),
    ("heading", "##  Claim\u00a0c:C ##\n\n- owner: a", "a"),
    ("date", "2027-03-01, in the morning", "2027-03-01"),
]

REFUSED = [
    ("judgement", "1e-3", "malformed-value", "did you mean 0.1%?"),
    ("judgement", ".04", "malformed-value", "did you mean 0.04% or 4%?"),
    ("judgement", "4", "malformed-value", "did you mean 4%?"),
    ("judgement", "12:30", "malformed-value", "`1 in 400` or `3%`"),
    ("judgement", "1,2%", "malformed-value", "did you mean 1.2%?"),
    ("judgement", "\u0663%", "malformed-value", "write the digits 0 to 9"),
    ("judgement", "\uff15%", "malformed-value", "write the digits 0 to 9"),
    ("judgement", "\u00bd%", "malformed-value", FORMS),
    ("judgement", "1 in 0", "malformed-value", "how many there were"),
    ("judgement", "0 of 0", "malformed-value", "how many there were"),
    ("judgement", "110%", "malformed-value", "between 0 and 1"),
    ("judgement", "3 of 2", "malformed-value", "between 0 and 1"),
    ("judgement", "5% (10%-1%)", "malformed-value", "write the lower end first"),
    ("judgement", "5% (6%-10%)", "malformed-value", "90 % range"),
    ("judgement", "NaN", "malformed-value", "`unknown`"),
    ("judgement", "Infinity", "malformed-value", "`unknown`"),
    ("judgement", "NO", "malformed-value", "in lower case"),
    ("judgement", "yes", "unknown-word", "yes"),
    ("judgement", "null", "unknown-word", "null"),
    ("judgement", "0%", "malformed-value", CERTAIN),
    ("judgement", "100%", "malformed-value", CERTAIN),
    ("judgement", "1 in 1", "malformed-value", CERTAIN),
    ("judgement", "0x10", "malformed-value", "0 to 9"),
    ("judgement", "010%", "malformed-value", "did you mean `10%`"),
    ("judgement", "1_000", "malformed-value", "not a `_`"),
    ("judgement", "1.000,5%", "malformed-value", "a point begins the decimals"),
    ("judgement", "-5%", "malformed-value", "did you mean 5%?"),
    ("judgement", "\u22125%", "malformed-value", "did you mean 5%?"),
    ("judgement", "+5%", "malformed-value", "did you mean 5%?"),
    ("judgement", "5%%", "malformed-value", "did you mean 5%?"),
    ("judgement", "5 percent", "malformed-value", "did you mean 5%?"),
    ("judgement", "5 per cent", "malformed-value", "did you mean 5%?"),
    ("judgement", "5pct", "malformed-value", "did you mean 5%?"),
    ("judgement", "5\u2030", "malformed-value", "5 in 1,000"),
    ("judgement", "~5%", "malformed-value", "5% (LOW-HIGH)"),
    ("judgement", "about 5%", "malformed-value", "5% (LOW-HIGH)"),
    ("judgement", "<5%", "malformed-value", "did you mean `at most 5%`?"),
    ("judgement", "\u22655%", "malformed-value", "did you mean `at least 5%`?"),
    ("judgement", "5-10%", "malformed-value", "did you mean `5%-10%`?"),
    ("judgement", "5 to 10%", "malformed-value", "did you mean `5%-10%`?"),
    ("judgement", "1 in 1,00", "malformed-value", "by three"),
    ("judgement", "3/4,000", "malformed-value", "3 of 4,000"),
    ("judgement", "4:1", "malformed-value", "`4:1 for [[x]]`"),
    ("judgement", "1e999%", "malformed-value", "scientific notation is not read"),
    ("judgement", "9" * 400, "malformed-value", "a number of 400 characters"),
    ("judgement", "9" * 400 + "%", "malformed-value", "a number of 401 characters"),
    ("judgement", "5%.", "malformed-value", "did you mean 5%?"),
    ("judgement", "5%-", "malformed-value", FORMS),
    ("judgement", "5% (90% CI 1%-10%)", "malformed-value", FORMS),
    ("judgement", "5\u200b%", "hidden-characters", "delete it"),
    ("judgement", "1 in 4\u200b00", "hidden-characters", "delete it"),
    ("judgement", "5% if k else 3%", "malformed-judgement", "separated by `, `"),
    ("quantity", "$3m", "malformed-value", "did you mean `$3M`?"),
    ("quantity", "$3 million", "malformed-value", "did you mean `$3M`?"),
    ("quantity", "$3bn per year", "malformed-value", "did you mean `$3B per year`?"),
    ("quantity", "2 hrs", "malformed-value", "did you mean `2 h`?"),
    ("quantity", "30 m", "malformed-value", "did you mean `30 min`?"),
    ("quantity", "2 Days", "malformed-value", "did you mean `2 days`?"),
    ("quantity", "1e3 s", "malformed-value", "0 to 9"),
    ("quantity", "5 min (1 h-2 min)", "malformed-value", "lower end first"),
    ("quantity", "30", "malformed-value", "did you mean 30%?"),
    ("cell", "2 hrs | 5% ever", "malformed-value", "did you mean `2 h`?"),
    ("cell", "1 h | 5%", "malformed-table", "`ever`"),
    ("cell", "1 h | 0.05 ever", "malformed-value", "did you mean 0.05% or 5%?"),
    ("cell", "12:30 | 5% ever", "malformed-value", "a number and its unit"),
    ("line", "-x: 5% because r", "malformed-judgement", "a dash, a space"),
    ("line", "x: 5% because r", "malformed-judgement", "a dash, a space"),
    ("line", "\u2022 x: 5% because r", "malformed-judgement", "a dash, a space"),
    ("line", "1. x: 5% because r", "malformed-judgement", "a dash, a space"),
    ("line", "- x:5% because r", "malformed-judgement", "`what: value because reason`"),
    ("line", "- x = 5% because r", "malformed-judgement", "`what: value because reason`"),
    ("line", "- X: 5% because r", "malformed-proposition", "in lower case"),
    ("line", "- \u0445: 5% because r", "malformed-proposition", "in lower case"),  # a Cyrillic letter
    ("line", "- x\u200b: 5% because r", "hidden-characters", "delete it"),
    ("line", "- x: 5% because r\n- [[x]]: 6% because s", "duplicate-field", "keep one line"),
    ("date", "1.3.2027", "malformed-value", DAY),
    ("date", "03/01/2027", "malformed-value", DAY),
    ("date", "2027-3-1", "malformed-value", DAY),
    ("date", "2027-02-30", "malformed-value", DAY),
    ("date", "2027-03-01x", "malformed-value", DAY),
    ("date", "2027-03-01T00:00", "malformed-value", DAY),
    ("fields", "- owner: a\n- owner: b", "duplicate-field", "keep one line"),
    ("fields", "- Owner: a\n- owner: b", "duplicate-field", "keep one line"),
    ("fields", "-owner: a", "unknown-field", "a dash, a space"),
    ("fields", "owner: a", "unknown-field", "a dash, a space"),
    ("fields", "\u2013 owner: a", "unknown-field", "a dash, a space"),
    ("fields", "1) owner: a", "unknown-field", "a dash, a space"),
    ("fields", "- owner:a", "unknown-field", "`- key: value`"),
    ("fields", "- **owner**: a", "unknown-field", "`- key: value`"),
    ("fields", "- owner\uff1a a", "unknown-field", "`- key: value`"),
    ("fields", "- rests_on: [[k]]", "unknown-field", "did you mean `rests on`"),
    ("fields", "- direction: dangerous", "malformed-value", "did you mean `danger`?"),
    ("fields", "- owner:", "malformed-value", "remove the line"),
    ("owner", "a\x00b", "hidden-characters", "delete it"),
    ("rests on", "[[K]]", "malformed-proposition", "in lower case"),
    ("rests on", "k", "malformed-proposition", "write `[[id]]`"),
    ("rests on", "[[\u043a]]", "malformed-proposition", "write `[[id]]`"),  # a Cyrillic letter
    ("rests on", "[[k]] [[x]]", "malformed-proposition", "`[[a]], [[b]]`"),
    ("says", "[[x]] AND [[k]]", "malformed-proposition", "`and` or `or`"),
    ("says", "true", "malformed-proposition", "write `[[id]]`"),
    ("says", "[[q]] at most 5", "malformed-value", "say of what"),
    ("chain", "1. x\n2. [[k]]", "malformed-chain", "write `[[id]]`"),
    ("chain", "1. [[x]], then [[k]]", "malformed-chain", "put a dash"),
    ("chain", "1. [[x]] fail", "malformed-chain", "put a dash"),
    ("prose", "[[Log-Audit]]", "malformed-proposition", "did you mean `[[log-audit]]`?"),
    ("prose", "[[log_audit]]", "malformed-proposition", "did you mean `[[log-audit]]`?"),
    ("prose", "[[a|b]]", "malformed-proposition", "did you mean `[[a-b]]`?"),
    ("prose", "[[x\u200b]]", "hidden-characters", "delete it"),
    ("prose", "[[]]", "malformed-proposition", "write `[[id]]`"),
    ("prose", "[[redact:x]]", "malformed-redaction", REDACT),
    ("prose", "[[ redact security | x ]]", "malformed-redaction", REDACT),
    ("prose", "[[redact security x]]", "malformed-redaction", REDACT),
    ("prose", "[[Redact security: x]]", "malformed-redaction", REDACT),
    ("prose", "[[redact secrecy: x]]", "malformed-redaction", REDACT),
    ("prose", "[[redact security: x]", "malformed-redaction", REDACT),
    ("heading", "## Case for caution", "malformed-heading", "begin the heading with another word"),
    ("heading", "## Test results", "malformed-heading", "begin the heading with another word"),
    ("heading", "## claim a: T", "malformed-heading", "did you mean `Claim a: T`?"),
    ("heading", "## Claim a_b: T", "malformed-heading", "did you mean `Claim a-b: T`?"),
    ("heading", "## Claim A: T", "malformed-heading", "did you mean `Claim a: T`?"),
    ("heading", "## Claim a : T", "malformed-heading", "did you mean `Claim a: T`?"),
    ("heading", "## Claim l\u043eg: T", "malformed-heading", "did you mean"),  # a Cyrillic letter
    ("heading", "## Claim\u200b a: T", "hidden-characters", "delete it"),
    ("heading", "##\u00a0Claim a: T", "malformed-heading", "one to six `#` and a space"),
    ("heading", "####### Claim a: T", "malformed-heading", "one to six `#` and a space"),
]


def shown(value: object) -> str:
    """Return a value in plain digits."""
    match value:
        case Chance(mean=mean, low=low, high=high):
            ends = "" if low is None else f"{low}-{high}"
            return ends if mean is None else f"{mean} ({ends})" if ends else f"{mean}"
        case Amount(median=median, unit=unit):
            return f"{median} {unit}"
        case Limit(at_most=at_most, bound=bound):
            return f"at {'most' if at_most else 'least'} {bound}"
        case Word(word=word):
            return word
        case Unknown():
            return "unknown"
    raise AssertionError(value)


def what_is_read(project: lp.Project) -> str:
    """Return the canonical text of the one thing that a text is about."""
    node = next(item for name, item in project.case.nodes.items() if name not in ("small", "x", "k", "ev", "q"))
    match node:
        case kinds.Assessor(lines=lines):
            return shown(lines[0].branches[0].value)
        case kinds.Pathway(chain=chain):
            return " & ".join(text_of(step.what) for step in chain)
        case kinds.Commitment(made=made) if made is not None:
            return made.on.isoformat()
        case kinds.Claim(owner=owner, says=says, rests_on=rests_on):
            return (
                owner or (text_of(says) if says else "") or ", ".join(ref.id for ref in rests_on or node.body[0].refs)
            )
    raise AssertionError(node)


def case_of(place: str, text: str) -> lp.Project:
    """Return a case with a text in its place."""
    return lp.read({"a.md": HEAD, "case.md": WORLD + PLACES[place].replace("{}", text)}, draws=10)


@pytest.mark.parametrize(("place", "text", "meant"), READ)
def test_what_is_read_is_what_is_written(place: str, text: str, meant: str) -> None:
    """No fault, and exactly this."""
    project = case_of(place, text)
    assert not project.reading.faults
    assert what_is_read(project) == meant


@pytest.mark.parametrize(("place", "text", "rule", "remedy"), REFUSED)
def test_what_is_not_read_is_refused_with_a_remedy(place: str, text: str, rule: str, remedy: str) -> None:
    """A finding of this rule, in a line of this text, that says what to write instead."""
    begin = WORLD.count("\n")
    found = [item for item in case_of(place, text).check().found if item.rule == rule and item.at.line > begin]
    assert any(remedy in f"{item.message} {item.help}" for item in found), found
