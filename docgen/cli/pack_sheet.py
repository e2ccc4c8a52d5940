"""A jurisdiction pack as lines that an officer can read: every item with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from docgen import glossary
from docgen.cli.columns import wrapped
from docgen.packs import Authority, Dated, IndicatorKind, IndicatorSet, Pack, Source, Validity, Zone

__all__ = ["pack_sheet", "validity_words"]

_CERTAINTY = {
    "S": "见政策原文",
    "L": "见法规原文",
    "P": "见公开摘录",
    "C": "经计算",
    "G": "未见原文",
}
_STATUS = {"in_force": "施行", "draft": "征求意见稿，未施行", "expired-unknown": "已失效，日期不明"}


def pack_sheet(pack: Pack) -> Iterator[str]:
    """Yield the lines that show a pack.

    Args:
        pack: The pack; what it leaves to the national pack is not repeated.
    """
    yield f"{pack.names[0]}（行政区划代码 {pack.code}，案卷里写 {pack.id}）"
    yield from _policies(pack)
    yield from _section("机关", (_authority(pack, one) for one in pack.authorities))
    yield from _section("文书的名称", _titles(pack))
    yield from _section(glossary.title("Case", "zone"), (_zone(pack, one) for one in pack.zones))
    yield from _section(
        glossary.title("Case", "indicators"),
        (_indicators(pack, one) for one in pack.indicator_sets),
    )
    yield from _section("指标的口径与数据来源", _measures(pack))
    yield from _section("土地的类型", _classes(pack))
    yield from _section("牵头与责任单位", _offices(pack))
    histories = (value for history in pack.values.values() for value in history)
    yield from _section("数值、期限与用语", (_value(pack, one) for one in histories))


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


def _authority(pack: Pack, one: Authority) -> Iterator[str]:
    kind = glossary.enum_label("AuthorityKind", one.kind)
    role = glossary.authority_role(one.role)
    yield f"{role}：{one.name or '由案卷填写'}（{kind}）"
    yield from _source(pack, one.source, one.certainty)
    yield from _note(one.note)


def _titles(pack: Pack) -> Iterator[Iterator[str]]:
    for one in pack.titles:
        held = f"（{_categories(one.categories)}）" if one.categories else ""
        head = f"{pack.documents[one.document]}{held}：{one.text}"
        yield _item(head, _source(pack, one.source, one.certainty), one.note)


def _zone(pack: Pack, one: Zone) -> Iterator[str]:
    yield f"{one.name}（案卷里写 {one.id}）"
    if one.aliases:
        yield from wrapped(f"又称：{'、'.join(one.aliases)}", 4)
    if one.alike:
        alike = "、".join(pack.zone(other).name for other in one.alike)
        yield from wrapped(f"易混：{alike}", 4)
    yield from _source(pack, one.source, one.certainty)
    yield from _note(one.note)
    for history in one.values.values():
        for value in history:
            yield from (f"    {line}" for line in _value(pack, value))


def _indicators(pack: Pack, one: IndicatorSet) -> Iterator[str]:
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
    yield from _source(pack, one.source, one.certainty)
    yield from _note(one.note)


def _kinds(kinds: tuple[IndicatorKind, ...]) -> str:
    return "、".join(f"{one.name}（{one.unit}）" if one.unit else one.name for one in kinds)


def _measures(pack: Pack) -> Iterator[Iterator[str]]:
    for one in pack.measures:
        head = pack.indicator_kinds[one.indicator].name
        said = {name: getattr(one, name) for name in ("measured_by", "data_source")}
        lines = [
            line
            for name, text in said.items()
            if text
            for line in wrapped(f"{glossary.title('Indicator', name)}：{text}", 4)
        ]
        yield _item(head, [*lines, *_source(pack, one.source, one.certainty)])


def _classes(pack: Pack) -> Iterator[Iterator[str]]:
    for one in pack.classes:
        head = f"{glossary.enum_label('LandCategory', one.category)}：{one.name}"
        lines = [line for text in one.conditions for line in wrapped(f"条件：{text}", 4)]
        yield _item(head, [*lines, *_source(pack, one.source, one.certainty)], one.note)


def _offices(pack: Pack) -> Iterator[Iterator[str]]:
    for one in pack.offices:
        said = (("牵头", one.lead), ("责任", "、".join(one.others)))
        lines = [line for t, text in said if text for line in wrapped(f"{t}：{text}", 4)]
        yield _item(one.task, [*lines, *_source(pack, one.source, one.certainty)], one.note)


def _value(pack: Pack, value: Dated) -> Iterator[str]:
    since = f"（{value.since.isoformat()} 起）" if value.since else ""
    yield from wrapped(f"{value.key.title}：{_words(value)}{value.key.unit}{since}", 0)
    yield from _source(pack, value.source, value.certainty)
    yield from _note(value.note)


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


def _source(pack: Pack, source: Source, certainty: str) -> Iterator[str]:
    # A pack of one policy need not say its title a hundred times.
    own = source.policy and not pack.further_policies
    number = f"（{source.number}）" if source.number else ""
    title = "本政策" if own else f"{source.title}{number}"
    yield from wrapped(f"出处：{title} {source.article}（{_CERTAINTY[certainty]}）", 4)


def _note(note: str) -> Iterator[str]:
    if note:
        yield from wrapped(f"说明：{note}", 4)


def _categories(codes: tuple[str, ...]) -> str:
    return "、".join(glossary.enum_label("LandCategory", code) for code in codes)
