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

__all__ = ["ClauseNumbers", "clause_topics"]

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
        return tuple(_read_clause(topic, number) for topic, number in value.items())
    if isinstance(value, tuple) and all(isinstance(p, tuple) and len(p) == 2 for p in value):
        return tuple(_read_clause(topic, number) for topic, number in value)
    raise wrong("docgen_shape", "应为“主题：条号”的对照，现在是「{shown}」。", value)


def _read_clause(topic: object, number: object) -> tuple[str, str]:
    """Read one pair; a topic that no paper asks for would be lost without a word."""
    name, written = read_text(topic), read_text(number)
    known = clause_topics()
    if name not in known and name not in known.values():
        allowed = "、".join(known.values())
        message = "「{shown}」不是合同条款的主题，主题有：{allowed}。"
        raise wrong("docgen_choice", message, topic, allowed=allowed)
    if not _NUMBER.fullmatch(written):
        message = "条号应写成“第十条”“第十条第二款”的样子，现在是「{shown}」。"
        raise wrong("docgen_shape", message, number)
    return name, written


#: Topics and clause numbers of a signed contract, in their order; written out as a mapping.
ClauseNumbers: TypeAlias = Annotated[
    tuple[tuple[str, str], ...],
    Read(_read_clauses, type="object", additionalProperties={"type": "string"}),
    PlainSerializer(dict),
]
