"""Small Word files for the tests, written by hand part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NS = (
    f'xmlns:w="{W}" xmlns:r="{R}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."

SECTION = (
    '<w:sectPr>{refs}<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1588" w:bottom="1440" w:left="1588"'
    ' w:header="851" w:footer="992" w:gutter="0"/>{more}</w:sectPr>'
)

STYLES = """<w:docDefaults>
<w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"
 w:eastAsia="宋体" w:cs="Times New Roman"/><w:sz w:val="24"/><w:lang w:eastAsia="zh-CN"/>
</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Body"><w:name w:val="正文缩进"/><w:basedOn w:val="Normal"/>
<w:pPr><w:spacing w:line="420" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="480"/>
<w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Chapter"><w:name w:val="章"/><w:basedOn w:val="Normal"/>
<w:pPr><w:keepNext/><w:numPr><w:numId w:val="1"/></w:numPr>
<w:spacing w:before="240" w:after="120"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/></w:pPr>
<w:rPr><w:rFonts w:eastAsia="黑体"/><w:sz w:val="30"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="条"/><w:basedOn w:val="Body"/>
<w:pPr><w:keepNext/><w:numPr><w:numId w:val="2"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr>
<w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Item"><w:name w:val="项"/><w:basedOn w:val="Body"/>
<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Plain"><w:name w:val="不编号的条"/>
<w:basedOn w:val="Clause"/>
<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/>
<w:rPr><w:b/></w:rPr></w:style>
"""

NUMBERING = """<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
<w:pStyle w:val="Chapter"/><w:suff w:val="space"/>
<w:lvlText w:val="第%1章"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
<w:pStyle w:val="Clause"/><w:suff w:val="space"/><w:lvlText w:val="第%1条"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
<w:pStyle w:val="Item"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
"""


def part(root: str, inner: str) -> bytes:
    """Return an XML part with every namespace the samples use."""
    return f"{_HEAD}<w:{root} {_NS}>{inner}</w:{root}>".encode()


def paragraph(text: str = "", *, style: str = "", ppr: str = "", rpr: str = "") -> str:
    """Return a paragraph of one run; ``ppr`` and ``rpr`` are XML."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{ppr}</w:pPr>{run(text, rpr) if text else ''}</w:p>"


def run(text: str, rpr: str = "") -> str:
    """Return a run; the text is escaped."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<w:r><w:rPr>{rpr}</w:rPr><w:t xml:space="preserve">{safe}</w:t></w:r>'


def field(code: str, cached: str, rpr: str = "") -> str:
    """Return a complex field."""
    props = f"<w:rPr>{rpr}</w:rPr>"
    return (
        f'<w:r>{props}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{props}<w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r>{props}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{props}<w:t>{cached}</w:t></w:r>"
        f'<w:r>{props}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def docx(
    body: str,
    *,
    styles: str = STYLES,
    numbering: str | None = NUMBERING,
    parts: Mapping[str, tuple[str, str]] | None = None,
    section: str = "",
    media: Mapping[str, bytes] | None = None,
    settings: str = "",
) -> bytes:
    """Return a Word file.

    Args:
        body: XML inside ``w:body`` without the last section.
        styles: XML inside ``w:styles``.
        numbering: XML inside ``w:numbering``; None for no such part.
        parts: Headers and footers, ``{"header1": ("default", xml), "footer1": …}``.
        section: Further XML of the section.
        media: Pictures by name (``image1.png``); the relationship id is the stem.
        settings: XML inside ``w:settings``.
    """
    parts, media = parts or {}, media or {}
    refs = "".join(
        f'<w:{name.rstrip("0123456789")}Reference w:type="{kind}" r:id="{name}"/>'
        for name, (kind, _) in parts.items()
    )
    end = SECTION.format(refs=refs, more=section)
    files = {
        "word/document.xml": part("document", f"<w:body>{body}{end}</w:body>"),
        "word/styles.xml": part("styles", styles),
        "word/settings.xml": part("settings", settings),
    }
    kinds = {"document": "document.main", "styles": "styles", "settings": "settings"}
    if numbering is not None:
        files["word/numbering.xml"] = part("numbering", numbering)
        kinds["numbering"] = "numbering"
    links = {"styles": ("styles", "styles.xml"), "settings": ("settings", "settings.xml")}
    if numbering is not None:
        links["numbering"] = ("numbering", "numbering.xml")
    for name, (_, xml) in parts.items():
        kind = name.rstrip("0123456789")
        files[f"word/{name}.xml"] = part("hdr" if kind == "header" else "ftr", xml)
        kinds[name] = kind
        links[name] = (kind, f"{name}.xml")
    for name, data in media.items():
        files[f"word/media/{name}"] = data
        links[name.partition(".")[0]] = ("image", f"media/{name}")
    files |= _package_parts(kinds, links)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _package_parts(
    kinds: Mapping[str, str], links: Mapping[str, tuple[str, str]]
) -> dict[str, bytes]:
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    relationships = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}{kind}" Target="{target}"/>'
        for key, (kind, target) in links.items()
    )
    package = "http://schemas.openxmlformats.org/package/2006/"
    return {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="{package}content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Default Extension="png" ContentType="image/png"/>{overrides}</Types>'
        ).encode(),
        "_rels/.rels": (
            f'{_HEAD}<Relationships xmlns="{package}relationships"><Relationship Id="doc"'
            f' Type="{_OFFICE}officeDocument" Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/_rels/document.xml.rels": (
            f'{_HEAD}<Relationships xmlns="{package}relationships">{relationships}</Relationships>'
        ).encode(),
    }
