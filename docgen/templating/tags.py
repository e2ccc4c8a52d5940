"""Finds the tags of a Word part, wherever Word split them, and gathers each into one run.

Word cuts text into runs at will (proofing, fonts, revision ids), so a tag typed as one word may lie
in five runs. Everything after this module sees each tag whole, in one ``w:t``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from docgen.errors import Problem

__all__ = [
    "Tag",
    "W",
    "find_tags",
    "gather",
    "narrowed",
    "own_texts",
    "paragraph_text",
    "set_text",
    "w",
]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENERS = tuple(_CLOSERS)
# What a clerk's input method types instead of ASCII: braces of a tag, and quotes around a text.
_WIDE = str.maketrans("｛｝％＃", "{}%#")
_WIDE_OPENER = re.compile("[{｛][{｛%％#＃]")
_WIDE_CLOSER = re.compile("[}｝%％#＃][}｝]")
_QUOTES = {"'": "'", '"': '"', "“": "”", "‘": "’"}


def w(name: str) -> str:
    """Return a WordprocessingML name in Clark notation: ``w("p")``."""
    return f"{{{W}}}{name}"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and where it lies in its text.

    Attributes:
        start: Index of the opening brace.
        end: Index behind the closing brace.
        text: The tag with its braces.
    """

    start: int
    end: int
    text: str


def find_tags(text: str) -> tuple[tuple[Tag, ...], tuple[str, ...]]:
    """Return the tags of a text and what is wrong with its braces.

    Quotes are honoured, so that ``{{ "}}" }}`` is one tag.

    Args:
        text: The whole text of one paragraph.

    Returns:
        The tags in order, and Chinese sentences about unclosed or unopened braces.
    """
    tags: list[Tag] = []
    faults: list[str] = []
    at = 0
    while at < len(text):
        opener = text[at : at + 2]
        if opener in _CLOSERS:
            end = _end_of(text, at + 2, _CLOSERS[opener])
            if end < 0:
                faults.append(f"「{text[at : at + 30]}」有开头「{opener}」，没有结尾。")
                return tuple(tags), tuple(faults)
            tags.append(Tag(at, end, text[at:end]))
            at = end
        elif opener in ("}}", "%}"):
            faults.append(f"「{text[max(0, at - 20) : at + 2]}」有结尾「{opener}」，没有开头。")
            at += 2
        else:
            at += 1
    return tuple(tags), tuple(faults)


def _end_of(text: str, at: int, closer: str) -> int:
    """Return the index behind the closer, or -1; a closer inside quotes does not count."""
    if closer == "#}":
        found = text.find(closer, at)
        return found + 2 if found >= 0 else -1
    waiting = ""
    while at < len(text):
        letter = text[at]
        if waiting:
            if letter == waiting:
                waiting = ""
        elif letter in _QUOTES:
            waiting = _QUOTES[letter]
        elif text.startswith(closer, at):
            return at + 2
        elif text.startswith(_OPENERS, at):
            return -1  # a brace is missing: the tag would swallow the words up to the next one
        at += 1
    return -1


def own_texts(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the ``w:t`` of a paragraph, not those of paragraphs inside it (text boxes)."""
    for node in paragraph.iter(w("t")):
        parent = node.getparent()
        while parent is not None and parent.tag != w("p"):
            parent = parent.getparent()
        if parent is paragraph:
            yield node


def paragraph_text(paragraph: etree._Element) -> str:
    """Return the text of a paragraph as its author sees it, tabs and breaks left out."""
    return "".join(node.text or "" for node in own_texts(paragraph))


def set_text(node: etree._Element, text: str) -> None:
    """Give a ``w:t`` a text whose outer spaces count."""
    node.text = text
    node.set(_SPACE, "preserve")


def gather(root: etree._Element, *, where: str) -> tuple[Problem, ...]:
    """Move every tag of a part into the run in which it begins.

    Args:
        root: Root element of the part; changed in place.
        where: Name of the part for messages.

    Returns:
        What is wrong: unclosed or unopened braces, each with its paragraph.
    """
    problems: list[Problem] = []
    for number, paragraph in enumerate(root.iter(w("p")), start=1):
        texts = list(own_texts(paragraph))
        whole = "".join(node.text or "" for node in texts)
        if "｛" in whole or "｝" in whole:
            whole = _narrow(texts, whole)
        if "{" not in whole and "}" not in whole:
            continue
        tags, faults = find_tags(whole)
        problems.extend(
            Problem(fault, f"{where} 第{number}段", "补全这个标记的括号。", "T001")
            for fault in faults
        )
        if not faults:
            _pull_together(texts, tags)
    return tuple(problems)


def _narrow(texts: list[etree._Element], whole: str) -> str:
    """Make the full-width braces of tags ASCII; those of a sentence stay."""
    letters = narrowed(whole)
    if letters == whole:
        return whole
    at = 0
    for node in texts:
        length = len(node.text or "")
        set_text(node, letters[at : at + length])
        at += length
    return letters


def narrowed(text: str) -> str:
    """Return a text with the full-width braces of its tags made ASCII, letter for letter.

    Args:
        text: The whole text of one paragraph.
    """
    if not _WIDE_OPENER.search(text):
        return text
    letters = list(text)
    for pattern in (_WIDE_OPENER, _WIDE_CLOSER):
        for match in pattern.finditer(text):
            letters[match.start() : match.end()] = match[0].translate(_WIDE)
    return "".join(letters)


def _pull_together(texts: list[etree._Element], tags: tuple[Tag, ...]) -> None:
    """Give each tag's letters to the ``w:t`` that holds its first letter."""
    owner: list[int] = []
    for index, node in enumerate(texts):
        owner.extend([index] * len(node.text or ""))
    whole = "".join(node.text or "" for node in texts)
    for tag in tags:
        owner[tag.start : tag.end] = [owner[tag.start]] * (tag.end - tag.start)
    shares = [""] * len(texts)
    for index, letter in zip(owner, whole, strict=True):
        shares[index] += letter
    for node, share in zip(texts, shares, strict=True):
        if share != (node.text or ""):
            set_text(node, share)
