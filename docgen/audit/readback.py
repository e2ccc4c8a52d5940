"""Reads a printed text back to its value and holds it against its figure."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from docgen.proof import Figure
from docgen.reading import (
    ReadingError,
    read_amount_words,
    read_date,
    read_decimal,
    read_number_words,
)

__all__ = ["disagreement"]

_FEN = Decimal("0.01")
#: Converted forms: how many of the form's unit one unit of the value is, and the form's last place.
_CONVERTED = {
    "亩": (Decimal("0.0015"), Decimal("0.0001")),  # 1 公顷 = 15 亩, exactly
    "公顷": (Decimal("0.0001"), Decimal("0.000001")),
    "万元": (Decimal("0.0001"), Decimal("0.000001")),
}
_BLANK_LETTERS = frozenset("_")


def disagreement(figure: Figure, form: str, printed: str) -> str:
    """Return why a printed text is not its figure, or "" when it is.

    Args:
        figure: The figure that must stand there.
        form: The form that the tag chose, "" for the default.
        printed: The text as it was read from the paper.
    """
    if not figure.present:
        return _absent(figure, printed)
    try:
        return _compare(figure, form, printed)
    except ReadingError as error:
        return f"印出的「{printed}」读不回来：{error}"


def _absent(figure: Figure, printed: str) -> str:
    if figure.absence == "blank" and printed and set(printed) <= _BLANK_LETTERS:
        return ""
    if figure.absence == "slash" and printed == "/":
        return ""
    return f"案卷没有给出「{figure.title}」，却印成「{printed}」"


def _compare(figure: Figure, form: str, printed: str) -> str:
    value = figure.value
    if isinstance(value, Decimal):
        return _number(figure, value, form, printed)
    if form not in ("", "年月日"):
        return f"「{figure.title}」没有「{form}」这种写法"
    if isinstance(value, date):
        read: object = read_date(printed)
    elif isinstance(value, int):
        read = int(read_decimal(printed))
    else:
        read, value = printed, str(value)
    return "" if read == value else f"应为「{figure.printed}」，印成「{printed}」"


def _number(figure: Figure, value: Decimal, form: str, printed: str) -> str:
    if form in ("", "小写"):
        read = read_decimal(printed, signed=True)
        if figure.kind in ("amount", "area") and read == value and not _two_places(printed):
            return f"「{printed}」应写到两位小数"
        wanted = value
    elif form == "大写":
        wanted = value
        if figure.kind == "amount":
            read = read_amount_words(printed, prefix_required=True)
        else:
            read = read_number_words(printed)
    elif form in _CONVERTED:
        factor, place = _CONVERTED[form]
        read, wanted = read_decimal(printed), _converted(value, factor, place)
    else:
        return f"「{figure.title}」没有「{form}」这种写法"
    return (
        ""
        if read == wanted
        else f"应为「{figure.forms.get(form, figure.printed)}」，印成「{printed}」"
    )


def _two_places(printed: str) -> bool:
    return len(printed.rpartition(".")[2]) == 2 and "." in printed


def _converted(value: Decimal, factor: Decimal, place: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 50
        return (value * factor).quantize(place, ROUND_HALF_UP)
