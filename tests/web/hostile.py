"""A case whose every text would like to run: a payload in every title, free field, prose, table, name and reason."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from loadpath.case.kinds import KINDS, Form

if TYPE_CHECKING:
    from collections.abc import Iterator

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '"><svg onload=alert(3)>',
    "' autofocus onfocus=alert(4) x='",
    "[x](javascript:alert(5))",
    "![x](https://evil.example/pixel.png)",
    "</title></style></pre></textarea><script>alert(6)</script>",
    "{{ 7 * 7 }} {% include 'page.html' %} ${7*7}",
    '<a href="data:text/html,<script>alert(7)</script>">x</a>',
    "<!-- --><iframe srcdoc='<script>alert(8)</script>'></iframe>",
    "&#8238;gnp.exe&#x2066;&#8203;",
    "&lt;script&gt;alert(9)&lt;/script&gt;",
    "`<script>alert(10)</script>`",
    "<style>@import 'https://evil.example'</style>",
    "<base href=https://evil.example/><meta http-equiv=refresh content=0>",
    "<form action=https://evil.example><button>Compute</button></form>",
    "[](//evil.example) <https://evil.example/?a=<b>>",
)
NUMBERLESS = ("date", "from", "until")
SPELLED = {"needs years", "cost", "tax", "feasible"}


def _kind(word: str, payload: Iterator[str]) -> str:
    """Return a node of a kind with a payload in its title, its prose, and every field of free text."""
    name = f"h-{word.lower()}"
    fields = [
        f"- {spec.key}: {next(payload)}"
        for spec in KINDS[word].fields.values()
        if spec.form is Form.TEXT and spec.key not in SPELLED
    ]
    fields += ["- date: 2027-01-01", "- about: [[h-claim]]"] if word == "Incident" else []
    if word == "Evidence":
        fields += [f"- result: {next(payload)}", "- about: [[h-event]]", f"- passes when: {next(payload)}"]
    head = f"## {word} {name}: {next(payload)} {next(payload)}\n\n" + "\n".join(fields)
    table = f"| {next(payload).replace('|', '/')} | b |\n|---|---|\n| {next(payload)} | {next(payload)} |"
    prose = f"{next(payload)}\n\n### {next(payload)}\n\n{next(payload)} [[h-event]]\n\n> {next(payload)}\n\n{table}\n"
    return f"{head}\n\n{prose}"


def hostile_case() -> dict[str, str]:
    """Return a case that can be read, with payloads wherever somebody may write freely."""
    payload = cycle(PAYLOADS)
    kinds = [
        word
        for word in KINDS
        if word not in {"Case", "Budget", "Scale", "Assessor", "Scenario", "Pathway", "Waiver", "Quantity"}
    ]
    head = f"# Case h-case: {next(payload)}\n\n- kind: risk analysis\n" + "".join(
        f"- {spec.key}: {next(payload)}\n" for spec in KINDS["Case"].fields.values() if spec.form is Form.TEXT
    )
    text = head + "\n" + "\n\n".join(_kind(word, payload) for word in kinds)
    text += f"\n\n{next(payload)}\n\n## Pathway h-pathway: {next(payload)}\n\n1. [[h-event]] - {next(payload)}\n"
    text += f"2. [[h-mitigation]] fails - {next(payload)}\n3. not [[h-claim]]\n"
    text += f"\n## Budget h-budget: {next(payload)}\n- this case: 1%\n\n## Quantity h-quantity: {next(payload)}\n"
    text += f"\n## Scenario h-scenario: {next(payload)}\n- starts: {next(payload)}\n- harm at: 5 h\n\n"
    text += f"| who | sees | tells | after | works |\n|---|---|---|---|---|\n| {PAYLOADS[0]} | {PAYLOADS[1]} "
    text += f"| **stops it**: {PAYLOADS[2]} | 1 h | 90% ever |\n"
    judged = "".join(
        f"- {name}: 10% because {next(payload)}\n" for name in ("h-event", "h-mitigation fails", "h-claim")
    )
    people = "".join(f"\n## Assessor {who}: {next(payload)}\n\n{judged}" for who in ("h-one", "h-two"))
    return {"case.md": text + people, "<script>alert(11)</script>.md": f"## Claim h-odd: {PAYLOADS[1]}\n"}
