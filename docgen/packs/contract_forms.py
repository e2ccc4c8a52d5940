"""Where each topic stands in a published form of the grant contract.

Read from ``schemas/contract-forms/``, one file a form; the same for every county. A topic whose
number is not known has none, so that a notice never cites a clause by guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from docgen.packs.dated import Certainty
from docgen.resources import schema_bytes, schemas_root

__all__ = ["FormClause", "form_clause"]

_FOLDER = "contract-forms"


@dataclass(frozen=True, slots=True)
class FormClause:
    """The clause in which a form of contract deals with a topic.

    Attributes:
        article: Its number, ``第十条``.
        title: Title of the form.
        number: Number of the form, ``GF-2008-2601``.
        issued: Day on which the form was published.
        certainty: How well the clause's number is known.
        note: What the clause does not cover, or covers besides; may be empty.
    """

    article: str
    title: str
    number: str
    issued: date
    certainty: Certainty
    note: str = ""


def form_clause(form: str, topic: str) -> FormClause | None:
    """Return the clause of a topic; None where the form or its number is not known.

    Args:
        form: Code of the enumeration ContractForm.
        topic: Code of the topic, the last part of a key ``contract.clauses.…`` of the glossary.
    """
    return _forms().get(form, {}).get(topic)


@cache
def _forms() -> Mapping[str, Mapping[str, FormClause]]:
    names = [one.name for one in schemas_root().joinpath(_FOLDER).iterdir()]
    forms = (_read(name) for name in sorted(names) if name.endswith(".yaml"))
    return MappingProxyType(dict(forms))


def _read(name: str) -> tuple[str, Mapping[str, FormClause]]:
    import yaml  # only a notice about a signed contract needs it

    data = yaml.load(schema_bytes(f"{_FOLDER}/{name}"), Loader=yaml.CSafeLoader)
    clauses = {
        topic: FormClause(
            article=entry["article"],
            title=data["title"],
            number=data["number"],
            issued=data["issued"],
            certainty=entry["certainty"],
            note=entry.get("note", ""),
        )
        for topic, entry in data["clauses"].items()
    }
    return data["form"], MappingProxyType(clauses)
