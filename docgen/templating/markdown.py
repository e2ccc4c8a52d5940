"""Reads ``template.md``: one construct a line, blocks between ``:::`` lines, every fault at once.

The dialect is described in ``docs/template-syntax.md``. Nothing here knows Word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from docgen.errors import Problem, TemplateError
from docgen.templating.markdown_blocks import (
    FENCES,
    Line,
    ReportAt,
    parse_closing,
    parse_cover,
    parse_edge,
    parse_imprint,
    parse_letterhead,
    parse_signature,
    parse_table,
)
from docgen.templating.markdown_checks import check_document
from docgen.templating.markdown_inline import Report, check_expression, parse_inlines, split_label
from docgen.templating.markdown_tree import (
    Block,
    Break,
    Control,
    Document,
    Paragraph,
    ParagraphKind,
    Picture,
)

__all__ = ["parse"]

_HEADS: tuple[tuple[str, ParagraphKind], ...] = (
    ("# ", "title"),
    ("## ", "chapter"),
    ("### ", "clause"),
    ("- ", "item"),
    ("-- ", "subitem"),
    ("> ", "note"),
    ("@附件 ", "attachment"),
    ("@主送 ", "addressee"),
    ("@附件说明 ", "attachment_note"),
    ("@附注 ", "contact"),
)
_LABELLED = frozenset({"chapter", "clause", "attachment"})
_MARKS = ("#", "-", ">", "@", "|", ":::")
_PICTURE = re.compile(r"^@图 (?P<name>\S+)(?: 宽=(?P<width>\d+))?(?: 高=(?P<height>\d+))?$")
_PICTURE_WIDTH_MM = 120
_ENDS: Mapping[str, Callable[[Line, Sequence[Line], ReportAt], Block]] = {
    "signature": parse_signature,
    "版头": parse_letterhead,
    "落款": parse_closing,
    "版记": parse_imprint,
}
_UNPRINTABLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)


def parse(text: str, *, name: str) -> Document:
    """Return the tree of a ``template.md``.

    Args:
        text: The whole text; line ends may be those of any system.
        name: What messages call the file.

    Raises:
        TemplateError: Everything that is wrong, each with its line and how to put it right.
    """
    parser = _Parser(name)
    document = parser.read(text)
    check_document(document, parser.report_at)
    if parser.problems:
        raise TemplateError(sorted(parser.problems, key=_line_of))
    return document


def _line_of(problem: Problem) -> int:
    return int(problem.path)


@dataclass(slots=True)
class _Parser:
    """One pass over the lines; holds what was read and what is wrong."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    fenced: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    in_attachment: bool = False

    def report_at(self, line: int) -> Report:
        """Return a report that knows its line."""
        return partial(self._report, line)

    def _report(self, line: int, message: str, fix: str, code: str) -> None:
        where = f"{self.name} 第{line}行"
        self.problems.append(Problem(message, where, fix, code, path=str(line)))

    def read(self, text: str) -> Document:
        lines = self._lines(text)
        at = 0
        while at < len(lines):
            if lines[at].text.startswith(":::"):
                at = self._fence(lines, at)
            else:
                self._line(lines[at])
                at += 1
        if not self.blocks and not self.problems:
            self._report(1, "没有正文。", "在块之外至少写一行文字。", "T111")
        return Document(
            cover=self.fenced.get("cover", ()),
            blocks=tuple(self.blocks),
            header=self.fenced.get("header", ()),
            footer=self.fenced.get("footer", ()),
            first_header=self.fenced.get("first_header", ()),
            first_footer=self.fenced.get("first_footer", ()),
        )

    def _lines(self, text: str) -> list[Line]:
        lines: list[Line] = []
        plain = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        for number, line in enumerate(plain.split("\n"), start=1):
            odd = _UNPRINTABLE.search(line)
            if odd:
                shown = f"U+{ord(odd[0]):04X}"
                self._report(number, f"有不能印出的字符 {shown}。", "删去它；空位用空格。", "T101")
            stripped = _UNPRINTABLE.sub("", line).strip(" ")
            if stripped:
                lines.append(Line(number, stripped))
        return lines

    def _fence(self, lines: Sequence[Line], at: int) -> int:
        """Read the block that begins at a ``:::`` line; return the index behind it."""
        opening = lines[at]
        report = self.report_at(opening.number)
        if opening.text == ":::":
            report("「:::」没有对应的开头。", "删去它，或补上块的开头。", "T103")
            return at + 1
        end = at + 1
        while end < len(lines) and not lines[end].text.startswith(":::"):
            end += 1
        if end == len(lines) or lines[end].text != ":::":
            report(f"块「{opening.text}」没有结束。", "在块的末尾单独写一行「:::」。", "T103")
            return end
        self._block(opening, lines[at + 1 : end])
        return end + 1

    def _block(self, opening: Line, body: Sequence[Line]) -> None:
        kind, _, options = opening.text[3:].strip(" ").partition(" ")
        report = self.report_at(opening.number)
        if kind not in FENCES:
            report(f"不认识的块「:::{kind}」。", f"可用的块：{'、'.join(FENCES)}。", "T102")
        elif not body:
            report(f"块「:::{kind}」是空的。", "写上内容，或删去这个块。", "T111")
        elif kind == "table":
            self.blocks.append(parse_table(opening, options, body, self.report_at))
        elif kind in _ENDS:
            self._no_options(options, opening)
            if kind == "版头" and self.blocks:
                report("版头不在最前面。", "把版头移到正文之前，只写一次。", "T111")
            self.blocks.append(_ENDS[kind](opening, body, self.report_at))
        elif kind == "cover":
            self._no_options(options, opening)
            if self.blocks:
                report("封面不在最前面。", "把封面移到正文之前。", "T111")
            self._keep("cover", parse_cover(body, self.report_at), opening)
        else:
            first = options == "首页"
            self._no_options("" if first else options, opening)
            edge = parse_edge("header" if kind == "header" else "footer", body, self.report_at)
            self._keep(f"first_{kind}" if first else kind, edge, opening)

    def _no_options(self, options: str, opening: Line) -> None:
        if options:
            report = self.report_at(opening.number)
            report(f"块后的「{options}」不认识。", "页眉页脚之后可写「首页」，其余不写。", "T105")

    def _keep(self, kind: str, blocks: tuple[Block, ...], opening: Line) -> None:
        if kind in self.fenced:
            self.report_at(opening.number)("同一种块写了两次。", "合为一个。", "T111")
        self.fenced[kind] = blocks

    def _line(self, line: Line) -> None:
        report = self.report_at(line.number)
        if line.text == "@分页":
            self.blocks.append(Break(line.number))
        elif line.text.startswith("@图 "):
            self._picture(line, report)
        elif line.text.startswith("{%p "):
            self.blocks.append(Control(line.text, line.number))
        else:
            self.blocks.append(self._paragraph(line, report))

    def _paragraph(self, line: Line, report: Report) -> Paragraph:
        for head, kind in _HEADS:
            if line.text.startswith(head):
                return self._headed(kind, line.text[len(head) :].strip(" "), line, report)
        if line.text.startswith(_MARKS):
            report(
                f"不认识的写法「{line.text[:12]}」。",
                "核对行首的记号，记号后空一格；原样印出时在行首加「\\」；表格行写在块内。",
                "T102",
            )
        return Paragraph("body", parse_inlines(line.text, report), line.number)

    def _headed(self, kind: ParagraphKind, text: str, line: Line, report: Report) -> Paragraph:
        label: str | None = None
        if kind in _LABELLED:
            text, label = split_label(text)
        if kind == "attachment":
            self.in_attachment = True
        elif kind == "title" and self.in_attachment:
            kind = "attachment_title"
        if label == "":
            report("标签是空的。", "在大括号里写上标签，或删去大括号。", "T107")
        return Paragraph(kind, parse_inlines(text, report), line.number, label or "")

    def _picture(self, line: Line, report: Report) -> None:
        found = _PICTURE.match(line.text)
        if not found:
            report(
                f"「{line.text}」写法不对。",
                "写作「@图 宗地.界址图 宽=120」，宽、高为毫米。",
                "T105",
            )
            return
        width = int(found["width"] or _PICTURE_WIDTH_MM)
        source = f"{{{{ {found['name']} }}}}"
        check_expression(source, report)
        self.blocks.append(
            Picture(found["name"], width, int(found["height"] or width), line.number)
        )
