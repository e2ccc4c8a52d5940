"""What stands in a paragraph: runs, fields, pictures, bookmarks, in reading order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from docgen.errors import TemplateError
from docgen.page.model import (
    Inline,
    LineBreak,
    PageBreak,
    PageField,
    Picture,
    Run,
    Tab,
)
from docgen.page.read_context import Context, FieldState
from docgen.page.read_drawings import read_picture
from docgen.page.read_properties import MC, Props, W
from docgen.templating.numberforms import bullet

__all__ = ["Content", "Piece", "read_content", "refuse_element"]

#: A page break inside a paragraph stands among its inlines until the paragraph is cut there.
Piece: TypeAlias = Inline | PageBreak

_FIX_REMOVE = "在 Word 中删去它，或改为普通文字。"
# Elements that print nothing of their own.
_SILENT = frozenset(
    f"{W}{name}"
    for name in [
        "rPr",
        "pPr",
        "proofErr",
        "permStart",
        "permEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
        "annotationRef",
        "lastRenderedPageBreak",
        "bookmarkEnd",
        "softHyphen",
        "customXmlPr",
        "smartTagPr",
        "sdtPr",
        "sdtEndPr",
        "bookmarkStart",
    ]
)
_WRAPPERS = frozenset(f"{W}{name}" for name in ("hyperlink", "smartTag", "customXml", "sdtContent"))
_REFUSED = {
    f"{W}{tag}": name
    for tag, name in {
        "ins": "修订（插入）", "del": "修订（删除）", "moveFrom": "修订（移走）",
        "moveTo": "修订（移来）", "delText": "修订（删除）", "pict": "图形或文本框",
        "object": "嵌入的对象", "footnoteReference": "脚注", "endnoteReference": "尾注",
        "ruby": "拼音指南", "dir": "双向文字", "bdo": "双向文字", "separator": "脚注分隔符",
        "continuationSeparator": "脚注分隔符", "altChunk": "嵌入的文件", "subDoc": "子文档",
        "control": "控件", "contentPart": "墨迹", "movie": "影片",
        "dayShort": "日期域", "dayLong": "日期域", "monthShort": "日期域", "monthLong": "日期域",
        "yearShort": "日期域", "yearLong": "日期域",
    }.items()
}  # fmt: skip
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

#: Fields whose cached result is what they print; it was filled in when the document was made.
_CACHED_FIELDS = frozenset({"REF", "HYPERLINK"})


@dataclass(slots=True)
class Content:
    """What was gathered from one paragraph.

    Attributes:
        hidden: Whether hidden text was passed over.
    """

    pieces: list[Piece] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    hidden: bool = False


def read_content(element: etree._Element, base: Props, context: Context) -> Content:
    """Gather what stands in a paragraph.

    Args:
        element: The ``w:p``.
        base: Run properties of the paragraph's layers.
        context: Where problems are noted and open fields are kept.
    """
    content = Content()
    _Walker(content, base, context).walk(element)
    return content


def refuse_element(element: etree._Element, context: Context) -> None:
    """Note an element that nobody reads, unless it prints nothing anyway."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _SILENT:
        return
    if tag.startswith(_MATH):
        name = "公式"
    else:
        name = _REFUSED.get(tag, f"元素 {etree.QName(element).localname}")
    context.refuse(name, _FIX_REMOVE, near=_near(element))


