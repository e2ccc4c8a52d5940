"""The parts of a Word file and how they point to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import unquote

from lxml import etree

from docgen.templating.package import parse_xml

__all__ = ["Links", "Package"]

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Files saved as "strict" name the same kinds of relationship under another address.
_KINDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
)


@dataclass(frozen=True, slots=True)
class Links:
    """Relationships of one part: targets by id, and by kind where there is one of a kind."""

    targets: Mapping[str, str]
    kinds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Package:
    """The parts by name, and what messages call the file."""

    parts: Mapping[str, bytes]
    name: str

    def xml(self, data: bytes, part: str) -> etree._Element:
        """Return the root of a part.

        Raises:
            TemplateError: It is not well-formed.
        """
        return parse_xml(data, name=self.name, part=part)

    def links(self, part: str) -> Links:
        """Return the relationships of a part; "" for those of the package. External ones are left.

        Raises:
            TemplateError: They are not well-formed XML.
        """
        path = PurePosixPath(part)
        source = f"{path.parent}/_rels/{path.name}.rels" if part else "_rels/.rels"
        data = self.parts.get(source)
        if data is None:
            return Links({}, {})
        return _links(data, source, str(path.parent), self.name)


@lru_cache(maxsize=256)
def _links(data: bytes, source: str, folder: str, name: str) -> Links:
    """Return the relationships of a part: the same bytes say the same."""
    targets: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for link in parse_xml(data, name=name, part=source).iterfind(_RELATIONSHIP):
        if link.get("TargetMode") == "External":
            continue
        target = _absolute(link.get("Target", ""), PurePosixPath(folder))
        targets[link.get("Id", "")] = target
        kind = link.get("Type", "")
        for prefix in _KINDS:
            kind = kind.removeprefix(prefix)
        kinds.setdefault(kind, target)
    return Links(targets, kinds)


def _absolute(target: str, folder: PurePosixPath) -> str:
    steps: list[str] = []
    path = PurePosixPath(unquote(target))
    for step in (path if target.startswith("/") else folder / path).parts:
        if step == "..":
            steps[-1:] = []
        elif step != "/":
            steps.append(step)
    return "/".join(steps)
