"""Gives references and page counts Word's own form: a field with a mark in its cached text."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from docgen.templating import tags
from docgen.templating.expressions import parse_reference
from docgen.templating.marks import CLOSE, OPEN, PAGES
from docgen.templating.tags import w

__all__ = ["mark_page_counts", "split_references"]


def split_references(node: etree._Element) -> None:
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


def mark_page_counts(root: etree._Element) -> None:
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
