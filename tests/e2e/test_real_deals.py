"""Five deals of the public record, held against the record itself.

The CSV is read here with the csv module, every figure computed anew with Decimal, and looked for on
the paper: in the receipt, in the Word file at the paragraph the receipt names, and in the PDF at
the page it names.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from pathlib import Path

import cn2an
import docx
import pypdfium2
import pytest
import yaml
from lxml import etree

from docgen import pipeline
from docgen.pipeline import Document
from docgen.reading import read_amount_words, read_number_words

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "real"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

YUAN_PER_WAN = 10_000
M2_PER_HECTARE = 10_000
# 1 公顷 = 15 亩.
MU_PER_M2 = Decimal("0.0015")

Row = Mapping[str, str]


def read_rows() -> dict[str, Row]:
    with (FOLDER / "real-deals.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["电子监管号"]: row for row in csv.DictReader(file)}


ROWS = read_rows()
each_deal = pytest.mark.parametrize("number", ROWS)


@dataclass(frozen=True)
class Deal:
    """A row of the record, its case file and the paper made of it."""

    row: Row
    file: Path
    document: Document

    @cached_property
    def paragraphs(self) -> list[etree._Element]:
        body = docx.Document(io.BytesIO(self.document.docx)).element
        return list(body.iter(f"{W}p"))

    @cached_property
    def pages(self) -> list[str]:
        assert self.document.pdf is not None
        opened = pypdfium2.PdfDocument(self.document.pdf)
        try:
            texts = [page.get_textpage().get_text_range() for page in opened]
        finally:
            opened.close()
        return ["".join(text.split()) for text in texts]

    def places(self, path: str, form: str = "") -> list[Mapping[str, object]]:
        """Return where the receipt says that a figure stands; never nothing."""
        found = [
            one
            for one in self.document.receipt["figures"]
            if one["path"] == path and one["form"] == form
        ]
        assert found, path
        return found

    def stands(self, path: str, printed: str, *, form: str = "", beside: str = "") -> None:
        """Assert that a figure stands, so printed, wherever the receipt names it.

        Args:
            path: The figure.
            printed: How it ought to be printed.
            form: The form it is asked for in.
            beside: A word that stands in the same paragraph, or row of a table, at least once.
        """
        places = self.places(path, form)
        around = []
        for place in places:
            assert place["printed"] == printed
            paragraph = self.paragraphs[self._number(place["paragraph"]) - 1]
            assert printed in text_of(paragraph)
            around.append(row_texts(paragraph) or [text_of(paragraph)])
            page = self._number(place["page"])
            # A paragraph may run on to the next page.
            assert "".join(printed.split()) in "".join(self.pages[page - 1 : page + 1])
        assert any(beside in "".join(texts) for texts in around), (path, around)

    @staticmethod
    def _number(value: object) -> int:
        assert isinstance(value, int)
        return value


def text_of(element: etree._Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def row_texts(paragraph: etree._Element) -> list[str]:
    """Return the cells of the table row that a paragraph stands in; none outside a table."""
    row = next(paragraph.iterancestors(f"{W}tr"), None)
    return [] if row is None else [text_of(cell) for cell in row.iter(f"{W}tc")]


@cache
def deal(number: str) -> Deal:
    (file,) = (
        path for path in FOLDER.glob("*.yaml") if f"supervision_no: {number}\n" in read(path)
    )
    case = pipeline.load_case(file)
    (document,) = pipeline.generate(case, ["land_grant_contract"], file=file.name)
    return Deal(ROWS[number], file, document)


def read(path: Path) -> str:
    return path.read_text("utf-8")


def yuan(row: Row, column: str) -> Decimal:
    return Decimal(row[column]) * YUAN_PER_WAN


def price(row: Row) -> Decimal:
    return yuan(row, "成交价格(万元)")


def last_instalment(row: Row) -> Decimal:
    return yuan(row, "分期支付约定-约定支付金额(万元)")


def area_m2(row: Row) -> Decimal:
    return Decimal(row["面积(公顷)"]) * M2_PER_HECTARE


def lower_ratio(row: Row) -> str | None:
    """Return the lower limit; blank and 0.00 are the register's two ways to say none."""
    text = row["约定容积率下限"]
    return text if text and Decimal(text) else None


def parts_of_day(text: str) -> tuple[str, str, str]:
    found = re.fullmatch("([0-9]{4})年([0-9]{2})月([0-9]{2})日", text)
    assert found, text
    year, month, day = found.groups()
    return year, month, day


