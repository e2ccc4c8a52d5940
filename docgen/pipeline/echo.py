"""What a value means while it is being typed: its words, its other units, or why it is not read.

The forms are those that papers print, made by ``figures`` of the value as the model reads it; so an
echo never says anything that a paper would not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docgen.figures.make import make
from docgen.figures.shapes import Shape, shapes_of
from docgen.intake.form_names import dotted, path_of
from docgen.intake.form_values import case_from_values
from docgen.model import Case, Part
from docgen.model.types import UnclearDate, shown
from docgen.proof import Kind

__all__ = ["Echo", "echo"]

#: Which forms are told of which kind of value, in this order; the default form is what was typed.
_TOLD: Mapping[Kind, tuple[str, ...]] = {
    "amount": ("大写", "万元"),
    "area": ("亩", "公顷", "大写"),
    "date": ("年月日",),
}
#: Forms that are numbers in a unit of the same name.
_UNITS = frozenset({"亩", "公顷", "万元"})
_PLACE = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Echo:
    """One form of what was typed, or what is wrong with it.

    Attributes:
        form: Name of the form; "" for a fault.
        text: The form with its unit, or what is wrong.
        fix: How to put it right; "" for a form.
    """

    form: str
    text: str
    fix: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether what was typed cannot be read."""
        return not self.form


def echo(path: str, text: str) -> tuple[Echo, ...]:
    """Return what a typed value means.

    Args:
        path: The field, as a key path (``grant.instalments[0].amount_yuan``) or as a form names it
            (``grant.instalments.0.amount_yuan``).
        text: What was typed.

    Returns:
        Its forms; or one fault for each thing that is wrong; nothing for an empty text, and for a
        text or number that is printed as it was typed.
    """
    name = dotted(path)
    filled = case_from_values({name: text})
    faults = filled.at(name)
    if faults:
        return tuple(Echo("", one.message, one.fix) for one in faults)
    shape = _shape(_PLACE.sub("[]", path_of(name)))
    value = _value(filled.case, path_of(name))
    if isinstance(value, UnclearDate):
        # The file keeps it, for the checks to find; who types it is told at once.
        return (
            Echo("", f"「{shown(text)}」不是日历上的一天。", "写作2021-11-05或2021年11月5日。"),
        )
    kind = shape.kind if shape is not None else None
    if shape is None or kind is None or value is None:
        return ()
    forms = make(name, shape.title, kind, value, unit=shape.unit).forms
    return tuple(
        Echo(form, f"{forms[form]}{form if form in _UNITS else ''}")
        for form in _TOLD.get(kind, ())
        if form in forms
    )


@lru_cache(maxsize=1024)
def _shape(path: str) -> Shape | None:
    """Return the shape of a field, None where it holds more than one value."""
    model: type[Part] | None = Case
    found: Shape | None = None
    for step in path.replace("[]", "").split("."):
        shapes = shapes_of(model) if model is not None else ()
        found = next((one for one in shapes if one.name == step), None)
        model = found.part if found is not None else None
    return found


def _value(case: Case, path: str) -> Any:
    """Return the one value that a case of one value holds; its place in every list is the first."""
    value: Any = case
    for step in path.split("."):
        value = getattr(value, step.partition("[")[0], None)
        if "[" in step:
            value = value[0] if value else None
    return value
