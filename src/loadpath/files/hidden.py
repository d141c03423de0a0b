"""What hides in a file: characters that show nothing, or something other than what they are, with line and column.

They are never dropped. In running text a character without harm is a warning; where it may change what is read (a
heading, a list, a table, beside double brackets) it is an error, and so are control characters everywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from itertools import islice, pairwise

from loadpath.case.characters import ANY, Hidden, bare, hidden, marked, name_of
from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.kinds import KINDS
from loadpath.case.span import Span

RULE = "hidden-characters"
READ_AS_MORE = re.compile(
    r"\s*(?:>\s*)*\\?(?:#|[-*+][\s\u00a0]|[0-9]{1,9}\\?[.)]|~~~|```|<|\|)|.*(?:\[ ?\\?\[|\]\\? ?\]|\|)"
)
"""A line that is, or looks like, more than running text."""

HEADING = re.compile(rf"\s*\\?#+\s*(?:{'|'.join(KINDS)})\b", re.IGNORECASE)
MOST = 20
"""How many findings one file gets; the rest are counted."""

SEEN = b"\n\r\t" + bytes(range(32, 127))
"""What ends lines and columns, and all of ASCII that is printable: none of it hides anything."""

MOST_LOOKED_AT = 5_000
AROUND = 12
"""How many characters beside a hidden one are shown."""


def hidden_characters(file: str, text: str, *, part_of_case: bool) -> list[Diagnostic]:
    """Return a finding for every sort of hidden character in every line of a file, and in its name.

    Args:
        file: name of the file.
        text: what it holds.
        part_of_case: whether it holds a typed heading. In any other file only a line that looks like one counts.
    """
    found = [_in_name(file, one) for one in islice(hidden(file), 1)]
    if text.isascii() and (not text.encode().translate(None, SEEN) or not ANY.search(text)):
        return found
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text)), len(text)]
    return found + (_in_case if part_of_case else _like_headings)(file, text, starts)


def _in_case(file: str, text: str, starts: list[int]) -> list[Diagnostic]:
    found: dict[tuple[int, str], Diagnostic] = {}
    count = 0
    for count, one in enumerate(hidden(text)):
        line = min(bisect_right(starts, one.at), len(starts) - 1)
        if (line, one.letter) not in found:
            found[line, one.letter] = _finding(one, file, text, line, starts)
        if count >= MOST_LOOKED_AT:
            break
    listed = list(found.values())
    if len(listed) > MOST or count >= MOST_LOOKED_AT:
        rest = Severity.ERROR if count >= MOST_LOOKED_AT else min((one.severity for one in listed[MOST:]), key=_order)
        return [*listed[:MOST], _more(file, listed[min(MOST, len(listed) - 1)].at.line, rest)]
    return listed


def _order(severity: Severity) -> int:
    return severity.order


def _like_headings(file: str, text: str, starts: list[int]) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for line, (start, end) in enumerate(pairwise(starts), 1):
        begin = text[start : min(end, start + LONGEST_HEADING)]
        if HEADING.match(bare(begin)) and len(found) < MOST:
            found.extend(
                _finding(replace(one, at=start + one.at), file, text, line, starts) for one in islice(hidden(begin), 1)
            )
    return found


LONGEST_HEADING = 200
LONGEST_LINE = 5_000


def _finding(one: Hidden, file: str, text: str, line: int, starts: list[int]) -> Diagnostic:
    start, end = starts[line - 1], starts[line]
    long = end - start > LONGEST_LINE
    grave = one.grave or long or READ_AS_MORE.match(bare(text[start:end]))
    column = one.at - start + 1
    if one.word:
        message = f"`{one.word}` is written in two alphabets: {name_of(one.letter)} {one.reason}"
        remedy = f"did you mean `{bare(one.word)}`? type the word again"
    else:
        message = f"{name_of(one.letter)} {one.reason}"
        remedy = "delete it, or type the line again"
    around = marked(text[max(start, one.at - AROUND) : min(end, one.at + AROUND)].strip("\r\n"))
    return Diagnostic(
        rule=RULE,
        severity=Severity.ERROR if grave else Severity.WARNING,
        message=message,
        at=Span(file, line, column, column + max(1, len(one.word))),
        label="" if one.word else f"reads `{around}`",
        help=remedy,
    )


def _in_name(file: str, one: Hidden) -> Diagnostic:
    return Diagnostic(
        rule=RULE,
        severity=Severity.ERROR,
        message=f"{name_of(one.letter)} in the name of a file or folder {one.reason}",
        at=Span(file, 1),
        label=f"the name is `{marked(file)}`",
        help="give it another name; names of files carry no meaning",
    )


def _more(file: str, line: int, severity: Severity) -> Diagnostic:
    return Diagnostic(
        rule=RULE,
        severity=severity,
        message=f"more than {MOST} places with hidden characters in one file",
        at=Span(file, line),
        label="the rest is not listed",
        help="mend those that are listed, or type the text again",
    )
