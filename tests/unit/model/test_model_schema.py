from typing import Any

import jsonschema
import pytest

from docgen.model import Case
from docgen.model.schema import case_schema, schema_bytes
from docgen.resources import schema_bytes as shipped

GOOD: dict[str, Any] = {
    "jurisdiction": "yanshi",
    "stage": "定稿",
    "zone": None,
    "contract": {"form": "GF-2025", "clauses": {"付款": "第十条"}},
    "parcel": {"total_area_m2": "66666.67", "boundary_points": [["1.5", 2], ["3", "4"]]},
    "planning": {"floor_area_ratio": {"min": "1.0"}, "building_density_pct": {}},
    "parties": {"grantees": [{"name": "示例甲", "overseas": "否"}, {"share_pct": "50"}]},
    "grant": {"method": "listing", "price_yuan": "12,345,678.90", "signing_date": "2021年11月5日"},
    "indicators": {"others": [{"key": "a", "direction": "at_least"}], "extra": {"kind": "term"}},
    "acknowledgements": [{"code": "R075", "date": "2021-11-05"}],
}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = case_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_shipped_file_is_what_the_models_say() -> None:
    assert shipped("json/case.schema.json") == schema_bytes(), (
        "run: python -m docgen.model.schema > schemas/json/case.schema.json"
    )


def test_what_the_schema_allows_the_model_reads(
    validator: jsonschema.Draft202012Validator,
) -> None:
    validator.validate(GOOD)
    Case.model_validate(GOOD)


@pytest.mark.parametrize(
    "bad",
    [
        {"月亮": 1},
        {"grant": {"price_yuan": 1.5}},
        {"grant": {"price_yuan": "20万元"}},
        {"grant": {"price_yuan": "1e3"}},
        {"grant": {"method": "租赁"}},
        {"grant": {"special_terms": "文字"}},
        {"parcel": {"boundary_points": [["1"]]}},
        {"parcel": {"boundary_points": [["1", "2", "3"]]}},
        {"parties": []},
        {"planning": {"floor_area_ratio": "1.0"}},
        {"grant": {"term_years": "20.5"}},
    ],
)
def test_schema_and_model_refuse_the_same(
    bad: dict[str, Any], validator: jsonschema.Draft202012Validator
) -> None:
    assert not validator.is_valid(bad)
    with pytest.raises(ValueError, match="validation error"):
        Case.model_validate(bad)


def test_titles_units_and_notes_are_in_the_schema() -> None:
    schema = case_schema()
    price = schema["$defs"]["Grant"]["properties"]["price_yuan"]
    assert price["title"] == "出让价款"
    assert price["description"] == "单位：元"
    area = schema["$defs"]["Parcel"]["properties"]["granted_area_mu"]
    assert area["description"].startswith("单位：亩；只用于")
    method = schema["$defs"]["Grant"]["properties"]["method"]["anyOf"][0]
    assert "listing 挂牌" in method["description"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
