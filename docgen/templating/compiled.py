"""Compiles a Word template once: docxtpl's structural rewriting, Jinja programs and the Plan."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

import jinja2
from lxml import etree

from docgen import proof
from docgen.errors import Problem, TemplateError
from docgen.templating.expressions import ExpressionError, parse_expression, tidy
from docgen.templating.names import expressions_of, forms_of
from docgen.templating.numbering import Numbering
from docgen.templating.package import parse_xml, read_package
from docgen.templating.planning import PLACEHOLDER, plan_part
from docgen.templating.prepare import CLOSE, OPEN, Tokens, prepare
from docgen.templating.runtime import FORMS, environment
from docgen.templating.tags import W, w

__all__ = ["Compiled", "CompiledPart", "compile_template"]

_TEXT_PARTS = re.compile(r"^word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$")
_WHERE = {
    "document": "正文",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
}
_TOKEN_TAG = re.compile(r"\{([{%])(-?)\s*(_T\d+)\s*(-?)[}%]\}")
# Marks of our own stand on these while a template is compiled and printed.
_NONCHARACTER = re.compile("[\ufdd0-\ufdef]")
_NO_STYLES = f'<w:styles xmlns:w="{W}"/>'.encode()
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


@dataclass(frozen=True, slots=True)
class CompiledPart:
    """A part that changes with the data.

    Attributes:
        name: Its name in the package.
        program: The Jinja program that prints it.
        numbered: Whether its paragraphs must be counted after printing (references to clauses).
    """

    name: str
    program: jinja2.Template
    numbered: bool


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template compiled once; immutable, without any state of a render, safe to share.

    Attributes:
        name: The template's name for messages.
        members: Every member of the package in its order, as it lies in the template.
        parts: The members that are printed anew, by name.
        pictures: Media members that a figure replaces, with the figure's expression.
        numbering: Word's list numbers of this template.
        plan: What the template says; for the audit.
        sha256: Hash of the template file.
    """

    name: str
    members: Mapping[str, bytes]
    parts: Mapping[str, CompiledPart]
    pictures: Mapping[str, proof.Expr]
    numbering: Numbering
    plan: proof.Plan
    sha256: str


