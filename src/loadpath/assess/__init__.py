"""The interpreter between the two vocabularies: a case becomes formulas and laws, numbers come back as answers about the case."""
