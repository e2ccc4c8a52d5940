"""Days reckoned from a case, which may hold any day and any number: as the figures do it."""

from docgen.figures.reckon import reckoned

__all__ = ["reckoned"]
