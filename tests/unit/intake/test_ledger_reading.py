"""What a ledger's headings, units, days and words become."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docgen.errors import InputError
from docgen.intake import load_case
from docgen.intake.ledger import Ledger, LedgerRow, read_ledger
from docgen.intake.ledger_fields import find_field
from docgen.model import Case, Grant
from docgen.model.proven import proven
from docgen.units import M2_PER_MU
from tests.counts import count
from tests.ledgerbook import DAY, Raw, formula, sheet, styled, workbook

REAL = Path(__file__).resolve().parents[3] / "examples" / "real"


class Folder:
    """Writes ledgers into a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def xlsx(self, *rows: Sequence[object], name: str = "台账.xlsx", **more: object) -> Path:
        file = self.path / name
        given_sheet = sheet(rows, **more)  # type: ignore[arg-type]
        file.write_bytes(workbook({"台账": given_sheet}))
        return file

    def csv(self, text: str, *, encoding: str = "utf-8", name: str = "台账.csv") -> Path:
        file = self.path / name
        file.write_bytes(text.encode(encoding))
        return file


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def only(ledger: Ledger) -> LedgerRow:
    (row,) = ledger.rows
    return row


def leaf(row: LedgerRow, path: str) -> object:
    """Return a value of a row's data by its path, None where there is none."""
    value: object = row.data
    for key in path.split("."):
        if isinstance(value, list):
            value = value[int(key)] if int(key) < len(value) else None
        elif isinstance(value, Mapping):
            value = value.get(key)
        else:
            return None
    return value


def codes(ledger: Ledger) -> list[str]:
    return [note.code for row in ledger.rows for note in row.faults] + [
        note.code for note in ledger.notes
    ]


