"""The words of a safety case: frozen values that know where they were written. No I/O, no arithmetic."""