def compile_template(
    data: bytes, *, name: str, filters: Mapping[str, Callable[..., Any]] | None = None
) -> Compiled:
    """Compile a Word file with docxtpl's syntax.

    Args:
        data: The ``.docx`` file.
        name: What to call it in messages.
        filters: Further filters by name, beside the forms 大写, 亩, ….

    Raises:
        TemplateError: The file cannot be read or its tags are at fault; all faults at once.
    """
    members = read_package(data, name=name)
    if "word/document.xml" not in members:
        raise TemplateError(
            "文件里没有正文（word/document.xml）。",
            where=name,
            fix="请用 Word 或 WPS 另存为 .docx 再试。",
            code="T100",
        )
    numbering = Numbering.parse(
        members.get("word/styles.xml", _NO_STYLES), members.get("word/numbering.xml")
    )
    compiler = _Compiler(name, dict(filters or {}), numbering)
    pictures: dict[str, proof.Expr] = {}
    for member in _text_members(members):
        compiler.part(member, members[member], _pictures_of(members, member), pictures)
    if compiler.tokens.problems:
        raise TemplateError(compiler.tokens.problems)
    fixed = {
        member: hashlib.sha256(held).hexdigest()
        for member, held in members.items()
        if not _TEXT_PARTS.match(member)
    }
    plan = proof.Plan(tuple(compiler.planned), _wording_hash(compiler.planned), fixed)
    return Compiled(
        name=name,
        members=MappingProxyType(dict(members)),
        parts=MappingProxyType({part.name: part for part in compiler.compiled}),
        pictures=MappingProxyType(pictures),
        numbering=numbering,
        plan=plan,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _text_members(members: Mapping[str, bytes]) -> list[str]:
    """Return the members that can hold text, the body first, then the rest by name."""
    found = [name for name in members if _TEXT_PARTS.match(name)]
    return sorted(found, key=lambda name: (name != "word/document.xml", name))


class _Compiler:
    """Compiles the parts of one template and gathers all that is wrong with them."""

    def __init__(
        self, name: str, filters: Mapping[str, Callable[..., Any]], numbering: Numbering
    ) -> None:
        self.tokens = Tokens()
        self.planned: list[proof.Part] = []
        self.compiled: list[CompiledPart] = []
        self._name = name
        self._numbering = numbering
        self._known_filters = {*FORMS, *filters}
        self._jinja = environment(filters)

    def part(
        self,
        member: str,
        data: bytes,
        media: Mapping[str, str],
        pictures: dict[str, proof.Expr],
    ) -> None:
        """Compile one part; its faults go to ``tokens.problems``."""
        where = _where(self._name, member)
        root = parse_xml(data, name=self._name, part=member)
        before = len(self.tokens.problems)
        odd = _NONCHARACTER.search(etree.tostring(root, encoding="unicode"))
        if odd:
            message = f"模板里有不能印出的字符（U+{ord(odd[0]):04X}）。"
            self.tokens.problems.append(Problem(message, where, "删去它。", "T101"))
        pictured = self._find_pictures(root, media, pictures, where)
        prepare(root, self.tokens, where=where)
        if len(self.tokens.problems) > before:
            return
        numbered = _has_references(root)
        if numbered:
            _mark_numbered(root, self._numbering)
        patched = _patch(etree.tostring(root, encoding="unicode"))
        planned = plan_part(
            patched, self.tokens, name=member, numbering=self._numbering, pictures=pictured
        )
        self._check_filters(planned.nodes, where)
        self.planned.append(planned)
        if len(self.tokens.problems) > before:
            return
        try:
            program = self._jinja.from_string(self._source(patched))
        except jinja2.TemplateSyntaxError as error:
            self.tokens.problems.append(
                Problem(f"模板编译不过（{error.message}）。", where, "检查条件和循环。", "T004")
            )
        else:
            self.compiled.append(CompiledPart(member, program, numbered))

    def _source(self, patched: str) -> str:
        """Return the Jinja source: the expressions back in their places."""

        def back(match: re.Match[str]) -> str:
            place = self.tokens.places[int(match[3][2:])]
            opener, closer = ("{{", "}}") if match[1] == "{" else ("{%", "%}")
            return f"{opener}{match[2]} {tidy(place.source)} {match[4]}{closer}"

        named = PLACEHOLDER.sub("图", patched)
        return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + _TOKEN_TAG.sub(
            back, named
        )

    def _find_pictures(
        self,
        root: etree._Element,
        media: Mapping[str, str],
        pictures: dict[str, proof.Expr],
        where: str,
    ) -> list[proof.Picture]:
        """Find picture placeholders: a drawing whose description is a tag."""
        found: list[proof.Picture] = []
        for node in root.iter(_DOC_PR):
            source = node.get("descr") or ""
            if not source.startswith("{{"):
                continue
            try:
                expr = parse_expression(source[2:-2])
            except ExpressionError as error:
                self.tokens.problems.append(
                    Problem(str(error), where, "改正图片的替代文字。", "T004")
                )
                continue
            node.set("descr", f"{OPEN}G{len(found)}{CLOSE}")
            drawing = node.getparent()
            blip = next(iter(drawing.iter(_BLIP)), None) if drawing is not None else None
            target = media.get(blip.get(_EMBED) or "") if blip is not None else None
            if target is None:
                self.tokens.problems.append(
                    Problem(
                        f"图片占位「{source}」没有图片。", where, "重新插入一张占位图片。", "T006"
                    )
                )
                continue
            pictures[target] = expr
            found.append(proof.Picture(expr, source))
        return found

    def _check_filters(self, nodes: tuple[proof.PlanNode, ...], where: str) -> None:
        for expr, source in expressions_of(nodes):
            for name in forms_of(expr):
                if name not in self._known_filters:
                    self.tokens.problems.append(
                        Problem(
                            f"「{source}」里的写法「{name}」不存在；可用 {'、'.join(FORMS)}。",
                            where,
                            "改正写法的名字。",
                            "T007",
                        )
                    )


def _where(name: str, member: str) -> str:
    stem = posixpath.basename(member).removesuffix(".xml").rstrip("0123456789")
    return f"{name} {_WHERE[stem]}"


def _patch(xml: str) -> str:
    """Run docxtpl's structural rewriting; it keeps no state of its own for this."""
    from docxtpl import DocxTemplate  # heavy; only needed when a template is compiled

    return cast(str, DocxTemplate.patch_xml(cast(Any, None), xml))


def _has_references(root: etree._Element) -> bool:
    return any((node.text or "").split()[:1] == ["REF"] for node in root.iter(w("instrText")))


def _mark_numbered(root: etree._Element, numbering: Numbering) -> None:
    """Leave ``<?n num:level?>`` at the head of each numbered paragraph, to be counted later."""
    for paragraph in root.iter(w("p")):
        properties = paragraph.find(w("pPr"))
        place = numbering.level_of(properties)
        if place is not None:
            mark = etree.ProcessingInstruction("n", f"{place[0]}:{place[1]}")
            if properties is None:
                paragraph.insert(0, mark)
            else:
                properties.addnext(mark)


def _pictures_of(members: Mapping[str, bytes], member: str) -> Mapping[str, str]:
    """Return the picture relationships of a part: relationship id to media member."""
    folder, base = posixpath.split(member)
    data = members.get(f"{folder}/_rels/{base}.rels")
    if data is None:
        return {}
    root = parse_xml(data, name=member, part=f"{base}.rels")
    return {
        node.get("Id") or "": posixpath.normpath(posixpath.join(folder, node.get("Target") or ""))
        for node in root
        if (node.get("Type") or "").endswith("/image")
    }


def _wording_hash(parts: list[proof.Part]) -> str:
    """Return the hash of the wording: literals, tags and structure, not the look."""
    return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()
