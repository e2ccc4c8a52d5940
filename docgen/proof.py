"""The values that the rooms hand each other, so that what is printed can be proved.

* :class:`Figure`, :class:`Group`, :class:`Series`: what may be printed. ``figures`` makes them.
* :class:`Plan`: what a template says, in reading order. ``templating`` makes it.
* :class:`Placed`: a figure as the audit found it on the paper.

``audit`` gets bytes, a Plan and a Group, and nothing else. Everything here is frozen, plain and
knows no law, no Word and no Jinja.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from docgen.exprs import (
    Compare,
    Const,
    Expr,
    Form,
    Index,
    Logic,
    Member,
    Name,
    Not,
    Other,
)

__all__ = [
    "RESTARTED",
    "AbsentGroup",
    "Choice",
    "Compare",
    "Const",
    "Expr",
    "Field",
    "Figure",
    "Form",
    "Group",
    "Index",
    "Kind",
    "LayoutPromises",
    "Literal_",
    "Logic",
    "Loop",
    "Mark",
    "Member",
    "Name",
    "Node",
    "Not",
    "Other",
    "Part",
    "Picture",
    "Placed",
    "Plan",
    "PlanNode",
    "Reference",
    "Series",
    "Slot",
    "Value",
    "walk_figures",
]

#: Ids of the list numbers (``w:num``) with which a printed list begins anew.
RESTARTED = 10_000

Value: TypeAlias = Decimal | date | str | int | bool | bytes | None

#: How a printed text is read back. ``amount`` is yuan, ``area`` is ㎡, ``number`` any Decimal,
#: ``count`` a whole number, ``date`` a day, ``text`` and ``identifier`` are held letter for letter,
#: ``flag`` is never printed (conditions only), ``picture`` is a PNG.
Kind: TypeAlias = Literal[
    "amount", "area", "number", "count", "date", "text", "identifier", "flag", "picture"
]

#: What stands where a value is absent: nothing yet decided, a hand-fill line, "/", or nothing.
Absence: TypeAlias = Literal["", "blank", "slash", "omit"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One value that may be printed, with every form it may be printed in.

    Attributes:
        key: English path, ``grant.price_yuan`` or ``grant.instalments[0].amount_yuan``.
        title: Chinese path as templates name it, ``出让.出让价款``.
        kind: How the printed text is read back to ``value``.
        value: The value itself; None when absent.
        printed: The default printed form; for an absent value what its absence prints.
        forms: Further forms by the filter that chooses them: 大写, 亩, 公顷, ….
        unit: The Chinese unit of ``value``; empty when it has none.
        basis: Where the value comes from: a file with line or cell, or a formula.
        absence: How an absent value is printed; "" for a present value or an undecided absence.
    """

    key: str
    title: str
    kind: Kind
    value: Value
    printed: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    basis: str = ""
    absence: Absence = ""

    @property
    def present(self) -> bool:
        """Whether the case gives (or the figures derive) a value; conditions go by this."""
        if self.kind == "flag":
            return bool(self.value)
        return self.value is not None and self.value != ""


@dataclass(frozen=True, slots=True)
class Group:
    """Figures under their Chinese names: ``出让`` holds ``出让价款``, ``定金``, …."""

    entries: Mapping[str, Node]

    def find(self, title: str) -> Node | None:
        """Return the node at a dotted Chinese path, or None.

        Args:
            title: For instance ``出让.出让价款``.
        """
        node: Node = self
        for name in title.split("."):
            if not isinstance(node, Group) or name not in node.entries:
                return None
            node = node.entries[name]
        return node


class AbsentGroup(Group):
    """A part that a case does not give: one object for all cases, to be worked on once."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Series:
    """Repeated groups (instalments, grantees, rows of a table) in their order."""

    items: tuple[Group, ...]


Node: TypeAlias = Figure | Group | Series


def walk_figures(node: Node) -> Iterator[Figure]:
    """Yield every figure below a node, in its order."""
    if isinstance(node, Figure):
        yield node
    elif isinstance(node, Group):
        for child in node.entries.values():
            yield from walk_figures(child)
    else:
        for item in node.items:
            yield from walk_figures(item)


# --- the plan: what a template says --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal_:  # noqa: N801 - typing.Literal is used in this module
    """Text that stands in the template letter for letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where a figure is printed."""

    expr: Expr
    source: str  # the tag as its author wrote it, for messages


@dataclass(frozen=True, slots=True)
class Reference:
    """``{{ 条('付款') }}``: the number of the paragraph that bears the bookmark ``label``."""

    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field that layout fills: ``PAGE`` or ``NUMPAGES``."""

    name: Literal["PAGE", "NUMPAGES"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture placeholder that a figure of kind ``picture`` replaces."""

    expr: Expr
    source: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The start or end of a structure: p, tbl, tr, tc; ``/p`` and so on for the end.

    A tab, a line break and a page break inside a paragraph are text: tab, newline, form feed.
    """

    kind: str


@dataclass(frozen=True, slots=True)
class Loop:
    """``{% for target in over %} body {% endfor %}``."""

    target: str
    over: Expr
    body: tuple[PlanNode, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """``{% if %} … {% elif %} … {% else %} … {% endif %}``; the else branch has no condition."""

    branches: tuple[tuple[Expr | None, tuple[PlanNode, ...]], ...]


PlanNode: TypeAlias = Literal_ | Slot | Reference | Field | Picture | Mark | Loop | Choice


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the package that holds text: ``word/document.xml``, a header, a footer."""

    name: str
    nodes: tuple[PlanNode, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a template says, part by part, in reading order.

    Attributes:
        parts: Every part that holds text.
        wording_sha256: Hash of the wording (literals and tags), the same for every case.
        fixed: SHA-256 of every member that no render changes (numbering, styles, media, …), by
            name: what they say decides what the text looks like and which numbers it bears.
        extended: The same of members to which a render may only add list numbers of
            :data:`RESTARTED` and above, for lists that begin anew.
    """

    parts: tuple[Part, ...]
    wording_sha256: str
    fixed: Mapping[str, str] = field(default_factory=dict)
    extended: Mapping[str, str] = field(default_factory=dict)


# --- what was found on the paper -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure as the audit read it back from the produced paper.

    Attributes:
        figure: The figure that ought to stand there.
        form: The form that was asked for; "" for the default.
        printed: The text that stands there.
        part: Part of the package.
        clause: Number of the clause it stands in (第六条), "" outside any.
        paragraph: Number of the paragraph in its part, from 1.
        page: Page of the PDF, from 1; None without a PDF.
    """

    figure: Figure
    form: str
    printed: str
    part: str
    clause: str
    paragraph: int
    page: int | None = None


# --- what the pages must keep --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LayoutPromises:
    """What a template promises of its pages; held against the PDF.

    Attributes:
        pages: How many pages there are exactly; None for any number.
        rows_not_split: Whether a table row that fits on a page stands on one page.
        signature_block_whole: Whether a signature block that fits on a page stands on one page.
    """

    pages: int | None = None
    rows_not_split: bool = False
    signature_block_whole: bool = False
