"""What a compiled template meets when it runs: the Jinja environment, its filters and its limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sized
from contextvars import ContextVar
from datetime import date, time
from decimal import Decimal
from itertools import islice
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS as DEFAULT_TESTS

from docgen.templating.general import FILTERS, TESTS
from docgen.templating.values import (
    MissingValueError,
    Printed,
    TooMuchError,
    UnprintableError,
    Unset,
    Xml,
    escape_flat,
    escape_text,
)

__all__ = [
    "BUDGET",
    "FORMS",
    "MAX_TEXT",
    "OBJECTS",
    "ROUNDS",
    "Environment",
    "environment",
]

#: The filters of every template: each chooses a form that ``figures`` has computed.
FORMS = ("大写", "小写", "亩", "公顷", "万元", "年月日")
#: Name under which a render passes the number of rounds that its loops may still make.
BUDGET = "_rounds_left"
#: Rounds of all loops of one part together; a table of 5,000 rows and 20 columns takes 100,000.
ROUNDS = 1_000_000
#: Letters that one part, or one text within a template, may come to.
MAX_TEXT = 64 * 1024 * 1024
#: docxtpl's objects met while a part is printed, in order; None where none are accepted.
OBJECTS: ContextVar[list[Any] | None] = ContextVar("docgen_objects", default=None)

_DAY_PARTS = frozenset({"year", "month", "day", "hour", "minute", "second"})
_LOOP_PARTS = frozenset(
    {
        "index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem",
        "nextitem", "depth", "depth0", "cycle", "changed",
    }
)  # fmt: skip
#: Values whose attributes are Python's, not the data's.
_SCALARS = (str, bytes, int, float, Decimal, list, tuple, set, frozenset, time)
#: Values that are no text by themselves: printing one would show Python's own writing.
_WHOLES = (Mapping, list, tuple, set, frozenset, bytes, bytearray)
#: Filters that only say that a text is or is not to be escaped: here every text is, once.
_ESCAPERS = ("e", "escape", "forceescape", "safe")
_MAX_PLACES = 20
_MAX_SLICES = 1_000
#: docxtpl's own classes, told by name so that the library is only loaded by who uses it.
_OBJECT_TYPES = frozenset({"RichText", "RichTextParagraph", "Listing", "InlineImage", "Subdoc"})


class _Generator(CodeGenerator):
    """Jinja's own, with the joining of texts brought before the environment's limits."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("environment.concat_texts((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


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
        if isinstance(obj, date) and attribute in _DAY_PARTS and hasattr(obj, attribute):
            return getattr(obj, attribute)
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self._none(obj, attribute)
        if isinstance(obj, tuple) and attribute in getattr(obj, "_fields", ()):
            return getattr(obj, attribute)  # a group made by |groupby
        if obj is None or isinstance(obj, (Unset, date, LoopContext, *_SCALARS)):
            return self._none(obj, attribute)
        raise _foreign(obj)

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
            _check_text(len(left) + len(right))
        elif not isinstance(left, int | float | Decimal) or isinstance(left, bool):
            raise UnprintableError("模板里的加减只能用于数字。")
        return super().call_binop(context, operator, left, right)

    def concat_texts(self, parts: tuple[Any, ...]) -> str:
        """Join texts (``~``) within the limits."""
        texts = [str(part) for part in parts]
        _check_text(sum(map(len, texts)))
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
        held = over if isinstance(over, list | tuple) else _listed(over, budget[0])
        budget[0] -= len(held)
        if budget[0] < 0:
            raise TooMuchError(f"循环的次数超过 {ROUNDS} 次。")
        return held


def _listed(over: Any, most: int) -> list[Any]:
    if not isinstance(over, Iterable) or isinstance(over, bytes):
        raise UnprintableError("循环所指的不是一组数据。")
    return list(islice(over, most + 1))


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
    made.filters.clear()
    made.tests.clear()
    made.globals.clear()
    if general:
        made.filters.update({name: DEFAULT_FILTERS[name] for name in FILTERS})
        made.filters.update(dict.fromkeys(_ESCAPERS, _as_it_is))
        made.filters.update(replace=_replace, join=_join, round=_round, slice=_slice)
        made.globals["range"] = _range
    made.tests.update({name: DEFAULT_TESTS[name] for name in TESTS})
    made.filters.update({name: _chooser(name) for name in FORMS})
    made.filters.update(filters)
    made.filters.update(_flat=_flat, _span=_span, _colour=_colour)
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
        return escape_text(value, general=True)
    basket = OBJECTS.get()
    if basket is not None and is_object(value):
        basket.append(value)
        return f"\ufdd0o{len(basket) - 1}\ufdd1"
    if isinstance(value, Printed | Xml):
        return print_figure(value)
    return escape_text(plain_text(value), general=True)


def is_object(value: Any) -> bool:
    """Return whether a value is one of docxtpl's own objects."""
    kind = type(value)
    return kind.__name__ in _OBJECT_TYPES and kind.__module__.partition(".")[0] == "docxtpl"


def plain_text(value: Any) -> str:
    """Return a plain value as text.

    Raises:
        MissingValueError: There is no value, or it is no single one.
        UnprintableError: It is of a type that is not data.
    """
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Unset):
        raise value.fail()
    if isinstance(value, jinja2.Undefined):
        return str(value)  # which fails and names it
    if value is None:
        raise MissingValueError("这个标记没有值。")
    if isinstance(value, _WHOLES) or callable(value):
        raise MissingValueError("这个标记所指的是一组数据或一个函数，不能直接印出。")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int | float | date | time):
        return str(value)
    raise _foreign(value)


