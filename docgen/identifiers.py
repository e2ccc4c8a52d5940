"""Identifiers: parse, check, explain.

A wrong code is not an exception but a :class:`Verdict` that says which part is wrong. Only the
form is judged here; whether a code fits the case (county, year, kind of land) is for the rules.
Sources: GB 32100-2015 and GB 11714 (统一社会信用代码), GB 11643 (公民身份号码), the scheme of
宗地代码 and 不动产单元代码, the land market system (电子监管号), GB/T 9704-2012 (发文字号).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, wraps
from typing import Any, Generic, TypeAlias, TypeVar

from docgen.check_digits import (
    CREDIT_CODE,
    CREDIT_SIGN,
    complete_credit_code,
    complete_organization_code,
    id_card_check,
)

__all__ = [
    "BARE_LAND_UNIT",
    "CreditCode",
    "DocumentNo",
    "IdCard",
    "ParcelCode",
    "SupervisionNo",
    "Verdict",
    "check_credit_code",
    "check_document_no",
    "check_id_card",
    "check_parcel_code",
    "check_region_code",
    "check_supervision_no",
    "complete_credit_code",
    "complete_organization_code",
]

T = TypeVar("T")

#: 定着物单元 of land without anything on it: W (无定着物) and eight noughts.
BARE_LAND_UNIT = "W00000000"

# GB/T 2260: the first two digits of every region code.
_REGION = re.compile("(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])[0-9]{4}")
_DOCUMENT_NO = re.compile(
    r"([\u4e00-\u9fff]+)([〔\[［(（【〖])([0-9]{4})([〕\]］)）】〗])(第?)(0*)([1-9][0-9]{0,8})号"
)
_MAX_LENGTH = 100
#: Verdicts kept: those of a few rows, which several rules ask for. Of a ledger's thousands each is
#: of one row, and memory long untouched is slower than judging anew.
_RECENT = 64
#: Length, pattern, name and what must stand there.
_Part: TypeAlias = tuple[int, re.Pattern[str], str, str]
# Places, what may stand there, and how a clerk is told so.
_PARCEL_PARTS = (
    (6, re.compile("[0-9]{6}"), "第1至6位（县级行政区划代码）", "6位数字"),
    (3, re.compile("[0-9]{3}"), "第7至9位（地籍区）", "3位数字"),
    (3, re.compile("[0-9]{3}"), "第10至12位（地籍子区）", "3位数字"),
    (1, re.compile("[GJZ]"), "第13位（宗地特征码首位）", " G（国有）、J（集体）或 Z（未确定）"),
    (1, re.compile("[A-Z]"), "第14位（宗地特征码次位）", "大写字母"),
    (5, re.compile("[0-9]{5}"), "第15至19位（宗地顺序号）", "5位数字"),
    (
        1,
        re.compile("[FLQW]"),
        "第20位（定着物特征码）",
        " F（房屋）、L（林木）、Q（其他）或 W（无）",
    ),
    (8, re.compile("[0-9]{8}"), "第21至28位（定着物单元号）", "8位数字"),
)
_SUPERVISION_PARTS = (
    (6, re.compile("[0-9]{6}"), "第1至6位（行政区划代码）", "6位数字"),
    (4, re.compile("(?:19|20)[0-9]{2}"), "第7至10位（年份）", "19或20开头的四位年份"),
    (1, re.compile("[A-Z]"), "第11位（供应方式）", "大写字母，出让为 B，划拨为 A"),
    (6, re.compile("[0-9]{5,6}"), "第12位起（流水号）", "5位或6位数字"),
)


def _whole(parts: tuple[_Part, ...]) -> re.Pattern[str]:
    """Return the pattern of a right code; what stands behind a 宗地代码 may be absent."""
    groups = (f"({one[1].pattern})" for one in parts)
    return re.compile("".join(g if i < _FEWEST_PARTS else f"{g}?" for i, g in enumerate(groups)))


#: 宗地代码 has six parts; the two of the 定着物单元 come on top.
_FEWEST_PARTS = 6
_PARCEL_CODE, _SUPERVISION_NO = _whole(_PARCEL_PARTS), _whole(_SUPERVISION_PARTS)


@dataclass(frozen=True, slots=True)
class Verdict(Generic[T]):
    """What became of an identifier: its parts, or what is wrong with it."""

    reason: str = ""  # what is wrong, in Chinese; empty when nothing is
    part: str = ""  # the part that is wrong, in Chinese, where it can be told
    value: T | None = None  # None when the identifier cannot be taken apart
    suggestion: str = ""  # the identifier put right, where that is beyond doubt

    @property
    def ok(self) -> bool:
        """Whether the form of the identifier is right."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class CreditCode:
    """统一社会信用代码 in its parts (GB 32100-2015)."""

    department: str  # 登记管理部门 and 机构类别, places 1 and 2
    region: str  # 登记管理机关行政区划码, places 3 to 8
    organization: str  # 主体标识码, places 9 to 17
    organization_ok: bool  # whether place 17 is the check of places 9 to 16 (GB 11714)


