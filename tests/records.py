"""Random valid records, without Hypothesis: for tests that need very many of them."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from docgen import intake, resources
from docgen.figures.absence import Policy, settle
from docgen.figures.compose import compose
from docgen.figures.make import make
from docgen.model import Case, Stage
from docgen.proof import Figure, Group, Series
from docgen.templating.build import build, read_layout
from docgen.templating.compiled import Compiled, compile_template
from docgen.templating.manifest import Manifest, read_manifest

__all__ = ["CONTRACT", "Notice", "contract", "contract_case", "contract_text", "notice", "settled"]

CONTRACT = Path(__file__).resolve().parent.parent / "templates/contracts/land_grant_contract"
SURNAMES = "赵钱孙李䶮𠮷欧阳"
PLACES = (
    "示例大道",
    "示例河堤路",
    "A&B<路>",
    "“示例”街'一'号",
    "示例{{ 一 }}路",
    "二〇二一年{% 路 %}",
)

NOTICE = """
:::header
示例通知 {{ 编号 }}
:::
:::footer
第{页码}页 共{页数}页
:::
# 缴款通知书
{{ 甲.名称 }}：
### 应缴价款 {价款}
你单位位于{{ 宗地.坐落 }}的宗地（面积{{ 宗地.面积|大写 }}平方米，\
小写{{ 宗地.面积 }}平方米，折合{{ 宗地.面积|亩 }}亩、\
{{ 宗地.面积|公顷 }}公顷）出让价款{{ 价款|大写 }}（小写{{ 价款 }}元，{{ 价款|万元 }}万元）。
{%p if 定金 %}
### 定金 {定金}
定金{{ 定金|大写 }}（小写{{ 定金 }}元），依照{{ 条('价款') }}抵作价款。
{%p endif %}
### 付款
请依照{{ 条('价款') }}按下表付款，\
{% if 收款 == '税务机关' %}向税务机关{% else %}向本局{% endif %}缴纳，\
比率{{ 比率 }}‰，共{{ 期数 }}期，截至{{ 截止 }}，本通知共{页数}页：
:::table 宽=1,3,2,2 表头=1
| 期 | 大写 | 小写 | 日期 |
{%tr for 期 in 分期 %}
| {{ 期.次 }} | {{ 期.金额|大写 }} | {{ 期.金额 }} | {{ 期.日期 }} |
{%tr endfor %}
| 合计 |  | {{ 合计 }} | / |
:::
- 备注：{{ 备注 }}
- 签收人：{{ 签收人 }}
### 依据 {依据}
见{{ 条('付款方') }}。
### 付款方 {付款方}
本通知由{{ 甲.名称 }}签收{% if 备注 %}，备注见上{% endif %}。
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """A one-page template and the figures of one record for it."""

    compiled: Compiled
    figures: Group


def _layout() -> Any:
    return read_layout(resources.schema_bytes("layouts/contract.yaml"), name="contract.yaml")


@cache
def _notice_template() -> Compiled:
    return compile_template(build(NOTICE, _layout(), name="通知"), name="通知")


@cache
def contract_text() -> str:
    """Return the readable text of the contract's template."""
    return (CONTRACT / "template.md").read_text("utf-8")


@cache
def contract() -> tuple[Compiled, Manifest]:
    """Return the contract's template, compiled from its readable text, and its manifest."""
    compiled = compile_template(
        build(contract_text(), _layout(), name="template.md"), name="出让合同"
    )
    data = (CONTRACT / "manifest.yaml").read_bytes()
    return compiled, read_manifest(data, name="manifest.yaml")


def settled(case: Case, stage: Stage = Stage.FINAL) -> Group:
    """Return a case's figures, every absence decided as the contract's manifest says."""
    figures = compose(case, stage=stage, origins=case.origins)
    return settle(figures, contract()[1].policies(stage))


def _amount(rng: Random, most: int = 13) -> Decimal:
    digits = rng.randint(3, most)
    fen = rng.randrange(1, 10**digits)
    if rng.random() < 0.3:
        fen = fen // 10**4 * 10**4 + rng.choice([0, 5, 50, 100, 10_000])
    return Decimal(fen or 1).scaleb(-2)


def _day(rng: Random) -> date:
    return date(2000, 1, 1) + timedelta(days=rng.randrange(15_000))


def _name(rng: Random) -> str:
    return rng.choice(SURNAMES) + "某" + rng.choice(["", "某", "（示例）", " & 乙", "<甲>"])


