"""What Word would repair in a .docx: used by every test that makes one.

``problems`` joins openxml-audit's schema checks with checks of our own, which know what the schema
does not say: a cell must end in a paragraph, ids must be unique, references must lead somewhere.
It shares no code with the builder and reads the package with nothing but zipfile and lxml.
"""

from __future__ import annotations

import io
import posixpath
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from lxml import etree
from openxml_audit import OpenXmlValidator

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
PR = "{http://schemas.openxmlformats.org/package/2006/relationships}"

# openxml-audit 0.8 asks for a theme; ISO 29500-1 11.3 makes that part optional, and Word opens
# documents without one (fonts are named outright, no theme colour is used).
NOT_REPAIRED = ("relationships/theme' is missing",)

ORDER = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
        "pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
        "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
        "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle "
        "rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
        "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u "
        "effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
        "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
        "tblDescription tblPrChange"
    ),
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText "
        "vAlign hideMark headers cellIns cellDel cellMerge tcPrChange"
    ),
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
        "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter "
        "docGrid printerSettings sectPrChange"
    ),
    "lvl": (
        "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr"
    ),
    "style": (
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed "
        "qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr "
        "tblStylePr"
    ),
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
}


def problems(docx: bytes) -> list[str]:
    """Return everything that Word would repair or refuse, [] for a sound file."""
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            names = package.namelist()
            parts = {name: package.read(name) for name in names}
    except zipfile.BadZipFile as error:
        return [f"not a zip file: {error}"]
    found = [f"{name}: twice in the package" for name, n in Counter(names).items() if n > 1]
    roots: dict[str, etree._Element] = {}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                roots[name] = etree.fromstring(content)
            except etree.XMLSyntaxError as error:
                found.append(f"{name}: {error}")
    if found or "[Content_Types].xml" not in roots or "word/document.xml" not in roots:
        return found or ["no content types or no document"]
    found += [*_content_types(roots, names), *_relationships(roots, names)]
    found += [*_references(roots), *_unique_ids(roots)]
    for name, root in roots.items():
        if name.startswith("word/") and name.endswith(".xml"):
            found += [f"{name}: {problem}" for problem in _part(root)]
    return found + _audited(docx)


def _audited(docx: bytes) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "checked.docx"
        path.write_bytes(docx)
        errors = [str(error) for error in OpenXmlValidator(max_errors=50).validate(path).errors]
    return [error for error in errors if not any(known in error for known in NOT_REPAIRED)]


def _content_types(roots: dict[str, etree._Element], names: list[str]) -> Iterator[str]:
    types = roots["[Content_Types].xml"]
    endings = {node.get("Extension", "").lower() for node in types.iter(f"{CT}Default")}
    overrides = [node.get("PartName", "") for node in types.iter(f"{CT}Override")]
    for name in names:
        ending = name.rpartition(".")[2].lower()
        if f"/{name}" not in overrides and ending not in endings and name != "[Content_Types].xml":
            yield f"{name}: no content type"
    for override in overrides:
        if override.removeprefix("/") not in names:
            yield f"{override}: a content type without a part"
    if len(overrides) != len(set(overrides)):
        yield "[Content_Types].xml: the same part twice"


def _relationships(roots: dict[str, etree._Element], names: list[str]) -> Iterator[str]:
    reached = {"[Content_Types].xml"}
    for name, root in roots.items():
        if not name.endswith(".rels"):
            continue
        folder, _, own = name.rpartition("_rels/")
        ids = [node.get("Id", "") for node in root.iter(f"{PR}Relationship")]
        if len(ids) != len(set(ids)):
            yield f"{name}: the same id twice"
        for node in root.iter(f"{PR}Relationship"):
            target = node.get("Target", "")
            if node.get("TargetMode") == "External":
                continue
            joined = posixpath.normpath(posixpath.join("/" + folder, target)).removeprefix("/")
            reached.add(joined)
            if joined not in names:
                yield f"{name}: {target} does not exist"
        source = roots.get(folder + own.removesuffix(".rels"))
        yield from _dangling(name, source, ids) if source is not None else ()
    for name in names:
        if name not in reached and not name.endswith(".rels"):
            yield f"{name}: nothing refers to it"


