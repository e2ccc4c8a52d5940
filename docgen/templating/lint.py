"""Everything that can be known to be wrong with a template before any data exists, in one pass.

Lint reads the file as its author left it, so that each fault has its letters; compilation comes
after, and what it refuses where lint saw nothing is told too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.errors import Problem, TemplateError
from docgen.templating.compiled import compile_template
from docgen.templating.expressions import ExpressionError, parse_expression
from docgen.templating.lint_alone import check_alone
from docgen.templating.lint_blocks import Visit, title_of, visit
from docgen.templating.lint_conditions import check_conditions, check_loops, never_absent
from docgen.templating.lint_fonts import check_fonts
from docgen.templating.lint_manifest import check_manifest, meant
from docgen.templating.lint_names import check_names, printed_of
from docgen.templating.lint_schema import entries
from docgen.templating.lint_tags import LintTag, read_tags
from docgen.templating.lint_text import bookmarks, check_other_parts, check_references, check_text
from docgen.templating.lint_units import Tables, check_twins, check_units, vicinity
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

    @property
    def broken(self) -> bool:
        """Whether a tag that opens or closes something may be missing."""
        return any(
            one.code in ("T001", "T005") or (one.code == "T004" and one.tag.startswith("{%"))
            for one in self.faults
        )

    @property
    def unread(self) -> frozenset[str]:
        """The texts of the paragraphs whose tags cannot be told apart."""
        return frozenset(one.spot.place.text for one in self.faults if one.code == "T001")


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
    found += _against_schema(parts, seen, manifest)
    filled = frozenset(part.name for part in parts)
    found += check_other_parts(members, seen, filled, name=name, loose=loose)
    found += _left_over(_compile(data, name, loose=loose), parts, found)
    labels = bookmarks(seen)
    for part in parts:
        for one, tags in zip(part.seen, part.tags, strict=True):
            found += check_references(one, tags, labels)
    found += check_fonts(members, seen, name=name, loose=loose)
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
    faults += check_alone(seen, tags)
    visits, unpaired = visit([tag for group in tags for tag in group], loose=loose)
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


def _compile(data: bytes, name: str, *, loose: bool) -> tuple[Problem, ...]:
    """Return what compilation refuses; without a manifest it allows docxtpl's other constructs."""
    try:
        compile_template(data, name=name, general=loose)
    except TemplateError as error:
        return error.problems
    return ()


def _left_over(
    problems: Sequence[Problem], parts: Sequence[_Part], found: Sequence[Fault]
) -> list[Fault]:
    """Return what compilation refuses in parts where lint saw no syntax fault.

    Where lint saw one, compilation stops at it or stumbles over what follows from it.
    """
    seen = [one for part in parts for one in part.seen]
    told = {one.spot.place.part for one in found if one.code.startswith(("T0", "T223", "T224"))}
    # A name of a form in the wrong place, a reference in a condition: lint has its own codes.
    told |= {
        tag.spot.place.part for part in parts for g in part.tags for tag in g if tag.calls_reference
    }
    unfilled = {one.tag for one in found if one.code == "T218"}
    fresh = [one for one in problems if not unfilled & set(_QUOTED.findall(one.message))]
    made = faults_of_problems(fresh, seen)
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
        if not part.broken:
            found += check_loops(part.visits)
            for one in part.visits:
                found += check_conditions(one, sure, loose=loose)
    if manifest is None:
        return found
    tables = Tables(seen)
    printed = [one for one in map(printed_of, visits) if one is not None]
    for part in parts:
        for one in part.visits:
            found += check_names(one, broken=part.broken)
    for field in printed:
        found += check_units(field, tables)
    unread = [text for part in parts for text in part.unread]
    pictured = [*_pictures(seen, found)]
    found += check_manifest(visits, pictured, manifest, meant(visits, unread))
    found += check_twins(printed, _doubt(parts))
    return found


def _doubt(parts: Sequence[_Part]) -> Callable[[Place, str], bool]:
    """Return whether a tag at fault may be the figure of a title, by row or paragraph."""
    near: dict[tuple[str, int, int], list[Visit]] = {}
    unread: dict[tuple[str, int, int], list[str]] = {}
    for part in parts:
        for one in part.visits:
            near.setdefault(vicinity(one.tag.spot.place), []).append(one)
        for seen in part.seen:
            if seen.place.text in part.unread:
                unread.setdefault(vicinity(seen.place), []).append(seen.place.text)

    def doubtful(place: Place, title: str) -> bool:
        key = vicinity(place)
        return meant(near.get(key, ()), unread.get(key, ())).covers(title)

    return doubtful


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
