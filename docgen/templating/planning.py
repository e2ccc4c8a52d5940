"""Makes the :class:`docgen.proof.Plan` of a template from its prepared and patched parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from docgen import proof
from docgen.templating.expressions import ExpressionError
from docgen.templating.numbering import Numbering
from docgen.templating.prepare import BRACES, CLOSE, OPEN, TagPlace, Tokens
from docgen.templating.tags import w

__all__ = ["PICTURE", "PLACEHOLDER", "plan_part", "plan_properties"]

_TAG = re.compile(r"\{([{%])-?\s*(_T\d+)\s*-?[}%]\}")
_TOKEN = re.compile(r"\{\{-?\s*_T(\d+)\s*-?\}\}")
_ELEMENT = re.compile("<[^<>]*>")
_ANY_TAG = re.compile(r"\{[{%].*?[%}]\}")
_MERGE_TAG = re.compile(r"\{% (?:if loop\.first|else|endif) %\}")
_PLAIN_BRACES = str.maketrans({mark: letter for letter, mark in BRACES.items()})
_STRUCTURE = {w(name): name for name in ("p", "tbl", "tr", "tc")}
_DRAWN = frozenset(w(name) for name in ("drawing", "pict", "object"))
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
# Python itself compiles no more than twenty loops within each other.
_MAX_NESTED = 12
#: Stands in a plan's text for a picture that the template itself gives.
PICTURE = "\ufdd3"
#: Around what is no text but must stand where it stands: ``n2:0`` at the head of a paragraph of
#: list 2, level 0; ``b付款`` where the bookmark 付款 begins.
ANCHOR, ANCHOR_END = "\ufdd4", "\ufdd5"
#: What the description of a picture placeholder holds until the program is made: its number.
PLACEHOLDER = re.compile(f"{OPEN}G(\\d+){CLOSE}")
_LETTERS = {w("tab"): "\t", w("noBreakHyphen"): "\u2011", w("cr"): "\n"}


@dataclass(slots=True)
class _Open:
    """A for or if that is not closed yet."""

    word: str
    place: TagPlace
    target: str = ""
    over: proof.Expr | None = None
    branches: list[tuple[proof.Expr | None, tuple[proof.PlanNode, ...]]] = field(
        default_factory=list
    )
    condition: proof.Expr | None = None
    nodes: list[proof.PlanNode] = field(default_factory=list)


def plan_part(
    patched: str,
    tokens: Tokens,
    *,
    name: str,
    numbering: Numbering,
    pictures: Sequence[proof.Picture] = (),
) -> proof.Part:
    """Return what a part says, in reading order.

    Args:
        patched: The part after docxtpl's structural rewriting, tags holding tokens.
        tokens: The tags set aside; receives what is wrong with them.
        name: Name of the part in the package.
        numbering: The template's list numbers.
        pictures: The part's placeholders by the number in their description.
    """
    root = etree.fromstring(_as_instructions(patched, tokens).encode("utf-8"))
    builder = _Builder(tokens)
    for event in _events(root, tokens, numbering, pictures):
        builder.take(event)
    return proof.Part(name, builder.finish())


def _as_instructions(patched: str, tokens: Tokens) -> str:
    """Return the part as plain XML: each tag a processing instruction."""
    if tokens.dialect.general:
        # What docxtpl writes for vm, hm, colspan and cellbg is no text, and balanced by itself.
        patched = _ELEMENT.sub(lambda m: _ANY_TAG.sub("0", m[0]), patched)
        patched = _MERGE_TAG.sub("", patched)
    return _TAG.sub(lambda m: f"<?{'s' if m[1] == '{' else 'c'} {m[2][2:]}?>", patched)


def plan_properties(root: etree._Element, tokens: Tokens, *, name: str) -> proof.Part:
    """Return what the file's properties say: each element with text as a paragraph of its own.

    Args:
        root: The part with its tags set aside.
        tokens: The tags set aside; receives what is wrong with them.
        name: Name of the part in the package.
    """
    nodes: list[proof.PlanNode] = []
    for node in root.iter(etree.Element):
        if len(node) or not node.text:
            continue
        nodes.append(proof.Mark("p"))
        for index, piece in enumerate(_TOKEN.split(node.text)):
            if index % 2:
                place = tokens.places[int(piece)]
                try:
                    nodes.append(proof.Slot(tokens.dialect.expression(place.source), place.tag))
                except ExpressionError as error:
                    tokens.fault(str(error), place.where, "改正这个标记。", error.code)
            elif piece:
                nodes.append(proof.Literal_(piece))
        nodes.append(proof.Mark("/p"))
    return proof.Part(name, tuple(nodes))


@dataclass(frozen=True, slots=True)
class _Control:
    place: TagPlace


def _events(
    root: etree._Element,
    tokens: Tokens,
    numbering: Numbering,
    pictures: Sequence[proof.Picture],
) -> Iterator[proof.PlanNode | _Control]:
    """Yield the part's events in reading order; field results are left to their field."""
    instruction, in_result = "", False
    for event, node in etree.iterwalk(root, events=("start", "end", "pi")):
        if event == "pi":
            # Other instructions mark numbered paragraphs; the letters behind one are its own text.
            if not in_result and node.target in ("s", "c"):
                yield from _tag_event(node, tokens)
            continue
        tag = node.tag
        if tag in _STRUCTURE:
            yield proof.Mark(_STRUCTURE[tag] if event == "start" else "/" + _STRUCTURE[tag])
            if tag == w("p") and event == "start":
                yield from _list_anchor(node, numbering)
        elif event == "end":
            continue
        elif tag == w("fldChar"):
            kind = node.get(w("fldCharType"))
            if kind == "begin":
                instruction, in_result = "", False
            elif kind == "separate":
                yield from _field_event(instruction)
                in_result = _known(instruction)
            elif kind == "end":
                in_result = False
        elif tag == w("instrText"):
            instruction += node.text or ""
        elif not in_result:
            yield from _drawn(node, pictures) if tag in _DRAWN else _letters(node)


