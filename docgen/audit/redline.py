"""Makes a redline: the later paper with what became of the earlier one as real tracked changes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from lxml import etree

from docgen.audit.redline_blocks import Weaver
from docgen.audit.redline_import import Importer
from docgen.audit.redline_inline import Stamp
from docgen.audit.redline_settle import settled, unwrap
from docgen.audit.returned_package import Package, W

__all__ = ["redline"]

_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WRAPPERS = (f"{W}sdt", f"{W}customXml", f"{W}smartTag")
_BLOCK_PARENTS = frozenset(f"{W}{one}" for one in ("body", "hdr", "ftr", "tc", "tbl", "tr"))
_FIXED = (1980, 1, 1, 0, 0, 0)
#: The day that changes bear when the later paper tells none; there is no clock here.
_NO_DAY = "2000-01-01T00:00:00Z"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_EDGES = {f"{W}headerReference": "页眉", f"{W}footerReference": "页脚"}


def redline(before: Package, after: Package) -> tuple[bytes, tuple[str, ...]]:
    """Return the later paper with tracked changes from the earlier one to it.

    Accepting all gives the words of the later paper, rejecting all those of the earlier.

    Args:
        before: The earlier paper.
        after: The later one. What either file itself tracks is taken as accepted.

    Returns:
        The Word file, and in Chinese what differs and could not be tracked.

    Raises:
        InputError: A file cannot be read.
    """
    stamp = Stamp(_day(after), _highest_id(after))
    importer = Importer(before, after, stamp)
    notes = (_notes(before), _notes(after))
    changed: dict[str, bytes] = {}
    old, new = (_flat(settled(one.root(one.main), "accepted")) for one in (before, after))
    left, right = old.find(f"{W}body"), new.find(f"{W}body")
    if left is None or right is None:
        raise (before if left is None else after).fault("正文是空的。")
    Weaver(importer, stamp, (before.main, after.main), notes).weave(left, right)
    changed[after.main] = _xml(new)
    edges, unmarked = _edges(before, after, old, new)
    for new_part, old_part in edges.items():
        earlier = _flat(settled(before.root(old_part), "accepted"))
        later = _flat(settled(after.root(new_part), "accepted"))
        Weaver(importer, stamp, (old_part, new_part), notes).weave(earlier, later)
        changed[new_part] = _xml(later)
    return _zipped({**importer.finish(), **changed}), (*importer.lost, *unmarked)


def _flat(root: etree._Element) -> etree._Element:
    """Take away the frames around blocks (content controls): what is in them is what counts."""
    for node in list(root.iter(*_WRAPPERS)):
        parent = node.getparent()
        if parent is None or parent.tag not in _BLOCK_PARENTS:
            continue
        inner = node.find(f"{W}sdtContent")
        for child in list(node):
            if child is not inner and node.tag == f"{W}sdt":
                node.remove(child)
        if inner is not None:
            unwrap(inner)
        unwrap(node)
    return root


def _edges(
    before: Package, after: Package, old: etree._Element, new: etree._Element
) -> tuple[dict[str, str], list[str]]:
    """Return for each header and footer of the later paper the earlier one's in the same place."""
    left, right = _edge_parts(before, old), _edge_parts(after, new)
    edges: dict[str, str] = {}
    unmarked: list[str] = []
    for place in dict.fromkeys([*left, *right]):
        if place in left and place in right:
            edges.setdefault(right[place], left[place])
            continue
        package, part = (before, left[place]) if place in left else (after, right[place])
        if any((one.text or "").strip() for one in package.root(part).iter(f"{W}t")):
            side = "原件" if place in left else "改稿"
            unmarked.append(f"只有{side}有的{place[1]}没有标进修订稿")
    return edges, unmarked


def _edge_parts(package: Package, root: etree._Element) -> dict[tuple[int, str, str], str]:
    """Return the headers and footers by section, kind and pages they stand on."""
    relations = package.relations(package.main)
    found: dict[tuple[int, str, str], str] = {}
    for at, section in enumerate(root.iter(f"{W}sectPr")):
        for node in section.iter(*_EDGES):
            member = relations.get(node.get(_R_ID) or "", ("", ""))[1]
            if member:
                found[at, _EDGES[str(node.tag)], node.get(f"{W}type") or "default"] = member
    return found


def _notes(package: Package) -> dict[str, str]:
    """Return what each foot- and endnote says, by kind and id."""
    found: dict[str, str] = {}
    for kind, part in package.stories:
        if kind in ("footnotes", "endnotes"):
            for note in settled(package.root(part), "accepted"):
                if isinstance(note.tag, str):
                    words = "".join(one.text or "" for one in note.iter(f"{W}t"))
                    found[f"{kind.removesuffix('s')}:{note.get(f'{W}id')}"] = words
    return found


def _highest_id(package: Package) -> int:
    ids = [
        int(value)
        for part in (package.main, *(one for _, one in package.stories))
        for node in package.root(part).iter()
        if isinstance(node.tag, str) and (value := node.get(f"{W}id") or "").isdigit()
    ]
    return min(max(ids, default=0), 1_000_000_000)


def _day(package: Package) -> str:
    core = package.members.get("docProps/core.xml", b"").decode("utf-8", "replace")
    for name in ("modified", "created"):
        match = re.search(rf"<dcterms:{name}[^>]*>({_DAY.pattern})<", core)
        if match:
            return match[1]
    return _NO_DAY


def _zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, content)
    return buffer.getvalue()


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
