"""Changes to a whole case that keep what it says: another id, another file, a node taken out.

What this file knows: where ids stand (`places`) and which lines a node owns (`ranges`). What it promises: every change
is read again and compared with what was read before; where anything else would be read otherwise, it is refused and
nothing is changed. Lines that are not touched keep every byte.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from loadpath.case.graph import mentions
from loadpath.case.suggest import did_you_mean
from loadpath.errors import RefusedChangeError
from loadpath.files.folder import SKIPPED
from loadpath.files.outline import outline
from loadpath.files.places import namings, raw_end, where
from loadpath.files.propositions import ID
from loadpath.files.ranges import lines_of, ranges, text_of
from loadpath.files.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from loadpath.case import node as kinds
    from loadpath.case.build import Reading
    from loadpath.files.places import Naming

RESERVED = re.compile(r"published|withheld-[0-9]+")
"""Ids that have a meaning of their own: the case read in its own words, and what stands for a withheld node."""

RELATIVE_LINK = re.compile(r"\]\((?!#|/|[a-z][a-z0-9+.-]*:)[^)\s]")


def rename(texts: Mapping[str, str], old: str, new: str) -> dict[str, str]:
    r"""Return the texts with one id changed wherever it stands: headings, fields, prose, chains, tables, judgements.

    Code and comments are left alone. In a line of judgement without brackets, the new id gets them where it could not
    be read without. Renaming back gives the same bytes, but for those brackets and for escapes inside of the old id.

    Args:
        texts: file name to content.
        old: the id as it is.
        new: the id as it shall be.

    Raises:
        RefusedChangeError: when there is no such id, some id is that of two nodes, or the new one is malformed,
            reserved, taken, or already referred to, or would be read as something else in some place.

    >>> rename({"case.md": "# Case c: C\n\nSee [[a]].\n\n## Claim a: A\n"}, "a", "b")["case.md"]
    '# Case c: C\n\nSee [[b]].\n\n## Claim b: A\n'
    """
    ids = ids_of(texts)
    named = {file: tuple(namings(file, text.removeprefix("\ufeff"), ids)) for file, text in texts.items()}
    _refuse_names(old, new, ids, named)
    before = read(texts)
    for bracketed in (False, True):
        after = {
            file: _renamed(text, [one for one in named[file] if one.id == old], new, bracketed=bracketed)
            for file, text in texts.items()
        }
        if _said(before, {old: new}) == _said(read(after), {}):
            return after
    raise RefusedChangeError(
        f"`{new}` would be read as something else where `{old}` stands now", help="choose another id"
    )


def ids_of(texts: Mapping[str, str]) -> Counter[str]:
    """Return how many nodes have each id."""
    return Counter(part.id for file in texts for part in outline(file, texts[file].removeprefix("\ufeff")).parts)


def _refuse_names(old: str, new: str, ids: Mapping[str, int], named: Mapping[str, tuple[Naming, ...]]) -> None:
    for name in (old, *ids):
        refuse_unknown(name, ids)  # of two nodes with one id, one is not read, and may come to say something else
    if not re.fullmatch(ID, new):
        slug = re.sub(r"[^a-z0-9.]+", "-", new.lower()).strip("-.")
        raise RefusedChangeError(
            f"`{new}` is not an id",
            help=(f"did you mean `{slug}`? " if re.fullmatch(ID, slug) else "")
            + "ids are lower-case letters and digits joined by `-` or `.`",
        )
    if RESERVED.fullmatch(new):
        raise RefusedChangeError(f"`{new}` is reserved", help="choose another id")
    if new in ids:
        raise RefusedChangeError(f"`{new}` is the id of another node", help="ids are unique; choose another")
    for file, found in named.items():
        for naming in found:
            if naming.id == new:
                raise RefusedChangeError(
                    f"{file}:{naming.line}: `{new}` is already referred to here, and would come to mean `{old}`",
                    help=f"write `{old}` there first if that is meant, or choose another id",
                )


def refuse_unknown(name: str, ids: Mapping[str, int]) -> None:
    """Refuse an id that no node has, or two.

    Raises:
        RefusedChangeError: with the nearest id that there is.
    """
    if name not in ids:
        raise RefusedChangeError(
            f"no node has the id `{name}`", help=did_you_mean(name, ids) or "`loadpath show` finds nodes by their ids"
        )
    if ids[name] > 1:
        raise RefusedChangeError(
            f"`{name}` is the id of {ids[name]} nodes", help="give all but one of them another id by hand"
        )


def _renamed(text: str, found: Iterable[Naming], new: str, *, bracketed: bool) -> str:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = list(lines_of(text.removeprefix(mark)))
    stretches = set()
    for naming in found:
        run, last = naming.place.run, naming.left + len(naming.id) - 1
        number, first = where(run, naming.left)
        stretches.add((number, first, raw_end(run, last, lines[number - 1]), naming.bare and bracketed))
    for number, first, end, brackets in sorted(stretches, reverse=True):
        line = lines[number - 1]
        written = _in_the_manner_of(line[first - 1 : end - 1], new)
        lines[number - 1] = line[: first - 1] + (f"[[{written}]]" if brackets else written) + line[end - 1 :]
    return mark + text_of(lines)


def _in_the_manner_of(old: str, new: str) -> str:
    """Return an id with its joints escaped or set as those of the old one are."""
    for joint, forms in (("-", r"\\?[-\u2010\u2011\u2212]"), (".", r"\\?\.")):
        if found := re.search(forms, old):
            new = new.replace(joint, found[0])
    return new


def _said(reading: Reading, other: Mapping[str, str]) -> tuple[object, ...]:
    """Return what has to stay when ids change: faults by place, nodes by kind, and what each refers to."""
    faults = sorted((fault.rule, fault.at.file, fault.at.line) for fault in reading.faults)
    nodes = [] if reading.case is None else list(reading.case.nodes.values())
    told = [(other.get(node.id, node.id), node.kind_name, [other.get(x, x) for x in _referred(node)]) for node in nodes]
    return faults, told


def _referred(node: kinds.Node) -> list[str]:
    computed = [ref.id for section in node.body for value in section.computed for ref in (value.of, value.by) if ref]
    return [*(ref.id for ref in mentions(node)), *computed]


def move(texts: Mapping[str, str], name: str, file: str) -> dict[str, str]:
    """Return the texts with a node at the end of another file; a file that nothing is left in is left out.

    The lines of the node stay as they are, its level too. Nodes that stand under it stay where they are, and so does
    all that belongs to them. The digest of the case and of every node stays the same.

    Args:
        texts: file name to content.
        name: the id of the node.
        file: the name of a file of the case, or of a new one.

    Raises:
        RefusedChangeError: when there is no such node, the file could not be part of the case, or text would come to
            belong to another node.
    """
    source = file_of(texts, name)
    _refuse_file(file, source, name)
    own, rest = parted(texts[source], source, name)
    _refuse_relative(texts, name, source, file)
    after = dict(texts)
    after[source] = rest
    if not rest.strip():
        del after[source]
    after[file] = _appended(texts.get(file, ""), own)
    if _meanings(read(texts)) != _meanings(read(after)):
        raise RefusedChangeError(
            f"moving `{name}` to `{file}` would change what belongs to which node",
            help="prose without a typed heading belongs to the case; move it by hand first, or choose another file",
        )
    return after


def file_of(texts: Mapping[str, str], name: str) -> str:
    """Return the file that a node stands in.

    Raises:
        RefusedChangeError: when no node, or more than one, has this id.
    """
    refuse_unknown(name, ids_of(texts))
    parts = (part for file in texts for part in outline(file, texts[file].removeprefix("\ufeff")).parts)
    return next(part.at.file for part in parts if part.id == name)


def _refuse_file(file: str, source: str, name: str) -> None:
    pieces = file.split("/")
    if file == source:
        raise RefusedChangeError(f"`{name}` stands in `{file}` already", help="name another file")
    hidden = any(piece in SKIPPED or piece.startswith(".") or not piece for piece in pieces)
    if hidden or not file.endswith(".md") or "\\" in file or not file.isprintable():
        raise RefusedChangeError(
            f"`{file}` cannot be a file of a case",
            help="name it from the folder of the case, such as `claims/logging.md`",
        )


def _refuse_relative(texts: Mapping[str, str], name: str, source: str, file: str) -> None:
    if source.rpartition("/")[0] == file.rpartition("/")[0]:
        return
    reading = read(texts)
    node = reading.case.nodes[name] if reading.case else None
    path = next((item for item in node.fields if item.key == "from" and "://" not in item.text), None) if node else None
    lines = lines_of(texts[source])
    own = (n for part in ranges(source, texts[source]) if part.owner == name for n in range(part.first, part.last + 1))
    link = next((number for number in own if RELATIVE_LINK.search(lines[number - 1])), None)
    if node is not None and node.kind_name == "Evidence" and path is not None:
        link = path.at.line
    if link is not None:
        raise RefusedChangeError(
            f"{source}:{link}: what `{name}` names here is looked for beside its file, and that changes its folder",
            help="choose a file in the same folder",
        )


def parted(text: str, file: str, name: str) -> tuple[list[str], str]:
    """Return the lines of a node, and the text without them."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = lines_of(text.removeprefix(mark))
    own: list[str] = []
    rest: list[str] = []
    stretches = ranges(file, text)
    for part in stretches:
        (own if part.owner == name else rest).extend(lines[part.first - 1 : part.last])
    while own and not own[-1].strip():
        own.pop()
    while stretches[-1].owner == name and len(rest) > 1 and not rest[-1].strip():
        rest.pop()
    return own, mark + text_of(rest)


def _appended(text: str, own: list[str]) -> str:
    end = next((found[0] for found in re.finditer(r"\r\n|\r|\n", text or own[0])), "\n")
    lines = list(lines_of(text))
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    last = own[-1] if own[-1].endswith(("\n", "\r")) else own[-1] + end
    return text_of([*lines, *([end] if lines else []), *own[:-1], last])


def _meanings(reading: Reading) -> tuple[object, ...]:
    """Return what has to stay when text moves: the faults, and the digest of the case and of every node."""
    faults = sorted((fault.rule, fault.message, fault.subject) for fault in reading.faults)
    case = reading.case
    return faults, {name: case.digest_of(name) for name in case.nodes} if case else {}, case.digest if case else ""


def same_meaning(texts: Mapping[str, str]) -> Callable[[Mapping[str, str]], bool]:
    """Return a test of whether other texts have the same faults and digests as these, wherever anything stands."""
    before = _meanings(read(texts))
    return lambda after: _meanings(read(after)) == before
