"""A jurisdiction pack in words: every item with its source, as sections that a screen can show.

The command line prints them, the desk shows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from docgen import glossary
from docgen.packs import (
    Authority,
    Dated,
    IndicatorKind,
    IndicatorSet,
    Lowered,
    Pack,
    Policy,
    Renamed,
    Source,
    Validity,
    Zone,
)
from docgen.pipeline.pack_items import Fact, Item, PackTold, PolicyTold, Section, ValueTold

__all__ = ["told_pack", "validity_words"]

_CERTAINTY = {
    "S": "见政策原文",
    "L": "见法规原文",
    "P": "见公开摘录",
    "C": "经计算",
    "G": "未见原文",
}
_COMMA = "，"
_OURS = "产品约定"
_PLACES = re.compile(r"[a-z][a-z0-9]*_?[a-z0-9_.|]*[_.][a-z0-9_.|]+")
#: Where the case holds the papers of land used before it was supplied.
_OCCUPIED = "redevelopment"
#: Said of what nobody read in the document itself.
_HEARSAY = {"P": "见摘录", "C": "测算", "G": "未见原文"}
_ORDER = {"number": 0, "date": 1, "code": 2}
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
            yield f"〔{place}〕{title}{f'（{_COMMA.join(said)}）' if said else ''}"


def told_pack(pack: Pack) -> PackTold:
    """Return a pack in words.

    Args:
        pack: The pack.
    """
    cited = _Sources()
    sections = (
        _section("机关", (_authority(one, cited) for one in pack.authorities)),
        _section("文书的名称", _titles(pack, cited)),
        _section(glossary.title("Case", "zone"), (_zone(pack, one, cited) for one in pack.zones)),
        _section(
            glossary.title("Case", "indicators"),
            (_indicators(pack, one, cited) for one in pack.indicator_sets),
        ),
        _section("指标的口径与数据来源", _measures(pack, cited)),
        _section("土地的类型", _classes(pack, cited)),
        _section("牵头与责任单位", _offices(pack, cited)),
    )
    values = [value for history in pack.values.values() for value in history]
    # Figures and days first, sentences after them, each in the order of the pack.
    values.sort(key=lambda value: _ORDER.get(value.key.kind, len(_ORDER)))
    told = tuple(_value(pack, one, cited) for one in values)
    changes = (
        _section("更改了的条号与名称", (_renamed(one, cited) for one in pack.renamed)),
        _section("本单位降为警告的规则", (_lowered(one) for one in pack.lowered)),
    )
    return PackTold(
        pack.names[0],
        pack.code,
        pack.id,
        tuple(map(_policy, pack.policies)),
        tuple(f"{one.code} {one.name}（至{one.until}年）" for one in pack.former_codes),
        tuple(one for one in sections if one.items),
        told,
        tuple(one for one in changes if one.items),
        tuple(cited.lines()),
    )


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


def _section(title: str, items: Iterable[Item]) -> Section:
    return Section(title, tuple(items))


def _policy(policy: Policy) -> PolicyTold:
    return PolicyTold(
        policy.title,
        policy.number or "文号不详",
        policy.issued.isoformat() if policy.issued else "",
        validity_words(policy.validity),
        _CERTAINTY[policy.certainty],
        _categories(policy.categories),
        policy.note,
    )


def _authority(one: Authority, cited: _Sources) -> Item:
    kind = glossary.enum_label("AuthorityKind", one.kind)
    head = f"{glossary.authority_role(one.role)}：{one.name or '由案卷填写'}（{kind}）"
    return Item(head, source=cited.cite(one.source, one.certainty), note=one.note)


def _titles(pack: Pack, cited: _Sources) -> Iterator[Item]:
    for one in pack.titles:
        held = f"（{_categories(one.categories)}）" if one.categories else ""
        head = f"{pack.documents[one.document]}{held}：{one.text}"
        yield Item(head, source=cited.cite(one.source, one.certainty), note=one.note)


def _zone(pack: Pack, one: Zone, cited: _Sources) -> Item:
    alike = "、".join(pack.zone(other).name for other in one.alike)
    said = (("又称", "、".join(one.aliases)), ("易混", alike))
    return Item(
        f"{one.name}（案卷里写 {one.id}）",
        _facts(said),
        cited.cite(one.source, one.certainty),
        one.note,
        tuple(_value(pack, value, cited) for history in one.values.values() for value in history),
    )


def _indicators(pack: Pack, one: IndicatorSet, cited: _Sources) -> Item:
    extra = glossary.enum_label("ExtraKind", one.extra) if one.extra else "没有写明"
    rows = (
        ("必须约定", _kinds(one.core)),
        ("应当载明", _kinds(one.advised)),
        ("可以约定", _kinds(one.offered)),
        ("“3+N+1”中的“1”", extra),
    )
    head = "、".join(pack.documents[document] for document in one.documents)
    return Item(head, _facts(rows), cited.cite(one.source, one.certainty), one.note)


def _kinds(kinds: tuple[IndicatorKind, ...]) -> str:
    return "、".join(f"{one.name}（{one.unit}）" if one.unit else one.name for one in kinds)


def _measures(pack: Pack, cited: _Sources) -> Iterator[Item]:
    for one in pack.measures:
        said = (
            (glossary.title("Indicator", name), getattr(one, name))
            for name in ("measured_by", "data_source")
        )
        head = pack.indicator_kinds[one.indicator].name
        yield Item(head, _facts(said), cited.cite(one.source, one.certainty))


def _classes(pack: Pack, cited: _Sources) -> Iterator[Item]:
    for one in pack.classes:
        head = f"{glossary.enum_label('LandCategory', one.category)}：{one.name}"
        facts = _facts(("条件", text) for text in one.conditions)
        yield Item(head, facts, cited.cite(one.source, one.certainty), one.note)


def _offices(pack: Pack, cited: _Sources) -> Iterator[Item]:
    for one in pack.offices:
        facts = _facts((("牵头", one.lead), ("责任", "、".join(one.others))))
        yield Item(one.task, facts, cited.cite(one.source, one.certainty), one.note)


def _facts(said: Iterable[tuple[str, str]]) -> tuple[Fact, ...]:
    return tuple(Fact(title, text) for title, text in said if text)


def _value(pack: Pack, value: Dated, cited: _Sources) -> ValueTold:
    unit = value.key.unit
    return ValueTold(
        value.key.title,
        # 20年, but 20 万元/亩: a unit of several letters stands apart.
        f"{_words(pack, value)}{' ' if len(unit) > 1 else ''}{unit}",
        value.since.isoformat() if value.since else "",
        cited.cite(value.source, value.certainty),
        value.note,
    )


def _renamed(one: Renamed, cited: _Sources) -> Item:
    held = f"（同段有“{one.within}”时）" if one.within else ""
    head = f"{one.old} → {one.new}{held}，{one.since.isoformat()} 起"
    return Item(head, source=cited.cite(one.source, one.certainty), note=one.note)


def _lowered(one: Lowered) -> Item:
    return Item(f"{one.code}：{one.by}（{one.on.isoformat()}），{one.reason}")


def _words(pack: Pack, value: Dated) -> str:
    if isinstance(value.value, Decimal):
        return format(value.value, "f")
    if isinstance(value.value, date):
        return value.value.isoformat()
    if isinstance(value.value, tuple):
        return "、".join(pack.documents.get(word) or _spoken(word) for word in value.value)
    return glossary.enum_label(value.key.enum, value.value) if value.key.enum else value.value


def _spoken(word: str) -> str:
    """Return a text of a list; a place of the case, or one of several, by its Chinese name."""
    if not _PLACES.fullmatch(word):
        return word
    return "或".join(_place(path) for path in word.split("|"))


def _place(path: str) -> str:
    whole = path if "." in path else f"{_OCCUPIED}.{path}"
    named = glossary.title_path(whole)
    return named if "." in path else named.rpartition(".")[2]


def _categories(codes: tuple[str, ...]) -> str:
    return "、".join(glossary.enum_label("LandCategory", code) for code in codes)
