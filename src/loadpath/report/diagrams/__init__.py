"""Diagrams: arguments as trees of elements, and what happens along a pathway, laid out and written as SVG by hand."""
