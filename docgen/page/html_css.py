"""Declarations of CSS: lengths, fonts, lines, and the sheet that gathers them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docgen.page.model import Border, Borders, RunStyle

__all__ = ["StyleSheet", "borders", "length", "look"]

#: Size of the letters that a paragraph itself has: its own line then stands around its middle,
#: whatever the font, and every text is moved from there to the baseline that the model asks for.
STRUT_SIZE = 0.01
_SCRIPT_SIZE = 0.6  # of raised and lowered letters, as the Typst engine has it
_RAISED = 0.5
_LOWERED = 0.2

_BASE = f"""\
@page {{ margin: 0 }}
html, body, section, p, div, img {{ margin: 0; padding: 0 }}
p, table {{ margin-break: discard }}
p {{ font-size: {STRUT_SIZE}pt; white-space: pre-wrap; overflow-wrap: anywhere; hyphens: none;
  text-align: left; text-indent: 0; orphans: 2; widows: 2; font-weight: 400;
  font-variant-ligatures: none }}
table {{ border-collapse: collapse; border-spacing: 0; table-layout: fixed; text-indent: 0 }}
td {{ padding: 0; text-align: left }}
.joined {{ white-space: nowrap }}
img {{ image-rendering: crisp-edges }}
.break {{ break-after: page }}
.page::before {{ content: counter(page) }}
.pages::before {{ content: counter(pages) }}
"""


class StyleSheet:
    """The rules of one document; what looks the same is declared once under one class."""

    def __init__(self) -> None:
        self._classes: dict[str, str] = {}
        self._rules: list[str] = []

    def name(self, kind: str, declarations: Iterable[str]) -> str:
        """Return the class of some declarations, declared when they are new.

        Args:
            kind: First letter of the class.
            declarations: ``property: value`` without semicolons.
        """
        body = "; ".join(declarations)
        if body not in self._classes:
            self._classes[body] = f"{kind}{len(self._classes)}"
            self._rules.append(f".{self._classes[body]} {{ {body} }}")
        return self._classes[body]

    def add(self, rule: str) -> None:
        """Add a rule as it stands."""
        self._rules.append(rule)

    @property
    def text(self) -> str:
        """The whole sheet."""
        return _BASE + "\n".join(self._rules) + "\n"


def length(points: float) -> str:
    """Return a length in points, to a thousandth."""
    text = f"{points:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "0", "-0") else f"{text}pt"


def look(style: RunStyle, families: Sequence[str], *, bold: bool, drop: float) -> list[str]:
    """Return the declarations of a piece of text.

    Args:
        style: How it looks.
        families: What draws it, in order.
        bold: Whether in bold.
        drop: How far its baseline lies below the middle of the line, in points.
    """
    small = _SCRIPT_SIZE if style.shift else 1.0
    raised = {"": 0.0, "super": _RAISED, "sub": -_LOWERED}[style.shift] * style.size
    made = [
        f"font-family: {', '.join(_quoted(name) for name in families)}",
        f"font-size: {length(style.size * small)}",
        # Text adds nothing to the height of its line: the paragraph alone decides it.
        "line-height: 0",
        f"vertical-align: {length(raised - drop)}",
    ]
    lines = [
        name
        for name, wanted in (("underline", style.underline), ("line-through", style.strike))
        if wanted
    ]
    if lines:
        made += [
            f"text-decoration: {' '.join(lines)}",
            "text-decoration-thickness: 0.5pt",
            "text-underline-offset: 2pt",
        ]
    if bold:
        made.append("font-weight: 700")
    if style.italic:
        made.append("font-style: italic")
    if style.tracking:
        made.append(f"letter-spacing: {length(style.tracking)}")
    if style.color:
        made.append(f"color: #{style.color}")
    return made


def borders(lines: Borders) -> list[str]:
    """Return the declarations of the lines around a box."""
    sides = {
        "top": lines.top, "right": lines.right, "bottom": lines.bottom, "left": lines.left,
    }  # fmt: skip
    return [f"border-{side}: {_line(line)}" for side, line in sides.items() if line is not None]


def _line(border: Border) -> str:
    dash = "double" if "-" in border.dash else border.dash
    return f"{length(border.width)} {dash} {'#' + border.color if border.color else 'black'}"


def _quoted(name: str) -> str:
    escaped = "".join(c if c.isalnum() or c in " -_" else f"\\{ord(c):x} " for c in name)
    return f'"{escaped}"'
