"""What word processors do to Markdown changes no meaning, or is refused by name with its line; `fmt` undoes it.

The list is that of the language: escapes, other bullets, odd spaces, curly quotes, dashes, unindented continuation lines,
references split over lines, capitals in keys; and what saving under another name does: ends of lines, a byte order mark.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.conformance.enumeration import write_case
from tests.conformance.random_cases import random_case
from tests.small import HERON

import loadpath as lp
from loadpath.files.format import fmt
from loadpath.files.reader import read
from loadpath.files.refactor import same_meaning

Change = Callable[[str, random.Random], str]
HERON_TEXTS = dict(lp.read(HERON).texts)


def curly(line: str, _: random.Random) -> str:
    """Set quotes as in print."""
    line = re.sub(r"(?<!\w)'", "\u2018", line.replace("'", "\u2019") if "'" in line else line)
    return re.sub(r'(?<!\S)"', "\u201c", line).replace('"', "\u201d")


def spaces(line: str, rng: random.Random) -> str:
    """Put a space that does not break, or one more, in the place of some spaces that are not at the beginning."""
    head = re.match(r"\s*(?:#+ |[-*+] |\d+\. )?", line)
    begin = head.end() if head else 0
    odd = rng.choice(["\u00a0", "\u202f", "\u2009", "  "])
    return line[:begin] + re.sub(" ", lambda _: odd if rng.random() < 0.3 else " ", line[begin:])


def dashes(line: str, rng: random.Random) -> str:
    """Make a hyphen between numbers a dash, and one between spaces a long one."""
    if re.match(r"\|[-|: ]+$", line):
        return line
    line = re.sub(r"(?<=[%0-9a-z])-(?=\d[\d.,]*(?:%| in| days| h| min))", rng.choice(["\u2013", "\u2014"]), line)
    return re.sub(r"(?<=\S) - (?=\S)", " \u2014 ", line)


def escapes(line: str, rng: random.Random) -> str:
    """Put a backslash before what could be markup."""
    if line.startswith(("#", "|")):
        return re.sub(r"\[\[|\]\]", lambda match: "\\" + match[0][0] + "\\" + match[0][1], line)
    head = re.match(r"\s*(?:[-*+] |\d+\. )?(?:\[[ x]\] )?", line)
    begin = head.end() if head else 0
    which = rng.choice([r"[\[\]]", r"[-\[\].]", r"[\[\]*_+.!#()%:=-]"])
    return line[:begin] + re.sub(which, lambda match: "\\" + match[0], line[begin:])


def bullets(line: str, rng: random.Random) -> str:
    """Use another bullet, and more room after it."""
    return re.sub(r"^- (?=\S)", lambda _: rng.choice(["* ", "+ ", "*   ", " - ", "-\u00a0", "\\- "]), line)


def capitals(line: str, _: random.Random) -> str:
    """Begin a key with a capital."""
    return re.sub(r"^(- )([a-z][a-z ]+)(?=:)", lambda match: match[1] + match[2].capitalize(), line)


def ends(line: str, rng: random.Random) -> str:
    """Leave spaces at the end."""
    return line + rng.choice([" ", "  ", "\t"])


def folded(line: str, rng: random.Random) -> str:
    """Break a line at one of its spaces, without an indentation."""
    if line.startswith(("#", "|")) or " " not in line.strip():
        return line
    places = [match.start() for match in re.finditer(r"(?<=[^\W\d]\w) (?=[\w\[])", line)]
    if not places:
        return line
    at = rng.choice(places)
    return f"{line[:at]}\n{line[at + 1 :]}"


def split(line: str, rng: random.Random) -> str:
    """Break a line inside of a reference."""
    if line.startswith(("#", "|")):
        return line
    return re.sub(r"\[\[(?=[a-z])", lambda _: "[[\n" if rng.random() < 0.5 else "[[ ", line)


CHANGES: dict[str, Change] = {
    one.__name__: one for one in (curly, spaces, dashes, escapes, bullets, capitals, ends, folded, split)
}
WHOLE: dict[str, Callable[[str], str]] = {
    "windows": lambda text: text.replace("\n", "\r\n"),
    "classic": lambda text: text.replace("\n", "\r"),
    "byte order mark": lambda text: f"\ufeff{text}",
    "blank lines": lambda text: text.replace("\n\n", "\n\n\n"),
    "no newline at the end": lambda text: text.rstrip("\n"),
}
NOT_LAYOUT = {"split", "dashes"}
"""In free text these are other words (`[[ a ]]`, a dash for a hyphen), so that only the typed places stay the same."""


def changed(texts: dict[str, str], names: set[str], seed: int) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Return texts after a word processor, and the lines that it touched; each line by one change at most."""
    rng = random.Random(seed)
    found, touched = {}, set()
    share = rng.choice([0.02, 0.2, 1.0])
    for file, text in texts.items():
        rows = []
        for row in text.split("\n"):
            name = rng.choice(sorted(names))
            new = CHANGES[name](row, rng) if row and rng.random() < share else row
            if new != row:
                touched |= {(file, piece) for piece in new.split("\n")}
            rows.append(new)
        found[file] = "\n".join(rows)
        if rng.random() < 0.5:
            found[file] = rng.choice(sorted(WHOLE.items()))[1](found[file])
    return found, touched


def survives(seed: int, names: set[str], example: bool) -> None:
    """Either every digest stays, or a fault names a line that was touched; formatting changes neither."""
    texts = HERON_TEXTS if example else write_case(random_case(random.Random(seed)))
    after, touched = changed(texts, names, seed)
    reading = read(after)
    lines = {file: re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")) for file, text in after.items()}
    at_fault = {(fault.at.file, lines[fault.at.file][fault.at.line - 1]) for fault in reading.faults}
    if not (names & NOT_LAYOUT):
        assert at_fault & touched or same_meaning(texts)(after)
    else:
        assert at_fault & touched or not reading.faults
    done = fmt(after)
    assert same_meaning(after)(done)
    assert fmt(done) == done


DRAWN = (st.integers(0, 1 << 32), st.sets(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3))
test_quick = settings(max_examples=40, deadline=None)(given(*DRAWN, st.just(False))(survives))  # noqa: FBT003
test_example = settings(max_examples=6, deadline=None)(
    example(seed=35061, names={"bullets"}, example=True)(given(*DRAWN, st.just(True))(survives))  # noqa: FBT003
)
test_many = pytest.mark.slow(settings(max_examples=2000, deadline=None)(given(*DRAWN, st.just(False))(survives)))  # noqa: FBT003


@pytest.mark.parametrize("mark", ["* ", "+ ", "*   ", "\\* ", "- "])
def test_which_bullet_is_written_says_nothing(mark: str) -> None:
    """Not in fields, and not in a list of prose either, with a list inside of an entry."""
    text = "# Case c: C\n\n## Claim a: A\n\nSeen:\n\n- one [[a]]\n  - two\n- three\n"
    same = same_meaning({"case.md": text})
    assert same({"case.md": text.replace("- ", mark)})
    assert not same({"case.md": text.replace("two", "four")})
