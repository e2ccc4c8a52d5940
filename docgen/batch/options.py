"""What a print run is asked for, and the key by which the same run is known again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docgen.delivery.receipt import sha256
from docgen.errors import UsageError
from docgen.page.engine import PdfEngine

__all__ = ["RunOptions", "run_key"]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a print run is asked for.

    Attributes:
        notice: Id or Chinese name of the notice.
        ledgers: The ledgers, in their order.
        out: Folder that everything is delivered into.
        jurisdiction: Id, name or path of the jurisdiction's pack; None where the ledger says it.
        common: What is the same for every notice, by Chinese title.
        number: The run's first number, or its series (某函〔2026〕号); None for papers without.
        merge: Whether to make one print file instead of a Word file each.
        sort: Title of the column that the notices are printed in order of; None: ledger order.
        duplex: Whether each notice of the print file begins on a new sheet.
        separators: Whether a separator sheet stands before each group of equal sort values.
        returns: Whether a 送达回证 follows each notice.
        index: Whether the print file begins with an index sheet.
        workers: Processes that print; None: as many as there are cores.
        pdf_engine: What sets the pages; a print file is set by Typst alone.
        templates: A bureau's own folder of templates.
        strict: Whether an unconfirmed warning keeps a notice from being printed.
        stop_on_error: Whether one bad row keeps the whole run from being printed.
        register: The register; None: ``register.sqlite`` in the folder.
        mapping: A file that says which column is which field.
        sheet: Name of the sheet that holds the rows; None: the first that does.
        hidden: Whether rows that are hidden or filtered away are printed too.
        embed: Whether each Word file carries its receipt.
    """

    notice: str
    ledgers: Sequence[Path]
    out: Path
    jurisdiction: str | None = None
    common: Mapping[str, str] = field(default_factory=dict)
    number: str | None = None
    merge: bool = False
    sort: str | None = None
    duplex: bool = False
    separators: bool = False
    returns: bool = False
    index: bool = False
    workers: int | None = None
    pdf_engine: PdfEngine = "typst"
    templates: Path | None = None
    strict: bool = False
    stop_on_error: bool = False
    register: Path | None = None
    mapping: Path | None = None
    sheet: str | None = None
    hidden: bool = False
    embed: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot go together.

        Raises:
            UsageError: An option that needs another one stands alone.
        """
        for name, flag in (("--duplex", self.duplex), ("--index", self.index)):
            if flag and not self.merge:
                raise UsageError(f"{name} 只用于合并的打印件。", fix="加上 --merge。")
        if self.separators and not (self.merge and self.sort):
            raise UsageError("--separators 按排序的列分组。", fix="加上 --merge 和 --sort 列名。")
        if self.merge and self.pdf_engine != "typst":
            fix = "去掉 --pdf-engine，或去掉 --merge。"
            raise UsageError("合并的打印件只用 typst 排版。", fix=fix)
        if self.workers is not None and self.workers < 1:
            raise UsageError("--workers 应为 1 以上的整数。", fix="不填则用全部处理器核。")

    @property
    def register_path(self) -> Path:
        """Where the register lies."""
        return self.register or self.out / "register.sqlite"

    def as_texts(self) -> dict[str, str]:
        """Return what decides the bytes, as texts: for the key and for printing one again.

        Paths of ledgers, folder, register and number of workers decide no byte.
        """
        plain: dict[str, Any] = {
            "notice": self.notice,
            "jurisdiction": self.jurisdiction,
            "common": dict(sorted(self.common.items())),
            "number": self.number,
            "merge": self.merge,
            "sort": self.sort,
            "duplex": self.duplex,
            "separators": self.separators,
            "returns": self.returns,
            "index": self.index,
            "pdf_engine": self.pdf_engine,
            "strict": self.strict,
            "stop_on_error": self.stop_on_error,
            "sheet": self.sheet,
            "hidden": self.hidden,
            "embed": self.embed,
        }
        return {name: json.dumps(value, ensure_ascii=False) for name, value in plain.items()}


def run_key(options: RunOptions, **hashes: str) -> str:
    """Return the key of a run: the same key is the same run.

    Args:
        options: What is asked for.
        hashes: SHA-256 of everything read, by name: ledgers, mapping, template, pack; and the
            program's version.
    """
    told = json.dumps([options.as_texts(), hashes], ensure_ascii=False, sort_keys=True)
    return sha256(told.encode("utf-8", "surrogatepass"))
