"""A copy of a template with a Word comment at the exact letters of each fault."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from docgen.templating.lint_words import Fault
from docgen.templating.package import parse_xml, read_package, write_package
from docgen.templating.places import BODY, SeenParagraph, paragraphs, texts_of
from docgen.templating.tags import W, set_text, w

__all__ = ["marked_copy"]

_COMMENTS, _RELS, _TYPES = (
    "word/comments.xml",
    "word/_rels/document.xml.rels",
    "[Content_Types].xml",
)
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_CT = "http://schemas.openxmlformats.org/package/2006/content-types"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_AUTHOR, _INITIALS = "docgen", "dg"
_SEVERITIES = {"error": "错误", "warning": "警告"}
# 17.3.2.28: what may follow w:highlight among the properties of a run.
_BEHIND_HIGHLIGHT = frozenset(
    w(name)
    for name in (
        "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang",
        "eastAsianLayout", "specVanish", "oMath", "rPrChange",
    )
)  # fmt: skip


def marked_copy(data: bytes, faults: Sequence[Fault], *, name: str) -> bytes:
    """Return the template with comments at its faults.

    Word knows comments only in the body: what is wrong elsewhere (a header, a style) is told at the
    body's first paragraph, and the letters themselves are marked yellow where there are any.

    Args:
        data: The template; not changed.
        faults: What is wrong with it.
        name: What messages call it.

    Raises:
        TemplateError: The file is no readable Word file.
    """
    members = read_package(data, name=name)
    parts = dict(paragraphs(members, name=name))
    comments = _Comments(members, name)
    _mark(parts, faults, comments)
    for part, seen in parts.items():
        if seen and (part == BODY or any(one.spot.place.part == part for one in faults)):
            members[part] = _bytes(seen[0].element.getroottree().getroot())
    if faults:
        comments.write(members)
    return write_package(members.items())


def _mark(
    parts: Mapping[str, Sequence[SeenParagraph]], faults: Sequence[Fault], comments: _Comments
) -> None:
    seen = {(part, one.place.paragraph): one for part, held in parts.items() for one in held}
    body = [one for one in parts.get(BODY, ()) if not one.boxed]
    for one in faults:
        place = one.spot.place
        found = seen.get((place.part, place.paragraph))
        if found is not None and place.part == BODY and not found.boxed:
            _comment(found, one, comments.add(one, ""))
            continue
        if found is not None:
            _highlight(found, one)
        if body:
            _comment_whole(body[0].element, comments.add(one, str(place)))


class _Comments:
    """The comments part, with those that the template already has."""

    def __init__(self, members: Mapping[str, bytes], name: str) -> None:
        self._name = name
        if _COMMENTS in members:
            self._root = parse_xml(members[_COMMENTS], name=name, part=_COMMENTS)
        else:
            self._root = etree.Element(w("comments"), nsmap={"w": W})
        ids = [node.get(w("id")) or "" for node in self._root]
        self._next = max((int(one) for one in ids if one.isascii() and one.isdigit()), default=-1)

    def add(self, one: Fault, where: str) -> str:
        """Add a comment and return its id."""
        self._next += 1
        comment = etree.SubElement(self._root, w("comment"))
        comment.set(w("id"), str(self._next))
        comment.set(w("author"), _AUTHOR)
        comment.set(w("initials"), _INITIALS)
        head = f"{one.code} {_SEVERITIES[one.severity]}：{one.message}"
        for line in (f"{where}：" if where else "", head, f"改法：{one.fix}" if one.fix else ""):
            if line:
                run = etree.SubElement(etree.SubElement(comment, w("p")), w("r"))
                set_text(etree.SubElement(run, w("t")), line)
        return str(self._next)

    def write(self, members: dict[str, bytes]) -> None:
        """Put the part, its content type and its relationship into the package."""
        known = _COMMENTS in members
        members[_COMMENTS] = _bytes(self._root)
        if known:
            return
        types = parse_xml(members[_TYPES], name=self._name, part=_TYPES)
        override = etree.SubElement(types, f"{{{_CT}}}Override")
        override.set("PartName", f"/{_COMMENTS}")
        override.set("ContentType", _COMMENTS_TYPE)
        members[_TYPES] = _bytes(types)
        empty = f'<Relationships xmlns="{_REL}"/>'.encode()
        rels = parse_xml(members.get(_RELS, empty), name=self._name, part=_RELS)
        ids = {node.get("Id") for node in rels}
        free = next(key for key in map("rIdLint{}".format, range(len(ids) + 1)) if key not in ids)
        link = etree.SubElement(rels, f"{{{_REL}}}Relationship")
        link.set("Id", free)
        link.set("Type", f"{_R}/comments")
        link.set("Target", "comments.xml")
        members[_RELS] = _bytes(rels)


def _comment(found: SeenParagraph, one: Fault, key: str) -> None:
    runs = _runs(found, one)
    if not runs:
        _comment_whole(found.element, key)
        return
    runs[0].addprevious(_range("commentRangeStart", key))
    end = _range("commentRangeEnd", key)
    runs[-1].addnext(end)
    end.addnext(_reference(key))


def _comment_whole(paragraph: etree._Element, key: str) -> None:
    start = _range("commentRangeStart", key)
    properties = paragraph.find(w("pPr"))
    if properties is None:
        paragraph.insert(0, start)
    else:
        properties.addnext(start)
    paragraph.append(_range("commentRangeEnd", key))
    paragraph.append(_reference(key))


def _range(kind: str, key: str) -> etree._Element:
    made = etree.Element(w(kind))
    made.set(w("id"), key)
    return made


def _reference(key: str) -> etree._Element:
    run = etree.Element(w("r"))
    etree.SubElement(run, w("commentReference")).set(w("id"), key)
    return run


def _highlight(found: SeenParagraph, one: Fault) -> None:
    for run in _runs(found, one):
        look = run.find(w("rPr"))
        if look is None:
            look = etree.Element(w("rPr"))
            run.insert(0, look)
        for old in look.findall(w("highlight")):
            look.remove(old)
        at = next((i for i, child in enumerate(look) if child.tag in _BEHIND_HIGHLIGHT), len(look))
        mark = etree.Element(w("highlight"))
        mark.set(w("val"), "yellow")
        look.insert(at, mark)


def _runs(found: SeenParagraph, one: Fault) -> list[etree._Element]:
    """Return the runs that hold exactly the letters of a fault, split where need be."""
    start, end = one.spot.start, one.spot.end
    if start >= end:
        return []
    _split(found, start)
    _split(found, end)
    return [
        run
        for at, node in _placed(found)
        if start <= at < end and (node.text or "") and (run := node.getparent()) is not None
    ]


def _placed(found: SeenParagraph) -> Iterator[tuple[int, etree._Element]]:
    at = 0
    for node in texts_of(found):
        yield at, node
        at += len(node.text or "")


def _split(found: SeenParagraph, offset: int) -> None:
    """Cut the run in which a place lies, so that a run begins there."""
    for at, node in _placed(found):
        run = node.getparent()
        if run is None or run.tag != w("r") or not at <= offset < at + len(node.text or ""):
            continue
        before = [child for child in list(run)[: run.index(node)] if child.tag != w("rPr")]
        if offset == at and not before:
            return
        behind = copy.deepcopy(run)
        index = run.index(node)
        for child in list(run)[index + 1 :]:
            run.remove(child)
        for child in list(behind)[:index]:
            if child.tag != w("rPr"):
                behind.remove(child)
        text = node.text or ""
        second = behind.find(w("t"))
        if second is not None:
            set_text(second, text[offset - at :])
        set_text(node, text[: offset - at])
        run.addnext(behind)
        return


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
