"""A jurisdiction pack as lines that an officer can read: every item with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from docgen import glossary
from docgen.cli.columns import cells, columns, wrapped
from docgen.packs import (
    Authority,
    Dated,
    IndicatorKind,
    IndicatorSet,
    Lowered,
    Pack,
    Renamed,
    Source,
    Validity,
    Zone,
)

__all__ = ["pack_sheet", "validity_words"]

_CERTAINTY = {
    "S": "见政策原文",
    "L": "见法规原文",
    "P": "见公开摘录",
    "C": "经计算",
    "G": "未见原文",
}
_COMMA = "，"
_OURS = "产品约定"
#: Said of what nobody read in the document itself.
_HEARSAY = {"P": "见摘录", "C": "测算", "G": "未见原文"}
_ORDER = {"number": 0, "date": 1, "code": 2}
_WIDTHS = (28, 16, 10, 20)
_STATUS = {"in_force": "施行", "draft": "征求意见稿，未施行", "expired-unknown": "已失效，日期不明"}


class _Sources:
    """Numbers the documents that a pack rests on, in the order in which they are first named."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, date | None], int] = {}

    def cite(self, source: Source, certainty: str) -> str:
        """Return 〔2〕第五条, with how well it is known where it was not read itself."""
        key = (source.title, source.number, source.issued)
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        known = "" if source.title == _OURS else _HEARSAY.get(certainty, "")
        return f"〔{number}〕{source.article}{f'（{known}）' if known else ''}"

    def lines(self) -> Iterator[str]:
        """Yield each document with its number."""
        for (title, number, issued), place in self._numbers.items():
            said = [one for one in (number, f"{issued.isoformat()} 印发" if issued else "") if one]
            yield from wrapped(f"〔{place}〕{title}{f'（{_COMMA.join(said)}）' if said else ''}", 0)


def pack_sheet(pack: Pack) -> Iterator[str]:
    """Yield the lines that show a pack.

    Args:
        pack: The pack; what it leaves to the national pack is not repeated.
    """
    cited = _Sources()
    yield f"{pack.names[0]}（行政区划代码 {pack.code}，案卷里写 {pack.id}）"
    yield from _policies(pack)
    yield from _section("机关", (_authority(one, cited) for one in pack.authorities))
    yield from _section("文书的名称", _titles(pack, cited))
    yield from _section(
        glossary.title("Case", "zone"), (_zone(pack, one, cited) for one in pack.zones)
    )
    yield from _section(
        glossary.title("Case", "indicators"),
        (_indicators(pack, one, cited) for one in pack.indicator_sets),
    )
    yield from _section("指标的口径与数据来源", _measures(pack, cited))
    yield from _section("土地的类型", _classes(pack, cited))
    yield from _section("牵头与责任单位", _offices(pack, cited))
    values = [value for history in pack.values.values() for value in history]
    # Figures and days first, sentences after them, each in the order of the pack.
    values.sort(key=lambda value: _ORDER.get(value.key.kind, len(_ORDER)))
    yield from _section("数值、期限与用语", _table(values, cited))
    yield from _section("更改了的条号与名称", (_renamed(one, cited) for one in pack.renamed))
    yield from _section("本单位降为警告的规则", (_lowered(one) for one in pack.lowered))
    yield from _section("出处", [cited.lines()])


def validity_words(validity: Validity) -> str:
    """Return when a policy is law, in words.

    Args:
        validity: Of a pack or one of its policies.
    """
    first, last = validity.valid_from, validity.valid_to
    span = f"，{first.isoformat()} 起" if first else ""
    if last:
        span += f"，至 {last.isoformat()} 止"
    elif validity.status == "in_force":
        span += "，没有写终止日"
    return _STATUS[validity.status] + span


def _section(title: str, items: Iterable[Iterable[str]]) -> Iterator[str]:
    lines = [line for item in items for line in item]
    if lines:
        yield ""
        yield f"【{title}】"
        yield from lines


def _policies(pack: Pack) -> Iterator[str]:
    for policy in pack.policies:
        yield from wrapped(f"政策：{policy.title}", 0)
        number = policy.number or "文号不详"
        issued = f"，{policy.issued.isoformat()} 印发" if policy.issued else ""
        yield f"    {number}{issued}"
        yield f"    效力：{validity_words(policy.validity)}（{_CERTAINTY[policy.certainty]}）"
        if policy.categories:
            yield f"    适用：{_categories(policy.categories)}"
        yield from _note(policy.note)
    for former in pack.former_codes:
        yield f"旧代码：{former.code} {former.name}（至{former.until}年）"


def _authority(one: Authority, cited: _Sources) -> Iterator[str]:
    kind = glossary.enum_label("AuthorityKind", one.kind)
    role = glossary.authority_role(one.role)
    yield f"{role}：{one.name or '由案卷填写'}（{kind}）"
    yield from _source(one.source, one.certainty, cited)
    yield from _note(one.note)


def _titles(pack: Pack, cited: _Sources) -> Iterator[Iterator[str]]:
    for one in pack.titles:
        held = f"（{_categories(one.categories)}）" if one.categories else ""
        head = f"{pack.documents[one.document]}{held}：{one.text}"
        yield _item(head, _source(one.source, one.certainty, cited), one.note)


