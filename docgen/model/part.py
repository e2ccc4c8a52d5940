"""The base of every model: frozen, closed, and readable by Chinese titles."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from docgen import glossary
from docgen.model.types import shown

__all__ = ["Part"]


class Part(BaseModel):
    """A part of the case. Its keys are the glossary's: English, Chinese title or alias.

    Frozen and hashable: every field holds a plain value, a part or a tuple of these. Unknown keys
    are refused together with every other fault.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _titles_to_keys(cls, data: Any) -> Any:
        fields = cls.__pydantic_fields__
        # The glossary is only read when a key is not a field's own name.
        if not isinstance(data, dict) or data.keys() <= fields.keys():
            return data
        named: dict[Any, Any] = {}
        for label, value in data.items():
            key = glossary.key_for(cls.__name__, label) if isinstance(label, str) else None
            key = label if key is None else key
            if key in named:
                raise PydanticCustomError(
                    "docgen_duplicate", "「{shown}」重复：同一项写了两次。", {"shown": shown(label)}
                )
            named[key] = value
        return named
