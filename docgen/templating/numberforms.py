"""The forms in which a list number may be printed: ``w:numFmt`` of ECMA-376 part 1, 17.18.59."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from docgen.errors import TemplateError
from docgen.wording import ordinal

__all__ = ["MARKED_FORMS", "bullet", "in_form"]

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_DIGITS = "〇一二三四五六七八九"

#: What the symbol fonts of Word draw at their private codes, by characters of Unicode.
_SYMBOLS = MappingProxyType(
    {
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\uf06e": "■",
        "\uf06c": "●",
        "\uf075": "◆",
        "\uf0d8": "➢",
        "\uf0fc": "✓",
        "\uf0b2": "✧",
        "\uf0a8": "◻",
        "\uf06f": "□",
        "\uf0e0": "→",
    }
)


def _plain(number: int) -> str:
    return str(number)


def _zeroed(number: int) -> str:
    return f"{number:02d}"


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letter(number: int) -> str:
    # Word goes on after Z with AA, BB, CC, not with AA, AB.
    repeats, index = divmod(number - 1, 26)
    return chr(ord("A") + index) * (repeats + 1)


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1)


def _parenthesised(number: int) -> str:
    return chr(ord("⑴") + number - 1)


def _dotted(number: int) -> str:
    return chr(ord("⒈") + number - 1)


def _stem(number: int) -> str:
    return _STEMS[number - 1]


def _branch(number: int) -> str:
    return _BRANCHES[number - 1]


#: form → (smallest number, largest number, how it is written). Outside these bounds programs
#: differ, so that the number on the paper would depend on who prints it.
_FORMS: Mapping[str, tuple[int, int, Callable[[int], str]]] = MappingProxyType(
    {
        "decimal": (0, 10**9, _plain),
        "decimalZero": (0, 10**9, _zeroed),
        "decimalFullWidth": (0, 10**9, _full_width),
        "decimalFullWidth2": (0, 10**9, _full_width),
        "decimalHalfWidth": (0, 10**9, _plain),
        "upperRoman": (1, 3999, _roman),
        "lowerRoman": (1, 3999, lambda number: _roman(number).lower()),
        "upperLetter": (1, 780, _letter),
        "lowerLetter": (1, 780, lambda number: _letter(number).lower()),
        "chineseCountingThousand": (1, 9999, ordinal),
        "chineseCounting": (1, 99, ordinal),
        "japaneseCounting": (1, 99, ordinal),
        "taiwaneseCountingThousand": (1, 99, ordinal),
        "taiwaneseCounting": (1, 99, ordinal),
        "ideographDigital": (1, 10**9, _digits),
        "japaneseDigitalTenThousand": (1, 10**9, _digits),
        "decimalEnclosedCircle": (1, 20, _circled),
        "decimalEnclosedCircleChinese": (1, 20, _circled),
        "decimalEnclosedParen": (1, 20, _parenthesised),
        "decimalEnclosedFullstop": (1, 20, _dotted),
        "ideographTraditional": (1, 10, _stem),
        "ideographZodiac": (1, 12, _branch),
    }
)

#: Forms that ``w:isLgl`` does not turn into Arabic digits.
MARKED_FORMS = frozenset({"decimal", "decimalZero", "bullet", "none"})


def in_form(number: int, form: str) -> str:
    """Return a list number as Word prints it.

    Args:
        number: The number, counted from the level's start.
        form: Value of ``w:numFmt``; "none" and "bullet" print nothing.

    Raises:
        TemplateError: The form is not known, or the number is outside what it can print.
    """
    if form in ("none", "bullet"):
        return ""
    if form not in _FORMS:
        raise TemplateError(
            f"不支持编号格式 {form}。",
            where="word/numbering.xml",
            fix="在 Word 的“定义新编号格式”里改用“一,二,三(简)”或“1,2,3”。",
        )
    least, most, write = _FORMS[form]
    if not least <= number <= most:
        raise TemplateError(
            f"编号 {number} 超出编号格式 {form} 能写的范围（{least}—{most}）。",
            where="word/numbering.xml",
            fix="改用“一,二,三(简)”（chineseCountingThousand）或“1,2,3”。",
        )
    return write(number)


def bullet(text: str) -> str:
    """Return the character of a bullet, private codes of Word's symbol fonts translated.

    Args:
        text: ``w:lvlText`` of the level.

    Raises:
        TemplateError: A private code that no table here translates.
    """
    translated = "".join(_SYMBOLS.get(character, character) for character in text)
    for character in translated:
        if "\ue000" <= character <= "\uf8ff":
            raise TemplateError(
                f"项目符号用了符号字体的专用字符 U+{ord(character):04X}，别的字体里没有它。",
                where="word/numbering.xml",
                fix="在 Word 中改用普通字符（如 •、■、◆）作项目符号。",
            )
    return translated
