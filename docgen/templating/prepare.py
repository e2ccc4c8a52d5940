"""Makes a Word part ready for compilation: tags whole, fields explicit, expressions set aside.

Each tag's expression is put behind a plain token (``_T7``), so that docxtpl's regular expressions,
which know neither ``%`` nor ``}`` inside a tag, never see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from docgen.errors import Problem
from docgen.templating import tags
from docgen.templating.dialects import Dialect
from docgen.templating.marks import BRACES
from docgen.templating.references import mark_page_counts, split_references
from docgen.templating.tags import w

__all__ = [
    "TagPlace",
    "Tokens",
    "prepare",
    "prepare_properties",
]

_SHAPE = re.compile(
    r"^\{(?P<kind>[{%#])(?P<left>-?)(?P<prefix>p|tr|tc|r)?(?P<body>\s.*?|\S.*?)?(?P<right>-?)[}%#]\}$",
    re.DOTALL,
)
#: docxtpl's words about a cell, and the filter that makes sure of what they put into Word's XML.
_CELL_WORDS = re.compile(r"^(?P<word>colspan|cellbg)\s+(?P<of>.+)$", re.DOTALL)
_CELL_FILTERS = {"colspan": "_span", "cellbg": "_colour"}
_CELL_TAG = re.compile(r"\{% (?:colspan|cellbg|vm|hm)\b")
#: A tag that takes the place of its whole paragraph, row or cell.
_WHOLE_TAG = re.compile(r"\{[{%#]-?(p|tr|tc)\s")
_WHOLE_NAMES = {"p": "段", "tr": "行", "tc": "格"}
_MERGES = ("vm", "hm")
_INSTRUCTION = w("instrText")
_EXCERPT = 40
# docxtpl's way to write braces that are no tag.
_ESCAPED = {"{_{": "{{", "}_}": "}}", "{_%": "{%", "%_}": "%}"}


@dataclass(frozen=True, slots=True)
class TagPlace:
    """A tag set aside, and where its author will find it.

    Attributes:
        source: What stood between the braces.
        tag: The whole tag as written.
        where: Part, paragraph and cell, for messages.
        through: Filter of our own that its value goes through, "" for none.
        control: Whether it is a control tag, ``{% … %}``.
    """

    source: str
    tag: str
    where: str
    through: str = ""
    control: bool = False


@dataclass(slots=True)
class Tokens:
    """The tags of a template, by number; filled part by part."""

    dialect: Dialect
    places: list[TagPlace] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, place: TagPlace) -> str:
        """Set a tag aside and return its token."""
        self.places.append(place)
        return f"_T{len(self.places) - 1}"

    def fault(self, message: str, where: str, fix: str, code: str) -> None:
        """Note what is wrong with the template."""
        self.problems.append(Problem(message, where, fix, code))


def prepare(root: etree._Element, tokens: Tokens, *, where: str) -> bool:
    """Gather, split and set aside the tags of one part; the part is changed in place.

    Args:
        root: Root element of the part.
        tokens: Receives the tags and what is wrong with them.
        where: The part's name for messages: 正文, 页眉, ….

    Returns:
        Whether every tag is whole, so that the part can be compiled.
    """
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    found = tags.gather(root, where=where)
    tokens.problems.extend(found)
    mark_page_counts(root)
    for place, paragraph in _tagged(root, where):
        for node in list(tags.own_texts(paragraph)):
            split_references(node)
        for node in list(tags.own_texts(paragraph)):
            _set_aside(node, tokens, place)
        text = tags.paragraph_text(paragraph)
        if _CELL_TAG.search(text):
            _ready_cell(paragraph, tokens, place)
        for kind in sorted(set(_WHOLE_TAG.findall(text))):
            _check_alone(paragraph, kind, tokens, place)
    for node in root.iter(_INSTRUCTION):
        if "{{" in (node.text or "") or "{%" in (node.text or ""):
            _fill_flat(node, tokens, f"{where} 域「{_excerpt(node.text or '')}」")
    _set_attributes_aside(root, tokens, where)
    return not found


def prepare_properties(root: etree._Element, tokens: Tokens, *, where: str) -> bool:
    """Set aside the tags of the file's properties, each of which is a text without paragraphs.

    Args:
        root: Root element of the part; changed in place.
        tokens: Receives the tags and what is wrong with them.
        where: The part's name for messages.

    Returns:
        Whether every tag is whole.
    """
    whole = True
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    for node in root.iter():
        if "{" not in (node.text or "") and "}" not in (node.text or ""):
            continue
        place = f"{where}「{_excerpt(node.text or '')}」"
        _, faults = tags.find_tags(node.text or "")
        for fault in faults:
            tokens.fault(fault, place, "补全这个标记的括号。", "T001")
        whole = whole and not faults
        if not faults:
            _fill_flat(node, tokens, place)
    return whole


def _ready_cell(paragraph: etree._Element, tokens: Tokens, place: str) -> None:
    """Give the cell properties into which docxtpl writes what a tag says of the cell."""
    cell = next(paragraph.iterancestors(w("tc")), None)
    if cell is None:
        tokens.fault("表格单元的标记写在了表格之外。", place, "移到单元格里。", "T003")
        return
    properties = cell.find(w("tcPr"))
    if properties is None:
        properties = etree.Element(w("tcPr"))
        cell.insert(0, properties)
    if not len(properties):
        width = etree.SubElement(properties, w("tcW"))
        width.set(w("w"), "0")
        width.set(w("type"), "auto")


def _check_alone(paragraph: etree._Element, kind: str, tokens: Tokens, place: str) -> None:
    """Refuse what docxtpl would lose: anything beside a tag that stands for its whole paragraph."""
    holder: etree._Element | None = paragraph
    if kind != "p":
        holder = next(paragraph.iterancestors(w(kind)), None)
    name = _WHOLE_NAMES[kind]
    if holder is None:
        tokens.fault(f"「{kind}」标记不在表格里。", place, "移到表格里，或改用“p”标记。", "T016")
        return
    text = "".join(node.text or "" for node in holder.iter(w("t")))
    rest, count = re.subn(rf"\{{[{{%#]-?{kind}\s[^{{}}]*\}}+", "", text)
    if rest.strip() or count > 1:
        fix = f"让这个标记独占一{name}；同{name}的其他内容移到别处。"
        tokens.fault(f"标记所在的{name}还有别的内容，会一并丢失。", place, fix, "T016")


def _tagged(root: etree._Element, where: str) -> Iterator[tuple[str, etree._Element]]:
    """Yield the paragraphs that hold whole tags, each with its place in words."""
    tables = {table: at for at, table in enumerate(root.iter(w("tbl")), start=1)}
    for number, paragraph in enumerate(root.iter(w("p")), start=1):
        text = tags.paragraph_text(paragraph)
        if "{" not in text or tags.find_tags(text)[1]:
            continue
        cell = _cell_of(paragraph, tables)
        yield f"{where} 第{number}段{cell}「{_excerpt(text)}」", paragraph


def _cell_of(paragraph: etree._Element, tables: Mapping[etree._Element, int]) -> str:
    """Return the table, row and cell that a paragraph stands in, "" outside any table."""
    cell = next(paragraph.iterancestors(w("tc")), None)
    row = next(cell.iterancestors(w("tr")), None) if cell is not None else None
    table = next(row.iterancestors(w("tbl")), None) if row is not None else None
    if cell is None or row is None or table is None:
        return ""
    at_row = sum(1 for _ in row.itersiblings(w("tr"), preceding=True)) + 1
    at_cell = sum(1 for _ in cell.itersiblings(w("tc"), preceding=True)) + 1
    return f"（表{tables[table]} 第{at_row}行第{at_cell}格）"


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"


def _set_aside(node: etree._Element, tokens: Tokens, place: str) -> None:
    """Replace every tag of a ``w:t`` by one that holds only a token."""
    text = node.text or ""
    found, _ = tags.find_tags(text)
    if found:
        tags.set_text(node, _with_tokens(text, found, tokens, place, ""))
    elif "_{" in text or "_}" in text or "{_" in text or "%_" in text:
        tags.set_text(node, _unescaped(text))


def _with_tokens(
    text: str, found: tuple[tags.Tag, ...], tokens: Tokens, place: str, through: str
) -> str:
    out: list[str] = []
    at = 0
    for tag in found:
        out.append(_unescaped(text[at : tag.start]))
        out.append(_token_tag(tag.text, tokens, place, through))
        at = tag.end
    out.append(_unescaped(text[at:]))
    return "".join(out)


def _unescaped(text: str) -> str:
    """Return a text with docxtpl's escapes as the marks of their own that stand for braces."""
    for escape, braces in _ESCAPED.items():
        text = text.replace(escape, "".join(BRACES[letter] for letter in braces))
    return text