def raised(path: Path, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        list(read_ledger(path, **options).rows)  # type: ignore[arg-type]
    assert caught.value.exit_code == 3
    assert all(problem.message and problem.fix for problem in caught.value.problems)
    return str(caught.value)


# --- the public record ---------------------------------------------------------------------------


def test_the_five_real_deals_read_as_their_cases_say() -> None:
    rows = list(read_ledger(REAL / "real-deals.csv").rows)
    cases = {}
    for file in REAL.glob("*.yaml"):
        case = load_case(file).case
        assert case.parcel
        cases[case.parcel.supervision_no] = case.model_copy(update={"stage": None})
    assert len(rows) == len(cases) == 5
    for row in rows:
        assert row.ok
        assert row.faults == ()
        assert row.case.parcel
        assert row.case == cases[row.case.parcel.supervision_no]


def test_a_converted_figure_tells_the_words_of_its_cell() -> None:
    row = next(iter(read_ledger(REAL / "real-deals.csv").rows))
    assert row.origins["parcel.granted_area_m2"] == "real-deals.csv E2（原文 2.611420公顷）"
    assert row.origins["grant.instalments[1].amount_yuan"].endswith("N2（原文 2115.2502万元）")
    assert row.origins["parcel.location"] == "real-deals.csv D2"
    assert row.amounts == {
        "parcel.granted_area_m2": Decimal("26114.20"),
        "grant.price_yuan": Decimal("42305004.00"),
        "grant.instalments[1].amount_yuan": Decimal("21152502.00"),
    }
    assert row.raw["行政区"] == "北京市本级"
    assert row.raw["面积(公顷)"] == "2.611420"


def test_columns_that_no_field_takes_are_named_with_the_reason() -> None:
    ledger = read_ledger(REAL / "real-deals.csv")
    assert [(one.letter, one.header) for one in ledger.ignored] == [
        ("A", "行政区"),
        ("J", "土地级别"),
    ]
    assert all(one.reason for one in ledger.ignored)
    assert len(ledger.columns) == 20


def test_sums_are_those_of_every_column_of_money_and_area() -> None:
    ledger = read_ledger(REAL / "real-deals.csv")
    sums = {one.column.header: one.total for one in ledger.sums()}
    rows = list(ledger.rows)
    assert sums["面积(公顷)"] == sum(row.amounts["parcel.granted_area_m2"] for row in rows)
    assert sums["成交价格(万元)"] == sum(row.amounts["grant.price_yuan"] for row in rows)
    assert {one.cells for one in ledger.sums()} == {5}


def test_every_pass_gives_the_same_rows() -> None:
    ledger = read_ledger(REAL / "real-deals.csv")
    assert [row.data for row in ledger.rows] == [row.data for row in ledger.rows]


def test_dates_that_stand_for_none_are_none(folder: Folder) -> None:
    text = "项目位置,约定交地,合同签订日期\n甲地,1900-01-01,1900年01月01日\n"
    text += "乙地,1900/1/1,2019年06月27日\n"
    first, second = read_ledger(folder.csv(text)).rows
    assert first.ok
    assert leaf(first, "grant") is None
    assert leaf(second, "grant.delivery_date") is None
    assert leaf(second, "grant.signing_date") == "2019-06-27"
    book = folder.xlsx(["位置", "约定交地"], ["甲地", styled(1, DAY)], ["乙地", styled(44505, DAY)])
    first, second = read_ledger(book).rows
    assert (first.ok, leaf(first, "grant.delivery_date")) == (True, None)
    assert leaf(second, "grant.delivery_date") == "2021-11-05"


# --- headings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("位置", "parcel.location"),
        ("坐落", "parcel.location"),
        ("用途", "parcel.use"),
        ("土地用途", "parcel.use"),
        ("使用年限", "grant.term_years"),
        ("出让年限", "grant.term_years"),
        ("土地使用权人", "parties.grantees[0].name"),
        ("受让人", "parties.grantees[0].name"),
        ("约定交地", "grant.delivery_date"),
        ("约定交地时间", "grant.delivery_date"),
        ("受让人.名称", "parties.grantees[0].name"),
        ("受让人[2].名称", "parties.grantees[1].name"),
        ("出让.分期[2].金额", "grant.instalments[1].amount_yuan"),
        ("第二期付款日期", "grant.instalments[1].due_date"),
        ("第10期金额", "grant.instalments[9].amount_yuan"),
        ("通知.限期", "notice.deadline"),
        ("grant.price_yuan", "grant.price_yuan"),
        ("文书链.调查通知书.文号", "chain.investigation.document_no"),
        (" 合 同 编 号\n", "contract_no"),
        ("容积率.上限", ""),
        ("规划条件.容积率.上限", "planning.floor_area_ratio.max"),
        ("联系电话", ""),
        ("流转意见", ""),
        ("受让人[0].名称", ""),
        ("受让人[999].名称", ""),
    ],
)
def test_a_heading_leads_to_its_field(heading: str, path: str) -> None:
    assert find_field(heading).path == path


def test_every_column_named_in_the_data_leads_somewhere() -> None:
    root = Path(__file__).resolve().parents[3] / "schemas" / "ledger.yaml"
    data = yaml.load(root.read_bytes(), Loader=yaml.CBaseLoader)
    for path, labels in data["columns"].items():
        for label in labels:
            found = find_field(label.replace("{n}", "3"))
            assert found.path == path.replace("{n}", "2"), label
    for said in data["kept"].items():
        for path in (said[0], *said[1].values()):
            assert find_field(path).path == path


def test_a_heading_of_two_rows_is_joined(folder: Folder) -> None:
    path = folder.xlsx(
        ["示例区供地结果"],
        ["电子监管号", "位置", "分期支付约定", None, None, "约定容积率", None],
        [None, None, "支付期号", "约定支付日期", "约定支付金额(万元)", "下限", "上限"],
        ["4103072021B00001", "甲地", 2, "2021年11月05日", 100.5, 1, 2],
        merged=("A1:G1", "A2:A3", "B2:B3", "C2:E2", "F2:G2"),
    )
    row = only(read_ledger(path))
    assert row.ok
    assert leaf(row, "grant.instalments.1.amount_yuan") == "1005000.00"
    assert leaf(row, "planning.floor_area_ratio.max") == "2"
    assert row.number == 4


