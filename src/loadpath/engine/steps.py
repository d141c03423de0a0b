"""What is done to the rows of a block of worlds: the operations of a circuit, and what comes with drawing.

Two make weights of leaves. One stands for a sum, and for a mixture in which one part is certain: the same bits, and a
row less is read.
"""

from __future__ import annotations

from loadpath.engine.circuit import ADD, MIX, MULTIPLY

COMPLEMENT = 3
"""One minus row a."""
AT_MOST = 4
"""One where row a is at most row b, else zero."""

MULTIPLY_ADD = 5
"""Row a times row b, and then plus row c."""

READS = {MULTIPLY: 2, ADD: 2, MIX: 4, COMPLEMENT: 1, AT_MOST: 2, MULTIPLY_ADD: 3}
"""How many rows an operation reads."""
