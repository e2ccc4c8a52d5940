"""Builds the topics of a form from the models, the glossary and ``schemas/form.yaml``."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from docgen import glossary
from docgen.intake.form_plan import FieldKind, FormField, FormPlan, FormTable, FormTopic
from docgen.intake.form_words import Bounds, TopicWords, form_words
from docgen.intake.ledger_fields import Below, Field, Plain, kind_of, shape_of
from docgen.model.case import Case
from docgen.model.clause_numbers import clause_topics
from docgen.model.enums import Listed
from docgen.model.part import Part
from docgen.model.types import Quantity, Read, read_text

__all__ = ["cell_fields", "kept", "topics"]

_KINDS: dict[str, FieldKind] = {
    "money": "number", "area": "number", "number": "number", "count": "count", "day": "day",
    "flag": "yesno", "choice": "choice", "code": "code", "text": "text", "texts": "text",
}  # fmt: skip
_BETWEEN = "·"
_quantity = next(one for one in typing.get_args(Quantity) if isinstance(one, Read)).read


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is.

    Attributes:
        path: Key path of the part, ``""`` for the case.
        titles: Titles on the way there.
        table: Path of the innermost list on the way; empty outside of any.
        inside: How many of the titles lie inside of that list.
        unit: Unit of the part, for the limits of a range.
    """

    path: str = ""
    titles: tuple[str, ...] = ()
    table: str = ""
    inside: int = 0
    unit: str = ""

    def below(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


@dataclass(frozen=True, slots=True)
class _Seen:
    """A field with the list that it is a column of, or a list itself."""

    field: FormField | None
    table: str
    titles: tuple[str, ...]
    listed: FormTable | None = None
    cell: Field | None = None


def topics() -> tuple[FormTopic, ...]:
    """Return the topics of the whole form, every field of a case in one of them."""
    seen = _all()
    made = (_topic(words, seen) for words in form_words().topics)
    return tuple(topic for topic in made if topic.fields or topic.tables)


@cache
def cell_fields() -> Mapping[str, Field]:
    """Return by the path of a form's field what the cells of a workbook are read as."""
    return {one.field.path: one.cell for one in _all() if one.field and one.cell}


@cache
def _all() -> tuple[_Seen, ...]:
    return tuple(_walk(Case, _Place()))


def kept(plan: FormPlan, keeps: Callable[[FormField | FormTable], bool]) -> FormPlan:
    """Return a form with only some of its fields and tables.

    Args:
        plan: The form.
        keeps: Whether a field, a table or a column stays. A table without columns goes.
    """
    made = []
    for topic in plan.topics:
        fields = tuple(one for one in topic.fields if keeps(one))
        tables = (
            replace(table, columns=tuple(one for one in table.columns if keeps(one)))
            for table in topic.tables
            if keeps(table)
        )
        whole = tuple(table for table in tables if table.columns)
        if fields or whole:
            made.append(replace(topic, fields=fields, tables=whole))
    return replace(plan, topics=tuple(made))


def _topic(words: TopicWords, seen: Sequence[_Seen]) -> FormTopic:
    fields: list[FormField] = []
    tables: list[FormTable] = []
    for one in seen:
        path = one.listed.path if one.listed else one.field.path if one.field else ""
        part = _home(path)
        if part not in words.parts:
            continue
        if one.listed is not None:
            columns = tuple(c.field for c in seen if c.field and c.table == one.listed.path)
            tables.append(replace(one.listed, columns=columns))
        elif one.field is not None and not one.table:
            fields.append(replace(one.field, group=_group(one.titles, part)))
    return FormTopic(words.id, words.title, tuple(fields), tuple(tables))


def _group(titles: tuple[str, ...], part: str) -> str:
    """Return the titles between a topic and its field: a topic of several parts names them."""
    words = next(one for one in form_words().topics if part in one.parts)
    depth = part.count(".") + 1 if part and len(words.parts) == 1 else 0
    own = words.title == "".join(titles[:1]) and len(words.parts) > 1
    return _BETWEEN.join(titles[1 if own else depth :])


def _home(path: str) -> str:
    """Return the longest part of a topic that a path lies under."""
    parts = [part for words in form_words().topics for part in words.parts]
    held = [
        one for one in parts if not one or path == one or path.startswith((f"{one}.", f"{one}["))
    ]
    return max(held, key=len)


def _walk(model: type[Part], at: _Place) -> Iterator[_Seen]:
    for key, term in glossary.terms(model.__name__).items():
        annotation = model.model_fields[key].annotation
        path, shape = at.below(key), shape_of(annotation)
        if isinstance(shape, Below):
            yield from _part(shape, path, term, at)
        elif isinstance(shape, Plain) and shape.kind == "texts":
            yield _Seen(None, at.table, at.titles, _list(path, term, at, plain=True))
            item = _field(model, key, f"{path}[]", shape, term, at)
            yield _Seen(item, path, (), cell=_cell(item, shape))
        elif isinstance(shape, Plain):
            group = _BETWEEN.join(at.titles[len(at.titles) - at.inside :]) if at.table else ""
            made = replace(_field(model, key, path, shape, term, at), group=group)
            yield _Seen(made, at.table, at.titles, cell=_cell(made, shape))
        elif path in form_words().pairs:
            yield _Seen(None, at.table, at.titles, _list(path, term, at))
            shape = Plain("number", _quantity)
            yield from (_Seen(one, path, (), cell=_cell(one, shape)) for one in _pairs(path))
        else:
            shape, titles = Plain("text", read_text), (*at.titles, term.title)
            for one in _clauses(path):
                yield _Seen(one, at.table, titles, cell=_cell(one, shape))


def _cell(field: FormField, shape: Plain) -> Field:
    kind = "text" if shape.kind == "texts" else kind_of(shape.kind, field.key, field.unit)
    return Field(field.path, field.unit, kind, shape.reader, field.model, field.key)


def _part(shape: Below, path: str, term: glossary.Term, at: _Place) -> Iterator[_Seen]:
    titles = (*at.titles, term.title)
    if not shape.many:
        inside = at.inside + 1 if at.table else 0
        yield from _walk(shape.model, _Place(path, titles, at.table, inside, term.unit))
        return
    yield _Seen(None, at.table, at.titles, _list(path, term, at))
    yield from _walk(shape.model, _Place(f"{path}[]", titles, path, 0, term.unit))


def _list(path: str, term: glossary.Term, at: _Place, *, plain: bool = False) -> FormTable:
    inside = at.titles[len(at.titles) - at.inside :] if at.table else ()
    title = _BETWEEN.join((*inside, term.title))
    if at.table:
        title = f"{at.titles[len(at.titles) - at.inside - 1]}{_BETWEEN}{title}"
    return FormTable(path, title, (), note=term.note, above=at.table, plain=plain)


def _field(
    model: type[Part], key: str, path: str, shape: Plain, term: glossary.Term, at: _Place
) -> FormField:
    name, words = f"{model.__name__}.{key}", form_words()
    # A limit has the unit of its range.
    unit = term.unit or at.unit
    kind = _KINDS[kind_of(shape.kind, key, unit)]
    if name in words.long:
        kind = "longtext"
    elif name in words.months:
        kind = "month"
    bounds = _bounds(kind, key, unit)
    return FormField(
        path,
        term.title,
        "",
        unit,
        kind,
        choices=_choices(kind, model, key),
        note=term.note,
        decimals=bounds.decimals,
        least=bounds.least,
        most=bounds.most,
        length=words.lengths.get(key),
        model=model.__name__,
        key=key,
    )


def _bounds(kind: FieldKind, key: str, unit: str) -> Bounds:
    words, none = form_words(), Bounds()
    if kind == "count":
        return words.counts.get(key, words.counts.get(unit, Bounds(least=Decimal(0))))
    return words.numbers.get(unit, none) if kind == "number" else none


def _choices(kind: FieldKind, model: type[Part], key: str) -> tuple[tuple[str, str], ...]:
    if kind == "yesno":
        return (("true", "是"), ("false", "否"))
    if kind != "choice":
        return ()
    held = next(
        one
        for one in typing.get_args(model.model_fields[key].annotation)
        if isinstance(one, type) and issubclass(one, Listed)
    )
    labels = glossary.enum_labels(held.__name__)
    return tuple((one.value, labels[one.value]) for one in held)


def _pairs(path: str) -> Iterator[FormField]:
    for place, column in enumerate(form_words().pairs[path]):
        yield FormField(f"{path}[].{place}", column.title, "", column.unit, "number")


def _clauses(path: str) -> Iterator[FormField]:
    for topic, word in clause_topics().items():
        yield FormField(f"{path}.{topic}", word, "", "", "text", model="ClauseNumbers", key=topic)
