"""Ledgers for print runs: demands for the price, every one right unless a test spoils it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from docgen.identifiers import complete_credit_code, complete_organization_code

HEADINGS = (
    "合同编号", "宗地代码", "电子监管号", "坐落", "出让面积（平方米）", "土地用途", "受让人",
    "统一社会信用代码", "受让人地址", "供地方式", "合同签订日期", "出让价款（元）",
    "第1期金额（元）", "第1期付款日期", "出让.分期[1].已缴金额（元）",
    "第2期金额（元）", "第2期付款日期", "出让.分期[2].已缴金额（元）",
    "迟延付款违约金日率", "迟延付款解除天数", "乡镇",
)  # fmt: skip
COMMON = {
    "发文机关": "洛阳市偃师区自然资源和规划局（示例）",
    "发文机关类型": "自然资源主管部门",
    "通知.限期": "2022-03-31",
    "通知.收款机关": "国家税务总局洛阳市偃师区税务局",
    "通知.收款机关类型": "税务机关",
    "通知.日率": "1",
    "通知.联系人": "示例经办",
    "通知.联系电话": "0379-00000001",
    "成文日期": "2022-03-10",
    "计算截至日": "2022-03-09",
    "出让人.名称": "洛阳市偃师区自然资源和规划局（示例）",
    "出让人.主体类型": "自然资源主管部门",
}


def row(no: int) -> list[str]:
    """Return a row that owes part of its second instalment."""
    organization = complete_organization_code(f"MA{no % 90_000:06d}")
    half = 1_000_000 + no * 137
    return [
        f"偃自然资出〔2021〕{no + 1}号",
        f"410307{no // 99_999 + 1:06d}GB{no % 99_999 + 1:05d}",
        f"4103072021B{no:06d}",
        f"洛阳市偃师区岳滩镇示例路{no}号",
        "26114.20",
        "工业用地",
        f"示例{no}号机械制造有限公司",
        complete_credit_code(f"91410307{organization}"),
        f"河南省洛阳市偃师区示例路{no}号",
        "挂牌",
        "2021-11-05",
        f"{2 * half}.00",
        f"{half}.00",
        "2021-12-03",
        f"{half}.00",
        f"{half}.00",
        "2021-12-31",
        f"{100_000 + no}.00",
        "1",
        "60",
        f"示例{no % 3}镇",
    ]


def write_ledger(
    path: Path,
    count: int,
    *,
    spoiled: Mapping[int, Mapping[str, str]] | None = None,
    rows: Sequence[int] | None = None,
) -> Path:
    """Write a ledger with its sheet 批次.

    Args:
        path: Where to.
        count: How many rows.
        spoiled: By row from 0, what stands in a column instead.
        rows: Which rows, where not the first ones.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("催缴")
    sheet.append(HEADINGS)
    for at, no in enumerate(rows if rows is not None else range(count)):
        cells = row(no)
        for heading, text in (spoiled or {}).get(at, {}).items():
            cells[HEADINGS.index(heading)] = text
        sheet.append(cells)
    common = book.create_sheet("批次")
    common.append(["项目", "值"])
    for pair in COMMON.items():
        common.append(pair)
    book.save(path)
    return path
