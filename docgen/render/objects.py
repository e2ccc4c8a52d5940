"""docxtpl's own objects in a general template: rich text, listings, pictures, sub-documents.

They are taken as they are, also when they were made for a ``DocxTemplate``: what they point at
there (pictures, links, styles, lists) is copied into the printed file. Nothing of theirs is
changed, so one object may serve many prints, and a template keeps no trace of any.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from lxml import etree

from docgen.errors import TemplateError
from docgen.render.adopt import Adoption
from docgen.render.grids import count_drawings
from docgen.render.pictures import picture_xml
from docgen.templating.compiled import Compiled
from docgen.templating.marks import CLOSE, OPEN
from docgen.templating.tags import W, w

__all__ = ["URL", "Objects"]

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: What ``Template.build_url_id`` puts before an address, in place of a relationship's id.
URL = "url:"
_WRAPPED = f'<x xmlns:w="{W}" xmlns:r="{R}">%s</x>'
_NOTES = (w("footnoteReference"), w("endnoteReference"), w("commentReference"))


class Objects:
    """The objects of one print, and what they bring into its file.

    Attributes:
        used: Whether any was met.
    """

    def __init__(self, compiled: Compiled, made_for: Any) -> None:
        self.used = False
        self._compiled = compiled
        self._made_for = made_for
        self._adoption: Adoption | None = None

    def put_in(self, xml: str, part: str, basket: Sequence[Any]) -> str:
        """Return a printed part with the objects in the places of their marks.

        Args:
            xml: The part; ``o3`` between the marks stands for object 3.
            part: Its name in the package.
            basket: The objects in the order of their marks.

        Raises:
            TemplateError: An object stands where its kind cannot stand, or points at nothing.
        """
        self.used = True
        if self._adoption is None:
            self._adoption = Adoption(self._compiled)
        origin = self._origin(basket)
        head, *pieces = xml.split(OPEN)
        out = [head]
        for piece in pieces:
            mark, _, text = piece.partition(CLOSE)
            out += (self._xml_of(basket[int(mark[1:])], part, origin), text)
        return count_drawings(self._whole(_breaks("".join(out))))

    def package(self, changed: Sequence[tuple[str, bytes]]) -> bytes:
        """Return the file with what the objects brought along.

        Args:
            changed: The printed parts by name.
        """
        return self._adopted().package(dict(changed))

    def _origin(self, basket: Sequence[Any]) -> Any:
        """Return the DocxTemplate that relationship ids speak of."""
        if self._made_for is not None:
            return self._made_for
        return next((tpl for one in basket if (tpl := getattr(one, "tpl", None)) is not None), None)

    def _xml_of(self, value: Any, part: str, origin: Any) -> str:
        kind = type(value).__name__
        if kind == "Listing":
            return str(value.xml)
        if kind == "InlineImage":
            return self._picture(value, part)
        if kind == "Subdoc":
            return self._subdocument(value, part)
        fragment = self._parse(str(value.xml))
        self._links(fragment, part, origin)
        return _inner(fragment)

    def _picture(self, value: Any, part: str) -> str:
        made = picture_xml(value, lambda blob, kind: self._adopted().image(part, blob, kind))
        if value.anchor:
            link = self._adopted().link(part, str(value.anchor))
            made = made.with_link(link)
        return (
            f"</w:t></w:r><w:r><w:drawing>{made.xml}</w:drawing></w:r>"
            '<w:r><w:t xml:space="preserve">'
        )

    def _subdocument(self, value: Any, part: str) -> str:
        body = copy.deepcopy(value.subdocx.element.body)
        for section in body.findall(w("sectPr")):
            body.remove(section)
        noted = next(body.iter(*_NOTES), None)
        if noted is not None:
            raise self._refused("子文档里有脚注、尾注或批注，带不过来", "先把它们从子文档里去掉。")
        source = value.docx
        self._links(body, part, value.tpl, package=source)
        self._adopted().styles(body, source)
        self._adopted().numbers(body, source)
        return _inner(body)

    def _links(
        self, fragment: etree._Element, part: str, origin: Any, *, package: Any = None
    ) -> None:
        """Give everything that a fragment points at a relationship in the printed file."""
        for node in fragment.iter(etree.Element):
            for name, value in node.attrib.items():
                if not str(name).startswith(f"{{{R}}}"):
                    continue
                text = str(value)
                if text.startswith(URL):
                    node.set(name, self._adopted().link(part, text.removeprefix(URL)))
                    continue
                document = package if package is not None else getattr(origin, "docx", None)
                relations = document.part.rels if document is not None else {}
                if text not in relations:
                    raise self._refused(
                        f"RichText 里的链接「{text}」是为别的文件做的",
                        "用 render(…, made_for=那个 DocxTemplate)，或用本模板的 build_url_id。",
                    )
                node.set(name, self._adopted().relation(part, relations[text]))

    def _adopted(self) -> Adoption:
        assert self._adoption is not None  # noqa: S101 - put_in made it
        return self._adoption

    def _parse(self, xml: str) -> etree._Element:
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return etree.fromstring((_WRAPPED % xml).encode("utf-8"), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._refused("RichText 拼不成 Word 的内容", "检查样式、颜色等参数。") from error

    def _whole(self, xml: str) -> str:
        """Check that every object stands where its kind can stand."""
        try:
            root = etree.fromstring(xml.encode("utf-8"))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._refused("放进对象之后不成 Word 的内容", "检查标记的前缀。") from error
        for text in root.iter(w("t")):
            if len(text):
                raise self._refused(
                    "RichText 或子文档写在了普通标记里",
                    "RichText 写 {{r 名字 }}，RichTextParagraph 和子文档写 {{p 名字 }}。",
                )
        return etree.tostring(root, encoding="unicode")

    def _refused(self, message: str, fix: str) -> TemplateError:
        return TemplateError(f"{message}。", where=self._compiled.name, fix=fix, code="T013")


def _breaks(xml: str) -> str:
    """Give the line ends, tabs and page breaks of listings and rich text Word's own form."""
    from docxtpl import DocxTemplate  # whoever passes these objects has it loaded

    return str(DocxTemplate.resolve_listing(None, xml))


def _inner(node: etree._Element) -> str:
    return "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in node)