@dataclass(frozen=True, slots=True)
class IdCard:
    """公民身份号码 in its parts (GB 11643): 地址码, birth date, 顺序码."""

    region: str
    born_on: date
    sequence: str


@dataclass(frozen=True, slots=True)
class ParcelCode:
    """宗地代码, or 不动产单元代码 when ``unit`` is not empty."""

    parcel: str  # 宗地代码, all 19 places
    region: str  # 县级行政区划代码, places 1 to 6
    cadastral_area: str  # 地籍区, 3 digits
    cadastral_subarea: str  # 地籍子区, 3 digits
    ownership: str  # G 国有, J 集体, Z 未确定
    right: str  # B 地表, S 地上, X 地下, A 集体所有 and others
    serial: str  # 宗地顺序号, 5 digits
    unit: str  # 定着物特征码 and 单元号, 9 places, or empty


@dataclass(frozen=True, slots=True)
class SupervisionNo:
    """电子监管号 in its parts: 行政区, year, 供应方式 (A 划拨, B 出让), 流水号."""

    region: str
    year: int
    method: str
    serial: str


@dataclass(frozen=True, slots=True)
class DocumentNo:
    """发文字号 in its parts: 机关代字, year, 序号."""

    agency: str
    year: int
    serial: int


def _suggesting(judge: Callable[[str], Verdict[T]]) -> Callable[[str], Verdict[T]]:
    """Let a judge suggest the half-width capitals without blanks, when those are right."""

    @lru_cache(maxsize=_RECENT)
    @wraps(judge)
    def judge_and_suggest(code: str) -> Verdict[T]:
        verdict = judge(code)
        if verdict.ok or len(code) > _MAX_LENGTH:
            return verdict
        tidy = "".join(unicodedata.normalize("NFKC", code).upper().split())
        return replace(verdict, suggestion=tidy) if tidy != code and judge(tidy).ok else verdict

    return judge_and_suggest


@_suggesting
def check_credit_code(code: str) -> Verdict[CreditCode]:
    """Check a 统一社会信用代码: 18 places, its signs, check digit mod 31.

    The first place may be any sign, N (农村集体经济组织), A and Y too. Where the check digit is
    wrong, the inner check of places 9 to 17 tells in which segment the slip is. A right code
    whose inner check fails is ``ok`` with ``value.organization_ok`` False. Nothing is stripped.
    """
    if len(code) != 18:
        return Verdict(f"统一社会信用代码应为18位，现为{len(code)}位", "位数")
    if CREDIT_CODE.fullmatch(code) is None:
        place, sign = next((i, x) for i, x in enumerate(code, 1) if not CREDIT_SIGN.match(x))
        reason = "应为半角数字或大写字母，且不用 I、O、Z、S、V"
        return Verdict(f"第{place}位「{sign}」{reason}", f"第{place}位")
    organization = code[8:17]
    organization_ok = complete_organization_code(organization[:8]) == organization
    value = CreditCode(code[:2], code[2:8], organization, organization_ok)
    if complete_credit_code(code[:17]) == code:
        return Verdict(value=value)
    part = "第1至8位或第18位" if organization_ok else "第9至17位（主体标识码）"
    return Verdict(f"校验码不符，错处多在{part}，请与营业执照逐字核对", part, value)


