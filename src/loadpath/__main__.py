"""`python -m loadpath` is `loadpath`."""

from loadpath.cli.main import main

main()
