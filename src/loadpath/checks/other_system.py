"""Evidence was taken on another system or version

A red team against last year's monitor, a record of the model before this one: such findings may well carry over, and
somebody has to say why. The rule compares what evidence is `of` with the `system` of the case, its `components` and its
barriers, by name and version, whatever the capitals; what stands in brackets or behind a semicolon is a remark, apart
from what it says of the same part (`weights 4f1c`). Evidence that does not say what it was taken on is left alone, and
so is evidence that relies on a claim which speaks of the other system by its name.

```loadpath
# Case example: An example

- kind: risk report
- system: Heron-2
- components: monitor v3; scaffold r31

## Claim monitor-works: The monitor catches what matters

- evidence: [[red-team]]

## Evidence red-team: Planted sabotages

- result: 29 of 200
- about: [[monitor-works]]
- of: monitor v2
```

Take it again on what is deployed, or let it rely on a claim that it carries over.

```loadpath
# Case example: An example

- kind: risk report
- system: Heron-2
- components: monitor v3; scaffold r31

## Claim monitor-works: The monitor catches what matters

- evidence: [[red-team]]

## Claim same-prompt: Monitor v2 differs from v3 in its logging only

## Evidence red-team: Planted sabotages

- result: 29 of 200
- about: [[monitor-works]]
- relies on: [[same-prompt]]
- of: monitor v2
```
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loadpath.case import node as kinds
from loadpath.case.diagnostic import Severity
from loadpath.checks.counted import leaning_on
from loadpath.checks.rule import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loadpath.case.graph import CaseGraph
    from loadpath.case.node import Case, Evidence
    from loadpath.scene import Scene

SEVERITY = Severity.WARNING

BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
VERSION = re.compile(r"^(.*?[a-z)])[ -]*((?:v|r|rev|version)?[ .]?[0-9][a-z0-9.]*)$")
MARK = re.compile(r"^(?:version|rev|v|r)?[ .]*")
"""What stands before the number of a version."""

DASHES = re.compile("[-_\u2010-\u2015]+")
DETAIL = re.compile(r"^(.*[a-z]) ([a-z]*[0-9][a-z0-9.]*)$")
"""A detail of a system and its value, such as `weights 4f1c`."""

PARTS = re.compile(r",| and | with | in | on ")
NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")


@dataclass(frozen=True, slots=True)
class Name:
    """A system or component: its name as written, in small letters, and the two parts of that."""

    written: str
    plain: str
    base: str
    version: str


def find(scene: Scene) -> Iterator[Finding]:
    """Yield evidence that was taken on something the case is not about, with the claims that lean on it."""
    case = scene.case
    known = _known(case)
    if not (case.head.system or case.head.components) or not known:
        return
    details = _details(case.head)
    differing = {of: _differs(of, known, details) for of in {item.of for item in case.all(kinds.Evidence)}}
    for item in case.all(kinds.Evidence):
        wrong, how = differing[item.of]
        if not wrong or _carries_over(item, case):
            continue
        yield Finding(
            message=f"`{item.id}` was taken on `{_shown(item.of)}`, and the case is about {wrong}",
            at=item.place("of"),
            label=how,
            notes=leaning_on(case, item),
            help="take it again on what is deployed, or let it rely on a claim that says why it carries over",
            subject=item.id,
        )


def _plain(text: str) -> str:
    return " ".join(DASHES.sub("-", text.lower()).split()).strip(" .-")


def _shown(text: str) -> str:
    return BRACKETS.sub("", text).split(";")[0].strip()


def _name(text: str) -> Name:
    plain = _plain(text)
    match = VERSION.match(plain)
    base, version = (match[1], MARK.sub("", match[2])) if match else (plain, "")
    return Name(text.strip(), plain, base.strip(" -"), version)


def _known(case: CaseGraph) -> list[Name]:
    """Return the system, its components and the barriers of the case; where a version is known, that one."""
    head = case.head
    system = re.split(r"[;,]| and ", BRACKETS.sub("", head.system))
    components = re.split(r"[;,]", BRACKETS.sub("", head.components))
    barriers = [item.id.replace("-", " ") for item in case.all(kinds.Mitigation) if not item.withheld]
    barriers += [item.id for item in case.all(kinds.Mitigation) if not item.withheld]
    names = [_name(part) for part in (*system, *components, *barriers) if part.strip()]
    numbered = {item.base for item in names if item.version}
    return [item for item in names if item.version or item.base not in numbered]


def _details(head: Case) -> dict[str, str]:
    """Return what the system says of itself in brackets or behind a comma, such as its weights."""
    found: dict[str, str] = {}
    for part in re.split(r"[;,()\[\]]", head.system):
        match = DETAIL.match(_plain(part))
        if match:
            found[match[1]] = match[2]
    return found


def _differs(of: str, known: list[Name], details: dict[str, str]) -> tuple[str, str]:
    """Return what the case is about instead and how the two differ; nothing when they do not, or nobody says."""
    plain = _plain(_shown(of))
    if not plain:
        return "", ""
    if any(_holds(plain, item.plain) for item in known):
        return _other_detail(of, details)
    for name in (_name(part) for part in PARTS.split(_shown(of)) if part.strip()):
        same = [item for item in known if item.base == name.base]
        if any(not name.version or not item.version or item.version == name.version for item in same):
            return "", ""
        if same:
            return f"`{same[0].written}`", _order(name.version, same[0].version)
    return f"`{known[0].written}`", "another system, or a component that the case does not name"


def _other_detail(of: str, details: dict[str, str]) -> tuple[str, str]:
    for part in re.split(r"[;,()\[\]]", of):
        match = DETAIL.match(_plain(part))
        if match and details.get(match[1], match[2]) != match[2]:
            return f"`{match[1]} {details[match[1]]}`", f"other {match[1]}"
    return "", ""


def _order(taken: str, deployed: str) -> str:
    """Return how two versions stand to each other, as far as their numbers say."""
    if not NUMBERS.fullmatch(taken) or not NUMBERS.fullmatch(deployed):
        return "another version"
    first, second = ([int(part) for part in version.split(".")] for version in (taken, deployed))
    return "an older version" if first < second else "a newer version"


def _holds(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)", text) is not None


def _carries_over(item: Evidence, case: CaseGraph) -> bool:
    """Return whether the evidence relies on a claim that speaks of the other system, or may do so out of sight."""
    parts = [_name(part).plain for part in re.split(r",", _shown(item.of)) if part.strip()]
    for ref in item.relies_on:
        claim = case.nodes.get(ref.id)
        if claim is not None and claim.withheld:
            return True
        if claim is not None:
            text = _plain(" ".join((claim.title, *(section.plain for section in claim.body))))
            if any(_holds(text, part) for part in parts):
                return True
    return False
