"""The two ways to write a template: for figures that the audit proves, and for any plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docgen import proof
from docgen.templating.expressions import (
    Statement,
    parse_expression,
    parse_statement,
    unknown_filter,
)
from docgen.templating.filters import FORMS
from docgen.templating.general import FILTERS, parse_general, parse_general_statement
from docgen.templating.names import forms_of

__all__ = ["Dialect"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the tags of a template may say.

    Attributes:
        general: Whether docxtpl's other constructs and Jinja's filters are allowed: in a template
            without manifest, whose values no audit derives a second time.
        filters: Names of the filters that may be used.
    """

    general: bool
    filters: frozenset[str]

    @classmethod
    def of(cls, *, general: bool, own: Iterable[str] = ()) -> Dialect:
        """Return the dialect with the caller's own filters beside its built-in ones."""
        return cls(general, frozenset({*FORMS, *own, *(FILTERS if general else ())}))

    def expression(self, source: str) -> proof.Expr:
        """Parse what stands between ``{{`` and ``}}``.

        Raises:
            ExpressionError: It cannot be read, or holds something that is not allowed.
        """
        if self.general:
            return parse_general(source, self.filters)
        return self._known(parse_expression(source), source)

    def statement(self, source: str) -> Statement:
        """Take apart what stands between ``{%`` and ``%}``.

        Raises:
            ExpressionError: The word is not known or its expression is not allowed.
        """
        if self.general:
            return parse_general_statement(source, self.filters)
        statement = parse_statement(source)
        if statement.expr is not None:
            self._known(statement.expr, source)
        return statement

    def _known(self, expr: proof.Expr, source: str) -> proof.Expr:
        for name in forms_of(expr):
            if name not in self.filters:
                raise unknown_filter(source.strip(), name, self.filters)
        return expr
