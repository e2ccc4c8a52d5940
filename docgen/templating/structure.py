"""What is done to the XML of a part between its tags and its program."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, cast

from lxml import etree

from docgen.templating.marks import OPEN
from docgen.templating.numbering import Numbering
from docgen.templating.package import parse_xml
from docgen.templating.tags import w

__all__ = [
    "drop_paragraph_ids",
    "has_marks",
    "has_references",
    "mark_numbered",
    "patch",
    "pictures_of",
]

_WORD14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def patch(xml: str) -> str:
    """Run docxtpl's structural rewriting; it keeps no state of its own for this."""
    from docxtpl import DocxTemplate  # heavy; only needed when a template is compiled

    return cast(str, DocxTemplate.patch_xml(cast(Any, None), xml))


def has_marks(root: etree._Element) -> bool:
    """Return whether marks of our own must be filled after printing."""
    return any(OPEN in (node.text or "") for node in root.iter(w("t")))


def has_references(root: etree._Element) -> bool:
    """Return whether a part refers to numbered paragraphs."""
    return any((node.text or "").split()[:1] == ["REF"] for node in root.iter(w("instrText")))


def mark_numbered(root: etree._Element, numbering: Numbering) -> None:
    """Leave a mark at each numbered paragraph and at each referenced bookmark within one.

    ``<?n num:level?>`` stands at the head of the paragraph, ``<?b name?>`` before the bookmark;
    docxtpl's rewriting and the plan pass over them, and the program's source turns them into marks.
    """
    wanted = {
        words[1]
        for node in root.iter(w("instrText"))
        if len(words := (node.text or "").split()) > 1
        and words[0] == "REF"
        and "?>" not in words[1]
    }
    for paragraph in root.iter(w("p")):
        properties = paragraph.find(w("pPr"))
        place = numbering.level_of(properties)
        if place is None:
            continue
        for bookmark in paragraph.iter(w("bookmarkStart")):
            if bookmark.get(w("name")) in wanted:
                bookmark.addprevious(_instruction("b", bookmark.get(w("name")) or ""))
        marks = [_instruction("n", f"{place[0]}:{place[1]}")]
        marks += [_instruction("b", name) for name in _named_before(paragraph) if name in wanted]
        at = 0 if properties is None else paragraph.index(properties) + 1
        paragraph[at:at] = marks


def _instruction(target: str, text: str) -> etree._Element:
    return cast(etree._Element, etree.ProcessingInstruction(target, text))


def _named_before(paragraph: etree._Element) -> Iterator[str]:
    """Yield the bookmarks that begin between the paragraph before and this one."""
    for sibling in paragraph.itersiblings(preceding=True):
        if sibling.tag == w("bookmarkStart"):
            yield sibling.get(w("name")) or ""
        elif sibling.tag != w("bookmarkEnd"):
            return


def drop_paragraph_ids(root: etree._Element) -> None:
    """Take Word's ids off paragraphs and rows: a loop would print one id many times."""
    for node in root.iter(w("p"), w("tr")):
        for name in ("paraId", "textId"):
            node.attrib.pop(f"{_WORD14}{name}", "")


def pictures_of(members: Mapping[str, bytes], member: str) -> Mapping[str, str]:
    """Return the picture relationships of a part: relationship id to media member."""
    folder, base = posixpath.split(member)
    data = members.get(f"{folder}/_rels/{base}.rels")
    if data is None:
        return {}
    root = parse_xml(data, name=member, part=f"{base}.rels")
    return {
        node.get("Id") or "": posixpath.normpath(posixpath.join(folder, node.get("Target") or ""))
        for node in root
        if (node.get("Type") or "").endswith("/image")
    }
