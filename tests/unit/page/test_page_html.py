"""The page model as HTML: what stands in it, and that no text is ever markup."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from docgen.errors import EngineError
from docgen.page import weasy
from docgen.page.fonts import system_fonts
from docgen.page.html import Source, source
from docgen.page.html_css import look
from docgen.page.model import (
    NO_BORDERS,
    Block,
    Borders,
    Cell,
    Geometry,
    Inline,
    Label,
    LineBreak,
    PageBreak,
    PageField,
    PageModel,
    Paragraph,
    Picture,
    Row,
    Run,
    RunStyle,
    Section,
    Tab,
    Table,
    TabStop,
)

ROOT = Path(__file__).parents[3]
SONG = RunStyle("Times New Roman", "宋体", 12.0)
PAGE = Geometry(595.3, 841.9, 72, 72, 72, 72, 36, 36)
TAGS = {
    "html", "head", "meta", "title", "body", "section", "div", "p", "span", "br", "img", "table",
    "colgroup", "col", "thead", "tbody", "tr", "td",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "class", "src", "alt", "colspan", "rowspan",
}  # fmt: skip


class Parsed(HTMLParser):
    """Gathers tags, attributes and texts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_decl(self, decl: str) -> None:
        assert decl == "DOCTYPE html"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def par(*inlines: Inline | str, **more: object) -> Paragraph:
    made = tuple(Run(one, SONG) if isinstance(one, str) else one for one in inlines)
    return replace(Paragraph(made, 12.0, 16.0, 4.0), **more)


def made(*blocks: Block, title: str = "", day: date | None = None, **more: object) -> Source:
    section = replace(Section(PAGE, blocks), **more)
    return source(PageModel((section,), title=title), document_date=day, fonts=system_fonts())


def text_of(html: str) -> str:
    return "".join(Parsed(html.partition("<body>")[2]).texts)


def rule_of(source: Source, name: str | None) -> str:
    assert name is not None
    found = re.search(rf"^\.{name} {{ (.*) }}$", source.css, re.MULTILINE)
    assert found is not None
    return found[1]


def cell(*blocks: Block, column: int = 0, columns: int = 1, rows: int = 1) -> Cell:
    return Cell(blocks, column, columns, rows, "top", NO_BORDERS, (1.0, 5.0, 1.0, 5.0))


class TestTexts:
    @pytest.mark.parametrize(
        "text",
        ["</p><script>alert(1)</script>", "&amp;&#x41;", "<!-- 注 -->", "]]>", "<?x?>", "'\"`=",
         "</section></body>", "{{ 标签 }}", "url(file:///etc/passwd)", "@import 'x'"],
    )  # fmt: skip
    def test_no_text_is_ever_read_as_markup(self, text: str) -> None:
        found = made(par(text), title=text)
        assert text_of(found.html) == text
        assert {tag for tag, _ in Parsed(found.html).tags} <= TAGS
        assert Parsed(found.html).texts[0] == text  # the title
        assert "passwd" not in found.css
        assert "import" not in found.css

    @settings(max_examples=150, deadline=None)
    @given(st.text(st.sampled_from("<>&\"'/!-=;#{}[]()ax0 :国《》，。“”𠮷\u200b\u00a0\x00\x1b")))
    def test_any_mixture_of_signs_stays_text_letter_for_letter(self, text: str) -> None:
        found = made(par(text), title=text)
        printed = text.replace("\x00", "").replace("\x1b", "")
        assert text_of(found.html) == printed
        for tag, attributes in Parsed(found.html).tags:
            assert tag in TAGS
            assert set(attributes) <= ATTRIBUTES
            for name in ("class", "src"):
                assert re.fullmatch(r"[a-z0-9-]*", attributes.get(name) or "")

    def test_the_name_of_a_font_cannot_leave_its_quotes(self) -> None:
        rules = "; ".join(look(SONG, ['a"; } b { x: url(file:c)'], bold=False, drop=0.0))
        assert rules.count('"') == 2
        assert not set("{}()") & set(rules)

    def test_a_character_without_a_glyph_is_an_error_that_names_it(self) -> None:
        with pytest.raises(EngineError, match=r"「😀」（U\+1F600）"):
            made(par("张😀"))

    def test_clause_numbers_are_text(self) -> None:
        label = Label("第一条", SONG, "space")
        assert text_of(made(par("价款", label=label)).html) == "第一条 价款"

    def test_the_title_and_the_day_stand_in_the_head(self) -> None:
        head = made(par("甲"), title="合同", day=date(2021, 11, 5)).html.partition("<body>")[0]
        assert "<title>合同</title>" in head
        assert '<meta name="dcterms.created" content="2021-11-05">' in head
        assert "dcterms" not in made(par("甲")).html


