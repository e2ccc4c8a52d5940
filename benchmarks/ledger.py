"""A ledger of 20 columns: how many rows a second are read, typed and checked, and in what memory.

    python -m benchmarks.ledger [--rows 100000] [--json]

A workbook as Excel writes it (shared texts, dates by their format) is opened, its XML gone through
for hidden, merged and odd cells, its columns found by their headings; every row becomes a ``Case``
and goes through every rule of a case that its data reach and the rules of the ledger. Nothing is
kept of a row but what those rules remember. Seconds are of the processor, so that neighbours count
less; the empty loop beside them tells how fast the machine was at that time.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.measure import print_lines, print_table
from docgen.identifiers import complete_credit_code, complete_organization_code
from docgen.intake.ledger import Ledger, read_ledger
from docgen.packs import Pack, load_pack
from docgen.rules import Row, Spot, run_rows

GATE_ROWS_PER_SECOND = 5_000
GATE_PEAK_MB = 400
HEADINGS = (
    "合同编号", "宗地代码", "电子监管号", "宗地坐落", "出让面积（㎡）", "出让宗地亩数", "土地用途",
    "受让人", "统一社会信用代码", "住所", "法定代表人", "受让人联系电话", "供地方式", "签订日期",
    "出让价款（元）", "单价（元/㎡）", "约定开工时间", "约定竣工时间", "出让年限", "成文日期",
)  # fmt: skip
COLUMNS = len(HEADINGS)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
#: 2021-11-01, 2022-06-20, 2024-06-20 and 2022-03-01 as a workbook counts days.
_SIGNED, _BEGUN, _DONE, _WRITTEN = 44_501, 44_732, 45_463, 44_621


def values(no: int) -> tuple[str | float, ...]:
    """Return row ``no``: its own codes, one body in four rows, all of it right."""
    body = no // 4 % 90_000
    organization = complete_organization_code(f"MA{body:06d}")
    return (
        f"偃自然资出〔2021〕{no + 1}号",
        f"410307{no // 99_999:06d}GB{no % 99_999 + 1:05d}",
        f"4103072021B{no:06d}",
        f"偃师区示例镇示例路{no}号",
        26114.2,
        39.1713,
        "工业用地",
        f"示例{body}号机械制造有限公司",
        complete_credit_code(f"91410307{organization}"),
        f"河南省洛阳市偃师区示例路{body}号",
        "䶮某",
        "0379-00000000",
        "挂牌出让",
        _SIGNED + no % 26,
        6737463.6,
        258,
        _BEGUN,
        _DONE,
        20,
        _WRITTEN,
    )


def write_book(path: Path, count: int) -> None:
    """Write the ledger as Excel does: every text once, days as numbers with a format."""
    texts: dict[str, int] = {}
    days = {place for place, name in enumerate(HEADINGS) if "日期" in name or "时间" in name}

    def cell(ref: str, value: str | float, style: int) -> str:
        if isinstance(value, str):
            return f'<c r="{ref}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        return f'<c r="{ref}" s="{style}"><v>{value}</v></c>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name, text in _FRAME.items():
            out.writestr(name, text)
        with out.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for number, row in enumerate(_all_rows(count), start=1):
                cells = "".join(
                    cell(f"{chr(65 + place)}{number}", value, int(place in days))
                    for place, value in enumerate(row)
                )
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with out.open("xl/sharedStrings.xml", "w") as shared:
            shared.write(f'<sst xmlns="{_MAIN}">'.encode())
            for text in texts:
                shared.write(f"<si><t>{escape(text)}</t></si>".encode())
            shared.write(b"</sst>")


def _all_rows(count: int) -> Iterator[tuple[str | float, ...]]:
    yield HEADINGS
    for no in range(count):
        yield values(no)


_FRAME = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="rId1"'
    f' Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets><sheet name="台账"'
    ' sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="rId1"'
    f' Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="14"/></cellXfs></styleSheet>',
}


class Clock:
    """Processor seconds by step."""

    def __init__(self) -> None:
        self.seconds = {"opened": 0.0, "read": 0.0, "checked": 0.0}
        self._since = time.process_time()

    def start(self) -> None:
        """Begin to count."""
        self._since = time.process_time()

    def lap(self, step: str) -> None:
        """Count what went by for a step, and begin anew."""
        now = time.process_time()
        self.seconds[step] += now - self._since
        self._since = now


def rows(ledger: Ledger, pack: Pack, clock: Clock) -> Iterator[Row]:
    """Yield the rows one by one, each a case; the clock runs beside, while they are checked too."""
    for row in ledger.rows:
        case = row.case
        assert row.ok
        clock.lap("read")
        yield Row(case, pack, Spot(ledger.name, f"第{row.number}行"), no=row.number)
        clock.lap("checked")


def measure(count: int) -> dict[str, float]:
    """Return the figures of one run of ``count`` rows."""
    pack = load_pack("yanshi")
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "小.xlsx", Path(folder) / "台账.xlsx"
        write_book(small, 100)
        write_book(large, count)
        # What is loaded on first use is loaded.
        list(run_rows(rows(read_ledger(small), pack, Clock())))
        clock = Clock()
        ledger = read_ledger(large)
        clock.lap("opened")
        found = list(run_rows(rows(ledger, pack, clock)))
        clock.lap("checked")  # the last rows, and what only the whole ledger shows
    whole = sum(clock.seconds.values())
    figures = {f"{step}_us_per_row": used / count * 1e6 for step, used in clock.seconds.items()}
    figures["rows_per_second"] = count / whole
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures["findings"] = len(found)
    return figures


def empty_loop_ns() -> float:
    """Return what one turn of an empty loop takes, in nanoseconds of the processor."""
    turns = 2_000_000
    start = time.process_time()
    for _ in range(turns):
        pass
    return (time.process_time() - start) / turns * 1e9


def main() -> None:
    """Print the figures of a run."""
    parser = argparse.ArgumentParser(description="台账：每秒能检查多少行")
    parser.add_argument("--rows", type=int, default=100_000, help="行数")
    parser.add_argument("--json", action="store_true", help="一个数字一行，供程序读取")
    options = parser.parse_args()
    figures = {**measure(options.rows), "empty_loop_ns": empty_loop_ns()}
    if options.json:
        print_lines({f"ledger.{name}": round(value, 2) for name, value in figures.items()})
        return
    gates = {
        "rows_per_second": f"≥ {GATE_ROWS_PER_SECOND:,}",
        "peak_mb": f"≤ {GATE_PEAK_MB}",
        "findings": "0",
    }
    print_table(
        f"台账 {options.rows:,} 行，{COLUMNS} 列",
        ("项", "测得", "门槛"),
        [(TITLES[name], f"{value:,.1f}", gates.get(name, "")) for name, value in figures.items()],
    )


TITLES = {
    "opened_us_per_row": "打开、通读 XML，微秒/行",
    "read_us_per_row": "逐行成为案卷，微秒/行",
    "checked_us_per_row": "案卷规则与台账规则，微秒/行",
    "rows_per_second": "行/秒",
    "peak_mb": "内存峰值，MB",
    "findings": "发现（数据全对）",
    "empty_loop_ns": "空循环，纳秒/次",
}


if __name__ == "__main__":
    main()
