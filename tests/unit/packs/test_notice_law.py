"""notices.yaml and formulas.yaml speak only of kinds, fields, thresholds and numbers there are."""

from __future__ import annotations

import pytest
import yaml

from docgen import glossary
from docgen.model import AuthorityKind, ContractForm, NoticeKind
from docgen.packs import load_pack
from docgen.packs.notices import notice_law, notice_laws
from docgen.resources import schema_bytes

LAWS = notice_laws()
FORMULAS = yaml.load(schema_bytes("formulas.yaml"), Loader=yaml.CSafeLoader)


@pytest.mark.parametrize("kind", sorted(LAWS))
def test_a_kind_of_notice_names_only_what_there_is(kind: str) -> None:
    law = LAWS[kind]
    assert NoticeKind(kind).label
    assert set(law.issuers) <= {one.value for one in AuthorityKind}
    assert law.track in ("contract", "admin", "tax", "none")
    assert law.remedy in ("review", "none", "tax", "")
    for key in (law.rates, law.payee):
        assert not key or load_pack(None).value(key, None) is not None, key
    assert law.source.title
    assert law.source.article


@pytest.mark.parametrize("kind", sorted(LAWS))
def test_what_a_notice_must_hold_are_fields_of_the_case(kind: str) -> None:
    for item in LAWS[kind].items:
        for path in item.paths:
            model, _, field = path.rpartition(".")
            owner = glossary.model_at(model)
            assert owner is not None, path
            assert field in glossary.terms(owner), path


def test_nothing_is_laid_down_for_a_plain_record() -> None:
    assert notice_law(NoticeKind.PARCEL_CARD.value) is None


def test_every_formula_has_a_number_of_its_own_and_a_source() -> None:
    numbers = [entry["number"] for entry in FORMULAS["formulas"].values()]
    assert len(numbers) == len(set(numbers))
    for key, entry in FORMULAS["formulas"].items():
        assert entry["source"]["title"] and entry["source"]["article"], key
        assert entry["certainty"] in ("S", "L", "P", "C", "G"), key
        assert "{result}" in entry["text"], key


def test_every_form_of_contract_says_how_late_completion_is_measured() -> None:
    assert set(FORMULAS["forms"]) == {form.value for form in ContractForm}
    assert all("completion_on_unfinished" in form for form in FORMULAS["forms"].values())
