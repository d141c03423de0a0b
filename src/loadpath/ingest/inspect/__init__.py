"""Logs of Inspect AI, read without it: what a log says of itself, and its samples one by one."""
