"""Makes the :class:`docgen.proof.Plan` of a template from its prepared and patched parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from docgen import proof
from docgen.templating.blocks import Blocks, Control
from docgen.templating.expressions import ExpressionError
from docgen.templating.marks import ANCHOR, ANCHOR_END, BRACES, CLOSE, OPEN
from docgen.templating.numbering import Numbering
from docgen.templating.prepare import Tokens
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
#: Stands in a plan's text for a picture that the template itself gives.
PICTURE = "\ufdd3"
#: What the description of a picture placeholder holds until the program is made: its number.
PLACEHOLDER = re.compile(f"{OPEN}G(\\d+){CLOSE}")
_LETTERS = {w("tab"): "\t", w("noBreakHyphen"): "\u2011", w("cr"): "\n"}


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
    builder = Blocks(tokens)
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


def _events(
    root: etree._Element,
    tokens: Tokens,
    numbering: Numbering,
    pictures: Sequence[proof.Picture],
) -> Iterator[proof.PlanNode | Control]:
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
        # Lists that share their definition are one list (17.9.15), whichever number they bear.
        shared = numbering.lists[place[0]].shared
        yield proof.Literal_(f"{ANCHOR}n{shared}:{place[1]}{ANCHOR_END}")


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


def _tag_event(node: etree._Element, tokens: Tokens) -> Iterator[proof.PlanNode | Control]:
    place = tokens.places[int(node.text or "0")]
    if node.target == "c":  # type: ignore[attr-defined]  # lxml-stubs: a PI has a target
        yield Control(place)
    else:
        try:
            yield proof.Slot(tokens.dialect.expression(place.source), place.tag)
        except ExpressionError as error:
            tokens.fault(str(error), place.where, "改正这个标记。", error.code)
    parent = node.getparent()
    if node.tail and parent is not None and parent.tag == w("t"):
        yield proof.Literal_(node.tail.translate(_PLAIN_BRACES))