def test_a_row_of_units_below_the_headings_is_read(folder: Folder) -> None:
    path = folder.xlsx(
        ["位置", "面积", "成交价格"], [None, "(公顷)", "万元"], ["甲地", 2.61142, 4230.5004]
    )
    ledger = read_ledger(path)
    row = only(ledger)
    assert leaf(row, "parcel.granted_area_m2") == "26114.20"
    assert leaf(row, "grant.price_yuan") == "42305004.00"
    assert codes(ledger) == []


def test_headings_may_stand_far_down_and_far_right(folder: Folder) -> None:
    rows: list[list[object]] = [[], [None, None, "说明文字"], []]
    rows += [[None, None, "位置", "合同编号"], [None, None, "甲地", "甲1"]]
    ledger = read_ledger(folder.xlsx(*rows))
    row = only(ledger)
    assert (row.number, ledger.columns[0].letter) == (5, "C")
    assert leaf(row, "parcel.location") == "甲地"
    assert row.origins["contract_no"] == "台账.xlsx 台账!D5"


def test_a_mapping_file_says_which_column_is_which(folder: Folder) -> None:
    path = folder.csv("地块,钱,电话\n甲地,3,123\n")
    mapping = folder.path / "对照.yaml"
    mapping.write_text("地块: 宗地.坐落\n钱: 出让.出让价款\n电话: 忽略\n", "utf-8")
    ledger = read_ledger(path, mapping=mapping)
    assert leaf(only(ledger), "grant.price_yuan") == "3"
    assert [one.header for one in ledger.ignored] == ["电话"]
    mapping.write_text("地块: 宗地.坐落处\n钱: 联系人\n", "utf-8")
    message = raised(path, mapping=mapping)
    assert "宗地.坐落处" in message
    assert "写全" in message
    mapping.write_text("- 1\n", "utf-8")
    assert "对照文件" in raised(path, mapping=mapping)
    assert "没有这个文件" in raised(path, mapping=folder.path / "无.yaml")


def test_a_file_without_headings_is_refused(folder: Folder) -> None:
    assert "找不到表头" in raised(folder.csv("一,二\n三,四\n"))
    assert "找不到表头" in raised(folder.xlsx(["位置"], ["甲地"]))


def test_headings_without_rows_are_told(folder: Folder) -> None:
    ledger = read_ledger(folder.csv("位置,合同编号\n"))
    assert list(ledger.rows) == []
    assert codes(ledger) == ["L029"]


def test_of_several_sheets_the_only_ledger_is_taken(folder: Folder) -> None:
    rows = [["位置", "合同编号"], ["甲地", "甲"]]
    file = folder.path / "台账.xlsx"
    file.write_bytes(workbook({"说明": sheet([["一", "二"]]), "甲表": sheet(rows)}))
    assert read_ledger(file).sheet == "甲表"
    file.write_bytes(workbook({"甲表": sheet(rows), "乙表": sheet(rows)}))
    assert "甲表、乙表" in raised(file)
    assert read_ledger(file, sheet="乙表").sheet == "乙表"
    assert "没有工作表「丙表」" in raised(file, sheet="丙表")
    file.write_bytes(
        workbook({"甲表": sheet(rows), "乙表": sheet(rows)}, states={"乙表": "hidden"})
    )
    assert read_ledger(file).sheet == "甲表"


