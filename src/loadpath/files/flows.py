"""How much passes and how many act at once: the short forms of surfaces and scenarios, read strictly."""

from __future__ import annotations

import re

from loadpath.case.value import Amount, Attackers, Flow, Unknown
from loadpath.files.numbers import amount
from loadpath.files.rotas import rate_per
from loadpath.files.run import RefusedError, Run

MOST_ATTACKERS = 100
"""More at once than this are refused: each has messages of its own."""


def flow(run: Run) -> Flow:
    """Return `90,000 sessions per month` or `50 per week` as a number per second.

    Raises:
        RefusedError: when it is not a number per a time.
    """
    per_second, of = rate_per(run)
    return Flow(per_second=per_second, of=of, written=run.text)


def flow_or_unknown(run: Run) -> Flow | Unknown:
    """Return how many per time, or that nobody knows."""
    return Unknown() if run.text == "unknown" else flow(run)


def time_or_unknown(run: Run) -> Amount | Unknown:
    """Return a time, or that nobody knows.

    Raises:
        RefusedError: when it is no time.
    """
    if run.text == "unknown":
        return Unknown()
    found = None if re.fullmatch(r"[0-9.,% ]+", run.text) else amount(run)
    if found is None or found.unit != "s" or found.median is None:
        raise RefusedError(
            f"`{run.text[:40]}` is not a time", run, help="write one, such as `6 weeks (4 weeks-8 weeks)`"
        )
    return found


def one_time(run: Run) -> Amount | Unknown:
    """Return a time without a range, or that nobody knows; a range would have to be drawn once for all attempts.

    Raises:
        RefusedError: when it is no such time.
    """
    found = time_or_unknown(run)
    if isinstance(found, Amount) and found.low is not None:
        raise RefusedError(
            f"`{run.text[:40]}` is a range", run, help="write the one time that you would defend, such as `6 weeks`"
        )
    return found


def attackers(run: Run) -> Attackers:
    """Return `3, stopped together` or `3, stopped one by one`.

    Raises:
        RefusedError: when it does not say how many, or what it takes to stop them.
    """
    match = re.fullmatch(r"([1-9][0-9]{0,3})(?: [a-z]+)?, stopped (together|one by one)", run.text)
    if not match or int(match[1]) > MOST_ATTACKERS:
        raise RefusedError(
            f"`{run.text[:40]}` does not say how many act at once, and what stops them",
            run,
            help="write `3, stopped together` (the first that is stopped stops all) or `3, stopped one by one`, "
            f"at most {MOST_ATTACKERS}",
        )
    return Attackers(count=int(match[1]), together=match[2] == "together", written=run.text)
