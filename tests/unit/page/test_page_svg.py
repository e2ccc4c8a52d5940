"""A page as Typst writes it to SVG: made small, and refused where it holds what is not known."""

from __future__ import annotations

import pytest
from lxml import etree

from docgen.errors import EngineError
from docgen.page.fonts import system_fonts
from docgen.page.model import Geometry, PageModel, Paragraph, Run, RunStyle, Section
from docgen.page.svg import SVG, read_leaf
from docgen.page.typst import compile_pages, source

SONG = RunStyle("Times New Roman", "宋体", 12.0)
PAGE = Geometry(595.3, 841.9, 72, 72, 72, 72, 36, 36)
HEAD = b'<svg viewBox="0 0 100 200" width="100pt" height="200pt" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
NAME = "343EB6398E32E41A8FFBC44B4831296E"
OUTLINE = f'<symbol id="g{NAME}" overflow="visible"><path d="M 0 0l 1.23456 2Z "/></symbol>'
OURS = f"g{NAME[:16].lower()}"


def page(body: str, defs: str = OUTLINE) -> bytes:
    return HEAD + f"{body}<defs>{defs}</defs></svg>".encode()


def use(**more: str) -> str:
    given = {"xlink:href": f"#g{NAME}", "x": "0", "y": "0", "fill": "#000000"} | more
    return "<use " + " ".join(f'{name}="{value}"' for name, value in given.items()) + "/>"


def set_text(text: str) -> list[bytes]:
    paragraph = Paragraph((Run(text, SONG),), size=12.0, ascent=15.0, descent=5.0)
    model = PageModel((Section(PAGE, (paragraph,)),))
    made, _ = source(model, document_date=None, fonts=system_fonts())
    return list(compile_pages(made, None))


def test_each_text_is_known_with_the_place_of_each_letter() -> None:
    (svg,) = set_text("国有土地 ab")
    leaf = read_leaf(svg)
    assert (leaf.width, leaf.height) == (595.3, 841.9)
    first = leaf.texts[0]
    assert (first.x, round(first.letters[1] - first.letters[0], 3)) == (72.0, 12.0)
    assert sum(len(text.letters) for text in leaf.texts) == len("国有土地ab")


def test_the_outlines_are_named_by_what_they_look_like() -> None:
    one, other = (read_leaf(set_text(text)[0]) for text in ("国有", "有国"))
    assert one.outlines == other.outlines
    assert len(one.outlines) == 2
    assert one.drawing != other.drawing


def test_a_page_is_a_tenth_of_what_typst_writes() -> None:
    (svg,) = set_text("国有建设用地使用权出让合同" * 30)
    leaf = read_leaf(svg)
    assert len(leaf.drawing) < len(svg) / 2
    whole = etree.fromstring(f'<svg xmlns="{SVG}">{leaf.drawing}</svg>')
    assert all(not name.startswith("{") for node in whole.iter() for name in node.attrib)


def test_the_same_page_is_read_once() -> None:
    (svg,) = set_text("国")
    assert read_leaf(svg) is read_leaf(svg)


def test_what_a_browser_takes_for_granted_is_not_said() -> None:
    leaf = read_leaf(
        page(f'<g transform="matrix(1 0 0 -1 5 6)">{use(**{"fill-rule": "nonzero"})}</g>')
    )
    assert leaf.drawing == f'<g transform="matrix(1 0 0 -1 5 6)"><use href="#{OURS}"/></g>'
    assert leaf.outlines == {OURS: "M 0 0l 1.234 2Z "}
    assert leaf.texts == ((5.0, 6.0, (0.0,)),)


def test_nested_groups_add_up() -> None:
    leaf = read_leaf(
        page(
            '<g transform="translate(10)"><g transform="translate(1 2)">'
            f'<g transform="matrix(1 0 0 -1 3 4)">{use(x="7")}</g></g></g>'
        )
    )
    assert leaf.texts == ((14.0, 6.0, (7.0,)),)


def test_white_space_leaves_no_empty_group() -> None:
    assert read_leaf(page('<g transform="translate(1 2)"><g/></g>')).drawing == ""


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<style>*{}</style>",
        "<text>国</text>",
        "<foreignObject/>",
        "<a xlink:href='javascript:alert(1)'/>",
        use(onload="alert(1)"),
        use(style="fill:red"),
        use(**{"xlink:href": "https://192.0.2.1/#g"}),
        use(**{"xlink:href": "#gABC"}),
        use(x="1e"),
        use(x="1;2"),
        use(fill="url(https://192.0.2.1/)"),
        '<path d="M 0 0" style="x"/>',
        '<path d="M 0 0&quot;&gt;"/>',
        '<g transform="rotate(30)"/>',
        '<g transform="translate(1 2) scale(3)"/>',
        '<image xlink:href="https://192.0.2.1/x.png" width="1" height="1"/>',
        '<image xlink:href="data:text/html;base64,AAAA" width="1" height="1"/>',
        '<image xlink:href="data:image/svg+xml;base64,AAAA" width="1" height="1"/>',
        "<g>" * 80 + "</g>" * 80,
    ],
)
def test_what_is_not_known_is_refused(body: str) -> None:
    with pytest.raises(EngineError, match="不认识"):
        read_leaf(page(body))


@pytest.mark.parametrize(
    "defs",
    [
        "<symbol id='x'/>",
        OUTLINE + "<style/>",
        OUTLINE.replace("M 0 0l", "M 0 0 url(x)"),
        OUTLINE.replace("<path", "<script"),
    ],
)
def test_an_outline_that_is_none_is_refused(defs: str) -> None:
    with pytest.raises(EngineError, match="不认识"):
        read_leaf(page("", defs))


def test_a_picture_of_the_pages_own_bytes_passes() -> None:
    body = '<image xlink:href="data:image/png;base64,iVBORw0=" width="30" height="20" preserveAspectRatio="none"/>'  # noqa: E501
    made = read_leaf(page(body)).drawing
    assert made == (
        '<image href="data:image/png;base64,iVBORw0=" width="30" height="20"'
        ' preserveAspectRatio="none"/>'
    )