@_suggesting
def check_id_card(code: str) -> Verdict[IdCard]:
    """Check a 公民身份号码: 18 places, a real birth date, check digit mod 11, X a capital.

    Whether the region existed is not judged, nor is the date held against today. The reasons
    never repeat the number. Nothing is stripped.
    """
    if len(code) != 18:
        return Verdict(f"身份证号码应为18位，现为{len(code)}位", "位数")
    if re.fullmatch(r"[0-9]{17}[0-9X]", code) is None:
        return Verdict("身份证号码前17位应为数字，末位为数字或大写 X", "字符")
    born = code[6:14]
    try:
        born_on = date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return Verdict("身份证号码第7至14位不是真实的日期", "第7至14位（出生日期）")
    value = IdCard(code[:6], born_on, code[14:17])
    if id_card_check(code[:17]) != code[17]:
        return Verdict("身份证号码校验码不符，请与证件逐字核对", "校验码", value)
    return Verdict(value=value)


@_suggesting
def check_parcel_code(code: str) -> Verdict[ParcelCode]:
    """Check a 宗地代码 (19 places) or 不动产单元代码 (28 places, the first 19 a 宗地代码).

    ASCII blanks between the groups are allowed; the value has none.
    """
    compact = code.replace(" ", "")
    if len(compact) not in (19, 28):
        reason = f"宗地代码应为19位，不动产单元代码应为28位，现为{len(compact)}位"
        return Verdict(reason, "位数")
    found = _PARCEL_CODE.fullmatch(compact)
    if found is None:
        return _first_wrong(compact, _PARCEL_PARTS)
    region, area, subarea, ownership, right, serial, feature, number = found.groups("")
    parcel, unit = compact[:19], feature + number
    return Verdict(value=ParcelCode(parcel, region, area, subarea, ownership, right, serial, unit))


@_suggesting
def check_supervision_no(code: str) -> Verdict[SupervisionNo]:
    """Check an 电子监管号: region 6, year 4, one capital, serial 5 or 6 (16 or 17 places)."""
    if len(code) not in (16, 17):
        return Verdict(f"电子监管号应为16位或17位，现为{len(code)}位", "位数")
    found = _SUPERVISION_NO.fullmatch(code)
    if found is None:
        return _first_wrong(code, _SUPERVISION_PARTS)
    region, year, method, serial = found.groups()
    return Verdict(value=SupervisionNo(region, int(year), method, serial))


def check_region_code(code: str) -> Verdict[str]:
    """Check an administrative region code: six digits that begin with a province (GB/T 2260)."""
    if _REGION.fullmatch(code) is None:
        return Verdict("行政区划代码应为6位数字，前两位为省级代码", "行政区划代码")
    return Verdict(value=code)


@lru_cache(maxsize=_RECENT)
def check_document_no(text: str) -> Verdict[DocumentNo]:
    """Check a 发文字号: 机关代字〔年份〕序号号, without 第 and leading noughts (GB/T 9704-2012).

    A number in another known form is not ``ok``, but has its parts and a suggestion: another
    authority's number is quoted as it stands.
    """
    match = _DOCUMENT_NO.fullmatch(text)
    if match is None:
        return Verdict("发文字号应为机关代字、〔四位年份〕、序号和“号”，如“某函〔2021〕12号”")
    agency, opening, year, closing, ordinal, noughts, serial = match.groups()
    value = DocumentNo(agency, int(year), int(serial))
    if year[:2] not in ("19", "20"):
        return Verdict(f"发文字号中的年份{year}不合理", "年份", value)
    right = f"{agency}〔{year}〕{serial}号"
    if opening + closing != "〔〕":
        return Verdict("年份应用六角括号〔〕括入", "括号", value, right)
    if ordinal or noughts:
        return Verdict("序号前不加“第”，不补零", "序号", value, right)
    return Verdict(value=value)


def _first_wrong(code: str, parts: tuple[_Part, ...]) -> Verdict[Any]:
    """Say which is the first part that is wrong of a code that is not right as a whole."""
    wrong, start = [], 0
    for length, pattern, name, must in parts:
        group = code[start : start + length]
        if group and pattern.fullmatch(group) is None:
            wrong.append((name, must))
        start += length
    name, must = wrong[0]
    return Verdict(f"{name}应为{must}", name)
