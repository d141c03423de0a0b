"""From raw results to the text of a case, and back again to check them: read, add, verify, recompute."""
