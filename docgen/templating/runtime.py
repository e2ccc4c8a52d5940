"""What a compiled template meets when it runs: the Jinja environment and its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS as JINJA_TESTS

from docgen.templating.filters import ROUNDS, check_text, filters_of, listed, numbers
from docgen.templating.general import TESTS
from docgen.templating.marks import CLOSE, OPEN
from docgen.templating.plain import SCALARS, foreign, plain_text
from docgen.templating.values import (
    Printed,
    TooMuchError,
    UnprintableError,
    Unset,
    Xml,
    escape_text,
)

__all__ = [
    "BUDGET",
    "OBJECTS",
    "Environment",
    "environment",
    "print_figure",
    "print_general",
]

#: Name under which a render passes the number of rounds that its loops may still make.
BUDGET = "_rounds_left"
#: docxtpl's objects met while a part is printed, in order; None where none are accepted.
OBJECTS: ContextVar[list[Any] | None] = ContextVar("docgen_objects", default=None)

_DAY_PARTS = frozenset({"year", "month", "day", "hour", "minute", "second"})
_LOOP_PARTS = frozenset(
    {
        "index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem",
        "nextitem", "depth", "depth0", "cycle", "changed",
    }
)  # fmt: skip
#: docxtpl's own classes, told by name so that the library is only loaded by who uses it.
_OBJECT_TYPES = frozenset({"RichText", "RichTextParagraph", "Listing", "InlineImage", "Subdoc"})


class _Generator(CodeGenerator):
    """Jinja's own, with less work a tag, and the joining of texts brought before our limits."""

    def visit_Template(  # noqa: N802 - Jinja names it
        self, node: nodes.Template, frame: Frame | None = None
    ) -> None:
        self.writeline("_print = environment.finalize")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        # What makes Word text of a value gives a text: Jinja's str() around it would be idle.
        self.write("_print(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        self.write("environment.concat_texts((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


def _has_part(obj: Any, name: str) -> bool:
    """Return whether a day, or a group made by ``|groupby``, has a part of that name."""
    if isinstance(obj, date):
        return name in _DAY_PARTS and hasattr(obj, name)
    return isinstance(obj, tuple) and name in getattr(obj, "_fields", ())


class Environment(ImmutableSandboxedEnvironment):
    """A sandbox in which a dot means the data: ``行.items`` is a field, never Python's method."""

    code_generator_class = _Generator
    intercepted_binops = frozenset({"+", "-"})
    general = False

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            each = nodes.EnvironmentAttribute("each")
            loop.iter = nodes.Call(each, [loop.iter], [], None, None)
        return tree.set_environment(self)  # type: ignore[return-value]  # it returns itself

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a field of the data; an unknown one is undefined."""
        if isinstance(obj, dict):
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP_PARTS:
            return getattr(obj, attribute)
        if isinstance(obj, jinja2.Undefined):
            return getattr(obj, attribute)  # which fails and names it
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self._none(obj, attribute)
        if _has_part(obj, attribute):
            return getattr(obj, attribute)
        if obj is None or isinstance(obj, (Unset, date, LoopContext, *SCALARS)):
            return self._none(obj, attribute)
        raise foreign(obj)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an entry, or an item by its place."""
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, (str, list, tuple) if self.general else (list, tuple)):
            if isinstance(argument, slice):
                return obj[argument]
            if isinstance(argument, int) and -len(obj) <= argument < len(obj):
                return obj[argument]
        elif isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        return self.undefined(obj=obj, name=argument)

    def _none(self, obj: Any, name: str) -> jinja2.Undefined:
        return self.undefined(obj=obj, name=name)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Add or take away within the limits."""
        if isinstance(left, Sized) and isinstance(right, Sized):
            check_text(len(left) + len(right))
        elif not isinstance(left, int | float | Decimal) or isinstance(left, bool):
            raise UnprintableError("模板里的加减只能用于数字。")
        return super().call_binop(context, operator, left, right)

    def concat_texts(self, parts: tuple[Any, ...]) -> str:
        """Join texts (``~``) within the limits."""
        texts = [str(part) for part in parts]
        check_text(sum(map(len, texts)))
        return "".join(texts)

    @staticmethod
    @jinja2.pass_context
    def each(context: Any, over: Any) -> Any:
        """Return what a loop goes over, counted against the render's budget."""
        if isinstance(over, jinja2.Undefined):
            return iter(over)  # which fails and names it
        if isinstance(over, Unset):
            raise over.fail()
        budget = context.parent[BUDGET]
        held = over if isinstance(over, list | tuple) else listed(over, budget[0])
        budget[0] -= len(held)
        if budget[0] < 0:
            raise TooMuchError(f"循环的次数超过 {ROUNDS} 次。")
        return held


def environment(
    filters: Mapping[str, Callable[..., Any]],
    *,
    general: bool,
    undefined: type[jinja2.Undefined] = jinja2.StrictUndefined,
    finalize: Callable[[Any], str] | None = None,
) -> Environment:
    """Return the sandbox in which a template runs.

    Args:
        filters: Further filters by name, beside those of :data:`FORMS`.
        general: Whether Jinja's listed filters and docxtpl's objects are there as well.
        undefined: What stands for a name that there is not.
        finalize: What makes Word text of a value; by default the strict one.
    """
    chosen = finalize or (print_general if general else print_figure)
    made = Environment(undefined=undefined, autoescape=False, finalize=chosen, cache_size=0)
    made.general = general
    made.filters = filters_of(filters, general=general)
    made.tests = {name: JINJA_TESTS[name] for name in TESTS}
    made.globals = {"range": numbers} if general else {}
    return made


def print_figure(value: Any) -> str:
    """Return a figure or plain value as Word text; a missing one stops the press."""
    kind = type(value)
    if kind is Printed:
        return escape_text(value, title=value.label)
    if kind is Xml:
        return str(value)
    return escape_text(plain_text(value))


def print_general(value: Any) -> str:
    """Return a plain value as Word text, or the mark of one of docxtpl's objects."""
    if type(value) is str:
        return value if value.isalnum() else escape_text(value, general=True)
    basket = OBJECTS.get()
    if basket is not None and is_object(value):
        basket.append(value)
        return f"{OPEN}o{len(basket) - 1}{CLOSE}"
    if isinstance(value, Printed | Xml):
        return print_figure(value)
    return escape_text(plain_text(value), general=True)


def is_object(value: Any) -> bool:
    """Return whether a value is one of docxtpl's own objects."""
    kind = type(value)
    return kind.__name__ in _OBJECT_TYPES and kind.__module__.partition(".")[0] == "docxtpl"
