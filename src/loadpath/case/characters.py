"""Characters that show nothing, or something other than what they are, and how they are shown instead.

Text may be written by an attacker or by an AI, and is read by people, by terminals and by other AIs. What hides is
known by its code point (Unicode 16: general categories, `Default_Ignorable_Code_Point`, UTS 39 on mixed scripts), never
by the version of Python. Joiners between letters that need them (Arabic, Hindi, emoji) hide nothing and are let be.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
LINES = "\u2028\u2029"
NO_CHARACTER = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)
)
COVERT = "\u2065\ufff0-\ufffb\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
"""Tags, annotations, and what is set aside to show nothing: able to carry a text that nobody sees."""

NOTHING = "\u034f\u115f\u1160\u17b4\u17b5\u200b-\u200d\u2060-\u2064\u3164\ufeff\uffa0"
NOTHING += "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
HYPHEN = "\u00ad"
SELECTOR = "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"

REASONS = tuple(
    (re.compile(f"[{letters}]"), grave, reason)
    for letters, grave, reason in (
        (CONTROL, True, "is a control character, which a terminal obeys"),
        (TURNING, True, "changes the order in which text is shown"),
        (LINES, True, "ends a line in some programs and not in others"),
        (NO_CHARACTER, True, "is no character"),
        (COVERT, True, "shows nothing, and can carry a hidden text"),
        (NOTHING, False, "shows nothing"),
        (HYPHEN, False, "shows only where a line is broken"),
        (SELECTOR, False, "shows nothing; it selects a form where there is none to select"),
        (PRIVATE, False, "shows something else in every font"),
    )
)
ANY = re.compile(f"[{CONTROL}{TURNING}{LINES}{NO_CHARACTER}{COVERT}{NOTHING}{HYPHEN}{SELECTOR}{PRIVATE}]")

FLAGS = re.compile("\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|"
                   "\U000e0077\U000e006c\U000e0073)\U000e007f")  # fmt: skip
"""The flags of England, Scotland and Wales, the only sequences of tags in general use (UTS 51)."""

JOINED = {
    "ADLAM", "ARABIC", "BALINESE", "BENGALI", "DEVANAGARI", "GUJARATI", "GURMUKHI", "JAVANESE", "KANNADA", "KHMER",
    "MALAYALAM", "MANDAIC", "MANICHAEAN", "MONGOLIAN", "MYANMAR", "NKO", "ORIYA", "PHAGS-PA", "SINHALA", "SYRIAC",
    "TAMIL", "TELUGU", "TIBETAN",
}  # fmt: skip
"""Scripts in which a joiner between two letters is spelling; the first word of the names of their letters."""

UNSPACED = {"KHMER", "LAO", "MYANMAR", "THAI"}
"""Scripts written without spaces, in which a zero-width space is where a line may break."""

SHAPED = {"CJK", "MONGOLIAN", "MYANMAR", "PHAGS-PA"}
"""Scripts whose letters have forms to select."""

PICTURES = {"So", "Sk", "Sm"}
WITH_PICTURE = set("\u203c\u2049\u3030\u303d#*0123456789")
"""What is no symbol by its category and has a form as a picture (UTS 51, `Emoji`)."""

NAMES = {
    0x00: "null", 0x07: "bell", 0x08: "backspace", 0x0B: "vertical tab", 0x0C: "form feed", 0x1B: "escape",
    0x7F: "delete", 0x85: "next line", 0x9B: "control sequence introducer", 0x9D: "operating system command",
}  # fmt: skip

OTHER_ALPHABET = re.compile("[\u0370-\u03ff\u0400-\u052f]")
LATIN = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
ALIKE = str.maketrans(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd"
    "\u03b1\u03b9\u03ba\u03c1\u03c5"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408"
    "\u0430\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u04bb\u0501\u0433\u0432",
    "ABEZHIKMNOPTYXovaikpuABEKMHOPCTYXSIJaekmhopctyxsijhdrb",
)
"""Greek and Cyrillic letters and the Latin ones that they look like."""

BETWEEN_ONLY = set("\u03b1\u03b9\u03ba\u03c1\u03c5")
"""Greek letters that stand at the ends of Latin words in science (IFN-alpha), and look alike only inside of one."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A character that hides something.

    Attributes:
        at: where it stands in the text, from 0.
        letter: the character.
        reason: what it does, as the rest of a sentence.
        grave: whether nothing in running text can need it.
        word: the word of letters of two alphabets, if that is what hides it.
    """

    at: int
    letter: str
    reason: str
    grave: bool
    word: str = ""


def visible(text: str) -> str:
    r"""Return a text in which all that a terminal may obey or not show is shown as `<U+...>`, joiners included.

    >>> visible("a\x1b[31mb\u202ec")
    'a<U+001B>[31mb<U+202E>c'
    """
    if text.isprintable() and not ANY.search(text):
        return text
    return "".join(
        _shown(letter) if _unseen(letter) and not (letter in PICTURE_FORM and _belongs(text, at)) else letter
        for at, letter in enumerate(text)
    )


def _unseen(letter: str) -> bool:
    return letter != "\n" and (unicodedata.category(letter) in CATEGORIES or ANY.match(letter) is not None)


PICTURE_FORM = "\ufe0e\ufe0f"


CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def marked(text: str) -> str:
    r"""Return a text in which what hides is shown as `<U+...>`, and spelling is let be: for pages and messages.

    >>> marked("a\u200bb"), marked("\u0645\u06cc\u200c\u062e") == "\u0645\u06cc\u200c\u062e"
    ('a<U+200B>b', True)
    """
    if text.isascii() and text.isprintable():
        return text
    return ANY.sub(lambda found: found[0] if _belongs(text, found.start()) else _shown(found[0]), text)


def bare(text: str) -> str:
    """Return what a text looks like: without what shows nothing, with Latin letters for those that look like them."""
    return ANY.sub("", text).translate(ALIKE)


def name_of(letter: str) -> str:
    r"""Return a character's code point and name.

    >>> name_of("\u202e"), name_of("\x1b")
    ('`U+202E` (right-to-left override)', '`U+001B` (escape)')
    """
    name = NAMES.get(ord(letter)) or unicodedata.name(letter, "").lower()
    return f"`U+{ord(letter):04X}`" + (f" ({name})" if name else "")


def hidden(text: str) -> Iterator[Hidden]:
    """Yield what hides in a text, in time proportional to its length."""
    for found in ANY.finditer(text):
        if not _belongs(text, found.start()):
            grave, reason = next((grave, reason) for letters, grave, reason in REASONS if letters.match(found[0]))
            yield Hidden(found.start(), found[0], reason, grave)
    if not text.isascii():
        yield from _mixed(text)


def _shown(letter: str) -> str:
    return f"<U+{ord(letter):04X}>"


def _belongs(text: str, at: int) -> bool:
    """Return whether a character is spelling: a joiner of a script or of a picture, or a form of what it follows."""
    letter = text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if letter in "\u200c\u200d":
        same = _script(before) in JOINED and _script(after) in JOINED
        return same or (letter == "\u200d" and _is_picture(text, at) and unicodedata.category(after or " ") == "So")
    if letter == "\u200b":
        return _script(before) in UNSPACED and _script(after) in UNSPACED
    if letter in PICTURE_FORM and before and (unicodedata.category(before) in PICTURES or before in WITH_PICTURE):
        return before not in "#*0123456789" or after == "\u20e3"
    if "\ufe00" <= letter <= "\ufe0f" or "\u180b" <= letter <= "\u180f" or "\U000e0100" <= letter <= "\U000e01ef":
        return _script(before) in SHAPED
    if "\U000e0061" <= letter <= "\U000e007f":
        return any(found.end() > at for found in FLAGS.finditer(text, max(0, at - 6), at + 6))
    return False


def _is_picture(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    return bool(before) and (before == "\ufe0f" or unicodedata.category(before) in PICTURES)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""


def _mixed(text: str) -> Iterator[Hidden]:
    """Yield the first Greek or Cyrillic letter of every word that passes for Latin."""
    done = 0
    for found in OTHER_ALPHABET.finditer(text):
        if found.start() < done:
            continue
        left = right = found.start()
        while left > done and text[left - 1].isalnum() and text[left - 1] != "_":
            left -= 1
        whole = WORD_END.match(text, right)
        assert whole is not None
        done = right = whole.end()
        at = _alien(text[left:right])
        if at is not None:
            word = text[left:right] if right - left <= LONGEST_WORD else text[left + at : left + at + LONGEST_WORD]
            yield Hidden(left + at, text[left + at], "stands among Latin letters", grave=False, word=word)


LONGEST_WORD = 40
FEWEST = 3
"""Fewer Latin letters than this beside a Greek one are a unit or a symbol, such as kΩ."""

WORD_END = re.compile(r"[^\W_]*")


def _alien(word: str) -> int | None:
    if not LATIN.search(word):
        return None
    latin = len(LATIN.findall(word))
    for found in OTHER_ALPHABET.finditer(word):
        letter, at = found[0], found.start()
        if letter >= "\u0400":
            return at
        between = LATIN.match(word, at - 1) if at else None
        inside = between and LATIN.match(word, at + 1)
        if ord(letter) in ALIKE and latin >= FEWEST and (inside or letter not in BETWEEN_ONLY):
            return at
    return None
