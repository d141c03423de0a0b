"""A step whose number a Python function gives: called once, and written into the text as a judgement that says so.

What this file knows: what a function may take and give. What it promises: the case that it returns is its text, read
like any other; nothing of the function is kept but what came out, and its name.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from loadpath.case.computed import words_of
from loadpath.case.node import Assessor
from loadpath.case.span import NOWHERE
from loadpath.case.value import Chance, Word
from loadpath.files.stepped import with_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.project.project import Project

DRAWS = 20_000
DIGITS = 6
"""So many digits of what a function gives are written."""

ROUGHLY = 3
"""So many of the ends of a range."""


def stepped(
    project: Project,
    what: str,
    function: Callable[..., Any],
    *,
    because: str = "",
    by: str = "",
    draws: int = DRAWS,
    seed: int = 0,
) -> Project:
    """Return a case in which a Python function gives one number, which is written into the text as a judgement.

    The function is called once. It takes what its arguments are called: `rng` is a generator of random numbers
    (`numpy.random.Generator`); every other name is that of a node that the assessor judges by one number, with `_` for
    `-`, and gives `draws` values of that number as it is judged, before the evidence (for `monitor fails: 10%` the
    chance that it fails). It returns one probability, or an array of them; an array becomes its mean and, if it varies,
    its 5 % and 95 % points. The new number is a number by itself: that it hangs together with those that the function
    took is not kept.

    The line says that the function computed it, so that `check`, the report and a notebook say that the case is not
    auditable as text, also after it was saved and read again. A judgement of theirs about the same thing gives way.

    Args:
        project: the case.
        what: what is judged, such as `slip` or `monitor fails`.
        function: see above; its name is written.
        because: why that function, on one line.
        by: whose number it becomes, an id; may be left out where there is one assessor.
        draws: how many values the function is given of each number.
        seed: of the random numbers.

    Raises:
        FaultyCaseError: when the case has errors.
        ValueError: when nobody, or one of several, is meant by `by`; when an argument is no number of that assessor;
            when what comes back is no probability, or no distribution has that mean with that range.
        RefusedChangeError: when the case does not know what is judged, or the text cannot be changed.
    """
    project.require_sound()
    whose = _whose(project, by)
    given = _given(project, whose, function, draws, seed)
    said = _number(function(**given))
    name = (
        re.sub(r"\W+", "", getattr(function, "__name__", type(function).__name__), flags=re.ASCII).strip("_")
        or "unnamed"
    )
    reason = " ".join(f"{because}; it is {words_of(name)}".removeprefix("; ").split())
    return replace(project, texts=with_line(project.texts, whose, what, said, reason))


def _whose(project: Project, by: str) -> str:
    known = [item.id for item in project.case.all(Assessor)]
    if by in known or (not by and len(known) == 1):
        return by or known[0]
    raise ValueError(f"say by which assessor, `by=...`: the case has {', '.join(known) or 'none'}")


def _given(project: Project, whose: str, function: Callable[..., Any], draws: int, seed: int) -> dict[str, Any]:
    """Return what a function takes, by the names of its arguments."""
    import numpy as np  # noqa: PLC0415  numpy is slow to start

    from loadpath.assess.lines import judgements_of  # noqa: PLC0415  the same
    from loadpath.assess.numbers import law_of  # noqa: PLC0415  the same

    held = judgements_of(project.case, whose)
    rng = np.random.default_rng(seed)
    given: dict[str, Any] = {}
    for name in inspect.signature(function).parameters:
        if name == "rng":
            given[name] = rng
            continue
        subject = name.replace("_", "-")
        line = held.lines[subject].line if subject in held.lines else None
        if line is None or len(line.branches) != 1 or not isinstance(line.branches[0].value, Chance | Word):
            raise ValueError(f"the function takes `{name}`, and `{whose}` judges no `{subject}` by one probability")
        law = law_of(line.branches[0].value, held.words, line.at, subject)
        given[name] = law.quantile(rng.random(draws))
    return given


def _number(found: object) -> str:
    """Return what a function gave as it is written: a mean, and a range where it varies."""
    import numpy as np  # noqa: PLC0415  numpy is slow to start

    from loadpath.assess.numbers import ContradictionError, law_of  # noqa: PLC0415  the same

    values = np.asarray(found, dtype=float).ravel()
    if not values.size or not np.all((values > 0) & (values < 1)):
        raise ValueError("the function has to give a probability between 0 and 1, or an array of them")
    mean = float(values.mean())
    low, high = (float(np.quantile(values, end)) for end in (0.05, 0.95))
    if _percent(low, ROUGHLY) == _percent(high, ROUGHLY):
        return _percent(mean)
    ends = [_percent(end, ROUGHLY) for end in (low, high)]
    said = f"{_percent(mean)} ({ends[0]}-{ends[1]})"
    numbers = [Fraction(written.removesuffix("%")) / 100 for written in (_percent(mean), *ends)]
    told = Chance(mean=numbers[0], low=numbers[1], high=numbers[2], written=said)
    try:
        law_of(told, {}, NOWHERE, "")
    except ContradictionError as error:
        raise ValueError(
            f"{error.finding.message} ({error.finding.help}): let the function return its mean alone"
        ) from None
    return said


def _percent(value: float, digits: int = DIGITS) -> str:
    """Return a probability in percent, never as a power of ten; close to 1 its digits count from the distance to 1.

    >>> _percent(0.0731828), _percent(3.4e-07), _percent(0.2), _percent(0.999999999)
    ('7.31828%', '0.000034%', '20%', '99.9999999%')
    """
    near = 0.9 < value < 1.0  # noqa: PLR2004  as in `percent`
    said = 1 - Decimal(f"{1 - value:.{digits}g}") if near else Decimal(f"{value:.{digits}g}")
    return f"{(said * 100).normalize():f}%"