def _known(instruction: str) -> bool:
    return instruction.strip().split(" ")[0] in ("PAGE", "NUMPAGES", "REF")


def _field_event(instruction: str) -> Iterator[proof.PlanNode]:
    words = instruction.split()
    if words and words[0] == "PAGE":
        yield proof.Field("PAGE")
    elif words and words[0] == "NUMPAGES":
        yield proof.Field("NUMPAGES")
    elif len(words) > 1 and words[0] == "REF":
        yield proof.Reference(words[1], f"条('{words[1]}')")


def _list_anchor(paragraph: etree._Element, numbering: Numbering) -> Iterator[proof.PlanNode]:
    place = numbering.level_of(paragraph.find(w("pPr")))
    if place is not None:
        yield proof.Literal_(f"{ANCHOR}n{place[0]}:{place[1]}{ANCHOR_END}")


def _drawn(node: etree._Element, pictures: Sequence[proof.Picture]) -> Iterator[proof.PlanNode]:
    described = node.find(f"*/{_DOC_PR}")
    found = PLACEHOLDER.match((described.get("descr") or "") if described is not None else "")
    yield pictures[int(found[1])] if found else proof.Literal_(PICTURE)


def _letters(node: etree._Element) -> Iterator[proof.PlanNode]:
    parent = node.getparent()
    in_run = parent is not None and parent.tag == w("r")
    if node.tag == w("bookmarkStart") and next(node.iterancestors(w("p")), None) is not None:
        yield proof.Literal_(f"{ANCHOR}b{node.get(w('name'))}{ANCHOR_END}")
    elif node.tag == w("t") and in_run:
        if node.text:
            yield proof.Literal_(node.text.translate(_PLAIN_BRACES))
    elif node.tag == w("br") and in_run:
        yield proof.Literal_("\f" if node.get(w("type")) == "page" else "\n")
    elif node.tag in _LETTERS and in_run:
        yield proof.Literal_(_LETTERS[node.tag])


def _tag_event(node: etree._Element, tokens: Tokens) -> Iterator[proof.PlanNode | _Control]:
    place = tokens.places[int(node.text or "0")]
    if node.target == "c":  # type: ignore[attr-defined]  # lxml-stubs: a PI has a target
        yield _Control(place)
    else:
        try:
            yield proof.Slot(tokens.dialect.expression(place.source), place.tag)
        except ExpressionError as error:
            tokens.fault(str(error), place.where, "改正这个标记。", error.code)
    parent = node.getparent()
    if node.tail and parent is not None and parent.tag == w("t"):
        yield proof.Literal_(node.tail.translate(_PLAIN_BRACES))


