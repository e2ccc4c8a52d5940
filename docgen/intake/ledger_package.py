"""A workbook's package in which some parts are changed or added, all others as they lie."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from docgen.errors import InputError
from docgen.intake.tree import fault

__all__ = ["DOC_REL", "MAIN", "REL", "TYPES", "Package", "member", "parsed", "xml_bytes"]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
DOC_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
#: A day long past, so that the same notes make the same file.
_DAY = (1980, 1, 1, 0, 0, 0)


class Package:
    """The package.

    Args:
        data: A workbook whose shape has been found sound.
    """

    def __init__(self, data: bytes) -> None:
        self._old = zipfile.ZipFile(io.BytesIO(data))
        self._there = frozenset(self._old.namelist())
        self._new: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        """Return a part as it is by now.

        Raises:
            InputError: ``S002``, it is not there or damaged.
        """
        try:
            return self._new[name] if name in self._new else self._old.read(name)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise _damaged(name) from error

    def write(self, name: str, data: bytes) -> None:
        """Change or add a part."""
        self._new[name] = data

    def related(self, sheet: str, kind: str, stem: str, empty: bytes) -> tuple[str, str]:
        """Return a sheet's part of a kind and the relationship to it; made when absent.

        Args:
            sheet: Name of the sheet's part.
            kind: Last word of the relationship's type.
            stem: ``xl/comments{}.xml``; the number comes in between.
            empty: What the new part says.
        """
        folder, _, file = sheet.rpartition("/")
        rels_name = f"{folder}/_rels/{file}.rels"
        rels = (
            parsed(self.read(rels_name))
            if self._has(rels_name)
            else parsed(f'<Relationships xmlns="{REL}"/>'.encode())
        )
        for one in rels.iter("{*}Relationship"):
            if one.get("Type", "").endswith(f"/{kind}"):
                return _resolved(folder, one.get("Target", "")), one.get("Id", "")
        name = next(n for n in map(stem.format, range(1, 10_000)) if not self._has(n))
        taken = {one.get("Id") for one in rels.iter("{*}Relationship")}
        rel_id = next(n for n in map("rId{}".format, range(1, 10_000)) if n not in taken)
        link = {"Id": rel_id, "Type": f"{DOC_REL}/{kind}", "Target": f"/{name}"}
        etree.SubElement(rels, f"{{{REL}}}Relationship", link)
        self.write(rels_name, xml_bytes(rels))
        self.write(name, empty)
        return name, rel_id

    def declare_comments(self, name: str) -> None:
        """Say what kind of part the comments and their boxes are."""
        types = parsed(self.read("[Content_Types].xml"))
        if not any(one.get("Extension", "").lower() == "vml" for one in types.iter("{*}Default")):
            default = {"Extension": "vml", "ContentType": _VML_TYPE}
            types.insert(0, etree.Element(f"{{{TYPES}}}Default", default))
        if not any(one.get("PartName") == f"/{name}" for one in types.iter("{*}Override")):
            override = {"PartName": f"/{name}", "ContentType": _COMMENTS_TYPE}
            etree.SubElement(types, f"{{{TYPES}}}Override", override)
        self.write("[Content_Types].xml", xml_bytes(types))

    def packed(self) -> bytes:
        """Return the package, its parts in their old order and new ones behind."""
        packed = io.BytesIO()
        names = [*self._old.namelist(), *(name for name in self._new if name not in self._there)]
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
            for name in names:
                out.writestr(member(name), self.read(name))
        return packed.getvalue()

    def _has(self, name: str) -> bool:
        return name in self._new or name in self._there


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/")
    for step in target.split("/"):
        parts = parts[:-1] if step == ".." else [*parts, step]
    return "/".join(parts)


def member(name: str) -> zipfile.ZipInfo:
    """Return what the package says of a part: no clock, compressed."""
    info = zipfile.ZipInfo(name, _DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def parsed(data: bytes) -> etree._Element:
    """Return a part's XML; nothing outside of it is followed.

    Raises:
        InputError: ``S002``, it is no XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _damaged("XML") from error


def _damaged(part: str) -> InputError:
    fix = "用 Excel 打开，另存为新的 .xlsx 再用。"
    return fault("S002", f"工作簿里的 {part} 已损坏，写不进批注。", where="工作簿", fix=fix)


def xml_bytes(tree: etree._Element) -> bytes:
    """Return a part's XML as it is written."""
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
