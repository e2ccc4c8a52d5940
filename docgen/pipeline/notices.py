"""A case as the notice that is to be made of it."""

from __future__ import annotations

from dataclasses import dataclass

from docgen import glossary
from docgen.errors import InputError
from docgen.figures.compose import compose
from docgen.model import Case, Notice, NoticeKind, Stage
from docgen.packs import Pack
from docgen.packs.notices import notice_law
from docgen.proof import Group
from docgen.rules import Finding, run

__all__ = ["View", "Views", "as_notice"]

_GRANTEES = "grantees"
#: They go with any notice, whose kind the case then names: a receipt says of which paper it is.
_WITH_ANY = frozenset({NoticeKind.SERVICE_RECEIPT, NoticeKind.PARCEL_CARD})


def as_notice(case: Case, kind: NoticeKind | None) -> Case:
    """Return the case with the kind of notice and the one day that both of its places name.

    A receipt of service and a parcel's card go with a notice of any kind and leave its kind.
    A day given in one of ``document_date`` and ``notice.date`` holds for the other too. A notice
    of a kind that goes to the grantees is addressed to them where the case names nobody else.

    Args:
        case: The parcel's file.
        kind: The notice to be made; None for a paper that is none, which leaves the case as it is.

    Raises:
        InputError: The case says that its notice is of another kind.
    """
    if kind is None:
        return case
    held = case.notice or Notice()
    if held.kind not in (None, kind) and kind not in _WITH_ANY:
        named, wanted = (glossary.enum_label("NoticeKind", one) for one in (held.kind, kind) if one)
        raise InputError(
            f"案卷里的通知是「{named}」，要出的却是「{wanted}」。",
            where="通知.文种",
            fix="改正「文种」，或删去它；一份案卷要出几种通知书的，各存一份。",
            code="S021",
        )
    day = held.date or case.document_date
    changes: dict[str, object] = {"kind": held.kind or kind, "date": day}
    law = notice_law(kind.value)
    if held.addressee is None and law is not None and law.addressee == _GRANTEES:
        changes["addressee"] = _grantees(case)
    notice = held.model_copy(update=changes)
    changed = case.model_copy(
        update={"notice": notice, "document_date": case.document_date or notice.date}
    )
    return changed.read_from(case.origins, folder=case.folder)


def _grantees(case: Case) -> str | None:
    parties = case.parties.grantees if case.parties else ()
    names = [one.name for one in parties if one.name]
    return "、".join(names) if names and len(names) == len(parties) else None


@dataclass(frozen=True, slots=True)
class View:
    """A case as one kind of paper sees it.

    Attributes:
        case: The case, made into the notice where it is one.
        figures: All its figures, absences not yet decided.
        findings: What the rules find in it.
    """

    case: Case
    figures: Group
    findings: tuple[Finding, ...]


class Views:
    """What the papers of one case see, each worked out once.

    Args:
        case: The parcel's file.
        pack: The jurisdiction's rules.
        stage: For which stage the papers are made.
        file: Name of the case's file.
    """

    def __init__(self, case: Case, pack: Pack, stage: Stage, file: str | None) -> None:
        self._case = case
        self._pack = pack
        self._stage = stage
        self._file = file
        self._made: dict[NoticeKind | None, View] = {}

    def of(self, kind: NoticeKind | None) -> View:
        """Return what a kind of notice sees; None stands for every other paper.

        A notice tells a part of the parcel: what else a contract needs is not its matter.

        Raises:
            InputError: The case says that its notice is of another kind.
        """
        if kind not in self._made:
            case = as_notice(self._case, kind)
            figures = compose(case, stage=self._stage, origins=case.origins, pack=self._pack)
            found = run(
                case,
                figures,
                self._pack,
                stage=self._stage,
                file=self._file,
                excerpt=kind is not None,
            )
            self._made[kind] = View(case, figures, found)
        return self._made[kind]
