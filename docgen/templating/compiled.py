"""Compiles a Word template once: docxtpl's structural rewriting, Jinja programs and the Plan."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import jinja2
from lxml import etree

from docgen import proof
from docgen.errors import TemplateError
from docgen.templating.archive import Archive
from docgen.templating.dialects import Dialect
from docgen.templating.expressions import ExpressionError, parse_expression
from docgen.templating.intruders import refuse_intruders
from docgen.templating.marks import CLOSE, OPEN
from docgen.templating.numbering import Numbering
from docgen.templating.package import Held, parse_xml, read_members
from docgen.templating.parts import BODY, TextPart, leftovers, text_parts
from docgen.templating.planning import plan_part, plan_properties
from docgen.templating.prepare import TagPlace, Tokens, prepare, prepare_properties
from docgen.templating.product import Compiled, CompiledPart
from docgen.templating.restarts import NUMBERING, ready_restarts
from docgen.templating.runtime import environment
from docgen.templating.sources import source_of
from docgen.templating.structure import (
    drop_paragraph_ids,
    has_marks,
    has_references,
    mark_numbered,
    patch,
    pictures_of,
)
from docgen.templating.tags import W

__all__ = ["Compiled", "CompiledPart", "compile_template"]

# Marks of our own stand on these while a template is compiled and printed.
_NONCHARACTER = re.compile("[\ufdd0-\ufdef]")
_NO_STYLES = f'<w:styles xmlns:w="{W}"/>'.encode()
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_COLUMN_TAG = re.compile(r"\{[{%]-?tc\s|\{%\s*(?:hm|colspan)\b")


def compile_template(
    data: bytes,
    *,
    name: str,
    filters: Mapping[str, Callable[..., Any]] | None = None,
    general: bool = False,
) -> Compiled:
    """Compile a Word file with docxtpl's syntax.

    Args:
        data: The ``.docx`` file.
        name: What to call it in messages.
        filters: Further filters by name, beside the forms 大写, 亩, ….
        general: Whether docxtpl's other constructs and Jinja's listed filters are allowed. What
            such a template prints cannot be proved by the audit; docgen's own never are general.

    Raises:
        TemplateError: The file cannot be read or its tags are at fault; all faults at once.
    """
    held = read_members(data, name=name)
    members = {member: one.data for member, one in held.items()}
    refuse_intruders(members, name=name)
    texts = text_parts(members, name=name)
    if not texts or texts[0].kind != BODY:
        raise TemplateError(
            "文件里没有正文（word/document.xml）。",
            where=name,
            fix="请用 Word 或 WPS 另存为 .docx 再试。",
            code="T100",
        )
    numbering = Numbering.parse(
        members.get("word/styles.xml", _NO_STYLES), members.get("word/numbering.xml")
    )
    compiler = _Compiler(name, dict(filters or {}), numbering, general=general)
    for part in texts:
        compiler.part(part, members)
    filled = frozenset(part.name for part in texts)
    compiler.tokens.problems.extend(leftovers(members, filled, name=name))
    if compiler.tokens.problems:
        raise TemplateError(compiler.tokens.problems)
    return compiler.finish(held, hashlib.sha256(data).hexdigest())


class _Compiler:
    """Compiles the parts of one template and gathers all that is wrong with them."""

    def __init__(
        self, name: str, filters: Mapping[str, Any], numbering: Numbering, *, general: bool
    ) -> None:
        self.tokens = Tokens(Dialect.of(general=general, own=filters))
        self._planned: list[proof.Part] = []
        self._compiled: list[CompiledPart] = []
        self._pictures: dict[str, proof.Expr] = {}
        self._name = name
        self._filters = filters
        self._numbering = numbering
        self._general = general
        self._jinja = environment(filters, general=general)

    def finish(self, held: Mapping[str, Held], sha256: str) -> Compiled:
        """Return the template, its unchanged members laid ready."""
        members = {member: one.data for member, one in held.items()}
        planned = {part.name for part in self._planned}
        fixed = {
            member: hashlib.sha256(one).hexdigest()
            for member, one in members.items()
            if member not in planned
        }
        restarts = any(part.restarts for part in self._compiled)
        extended = {NUMBERING: fixed.pop(NUMBERING)} if restarts else {}
        changing = [part.name for part in self._compiled] + [*self._pictures, *extended]
        return Compiled(
            name=self._name,
            members=MappingProxyType(members),
            archive=Archive.of(held, changing),
            parts=MappingProxyType({part.name: part for part in self._compiled}),
            pictures=MappingProxyType(self._pictures),
            numbering=self._numbering,
            plan=proof.Plan(tuple(self._planned), _wording_hash(self._planned), fixed, extended),
            sha256=sha256,
            filters=MappingProxyType(dict(self._filters)),
            general=self._general,
        )

    def part(self, part: TextPart, members: Mapping[str, bytes]) -> None:
        """Compile one part; its faults go to ``tokens.problems``."""
        where = f"{self._name} {part.kind}"
        root = parse_xml(members[part.name], name=self._name, part=part.name)
        text = etree.tostring(root, encoding="unicode")
        odd = _NONCHARACTER.search(text)
        if odd:
            self.tokens.fault(
                f"模板里有不能印出的字符（U+{ord(odd[0]):04X}）。", where, "删去它。", "T101"
            )
        elif part.is_properties:
            self._properties(part.name, root, where)
        else:
            pictured = self._pictured(part.name, root, members, where)
            self._text(part.name, root, text, where, pictured)

    def _text(
        self,
        member: str,
        root: etree._Element,
        before_tags: str,
        where: str,
        pictured: list[proof.Picture],
    ) -> None:
        first = len(self.tokens.places)
        before = len(self.tokens.problems)
        columns = bool(_COLUMN_TAG.search("".join(map(str, root.itertext()))))
        if not prepare(root, self.tokens, where=where):
            self._check_each(self.tokens.places[first:])
            return
        changed = etree.tostring(root, encoding="unicode") != before_tags
        marked = has_marks(root)
        restarts = ready_restarts(root, self.tokens, first, self._numbering)
        if restarts or has_references(root):
            mark_numbered(root, self._numbering)
        if changed:
            drop_paragraph_ids(root)
        patched = patch(etree.tostring(root, encoding="unicode"))
        try:
            self._planned.append(
                plan_part(
                    patched, self.tokens, name=member, numbering=self._numbering, pictures=pictured
                )
            )
        except etree.XMLSyntaxError:
            fix = "整行、整段的标记独占一行、一段；“{%-”不跨单元格。"
            self.tokens.fault("有标记把它所在的表格或段落拆散了。", where, fix, "T005")
            return
        self._check_each([one for one in self.tokens.places[first:] if one.through])
        if len(self.tokens.problems) == before and changed:
            drawn = "docPr" in patched
            marked = marked or restarts
            self._program(
                member, patched, where,
                marked=marked, columns=columns, drawings=drawn, restarts=restarts,
            )  # fmt: skip

    def _properties(self, member: str, root: etree._Element, where: str) -> None:
        first = len(self.tokens.places)
        before = len(self.tokens.problems)
        whole = prepare_properties(root, self.tokens, where=where)
        if whole and len(self.tokens.places) > first:  # else its hash is planned, not its words
            self._planned.append(plan_properties(root, self.tokens, name=member))
        if len(self.tokens.problems) == before and len(self.tokens.places) > first:
            text = etree.tostring(root, encoding="unicode")
            self._program(member, text, where, properties=True)

    def _program(self, member: str, patched: str, where: str, **traits: bool) -> None:
        restarts = traits.get("restarts", False)
        source = source_of(patched, self.tokens.places, restarts=restarts)
        traits.setdefault("marked", False)
        try:
            program = self._jinja.from_string(source.text)
        except jinja2.TemplateSyntaxError as error:
            place = source.place(error.lineno)
            at = place.where if place else where
            self.tokens.fault(f"模板编译不过（{error.message}）。", at, "检查条件和循环。", "T004")
        else:
            self._compiled.append(CompiledPart(member, program, source, **traits))

    def _check_each(self, places: Sequence[TagPlace]) -> None:
        """Check tags that the plan does not: in attributes, and where the structure is broken."""
        for place in places:
            try:
                if place.control:
                    self.tokens.dialect.statement(place.source)
                else:
                    self.tokens.dialect.expression(place.source)
            except ExpressionError as error:
                self.tokens.fault(str(error), place.where, "改正这个标记。", error.code)

    def _pictured(
        self, member: str, root: etree._Element, members: Mapping[str, bytes], where: str
    ) -> list[proof.Picture]:
        """Return the part's picture placeholders, drawings whose description is a tag."""
        media = pictures_of(members, member)
        found: list[proof.Picture] = []
        for node in root.iter(_DOC_PR):
            source = node.get("descr") or ""
            if self._general or not source.startswith("{{"):
                continue
            node.set("descr", "")
            try:
                expr = parse_expression(source[2:-2])
            except ExpressionError as error:
                self.tokens.fault(str(error), where, "改正图片的替代文字。", "T004")
                continue
            drawing = node.getparent()
            blip = next(iter(drawing.iter(_BLIP)), None) if drawing is not None else None
            target = media.get(blip.get(_EMBED) or "") if blip is not None else None
            if target is None:
                message = f"图片占位「{source}」没有图片。"
                self.tokens.fault(message, where, "重新插入一张占位图片。", "T006")
                continue
            node.set("descr", f"{OPEN}G{len(found)}{CLOSE}")
            self._pictures[target] = expr
            found.append(proof.Picture(expr, source))
        return found


def _wording_hash(parts: list[proof.Part]) -> str:
    """Return the hash of the wording: literals, tags and structure, not the look."""
    return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()
