"""Everything that can be known to be wrong with a template before any data exists, in one pass.

Lint reads the file as its author left it, so that each fault has its letters; compilation comes
after, and what it refuses where lint saw nothing is told too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.errors import Problem, TemplateError
from docgen.templating.compiled import Compiled, compile_template
from docgen.templating.expressions import ExpressionError, parse_expression
from docgen.templating.lint_blocks import Visit, title_of, visit
from docgen.templating.lint_conditions import check_conditions, check_loops, never_absent
from docgen.templating.lint_fonts import check_fonts
from docgen.templating.lint_manifest import check_manifest
from docgen.templating.lint_names import check_names, printed_of
from docgen.templating.lint_schema import entries
from docgen.templating.lint_tags import LintTag, read_tags
from docgen.templating.lint_text import bookmarks, check_other_parts, check_references, check_text
from docgen.templating.lint_units import Tables, check_twins, check_units
from docgen.templating.lint_words import Fault, fault, fault_kinds, words
from docgen.templating.manifest import Manifest
from docgen.templating.package import read_package
from docgen.templating.places import BODY, Place, SeenParagraph, Spot, paragraphs, part_title

__all__ = ["faults_of_problems", "lint_template"]

_NUMBER = re.compile(r"第\s*(\d+)\s*段")
_QUOTED = re.compile("「([^「」]+)」")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part as lint sees it."""

    name: str
    seen: tuple[SeenParagraph, ...]
    tags: tuple[tuple[LintTag, ...], ...]
    visits: tuple[Visit, ...]
    faults: tuple[Fault, ...]


def lint_template(data: bytes, *, name: str, manifest: Manifest | None = None) -> tuple[Fault, ...]:
    """Return every fault of a template, in the order of its parts and paragraphs.

    Args:
        data: The ``.docx`` file.
        name: What to call it in messages.
        manifest: Its manifest. Without one any name may be used, and only what needs no schema
            is looked at.

    Raises:
        TemplateError: The file is no readable Word file.
    """
    members = read_package(data, name=name)
    if BODY not in members:
        compile_template(data, name=name)  # says why
    loose = manifest is None
    parts = [_part(part, seen, loose=loose) for part, seen in paragraphs(members, name=name)]
    seen = [one for part in parts for one in part.seen]
    found = [one for part in parts for one in part.faults]
    compiled, problems = _compile(data, name)
    found += _left_over(problems, parts, found)
    printed = frozenset(compiled.parts if compiled is not None else ())
    found += check_other_parts(members, seen, printed, name)
    labels = bookmarks(seen)
    for part in parts:
        for one, tags in zip(part.seen, part.tags, strict=True):
            found += check_references(one, tags, labels)
    found += check_fonts(members, seen, name=name, loose=loose)
    found += _against_schema(parts, seen, manifest)
    return _ordered(found, parts)


def _part(name: str, seen: tuple[SeenParagraph, ...], *, loose: bool) -> _Part:
    faults: list[Fault] = []
    tags: list[tuple[LintTag, ...]] = []
    for one in seen:
        found, broken = read_tags(one)
        tags.append(found)
        for message in broken:
            faults.append(_brace(one.place, message))
        for tag in found:
            faults += _unreadable(tag, loose=loose)
        faults += check_text(one, found, whole=not broken, loose=loose)
    visits, unpaired = visit([tag for group in tags for tag in group])
    # A tag that lost a brace is no tag: what it opened or closed is told once, there.
    if not any(fault.code == "T001" for fault in faults):
        faults += unpaired
    return _Part(name, seen, tuple(tags), visits, tuple(faults))


def _brace(place: Place, message: str) -> Fault:
    quoted = _QUOTED.search(message)
    at = place.text.find(quoted[1]) if quoted else -1
    spot = Spot(place, at, at + len(quoted[1])) if quoted and at >= 0 else Spot(place)
    return Fault("T001", "error", message, "补全这个标记的括号。", spot)


def _unreadable(tag: LintTag, *, loose: bool) -> Iterator[Fault]:
    if tag.empty:
        message = f"「{tag.source}」里没有内容。"
        yield Fault("T002", "error", message, "写上名字，或删去它。", tag.spot, tag.source)
    elif tag.problem and not loose and not tag.calls_reference:
        # Without a manifest other constructs may be allowed; compilation decides.
        yield Fault("T004", "error", tag.problem, "改正这个标记。", tag.spot, tag.source)


def _compile(data: bytes, name: str) -> tuple[Compiled | None, tuple[Problem, ...]]:
    try:
        return compile_template(data, name=name), ()
    except TemplateError as error:
        return None, error.problems


