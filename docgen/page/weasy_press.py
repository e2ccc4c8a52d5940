"""Drives WeasyPrint: the one module that loads it, and loaded itself only by ``weasy``."""

from __future__ import annotations

import base64
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import weasyprint
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from docgen.errors import EngineError
from docgen.page.html import Source

__all__ = ["Pictures", "Sheet", "versions"]

_PDF_A = "pdf/a-2b"
_PREFIX = "data:image/"
_BASE64 = ";base64,"
# Pango keeps its fonts for the whole process and is not made for two pages at once.
_lock = threading.Lock()


class Pictures(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types: its classes are Any
    """Serves the pictures that the document itself holds, and nothing from file or network."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the picture of a ``data:`` address of our own making.

        Raises:
            ValueError: Any other address.
        """
        kind, mark, data = url.removeprefix(_PREFIX).partition(_BASE64)
        if not url.startswith(_PREFIX) or not mark:
            raise ValueError("not a picture of the document")
        body = base64.b64decode(data, validate=True)
        return URLFetcherResponse("data:", body, {"Content-Type": f"image/{kind}"})


class Sheet:
    """A document laid out by WeasyPrint.

    Args:
        made: The document as HTML and CSS.

    Raises:
        EngineError: WeasyPrint warned of something or could not read a picture.
    """

    def __init__(self, made: Source) -> None:
        self._families = {family.casefold() for family in made.families}
        with _lock, _complaints():
            pictures = Pictures()
            fonts = FontConfiguration()
            style = weasyprint.CSS(string=made.css, url_fetcher=pictures, font_config=fonts)
            page = weasyprint.HTML(string=made.html, url_fetcher=pictures, base_url=None)
            self._document = page.render(stylesheets=[style], font_config=fonts)

    @property
    def page_count(self) -> int:
        """How many pages it takes."""
        return len(self._document.pages)

    def places(self) -> list[dict[str, float]]:
        """Return for each page the elements with an id that begin on it: id to height from top."""
        return [
            {name: float(place[1]) for name, place in page.anchors.items()}
            for page in self._document.pages
        ]

    def pdf(self, *, pdf_a: bool = False) -> bytes:
        """Return the PDF.

        Args:
            pdf_a: Whether as PDF/A-2b.

        Raises:
            EngineError: WeasyPrint warned of something, or drew with a font that was not asked for.
        """
        with _lock, _complaints():
            pdf: bytes = self._document.write_pdf(pdf_variant=_PDF_A if pdf_a else None)
        used = {font.family for font in self._document.fonts.values()}
        strange = sorted(family for family in used if family.casefold() not in self._families)
        if strange:
            raise EngineError(
                f"WeasyPrint 用了没有要求的字体「{'、'.join(strange)}」。",
                where="字体",
                fix="运行 fc-cache 刷新字体；仍不行请改用 --pdf-engine typst。",
            )
        return pdf


def versions() -> dict[str, str]:
    """Return name and version of WeasyPrint and of Pango, which breaks its lines."""
    number = pango.pango_version()  # 1.50.12 is 15012
    parts = (number // 10_000, number // 100 % 100, number % 100)
    return {"weasyprint": weasyprint.__version__, "pango": ".".join(map(str, parts))}


class _Gathered(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


@contextmanager
def _complaints() -> Iterator[None]:
    """Turn what WeasyPrint only logs into an error: such a page is not the page asked for."""
    handler = _Gathered()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield
    except (ValueError, weasyprint.urls.FatalURLFetchingError) as error:
        raise EngineError(
            f"WeasyPrint 排版失败：{error}。", where="PDF", fix="请把这份文件报告给维护者。"
        ) from error
    finally:
        logger.removeHandler(handler)
    if handler.told:
        told = "；".join(dict.fromkeys(handler.told))
        raise EngineError(
            f"WeasyPrint 排版时警告：{told}。", where="PDF", fix="请把这份文件报告给维护者。"
        )
