"""What follows from a case: sums, converted values, term end, tables; each computed once, here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from docgen import glossary
from docgen.calendar import term_end
from docgen.figures import outline
from docgen.figures.clauses import clauses
from docgen.figures.indicators import extra_note, indicator_rows
from docgen.figures.instalments import amounts_yuan, by_shares, due_dates
from docgen.figures.make import make
from docgen.figures.reckon import reckoned
from docgen.figures.rows import table
from docgen.model import Case, Grant, LandCategory, Sharing, Stage
from docgen.packs import Pack
from docgen.proof import Kind, Node, Value
from docgen.units import round_half_up

__all__ = ["Derivation", "derive"]


#: The documents whose indicators a county may list apart (their ids in packs and templates).
_CONTRACT = "land_grant_contract"
_AGREEMENT = "supervision_agreement"
_PLAN = "disposal_plan"
#: Beyond this no date can be meant; whether a term is lawful is for the checks.
_MAX_YEARS = 1000
#: A 不动产单元代码 begins with the 19 characters of its 宗地代码.
_PARCEL_CODE_LENGTH = 19


@dataclass(frozen=True, slots=True)
class Derivation:
    """A derived node and the dotted Chinese title under which templates find it."""

    title: str
    node: Node


def derive(case: Case, stage: Stage, pack: Pack | None) -> Iterator[Derivation]:
    """Yield all that follows from a case; what cannot be worked out is a figure without value."""
    yield from _document(case, stage)
    yield from _county(case, pack)
    yield from _units(case)
    yield from _grantees(case)
    yield from _parcel(case)
    yield from _grant(case)
    yield from _planning(case)
    yield Derivation(glossary.title_path("contract.clauses"), clauses(case))
    yield _table("indicators.table", indicator_rows(case, pack))
    yield _table("indicators.contract_table", indicator_rows(case, pack, _CONTRACT))
    yield _table("indicators.agreement_table", indicator_rows(case, pack, _AGREEMENT))
    yield _figure("indicators.extra_note", "text", extra_note(case), "indicators.extra")


def _figure(key: str, kind: Kind, value: Value, basis: str) -> Derivation:
    if value is None:
        return _absent(key, kind, basis)
    entry = glossary.derived()[key]
    return Derivation(
        entry.title, make(key, entry.title, kind, value, unit=entry.unit, basis=_formula(basis))
    )


@cache
def _absent(key: str, kind: Kind, basis: str) -> Derivation:
    entry = glossary.derived()[key]
    figure = make(key, entry.title, kind, None, unit=entry.unit, basis=_formula(basis))
    return Derivation(entry.title, figure)


@lru_cache(maxsize=1024)
def _formula(keys: str) -> str:
    """Turn the key paths of a formula into Chinese titles; what is no key stands as it is."""
    return " ".join(glossary.title_path(word) for word in keys.split(" "))


def _table(key: str, rows: list[dict[str, tuple[Kind, Value, str, str]]]) -> Derivation:
    entry = glossary.derived()[key]
    return Derivation(entry.title, table(entry, rows))


def _document(case: Case, stage: Stage) -> Iterator[Derivation]:
    label = glossary.enum_label("Stage", stage.value)
    day = case.document_date if isinstance(case.document_date, date) else None
    yield _figure("document.stage", "text", label, "stage")
    yield _figure("document.draft", "flag", stage is Stage.DRAFT, "stage")
    yield _figure("document.announcement", "flag", stage is Stage.ANNOUNCEMENT, "stage")
    yield _figure("document.date", "date", day, "document_date")
    yield _figure("document.contract_no", "identifier", case.contract_no, "contract_no")


def _county(case: Case, pack: Pack | None) -> Iterator[Derivation]:
    """Yield what the county prescribes: its titles and words, its name and its zone's."""
    title = pack.title("supervision_agreement") if pack else None
    category = case.redevelopment.category if case.redevelopment else None
    # A plan is a paper of its own day, however old the contract is that it deals with.
    day = case.document_date if isinstance(case.document_date, date) else None
    word = pack.plan_word(category.value if category else None, day) if pack else None
    name = pack.names[0] if pack is not None and pack.jurisdiction else None
    # A zone that there is not is a finding (the rules name all there are), no figure.
    zones = {one.id: one.name for one in pack.zones} if pack is not None else {}
    zone = zones.get(case.zone or "")
    yield _figure("document.supervision_title", "text", title, "jurisdiction")
    yield _figure("document.plan_word", "text", str(word.value) if word else None, "jurisdiction")
    yield _figure("document.plan_title", "text", _plan_title(pack, category, day), "jurisdiction")
    yield _figure("document.jurisdiction_name", "text", name, "jurisdiction")
    yield _figure("document.zone_name", "text", zone, "zone")


