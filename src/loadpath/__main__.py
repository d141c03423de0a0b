"""`python -m loadpath` is `loadpath`."""

from loadpath.cli.main import program

program()
