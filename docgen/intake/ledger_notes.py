"""What is said about a ledger: its notes, columns and sums, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeAlias

__all__ = [
    "LEDGER_CODES",
    "Column",
    "ColumnSum",
    "Common",
    "IgnoredColumn",
    "Kind",
    "LedgerNote",
    "Severity",
]

Severity: TypeAlias = Literal["error", "warning", "info"]
#: What a column holds, as far as reading and summing go.
Kind: TypeAlias = Literal[
    "money", "area", "number", "count", "day", "flag", "choice", "text", "texts", "code"
]

#: Code → what it means, for the user guide. ``S…`` codes of a single value are those of
#: :data:`docgen.intake.problems.CODES`.
LEDGER_CODES: Mapping[str, str] = MappingProxyType(
    {
        "L001": "找不到表头",
        "L002": "列没有对应的字段，已忽略",
        "L003": "两列写同一字段",
        "L004": "列名可以是几个字段，没有采用",
        "L005": "列的单位不认得，或者不能换算",
        "L006": "列没有写单位",
        "L007": "与本次批量的共同内容是同一字段",
        "L008": "单元格里写了另一个单位",
        "L010": "长号码按数值存放，末几位已经丢失",
        "L011": "号码按数值存放",
        "L012": "日期按数值存放",
        "L013": "公式没有保存计算结果",
        "L014": "单元格是错误值",
        "L015": "隐藏的行或者列没有读",
        "L016": "筛选掉的行没有读",
        "L017": "合并单元格只有左上角有值",
        "L018": "合计行没有当作数据",
        "L019": "合计与各行之和不符",
        "L020": "全角数字、字母已改为半角",
        "L021": "首尾空格或者看不见的字符已去掉",
        "L022": "金额、面积为负数",
        "L023": "百分数格式的数",
        "L024": "换算不成精确的数",
        "L025": "中间有空行",
        "L026": "表头不在第一行",
        "L027": "用途与年限的写法读不出",
        "L028": "数值被 Excel 舍入，或者位数太多",
        "L029": "表里没有数据行",
        "L030": "批次内容有误",
        "L031": "引用了别的工作簿",
    }
)


@dataclass(frozen=True, slots=True)
class LedgerNote:
    """Something about a ledger that its clerk should know.

    Attributes:
        code: ``L0xx`` of :data:`LEDGER_CODES` or ``S0xx`` of :data:`docgen.intake.problems.CODES`.
        severity: An error stops its row (or, in :attr:`Ledger.notes`, names what was left out);
            a warning tells what was put right or assumed; info tells what was done as usual.
        message: What is wrong, a Chinese sentence with the value seen.
        fix: How to put it right, an imperative Chinese sentence; may be empty.
        where: ``台账.xlsx 公示!C5``.
        cell: ``C5``; empty when it concerns no single cell. A copy of the workbook is commented
            at it.
        sheet: Name of the sheet of the cell; empty in a text file.
        path: English key path of the field, where one is known.
        value: The value as it was read.
    """

    code: str
    severity: Severity
    message: str
    fix: str = ""
    where: str = ""
    cell: str = ""
    sheet: str = ""
    path: str = ""
    value: str = ""

    def __str__(self) -> str:
        """Return ``where: message fix`` in one line."""
        head = f"{self.where}：" if self.where else ""
        return f"{head}{self.message}{self.fix}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that feeds a field.

    Attributes:
        letter: Its letter, ``F``.
        header: Its heading as it stands.
        path: English key path, ``grant.instalments[0].amount_yuan``. Where a column gives the
            numbers of instalments, the place in the list is the row's number less one.
        unit: Chinese unit of its figures in the ledger; empty when the field has none.
        kind: What it holds.
        index: Its place from 0.
    """

    letter: str
    header: str
    path: str
    unit: str
    kind: Kind
    index: int


@dataclass(frozen=True, slots=True)
class IgnoredColumn:
    """A column that feeds no field, and why.

    Attributes:
        letter: Its letter.
        header: Its heading as it stands.
        reason: A Chinese sentence.
    """

    letter: str
    header: str
    reason: str


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """The sum of a column of money or area over the rows of one pass.

    Attributes:
        column: The column.
        total: Sum of what was read, in the unit of the field (元, 平方米), exact.
        cells: How many cells gave a figure.
        unread: How many cells held something that is no figure; they are not in the sum.
    """

    column: Column
    total: Decimal
    cells: int
    unread: int


@dataclass(frozen=True, slots=True)
class Common:
    """What is the same for the whole run, from options and the sheet for it.

    Attributes:
        data: Nested texts under English keys.
        origins: English key path → where it stands, ``台账.xlsx 批次!B3`` or ``--set 联系人``.
    """

    data: Mapping[str, object]
    origins: Mapping[str, str]
