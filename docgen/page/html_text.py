"""What stands in a line, as HTML.

Latin and Chinese pieces of a run have their own fonts and so their own elements. Every text goes
through one function that escapes it; nothing of the document is ever an attribute but the data of
its pictures.
"""

from __future__ import annotations

import base64
import html
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docgen.page.fonts import FontBook, Substitution
from docgen.page.html_css import StyleSheet, length, look
from docgen.page.letters import IDEOGRAPH, FontUse, drawn_with, is_latin, joined
from docgen.page.model import Inline, PageField, Picture, Run, RunStyle

__all__ = ["TextWriter", "escape"]

#: Space between a Chinese character and a Latin letter or digit, in parts of the size.
_GAP = 0.25
_FORMS = {"png": "png", "jpg": "jpeg"}
_OPENING = "（《〈「『【〔“‘"
_CLOSING = "，。、；：！？）》〉」』】〕”’"
# A mark beside another gives up its empty half; in a pattern with a group, split keeps the mark.
_MARKS = re.compile(f"([{_CLOSING}](?=[{_CLOSING}{_OPENING}])|(?<=[{_OPENING}])[{_OPENING}])")
_SIGNS_OF_NUMBERS = "-0123456789"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text of one look and one script, or a page number.

    Attributes:
        group: Shared by the pieces that no line may part; 0 for those that stand free.
        gap: Whether a little space follows, between a Chinese character and a Latin one.
        narrow: Whether it is a mark that takes half its width beside another mark.
    """

    text: str
    style: RunStyle
    latin: bool
    group: int = 0
    field: PageField | None = None
    gap: bool = False
    narrow: bool = False


def escape(text: str) -> str:
    """Return a text as HTML, without control characters, which print nothing."""
    kept = "".join(c for c in text if unicodedata.category(c) != "Cc")
    return html.escape(kept, quote=True)


class TextWriter:
    """Writes the lines of one document and gathers what they need of the fonts.

    Args:
        fonts: The fonts to choose from.
        sheet: Takes the declarations.
        page_count: The number of pages that a text of the body names.
    """

    def __init__(self, fonts: FontBook, sheet: StyleSheet, *, page_count: int) -> None:
        self._fonts = fonts
        self._use = FontUse(fonts)
        self._sheet = sheet
        self._page_count = page_count
        self._families: set[str] = set()
        self.names_page_count = False

    def line(
        self,
        inlines: Sequence[Inline],
        *,
        drop: float,
        room: float,
        dashed: bool,
        in_margin: bool,
    ) -> str:
        """Return inlines as HTML; tabs are not among them.

        Args:
            inlines: What stands there, in reading order.
            drop: How far the baseline lies below the middle of the line, in points.
            room: Width of a line in points.
            dashed: Whether page numbers stand between dashes.
            in_margin: Whether it is a header or footer, where the engine knows how many pages
                there are.
        """
        made: list[str] = []
        for is_text, together in itertools.groupby(inlines, key=_is_text):
            if not is_text:
                made += [self._picture(one, drop) for one in together if isinstance(one, Picture)]
                continue
            pieces = _pieces([one for one in together if isinstance(one, Run | PageField)], room)
            for group, members in itertools.groupby(pieces, key=lambda piece: piece.group):
                inner = "".join(
                    self._piece(one, drop, dashed=dashed, in_margin=in_margin) for one in members
                )
                made.append(f'<span class="joined">{inner}</span>' if group else inner)
        return "".join(made)

    def gap(self, width: float, *, drop: float, ruled: bool) -> str:
        """Return the empty space that a tab leaves, with a line below it for handwriting or not."""
        rule = [f"vertical-align: {length(-drop - 2)}", "border-bottom: 0.5pt solid black"]
        declarations = ["display: inline-block", "height: 0", f"width: {length(width)}"]
        return f'<span class="{self._sheet.name("g", declarations + rule * ruled)}"></span>'

    def width(self, inlines: Sequence[Inline]) -> float:
        """Return how wide inlines are in one line, in points; a page number counts as one digit."""
        width = 0.0
        for one in inlines:
            if isinstance(one, Run | PageField):
                width += sum(self._advance(piece) for piece in _pieces([one], 0.0))
            elif isinstance(one, Picture):
                width += one.width
        return width

    @property
    def families(self) -> frozenset[str]:
        """The families that what was written may be drawn with."""
        return frozenset(self._families)

    def substitutions(self) -> tuple[Substitution, ...]:
        """Return what was drawn with other fonts than those named, in a fixed order.

        Raises:
            EngineError: A character that no accepted font can draw; all of them at once.
        """
        return self._use.substitutions()

    def _piece(self, piece: _Piece, drop: float, *, dashed: bool, in_margin: bool) -> str:
        name = self._class(piece, drop)
        if piece.field is None:
            self._use.note(piece.style, piece.text)
            return f'<span class="{name}">{escape(piece.text)}</span>'
        self._use.note(piece.style, _SIGNS_OF_NUMBERS)
        if piece.field.name == "NUMPAGES" and not in_margin:
            self.names_page_count = True
            return f'<span class="{name}">{self._page_count}</span>'
        counter = "page" if piece.field.name == "PAGE" else "pages"
        number = f'<span class="{counter}"></span>'
        if dashed and piece.field.name == "PAGE":
            number = f"- {number} -"
        return f'<span class="{name}">{number}</span>'

    def _advance(self, piece: _Piece) -> float:
        families, bold = self._font(piece)
        ems = self._fonts.advance(piece.text, families, bold=bold)
        ems += piece.gap * _GAP - piece.narrow / 2
        return ems * piece.style.size + len(piece.text) * piece.style.tracking

    def _font(self, piece: _Piece) -> tuple[tuple[str, ...], bool]:
        """Return the families that draw a piece, and whether in bold."""
        style = piece.style
        latin, chinese = self._fonts.stack(style.latin), self._fonts.stack(style.east_asia)
        families = drawn_with(latin, chinese) if piece.latin else chinese.families
        return families, style.bold or chinese.bold

    def _class(self, piece: _Piece, drop: float) -> str:
        families, bold = self._font(piece)
        self._families.update(families)
        style = piece.style
        declarations = look(style, families, bold=bold, drop=drop)
        if piece.gap:
            declarations.append(f"margin-right: {length(_GAP * style.size)}")
        if piece.narrow:
            declarations.append('font-feature-settings: "halt"')
        return self._sheet.name("t", declarations)

    def _picture(self, picture: Picture, drop: float) -> str:
        data = base64.b64encode(picture.data).decode("ascii")
        name = self._sheet.name(
            "i",
            [
                f"width: {length(picture.width)}",
                f"height: {length(picture.height)}",
                f"vertical-align: {length(-drop)}",
            ],
        )
        source = f"data:image/{_FORMS[picture.form]};base64,{data}"
        return f'<img class="{name}" src="{source}" alt="{escape(picture.alt)}">'


def _is_text(inline: Inline) -> bool:
    return isinstance(inline, Run | PageField)


def _pieces(inlines: Sequence[Run | PageField], room: float) -> Iterator[_Piece]:
    """Yield the pieces of what follows each other, each with the space behind it."""
    pieces = list(_cut(inlines, room))
    for piece, following in itertools.pairwise(pieces):
        yield replace(piece, gap=_apart(piece.text, following.text))
    yield from pieces[-1:]


def _cut(inlines: Sequence[Run | PageField], room: float) -> Iterator[_Piece]:
    for group, one in joined(inlines, room):
        if isinstance(one, PageField):
            yield _Piece("0", one.style, latin=True, group=group, field=one)
        else:
            yield from _by_script(one.text, one.style, group)


def _by_script(text: str, style: RunStyle, group: int) -> Iterator[_Piece]:
    for latin, letters in itertools.groupby(text, key=is_latin):
        for index, piece in enumerate(_MARKS.split("".join(letters))):
            if piece:
                yield _Piece(piece, style, latin, group, narrow=index % 2 == 1)


def _apart(before: str, after: str) -> bool:
    last, first = before[-1], after[0]
    return (_is_word(last) and _is_chinese(first)) or (_is_chinese(last) and _is_word(first))


def _is_word(character: str) -> bool:
    return is_latin(character) and character.isalnum()


def _is_chinese(character: str) -> bool:
    return IDEOGRAPH.fullmatch(character) is not None
