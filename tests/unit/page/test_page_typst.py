"""Setting the page model by Typst, held against what pdfium reads back from the PDF."""

from __future__ import annotations

import ctypes
import hashlib
import io
import itertools
import os
import re
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from docgen.errors import EngineError, UsageError
from docgen.page.fonts import system_fonts
from docgen.page.model import Geometry, PageModel, Paragraph, Run, RunStyle, Section
from docgen.page.read import read
from docgen.page.typst import Typeset, source, typeset
from tests.unit.page.samples import docx, field, paragraph, run

DAY = date(2021, 11, 5)
ROOT = Path(__file__).parents[3]
PAGE_LEFT = 79.4
INVISIBLE = re.compile(r"\s|[\u200b-\u200f\u2060\ufeff\u00ad\u2028-\u202e\ufe00-\ufe0f]")


def pdf(body: str, **kwargs: Any) -> Typeset:
    return typeset(read(docx(body, **kwargs)), document_date=DAY)


def pages(made: Typeset) -> list[str]:
    with pypdfium2.PdfDocument(made.pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def characters(made: Typeset, page: int = 0) -> list[tuple[str, float, float]]:
    """Every visible character of a page with its left edge and its baseline.

    Letters of two fonts on one line share the baseline, and nothing else.
    """
    with pypdfium2.PdfDocument(made.pdf) as document:
        text = document[page].get_textpage()
        found = []
        for index in range(text.count_chars()):
            character = text.get_text_range(index, 1)
            if character.strip():
                x, y = ctypes.c_double(), ctypes.c_double()
                assert raw.FPDFText_GetCharOrigin(text.raw, index, x, y)
                found.append((character, x.value, y.value))
        return found


def lines(made: Typeset, page: int = 0) -> list[tuple[float, float, str]]:
    """The lines of a page from the top: bottom, left, text."""
    rows: dict[float, list[tuple[float, str]]] = {}
    for character, left, bottom in characters(made, page):
        rows.setdefault(round(bottom, 1), []).append((left, character))
    return [
        (bottom, min(left for left, _ in row), "".join(c for _, c in sorted(row)))
        for bottom, row in sorted(rows.items(), reverse=True)
    ]


def cell(text: str, ppr: str = "", more: str = "") -> str:
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{paragraph(text, ppr=ppr)}</w:tc>"


def table(rows: list[str], widths: tuple[int, ...] = (3000, 3000)) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def test_the_text_stands_in_reading_order_with_header_first_and_footer_last() -> None:
    footer = "<w:p>" + run("第") + field("PAGE", "1") + run("页共") + field("NUMPAGES", "1")
    parts = {
        "header1": ("default", paragraph("页眉文字")),
        "footer1": ("default", footer + run("页") + "</w:p>"),
    }
    rows = [
        f"<w:tr>{cell('甲一')}{cell('甲二')}</w:tr>",
        f"<w:tr>{cell('乙一')}{cell('乙二')}</w:tr>",
    ]
    body = paragraph("价款", style="Clause") + paragraph("前文") + table(rows) + paragraph("后文")
    body += '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + paragraph("次页")
    assert [squeezed(page) for page in pages(pdf(body, parts=parts))] == [
        "页眉文字第一条价款前文甲一甲二乙一乙二后文第1页共2页",
        "页眉文字次页第2页共2页",
    ]


def test_a_title_page_has_its_own_header() -> None:
    parts = {"header1": ("default", paragraph("常用")), "header2": ("first", paragraph("首页"))}
    body = paragraph("甲") + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + paragraph("乙")
    made = pages(pdf(body, parts=parts, section="<w:titlePg/>"))
    assert [squeezed(page) for page in made] == ["首页甲", "常用乙"]


def test_page_numbers_may_stand_between_dashes_and_begin_anywhere() -> None:
    parts = {"footer1": ("default", "<w:p>" + field("PAGE", "1") + "</w:p>")}
    dashed = '<w:pgNumType w:fmt="numberInDash" w:start="5"/>'
    made = pdf(paragraph("甲"), parts=parts, section=dashed)
    assert [squeezed(page) for page in pages(made)] == ["甲-5-"]


def test_a_section_on_paper_laid_crosswise_has_its_own_size() -> None:
    end = '<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr></w:p>'
    wide = docx(paragraph("甲") + end + paragraph("乙"))
    wide_model = read(wide)
    second = wide_model.sections[1]
    crosswise = replace(second, geometry=replace(second.geometry, width=841.9, height=595.3))
    made = typeset(
        replace(wide_model, sections=(wide_model.sections[0], crosswise)), document_date=None
    )
    with pypdfium2.PdfDocument(made.pdf) as document:
        sizes = [(round(page.get_width()), round(page.get_height())) for page in document]
    assert sizes == [(595, 842), (842, 595)]
    assert [squeezed(page) for page in pages(made)] == ["甲", "乙"]


def test_lines_stand_apart_exactly_as_word_says_and_begin_where_it_says() -> None:
    made = lines(pdf(paragraph("国" * 120, style="Body")))
    pitches = {round(above[0] - below[0], 1) for above, below in itertools.pairwise(made)}
    assert pitches == {21.0}
    assert made[0][1] == pytest.approx(PAGE_LEFT + 24, abs=0.2)
    assert {round(line[1], 1) for line in made[1:]} == {PAGE_LEFT}


def test_space_between_paragraphs_is_the_larger_of_the_two() -> None:
    exact = '<w:spacing w:line="400" w:lineRule="exact" w:after="200" w:before="{}"/>'
    body = paragraph("甲", ppr=exact.format(0)) + paragraph("乙", ppr=exact.format(300))
    above, below = lines(pdf(body))
    assert above[0] - below[0] == pytest.approx(20 + 15, abs=0.1)
    summed = "<w:compat><w:doNotUseHTMLParagraphAutoSpacing/></w:compat>"
    above, below = lines(pdf(body, settings=summed))
    assert above[0] - below[0] == pytest.approx(20 + 25, abs=0.1)


def test_space_above_the_first_paragraph_of_a_page_is_kept() -> None:
    low = paragraph("甲", ppr='<w:spacing w:before="2000"/>')
    gap = lines(pdf(paragraph("甲")))[0][0] - lines(pdf(low))[0][0]
    assert gap == pytest.approx(100, abs=0.1)


def test_an_empty_paragraph_takes_a_line() -> None:
    exact = '<w:spacing w:line="400" w:lineRule="exact"/>'
    body = paragraph("甲", ppr=exact) + paragraph(ppr=exact) * 2 + paragraph("乙", ppr=exact)
    above, below = lines(pdf(body))
    assert above[0] - below[0] == pytest.approx(60, abs=0.1)


def test_a_right_tab_ends_at_its_stop_and_a_left_one_begins_there() -> None:
    stops = '<w:tabs><w:tab w:val="left" w:pos="2000"/><w:tab w:val="right" w:pos="8000"/></w:tabs>'
    tab = "<w:r><w:tab/></w:r>"
    body = f"<w:p><w:pPr>{stops}</w:pPr>{run('甲')}{tab}{run('乙')}{tab}{run('丙')}</w:p>"
    places = {character: left for character, left, _ in characters(pdf(body))}
    assert places["乙"] == pytest.approx(PAGE_LEFT + 100, abs=0.2)
    assert places["丙"] == pytest.approx(PAGE_LEFT + 400 - 12, abs=0.2)


class TestTables:
    def test_header_rows_come_again_and_no_row_is_parted(self) -> None:
        whole = "<w:trPr><w:cantSplit/></w:trPr>"
        head = "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + cell("期次") + cell("金额") + "</w:tr>"
        rows = [head]
        for index in range(40):
            text = f"第{index}期" + "长" * 40 + "尾"
            rows.append(f"<w:tr>{whole}{cell(text)}{cell('元')}</w:tr>")
        made = [squeezed(page) for page in pages(pdf(table(rows)))]
        assert len(made) > 2
        for page in made:
            assert page.startswith("期次金额第")
            assert page.endswith("尾元")

    def test_cells_merged_across_and_down_stand_once_in_reading_order(self) -> None:
        down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
        wide = '<w:gridSpan w:val="2"/>'
        rows = [
            f"<w:tr>{cell('甲', more=down)}{cell('乙', more=wide)}</w:tr>",
            f"<w:tr>{cell('', more=on)}{cell('丙')}{cell('丁')}</w:tr>",
        ]
        made = pdf(table(rows, (2000, 2000, 2000)))
        assert [squeezed(page) for page in pages(made)] == ["甲乙丙丁"]
        left = {character: place for character, place, _ in characters(made)}
        assert left["丁"] - left["丙"] == pytest.approx(100, abs=0.2)
        assert left["丙"] == pytest.approx(left["乙"], abs=0.2)

    def test_a_row_higher_than_a_page_is_parted_rather_than_lost(self) -> None:
        text = "国" * 3000
        row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell(text)}{cell('乙')}</w:tr>"
        made = pdf(table([row]))
        assert made.page_count > 1
        assert "".join(map(squeezed, pages(made))).count("国") == 3000
        for page in range(made.page_count):
            assert min(bottom for _, _, bottom in characters(made, page)) > 0

    def test_a_row_is_at_least_as_high_as_it_says(self) -> None:
        high = '<w:trPr><w:trHeight w:val="1200"/></w:trPr>'
        rows = [
            f"<w:tr>{high}{cell('甲')}{cell('乙')}</w:tr>",
            f"<w:tr>{cell('丙')}{cell('丁')}</w:tr>",
        ]
        above, below = lines(pdf(table(rows)))
        assert above[0] - below[0] == pytest.approx(60, abs=0.5)


