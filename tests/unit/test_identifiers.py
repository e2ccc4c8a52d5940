from __future__ import annotations

from datetime import date

import pytest

from docgen.identifiers import (
    BARE_LAND_UNIT,
    DocumentNo,
    SupervisionNo,
    check_credit_code,
    check_document_no,
    check_id_card,
    check_parcel_code,
    check_region_code,
    check_supervision_no,
    complete_credit_code,
    complete_organization_code,
)

# A code in public use (index of a city government's open information), right by both checks.
PUBLIC_CODE = "11411000005747138B"
# Made up so that Σ ≡ 0 mod 31.
ZERO_CODE = "91410307MA83FQEF90"


def test_a_real_credit_code_is_right_and_comes_apart() -> None:
    verdict = check_credit_code(PUBLIC_CODE)
    assert verdict.ok
    assert verdict.value is not None
    assert (verdict.value.department, verdict.value.region) == ("11", "411000")
    assert verdict.value.organization == "005747138"
    assert verdict.value.organization_ok


def test_a_credit_code_whose_sum_is_nought_ends_in_0() -> None:
    assert check_credit_code(ZERO_CODE).ok
    assert complete_credit_code(ZERO_CODE[:17]) == ZERO_CODE


@pytest.mark.parametrize("first", "NAY")
def test_a_credit_code_may_begin_with_a_letter_and_is_still_checked(first: str) -> None:
    organization = complete_organization_code("MF000001")
    code = complete_credit_code(f"{first}2410307{organization}")
    assert check_credit_code(code).ok
    wrong = "1" if code[17] != "1" else "2"
    assert not check_credit_code(code[:17] + wrong).ok


def test_every_single_wrong_sign_in_a_credit_code_is_found() -> None:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for code in (PUBLIC_CODE, ZERO_CODE):
        for place in range(18):
            for sign in set(signs) - {code[place]}:
                assert not check_credit_code(code[:place] + sign + code[place + 1 :]).ok


def test_the_inner_check_tells_where_the_slip_is() -> None:
    in_organization = PUBLIC_CODE[:10] + "6" + PUBLIC_CODE[11:]
    assert check_credit_code(in_organization).part == "第9至17位（主体标识码）"
    in_region = PUBLIC_CODE[:4] + "2" + PUBLIC_CODE[5:]
    assert check_credit_code(in_region).part == "第1至8位或第18位"


def test_a_right_credit_code_with_a_wrong_inner_check_says_so() -> None:
    code = complete_credit_code("91410307MA83FQEF8")
    verdict = check_credit_code(code)
    assert verdict.ok
    assert verdict.value is not None
    assert not verdict.value.organization_ok


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("", "位数"),
        (PUBLIC_CODE[:17], "位数"),
        (PUBLIC_CODE + "0", "位数"),
        ("1141100000574713OB", "第17位"),
        ("11411000005747138b", "第18位"),
        ("１1411000005747138B", "第1位"),
        ("11411000005747138\n", "第18位"),
    ],
)
def test_a_malformed_credit_code_says_which_place_is_wrong(code: str, part: str) -> None:
    verdict = check_credit_code(code)
    assert not verdict.ok
    assert verdict.part == part


def test_small_letters_and_full_width_signs_get_a_suggestion_when_the_rest_is_right() -> None:
    assert check_credit_code("11411000005747138b").suggestion == PUBLIC_CODE
    assert check_credit_code(" 11411000 005747138Ｂ").suggestion == PUBLIC_CODE
    assert check_credit_code("11411000005747137b").suggestion == ""


def test_a_very_long_text_is_refused_as_a_code() -> None:
    for check in (check_credit_code, check_id_card, check_parcel_code, check_supervision_no):
        assert not check("1" * 100_000).ok


@pytest.mark.parametrize("first", ["", "9141030", "91410307MA83FQEFI", "91410307ma83fqef9"])
def test_only_17_right_signs_can_be_completed(first: str) -> None:
    with pytest.raises(ValueError, match="前17位"):
        complete_credit_code(first)


def test_only_8_right_signs_of_an_organization_can_be_completed() -> None:
    assert complete_organization_code("00574713") == "005747138"
    with pytest.raises(ValueError, match="前8位"):
        complete_organization_code("0057471x")


def test_an_organization_check_of_ten_is_x_and_of_eleven_is_nought() -> None:
    assert complete_organization_code("00000004")[8] == "3"
    # 11 − 2 × 6 mod 11 = 10; and a sum of nought gives 11, written 0.
    assert complete_organization_code("00000006")[8] == "X"
    assert complete_organization_code("00000000")[8] == "0"


@pytest.mark.parametrize("code", ["11010519491231002X", "440524188001010014"])
def test_a_right_id_card_number_passes(code: str) -> None:
    verdict = check_id_card(code)
    assert verdict.ok
    assert verdict.value is not None
    born = code[6:14]
    assert verdict.value.born_on == date(int(born[:4]), int(born[4:6]), int(born[6:]))


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("11010519491231002", "位数"),
        ("11010519491231002x", "字符"),
        ("1101051949123100２X", "字符"),
        ("11010519490231002X", "第7至14位（出生日期）"),
        ("110105194912310021", "校验码"),
        ("110105194912310X2X", "字符"),
    ],
)
def test_a_wrong_id_card_number_says_which_part_and_not_the_number(code: str, part: str) -> None:
    verdict = check_id_card(code)
    assert not verdict.ok
    assert verdict.part == part
    assert code[6:] not in verdict.reason