def day_as_printed(text: str) -> str:
    year, month, day = parts_of_day(text)
    return f"{year}年{int(month)}月{int(day)}日"


def two_places(value: Decimal) -> str:
    assert value == value.quantize(Decimal("0.01"))
    return f"{value:.2f}"


# --- the case says what the record says, and nothing else ---------------------------------------


def facts(row: Row) -> Iterator[tuple[str, str | None]]:
    """Yield the key and value of everything that a row tells."""
    yield "stage", "draft"
    yield "parcel.supervision_no", row["电子监管号"]
    yield "parcel.location", row["项目位置"]
    yield "parcel.granted_area_m2", two_places(area_m2(row))
    yield "parcel.use", row["土地用途"]
    yield "planning.floor_area_ratio.min", lower_ratio(row)
    yield "planning.floor_area_ratio.max", row["约定容积率上限"] or None
    yield "parties.grantees[0].name", row["土地使用权人"]
    yield "grant.method", row["供地方式"]
    yield "grant.term_years", row["土地使用年限"]
    yield "grant.price_yuan", two_places(price(row))
    yield "grant.instalments[0].no", "1"
    yield "grant.instalments[1].no", row["分期支付约定-支付期号"]
    yield "grant.instalments[1].amount_yuan", two_places(last_instalment(row))
    for key, column in (
        ("grant.signing_date", "合同签订日期"),
        ("grant.instalments[1].due_date", "分期支付约定-约定支付日期"),
        ("grant.delivery_date", "约定交地时间"),
        ("grant.commencement_date", "约定开工时间"),
        ("grant.completion_date", "约定竣工时间"),
    ):
        yield key, "-".join(parts_of_day(row[column]))
    yield "grant.approval_authority", row["批准单位"]
    yield "project.name", row["项目名称"]
    yield "project.industry_name", row["行业分类"]


def leaves(data: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list):
        for place, item in enumerate(data):
            yield from leaves(item, f"{path}[{place}]")
    else:
        yield path, str(data)


def test_the_record_has_five_deals_and_each_has_its_case() -> None:
    assert len(ROWS) == 5
    assert len(list(FOLDER.glob("*.yaml"))) == 5


@each_deal
def test_a_case_holds_every_fact_of_its_row_and_nothing_else(number: str) -> None:
    one = deal(number)
    data = yaml.load(read(one.file), yaml.BaseLoader)
    assert dict(leaves(data)) == {key: value for key, value in facts(one.row) if value is not None}


# --- every figure of the row stands on the paper ------------------------------------------------


@each_deal
def test_the_area_stands_in_square_metres_in_mu_and_in_words(number: str) -> None:
    one = deal(number)
    area = area_m2(one.row)
    one.stands("parcel.granted_area_m2", two_places(area), beside="面积")
    (mu,) = {str(place["printed"]) for place in one.places("parcel.granted_area_m2", "亩")}
    assert Decimal(mu) == area * MU_PER_M2
    one.stands("parcel.granted_area_m2", mu, form="亩", beside="亩")
    (words,) = {str(place["printed"]) for place in one.places("parcel.granted_area_m2", "大写")}
    assert read_number_words(words) == area
    assert Decimal(str(cn2an.cn2an(words, "smart"))) == area
    one.stands("parcel.granted_area_m2", words, form="大写", beside=two_places(area))


@each_deal
def test_price_and_last_instalment_stand_in_yuan_and_in_words(number: str) -> None:
    one = deal(number)
    for path, amount, beside in (
        ("grant.price_yuan", price(one.row), "价款"),
        ("grant.instalments[1].amount_yuan", last_instalment(one.row), ""),
    ):
        one.stands(path, two_places(amount), beside=beside)
        (words,) = {str(place["printed"]) for place in one.places(path, "大写")}
        assert read_amount_words(words, prefix_required=True) == amount
        # The outside oracle knows no 元: all amounts of the record are whole yuan.
        bare = words.removeprefix("人民币").removesuffix("元整")
        assert Decimal(cn2an.cn2an(bare, "smart")) == amount
        one.stands(path, words, form="大写", beside=two_places(amount))