class TestPieces:
    def classes(self, found: Source) -> Iterator[tuple[str, str]]:
        for name, text in re.findall(r'<span class="(t\d+)">([^<]+)</span>', found.html):
            yield text, rule_of(found, name)

    def test_latin_and_chinese_are_drawn_by_their_own_fonts(self) -> None:
        style = RunStyle("黑体", "楷体", 12.0)
        rules = dict(self.classes(made(par(Run("甲A", style)))))
        assert rules["甲"].startswith('font-family: "LXGW WenKai"')
        assert rules["A"].startswith('font-family: "Noto Sans CJK SC"')

    def test_a_number_stands_in_one_element_with_its_unit(self) -> None:
        found = made(par("共计12345678.90元，年限20年"))
        joined = re.findall(r'<span class="joined">(.*?</span>)</span>', found.html)
        assert [text_of(f"<body>{one}") for one in joined] == ["12345678.90元", "20年"]
        assert ".joined { white-space: nowrap }" in found.css

    def test_a_little_space_stands_between_a_chinese_character_and_a_number(self) -> None:
        rules = dict(self.classes(made(par("于2021年，A"))))
        assert "margin-right: 3pt" in rules["于"]
        assert "margin-right: 3pt" in rules["2021"]
        assert "margin-right" not in rules["年"] + rules["，"]

    def test_a_mark_beside_another_takes_half_its_width(self) -> None:
        pieces = list(self.classes(made(par("“甲”“乙”。（《丙》）丁，"))))
        narrow = [text for text, rule in pieces if "halt" in rule]
        assert narrow == ["”", "”", "。", "《", "》"]

    def test_bold_underline_colour_and_raised_letters_are_declared(self) -> None:
        style = replace(
            SONG, bold=True, underline=True, color="FF0000", shift="super", tracking=1.0
        )
        ((_, rule),) = self.classes(made(par(Run("甲", style))))
        for wanted in ("font-weight: 700", "underline", "color: #FF0000", "letter-spacing: 1pt",
                       "font-size: 7.2pt"):  # fmt: skip
            assert wanted in rule

    def test_the_same_look_is_declared_once(self) -> None:
        found = made(*(par("甲", first=24.0) for _ in range(50)))
        assert found.css.count("text-indent: 24pt") == 1


