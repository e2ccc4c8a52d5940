"""Idempotency keys: a request sent again is answered as it was the first time, and done once."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import orjson
from fastapi import Depends, Request
from fastapi.responses import Response

from docgen.errors import Problem
from docgen.web.api.answers import ApiFault
from docgen.web.api.caller import key_owner
from docgen.web.door.visitor import Visitor
from docgen.web.office import Office

__all__ = ["Key", "Underway", "kept_once", "must_have"]

_HEADER = "idempotency-key"
_REPLAY = {"Idempotent-Replay": "true"}
_KEY = re.compile(r"[\x21-\x7e]{1,100}")
_RETRY_SECONDS = "1"
_KEPT_HEADERS = ("location", "etag", "content-type")


def _key(request: Request) -> str:
    told = request.headers.get(_HEADER)
    if told is None:
        return ""
    if not _KEY.fullmatch(told):
        problem = Problem("Idempotency-Key 不合适。", fix="用 1 至 100 个可见的英文字符，如 UUID。")
        raise ApiFault(422, "input", "请求有误", [problem])
    return told


#: The key that a request brings; "" for none.
Key = Annotated[str, Depends(_key)]


def must_have(key: str) -> None:
    """Refuse a request without a key.

    Raises:
        ApiFault: It has none (428).
    """
    if not key:
        problem = Problem(
            "没有 Idempotency-Key。", fix="每件事取一个新的键；没有收到答复的，用原来的键再发。"
        )
        raise ApiFault(428, "key-required", "缺少幂等键", [problem])


class Underway:
    """The keys whose requests are being dealt with in this program."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: set[tuple[str, str]] = set()

    @contextmanager
    def hold(self, owner: str, key: str) -> Iterator[None]:
        """Hold a key.

        Raises:
            ApiFault: A request with this key is being dealt with (409).
        """
        with self._lock:
            if (owner, key) in self._held:
                problem = Problem("同一个键的请求正在办理。", fix="稍等再用同一个键取答复。")
                retry = {"Retry-After": _RETRY_SECONDS}
                raise ApiFault(409, "key-busy", "正在办理", [problem], headers=retry)
            self._held.add((owner, key))
        try:
            yield
        finally:
            with self._lock:
                self._held.discard((owner, key))


def kept_once(
    request: Request,
    shared: Office,
    who: Visitor,
    key: str,
    body: bytes,
    make: Callable[[], Response],
) -> Response:
    """Return what is answered to a request, made now or kept from the first time.

    What went wrong is not kept: nothing was done, and the same key may be tried again.

    Args:
        request: The request.
        shared: The desk.
        who: Who calls.
        key: The request's key; "" to do it in any case.
        body: The request's body.
        make: Does it. It must find by itself what it did already, should the program have died
            before its answer was kept.

    Raises:
        ApiFault: The key was used for another request (422), or is being dealt with (409).
    """
    if not key:
        return make()
    owner = key_owner(who)
    asked = f"{request.method} {request.url.path}\n".encode() + body
    digest = hashlib.sha256(asked).hexdigest()
    underway: Underway = request.app.state.underway
    with underway.hold(owner, key):
        known = shared.desk.answer(key, owner)
        if known is None:
            answer = make()
            shared.desk.keep_answer(key, owner, digest, _packed(answer), shared.act(who))
            return answer
    if known.request_sha256 != digest:
        problem = Problem("这个键已经用于另一个请求。", fix="另一件事换一个新的键。")
        raise ApiFault(422, "key-reused", "键已用过", [problem])
    return _unpacked(known.answer)


def _packed(answer: Response) -> bytes:
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    head = orjson.dumps({"status": answer.status_code, "headers": headers})
    return head + b"\n" + bytes(answer.body)


def _unpacked(kept: bytes) -> Response:
    head, _, body = kept.partition(b"\n")
    told = orjson.loads(head)
    return Response(body, told["status"], told["headers"] | _REPLAY)
