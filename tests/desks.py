"""Desks for tests: people, cases, an open register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docgen.register.desk import Desk
from docgen.register.desk_records import Person, Role
from docgen.register.records import Act
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
