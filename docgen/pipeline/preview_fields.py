"""The field of a form that a figure rests on: its own, or the one that its basis names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from docgen import glossary
from docgen.intake.form_names import dotted, known
from docgen.intake.form_plan import whole_plan
from docgen.proof import Figure

__all__ = ["field_of"]

_PLACE = re.compile(r"\[(\d+)\]")
#: What stands between the titles of fields in a basis: signs of formulas, brackets, blanks.
_BETWEEN = re.compile(r"[\s＋+−÷×＝=Σ（）()，、；：]+|的")


def field_of(figure: Figure) -> str:
    """Return the key path of the field, or of the part, where a figure can be put right.

    Args:
        figure: A figure, given or worked out.

    Returns:
        Its own path where a form has that field; else the first field or part that its basis
        names; "" where it names none.
    """
    return _field(figure.key, figure.basis)


@lru_cache(maxsize=4096)
def _field(key: str, basis: str) -> str:
    if known(dotted(key)) is not None:
        return key
    titles = _titles()
    for told in _BETWEEN.split(basis):
        path = titles.get(_PLACE.sub("", told))
        if path is not None:
            return _placed(path, [int(place) - 1 for place in _PLACE.findall(told)])
    return ""


def _placed(path: str, places: list[int]) -> str:
    """Return a path with its places in lists; the first one where the basis names none."""
    left = iter(places)
    return re.sub(r"\[\]", lambda _: f"[{next(left, 0)}]", path)


@cache
def _titles() -> Mapping[str, str]:
    """Return fields, tables and parts of the form by their whole Chinese titles."""
    found: dict[str, str] = {}
    for field in whole_plan().fields():
        steps = field.path.split(".")
        for count in range(len(steps), 0, -1):
            path = ".".join(steps[:count])
            title = glossary.title_path(path.replace("[]", ""))
            found.setdefault(title, path)
    return found
