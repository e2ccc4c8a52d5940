"""The two papers that every tool prints: a one-page notice and a contract of twelve pages."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

__all__ = ["JOBS", "Job", "merge_fields"]

_SENTENCE = (
    "双方应当按照本条的约定履行义务，任何一方未按期履行的，应当自期限届满之次日起承担相应的责任，"
    "并以书面形式通知对方；因不可抗力不能履行的，应当在不可抗力消除后十五日内提供证明。"
)


@dataclass(frozen=True, slots=True)
class Job:
    """One paper.

    Attributes:
        name: What the table calls it.
        template: The Word file with tags.
        loops: Name of each loop and its columns.
        scalars: Names of the single values.
        flags: Names of the conditions.
        rows: Rows of each loop.
    """

    name: str
    template: bytes
    scalars: tuple[str, ...]
    flags: tuple[str, ...]
    loops: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[int, ...]

    def record(self, seed: int) -> dict[str, Any]:
        """Return one made-up record."""
        rng = Random(seed)
        values: dict[str, Any] = {
            name: f"{name}{rng.randint(1, 10**7):,}.00" for name in self.scalars
        }
        values.update({name: index < 4 for index, name in enumerate(self.flags)})
        for (name, columns), count in zip(self.loops, self.rows, strict=True):
            values[name] = [
                {column: f"{column}{row}-{rng.randint(1, 10**6)}" for column in columns}
                for row in range(1, count + 1)
            ]
        return values


def _slot(name: str, *, merge: bool) -> Any:
    if not merge:
        return None
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" MERGEFIELD {name} ")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = f"«{name}»"
    run.append(text)
    field.append(run)
    return field


class _Writer:
    """Writes one of the papers with docxtpl's tags, or with mail merge fields."""

    def __init__(self, *, merge: bool) -> None:
        self.merge = merge
        self.document = Document()
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "FangSong", Pt(16)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
        self.scalars: list[str] = []

    def put(self, paragraph: Any, name: str) -> None:
        self.scalars.append(name)
        self._put(paragraph, name, name)

    def _put(self, paragraph: Any, tag: str, field: str) -> None:
        if self.merge:
            paragraph._p.append(_slot(field, merge=True))
        else:
            paragraph.add_run(f"{{{{ {tag} }}}}").underline = True

    def control(self, text: str, container: Any = None) -> None:
        if not self.merge:
            (container or self.document).add_paragraph(text)

    def table(self, name: str, columns: tuple[str, ...]) -> None:
        table = self.document.add_table(rows=1, cols=len(columns), style="Table Grid")
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            cell.text = column
        if not self.merge:
            table.add_row().cells[0].text = f"{{%tr for 行 in {name} %}}"
        row = table.add_row()
        for cell, column in zip(row.cells, columns, strict=True):
            self._put(cell.paragraphs[0], f"行.{column}", f"{name}{column}")
        if not self.merge:
            table.add_row().cells[0].text = "{%tr endfor %}"

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()


_COLUMNS = ("期次", "约定", "单位", "日期", "方式", "备注")


def _contract(*, merge: bool) -> tuple[_Writer, tuple[str, ...]]:
    writer = _Writer(merge=merge)
    document = writer.document
    document.sections[0].header.paragraphs[0].text = "合同编号："
    writer.put(document.sections[0].header.paragraphs[0], "编号")
    document.add_heading("国有建设用地使用权出让合同（测量用）", 0)
    flags = tuple(f"条件{n}" for n in range(1, 7))
    value = 0
    for article in range(1, 46):
        if article % 5 == 1:
            document.add_heading(f"章{article // 5 + 1}", 1)
        flag = flags[article // 7 - 1] if article % 7 == 0 else ""
        if flag:
            writer.control(f"{{%p if {flag} %}}")
        paragraph = document.add_paragraph(f"条款{article}　")
        for _ in range(2 if article % 3 else 3):
            value += 1
            paragraph.add_run("约定的数值为")
            writer.put(paragraph, f"值{value}")
            paragraph.add_run("。" + _SENTENCE)
        document.add_paragraph(_SENTENCE + _SENTENCE)
        if flag:
            writer.control("{%p endif %}")
    writer.table("分期", _COLUMNS)
    document.add_paragraph("指标")
    writer.table("指标", _COLUMNS)
    return writer, flags


def _notice(*, merge: bool) -> tuple[_Writer, tuple[str, ...]]:
    writer = _Writer(merge=merge)
    document = writer.document
    document.add_heading("缴款通知书（测量用）", 0)
    names = iter([f"项{n}" for n in range(1, 25)])
    for _ in range(3):
        paragraph = document.add_paragraph()
        for _ in range(2):
            paragraph.add_run("应当缴纳的数额为")
            writer.put(paragraph, next(names))
            paragraph.add_run("，请在规定的期限内缴清。")
    table = document.add_table(rows=4, cols=4, style="Table Grid")
    for row in table.rows:
        for cell in row.cells:
            writer.put(cell.paragraphs[0], next(names))
    paragraph = document.add_paragraph("经办 ")
    writer.put(paragraph, next(names))
    writer.put(paragraph, next(names))
    return writer, ()


_PAPERS = {"通知书（1页）": _notice, "出让合同（12页）": _contract}


@cache
def _job(name: str) -> Job:
    writer, flags = _PAPERS[name](merge=False)
    loops = (("分期", _COLUMNS), ("指标", _COLUMNS)) if flags else ()
    scalars = tuple(dict.fromkeys(writer.scalars))
    return Job(name, writer.bytes(), scalars, flags, loops, (10, 12) if flags else ())


@cache
def merge_fields(name: str) -> bytes:
    """Return the same paper with Word's mail merge fields in place of tags."""
    return _PAPERS[name](merge=True)[0].bytes()


#: The papers by name.
JOBS = tuple(_job(name) for name in _PAPERS)