class TestParagraphs:
    def box(self, *blocks: Block) -> list[str]:
        found = made(*blocks)
        return [rule_of(found, one["class"]) for one in Parsed(found.html).named("p")]

    def test_the_line_is_as_high_as_the_model_says_whatever_the_font(self) -> None:
        (rule,) = self.box(par("甲"))
        assert "line-height: 20pt" in rule
        assert "line-height: 0;" in made(par("甲")).css  # the text itself adds nothing

    def test_an_empty_paragraph_takes_a_line(self) -> None:
        assert "height: 20pt" in self.box(par())[0].replace("line-height", "")

    def test_of_two_spaces_the_larger_one_holds_unless_they_are_summed(self) -> None:
        blocks = (par("甲", after=10.0), par("乙", before=15.0))
        assert "margin-top: 15pt" in self.box(*blocks)[1]
        summed = source(
            PageModel((Section(PAGE, blocks),), sum_spaces=True),
            document_date=None,
            fonts=system_fonts(),
        )
        assert "margin-top: 25pt" in summed.css

    def test_what_keeps_with_the_next_says_so(self) -> None:
        assert "break-after: avoid" in self.box(par("甲", keep_next=True))[0]
        assert "break-inside: avoid" in self.box(par("甲", keep_lines=True))[0]

    def test_what_surely_does_not_fit_on_a_page_may_be_parted(self) -> None:
        assert "break-inside" not in self.box(par("国" * 3000, keep_lines=True))[0]

    def test_a_page_break_parts_the_pages_and_the_last_one_is_not_lost(self) -> None:
        html = made(par("甲"), PageBreak(), par("乙", page_break_before=True), PageBreak()).html
        assert html.count('<div class="break"></div>') == 2
        assert html.count("<div></div>") == 1
        assert made(par("甲"), par("乙", page_break_before=True)).html.count('"break"') == 1

    def test_an_empty_line_after_the_last_line_break_is_kept(self) -> None:
        assert made(par("甲", LineBreak(), "乙")).html.count("<br>") == 1
        assert made(par("甲", LineBreak())).html.count("<br>") == 2

    def test_a_tab_leaves_the_space_up_to_its_stop(self) -> None:
        stops = (TabStop(100.0, "left"), TabStop(300.0, "right"))
        found = made(par("甲", Tab(), "乙", Tab(underline=True), "丙", tabs=stops))
        gaps = [
            rule_of(found, name) for name in re.findall(r'<span class="(g\d+)"></span>', found.html)
        ]
        assert ["width: 88pt" in gaps[0], "border-bottom" in gaps[0]] == [True, False]
        assert ["width: 176pt" in gaps[1], "border-bottom" in gaps[1]] == [True, True]

    def test_beyond_the_last_stop_a_tab_goes_to_the_next_step(self) -> None:
        found = made(par("甲乙", Tab(), "丙", default_tab=21.0))
        assert "width: 18pt" in found.css


class TestTables:
    def table(self, **more: object) -> Table:
        head = Row((cell(par("期次")), cell(par("金额"), column=1)), header=True, cant_split=True)
        rows = tuple(
            Row((cell(par(text)), cell(par("元"), column=1)), cant_split=True)
            for text in ("一", "二")
        )
        return replace(Table((100.0, 200.0), (head, *rows)), **more)

    def test_a_header_row_stands_in_the_head_that_comes_again(self) -> None:
        html = made(self.table()).html
        assert text_of("<body>" + html.partition("<thead>")[2].partition("</thead>")[0]) == (
            "期次金额"
        )
        assert text_of(html) == "期次金额一元二元"

    def test_a_table_of_header_rows_alone_keeps_one_in_its_body(self) -> None:
        rows = tuple(replace(row, header=True) for row in self.table().rows)
        body = made(self.table(rows=rows)).html.partition("<tbody>")[2]
        assert text_of(f"<body>{body}") == "二元"

    def test_columns_are_fixed_and_rows_stay_whole(self) -> None:
        found = made(self.table())
        widths = [rule_of(found, one["class"]) for one in Parsed(found.html).named("col")]
        assert widths == ["width: 100pt", "width: 200pt"]
        for one in Parsed(found.html).named("tr"):
            assert rule_of(found, one["class"]) == "break-inside: avoid"

    def test_cells_merged_across_and_down_say_how_many_they_take(self) -> None:
        first = Row((cell(par("甲"), rows=2), cell(par("乙"), column=1, columns=2)))
        second = Row((cell(par("丙"), column=1), cell(par("丁"), column=2)))
        cells = Parsed(made(Table((50.0, 50.0, 50.0), (first, second))).html).named("td")
        spans = [(one.get("colspan"), one.get("rowspan")) for one in cells]
        assert spans == [(None, "2"), ("2", None), (None, None), (None, None)]

    def test_a_table_whose_rows_are_kept_together_stays_whole(self) -> None:
        rows = tuple(replace(row, keep_next=True) for row in self.table().rows)
        found = made(self.table(rows=rows), par("后"))
        (one,) = Parsed(found.html).named("table")
        assert "break-inside: avoid; break-after: avoid" in rule_of(found, one["class"])


