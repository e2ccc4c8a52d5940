"""Makes a Word part ready for compilation: tags whole, fields explicit, expressions set aside.

Each tag's expression is put behind a plain token (``_T7``), so that docxtpl's regular expressions,
which know neither ``%`` nor ``}`` inside a tag, never see it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

from docgen.errors import Problem
from docgen.templating import tags
from docgen.templating.expressions import parse_reference
from docgen.templating.tags import w

__all__ = [
    "CLOSE",
    "OPEN",
    "PAGES",
    "TagPlace",
    "Tokens",
    "prepare",
]

# Unicode noncharacters: valid in XML, never in a person's data (intake refuses them).
OPEN, CLOSE = "\ufdd0", "\ufdd1"
#: Stands for the page count in the cached result of a NUMPAGES field.
PAGES = f"{OPEN}P{CLOSE}"

_SHAPE = re.compile(
    r"^\{(?P<kind>[{%#])(?P<left>-?)(?P<prefix>p|tr|tc|r)?(?P<body>\s.*?|\S.*?)?(?P<right>-?)[}%#]\}$",
    re.DOTALL,
)
_UNSUPPORTED = re.compile(r"^(vm|hm|colspan|cellbg)\b")


@dataclass(frozen=True, slots=True)
class TagPlace:
    """A tag set aside, and where its author will find it.

    Attributes:
        source: What stood between the braces.
        tag: The whole tag as written.
        where: Part and paragraph, for messages.
    """

    source: str
    tag: str
    where: str


@dataclass(slots=True)
class Tokens:
    """The tags of a template, by number; filled part by part."""

    places: list[TagPlace] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, place: TagPlace) -> str:
        """Set a tag aside and return its token."""
        self.places.append(place)
        return f"_T{len(self.places) - 1}"


def prepare(root: etree._Element, tokens: Tokens, *, where: str) -> None:
    """Gather, split and set aside the tags of one part; the part is changed in place.

    Args:
        root: Root element of the part.
        tokens: Receives the tags and what is wrong with them.
        where: The part's name for messages: 正文, 页眉, ….
    """
    found = tags.gather(root, where=where)
    tokens.problems.extend(found)
    if found:
        return
    _mark_page_counts(root)
    for number, paragraph in enumerate(root.iter(w("p")), start=1):
        if "{" not in tags.paragraph_text(paragraph):
            continue
        place = f"{where} 第{number}段「{_excerpt(tags.paragraph_text(paragraph))}」"
        for node in list(tags.own_texts(paragraph)):
            _split_references(node)
        for node in list(tags.own_texts(paragraph)):
            _set_aside(node, tokens, place)


def _excerpt(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def _set_aside(node: etree._Element, tokens: Tokens, place: str) -> None:
    """Replace every tag of a ``w:t`` by one that holds only a token."""
    text = node.text or ""
    found, _ = tags.find_tags(text)
    if not found:
        return
    out: list[str] = []
    at = 0
    for tag in found:
        out.append(text[at : tag.start])
        out.append(_token_tag(tag.text, tokens, place))
        at = tag.end
    out.append(text[at:])
    tags.set_text(node, "".join(out))


def _token_tag(tag: str, tokens: Tokens, place: str) -> str:
    shape = _SHAPE.match(tag)
    body = (shape["body"] or "").strip() if shape else ""
    prefix = (shape["prefix"] or "") if shape else ""
    if shape and prefix and not (shape["body"] or "").startswith((" ", "\t", "\n")):
        # {{price}} begins with p: a prefix is one only when white space follows it.
        body, prefix = prefix + (shape["body"] or "").strip(), ""
    if shape and prefix and not body and shape["kind"] == "{":
        body, prefix = prefix, ""  # {{p}} and {{ r }} are names
    if shape is None or not body:
        tokens.problems.append(
            Problem(f"「{tag}」里没有内容。", place, "写上名字，或删去它。", "T002")
        )
        return tag
    if shape["kind"] == "#":
        return "{#" + prefix + " #}" if prefix else ""
    if _UNSUPPORTED.match(body) or (shape["kind"] == "{" and prefix):
        tokens.problems.append(
            Problem(f"「{tag}」这种写法不支持。", place, "改用普通的标记。", "T003")
        )
        return tag
    token = tokens.add(TagPlace(body, tag, place))
    opener, closer = ("{{", "}}") if shape["kind"] == "{" else ("{%", "%}")
    return f"{opener}{shape['left']}{prefix} {token} {shape['right']}{closer}"


def _split_references(node: etree._Element) -> None:
    """Turn each ``{{ 条('x') }}`` into a REF field between runs of the same look."""
    text = node.text or ""
    found, _ = tags.find_tags(text)
    labels = [(tag, parse_reference(tag.text[2:-2])) for tag in found if tag.text.startswith("{{")]
    labels = [(tag, label) for tag, label in labels if label is not None]
    run = node.getparent()
    if not labels or run is None or run.tag != w("r"):
        return
    before = [child for child in run if child is not node and child.tag != w("rPr")]
    index = run.index(node)
    after = [child for child in before if run.index(child) > index]
    pieces: list[etree._Element] = []
    at = 0
    for tag, label in labels:
        pieces.extend(_text_run(run, text[at : tag.start]))
        pieces.extend(_field_runs(run, str(label)))
        at = tag.end
    pieces.extend(_text_run(run, text[at:]))
    tail_run = _like(run)
    for child in after:
        tail_run.append(child)
    run.remove(node)
    place = run
    for piece in [*pieces, *([tail_run] if after else [])]:
        place.addnext(piece)
        place = piece


def _like(run: etree._Element) -> etree._Element:
    """Return an empty run with the look of another."""
    made = etree.SubElement(etree.Element(w("p"), nsmap=cast(Any, run.nsmap)), w("r"))
    look = run.find(w("rPr"))
    if look is not None:
        made.append(copy.deepcopy(look))
    return made


def _text_run(run: etree._Element, text: str) -> Iterator[etree._Element]:
    if text:
        made = _like(run)
        tags.set_text(etree.SubElement(made, w("t")), text)
        yield made


def _field_runs(run: etree._Element, label: str) -> Iterator[etree._Element]:
    r"""Yield the runs of ``REF label \r \h``; the cached text is filled after rendering."""
    for kind in ("begin", "instr", "separate", "result", "end"):
        made = _like(run)
        if kind == "instr":
            instruction = etree.SubElement(made, w("instrText"))
            tags.set_text(instruction, rf" REF {label} \r \h ")
        elif kind == "result":
            etree.SubElement(made, w("t")).text = f"{OPEN}R{label}{CLOSE}"
        else:
            etree.SubElement(made, w("fldChar")).set(w("fldCharType"), kind)
        yield made


def _mark_page_counts(root: etree._Element) -> None:
    """Put the page-count mark into the cached result of every NUMPAGES field of the body."""
    if root.tag != w("document"):
        return
    instruction = ""
    inside = result = marked = False
    for node in root.iter(w("fldChar"), w("instrText"), w("t")):
        kind = node.get(w("fldCharType"))
        if kind == "begin":
            instruction, inside, result = "", True, False
        elif kind == "separate":
            result = inside and instruction.split()[:1] == ["NUMPAGES"]
            marked = False
        elif kind == "end":
            inside = result = False
        elif node.tag == w("instrText"):
            instruction += node.text or ""
        elif result and node.tag == w("t"):
            # Word may have cut the cached number into several runs.
            node.text = "" if marked else PAGES
            marked = True
