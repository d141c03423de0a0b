"""What a rule is, and where all of them are found: every module of this room, the frame apart, is a rule of its name.

A rule module has a docstring (its page: a title line, then Markdown with an example), `SEVERITY` (one, or one for
pilots and one for releases) and `find(scene)`. Faults that the reader finds while reading have a page here as well;
their `find` is `by_the_reader`.
"""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from loadpath.case.diagnostic import Diagnostic, Severity
from loadpath.case.span import NOWHERE, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from loadpath.scene import Scene

FRAME = {"counted", "rule", "run"}
"""Modules of this room that are not rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found; its name and weight are added by the frame.

    `severity` is for a finding that weighs less than its rule does; everything else is as in `Diagnostic`.
    """

    message: str
    at: Span = NOWHERE
    label: str = ""
    notes: tuple[str, ...] = ()
    help: str = ""
    subject: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: its name, its page, what it weighs under each strictness, and how it finds."""

    name: str
    page: str
    pilot: Severity
    release: Severity
    find: Callable[[Scene], Iterable[Finding]]

    @property
    def title(self) -> str:
        """Return the first line of its page."""
        return self.page.splitlines()[0]

    def severity(self, strictness: str) -> Severity:
        """Return what a finding of this rule weighs under a strictness, `pilot` or `release`."""
        return self.release if strictness == "release" else self.pilot

    def diagnose(self, scene: Scene) -> Iterator[Diagnostic]:
        """Yield the findings of this rule as diagnostics."""
        severity = self.severity(scene.case.head.strictness)
        for item in self.find(scene):
            yield Diagnostic(
                rule=self.name,
                severity=item.severity or severity,
                message=item.message,
                at=item.at,
                label=item.label,
                notes=item.notes,
                help=item.help,
                subject=item.subject,
            )


def by_the_reader(_scene: Scene) -> Iterable[Finding]:
    """Find nothing: the reader has already reported it."""
    return ()


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return every rule by its name, in alphabetical order."""
    room = import_module("loadpath.checks")
    names = sorted(item.name for item in pkgutil.iter_modules(room.__path__) if item.name not in FRAME)
    return {rule.name: rule for rule in map(_rule, names)}


def _rule(module_name: str) -> Rule:
    module = import_module(f"loadpath.checks.{module_name}")
    pilot, release = module.SEVERITY if isinstance(module.SEVERITY, tuple) else (module.SEVERITY, module.SEVERITY)
    return Rule(
        name=module_name.replace("_", "-"),
        page=(module.__doc__ or "").strip(),
        pilot=pilot,
        release=release,
        find=getattr(module, "find", by_the_reader),
    )


class _Rules:
    """The rules as a mapping that is filled on first use."""

    def __getitem__(self, name: str) -> Rule:
        return all_rules()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(all_rules())

    def __len__(self) -> int:
        return len(all_rules())

    def __contains__(self, name: object) -> bool:
        return name in all_rules()

    def get(self, name: str) -> Rule | None:
        """Return a rule, or None."""
        return all_rules().get(name)

    def values(self) -> Iterable[Rule]:
        """Return all rules."""
        return all_rules().values()

    def items(self) -> Iterable[tuple[str, Rule]]:
        """Return names and rules."""
        return all_rules().items()


RULES = _Rules()
"""Every rule by its name."""
