"""Makes room in a template for the receipt that a paper carries inside.

All that a custom XML part needs (content type, relationship, properties) is the same for every
paper of a template, so it is part of the template: it is compiled, printed and audited with it, and
delivery only has to add the receipt itself, as one further member at the end of the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from lxml import etree

from docgen.errors import TemplateError
from docgen.templating.package import parse_xml, read_package, write_package

__all__ = ["RECEIPT_NAMESPACE", "with_receipt_slot"]

#: Root namespace of the receipt's part; whoever looks for it goes by this, not by the part's name.
RECEIPT_NAMESPACE = "urn:docgen:receipt"
_TYPES = "[Content_Types].xml"
_LINKS = "word/_rels/document.xml.rels"
_CT = "http://schemas.openxmlformats.org/package/2006/content-types"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DS = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPS_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_ITEM = re.compile(r"^customXml/item\d+\.xml$")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def with_receipt_slot(data: bytes, *, name: str) -> bytes:
    """Return a template's file with everything that its receipt will need, but the receipt.

    Args:
        data: The ``.docx`` file.
        name: What messages call it.

    Raises:
        TemplateError: The file cannot be read, or holds the receipt of another paper.
    """
    members = read_package(data, name=name)
    if _TYPES not in members:
        return data  # no Word file at all: compiling it says so
    _refuse_receipts(members, name)
    number = next(one for one in range(1, len(members) + 2) if not _taken(members, one))
    types = _typed(members[_TYPES], number, name)
    links = _linked(members.get(_LINKS), number, name)
    made = {**members, _TYPES: types, _LINKS: links}
    made[f"customXml/itemProps{number}.xml"] = _properties(data)
    made[f"customXml/_rels/item{number}.xml.rels"] = _item_links(number)
    return write_package(made.items())


def _refuse_receipts(members: Mapping[str, bytes], name: str) -> None:
    for member, content in members.items():
        if _ITEM.match(member) and RECEIPT_NAMESPACE.encode() in content:
            raise TemplateError(
                f"模板里留有另一份文书的回执（{member}）。",
                where=name,
                fix="在 Word 里用「文件—信息—检查文档」删去自定义 XML 数据，再保存。",
                code="T130",
            )


def _taken(members: Mapping[str, bytes], number: int) -> bool:
    wanted = {
        f"customxml/item{number}.xml",
        f"customxml/itemprops{number}.xml",
        f"customxml/_rels/item{number}.xml.rels",
    }
    return any(member.lower() in wanted for member in members)


def _typed(content: bytes, number: int, name: str) -> bytes:
    root = parse_xml(content, name=name, part=_TYPES)
    defaults = {(node.get("Extension") or "").lower() for node in root.iter(f"{{{_CT}}}Default")}
    if "xml" not in defaults:
        _override(root, f"/customXml/item{number}.xml", "application/xml")
    _override(root, f"/customXml/itemProps{number}.xml", _PROPS_TYPE)
    return _written(root)


def _override(root: etree._Element, part: str, kind: str) -> None:
    etree.SubElement(root, f"{{{_CT}}}Override", {"PartName": part, "ContentType": kind})


def _linked(content: bytes | None, number: int, name: str) -> bytes:
    empty = f'<Relationships xmlns="{_REL}"/>'.encode()
    root = parse_xml(content or empty, name=name, part=_LINKS)
    used = {(node.get("Id") or "").lower() for node in root}
    own = "rIdReceipt"
    while own.lower() in used:
        own += "0"
    etree.SubElement(
        root,
        f"{{{_REL}}}Relationship",
        {"Id": own, "Type": f"{_R}/customXml", "Target": f"../customXml/item{number}.xml"},
    )
    return _written(root)


def _item_links(number: int) -> bytes:
    return (
        f'{_HEAD}<Relationships xmlns="{_REL}"><Relationship Id="rId1"'
        f' Type="{_R}/customXmlProps" Target="itemProps{number}.xml"/></Relationships>'
    ).encode()


def _properties(data: bytes) -> bytes:
    """Return the part's properties; its id is the template's own, the same on every machine."""
    made = hashlib.sha256(data).hexdigest().upper()
    # Version 8 of RFC 9562: an id whose bits are its maker's own.
    own = f"{made[:8]}-{made[8:12]}-8{made[12:15]}-8{made[15:18]}-{made[18:30]}"
    return (
        f'{_HEAD}<ds:datastoreItem xmlns:ds="{_DS}" ds:itemID="{{{own}}}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{RECEIPT_NAMESPACE}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    ).encode()


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