# --- units ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cell", "path", "value"),
    [
        ("面积（公顷）", "2.611420", "parcel.granted_area_m2", "26114.20"),
        ("面积（公顷）", "2.61142005", "parcel.granted_area_m2", "26114.2005"),
        ("面积(㎡)", "26114.2", "parcel.granted_area_m2", "26114.2"),
        ("面积（平方公里）", "0.02", "parcel.granted_area_m2", "20000.00"),
        ("面积（亩）", "39", "parcel.granted_area_m2", "26000.00"),
        ("面积（亩）", "39.1713", "parcel.granted_area_m2", "26114.20"),
        ("面积/公顷", "1", "parcel.granted_area_m2", "10000.00"),
        ("成交价格（含税，万元）", "1,234.5678", "grant.price_yuan", "12345678.00"),
        ("成交价格（亿元）", "0.5", "grant.price_yuan", "50000000.00"),
        ("成交价格（元）", "1,234,567.89", "grant.price_yuan", "1234567.89"),
        ("成交价格（元）", "12万元", "grant.price_yuan", "120000.00"),
        ("成交价格（元）", "１２３４．５", "grant.price_yuan", "1234.5"),
        ("单价（万元/亩）", "17.2", "grant.unit_price_yuan_per_m2", "258.00"),
        ("单价（万元/公顷）", "258", "grant.unit_price_yuan_per_m2", "258.00"),
        ("迟延付款违约金日率（%）", "0.05", "grant.late_payment_rate_permille_per_day", "0.50"),
        ("转让投资比例", "25%", "grant.transfer_investment_pct", "25"),
        ("出让年限", "20年", "grant.term_years", "20"),
    ],
)
def test_figures_are_converted_exactly(
    folder: Folder, heading: str, cell: str, path: str, value: str
) -> None:
    row = only(read_ledger(folder.csv(f'位置,"{heading}"\n甲地,"{cell}"\n')))
    assert row.ok, row.faults
    assert leaf(row, path) == value
    assert Case.model_validate(row.data) == row.case


def test_rounded_mu_make_no_square_metres_and_are_kept_as_mu(folder: Folder) -> None:
    row = only(read_ledger(folder.csv("位置,面积（亩）\n甲地,39.17\n")))
    assert row.ok
    assert leaf(row, "parcel.granted_area_m2") is None
    assert leaf(row, "parcel.granted_area_mu") == "39.17"
    assert [note.code for note in row.faults] == ["L024"]
    assert row.origins["parcel.granted_area_mu"].endswith("B2")
    row = only(read_ledger(folder.csv("位置,宗地总面积（亩）\n甲地,39.17\n")))
    assert not row.ok


@settings(max_examples=count(full=1_000, reduced=40), deadline=None)
@given(st.decimals("0.01", "99999", places=4))
def test_whatever_mu_become_square_metres_is_exact(mu: Decimal) -> None:
    with tempfile.TemporaryDirectory() as name:
        row = only(read_ledger(Folder(Path(name)).csv(f"位置,面积（亩）\n甲地,{mu}\n")))
    value = leaf(row, "parcel.granted_area_m2")
    exact = M2_PER_MU * mu.as_integer_ratio()[0] / mu.as_integer_ratio()[1]
    if value is None:
        assert exact * 100 % 1 != 0
    else:
        assert Decimal(str(value)).as_integer_ratio() == exact.as_integer_ratio()


@pytest.mark.parametrize(
    "heading", ["面积（百亩）", "面积（米）", "成交价格（美元）", "成交价格（亩）"]
)
def test_a_unit_that_cannot_be_converted_stops_the_ledger(folder: Folder, heading: str) -> None:
    assert "的单位换算不成" in raised(folder.csv(f"位置,{heading}\n甲地,3\n"))


@pytest.mark.parametrize(
    ("hectares", "m2", "taken", "severities"),
    [
        ("2.6114", "26114.20", "26114.20", ["warning"]),
        ("2.61142", "26114.20", "26114.20", []),
        ("2.61142", "26114", "26114.20", ["warning"]),
        ("2.6114", "26115.20", None, ["error"]),
        ("", "26114.20", "26114.20", []),
        ("2.61142", "", "26114.20", []),
    ],
)
def test_a_rounded_figure_beside_the_exact_one_gives_way(
    folder: Folder, hectares: str, m2: str, taken: str | None, severities: list[str]
) -> None:
    row = only(read_ledger(folder.csv(f"位置,面积（公顷）,面积（㎡）\n甲地,{hectares},{m2}\n")))
    assert [note.severity for note in row.faults] == severities
    if taken is not None:
        assert leaf(row, "parcel.granted_area_m2") == taken
        exact = "C2" if m2 == taken and hectares != "2.61142" else "B2"
        assert row.origins["parcel.granted_area_m2"].startswith(f"台账.csv {exact}")


