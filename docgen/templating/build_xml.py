"""Small helpers to write WordprocessingML: names, elements, parts."""

from __future__ import annotations

from lxml import etree

__all__ = ["NS", "element", "part_bytes", "text_element", "w"]

NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def element(
    name: str, attributes: dict[str, str] | None = None, *children: etree._Element
) -> etree._Element:
    """Return an element named ``prefix:local`` with attributes (names may be prefixed too)."""
    made = etree.Element(_clark(name), nsmap=NS)
    for key, value in (attributes or {}).items():
        made.set(_clark(key), value)
    made.extend(children)
    return made


def w(name: str, /, *children: etree._Element, **attributes: str | int) -> etree._Element:
    """Return the element ``w:name`` whose attributes are in the same namespace."""
    texts = {f"w:{key}": str(value) for key, value in attributes.items()}
    return element(f"w:{name}", texts, *children)


def text_element(text: str, *, name: str = "t") -> etree._Element:
    """Return a ``w:t`` (or ``w:instrText``) whose outer spaces count."""
    made = w(name)
    made.text = text
    made.set(_XML_SPACE, "preserve")
    return made


def part_bytes(root: etree._Element) -> bytes:
    """Return a part of the package: UTF-8, declaration, no namespace that is not used."""
    etree.cleanup_namespaces(root)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def _clark(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return f"{{{NS[prefix]}}}{local}" if colon else name