def _dangling(name: str, source: etree._Element, ids: list[str]) -> Iterator[str]:
    for node in source.iter():
        for key, value in node.attrib.items():
            if str(key).startswith(R) and value not in ids:
                yield f"{name}: no relationship {value}"


def _references(roots: dict[str, etree._Element]) -> Iterator[str]:
    styles = roots.get("word/styles.xml")
    numbering = roots.get("word/numbering.xml")
    style_ids = set() if styles is None else _values(styles, "style", "styleId")
    nums = {"0"} | (set() if numbering is None else _values(numbering, "num", "numId"))
    abstracts = set() if numbering is None else _values(numbering, "abstractNum", "abstractNumId")
    for name, root in roots.items():
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
            for value in sorted(_values(root, tag, "val") - style_ids):
                yield f"{name}: no style {value}"
        for value in sorted(_values(root, "numId", "val") - nums):
            yield f"{name}: no list {value}"
    if numbering is not None:
        for value in sorted(_values(numbering, "abstractNumId", "val") - abstracts):
            yield f"word/numbering.xml: no abstract list {value}"


def _values(root: etree._Element, tag: str, attribute: str) -> set[str]:
    return {node.get(W + attribute, "") for node in root.iter(W + tag)}


def _unique_ids(roots: dict[str, etree._Element]) -> Iterator[str]:
    for tag, attribute in (
        (f"{W}bookmarkStart", f"{W}id"),
        (f"{W}bookmarkStart", f"{W}name"),
        (f"{WP}docPr", "id"),
        (f"{W}style", f"{W}styleId"),
    ):
        values = [node.get(attribute) for root in roots.values() for node in root.iter(tag)]
        for value, count in Counter(values).items():
            if count > 1:
                yield f"{etree.QName(tag).localname} {value}: {count} times"
    starts = [
        node.get(f"{W}id") for root in roots.values() for node in root.iter(f"{W}bookmarkStart")
    ]
    ends = [node.get(f"{W}id") for root in roots.values() for node in root.iter(f"{W}bookmarkEnd")]
    if sorted(map(str, starts)) != sorted(map(str, ends)):
        yield "bookmarks: starts and ends do not match"


def _part(root: etree._Element) -> Iterator[str]:
    yield from _order(root)
    yield from _tables(root)
    yield from _fields(root)
    for container in [root, *root.iter(f"{W}body")]:
        if container.tag in (f"{W}body", f"{W}hdr", f"{W}ftr"):
            inner = [child.tag for child in container if child.tag != f"{W}sectPr"]
            if not inner or inner[-1] != f"{W}p":
                yield "does not end in a paragraph"
            if any(a == b == f"{W}tbl" for a, b in pairwise(inner)):
                yield "two tables touch"


def _order(root: etree._Element) -> Iterator[str]:
    for name, order in ORDER.items():
        known = order.split()
        for node in root.iter(W + name):
            children = [etree.QName(child).localname for child in node]
            unknown = [child for child in children if child not in known]
            if unknown:
                yield f"w:{name} holds {unknown[0]}"
            elif [known.index(child) for child in children] != sorted(map(known.index, children)):
                yield f"w:{name} out of order: {' '.join(children)}"


def _tables(root: etree._Element) -> Iterator[str]:
    for table in root.iter(f"{W}tbl"):
        grid = [
            int(column.get(f"{W}w", "0")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")
        ]
        rows = table.findall(f"{W}tr")
        if not rows:
            yield "a table without rows"
        for row in rows:
            at = 0
            for cell in row.findall(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                count = 1 if span is None else int(span.get(f"{W}val", "1"))
                width = cell.find(f"{W}tcPr/{W}tcW")
                if width is not None and int(width.get(f"{W}w", "0")) != sum(grid[at : at + count]):
                    yield "a cell is not as wide as its columns"
                if not len(cell) or cell[-1].tag != f"{W}p":
                    yield "a cell does not end in a paragraph"
                at += count
            if at != len(grid):
                yield f"a row spans {at} of {len(grid)} columns"


def _fields(root: etree._Element) -> Iterator[str]:
    depth = 0
    for node in root.iter(f"{W}fldChar"):
        depth += {"begin": 1, "end": -1}.get(node.get(f"{W}fldCharType", ""), 0)
        if depth < 0:
            yield "a field ends that never began"
            return
    if depth:
        yield "a field never ends"
