"""A rule is asked only where the case has what it needs; it must have nothing to say elsewhere."""

from __future__ import annotations

import pytest
import yaml

from docgen import glossary
from docgen.model import Case
from docgen.packs import load_pack
from docgen.resources import schema_bytes
from docgen.rules.book import CHECKS, checks_for
from docgen.rules.look import look_at
from tests.unit.test_cases import case_of, documents, pack_of

#: What a ledger gives of a parcel: its codes, its land, its holder and the main terms.
ROW = {
    "jurisdiction": "yanshi",
    "document_date": "2022-03-01",
    "contract_no": "偃自然资出〔2021〕1号",
    "parcel": {
        "parcel_code": "410307000000GB00001",
        "supervision_no": "4103072021B000001",
        "location": "偃师区示例镇示例路1号",
        "granted_area_m2": "26114.20",
        "granted_area_mu": "39.1713",
        "use": "工业用地",
    },
    "parties": {
        "grantees": [
            {
                "name": "示例甲公司",
                "credit_code": "91410307MA9EXAMP8N",
                "address": "河南省洛阳市偃师区示例路1号",
                "legal_representative": "䶮某",
                "phone": "0379-00000000",
            }
        ]
    },
    "grant": {
        "method": "挂牌",
        "signing_date": "2021-11-05",
        "price_yuan": "6737463.60",
        "unit_price_yuan_per_m2": "258.00",
        "commencement_date": "2022-06-20",
        "completion_date": "2024-06-20",
    },
}
NEEDING = [check for check in CHECKS if check.needs]


def test_what_a_rule_needs_is_part_or_value_of_a_case() -> None:
    models = yaml.load(schema_bytes("glossary.yaml"), Loader=yaml.CBaseLoader)["models"]
    anywhere = {name for fields in models.values() for name in fields}
    for check in NEEDING:
        for need in (one for item in check.needs for one in item.split("|")):
            parent, _, name = need.rpartition(".")
            model = "Case" if parent == "" else glossary.model_at(parent)
            known = anywhere if parent == "*" else glossary.terms(str(model))
            assert name in known, (check.code, need)


@pytest.mark.slow
def test_a_rule_that_has_not_what_it_needs_says_nothing() -> None:
    silent = 0
    for folder in ("good", "bad"):
        for param in documents(folder):
            for look in _looks(param.values[0]):
                asked = set(checks_for(look.given))
                for check in CHECKS:
                    if check not in asked:
                        assert list(check.run(look)) == [], (check.code, param.id)
                        silent += 1
    assert silent > 1000


def test_a_row_of_a_ledger_is_asked_a_part_of_the_rules() -> None:
    case = Case.model_validate({"contract_no": "甲", "grant": {"price_yuan": "1"}})
    asked = checks_for(look_at(case, None, load_pack(None)).given)
    codes = {check.code for check in asked}
    assert {"R021", "R031", "M002"} <= codes
    assert not {"R059", "R036", "R027"} & codes


def test_a_ledger_of_twenty_columns_is_asked_a_third_of_the_rules_at_most() -> None:
    case = Case.model_validate(ROW)
    asked = checks_for(look_at(case, None, load_pack("yanshi")).given, excerpt=True)
    assert {"R003", "R014", "R024", "R059"} <= {check.code for check in asked}
    assert len(asked) * 3 <= len(CHECKS)


def _looks(item: dict) -> list:
    whole = [item] if "rows" not in item else [{"base": "base.yaml", **r} for r in item["rows"]]
    cases = [case_of(one) for one in whole]
    return [look_at(case, None, pack_of(case.jurisdiction)) for case in cases]
