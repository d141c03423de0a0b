"""A small case written from a few Python values: pathways of steps, and what each assessor puts on them.

What this file knows: how such a case is laid out as text. What it promises: what it returns is the whole case, nothing
is added that was not said (no number, no range, no way that nobody listed) but its kind, `risk analysis`. Numbers
stand in it as they were given.

>>> texts = sketch("Coin", pathways={"p": ["slip", "monitor fails"]}, by={"me": {"slip": "5%", "monitor fails": "10%"}})
>>> print(texts["case.md"])
# Case coin: Coin
<BLANKLINE>
- kind: risk analysis
<BLANKLINE>
## Pathway p: P
<BLANKLINE>
1. [[slip]]
2. [[monitor]] fails
<BLANKLINE>
## Event slip: Slip
<BLANKLINE>
## Mitigation monitor: Monitor
<BLANKLINE>
## Assessor me: Me
<BLANKLINE>
- slip: 5%
- monitor fails: 10%
<BLANKLINE>
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FAILS = re.compile(r"(.+?)\s+fails$")
NAME = re.compile(r"[^a-z0-9]+")
STRUCTURE = re.compile(r"[\r\n\u2028\u2029\x00-\x08\x0b\x0c\x0e-\x1f]|<!--|\[\[|\]\]")


def sketch(
    title: str,
    *,
    pathways: Mapping[str, Sequence[str]],
    by: Mapping[str, Mapping[str, str]],
    residual: Sequence[str] = (),
    budget: str = "",
    harm: str = "",
) -> dict[str, str]:
    """Return the text of a small case, for `loadpath.read`.

    Args:
        title: what the case is called; its id is made from it.
        pathways: ways to the harm by name, each with its steps in order. A step is an event, or a barrier that `fails`.
            A step of the same name is the same thing, in every pathway.
        by: for each assessor what they put on the steps, as it is written in a case: `5% (1%-15%) because ...`.
        residual: names of events that stand for the ways that nobody listed; each is judged like a step.
        budget: what this case may cost, such as `1%`; empty for none.
        harm: what must not happen, in words; empty for none.

    Returns:
        One text, by the name of its file.

    Raises:
        ValueError: when there is no pathway, one without steps, a name without a letter or digit, two names that make
            one id, or a value that is no single line.
    """
    if not pathways:
        raise ValueError("a case needs a pathway: `pathways={'p': ['slip', 'monitor fails']}`")
    ids = _Ids()
    parts = [_head(ids, title, harm)]
    events: dict[str, str] = {}
    barriers: dict[str, str] = {}
    for name, steps in pathways.items():
        if isinstance(steps, str) or not steps:
            raise ValueError(f"the pathway {name!r} needs a list of steps, such as ['slip', 'monitor fails']")
        lines = []
        for number, step in enumerate(steps, 1):
            fails = FAILS.fullmatch(_line(step))
            thing = fails[1] if fails else _line(step)
            key = ids.of("barrier" if fails else "event", thing)
            (barriers if fails else events).setdefault(key, thing)
            lines.append(f"{number}. [[{key}]]{' fails' if fails else ''}\n")
        parts.append(f"## Pathway {ids.of('pathway', name)}: {_title(name)}\n\n{''.join(lines)}")
    parts += [f"## Event {key}: {_title(thing)}\n" for key, thing in events.items()]
    parts += [f"## Event {ids.of('residual', name)}: {_title(name)}\n\n- kind: residual\n" for name in residual]
    parts += [f"## Mitigation {key}: {_title(thing)}\n" for key, thing in barriers.items()]
    parts += [f"## Budget budget: What is allowed\n\n- this case: {_line(budget)}\n"] if budget else []
    parts += [_assessor(ids, name, numbers) for name, numbers in by.items()]
    return {"case.md": "\n".join(parts)}


class _Ids:
    """Ids made from names; one id never stands for two things."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[str, str]] = {}

    def of(self, kind: str, name: str) -> str:
        """Return the id of a name."""
        key = id_of(name)
        if self.known.setdefault(key, (kind, name)) != (kind, name):
            other = self.known[key]
            raise ValueError(f"{name!r} ({kind}) and {other[1]!r} ({other[0]}) would both have the id `{key}`")
        return key


def id_of(name: str) -> str:
    """Return the id that a name gets.

    >>> id_of("The monitor, on weekdays")
    'the-monitor-on-weekdays'

    Raises:
        ValueError: when no letter or digit is in it.
    """
    found = NAME.sub("-", _line(name).lower()).strip("-")
    if not found:
        raise ValueError(f"{name!r} has no letter or digit to make an id of")
    return found


def _head(ids: _Ids, title: str, harm: str) -> str:
    told = f"- harm: {_line(harm)}\n" if harm else ""
    return f"# Case {ids.of('case', title)}: {_line(title)}\n\n- kind: risk analysis\n{told}"


def _title(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"


def _assessor(ids: _Ids, name: str, numbers: Mapping[str, str]) -> str:
    lines = []
    for what, said in numbers.items():
        fails = FAILS.fullmatch(_line(what))
        lines.append(f"- {id_of(fails[1] if fails else what)}{' fails' if fails else ''}: {_line(said)}\n")
    return f"## Assessor {ids.of('assessor', name)}: {_title(name)}\n\n{''.join(lines)}"


def _line(text: str) -> str:
    """Return a text that stays on its line and opens nothing."""
    found = text.strip()
    if not found or STRUCTURE.search(found):
        raise ValueError(f"{text!r} is no single line of plain words")
    return found
