"""The notices that print runs are measured with: one of a page, and the demand for the price."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from docgen.batch.options import RunOptions
from docgen.batch.run import print_run
from docgen.register.records import Act
from docgen.resources import schema_bytes, template_folders
from docgen.templating.build import build
from docgen.templating.build_layout import read_layout
from tests.runledger import write_ledger

__all__ = ["RunPaper", "papers", "write_paper"]

_NOTICE = "price_demand"
_ACT = Act("2022-03-10T09:00:00+08:00", "示例经办")
_ONE_PAGE = """\
:::版头
{{ 通知.发文机关 }}
{{ 通知.文号 }}
:::
# 国有建设用地使用权出让价款催缴通知书
@主送 {{ 通知.主送 }}：
你方于{{ 出让.签订日期 }}与出让人{{ 当事人.出让人.名称 }}签订国有建设用地使用权出让合同（合同编号：\
{{ 文书.合同编号 }}），取得位于{{ 宗地.坐落 }}的{{ 宗地.用途 }}（出让宗地面积\
{{ 宗地.出让宗地面积 }}平方米），出让价款为{{ 出让.出让价款 }}元。截至{{ 欠缴.截至日 }}，\
到期未缴的出让价款合计{{ 欠缴.合计 }}元（大写：{{ 欠缴.合计|大写 }}），\
按每日{{ 出让.迟延付款违约金日率 }}‰计算的违约金合计{{ 欠缴.违约金合计 }}元。
请于{{ 通知.限期 }}前向{{ 通知.收款机关 }}申报缴纳。
:::落款
{{ 通知.发文机关 }}
{{ 通知.成文日期 }}
:::
@附注 （联系人：{{ 通知.联系人 }}，联系电话：{{ 通知.联系电话 }}）
"""


@dataclass(frozen=True, slots=True)
class RunPaper:
    """A notice to measure with.

    Attributes:
        notice: Its id.
        title: What the table calls it.
        folder: A bureau's own folder of templates in which it lies.
    """

    notice: str
    title: str
    folder: Path


def write_paper(folder: Path, which: str) -> RunPaper:
    """Return a notice, written as a bureau's own template.

    Args:
        folder: A folder to write it into.
        which: ``one`` for the one of a page, ``demand`` for the shipped one of three.
    """
    own = folder / "templates"
    target = own / "notices" / _NOTICE
    target.mkdir(parents=True)
    (shipped,) = [one for one in template_folders(None) if one.id == _NOTICE]
    for name in ("manifest.yaml", "template.md", "template.docx", "sample.yaml"):
        (target / name).write_bytes(shipped.read(name) or b"")
    if which == "demand":
        return RunPaper(_NOTICE, "价款催缴通知书（3页）", own)
    layout = read_layout(schema_bytes("layouts/letter.yaml"), name="letter")
    (target / "template.md").write_text(_ONE_PAGE, "utf-8")
    (target / "template.docx").write_bytes(build(_ONE_PAGE, layout, name=_NOTICE))
    return RunPaper(_NOTICE, "催缴通知书（1页）", own)


def papers(paper: RunPaper, rows: int) -> list[bytes]:
    """Return as many notices as Word files, without receipts inside."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledger = write_ledger(folder / "台账.xlsx", rows)
        options = RunOptions(
            paper.notice, (ledger,), folder / "out", jurisdiction="yanshi",
            number="偃自然资函〔2022〕1号", templates=paper.folder, embed=False, workers=1,
        )  # fmt: skip
        print_run(options, _ACT)
        return [path.read_bytes() for path in sorted((folder / "out").rglob("*.docx"))]
