"""Foreign records to the words of a case: what others wrote is read strictly, counted, and never interpreted."""
