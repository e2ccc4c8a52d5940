"""Texts, looks and pictures as Typst source.

Every text of the document stands in a string literal with quotes and backslashes escaped, so that
nothing in it is ever read as markup or code. What looks the same is declared once and called by a
short name, which keeps the source, and the time to read it, small.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, groupby
from operator import itemgetter
from typing import NamedTuple

from docgen.page.fonts import FontBook, Stack, Substitution
from docgen.page.letters import IDEOGRAPH, LATIN_RANGES, FontUse, joined, width_of
from docgen.page.model import PageField, Paragraph, Picture, Run, RunStyle

__all__ = ["TextWriter", "length", "literal"]

_LATIN = "".join(f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in LATIN_RANGES)
_ESCAPED = re.compile(
    r'["\\]|[^ -~\u00a1-\uffff\U00010000-\U0003ffff]|[\u2000-\u200f\u2028-\u202f]'
)
_FORMATS = re.compile(r"[\u2060-\u206f\ufeff\ufff9-\uffff\ue000-\uf8ff]")
# A run of letters longer than this must be broken somewhere, or it would leave the page. A line to
# be filled in by hand is broken sooner: whole, it would draw the letters before it apart.
_WORD = re.compile(r"_{9,}|[!-~]{9,}")
_LONG_WORD = 33
_CHUNK = 8
_BLANK_CHUNK = 4
#: First letter of the names of looks that are nothing but text; "w" of those with lines around it.
_TEXT_LOOK = "r"


def literal(text: str) -> str:
    """Return a Typst string literal of any text."""
    escaped = _ESCAPED.sub(_escape, text)
    return f'"{_FORMATS.sub(_escape, escaped)}"'


@lru_cache(maxsize=4096)
def length(points: float) -> str:
    """Return a length in points, to a thousandth."""
    text = f"{points:.3f}".rstrip("0").rstrip(".")
    return f"{'0' if text in ('', '-0') else text}pt"


@dataclass(frozen=True, slots=True)
class _Fragment:
    """Source that is kept: what it calls by name, and which letters it draws."""

    source: str
    declared: dict[str, str]
    use: FontUse
    owners: tuple[object, ...]


class _Part(NamedTuple):
    """A piece of a line: what it is called with for its look ("" for nothing), and its source."""

    look: str
    body: str

    @property
    def foldable(self) -> bool:
        """Whether the look is one of text alone, which may hold more than one piece."""
        return self.look.startswith(_TEXT_LOOK)


#: What is the same for all documents of the process; none of it shows in a PDF.
_NAMES: dict[str, str] = {}
_NUMBERS = count()
_KEPT: dict[tuple[object, ...], _Fragment] = {}
_LOOKS: dict[tuple[RunStyle, int], tuple[str, FontBook]] = {}
_MOST = 8192


class TextWriter:
    """Writes runs of one document and gathers what they need of the fonts."""

    def __init__(self, fonts: FontBook) -> None:
        self.fonts = fonts
        self._use = FontUse(fonts)
        self._pictures: dict[bytes, str] = {}
        self._declared: dict[str, str] = {}

    @property
    def declarations(self) -> list[str]:
        """What the texts written so far call by name."""
        named = [f"#let {name} = {source}" for name, source in self._declared.items()]
        return [f'#let lat = regex("[{_LATIN}]")', *named]

    def declare(self, prefix: str, source: str) -> str:
        """Return the name of an expression, the same for all documents of the process."""
        name = _NAMES.get(source)
        if name is None:
            if len(_NAMES) > _MOST:
                _NAMES.clear()
            name = _NAMES.setdefault(source, f"{prefix}{next(_NUMBERS)}")
        self._declared[name] = source
        return name

    def kept(self, owner: Paragraph, key: tuple[object, ...], make: Callable[[], str]) -> str:
        """Return the source of a paragraph that lasts, made once a process.

        Args:
            owner: The paragraph.
            key: All else that its source depends on.
            make: Makes the source.
        """
        key = (id(owner), id(self.fonts), *key)
        found = _KEPT.get(key)
        if found is None:
            declared, use = self._declared, self._use
            self._declared, self._use = {}, FontUse(self.fonts)
            try:
                # Paragraph and fonts are held, so that their ids stay theirs.
                found = _Fragment(make(), self._declared, self._use, (owner, self.fonts))
            finally:
                self._declared, self._use = declared, use
            if len(_KEPT) > _MOST:
                _KEPT.clear()
            _KEPT[key] = found
        self._declared.update(found.declared)
        self._use.add(found.use)
        return found.source

    def line(
        self, inlines: Sequence[Run | PageField], *, dashed: bool, room: float, fits: bool = False
    ) -> str:
        """Return the source of runs and page numbers that follow each other, in code mode.

        Args:
            inlines: The runs and page numbers.
            dashed: Whether page numbers stand between dashes.
            room: Width of a line in points.
            fits: Whether they surely stand in one line, so that nothing need be held together.
        """
        made: list[_Part] = []
        before = ""
        shown = [one for one in inlines if isinstance(one, PageField) or one.text]
        cut = ((0, one) for one in shown) if fits else joined(shown, room)
        for group, pieces in groupby(cut, key=itemgetter(0)):
            parts: list[_Part] = []
            for _, piece in pieces:
                starts = "0" if isinstance(piece, PageField) else piece.text[0]
                if group and not parts and not piece.style.underline:
                    # Typst leaves no space of its own between a letter and a box.
                    gap = starts.isdigit() and IDEOGRAPH.fullmatch(before)
                    made += [_Part(self._look(piece.style), "gap")] if gap else []
                if isinstance(piece, PageField):
                    parts.append(self._field(piece, dashed=dashed))
                    last = "0"
                    continue
                parts += self._run(piece, whole=bool(group), room=room)
                last = piece.text[-1]
            made += _boxed(parts) if group else parts
            before = last
        return _folded(made)

    def _run(self, run: Run, *, whole: bool, room: float) -> list[_Part]:
        style = run.style
        self._use.note(style, run.text)
        name = self._look(style)
        if whole or len(run.text) < _BLANK_CHUNK:
            return [_Part(name, literal(run.text))]
        made: list[_Part] = []
        done = 0
        for word in _WORD.finditer(run.text):
            text = word[0]
            long = text[0] == "_" or len(text) >= _LONG_WORD or width_of(text) * style.size > room
            if not long:
                continue
            if word.start() > done:
                made.append(_Part(name, literal(run.text[done : word.start()])))
            # A line may be broken between two boxes, and within a word nowhere else.
            for piece in _pieces(text):
                made += _boxed([_Part(name, literal(piece))])
            done = word.end()
        if run.text[done:]:
            made.append(_Part(name, literal(run.text[done:])))
        return made

    def _field(self, field: PageField, *, dashed: bool) -> _Part:
        style = field.style
        self._use.note(style, "-0123456789")
        number = "pageno" if field.name == "PAGE" else "pages"
        if dashed and field.name == "PAGE":
            number = f'"- " + {number} + " -"'
        return _Part(self._look(style), number)

    def picture(self, picture: Picture) -> str:
        """Return the source of a picture in the line."""
        if picture.data not in self._pictures:
            name = f"i{len(self._pictures)}"
            self._pictures[picture.data] = name
            self._declared[name] = f"bytes(({','.join(map(str, picture.data))},))"
        name = self._pictures[picture.data]
        size = f"width: {length(picture.width)}, height: {length(picture.height)}"
        return (
            f'box(image({name}, format: "{picture.form}", {size}, fit: "stretch",'
            f" alt: {literal(picture.alt)}))"
        )

    def _look(self, style: RunStyle) -> str:
        key = (style, id(self.fonts))
        found = _LOOKS.get(key)
        if found is None:
            if len(_LOOKS) > _MOST:
                _LOOKS.clear()
            found = _LOOKS[key] = (self._declaration(style), self.fonts)
        return self.declare(_TEXT_LOOK if found[0].startswith("text.") else "w", found[0])

    def _declaration(self, style: RunStyle) -> str:
        latin, chinese = self.fonts.stack(style.latin), self.fonts.stack(style.east_asia)
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


def _boxed(parts: list[_Part]) -> list[_Part]:
    """Return the parts of a box: no line ends in it."""
    if len({part.look for part in parts}) == 1 and parts[0].foldable:
        return [_Part(parts[0].look, f"box({' + '.join(part.body for part in parts)})")]
    return [_Part("", f"box({_folded(parts)})")]


def _folded(parts: list[_Part]) -> str:
    """Return the source of parts: what looks the same is one text, which is set much sooner."""
    made: list[str] = []
    for look, together in groupby(parts, key=lambda part: part.look):
        bodies = [part.body for part in together]
        if not look:
            made += bodies
        elif _Part(look, "").foldable:
            made.append(f"{look}({' + '.join(bodies)})")
        else:
            made += [body if body == "gap" else f"{look}({body})" for body in bodies]
    return " + ".join(made)


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