class TestKeeping:
    def test_a_heading_never_stands_alone_at_the_foot_of_a_page(self) -> None:
        for filler in range(28, 36):
            body = paragraph("行", style="Body") * filler + paragraph("条名", style="Clause")
            body += paragraph("正文" + "字" * 100, style="Body")
            for page in pages(pdf(body)):
                assert not squeezed(page).endswith("条名")

    def test_the_signatures_stay_whole_with_the_words_before_them(self) -> None:
        keep = "<w:keepNext/><w:keepLines/>"
        rows = [
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="600"/></w:trPr>{cell(a, keep)}'
            f"{cell(b, keep)}</w:tr>"
            for a, b in (("出让人", "受让人"), ("签字甲", "签字乙"), ("日期甲", "日期乙"))
        ]
        for filler in range(26, 36):
            body = paragraph("行", style="Body") * filler + paragraph("签署如下", ppr=keep)
            made = [squeezed(p) for p in pages(pdf(body + table(rows) + paragraph()))]
            found = [page for page in made if "签署如下" in page]
            assert len(found) == 1
            assert found[0].endswith("签署如下出让人受让人签字甲签字乙日期甲日期乙")

    def test_a_number_is_never_parted_from_its_unit(self) -> None:
        for filler in range(30):
            text = "国" * filler + "共计12345678.90元，面积66666.67平方米，2021年11月5日前付清"
            for _, _, line in lines(pdf(paragraph(text, style="Body"))):
                assert not line.endswith(tuple("0123456789."))

    def test_a_word_longer_than_a_line_stays_on_the_page(self) -> None:
        made = pdf(paragraph("X" * 400))
        assert max(left for _, left, _ in characters(made)) < 595 - 79
        assert "".join(map(squeezed, pages(made))) == "X" * 400