class TestPages:
    def test_a_page_number_is_a_counter_and_a_count_in_the_text_is_a_number(self) -> None:
        page, pages = PageField("PAGE", SONG), PageField("NUMPAGES", SONG)
        found = made(par("共", pages, "页"), footer=(par("第", page, "页共", pages, "页"),))
        assert found.names_page_count
        assert text_of(found.html) == "第页共页共1页"
        assert '<span class="page"></span>' in found.html
        assert '<span class="pages"></span>' in found.html
        assert not made(par("甲"), footer=(par(pages),)).names_page_count

    def test_the_paper_and_its_margins_stand_in_the_page_rule(self) -> None:
        css = made(par("甲")).css
        assert "@page s0 { size: 595.3pt 841.9pt; margin: 72pt 72pt 72pt 72pt;" in css

    def test_a_title_page_has_its_own_header_or_none(self) -> None:
        found = made(par("甲"), header=(par("常用"),), title_page=True)
        assert "@top-center { content: element(s0-head);" in found.css
        first = found.css.partition("@page s0:nth(1 of s0)")[2]
        assert "@top-center { content: none;" in first

    def test_a_tall_header_pushes_the_text_down(self) -> None:
        css = made(par("甲"), header=tuple(par("乙") for _ in range(5))).css
        assert "margin: 136pt 72pt 72pt 72pt" in css

    def test_page_numbers_may_begin_anywhere_and_stand_between_dashes(self) -> None:
        footer = (par(PageField("PAGE", SONG)),)
        found = made(par("甲"), footer=footer, first_number=5, dashed=True)
        assert "counter-reset: page 5" in found.css
        assert '- <span class="page"></span> -' in found.html


class TestPictures:
    def test_a_picture_is_part_of_the_document_byte_for_byte(self) -> None:
        out = io.BytesIO()
        Image.new("RGB", (8, 4), (200, 30, 30)).save(out, "PNG")
        picture = Picture(out.getvalue(), "png", 100.0, 50.0, alt='图"><b>')
        (one,) = Parsed(made(par(picture)).html).named("img")
        kind, _, data = (one["src"] or "").partition(",")
        assert kind == "data:image/png;base64"
        assert base64.b64decode(data) == picture.data
        assert one["alt"] == '图"><b>'

    def test_lines_around_a_paragraph_take_no_space(self) -> None:
        line = Paragraph((), 12.0, 16.0, 4.0).borders
        assert line == NO_BORDERS
        found = made(par("甲"), par("乙", borders=Borders(bottom=_line())))
        assert "margin-bottom: -1.5pt" in found.css


def _line() -> object:
    from docgen.page.model import Border

    return Border(0.5)


class TestLoading:
    def test_nothing_of_weasyprint_is_loaded_before_it_is_asked_for(self) -> None:
        code = (
            "import sys, docgen, docgen.pipeline, docgen.page.weasy, docgen.cli.app;"
            "print([name for name in sys.modules if name.startswith('weasyprint')])"
        )
        told = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, text=True
        )
        assert told.stdout.strip() == "[]"

    def test_without_weasyprint_the_error_says_how_to_install_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(sys.modules, "docgen.page.weasy_press", raising=False)
        monkeypatch.delattr("docgen.page.weasy_press", raising=False)
        monkeypatch.setitem(sys.modules, "weasyprint", None)
        model = PageModel((Section(PAGE, (par("甲"),)),))
        with pytest.raises(EngineError, match=r"docgen\[weasyprint\].*libharfbuzz-subset0"):
            weasy.typeset(model, document_date=None)
