"""Nothing wrong is ever delivered: every injected fault is found, and nothing sound is refused."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from lxml import etree

from docgen import wording
from docgen.audit.docx import audit_docx
from docgen.audit.pdf import audit_pdf
from docgen.audit.word import Found, read_part, read_word
from docgen.errors import AuditError
from docgen.figures import make as making
from docgen.page.read import read as read_page
from docgen.page.typst import typeset
from docgen.proof import Figure, Group, Node, Series
from docgen.render.docx import render
from docgen.templating import runtime
from docgen.templating.compiled import Compiled
from docgen.templating.numbering import Counter as ListCounter
from tests import records
from tests.counts import count
from tests.fault import FAULTS, members_of, package_of, tampered

PAGES = 3
#: The kinds whose mark is seen in the letters of a page: no white space, no place on the sheet.
SEEN_IN_PDF = (
    "wrong_digit", "lost_digit", "swapped_figures", "changed_capital", "changed_word",
    "dropped_paragraph", "duplicated_paragraph", "moved_paragraph", "emptied_paragraph",
    "lost_row", "extra_row", "lost_table", "changed_level", "changed_edge",
)  # fmt: skip


TEXT_PART = re.compile(r"^word/(document|header\d*|footer\d*)\.xml$")


@dataclass(slots=True)
class Tally:
    """What a sweep saw."""

    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)


def sweep(kinds: Callable[[Random], list[str]], record: Callable[[Random], Any], n: int) -> Tally:
    """Print n records, audit each clean and with faults."""
    tally = Tally()
    for seed in range(n):
        rng = Random(seed)
        compiled, figures = record(rng)
        docx = render(compiled, figures, pages=PAGES)
        try:
            audit_docx(docx, compiled.plan, figures, pages=PAGES)
        except AuditError as error:
            tally.false_alarms.append(f"record {seed}: {error}")
        for kind in kinds(rng):
            faulty = FAULTS[kind](docx, rng)
            if faulty is None:
                continue
            try:
                audit_docx(faulty, compiled.plan, figures, pages=PAGES)
            except AuditError as error:
                tally.found[kind] += 1
                assert all(one.where and one.message for one in error.problems), str(error)
            else:
                tally.missed.append(f"record {seed}: {kind}")
    return tally


def a_notice(rng: Random) -> tuple[Compiled, Group]:
    made = records.notice(rng)
    return made.compiled, made.figures


def a_contract(rng: Random) -> tuple[Compiled, Group]:
    return records.contract()[0], records.settled(records.contract_case(rng))


def every_kind(rng: Random) -> list[str]:
    return list(FAULTS)


def two_kinds(rng: Random) -> list[str]:
    return rng.sample(list(FAULTS), 2)


def one_kind(rng: Random) -> list[str]:
    return [rng.choice(list(FAULTS))]


def check(tally: Tally) -> None:
    assert tally.false_alarms == []
    assert tally.missed == []


def test_every_kind_of_fault_in_a_notice_is_found() -> None:
    tally = sweep(every_kind, a_notice, 6)
    check(tally)
    pictured = {"removed_picture", "unlinked_picture", "replaced_picture"}
    assert set(tally.found) == set(FAULTS) - pictured


@pytest.mark.slow
def test_every_kind_of_fault_in_a_contract_is_found() -> None:
    tally = sweep(every_kind, a_contract, 2)
    check(tally)
    assert set(tally.found) == set(FAULTS)


def test_faults_in_many_notices_are_found_without_a_false_alarm() -> None:
    check(sweep(two_kinds, a_notice, 100))


@pytest.mark.slow
def test_faults_in_very_many_notices_are_found_without_a_false_alarm() -> None:
    check(sweep(one_kind, a_notice, count(100_000, 2_000)))


@pytest.mark.slow
def test_faults_in_many_contracts_are_found_without_a_false_alarm() -> None:
    check(sweep(two_kinds, a_contract, count(1_000, 60)))


def test_a_file_that_was_only_read_and_written_again_is_no_fault() -> None:
    # The injector's own reading and writing must not be what the audit finds.
    compiled, figures = a_notice(Random(1))

    def attribute(root: etree._Element, rng: Random) -> bool:
        root.set("{urn:example}seen", "1")
        return True

    docx = render(compiled, figures, pages=PAGES)
    again = tampered(docx, "word/document.xml", attribute, Random(0))
    assert again is not None
    audit_docx(again, compiled.plan, figures, pages=PAGES)


def test_a_wrong_figure_is_named_with_what_it_should_be_and_its_clause() -> None:
    compiled, figures = a_notice(Random(2))
    wrong = with_figure(figures, ("宗地", "面积"), Decimal("1.23"))
    with pytest.raises(AuditError) as caught:
        audit_docx(render(compiled, wrong, pages=PAGES), compiled.plan, figures, pages=PAGES)
    first = caught.value.problems[0]
    assert "宗地.面积" in first.message
    assert "壹点贰叁" in first.message
    assert first.where.endswith("第4段")
    assert first.path == "record.宗地.面积"


def test_every_difference_is_told_at_once() -> None:
    compiled, figures = a_notice(Random(2))
    wrong = with_figure(figures, ("价款",), Decimal("7.00"))
    wrong = with_figure(wrong, ("编号",), "另一号")
    with pytest.raises(AuditError) as caught:
        audit_docx(render(compiled, wrong, pages=PAGES), compiled.plan, figures, pages=PAGES)
    told = str(caught.value)
    assert "价款" in told
    assert "编号" in told


def with_figure(node: Group, path: tuple[str, ...], value: Any) -> Group:
    """Return figures with another value at a path."""
    held = node.entries[path[0]]
    if isinstance(held, Group):
        changed: Node = with_figure(held, path[1:], value)
    else:
        assert isinstance(held, Figure)
        changed = making.make(held.key, held.title, held.kind, value, unit=held.unit)
    return Group({**node.entries, path[0]: changed})


def paths(node: Group, head: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the path of every figure outside series."""
    found: list[tuple[str, ...]] = []
    for name, child in node.entries.items():
        if isinstance(child, Group):
            found += paths(child, (*head, name))
        elif isinstance(child, Figure):
            found.append((*head, name))
    return found


