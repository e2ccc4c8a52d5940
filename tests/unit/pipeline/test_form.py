"""The form of a document: what it prints and needs."""

from __future__ import annotations

import pytest

from docgen.errors import UsageError
from docgen.glossary import terms
from docgen.intake import dump_case
from docgen.intake.form_names import general, of_path
from docgen.intake.form_plan import form_version, whole_plan
from docgen.intake.form_values import case_from_values, values_of
from docgen.intake.form_words import form_words
from docgen.pipeline.form import form_of, sample_of
from docgen.pipeline.run import check
from docgen.templating.library import Library

DOCUMENTS = [shelf.manifest.id for shelf in Library().all()]


def test_the_whole_form_has_every_part_of_a_case_once() -> None:
    paths = [one.path for one in whole_plan().fields()]
    assert len(paths) == len(set(paths)) > 600
    assert {path.partition(".")[0].partition("[")[0] for path in paths} == set(terms("Case"))
    assert all(topic.fields or topic.tables for topic in whole_plan().topics)
    assert form_version() == form_version()


def test_labels_of_a_topic_are_unlike_each_other() -> None:
    for topic in whole_plan().topics:
        labels = [one.label for one in topic.fields] + [one.title for one in topic.tables]
        assert len(labels) == len(set(labels)), topic.title
        for table in topic.tables:
            labels = [one.label for one in table.columns]
            assert len(labels) == len(set(labels)), table.title


def test_fields_say_how_they_are_filled_in() -> None:
    plan = form_of(None)
    area = plan.field("parcel.granted_area_m2")
    assert area is not None
    assert (area.kind, area.unit, area.decimals, area.label) == (
        "number",
        "平方米",
        2,
        "出让宗地面积",
    )
    method = plan.field("grant.method")
    assert method is not None
    assert method.choices[0] == ("listing", "挂牌")
    deposit = plan.field("grant.deposit_yuan")
    assert deposit is not None
    assert "民法典" in deposit.source
    limit = plan.field("planning.floor_area_ratio.min")
    assert limit is not None
    assert (limit.label, limit.name()) == ("容积率·下限", "planning.floor_area_ratio.min")
    column = plan.field("performance.years[].workshop_tenants[].name")
    assert column is not None
    assert column.name(1, 2) == "performance.years.1.workshop_tenants.2.name"


def test_a_contract_asks_for_what_it_prints_and_not_for_a_tax_notice() -> None:
    plan = form_of("出让合同")
    assert (plan.document, plan.notice) == ("land_grant_contract", "")
    needs = {one.path: one.need for one in plan.fields()}
    assert needs["parcel.granted_area_m2"] == "required"
    assert needs["parcel.supervision_no"] == "blank"
    assert needs["parcel.boundary_points[].0"] == "optional"
    assert needs["notice.taxes[].tax_name"] == "unused"
    assert needs["as_of"] == "optional"
    heights = plan.field("parcel.upper_limit_m")
    assert heights is not None
    assert (heights.need, heights.conditional) == ("required", True)
    assert [topic.id for topic in plan.used().topics][:4] == [
        "document", "parties", "parcel", "planning",
    ]  # fmt: skip


def test_a_notice_asks_for_its_own_kind() -> None:
    plan = form_of("出让价款催缴通知书")
    kind = plan.field("notice.kind")
    assert plan.notice == "price_demand"
    assert kind is not None
    assert kind.need == "required"


def test_an_unknown_document_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="出让合同"):
        form_of("出让合同书")


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_used_form_holds_the_sample_of_every_template(document: str) -> None:
    case = sample_of(document)
    assert case is not None
    used = {of_path(one.path) for one in form_of(document).used().fields()}
    values = values_of(case)
    assert {general(name) for name in values} <= used
    assert case_from_values(values).case == case


@pytest.mark.parametrize("document", ["land_grant_contract", "price_demand", "disposal_plan"])
def test_without_a_required_field_the_paper_is_not_made(document: str) -> None:
    """A contract of the sample's kind: what is marked required and not conditional is missed."""
    case = sample_of(document)
    assert case is not None
    plan, values = form_of(document), values_of(case)
    required = {
        of_path(one.path)
        for one in plan.fields()
        if one.need == "required" and not one.conditional and one.path != "notice.kind"
    }
    tried = [path for path in sorted(required) if any(general(name) == path for name in values)]
    assert len(tried) >= 10
    for path in tried[:: max(1, len(tried) // 12)]:
        left = case_from_values({n: t for n, t in values.items() if general(n) != path}).case
        found = check(left, [document])
        assert dump_case(left) != dump_case(case)
        assert any(one.severity == "error" for one in found.findings), path


def test_what_the_data_say_of_fields_is_said_of_fields_that_there_are() -> None:
    words = form_words()
    known = {f"{one.model}.{one.key}": one for one in whole_plan().fields()}
    kinds = {name: one.choices for name, one in known.items() if name in words.long | words.months}
    assert set(kinds) == words.long | words.months
    assert not any(kinds.values())
    units = {one.unit for one in known.values()} | {one.key for one in known.values()}
    assert set(words.numbers) | set(words.counts) | set(words.lengths) <= units
    tops = {one.path.partition(".")[0].partition("[")[0] for one in whole_plan().fields()}
    assert {part.partition(".")[0] for topic in words.topics for part in topic.parts} - {""} <= tops
