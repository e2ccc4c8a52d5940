"""The tags of a paragraph as lint sees them: each with its exact letters, whole or at fault."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from docgen.proof import Expr
from docgen.templating.expressions import (
    REFERENCES,
    ExpressionError,
    parse_expression,
    parse_reference,
    parse_statement,
    tidy,
)
from docgen.templating.places import SeenParagraph, Spot
from docgen.templating.tags import find_tags, narrowed

__all__ = ["LintTag", "Scope", "Word", "read_tags"]

#: What a control tag takes with it when it goes: nothing, its paragraph, row, cell or run.
Scope: TypeAlias = Literal["", "p", "tr", "tc", "r"]
Word: TypeAlias = Literal[
    "print", "reference", "comment", "if", "elif", "else", "endif", "for", "endfor", "other"
]

_BODY = re.compile(r"^(?P<scope>p|tr|tc|r)(?P<rest>\s.*)$", re.DOTALL)
_STATEMENT = re.compile(r"^\w+")
_FOR = re.compile(r"^\w+\s+(?P<target>\w+)\s+in\s+(?P<over>.+)$", re.DOTALL)
_CALLED = re.compile(rf"(?:{'|'.join(REFERENCES)})\s*[(（]")
#: Words of Jinja and docxtpl that are no misspelling of those below.
_JINJA = frozenset(
    (
        "set",
        "endset",
        "raw",
        "endraw",
        "macro",
        "endmacro",
        "call",
        "endcall",
        "filter",
        "endfilter",
        "with",
        "endwith",
        "block",
        "endblock",
        "include",
        "import",
        "from",
        "extends",
        "do",
        "break",
        "continue",
        "autoescape",
        "endautoescape",
        "colspan",
        "cellbg",
        "vm",
        "hm",
    )
)
_WORDS = ("if", "elif", "else", "endif", "for", "endfor")


@dataclass(frozen=True, slots=True)
class LintTag:
    """One tag.

    Attributes:
        spot: Its letters.
        word: What it does; ``print`` for ``{{ … }}``, ``other`` for statements beyond if and for.
        scope: What it takes with it.
        expr: The expression that it prints, asks or loops over; None where it cannot be read.
        target: Loop variable of a for.
        label: Label of a reference.
        problem: Why it cannot be read, a Chinese sentence; "" for nothing.
        empty: Whether nothing stands between its braces.
    """

    spot: Spot
    word: Word
    scope: Scope = ""
    expr: Expr | None = None
    target: str = ""
    label: str = ""
    problem: str = ""
    empty: bool = False

    @property
    def source(self) -> str:
        """The tag as its author wrote it."""
        return self.spot.text

    @property
    def calls_reference(self) -> bool:
        """Whether it uses 条(…) in an expression instead of alone."""
        return self.word != "reference" and bool(_CALLED.search(self.source))


def read_tags(seen: SeenParagraph) -> tuple[tuple[LintTag, ...], tuple[str, ...]]:
    """Return the tags of a paragraph in order, and what is wrong with its braces.

    Args:
        seen: The paragraph.
    """
    found, faults = find_tags(narrowed(seen.place.text))
    return tuple(_read(Spot(seen.place, tag.start, tag.end), tag.text) for tag in found), faults


def _read(spot: Spot, text: str) -> LintTag:
    if text.startswith("{#"):
        return LintTag(spot, "comment")
    inner = text[2:-2].removeprefix("-").removesuffix("-")
    scope, body = _scope(inner)
    if not body:
        return LintTag(spot, "other", scope, empty=True)
    if text.startswith("{{"):
        return _printed(spot, scope, tidy(body))
    return _control(spot, scope, tidy(body))


def _scope(inner: str) -> tuple[Scope, str]:
    match = _BODY.match(inner)
    if match and match["rest"].strip():
        scope: Scope = match["scope"]  # type: ignore[assignment]  # the pattern allows no other
        return scope, match["rest"].strip()
    return "", inner.strip()


def _printed(spot: Spot, scope: Scope, body: str) -> LintTag:
    label = parse_reference(body)
    if label is not None:
        return LintTag(spot, "reference", scope, label=label)
    try:
        return LintTag(spot, "print", scope, parse_expression(body))
    except ExpressionError as error:
        return LintTag(spot, "print", scope, problem=str(error))


def _control(spot: Spot, scope: Scope, body: str) -> LintTag:
    match = _STATEMENT.match(body)
    word = match[0] if match else ""
    # A misspelt word (fro, endfi) is told once and pairs as what it was meant to be.
    near = [one for one in _WORDS if sorted(one) == sorted(word)]
    if not near and word not in _JINJA:
        near = difflib.get_close_matches(word, _WORDS, n=1, cutoff=0.6)
    known: Word = near[0] if near else "other"  # type: ignore[assignment]
    try:
        statement = parse_statement(body)
    except ExpressionError as error:
        # What it loops over is not known, but its variable is; or the body's names would be wrong.
        loop = _FOR.match(body) if known == "for" else None
        target = loop["target"] if loop else ""
        return LintTag(spot, known, scope, target=target, problem=str(error))
    return LintTag(spot, known, scope, statement.expr, statement.target)
