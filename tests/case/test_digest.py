"""Digests: the fast way to canonical JSON writes what the reference implementation of RFC 8785 writes."""

from __future__ import annotations

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from loadpath.case.digest import canonical

KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=6)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))


@given(VALUES.filter(lambda value: isinstance(value, list | dict)))
def test_canonical_json_is_that_of_rfc_8785(value: object) -> None:
    """Strings, escapes, order of keys, small and large numbers."""
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]
