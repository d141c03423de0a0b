"""The command `loadpath`: which commands there are, exit codes, and how a failure is told.

Exit codes: 0 clean, 1 findings at the gate, 2 could not run.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module

import click

from loadpath import __version__
from loadpath.case.characters import visible
from loadpath.errors import LoadpathError

COMMANDS = {
    "demo": "Show the main job on the example that comes along.",
    "new": "Begin a case: four questions, one small file that checks.",
    "check": "Find what is wrong with an argument, worst first.",
    "risk": "Compute the risk exactly, for every assessor.",
    "response": "Play who sees, who tells, how fast; and what is caught at volume.",
    "load": "Show which claims and barriers carry the risk.",
    "importance": "Measure how important everything is, exactly, as the field does.",
    "cuts": "Count the minimal cut sets, and name the most probable.",
    "attack": "List where to push, as somebody would who wants the case to fail.",
    "independence": "Say what is gained by taking steps as independent.",
    "gap": "Say how far it is to the budget, and what would close it.",
    "tests": "Say what planned tests would show, and what they are worth.",
    "chance": "Say how likely the case can be made at all.",
    "roadmap": "Say what moves the risk most for its cost, and in which order.",
    "budget": "Keep the books of the budget, from the industry to this case.",
    "years": "Count the work that fits in before the milestone.",
    "promises": "Judge the promises that speak of computed numbers.",
    "register": "Lock what is expected of a test before it is run.",
    "todo": "List what has to be argued again, by owner.",
    "diff": "Say what changed between two versions, and what got looser.",
    "history": "Lay the versions of a case side by side.",
    "what-if": "Suppose something, and see the risk move.",
    "questions": "List what is open, sorted by what an answer is worth.",
    "ask": "Make a page of questions to send.",
    "answer": "Write the answers on a page where they belong.",
    "compare": "Say why assessors differ and who stands together, or what changed between versions.",
    "report": "Write the report: one page that works anywhere.",
    "diagram": "Draw an argument, or a pathway, as a picture.",
    "export": "Write a case for another engine to compute.",
    "serve": "Read the report live: pages that follow the text as it is saved.",
    "show": "Show one part of a case and everything known about it.",
    "fmt": "Bring the text of a case into one layout.",
    "rename": "Give a part another id, wherever it stands.",
    "move": "Put a part into another file.",
    "detach": "Take a part out of a case, whole.",
    "evidence": "Count real results into a case, and count them again.",
    "redactions": "List what an audience does not see, and what that changes.",
    "explain": "Explain a rule of the checker.",
}
"""Every command with its line of help, in the order in which one meets them."""

EPILOG = """\b
A case is a folder of Markdown. Start with
  loadpath demo                    see it work
  loadpath new my-case             begin your own
  loadpath check my-case           what is wrong
  loadpath report my-case --open   read it as others will
"""


class Commands(click.Group):
    """A group whose commands are imported only when they are called, so that `--version` and `--help` stay fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  the signature is click's
        """Return the names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"loadpath.cli.{cmd_name.replace('-', '_')}").command
        del ctx
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuse an unknown command with the nearest that exists."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from loadpath.case.suggest import did_you_mean  # noqa: PLC0415  only when something is wrong

            hint = did_you_mean(args[0], COMMANDS, form="`{}`") or f"commands are {', '.join(COMMANDS)}"
            ctx.fail(f"no command `{visible(args[0])}`; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="loadpath %(version)s")
def cli() -> None:
    """Safety cases as plain text: checked, computed exactly, attacked, published."""


def main() -> None:
    """Run the command line and turn failures of the world into one line and exit code 2.

    A command is one process that makes many small lasting values: looking for rings among them again and again is a
    fifth of its time, and threads for products of short vectors cost more than they give.
    """
    gc.set_threshold(1_000_000, 50, 1_000)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        cli(standalone_mode=True)
    except LoadpathError as error:
        click.echo(f"{click.style('error', fg='red', bold=True)}: {visible(str(error))}", err=True)
        if error.help:
            click.echo(f"  = help: {visible(error.help)}", err=True)
        sys.exit(2)
    except ValueError as error:
        click.echo(f"{click.style('error', fg='red', bold=True)}: {visible(str(error))}", err=True)
        sys.exit(2)


def program() -> None:
    """Run the command line as a whole process, and leave without taking apart what it made.

    Freeing the many small values of a large case one by one is a tenth of the time of a check, and the system takes
    the memory back in one piece. Where output cannot be written any more, the process ends the ordinary way.
    """
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(end.code or 0)
        raise