def test_hidden_columns_are_left_out_and_told(folder: Folder) -> None:
    rows = [["位置", "合同编号", "成交价格（元）"], ["甲地", "甲", 3]]
    path = folder.xlsx(*rows, hidden_columns=(2,))
    ledger = read_ledger(path)
    assert leaf(only(ledger), "grant") is None
    assert codes(ledger) == ["L015"]
    assert [one.letter for one in ledger.ignored] == ["C"]
    assert leaf(only(read_ledger(path, include_hidden=True)), "grant.price_yuan") == "3"


def test_a_column_without_a_unit_is_read_in_the_units_of_the_field_and_told(folder: Folder) -> None:
    ledger = read_ledger(folder.csv("位置,面积,出让年限\n甲地,3,20\n"))
    assert codes(ledger) == ["L006"]
    assert leaf(only(ledger), "parcel.granted_area_m2") == "3"


def test_a_spreadsheets_number_is_what_it_shows(folder: Folder) -> None:
    rows: list[list[object]] = [["位置", "成交价格（元）"]]
    rows += [
        ["甲地", number] for number in ("0.1", "0.30000000000000004", "1E-05", "123456789012345")
    ]
    path = folder.xlsx(*rows)
    data = path.read_bytes()
    assert data
    book = openpyxl.Workbook()
    for cells in [
        ["位置", "成交价格（元）"],
        ["甲地", 0.1 + 0.2],
        ["乙地", 1e-05],
        ["丙地", 123456789012345],
    ]:
        book.active.append(cells)
    book.save(path)
    values = [leaf(row, "grant.price_yuan") for row in read_ledger(path).rows]
    assert values == ["0.3", "0.00001", "123456789012345"]


@pytest.mark.parametrize("text", ["12,34", "1.2.3", "约3", "3元整", "0x1F", "1e5", "--3"])
def test_what_is_no_number_is_told_at_its_cell(folder: Folder, text: str) -> None:
    row = only(read_ledger(folder.csv(f'位置,成交价格（元）\n甲地,"{text}"\n')))
    assert not row.ok
    (note,) = [one for one in row.faults if one.severity == "error"]
    assert note.code in ("S005", "S006")
    assert note.cell == "B2"


# --- days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["2021-11-05", "2021年11月5日", "2021/11/5", "2021.11.05", "20211105"]
)
def test_days_are_read_as_they_are_written(folder: Folder, text: str) -> None:
    row = only(read_ledger(folder.csv(f"位置,签订日期\n甲地,{text}\n")))
    assert (row.faults, leaf(row, "grant.signing_date")) == ((), "2021-11-05")


def test_a_workbook_that_counts_from_1904_gives_the_same_days(folder: Folder) -> None:
    rows = [["位置", "签订日期"], ["甲地", styled(43043, DAY)], ["乙地", 43043]]
    file = folder.path / "台账.xlsx"
    file.write_bytes(workbook({"台账": sheet(rows)}, from_1904=True))
    first, second = read_ledger(file).rows
    assert leaf(first, "grant.signing_date") == "2021-11-05"
    assert leaf(second, "grant.signing_date") == "2021-11-05"
    assert [note.code for note in second.faults] == ["L012"]


@pytest.mark.parametrize("text", ["2021", "99999999", "2021-13-01", "待定", "2021年 月 日"])
def test_a_day_that_is_none_is_an_error_of_its_row(folder: Folder, text: str) -> None:
    row = only(read_ledger(folder.csv(f"位置,签订日期\n甲地,{text}\n")))
    assert [note.code for note in row.faults if note.severity == "error"] == ["S007"]


