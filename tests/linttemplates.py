"""The templates that faults are put into: the shipped ones, as Word cuts them, and plain ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import yaml

from tests import lintfaults
from tests.tagged import docx, paragraph

__all__ = ["SMALL", "Base", "bases", "field_words", "manifest_of", "notice", "reminder"]

#: Names of the templates of one page.
SMALL = ("缴款通知", "开工提醒")

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STYLES = (
    f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts'
    ' w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
    "</w:rPr></w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    '</w:style><w:style w:type="paragraph" w:styleId="Main"><w:name w:val="公文正文"/>'
    '<w:basedOn w:val="Normal"/><w:rPr>'
    '<w:rFonts w:ascii="仿宋" w:hAnsi="仿宋" w:eastAsia="仿宋"/></w:rPr></w:style></w:styles>'
).encode()
_SETTINGS = (
    f'<w:settings xmlns:w="{W}"><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
).encode()
_MAIN = '<w:pStyle w:val="Main"/>'


@dataclass(frozen=True, slots=True)
class Base:
    """A template without faults: its name, its Word file, its manifest."""

    name: str
    data: bytes
    manifest: bytes


def field_words(root: Path) -> frozenset[str]:
    """Return every name that a title may end in, so that no misspelling is one by chance."""
    glossary = yaml.safe_load((root / "schemas/glossary.yaml").read_text("utf-8"))
    words = {one["zh"] for fields in glossary["models"].values() for one in fields.values()}
    for one in glossary["derived"].values():
        words |= {one["zh"].rpartition(".")[2], *one.get("rows", {}).values()}
    return frozenset(words | set(glossary["list_item"].values()))


def bases(root: Path, random: Random) -> Iterator[Base]:
    """Yield the templates that faults are put into.

    Args:
        root: Top of the checkout.
        random: Decides where runs are cut.
    """
    for folder in sorted((root / "templates/contracts").iterdir()):
        data = (folder / "template.docx").read_bytes()
        manifest = (folder / "manifest.yaml").read_bytes()
        yield Base(folder.name, data, manifest)
        yield Base(f"{folder.name}（Word 切开）", lintfaults.cut_runs(data, random), manifest)
    yield Base("缴款通知", notice(), manifest_of(NOTICE))
    yield Base("开工提醒", reminder(), manifest_of(REMINDER))


def cell(text: str) -> str:
    return f"<w:tc><w:tcPr/>{paragraph(text, properties=_MAIN)}</w:tc>"


def grid(*rows: tuple[str, ...]) -> str:
    columns = "".join('<w:gridCol w:w="2000"/>' for _ in rows[0])
    made = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    width = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{width}<w:tblGrid>{columns}</w:tblGrid>{made}</w:tbl>"


def line(*runs: str) -> str:
    return paragraph(*runs, properties=_MAIN)


def marked(text: str, label: str) -> str:
    made = line(text)
    start = f'<w:bookmarkStart w:id="{len(label)}" w:name="{label}"/>'
    return made.replace("<w:r>", f"{start}<w:r>", 1).replace(
        "</w:p>", f'<w:bookmarkEnd w:id="{len(label)}"/></w:p>'
    )


NOTICE = """
文书.合同编号: blank
当事人.受让人.名称: required
当事人.出让人.名称: required
当事人.出让人.联系电话: omit
宗地.坐落: required
宗地.出让宗地面积: required
出让.出让价款: required
出让.出让单价: required
出让.付清期限: required
出让.分期.期次: required
出让.分期.金额: required
出让.分期.付款日期: slash
出让.迟延付款违约金日率: required
"""


def notice() -> bytes:
    """Return a notice to pay, with a ledger of instalments."""
    return docx(
        line("缴款通知"),
        marked("致{% for 方 in 当事人.受让人 %}{{ 方.名称 }}、{% endfor %}：", "致送"),
        line(
            "你单位受让的位于{{ 宗地.坐落 }}的宗地，面积{{ 宗地.出让宗地面积 }}平方米",
            "（合{{ 宗地.出让宗地面积|亩 }}亩）。",
        ),
        line(
            "出让价款{{ 出让.出让价", "款|大写 }}（小写{{ 出让.出让价款 }}元），",
            "单价{{ 出让.出让单价 }}元/平方米。",
        ),
        marked("请于{{ 出让.付清期限 }}以前付清。", "付清"),
        grid(
            ("期次", "金额（元）", "金额（万元）", "付款日期"),
            ("{%tr for 期 in 出让.分期 %}", "", "", ""),
            ("{{ 期.期次 }}", "{{ 期.金额 }}", "{{ 期.金额|万元 }}", "{{ 期.付款日期 }}"),
            ("{%tr endfor %}", "", "", ""),
        ),
        line(
            "迟延的，自{{ 条('付清') }}所说日期的次日起，",
            "按日加收迟延部分千分之{{ 出让.迟延付款违约金日率 }}的违约金。",
        ),
        line("{%p if 当事人.出让人.联系电话 %}"),
        line("联系电话：{{ 当事人.出让人.联系电话 }}，询问前请备好合同编号。"),
        line("{%p endif %}"),
        line("{{ 当事人.出让人.名称 }}（盖章），本通知一式两份，双方各执一份。"),
        header=line("编号：{{ 文书.合同编号 }}"),
        footer=line("缴款通知"),
        extra={"word/styles.xml": _STYLES, "word/settings.xml": _SETTINGS},
    )  # fmt: skip


REMINDER = """
文书.合同编号: blank
受让人.名称: required
宗地.坐落: required
宗地.出让宗地面积: required
宗地.宗地总面积: required
出让.出让年限: required
出让.开工日期: required
出让.竣工日期: required
出让.定金: omit
指标.亩均投资强度: required
规划条件.绿地率.上限: slash
"""


def reminder() -> bytes:
    """Return a reminder to begin building, with a table of labels and values."""
    return docx(
        line("开工提醒"),
        line(
            "{{ 受让人.名称 }}：你单位取得的位于{{ 宗地.坐落 }}的建设用地使用权，",
            "期限{{ 出让.出让年限 }}年。",
        ),
        grid(
            ("宗地总面积（平方米）", "{{ 宗地.宗地总面积 }}"),
            ("出让宗地面积（亩）", "{{ 宗地.出让宗地面积|亩 }}"),
            ("绿地率上限（%）", "{{ 规划条件.绿地率.上限 }}"),
            ("亩均投资强度", "不低于{{ 指标.亩均投资强度 }}万元/亩"),
        ),
        marked("约定的开工日期为{{ 出让.开工日期 }}，竣工日期为{{ 出让.竣工日期 }}。", "日期"),
        line(
            "{% if 出让.定金 %}已付定金{{ 出让.定金|大写 }}（{{ 出让.定金 }}元）。",
            "{% else %}本合同没有约定定金。{% endif %}",
        ),
        line("不能按照{{ 条('日期') }}开工的，应当提前书面申请延期。"),
        header=line("合同编号：{{ 文书.合同编号 }}"),
        footer=line("开工提醒"),
        extra={"word/styles.xml": _STYLES, "word/settings.xml": _SETTINGS},
    )  # fmt: skip


def manifest_of(fields: str) -> bytes:
    """Return a manifest with these fields."""
    indented = "".join(f"  {one}\n" for one in fields.strip().splitlines())
    return (
        "id: sample\ntitle: 示例\nversion: 1.0.0\nlayout: contract\nnotice: 示例。\nfields:\n"
        + indented
    ).encode()
