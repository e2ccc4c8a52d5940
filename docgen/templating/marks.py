"""Letters that stand for something else while a template is compiled and printed."""

from __future__ import annotations

__all__ = ["ANCHOR", "ANCHOR_END", "BRACES", "CLOSE", "OPEN", "PAGES", "RESTART_ANCHOR"]

# Unicode noncharacters: valid in XML, never in a person's data (intake refuses them).
OPEN, CLOSE = "\ufdd0", "\ufdd1"
#: Stands for the page count in the cached result of a NUMPAGES field.
PAGES = f"{OPEN}P{CLOSE}"
#: Stand for braces that are text, until the program is made: docxtpl's own replacement after
#: printing would change what a value holds.
BRACES = {"{": "\ufdd8", "}": "\ufdd9", "%": "\ufdda"}
#: Around what is no text but must stand where it stands: ``n2:0`` at the head of a paragraph of
#: list 2, level 0; ``b付款`` where the bookmark 付款 begins; ``s`` where a list begins anew.
ANCHOR, ANCHOR_END = "\ufdd4", "\ufdd5"
RESTART_ANCHOR = f"{ANCHOR}s{ANCHOR_END}"