# --- uses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use", "term", "pairs", "years"),
    [
        ("工业用地,仓储用地", "50,40", [("工业用地", "50"), ("仓储用地", "40")], None),
        ("工业用地、商服用地", "50年；40年", [("工业用地", "50"), ("商服用地", "40")], None),
        ("工业:50;商服:40", "", [("工业", "50"), ("商服", "40")], None),
        ("工业用地;商服用地", "工业:50;商服:40", [("工业用地", "50"), ("商服用地", "40")], None),
        ("", "工业:50;商服:40", [("工业", "50"), ("商服", "40")], None),
        ("工业用地,仓储用地", "50,50", [("工业用地", "50"), ("仓储用地", "50")], "50"),
        ("工业用地,仓储用地", "50", [], "50"),
        ("工业用地", "50", [], "50"),
    ],
)
def test_several_uses_bring_their_own_years(
    folder: Folder, use: str, term: str, pairs: list[tuple[str, str]], years: str | None
) -> None:
    row = only(read_ledger(folder.csv(f'位置,用途,使用年限\n甲地,"{use}","{term}"\n')))
    assert row.ok, row.faults
    found = leaf(row, "grant.use_terms") or []
    assert isinstance(found, list)
    assert [(one["use"], one["term_years"]) for one in found] == pairs
    assert leaf(row, "grant.term_years") == years
    assert Case.model_validate(row.data) == row.case


@pytest.mark.parametrize(("use", "term"), [("工业用地,商服用地", "50,40,70"), ("工业:50;商服", "")])
def test_uses_and_years_that_do_not_match_are_an_error(folder: Folder, use: str, term: str) -> None:
    row = only(read_ledger(folder.csv(f'位置,用途,使用年限\n甲地,"{use}","{term}"\n')))
    assert [note.code for note in row.faults] == ["L027"]


@pytest.mark.parametrize(
    ("word", "method"),
    [
        ("挂牌出让", "listing"),
        ("拍卖出让", "auction"),
        ("招标出让", "tender"),
        ("协议出让", "agreement"),
        ("划拨", "allocation"),
        ("划拨用地", "allocation"),
        ("挂牌", "listing"),
    ],
)
def test_every_word_for_a_method_is_understood(folder: Folder, word: str, method: str) -> None:
    row = only(read_ledger(folder.csv(f"位置,供地方式\n甲地,{word}\n")))
    assert leaf(row, "grant.method") == method


# --- what is common to the run -------------------------------------------------------------------


def test_options_go_before_the_sheet_and_a_rows_own_value_before_both(folder: Folder) -> None:
    common = sheet([["题名", "值"], ["联系人", "甲某"], ["联系电话", "1"], ["成交价格", 3, "万元"]])
    rows = sheet([["位置", "通知.联系人", "合同编号"], ["甲地", "", "甲"], ["乙地", "丙某", "乙"]])
    file = folder.path / "台账.xlsx"
    file.write_bytes(workbook({"批次": common, "台账": rows}))
    ledger = read_ledger(file, common={"联系人": "乙某", "公告号": "示公告〔2021〕1号"})
    first, second = ledger.rows
    assert leaf(first, "notice.contact") == "乙某"
    assert leaf(second, "notice.contact") == "丙某"
    assert leaf(first, "notice.phone") == "1"
    assert leaf(first, "grant.price_yuan") == "30000.00"
    assert ledger.common.origins["notice.contact"] == "--set 联系人"
    assert second.origins["notice.contact"] == "台账.xlsx 台账!B3"
    assert codes(ledger) == ["L007"]
    assert Case.model_validate(first.data) == first.case


def test_a_title_that_is_none_stops_the_run(folder: Folder) -> None:
    path = folder.csv("位置,合同编号\n甲地,甲\n")
    assert "没有「联系仁」这一项" in raised(path, common={"联系仁": "甲"})
    assert "不是数" in raised(path, common={"应缴金额": "很多"})


# --- text files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_text_files_of_every_encoding_and_separator_are_read(
    folder: Folder, encoding: str, mark: str
) -> None:
    text = f'位置{mark}合同编号\r\n"甲{mark}地"{mark}䶮1\r\n'
    row = only(read_ledger(folder.csv(text, encoding=encoding)))
    assert leaf(row, "parcel.location") == f"甲{mark}地"
    assert leaf(row, "contract_no") == "䶮1"