class _Walker:
    def __init__(self, content: Content, base: Props, context: Context) -> None:
        self._content = content
        self._base = base
        self._context = context
        self._style = context.styles.look(base, None).style
        self._caps = False

    def walk(self, element: etree._Element) -> None:
        for child in element:
            tag = child.tag
            if tag in _IN_PARAGRAPH:
                _IN_PARAGRAPH[str(tag)](self, child)
            elif tag in _WRAPPERS:
                self.walk(child)
            else:
                self._other(child)

    def _other(self, child: etree._Element) -> None:
        refuse_element(child, self._context)

    def _run(self, run: etree._Element) -> None:
        context = self._context
        look = context.styles.look(self._base, run.find(f"{W}rPr"), tracking=context.grid.tracking)
        if look.hidden:
            self._content.hidden = True
            # A field's marks may be hidden; its end must still be seen.
            for child in run.iterfind(f"{W}fldChar"):
                self._field_mark(child)
            return
        self._style = look.style
        self._caps = look.caps
        self._run_children(run)

    def _run_children(self, run: etree._Element) -> None:
        for child in run:
            handler = _IN_RUN.get(str(child.tag))
            if handler is not None:
                handler(self, child)
            else:
                self._other(child)

    def _alternate(self, element: etree._Element) -> None:
        chosen = _chosen(element)
        if chosen is not None:
            self.walk(chosen)

    def _alternate_in_run(self, element: etree._Element) -> None:
        chosen = _chosen(element)
        if chosen is not None:
            self._run_children(chosen)

    def _printing(self) -> bool:
        return all(state.in_result and not state.silent for state in self._context.fields)

    def _add(self, piece: Piece) -> None:
        if self._printing():
            self._content.pieces.append(piece)

    def _put(self, text: str) -> None:
        if not text or not self._printing():
            return
        if self._caps:
            text = text.upper()
        last = self._content.pieces[-1] if self._content.pieces else None
        if isinstance(last, Run) and last.style == self._style:
            self._content.pieces[-1] = Run(last.text + text, self._style)
        else:
            self._content.pieces.append(Run(text, self._style))

    def _text(self, element: etree._Element) -> None:
        text = element.text or ""
        preserved = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
        text = text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
        self._put(text if preserved else text.strip(" "))

    def _tab(self, _: etree._Element) -> None:
        self._add(Tab(self._style.underline))

    def _line_end(self, _: etree._Element) -> None:
        self._add(LineBreak())

    def _hyphen(self, _: etree._Element) -> None:
        self._put("\u2011")

    def _page_number(self, _: etree._Element) -> None:
        self._page_field("PAGE", "")

    def _break(self, element: etree._Element) -> None:
        kind = element.get(f"{W}type", "textWrapping")
        if kind == "column":
            self._context.refuse("分栏符", _FIX_REMOVE)
        self._add(PageBreak() if kind == "page" else LineBreak())

    def _symbol(self, element: etree._Element) -> None:
        char = element.get(f"{W}char", "")
        code = int(char, 16) if re.fullmatch("[0-9A-Fa-f]{1,4}", char) else 0xF000
        try:
            self._put(bullet(chr(code)))
        except TemplateError:
            font = element.get(f"{W}font", "")
            self._context.refuse(f"符号字体 {font} 的字符 U+{code:04X}", "改用普通字符。")

    def _bookmark(self, element: etree._Element) -> None:
        name = element.get(f"{W}name", "")
        if name and not name.startswith("_GoBack"):
            self._content.bookmarks.append(name)

    def _drawing(self, element: etree._Element) -> None:
        picture = read_picture(element, self._context)
        if isinstance(picture, Picture):
            self._add(picture)

    # --- fields ---------------------------------------------------------------------------------

    def _simple_field(self, element: etree._Element) -> None:
        state = FieldState(code=element.get(f"{W}instr", ""))
        self._context.fields.append(state)
        self._open_result(state)
        self.walk(element)
        self._context.fields.pop()

    def _field_mark(self, element: etree._Element) -> None:
        kind = element.get(f"{W}fldCharType", "")
        fields = self._context.fields
        if kind == "begin":
            if element.find(f"{W}ffData") is not None:
                self._context.refuse("窗体域", "改为普通文字或占位符。")
            fields.append(FieldState())
        elif fields and kind == "separate":
            self._open_result(fields[-1])
        elif fields and kind == "end":
            if not fields[-1].in_result:
                self._open_result(fields[-1])
            fields.pop()

    def _field_code(self, element: etree._Element) -> None:
        if self._context.fields and not self._context.fields[-1].in_result:
            self._context.fields[-1].code += element.text or ""

    def _open_result(self, state: FieldState) -> None:
        words = state.code.split()
        name = words[0].upper() if words else ""
        # Whether its number is printed depends on the fields around it alone.
        self._context.fields.pop()
        if name in ("PAGE", "NUMPAGES"):
            state.silent = True
            self._page_field(name, state.code)
        elif name not in _CACHED_FIELDS:
            self._context.refuse(f"域 {name or '（空）'}", "改为普通文字；页码用 PAGE、NUMPAGES。")
        self._context.fields.append(state)
        state.in_result = True

    def _page_field(self, name: str, code: str) -> None:
        switches = code.split("\\*")[1:]
        odd = [s.strip() for s in switches if s.strip().upper() not in ("MERGEFORMAT", "ARABIC")]
        if odd:
            self._context.refuse(f"页码格式 {odd[0]}", "页码改用阿拉伯数字。")
        if not self._printing():
            return
        self._content.pieces.append(
            PageField("PAGE" if name == "PAGE" else "NUMPAGES", self._style)
        )


def _chosen(element: etree._Element) -> etree._Element | None:
    """Return the one branch of an AlternateContent that is read: the first Choice."""
    choice = element.find(f"{MC}Choice")
    return choice if choice is not None else element.find(f"{MC}Fallback")


def _near(element: etree._Element) -> str:
    texts = (part.text or "" for part in element.iter(f"{W}t", f"{W}delText"))
    return "".join(texts).strip()


_Handler: TypeAlias = Callable[[_Walker, etree._Element], None]
_IN_PARAGRAPH: Mapping[str, _Handler] = {
    f"{W}r": _Walker._run,
    f"{W}fldSimple": _Walker._simple_field,
    f"{W}sdt": _Walker.walk,
    f"{W}bookmarkStart": _Walker._bookmark,
    f"{MC}AlternateContent": _Walker._alternate,
}
_IN_RUN: Mapping[str, _Handler] = {
    f"{W}t": _Walker._text,
    f"{W}tab": _Walker._tab,
    f"{W}ptab": _Walker._tab,
    f"{W}br": _Walker._break,
    f"{W}cr": _Walker._line_end,
    f"{W}noBreakHyphen": _Walker._hyphen,
    f"{W}sym": _Walker._symbol,
    f"{W}fldChar": _Walker._field_mark,
    f"{W}instrText": _Walker._field_code,
    f"{W}pgNum": _Walker._page_number,
    f"{W}drawing": _Walker._drawing,
    f"{MC}AlternateContent": _Walker._alternate_in_run,
}
