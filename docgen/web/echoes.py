"""What typed figures mean, beneath their fields: amounts in words, areas in 亩."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from docgen.pipeline.echo import echo
from docgen.web.changes import field_of

__all__ = ["echoes"]

#: The kind of fields whose values papers print in other forms; a day is seen to be one.
_KIND = "number"


def echoes(values: Mapping[str, str]) -> dict[str, str]:
    """Return what each typed figure means, by its flat name; those that say nothing are left out.

    What cannot be read is left out too: that is said as a fault.

    Args:
        values: Flat name → text.
    """
    told = {}
    for name, text in values.items():
        field = field_of(name)
        if field is not None and field.kind == _KIND:
            said = _said(field.path.replace("[]", "[0]"), text.strip())
            if said:
                told[name] = said
    return told


@lru_cache(maxsize=8192)
def _said(path: str, text: str) -> str:
    return "；".join(one.text for one in echo(path, text) if not one.is_fault)
