"""One ledger with every trap that a spreadsheet sets, and what must be said of each.

``TRAPS`` names code and cell of every note; ``GOOD`` the rows that go on all the same.
"""

from __future__ import annotations

from docgen.identifiers import complete_credit_code, complete_organization_code
from tests.ledgerbook import DAY, PERCENT, Raw, error, formula, sheet, styled, workbook

HEADINGS = (
    "序号", "宗地代码", "宗地坐落", "出让面积（公顷）", "成交价格（万元）", "受让人",
    "统一社会信用代码", "供地方式", "用途", "出让年限", "合同签订日期", "建筑密度上限（%）",
    "内部流转", "位置", "定金", "联系电话",
)  # fmt: skip


def code(number: int) -> str:
    return f"410307001001GB{number:05d}"


def credit(number: int) -> str:
    return complete_credit_code(f"91410307{complete_organization_code(f'MA{number:06d}')}")


def row(number: int, **other: object) -> list[object]:
    """Return a row without fault, some of its cells replaced by their letters."""
    cells: list[object] = [
        number, code(number), f"示例区示例路{number}号", 1.5 + number / 100, 600 + number,
        f"示例{number}号有限公司", credit(number), "挂牌出让", "工业用地", 20,
        styled(44505 + number, DAY), 40, "甲科", None, 1_200_000, None,
    ]  # fmt: skip
    for letter, value in other.items():
        cells[ord(letter) - ord("A")] = value
    return cells


ROWS: list[list[object]] = [
    ["示例区2021年度工业用地台账"],
    list(HEADINGS),
    row(1),
    # 4 to 7: codes and days stored as numbers.
    row(2, B=4.10307001001001e17),
    row(3, G=911410307000000003),
    row(4, K=44509),
    row(5, K="2021-02-30"),
    # 8 to 11: formulas and error values.
    row(6, E=formula("600+6")),
    row(7, E=error("#REF!")),
    row(8, E=formula("[1]价款!B8", 608)),
    row(9, E=formula("600+9", 609)),
    # 12, 13: hidden.
    row(10),
    row(11),
    # 14 to 16: merged.
    row(12, F="示例12号有限公司"),
    row(13, F=None),
    row(14, D=None),
    # 17 to 20: letters.
    row(15, B="４１０３０７００１００１ＧＢ０００１５"),
    row(16, F="示例16号有限公司　", C=" 示例区\N{ZERO WIDTH SPACE}示例路16号"),
    row(17, E="6,170.5", D="1.67公顷"),
    row(18, E="6 1 8", O="(1,200.00)"),
    # 21 to 24: negative, percent, a choice that is none, uses.
    row(19, E=-619),
    row(20, L=styled(0.4, PERCENT), J=styled(0.2, PERCENT)),
    row(21, H="赠与", K="1900-01-01"),
    row(22, I="工业用地,商服用地", J="50,40"),
    row(23, I="工业用地,商服用地", J="50,40,70"),
    # 26: nothing at all; 27 the same parcel as row 3; 28 two columns of one field.
    [],
    row(1),
    row(25, N="示例区另一条路"),
    row(26, N="示例区示例路26号", D=12.34567891),
    # 30: totals that are wrong.
    ["合计", None, None, 99, 99_999],
]
LAST = len(ROWS)

#: Code and cell of every note, those of the whole table first.
TRAPS: tuple[tuple[str, str], ...] = (
    ("L002", "M2"),
    ("L003", "N2"),
    ("L004", "P2"),
    ("L006", "O2"),
    ("L016", "A12"),
    ("L025", "A26"),
    ("L026", "A2"),
    ("L018", "A30"),
    ("L019", "D30"),
    ("L019", "E30"),
    ("L010", "B4"),
    ("L010", "G5"),
    ("L012", "K6"),
    ("S007", "K7"),
    ("L013", "E8"),
    ("L014", "E9"),
    ("L031", "E10"),
    ("L017", "F15"),
    ("L017", "D15"),
    ("L017", "D16"),
    ("L020", "B17"),
    ("L021", "F18"),
    ("L021", "C18"),
    ("L021", "E20"),
    ("L022", "O20"),
    ("L022", "E21"),
    ("L023", "J22"),
    ("L023", "L22"),
    ("S008", "H23"),
    ("L027", "J25"),
    ("L003", "N28"),
)
#: Rows that can be printed: nothing in them is an error.
GOOD = (3, 6, 11, 14, 17, 18, 19, 24, 27, 29)

COMMON: list[list[object]] = [
    ["题名", "值"],
    ["联系人", "示例某"],
    ["联系电话", "0379-00000000"],
    ["发文机关", "示例区自然资源局"],
]


def trapped() -> bytes:
    """Return the workbook."""
    rows = [list(cells) for cells in ROWS]
    ledger = sheet(rows, hidden=(12, 13), filtered=True, merged=("A1:P1", "F14:F15", "D15:D16"))
    return workbook({"台账": ledger, "批次": sheet(COMMON)})


__all__ = ["COMMON", "GOOD", "HEADINGS", "ROWS", "TRAPS", "Raw", "code", "credit", "row", "trapped"]