def _zone(pack: Pack, one: Zone, cited: _Sources) -> Iterator[str]:
    yield f"{one.name}（案卷里写 {one.id}）"
    if one.aliases:
        yield from wrapped(f"又称：{'、'.join(one.aliases)}", 4)
    if one.alike:
        alike = "、".join(pack.zone(other).name for other in one.alike)
        yield from wrapped(f"易混：{alike}", 4)
    yield from _source(one.source, one.certainty, cited)
    yield from _note(one.note)
    for history in one.values.values():
        for value in history:
            since = f"（{value.since.isoformat()} 起）" if value.since else ""
            source = cited.cite(value.source, value.certainty)
            yield from wrapped(f"{value.key.title}：{_said(value)}{since} {source}", 4)
            yield from _note(value.note, 8)


def _indicators(pack: Pack, one: IndicatorSet, cited: _Sources) -> Iterator[str]:
    yield "、".join(pack.documents[document] for document in one.documents)
    extra = glossary.enum_label("ExtraKind", one.extra) if one.extra else "没有写明"
    rows = (
        ("必须约定", _kinds(one.core)),
        ("应当载明", _kinds(one.advised)),
        ("可以约定", _kinds(one.offered)),
        ("“3+N+1”中的“1”", extra),
    )
    for title, text in rows:
        if text:
            yield from wrapped(f"{title}：{text}", 4)
    yield from _source(one.source, one.certainty, cited)
    yield from _note(one.note)


def _kinds(kinds: tuple[IndicatorKind, ...]) -> str:
    return "、".join(f"{one.name}（{one.unit}）" if one.unit else one.name for one in kinds)


def _measures(pack: Pack, cited: _Sources) -> Iterator[Iterator[str]]:
    for one in pack.measures:
        head = pack.indicator_kinds[one.indicator].name
        said = {name: getattr(one, name) for name in ("measured_by", "data_source")}
        lines = [
            line
            for name, text in said.items()
            if text
            for line in wrapped(f"{glossary.title('Indicator', name)}：{text}", 4)
        ]
        yield _item(head, [*lines, *_source(one.source, one.certainty, cited)])


def _classes(pack: Pack, cited: _Sources) -> Iterator[Iterator[str]]:
    for one in pack.classes:
        head = f"{glossary.enum_label('LandCategory', one.category)}：{one.name}"
        lines = [line for text in one.conditions for line in wrapped(f"条件：{text}", 4)]
        yield _item(head, [*lines, *_source(one.source, one.certainty, cited)], one.note)


def _offices(pack: Pack, cited: _Sources) -> Iterator[Iterator[str]]:
    for one in pack.offices:
        said = (("牵头", one.lead), ("责任", "、".join(one.others)))
        lines = [line for t, text in said if text for line in wrapped(f"{t}：{text}", 4)]
        yield _item(one.task, [*lines, *_source(one.source, one.certainty, cited)], one.note)


def _table(values: Iterable[Dated], cited: _Sources) -> Iterator[Iterator[str]]:
    """Yield the values as rows of a table, each with its note below it."""
    yield cells(("所定之事", "值", "自", "出处"), _WIDTHS)
    for value in values:
        yield _row(value, cited)


def _row(value: Dated, cited: _Sources) -> Iterator[str]:
    since = value.since.isoformat() if value.since else ""
    source, said = cited.cite(value.source, value.certainty), _said(value)
    # What is a sentence and no figure stands below its row, over the whole width.
    long = columns(said) > 2 * _WIDTHS[1]
    yield from cells((value.key.title, "" if long else said, since, source), _WIDTHS)
    if long:
        yield from wrapped(said, 4, hang=0)
    yield from _note(value.note)


def _said(value: Dated) -> str:
    unit = value.key.unit
    # 20年, but 20 万元/亩: a unit of several letters stands apart.
    return f"{_words(value)}{' ' if len(unit) > 1 else ''}{unit}"


def _renamed(one: Renamed, cited: _Sources) -> Iterator[str]:
    held = f"（同段有“{one.within}”时）" if one.within else ""
    head = f"{one.old} → {one.new}{held}，{one.since.isoformat()} 起"
    yield from _item(head, _source(one.source, one.certainty, cited), one.note)


def _lowered(one: Lowered) -> Iterator[str]:
    yield from wrapped(f"{one.code}：{one.by}（{one.on.isoformat()}），{one.reason}", 0)


def _words(value: Dated) -> str:
    if isinstance(value.value, Decimal):
        return format(value.value, "f")
    if isinstance(value.value, date):
        return value.value.isoformat()
    if isinstance(value.value, tuple):
        return "、".join(value.value)
    return glossary.enum_label(value.key.enum, value.value) if value.key.enum else value.value


def _item(head: str, lines: Iterable[str], note: str = "") -> Iterator[str]:
    yield from wrapped(head, 0)
    yield from lines
    yield from _note(note)


def _source(source: Source, certainty: str, cited: _Sources) -> Iterator[str]:
    yield from wrapped(f"出处：{cited.cite(source, certainty)}", 4)


def _note(note: str, indent: int = 4) -> Iterator[str]:
    if note:
        yield from wrapped(f"说明：{note}", indent)


def _categories(codes: tuple[str, ...]) -> str:
    return "、".join(glossary.enum_label("LandCategory", code) for code in codes)