def figure_at(node: Group, path: tuple[str, ...]) -> Figure:
    found = node.find(".".join(path))
    assert isinstance(found, Figure)
    return found


def test_another_records_value_is_found_whichever_field_it_stands_in() -> None:
    tried = 0
    for seed in range(12):
        compiled, mine = a_notice(Random(seed))
        _, other = a_notice(Random(seed + 1000))
        for path in paths(mine):
            own, foreign = figure_at(mine, path), figure_at(other, path)
            if own == foreign or own.absence or foreign.absence or not foreign.present:
                continue
            mixed = with_figure(mine, path, foreign.value)
            if not _shown_otherwise(compiled, mine, mixed):
                continue
            tried += 1
            with pytest.raises(AuditError):
                audit_docx(render(compiled, mixed, pages=PAGES), compiled.plan, mine, pages=PAGES)
    assert tried > 60


def _shown_otherwise(compiled: Compiled, mine: Group, mixed: Group) -> bool:
    return render(compiled, mine, pages=PAGES) != render(compiled, mixed, pages=PAGES)


def test_a_row_of_another_record_is_found() -> None:
    compiled, mine = a_notice(Random(5))
    _, other = a_notice(Random(6))
    mixed = Group({**mine.entries, "分期": other.entries["分期"]})
    with pytest.raises(AuditError):
        audit_docx(render(compiled, mixed, pages=PAGES), compiled.plan, mine, pages=PAGES)


# --- the printing code itself may be at fault ---------------------------------------------------


def _half_even(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places))


def _american(day: date) -> str:
    return f"{day.year}年{calendar.month_abbr[day.month]}{day.day}日"


