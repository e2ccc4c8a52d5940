"""The audit sheet: a receipt as one or two pages that a clerk can file.

Its words and its look are ``schemas/layouts/audit-sheet.html`` and ``.css``. Where a receipt has
more figures than two pages hold, the sheet keeps those that bind (amounts, areas, dates, numbers)
and says how many stand in the receipt alone.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from types import ModuleType
from typing import Any

import jinja2

from docgen.delivery.filed import Filed
from docgen.delivery.shape import FigureLine, FindingLine
from docgen.errors import EngineError
from docgen.page.fonts import FontBook, system_fonts
from docgen.page.html import Source
from docgen.resources import schema_bytes

__all__ = ["MOST_PAGES", "audit_sheet"]

MOST_PAGES = 2
#: Height that the words below a cut table take, in the engine's units of 1/96 inch.
_FOOT = 70.0
#: Where heights misled, so many rows fewer are tried.
_STEP = 3
_INDEX = re.compile(r"\[[0-9]+\]")
_LAYOUT = "layouts/audit-sheet"
#: Kinds in the order in which they are kept when there is no room for all.
_WEIGHT = ("amount", "area", "date", "number", "count", "identifier", "picture", "text")
_LEVELS = {"error": "错误", "warning": "警告", "info": "提示"}
#: What draws the sheet, by the tag or class: the fonts of official papers.
_FONTS = {"body": "宋体", "h1": "方正小标宋简体", "h2": "黑体", ".mono": "宋体"}


@dataclass(slots=True)
class _Row:
    """One field, wherever it is printed."""

    first: FigureLine
    order: int
    printed: list[str] = field(default_factory=list)
    places: list[Mapping[str, Any]] = field(default_factory=list)
    count: int = 0

    @property
    def weight(self) -> tuple[int, int]:
        kind = self.first.kind
        return _WEIGHT.index(kind) if kind in _WEIGHT else len(_WEIGHT), self.order

    def add(self, line: FigureLine) -> None:
        self.count += 1
        if line.printed not in self.printed:
            self.printed.append(line.printed)
        place = {"clause": line.clause, "page": line.page}
        if place not in self.places:
            self.places.append(place)


def audit_sheet(filed: Filed, *, fonts: FontBook | None = None) -> bytes:
    """Return the audit sheet of a paper as PDF; the same bytes for the same paper.

    Args:
        filed: The paper; none of its files is changed.
        fonts: The fonts to choose from; by default those of this machine.

    Raises:
        EngineError: WeasyPrint or Pango is absent, or a font or a glyph is missing.
    """
    setter = _Setter(_press(), system_fonts() if fonts is None else fonts, filed)
    sheet = setter.set(len(setter.rows))
    kept = setter.fitting(sheet)
    while sheet.page_count > MOST_PAGES and kept >= 0:
        sheet = setter.set(kept)
        kept -= _STEP
    pdf: bytes = sheet.pdf()
    return pdf


class _Setter:
    """Sets one sheet with more or fewer rows."""

    def __init__(self, press: ModuleType, book: FontBook, filed: Filed) -> None:
        self.rows = _rows(filed.receipt.figures)
        self._press, self._book, self._filed = press, book, filed

    def set(self, kept: int) -> Any:
        """Return the laid-out sheet with so many rows."""
        html = _template().render(_values(self._filed, self.rows, kept))
        css, families = _styled(self._book, html)
        return self._press.Sheet(Source(html, css, (), families, names_page_count=False))

    def fitting(self, sheet: Any) -> int:
        """Return how many rows may fit, judged by their heights on a sheet that has them all."""
        heights: dict[str, float] = {}
        room = -_FOOT
        for number, places in enumerate(sheet.places()):
            edges = sorted((top, name) for name, top in places.items())
            for (top, name), (below, _) in pairwise(edges):
                heights[name] = below - top
            if number < MOST_PAGES and edges:
                room += edges[-1][0] - edges[0][0]
        kept = 0
        for row in sorted(self.rows, key=lambda one: one.weight):
            room -= heights.get(f"r{row.order}", 0.0)
            if room < 0:
                break
            kept += 1
        return kept


def _values(filed: Filed, rows: Sequence[_Row], kept: int) -> dict[str, Any]:
    receipt = filed.receipt
    shown = sorted(sorted(rows, key=lambda one: one.weight)[:kept], key=lambda one: one.order)
    listed = {one.order for one in shown}
    left = [one for one in rows if one.order not in listed]
    return {
        "r": receipt,
        "level": _LEVELS,
        "source": filed.source,
        "inside": filed.inside,
        "count": len(receipt.figures),
        "hashes": _hashes(filed),
        "confirmed": [one for one in receipt.findings if one.confirmed],
        "others": _grouped(one for one in receipt.findings if not one.confirmed),
        "blanks": list(dict.fromkeys(one.title for one in receipt.blanks)),
        "slashes": _slashes(receipt.figures),
        "rows": [_shown(one) for one in shown],
        "left": len(left),
        "left_places": sum(one.count for one in left),
    }


def _hashes(filed: Filed) -> list[dict[str, str]]:
    receipt = filed.receipt
    lines = [{"name": one.name, "state": one.state, "sha256": one.sha256} for one in filed.files]
    others = {
        "Word 文件各部件": receipt.outputs.docx.parts_sha256,
        "回执": filed.receipt_sha256,
        "案卷内容": receipt.case.sha256,
        "模板": receipt.document.template_sha256,
        "辖区规则包": receipt.pack.sha256 or "",
        "全国规则包": receipt.pack.national_sha256,
    }
    lines += [{"name": name, "state": "", "sha256": told} for name, told in others.items() if told]
    return lines


def _rows(figures: Iterable[FigureLine]) -> list[_Row]:
    rows: dict[str, _Row] = {}
    for line in figures:
        if line.absent:
            continue
        row = rows.setdefault(line.path, _Row(line, len(rows)))
        row.add(line)
    return list(rows.values())


def _shown(row: _Row) -> dict[str, Any]:
    first = row.first
    value = "" if first.value is None else first.value
    long = first.kind in ("text", "identifier", "picture")
    return {
        "order": row.order,
        "title": first.title,
        "printed": row.printed,
        "value": "同左" if long and row.printed == [value] else value,
        "unit": first.unit,
        "basis": first.basis,
        "places": row.places,
    }


def _slashes(figures: Iterable[FigureLine]) -> list[str]:
    """Return what was struck out; the rows of a table by their column alone."""
    return list(
        dict.fromkeys(_INDEX.sub("", one.title) for one in figures if one.absent == "slash")
    )


def _grouped(findings: Iterable[FindingLine]) -> list[dict[str, Any]]:
    """Return findings by code: a draft lacks dozens of things, all for the same reason."""
    groups: dict[tuple[str, str], list[FindingLine]] = {}
    for one in findings:
        groups.setdefault((one.code, one.severity), []).append(one)
    return [
        {"first": group[0], "titles": list(dict.fromkeys(one.title for one in group))}
        for group in groups.values()
    ]


@cache
def _template() -> jinja2.Template:
    text = schema_bytes(f"{_LAYOUT}.html").decode("utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(text)


def _styled(book: FontBook, text: str) -> tuple[str, frozenset[str]]:
    """Return the style sheet with this machine's fonts, and the families that it may use.

    Raises:
        EngineError: A font or a glyph is missing.
    """
    rules, families = [schema_bytes(f"{_LAYOUT}.css").decode("utf-8")], set[str]()
    for selector, name in _FONTS.items():
        stack = book.stack(name)
        lacking = book.uncovered(text, stack.families, bold=selector == "h1")
        if lacking:
            raise EngineError([book.problem(lacking, stack)])
        named = ", ".join('"' + one.replace('"', "") + '"' for one in stack.families)
        rules.append(f"{selector} {{ font-family: {named} }}")
        families.update(stack.families)
    return "\n".join(rules), frozenset(families)


def _press() -> ModuleType:
    """Return the module that drives WeasyPrint, loaded on first use."""
    said = io.StringIO()
    try:
        # Where Pango is absent, WeasyPrint prints advice of its own before it fails.
        with contextlib.redirect_stdout(said):
            from docgen.page import weasy_press
    except (ImportError, OSError) as error:
        raise EngineError(
            f"核验单由 WeasyPrint 排版，本机不可用：{error}。",
            where="核验单",
            fix=(
                "请运行：pip install --upgrade 'docgen[weasyprint]'，"
                "以及 apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0；"
                "回执本身（.receipt.json）不受影响。"
            ),
        ) from error
    return weasy_press
