"""Which cases stand in a ledger, which do not, and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from docgen.errors import UsageError
from docgen.ledgers.made import MadeLedger
from docgen.ledgers.run import find_kind, make_ledger
from docgen.model import Case, InventoryKind
from docgen.register.records import Served
from docgen.register.register import Register
from tests.parcelcases import idle, inefficient, supply, taxes
from tests.registers import ACT, begin, fresh, made, plans

OTHER = "410307001005GB00302"


def of(kind: str, *cases: Case, **options: Any) -> MadeLedger:
    named = [(f"案卷{place}", case) for place, case in enumerate(cases, 1)]
    return make_ledger(kind, named, **options)


def reasons(ledger: MadeLedger) -> list[str]:
    return [one.reason for one in ledger.left_out]


def test_a_ledger_is_found_by_its_id_and_by_its_title() -> None:
    assert find_kind("idle_ledger") is find_kind(" 闲置土地清单 ") is InventoryKind.IDLE
    assert find_kind("出让合同") is None
    with pytest.raises(UsageError, match="一地一档"):
        make_ledger("月亮台账", [])


# --- 低效用地工作台账 ----------------------------------------------------------------------------


def test_inefficient_land_stands_in_the_order_of_the_countys_classes() -> None:
    other = inefficient(**{"宗地.宗地代码": OTHER, "再开发.认定类型": "其他低效用地"})
    third = inefficient(**{"宗地.宗地代码": "410307001005GB00300"})
    ledger = of("低效用地工作台账", other, inefficient(), third)
    assert [one.group for one in ledger.totals] == ["产业转型类", "其他低效用地", ""]
    assert [one.count for one in ledger.totals] == [2, 1, 3]
    assert [row.values["parcel_code"] for row in ledger.rows][:2] == [
        "410307001005GB00300",
        "410307001005GB00301",
    ]
    assert ledger.totals[-1].sums["area_m2"] == Decimal("60030.00")
    assert ledger.totals[-1].sums["area_mu"] == Decimal("90.0450")
    assert ledger.rows[0].values["unit_names"] == "示例甲局、示例乙局"
    assert ledger.left_out == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"再开发.类别": "闲置"}, "类别是「闲置」"),
        ({"再开发": "null"}, "没有填写再开发的类别"),
        ({"再开发.形成原因": "null"}, "五项要素不齐，缺：形成原因"),
        ({"再开发.责任单位": []}, "责任单位的责任单位"),
        ({"宗地.宗地总面积": "null"}, "地块基本信息的面积"),
        ({"再开发.认定类型": "停建停产类"}, "R090"),
        ({"再开发.认定类型": "停建缓建类"}, "R087"),
        ({"辖区": "nowhere"}, "nowhere"),
    ],
)
def test_what_does_not_belong_is_named_with_its_reason(
    changes: dict[str, Any], reason: str
) -> None:
    ledger = of("低效用地工作台账", inefficient(**changes))
    assert ledger.rows == ()
    [told] = ledger.left_out
    assert told.case == "案卷1"
    assert reason in told.reason


def test_a_parcel_is_counted_once() -> None:
    ledger = of("低效用地工作台账", inefficient(), inefficient(成文日期="2021-11-06"))
    assert len(ledger.rows) == 1
    assert "R020" in reasons(ledger)[0]


def test_several_counties_are_told_apart() -> None:
    fanxian = inefficient(
        **{
            "辖区": "fanxian",
            "宗地.宗地代码": "410926001002GB00305",
            "再开发.认定类型": "粗放用地类",
        }
    )
    ledger = of("低效用地工作台账", fanxian, inefficient())
    assert [one.group for one in ledger.totals] == ["偃师区 产业转型类", "范县 粗放用地类", ""]


def test_land_that_is_listed_as_idle_and_as_stalled_is_told() -> None:
    stalled = inefficient(**{"再开发.认定类型": "停建缓建类"})
    ledger = of("低效用地工作台账", idle(**{"宗地.宗地代码": "410307001005GB00301"}), stalled)
    assert any(note.startswith("R091") for note in ledger.notes)


# --- 闲置土地清单 --------------------------------------------------------------------------------

RECOGNISED = {"再开发.认定文号": "偃闲认〔2021〕3号", "再开发.认定日期": "2021-09-17"}
BEGUN = {"履约": {"实际开工日期": "2021-10-08"}}


def idle_ledger(on: str, *cases: Case) -> MadeLedger:
    return of("闲置土地清单", *cases, as_of=date.fromisoformat(on))


def test_land_is_suspected_on_the_day_on_which_the_year_is_full_and_not_before() -> None:
    assert "到2021-06-30才满期" in reasons(idle_ledger("2021-06-29", idle()))[0]
    [row] = idle_ledger("2021-06-30", idle()).rows
    assert (row.group, row.values["days"]) == ("待认定", 365)
    assert "尚未认定" in str(row.values["remark"])


def test_recognised_land_stays_listed_though_building_has_begun() -> None:
    [row] = idle_ledger("2021-12-31", idle(**RECOGNISED, **BEGUN)).rows
    assert row.group == "在列"
    assert row.values["listed_on"] == date(2021, 9, 17)
    assert "仍在列" in str(row.values["remark"])


def test_land_is_not_listed_before_its_recognition() -> None:
    [row] = idle_ledger("2021-09-16", idle(**RECOGNISED)).rows
    assert row.group == "待认定"


def test_land_that_was_dealt_with_is_struck_off_with_both_days() -> None:
    settled = {
        "履约": {
            "实际开工日期": "2021-10-08",
            "闲置事实": {"处置完毕日期": "2022-03-01", "撤销公开日期": "2022-03-05"},
        }
    }
    case = idle(**RECOGNISED, **settled)
    [row] = idle_ledger("2022-03-31", case).rows
    assert row.group == "已销号"
    assert row.values["struck_on"] == date(2022, 3, 1)
    assert row.values["unpublished_on"] == date(2022, 3, 5)
    assert row.values["days"] == (date(2022, 3, 1) - date(2020, 6, 30)).days
    [earlier] = idle_ledger("2022-03-02", case).rows
    assert "须及时撤销公开" in str(earlier.values["remark"])
    [before] = idle_ledger("2022-02-28", case).rows
    assert before.group == "在列"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"履约": {"闲置事实": {"处置完毕日期": "2021-03-01"}}}, "没有认定的不能销号"),
        ({"再开发": "null"}, "不知道是否动工"),
        ({"出让": "null"}, "事实不够判断"),
        ({"再开发.认定日期": "2021-09-17"}, "事实不够判断"),
        ({"当事人": "null"}, "使用权人"),
    ],
)
def test_what_is_not_idle_or_cannot_be_judged_is_left_out(
    changes: dict[str, Any], reason: str
) -> None:
    if reason == "事实不够判断" and "出让" not in changes:
        changes = {**changes, "出让": "null"}
    assert reason in reasons(idle_ledger("2021-12-31", idle(**changes)))[0]


def test_exactly_a_third_is_for_a_person_to_judge() -> None:
    facts = {
        "已开发建设用地面积": "3000.00",
        "应动工开发建设用地面积": "9000.00",
        "中止开发日期": "2020-10-01",
        "总投资额": "1000",
    }
    case = idle(履约={"实际开工日期": "2020-07-01", "已投资额": "250", "闲置事实": facts})
    assert "由人工归类" in reasons(idle_ledger("2021-12-31", case))[0]


def test_without_a_day_nothing_is_judged() -> None:
    assert "没有基准日" in reasons(of("闲置土地清单", idle()))[0]


def test_a_countys_own_list_makes_no_land_idle() -> None:
    case = idle(
        **{
            "辖区": "jindong",
            "宗地.宗地代码": "330703001002GB00120",
            "出让": "null",
            "再开发.所列清单": "供而未建闲置清单",
        }
    )
    [row] = idle_ledger("2021-12-31", case).rows
    assert row.group == "辖区清单"
    assert "不得据此作出认定" in str(row.values["remark"])
    small = case.model_copy(
        update={
            "parcel": case.parcel
            and case.parcel.model_copy(update={"total_area_m2": Decimal("13333.00")})
        }
    )
    assert "R030" in reasons(idle_ledger("2021-12-31", small))[0]


# --- 关注类土地台账 ------------------------------------------------------------------------------


def watch(on: str, *cases: Case, register: Register | None = None) -> MadeLedger:
    day = date.fromisoformat(on)
    return of("关注类土地台账", *cases, as_of=day, register=register)


def test_who_still_owes_after_a_tax_offices_demand_is_watched() -> None:
    [row] = watch("2022-03-24", taxes()).rows
    assert row.values["owed_yuan"] == Decimal("32000.00")
    assert row.values["taxes"] == "城镇土地使用税"
    assert row.values["period_start"] == date(2021, 7, 1)
    assert row.values["overdue_days"] == 1
    assert "区工信局" in str(row.values["report_to"])
    assert "还没有届满" in reasons(watch("2022-03-23", taxes()))[0]


def test_the_days_from_service_are_counted_as_tax_law_counts_them() -> None:
    case = taxes(
        **{
            "通知.以送达为准": "是",
            "通知.限期天数": "15",
            "通知.送达": {"送达日期": "2024-09-30"},
        }
    )
    assert "2024-10-24" in reasons(watch("2024-10-24", case))[0]
    assert watch("2024-10-25", case).rows[0].values["deadline"] == date(2024, 10, 24)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"通知.文种": "城镇土地使用税缴纳提醒函"}, "不是税务机关的催缴文书"),
        ({"通知": "null"}, "没有催缴文书"),
        ({"通知.送达": "null"}, "没有送达日期"),
        ({"通知.限期": "null"}, "没有落成日期"),
        ({"通知.税款明细": []}, "没有税款"),
        ({"通知.税款明细[1].已缴税额": "null"}, "不全"),
        (
            {"通知.税款明细[1].已缴税额": "11500.00", "通知.税款明细[2].已缴税额": "21500.00"},
            "没有欠缴",
        ),
        ({"辖区": "fanxian"}, "没有规定关注类土地台账"),
    ],
)
def test_who_is_not_watched_is_told_why(changes: dict[str, Any], reason: str) -> None:
    assert reason in reasons(watch("2022-03-24", taxes(**changes)))[0]


def test_the_register_knows_when_the_demand_was_served(tmp_path: Path) -> None:
    with Register.open(fresh(tmp_path)) as register:
        number = "偃税限缴〔2022〕12号"
        run = begin(register)
        register.reserve(run, plans(1), ACT, number=number)
        register.confirm(run, 0, [made(1)], ACT)
        [paper] = register.finish(run, ACT)
        register.record_services([(paper, Served("direct", date(2022, 3, 9)))], ACT)
        [row] = watch("2022-03-24", taxes(**{"通知.送达": "null"}), register=register).rows
    assert row.values["served_on"] == date(2022, 3, 9)


# --- 年度可供土地清单 ----------------------------------------------------------------------------


def test_land_that_the_government_may_supply_is_listed_with_its_four_matters() -> None:
    new = supply(
        **{
            "再开发": "null",
            "供地.供地来源": "新增建设用地",
            "宗地.宗地代码": "411082002003GB00518",
        }
    )
    ledger = of("年度可供土地清单", supply(), new)
    assert [one.group for one in ledger.totals] == ["新增建设用地", "批而未供", ""]
    assert ledger.year == 2022
    assert ledger.rows[1].values["conditions"] == "场地平整；容积率不低于1.0"
    assert ledger.totals[-1].sums["cost_yuan"] == Decimal("14940800.00")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"再开发.批而未供处置方式": "撤回批准"}, "不由政府供应"),
        ({"再开发.批而未供处置方式": "null"}, "没有写明处置方式"),
        ({"再开发.类别": "未供即用"}, "已经由他人占用建设"),
        ({"再开发.类别": "闲置", "再开发.闲置处置方式": "延长动工开发期限"}, "不由政府供应"),
        ({"再开发": "null"}, "没有供地来源"),
        ({"供地.用地成本": "null"}, "缺：使用土地的成本"),
        ({"供地.可供日期": "2023-01-01"}, "不在这一年"),
        ({"供地.供地年度": "null"}, "没有供地年度"),
    ],
)
def test_land_that_is_not_for_supply_is_told_why(changes: dict[str, Any], reason: str) -> None:
    assert reason in reasons(of("年度可供土地清单", supply(**changes)))[0]


def test_land_of_another_year_waits() -> None:
    later = supply(**{"供地.供地年度": "2023", "宗地.宗地代码": "411082002003GB00518"})
    ledger = of("年度可供土地清单", supply(), later, as_of=date(2022, 3, 10))
    assert [len(ledger.rows), *reasons(ledger)] == [1, "供地年度是2023年，不是清单的年度。"]
    assert of("年度可供土地清单", supply(), later, year=2023).rows[0].case == "案卷2"
    with pytest.raises(UsageError, match="2022、2023"):
        of("年度可供土地清单", supply(), later)
