"""Runs a compiled template's programs and packs the result as a Word file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import jinja2

from docgen import proof
from docgen.errors import TemplateError
from docgen.render.context import context_of
from docgen.render.finish import fill_page_count, fill_references
from docgen.templating.compiled import Compiled, CompiledPart
from docgen.templating.package import write_package
from docgen.templating.runtime import MissingValueError, UnprintableError

__all__ = ["render", "render_values"]

_UNDEFINED = re.compile(r"'(?P<name>[^']+)' is undefined|has no attribute '(?P<attribute>[^']+)'")


def render(compiled: Compiled, figures: proof.Group, *, pages: int | None = None) -> bytes:
    """Print a template with a case's figures.

    Args:
        compiled: The template.
        figures: All figures of the case, settled.
        pages: Page count for the cached result of NUMPAGES fields, from the layout engine.

    Returns:
        The Word file; the same bytes for the same arguments.

    Raises:
        TemplateError: A tag has no value, a value cannot be printed, or a reference leads nowhere.
    """
    pictures = {member: _picture(expr, figures) for member, expr in compiled.pictures.items()}
    try:
        context = context_of(figures)
    except UnprintableError as error:
        raise _unprintable(error, compiled.name) from error
    return _pack(compiled, context, pages, pictures)


def render_values(compiled: Compiled, values: Mapping[str, Any]) -> bytes:
    """Print a template with plain values: texts, numbers, dates, lists and mappings of them.

    Args:
        compiled: The template.
        values: Names to values; only what the template names is read.

    Raises:
        TemplateError: A tag has no value, a value cannot be printed, or a reference leads nowhere.
    """
    return _pack(compiled, dict(values), None, {})


def _pack(
    compiled: Compiled, context: dict[str, Any], pages: int | None, pictures: Mapping[str, bytes]
) -> bytes:
    members: list[tuple[str, bytes]] = []
    for name, data in compiled.members.items():
        part = compiled.parts.get(name)
        if part is not None:
            members.append((name, _print(compiled, part, context, pages)))
        else:
            members.append((name, pictures.get(name) or data))
    return write_package(members)


def _print(
    compiled: Compiled, part: CompiledPart, context: dict[str, Any], pages: int | None
) -> bytes:
    try:
        xml = part.program.render(context)
    except jinja2.UndefinedError as error:
        raise _undefined(error, compiled.name) from error
    except MissingValueError as error:
        raise TemplateError(
            str(error), where=compiled.name, fix="在案卷里补填，或在模板里加上条件。", code="T008"
        ) from error
    except UnprintableError as error:
        raise _unprintable(error, compiled.name) from error
    except (jinja2.TemplateRuntimeError, TypeError) as error:
        raise TemplateError(
            f"模板运行出错：{error}。",
            where=compiled.name,
            fix="检查模板里的比较和循环。",
            code="T010",
        ) from error
    if part.numbered:
        xml = fill_references(xml, compiled.numbering, name=compiled.name)
    return fill_page_count(xml, pages).encode("utf-8")


def _unprintable(error: UnprintableError, name: str) -> TemplateError:
    return TemplateError(str(error), where=name, fix="删去这个字符。", code="T011")


def _undefined(error: jinja2.UndefinedError, name: str) -> TemplateError:
    match = _UNDEFINED.search(str(error))
    missing = (match["name"] or match["attribute"]) if match else str(error)
    return TemplateError(
        f"「{missing}」未定义。",
        where=name,
        fix="检查模板里的名字，或在数据里补上它。",
        code="T008",
    )


def _picture(expr: proof.Expr, figures: proof.Group) -> bytes:
    """Return the PNG that replaces a placeholder; empty keeps the placeholder."""
    node: proof.Node | None = figures
    for step in _steps(expr):
        node = node.entries.get(step) if isinstance(node, proof.Group) else None
    if isinstance(node, proof.Figure) and isinstance(node.value, bytes):
        return node.value
    return b""


def _steps(expr: proof.Expr) -> list[str]:
    if isinstance(expr, proof.Member):
        return [*_steps(expr.of), expr.name]
    return [expr.name] if isinstance(expr, proof.Name) else []