def _plan_title(pack: Pack | None, category: LandCategory | None, day: date | None) -> str | None:
    """Return the title that a county in force that day prescribes for plans of one category."""
    if pack is None or category is None:
        return None
    for title in pack.titles:
        if title.document == _PLAN and category.value in title.categories:
            return title.text if pack.in_force(title.source, day) else None
    return None


def _units(case: Case) -> Iterator[Derivation]:
    units = case.redevelopment.responsible_units if case.redevelopment else ()
    yield _figure(
        "redevelopment.responsible_unit_names",
        "text",
        "、".join(units) or None,
        "redevelopment.responsible_units",
    )


def _grantees(case: Case) -> Iterator[Derivation]:
    parties = case.parties
    grantees = parties.grantees if parties else ()
    names = [one.name for one in grantees if one.name]
    joint = len(grantees) > 1
    by_shares = joint and (parties is not None and parties.grantee_sharing is not Sharing.JOINT)
    basis = "parties.grantees"
    complete = bool(names) and len(names) == len(grantees)
    yield _figure("grantees.name", "text", "、".join(names) if complete else None, basis)
    yield _figure("grantees.count", "count", len(grantees) or None, basis)
    yield _figure("grantees.joint", "flag", joint, basis)
    yield _figure("grantees.by_shares", "flag", by_shares, basis)


def _codes(case: Case) -> Iterator[Derivation]:
    """Let one code stand for both where the case gives only one (offices fill in either)."""
    code = case.parcel.parcel_code if case.parcel else None
    if case.parcel is None or not code:
        return
    if case.parcel.unit_code is None:
        yield _standing_in("parcel.unit_code", code)
    if len(code) > _PARCEL_CODE_LENGTH:
        yield _standing_in("parcel.parcel_code", code[:_PARCEL_CODE_LENGTH])


def _standing_in(key: str, code: str) -> Derivation:
    title = glossary.title_path(key)
    basis = glossary.title_path("parcel.parcel_code")
    return Derivation(title, make(key, title, "identifier", code, basis=basis))


def _parcel(case: Case) -> Iterator[Derivation]:
    yield from _codes(case)
    points = case.parcel.boundary_points if case.parcel else ()
    drawable = len(points) >= 3
    labels = [f"J{i + 1}" for i in range(len(points))]
    basis = "parcel.boundary_points"
    picture = outline.draw(points, labels) if drawable else None
    yield _figure("parcel.outline", "picture", picture, basis)
    yield _figure(
        "parcel.outline_area_m2", "area", outline.area_m2(points) if drawable else None, basis
    )
    rows: list[dict[str, tuple[Kind, Value, str, str]]] = []
    if drawable:
        lengths = outline.side_lengths_m(points)
        for i, ((x, y), length) in enumerate(zip(points, lengths, strict=True)):
            rows.append(
                {
                    "point": ("identifier", labels[i], "", basis),
                    "x": ("number", x, "", basis),
                    "y": ("number", y, "", basis),
                    "next": ("identifier", labels[(i + 1) % len(points)], "", basis),
                    "length_m": ("number", length, "", basis),
                }
            )
    yield _table("parcel.outline_table", rows)


