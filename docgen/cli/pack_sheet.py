"""A jurisdiction pack as lines that an officer can read: every item with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docgen.cli.columns import cells, columns, wrapped
from docgen.packs import Pack
from docgen.pipeline.pack_items import Item, PolicyTold, Section, ValueTold
from docgen.pipeline.pack_told import told_pack

__all__ = ["pack_sheet"]

_WIDTHS = (28, 16, 10, 20)


def pack_sheet(pack: Pack) -> Iterator[str]:
    """Yield the lines that show a pack.

    Args:
        pack: The pack; what it leaves to the national pack is not repeated.
    """
    told = told_pack(pack)
    yield f"{told.name}（行政区划代码 {told.code}，案卷里写 {told.id}）"
    for policy in told.policies:
        yield from _policy(policy)
    for former in told.former:
        yield f"旧代码：{former}"
    yield from _sections(told.sections)
    if told.values:
        yield from _titled("数值、期限与用语", _table(told.values))
    yield from _sections(told.changes)
    if told.documents:
        yield from _titled("出处", (line for one in told.documents for line in wrapped(one, 0)))


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield ""
    yield f"【{title}】"
    yield from lines


def _sections(sections: Iterable[Section]) -> Iterator[str]:
    for one in sections:
        yield from _titled(one.title, (line for item in one.items for line in _item(item)))


def _policy(one: PolicyTold) -> Iterator[str]:
    yield from wrapped(f"政策：{one.title}", 0)
    yield f"    {one.number}{f'，{one.issued} 印发' if one.issued else ''}"
    yield f"    效力：{one.validity}（{one.certainty}）"
    if one.categories:
        yield f"    适用：{one.categories}"
    yield from _note(one.note)


def _item(item: Item) -> Iterator[str]:
    yield from wrapped(item.head, 0)
    for fact in item.facts:
        yield from wrapped(f"{fact.title}：{fact.text}", 4)
    if item.source:
        yield from wrapped(f"出处：{item.source}", 4)
    yield from _note(item.note)
    for value in item.values:
        since = f"（{value.since} 起）" if value.since else ""
        yield from wrapped(f"{value.title}：{value.text}{since} {value.source}", 4)
        yield from _note(value.note, 8)


def _table(values: Iterable[ValueTold]) -> Iterator[str]:
    """Yield the values as rows of a table, each with its note below it."""
    yield from cells(("说的是什么", "值", "自", "出处"), _WIDTHS)
    for one in values:
        # What is a sentence and no figure stands below its row, over the whole width.
        long = columns(one.text) > 2 * _WIDTHS[1]
        yield from cells((one.title, "" if long else one.text, one.since, one.source), _WIDTHS)
        if long:
            yield from wrapped(one.text, 4, hang=0)
        yield from _note(one.note)


def _note(note: str, indent: int = 4) -> Iterator[str]:
    if note:
        yield from wrapped(f"说明：{note}", indent)
