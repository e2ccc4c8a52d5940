"""What the register notes, in words: one list for the desk's log and for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["EVENTS"]

#: Every code that is noted anywhere; a test holds the list to the code.
EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "case.create": "新建案卷",
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
        "submission.submit": "送审",
        "submission.approve": "批准",
        "submission.decline": "退回",
        "submission.withdraw": "撤回",
        "submission.fail": "检查未通过，文号退回",
        "run.prepare": "准备打印批次",
        "run.approve": "批准打印批次",
        "run.resume": "继续打印",
        "run.interrupt": "暂停打印",
        "run.discard": "丢弃未打印的批次",
        "run.begin": "开始打印",
        "run.reserve": "预留文号",
        "run.refuse": "有行未打印，文号退回",
        "run.finish": "打印完成，文号用讫",
        "run.stop": "停止",
        "document.issue": "签发",
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
