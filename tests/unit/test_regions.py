"""Administrative codes and the years in which they were in use."""

from __future__ import annotations

import pytest

from docgen import regions
from docgen.errors import DocgenError
from docgen.regions import province_of, provinces, regions_of


@pytest.mark.parametrize(
    ("code", "name", "since", "until"),
    [
        ("410307", "偃师区", 2021, None),
        ("410381", "偃师市", 1993, 2021),
        ("411003", "建安区", 2016, None),
        ("411023", "许昌县", 1986, 2016),
        ("410926", "范县", 1983, None),
        ("330703", "金东区", 2000, None),
    ],
)
def test_a_code_is_known_with_its_years(
    code: str, name: str, since: int | None, until: int | None
) -> None:
    (region,) = regions_of(code)
    assert (region.name, region.since, region.until) == (name, since, until)


def test_one_code_may_have_had_two_names() -> None:
    first, second = regions_of("120110")
    assert (first.name, first.until) == ("东郊区", 1991)
    assert (second.name, second.since) == ("东丽区", 1992)


def test_a_code_is_in_use_from_its_first_to_its_last_year() -> None:
    (city,) = regions_of("410381")
    assert city.used_in(1993, 1993) and not city.used_in(1992, 1992)
    assert city.used_in(2021, 2021) and not city.used_in(2022, 2022)
    assert city.used_in(1950) and city.used_in(2021) and not city.used_in(2022)


@pytest.mark.parametrize("code", ["999999", "100000", "410394", "41", "", "偃师"])
def test_what_never_was_a_code_has_meant_nothing(code: str) -> None:
    assert regions_of(code) == ()


def test_a_code_lies_in_a_province_by_its_first_two_digits() -> None:
    assert province_of("410307") == "河南省"
    assert province_of("450102") == "广西壮族自治区"
    assert province_of("000000") is None and province_of("") is None
    assert len(provinces()) == 34


def test_a_table_that_cannot_be_made_out_is_said_to_be_so(monkeypatch) -> None:
    monkeypatch.setattr(regions, "region_table", lambda: 'garbage\n41 province="河南省"\n')
    regions._table.cache_clear()
    try:
        with pytest.raises(DocgenError, match="行政区划代码表"):
            regions._table()
    finally:
        regions._table.cache_clear()
