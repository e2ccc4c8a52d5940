"""The parts of the package around the text: settings, fonts, properties, relationships."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from docgen.templating.build_layout import Layout
from docgen.templating.build_xml import part_bytes, w

__all__ = [
    "app_xml",
    "content_types",
    "core_xml",
    "font_table_xml",
    "relationships",
    "settings_xml",
]

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_COMPAT_URI = "http://schemas.microsoft.com/office/word"


def settings_xml(layout: Layout, *, even_differs: bool = False) -> bytes:
    """Return ``word/settings.xml``: Word 2013 layout, squeezed punctuation, fields left alone.

    Args:
        layout: For its language.
        even_differs: Whether even pages have headers and footers of their own.
    """
    compat = w(
        "compat",
        w("spaceForUL"),
        w("balanceSingleByteDoubleByteWidth"),
        w("doNotLeaveBackslashAlone"),
        w("ulTrailSpace"),
        w("doNotExpandShiftReturn"),
        w("adjustLineHeightInTable"),
        w("useFELayout"),
        *(
            w("compatSetting", name=name, uri=_COMPAT_URI, val=value)
            for name, value in (
                ("compatibilityMode", 15),
                ("overrideTableStyleFontSizeAndJustification", 1),
                ("enableOpenTypeFeatures", 1),
                ("doNotFlipMirrorIndents", 1),
                ("differentiateMultirowTableHeaders", 1),
            )
        ),
    )
    return part_bytes(
        w(
            "settings",
            w("zoom", percent=100),
            w("bordersDoNotSurroundHeader"),
            w("bordersDoNotSurroundFooter"),
            w("defaultTabStop", val=420),
            *([w("evenAndOddHeaders")] if even_differs else []),
            w("characterSpacingControl", val="compressPunctuation"),
            compat,
            w("themeFontLang", val="en-US", eastAsia=layout.language),
            w("decimalSymbol", val="."),
            w("listSeparator", val=","),
        )
    )


def font_table_xml(layout: Layout) -> bytes:
    """Return ``word/fontTable.xml`` with the names by which other systems know the fonts."""
    root = w("fonts")
    for name, font in layout.fonts.items():
        made = w("font", name=name)
        if font.alt:
            made.append(w("altName", val=font.alt))
        made.append(w("charset", val=font.charset))
        made.append(w("family", val=font.family))
        made.append(w("pitch", val="variable"))
        root.append(made)
    return part_bytes(root)


def core_xml(title: str) -> bytes:
    """Return ``docProps/core.xml``; the dates are fixed, so that equal input gives equal bytes."""
    head = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    )
    stamp = "1980-01-01T00:00:00Z"
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    body = f"<dc:title>{escape(title)}</dc:title><dc:creator>docgen</dc:creator>{dates}"
    return f"{_DECLARATION}{head}{body}</cp:coreProperties>".encode()


def app_xml() -> bytes:
    """Return ``docProps/app.xml``."""
    return (
        f'{_DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>docgen</Application></Properties>"
    ).encode()


def relationships(targets: Iterable[tuple[str, str, str]]) -> bytes:
    """Return a ``.rels`` part.

    Args:
        targets: Id, last step of the type (``styles``; a full address is kept), and target.
    """
    lines = "".join(
        f"<Relationship Id={quoteattr(key)} Type={quoteattr(_relationship_type(kind))}"
        f" Target={quoteattr(target)}/>"
        for key, kind, target in targets
    )
    root = f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'
    return f"{_DECLARATION}{root}".encode()


def content_types(overrides: Iterable[tuple[str, str]], *, png: bool) -> bytes:
    """Return ``[Content_Types].xml``.

    Args:
        overrides: Part name with its leading ``/``, and content type.
        png: Whether the package holds pictures.
    """
    defaults = [("rels", "application/vnd.openxmlformats-package.relationships+xml")]
    defaults += [("xml", "application/xml")] + ([("png", "image/png")] if png else [])
    lines = "".join(
        f"<Default Extension={quoteattr(ending)} ContentType={quoteattr(kind)}/>"
        for ending, kind in defaults
    )
    lines += "".join(
        f"<Override PartName={quoteattr(part)} ContentType={quoteattr(kind)}/>"
        for part, kind in overrides
    )
    return f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{lines}</Types>'.encode()


def _relationship_type(kind: str) -> str:
    return kind if ":" in kind else f"{_OFFICE}/relationships/{kind}"
