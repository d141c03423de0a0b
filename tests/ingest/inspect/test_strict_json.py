"""JSON with one meaning, in one piece and as it arrives."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadpath.errors import UnreadableError
from loadpath.ingest.inspect import strict_json
from loadpath.ingest.inspect.strict_json import Walker, parse_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def parse(content: bytes, where: str) -> object:
    """Return the one value of a document, which arrives at once."""
    return Walker([content], where).only()


def pieces(content: bytes, size: int) -> Iterator[bytes]:
    """Yield content in pieces of so many bytes."""
    return (content[place : place + size] for place in range(0, len(content), size))


@given(VALUES)
def test_json_is_read_as_python_reads_it(value: object) -> None:
    """What Python wrote comes back, indented or not."""
    for indent in (None, 2):
        assert parse(json.dumps(value, indent=indent).encode(), "x") == value
        assert parse(json.dumps(value, indent=indent, ensure_ascii=False).encode("utf-8", "replace"), "x") is not ...


@given(st.dictionaries(st.text(), VALUES, max_size=6), st.integers(1, 30))
def test_the_size_of_pieces_does_not_matter(value: dict[str, Any], size: int) -> None:
    """Walked through in pieces of any size, keys, values and what is passed over are the same."""
    content = json.dumps(value, ensure_ascii=True).encode()
    walker = Walker(pieces(content, size), "x")
    found = {key: walker.value() for key in walker.names()}
    walker.finish()
    assert found == value
    skipping = Walker(pieces(content, size), "x")
    assert [key for key in skipping.names() if skipping.skip() is False] == list(value)
    skipping.finish()


@given(st.dictionaries(st.text(), VALUES, min_size=1, max_size=6), st.integers(1, 30))
def test_a_small_window_changes_nothing(value: dict[str, Any], size: int) -> None:
    """Where hardly anything fits in the window, the same fields are found and the same is passed over."""
    content = json.dumps(value).encode()
    wanted = dict.fromkeys(list(value)[::2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_json, "WINDOW", 12)
        walker = Walker(pieces(content, size), "x")
        assert walker.fields(wanted) == {key: value[key] for key in wanted}
        walker.finish()


def test_parts_of_inner_objects_are_taken() -> None:
    """Of a long object in a long array only what is wanted is kept."""
    content = json.dumps({"output": {"choices": [{"message": "x" * 99, "stop": 1}, {"stop": 2}], "more": "y" * 99}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_json, "WINDOW", 20)
        found = Walker(pieces(content.encode(), 7), "x").fields({"output": {"choices": {"stop": None}}})
    assert found == {"output": {"choices": [{"stop": 1}, {"stop": 2}]}}


def test_what_is_no_number_is_nothing() -> None:
    """`NaN` and infinities become None, and so does a number beyond all floating-point numbers not."""
    assert parse(b'[NaN, Infinity, -Infinity, {"a": NaN}]', "x") == [None, None, None, {"a": None}]
    assert parse(b"1e999", "x") == math.inf  # taken for no scalar where it is used


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"a":1,"a":2}', "key `a` stands twice in one object"),
        (b'{"b":[{"a":1,"\\u0061":2}]}', "key `a` stands twice in one object"),
        (b'{"a":1', "no JSON at character 7|its end"),
        (b'{"a":1}}', "no JSON at character 8: extra data|more after its end"),
        (b'{"a":1,}', "no JSON|where"),
        (b"{'a':1}", "no JSON|where"),
        (b'{"a":01}', "no JSON|where"),
        (b'{"a":"\n"}', "no JSON at character 7: invalid control character|no JSON"),
        (b'{"a":"\xff"}', "no UTF-8"),
        (b"\xef\xbb\xbf{}", "no JSON|where"),
        (b'{"a":' + b"[" * 5_000, "nested too deep"),
        (b'{"a":' + b"9" * 5_000 + b"}", "a number of thousands of digits"),
        (b"", "no JSON|its end"),
    ],
)
def test_what_has_not_one_meaning_is_refused(content: bytes, reason: str) -> None:
    """In one piece or several, with the reason."""
    with pytest.raises(UnreadableError, match=f"^x: .*({reason})"):
        parse(content, "x")
    for size in (1, 5, 10_000):
        walker = Walker(pieces(content, size), "x")
        with pytest.raises(UnreadableError, match=f"^x: .*({reason})"):  # noqa: PT012  either may be the first to see it
            _ = [walker.value() for _ in walker.names()]
            walker.finish()


def test_only_what_is_looked_at_must_be_clear() -> None:
    """A key twice in what nobody looks at is passed over; twice in the object itself it is not."""
    assert parse_fields(b'{"a":{"x":1,"x":2},"b":3}', "x", {"b": None}) == {"b": 3}
    with pytest.raises(UnreadableError, match="key `a` stands twice"):
        parse_fields(b'{"a":1,"a":2,"b":3}', "x", {"b": None})
    with pytest.raises(UnreadableError, match="no object"):
        parse_fields(b"[]", "x", {"b": None})


def test_a_wanted_value_has_an_end() -> None:
    """A value that is wanted whole is read up to its limit, and no further."""
    long = b'{"a":"' + b"x" * 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_json, "LONGEST", 99)
        walker = Walker(pieces(long, 10), "x")
        with pytest.raises(UnreadableError, match="no value that ends within 99 characters"):
            _ = [walker.value() for _ in walker.names()]


@pytest.mark.parametrize(
    "inside",
    [
        "[1;2,3,4,5,6,7,8,9,1,2,3,4,5]",
        "[1,2,,3,4,5,6,7,8,9,1,2,3,4,5]",
        "[1,2,3,4,5,6,7,8,9,1,2,3,4,5,]",
        "[[1],[2],[3],[4],[5],[6],[7],[8]}",
        '["a","b","c","d","e","f,","g"h]',
        '{"a":1,"b":2,"c":3,"d"4,"e":5}',
        '{"a":1,"b":2,"c":3,4:4,"e":5}',
        '{"a":{},"b":{},"c":{},"d":{},"e":{}]',
        '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"',
        "tru" + "e" * 30,
    ],
)
def test_what_is_passed_over_is_json_too(inside: str) -> None:
    """Nothing that is no JSON is passed over, where values are taken one by one, and where many are at once."""
    for size in (1, 5, 1_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(strict_json, "WINDOW", 12)
            walker = Walker(pieces(f'{{"a":{inside},"b":1}}'.encode(), size), "x")
            with pytest.raises(UnreadableError, match=r"^x: "):  # noqa: PT012  either may be the first to see it
                walker.fields({"b": None})
                walker.finish()


class Counting:
    """The decoder, with how often it was asked."""

    def __init__(self) -> None:
        """Count from nothing."""
        self.decoder, self.asked = strict_json._DECODER, 0

    def decode(self, text: str) -> object:
        """Decode a whole text."""
        self.asked += 1
        return self.decoder.decode(text)

    def raw_decode(self, text: str, place: int) -> tuple[object, int]:
        """Decode what starts at a place."""
        self.asked += 1
        return self.decoder.raw_decode(text, place)


@pytest.mark.parametrize("unit", ["{}", "1", '"a"', "[[]]", '{"a":[1,{"b":2}]}', "null"])
def test_many_small_values_are_passed_over_at_once(unit: str) -> None:
    """Three megabytes of the smallest values, in an array or by name, cost not one step each but one for each 8 KB."""
    count = 3_000_000 // len(unit)
    named = ",".join(f'"{number}":{unit}' for number in range(count // 2))
    for content in (f'{{"a":[{f"{unit}," * count}{unit}],"b":1}}', f'{{"a":{{{named}}},"b":1}}'):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(strict_json, "WINDOW", 100_000)
            patch.setattr(strict_json, "_DECODER", counting := Counting())
            assert Walker(pieces(content.encode(), 1 << 18), "x").fields({"b": None}) == {"b": 1}
        assert counting.asked < 50 + len(content) / 8_000, counting.asked
