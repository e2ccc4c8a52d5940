"""A value of a pack with the day it began and where it stands written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from docgen.errors import PackError

__all__ = ["Certainty", "Dated", "Key", "Kind", "Scalar", "Source"]

#: How well a fact is known: S read in the policy itself, L read in the law's full text, P read in
#: a published excerpt, C computed or tested, G general knowledge only (such a fact never blocks).
Certainty: TypeAlias = Literal["S", "L", "P", "C", "G"]

#: What a value of a pack is: a Decimal, a day, one text, a list of texts, or the code of an
#: enumeration.
Kind: TypeAlias = Literal["number", "date", "text", "words", "code"]

Scalar: TypeAlias = Decimal | date | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact stands written.

    Attributes:
        title: Title of the law or document, without book-title marks.
        article: Article or place in it.
        number: Document number (文号); empty when it has none or none is known.
        issued: Day of issue, None when unknown.
        policy: Id of the pack's own policy that it is; empty for a law that stands by itself and
            does not lapse with the pack's policies.
    """

    title: str
    article: str
    number: str = ""
    issued: date | None = None
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that a pack may set.

    Attributes:
        name: Key in the packs, its unit at the end: ``deposit_max_pct``.
        kind: What its values are.
        unit: Chinese unit; empty when it has none.
        title: What it is, in Chinese.
        enum: For a code: the enumeration it belongs to.
    """

    name: str
    kind: Kind
    unit: str
    title: str
    enum: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """One value of a key with the day it began and its source.

    Attributes:
        key: The key it belongs to.
        value: Decimal, day, text or texts, as ``key.kind`` says; no rounding was applied.
        since: First day it holds; None when it held before anything docgen deals with.
        source: Where it stands written.
        certainty: How well it is known.
        checked_on: Day on which somebody last held it against its source.
        note: What a reader should know besides.
        jurisdiction: Id of the county's pack that sets it; None for national values.
    """

    key: Key
    value: Scalar
    since: date | None
    source: Source
    certainty: Certainty
    checked_on: date
    note: str = ""
    jurisdiction: str | None = None

    @property
    def number(self) -> Decimal:
        """The value as a Decimal in ``key.unit``.

        Raises:
            PackError: The key's values are no numbers.
        """
        if not isinstance(self.value, Decimal):
            raise self._wrong("number")
        return self.value

    @property
    def day(self) -> date:
        """The value as a day.

        Raises:
            PackError: The key's values are no days.
        """
        if not isinstance(self.value, date):
            raise self._wrong("date")
        return self.value

    @property
    def words(self) -> tuple[str, ...]:
        """The value as a list of texts.

        Raises:
            PackError: The key's values are no lists.
        """
        if not isinstance(self.value, tuple):
            raise self._wrong("words")
        return self.value

    @property
    def text(self) -> str:
        """The value as one text (or code).

        Raises:
            PackError: The key's values are no texts.
        """
        if not isinstance(self.value, str):
            raise self._wrong("text")
        return self.value

    def _wrong(self, kind: Kind) -> PackError:
        return PackError(f"规则包的「{self.key.name}」是 {self.key.kind}，不能当作 {kind} 使用。")