_words, _number, _plain = (
    wording.amount_in_words,
    wording.number_in_words,
    wording.plain_decimal,
)
BROKEN: list[tuple[str, str, Callable[..., Any]]] = [
    ("words with a unit too high", "amount_in_words", lambda v: _words(v).replace("仟", "万", 1)),
    ("words with 整 too often", "amount_in_words", lambda v: _words(v) + "整"),
    ("words without 人民币", "amount_in_words", lambda v: _words(v)[3:]),
    ("words of a fen more", "amount_in_words", lambda v: _words(v + Decimal("0.01"))),
    ("words in small digits", "amount_in_words", lambda v: _words(v).replace("壹", "一")),
    ("words of area rounded", "number_in_words", lambda v: _number(v.quantize(Decimal(1)))),
    ("digits grouped wrongly", "plain_decimal", lambda v: f"{v:,f}"[:-1]),
    ("digits without noughts", "plain_decimal", lambda v: _plain(v).rstrip("0").rstrip(".")),
    ("digits through a float", "plain_decimal", lambda v: f"{float(v):.6g}"),
    ("scientific digits", "plain_decimal", lambda v: f"{v:E}"),
    ("a mu of 666.67", "mu_from_m2", lambda v: v / Decimal("666.67")),
    ("a mu of 667", "mu_from_m2", lambda v: v / 667),
    ("a hectare of 9901", "hectares_from_m2", lambda v: v * Decimal("0.000101")),
    ("a 万 of 1000", "wan_from_yuan", lambda v: v / 1000),
    ("rounding down", "round_half_up", lambda v, p: Decimal(int(v * 10**p)).scaleb(-p)),
    ("months from nought", "date_in_chinese", lambda d: f"{d.year}年{d.month - 1}月{d.day}日"),
    ("dates in other words", "date_in_chinese", _american),
    ("dates with leading noughts", "date_in_chinese", lambda d: d.strftime("%Y年%m月%d日")),
]


