"""A case as figures: every field under its Chinese name, and all that is derived from them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, localcontext
from enum import Enum
from functools import lru_cache
from typing import Any

from docgen import glossary
from docgen.figures.derive import Derivation, derive
from docgen.figures.derive_inventory import derive_inventory
from docgen.figures.derive_notices import derive_notices
from docgen.figures.derive_performance import derive_performance
from docgen.figures.make import make
from docgen.figures.shapes import Shape, shapes_of
from docgen.model import Case, Part, Stage, UnclearDate
from docgen.packs import Pack
from docgen.proof import AbsentGroup, Figure, Group, Node, Series, Value

__all__ = ["compose"]

_PRECISION = 100
_NO_ORIGINS: Mapping[str, str] = {}
_GIVEN = "接口传入"
#: A contract is published before its grantee exists; its blanks are those of one grantee.
_NEVER_EMPTY = frozenset({"parties.grantees"})


def compose(
    case: Case,
    *,
    stage: Stage = Stage.FINAL,
    origins: Mapping[str, str] = _NO_ORIGINS,
    pack: Pack | None = None,
) -> Group:
    """Return every value that a paper of this case may print.

    Args:
        case: The parcel's file.
        stage: Stage that the paper is made for; the papers may show it.
        origins: Place in the input by English key path, for the basis of each figure.
        pack: The jurisdiction's pack, for titles and measures that the county prescribes.

    Returns:
        Groups under Chinese titles, as templates name them. A field that the case does not give
        is a figure without a value.
    """
    composer = _Composer(origins)
    entries = dict(composer.group(Case, case, "", "").entries)
    _add_shortcuts(entries)
    # A library's caller may have set any context; sums and quotients must not feel it.
    with localcontext(Context(prec=_PRECISION)):
        for derivation in derive(case, stage, pack):
            _place(entries, derivation)
        for derivation in derive_performance(case, pack):
            _place(entries, derivation)
        for derivation in derive_notices(case, pack):
            _place(entries, derivation)
        for derivation in derive_inventory(case):
            _place(entries, derivation)
    return Group(entries)


class _Composer:
    """Walks models and values side by side; a missing part still yields its absent figures."""

    def __init__(self, origins: Mapping[str, str]) -> None:
        self._origins = origins

    def group(self, model: type[Part], value: Part | None, key: str, title: str) -> Group:
        absent = _absent_part(model, key, title)
        if value is None:
            return absent
        entries, given = dict(absent.entries), value.__dict__
        for shape in shapes_of(model):
            held = given[shape.name]
            if held is not None and held != ():
                inner_key = f"{key}.{shape.name}" if key else shape.name
                inner_title = f"{title}.{shape.title}" if title else shape.title
                entries[shape.title] = self._node(shape, held, inner_key, inner_title)
        return Group(entries)

    def absent(self, model: type[Part], key: str, title: str) -> dict[str, Node]:
        """Return the figures of a part that a case does not give."""
        return {
            shape.title: self._node(
                shape,
                None,
                f"{key}.{shape.name}" if key else shape.name,
                f"{title}.{shape.title}" if title else shape.title,
            )
            for shape in shapes_of(model)
        }

    def _node(self, shape: Shape, held: Any, key: str, title: str) -> Node:
        if shape.many:
            return Series(self._items(shape, held or (), key, title))
        if shape.part is not None:
            return self.group(shape.part, held, key, title)
        return self._figure(shape, held, key, title)

    def _items(self, shape: Shape, held: Any, key: str, title: str) -> tuple[Group, ...]:
        if shape.part is None:
            return self._texts(held, key, title)
        part = shape.part
        if not held and key in _NEVER_EMPTY:
            held = (None,)
        return tuple(
            self.group(part, item, f"{key}[{i}]", f"{title}[{i + 1}]")
            for i, item in enumerate(held)
        )

    def _texts(self, held: Any, key: str, title: str) -> tuple[Group, ...]:
        """Return a list of plain texts as numbered items; other lists are derived tables."""
        names = glossary.list_item()
        return tuple(
            Group(
                {
                    names["no"]: make(
                        f"{key}[{i}].no",
                        f"{title}[{i + 1}].{names['no']}",
                        "count",
                        i + 1,
                        basis=title,
                    ),
                    names["text"]: make(
                        f"{key}[{i}]",
                        f"{title}[{i + 1}].{names['text']}",
                        "text",
                        text,
                        basis=self._origins.get(f"{key}[{i}]", _GIVEN),
                    ),
                }
            )
            for i, text in enumerate(held)
            if isinstance(text, str)
        )

    def _figure(self, shape: Shape, held: Any, key: str, title: str) -> Figure:
        value: Value = held
        kind = shape.kind or "text"
        if isinstance(held, Enum):
            value = glossary.enum_label(type(held).__name__, str(held.value))
        elif isinstance(held, UnclearDate):
            kind, value = "text", str(held)
        elif isinstance(held, tuple):
            value = None
        basis = self._origins.get(key, "") if value is not None else ""
        return make(key, title, kind, value, unit=shape.unit, basis=basis or _GIVEN)


# Most of a case is absent, and of a ledger's row nearly all: what is absent is the same for every
# case, so it is made once.


@lru_cache(maxsize=4096)
def _absent_part(model: type[Part], key: str, title: str) -> AbsentGroup:
    return AbsentGroup(_Composer(_NO_ORIGINS).absent(model, key, title))


def _add_shortcuts(entries: dict[str, Node]) -> None:
    """Let templates say 出让人 for 当事人.出让人, as people do; 受让人 is derived."""
    parties = entries[glossary.title("Case", "parties")]
    if isinstance(parties, Group):
        for title, node in parties.entries.items():
            if isinstance(node, Group):
                entries.setdefault(title, node)


def _place(entries: dict[str, Node], derivation: Derivation) -> None:
    """Put a derived node under its dotted title, making groups where there are none yet."""
    *path, last = derivation.title.split(".")
    _insert(entries, path, last, derivation.node)


def _insert(entries: dict[str, Node], path: list[str], last: str, node: Node) -> None:
    if not path:
        entries[last] = node
        return
    name, _, place = path[0].partition("[")
    held = entries.get(name)
    if isinstance(held, Series) and place:
        items = list(held.items)
        inner = dict(items[int(place[:-1]) - 1].entries)
        _insert(inner, path[1:], last, node)
        items[int(place[:-1]) - 1] = Group(inner)
        entries[name] = Series(tuple(items))
        return
    inner = dict(held.entries) if isinstance(held, Group) else {}
    _insert(inner, path[1:], last, node)
    entries[name] = Group(inner)