NASTY = [
    '引号"和\\反斜杠\\"', "#let x = 1", "#(panic())", "$x^2$", "*粗*_斜_`码`", "<label>@ref",
    "// 注释 /* */", "https://example.com", "= 标题", "- 项", "~--- ...", "\\u{61}", "𠮷䶮",
    "零\u200b宽\u2060度", "a\u00adb", "\"); #read(\"/etc/passwd\")", "{{ 标签 }}", "①㎡²‰×÷",
    "“引”‘号’——……", "a\u202eb",
]  # fmt: skip


class TestTexts:
    @pytest.mark.parametrize("text", NASTY)
    def test_no_text_is_ever_read_as_markup(self, text: str) -> None:
        assert visible("".join(pages(pdf(paragraph(text))))) == visible(text)

    @settings(max_examples=40, deadline=None)
    @given(st.text(st.sampled_from("\"\\#$*_`<>@/=-~[]{}()ux;,:'0a国𠮷\u200b\u2028 "), max_size=30))
    def test_any_mixture_of_signs_comes_out_letter_for_letter(self, text: str) -> None:
        style = RunStyle("Times New Roman", "宋体", 12.0)
        page = Geometry(595.3, 841.9, 72, 72, 72, 72, 36, 36)
        line = Paragraph((Run(text, style),), 12.0, 12.0, 3.6)
        model = PageModel((Section(page, (line,)),), title=text)
        made = typeset(model, document_date=None)
        assert visible("".join(pages(made))) == visible(text)

    def test_a_long_text_in_capitals_keeps_every_letter(self) -> None:
        text = "国有建设用地使用权ABC" * 200
        assert "".join(map(squeezed, pages(pdf(paragraph(text))))) == text

    def test_a_picture_is_set_in_its_size(self) -> None:
        out = io.BytesIO()
        Image.new("RGB", (8, 4), (200, 30, 30)).save(out, "PNG")
        body = (
            '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="1270000" cy="635000"/><wp:docPr id="1"'
            ' name="p" descr="图"/><a:graphic><a:graphicData uri="x"><pic:pic><pic:blipFill>'
            '<a:blip r:embed="image1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r></w:p>"
        )
        made = pdf(body, media={"image1.png": out.getvalue()})
        with pypdfium2.PdfDocument(made.pdf) as document:
            (picture,) = document[0].get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
            left, bottom, right, top = picture.get_bounds()
        assert (right - left, top - bottom) == (pytest.approx(100), pytest.approx(50))


