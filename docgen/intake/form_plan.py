"""One description of a form, for Excel and the web: topics, their fields, and tables that grow.

    plan = whole_plan()                       # every field of a case
    for topic in plan.topics:                 # 案卷, 当事人, 宗地, …
        topic.fields                          # filled in once
        topic.tables                          # repeating parts, each with its columns
    plan.field("parcel.granted_area_m2")

What a document prints and needs of it: :func:`docgen.pipeline.form.form_of`. Values are held under
flat names: ``parcel.granted_area_m2``, ``grant.instalments.0.amount_yuan``
(:mod:`docgen.intake.form_values`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal, TypeAlias

__all__ = [
    "FieldKind",
    "FormField",
    "FormPlan",
    "FormTable",
    "FormTopic",
    "Need",
    "form_version",
    "strongest",
    "whole_plan",
]

FieldKind: TypeAlias = Literal[
    "text", "longtext", "code", "number", "count", "day", "month", "choice", "yesno"
]
#: required: the paper is not made without it. blank: its absence prints a line to fill in by hand.
#: optional: its absence prints "/" or nothing, or only the checks read it. unused: the document
#: has nothing to do with it.
Need: TypeAlias = Literal["required", "blank", "optional", "unused"]
_RANK: tuple[Need, ...] = ("required", "blank", "optional")
_PLACE = "[]"


@dataclass(frozen=True, slots=True)
class FormField:
    """One value to fill in: a field of a topic, or a column of a table.

    Attributes:
        path: Key path; a place in a list is ``[]``: ``grant.instalments[].amount_yuan``.
        title: Its own Chinese title, ``出让宗地面积``.
        group: Titles of the parts between its topic or table and itself, ``容积率``; may be empty.
        unit: Chinese unit, may be empty.
        kind: How it is filled in.
        choices: Value and Chinese label of each allowed value, for ``choice`` and ``yesno``.
        note: How to fill it in, may be empty.
        decimals: Most decimal places, None where nothing is said.
        least: Smallest value, None where nothing is said.
        most: Largest value, None where nothing is said.
        length: Number of letters of a code, None where nothing is said.
        need: What its absence does in the document; ``optional`` in a form of no document.
        conditional: It is printed only in some cases: what ``need`` says holds where it is.
        source: Law and articles of the checks that read it, may be empty.
        model: Name of the model that holds it, ``Parcel``; ``""`` for a number of a pair.
        key: Its own key in the model.
    """

    path: str
    title: str
    group: str
    unit: str
    kind: FieldKind
    choices: tuple[tuple[str, str], ...] = ()
    note: str = ""
    decimals: int | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    length: int | None = None
    need: Need = "optional"
    conditional: bool = False
    source: str = ""
    model: str = ""
    key: str = ""

    @property
    def label(self) -> str:
        """What it is called in a form, its unit not included: ``容积率·下限``."""
        return f"{self.group}·{self.title}" if self.group else self.title

    def name(self, *places: int) -> str:
        """Return its flat name: ``grant.instalments.0.amount_yuan``.

        Args:
            places: Places in the lists on its path, from 0, the outermost first.
        """
        return _filled(self.path, places)


@dataclass(frozen=True, slots=True)
class FormTable:
    """A repeating part: one row an item.

    Attributes:
        path: Key path of the list, ``grant.instalments``; lists within a list have the outer one's
            place in it: ``performance.years[].workshop_tenants``.
        title: Chinese title.
        columns: What each row holds. A list of plain values has one column.
        note: How to fill it in, may be empty.
        above: Path of the table to whose rows its rows belong; empty for most.
        plain: Whether its items are plain values: ``grant.special_terms.0`` is one.
        need: What the document has to do with it: ``unused``, ``optional``, ``required`` when a
            column is.
    """

    path: str
    title: str
    columns: tuple[FormField, ...]
    note: str = ""
    above: str = ""
    plain: bool = False
    need: Need = "optional"

    def name(self, *places: int) -> str:
        """Return the flat name of the list, ``performance.years.0.workshop_tenants``.

        Args:
            places: Places in the lists on its path, from 0.
        """
        return _filled(self.path, places)


@dataclass(frozen=True, slots=True)
class FormTopic:
    """A sheet of the workbook, a section of the page.

    Attributes:
        id: Its id, ``parcel``.
        title: Its Chinese title.
        fields: What is filled in once.
        tables: What repeats.
    """

    id: str
    title: str
    fields: tuple[FormField, ...]
    tables: tuple[FormTable, ...]

    @property
    def need(self) -> Need:
        """``unused`` when the document has nothing to do with any of it."""
        needs = [*(one.need for one in self.fields), *(one.need for one in self.tables)]
        return strongest(needs)


@dataclass(frozen=True, slots=True)
class FormPlan:
    """A form.

    Attributes:
        topics: Its topics in their order; those without any field are left out.
        document: Id of the template it is for; empty for the whole form.
        title: Short title of the document; empty for the whole form.
        document_version: Version of the template's wording; empty for the whole form.
        notice: Code of the notice that it makes; empty for none.
    """

    topics: tuple[FormTopic, ...]
    document: str = ""
    title: str = ""
    document_version: str = ""
    notice: str = ""

    def fields(self) -> Iterator[FormField]:
        """Yield every field and column."""
        for topic in self.topics:
            yield from topic.fields
            for table in topic.tables:
                yield from table.columns

    def tables(self) -> Iterator[FormTable]:
        """Yield every table."""
        for topic in self.topics:
            yield from topic.tables

    def field(self, path: str) -> FormField | None:
        """Return the field or column of a path with ``[]`` for places, or None."""
        return next((one for one in self.fields() if one.path == path), None)

    def used(self) -> FormPlan:
        """Return the form without what its document has nothing to do with."""
        from docgen.intake.form_fields import kept

        return kept(self, lambda one: one.need != "unused")


def strongest(needs: Iterable[Need]) -> Need:
    """Return the strongest of several needs; ``unused`` of none."""
    held = set(needs)
    return next((one for one in _RANK if one in held), "unused")


def _filled(path: str, places: tuple[int, ...]) -> str:
    for place in places:
        path = path.replace(_PLACE, f".{place}", 1)
    return path


@cache
def whole_plan() -> FormPlan:
    """Return the form of a whole case: every field that the models have."""
    from docgen.intake.form_fields import topics

    return FormPlan(topics())


@cache
def form_version() -> str:
    """Return a short word for the fields that there are and what they are called.

    Two forms of one version have the same labels; a form of another may have labels that are not
    known any more.
    """
    said = "\n".join(
        f"{one.path} {one.label} {one.unit} {one.kind}" for one in whole_plan().fields()
    )
    return hashlib.sha256(said.encode()).hexdigest()[:8]
