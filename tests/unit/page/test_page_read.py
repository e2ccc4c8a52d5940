"""Reading a Word document into the page model."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from docgen.errors import TemplateError
from docgen.page.model import (
    LineBreak,
    PageBreak,
    PageField,
    PageModel,
    Paragraph,
    Picture,
    Run,
    Tab,
    Table,
)
from docgen.page.read import read
from tests.unit.page.samples import STYLES, docx, field, paragraph, run

A_PARAGRAPH = paragraph("甲")


def blocks(body: str, **kwargs: Any) -> tuple[Any, ...]:
    return read(docx(body, **kwargs)).sections[0].blocks


def only(body: str, **kwargs: Any) -> Paragraph:
    (found,) = blocks(body, **kwargs)
    assert isinstance(found, Paragraph)
    return found


def words(model: PageModel) -> list[str]:
    return [b.text for s in model.sections for b in s.blocks if isinstance(b, Paragraph)]


def png(width: int = 4, height: int = 2) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, "PNG")
    return out.getvalue()


def drawing(kind: str = "inline", inner: str = "", embed: str = "image1") -> str:
    return (
        f'<w:p><w:r><w:drawing><wp:{kind}><wp:extent cx="1270000" cy="635000"/>'
        '<wp:docPr id="1" name="p" descr="界址图"/><a:graphic><a:graphicData'
        ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f'<a:blip r:embed="{embed}"/>{inner}</pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        f"</wp:{kind}></w:drawing></w:r></w:p>"
    )


def cell(inner: str, more: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{more}</w:tcPr>{inner}</w:tc>'


def table(*rows: str, columns: int = 2, more: str = "") -> str:
    grid = '<w:gridCol w:w="2000"/>' * columns
    return f"<w:tbl><w:tblPr>{more}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def row(*cells: str, more: str = "") -> str:
    return f"<w:tr><w:trPr>{more}</w:trPr>{''.join(cells)}</w:tr>"


class TestFormatting:
    def test_a_style_inherits_and_direct_formatting_wins(self) -> None:
        found = only(paragraph("甲", style="Body", ppr='<w:jc w:val="right"/>'))
        assert (found.align, found.first, found.ascent + found.descent) == ("right", 24.0, 21.0)
        (inline,) = found.inlines
        assert isinstance(inline, Run)
        assert inline.style.east_asia == "宋体"
        assert inline.style.latin == "Times New Roman"
        assert inline.style.size == 12.0

    def test_an_indent_in_characters_goes_before_the_one_in_twips(self) -> None:
        both = '<w:ind w:firstLineChars="200" w:firstLine="99"/>'
        assert only(paragraph("甲", ppr=both)).first == 24.0
        zero = '<w:ind w:firstLineChars="0" w:firstLine="100"/>'
        assert only(paragraph("甲", style="Body", ppr=zero)).first == 5.0

    def test_a_hanging_indent_pushes_out_the_first_line_indent_of_the_style(self) -> None:
        found = only(paragraph("甲", style="Body", ppr='<w:ind w:left="480" w:hanging="480"/>'))
        assert (found.left, found.first) == (24.0, -24.0)

    @pytest.mark.parametrize(
        ("spacing", "pitch"),
        [
            ('w:line="560" w:lineRule="exact"', 28.0),
            ('w:line="240" w:lineRule="auto"', 15.6),
            ('w:line="360" w:lineRule="auto"', 23.4),
            ('w:line="400" w:lineRule="atLeast"', 20.0),
            ('w:line="100" w:lineRule="atLeast"', 15.6),
        ],
    )
    def test_line_spacing_gives_the_pitch_of_lines(self, spacing: str, pitch: float) -> None:
        found = only(paragraph("甲", ppr=f"<w:spacing {spacing}/>"))
        assert found.ascent + found.descent == pytest.approx(pitch)

    def test_the_document_grid_sets_the_pitch_unless_a_paragraph_leaves_it(self) -> None:
        grid = '<w:docGrid w:type="lines" w:linePitch="579"/>'
        off = paragraph("乙", ppr='<w:snapToGrid w:val="0"/>')
        on_grid, off_grid = blocks(A_PARAGRAPH + off, section=grid)
        assert on_grid.ascent + on_grid.descent == pytest.approx(28.95)
        assert off_grid.ascent + off_grid.descent == pytest.approx(15.6)

    def test_a_switch_in_both_the_paragraph_and_the_character_style_is_off(self) -> None:
        bold = (
            '<w:style w:type="paragraph" w:styleId="Bold"><w:name w:val="B"/><w:rPr><w:b/></w:rPr>'
            "</w:style>"
        )
        strong = '<w:rStyle w:val="Strong"/>'
        body = paragraph("甲", style="Bold", rpr=strong) + paragraph("乙", rpr=strong)
        first, second = blocks(body, styles=STYLES + bold)
        assert not first.inlines[0].style.bold
        assert second.inlines[0].style.bold

    def test_hidden_text_is_left_out(self) -> None:
        body = "<w:p>" + run("甲") + run("乙", "<w:vanish/>") + "</w:p>"
        body += paragraph("丙", rpr="<w:vanish/>")
        assert words(read(docx(body))) == ["甲"]

    def test_a_colour_that_is_none_cannot_reach_the_engine(self) -> None:
        found = only(paragraph("甲", rpr='<w:color w:val="&quot;);x"/>'))
        assert isinstance(found.inlines[0], Run)
        assert found.inlines[0].style.color == ""


class TestContent:
    def test_clause_numbers_come_out_as_text(self) -> None:
        body = paragraph("总则", style="Chapter") + paragraph("价款", style="Clause")
        body += paragraph("甲", style="Item") * 2 + paragraph("交付", style="Clause")
        assert words(read(docx(body))) == [
            "第一章总则", "第一条价款", "（一）甲", "（二）甲", "第二条交付",
        ]  # fmt: skip

    def test_page_fields_stay_fields_and_references_print_their_cached_text(self) -> None:
        body = "<w:p>" + run("见") + field("REF 付款 \\r \\h", "第十条") + field("PAGE", "7")
        body += field("NUMPAGES  \\* MERGEFORMAT", "9") + "</w:p>"
        found = only(body)
        assert found.text == "见第十条"
        assert [i.name for i in found.inlines if isinstance(i, PageField)] == ["PAGE", "NUMPAGES"]

    def test_a_simple_field_is_read_like_a_complex_one(self) -> None:
        body = '<w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple>'
        body += '<w:fldSimple w:instr="REF x"><w:r><w:t>第一条</w:t></w:r></w:fldSimple></w:p>'
        found = only(body)
        assert found.text == "第一条"
        assert isinstance(found.inlines[0], PageField)

    def test_tabs_line_ends_and_spaces_are_kept(self) -> None:
        body = (
            '<w:p><w:r><w:t xml:space="preserve">a  b</w:t><w:tab/><w:t>c</w:t><w:br/></w:r></w:p>'
        )
        found = only(body)
        assert found.text == "a  b\tc\n"
        assert [type(i) for i in found.inlines] == [Run, Tab, Run, LineBreak]

    def test_runs_of_one_look_become_one_run(self) -> None:
        assert len(only("<w:p>" + run("12345") + run("元") + "</w:p>").inlines) == 1

    def test_a_page_break_cuts_its_paragraph_in_two(self) -> None:
        cut = '<w:p><w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r></w:p>'
        first, middle, last = blocks(cut)
        assert (first.text, last.text) == ("甲", "乙")
        assert isinstance(middle, PageBreak)
        assert [type(b) for b in blocks('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')] == [
            PageBreak
        ]

    def test_what_prints_nothing_is_passed_over(self) -> None:
        body = (
            '<w:p><w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="1" w:name="付款"/>'
            '<w:r><w:lastRenderedPageBreak/><w:t>甲</w:t></w:r><w:bookmarkEnd w:id="1"/></w:p>'
        )
        found = only(body)
        assert (found.text, found.bookmarks) == ("甲", ("付款",))

    def test_one_branch_of_an_alternate_content_is_read(self) -> None:
        choice = '<mc:Choice Requires="w14"><w:t>甲</w:t></mc:Choice>'
        other = "<mc:Fallback><w:t>乙</w:t></mc:Fallback>"
        body = f"<w:p><w:r><mc:AlternateContent>{choice}{other}</mc:AlternateContent></w:r></w:p>"
        assert only(body).text == "甲"

    def test_the_text_of_a_content_control_is_read(self) -> None:
        inner = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('乙')}</w:sdtContent></w:sdt>"
        body = f"<w:sdt><w:sdtContent>{A_PARAGRAPH}</w:sdtContent></w:sdt><w:p>{inner}</w:p>"
        assert words(read(docx(body))) == ["甲", "乙"]

    def test_a_picture_in_the_line_is_read_with_its_size(self) -> None:
        found = only(drawing(), media={"image1.png": png()})
        (picture,) = found.inlines
        assert isinstance(picture, Picture)
        assert (picture.width, picture.height, picture.alt) == (100.0, 50.0, "界址图")
        assert picture.data == png()


class TestTables:
    def test_merged_cells_are_worked_out(self) -> None:
        down, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
        body = table(
            row(cell(A_PARAGRAPH, down), cell(A_PARAGRAPH, '<w:gridSpan w:val="2"/>')),
            row(cell(paragraph(), goes_on), cell(A_PARAGRAPH), cell(A_PARAGRAPH)),
            columns=3,
        )
        (found,) = blocks(body)
        assert isinstance(found, Table)
        first, second = found.rows
        assert [(c.column, c.columns, c.rows) for c in first.cells] == [(0, 1, 2), (1, 2, 1)]
        assert [(c.column, c.columns, c.rows) for c in second.cells] == [(1, 1, 1), (2, 1, 1)]

    def test_borders_of_the_table_reach_its_cells_and_a_cell_may_differ(self) -> None:
        borders = (
            '<w:tblBorders><w:top w:val="single" w:sz="12"/><w:insideH w:val="single" w:sz="4"/>'
            '<w:bottom w:val="none"/></w:tblBorders>'
        )
        own = '<w:tcBorders><w:left w:val="single" w:sz="8" w:color="ff0000"/></w:tcBorders>'
        body = table(row(cell(A_PARAGRAPH)), row(cell(A_PARAGRAPH, own)), columns=1, more=borders)
        (found,) = blocks(body)
        above, below = (r.cells[0].borders for r in found.rows)
        assert (above.top.width, above.bottom.width, above.left) == (1.5, 0.5, None)
        assert (below.top.width, below.bottom) == (0.5, None)
        assert (below.left.width, below.left.color) == (1.0, "FF0000")

    def test_header_rows_and_rows_that_stay_whole_are_marked(self) -> None:
        keep = paragraph("甲", ppr="<w:keepNext/>")
        body = table(
            row(cell(keep), more="<w:cantSplit/><w:tblHeader/>"),
            row(cell(A_PARAGRAPH), more='<w:cantSplit w:val="0"/>'),
            columns=1,
        )
        (found,) = blocks(body)
        marks = [(r.header, r.cant_split, r.keep_next) for r in found.rows]
        assert marks == [(True, True, True), (False, False, False)]

    def test_a_short_row_is_filled_up(self) -> None:
        (found,) = blocks(table(row(cell(A_PARAGRAPH), cell(A_PARAGRAPH)), row(cell(A_PARAGRAPH))))
        assert [c.column for c in found.rows[1].cells] == [0, 1]

    def test_a_row_with_too_many_cells_is_an_error(self) -> None:
        with pytest.raises(TemplateError, match="单元格数与列数不符"):
            blocks(table(row(*[cell(A_PARAGRAPH)] * 3)))


class TestSections:
    def test_headers_and_footers_are_read_and_inherited(self) -> None:
        section = '<w:p><w:pPr><w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        section += '<w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr></w:p>'
        parts = {"header1": ("even", paragraph("页眉"))}
        first, second = read(docx(section + A_PARAGRAPH, parts=parts)).sections
        assert [b.text for b in first.header if isinstance(b, Paragraph)] == ["页眉"]
        assert second.header == first.header

    def test_a_first_page_may_have_its_own_header(self) -> None:
        parts = {"header1": ("default", paragraph("甲")), "header2": ("first", paragraph())}
        (found,) = read(docx(A_PARAGRAPH, parts=parts, section="<w:titlePg/>")).sections
        assert found.title_page
        assert found.first_header != found.header

    def test_the_numbers_of_clauses_run_on_through_sections(self) -> None:
        clause = paragraph("甲", style="Clause")
        end = '<w:p><w:pPr><w:sectPr><w:pgSz w:w="16838" w:h="11906"/></w:sectPr></w:pPr></w:p>'
        assert words(read(docx(clause + end + clause))) == ["第一条甲", "", "第二条甲"]


REFUSED = [
    ("<w:p><w:r><w:pict><v:shape/></w:pict></w:r></w:p>", "文本框"),
    ("<w:p><w:r><w:object/></w:r></w:p>", "嵌入的对象"),
    ('<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>', "脚注"),
    (f'<w:p><w:ins w:id="1" w:author="a">{run("增")}</w:ins></w:p>', "修订（插入）"),
    ('<w:p><w:del w:id="1"><w:r><w:delText>删</w:delText></w:r></w:del></w:p>', "修订（删除）"),
    ("<w:p><m:oMath/></w:p>", "公式"),
    ("<m:oMathPara/>", "公式"),
    ("<w:p><w:r><w:ruby/></w:r></w:p>", "拼音指南"),
    (drawing("anchor"), "浮动的图片"),
    (drawing(embed="nothing"), "PNG"),
    (drawing(inner='<a:srcRect l="1000"/>'), "裁剪"),
    ("<w:p>" + field("DATE", "2021") + "</w:p>", "域 DATE"),
    ('<w:p>' + field('TOC \\o "1-3"', "目录") + "</w:p>", "域 TOC"),
    ("<w:p>" + field("PAGE \\* CHINESENUM3", "一") + "</w:p>", "页码格式 CHINESENUM3"),
    ('<w:altChunk r:id="x"/>', "嵌入的文件"),
    ('<w:p><w:pPr><w:framePr w:w="100"/></w:pPr></w:p>', "图文框"),
    ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FF"/></w:r></w:p>', "U\\+F0FF"),
    ("<w:p><w:r><w:unheardOf/></w:r></w:p>", "unheardOf"),
]  # fmt: skip


class TestRefusals:
    @pytest.mark.parametrize(("body", "named"), REFUSED)
    def test_what_cannot_be_shown_is_an_error_that_names_it(self, body: str, named: str) -> None:
        with pytest.raises(TemplateError, match=named) as caught:
            read(docx(A_PARAGRAPH + body, media={"image1.png": png()}))
        assert "正文" in caught.value.problems[0].where
        assert caught.value.problems[0].fix

    def test_every_such_place_is_reported_at_once(self) -> None:
        body = A_PARAGRAPH + "<w:p><m:oMath/></w:p>" + "<w:p><w:r><w:object/></w:r></w:p>"
        with pytest.raises(TemplateError) as caught:
            read(docx(body), name="模板.docx")
        wheres = [problem.where for problem in caught.value.problems]
        assert wheres == ["模板.docx 正文第 2 段", "模板.docx 正文第 3 段"]

    @pytest.mark.parametrize(
        ("section", "named"),
        [
            ('<w:cols w:num="2"/>', "分栏"),
            ('<w:vAlign w:val="center"/>', "垂直对齐"),
            ('<w:pgNumType w:fmt="upperRoman"/>', "页码格式 upperRoman"),
        ],
    )
    def test_a_section_that_cannot_be_shown_is_refused(self, section: str, named: str) -> None:
        with pytest.raises(TemplateError, match=named):
            read(docx(A_PARAGRAPH, section=section))

    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip file", docx("")[:-200]])
    def test_a_broken_file_is_a_template_error(self, data: bytes) -> None:
        with pytest.raises(TemplateError):
            read(data)