def notice(rng: Random) -> Notice:
    """Return a random record for the one-page template."""
    titles = ("备注", "定金", "签收人")
    amounts = [_amount(rng) for _ in range(rng.randint(1, 4))]
    given = {name: rng.random() < 0.7 for name in titles}

    def figure(title: str, kind: Any, value: Any) -> Figure:
        return make(f"record.{title}", title, kind, value if given.get(title, True) else None)

    rows = tuple(
        Group(
            {
                "次": make(f"rows[{i}].no", f"分期[{i + 1}].次", "count", i + 1),
                "金额": make(f"rows[{i}].amount", f"分期[{i + 1}].金额", "amount", amount),
                "日期": make(f"rows[{i}].due", f"分期[{i + 1}].日期", "date", _day(rng)),
            }
        )
        for i, amount in enumerate(amounts)
    )
    number = f"示例函〔{rng.randint(2000, 2040)}〕{rng.randint(1, 9999)}号"
    entries = {
        "编号": figure("编号", "identifier", number),
        "甲": Group({"名称": figure("甲.名称", "text", _name(rng))}),
        "宗地": Group(
            {
                "坐落": figure("宗地.坐落", "text", rng.choice(PLACES) + str(rng.randint(1, 999))),
                "面积": figure("宗地.面积", "area", _amount(rng, 9)),
            }
        ),
        "价款": figure("价款", "amount", _amount(rng)),
        "定金": figure("定金", "amount", _amount(rng)),
        "收款": figure("收款", "text", rng.choice(["税务机关", "自然资源主管部门"])),
        "比率": figure("比率", "number", Decimal(rng.randint(1, 50)).scaleb(-1)),
        "期数": figure("期数", "count", len(amounts)),
        "截止": figure("截止", "date", _day(rng)),
        "分期": Series(rows),
        "合计": figure("合计", "amount", sum(amounts, Decimal(0))),
        "备注": figure("备注", "text", rng.choice(["无", "第一行\n第二行", "左\t右", "&lt;"])),
        "签收人": figure("签收人", "text", _name(rng)),
    }
    figures = settle(Group(entries), {"备注": Policy("slash"), "签收人": Policy("blank", 6)})
    return Notice(_notice_template(), figures)


@cache
def _sample() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(
        (CONTRACT / "sample.yaml").read_text("utf-8"), Loader=yaml.BaseLoader
    )
    return loaded


def contract_case(rng: Random) -> Case:
    """Return a random case whose contract can be printed; whether it is lawful is not asked."""
    data = copy.deepcopy(_sample())
    parcel, grant, indicators = data["parcel"], data["grant"], data["indicators"]
    for key in ("total_area_m2", "granted_area_m2"):
        parcel[key] = str(_amount(rng, 9))
    parcel["location"] = rng.choice(PLACES) + str(rng.randint(1, 999))
    for key in ("price_yuan", "deposit_yuan", "unit_price_yuan_per_m2"):
        grant[key] = str(_amount(rng))
    for key in [name for name in grant if name.endswith("_date")]:
        grant[key] = _day(rng).isoformat()
    _vary_payment(grant, rng)
    _vary_parties(data["parties"], rng)
    if rng.random() < 0.3:
        del parcel["boundary_points"]
    if rng.random() < 0.4:
        del parcel["upper_limit_m"]
    if rng.random() < 0.5:
        grant["term_recognition_no"] = f"示例认〔2021〕{rng.randint(1, 99)}号"
    grant["special_terms"] = [f"特别约定{rng.randint(1, 99)}。" for _ in range(rng.randint(0, 3))]
    indicators["others"] = rng.sample(indicators["others"], rng.randint(0, 4))
    return intake.case_from_mapping(data).case


def _vary_payment(grant: dict[str, Any], rng: Random) -> None:
    count = rng.choice([0, 2, 3, 5])
    grant["instalments"] = [
        {"no": str(i + 1), "amount_yuan": str(_amount(rng)), "due_date": _day(rng).isoformat()}
        for i in range(count)
    ]
    if not count:
        grant["payment_deadline"] = _day(rng).isoformat()
    if rng.random() < 0.3:
        grant["transfer_option"] = "land_condition"
    if rng.random() < 0.3:
        grant.update(dispute_option="arbitration", arbitration_institution="示例仲裁委员会")
    if rng.random() < 0.3:
        grant.update(delivery_condition="as_is", as_is_condition="示例现状")


def _vary_parties(parties: dict[str, Any], rng: Random) -> None:
    first = parties["grantees"][0]
    count = rng.choice([1, 1, 2, 3])
    shares = ["100"] if count == 1 else [str(100 // count)] * count
    parties["grantees"] = [
        {**first, "name": _name(rng) + f"{i}公司", "share_pct": share}
        for i, share in enumerate(shares)
    ]
    if count > 1:
        parties["grantee_sharing"] = rng.choice(["shares", "joint"])
    if rng.random() < 0.3:
        del parties["supervisor"]
