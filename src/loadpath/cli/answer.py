"""`loadpath answer`: a page of answers, written where they belong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.case.asked import Sort
from loadpath.case.audience import INTERNAL
from loadpath.case.diagnostic import Severity
from loadpath.cli import changes, options
from loadpath.cli.terminal import visible, working
from loadpath.errors import RefusedChangeError, UnreadableError
from loadpath.files.answered import take
from loadpath.files.answering import read_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loadpath.case.asked import Question
    from loadpath.files.answering import Page, Refusal
    from loadpath.project import Project

LARGEST = 4_000_000
"""Bytes of a page."""


@click.command("answer")
@click.argument("file", metavar="FILE", type=click.Path())
@changes.folder
@click.option(
    "--by", metavar="ASSESSOR", default="", help="Whose numbers the answers become, where several may be meant."
)
@changes.dry
def command(file: str, folder: str, by: str, dry: bool) -> None:
    """Write the answers on a page that `loadpath ask` made into the case in FOLDER.

    A number becomes a line of its assessor, with the reason, the name and the day; a cell of a response table, an
    owner, a request are filled in, with a sentence that says who was asked. Questions left empty stay. If one answer is
    refused, nothing is written.
    """
    page = read_page(file, _text(file))
    project = options.opened(folder)
    project.require_sound()
    with working("reading"):
        asked = _asked(project, page) if not page.case or page.case == project.case.head.id else {}
        found = take(project.texts, page, asked, by)
    if page.case and page.case != project.case.head.id:
        raise RefusedChangeError(
            f"the page asks about `{page.case}`, and the case here is `{project.case.head.id}`", help="name its folder"
        )
    if found.refusals:
        _tell(file, found.refusals)
        several = "answer is" if len(found.refusals) == 1 else "parts of the page are"
        raise RefusedChangeError(
            f"{len(found.refusals)} {several} refused, and nothing was written", help="mend the page, then try again"
        )
    _require_computed(project, found.texts)
    changed = changes.carry_out(project, found.texts, dry=dry)
    if not dry:
        written, left = changes.counted(len(found.written), "answer"), changes.counted(len(page.empty), "question")
        click.echo(f"wrote {written} into {changes.counted(len(changed), 'file')}; left {left} empty")


def _text(file: str) -> str:
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableError(
            f"`{file}` cannot be read: {error.strerror}", help="name the page that came back"
        ) from None
    if len(content) > LARGEST:
        raise UnreadableError(f"`{file}` is larger than {LARGEST:,} bytes", help="send only the page")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise UnreadableError(
            f"`{file}` is not UTF-8 text", help="save it as Markdown or plain text, in UTF-8"
        ) from None


def _asked(project: Project, page: Page) -> Mapping[str, Question]:
    """Return what the case asks the audience of the page, by id; words of strength where the page asks for them."""
    shown = project.disclosed(page.audience or INTERNAL)
    found = {one.question.id: one.question for one in shown.questions()}
    missing = [answer.id for answer in page.answers if answer.id not in found]
    if any(name.startswith(f"{Sort.WORD.value}/") for name in missing) and shown.audience == INTERNAL:
        found |= {one.question.id: one.question for one in shown.questions("published")}
    return found


def _tell(file: str, refusals: tuple[Refusal, ...]) -> None:
    for one in refusals:
        click.echo(f"{visible(file)}:{one.line}: {visible(one.message)}", err=True)
        if one.read:
            click.echo(f"  | {visible(one.read)}", err=True)
        click.echo(f"  = help: {visible(one.help)}", err=True)


def _require_computed(project: Project, texts: Mapping[str, str]) -> None:
    """Refuse answers whose numbers have no meaning, such as a range that its number contradicts."""
    known = {(fault.rule, fault.message) for fault in project.scene.faults}
    for fault in replace(project, texts=texts).scene.faults:
        if fault.severity is Severity.ERROR and (fault.rule, fault.message) not in known:
            said = f"{fault.message}: {fault.label}" if fault.label else fault.message
            raise RefusedChangeError(f"`{fault.subject}`: {said}; nothing was written", help=fault.help)
