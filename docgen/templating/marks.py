"""Letters that stand for something else while a template is compiled and printed."""

from __future__ import annotations

__all__ = ["BRACES", "CLOSE", "OPEN", "PAGES"]

# Unicode noncharacters: valid in XML, never in a person's data (intake refuses them).
OPEN, CLOSE = "\ufdd0", "\ufdd1"
#: Stands for the page count in the cached result of a NUMPAGES field.
PAGES = f"{OPEN}P{CLOSE}"
#: Stand for braces that are text, until the program is made: docxtpl's own replacement after
#: printing would change what a value holds.
BRACES = {"{": "\ufdd8", "}": "\ufdd9", "%": "\ufdda"}
