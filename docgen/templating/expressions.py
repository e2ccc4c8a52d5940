"""What a tag may say: Jinja's syntax, held to an allow-list, as plain :mod:`docgen.proof` values.

The sandbox alone is not enough (``{{ 'a' * 10**10 }}`` would end the process), so an expression is
parsed once, checked node by node, and everything not listed here is refused.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection
from dataclasses import dataclass

from jinja2 import nodes
from jinja2.environment import Environment
from jinja2.exceptions import TemplateSyntaxError

from docgen import proof
from docgen.templating.names import nearest

__all__ = [
    "REFERENCES",
    "RESTART",
    "ExpressionError",
    "Statement",
    "check_size",
    "check_target",
    "parse_expression",
    "parse_node",
    "parse_reference",
    "parse_statement",
    "parse_tag",
    "tidy",
    "unknown_filter",
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
#: What an author may write before the label of a reference; all three give the number of the
#: paragraph that bears the label.
REFERENCES = ("条", "附件", "表")
_REFERENCE = re.compile(rf"""^(?:{"|".join(REFERENCES)})\(\s*(['"])(?P<label>[^'"]+)\1\s*\)$""")
#: Control tag at the head of a numbered paragraph: its list begins anew here.
RESTART = "重新编号"
_TAKEN = ("loop", "self", "true", "false", "none", "range", "条", "附件", "表")
_FOR = re.compile(r"^for\s+(?P<target>\w+)\s+in\s+(?P<over>.+)$", re.DOTALL)


class ExpressionError(ValueError):
    """An expression outside the allow-list; its text is a Chinese sentence.

    Attributes:
        code: ``T004``, or ``T007`` for a filter that there is not.
    """

    def __init__(self, message: str, *, code: str = "T004") -> None:
        super().__init__(message)
        self.code = code


def unknown_filter(text: str, name: str, filters: Collection[str]) -> ExpressionError:
    """Return the error about a filter that there is not, with the nearest one.

    Args:
        text: The expression.
        name: The filter it names.
        filters: Those that there are.
    """
    near = nearest(name, filters)
    known = "、".join(sorted(one for one in filters if not one.isascii()))
    hint = f"是不是「{near}」？" if near else f"可用 {known}。"
    return ExpressionError(f"「{text}」里的写法「{name}」不存在；{hint}", code="T007")


@dataclass(frozen=True, slots=True)
class Statement:
    """A control tag, taken apart.

    Attributes:
        word: if, elif, else, endif, for or endfor; set in a general template; restart for
            :data:`RESTART`.
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
    """Return the label of ``条('付款')``, ``附件('…')`` or ``表('…')``; None for anything else."""
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
    if text == RESTART:
        return Statement("restart")
    if word in ("else", "endif", "endfor") and not rest:
        return Statement(word)
    if word in ("if", "elif") and rest:
        return Statement(word, expr=parse_expression(rest))
    match = _FOR.match(text)
    if match:
        check_target(match["target"])
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
    check_size(text)
    return _convert(parse_node(text), text)


def parse_node(text: str) -> nodes.Node:
    """Return the syntax tree of one tidy expression.

    Raises:
        ExpressionError: It cannot be read, or is more than one expression.
    """
    output = parse_tag("{{ " + text + " }}", text)
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        raise ExpressionError(f"「{text}」不是一个表达式。")
    return output.nodes[0]


def parse_tag(tag: str, text: str) -> nodes.Node:
    """Return the syntax tree of one whole tag.

    Args:
        tag: The tag with its braces, and its end tag where it has one.
        text: What to call it in messages.

    Raises:
        ExpressionError: It cannot be read, or is more than one tag.
    """
    try:
        tree = _PARSER.parse(tag)
    except TemplateSyntaxError as error:
        raise ExpressionError(f"读不懂「{text}」（{error.message}）。") from error
    if len(tree.body) != 1:
        raise ExpressionError(f"「{text}」不是一个表达式。")
    return tree.body[0]


def check_size(text: str) -> None:
    """Refuse what would exhaust the parser.

    Raises:
        ExpressionError: The text is too long or has too many brackets within each other.
    """
    depth = deepest = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
    if len(text) > _MAX_LENGTH or deepest > _MAX_BRACKETS:
        raise ExpressionError(f"「{text[:30]}…」太长或括号太多。")


def check_target(name: str) -> None:
    """Refuse a name that a loop or ``set`` may not give.

    Raises:
        ExpressionError: It is no plain word, or one that means something else.
    """
    if not name.isidentifier() or keyword.iskeyword(name) or name in _TAKEN or name[0] == "_":
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
