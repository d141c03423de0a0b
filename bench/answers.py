"""What answers cost once a case is compiled: the risk, every importance, every what-if of heron-2, by one assessor.

Each is worked out anew, with nothing remembered but the circuit. Processor time of one process, the best of several
tries, beside the time that compiling takes.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import loadpath as lp  # noqa: E402  found beside this file
from loadpath.assess.importance import importances, leverages, ready  # noqa: E402
from loadpath.assess.lines import judgements_of  # noqa: E402
from loadpath.assess.model import Model, model  # noqa: E402
from loadpath.engine import compile as portfolio  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from loadpath.assess.lines import Judgements
    from loadpath.case.graph import CaseGraph

TRIES = 200
MOST = 5.0
"""Milliseconds that all answers together may take, on the machine that the promise was made on."""


def best(work: Callable[[], object], tries: int = TRIES) -> float:
    """Return the least processor time of some tries, in milliseconds."""
    found = []
    for _ in range(tries):
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return 1_000 * min(found)


def fresh(asked: Model) -> Model:
    """Return the same circuit with nothing worked out yet."""
    for known in (asked._known, asked._sides, asked._settings):  # noqa: SLF001  what is remembered is what is not measured
        known.clear()
    return asked


def anew(case: CaseGraph, judgements: Judgements) -> Model:
    """Return the model of an assessor, compiled as if it were the first."""
    portfolio._remembered.cache_clear()  # noqa: SLF001  what is remembered is what is not measured
    return model(case, judgements)


def main() -> int:
    """Print what each answer costs, and all of them together."""
    case = lp.read(ROOT / "examples" / "heron-2").case
    judgements = judgements_of(case, "team")
    asked = model(case, judgements)
    names = list(asked.propositions)
    importances(asked)  # kernels are compiled once for a machine
    parts = {
        "the risk": best(lambda: fresh(asked).answer(asked.total)),
        f"what if each of {len(names)} propositions were so, and were not": best(lambda: fresh(asked).sides(names, {})),
        "every importance, in total and by pathway": best(lambda: importances(ready(fresh(asked)))),
        "every number set to 0 and to 1": best(lambda: leverages(ready(fresh(asked)))),
    }
    compiling = best(lambda: anew(case, judgements), 5)
    whole = sum(parts.values())
    print("heron-2 by `team`, processor time, best of 200")
    for name, cost in parts.items():
        print(f"  {cost:6.2f} ms  {name}")
    print(f"  {whole:6.2f} ms  together, {compiling / whole:.1f} times less than compiling ({compiling:.0f} ms)")
    print(f"  {'within' if whole <= MOST else 'OVER'} the {MOST:.0f} ms that were promised")
    return 0


if __name__ == "__main__":
    sys.exit(main())
