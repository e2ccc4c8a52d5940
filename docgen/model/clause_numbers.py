"""Topics of a signed contract and the numbers of the clauses in which they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, TypeAlias

from pydantic import PlainSerializer

from docgen import glossary
from docgen.model.types import Read, read_text, wrong

__all__ = ["ClauseNumbers", "clause_topics", "read_clause"]

_KEYS = "contract.clauses."
# 第五条, 第五条之一, 第五条第二款第（三）项
_NUMBER = re.compile(
    r"第[〇零一二三四五六七八九十百\d]{1,8}条(之[一二三四五六七八九十]{1,3})?(第[^第]{1,8}[款项目])*"
)


@cache
def clause_topics() -> Mapping[str, str]:
    """Return the topics that a paper may cite, code to Chinese word, in the glossary's order."""
    keys = {key: one.title for key, one in glossary.derived().items() if key.startswith(_KEYS)}
    topics = {key.removeprefix(_KEYS): title.rpartition(".")[2] for key, title in keys.items()}
    return MappingProxyType(topics)


def _read_clauses(value: object) -> tuple[tuple[str, str], ...]:
    if isinstance(value, Mapping):
        pairs = tuple(value.items())
    elif isinstance(value, tuple) and all(isinstance(p, tuple) and len(p) == 2 for p in value):
        pairs = value
    else:
        raise wrong("docgen_shape", "应为“主题：条号”的对照，现在是「{shown}」。", value)
    read = [read_clause(topic, number) for topic, number in pairs]
    found = dict(read)
    if len(found) < len(read):
        topics = [topic for topic, _ in read]
        twice = next(topic for topic in topics if topics.count(topic) > 1)
        message = "「{shown}」重复：同一项写了两次。"
        raise wrong("docgen_duplicate", message, clause_topics()[twice])
    # One order and one name for each topic: equal contracts are equal, however they were written.
    return tuple((topic, found[topic]) for topic in clause_topics() if topic in found)


def read_clause(topic: object, number: object) -> tuple[str, str]:
    """Return the code of a topic and its clause number; what no paper asks for is refused.

    Args:
        topic: Code or Chinese word.
        number: As it is written, ``第十条``.

    Raises:
        PydanticCustomError: There is no such topic, or that is no number of a clause.
    """
    name, written = read_text(topic), read_text(number)
    known = clause_topics()
    codes = {title: code for code, title in known.items()}
    if name not in known and name not in codes:
        allowed = "、".join(known.values())
        message = "「{shown}」不是合同条款的主题，主题有：{allowed}。"
        raise wrong("docgen_choice", message, topic, allowed=allowed)
    if not _NUMBER.fullmatch(written):
        message = "条号应写成“第十条”“第十条第二款”的样子，现在是「{shown}」。"
        raise wrong("docgen_shape", message, number)
    return codes.get(name, name), written


#: Topics (by their codes, in the glossary's order) and clause numbers of a signed contract; written
#: out as a mapping.
ClauseNumbers: TypeAlias = Annotated[
    tuple[tuple[str, str], ...],
    Read(_read_clauses, type="object", additionalProperties={"type": "string"}),
    PlainSerializer(dict),
]
