"""Text to case: a strict reader that keeps line and column of every value. Knows nothing of checks, risk or reports."""
