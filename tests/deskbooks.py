"""Desks for tests: people, cases, an open register."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from docgen.register.desk import Desk
from docgen.register.desk_records import IssuedPaper, Person, Role
from docgen.register.records import Act, MadeRow
from tests.registers import fresh

CLERK = Act("2026-11-25T09:00:00+08:00", "示例经办")
REVIEWER = Act("2026-11-25T10:00:00+08:00", "示例审核")
ADMIN = Act("2026-11-25T08:00:00+08:00", "示例管理", "设置")


def desk(folder: Path) -> Desk:
    """Return an open empty desk in a folder."""
    return Desk.open(fresh(folder))


def staff(one: Desk) -> tuple[Person, Person, Person]:
    """Add and return a clerk, a reviewer and somebody who manages."""
    admin = one.add_person("guanli", ADMIN.who, Role.ADMIN, "hash-a", ADMIN, first=True)
    clerk = one.add_person("jingban", CLERK.who, Role.CLERK, "hash-c", ADMIN)
    reviewer = one.add_person("shenhe", REVIEWER.who, Role.REVIEWER, "hash-r", ADMIN)
    return clerk, reviewer, admin


def tree(name: str = "示例甲公司", **more: Any) -> dict[str, Any]:
    """Return a small case as a plain tree."""
    values: dict[str, Any] = {
        "jurisdiction": "yanshi",
        "contract_no": "豫（偃）出让（2026）第12号",
        "parcel": {
            "parcel_code": "410307001001GB00001",
            "supervision_no": "4103072026B00012",
            "location": "示例大道以北、一号路以东",
        },
        "parties": {"grantees": [{"name": name}], "grantor": {"name": "示例自然资源局"}},
    }
    return values | more


SERIES = "偃自然资出〔2026〕号"


def approved(one: Desk, *, document: str = "land_grant_contract", series: str = SERIES) -> int:
    """Save a case without a number, hand a paper of it in, have it approved."""
    head = one.save_case(tree(contract_no=None), CLERK)
    handed = one.submit(head.id, head.version, document, series, CLERK)
    return one.decide(handed.id, REVIEWER, approve=True).id


def paper(text: str) -> tuple[MadeRow, dict[str, bytes]]:
    """Return a paper as a row of a run, and its files, whose bytes come from a text."""
    files = {"docx": b"PK" + text.encode(), "pdf": b"%PDF" + text.encode()}
    files["receipt.json"] = b'{"figures": "' + text.encode() * 50 + b'"}'
    hashes = {ending: sha256(data).hexdigest() for ending, data in files.items()}
    row = MadeRow(
        row=1,
        docx_sha256=hashes["docx"],
        pdf_sha256=hashes["pdf"],
        receipt_sha256=hashes["receipt.json"],
        case_json=b"{}",
        receipt_json=files["receipt.json"],
        keys=("410307001001GB00001",),
        addressee="示例甲公司",
        pages=3,
    )
    return row, files


def issue_plainly(one: Desk, submission_id: int, path: str = "contract_no") -> IssuedPaper:
    """Issue a paper as the pipeline does, but without printing it."""
    number = one.reserve_number(submission_id, "land_grant_contract", REVIEWER)
    row, files = paper(f"{submission_id} {number}")
    return one.file_paper(submission_id, row, files, REVIEWER, stem="合同", number_path=path)
