"""Words of the desk that several pages share."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from docgen.register.desk_records import Role

__all__ = ["EVENTS", "ROLES", "moment"]

ROLES: Mapping[Role, str] = MappingProxyType(
    {Role.CLERK: "经办", Role.REVIEWER: "审核", Role.ADMIN: "管理"}
)
#: What the log tells, by its code.
EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "case.save": "保存案卷",
        "person.add": "设立用户",
        "person.change": "改变用户的权限或姓名",
        "person.password": "重设密码",
        "person.activate": "恢复用户",
        "person.deactivate": "停用用户",
        "login.ok": "登录",
        "login.failed": "登录失败",
        "login.out": "退出",
        "token.add": "发放令牌",
        "token.revoke": "收回令牌",
        "submission.add": "提交审核",
        "submission.approve": "审核通过",
        "submission.decline": "退回",
        "submission.withdraw": "撤回",
        "submission.fail": "未能发出，文号退回",
        "submission.issue": "发出文书",
        "run.prepare": "准备打印批次",
        "run.approve": "审核通过，开始打印",
        "run.resume": "继续打印",
        "run.interrupt": "暂停打印",
        "run.discard": "丢弃未打印的批次",
        "run.begin": "开始打印",
        "run.reserve": "预留文号",
        "run.refuse": "有行未打印，文号退回",
        "run.finish": "打印完成，文号用讫",
        "run.stop": "停止打印",
        "document.reprint": "补印",
        "document.void": "作废",
        "document.correct": "更正",
        "service.record": "登记送达",
        "service.correct": "更正送达登记",
        "returned.verify": "比对收回的文书",
        "register.backup": "下载备份",
        "register.restore": "恢复登记簿",
    }
)
_TO_THE_MINUTE = 16


def moment(at: str) -> str:
    """Return a moment as pages show it, ``2026-11-25 09:30``."""
    return at[:_TO_THE_MINUTE].replace("T", " ")
