"""Texts, looks and pictures as Typst source.

Every text of the document stands in a string literal with quotes and backslashes escaped, so that
nothing in it is ever read as markup or code. What looks the same is declared once and called by a
short name, which keeps the source, and the time to read it, small.
"""

from __future__ import annotations

import re

from docgen.page.fonts import FontBook, Stack, Substitution
from docgen.page.letters import IDEOGRAPH, LATIN_RANGES, NUMBER_AND_UNIT, FontUse
from docgen.page.model import PageField, Picture, Run, RunStyle

__all__ = ["TextWriter", "length", "literal"]

_LATIN = "".join(f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in LATIN_RANGES)
_ESCAPED = re.compile(
    r'["\\]|[^ -~\u00a1-\uffff\U00010000-\U0003ffff]|[\u2000-\u200f\u2028-\u202f]'
)
_FORMATS = re.compile(r"[\u2060-\u206f\ufeff\ufff9-\uffff\ue000-\uf8ff]")
# A run of letters longer than this must be broken somewhere, or it would leave the page. A line to
# be filled in by hand is broken sooner: whole, it would draw the letters before it apart.
_LONG_WORD = re.compile(r"[!-~]{33,}|_{9,}")
_CHUNK = 8
_BLANK_CHUNK = 4


def literal(text: str) -> str:
    """Return a Typst string literal of any text."""
    escaped = _ESCAPED.sub(_escape, text)
    return f'"{_FORMATS.sub(_escape, escaped)}"'


def length(points: float) -> str:
    """Return a length in points, to a thousandth."""
    text = f"{points:.3f}".rstrip("0").rstrip(".")
    return f"{'0' if text in ('', '-0') else text}pt"


class TextWriter:
    """Writes runs of one document and gathers what they need of the fonts."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self._use = FontUse(fonts)
        self._looks: dict[RunStyle, str] = {}
        self._pictures: dict[bytes, str] = {}
        self.declarations: list[str] = [f'#let lat = regex("[{_LATIN}]")']

    def run(self, run: Run) -> str:
        """Return the source of a run, an expression of code mode."""
        if not run.text:
            return '""'
        style = run.style
        self._use.note(style, run.text)
        name = self._look(style)
        made: list[str] = []
        done = 0
        for word in _LONG_WORD.finditer(run.text):
            if word.start() > done:
                made.append(self._joined(name, run.text[done : word.start()], style))
            # A line may be broken between two boxes, and within a word nowhere else.
            made += [f"box({name}({literal(piece)}))" for piece in _pieces(word[0])]
            done = word.end()
        if run.text[done:]:
            made.append(self._joined(name, run.text[done:], style))
        return " + ".join(made)

    def _joined(self, name: str, text: str, style: RunStyle) -> str:
        """Return a text with every number in one box with its unit, so that no line parts them."""
        if style.underline:
            return f"{name}({literal(text)})"
        made: list[str] = []
        done = 0
        for number in NUMBER_AND_UNIT.finditer(text):
            if text[done : number.start()]:
                made.append(f"{name}({literal(text[done : number.start()])})")
            if IDEOGRAPH.fullmatch(text[number.start() - 1 : number.start()]):
                made.append("gap")
            made.append(f"box({name}({literal(number[0])}))")
            done = number.end()
        if text[done:]:
            made.append(f"{name}({literal(text[done:])})")
        return " + ".join(made)

    def field(self, field: PageField, *, dashed: bool) -> str:
        """Return the source of a page number."""
        style = field.style
        self._use.note(style, "-0123456789")
        number = "pageno" if field.name == "PAGE" else "pages"
        if dashed and field.name == "PAGE":
            number = f'"- " + {number} + " -"'
        return f"{self._look(style)}({number})"

    def picture(self, picture: Picture) -> str:
        """Return the source of a picture in the line."""
        if picture.data not in self._pictures:
            name = f"i{len(self._pictures)}"
            self._pictures[picture.data] = name
            self.declarations.append(f"#let {name} = bytes(({','.join(map(str, picture.data))},))")
        name = self._pictures[picture.data]
        size = f"width: {length(picture.width)}, height: {length(picture.height)}"
        return (
            f'box(image({name}, format: "{picture.form}", {size}, fit: "stretch",'
            f" alt: {literal(picture.alt)}))"
        )

    def _look(self, style: RunStyle) -> str:
        if style not in self._looks:
            name = f"r{len(self._looks)}"
            self._looks[style] = name
            self.declarations.append(f"#let {name} = {self._declaration(style)}")
        return self._looks[style]

    def _declaration(self, style: RunStyle) -> str:
        latin, chinese = self._fonts.stack(style.latin), self._fonts.stack(style.east_asia)
        options = [f"font: {_families(latin, chinese)}", f"size: {length(style.size)}"]
        if style.bold or chinese.bold:
            options.append('weight: "bold"')
        if style.italic:
            options.append('style: "italic"')
        if style.tracking:
            options.append(f"tracking: {length(style.tracking)}")
        if style.color:
            options.append(f'fill: rgb("{style.color}")')
        made = f"text.with({', '.join(options)})"
        for wanted, wrapper in (
            (style.underline, "underline(offset: 2pt, evade: false, stroke: 0.5pt, {})"),
            (style.strike, "strike({})"),
            (style.shift == "super", "super(typographic: false, {})"),
            (style.shift == "sub", "sub(typographic: false, {})"),
        ):
            if wanted:
                made = f"body => {wrapper.format(f'({made})(body)')}"
        return made

    def substitutions(self) -> tuple[Substitution, ...]:
        """Return what was drawn with other fonts than those named, in a fixed order.

        Raises:
            EngineError: A character that no accepted font can draw; all of them at once.
        """
        return self._use.substitutions()


def _families(latin: Stack, chinese: Stack) -> str:
    names = [literal(name) for name in chinese.families]
    if latin.families[0] != chinese.families[0]:
        names = [f"(name: {literal(n)}, covers: lat)" for n in latin.families[:1]] + names
    return f"({', '.join(names)},)"


def _pieces(word: str) -> list[str]:
    size = _BLANK_CHUNK if word.startswith("_") else _CHUNK
    return [word[at : at + size] for at in range(0, len(word), size)]


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return f"\\{character}" if character in '"\\' else f"\\u{{{ord(character):x}}}"