def _fill_flat(node: etree._Element, tokens: Tokens, place: str) -> None:
    """Set aside the tags of a text in which Word knows no breaks."""
    text = node.text or ""
    found, faults = tags.find_tags(text)
    for fault in faults:
        tokens.fault(fault, place, "补全这个标记的括号。", "T001")
    if faults or not _may_be_flat(found, tokens, place):
        return
    node.text = _with_tokens(text, found, tokens, place, "_flat")


def _set_attributes_aside(root: etree._Element, tokens: Tokens, where: str) -> None:
    for node in root.iter(etree.Element):
        for name, value in node.attrib.items():
            if "{{" not in value and "{%" not in value:
                continue
            place = f"{where} 属性「{_excerpt(str(value))}」"
            found, faults = tags.find_tags(str(value))
            for fault in faults:
                tokens.fault(fault, place, "补全这个标记的括号。", "T001")
            if not faults and _may_be_flat(found, tokens, place):
                node.set(name, _with_tokens(str(value), found, tokens, place, "_flat"))


def _may_be_flat(found: tuple[tags.Tag, ...], tokens: Tokens, place: str) -> bool:
    controls = [tag for tag in found if tag.text.startswith("{%")]
    for tag in controls:
        tokens.fault(f"「{tag.text}」不能写在这里。", place, "属性和域里只能写取值的标记。", "T003")
    if not tokens.dialect.general and found:
        tokens.fault(
            f"「{found[0].text}」写在属性或域里，印出的内容无从核对。",
            place,
            "移到正文里。",
            "T003",
        )
    return not controls and tokens.dialect.general


