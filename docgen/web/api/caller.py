"""Who calls: another system with a token, or a program on the desk's own machine."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Request

from docgen.errors import Problem
from docgen.register.desk_records import Role
from docgen.web.api.answers import ApiFault
from docgen.web.door.origin import comes_from_another_site, comes_from_this_machine
from docgen.web.door.tickets import fingerprint
from docgen.web.door.visitor import ALONE, Visitor
from docgen.web.office import Office, office
from docgen.web.words import ROLES

__all__ = ["Caller", "Crowd", "Reviewer", "Shared", "caller", "counted", "key_owner"]

_SCHEME = "bearer"
_LONGEST = 200
_RETRY_SECONDS = "2"

Shared = Annotated[Office, Depends(office)]


def caller(request: Request, shared: Shared) -> Visitor:
    """Return who calls; a dependency.

    Raises:
        ApiFault: Another site's page made the request (403); no token that holds (401); a desk
            without people, and the request is from another machine (403).
    """
    if comes_from_another_site(request):
        fix = "接口由程序调用，不从其他网站的网页里调用。"
        raise ApiFault(
            403,
            "another-site",
            "不接受其他网站的请求",
            [Problem("请求来自其他网站的网页。", fix=fix)],
        )
    if not shared.has_people():
        if not comes_from_this_machine(request):
            told = Problem("还没有设立用户，只有本机能调用。", fix="先在本机打开首页设立用户。")
            raise ApiFault(403, "not-set-up", "还没有设立用户", [told])
        return Visitor(None)
    token = shared.desk.token(fingerprint(_secret(request)))
    if token is None:
        told = Problem(
            "没有令牌，或令牌已收回。", fix="在「我的账号」里发放令牌，写进请求的 Authorization。"
        )
        raise ApiFault(
            401, "unauthorized", "没有通过验证", [told], headers={"WWW-Authenticate": "Bearer"}
        )
    return Visitor(token.person)


def _secret(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    fits = scheme.lower() == _SCHEME and len(secret) <= _LONGEST
    return secret.strip() if fits else ""


def _at_least(role: Role) -> Callable[[Visitor], Visitor]:
    def let_in(who: Caller) -> Visitor:
        if not who.may(role):
            told = Problem(f"这一步要由「{ROLES[role]}」来做。", fix="换用有这个权限的同事的令牌。")
            raise ApiFault(403, "forbidden", "没有这个权限", [told])
        return who

    return let_in


Caller = Annotated[Visitor, Depends(caller)]
#: Whoever lets a numbered paper out.
Reviewer = Annotated[Visitor, Depends(_at_least(Role.REVIEWER))]


def key_owner(who: Visitor) -> str:
    """Return whose idempotency keys these are: no two people share any."""
    return f"person/{who.person.id}" if who.person else ALONE


class Crowd:
    """Counts each caller's requests that are under way, so that none crowds out the others.

    Args:
        most: So many at once for each.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._now: Counter[str] = Counter()

    def enter(self, who: str) -> None:
        """Count one more.

        Raises:
            ApiFault: They are too many (429).
        """
        with self._lock:
            if self._now[who] < self._most:
                self._now[who] += 1
                return
        told = Problem(f"同时的请求超过 {self._most} 个。", fix="等前面的请求答复后再发。")
        raise ApiFault(429, "too-many", "请求太多", [told], headers={"Retry-After": _RETRY_SECONDS})

    def leave(self, who: str) -> None:
        """Count one less."""
        with self._lock:
            self._now[who] -= 1
            if not self._now[who]:
                del self._now[who]


def counted(request: Request, who: Caller) -> Iterator[None]:
    """Count a caller's request while it is under way; a dependency.

    Raises:
        ApiFault: The caller has too many under way (429).
    """
    crowd: Crowd = request.app.state.crowd
    owner = key_owner(who)
    crowd.enter(owner)
    try:
        yield
    finally:
        crowd.leave(owner)
