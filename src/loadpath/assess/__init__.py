"""The interpreter between the two vocabularies: a case becomes formulas and laws, answers come back."""