def test_a_small_x_in_an_id_card_number_gets_a_suggestion() -> None:
    assert check_id_card("11010519491231002x").suggestion == "11010519491231002X"


def test_a_parcel_code_of_19_places_comes_apart() -> None:
    # 疑难实例 12: 19 places in the field of the 28-place code still pass.
    value = check_parcel_code("210113005010GB90004").value
    assert value is not None
    assert (value.region, value.cadastral_area, value.cadastral_subarea) == ("210113", "005", "010")
    assert (value.ownership, value.right, value.serial) == ("G", "B", "90004")
    assert (value.parcel, value.unit) == ("210113005010GB90004", "")


def test_a_unit_code_of_28_places_holds_its_parcel_code() -> None:
    value = check_parcel_code("410307 001002 GB00123 W00000000").value
    assert value is not None
    assert value.parcel == "410307001002GB00123"
    assert value.unit == BARE_LAND_UNIT


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("", "位数"),
        ("410307001002GB0012", "位数"),
        ("41030700100200123000", "位数"),
        ("4103070010020000123", "第13位（宗地特征码首位）"),
        ("410307001002AB00123", "第13位（宗地特征码首位）"),
        ("410307001002G100123", "第14位（宗地特征码次位）"),
        ("41030X001002GB00123", "第1至6位（县级行政区划代码）"),
        ("410307A01002GB00123", "第7至9位（地籍区）"),
        ("410307001B02GB00123", "第10至12位（地籍子区）"),
        ("410307001002GBO0123", "第15至19位（宗地顺序号）"),
        ("410307001002GB00123X00000000", "第20位（定着物特征码）"),
        ("410307001002GB00123W0000000O", "第21至28位（定着物单元号）"),
        ("410307001002GB0012３", "第15至19位（宗地顺序号）"),
    ],
)
def test_a_wrong_parcel_code_says_which_part_is_wrong(code: str, part: str) -> None:
    verdict = check_parcel_code(code)
    assert not verdict.ok
    assert verdict.part == part
    assert verdict.value is None


def test_a_parcel_code_in_small_letters_gets_a_suggestion() -> None:
    assert check_parcel_code("410307001002gb00123").suggestion == "410307001002GB00123"


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("1101002019B01906", SupervisionNo("110100", 2019, "B", "01906")),
        ("2101132025B000017", SupervisionNo("210113", 2025, "B", "000017")),
        # 疑难实例 11: a region code of former years is right in form.
        ("4103812019B00001", SupervisionNo("410381", 2019, "B", "00001")),
    ],
)
def test_a_supervision_number_has_five_or_six_digits_of_serial(
    code: str, value: SupervisionNo
) -> None:
    assert check_supervision_no(code).value == value


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("1101002019B0190", "位数"),
        ("110100201B0190600", "第7至10位（年份）"),
        ("1101003019B01906", "第7至10位（年份）"),
        ("1101002019101906", "第11位（供应方式）"),
        ("11010O2019B01906", "第1至6位（行政区划代码）"),
        ("1101002019B0190X", "第12位起（流水号）"),
    ],
)
def test_a_wrong_supervision_number_says_which_part_is_wrong(code: str, part: str) -> None:
    assert check_supervision_no(code).part == part


@pytest.mark.parametrize("code", ["410307", "410381", "110100", "330703", "810000"])
def test_a_region_code_begins_with_a_province(code: str) -> None:
    assert check_region_code(code).value == code


@pytest.mark.parametrize("code", ["", "41030", "4103070", "990307", "160000", "41030７", "41030X"])
def test_a_region_code_of_no_province_is_refused(code: str) -> None:
    assert not check_region_code(code).ok


def test_a_document_number_comes_apart() -> None:
    verdict = check_document_no("宝政办〔2021〕34号")
    assert verdict.ok
    assert verdict.value == DocumentNo("宝政办", 2021, 34)


@pytest.mark.parametrize(
    ("text", "part", "suggestion"),
    [
        ("宝政办[2021]34号", "括号", "宝政办〔2021〕34号"),
        ("宝政办（2021）34号", "括号", "宝政办〔2021〕34号"),
        ("宝政办(2021)第034号", "括号", "宝政办〔2021〕34号"),
        ("宝政办〔2021]34号", "括号", "宝政办〔2021〕34号"),
        ("南自然资字〔2021〕第005号", "序号", "南自然资字〔2021〕5号"),
        ("宝政办〔2021〕第34号", "序号", "宝政办〔2021〕34号"),
        ("宝政办〔1821〕34号", "年份", ""),
    ],
)
def test_a_document_number_in_another_form_has_its_parts_and_a_suggestion(
    text: str, part: str, suggestion: str
) -> None:
    verdict = check_document_no(text)
    assert not verdict.ok
    assert verdict.value is not None
    assert (verdict.part, verdict.suggestion) == (part, suggestion)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "豫政202032号",
        "〔2021〕34号",
        "宝政办〔21〕34号",
        "宝政办〔2021〕0号",
        "宝政办〔2021〕号",
        "宝政办〔2021〕34",
        "宝政办〔2021〕34号 ",
        "宝政办 〔2021〕34号",
        "宝政办〔２０２１〕34号",
        "ABC〔2021〕34号",
    ],
)
def test_what_is_not_a_document_number_cannot_be_taken_apart(text: str) -> None:
    verdict = check_document_no(text)
    assert not verdict.ok
    assert verdict.value is None
    assert "发文字号" in verdict.reason
