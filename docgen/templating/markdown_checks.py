"""What only the whole ``template.md`` shows: labels, references, order, hand-typed numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.templating.markdown_blocks import ReportAt
from docgen.templating.markdown_inline import check_balance, statement
from docgen.templating.markdown_tree import (
    Block,
    Break,
    Closing,
    Control,
    Document,
    Imprint,
    Inline,
    Letterhead,
    Pairs,
    Paragraph,
    Picture,
    Row,
    Signature,
    Table,
    Tag,
    Text,
)
from docgen.templating.typed_numbers import typed_item, typed_numbers

__all__ = ["check_document", "inlines_of"]

# Word allows 40 characters, letters first; a leading underscore would hide the bookmark.
_LABEL = re.compile(r"^[^\W\d_]\w{0,39}$")


def check_document(document: Document, report_at: ReportAt) -> None:
    """Report what is wrong with a tree whose every line is right by itself."""
    parts = (
        document.cover,
        document.blocks,
        document.header,
        document.footer,
        document.first_header,
        document.first_footer,
    )
    labels = _labels(document.blocks, report_at)
    for part in parts:
        controls = [block for block in part if isinstance(block, Control)]
        _check_controls(controls, report_at)
        for line, inlines in inlines_of(part):
            _check_typed(line, inlines, report_at)
            _check_references(line, inlines, labels, report_at)
    _check_order(document.blocks, report_at)


def inlines_of(blocks: Sequence[Block]) -> Iterator[tuple[int, tuple[Inline, ...]]]:
    """Yield every line of text with its number, cells one by one."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.line, block.inlines
        elif isinstance(block, Letterhead):
            yield from ((block.line, line) for line in (block.name, block.number))
        elif isinstance(block, Closing):
            yield from ((block.line, line) for line in (block.issuer, block.day))
        elif isinstance(block, Table | Pairs | Signature | Imprint):
            for row in block.rows:
                if isinstance(row, Row):
                    yield from ((row.line, cell) for cell in row.cells)


def _check_controls(controls: Sequence[Control], report_at: ReportAt) -> None:
    for control in controls:
        if control.source.count("{%") != 1 or not control.source.endswith("%}"):
            fix = "{%p … %} 单独占一行。"
            report_at(control.line)("这一行除标记外还有别的文字。", fix, "T110")
            return
    check_balance([(control.source, report_at(control.line)) for control in controls])


def _labels(blocks: Sequence[Block], report_at: ReportAt) -> frozenset[str]:
    """Return the labels; report double ones, ill-formed ones and those inside a loop."""
    seen: dict[str, int] = {}
    loops = 0
    for block in blocks:
        if isinstance(block, Control):
            loops += {"for": 1, "endfor": -1}.get((statement(block.source) or ("", ""))[1], 0)
        if not isinstance(block, Paragraph) or not block.label:
            continue
        label, report = block.label, report_at(block.line)
        if not _LABEL.match(label):
            fix = "用汉字、字母、数字或下划线，不以数字或下划线开头，不超过 40 字。"
            report(f"标签「{label}」不能作书签名。", fix, "T107")
        if label in seen:
            report(f"标签「{label}」在第{seen[label]}行已经用过。", "换一个标签。", "T107")
        if loops:
            report(f"标签「{label}」在循环之内，会印出多次。", "把标签移出循环。", "T107")
        seen.setdefault(label, block.line)
    return frozenset(seen)


def _check_references(
    line: int, inlines: Sequence[Inline], labels: frozenset[str], report_at: ReportAt
) -> None:
    for inline in inlines:
        if isinstance(inline, Tag) and inline.label and inline.label not in labels:
            report_at(line)(
                f"「{inline.source}」所指的标签「{inline.label}」不存在。",
                f"在所指的标题末尾写「{{{inline.label}}}」，或改正标签。",
                "T108",
            )


def _check_typed(line: int, inlines: Sequence[Inline], report_at: ReportAt) -> None:
    """Report clause and attachment numbers that were typed instead of referred to."""
    text = "".join(inline.text if isinstance(inline, Text) else "\ufffc" for inline in inlines)
    for found in typed_numbers(text):
        report_at(line)(
            f"「{found[0]}」是手写的编号，条款增减后会错。",
            "改为 {{ 条('标签') }}；引用法律条文时紧跟在书名号《…》之后。",
            "T106",
        )


def _check_order(blocks: Sequence[Block], report_at: ReportAt) -> None:
    """Report items that Word could not number as meant, and page breaks that leave a blank page."""
    under = ""
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Paragraph):
            if block.kind in ("clause", "attachment"):
                under = block.kind
            elif block.kind == "chapter":
                under = "chapter"
            elif block.kind in ("item", "subitem"):
                _check_item(block, under, report_at)
            if block.kind == "attachment" and isinstance(before, Break):
                report_at(before.line)("附件自己另起一页，前面的 @分页 多余。", "删去它。", "T111")
            if not block.inlines and not isinstance(block, Picture):
                report_at(block.line)("记号之后没有文字。", "写上文字，或删去这一行。", "T111")
        before = block


def _check_item(block: Paragraph, under: str, report_at: ReportAt) -> None:
    if under == "chapter":
        fix = "在它之前写「### 条名」，或改为普通段落。"
        report_at(block.line)("章之下没有条，项的编号会接着上一条往下数。", fix, "T111")
    first = block.inlines[0] if block.inlines else None
    if isinstance(first, Text) and typed_item(first.text):
        fix = "删去它，编号由 Word 自动生成。"
        report_at(block.line)("项的编号是手写的。", fix, "T106")