@pytest.mark.parametrize(("what", "name", "broken"), BROKEN, ids=[one[0] for one in BROKEN])
def test_a_fault_in_the_printing_code_is_found(
    what: str, name: str, broken: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = [a_notice(Random(seed)) for seed in range(12)]
    for compiled, figures in sound:
        audit_docx(render(compiled, figures), compiled.plan, figures)
    monkeypatch.setattr(making, name, broken)
    caught = 0
    for seed in range(12):
        compiled, figures = a_notice(Random(seed))
        if _prints_alike(figures, sound[seed][1]):
            continue  # 1.00 元 has no 零 to lose
        with pytest.raises(AuditError):
            audit_docx(render(compiled, figures), compiled.plan, figures)
        caught += 1
    assert caught, f"{what}: no record shows it"


def _prints_alike(one: Node, two: Node) -> bool:
    if isinstance(one, Figure) and isinstance(two, Figure):
        return one.printed == two.printed and dict(one.forms) == dict(two.forms)
    if isinstance(one, Group) and isinstance(two, Group):
        return all(_prints_alike(child, two.entries[name]) for name, child in one.entries.items())
    assert isinstance(one, Series)
    assert isinstance(two, Series)
    return all(map(_prints_alike, one.items, two.items))


def test_a_rounding_to_even_is_found_where_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    # 0.1 ㎡ is 0.00015 亩: half up 0.0002, half to even 0.0002; 0.3 ㎡ is 0.00045: 0.0005, 0.0004.
    compiled, figures = a_notice(Random(0))
    assert Fraction(3, 10) * Fraction(3, 2000) == Fraction(45, 100_000)
    figures = with_figure(figures, ("宗地", "面积"), Decimal("0.30"))
    audit_docx(render(compiled, figures), compiled.plan, figures)
    monkeypatch.setattr(making, "round_half_up", _half_even)
    figures = with_figure(figures, ("宗地", "面积"), Decimal("0.30"))
    with pytest.raises(AuditError, match=r"宗地\.面积"):
        audit_docx(render(compiled, figures), compiled.plan, figures)


def test_a_filter_that_chooses_another_form_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, figures = a_notice(Random(0))
    other = {"亩": "公顷", "公顷": "亩"}
    right = runtime.Printed.form
    monkeypatch.setattr(
        runtime.Printed, "form", lambda self, name: right(self, other.get(name, name))
    )
    with pytest.raises(AuditError, match=r"宗地\.面积"):
        audit_docx(render(compiled, figures), compiled.plan, figures)


def test_a_printer_that_counts_clauses_wrongly_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, figures = a_notice(Random(0))
    right = ListCounter.label

    def wrong(self: ListCounter, num_id: int, ilvl: int) -> str:
        return right(self, num_id, ilvl).replace("一", "二")

    monkeypatch.setattr(ListCounter, "label", wrong)
    with pytest.raises(AuditError, match="应引用"):
        audit_docx(render(compiled, figures), compiled.plan, figures)


def test_a_printer_that_fills_in_the_wrong_page_count_is_found() -> None:
    compiled, figures = a_notice(Random(0))
    docx = render(compiled, figures, pages=2)
    with pytest.raises(AuditError, match="总页数应为 3"):
        audit_docx(docx, compiled.plan, figures, pages=3)


def test_a_figure_whose_printed_form_is_not_its_value_is_found() -> None:
    compiled, figures = a_notice(Random(0))
    price = figure_at(figures, ("价款",))
    lying = replace(price, printed="1.00", forms={**price.forms, "小写": "1.00"})
    wrong = Group({**figures.entries, "价款": lying})
    with pytest.raises(AuditError, match="价款"):
        audit_docx(render(compiled, wrong), compiled.plan, wrong)


# --- the PDF --------------------------------------------------------------------------------------


def _pdf(docx: bytes) -> bytes:
    return typeset(read_page(docx, name="试"), document_date=None).pdf


def _shown(docx: bytes) -> list[object]:
    """What a PDF of this paper must say: a cached page number is not it, the engine counts anew."""
    file = read_word(docx)
    return [
        (found.text, found.label, [f for f in found.fields if f.instruction.startswith("REF")])
        if isinstance(found, Found)
        else found
        for name in sorted(file.members)
        if TEXT_PART.match(name)
        for found in read_part(file, name)
    ]


def _sweep_pdf(record: Callable[[Random], Any], kinds: list[str], seed: int) -> Counter[str]:
    found: Counter[str] = Counter()
    rng = Random(seed)
    compiled, figures = record(rng)
    docx = render(compiled, figures)
    audit_pdf(_pdf(docx), docx)
    for kind in kinds:
        faulty = FAULTS[kind](docx, rng)
        if faulty is not None and _shown(faulty) != _shown(docx):
            with pytest.raises(AuditError):
                audit_pdf(_pdf(faulty), docx)
                pytest.fail(f"{kind} (record {seed}) was not seen in the PDF")
            found[kind] += 1
    return found


def test_a_pdf_of_a_faulty_paper_is_refused() -> None:
    found = _sweep_pdf(a_notice, list(SEEN_IN_PDF), 3)
    assert set(found) == set(SEEN_IN_PDF)


@pytest.mark.parametrize(
    ("old", "new"), [("第%1条", "第%1款"), ("第%1条", "%1、"), ("（%2）", "%2.")]
)
def test_a_pdf_with_other_list_numbers_is_refused(old: str, new: str) -> None:
    compiled, figures = a_notice(Random(3))
    docx = render(compiled, figures)
    members = members_of(docx)
    numbering = members["word/numbering.xml"].decode()
    assert old in numbering
    faulty = package_of({**members, "word/numbering.xml": numbering.replace(old, new).encode()})
    with pytest.raises(AuditError, match="PDF"):
        audit_pdf(_pdf(faulty), docx)


def test_a_pdf_of_another_record_is_refused() -> None:
    compiled, one = a_notice(Random(1))
    _, two = a_notice(Random(2))
    with pytest.raises(AuditError, match="PDF"):
        audit_pdf(_pdf(render(compiled, one)), render(compiled, two))


def test_bytes_that_are_no_pdf_are_refused() -> None:
    compiled, figures = a_notice(Random(1))
    with pytest.raises(AuditError, match="PDF"):
        audit_pdf(b"%PDF-1.7 nothing", render(compiled, figures))


@pytest.mark.slow
def test_pdfs_of_many_faulty_papers_are_refused() -> None:
    rng = Random(0)
    total: Counter[str] = Counter()
    for seed in range(count(400, 25)):
        total += _sweep_pdf(a_notice, rng.sample(SEEN_IN_PDF, 3), seed)
    assert set(total) == set(SEEN_IN_PDF)


@pytest.mark.slow
def test_pdfs_of_faulty_contracts_are_refused() -> None:
    rng = Random(0)
    for seed in range(count(60, 4)):
        _sweep_pdf(a_contract, rng.sample(SEEN_IN_PDF, 4), seed)
