import pickle
from decimal import Decimal
from pathlib import Path

import pytest

from docgen.errors import InputError, Problem
from docgen.intake import CODES, case_from_bytes, case_from_mapping, dump_case, load_case
from docgen.model import Case, Grant

BAD = """\
辖区: yanshi
contract_no: 甲1
合同编号: 甲2
出让:
  出让价款: 20万元
  price_yaun: 3
  定金: 1e3
  签订日期: 无所谓
  分期:
    - 金额: 1
    - 金额: 100亩
  供地方式: 租赁
  签订地点: "铃\\a"
规划条件:
  容积率: 1.0
  建筑密度: {下限: 30%}
受让人: x
parties: {grantees: 甲}
"""


def problems(data: object) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        if isinstance(data, str):
            case_from_bytes(data.encode(), name="案卷.yaml")
        else:
            case_from_mapping(data)  # type: ignore[arg-type]
    return caught.value.problems


def test_all_faults_of_a_file_come_at_once_in_its_order_with_code_and_place() -> None:
    assert [(p.code, p.where) for p in problems(BAD)] == [
        ("S004", "案卷.yaml: 合同编号（第3行）"),
        ("S006", "案卷.yaml: 出让.出让价款（第5行）"),
        ("S003", "案卷.yaml: 出让.price_yaun（第6行）"),
        ("S005", "案卷.yaml: 出让.定金（第7行）"),
        ("S007", "案卷.yaml: 出让.签订日期（第8行）"),
        ("S006", "案卷.yaml: 出让.分期[2].金额（第11行）"),
        ("S008", "案卷.yaml: 出让.出让方式（第12行）"),
        ("S010", "案卷.yaml: 出让.签订地点（第13行）"),
        ("S009", "案卷.yaml: 规划条件.容积率（第15行）"),
        ("S006", "案卷.yaml: 规划条件.建筑密度.下限（第16行）"),
        ("S003", "案卷.yaml: 受让人（第17行）"),
        ("S009", "案卷.yaml: 当事人.受让人（第18行）"),
    ]


def test_every_fault_says_how_to_put_it_right_and_has_a_known_code() -> None:
    for problem in problems(BAD):
        assert problem.fix
        assert problem.code in CODES


def by_path(data: object, path: str) -> Problem:
    return next(problem for problem in problems(data) if problem.path == path)


def test_a_unit_in_a_figure_is_answered_with_the_unit_of_the_field() -> None:
    price = by_path(BAD, "grant.price_yuan")
    assert price.value == "20万元"
    assert "带有「万元」" in price.message
    assert "本项单位为元，换算后" in price.fix
    assert by_path(BAD, "planning.building_density_pct.min").fix == "本项单位为%，去掉单位。"


def test_an_unknown_key_is_answered_with_the_nearest_known_one() -> None:
    assert "「出让价款」（price_yuan）" in by_path(BAD, "grant.price_yaun").fix


def test_a_key_that_belongs_elsewhere_is_told_where() -> None:
    assert by_path(BAD, "受让人").fix == "移到「当事人」之下。"


def test_a_listed_value_is_answered_with_the_list() -> None:
    assert "挂牌、拍卖、招标、协议、划拨" in by_path(BAD, "grant.method").message


def test_a_number_in_place_of_limits_is_shown_how_limits_are_written() -> None:
    assert "{下限: …, 上限: …}" in by_path(BAD, "planning.floor_area_ratio").fix


def test_an_error_crosses_a_process_border_with_all_its_problems() -> None:
    error = InputError(problems(BAD))
    assert pickle.loads(pickle.dumps(error)).problems == error.problems
    assert error.exit_code == 3


def test_a_file_gives_the_case_and_the_line_of_every_value(tmp_path: Path) -> None:
    path = tmp_path / "案卷.yaml"
    path.write_text("出让:\n  出让价款: 12.50\n  分期:\n    - {金额: 1}\n    - 金额: 2\n", "utf-8")
    loaded = load_case(path)
    assert loaded.case.grant is not None
    assert loaded.case.grant.price_yuan == Decimal("12.50")
    assert loaded.origins == {
        "grant.price_yuan": "案卷.yaml 第2行",
        "grant.instalments[0].amount_yuan": "案卷.yaml 第4行",
        "grant.instalments[1].amount_yuan": "案卷.yaml 第5行",
    }