class TestFonts:
    def test_a_character_without_a_glyph_is_an_error_that_names_it(self) -> None:
        with pytest.raises(EngineError, match=r"「😀」（U\+1F600）"):
            pdf(paragraph("张😀"))

    def test_a_rare_character_drawn_by_another_font_is_told(self) -> None:
        made = pdf(paragraph("甲㙇", rpr='<w:rFonts w:eastAsia="楷体"/>'))
        told = [(s.font, s.characters) for s in made.substitutions]
        assert ("楷体", "㙇") in told
        assert ("楷体", "") in told

    def test_an_unlisted_font_that_is_absent_is_an_error_that_says_what_to_install(self) -> None:
        with pytest.raises(EngineError, match=r"「某某体」.*apt-get install"):
            pdf(paragraph("甲", rpr='<w:rFonts w:eastAsia="某某体"/>'))

    def test_every_font_is_embedded(self) -> None:
        made = pdf(paragraph("甲A"))
        assert made.pdf.count(b"/FontFile") >= 1
        assert b"/Type1" not in made.pdf.replace(b"/Type1C", b"")


class TestSameBytes:
    def test_two_processes_give_the_same_bytes(self) -> None:
        data = docx(paragraph("甲", style="Clause") + paragraph("乙12元", style="Body"))
        here = hashlib.sha256(typeset(read(data), document_date=DAY).pdf).hexdigest()
        code = (
            "import sys,hashlib,datetime;from docgen.page.read import read;"
            "from docgen.page.typst import typeset;"
            "m=read(sys.stdin.buffer.read());d=datetime.date(2021,11,5);"
            "print(hashlib.sha256(typeset(m,document_date=d).pdf).hexdigest())"
        )
        there = subprocess.run(
            [sys.executable, "-c", code], input=data, capture_output=True, check=True, cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": "77"},
        ).stdout.decode().strip()  # fmt: skip
        assert here == there

    def test_without_a_date_none_is_written(self) -> None:
        model = read(docx(paragraph("甲")))
        assert b"CreationDate" not in typeset(model, document_date=None).pdf
        assert b"D:20211105" in typeset(model, document_date=DAY).pdf

    def test_threads_share_the_compiler_without_mixing_their_pages(self) -> None:
        made: dict[int, str] = {}

        def work(number: int) -> None:
            made[number] = squeezed("".join(pages(pdf(paragraph(f"第{number}份")))))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert made == {number: f"第{number}份" for number in range(6)}


def test_pdf_a_is_made_on_request_and_demands_a_date() -> None:
    model = read(docx(paragraph("甲")))
    made = typeset(model, document_date=DAY, pdf_a=True)
    assert b"pdfaid" in made.pdf
    with pytest.raises(UsageError, match="成文日期"):
        typeset(model, document_date=None, pdf_a=True)


def test_the_same_paragraph_format_is_declared_once() -> None:
    model = read(docx(paragraph("甲", style="Body") * 50))
    text, _ = source(model, document_date=None, fonts=system_fonts())
    assert text.count("first-line-indent") == 1


def visible(text: str) -> str:
    return INVISIBLE.sub("", text)
