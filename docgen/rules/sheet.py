"""What a rule about papers sees: the text with its places, and the law of the day.

Such a rule is a function of a :class:`SheetLook` that yields a :class:`SheetBreach` for every place
of the paper that is wrong. As with the other rules its words stand in ``schemas/rules.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from docgen.packs.dated import Dated
from docgen.paper import PaperLine, PaperText
from docgen.rules.look import Basis, Look, Said

__all__ = ["BODY", "SheetBreach", "SheetCheck", "SheetLook", "sheet_rule"]

#: The part that holds the text between headers and footers.
BODY = "word/document.xml"


@dataclass(frozen=True, slots=True)
class SheetLook:
    """What the rules about papers look at.

    Attributes:
        paper: The text with its places.
        look: The case, the pack and the day whose law is asked.
        text: The words of all lines, one below the other: what is not in it is in no line, so that
            a rule need not go through hundreds of them.
    """

    paper: PaperText
    look: Look
    text: str

    def threshold(self, key: str) -> Dated | None:
        """Return the threshold of the day, None when there is none."""
        return self.look.threshold(key)

    def words(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list, nothing when there is none."""
        found = self.look.threshold(key)
        return found.words if found else ()


@dataclass(frozen=True, slots=True)
class SheetBreach:
    """One place of a paper where a rule is not met.

    Attributes:
        branch: Which of the rule's branches in ``rules.yaml``.
        line: The paragraph at fault; None for the paper as a whole.
        value: What stands there.
        said: Further values for the message, by the names that it uses.
        basis: What was missed; its source then stands in the finding instead of the rule's.
        page: The page of the PDF where it was seen; None where no page is known.
    """

    branch: str
    line: PaperLine | None
    value: Said = None
    said: Mapping[str, Said] = field(default_factory=lambda: MappingProxyType({}))
    basis: Basis | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """A rule about papers: its code and its function."""

    code: str
    run: Callable[[SheetLook], Iterable[SheetBreach]]


def sheet_rule(code: str) -> Callable[[Callable[[SheetLook], Iterator[SheetBreach]]], SheetCheck]:
    """Make a function the rule about papers of a code.

    Args:
        code: Number of the rule in the catalogue, ``R057``.
    """

    def make(function: Callable[[SheetLook], Iterator[SheetBreach]]) -> SheetCheck:
        return SheetCheck(code, function)

    return make