def test_rows_of_a_text_file_may_be_short_or_long(folder: Folder) -> None:
    ledger = read_ledger(folder.csv("位置,合同编号\n甲地\n乙地,乙,多的\n\n丙地,丙\n"))
    assert [row.number for row in ledger.rows] == [2, 3, 5]
    assert codes(ledger) == ["L025"]


# --- a row is the case that its texts make -------------------------------------------------------


def test_proven_parts_are_those_that_pydantic_makes() -> None:
    values = {"price_yuan": Decimal("3.10"), "signing_date": date(2021, 11, 5)}
    made = proven(Grant, values)
    read = Grant.model_validate({"price_yuan": "3.10", "signing_date": "2021-11-05"})
    assert made == read
    assert hash(made) == hash(read)
    assert made.model_fields_set == read.model_fields_set
    assert made.model_dump(mode="json") == read.model_dump(mode="json")
    assert proven(Case, {}) == Case()
    assert proven(Case, {}).read_from({"a": "b"}).origins == {"a": "b"}
    assert proven(Case, {}).origins == {}


TRUTHS = st.sampled_from([Raw(f'<c r="{{ref}}" t="b"><v>{truth}</v></c>') for truth in (0, 1)])
CELLS = st.one_of(
    st.text("甲乙a1 ,;:／\n\u200b\u3000=+-@", max_size=8),
    st.sampled_from(["-", "2021-11-05", "挂牌", "1,234.5", "12%", "20年", "是", "50,40", "甲:5"]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-100, 10**18),
    TRUTHS,
    st.integers(0, 80_000).map(lambda day: styled(day, DAY)),
)
HEADS = (
    "宗地代码", "位置", "面积（公顷）", "面积（亩）", "成交价格（万元）", "供地方式", "用途",
    "出让年限", "签订日期", "受让人.境外主体", "通知.事实", "分期.期次", "分期.金额",
    "约定容积率下限", "受让人[2].名称",
)  # fmt: skip


# A figure that a paper could not carry as a text once: 42 letters written out.
@example([("", "", "", 2.0664167933656528e-26, *[""] * (len(HEADS) - 4))])
@settings(max_examples=count(full=2_000, reduced=60), deadline=None)
@given(st.lists(st.tuples(*[CELLS] * len(HEADS)), max_size=3))
def test_whatever_stands_in_the_cells_a_row_is_the_case_of_its_texts(
    rows: list[tuple[object, ...]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        file = Folder(Path(name)).xlsx(HEADS, *rows)
        try:
            ledger = read_ledger(file)
        except InputError as error:
            # A row of nothing but units is one of units.
            assert "的单位换算不成" in str(error)
            return
        for row in ledger.rows:
            assert Case.model_validate(row.data) == row.case
            assert all(note.cell and note.message for note in row.faults)
            assert set(row.raw) == set(HEADS)
            assert all(row.origins.values())
        for one in ledger.sums():
            # Where a row's number says it, an instalment is another than the first.
            if "instalments" not in one.column.path:
                given_rows = (row.amounts.get(one.column.path, Decimal(0)) for row in ledger.rows)
                assert one.total == sum(given_rows, Decimal(0))


def test_a_formula_that_comes_to_nothing_is_nothing(folder: Folder) -> None:
    empty = '<c r="{ref}" t="str"><f>IF(1,"","")</f><v></v></c>'
    row = only(read_ledger(folder.xlsx(["位置", "备案代码"], ["甲地", Raw(empty)])))
    assert (row.ok, row.faults) == (True, ())
    row = only(read_ledger(folder.xlsx(["位置", "成交价格（元）"], ["甲地", formula("1+1", 2)])))
    assert leaf(row, "grant.price_yuan") == "2"


def test_a_ledger_is_known_by_the_whole_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("合同编号,坐落\n示例〔2021〕1号,示例路1号\n", "utf-8")
    assert read_ledger(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
