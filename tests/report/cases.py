"""Small cases for the report: one with numbers, one without, one with something unknown, one with hostile prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import loadpath as lp
from loadpath.report.html import page

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD = """# Case wren: Safety case for the Wren summariser

- kind: safety case
- system: Wren 1
- from: 2027-01-01
- until: 2027-07-01
- harm: a summary that leads somebody to a wrong filing

We argue that Wren has no tools ([[no-tools]]). It is *read twice* [[redact security: by Ada and Ben ([[no-tools]])]].

## Pathway wrong-summary: A wrong summary is filed

1. [[omits]]
2. [[second-reader]] fails

## Event omits: It leaves out what matters

## Claim no-tools: Wren has no tools

- evidence: [[config-scan]]

## Claim readers-read: The second reader reads the filing itself

- owner: ada

## Claim orphan: Nothing refers to this one

## Mitigation second-reader: A person reads it again

- needs: [[readers-read]]

## Evidence config-scan: Scan of the configuration

- result: 0 of 12
- about: [[no-tools]]
- passes when: 0

## Challenge tired-readers: Readers are tired at quarter end

- against: [[readers-read]]
- status: open

## Term filing: A filing
"""

PLAIN: Mapping[str, str] = {"case.md": HEAD}
"""A case without a single number."""

BUDGET = """
## Budget own: What we allow ourselves

- this case: 1%
"""

NUMBERED: Mapping[str, str] = {
    "case.md": HEAD + BUDGET,
    "ada.md": """# Assessor ada: Ada

- omits: 2% (1%-4%) because she counted
- second-reader fails: 10% (5%-20%) because people skim
- readers-read: 90% (80%-97%) because she watched them

By these numbers the risk is [[= risk by ada]], the budget [[= budget]], of the pathway
[[= risk of wrong-summary by ada]]; a count bounds it at [[= bound of config-scan]]; `[[= risk by ada]]` stays as it is.
""",
}
"""The same case, judged by one person: 0.02 * (0.9 * 0.1 + 0.1) = 0.38 %."""

UNKNOWN: Mapping[str, str] = {
    "case.md": HEAD + BUDGET,
    "ada.md": """# Assessor ada: Ada

- omits: 2% (1%-4%) because she counted
- second-reader fails: 10% because people skim
""",
}
"""Nobody says whether the readers read: the risk lies between 2 % times 10 % and 2 %."""

BLIND: Mapping[str, str] = {
    "case.md": HEAD + BUDGET,
    "ada.md": "# Assessor ada: Ada\n\n- omits: unknown\n- second-reader fails: unknown\n",
}
"""An assessor who knows nothing."""

HOSTILE: Mapping[str, str] = {
    "case.md": HEAD.replace("Wren 1", "<script>alert(1)</script> \u202egnihtyreve").replace(
        "A person reads", "<b>A</b> reads"
    )
    + """
## Claim hostile: <img src=x onerror=alert(1)> "quoted" & 'more'

<script>alert(2)</script> <img src=x onerror=alert(3)> ![tracked](https://example.org/pixel.png)

[click](javascript:alert(4)) [data](data:text/html,x) <a href="javascript:alert(5)">six</a> \u2066turned\u2069

<style>body{display:none}</style> [fine](https://example.org/page "title") `<script>`

| a | b |
|---|---|
| <svg onload=alert(6)> | [x](vbscript:x) |
"""
}
"""Prose that would like to run."""

ALL: dict[str, Mapping[str, str]] = {
    "plain": PLAIN,
    "numbered": NUMBERED,
    "unknown": UNKNOWN,
    "blind": BLIND,
    "hostile": HOSTILE,
}


def report_of(texts: Mapping[str, str]) -> str:
    """Return the report of a case in memory."""
    project = lp.read(texts)
    return page(project.scene, project.check())
