"""Reads what stands inside one paragraph: letters, fields, pictures, and what hides letters."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from docgen.audit.returned_look import HOW, look_of, style_looks
from docgen.audit.returned_package import Package, W

__all__ = ["Runs", "Said"]

_FIELD = "\ufdd0"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_M_TEXT = f"{_MATH}t"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_BOX = f"{W}txbxContent"
_LETTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": "\n",
    f"{W}br": "\n",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}softHyphen": "\u00ad",
}
_DRAWN = (f"{W}drawing", f"{W}pict", f"{W}object")
_SKIPPED = frozenset(
    f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "fldData")
)
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
#: Fields that a paper of ours has, and those that Word makes of a link or a table of contents. Any
#: other can print something else than it shows.
_KNOWN_FIELDS = (*_PAGE_FIELDS, "REF", "PAGEREF", "HYPERLINK", "TOC")
_CHANGING_FIELD = "会自己变的域"
_TWO_TEXTS = "同一处有两套内容，各程序显示不同"
_TURNED = "改了文字方向"
_BOUND = "内容控件绑定了外部数据"
_TURNERS = (f"{W}bdo", f"{W}dir")


@dataclass(slots=True)
class Said:
    """What one paragraph says; see :class:`docgen.audit.returned_read.Line`."""

    text: str = ""
    pattern: str = ""
    references: tuple[tuple[str, str], ...] = ()
    bookmarks: tuple[str, ...] = ()
    oddities: tuple[tuple[str, str], ...] = ()
    pictures: tuple[str, ...] = ()
    boxes: tuple[etree._Element, ...] = ()


@dataclass(slots=True)
class _Field:
    code: str = ""
    shown: str = ""
    in_result: bool = False


@dataclass(slots=True)
class _Open:
    text: list[str] = field(default_factory=list)
    pattern: list[str] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    oddities: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


class Runs:
    """Reads the paragraphs of one part."""

    def __init__(self, package: Package, part: str, styles: etree._Element | None) -> None:
        self._relations = package.relations(part)
        self._styles = style_looks(styles)
        # A field may begin in one paragraph and end in another, so it outlives both.
        self._fields: list[_Field] = []

    def read(self, paragraph: etree._Element) -> Said:
        """Return what a paragraph says, its own fields shown as Word last showed them."""
        found = _Open()
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = (style.get(f"{W}val") or "") if style is not None else ""
        self._walk(paragraph, found, self._styles.get(name, self._styles[""]))
        bound = [one for one in paragraph.iterancestors(f"{W}sdt") if _is_bound(one)]
        if bound:
            found.oddities.append((_BOUND, "".join(found.text)))
        return Said(
            "".join(found.text),
            "".join(found.pattern),
            tuple(found.references),
            tuple(found.bookmarks),
            tuple(found.oddities),
            tuple(found.pictures),
            tuple(found.boxes),
        )

    def _walk(self, node: etree._Element, found: _Open, look: dict[str, bool]) -> None:
        for child in node:
            tag = child.tag
            if not isinstance(tag, str) or tag in _SKIPPED:
                continue
            if tag == f"{W}r":
                self._run(child, found, look)
            elif tag == f"{W}fldSimple":
                self._fields.append(_Field(child.get(f"{W}instr") or "", in_result=True))
                self._walk(child, found, look)
                self._end_field(found)
            elif tag == f"{W}bookmarkStart":
                found.bookmarks.append(child.get(f"{W}name") or "")
            elif tag == _M_TEXT:
                self._add(child.text or "", found)
            elif tag == f"{_MC}AlternateContent":
                self._walk(_branch(child, found), found, look)
            elif tag in _DRAWN:
                self._drawn(child, found)
            elif tag.startswith((W, _MATH)):
                # What another namespace wraps, Word leaves out; so do we.
                start = len(found.text)
                self._walk(child, found, look)
                words = "".join(found.text[start:])
                if tag in _TURNERS:
                    found.oddities.append((_TURNED, words))
                elif tag == f"{W}sdt" and _is_bound(child):
                    found.oddities.append((_BOUND, words))

    def _run(self, run: etree._Element, found: _Open, look: dict[str, bool]) -> None:
        start = len(found.text)
        self._run_content(run, found, look)
        words = "".join(found.text[start:])
        if words.strip():
            properties = run.find(f"{W}rPr")
            own = {**look, **self._character_style(properties), **look_of(properties)}
            found.oddities.extend((HOW[how], words) for how in HOW if own.get(how))

    def _run_content(self, node: etree._Element, found: _Open, look: dict[str, bool]) -> None:
        for child in node:
            tag = child.tag
            if tag == f"{W}t":
                self._add(child.text or "", found)
            elif tag in _LETTERS:
                self._add(_LETTERS[str(tag)], found)
            elif tag == f"{W}sym":
                self._add(f"〔符号{child.get(f'{W}char')}〕", found)
            elif tag == f"{W}fldChar":
                self._turn_field(child.get(f"{W}fldCharType") or "", found)
            elif tag == f"{W}instrText":
                if self._fields and not self._fields[-1].in_result:
                    self._fields[-1].code += child.text or ""
            elif tag in _DRAWN:
                self._drawn(child, found)
            elif tag == f"{_MC}AlternateContent":
                self._run_content(_branch(child, found), found, look)
            elif tag == f"{W}ruby":
                self._walk(child, found, look)

    def _character_style(self, properties: etree._Element | None) -> dict[str, bool]:
        style = properties.find(f"{W}rStyle") if properties is not None else None
        return self._styles.get(style.get(f"{W}val") or "", {}) if style is not None else {}

    def _add(self, letters: str, found: _Open) -> None:
        if self._fields:
            # Of nested fields only the outermost result is on the paper.
            if all(one.in_result for one in self._fields):
                self._fields[0].shown += letters
                found.text.append(letters)
            return
        found.text.append(letters)
        found.pattern.append(letters)

    def _turn_field(self, kind: str, found: _Open) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            self._end_field(found)

    def _end_field(self, found: _Open) -> None:
        ended = self._fields.pop()
        if self._fields:
            return
        words = ended.code.split()
        name = words[0].upper() if words else ""
        if name in _PAGE_FIELDS and ended.shown.strip().isdigit():
            found.pattern.append(_FIELD)
            return
        if name == "REF" and len(words) > 1:
            found.references.append((words[1], ended.shown))
        elif name not in _KNOWN_FIELDS and ended.shown.strip():
            found.oddities.append((_CHANGING_FIELD, ended.shown))
        found.pattern.append(ended.shown)

    def _drawn(self, node: etree._Element, found: _Open) -> None:
        for box in node.iter(_BOX):
            ancestors = {one.tag for one in box.iterancestors()}
            if f"{_MC}Fallback" not in ancestors:
                found.boxes.append(box)
        for shown in node.iter(_BLIP, _IMAGE):
            link = shown.get(f"{_R}embed") or shown.get(f"{_R}id") or shown.get(f"{_R}link") or ""
            found.pictures.append(self._relations.get(link, ("", ""))[1])


def _branch(alternate: etree._Element, found: _Open) -> etree._Element:
    """Return the branch of an alternate block that is read; note when the branches differ.

    Which one a program shows depends on what it knows, so that two texts would be two papers.
    """
    branches = [one for one in alternate if one.tag in (f"{_MC}Choice", f"{_MC}Fallback")]
    texts = {_letters(one) for one in branches}
    if len(texts) > 1:
        found.oddities.append((_TWO_TEXTS, " / ".join(sorted(texts))))
    return branches[0] if branches else etree.Element("none")


def _letters(branch: etree._Element) -> str:
    return "".join(one.text or "" for one in branch.iter(f"{W}t"))


def _is_bound(control: etree._Element) -> bool:
    """Return whether a content control takes its words from elsewhere when it is opened."""
    properties = control.find(f"{W}sdtPr")
    return properties is not None and any(
        etree.QName(one).localname == "dataBinding" for one in properties.iterchildren("*")
    )