def test_lines_of_a_json_file_are_known_too() -> None:
    loaded = case_from_bytes('{\n"出让":\n{"出让价款": 1,\n"定金": null}}'.encode(), name="a.json")
    assert loaded.origins == {"grant.price_yuan": "a.json 第3行"}


def test_a_source_without_lines_gives_the_chinese_path() -> None:
    loaded = case_from_bytes(b"[grant]\nprice_yuan = 1", name="a.toml")
    assert loaded.origins == {"grant.price_yuan": "a.toml 出让.出让价款"}


@pytest.mark.parametrize("name", ["none.yaml", "none.xlsx", "a\0b.yaml", "x" * 5000 + ".yaml"])
def test_a_file_that_is_not_there_is_one_clear_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        load_case(str(tmp_path / "folder" / name))
    assert [problem.code for problem in caught.value.problems] == ["S001"]
    assert str(tmp_path) not in str(caught.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="不是文件"):
        load_case(tmp_path)


def test_messages_name_the_file_but_not_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("月亮: 1", "utf-8")
    with pytest.raises(InputError) as caught:
        load_case(path)
    assert str(caught.value).startswith("a.yaml: 月亮（第1行）")
    assert str(tmp_path) not in str(caught.value)


def test_python_values_are_read_and_floats_refused() -> None:
    good = case_from_mapping({"grant": {"price_yuan": Decimal("1.5"), "term_years": 20}})
    assert good.case.grant == Grant(price_yuan=Decimal("1.5"), term_years=20)
    assert good.origins["grant.price_yuan"] == "数据 出让.出让价款"
    assert [p.code for p in problems({"grant": {"price_yuan": 1.5}})] == ["S005"]


def test_a_value_that_holds_itself_ends_in_an_error() -> None:
    loop: dict[str, object] = {}
    loop["grant"] = loop
    assert [p.code for p in problems(loop)] == ["S011"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({1: "x"}, "S009"),
        ({"grant\ud800": "x"}, "S010"),
        ({"zone": "x\ud800"}, "S010"),
        ({"parcel": {"boundary_points": [["1"]]}}, "S009"),
        ({"parcel": {"boundary_points": [["1", "2", "3"]]}}, "S009"),
        ({"zone": object()}, "S009"),
        ({"zone": ["a"]}, "S009"),
        ({"contract": {"clauses": ["a"]}}, "S009"),
        ({"parties": {"grantor": {"overseas": "也许"}}}, "S008"),
        ({"grant": {"term_years": "二十"}}, "S005"),
        ({"grant": {"price_yuan": ""}}, "S005"),
        ({"a.b[0]": 1}, "S003"),
    ],
)
def test_hostile_values_have_their_code(data: dict[object, object], code: str) -> None:
    found = problems(data)
    assert [problem.code for problem in found] == [code]
    str(found[0]).encode()


@pytest.mark.parametrize("data", [[], "x", 3, None])
def test_what_is_no_mapping_is_refused(data: object) -> None:
    with pytest.raises(InputError):
        case_from_mapping(data)  # type: ignore[arg-type]


def test_after_two_hundred_faults_the_rest_is_counted() -> None:
    found = problems({f"k{n}": 1 for n in range(500)})
    assert len(found) == 201
    assert found[-1].message == "另有 300 处问题没有列出。"


def test_a_case_written_out_is_read_back_the_same() -> None:
    case = Case.model_validate(
        {
            "stage": "草稿",
            "contract": {"form": "GF-2008", "clauses": {"付款": "第十条"}},
            "parcel": {"boundary_points": [["1.50", "-2"]], "location": "䶮𠮷\n"},
            "parties": {"grantor": {"overseas": "否", "authority_kind": "管委会"}},
            "grant": {
                "price_yuan": Decimal("1E+5"),
                "instalments": [{"no": "1", "due_date": "2021年 月 日"}],
                "signing_date": "2021/11/5",
                "special_terms": ["甲", ""],
            },
        }
    )
    written = dump_case(case)
    assert written["grant"]["price_yuan"] == "100000"
    assert written["grant"]["signing_date"] == "2021-11-05"
    assert case_from_mapping(written).case == case
    assert dump_case(Case()) == {}