def _token_tag(tag: str, tokens: Tokens, place: str, through: str) -> str:
    shape = _SHAPE.match(tag)
    body = (shape["body"] or "").strip() if shape else ""
    prefix = (shape["prefix"] or "") if shape else ""
    if shape and prefix and not (shape["body"] or "").startswith((" ", "\t", "\n")):
        # {{price}} begins with p: a prefix is one only when white space follows it.
        body, prefix = prefix + (shape["body"] or "").strip(), ""
    if shape and prefix and not body and shape["kind"] == "{":
        body, prefix = prefix, ""  # {{p}} and {{ r }} are names
    if shape is None or not body:
        tokens.fault(f"「{tag}」里没有内容。", place, "写上名字，或删去它。", "T002")
        return ""
    if shape["kind"] == "#":
        return "{#" + prefix + " #}" if prefix else ""
    control = shape["kind"] == "%"
    word = _CELL_WORDS.match(body) if control else None
    special = word is not None or (control and body in _MERGES)
    if (special or (prefix and (not control or prefix == "r"))) and not tokens.dialect.general:
        tokens.fault(f"「{tag}」这种写法不支持。", place, "改用普通的标记。", "T003")
        return ""
    if control and body in _MERGES:
        return f"{{% {body} %}}"
    if word is not None:
        token = tokens.add(TagPlace(word["of"], tag, place, _CELL_FILTERS[word["word"]]))
        return f"{{% {word['word']} {token} %}}"
    token = tokens.add(TagPlace(body, tag, place, through, control))
    opener, closer = ("{%", "%}") if control else ("{{", "}}")
    return f"{opener}{shape['left']}{prefix} {token} {shape['right']}{closer}"
