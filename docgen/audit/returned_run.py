"""Reads what stands inside one paragraph: letters, fields, pictures, and what hides letters."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from docgen.audit.returned_package import Package, W

__all__ = ["Runs", "Said"]

_FIELD = "\ufdd0"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
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
_OFF = ("0", "false", "off", "none")
# 2 points and less, in half points: no eye reads it.
_TINY = 4
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_HOW = {"vanish": "隐藏文字", "strike": "划了删除线", "white": "白色文字", "tiny": "字号极小"}


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
        self._styles = _hiding_styles(styles) if styles is not None else {}
        # A field may begin in one paragraph and end in another, so it outlives both.
        self._fields: list[_Field] = []

    def read(self, paragraph: etree._Element) -> Said:
        """Return what a paragraph says, its own fields shown as Word last showed them."""
        found = _Open()
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        whole = self._styles.get(style.get(f"{W}val") or "", {}) if style is not None else {}
        self._walk(paragraph, found, whole)
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
                branch = child.find(f"{_MC}Choice")
                branch = branch if branch is not None else child.find(f"{_MC}Fallback")
                if branch is not None:
                    self._walk(branch, found, look)
            elif tag in _DRAWN:
                self._drawn(child, found)
            else:
                self._walk(child, found, look)

    def _run(self, run: etree._Element, found: _Open, look: dict[str, bool]) -> None:
        start = len(found.text)
        for child in run:
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
                wrapped = etree.Element("wrapper")
                branch = child.find(f"{_MC}Choice")
                branch = branch if branch is not None else child.find(f"{_MC}Fallback")
                for inner in branch if branch is not None else wrapped:
                    if inner.tag in _DRAWN:
                        self._drawn(inner, found)
            elif tag == f"{W}ruby":
                self._walk(child, found, look)
        words = "".join(found.text[start:])
        if words.strip():
            properties = run.find(f"{W}rPr")
            self._judge(
                words, {**look, **self._character_style(properties), **_look(properties)}, found
            )

    def _judge(self, words: str, look: dict[str, bool], found: _Open) -> None:
        found.oddities.extend((_HOW[how], words) for how in _HOW if look.get(how))

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
        found.pattern.append(ended.shown)

    def _drawn(self, node: etree._Element, found: _Open) -> None:
        for box in node.iter(_BOX):
            ancestors = {one.tag for one in box.iterancestors()}
            if f"{_MC}Fallback" not in ancestors:
                found.boxes.append(box)
        for shown in node.iter(_BLIP, _IMAGE):
            link = shown.get(f"{_R}embed") or shown.get(f"{_R}id") or shown.get(f"{_R}link") or ""
            found.pictures.append(self._relations.get(link, ("", ""))[1])


def _look(properties: etree._Element | None) -> dict[str, bool]:
    """Return what run properties say of hiding: only what they say, either way."""
    said: dict[str, bool] = {}
    if properties is None:
        return said
    for name, key in (("vanish", "vanish"), ("strike", "strike"), ("dstrike", "strike")):
        node = properties.find(f"{W}{name}")
        if node is not None:
            said[key] = node.get(f"{W}val") not in _OFF or said.get(key, False)
    colour = properties.find(f"{W}color")
    if colour is not None:
        shaded = any(properties.find(f"{W}{name}") is not None for name in ("shd", "highlight"))
        said["white"] = (colour.get(f"{W}val") or "").upper() == "FFFFFF" and not shaded
    size = properties.find(f"{W}sz")
    if size is not None:
        value = size.get(f"{W}val") or ""
        said["tiny"] = value.isdigit() and int(value) <= _TINY
    return said


def _hiding_styles(root: etree._Element) -> dict[str, dict[str, bool]]:
    """Return for each style what it, or one that it is based on, says of hiding."""
    own: dict[str, tuple[str, dict[str, bool]]] = {}
    for style in root.iter(f"{W}style"):
        parent = style.find(f"{W}basedOn")
        own[style.get(f"{W}styleId") or ""] = (
            (parent.get(f"{W}val") or "") if parent is not None else "",
            _look(style.find(f"{W}rPr")),
        )
    found: dict[str, dict[str, bool]] = {}
    for name in own:
        look: dict[str, bool] = {}
        chain: list[str] = []
        at = name
        while at in own and at not in chain:
            chain.append(at)
            at = own[at][0]
        for one in reversed(chain):
            look.update(own[one][1])
        found[name] = look
    return found
