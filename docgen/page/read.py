"""From the bytes of a Word document to the page model.

Every property is worked out here: document defaults, styles, lists, direct formatting, the
document grid. What the model cannot show (text boxes, footnotes, tracked changes, equations,
floating pictures, columns, …) is an error that names it and its place, never a silent loss; all
are reported at once.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from lxml import etree

from docgen.errors import Problem, TemplateError
from docgen.page.model import Block, PageModel, Section
from docgen.page.read_body import read_chunks
from docgen.page.read_context import Context
from docgen.page.read_memory import Memory, chunks_of, parsed, shared
from docgen.page.read_package import Package
from docgen.page.read_paragraphs import read_paragraph
from docgen.page.read_properties import MC, W, child_value, points
from docgen.page.read_runs import refuse_element
from docgen.page.read_sections import check_section, geometry_of, grid_of, placed
from docgen.page.read_tables import read_table
from docgen.templating.package import read_package

__all__ = ["read"]

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_DEFAULT_TAB_TWIPS = "720"
_NAMES = {"header": "页眉", "footer": "页脚"}
_COMPATIBILITY = "compatibilityMode"  # absent: 12, Word 2007; from 15 on tables do not hang
_DASHED = "numberInDash"
_USES = ("default", "first", "even")
_reading = threading.Lock()


def read(docx: bytes, *, name: str = "文档") -> PageModel:
    """Return the page model of a Word document.

    Args:
        docx: Bytes of the .docx file.
        name: What messages call it.

    Raises:
        TemplateError: The file cannot be read, or holds what the page model cannot show; one
            problem for every such place.
    """
    package = Package(read_package(docx, name=name), name)
    # Styles are worked out on the way and shared by all documents of a template.
    with _reading:
        return _Document(package).model()


class _Document:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._name = package.name
        self._problems: list[Problem] = []
        main = self._package.links("").kinds.get("officeDocument", "word/document.xml")
        self._main = main
        self._linked = self._package.links(main)
        styles = self._kind("styles")
        numbers = self._kind("numbering")
        style_bytes = styles if styles is not None else f'<w:styles xmlns:w="{W[1:-1]}"/>'.encode()
        self._shared = shared(style_bytes, numbers, self._kind("theme"), self._name)
        self._numbering, self._styles = self._shared.numbering, self._shared.styles
        self._memories: list[Memory] = []
        settings = self._kind("settings")
        self._settings = None if settings is None else self._package.xml(settings, "settings")

    def model(self) -> PageModel:
        if self._main not in self._package.parts:
            raise TemplateError("文件里没有正文。", where=self._name, fix="用 Word 另存一次。")
        sections = self._plain_body() or self._any_body()
        if self._problems:
            for memory in self._memories:
                memory.forget()
            raise TemplateError(
                [replace(p, where=f"{self._name} {p.where}") for p in self._problems]
            )
        return PageModel(
            sections=tuple(sections),
            title=self._title(),
            sum_spaces=self._setting("doNotUseHTMLParagraphAutoSpacing"),
        )

    def _plain_body(self) -> list[Section]:
        """Return the one section of a body that is read chunk by chunk; none of any other."""
        cut = chunks_of(self._package.parts[self._main])
        if cut is None:
            return []
        head, chunks, tail = cut
        (end,) = parsed(head, [tail], self._name)
        context = self._context("正文", self._main, end)
        memory = self._memory(end)
        blocks = read_chunks(head, chunks, context, memory, self._blocks)
        key = (head, tail, self._around())
        known = memory.sections.get(key)
        if known is not None:
            return [replace(known, blocks=placed(blocks, known.geometry, context))]
        made = self._section(end, blocks, context, None)
        if not self._problems:
            memory.keep_section(key, made)
        return [made]

    def _around(self) -> tuple[tuple[str, bytes], ...]:
        """Return all parts but the body and the properties: what a section's edges follow from."""
        left = (self._main, "docProps/core.xml", "docProps/app.xml")
        return tuple(part for part in self._package.parts.items() if part[0] not in left)

    def _any_body(self) -> list[Section]:
        body = self._package.xml(self._package.parts[self._main], self._main).find(f"{W}body")
        if body is None:
            raise TemplateError("文件里没有正文。", where=self._name, fix="用 Word 另存一次。")
        return self._sections(body)

    def _sections(self, body: etree._Element) -> list[Section]:
        groups: list[tuple[list[etree._Element], etree._Element]] = []
        current: list[etree._Element] = []
        for child in body:
            current.append(child)
            end = child if child.tag == f"{W}sectPr" else child.find(f"{W}pPr/{W}sectPr")
            if end is not None:
                groups.append((current, end))
                current = []
        if current:
            groups.append((current, etree.Element(f"{W}sectPr")))
        counter = self._numbering.counter()
        sections: list[Section] = []
        paragraph = 0
        for elements, end in groups:
            context = self._context("正文", self._main, end)
            context.counter, context.paragraph = counter, paragraph
            blocks = self._blocks(elements, context, "")
            paragraph = context.paragraph
            section = self._section(end, blocks, context, sections[-1] if sections else None)
            if sections and _continues(end, sections[-1], section):
                sections[-1] = replace(sections[-1], blocks=sections[-1].blocks + blocks)
            else:
                sections.append(section)
        return sections

    def _blocks(
        self, elements: list[etree._Element], context: Context, table_style: str
    ) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for element in elements:
            self._block(element, context, table_style, blocks)
        return tuple(blocks)

    def _block(
        self, element: etree._Element, context: Context, table_style: str, blocks: list[Block]
    ) -> None:
        tag = element.tag
        if tag == f"{W}p":
            blocks.extend(read_paragraph(element, context, table_style=table_style))
        elif tag == f"{W}tbl":
            table = read_table(
                element, context, lambda cell, style: self._blocks(list(cell), context, style)
            )
            if table is not None:
                blocks.append(table)
        elif tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            for child in element:
                self._block(child, context, table_style, blocks)
        elif tag == f"{MC}AlternateContent":
            choice = element.find(f"{MC}Choice")
            for child in choice if choice is not None else ():
                self._block(child, context, table_style, blocks)
        elif tag not in (f"{W}sectPr", f"{W}tcPr"):
            refuse_element(element, context)

    def _section(
        self,
        end: etree._Element,
        blocks: tuple[Block, ...],
        context: Context,
        before: Section | None,
    ) -> Section:
        check_section(end, context)
        numbers = end.find(f"{W}pgNumType")
        start = "" if numbers is None else numbers.get(f"{W}start", "")
        form = "decimal" if numbers is None else numbers.get(f"{W}fmt", "decimal")
        if form not in ("decimal", _DASHED):
            context.refuse(f"页码格式 {form}", "页码改用阿拉伯数字。")
        own = {
            key: self._heading(end, *key.split(":"))
            for key in (f"{kind}:{use}" for use in _USES for kind in ("header", "footer"))
        }
        even_differs = self._setting("evenAndOddHeaders")
        if even_differs and start and (before is not None or start[-1] in "02468"):
            # Engines tell left pages from right ones by their place, Word by their number.
            context.refuse("奇偶页不同而页码另起", "页码改为续前，或去掉“奇偶页不同”。")
        geometry = geometry_of(end)
        return Section(
            geometry=geometry,
            blocks=placed(blocks, geometry, context),
            title_page=_switch(end, "titlePg"),
            header=_own(own["header:default"], before.header if before else ()),
            footer=_own(own["footer:default"], before.footer if before else ()),
            first_header=_own(own["header:first"], before.first_header if before else ()),
            first_footer=_own(own["footer:first"], before.first_footer if before else ()),
            even_header=_even(
                own["header:even"], before.even_header if before else None, on=even_differs
            ),
            even_footer=_even(
                own["footer:even"], before.even_footer if before else None, on=even_differs
            ),
            first_number=int(start) if start.isascii() and start.isdigit() else None,
            dashed=form == _DASHED,
        )

    def _heading(self, end: etree._Element, kind: str, use: str) -> tuple[Block, ...] | None:
        for reference in end.iterfind(f"{W}{kind}Reference"):
            if reference.get(f"{W}type", "default") != use:
                continue
            part = self._linked.targets.get(reference.get(f"{_R}id", ""), "")
            if part not in self._package.parts:
                return None
            root = self._package.xml(self._package.parts[part], part)
            context = self._context(_NAMES[kind], part, end)
            return placed(self._blocks(list(root), context, ""), None, context)
        return None

    def _context(self, name: str, part: str, end: etree._Element) -> Context:
        links = self._package.links(part)
        pictures = {
            key: self._package.parts[target]
            for key, target in links.targets.items()
            if target in self._package.parts and "/media/" in target
        }
        memory = self._memory(end)
        return Context(
            name=name,
            styles=self._styles,
            numbering=self._numbering,
            counter=self._numbering.counter(),
            pictures=pictures,
            problems=self._problems,
            default_tab=self._default_tab(),
            tables_hang=self._tables_hang(),
            grid=grid_of(end),
            formats=memory.formats,
            frames=memory.frames,
        )

    def _memory(self, end: etree._Element) -> Memory:
        memory = self._shared.memory(
            grid_of(end), self._default_tab(), tables_hang=self._tables_hang()
        )
        self._memories.append(memory)
        return memory

    def _default_tab(self) -> float:
        return points(child_value(self._settings, "defaultTabStop") or _DEFAULT_TAB_TWIPS)

    def _tables_hang(self) -> bool:
        settings = () if self._settings is None else self._settings.iter(f"{W}compatSetting")
        modes = [s.get(f"{W}val", "") for s in settings if s.get(f"{W}name") == _COMPATIBILITY]
        return not modes or modes[0] in ("11", "12", "14")

    def _kind(self, kind: str) -> bytes | None:
        return self._package.parts.get(self._linked.kinds.get(kind, ""))

    def _setting(self, name: str) -> bool:
        return self._settings is not None and any(
            e.get(f"{W}val", "1") not in ("0", "false", "off")
            for e in self._settings.iter(f"{W}{name}")
        )

    def _title(self) -> str:
        data = self._package.parts.get("docProps/core.xml")
        if data is None:
            return ""
        return self._package.xml(data, "docProps/core.xml").findtext(_TITLE) or ""


def _own(own: tuple[Block, ...] | None, inherited: tuple[Block, ...]) -> tuple[Block, ...]:
    # 17.10.5: a section without its own header goes on with the one before it.
    return inherited if own is None else own


def _even(
    own: tuple[Block, ...] | None, inherited: tuple[Block, ...] | None, *, on: bool
) -> tuple[Block, ...] | None:
    return _own(own, inherited or ()) if on else None


def _continues(end: etree._Element, before: Section, section: Section) -> bool:
    return child_value(end, "type") == "continuous" and before.geometry == section.geometry


def _switch(element: etree._Element, name: str) -> bool:
    found = element.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off")
