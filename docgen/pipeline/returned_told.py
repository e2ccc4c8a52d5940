"""What a returned paper, or the later of two, changed, in words: for the screen and for pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, TypeAlias

from docgen.audit.compare_tokens import hunks
from docgen.audit.compare_values import FigureChange, WordChange, WordKind

__all__ = [
    "KINDS",
    "STATUS",
    "TRACES",
    "Piece",
    "WordTold",
    "by_clause",
    "figures_of",
    "place_of",
    "said_of",
    "shortened",
]

#: Verdicts, traces and changes in words.
STATUS = {
    "unchanged": "未改动，就是交付的那一份",
    "resaved": "只是重新保存过，文字一字未改",
    "changed": "已改动",
}
TRACES = {
    "insertion": "插入",
    "deletion": "删除",
    "move": "移动",
    "format": "格式修订",
    "row": "表格行列修订",
    "comment": "批注",
}
KINDS: Mapping[WordKind, str] = {
    "added": "增加",
    "dropped": "删去",
    "moved": "移位",
    "reworded": "改写",
    "filled": "填空",
    "renumbered": "编号变动",
    "reference": "引用的条号",
    "stale": "引用失准",
    "picture": "附图",
    "odd": "看不出的字",
}
_STORIES = {
    "body": "",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
}
_SHORT = 60

#: A stretch of text, and whether it is on both sides, gone or new.
Piece: TypeAlias = tuple[Literal["same", "gone", "new"], str]


@dataclass(frozen=True, slots=True)
class WordTold:
    """One change of words, side by side.

    Attributes:
        kind: What happened, in words.
        place: The paragraph's number, where it has one.
        old: What stood there, in pieces.
        new: What stands there now, in pieces.
        note: What else is to be said; may be empty.
        silent: Changed without a tracked change, in a file that tracks others.
    """

    kind: str
    place: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    note: str
    silent: bool


def place_of(clause: str, label: str, story: str) -> str:
    """Return where a change is: header or footer, clause, number of the paragraph; may be empty.

    Args:
        clause: Clause, ``第十一条``.
        label: Number of its paragraph.
        story: ``body``, ``header`` …
    """
    return "".join((_STORIES.get(story, ""), clause, label if label != clause else ""))


def said_of(one: WordChange) -> str:
    """Return a change of words in one line.

    Args:
        one: The change.
    """
    more = f"等 {one.count} 段" if one.count > 1 else ""
    old, new = shortened(one.old), shortened(one.new)
    said = {
        "added": f"增加：「{new}」{more}",
        "dropped": f"删去：「{old}」{more}",
        "moved": f"移了位置：「{old}」",
        "reworded": f"改写：「{old}」→「{new}」",
        "filled": f"空白处填写了 {one.old}：「{new}」",
        "renumbered": f"编号变动：{one.old or '（无）'} → {one.new or '（无）'}"
        + (f"，连同其后共 {one.count} 处" if one.count > 1 else ""),
        "reference": f"引用的条号：「{old}」→「{new}」",
        "stale": f"引用的是{one.old}，所指条款现为{one.new}"
        + (f"；这样的引用共 {one.count} 处" if one.count > 1 else ""),
        "picture": f"附图与原件不同（有 {one.count} 幅只见于一方），请逐幅对看",
        "odd": f"{one.note}：「{new}」",
    }
    return said[one.kind]


def shortened(text: str) -> str:
    """Return a text in one line, cut where it is long.

    Args:
        text: Any text.
    """
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def by_clause(words: Iterable[WordChange]) -> list[tuple[str, list[WordTold]]]:
    """Return changes of words clause by clause, in the order of the paper.

    Args:
        words: As a comparison gives them.
    """
    return [
        (clause, [_told(one) for one in held])
        for clause, held in groupby(words, key=lambda one: place_of(one.clause, "", one.story))
    ]


def _told(one: WordChange) -> WordTold:
    old, new, note = _sides(one)
    before, after = _pieces(old, new)
    label = one.label if one.label != one.clause else ""
    return WordTold(KINDS[one.kind], label, before, after, note, one.silent)


def _sides(one: WordChange) -> tuple[str, str, str]:
    """Return what stands on either side, and what is said beside it."""
    together = f"连同其后共 {one.count} 处" if one.count > 1 else ""
    match one.kind:
        case "added" | "dropped":
            return one.old, one.new, f"共 {one.count} 段" if one.count > 1 else ""
        case "moved":
            return one.old, one.old, "内容未变，位置变了"
        case "filled":
            return "", one.new, f"原为留空：{one.old}"
        case "renumbered":
            return one.old or "（无）", one.new or "（无）", together
        case "picture":
            return "", "", said_of(one)
        case "stale":
            return (
                one.old,
                one.new,
                "引用没有跟着所指条款改" + (f"，{together}" if together else ""),
            )
        case "odd":
            return "", one.new, one.note
    return one.old, one.new, ""


def _pieces(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return two texts in pieces; what is on one side only is marked there."""
    before: list[Piece] = []
    after: list[Piece] = []
    left = right = 0
    for one in hunks(old, new):
        before += [("same", old[left : one.a1]), ("gone", old[one.a1 : one.a2])]
        after += [("same", new[right : one.b1]), ("new", new[one.b1 : one.b2])]
        left, right = one.a2, one.b2
    before.append(("same", old[left:]))
    after.append(("same", new[right:]))
    return tuple(one for one in before if one[1]), tuple(one for one in after if one[1])


def figures_of(answer: Mapping[str, Any]) -> tuple[FigureChange, ...]:
    """Return the changed figures that a limited child found as the values it found.

    Args:
        answer: Of the reader ``verify`` or ``compare``.
    """
    return tuple(FigureChange(**{**one, "notes": tuple(one["notes"])}) for one in answer["figures"])
