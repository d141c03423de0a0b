"""`loadpath register`: what is expected of a test, locked before it is run; and whether it still stands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loadpath.cli import options
from loadpath.cli.terminal import console, visible
from loadpath.errors import LoadpathError

if TYPE_CHECKING:
    from rich.console import Console

    from loadpath.assess.registered import Outcome, Record, Registration
    from loadpath.case.node import Test
    from loadpath.project import Project

PLACE = "registrations"


@click.command("register")
@click.argument("test", metavar="[TEST]", required=False)
@click.argument("folder", type=click.Path(file_okay=False), required=False)
@click.option(
    "--check", is_flag=True, help="Look at what is registered in FOLDER instead: has it changed, how did it do?"
)
@options.as_json
def command(test: str | None, folder: str | None, check: bool, as_json: bool) -> None:
    """Lock what is expected of TEST in FOLDER before it is run; nothing that is locked is overwritten.

    Locked are what it is about, when it passes, what follows either way, and the likelihoods of every assessor who
    judges it. That goes into `registrations/TEST.json`, and its digest into the field `locked` of the test. Afterwards,
    a finding with `registered: [[TEST]]` is held against it: `loadpath register --check FOLDER`.
    """
    if check:
        _check(options.opened(folder or test or "."), as_json=as_json)
        return
    if test is None:
        raise click.UsageError("name the test: `loadpath register TEST FOLDER`")
    project = options.opened(folder or ".")
    project.require_sound()
    done = _locked(project, test)
    if as_json:
        options.print_json(done.as_json())
        return
    _print(console(), done)


def _locked(project: Project, name: str) -> Registration:
    """Write the registration of a test, and its digest into the text."""
    from loadpath.assess.registered import register  # noqa: PLC0415  the start stays fast
    from loadpath.files.folder import write_texts  # noqa: PLC0415  the same
    from loadpath.files.write_back import with_fields  # noqa: PLC0415  the same

    test, home = _open_test(project, name), project.folder
    if home is None:
        raise ValueError("the case stands in no folder")
    done = register(project.case, test, datetime.now(tz=UTC))
    lock = done.lock.kept_back if _withholds(project) else done.lock.written
    after = with_fields(project.texts, name, {"locked": lock})
    path = home / PLACE / f"{name}.json"
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as stream:
            stream.write(done.as_bytes())
    except FileExistsError:
        help_ = "a test is locked once; write another test with an id of its own"
        raise LoadpathError(f"`{PLACE}/{name}.json` exists", help=help_) from None
    try:
        write_texts(home, project.texts, after)
    except LoadpathError:
        path.unlink()
        raise
    return done


def _withholds(project: Project) -> bool:
    """Return whether anything in the case is not for everybody, so that a digest of it is not either."""
    from loadpath.case.audience import PUBLIC  # noqa: PLC0415  the start stays fast

    hidden = any(node.access != PUBLIC for node in project.case.nodes.values())
    return hidden or any("[[redact" in text.replace("\\", "") for text in project.texts.values())


def _open_test(project: Project, name: str) -> Test:
    """Return a test that may still be registered."""
    from loadpath.assess.registered import runs_of  # noqa: PLC0415  the start stays fast
    from loadpath.case.node import Test  # noqa: PLC0415  the same
    from loadpath.case.suggest import did_you_mean  # noqa: PLC0415  the same

    test = project.case.get(name, Test)
    if test is None:
        known = [item.id for item in project.case.all(Test)]
        help_ = did_you_mean(name, known, form="`{}`") or f"tests are {', '.join(known) or 'none'}"
        raise LoadpathError(f"no test `{name}` in this case", help=help_)
    if test.locked:
        raise LoadpathError(f"`{name}` is locked already", help="write another test with an id of its own")
    if test.passes_when is None:
        raise LoadpathError(f"`{name}` does not say when it passes", help="write `- passes when: at most 10 of 4,000`")
    if ran := runs_of(project.case, test):
        help_ = "what is locked after it was run is no forecast; take `registered` away there"
        raise LoadpathError(f"`{name}` was run already: `{ran[0].id}`", help=help_)
    return test


def _print(out: Console, done: Registration) -> None:
    out.print(f"{done.test} is locked", style="bold")
    for key in ("passes when", "if it passes", "if it fails"):
        value = done.locked.get(key)
        text = value.get("written", "") if isinstance(value, dict) else value
        out.print(visible(f"  {key}: {text or 'not said'}"), soft_wrap=True)
    for name, value in done.forecasts.items():
        out.print(visible(f"  {name} expects it to pass with {_chance(value)}"), soft_wrap=True)
    if not done.forecasts:
        out.print("  nobody says how likely it is to pass: there will be no score")
    out.print(f"at {done.at}, digest {done.lock.meaning[:12]}", style="dim")
    out.print(f"wrote {PLACE}/{done.test}.json, and `locked` into the test", style="dim")


def _chance(value: object) -> str:
    from loadpath.case.rounding import probability  # noqa: PLC0415  the start stays fast

    if isinstance(value, float | int):
        return probability(value)
    if isinstance(value, dict) and "low" in value:
        return f"{probability(value['low'])} to {probability(value['high'])}"
    return f"a chance that is not known: {value['not_computed'] if isinstance(value, dict) else value}"


# afterwards -----------------------------------------------------------------------------------------------------------


def _check(project: Project, *, as_json: bool) -> None:
    from loadpath.assess.registered import changed, outcomes, records  # noqa: PLC0415  the start stays fast

    project.require_sound()
    found, faults = _registrations(project)
    for one in found:
        if said := changed(project.case, one):
            faults.setdefault(one.test, []).extend(said)
    ran = outcomes(project.case, found)
    told = records(ran)
    if as_json:
        runs = [{"test": one.test, "evidence": one.evidence, "passed": one.passed} for one in ran]
        names = [one.test for one in found]
        parts = {"registered": names, "changed": faults, "runs": runs, "records": [one.as_json() for one in told]}
        options.print_told(project, parts)
    else:
        _print_check(console(), found, faults, ran, told)
    if faults:
        raise SystemExit(1)


def _registrations(project: Project) -> tuple[list[Registration], dict[str, list[str]]]:
    """Return what is registered in a folder, and what is wrong with it by itself, by the name of the test."""
    from loadpath.assess.registered import read  # noqa: PLC0415  the start stays fast
    from loadpath.case.node import Test  # noqa: PLC0415  the same

    here = (project.folder or Path()) / PLACE
    found, faults = [], {}
    files = sorted(here.glob("*.json")) if here.is_dir() else []
    for path in files:
        one = read(path.read_bytes())
        if one is None or one.test != path.stem:
            faults[path.stem] = ["the file was altered: it is not what its own digest says"]
        else:
            found.append(one)
    there = {path.stem for path in files}
    for test in project.case.all(Test):
        if test.locked and test.id not in there:
            faults[test.id] = [f"`{PLACE}/{test.id}.json` is gone"]
    return found, faults


def _print_check(
    out: Console,
    found: list[Registration],
    faults: dict[str, list[str]],
    ran: tuple[Outcome, ...],
    told: tuple[Record, ...],
) -> None:
    if not found and not faults:
        out.print("nothing is registered; `loadpath register TEST FOLDER` locks a test before it is run")
        return
    names = sorted({one.test for one in found} | faults.keys())
    good = len(names) - len(faults)
    out.print(f"{good} of {len(names)} registered as they were locked", style="bold")
    for name in names:
        for said in faults.get(name, ["as it was locked"]):
            out.print(visible(f"  {name}: {said}"), soft_wrap=True)
    words = {True: "passed", False: "failed", None: "cannot be compared with what was locked"}
    for one in ran:
        expected = ", ".join(f"{name} {_chance(p)}" for name, p in one.forecasts.items()) or "nobody said how likely"
        out.print(visible(f"{one.evidence}: {words[one.passed]}; expected to pass: {expected}"), soft_wrap=True)
    for item in told:
        score = f"{item.log_score:.2g}" if item.log_score is not None else "infinite"
        counted = (
            f"{item.tests} test{'s' if item.tests > 1 else ''}: expected {item.expected:.2g} to pass, {item.passed}"
        )
        out.print(
            visible(f"  {item.assessor}, {counted} did; Brier {item.brier:.2g}, log score {score}"), soft_wrap=True
        )