def _foreign(value: Any) -> UnprintableError:
    return UnprintableError(
        f"数据里有「{type(value).__name__}」这种对象；只接受文字、数字、日期、列表和映射。"
    )


def _check_text(length: int) -> None:
    if length > MAX_TEXT:
        raise TooMuchError(f"模板拼出的文字超过 {MAX_TEXT // 1024 // 1024} 兆字。")


def _chooser(name: str) -> Callable[[Any], Any]:
    def choose(value: Any) -> Any:
        form = getattr(value, "form", None) if isinstance(value, Printed | Unset) else None
        if form is None:
            if isinstance(value, jinja2.Undefined):
                return str(value)  # which fails and names it
            raise MissingValueError(f"「|{name}」只能用于案卷里的数字，不能用于「{value}」。")
        return form(name)

    return choose


def _as_it_is(value: Any) -> Any:
    return value


def _replace(value: Any, old: str, new: str, count: int | None = None) -> str:
    text = plain_text(value)
    found = text.count(old) if count is None else min(count, text.count(old))
    _check_text(len(text) + found * len(new))
    return text.replace(old, new, -1 if count is None else count)


@jinja2.pass_environment
def _join(env: Environment, value: Any, d: str = "", attribute: str | int | None = None) -> str:
    items = _listed(value, ROUNDS)
    if attribute is not None:
        for step in str(attribute).split("."):
            items = [env.getitem(one, int(step) if step.isdigit() else step) for one in items]
    texts = [plain_text(one) for one in items]
    _check_text(sum(map(len, texts)) + len(d) * len(texts))
    return d.join(texts)


def _round(value: Any, precision: int = 0, method: str = "common") -> Any:
    if not isinstance(precision, int) or abs(precision) > _MAX_PLACES:
        raise UnprintableError(f"保留的位数不能超过 {_MAX_PLACES} 位。")
    return DEFAULT_FILTERS["round"](value, precision, method)


def _slice(value: Any, slices: int, fill_with: Any = None) -> Any:
    if not isinstance(slices, int) or not 0 < slices <= _MAX_SLICES:
        raise UnprintableError(f"分组的数目不能超过 {_MAX_SLICES}。")
    return DEFAULT_FILTERS["slice"](_listed(value, ROUNDS), slices, fill_with)


def _range(*bounds: int) -> list[int]:
    if not all(isinstance(one, int) for one in bounds) or len(bounds) not in (1, 2, 3):
        raise UnprintableError("range 只接受一至三个整数。")
    if len(range(*bounds)) > ROUNDS:
        raise TooMuchError(f"range 的数目超过 {ROUNDS}。")
    return list(range(*bounds))


def _flat(value: Any) -> Xml:
    """Print into an attribute or a property, where Word has no breaks."""
    return Xml(escape_flat(plain_text(value)))


def _span(value: Any) -> Xml:
    """Print the number of columns that a cell takes."""
    text = plain_text(value)
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 63):  # noqa: PLR2004 - Word's
        raise UnprintableError(f"colspan 应是 1 至 63 的整数，现在是「{text}」。")
    return Xml(text)


def _colour(value: Any) -> Xml:
    """Print the colour of a cell."""
    text = plain_text(value).removeprefix("#")
    if text != "auto" and not (len(text) == 6 and set(text) <= set("0123456789abcdefABCDEF")):  # noqa: PLR2004
        raise UnprintableError(f"cellbg 应是六位十六进制颜色或 auto，现在是「{text}」。")
    return Xml(text)
