"""What can go wrong with the world: the tree of exceptions, each with a sentence of help.

A fault in the author's files is never an exception but a `Diagnostic`; a wrong argument is a plain `ValueError`.
"""

from __future__ import annotations


class LoadpathError(Exception):
    """The work could not be done; `help` says what to do about it."""

    def __init__(self, message: str, *, help: str = "") -> None:  # noqa: A002  the field's word
        """Keep the message and the remedy."""
        super().__init__(message)
        self.help = help


class NoCaseError(LoadpathError):
    """The folder holds no case."""


class UnreadableError(LoadpathError):
    """A file or folder could not be read, or is over a limit."""


class FaultyCaseError(LoadpathError):
    """The case has errors that leave it without a meaning, so that nothing is computed from it."""


class TooLargeError(LoadpathError):
    """The exact answer would take more nodes than the limit allows; nothing approximate is given instead."""


class RefusedSettingError(LoadpathError):
    """What is to be supposed cannot be: an unknown id, a value it cannot have, or what contradicts everything else."""


class UndisclosableError(LoadpathError):
    """What an audience may see cannot be told apart, cannot be read on its own, or would mislead: nothing is shown."""


class RefusedChangeError(LoadpathError):
    """The text of a case cannot be changed as asked without changing what else it says: nothing was changed."""
