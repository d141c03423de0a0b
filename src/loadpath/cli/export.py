"""`loadpath export`: a case for other engines, as a fault tree or as the list of operations it was computed with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.cli import changes, options
from loadpath.cli.terminal import working
from loadpath.errors import LoadpathError, UnreadableError

if TYPE_CHECKING:
    from loadpath.assess.results import Assessment
    from loadpath.project import Project

OPEN_PSA, CIRCUIT = "open-psa", "circuit"


@click.command("export")
@options.folder
@click.argument("file", type=click.Path(dir_okay=False), required=False)
@click.option(
    "--to",
    type=click.Choice([OPEN_PSA, CIRCUIT]),
    required=True,
    help="`open-psa`: a fault tree in XML; `circuit`: the operations in JSON.",
)
@options.by
@click.option(
    "--end", type=click.Choice(["low", "high"]), help="For a fault tree: where the risk is lowest, or highest."
)
def command(folder: str, file: str | None, to: str, by: str | None, end: str | None) -> None:
    """Write the case in FOLDER to FILE, for another engine to compute; without FILE it is printed.

    An export holds what one assessor says, and nothing pools them. A fault tree has no conditioning: where there is
    evidence, the risk is the probability of the gate `harm-and-evidence` divided by that of `evidence`. Ranges become
    attributes, and every number stands at its mean. Where something is unknown, a fault tree holds one end of the
    risk, chosen with `--end`. The operations hold both.
    """
    if end is not None and to != OPEN_PSA:
        raise click.UsageError("`--end` is for a fault tree; the operations hold both ends")
    project = options.opened(folder)
    with working("computing"):
        found = _chosen(project, by)
        text, told = _tree(project, found, end) if to == OPEN_PSA else _operations(project, found)
    if file is None:
        click.echo(text, nl=False)
        return
    _write(Path(file), text)
    click.echo(f"{to}: {file}\n{told}")


def _chosen(project: Project, by: str | None) -> Assessment:
    if by is not None:
        return project.risk(by)
    found = project.risk()
    if not found:
        raise LoadpathError("the case has no numbers to export", help="`loadpath risk` says which are needed")
    if len(found) > 1:
        names = " or ".join(f"`--by {item.assessor}`" for item in found)
        raise LoadpathError(f"an export holds one assessor, and the case has {len(found)}", help=f"say {names}")
    return found[0]


def _tree(project: Project, found: Assessment, end: str | None) -> tuple[str, str]:
    """Return the fault tree, and in words how the risk follows from it."""
    from loadpath.assess.open_psa import exported  # noqa: PLC0415  numpy is slow to start
    from loadpath.assess.results import Interval  # noqa: PLC0415  the same
    from loadpath.report.open_psa import open_psa_text  # noqa: PLC0415  the same

    export = exported(project.case, found, end)
    tree = export.tree
    gates = f"{changes.counted(len(tree.gates), 'gate')} and {changes.counted(len(tree.events), 'basic event')}"
    risk = " divided by ".join(f"`{top}`" for top in tree.tops)
    value = ""
    if isinstance(found.risk, Interval) and (found.risk.exact or end):
        value = f": {found.risk.high if end == 'high' else found.risk.low!r}"
    return open_psa_text(export), f"{gates}; the risk of `{found.assessor}` is {risk}{value}"


def _operations(project: Project, found: Assessment) -> tuple[str, str]:
    """Return the operations, and in words how many there are and what they are called."""
    from loadpath.assess.compact import compact  # noqa: PLC0415  numpy is slow to start

    made = compact(project.case, found)
    text = ",\n".join(f"  {json.dumps(key)}: {_value(value)}" for key, value in made.as_json().items())
    return f"{{\n{text}\n}}\n", f"{len(made.operations):,} operations for `{made.assessor}`, digest {made.digest}"


def _value(value: object) -> str:
    """Return a value as JSON, a line for each leaf and each operation; NaN is refused."""
    if isinstance(value, list) and value and isinstance(value[0], list | dict):
        return "[\n" + ",\n".join(f"    {_flat(item)}" for item in value) + "\n  ]"
    return _flat(value)


def _flat(value: object) -> str:
    return json.dumps(value, allow_nan=False).replace("\x7f", "\\u007f")  # JSON leaves this one as it is


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(text.encode("ascii"))
        draft.replace(path)
    except OSError as error:
        raise UnreadableError(f"`{path}` cannot be written: {error.strerror}", help="name another file") from None
