"""Which members of a Word file hold text that a template may fill, and what they are called."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docgen.errors import Problem
from docgen.templating.package import parse_xml

__all__ = ["BODY", "TextPart", "leftovers", "text_parts"]

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_PACKAGE = "application/vnd.openxmlformats-package."
_OFFICE = "application/vnd.openxmlformats-officedocument."
#: Content type to what messages call the part.
_KINDS = {
    f"{_WORD}document.main+xml": "正文",
    f"{_WORD}template.main+xml": "正文",
    f"{_WORD}header+xml": "页眉",
    f"{_WORD}footer+xml": "页脚",
    f"{_WORD}footnotes+xml": "脚注",
    f"{_WORD}endnotes+xml": "尾注",
    f"{_PACKAGE}core-properties+xml": "文件属性",
    f"{_OFFICE}extended-properties+xml": "文件属性",
    f"{_OFFICE}custom-properties+xml": "文件属性",
}
_CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_BY_NAME = re.compile(r"^word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$")
_NAMED = {
    "document": "正文", "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注",
}  # fmt: skip
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
BODY = "正文"
_PROPERTIES = "文件属性"


@dataclass(frozen=True, slots=True)
class TextPart:
    """A member that holds text.

    Attributes:
        name: Its name in the package.
        kind: What messages call it: 正文, 页眉, …
    """

    name: str
    kind: str

    @property
    def is_properties(self) -> bool:
        """Whether it holds the file's properties instead of paragraphs."""
        return self.kind == _PROPERTIES


def text_parts(members: Mapping[str, bytes], *, name: str) -> tuple[TextPart, ...]:
    """Return the members that hold text, the body first, then the rest by name.

    Args:
        members: All members of the package.
        name: What messages call the file.

    Raises:
        TemplateError: The list of content types is no XML.
    """
    kinds = {
        member: _NAMED[match[1].rstrip("0123456789")]
        for member in members
        if (match := _BY_NAME.match(member))
    }
    declared = members.get(_CONTENT_TYPES)
    if declared is not None:
        for node in parse_xml(declared, name=name, part=_CONTENT_TYPES).iter(f"{_TYPES}Override"):
            member = (node.get("PartName") or "").lstrip("/")
            kind = _KINDS.get(node.get("ContentType") or "")
            if kind is not None and member in members:
                kinds[member] = kind
    found = [TextPart(member, kind) for member, kind in kinds.items()]
    return tuple(sorted(found, key=lambda part: (part.kind != BODY, part.is_properties, part.name)))


def leftovers(
    members: Mapping[str, bytes], text: frozenset[str], *, name: str
) -> Iterator[Problem]:
    """Yield the tags that stand where nothing fills them: charts, diagrams, comments.

    Args:
        members: All members of the package.
        text: Names of those that are filled.
        name: What messages call the file.
    """
    for member, data in members.items():
        if member in text or not member.startswith("word/") or not member.endswith(".xml"):
            continue
        if b"{{" not in data and b"{%" not in data:
            continue
        root = parse_xml(data, name=name, part=member)
        for paragraph in (
            "".join(map(str, node.itertext())) for node in root.iter() if _is_text_holder(node)
        ):
            for tag in _TAG.findall(paragraph):
                yield Problem(
                    f"「{tag}」写在不会被填写的部件里。",
                    f"{name} {posixpath.basename(member)}",
                    "把标记移到正文、页眉、页脚、脚注或尾注里。",
                    "T001",
                )


def _is_text_holder(node: object) -> bool:
    """Return whether an element is a paragraph or an element without children."""
    tag = getattr(node, "tag", None)
    if not isinstance(tag, str):
        return False
    local = tag.rpartition("}")[2]
    inside = any(one.tag.rpartition("}")[2] == "p" for one in node.iterancestors())  # type: ignore[attr-defined]
    return local == "p" or (len(node) == 0 and not inside)  # type: ignore[arg-type]
