"""Which fields a template names: unit, kind, where each is printed, what its absence does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from docgen.proof import Form
from docgen.templating.lint_blocks import title_of, visit
from docgen.templating.lint_names import named
from docgen.templating.lint_schema import Entry, entries, forms_of_kind
from docgen.templating.lint_tags import read_tags
from docgen.templating.lint_words import words
from docgen.templating.manifest import Manifest
from docgen.templating.package import read_package
from docgen.templating.places import BODY, SeenParagraph, paragraphs, part_title
from docgen.templating.show import show_template

__all__ = ["FieldRow", "all_fields", "fields_of"]

_FRONT = "开头"
_WHAT = {"required": "必填", "blank": "留空手填", "slash": "印“/”", "omit": "不印该句"}
_UNSAID = "没有写明"


@dataclass(slots=True)
class FieldRow:
    """One field of a template.

    Attributes:
        title: Dotted Chinese title.
        unit: Chinese unit, "" for none.
        kind: What it holds, in Chinese.
        absent: What stands where it has no value.
        places: The clauses in which it is printed, in their order.
        asked: The clauses in which it is only asked about.
        source: Where its value comes from.
        forms: The forms in which it is printed here, "" for its own.
        known: The forms in which it can be printed.
    """

    title: str
    unit: str
    kind: str
    absent: str = ""
    places: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    source: str = ""
    forms: list[str] = field(default_factory=list)
    known: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Where it is printed; for a field that is only asked about, where that is."""
        if self.places:
            return "、".join(self.places)
        return f"只作条件：{'、'.join(self.asked)}" if self.asked else ""

    @property
    def written(self) -> str:
        """The forms in which it is printed."""
        return "、".join(form or "原样" for form in self.forms)


def all_fields() -> tuple[FieldRow, ...]:
    """Return every field that a template may print."""
    return tuple(
        _row(entry) for entry in entries().values() if entry.kind not in ("group", "series", "flag")
    )


def fields_of(data: bytes, *, name: str, manifest: Manifest | None = None) -> tuple[FieldRow, ...]:
    """Return the fields that a template names, in the order in which it names them.

    Args:
        data: The ``.docx`` file.
        name: What messages call it.
        manifest: Its manifest, for what absence does.

    Raises:
        TemplateError: The file is no readable Word file.
    """
    clauses = show_template(data, name=name).clauses
    rows: dict[str, FieldRow] = {}
    for part, seen in paragraphs(read_package(data, name=name), name=name):
        visits, _ = visit([tag for one in seen for tag in read_tags(one)[0]], loose=True)
        for one in visits:
            expr = one.tag.expr
            if expr is None:
                continue
            clause = _clause(part, clauses.get((part, one.tag.spot.place.paragraph), ""))
            for named_expr in named(expr):
                title = title_of(named_expr, one.loops)
                row = _of(rows, title)
                if row is None:
                    continue
                if one.tag.word == "print":
                    _note(row.places, clause)
                    _note(row.forms, expr.name if isinstance(expr, Form) else "")
                else:
                    _note(row.asked, clause)
        _pictures(seen, rows, clauses)
    if manifest is not None:
        for row in rows.values():
            by_stage = manifest.fields.get(row.title)
            printed = by_stage["absent"].what if by_stage else ""
            row.absent = _WHAT.get(printed, _UNSAID if row.places else "")
    return tuple(rows.values())


def _clause(part: str, clause: str) -> str:
    if part != BODY:
        return part_title(part)
    return clause or _FRONT


def _of(rows: dict[str, FieldRow], title: str) -> FieldRow | None:
    """Return the row of a title, made on first need; None for ``loop.index`` and its like."""
    if not title or title.split(".")[0] == "loop":
        return None
    entry = entries().get(title)
    if title not in rows:
        rows[title] = _row(entry) if entry else FieldRow(title, "", "")
    return rows[title]


def _row(entry: Entry) -> FieldRow:
    source = "算出" if entry.derived else "案卷"
    return FieldRow(
        title=entry.title,
        unit=entry.unit,
        kind=words().kinds[entry.kind],
        source=f"{source}：{entry.note}" if entry.note else source,
        known=forms_of_kind(entry.kind),
    )


def _note(held: list[str], text: str) -> None:
    if text not in held:
        held.append(text)


def _pictures(
    seen: tuple[SeenParagraph, ...],
    rows: dict[str, FieldRow],
    clauses: Mapping[tuple[str, int], str],
) -> None:
    for one in seen:
        for node in one.element.iter("{*}docPr"):
            source = node.get("descr") or ""
            title = source.removeprefix("{{").removesuffix("}}").strip()
            if source.startswith("{{") and title in entries():
                row = rows.setdefault(title, _row(entries()[title]))
                place = one.place
                _note(
                    row.places, _clause(place.part, clauses.get((place.part, place.paragraph), ""))
                )
