import subprocess
import sys
import unicodedata

import pytest
import yaml

from docgen import glossary
from docgen.resources import schema_bytes


@pytest.fixture(scope="module")
def source() -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    return yaml.load(schema_bytes("glossary.yaml"), Loader=yaml.CSafeLoader)


def test_titles_and_units_are_those_of_the_file() -> None:
    assert glossary.title("Grant", "price_yuan") == "出让价款"
    assert glossary.unit("Grant", "price_yuan") == "元"
    assert glossary.unit("Grant", "method") == ""
    assert glossary.note("SignedContract", "form") == "采用的示范文本版本"


@pytest.mark.parametrize("label", ["镇街", "镇（街道）", "镇(街道)", " 镇 （街道） ", "township"])
def test_a_label_is_known_by_title_alias_and_key_whatever_its_brackets(label: str) -> None:
    assert glossary.key_for("Parties", label) == "township"


def test_an_unknown_label_or_model_has_no_key() -> None:
    assert glossary.key_for("Grant", "月亮") is None
    assert glossary.key_for("Nothing", "出让价款") is None


@pytest.mark.parametrize(
    ("label", "key"),
    [("出让价", "price_yuan"), ("price_yaun", "price_yuan"), ("开工曰期", "commencement_date")],
)
def test_a_misspelt_label_leads_to_the_nearest_field(label: str, key: str) -> None:
    # 出让价 is as near to 出让单价 as to 出让价款; either helps the reader.
    allowed = {key, "unit_price_yuan_per_m2"} if label == "出让价" else {key}
    assert glossary.nearest("Grant", label) in allowed


def test_a_label_like_nothing_has_no_nearest_field() -> None:
    assert glossary.nearest("Grant", "☃☃☃") is None


def test_a_listed_value_is_known_by_code_wording_and_alias() -> None:
    assert glossary.enum_value("AuthorityKind", "管委会") == "management_committee"
    assert glossary.enum_value("AuthorityKind", "园区管理机构") == "management_committee"
    assert glossary.enum_value("AuthorityKind", "management_committee") == "management_committee"
    assert glossary.enum_value("AuthorityKind", "月亮") is None
    assert glossary.enum_label("GrantMethod", "listing") == "挂牌"


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("grant.instalments[1].amount_yuan", "出让.分期[2].金额"),
        ("planning.floor_area_ratio.min", "规划条件.容积率.下限"),
        ("parcel.boundary_points[0][1]", "宗地.界址点[1][2]"),
        ("contract.clauses.付款", "原合同.条款.付款"),
        ("grant.nothing", "出让.nothing"),
        ("grant", "出让"),
        ("", ""),
    ],
)
def test_a_key_path_is_said_in_chinese_and_counts_from_one(path: str, title: str) -> None:
    assert glossary.title_path(path) == title


def test_the_model_at_a_path_is_found() -> None:
    assert glossary.model_at("") == "Case"
    assert glossary.model_at("parties.grantees[3]") == "Party"
    assert glossary.model_at("grant.price_yuan") is None


def test_no_two_fields_of_a_model_answer_to_one_label(
    source: dict[str, dict[str, dict[str, dict[str, object]]]],
) -> None:
    for model, fields in source["models"].items():
        seen: dict[str, str] = {}
        for key, entry in fields.items():
            names = {key, entry["zh"], *entry.get("also", [])}  # type: ignore[misc]
            for name in {unicodedata.normalize("NFKC", str(name)).casefold() for name in names}:
                assert seen.setdefault(name, key) == key, f"{model}: {name}"


def test_every_alias_of_a_listed_value_leads_to_a_code(
    source: dict[str, dict[str, dict[str, dict[str, object]]]],
) -> None:
    for enum, aliases in source["enum_aliases"].items():
        assert set(aliases.values()) <= set(source["enums"][enum])
        assert not set(aliases) & set(source["enums"][enum].values())


def test_importing_the_model_reads_no_glossary() -> None:
    code = (
        "import docgen.model, docgen.glossary as g, sys;"
        "sys.exit(g._load.cache_info().currsize or 'yaml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
