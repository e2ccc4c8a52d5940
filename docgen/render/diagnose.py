"""Says of a print that failed which tags were at fault, all of them, each with its place.

The press itself stops at the first fault and knows no places: that keeps it fast. Only after a
failure is the template run again, in an environment that notes faults and goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import jinja2

from docgen.errors import Problem, TemplateError
from docgen.templating.compiled import Compiled, CompiledPart
from docgen.templating.filters import ROUNDS
from docgen.templating.names import nearest
from docgen.templating.runtime import (
    BUDGET,
    OBJECTS,
    environment,
    print_figure,
    print_general,
)
from docgen.templating.values import MissingValueError, TooMuchError, UnprintableError

__all__ = ["FAILURES", "diagnose"]

#: What a program may end in when template and values do not fit each other.
FAILURES = (
    jinja2.TemplateError,
    MissingValueError,
    UnprintableError,
    TooMuchError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
)
_FIXES = {
    "T008": "检查模板里的名字，或在数据里补上它。",
    "T010": "检查模板里的比较和循环。",
    "T011": "改正数据里的这个值。",
    "T012": "减少循环的层数或次数。",
}
_TEMPLATE = "<template>"


def diagnose(compiled: Compiled, values: Mapping[str, Any], error: BaseException) -> TemplateError:
    """Return the error about every tag that could not be printed.

    Args:
        compiled: The template.
        values: What it was printed with.
        error: What the press ended in.
    """
    problems: dict[tuple[str, str], Problem] = {}
    for part in compiled.parts.values():
        for problem in _Notes(compiled, part, values).run():
            problems.setdefault((problem.where, problem.message), problem)
    if not problems:
        first = _problem(error, compiled.name)
        problems[first.where, first.message] = first
    return TemplateError(list(problems.values()))


class _Notes:
    """One part, run again; what it cannot print is noted and left blank."""

    def __init__(self, compiled: Compiled, part: CompiledPart, values: Mapping[str, Any]) -> None:
        self._compiled = compiled
        self._part = part
        self._values = values
        self._found: list[Problem] = []
        self._print = print_general if compiled.general else print_figure
        self._program: jinja2.Template | None = None

    def run(self) -> list[Problem]:
        """Return what is wrong, in the order of the text."""
        undefined = type("Noted", (_Undefined,), {"notes": self})
        jinja = environment(
            self._compiled.filters,
            general=self._compiled.general,
            undefined=undefined,
            finalize=self._finalize,
        )
        self._program = jinja.from_string(self._part.source.text)
        token = OBJECTS.set([] if self._compiled.general else None)
        try:
            for _ in self._program.root_render_func(
                self._program.new_context({**self._values, BUDGET: [ROUNDS]})
            ):
                pass
        except FAILURES as error:
            self._found.append(_problem(error, self._where(_line_of(error))))
        finally:
            OBJECTS.reset(token)
        return self._found

    def _finalize(self, value: Any) -> str:
        try:
            return self._print(value)
        except FAILURES as error:
            self._found.append(_problem(error, self._where(_line())))
            return ""

    def missing(self, name: object, holder: object) -> None:
        """Note a name that there is not, with the nearest that there is."""
        known = list(holder) if isinstance(holder, Mapping) else self._names(holder)
        near = nearest(str(name), known)
        hint = f"是不是「{near}」？" if near else ""
        where = self._where(_line())
        self._found.append(Problem(f"「{name}」未定义。{hint}", where, _FIXES["T008"], "T008"))

    def _names(self, holder: object) -> list[str]:
        return [str(name) for name in self._values] if holder is jinja2.utils.missing else []

    def _where(self, line: int | None) -> str:
        place = None
        if line is not None and self._program is not None:
            place = self._part.source.place(self._program.get_corresponding_lineno(line))
        return f"{place.where}的「{place.tag}」" if place else self._compiled.name


class _Undefined(jinja2.Undefined):
    """A name that there is not: noted wherever it is used, then blank, false and empty."""

    notes: _Notes

    def _note(self, *_: Any) -> None:
        if not getattr(self, "_noted", False):
            self._noted = True
            self.notes.missing(self._undefined_name, self._undefined_obj)

    def __str__(self) -> str:
        self._note()
        return ""

    def __bool__(self) -> bool:
        self._note()
        return False

    def __iter__(self) -> Any:
        self._note()
        return iter(())

    def __len__(self) -> int:
        self._note()
        return 0

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__" or name in ("_noted", "form"):
            raise AttributeError(name)
        self._note()
        return self

    def _compare(self, other: object) -> bool:
        self._note()
        return False

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _compare  # type: ignore[assignment]
    __hash__ = jinja2.Undefined.__hash__


def _line() -> int | None:
    """Return the line of the running program that asked."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == _TEMPLATE:
            return frame.f_lineno
        frame = frame.f_back  # type: ignore[assignment]  # None ends the loop
    return None


def _line_of(error: BaseException) -> int | None:
    """Return the line of the program in which an error arose."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _TEMPLATE:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _problem(error: BaseException, where: str) -> Problem:
    if isinstance(error, MissingValueError):
        return Problem(str(error), where, "在案卷里补填，或在模板里加上条件。", "T008")
    if isinstance(error, UnprintableError):
        return Problem(str(error), where, _FIXES["T011"], "T011")
    if isinstance(error, TooMuchError):
        return Problem(str(error), where, _FIXES["T012"], "T012")
    if isinstance(error, jinja2.UndefinedError):
        return Problem(f"有名字未定义（{error}）。", where, _FIXES["T008"], "T008")
    return Problem(f"模板运行出错（{type(error).__name__}）。", where, _FIXES["T010"], "T010")
