import pytest
import yaml
from pydantic import ValidationError

from docgen import glossary
from docgen.figures.clauses import clauses
from docgen.figures.compose import compose
from docgen.model import Case
from docgen.model.clause_numbers import clause_topics
from docgen.proof import Figure, Group, Series
from docgen.resources import schema_bytes, schemas_root

FORMS = sorted(one.name for one in schemas_root().joinpath("contract-forms").iterdir())


def clause(case: dict[str, object], topic: str) -> Figure:
    node = compose(Case.model_validate(case)).find(f"原合同.条款.{topic}")
    assert isinstance(node, Figure)
    return node


@pytest.mark.parametrize(
    ("form", "topic", "article"),
    [
        ("GF-2008", "付款", "第十条"),
        ("GF-2008", "投资强度违约", "第三十四条"),
        ("GF-2008", "退地", "第三十一条"),
        ("GF-2025", "付款", "第十一条"),
        ("GF-2025", "开竣工违约", "第三十二条"),
        ("GF-2025", "送达", "第三十九条"),
    ],
)
def test_a_topic_stands_where_the_form_of_the_contract_has_it(
    form: str, topic: str, article: str
) -> None:
    figure = clause({"contract": {"form": form}}, topic)
    assert figure.printed == article
    assert form in figure.basis


def test_what_the_case_says_of_its_contract_goes_before_the_form() -> None:
    given = {"form": "GF-2008", "clauses": {"付款": "第八条第二款", "late_payment": "第二十条"}}
    assert clause({"contract": given}, "付款").printed == "第八条第二款"
    assert clause({"contract": given}, "迟延付款").printed == "第二十条"
    assert clause({"contract": given}, "定金").printed == "第九条"


@pytest.mark.parametrize("case", [{}, {"contract": {}}, {"contract": {"form": "other"}}])
def test_a_contract_of_no_known_form_has_no_numbers(case: dict[str, object]) -> None:
    assert not any(one.present for one in _all(case))


def _all(case: dict[str, object]) -> list[Figure]:
    nodes = clauses(Case.model_validate(case)).entries.values()
    return [one for one in nodes if isinstance(one, Figure)]


@pytest.mark.parametrize("topic", ["转让", "投资强度违约", "退地", "闲置"])
def test_a_number_that_was_not_seen_in_the_new_form_is_not_cited(topic: str) -> None:
    assert not clause({"contract": {"form": "GF-2025"}}, topic).present


@pytest.mark.parametrize("name", FORMS)
def test_a_form_speaks_of_known_topics_and_cites_no_guess(name: str) -> None:
    data = yaml.safe_load(schema_bytes(f"contract-forms/{name}"))
    assert data["form"] in glossary.enum_labels("ContractForm")
    assert set(data["clauses"]) <= set(clause_topics())
    assert {one["certainty"] for one in data["clauses"].values()} <= {"L", "P"}


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        ({"付欵": "第十条"}, "不是合同条款的主题"),
        ({"付款": "10"}, "条号应写成"),
        ({"付款": "第十条，另有约定"}, "条号应写成"),
    ],
)
def test_a_topic_or_number_that_no_paper_could_cite_is_refused(
    clauses: dict[str, str], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        Case.model_validate({"contract": {"clauses": clauses}})


def test_a_claim_under_the_contract_is_told_by_the_clause_of_its_form() -> None:
    case = {
        "contract": {"form": "GF-2008"},
        "claims": [
            {"matter": "late_payment"},
            {"matter": "late_commencement", "clause": "第十二条"},
            {"matter": "late_production", "ground": "agreement"},
        ],
    }
    rows = compose(Case.model_validate(case)).find("违约金.明细")
    assert isinstance(rows, Series)
    assert [_text(row, "约定条款") for row in rows.items] == ["第三十条", "第十二条", None]


def _text(row: Group, name: str) -> object:
    figure = row.entries[name]
    assert isinstance(figure, Figure)
    return figure.value
