"""Brings into a printed file what an object points at in another: parts, links, styles, lists."""

from __future__ import annotations

import copy
import hashlib
import posixpath
import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from docgen.errors import TemplateError
from docgen.templating.compiled import Compiled
from docgen.templating.package import parse_xml, write_package
from docgen.templating.tags import w

__all__ = ["Adoption"]

_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPES = "[Content_Types].xml"
_STYLES, _NUMBERING = "word/styles.xml", "word/numbering.xml"
#: Where a link of a legal paper may lead.
_SCHEMES = re.compile(r"^(https?://|mailto:)", re.IGNORECASE)
_STYLE_USES = (w("pStyle"), w("rStyle"), w("tblStyle"))
_STYLE_KIN = (w("basedOn"), w("next"), w("link"))
_EMPTY_RELS = f'<Relationships xmlns="{_RELS}"/>'.encode()


class Adoption:
    """The members of one printed file while objects bring theirs along."""

    def __init__(self, compiled: Compiled) -> None:
        self._name = compiled.name
        self._members: dict[str, bytes] = dict(compiled.members)
        self._trees: dict[str, etree._Element] = {}
        self._known: dict[tuple[str, str, str], str] = {}
        self._copied: dict[int, str] = {}
        self._numbers: dict[tuple[int, str], str] = {}

    def package(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the file; the printed parts take the place of the template's."""
        members = {**self._members, **changed}
        for name, tree in self._trees.items():
            members[name] = etree.tostring(
                tree, xml_declaration=True, encoding="UTF-8", standalone=True
            )
        return write_package(members.items())

    def image(self, part: str, blob: bytes, ending: str) -> str:
        """Take a picture in and return the id of the relationship to it.

        Args:
            part: The part that shows it.
            blob: Its bytes.
            ending: Its file ending; the same bytes are taken in once.
        """
        name = f"word/media/docgen-{hashlib.sha256(blob).hexdigest()[:16]}.{ending}"
        self._members.setdefault(name, blob)
        self._declare(name, f"image/{'jpeg' if ending in ('jpg', 'jpeg') else ending}")
        return self._relate(part, f"{_KIND}/image", name)

    def link(self, part: str, address: str) -> str:
        """Return the id of a relationship to an address.

        Raises:
            TemplateError: The address is no web or mail address.
        """
        if not _SCHEMES.match(address):
            raise TemplateError(
                f"链接「{address[:60]}」不是网址或邮箱。",
                where=self._name,
                fix="链接以 http://、https:// 或 mailto: 开头。",
                code="T013",
            )
        return self._relate(part, f"{_KIND}/hyperlink", address, external=True)

    def relation(self, part: str, other: Any) -> str:
        """Take in what another package's relationship leads to, and return the id of ours.

        Args:
            part: The part that points at it.
            other: python-docx's relationship.
        """
        if other.is_external:
            return self.link(part, str(other.target_ref))
        return self._relate(part, str(other.reltype), self._copy(other.target_part))

    def _copy(self, part: Any) -> str:
        """Take a part of another package in with all that it points at; return its name."""
        if id(part) in self._copied:
            return self._copied[id(part)]
        blob = bytes(part.blob)
        stem, ending = posixpath.splitext(str(part.partname).lstrip("/"))
        digest = hashlib.sha256(blob).hexdigest()[:16]
        name = self._copied[id(part)] = f"{posixpath.dirname(stem)}/docgen-{digest}{ending}"
        self._members[name] = blob
        self._declare(name, str(part.content_type))
        relations = [(one.rId, one) for one in part.rels.values()]
        for own_id, other in relations:
            target = str(other.target_ref) if other.is_external else self._copy(other.target_part)
            self._relate(name, str(other.reltype), target, external=other.is_external, own=own_id)
        return name

    def styles(self, body: etree._Element, document: Any) -> None:
        """Take in the styles that a sub-document uses and this file does not have."""
        ours = self._tree(_STYLES, f'<w:styles xmlns:w="{_namespace()}"/>'.encode())
        known = {style.get(w("styleId")) for style in ours.iter(w("style"))}
        theirs = {one.get(w("styleId")): one for one in document.styles.element.iter(w("style"))}
        waiting = [node.get(w("val")) for node in body.iter(*_STYLE_USES)]
        while waiting:
            wanted = waiting.pop()
            if wanted in known or wanted not in theirs:
                continue
            known.add(wanted)
            style = copy.deepcopy(theirs[wanted])
            ours.append(style)
            waiting += [node.get(w("val")) for node in style.iter(*_STYLE_KIN)]
            self._renumber(style, document)

    def numbers(self, body: etree._Element, document: Any) -> None:
        """Take in the lists that a sub-document uses, each under a new number."""
        self._renumber(body, document)

    def _renumber(self, node: etree._Element, document: Any) -> None:
        for number in node.iter(w("numId")):
            value = number.get(w("val")) or "0"
            if value != "0":
                number.set(w("val"), self._list(value, document))

    def _list(self, value: str, document: Any) -> str:
        key = (id(document), value)
        if key in self._numbers:
            return self._numbers[key]
        theirs = document.part.numbering_part.element
        num = next((one for one in theirs.iter(w("num")) if one.get(w("numId")) == value), None)
        of = num.find(w("abstractNumId")).get(w("val")) if num is not None else None
        abstract = next(
            (one for one in theirs.iter(w("abstractNum")) if one.get(w("abstractNumId")) == of),
            None,
        )
        if num is None or abstract is None:
            return value  # it names a list that there is not: it stays unnumbered
        ours = self._tree(_NUMBERING, f'<w:numbering xmlns:w="{_namespace()}"/>'.encode())
        new_abstract = str(1 + _highest(ours, "abstractNum", "abstractNumId"))
        new_num = self._numbers[key] = str(1 + _highest(ours, "num", "numId"))
        self._put_list(ours, copy.deepcopy(abstract), copy.deepcopy(num), new_abstract, new_num)
        return new_num

    def _put_list(
        self,
        ours: etree._Element,
        abstract: etree._Element,
        num: etree._Element,
        abstract_id: str,
        num_id: str,
    ) -> None:
        abstract.set(w("abstractNumId"), abstract_id)
        for name in ("nsid", "tmpl", "styleLink", "numStyleLink"):
            for node in abstract.findall(w(name)):
                abstract.remove(node)  # they would tie it to the list it was copied from
        num.set(w("numId"), num_id)
        reference = num.find(w("abstractNumId"))
        if reference is not None:
            reference.set(w("val"), abstract_id)
        first = ours.find(w("num"))
        if first is not None:
            first.addprevious(abstract)
        else:
            ours.append(abstract)
        last = ours.findall(w("num"))
        if last:
            last[-1].addnext(num)
        else:
            abstract.addnext(num)

    def _tree(self, name: str, empty: bytes) -> etree._Element:
        if name not in self._trees:
            data = self._members.get(name)
            if data is None and name == _NUMBERING:
                self._declare(
                    name,
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml",
                )
                self._relate("word/document.xml", f"{_KIND}/numbering", name)
            self._trees[name] = parse_xml(data or empty, name=self._name, part=name)
        return self._trees[name]

    def _relate(
        self, part: str, kind: str, target: str, *, external: bool = False, own: str = ""
    ) -> str:
        key = (part, kind, target)
        if key in self._known and not own:
            return self._known[key]
        folder, base = posixpath.split(part)
        tree = self._tree(f"{folder}/_rels/{base}.rels", _EMPTY_RELS)
        taken = {node.get("Id") for node in tree}
        made = own or next(one for n in range(1, 100_000) if (one := f"rIdG{n}") not in taken)
        node = etree.SubElement(tree, f"{{{_RELS}}}Relationship")
        node.set("Id", made)
        node.set("Type", kind)
        node.set("Target", target if external else f"/{target}")
        if external:
            node.set("TargetMode", "External")
        self._known[key] = made
        return made

    def _declare(self, name: str, content_type: str) -> None:
        tree = self._tree(_CONTENT_TYPES, f'<Types xmlns="{_TYPES}"/>'.encode())
        ending = name.rpartition(".")[2].lower()
        for node in tree:
            if node.get("PartName") == f"/{name}":
                return
            if (node.get("Extension") or "").lower() == ending and node.get(
                "ContentType"
            ) == content_type:
                return
        node = etree.SubElement(tree, f"{{{_TYPES}}}Override")
        node.set("PartName", f"/{name}")
        node.set("ContentType", content_type)


def _namespace() -> str:
    return w("")[1:-1]


def _highest(root: etree._Element, name: str, attribute: str) -> int:
    return max((int(node.get(w(attribute)) or 0) for node in root.iter(w(name))), default=0)
