"""What stands inside one line of ``template.md``: text, tags, bold, page fields, labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from docgen.templating.expressions import (
    ExpressionError,
    parse_expression,
    parse_reference,
    parse_statement,
)
from docgen.templating.markdown_tree import Inline, PageField, Tag, Text
from docgen.templating.tags import find_tags

__all__ = [
    "Report",
    "check_balance",
    "check_expression",
    "parse_inlines",
    "split_cells",
    "split_label",
    "statement",
]

#: Takes what is wrong, how to put it right, and the code.
Report = Callable[[str, str, str], None]

#: Characters that a backslash makes literal.
ESCAPABLE = "\\*|{}#>@:-"

_FIELDS: dict[str, Literal["PAGE", "NUMPAGES"]] = {"{页码}": "PAGE", "{页数}": "NUMPAGES"}
_LABEL_AT_END = re.compile(r"\s*(?<![\\{])\{([^{}%#]*)\}$")
_STATEMENT = re.compile(r"^\{%(?P<level>p|tr)?\s+(?P<text>(?P<word>\w+)\b.*)%\}$")
_FOREIGN = re.compile(r"^\{[{%](?:(?:p|tr|tc|r|hm|vm|colspan|cellbg)\s|-)|-[}%]\}$")


def statement(source: str) -> tuple[str, str] | None:
    """Return level (``p``, ``tr`` or "") and keyword of a ``{% … %}``; None for anything else."""
    found = _STATEMENT.match(source)
    return (found["level"] or "", found["word"]) if found else None


def split_label(text: str) -> tuple[str, str | None]:
    """Split ``出让价款 {价款}`` into text and label; the label is None where none is written."""
    if text in _FIELDS or any(text.endswith(name) for name in _FIELDS):
        return text, None
    found = _LABEL_AT_END.search(text)
    return (text[: found.start()], found[1].strip()) if found else (text, None)


def split_cells(text: str) -> list[str]:
    r"""Split a line at every ``|`` that stands outside tags and is not written ``\|``."""
    tags, _ = find_tags(text)
    inside = {at for tag in tags for at in range(tag.start, tag.end)}
    cells, start, at = [], 0, 0
    while at < len(text):
        if at not in inside and text[at] == "\\":
            at += 2
            continue
        if at not in inside and text[at] == "|":
            cells.append(text[start:at].strip(" "))
            start = at + 1
        at += 1
    return [*cells, text[start:].strip(" ")]


def parse_inlines(text: str, report: Report) -> tuple[Inline, ...]:
    """Return the inlines of a text; everything wrong goes to ``report``."""
    tags, faults = find_tags(text)
    for fault in faults:
        report(fault, "标记要在同一行内写完整。", "T109")
    if faults:
        return (Text(text),)
    inlines: list[Inline] = []
    bold = False
    at = 0
    for tag in tags:
        bold = _literal(text[at : tag.start], inlines, report, bold=bold)
        inlines.append(_tag(tag.text, report, bold=bold))
        at = tag.end
    if _literal(text[at:], inlines, report, bold=bold):
        report("「**」没有成对。", "在加粗文字的两端各写「**」。", "T109")
    statements = [tag.text for tag in tags if tag.text.startswith("{%")]
    if not any(_FOREIGN.search(source) for source in statements):
        check_balance([(source, report) for source in statements])
    joined = _joined(inlines)
    _check_braces(joined, report)
    return joined


def check_expression(source: str, report: Report) -> None:
    """Report a ``{{ … }}`` whose expression the compiler would refuse."""
    if parse_reference(source[2:-2]) is None:
        try:
            parse_expression(source[2:-2])
        except ExpressionError as error:
            report(f"「{source}」：{error}", "改正这个标记。", "T109")


def check_balance(statements: Sequence[tuple[str, Report]]) -> None:
    """Report every statement of one level that does not close, or closes nothing."""
    opened: list[tuple[str, str, Report]] = []
    for source, report in statements:
        word = _keyword(source, report)
        if word in ("if", "for"):
            opened.append((word, source, report))
        elif word in ("elif", "else"):
            if not opened or opened[-1][0] != "if":
                report(f"「{source}」前面没有对应的 if。", "补上 if，或删去它。", "T110")
        elif word in ("endif", "endfor"):
            if opened and opened[-1][0] == word.removeprefix("end"):
                opened.pop()
            else:
                report(f"「{source}」前面没有对应的开头。", "补上开头，或删去它。", "T110")
    for word, source, report in opened:
        report(f"「{source}」没有结束。", f"在同一层补上 end{word}。", "T110")


def _keyword(source: str, report: Report) -> str:
    """Return the keyword of a statement; report one that the compiler would refuse."""
    found = _STATEMENT.match(source)
    try:
        return parse_statement(found["text"] if found else source[2:-2]).word
    except ExpressionError as error:
        report(f"「{source}」：{error}", "改正这个标记。", "T110")
        return found["word"] if found else ""


def _tag(source: str, report: Report, *, bold: bool) -> Tag:
    if source.startswith("{#"):
        report(f"「{source}」是注释，模板里不写注释。", "删去它。", "T109")
    elif _FOREIGN.search(source):
        fix = "{%p … %} 单独占一行，{%tr … %} 在表格里单独占一行，标记里不写减号。"
        report(f"「{source}」不能写在这里。", fix, "T110")
    elif not source[2:-2].strip():
        report(f"「{source}」里没有内容。", "写上名字，或删去它。", "T109")
    elif source.startswith("{{"):
        check_expression(source, report)
    label = parse_reference(source[2:-2]) if source.startswith("{{") else None
    return Tag(source, bold, label or "")


def _literal(text: str, inlines: list[Inline], report: Report, *, bold: bool) -> bool:
    """Append the inlines of a text without tags; return whether bold is on at its end."""
    for piece in _pieces(text):
        if piece == "**":
            bold = not bold
        elif piece in _FIELDS:
            inlines.append(PageField(_FIELDS[piece], bold))
        elif piece[0] == "\\" and len(piece) == 2:
            inlines.append(Text(piece[1], bold))
        else:
            _check_text(piece, report)
            inlines.append(Text(piece, bold))
    return bold


def _pieces(text: str) -> Iterator[str]:
    yield from re.findall(
        rf"\\[{re.escape(ESCAPABLE)}]|\*\*|\{{[^{{}}]*\}}|[^\\*{{}}]+|[\\*{{}}]", text
    )


def _check_text(piece: str, report: Report) -> None:
    if piece[0] == "{" and len(piece) > 1:
        report(f"「{piece}」不是可用的域。", "只用 {页码} 和 {页数}；标签只写在标题末尾。", "T109")
    elif piece in ("{", "}", "\\"):
        report(f"单独的「{piece}」意思不明。", f"要印出它时写「\\{piece}」。", "T109")
    elif "｛" in piece or "｝" in piece:
        report("标记用了全角大括号。", "改为半角「{{」「}}」。", "T109")


def _check_braces(inlines: Sequence[Inline], report: Report) -> None:
    """Report escaped braces that would read as a tag once they stand in Word."""
    literal = "".join(inline.text if isinstance(inline, Text) else " " for inline in inlines)
    if any(brace in literal for brace in ("{{", "{%", "{#", "}}", "%}", "#}")):
        report("连写的大括号在 Word 里会被当作标记。", "在两个括号之间空一格。", "T109")


def _joined(inlines: list[Inline]) -> tuple[Inline, ...]:
    """Join neighbouring texts of the same weight."""
    joined: list[Inline] = []
    for inline in inlines:
        last = joined[-1] if joined else None
        if isinstance(inline, Text) and isinstance(last, Text) and inline.bold == last.bold:
            joined[-1] = Text(last.text + inline.text, last.bold)
        else:
            joined.append(inline)
    return tuple(joined)
