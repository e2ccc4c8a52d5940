from decimal import Decimal

import pytest

from docgen.errors import InputError
from docgen.intake import case_from_bytes
from docgen.model import Case


def codes(data: bytes | str, name: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        case_from_bytes(data.encode() if isinstance(data, str) else data, name=name)
    return [problem.code for problem in caught.value.problems]


def message(data: bytes | str, name: str) -> str:
    with pytest.raises(InputError) as caught:
        case_from_bytes(data.encode() if isinstance(data, str) else data, name=name)
    return str(caught.value)


YAML = """
contract_no: 012345670
parcel: {location: 12:30, use: yes, unit_code: 1e3, supervision_no: 0x1F, parcel_code: 1_000}
project: {name: 2021-11-05, project_code: 3.10, industry_code: null, industry_name: "null"}
grant: {price_yuan: 12345678.90, signing_date: 2021-11-05, announcement_no: .inf}
"""
JSON = """{
"contract_no": "012345670",
"parcel": {"location": "12:30", "use": "yes", "unit_code": 1e3, "supervision_no": "0x1F",
           "parcel_code": "1_000"},
"project": {"name": "2021-11-05", "project_code": 3.10, "industry_code": null,
            "industry_name": "null"},
"grant": {"price_yuan": 12345678.90, "signing_date": "2021-11-05", "announcement_no": ".inf"}
}"""
TOML = """
contract_no = "012345670"
parcel = {location = "12:30", use = "yes", unit_code = "1e3", supervision_no = "0x1F",
          parcel_code = "1_000"}
[project]
name = 2021-11-05
project_code = 3.10
industry_name = "null"
[grant]
price_yuan = 12345678.90
signing_date = 2021-11-05
announcement_no = ".inf"
""".replace(',\n         ', ",")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"), [(YAML, "a.yaml"), (YAML, "a.YML"), (JSON, "a.json"), (TOML, "a.toml")]
)
def test_every_scalar_is_typed_by_its_field_alone(text: str, name: str) -> None:
    case = case_from_bytes(text.encode(), name=name).case
    assert case.parcel is not None
    assert case.project is not None
    assert case.grant is not None
    assert case.contract_no == "012345670"
    assert case.parcel.location == "12:30"
    assert case.parcel.use == "yes"
    assert case.parcel.unit_code == "1e3"
    assert case.parcel.supervision_no == "0x1F"
    assert case.parcel.parcel_code == "1_000"
    assert case.project.name == "2021-11-05"
    assert case.project.project_code == "3.10"
    assert case.project.industry_code is None
    assert case.project.industry_name == "null"
    assert str(case.grant.price_yuan) == "12345678.90"
    assert case.grant.announcement_no == ".inf"


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert case_from_bytes(b"\xef\xbb\xbfzone: a", name="a.yaml").case.zone == "a"


def test_gb18030_is_named_and_told_how_to_save() -> None:
    said = message("辖区: 偃师".encode("gb18030"), "a.yaml")
    assert "GB18030" in said
    assert "另存为" in said


def test_utf16_and_damaged_bytes_are_named() -> None:
    assert "UTF-16" in message("辖区: 偃师".encode("utf-16"), "a.yaml")
    assert codes(b"zone: a\nuse: \xff\xff", "a.yaml") == ["S013"]
    assert "第2行" in message(b"zone: a\nuse: \xff\xff", "a.yaml")


@pytest.mark.parametrize("text", ["", "# 只有注释\n"])
@pytest.mark.parametrize("name", ["a.yaml", "a.toml"])
def test_a_file_without_content_is_said_to_be_empty(name: str, text: str) -> None:
    assert codes(text, name) == ["S009"]
    assert "空的" in message(text, name)


@pytest.mark.parametrize("text", ["null", "[]", '"x"'])
def test_json_that_is_no_mapping_is_refused(text: str) -> None:
    assert codes(text, "a.json") == ["S009"]


