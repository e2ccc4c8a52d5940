"""What is filled into a form as flat texts, to a case and back.

    filled = case_from_values({"parcel.granted_area_m2": "66666.67",
                               "parties.grantees.0.name": "示例甲公司"})
    filled.faults            # all at once: flat name and problem of each
    filled.case              # without the values that are at fault, so that checks can go on
    filled.name_of(path)     # for a finding about that case
    values_of(case)          # the other way
    unheld(case)             # what a form cannot hold as it is

A blank value is no value, a row without any value no row: rows behind it move up, so that rows may
be deleted in any way. White space around a value is not part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from docgen.errors import InputError, Problem
from docgen.intake.form_names import dotted, flat, general, is_pair, of_path, path_of, rows_of
from docgen.intake.form_plan import FormPlan
from docgen.intake.form_tree import Tree, bare, tree_of
from docgen.intake.load import case_from_mapping, dump_case
from docgen.intake.naming import shown_path
from docgen.model.case import Case

__all__ = ["Filled", "case_from_values", "path_of", "unheld", "updated", "values_of"]

_SOURCE = "表单"
#: A value at fault is left out, and what then is still at fault; hostile forms are given up.
_MOST_PASSES = 8


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form gives.

    Attributes:
        tree: The plain tree of its values under English keys; faulty values included.
        case: The case; values at fault are left out of it.
        faults: Everything that is wrong: the flat name that it is about, and what is wrong there.
        names: Key path of every value of ``case`` → the flat name under which it was given.
    """

    tree: Mapping[str, Any]
    case: Case
    faults: tuple[tuple[str, Problem], ...]
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong."""
        return tuple(problem for _, problem in self.faults)

    def at(self, name: str) -> tuple[Problem, ...]:
        """Return what is wrong with the value of a flat name."""
        return tuple(problem for held, problem in self.faults if held == name)

    def name_of(self, path: str) -> str:
        """Return the flat name under which a value of the case was given, for a finding about it.

        Args:
            path: Key path, ``grant.instalments[1].amount_yuan``; one without a value gets the name
                that it would have.
        """
        return self.names.get(path, dotted(path))


def case_from_values(values: Mapping[str, str], *, source: str = _SOURCE) -> Filled:
    """Read what was filled in; never raises for what is wrong in it.

    Args:
        values: Flat name → text. Names that no field has are faults (``S003``).
        source: What to call the form in messages.
    """
    given = {name: said for name, text in values.items() if (said := bare(text))}
    faults: list[tuple[str, Problem]] = []
    first: Tree | None = None
    for _ in range(_MOST_PASSES):
        tree, names, wrong = tree_of(given, source)
        first = tree if first is None else first
        if not wrong:
            try:
                case = case_from_mapping(tree, name=source).case
            except InputError as error:
                wrong = [(_name_at(one.path, names), one) for one in error.problems]
            else:
                return Filled(first, case, tuple(faults), MappingProxyType(names))
        faults += wrong
        heads = tuple(name for name, _ in wrong if name)
        if not heads:
            break
        given = {name: said for name, said in given.items() if not _is_under(name, heads)}
    return Filled(first or {}, Case(), tuple(faults))


def values_of(case: Case) -> dict[str, str]:
    """Return a case as flat names and texts, as a form is filled with: codes, ISO days, figures."""
    return dict(flat(dump_case(case)))


def updated(base: Mapping[str, Any], values: Mapping[str, str], plan: FormPlan) -> Tree:
    """Return a tree in which a form's fields are as it says and all others as they were.

    Args:
        base: Plain tree of a case, as ``dump_case`` gives it.
        values: Flat name → text of every field of the form.
        plan: The form. What it does not ask stays. The rows of a table that it asks go as the form
            says: those that it leaves out are gone, the others keep their place.
    """
    asked = {of_path(one.path) for one in plan.fields()}
    tables = {of_path(f"{table.path}[]") for table in plan.tables()}
    there = {row for name in values if bare(values[name]) for row, _ in rows_of(name)}
    kept = {
        name: text
        for name, text in flat(base)
        if general(name) not in asked
        and all(row in there or of not in tables for row, of in rows_of(name))
    }
    given = {name: said for name, text in values.items() if (said := bare(text))}
    return tree_of({**kept, **given}, _SOURCE)[0]


def unheld(case: Case) -> tuple[Problem, ...]:
    """Return what a form cannot hold as it is: blank texts, blanks around a text, empty parts.

    Args:
        case: The case that is to be put into a form.
    """
    before = values_of(case)
    after = values_of(case_from_values(before).case)
    message = "这一项只有空白，或者首尾有空白，表单装不下。"
    changed = [path_of(name) for name, text in before.items() if after.get(name) != text]
    problems = [Problem(message, shown_path(path), path=path) for path in changed]
    for path in _empty(dump_case(case), ""):
        problems.append(Problem("这一部分是空的，表单装不下。", shown_path(path), path=path))
    return tuple(problems)


def _name_at(path: str, names: Mapping[str, str]) -> str:
    return names.get(path, dotted(path))


def _is_under(name: str, heads: tuple[str, ...]) -> bool:
    """Whether a name is one of those at fault, lies below one, or is the other of its pair."""
    row = name.rpartition(".")[0]
    for head in heads:
        pair = head.rpartition(".")[0]
        if name == head or name.startswith(f"{head}.") or (row == pair and is_pair(path_of(row))):
            return True
    return False


def _empty(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, dict):
        if not node and path:
            yield path
        for key, one in node.items():
            yield from _empty(one, f"{path}.{key}" if path else key)
    elif isinstance(node, list | tuple):
        for place, one in enumerate(node):
            yield from _empty(one, f"{path}[{place}]")
