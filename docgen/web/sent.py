"""A file that came with a form, and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import UploadFile

from docgen.errors import UsageError
from docgen.pipeline.limited import clean_name
from docgen.web.door.visitor import Visitor
from docgen.web.door.who import NotHere
from docgen.web.office import Office
from docgen.web.shelf import Kept

__all__ = ["Sent", "found_before", "sent"]


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent in: its name is for messages, nothing is known of its content."""

    name: str
    data: bytes


def sent(file: UploadFile | None, *, what: str) -> Sent:
    """Return the file of a form.

    Args:
        file: As the form brought it.
        what: What the form calls it.

    Raises:
        UsageError: None was chosen.
    """
    if file is None or not file.filename:
        raise UsageError(f"没有选{what}。", fix="点“选择文件”，选好后再提交。")
    return Sent(clean_name(file.filename), file.file.read())


def found_before(shared: Office, who: Visitor, key: str, kind: str) -> Kept:
    """Return what was found in a file that somebody sent in.

    Args:
        shared: The office.
        who: Who asks.
        key: Under which it was kept.
        kind: What page it belongs to.

    Raises:
        NotHere: There is no such thing of theirs, or not any more.
    """
    kept = shared.shelf.get(who, key, kind)
    if kept is None:
        raise NotHere("结果，或者已经过了两小时")
    return kept
