"""Lists that begin anew where the author says so: ``{% 重新编号 %}`` at the head of a paragraph.

Word goes on counting a list that is printed again by a loop. Only a list number (``w:num``) of its
own makes it begin anew; each is made when the paper is printed, one for each time.
"""

from __future__ import annotations

import re

from lxml import etree

from docgen.proof import RESTARTED
from docgen.templating.expressions import RESTART, tidy
from docgen.templating.numbering import ListPlace, Numbering
from docgen.templating.prepare import Tokens
from docgen.templating.tags import w

__all__ = ["NUMBERING", "ready_restarts", "with_restarts"]

#: The member that defines the lists.
NUMBERING = "word/numbering.xml"
#: What Word's schema puts before a paragraph's list number.
_BEFORE_NUMBER = frozenset(
    w(name)
    for name in (
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl",
    )
)  # fmt: skip
_TOKENS = re.compile(r"_T\d+")
_CONTROL = re.compile(r"\{%.*?%\}")


def ready_restarts(root: etree._Element, tokens: Tokens, first: int, numbering: Numbering) -> bool:
    """Make a part ready for lists that begin anew, and return whether any does.

    Args:
        root: The part; changed in place.
        tokens: Its tags; receives what is wrong with them.
        first: The number of the part's first tag.
        numbering: The template's list numbers.
    """
    found = [
        (f"_T{number}", place)
        for number, place in enumerate(tokens.places[first:], start=first)
        if place.control and tidy(place.source) == RESTART
    ]
    for token, place in found:
        if not _heads_list(root, token, numbering):
            message = f"「{place.tag}」不在编号段落的开头。"
            fix = "写在编号段落的第一个字之前；外面只能包着条件。"
            tokens.fault(message, place.where, fix, "T015")
    if found:
        _spell_out_lists(root, numbering)
    return bool(found)


def with_restarts(numbering_xml: bytes, places: list[ListPlace], numbering: Numbering) -> bytes:
    """Return the definitions of the lists with a number for each list that begins anew.

    Args:
        numbering_xml: The template's member; it stays as it is, the new numbers come behind.
        places: List and level of each, in the order of their ids from :data:`proof.RESTARTED`.
        numbering: The template's list numbers.
    """
    made = "".join(
        f'<w:num w:numId="{RESTARTED + index}">'
        f'<w:abstractNumId w:val="{numbering.lists[num].shared}"/>'
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride'
        f' w:val="{numbering.lists[num].levels[level].start}"/></w:lvlOverride></w:num>'
        for index, (num, level) in enumerate(places)
    )
    last = numbering_xml.rindex(b"</w:num>") + len(b"</w:num>")
    return numbering_xml[:last] + made.encode("ascii") + numbering_xml[last:]


def _heads_list(root: etree._Element, token: str, numbering: Numbering) -> bool:
    """Return whether a tag stands in a numbered paragraph with nothing but tags before it."""
    for node in root.iter(w("t")):
        if token not in _TOKENS.findall(node.text or ""):
            continue
        paragraph = next(node.iterancestors(w("p")))
        text = "".join(one.text or "" for one in paragraph.iter(w("t")))
        before = _CONTROL.sub("", text[: text.index(f" {token} ")].rpartition("{%")[0])
        numbered = numbering.level_of(paragraph.find(w("pPr"))) is not None
        return numbered and not before.strip()
    return False


def _spell_out_lists(root: etree._Element, numbering: Numbering) -> None:
    """Give every numbered paragraph a number of its own where its style gave it one."""
    for paragraph in root.iter(w("p")):
        properties = paragraph.find(w("pPr"))
        place = numbering.level_of(properties)
        if place is None or properties is None:
            continue
        number = properties.find(w("numPr"))
        if number is None:
            number = etree.Element(w("numPr"))
            before = [node for node in properties if node.tag in _BEFORE_NUMBER]
            properties.insert(properties.index(before[-1]) + 1 if before else 0, number)
        for child in list(number):
            number.remove(child)
        for name, value in (("ilvl", place[1]), ("numId", place[0])):
            etree.SubElement(number, w(name)).set(w("val"), str(value))
