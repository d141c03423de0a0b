"""Everything that an audience can see of a case, in every form there is, and where two cases can be told apart by it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from unittest.mock import patch

from click.testing import CliRunner

from loadpath.case import node as kinds
from loadpath.case.audience import is_tombstone
from loadpath.cli import (
    attack,
    check,
    compare,
    cuts,
    export,
    importance,
    independence,
    load,
    options,
    risk,
    show,
    what_if,
)
from loadpath.errors import LoadpathError
from loadpath.report import html, pdf
from loadpath.report.book import book_of
from loadpath.report.diagrams.of_case import DRAWINGS, diagram
from loadpath.report.document import document_of
from loadpath.report.typst_tree import Setter
from loadpath.web import site
from loadpath.web.site import pages

if TYPE_CHECKING:
    from collections.abc import Callable

    import click

    from loadpath.project import Project

ASKED: tuple[tuple[str, click.Command, list[str]], ...] = (
    ("check", check.command, ["--all"]),
    ("check, concise", check.command, ["--concise"]),
    ("check, JSON", check.command, ["--json"]),
    ("risk", risk.command, []),
    ("risk, JSON", risk.command, ["--json"]),
    ("load", load.command, ["--all"]),
    ("load, JSON", load.command, ["--json"]),
    ("attack", attack.command, ["--all"]),
    ("attack, JSON", attack.command, ["--json"]),
    ("independence", independence.command, []),
    ("independence, JSON", independence.command, ["--json"]),
    ("importance", importance.command, ["--all"]),
    ("importance, JSON", importance.command, ["--json"]),
    ("cuts", cuts.command, []),
    ("cuts, JSON", cuts.command, ["--json"]),
)


def seen(
    full: Project,
    audience: str,
    disclose: Callable[[Project, str], Project] = lambda full, audience: full.disclosed(audience),
) -> dict[str, str]:
    """Return everything that an audience can see of a case, by name: all output of commands, the report, all pages."""
    try:
        shown = disclose(full, audience)
        shown.require_sound()
    except LoadpathError as error:
        return {"refused": f"{error}\n{error.help}"}
    found = {f"text of {name}": text for name, text in shown.texts.items()}
    runner = CliRunner()
    with (
        patch.object(options, "opened", lambda _path: shown),
        patch.object(html, "font_faces", _letters),
        patch.object(site, "font_faces", _letters),
    ):
        for name, command, arguments in ASKED:
            found[name] = _told(runner, command, arguments)
        names = sorted(shown.case.nodes)
        for name in {*names[:: max(1, len(names) // 6)], *(name for name in names if is_tombstone(name))}:
            found[f"show {name}"] = runner.invoke(show.command, [name]).output
        found["report"] = shown.report()
        for path, content in pages(shown).items():
            found[f"page {path}"] = content.decode("utf-8", "replace")
        for item in shown.risk():
            for what in ("circuit", "open-psa"):
                end = ["--end", "high"] if what == "open-psa" else []
                found[f"export of {item.assessor}, {what}"] = _told(
                    runner, export.command, ["--to", what, "--by", item.assessor, *end]
                )
        people = [item.id for item in shown.case.all(kinds.Assessor) if not is_tombstone(item.id)]
        if len(people) > 1:
            found["compare"] = _told(runner, compare.command, [*people[:2], "--json"])
        for load_ in shown.risk()[0].loads[:2] if shown.risk() else ():
            word = {"barrier": "fails", "response": "too late"}.get(load_.kind, "true")
            found[f"what if {load_.subject}"] = _told(runner, what_if.command, [f"{load_.subject}={word}", "--json"])
        for variant in ("executive", "danger"):
            found[f"report, {variant}"] = shown.report(shown.document(variant))
    return found | _drawn(shown) | {"PDF": _set(shown)}


def _told(runner: CliRunner, command: click.Command, arguments: list[str]) -> str:
    result = runner.invoke(command, arguments)
    return f"{result.exit_code}\n{result.output}\n{result.exception!r}"


def _drawn(shown: Project) -> dict[str, str]:
    """Return every sort of drawing of the first pathway, scenario and claim that are not tombstones."""
    found = {}
    for kind in (kinds.Pathway, kinds.Scenario, kinds.Claim):
        name = next((item.id for item in shown.case.all(kind) if not is_tombstone(item.id)), "")
        for how in DRAWINGS if name else ():
            try:
                drawing = diagram(
                    shown.case, name, how, book=lambda: book_of(shown.scene, shown.check()), today=shown.today
                )
            except ValueError as error:
                drawing = str(error)
            found[f"{how} of {name}"] = drawing
    return found


def _set(shown: Project) -> str:
    """Return all that a PDF is set from: the rest is done by a program that knows nothing else."""
    findings = shown.check()
    document = document_of(shown.scene, findings)
    told = {**Setter(document).whole(), **pdf._imprinted(document, pdf.imprint_of(shown.scene, findings))}
    return json.dumps(told, ensure_ascii=False)


def _letters(text: str, besides: str = "") -> str:
    """Stand in for the fonts: which letters they hold is all that a page decides about them."""
    return f"/* {''.join(sorted({*text, *besides}))} */"


def difference(
    full: tuple[Project, Project], audience: str, see: Callable[[Project, str], dict[str, str]] = seen
) -> str:
    """Return where an audience can tell two worlds apart, with both texts; empty when it cannot.

    Where one of the two cannot be shown at all, because what it would say is not certified, there is nothing to
    compare: that is decided by those who publish, before anybody else sees a byte.
    """
    first, second = (see(world, audience) for world in full)
    refused = [seen_of["refused"].split(" ")[:3] for seen_of in (first, second) if "refused" in seen_of]
    if refused and (len(refused) == 1 or refused[0] != refused[1]):
        return NOTHING_TO_COMPARE
    for name in sorted({*first, *second}):
        if first.get(name) != second.get(name):
            lines = zip((first.get(name) or "").split("\n"), (second.get(name) or "").split("\n"), strict=False)
            shown = next(((one, other) for one, other in lines if one != other), ("", "(one is longer)"))
            return f"{name}: {shown[0][:200]!r} and {shown[1][:200]!r}"
    return NOTHING_TO_COMPARE if "refused" in first else ""


NOTHING_TO_COMPARE = "nothing to compare"
