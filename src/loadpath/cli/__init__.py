"""The command line: parse, call the project, print. Each command has a file, imported when it is called."""