def test_an_empty_mapping_is_an_empty_case() -> None:
    assert case_from_bytes(b"{}", name="a.json").case == Case()


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("zone: [1", "a.yaml", "第2行第1列"),
        ("zone: a\n\tuse: b", "a.yaml", "第2行第1列"),
        ("zone: a: b", "a.yaml", "第1行第8列"),
        ("zone: 'a", "a.yaml", "第1行"),
        ("zone: *x", "a.yaml", "第1行第7列"),
        ("zone: &x [*x]", "a.yaml", "第1行第11列"),
        ("zone: a\n---\nzone: b", "a.yaml", "第2行第1列"),
        ("zone: !!python/object/apply:os.system [ls]", "a.yaml", "第1行第7列"),
        ("zone: !!int 3", "a.yaml", "第1行第7列"),
        ("[a, b]: c", "a.yaml", "第1行第1列"),
        ('{"zone": "a",}', "a.json", "第1行第14列"),
        ('{"zone": "a"\n "use": "b"}', "a.json", "第2行第2列"),
        ('{"zone": NaN}', "a.json", "第1行第10列"),
        ('{"zone": Infinity}', "a.json", "第1行第10列"),
        ('{"zone": 01}', "a.json", "第1行第11列"),
        ('{"zone": "a}', "a.json", "第1行"),
        ('{"zone": "a"} x', "a.json", "第1行第15列"),
        ("{'zone': 1}", "a.json", "第1行第2列"),
        ('{"zone" 1}', "a.json", "第1行第9列"),
        ("[1, ]", "a.json", "第1行第5列"),
        ("zone = \n", "a.toml", "第1行第8列"),
        ("zone = 'a'\nuse b", "a.toml", "第2行第5列"),
    ],
)
def test_broken_syntax_is_told_with_line_and_column(text: str, name: str, place: str) -> None:
    assert codes(text, name) == ["S002"]
    assert place in message(text, name)


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ("zone: a\nzone: b", "a.yaml", 2),
        ("zone: a\n\n产业集聚区: b", "a.yaml", 3),
        ('{"zone": "a",\n"zone": "b"}', "a.json", 2),
    ],
)
def test_a_repeated_key_is_told_with_its_line(text: str, name: str, line: int) -> None:
    assert codes(text, name) == ["S004"]
    assert f"（第{line}行）" in message(text, name)


def test_a_key_repeated_in_toml_is_told() -> None:
    assert codes('zone = "a"\nzone = "b"', "a.toml") == ["S004"]
    assert codes('zone = "a"\n"产业集聚区" = "b"', "a.toml") == ["S004"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("zone: " + "[" * 5000, "a.yaml"),
        ("[" * 5000, "a.json"),
        ('{"a":' * 5000, "a.json"),
        ("a = " + "[" * 5000, "a.toml"),
        ("a." * 50_000 + "b = 1", "a.toml"),
        ("a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{n}: &{n} [{','.join([f'*{m}'] * 9)}]\n" for m, n in zip("abcdefgh", "bcdefghi",
            strict=True)), "a.yaml"),
        ("[" + "1," * 100_001 + "1]", "a.json"),
    ],
)  # fmt: skip
def test_a_bomb_is_stopped_early(text: str, name: str) -> None:
    assert codes(text, name) == ["S011"]


def test_a_file_of_many_megabytes_is_refused() -> None:
    assert codes(b"#" * 5_000_001, "a.yaml") == ["S011"]


def test_an_anchor_used_twice_gives_the_same_value_twice() -> None:
    text = "parties: {grantor: &a {name: 甲, share_pct: 50}, owner: *a}"
    parties = case_from_bytes(text.encode(), name="a.yaml").case.parties
    assert parties is not None
    assert parties.grantor == parties.owner
    assert parties.owner is not None
    assert parties.owner.share_pct == Decimal(50)


def test_a_block_of_text_keeps_its_lines() -> None:
    text = "parcel:\n  location: |-\n    甲\n    乙\n"
    parcel = case_from_bytes(text.encode(), name="a.yaml").case.parcel
    assert parcel is not None
    assert parcel.location == "甲\n乙"


@pytest.mark.parametrize("name", ["a.docx", "a", "a.yaml.exe", ".yaml"])
def test_another_kind_of_file_is_told_what_is_accepted(name: str) -> None:
    assert codes("zone: a", name) == ["S012"]
    assert ".yaml、.yml、.json、.toml" in message("zone: a", name)
