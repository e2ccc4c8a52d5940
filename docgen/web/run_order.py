"""What a print run of the desk is asked for, as it is kept beside its ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from docgen.errors import InputError, UsageError
from docgen.packs import is_pack_path
from docgen.register.records import Act

__all__ = ["RunOrder", "RunWish"]

_FORMAT = "docgen-desk-run/1"
_TEXTS = ("jurisdiction", "number", "sort", "sheet")


@dataclass(frozen=True, slots=True)
class RunWish:
    """What a print run is asked for, as a page or another system asks it.

    Attributes:
        notice: Id or Chinese name of the notice.
        jurisdiction: Id or name of the pack; None where the ledger says it.
        common: What is the same for every notice, by Chinese title.
        number: First number, or the series to go on with; None for papers without.
        merge: Whether to make one print file instead of a Word file each.
        sort: Title of the column that the notices are printed in order of.
        duplex: Whether each notice of the print file begins on a new sheet.
        separators: Whether a separator sheet stands before each group of equal sort values.
        returns: Whether a 送达回证 follows each notice.
        index: Whether the print file begins with an index sheet.
        strict: Whether an unconfirmed warning keeps a notice from being printed.
        stop_on_error: Whether one bad row keeps the whole run from being printed.
        sheet: Name of the sheet that holds the rows.
        hidden: Whether rows that are hidden or filtered away are printed too.
        embed: Whether each Word file carries its receipt.
        mapping: Heading of a column → title of the field that it feeds.
    """

    notice: str
    jurisdiction: str | None = None
    common: Mapping[str, str] = field(default_factory=dict)
    number: str | None = None
    merge: bool = True
    sort: str | None = None
    duplex: bool = False
    separators: bool = False
    returns: bool = False
    index: bool = False
    strict: bool = False
    stop_on_error: bool = False
    sheet: str | None = None
    hidden: bool = False
    embed: bool = True
    mapping: Mapping[str, str] = field(default_factory=dict)

    def tidied(self) -> RunWish:
        """Return it without blanks around texts; an empty text is none.

        Raises:
            UsageError: An option that needs another one stands alone; the jurisdiction is no name.
        """
        told: dict[str, Any] = {
            name: (getattr(self, name) or "").strip() or None for name in _TEXTS
        }
        common = {key.strip(): text.strip() for key, text in self.common.items() if text.strip()}
        # Whoever works at the desk opens no file of its machine by its path.
        if is_pack_path(told["jurisdiction"] or ""):
            raise UsageError("辖区写成了文件路径。", fix="写辖区的名称或代号，如列表里的。")
        if (self.duplex or self.index or self.separators) and not self.merge:
            raise UsageError(
                "双面、目录、隔页只用于合并的打印件。", fix="选「合成一个打印件」，或去掉这几项。"
            )
        if self.separators and not told["sort"]:
            raise UsageError("隔页按排序的列分组。", fix="选一列排序，或去掉隔页。")
        return replace(self, common=common, **told)


@dataclass(frozen=True, slots=True)
class RunOrder:
    """A run as it was prepared.

    Attributes:
        wish: What is asked for.
        ledgers: Names of the ledgers in the folder.
        ledger_sha256: Hashes of the ledgers.
        numbered: Whether any of its papers bears a number, so that a second person lets it out.
        ready: Whether whoever prepared it has gone through it; a draft is not printed.
        prepared: Who did, when.
    """

    wish: RunWish
    ledgers: Sequence[str]
    ledger_sha256: Sequence[str]
    numbered: bool
    ready: bool
    prepared: Act

    def same_papers(self, other: RunOrder) -> bool:
        """Return whether another run would print the very same papers."""
        mine = self.wish, tuple(self.ledger_sha256)
        return mine == (other.wish, tuple(other.ledger_sha256))

    def as_bytes(self) -> bytes:
        """Return it as it is kept: JSON."""
        told = {"format": _FORMAT, **asdict(self)}
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
        return text.encode("utf-8", "surrogatepass")

    @classmethod
    def from_file(cls, path: Path) -> RunOrder:
        """Read it back.

        Args:
            path: The file.

        Raises:
            InputError: It is none.
        """
        try:
            told = json.loads(path.read_bytes())
            if told.pop("format") != _FORMAT:
                raise ValueError(path.name)
            wish = RunWish(**_only(told.pop("wish"), RunWish))
            prepared = Act(**told.pop("prepared"))
            return cls(wish=wish, prepared=prepared, **_only(told, cls))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            where = path.parent.parent.name
            raise InputError(
                "这一批的选项读不出来。", where=where, fix="重新传入台账，另建一批。"
            ) from error


def _only(told: Mapping[str, Any], kind: type) -> dict[str, Any]:
    """Return what a class knows; a later version may have written more."""
    known = {one.name for one in fields(kind)}
    return {name: value for name, value in told.items() if name in known}
