"""Members of a produced Word file that hold no words: each must be what the Plan says."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from docgen.audit.word import WordFile
from docgen.errors import Problem
from docgen.proof import Group, walk_figures

__all__ = ["FIX", "fixed_problems", "media_of", "without_restarts"]

#: What to do about a paper that the audit refuses.
FIX = "这份文书不予交付；请把案卷和模板一并报告给维护者。"
#: What a print adds to the definitions of the lists, and nothing else.
_ANEW = re.compile(
    rb'<w:num w:numId="1\d{4,}"><w:abstractNumId w:val="\d+"/><w:lvlOverride w:ilvl="\d">'
    rb'<w:startOverride w:val="\d+"/></w:lvlOverride></w:num>'
)
_MEDIA = re.compile(r"^word/media/[^/]+$")


def media_of(file: WordFile, part: str) -> dict[str, str]:
    """Return the members that a part's relationships lead to, by relationship id."""
    folder, base = posixpath.split(part)
    relations = file.members.kept(f"{folder}/_rels/{base}.rels")
    return _targets(relations, folder) if relations is not None else {}


@lru_cache(maxsize=256)
def _targets(relations: bytes, folder: str) -> dict[str, str]:
    return {
        node.get("Id") or "": posixpath.normpath(posixpath.join(folder, node.get("Target") or ""))
        for node in etree.fromstring(relations)
    }


def fixed_problems(name: str, digest: str, file: WordFile, figures: Group) -> Iterator[Problem]:
    """Hold a member that no render changes (numbering, styles, …) against its hash in the Plan.

    Media may hold a drawn figure instead; that it is the right one is seen where it is shown.
    """
    if name not in file.members:
        yield Problem(f"文件里缺少部件 {name}。", name, FIX, "A004")
    elif file.members.sha256(name) != digest and not _is_drawn(name, file, figures):
        yield Problem(f"部件 {name} 与模板里的不同。", name, FIX, "A004")


def without_restarts(numbering: bytes) -> str:
    """Return the hash of the list definitions without those made for lists that begin anew."""
    return hashlib.sha256(_ANEW.sub(b"", numbering)).hexdigest()


def _is_drawn(name: str, file: WordFile, figures: Group) -> bool:
    """Return whether a member is a picture that one of the figures gives."""
    return bool(_MEDIA.match(name)) and any(
        one.value == file.members[name]
        for one in walk_figures(figures)
        if isinstance(one.value, bytes)
    )
