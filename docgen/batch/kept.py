"""From what the register kept of a paper back to the row that it was printed from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen.batch.job import Job, RowData
from docgen.delivery.names import file_stem, safe_name
from docgen.model import Case, NoticeKind
from docgen.pipeline.found_by import keys_of
from docgen.register.records import Document, Run, RunRow
from docgen.register.register import Register
from docgen.templating.library import Library

__all__ = ["Kept", "job_of", "kept_of", "stem_of"]

#: A row's content as a run keys it: a SHA-256.
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the register kept of a paper.

    Attributes:
        paper: The paper.
        run: The run it came from.
        row: Its row in that run.
        data: The case that it was made from, under English keys.
        receipt: Its receipt.
    """

    paper: Document
    run: Run
    row: RunRow
    data: Mapping[str, Any]
    receipt: Mapping[str, Any]

    @property
    def file(self) -> str:
        """Name of the ledger that it came from."""
        return str(self.receipt["case"]["file"])

    @property
    def place(self) -> str:
        """Where it stood in that ledger."""
        return self.row.place.removeprefix(self.file).strip()

    @property
    def origins(self) -> dict[str, str]:
        """Where each value stood that the paper prints, as its receipt tells it."""
        return {one["path"]: one["basis"] for one in self.receipt["figures"] if one["basis"]}

    @property
    def content(self) -> str:
        """Key of the row that it was printed from; "" where the register has none.

        A paper that corrects it keeps it: the same row of a ledger is not printed once more.
        """
        known = keys_of(Case.model_validate(self.data))
        return next(
            (one for one in self.paper.keys if _DIGEST.fullmatch(one) and one not in known), ""
        )

    def again(self, title: str) -> RowData:
        """Return the row that it was printed from, under its number.

        Args:
            title: Name of the notice, for the name of its file.
        """
        stem = stem_of(Case.model_validate(self.data), title, self.paper.number, self.place)
        return RowData(
            no=self.row.row,
            file=self.file,
            place=self.place,
            number_in_sheet=0,
            data=self.data,
            origins=self.origins,
            amounts={},
            stem=stem,
        )


def kept_of(register: Register, paper: Document, run: Run, row: RunRow) -> Kept:
    """Return what a register kept of a paper, given the run and the row that it came from."""
    texts = register.texts(paper.run_id, paper.row)
    return Kept(paper, run, row, json.loads(texts.case_json), json.loads(texts.receipt_json))


def stem_of(case: Case, title: str, number: str, place: str) -> str:
    """Return the name of a paper's file without its ending, told from others by its number."""
    stem = file_stem(case, title, own_number=number)
    return stem if keys_of(case) else safe_name(f"{place}-{stem}")


def job_of(run: Run, library: Library, templates: Path | None) -> Job:
    """Return what was the same for every paper of a run, from the options that the register kept.

    Args:
        run: The run.
        library: The templates at hand.
        templates: The bureau's own folder of them.
    """
    options = {name: json.loads(text) for name, text in run.order.options.items()}
    returned = library.find(NoticeKind.SERVICE_RECEIPT.value).folder.id
    return Job(
        document=library.find(run.order.kind).folder.id,
        templates=templates,
        jurisdiction=options["jurisdiction"],
        strict=options["strict"],
        merge=options["merge"],
        returns=returned if options["returns"] else None,
        embed=options["embed"],
        pdf_engine=options["pdf_engine"],
    )
