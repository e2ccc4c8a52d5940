"""Brings into the later file what a deleted passage of the earlier one needs to be shown."""

from __future__ import annotations

import posixpath
from collections import Counter
from copy import deepcopy

from lxml import etree

from docgen.audit.redline_inline import Stamp
from docgen.audit.returned_package import Package, W

__all__ = ["Importer"]

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "[Content_Types].xml"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_NO_RELATIONS = f'<Relationships xmlns="{_RELS[1:-1]}"/>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_IMAGES = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".bmp": "image/bmp", ".emf": "image/x-emf", ".wmf": "image/x-wmf", ".tif": "image/tiff",
    ".tiff": "image/tiff",
}  # fmt: skip
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_UNTRACKED = (f"{W}sectPr", f"{W}pPrChange", f"{W}rPr")


class Importer:
    """Copies passages of the earlier file for the later one.

    Attributes:
        members: Members of the later file, as they grow.
        lost: What could not be brought over, in Chinese.
    """

    def __init__(self, before: Package, after: Package, stamp: Stamp) -> None:
        self.members = dict(after.members)
        self.lost: list[str] = []
        self._before = before
        self._after = after
        self._stamp = stamp
        self._same_styles = self._same("styles") and self._same("numbering")
        self._styles = _style_ids(after)
        self._seen: dict[tuple[str, str], Counter[bytes]] = {}
        self._notes: dict[str, etree._Element] = {}

    def _same(self, kind: str) -> bool:
        left, right = (_linked(one, kind) for one in (self._before, self._after))
        if left is None or right is None:
            return left is right
        return self._before.members[left] == self._after.members[right]

    def learn(self, old: etree._Element, new: etree._Element) -> None:
        """Note how the later file formats a paragraph that the earlier one formats so."""
        left, right = old.find(f"{W}pPr"), new.find(f"{W}pPr")
        if not self._same_styles and right is not None:
            plain = _plain(right)
            self._seen.setdefault(_look(left), Counter())[etree.tostring(plain)] += 1

    def listed_otherwise(self, old: etree._Element, new: etree._Element) -> bool:
        """Return whether a paragraph changed its style or its place in a list.

        Only where both files have the same styles and lists do their names mean the same.
        """
        return self._same_styles and _look(old.find(f"{W}pPr")) != _look(new.find(f"{W}pPr"))

    def properties(self, paragraph: etree._Element) -> etree._Element:
        """Return an earlier paragraph's properties in the styles and lists of the later file."""
        own = paragraph.find(f"{W}pPr")
        if own is None:
            return etree.Element(f"{W}pPr")
        if self._same_styles:
            return _plain(own)
        known = self._seen.get(_look(own))
        if known:
            return etree.fromstring(known.most_common(1)[0][0])
        copy = _plain(own)
        style = copy.find(f"{W}pStyle")
        if style is not None and style.get(f"{W}val") not in self._styles:
            copy.remove(style)
        numbering = copy.find(f"{W}numPr")
        if numbering is not None:
            copy.remove(numbering)
        return copy

    def adopt(self, node: etree._Element, old_part: str, new_part: str) -> None:
        """Make a copied passage stand on its own in the later file: styles, pictures, notes."""
        for style in list(node.iter(f"{W}rStyle", f"{W}tblStyle")):
            parent = style.getparent()
            if parent is not None and style.get(f"{W}val") not in self._styles:
                parent.remove(style)
        for reference in list(node.iter(*_NOTES)):
            self._adopt_note(reference)
        for one in list(node.iter()):
            if not isinstance(one.tag, str):
                continue
            if etree.QName(one).localname == "docPr":
                one.set("id", str(self._stamp.number()))
            for name, value in list(one.attrib.items()):
                if str(name).startswith(_R):
                    self._adopt_relation(one, str(name), str(value), old_part, new_part)

    def _adopt_relation(
        self, node: etree._Element, name: str, value: str, old_part: str, new_part: str
    ) -> None:
        kind, member = self._before.relations(old_part).get(value, ("", ""))
        extension = posixpath.splitext(member)[1].lower()
        if kind != "image" or extension not in _IMAGES:
            del node.attrib[name]
            self.lost.append("删去的图或嵌入对象没能带进修订稿")
            return
        folder = posixpath.dirname(self._after.main)
        target = posixpath.join(folder, "media", f"redline{self._stamp.number()}{extension}")
        self.members[target] = self._before.members[member]
        self._add_type("Default", "Extension", extension[1:], _IMAGES[extension])
        node.set(name, self._link(new_part, "image", target))

    def _link(self, part: str, kind: str, target: str) -> str:
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        root = (
            etree.fromstring(self.members[rels])
            if rels in self.members
            else etree.fromstring(_NO_RELATIONS)
        )
        number = f"rIdRedline{self._stamp.number()}"
        link = etree.SubElement(root, f"{_RELS}Relationship")
        link.set("Id", number)
        link.set("Type", f"{_OFFICE}/{kind}")
        link.set("Target", posixpath.relpath(target, folder or "."))
        self.members[rels] = _xml(root)
        return number

    def _add_type(self, tag: str, attribute: str, name: str, kind: str) -> None:
        root = etree.fromstring(self.members[_TYPES])
        known = {(one.get(attribute) or "").lower() for one in root.iter(f"{_CT}{tag}")}
        if name.lower() not in known:
            node = etree.Element(f"{_CT}{tag}")
            node.set(attribute, name)
            node.set("ContentType", kind)
            root.insert(0, node)
            self.members[_TYPES] = _xml(root)

    def _adopt_note(self, reference: etree._Element) -> None:
        kind = _NOTES[str(reference.tag)]
        source = _linked(self._before, kind)
        number = reference.get(f"{W}id") or ""
        notes = self._note_root(kind)
        if source is None:
            return
        for note in self._before.root(source):
            if isinstance(note.tag, str) and note.get(f"{W}id") == number:
                copy = deepcopy(note)
                fresh = str(self._stamp.number())
                copy.set(f"{W}id", fresh)
                reference.set(f"{W}id", fresh)
                notes.append(copy)
                return

    def _note_root(self, kind: str) -> etree._Element:
        """Return the later file's notes, its own or, where it has none, the earlier one's frame."""
        if kind not in self._notes:
            own = _linked(self._after, kind)
            if own is None:
                source = _linked(self._before, kind)
                root = self._before.root(source) if source else etree.Element(f"{W}{kind}")
                for note in [one for one in root if one.get(f"{W}type") is None]:
                    root.remove(note)
                part = posixpath.join(posixpath.dirname(self._after.main), f"{kind}.xml")
                self._link(self._after.main, kind, part)
                self._add_type("Override", "PartName", f"/{part}", f"{_WORD_TYPE}.{kind}+xml")
                self._notes[kind] = root
            else:
                self._notes[kind] = self._after.root(own)
        return self._notes[kind]

    def finish(self) -> dict[str, bytes]:
        """Return the members of the later file with all that was brought over."""
        for kind, root in self._notes.items():
            part = _linked(self._after, kind) or posixpath.join(
                posixpath.dirname(self._after.main), f"{kind}.xml"
            )
            self.members[part] = _xml(root)
        return self.members


def _plain(properties: etree._Element) -> etree._Element:
    copy = deepcopy(properties)
    for child in list(copy):
        if child.tag in _UNTRACKED:
            copy.remove(child)
    return copy


def _look(properties: etree._Element | None) -> tuple[str, str]:
    """Return what decides how a paragraph looks: its style and its place in a list."""
    if properties is None:
        return "", ""
    style, numbering = properties.find(f"{W}pStyle"), properties.find(f"{W}numPr")
    listed = "" if numbering is None else "".join(one.get(f"{W}val") or "" for one in numbering)
    return (style.get(f"{W}val") or "" if style is not None else ""), listed


def _linked(package: Package, kind: str) -> str | None:
    return next(
        (member for one, member in package.relations(package.main).values() if one == kind), None
    )


def _style_ids(package: Package) -> frozenset[str]:
    part = _linked(package, "styles")
    if part is None:
        return frozenset()
    return frozenset(one.get(f"{W}styleId") or "" for one in package.root(part).iter(f"{W}style"))


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
