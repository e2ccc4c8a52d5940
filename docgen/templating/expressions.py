"""What a tag may say: Jinja's syntax, held to an allow-list, as plain :mod:`docgen.proof` values.

The sandbox alone is not enough (``{{ 'a' * 10**10 }}`` would end the process), so an expression is
parsed once, checked node by node, and everything not listed here is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinja2 import nodes
from jinja2.environment import Environment
from jinja2.exceptions import TemplateSyntaxError

from docgen import proof

__all__ = ["ExpressionError", "Statement", "parse_expression", "parse_reference", "parse_statement"]

_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "（": "(", "）": ")"})
_OPS = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "lteq": "<=",
    "gt": ">",
    "gteq": ">=",
    "in": "in",
    "notin": "notin",
}
_REFERENCE = re.compile(r"""^条\(\s*(['"])(?P<label>[^'"]+)\1\s*\)$""")
_FOR = re.compile(r"^for\s+(?P<target>\w+)\s+in\s+(?P<over>.+)$", re.DOTALL)


class ExpressionError(ValueError):
    """An expression outside the allow-list; its text is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A control tag, taken apart.

    Attributes:
        word: if, elif, else, endif, for or endfor.
        target: Loop variable of a for, else "".
        expr: Condition or what is looped over; None where there is none.
    """

    word: str
    target: str = ""
    expr: proof.Expr | None = None


def tidy(source: str) -> str:
    """Return the source with a clerk's full-width quotes and brackets made straight."""
    return source.translate(_STRAIGHT).strip()


def parse_reference(source: str) -> str | None:
    """Return the label of ``条('付款')``, or None when the source is something else."""
    match = _REFERENCE.match(tidy(source))
    return match["label"] if match else None


def parse_statement(source: str) -> Statement:
    """Take a control tag apart.

    Args:
        source: What stands between ``{%`` and ``%}``, without docxtpl's p, tr, tc or r.

    Raises:
        ExpressionError: The word is not known or its expression is not allowed.
    """
    text = tidy(source)
    word, _, rest = text.partition(" ")
    if word in ("else", "endif", "endfor") and not rest.strip():
        return Statement(word)
    if word in ("if", "elif") and rest.strip():
        return Statement(word, expr=parse_expression(rest))
    match = _FOR.match(text)
    if match:
        return Statement("for", match["target"], parse_expression(match["over"]))
    raise ExpressionError(
        f"不认识的控制标记「{text}」；可用 if、elif、else、endif、for…in、endfor。"
    )


def parse_expression(source: str) -> proof.Expr:
    """Parse an expression into plain values.

    Args:
        source: What stands between ``{{`` and ``}}`` or behind ``if``.

    Raises:
        ExpressionError: It cannot be read, or holds something that is not allowed.
    """
    text = tidy(source)
    try:
        tree = Environment().parse("{{ " + text + " }}")
    except TemplateSyntaxError as error:
        raise ExpressionError(f"读不懂「{text}」（{error.message}）。") from error
    body = tree.body
    if len(body) != 1 or not isinstance(body[0], nodes.Output) or len(body[0].nodes) != 1:
        raise ExpressionError(f"「{text}」不是一个表达式。")
    return _convert(body[0].nodes[0], text)


def _convert(node: nodes.Node, source: str) -> proof.Expr:
    match node:
        case nodes.Name():
            return proof.Name(node.name)
        case nodes.Getattr():
            _refuse_private(node.attr, source)
            return proof.Member(_convert(node.node, source), node.attr)
        case nodes.Getitem():
            return proof.Index(_convert(node.node, source), _convert(node.arg, source))
        case nodes.Const() if node.value is None or isinstance(node.value, str | int | bool):
            return proof.Const(node.value)
        case nodes.Filter() if node.node is not None and not (
            node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
        ):
            return proof.Form(_convert(node.node, source), node.name)
        case nodes.Compare():
            return _convert_compare(node, source)
        case nodes.And():
            return proof.Logic("and", _convert(node.left, source), _convert(node.right, source))
        case nodes.Or():
            return proof.Logic("or", _convert(node.left, source), _convert(node.right, source))
        case nodes.Not():
            return proof.Not(_convert(node.node, source))
        case _:
            raise ExpressionError(
                f"「{source}」里用了不允许的写法（{type(node).__name__}）；"
                "模板里只能取名字、选写法（|大写）、比较和判断。"
            )


def _convert_compare(node: nodes.Compare, source: str) -> proof.Expr:
    left = _convert(node.expr, source)
    result: proof.Expr | None = None
    for operand in node.ops:
        right = _convert(operand.expr, source)
        step = proof.Compare(left, _OPS[operand.op], right)
        result = step if result is None else proof.Logic("and", result, step)
        left = right
    if result is None:
        raise ExpressionError(f"读不懂「{source}」。")
    return result


def _refuse_private(name: str, source: str) -> None:
    if name.startswith("_"):
        raise ExpressionError(f"「{source}」里的「{name}」不允许使用。")
