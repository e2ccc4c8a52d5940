"""A paper as pages while its case is being written: those of the PDF, each figure a link."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from docgen import pipeline
from docgen.audit.pdffile import PdfFile
from docgen.audit.pdftext import PdfPages
from docgen.errors import DocgenError, FindingsError, InputError
from docgen.figures.absence import drafted
from docgen.intake import case_from_bytes, case_from_mapping
from docgen.model import Case
from docgen.page import typst
from docgen.page.fonts import system_fonts
from docgen.page.read import read
from docgen.page.svg import SVG, read_leaf
from docgen.pipeline.preview import Preview, outline_sheet, preview
from docgen.proof import Figure, Group
from docgen.templating.library import Library, Shelf
from tests.counts import count

ROOT = Path(__file__).resolve().parents[3]
CONTRACT = ROOT / "templates" / "contracts" / "land_grant_contract" / "sample.yaml"
NS = {"s": SVG}
ELEMENTS = {"svg", "g", "a", "title", "rect", "path", "use", "image", "defs"}
ATTRIBUTES = {
    "class", "data-field", "viewBox", "role", "aria-label", "transform", "href", "x", "y", "width",
    "height", "d", "id", "fill", "fill-rule", "fill-opacity", "stroke", "stroke-width",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "preserveAspectRatio",
}  # fmt: skip


@cache
def contract() -> Case:
    return pipeline.load_case(CONTRACT)


@cache
def shown() -> Preview:
    return preview(contract(), "出让合同")


def roots(made: Preview) -> list[etree._Element]:
    return [etree.fromstring(leaf.svg) for leaf in made.leaves]


def links(made: Preview, path: str) -> list[etree._Element]:
    return [
        link for root in roots(made) for link in root.iterfind(f".//s:a[@href='#f:{path}']", NS)
    ]


def titles(made: Preview) -> list[str]:
    return [title.text or "" for root in roots(made) for title in root.iterfind(".//s:title", NS)]


def case_of(text: str) -> Case:
    return case_from_bytes(text.encode(), name="案卷.yaml").case


def same_places(case: Case, name: str) -> None:
    """The texts of the preview stand where those of the delivered PDF stand, page by page."""
    document = next(iter(pipeline.generate(case, [name])))
    assert document.pdf is not None
    source, _ = typst.source(read(document.docx), document_date=None, fonts=system_fonts())
    leaves = [read_leaf(page) for page in typst.compile_pages(source, None)]
    made = preview(case, name)
    assert made.problems == ()
    assert len(made.leaves) == document.page_count == len(leaves)
    for leaf, page in zip(leaves, made.leaves, strict=True):
        assert leaf.drawing in page.svg
        assert leaf.outlines == page.outlines
    file = PdfPages(PdfFile(document.pdf))
    for leaf, page in zip(
        leaves,
        file.read(1, len(file), tops=(Decimal(0), None), bottom_pt=Decimal(0)),
        strict=True,
    ):
        delivered = [
            (round(one.left, 2), round(leaf.height - one.baseline, 2), len(one.letters))
            for one in page.body
            if one.letters
        ]
        drawn = [(round(one.x, 2), round(one.y, 2), len(one.letters)) for one in leaf.texts]
        assert [one[2] for one in drawn] == [one[2] for one in delivered]
        for seen, wanted in zip(drawn, delivered, strict=True):
            assert seen == pytest.approx(wanted, abs=0.02)


def test_the_pages_are_those_of_the_pdf_letter_for_letter() -> None:
    same_places(contract(), "出让合同")


@pytest.mark.slow
@pytest.mark.parametrize("shelf", Library().all(), ids=lambda one: one.folder.id)
def test_so_they_are_for_every_template(shelf: Shelf) -> None:
    sample = next((ROOT / "templates").glob(f"*/{shelf.folder.id}/sample.yaml"))
    same_places(pipeline.load_case(sample), shelf.manifest.short_title)


def test_a_draft_of_nothing_has_every_page_and_blanks_that_lead_to_their_fields() -> None:
    made = preview(Case(), "出让合同")
    assert made.problems == ()
    assert len(made.leaves) > 10
    price = links(made, "grant.price_yuan")
    assert price
    assert all(link.get("class") == "figure blank error" for link in price)
    assert "出让.出让价款：未填" in titles(made)
    assert "grant.price_yuan" in {one.path for one in made.findings if one.severity == "error"}


@pytest.mark.slow
@pytest.mark.parametrize("shelf", Library().all(), ids=lambda one: one.folder.id)
def test_every_template_has_a_draft_of_an_empty_case(shelf: Shelf) -> None:
    made = preview(Case(), shelf.manifest.short_title)
    assert made.problems == ()
    assert made.leaves
    assert made.places


def test_a_link_lies_over_the_letters_of_its_figure() -> None:
    made = shown()
    (page,) = {number for number in made.places["parcel.location"] if number == 3}
    root = roots(made)[page - 1]
    (link,) = root.iterfind(".//s:a[@href='#f:parcel.location']", NS)
    box = link.find("s:rect", NS)
    assert box is not None
    width, size = float(box.get("width") or 0), 12
    text = "洛阳市偃师区岳滩镇示例大道以南、示例一路以东"
    assert width == pytest.approx(len(text) * size, rel=0.1)
    assert (link.findtext("s:title", namespaces=NS) or "").startswith(f"宗地.坐落：{text}")


def test_every_printed_figure_of_a_sample_is_linked_and_its_pages_are_told() -> None:
    made = shown()
    case = contract()
    document = next(iter(pipeline.generate(case, ["出让合同"])))
    printed = {
        one["path"]
        for one in document.receipt["figures"]
        if one["part"] == "word/document.xml" and str(one["printed"]).strip()
    }
    assert printed
    assert printed <= set(made.places)
    linked = {
        (link.get("href") or "").removeprefix("#f:")
        for root in roots(made)
        for link in root.iterfind(".//s:a", NS)
    }
    assert linked == set(made.places)
    for pages in made.places.values():
        assert list(pages) == sorted(set(pages))
        assert set(pages) <= set(range(1, len(made.leaves) + 1))


def test_a_figure_of_the_header_is_linked_on_every_page_that_has_the_header() -> None:
    sample = ROOT / "templates" / "contracts" / "disposal_plan" / "sample.yaml"
    made = preview(pipeline.load_case(sample), "处置方案")
    assert made.problems == ()
    tops = [
        {
            (link.get("href") or "").removeprefix("#f:")
            for link in root.iterfind(".//s:a", NS)
            if float(link.find("s:rect", NS).get("y")) < 60  # type: ignore[union-attr, arg-type]
        }
        for root in roots(made)
    ]
    assert len(tops) > 1
    assert all(tops[1:])
    assert len(set().union(*tops[1:])) == 1


def test_contradictions_do_not_keep_the_pages_away() -> None:
    text = CONTRACT.read_text(encoding="utf-8")
    wrong = re.sub('(price_yuan: *")[0-9.]+', r"\g<1>0.123", text, count=1)
    assert wrong != text
    made = preview(case_of(wrong), "出让合同")
    assert made.problems == ()
    assert {one.severity for one in made.findings} >= {"error"}
    price = links(made, "grant.price_yuan")
    assert price
    assert all("error" in (link.get("class") or "") for link in price)


def test_a_finding_marks_the_figures_of_its_field() -> None:
    graded = {one.path for one in shown().findings if one.severity == "warning"}
    marked = {path for path in graded & set(shown().places) if links(shown(), path)}
    assert marked
    for path in marked:
        assert {link.get("class") for link in links(shown(), path)} == {"figure warning"}


def test_what_cannot_be_set_is_told_without_pages() -> None:
    unknown = preview(contract(), "没有的文书")
    assert (unknown.title, unknown.leaves) == ("", ())
    assert unknown.problems[0].fix
    nowhere = preview(contract().model_copy(update={"jurisdiction": "没有的县"}), "出让合同")
    assert nowhere.problems
    assert nowhere.leaves == ()


def test_a_letter_without_a_glyph_is_told_with_the_findings() -> None:
    case = case_of("宗地:\n  坐落: '\U000e1234路'\n")
    made = preview(case, "出让合同")
    assert made.leaves == ()
    assert made.problems
    assert made.findings


def test_only_what_was_typed_changes() -> None:
    other = contract().model_copy(update={"contract_no": "示例字〔2025〕第7号"})
    changed = preview(other, "出让合同")
    kept = [
        number
        for number, (old, new) in enumerate(zip(shown().leaves, changed.leaves, strict=True), 1)
        if old.outlines is new.outlines
    ]
    assert len(kept) >= len(changed.leaves) - 2


def safe(made: Preview) -> None:
    """Nothing but drawings and links: no style, no script, no address but our own."""
    for page in (*made.pages, outline_sheet(made.leaves)):
        root = etree.fromstring(page)
        names = [one.get("id") for one in root.iter(f"{{{SVG}}}path") if one.get("id")]
        assert len(names) == len(set(names))
        for node in root.iter():
            assert etree.QName(node).namespace == SVG
            assert etree.QName(node).localname in ELEMENTS
            for name, value in node.attrib.items():
                assert name in ATTRIBUTES or name in ("aria-hidden", "focusable"), name
                if name == "href":
                    assert re.fullmatch(
                        r"#f:[a-z_.\[\]0-9]+|#g[0-9a-f]+|data:image/png;base64,.*", value
                    )
            if etree.QName(node).localname != "title":
                assert not (node.text or "").strip()


def test_the_pages_may_stand_in_a_web_page() -> None:
    safe(shown())


def test_the_pages_together_name_each_outline_once() -> None:
    sheet = etree.fromstring(outline_sheet(shown().leaves))
    names = [one.get("id") for one in sheet.iter(f"{{{SVG}}}path")]
    assert len(names) == len(set(names))
    used = {
        (use.get("href") or "")[1:]
        for leaf in shown().leaves
        for use in etree.fromstring(leaf.svg).iter(f"{{{SVG}}}use")
    }
    assert used == set(names)


HOSTILE = st.one_of(
    st.sampled_from(
        [
            "</title></svg><script>alert(1)</script>",
            '"><script>alert(1)</script>',
            "' onload='alert(1)",
            "]]><!--",
            "<svg/onload=alert(1)>",
            '#f:x" style="position:fixed',
            "javascript:alert(1)",
            '#read("/etc/passwd")',
            '"); #import "@preview/cetz:0.3.0',
            "\\u{22}\\",
            "{{ 宗地 }}{% for %}",
            "&lt;b&gt;&amp;",
        ]
    ),
    st.text(st.sampled_from("<>&\"'#$\\/{}[]()=;:%@ab出让 \t"), min_size=1, max_size=60),
)


@settings(
    max_examples=count(200, 6),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(text=HOSTILE)
def test_no_text_of_a_case_becomes_markup(text: str) -> None:
    try:
        case = case_from_mapping(
            {"宗地": {"坐落": text}, "当事人": {"受让人": [{"名称": text, "住所": text}]}}
        ).case
    except InputError:
        return
    made = preview(case, "信用承诺书")
    assert made.problems == ()
    safe(made)
    given_text = case.parcel.location if case.parcel else None
    if given_text and "parcel.location" in made.places:
        assert any(given_text in title for title in titles(made))


def test_a_figure_that_is_worked_out_leads_to_the_field_that_it_rests_on() -> None:
    leads = {
        link.get("href"): link.get("data-field")
        for root in roots(shown())
        for link in root.iterfind(".//s:a", NS)
    }
    assert leads["#f:document.contract_no"] == "contract_no"
    assert leads["#f:grantees.name"] == "parties.grantees[0]"
    assert leads["#f:indicators.contract_table[4].name"] == "indicators.others[3].name"
    assert leads["#f:parcel.outline_area_m2"] == "parcel.boundary_points[0]"
    assert leads["#f:grant.price_yuan"] is None


def test_a_huge_text_is_set_or_refused() -> None:
    try:
        case = case_from_mapping({"宗地": {"坐落": "示例路" * 4_000}}).case
    except DocgenError as error:
        assert error.problems[0].fix
        return
    made = preview(case, "出让合同")
    assert made.leaves or made.problems


def test_a_draft_leaves_a_line_for_words_that_a_value_has_not() -> None:
    figure = Figure("grant.price_yuan", "出让.出让价款", "amount", Decimal("-5.123"), "-5.123")
    made = drafted(Group({"出让": Group({"出让价款": figure})})).find("出让.出让价款")
    assert isinstance(made, Figure)
    assert made.printed == "-5.123"
    assert set(made.forms["大写"]) == {"_"}


def test_a_value_beyond_all_words_is_a_finding_of_check_too() -> None:
    text = CONTRACT.read_text(encoding="utf-8")
    wrong = case_of(re.sub('(price_yuan: *")[0-9.]+', r"\g<1>-5.00", text, count=1))
    assert "R059" in {one.code for one in pipeline.check(wrong, ["出让合同"]).errors}
    with pytest.raises(FindingsError):
        list(pipeline.generate(wrong, ["出让合同"]))