def _left_over(
    problems: Sequence[Problem], parts: Sequence[_Part], found: Sequence[Fault]
) -> list[Fault]:
    """Return what compilation refuses in parts where lint saw no syntax fault.

    Where lint saw one, compilation stops at it or stumbles over what follows from it.
    """
    seen = [one for part in parts for one in part.seen]
    told = {one.spot.place.part for one in found if one.code.startswith("T0")}
    # A name of a form in the wrong place, a reference in a condition: lint has its own codes.
    told |= {
        tag.spot.place.part for part in parts for g in part.tags for tag in g if tag.calls_reference
    }
    made = faults_of_problems(problems, seen)
    return [one for one in made if one.spot.place.part not in told]


def faults_of_problems(
    problems: Sequence[Problem], seen: Sequence[SeenParagraph], *, loose: bool = False
) -> list[Fault]:
    """Return problems that other rooms found as faults, each at the letters that it quotes.

    Args:
        problems: What compilation or the page model refused; ``where`` names part and paragraph.
        seen: The paragraphs of the template.
        loose: Whether the template has no manifest.
    """
    return [_placed(problem, seen, loose=loose) for problem in problems]


def _placed(problem: Problem, seen: Sequence[SeenParagraph], *, loose: bool) -> Fault:
    number = _NUMBER.search(problem.where)
    titled = [one.place for one in seen if part_title(one.place.part) in problem.where]
    places = [one for one in titled if number and one.paragraph == int(number[1])] or titled
    kind = fault_kinds().get(problem.code)
    severity = (kind.loose if loose else kind.severity) if kind else "error"
    quoted = [*_QUOTED.findall(problem.message), *_QUOTED.findall(problem.where)]
    for text in quoted:
        for place in (*places, *titled):
            at = place.text.find(text)
            if at >= 0:
                spot = Spot(place, at, at + len(text))
                tag = text if text.startswith("{") else ""
                return Fault(problem.code, severity, problem.message, problem.fix, spot, tag)
    place = places[0] if number and places else Place(titled[0].part if titled else BODY)
    return Fault(problem.code, severity, problem.message, problem.fix, Spot(place))


def _against_schema(
    parts: Sequence[_Part], seen: Sequence[SeenParagraph], manifest: Manifest | None
) -> list[Fault]:
    loose = manifest is None
    visits = [one for part in parts for one in part.visits]
    sure = never_absent(visits, _always_required(manifest)) if manifest else frozenset[str]()
    found: list[Fault] = []
    for part in parts:
        found += check_loops(part.visits)
        for one in part.visits:
            found += check_conditions(one, sure, loose=loose)
    if manifest is None:
        return found
    pictured = [*_pictures(seen, found)]
    tables = Tables(seen)
    printed = [one for one in map(printed_of, visits) if one is not None]
    for one in visits:
        found += check_names(one)
    for field in printed:
        found += check_units(field, tables)
    found += check_twins(printed)
    found += check_manifest(visits, pictured, manifest)
    return found


def _always_required(manifest: Manifest) -> frozenset[str]:
    """Return the titles whose absence stops the finished paper and the announced one alike."""
    return frozenset(
        title
        for title, by_stage in manifest.fields.items()
        if all(policy.what == "required" for policy in by_stage.values())
    )


def _pictures(seen: Sequence[SeenParagraph], found: list[Fault]) -> Iterator[str]:
    """Yield the titles that placeholder pictures stand for; what is no picture is a fault."""
    for one in seen:
        for node in one.element.iter("{*}docPr"):
            source = node.get("descr") or ""
            if not source.startswith("{{"):
                continue
            try:
                title = title_of(parse_expression(source[2:-2]), {})
            except ExpressionError:
                continue  # compilation tells it
            entry = entries().get(title)
            if entry is None or entry.kind != "picture":
                kind = words().kinds[entry.kind] if entry else "没有的字段"
                how = "图片的替代文字里只能写图的字段。"
                found.append(fault("T207", one.place, tag=source, title=title, kind=kind, how=how))
            yield title


def _ordered(found: Sequence[Fault], parts: Sequence[_Part]) -> tuple[Fault, ...]:
    order = {part.name: index for index, part in enumerate(parts)}

    def key(one: Fault) -> tuple[int, str, int, int, str]:
        place: Mapping[str, int] = order
        part = one.spot.place.part
        return place.get(part, len(order)), part, one.spot.place.paragraph, one.spot.start, one.code

    return tuple(sorted(dict.fromkeys(found), key=key))
