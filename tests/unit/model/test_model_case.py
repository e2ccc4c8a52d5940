import re
import types
from typing import Any, get_args

import pytest
import yaml
from pydantic import ValidationError

import docgen.model
from docgen.model import Case, Part
from docgen.model.enums import Listed
from docgen.resources import schema_bytes

SOURCE: dict[str, Any] = yaml.load(schema_bytes("glossary.yaml"), Loader=yaml.CSafeLoader)
MODELS = {
    name: thing
    for name, thing in vars(docgen.model).items()
    if isinstance(thing, type) and issubclass(thing, Part) and thing is not Part
}
#: The end of a key → the unit that the glossary must give it.
UNITS = {
    "_wan_per_mu": "万元/亩",
    "_yuan_per_m2": "元/平方米",
    "_permille_per_day": "‰/日",
    "_permille": "‰",
    "_yuan_per_day": "元/日",
    "_months": "月",
    "_wan": "万元",
    "_yuan": "元",
    "_m2": "平方米",
    "_mu": "亩",
    "_pct": "%",
    "_m": "米",
    "_working_days": "工作日",
    "_days": "日",
    "_years": "年",
}


def parts_in(annotation: object) -> set[str]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return {annotation.__name__}
    return set().union(*(parts_in(inner) for inner in get_args(annotation)), set())


def test_models_and_glossary_name_the_same_things() -> None:
    assert set(MODELS) == set(SOURCE["models"])
    for name, model in MODELS.items():
        assert list(model.model_fields) == list(SOURCE["models"][name]), name


def test_every_part_is_where_the_glossary_says() -> None:
    for name, model in MODELS.items():
        for key, field in model.model_fields.items():
            said = SOURCE["models"][name][key].get("of")
            assert parts_in(field.annotation) == ({said} if said else set()), f"{name}.{key}"


def test_listed_values_and_glossary_are_the_same() -> None:
    enums = {enum.__name__: [str(member) for member in enum] for enum in Listed.__subclasses__()}
    assert enums == {name: list(values) for name, values in SOURCE["enums"].items()}


def test_the_end_of_a_key_is_its_unit() -> None:
    for name, fields in SOURCE["models"].items():
        for key, entry in fields.items():
            end = next((end for end in UNITS if key.endswith(end)), None)
            if key == "term_years":
                # 出让年限：the title itself says 年.
                continue
            expected = UNITS[end] if end else "份" if key.startswith("copies_") else None
            assert entry.get("unit") == expected, f"{name}.{key}"


def test_every_field_may_be_absent() -> None:
    for model in MODELS.values():
        model()


def test_a_case_cannot_be_changed_and_can_be_hashed() -> None:
    data = {"parties": {"grantees": [{"name": "甲"}]}, "parcel": {"boundary_points": [["1", "2"]]},
            "contract": {"clauses": {"付款": "第十条"}}}  # fmt: skip
    case = Case.model_validate(data)
    assert hash(case) == hash(Case.model_validate(data))
    with pytest.raises(ValidationError, match="frozen"):
        case.stage = None  # type: ignore[misc]


def test_no_field_is_a_list_or_a_mapping_that_could_change() -> None:
    def kinds(annotation: object) -> set[object]:
        origin = getattr(annotation, "__origin__", annotation)
        inner = (kinds(part) for part in get_args(annotation))
        return {origin}.union(*inner)

    for model in MODELS.values():
        for field in model.model_fields.values():
            assert not kinds(field.annotation) & {list, dict, set, types.MappingProxyType}


def test_chinese_titles_and_aliases_are_keys_at_every_level() -> None:
    chinese = Case.model_validate(
        {
            "出让合同编号": "甲1",
            "当事人": {"受让人": [{"单位名称": "示例甲"}]},
            "出让": {"成交价": "1"},
        }
    )
    english = Case.model_validate(
        {
            "contract_no": "甲1",
            "parties": {"grantees": [{"name": "示例甲"}]},
            "grant": {"price_yuan": "1"},
        }
    )
    assert chinese == english


def test_two_keys_for_one_field_are_an_error() -> None:
    with pytest.raises(ValidationError) as caught:
        Case.model_validate({"grant": {"price_yuan": "1", "出让价款": "1"}})
    assert [fault["type"] for fault in caught.value.errors()] == ["docgen_duplicate"]


def test_all_faults_come_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        Case.model_validate({"月亮": "1", "grant": {"price_yuan": "x", "term_years": "y", "z": 1}})
    assert sorted(".".join(map(str, fault["loc"])) for fault in caught.value.errors()) == [
        "grant.price_yuan", "grant.term_years", "grant.z", "月亮"
    ]  # fmt: skip


def test_keys_of_other_types_are_refused_without_a_crash() -> None:
    with pytest.raises(ValidationError):
        Case.model_validate({1: "x", "grant": {None: 1, "价": 2}})


def test_names_are_english_snake_case() -> None:
    for model in MODELS.values():
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in model.model_fields)
