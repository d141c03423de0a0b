"""The rules, one file each: a rule's docstring is its page, its `loadpath explain` text, its title in other formats."""

from __future__ import annotations

from loadpath.checks.rule import RULES

__all__ = ["RULES"]
