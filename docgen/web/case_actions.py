"""What a form can be asked for beside being saved: rows added and dropped, warnings confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from docgen.intake.form_names import of_path
from docgen.intake.form_plan import whole_plan
from docgen.intake.form_values import Filled
from docgen.web import clock
from docgen.web.case_check import check_filled
from docgen.web.case_form import rows_held
from docgen.web.case_posted import Posted
from docgen.web.office import Office

__all__ = ["Acted", "acted"]

_WORDS = "acknowledgements"


@dataclass(frozen=True, slots=True)
class Acted:
    """A form after what it was asked for.

    Attributes:
        values: Flat name → text.
        further: Rows to be added, by the flat name of their table.
        problem: Why it was not done; "" where it was.
    """

    values: Mapping[str, str]
    further: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


def acted(form: Posted, filled: Filled, name: str, shared: Office) -> Acted:
    """Do what a form asks for; what is written in it is never lost.

    Args:
        form: The form.
        filled: The same, read.
        name: Who asks.
        shared: The office.
    """
    what, _, about = form.do.partition(":")
    if what == "add" and _is_table(about):
        return Acted(form.values, {about: 1})
    if what == "drop" and about:
        return Acted(_without(form.values, about))
    if what == "confirm":
        return _confirmed(form, filled, about, name, shared)
    return Acted(form.values)


def _is_table(name: str) -> bool:
    plain = ".".join("#" if one.isdigit() else one for one in name.split("."))
    return any(of_path(one.path) == plain for one in whole_plan().tables())


def _without(values: Mapping[str, str], row: str) -> Mapping[str, str]:
    return {
        name: text
        for name, text in values.items()
        if name != row and not name.startswith(f"{row}.")
    }


def _confirmed(form: Posted, filled: Filled, key: str, name: str, shared: Office) -> Acted:
    reason = form.reasons.get(key, "").strip()
    if not reason:
        return Acted(form.values, problem="没有确认：没有写明依据或原因，写明再确认。")
    checked = check_filled(filled, form.document, form.stage, shared.settings.templates)
    note = next((one for one in checked.notes if one.key == key and one.is_open), None)
    if note is None or note.finding is None:
        return Acted(form.values, problem="这一条提醒已经没有了，不用确认。")
    place = max(rows_held(form.values).get(_WORDS, set()), default=-1) + 1
    said = {
        "code": note.finding.code,
        "path": note.finding.path,
        "value": note.finding.value,
        "reason": reason,
        "by": name,
        "date": clock.day(),
    }
    return Acted({**form.values, **{f"{_WORDS}.{place}.{one}": text for one, text in said.items()}})
