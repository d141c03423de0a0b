"""Classical statistics: what counts, scores and forecasts bound, in closed form or by special functions."""