@each_deal
def test_a_unit_price_that_the_record_does_not_give_is_price_by_area(number: str) -> None:
    one = deal(number)
    unit = (price(one.row) / area_m2(one.row)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    one.stands("grant.unit_price_yuan_per_m2", f"{unit:.2f}", beside="平方米")


@each_deal
def test_dates_and_years_stand_at_their_places(number: str) -> None:
    one = deal(number)
    for path, column, beside in (
        ("grant.signing_date", "合同签订日期", "日期"),
        ("grant.delivery_date", "约定交地时间", "交付"),
        ("grant.commencement_date", "约定开工时间", "开工"),
        ("grant.completion_date", "约定竣工时间", "竣工"),
    ):
        one.stands(path, day_as_printed(one.row[column]), beside=beside)
    one.stands("grant.term_years", one.row["土地使用年限"], beside="年限")


@each_deal
def test_names_and_words_of_the_record_stand_at_their_places(number: str) -> None:
    one = deal(number)
    for path, column, beside in (
        ("parcel.supervision_no", "电子监管号", "电子监管号"),
        ("parcel.location", "项目位置", "坐落"),
        ("parcel.use", "土地用途", "用途"),
        ("parties.grantees[0].name", "土地使用权人", "受让人"),
        ("grant.approval_authority", "批准单位", "批准"),
        ("project.name", "项目名称", "项目"),
        ("project.industry_name", "行业分类", "行业"),
    ):
        one.stands(path, one.row[column], beside=beside)
    one.stands("grant.method", one.row["供地方式"].removesuffix("出让"), beside="方式")


@each_deal
def test_the_last_instalment_stands_in_its_own_row_and_the_first_is_blank(number: str) -> None:
    one = deal(number)
    first, last = (instalment_row(one, place) for place in (0, 1))
    assert two_places(last_instalment(one.row)) in last
    assert day_as_printed(one.row["分期支付约定-约定支付日期"]) in last
    assert one.row["分期支付约定-支付期号"] in last
    assert "1" in first
    blank = [cell for cell in first if cell != "1"]
    assert blank
    assert not any(cell.strip(" _\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}") for cell in blank)


def instalment_row(one: Deal, place: int) -> list[str]:
    (line,) = one.places(f"grant.instalments[{place}].no")
    number = line["paragraph"]
    assert isinstance(number, int)
    return row_texts(one.paragraphs[number - 1])


@each_deal
def test_the_upper_ratio_stands_and_a_lower_one_not_given_is_left_blank(number: str) -> None:
    one = deal(number)
    places = one.places("planning.floor_area_ratio.max")
    for place in places:
        number_of = place["paragraph"]
        assert isinstance(number_of, int)
        label, lower, upper = row_texts(one.paragraphs[number_of - 1])
        assert label == "容积率"
        assert lower.strip("_") == (lower_ratio(one.row) or "")
        assert upper == one.row["约定容积率上限"]
    one.stands("planning.floor_area_ratio.max", one.row["约定容积率上限"], beside="容积率")


@each_deal
def test_what_the_record_does_not_give_is_blank_and_listed(number: str) -> None:
    one = deal(number)
    receipt = one.document.receipt
    blanks = {line["path"] for line in receipt["blanks"]}
    assert blanks >= {
        "document.contract_no",
        "parties.grantor.name",
        "parcel.unit_code",
        "grant.deposit_yuan",
        "grant.instalments[0].amount_yuan",
        "grant.instalments[0].due_date",
    }
    known = {path for path, value in facts(one.row) if value is not None}
    derived = {"grantees.name", "grant.unit_price_yuan_per_m2"}
    valued = {line["path"] for line in receipt["figures"] if line["value"] is not None}
    assert valued <= known | derived


@each_deal
def test_every_page_says_that_it_is_a_draft(number: str) -> None:
    one = deal(number)
    assert one.document.receipt["stage"] == "draft"
    assert [place for place, text in enumerate(one.pages, start=1) if "草稿" not in text] == []


# --- where the public halves do not make the whole ----------------------------------------------


def difference(row: Row) -> Decimal:
    """Return by how much the first instalment must be larger than the last; 0 for equal halves."""
    return price(row) - 2 * last_instalment(row)


def test_the_record_has_deals_of_both_kinds() -> None:
    signs = {difference(row).compare(Decimal(0)) for row in ROWS.values()}
    assert signs == {Decimal(-1), Decimal(0), Decimal(1)}


@each_deal
def test_findings_name_the_difference_where_the_halves_do_not_add_up(number: str) -> None:
    one = deal(number)
    (finding,) = (found for found in one.document.report.findings if found.code == "R062")
    assert finding.severity == "warning"
    assert finding.path == "grant.instalments[0].amount_yuan"
    rest = price(one.row) - last_instalment(one.row)
    assert f"应为{two_places(rest)}元" in finding.message
    said = re.findall(r"([多少])([0-9.]+)元", finding.message)
    apart = difference(one.row)
    if apart:
        assert said == [("多" if apart > 0 else "少", two_places(abs(apart)))]
    else:
        assert said == []
