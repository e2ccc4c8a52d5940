"""Cases for ledgers, made of plain values; what a test changes is given by Chinese path."""

from __future__ import annotations

import copy
from typing import Any

from docgen.intake import case_from_mapping
from docgen.model import Case
from tests.casefiles import changed

__all__ = ["idle", "inefficient", "supply", "taxes"]

_LAND = {
    "宗地代码": "410307001005GB00301",
    "坐落": "偃师区示例镇示例一路6号",
    "宗地总面积": "20010.00",
    "用途": "工业用地",
}
_INEFFICIENT: dict[str, Any] = {
    "辖区": "yanshi",
    "成文日期": "2021-11-05",
    "宗地": _LAND,
    "当事人": {"产权人": {"名称": "示例壬公司"}},
    "再开发": {
        "类别": "低效",
        "认定类型": "产业转型类",
        "形成原因": "工艺落后。",
        "处置措施": "改造厂房。",
        "再开发方式": "自主开发",
        "完成时限": "2022-12-31",
        "牵头单位": "示例管委会",
        "责任单位": ["示例甲局", "示例乙局"],
    },
}
_IDLE: dict[str, Any] = {
    "辖区": "yanshi",
    "合同编号": "偃自然资出〔2019〕6号",
    "宗地": {**_LAND, "宗地代码": "410307001002GB00321"},
    "当事人": {"产权人": {"名称": "示例乙公司"}},
    "出让": {"开工日期": "2020-06-30"},
    "再开发": {"类别": "闲置", "形成原因": "道路没有建成。", "闲置原因类别": "政府原因"},
}
_TAXES: dict[str, Any] = {
    "辖区": "yanshi",
    "宗地": {**_LAND, "宗地代码": "410307001002GB00126"},
    "当事人": {"产权人": {"名称": "示例辛公司"}},
    "通知": {
        "文种": "限期缴纳税款通知书",
        "文号": "偃税限缴〔2022〕12号",
        "成文日期": "2022-03-07",
        "限期": "2022-03-23",
        "税款明细": [
            {
                "税种": "城镇土地使用税",
                "所属期起": "2021-07-01",
                "所属期止": "2021-09-30",
                "应缴税额": "11500.00",
                "已缴税额": "0.00",
            },
            {
                "税种": "城镇土地使用税",
                "所属期起": "2021-10-01",
                "所属期止": "2021-12-31",
                "应缴税额": "21500.00",
                "已缴税额": "1000.00",
            },
        ],
        "送达": {"送达日期": "2022-03-08"},
    },
}
_SUPPLY: dict[str, Any] = {
    "辖区": "xuchang",
    "产业集聚区": "changge",
    "宗地": {**_LAND, "宗地代码": "411082002003GB00517"},
    "再开发": {"类别": "批而未供", "批而未供处置方式": "供应"},
    "供地": {
        "供地年度": "2022",
        "用地成本": "7470400.00",
        "供地条件": ["场地平整", "容积率不低于1.0"],
        "供地程序": "公告、挂牌、签订合同",
        "供地周期": "3",
    },
}


def inefficient(**changes: Any) -> Case:
    """Return inefficient land of 偃师 with its five elements."""
    return _case(_INEFFICIENT, changes)


def idle(**changes: Any) -> Case:
    """Return land whose building had to begin on 2020-06-30, of which nothing else is known."""
    return _case(_IDLE, changes)


def taxes(**changes: Any) -> Case:
    """Return a tax office's order, served on 2022-03-08, to pay by 2022-03-23."""
    return _case(_TAXES, changes)


def supply(**changes: Any) -> Case:
    """Return approved land that is to be supplied in 2022."""
    return _case(_SUPPLY, changes)


def _case(base: dict[str, Any], changes: dict[str, Any]) -> Case:
    data = copy.deepcopy(base)
    for path, value in changes.items():
        changed(data, path, value)
    return case_from_mapping(data).case