def _prices(case: Case) -> Iterator[Derivation]:
    """Work out the unit price from the total, or the total from it, where one is not given."""
    grant = case.grant
    area = case.parcel.granted_area_m2 if case.parcel else None
    if grant is None or not area or area < 0:
        return
    total, unit = grant.price_yuan, grant.unit_price_yuan_per_m2
    if unit is None and total is not None:
        formula = _formula("grant.price_yuan ÷ parcel.granted_area_m2")
        value = round_half_up(total / area, 2)
        yield _worked_out("grant.unit_price_yuan_per_m2", value, f"{formula}，四舍五入到分")
    elif total is None and unit is not None:
        formula = _formula("grant.unit_price_yuan_per_m2 × parcel.granted_area_m2")
        value = round_half_up(unit * area, 2)
        yield _worked_out("grant.price_yuan", value, f"{formula}，四舍五入到分")


def _worked_out(key: str, value: Value, basis: str) -> Derivation:
    title = glossary.title_path(key)
    model, _, field = key.rpartition(".")
    unit = glossary.unit(glossary.model_at(model) or "", field)
    return Derivation(title, make(key, title, "amount", value, unit=unit, basis=basis))


def _grant(case: Case) -> Iterator[Derivation]:
    yield from _prices(case)
    grant, project = case.grant, case.project
    instalments = grant.instalments if grant else ()
    amounts = amounts_yuan(grant) if grant else ()
    known = [amount for amount in amounts if amount is not None]
    total = sum(known, Decimal(0)) if known and len(known) == len(amounts) else None
    start = grant.term_start if grant else None
    years = grant.term_years if grant else None
    end = None
    if isinstance(start, date) and years is not None and years <= _MAX_YEARS:
        end = reckoned(term_end, start, years)
    pct = grant.transfer_investment_pct if grant else None
    investment = project.fixed_asset_investment_wan if project else None
    share = None if pct is None or investment is None else round_half_up(investment * pct / 100, 2)
    if grant is not None and by_shares(grant):
        yield from _shared_amounts(amounts)
    if grant is not None:
        yield from _periods(grant)
    yield _figure("grant.by_instalments", "flag", len(instalments) > 1, "grant.instalments")
    yield _figure("grant.instalments_total_yuan", "amount", total, "Σ grant.instalments")
    yield _figure("grant.term_end", "date", end, "grant.term_start + grant.term_years − 1日")
    yield _figure(
        "grant.transfer_investment_wan",
        "number",
        share,
        "project.fixed_asset_investment_wan × grant.transfer_investment_pct",
    )


def _shared_amounts(amounts: Sequence[Decimal | None]) -> Iterator[Derivation]:
    """Yield the amounts that follow from shares; the last one takes the rounding."""
    for index, amount in enumerate(amounts):
        if amount is not None:
            path = f"grant.instalments[{index}]"
            formula = _formula(f"grant.price_yuan × {path}.share_pct")
            last = index == len(amounts) - 1
            rounding = "末期为余额" if last else "四舍五入到分"
            yield _worked_out(f"{path}.amount_yuan", amount, f"{formula}，{rounding}")


def _periods(grant: Grant) -> Iterator[Derivation]:
    """Yield the days on which instalments are due by their periods from signing."""
    for index, due in enumerate(due_dates(grant)):
        if due is not None:
            path = f"grant.instalments[{index}]"
            title = glossary.title_path(f"{path}.due_date")
            days = grant.instalments[index].due_within_days is not None
            period = f"{path}.due_within_{'days' if days else 'months'}"
            basis = _formula(f"grant.signing_date + {period}")
            yield Derivation(title, make(f"{path}.due_date", title, "date", due, basis=basis))


def _planning(case: Case) -> Iterator[Derivation]:
    planning, parcel = case.planning, case.parcel
    limit = planning.ancillary_land_pct.max if planning and planning.ancillary_land_pct else None
    area = parcel.granted_area_m2 if parcel else None
    value = None if limit is None or area is None else round_half_up(area * limit / 100, 2)
    yield _figure(
        "planning.ancillary_land_limit_m2",
        "area",
        value,
        "parcel.granted_area_m2 × planning.ancillary_land_pct.max",
    )