class _Builder:
    """Folds a flat run of events into loops and choices."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._nodes: list[proof.PlanNode] = []
        self._open: list[_Open] = []

    def take(self, event: proof.PlanNode | _Control) -> None:
        if isinstance(event, _Control):
            self._control(event.place)
            return
        target = self._open[-1].nodes if self._open else self._nodes
        last = target[-1] if target else None
        if isinstance(event, proof.Literal_) and isinstance(last, proof.Literal_):
            target[-1] = proof.Literal_(last.text + event.text)
        else:
            target.append(event)

    def finish(self) -> tuple[proof.PlanNode, ...]:
        for left in self._open:
            self._fault(left.place, f"「{left.place.tag}」没有结束标记。", f"补上 end{left.word}。")
        return tuple(self._nodes)

    def _control(self, place: TagPlace) -> None:
        try:
            statement = self._tokens.dialect.statement(place.source)
        except ExpressionError as error:
            self._fault(place, str(error), "改正这个标记。", error.code)
            # An opener must still be closed by its end tag, or every later fault is a false one.
            if place.source.startswith(("if", "for")):
                self._open.append(_Open(place.source.split(" ")[0], place))
            return
        if statement.word in ("if", "for"):
            if len(self._open) == _MAX_NESTED:
                self._fault(place, f"「{place.tag}」套得太深。", f"最多套 {_MAX_NESTED} 层。")
            self._open.append(
                _Open(statement.word, place, statement.target, statement.expr, [], statement.expr)
            )
        elif statement.word in ("elif", "else"):
            self._next_branch(place, statement.word, statement.expr)
        elif statement.word != "set":
            self._close(place, statement.word)

    def _next_branch(self, place: TagPlace, word: str, condition: proof.Expr | None) -> None:
        if self._tokens.dialect.general and self._open and self._open[-1].word == "for":
            return  # what is printed when there is nothing to go over
        if not self._open or self._open[-1].word != "if":
            self._fault(place, f"「{place.tag}」前面没有对应的 if。", "补上 if，或删去它。")
            return
        self._seal_branch()
        self._open[-1].condition = condition if word == "elif" else None

    def _seal_branch(self) -> None:
        opened = self._open[-1]
        self._check_balance(opened)
        opened.branches.append((opened.condition, tuple(opened.nodes)))
        opened.nodes = []

    def _close(self, place: TagPlace, word: str) -> None:
        wanted = word.removeprefix("end")
        if not self._open:
            self._fault(
                place, f"「{place.tag}」前面没有对应的 {wanted}。", f"补上 {wanted}，或删去它。"
            )
            return
        opened = self._open[-1]
        if opened.word != wanted:
            self._fault(
                place,
                f"「{place.tag}」与前面的「{opened.place.tag}」（{opened.place.where}）不配对。",
                f"先用 end{opened.word} 结束前一个。",
            )
            return
        if wanted == "for":
            self._check_balance(opened)
            self._open.pop()
            if opened.over is not None:
                self.take(proof.Loop(opened.target, opened.over, tuple(opened.nodes)))
        else:
            self._seal_branch()
            self._open.pop()
            self.take(proof.Choice(tuple(opened.branches)))

    def _check_balance(self, opened: _Open) -> None:
        """Refuse a body that would tear the table or paragraph it stands in."""
        closers: list[str] = []
        openers: list[str] = []
        for node in opened.nodes:
            if not isinstance(node, proof.Mark):
                continue
            if not node.kind.startswith("/"):
                openers.append(node.kind)
            elif openers:
                openers.pop()
            else:
                closers.append(node.kind[1:])
        if closers[::-1] != openers and closers != openers:
            self._fault(
                opened.place,
                f"「{opened.place.tag}」与它的结束标记不在同一层（一个在表格里，一个在外面）。",
                "把两个标记放在同一个单元格、同一列行或同一串段落里。",
            )

    def _fault(self, place: TagPlace, message: str, fix: str, code: str = "T005") -> None:
        self._tokens.fault(message, place.where, fix, code)
