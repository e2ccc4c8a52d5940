"""Holds every name of a template against the schema and the manifest."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from docgen.proof import Compare, Const, Expr, Form, Index, Logic, Member, Name, Not, Other
from docgen.templating.filters import FORMS
from docgen.templating.lint_blocks import Loops, Visit, title_of
from docgen.templating.lint_schema import Entry, entries, forms_of_kind, nearest
from docgen.templating.lint_words import Fault, fault, words
from docgen.templating.places import Spot

__all__ = ["Printed", "check_names", "named", "printed_of", "said", "unknown_title"]

_LOOP = {"index", "index0", "length", "first", "last"}
_NUMBERS = ("amount", "area", "number", "count")
_TEXTS = ("text", "identifier", "date")


@dataclass(frozen=True, slots=True)
class Printed:
    """A field that a tag prints: the field, the form, and the tag in its scope."""

    entry: Entry
    form: str
    visit: Visit


def said(expr: Expr) -> str:
    """Return an expression as its author would write it."""
    match expr:
        case Name():
            return expr.name
        case Member():
            return f"{said(expr.of)}.{expr.name}"
        case Index():
            return f"{said(expr.of)}[{said(expr.index)}]"
        case Const():
            return f"'{expr.value}'" if isinstance(expr.value, str) else str(expr.value)
        case Form():
            return f"{said(expr.of)}|{expr.name}"
        case Compare():
            op = "not in" if expr.op == "notin" else expr.op
            return f"{said(expr.left)} {op} {said(expr.right)}"
        case Logic():
            return f"{said(expr.left)} {expr.op} {said(expr.right)}"
        case Not():
            return f"not {said(expr.of)}"
        case Other():
            return expr.source


def printed_of(visit: Visit) -> Printed | None:
    """Return the known field that a tag prints, or None."""
    expr = visit.tag.expr
    if visit.tag.word != "print" or expr is None:
        return None
    form = expr.name if isinstance(expr, Form) else ""
    entry = entries().get(title_of(expr.of if isinstance(expr, Form) else expr, visit.loops))
    return Printed(entry, form, visit) if entry else None


def check_names(visit: Visit, *, broken: bool) -> Iterator[Fault]:
    """Yield what is wrong with the names, kinds and forms of one tag.

    Args:
        visit: The tag in its scope.
        broken: Whether a loop or a tag of its part is broken, so that a loop may be missing.
    """
    tag = visit.tag
    if tag.expr is None:
        return
    yield from _unknown(tag.expr, visit, broken=broken)
    match tag.word:
        case "print":
            yield from _printing(tag.expr, visit)
        case "if" | "elif":
            yield from _asking(tag.expr, visit)
        case "for":
            yield from _looping(tag.expr, visit)


def _unknown(expr: Expr, visit: Visit, *, broken: bool) -> Iterator[Fault]:
    for one in named(expr):
        yield from _unknown_title(one, visit, broken=broken)


def named(expr: Expr) -> Iterator[Expr]:
    """Yield each name in an expression: 出让.定金, 期.金额."""
    match expr:
        case Name() | Member() | Index():
            yield expr
        case Compare() | Logic():
            yield from named(expr.left)
            yield from named(expr.right)
        case Form() | Not():
            yield from named(expr.of)
        case _:
            return


def _unknown_title(expr: Expr, visit: Visit, *, broken: bool) -> Iterator[Fault]:
    title = unknown_title(expr, visit)
    if not title or _of_unknown(expr, visit.loops):
        return
    if broken and title.split(".")[0] not in entries():
        return  # the loop that gave the name is the broken one
    near = nearest(title)
    hint = f"是不是「{near}」？" if near else ""
    yield fault("T201", _letters(visit, expr), tag=visit.tag.source, title=title, near=hint)


def unknown_title(expr: Expr, visit: Visit) -> str:
    """Return the title that an expression names where no field has it, else ""."""
    title = title_of(expr, visit.loops)
    if title in entries():
        return ""
    if isinstance(expr, Member) and expr.of == Name("loop") and visit.loops and expr.name in _LOOP:
        return ""
    return title


def _letters(visit: Visit, expr: Expr) -> Spot:
    """Return the letters of a name in its tag; the whole tag where they are written otherwise."""
    spot = visit.tag.spot
    at = spot.text.find(said(expr))
    if at < 0:
        return spot
    return Spot(spot.place, spot.start + at, spot.start + at + len(said(expr)))


def _of_unknown(expr: Expr, loops: Loops) -> bool:
    """Whether a name belongs to a loop over something that cannot be looped over."""
    while isinstance(expr, Member | Index):
        expr = expr.of
    if not isinstance(expr, Name) or expr.name not in loops:
        return False
    over = entries().get(loops[expr.name].title)
    return over is None or over.kind != "series"


def _printing(expr: Expr, visit: Visit) -> Iterator[Fault]:
    tag = visit.tag
    if not isinstance(expr, Form | Name | Member | Index):
        if not isinstance(expr, Const):
            how = "一个标记只印一个字段；要判断就用 if。"
            yield _unprintable(visit, said(expr), "flag", how)
        return
    if isinstance(expr, Form) and isinstance(expr.of, Form):
        message = f"「{tag.source}」选了两种写法。"
        yield Fault("T004", "error", message, "只留一种写法。", tag.spot, tag.source)
        return
    found = printed_of(visit)
    if found is None:
        return
    entry, kind = found.entry, words().kinds[found.entry.kind]
    match entry.kind:
        case "group":
            yield _unprintable(visit, entry.title, "group", f"写到具体的字段，如 {_first(entry)}。")
        case "series":
            yield _unprintable(visit, entry.title, "series", "用 for 逐项印出。")
        case "flag":
            yield _unprintable(visit, entry.title, "flag", "放进 if 里。")
        case "picture":
            yield _unprintable(
                visit, entry.title, "picture", "插入一张占位图片，把标记写在它的替代文字里。"
            )
        case _ if found.form and found.form not in FORMS:
            near = difflib.get_close_matches(found.form, FORMS, n=1, cutoff=0.3)
            hint = f"是不是「{near[0]}」？" if near else ""
            yield Fault(
                "T007",
                "error",
                f"「{tag.source}」里的写法「{found.form}」不存在。{hint}",
                f"可用 {'、'.join(FORMS)}。",
                tag.spot,
                tag.source,
            )
        case _ if found.form and entry.kind != "any" and found.form not in _forms(entry):
            allowed = _forms(entry)
            hint = f"可用 {'、'.join(allowed)}。" if allowed else ""
            yield fault(
                "T205", tag.spot, tag=tag.source, title=entry.title, kind=kind,
                form=found.form, forms=hint,
            )  # fmt: skip


def _forms(entry: Entry) -> tuple[str, ...]:
    return forms_of_kind(entry.kind)


def _first(group: Entry) -> str:
    below = (title for title in entries() if title.startswith(f"{group.title}."))
    return next(below, group.title)


def _unprintable(visit: Visit, title: str, kind: str, how: str) -> Fault:
    return fault(
        "T207", visit.tag.spot, tag=visit.tag.source, title=title, kind=words().kinds[kind], how=how
    )


def _looping(expr: Expr, visit: Visit) -> Iterator[Fault]:
    tag = visit.tag
    if tag.target in entries():
        yield fault("T222", tag.spot, tag=tag.source, target=tag.target)
    entry = entries().get(title_of(expr, visit.loops))
    if entry is not None and (entry.kind != "series" or isinstance(expr, Index)):
        kind = words().kinds["group" if isinstance(expr, Index) else entry.kind]
        yield fault("T206", tag.spot, tag=tag.source, title=entry.title, kind=kind)


def _asking(expr: Expr, visit: Visit) -> Iterator[Fault]:
    match expr:
        case Logic():
            yield from _asking(expr.left, visit)
            yield from _asking(expr.right, visit)
        case Not():
            yield from _asking(expr.of, visit)
        case Compare():
            why = _incomparable(expr, visit)
            if why:
                yield fault(
                    "T208", visit.tag.spot, tag=visit.tag.source, condition=said(expr), why=why
                )
            else:
                yield from _no_choice(expr, visit)
        case _:
            entry = entries().get(title_of(expr, visit.loops))
            if entry is not None and entry.kind == "group" and not _is_item(expr, visit):
                yield fault(
                    "T208", visit.tag.spot, tag=visit.tag.source, condition=said(expr),
                    why=f"「{entry.title}」是{words().kinds['group']}，要问其中的某个字段",
                )  # fmt: skip


def _is_item(expr: Expr, visit: Visit) -> bool:
    return isinstance(expr, Index) or (isinstance(expr, Name) and expr.name in visit.loops)


def _incomparable(expr: Compare, visit: Visit) -> str:
    if expr.op in ("<", "<=", ">", ">="):
        return "印出的数字不能比大小，大小由检查规则来管"
    for side, other in ((expr.left, expr.right), (expr.right, expr.left)):
        of = side.of if isinstance(side, Form) else side
        entry = entries().get(title_of(of, visit.loops))
        if entry is None:
            continue
        name = f"「{entry.title}」是{words().kinds[entry.kind]}"
        if entry.kind in ("group", "series", "picture"):
            return f"{name}，不能比较"
        if isinstance(other, Const) and not _comparable(entry, other):
            return f"{name}，另一边是「{other.value}」"
    return ""


def _no_choice(expr: Compare, visit: Visit) -> Iterator[Fault]:
    """Yield a fault where a field is compared with a text that it never prints."""
    for side, other in ((expr.left, expr.right), (expr.right, expr.left)):
        entry = entries().get(title_of(side, visit.loops))
        if entry is None or not entry.choices or not isinstance(other, Const):
            continue
        if other.value in (*entry.choices, "", "/", None) or expr.op not in ("==", "!="):
            continue
        why = f"（「{entry.title}」只印 {'、'.join(entry.choices)}）"
        code = "T209" if expr.op == "==" else "T210"
        yield fault(code, visit.tag.spot, tag=visit.tag.source, condition=said(expr), why=why)


def _comparable(entry: Entry, other: Const) -> bool:
    value = other.value
    if entry.kind == "any":
        return True
    if isinstance(value, bool):
        return entry.kind == "flag"
    if entry.kind == "flag" or value is None:
        return value is None
    if entry.kind in _TEXTS:
        return isinstance(value, str)
    if entry.kind in _NUMBERS and isinstance(value, str):
        return value.replace(".", "", 1).isdigit() or value in ("", "/")
    return True
