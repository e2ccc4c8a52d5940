import json

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen import glossary
from docgen.errors import InputError
from docgen.intake import CODES, Loaded, case_from_bytes, case_from_mapping, dump_case
from docgen.model import Case

KNOWN = sorted(
    {label for model in ("Case", "Grant", "Parcel", "Parties", "Party", "Range", "Instalment")
     for term in glossary.terms(model).values() for label in (term.key, term.title)}
)  # fmt: skip
KEYS = st.sampled_from(KNOWN) | st.text(max_size=6)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=12)
    | st.decimals().map(str) | st.dates().map(str)
    | st.sampled_from(["1", "20万元", "1,000.50", "2021年 月 日", "挂牌", "是"])
)  # fmt: skip
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
ANYTHING = st.recursive(
    SCALARS | st.floats() | st.binary(max_size=4) | st.decimals() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.integers(), inner),
    max_leaves=20,
)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(data: bytes, name: str) -> Loaded | None:
    try:
        return case_from_bytes(data, name=name)
    except InputError as error:
        for problem in error.problems:
            assert problem.code in CODES or problem.message.startswith("另有")
            assert problem.where
            str(problem).encode()
        return None


class TestAnyBytes:
    """Whatever the bytes, there is a case or an InputError, never anything else."""

    @pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.toml", "a.bin"])
    @FEW
    @given(data=st.binary(max_size=200))
    def test_of_noise(self, name: str, data: bytes) -> None:
        read(data, name)

    @pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.toml"])
    @FEW
    @given(data=st.text(alphabet="{}[]:,-&*!|>'\"#%@`\\=. \n\t0a1e年出让\x00", max_size=60))
    def test_of_the_signs_of_the_formats(self, name: str, data: str) -> None:
        read(data.encode(), name)

    @FEW
    @given(tree=TREES)
    def test_of_well_formed_json(self, tree: object) -> None:
        read(json.dumps(tree).encode(), "a.json")

    @FEW
    @given(tree=TREES)
    def test_of_well_formed_yaml(self, tree: object) -> None:
        read(yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "replace"), "a.yaml")


@FEW
@given(data=st.dictionaries(KEYS, ANYTHING, max_size=5))
@pytest.mark.slow
def test_any_mapping_gives_a_case_or_an_input_error(data: dict[str, object]) -> None:
    try:
        loaded = case_from_mapping(data)
    except InputError as error:
        str(error).encode()
    else:
        assert case_from_mapping(dump_case(loaded.case)).case == loaded.case
        hash(loaded.case)


AMOUNTS = st.decimals(min_value=-(10**15), max_value=10**15, places=2)


@FEW
@given(price=AMOUNTS, name=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])))
def test_the_three_formats_give_the_same_case(price: object, name: str) -> None:
    data = {"出让": {"出让价款": f"{price:f}"}, "parcel": {"location": f"甲{name}"}}
    text = json.dumps(data, ensure_ascii=False)
    place = json.dumps(f"甲{name}", ensure_ascii=False)
    toml = f'"出让"."出让价款" = "{price:f}"\nparcel.location = {place}'
    loaded = [
        read(text.encode(), "a.json"),
        read(text.encode(), "a.yaml"),
        read(toml.encode(), "a.toml"),
    ]
    assert [one and one.case for one in loaded] == [Case.model_validate(data)] * 3
