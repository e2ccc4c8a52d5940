"""Bodies of requests: raw JSON, so that no figure ever passes through a float; uploads as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from docgen.errors import Problem
from docgen.intake.tree import MAX_BYTES
from docgen.pipeline.limited import clean_name
from docgen.web.api.answers import JSON, ApiFault

__all__ = ["JsonBody", "OptionalBody", "Sent", "Upload", "media_type_of"]

_FORM = "multipart/form-data"
_MOST_FILES, _MOST_FIELDS, _MOST_TEXT = 4, 24, 64 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent in: its name, cleaned for messages; its content is not to be trusted."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """What a multipart form brought.

    Attributes:
        files: Files by field.
        texts: Texts by field.
    """

    files: Mapping[str, Sent]
    texts: Mapping[str, str]

    def file(self, name: str) -> Sent:
        """Return the file of a field.

        Raises:
            ApiFault: None was sent.
        """
        if name not in self.files:
            told = Problem(f"没有收到文件「{name}」。", fix=f"用表单的 {name} 一栏传文件。")
            raise ApiFault(422, "input", "请求有误", [told])
        return self.files[name]

    def only(self, files: set[str], texts: set[str]) -> None:
        """Refuse fields that nobody reads: their sender believes that they do something.

        Raises:
            ApiFault: There is one.
        """
        odd = sorted({*self.files} - files | {*self.texts} - texts)
        if odd:
            known = "、".join(sorted(files | texts))
            told = Problem(f"表单里没有「{odd[0][:60]}」这一栏。", fix=f"可用：{known}。")
            raise ApiFault(422, "input", "请求有误", [told])


def media_type_of(request: Request) -> str:
    """Return the media type of a request's body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _demand(request: Request, wanted: str) -> None:
    if media_type_of(request) != wanted:
        told = Problem("请求体的种类不对。", fix=f"Content-Type 写 {wanted}。")
        raise ApiFault(415, "media-type", "不认识的内容", [told])


async def _json(request: Request) -> bytes:
    _demand(request, JSON)
    taken = bytearray()
    async for piece in request.stream():
        taken += piece
        if len(taken) > MAX_BYTES:
            told = Problem(
                f"JSON 超过 {MAX_BYTES // 1_000_000} MB。",
                fix="一次只写一宗地的档案。",
                code="S011",
            )
            raise ApiFault(413, "too-large", "内容太大", [told])
    return bytes(taken)


async def _optional(request: Request) -> bytes:
    """Return the JSON of a request that may be empty."""
    bare = "content-type" not in request.headers
    return b"{}" if bare and not await request.body() else await _json(request)


async def _form(request: Request) -> Form:
    _demand(request, _FORM)
    async with request.form(
        max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_MOST_TEXT
    ) as form:
        files, texts = {}, {}
        for name, value in form.multi_items():
            if name in files or name in texts:
                told = Problem(f"「{name[:60]}」写了两次。", fix="只留一处。")
                raise ApiFault(422, "input", "请求有误", [told])
            if isinstance(value, UploadFile):
                files[name] = Sent(clean_name(value.filename or ""), await value.read())
            else:
                texts[name] = value
    # What findings call it; the first file is the one that is read.
    request.state.file = next((one.name for one in files.values()), "")
    return Form(files, texts)


#: The JSON of a request as it came.
JsonBody = Annotated[bytes, Depends(_json)]
#: The JSON of a request, ``{}`` where it has no body.
OptionalBody = Annotated[bytes, Depends(_optional)]
#: The multipart form of a request.
Upload = Annotated[Form, Depends(_form)]
