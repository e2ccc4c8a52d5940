"""A case that was printed once, with some of its fields changed, for the paper that corrects it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from docgen import glossary
from docgen.errors import InputError, Problem, UsageError
from docgen.intake.ledger_common import common_of
from docgen.intake.ledger_fields import field_at, find_field, title_of
from docgen.intake.ledger_figures import text_of
from docgen.intake.ledger_plan import steps_of
from docgen.intake.ledger_words import ledger_words
from docgen.model import Case, NoticeKind
from docgen.pipeline.notices import as_notice

__all__ = ["Change", "Changed", "changed_case", "figure_at"]

_SUMMED = frozenset({"money", "area"})
_FIGURES = _SUMMED | {"number"}
_NAMED = 6
#: A title with a number in it says which part of a list it means.
_SAYS_WHICH = re.compile("[0-9一二三四五六七八九十]")
_NUMBER = "notice.document_no"
#: Fields that a case says over again: what they repeat may be changed, and they follow.
_REPEATS = ("notice.addressee", "notice.date", "document_date")


@dataclass(frozen=True, slots=True)
class Change:
    """One field that is changed.

    Attributes:
        path: Its key path.
        title: Its Chinese title.
        before: What it said; "" for nothing.
        after: What it says now; "" for nothing.
    """

    path: str
    title: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return the change as a person would tell it."""
        return f"「{self.title}」由 {self.before or '（空）'} 改为 {self.after or '（空）'}"

    @property
    def is_figure(self) -> bool:
        """Whether it is of money or area."""
        field = field_at(self.path)
        return field is not None and field.kind in _SUMMED


@dataclass(frozen=True, slots=True)
class Changed:
    """A case with its changes made, without a number.

    Attributes:
        data: The case as texts under English keys.
        changes: What was changed.
    """

    data: Mapping[str, Any]
    changes: tuple[Change, ...]


def changed_case(
    data: Mapping[str, Any], settings: Mapping[str, str], kind: NoticeKind | None
) -> Changed:
    """Return a case with fields changed; fields that only repeat a changed one follow it.

    Args:
        data: The case as it was printed, as texts under English keys.
        settings: Chinese title → what it shall say; "" to clear a field.
        kind: The kind of notice.

    Raises:
        InputError: A title is that of no field or of several, or a value cannot be read.
        UsageError: Nothing is changed, the number is, or a place in a list is not there.
    """
    values = _values(settings)
    if unclear := list(_unclear(data, settings)):
        raise InputError(unclear)
    made: dict[str, Any] = deepcopy(dict(data))
    _put(made, _NUMBER, None)
    changes = [
        Change(path, title_of(path), _said(before), _said(value))
        for path, value in values.items()
        if not _same(before := _put(made, path, value), value, path)
    ]
    if not changes:
        raise UsageError(
            "改了以后与原来的一样，没有可以更正的。", fix="用 --set 标题=值 写明改什么。"
        )
    _follow(data, made, frozenset(values), kind)
    return Changed(made, tuple(changes))


def figure_at(data: Mapping[str, Any], path: str) -> Decimal | None:
    """Return the figure at a key path of a case as texts; None where it has none.

    Args:
        data: The case.
        path: The key path of a figure.
    """
    found = _get(data, path)
    return Decimal(found) if isinstance(found, str) else None


def _values(settings: Mapping[str, str]) -> dict[str, Any]:
    """Return the new values as texts by key path, None for one that is cleared."""
    _, read = common_of(settings, None)
    values: dict[str, Any] = {}
    for label, text in settings.items():
        path = find_field(label, first=ledger_words().common_first).path
        values[path] = text_of(read[path]) if path in read else None
        if text.strip() and values[path] is None:
            raise UsageError(f"「{label}」的「{text}」等于没有写。", fix="要清空的写成 标题= 。")
    if _NUMBER in values:
        raise UsageError("更正后的文书另编文号，不用 --set 改。", fix="用 --number 指明新文号。")
    return values


def _unclear(data: Mapping[str, Any], settings: Mapping[str, str]) -> Iterator[Problem]:
    """Yield every title that may mean several fields: in a correction nothing is guessed."""
    for label in settings:
        found = find_field(label)
        if found.field is None:
            message = f"「{label}」可以是几个字段。"
            fix = f"写全：{'、'.join(found.others[:_NAMED])}。"
            yield Problem(message, f"--set {label}", fix, "L030")
        elif (many := _many(data, found.path)) > 1 and not _SAYS_WHICH.search(label):
            message = f"「{label}」有 {many} 项，没有写明是第几项。"
            yield Problem(
                message, f"--set {label}", f"写成 {glossary.title_path(found.path)}。", "L030"
            )


def _many(data: Mapping[str, Any], path: str) -> int:
    """Return how many parts the list of a path has; 0 where it leads through none."""
    head, listed, _ = path.partition("[0]")
    found = _get(data, head) if listed else None
    return len(found) if isinstance(found, list) else 0


def _same(before: object, after: object, path: str) -> bool:
    field = field_at(path)
    if field is not None and field.kind in _FIGURES and before is not None and after is not None:
        return Decimal(str(before)) == Decimal(str(after))
    return _said(before) == _said(after)


def _said(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _get(data: Mapping[str, Any], path: str) -> Any:
    found: Any = data
    for key, place in steps_of(path):
        found = found.get(key) if isinstance(found, Mapping) else None
        if place is not None:
            found = found[place] if isinstance(found, Sequence) and place < len(found) else None
    return found


def _put(data: dict[str, Any], path: str, value: Any) -> Any:
    """Put a value into a case, None to clear it; return what stood there."""
    *above, (last, _) = steps_of(path)
    part: dict[str, Any] = data
    for key, place in above:
        if place is None:
            part = part.setdefault(key, {})
        else:
            part = _item(part.setdefault(key, []), place, path)
    before = part.pop(last, None)
    if value is not None:
        part[last] = value
    return before


def _item(items: list[dict[str, Any]], place: int, path: str) -> dict[str, Any]:
    if place >= len(items):
        raise UsageError(
            f"「{title_of(path)}」没有第 {place + 1} 项，原来只有 {len(items)} 项。",
            fix="核对序号；要增加的，另出新文。",
        )
    return items[place]


def _follow(
    before: Mapping[str, Any], made: dict[str, Any], given: frozenset[str], kind: NoticeKind | None
) -> None:
    """Let fields go that were not given and only repeat others, so that they are filled in anew."""
    for path in _REPEATS:
        if path in given or not _repeats(before, path, kind):
            continue
        held = _put(made, path, None)
        if _filled(made, path, kind) is None:
            _put(made, path, held)


def _repeats(data: Mapping[str, Any], path: str, kind: NoticeKind | None) -> bool:
    """Return whether a field says what it would be filled in with if it said nothing."""
    without = deepcopy(dict(data))
    said = _put(without, path, None)
    return said is not None and _filled(without, path, kind) == said


def _filled(data: Mapping[str, Any], path: str, kind: NoticeKind | None) -> object:
    found: Any = as_notice(Case.model_validate(data), kind)
    for key, _ in steps_of(path):
        found = getattr(found, key, None)
    return None if found is None else text_of(found)
