"""What a tag may say: Jinja's syntax, held to an allow-list, as plain :mod:`docgen.proof` values.

The sandbox alone is not enough (``{{ 'a' * 10**10 }}`` would end the process), so an expression is
parsed once, checked node by node, and everything not listed here is refused.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass

from jinja2 import nodes
from jinja2.environment import Environment
from jinja2.exceptions import TemplateSyntaxError

from docgen import proof

__all__ = [
    "ExpressionError",
    "Statement",
    "parse_expression",
    "parse_reference",
    "parse_statement",
    "tidy",
]

_STRAIGHT = str.maketrans({"（": "(", "）": ")", "｜": "|", "\u3000": " ", "\xa0": " "})
_QUOTES = {"'": "'", '"': '"', "“": "”", "‘": "’"}
# No honest tag comes near these; without them a hostile one would exhaust the parser's stack.
_MAX_LENGTH = 500
_MAX_BRACKETS = 10
_MAX_DEPTH = 30
_PARSER = Environment()
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
    """Return the source with a clerk's full-width quotes, brackets, bars and spaces made straight.

    What stands between quotes is a value (``'镇（街道）'``) and stays as it is.
    """
    out: list[str] = []
    at = 0
    while at < len(source):
        closer = _QUOTES.get(source[at])
        end = source.find(closer, at + 1) if closer is not None else -1
        if end < 0:
            out.append(source[at].translate(_STRAIGHT))
            at += 1
            continue
        held = source[at + 1 : end]
        quote = closer if closer in ("'", '"') else "'" if '"' in held else '"'
        out.append(f"{quote}{held}{quote}")
        at = end + 1
    return "".join(out).strip()


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
    word, *more = text.split(None, 1) or [""]
    rest = more[0] if more else ""
    if word in ("else", "endif", "endfor") and not rest:
        return Statement(word)
    if word in ("if", "elif") and rest:
        return Statement(word, expr=parse_expression(rest))
    match = _FOR.match(text)
    if match:
        _check_target(match["target"])
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
    _check_size(text)
    try:
        tree = _PARSER.parse("{{ " + text + " }}")
    except TemplateSyntaxError as error:
        raise ExpressionError(f"读不懂「{text}」（{error.message}）。") from error
    body = tree.body
    if len(body) != 1 or not isinstance(body[0], nodes.Output) or len(body[0].nodes) != 1:
        raise ExpressionError(f"「{text}」不是一个表达式。")
    return _convert(body[0].nodes[0], text)


def _check_size(text: str) -> None:
    depth = deepest = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
    if len(text) > _MAX_LENGTH or deepest > _MAX_BRACKETS:
        raise ExpressionError(f"「{text[:30]}…」太长或括号太多。")


def _check_target(name: str) -> None:
    if not name.isidentifier() or keyword.iskeyword(name) or name in ("loop", "self", "true"):
        raise ExpressionError(f"「{name}」不能作循环里的名字。")


def _convert(node: nodes.Node, source: str, depth: int = 0) -> proof.Expr:
    if depth > _MAX_DEPTH:
        raise ExpressionError(f"「{source[:30]}…」层数太多。")
    return _converted(node, source, depth + 1)


def _converted(node: nodes.Node, source: str, depth: int) -> proof.Expr:
    match node:
        case nodes.Name():
            return proof.Name(node.name)
        case nodes.Getattr():
            _refuse_private(node.attr, source)
            return proof.Member(_convert(node.node, source, depth), node.attr)
        case nodes.Getitem(arg=nodes.Const(value=str(name))):
            _refuse_private(name, source)
            return proof.Member(_convert(node.node, source, depth), name)
        case nodes.Getitem():
            return proof.Index(
                _convert(node.node, source, depth), _convert(node.arg, source, depth)
            )
        case nodes.Const() if node.value is None or isinstance(node.value, str | int | bool):
            return proof.Const(node.value)
        case nodes.Filter() if node.node is not None and not (
            node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
        ):
            return proof.Form(_convert(node.node, source, depth), node.name)
        case nodes.Compare():
            return _convert_compare(node, source, depth)
        case nodes.And() | nodes.Or():
            return proof.Logic(
                "and" if isinstance(node, nodes.And) else "or",
                _convert(node.left, source, depth),
                _convert(node.right, source, depth),
            )
        case nodes.Not():
            return proof.Not(_convert(node.node, source, depth))
        case _:
            raise ExpressionError(
                f"「{source}」里用了不允许的写法（{type(node).__name__}）；"
                "模板里只能取名字、选写法（|大写）、比较和判断。"
            )


def _convert_compare(node: nodes.Compare, source: str, depth: int) -> proof.Expr:
    left = _convert(node.expr, source, depth)
    result: proof.Expr | None = None
    for operand in node.ops:
        right = _convert(operand.expr, source, depth)
        step = proof.Compare(left, _OPS[operand.op], right)
        result = step if result is None else proof.Logic("and", result, step)
        left = right
    if result is None:
        raise ExpressionError(f"读不懂「{source}」。")
    return result


def _refuse_private(name: str, source: str) -> None:
    if name.startswith("_"):
        raise ExpressionError(f"「{source}」里的「{name}」不允许使用。")
