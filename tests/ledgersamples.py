"""Ledgers as offices keep them, made up row by row: the examples, and a thousand rows of a kind.

    python -m tests.ledgersamples        # writes examples/ledgers/ anew

Everybody in them is invented; every code has its right check digit.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from docgen.identifiers import complete_credit_code, complete_organization_code
from tests.ledgerbook import sheet, workbook

__all__ = ["DEAL_HEADINGS", "deals", "deals_book", "demands_book"]

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "ledgers"
ROWS_SHOWN = 24

#: The public land market's own headings of the results of supply (F-8-05).
DEAL_HEADINGS = (
    "行政区", "电子监管号", "项目名称", "位置", "面积(公顷)", "土地来源", "用途", "供地方式",
    "使用年限", "行业分类", "土地级别", "成交价格(万元)", "支付期号", "约定支付日期",
    "约定支付金额(万元)", "土地使用权人", "约定容积率下限", "约定容积率上限", "约定交地",
    "约定开工", "约定竣工", "实际开工", "实际竣工", "批准单位", "合同签订日期",
)  # fmt: skip

#: Use and years of one use, and of several in one cell, as exports write them.
_USES = (
    ("工业用地", "50"),
    ("仓储用地", "50"),
    ("商务金融用地", "40"),
    ("零售商业用地", "40"),
    ("科教用地", "50"),
    ("公共设施用地", "50"),
    ("医疗卫生用地", "50"),
    ("文体娱乐用地", "50"),
    ("普通商品住房用地", "70"),
    ("街巷用地", "50"),
    ("工业用地,仓储用地", "50,40"),
    ("普通商品住房用地,零售商业用地", "70,40"),
    ("工业用地;零售商业用地", "工业用地:50;零售商业用地:40"),
)
_METHODS = ("挂牌出让", "拍卖出让", "招标出让", "协议出让", "划拨")
_NO_DAY = "1900-01-01"


def _day(value: date) -> str:
    return f"{value.year}年{value.month:02d}月{value.day:02d}日"


def deals(count: int) -> list[list[object]]:
    """Return headings and rows of deals, every use in every method in turn."""
    return [list(DEAL_HEADINGS), *(_deal(number) for number in range(1, count + 1))]


def _deal(number: int) -> list[object]:
    # Thirteen and five have no common part: sixty-five rows have every use in every method.
    use, years = _USES[number % len(_USES)]
    method = _METHODS[number % len(_METHODS)]
    allocated = method == "划拨"
    signed = date(2021, 3, 1) + timedelta(days=number % 200)
    hectares = Decimal(10_000 + 37 * number) / 10_000
    # Whole fen: 258 元 a square metre, and of two equal instalments the last.
    price = (hectares * 258).quantize(Decimal("0.0001"))
    half = (price / 2).quantize(Decimal("0.0001"))
    return [
        "偃师区", f"4103072021{'A' if allocated else 'B'}{number:05d}", f"示例{number}号项目",
        f"偃师区示例镇示例路{number}号", f"{hectares:.6f}", "新增建设用地", use, method,
        None if allocated else years, "通用设备制造业", f"{'一二三四五六'[number % 6]}级",
        None if allocated else f"{price}", None if allocated else "2",
        None if allocated else _day(signed + timedelta(days=90)),
        None if allocated else f"{half}", f"示例{number}号有限公司", "1.00", "2.00",
        _day(signed + timedelta(days=30)), _day(signed + timedelta(days=365)),
        _day(signed + timedelta(days=3 * 365)), _NO_DAY, _NO_DAY, "偃师区人民政府（示例）",
        _day(signed),
    ]  # fmt: skip


def deals_book(count: int) -> bytes:
    """Return a workbook of deals with what is common to a run of 成交公示."""
    common = [
        ["题名", "值"],
        ["发文机关", "偃师区自然资源和规划局（示例）"],
        ["公示起始日期", "2021年11月01日"],
        ["公示截止日期", "2021年11月12日"],
        ["联系人", "示例经办"],
        ["联系电话", "0379-00000001"],
    ]
    return workbook({"供地结果": _shown(deals(count)), "批次": _shown(common)})


def demands_book() -> bytes:
    """Return a workbook of prices that are due, with titles, units and a row of totals."""
    rows: list[list[object]] = [
        ["偃师区国有建设用地使用权出让价款欠缴台账"],
        [
            "合同编号", "宗地代码", "宗地坐落", "出让面积（公顷）", "用途", "受让人",
            "统一社会信用代码", "受让人住所", "合同签订日期", "成交价格（万元）",
            "第1期金额（万元）", "第1期付款日期", "第1期已付金额（万元）", "第2期金额（万元）",
            "第2期付款日期", "第2期已付金额（万元）",
        ],
    ]  # fmt: skip
    rows += [_demand(number) for number in range(1, 13)]
    total = [None] * 16
    total[0] = "合计"  # type: ignore[call-overload]
    for place in (3, 9, 10, 12, 13, 15):
        total[place] = str(sum(Decimal(str(row[place])) for row in rows[2:]))  # type: ignore[call-overload]
    rows.append(list(total))
    common = [
        ["题名", "值"],
        ["成文日期", "2022-03-10"],
        ["计算截至日", "2022-03-09"],
        ["出让人", "偃师区自然资源和规划局（示例）"],
        ["发文机关", "偃师区自然资源和规划局（示例）"],
        ["发文机关类型", "自然资源主管部门"],
        ["通知.收款机关类型", "税务机关"],
        ["通知.收款机关", "国家税务总局洛阳市偃师区税务局"],
        ["通知.限期", "2022-03-31"],
        ["通知.日率", "1"],
        ["迟延付款违约金日率", "1"],
        ["联系人", "示例经办"],
        ["联系电话", "0379-00000001"],
    ]
    return workbook({"台账": _shown(rows, merged=("A1:P1",)), "批次": _shown(common)})


def _demand(number: int) -> list[object]:
    organization = complete_organization_code(f"MA{number:06d}")
    hectares = Decimal(20_000 + 500 * number) / 10_000
    price = hectares * 288
    half = price / 2
    return [
        f"偃自然资出〔2021〕{100 + number}号", f"410307001002GB{200 + number:05d}",
        f"偃师区示例镇示例路{number}号", f"{hectares}", "工业用地", f"示例{number}号机械有限公司",
        complete_credit_code(f"91410307{organization}"), f"偃师区示例镇示例街{number}号",
        "2021年11月05日", f"{price}", f"{half}", "2021-12-03", f"{half}", f"{half}", "2021-12-31",
        f"{half - number * 10}",
    ]  # fmt: skip


def _shown(rows: list[list[object]], merged: tuple[str, ...] = ()) -> str:
    width = max(len(row) for row in rows)
    columns = f'<cols><col min="1" max="{width}" width="18" customWidth="1"/></cols>'
    return sheet(rows, merged=merged, before=columns)


def main() -> None:
    """Write the examples."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "成交公示.xlsx").write_bytes(deals_book(ROWS_SHOWN))
    (FOLDER / "价款催缴.xlsx").write_bytes(demands_book())


if __name__ == "__main__":
    main()
