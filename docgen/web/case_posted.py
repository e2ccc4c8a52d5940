"""The form of a case as a browser sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fastapi import Request

from docgen.web.door.forms import MOST_FIELDS

__all__ = ["Posted", "posted"]

#: Begins the names of what is the page's own; a field of the case is sent under its flat name.
_OWN = "at:"
_PAGE = ("csrf", "do")
_WHY = "why:"
_PICK = "pick:"
_MOST_DIGITS = 10
_LONGEST_WHY = 200


@dataclass(frozen=True, slots=True)
class Posted:
    """The form of a case as it was sent.

    Attributes:
        values: Flat name → text, blank ones left out.
        do: What is asked for: ``save``, ``show``, ``add:TABLE``, ``drop:ROW``, or
            ``confirm:CODE:PATH``.
        based_on: The version that it was opened from.
        seen: The newer version that it was held against; 0 for none.
        why: What was changed, in the words of who saves it.
        document: The paper that it is filled in for.
        stage: Stage of the paper; "" for the case's own.
        scope: ``all`` for every field, else those that the paper uses.
        reasons: Why warnings are confirmed, by ``CODE:PATH``.
        picks: Which of two values counts, ``mine`` or ``theirs``, by what they are values of.
    """

    values: Mapping[str, str]
    do: str = "save"
    based_on: int = 0
    seen: int = 0
    why: str = ""
    document: str = ""
    stage: str = ""
    scope: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    picks: Mapping[str, str] = field(default_factory=dict)

    def with_values(self, values: Mapping[str, str]) -> Posted:
        """Return the form with other values."""
        return replace(self, values=values)

    def for_paper(self, document: str) -> Posted:
        """Return the form as filled in for another paper."""
        return replace(self, document=document)


async def posted(request: Request) -> Posted:
    """Return the form of a case that a request brings; a dependency.

    Raises:
        HTTPException: It is none, or larger than any case.
    """
    form = await request.form(max_fields=MOST_FIELDS)
    texts = [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
    own = _under(_OWN, texts)
    return Posted(
        values={name: text for name, text in texts if text and _is_field(name)},
        do=dict(texts).get("do", "save"),
        based_on=_count(own.get("based_on", "")),
        seen=_count(own.get("seen", "")),
        why=own.get("why", "").strip()[:_LONGEST_WHY],
        document=own.get("document", ""),
        stage=own.get("stage", ""),
        scope=own.get("scope", ""),
        reasons=_under(_WHY, texts),
        picks=_under(_PICK, texts),
    )


def _is_field(name: str) -> bool:
    return ":" not in name and name not in _PAGE


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS else 0


def _under(head: str, texts: list[tuple[str, str]]) -> dict[str, str]:
    return {name[len(head) :]: text for name, text in texts if name.startswith(head) and text}
