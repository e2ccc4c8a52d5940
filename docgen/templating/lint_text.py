"""Looks at the words of a template around its tags: typed numbers, leftovers, references."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from docgen.templating.lint_tags import LintTag
from docgen.templating.lint_words import Fault, fault, words
from docgen.templating.package import parse_xml
from docgen.templating.places import Place, SeenParagraph, Spot, part_title
from docgen.templating.tags import w
from docgen.templating.typed_numbers import typed_item, typed_numbers

__all__ = ["bookmarks", "check_other_parts", "check_references", "check_text"]

#: docxtpl's way to write braces that are no tag.
_ESCAPED = re.compile(r"\{_\{|\}_\}|\{_%|%_\}")
_BRACE = re.compile(r"[{}｛｝]+")
_DELIMITER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\}\}|\{%|%\}")
#: Stands for a tag: neither a number nor a bracket.
_TAG = "\ufffc"
_NO_TEXT = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".ttf", ".odttf", ".bin")
_DESCRIPTIONS = ("descr", "title", "alt")
_SHOWN = 40


def literal(text: str, tags: Sequence[LintTag]) -> str:
    """Return a paragraph's text with every letter of a tag made :data:`_TAG`."""
    for tag in tags:
        start, end = tag.spot.start, tag.spot.end
        text = text[:start] + _TAG * (end - start) + text[end:]
    return text


def check_text(
    seen: SeenParagraph, tags: Sequence[LintTag], *, whole: bool, loose: bool
) -> Iterator[Fault]:
    """Yield what is wrong with the words of a paragraph.

    Args:
        seen: The paragraph.
        tags: Its tags.
        whole: Whether its braces pair; else they are told elsewhere.
        loose: Whether the template has no manifest.
    """
    place, text = seen.place, literal(_ESCAPED.sub(_TAG * 3, seen.place.text), tags)
    item = typed_item(text)
    if item:
        how = "删去它，编号由 Word 的多级列表自动生成。"
        yield fault("T213", _spot(place, item), loose=loose, text=item[0], how=how)
    for found in typed_numbers(text):
        how = (
            "在标题上改用 Word 的多级列表，在文中改为 {{ 条('书签') }}；"
            "引用法律条文时紧跟在书名号《…》之后。"
        )
        yield fault("T213", _spot(place, found), loose=loose, text=found[0], how=how)
    for found in words().placeholders.finditer(text):
        yield fault("T220", _spot(place, found), loose=loose, text=found[0])
    if whole:
        for found in _BRACE.finditer(text):
            example = "{{ 出让.出让年限 }}"
            yield fault("T219", _spot(place, found), loose=loose, text=found[0], example=example)


def _spot(place: Place, found: re.Match[str]) -> Spot:
    return Spot(place, found.start(), found.end())


def bookmarks(seen: Sequence[SeenParagraph]) -> frozenset[str]:
    """Return the names of the bookmarks in and between the paragraphs of a template."""
    names: set[str] = set()
    for root in {one.element.getroottree().getroot() for one in seen}:
        names.update(node.get(w("name")) or "" for node in root.iter(w("bookmarkStart")))
    return frozenset(names)


def check_references(
    seen: SeenParagraph, tags: Sequence[LintTag], labels: frozenset[str]
) -> Iterator[Fault]:
    """Yield references to nothing, and references used as values.

    Args:
        seen: The paragraph.
        tags: Its tags.
        labels: The bookmarks of the template.
    """
    for tag in tags:
        if tag.word == "reference" and tag.label not in labels:
            yield _lost(tag.spot, tag.source, tag.label, labels)
        elif tag.calls_reference:
            example = "{{ 条('付款') }}"
            yield fault("T215", tag.spot, tag=tag.source, source=tag.source, example=example)
    for instruction in _instructions(seen.element):
        code = instruction.split()
        if code[:1] in (["REF"], ["PAGEREF"]) and len(code) > 1 and code[1] not in labels:
            yield _lost(Spot(seen.place), f"{code[0]} {code[1]}", code[1], labels)


def _lost(spot: Spot, source: str, label: str, labels: frozenset[str]) -> Fault:
    near = difflib.get_close_matches(label, sorted(labels), n=1, cutoff=0.4)
    hint = f"是不是「{near[0]}」？" if near else ""
    return fault("T214", spot, tag=source, source=source, label=label, near=hint)


def _instructions(paragraph: etree._Element) -> Iterator[str]:
    """Yield the codes of the fields that begin in a paragraph."""
    code = ""
    for node in paragraph.iter(w("fldChar"), w("instrText"), w("fldSimple")):
        if node.tag == w("fldSimple"):
            yield node.get(w("instr")) or ""
        elif node.tag == w("instrText"):
            code += node.text or ""
        elif code:
            yield code
            code = ""


def check_other_parts(
    members: Mapping[str, bytes],
    seen: Sequence[SeenParagraph],
    filled: frozenset[str],
    *,
    name: str,
    loose: bool,
) -> Iterator[Fault]:
    """Yield the tags that stand where nothing fills them in.

    Args:
        members: The members of the package.
        seen: The paragraphs of the parts that are filled in.
        filled: Names of the parts that are filled in.
        name: What messages call the file.
        loose: Whether the template has no manifest; then fields and descriptions are filled too.
    """
    for one in seen if not loose else ():
        yield from _hidden(one)
    for part, data in members.items():
        if part in filled or part.lower().endswith(_NO_TEXT):
            continue
        if b"{{" not in data and b"{%" not in data and b"}}" not in data and b"%}" not in data:
            continue
        if not part.endswith((".xml", ".rels")):
            continue
        root = parse_xml(data, name=name, part=part)
        pieces = [_text(node) for node in root.iter() if isinstance(node.tag, str)]
        yield from _left("".join(pieces), Place(part), part_title(part))


def _text(node: etree._Element) -> str:
    """Return what an element holds, its attributes too."""
    return " ".join([node.text or "", *(str(value) for value in node.attrib.values())])


def _hidden(seen: SeenParagraph) -> Iterator[Fault]:
    """Yield tags in field codes, deleted text and the descriptions of drawings."""
    for node in seen.element.iter():
        owner = next(node.iterancestors(w("p")), None)
        if owner is not seen.element or not isinstance(node.tag, str):
            continue
        if node.tag in (w("instrText"), w("delText")):
            where = "域代码" if node.tag == w("instrText") else "已删除的修订文字"
            yield from _left(node.text or "", seen.place, where)
        local = etree.QName(node).localname
        if local == "t" and node.tag != w("t"):
            yield from _left(node.text or "", seen.place, "图形")
        for key in _DESCRIPTIONS:
            value = node.get(key) or ""
            if not (local == "docPr" and key == "descr" and value.startswith("{{")):
                yield from _left(value, seen.place, "图形的替代文字")


def _left(text: str, place: Place, where: str) -> Iterator[Fault]:
    for found in _DELIMITER.finditer(text):
        yield fault("T218", place, tag=found[0], where=where, text=found[0][:_SHOWN])
