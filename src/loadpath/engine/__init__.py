"""Numbers only: formulas, decision diagrams, distributions, quadrature, a clock. Has never heard of a safety case."""
