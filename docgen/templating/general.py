"""What a tag may say in a template without manifest: docxtpl's daily Jinja, and nothing beyond it.

Names, attributes, subscripts, comparisons, ``is``, conditions, lists, sums and the listed filters
and tests. No method calls, no functions but :data:`FUNCTIONS`, no product, power or remainder: with
these a template could fill the memory or reach what is not data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from jinja2 import nodes

from docgen import proof
from docgen.templating.expressions import (
    RESTART,
    ExpressionError,
    Statement,
    check_size,
    check_target,
    parse_expression,
    parse_node,
    parse_statement,
    parse_tag,
    tidy,
    unknown_filter,
)

__all__ = ["FILTERS", "FUNCTIONS", "TESTS", "parse_general", "parse_general_statement"]

#: Filters of Jinja that choose, count, order or change the case of what the caller gave.
FILTERS = frozenset(
    {
        "abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float",
        "forceescape", "groupby", "int", "items", "join", "last", "length", "list", "lower", "map",
        "max", "min", "reject", "rejectattr", "replace", "reverse", "round", "safe", "select",
        "selectattr", "slice", "sort", "string", "sum", "title", "trim", "truncate", "unique",
        "upper", "wordcount",
    }
)  # fmt: skip
#: Tests of Jinja that look at a value and call nothing.
TESTS = frozenset(
    {
        "==", "!=", "<", "<=", ">", ">=", "boolean", "defined", "divisibleby", "eq", "equalto",
        "even", "false", "float", "ge", "greaterthan", "gt", "in", "integer", "iterable", "le",
        "lessthan", "lower", "lt", "mapping", "ne", "none", "number", "odd", "sameas", "sequence",
        "string", "true", "undefined", "upper",
    }
)  # fmt: skip
#: Functions of our own that a template may call.
FUNCTIONS = frozenset({"range"})
_LOOP_FUNCTIONS = frozenset({"cycle", "changed"})
_HARMLESS = (
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos, nodes.Add,
    nodes.Sub, nodes.Concat, nodes.CondExpr, nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair,
    nodes.Slice, nodes.Keyword, nodes.Name,
)  # fmt: skip
_MAX_DEPTH = 40


def parse_general(source: str, filters: Collection[str]) -> proof.Expr:
    """Return an expression as plain values, or as :class:`proof.Other` where these have no word.

    Args:
        source: What stands between ``{{`` and ``}}``.
        filters: The filters that the template knows.

    Raises:
        ExpressionError: It cannot be read, or holds something that is not allowed.
    """
    text = tidy(source)
    check_size(text)
    node = parse_node(text)
    _check(node, text, filters)
    return _plain(node, text)


def parse_general_statement(source: str, filters: Collection[str]) -> Statement:
    """Take a control tag apart: as in any template, and ``set``, unpacking and filtered loops.

    Args:
        source: What stands between ``{%`` and ``%}``.
        filters: The filters that the template knows.

    Raises:
        ExpressionError: The word is not known or its expression is not allowed.
    """
    text = tidy(source)
    word, *more = text.split(None, 1) or [""]
    rest = more[0] if more else ""
    if word in ("else", "endif", "endfor", RESTART):
        return parse_statement(text)
    check_size(text)
    if word in ("if", "elif") and rest:
        return Statement(word, expr=parse_general(rest, filters))
    if word == "for":
        return _for(text, filters)
    if word == "set":
        return _set(text, filters)
    return parse_statement(text)  # which refuses it in its own words


def _for(text: str, filters: Collection[str]) -> Statement:
    node = parse_tag("{% " + text + " %}{% endfor %}", text)
    if not isinstance(node, nodes.For) or node.recursive:
        raise ExpressionError(f"读不懂「{text}」。")
    targets = _targets(node.target, text)
    for part in (node.iter, node.test):
        if part is not None:
            _check(part, text, filters)
    over = _plain(node.iter, text)
    if node.test is not None:
        over = proof.Other(text, tuple(_names(node.iter)))
    return Statement("for", ", ".join(targets), over)


def _set(text: str, filters: Collection[str]) -> Statement:
    node = parse_tag("{% " + text + " %}", text)
    if not isinstance(node, nodes.Assign):
        raise ExpressionError(f"「{text}」只能写成「set 名字 = 值」。")
    targets = _targets(node.target, text)
    _check(node.node, text, filters)
    return Statement("set", ", ".join(targets), _plain(node.node, text))


def _targets(target: nodes.Node, text: str) -> list[str]:
    names = target.items if isinstance(target, nodes.Tuple) else [target]
    found = [one.name for one in names if isinstance(one, nodes.Name)]
    if len(found) != len(names):
        raise ExpressionError(f"「{text}」里的名字只能是一个词。")
    for name in found:
        check_target(name)
    return found


def _plain(node: nodes.Node, text: str) -> proof.Expr:
    try:
        return parse_expression(text) if _whole(node, text) else proof.Other(text, (*_names(node),))
    except ExpressionError:
        return proof.Other(text, tuple(_names(node)))


def _whole(node: nodes.Node, text: str) -> bool:
    """Return whether a text is this expression and nothing else (no control word around it)."""
    try:
        return parse_node(text) == node
    except ExpressionError:
        return False


def _names(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Name):
        yield node.name
    for name in node.find_all(nodes.Name):
        yield name.name


def _check(node: nodes.Node, text: str, filters: Collection[str], depth: int = 0) -> None:
    if depth > _MAX_DEPTH:
        raise ExpressionError(f"「{text[:30]}…」层数太多。")
    match node:
        case nodes.Getattr():
            _check_name(node.attr, text)
        case nodes.Getitem(arg=nodes.Const(value=str(name))):
            _check_name(name, text)
        case nodes.Getitem():
            pass
        case nodes.Const() if node.value is None or isinstance(
            node.value, str | int | bool | float
        ):
            return
        case nodes.Filter() if node.node is not None:
            _check_filter(node, text, filters)
        case nodes.Test():
            if node.name not in TESTS:
                raise ExpressionError(f"「{text}」里的判断「is {node.name}」不能用。")
        case nodes.Call():
            _check_call(node, text)
        case _ if isinstance(node, _HARMLESS):
            pass
        case _:
            raise ExpressionError(
                f"「{text}」里用了不允许的写法（{type(node).__name__}）；"
                "模板里只能取名字、选写法、比较、判断和列明的过滤器，不能调用方法，不作乘除。"
            )
    for child in node.iter_child_nodes():
        _check(child, text, filters, depth + 1)


def _check_name(name: str, text: str) -> None:
    if name.startswith("_"):
        raise ExpressionError(f"「{text}」里的「{name}」不允许使用。")


def _check_filter(node: nodes.Filter, text: str, filters: Collection[str]) -> None:
    if node.dyn_args or node.dyn_kwargs:
        raise ExpressionError(f"「{text}」里的「*」不允许使用。")
    if node.name in ("map", "select", "reject", "selectattr", "rejectattr"):
        _check_named_filter(node, text, filters)
    if node.name not in filters:
        raise unknown_filter(text, node.name, filters)


def _check_named_filter(node: nodes.Filter, text: str, filters: Collection[str]) -> None:
    """``map('upper')`` names a filter or test in a text, ``map(attribute='名')`` an attribute."""
    at = 1 if node.name in ("selectattr", "rejectattr") else 0
    named = node.args[at] if len(node.args) > at else None
    known: Collection[str] = filters if node.name == "map" else TESTS
    if named is not None and not (
        isinstance(named, nodes.Const) and isinstance(named.value, str) and named.value in known
    ):
        raise ExpressionError(f"「{text}」里 {node.name} 所用的名字要直接写出，并且在列明的之内。")
    attributes = [one.value for one in node.kwargs if one.key == "attribute"]
    for value in [*attributes, *(node.args[:1] if at else ())]:
        steps = str(value.value).split(".") if isinstance(value, nodes.Const) else ["_"]
        for step in steps:
            _check_name(step, text)


def _check_call(node: nodes.Call, text: str) -> None:
    plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs)
    match node.node:
        case nodes.Name(name=name) if name in FUNCTIONS and plain:
            return
        case nodes.Getattr(node=nodes.Name(name="loop"), attr=name) if name in _LOOP_FUNCTIONS:
            return
        case _:
            raise ExpressionError(
                f"「{text}」里调用了方法或函数，不允许；请在数据里先算好，模板里只取名字。"
            )
