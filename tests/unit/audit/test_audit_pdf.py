"""What the pages of a PDF must keep, on small papers: each fault is told, and nothing sound is."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

import pikepdf
import pypdfium2
import pytest

from docgen.audit.pdf import audit_pdf
from docgen.audit.pdftext import read_pdf
from docgen.errors import AuditError
from docgen.page import typst, typst_text
from docgen.page.model import PageField, Run
from docgen.page.read import read
from docgen.proof import Figure, LayoutPromises, Placed
from tests.counts import count
from tests.pdffault import FAULTS, edited
from tests.unit.page.samples import docx, field, paragraph, run

DAY = date(2021, 11, 5)
AMOUNT = "14000001.00元"


def pdf_of(word: bytes, *, pdf_a: bool = False) -> bytes:
    return typst.typeset(read(word), document_date=DAY, pdf_a=pdf_a).pdf


def set_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the page setter forget that figures and units belong together."""

    def free(inlines: list[Run | PageField], room: float) -> Iterator[tuple[int, Run | PageField]]:
        return ((0, one) for one in inlines)

    monkeypatch.setattr(typst_text, "joined", free)


def table(rows: list[list[str]], *, header: bool = False, whole: bool = False) -> str:
    props = ("<w:cantSplit/>" if whole else "", "<w:tblHeader/>")
    made = ""
    for index, cells in enumerate(rows):
        row = props[0] + (props[1] if header and index == 0 else "")
        inner = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for cell in cells
        )
        made += f"<w:tr><w:trPr>{row}</w:trPr>{inner}</w:tr>"
    grid = '<w:gridCol w:w="4000"/>' * len(rows[0])
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>"


@pytest.mark.parametrize(
    "figure",
    [
        AMOUNT, "46666.67平方米", "300.00元/平方米", "12.5%", "2021年12月31日", "3‰/日", "10日",
        "410307001002GB00216", "壹仟肆佰万零壹元整", "肆万陆仟陆佰陆拾陆点陆柒平方米",
    ],
)  # fmt: skip
@pytest.mark.slow
def test_no_line_parts_a_figure_and_an_engine_that_does_is_caught(
    figure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [docx(paragraph("国" * n + figure + "为准。" * 20)) for n in range(25, 38)]
    for word in papers:
        audit_pdf(pdf_of(word), word)
    set_apart(monkeypatch)
    caught = 0
    for word in papers:
        try:
            audit_pdf(pdf_of(word), word)
        except AuditError as error:
            assert {problem.code for problem in error.problems} == {"A014"}
            caught += 1
    # Typst itself never breaks a code or a percentage.
    assert caught or figure in ("12.5%", "410307001002GB00216")


def test_a_figure_and_its_unit_of_another_look_stay_together() -> None:
    for n in range(25, 38):
        inner = run("国" * n) + run("14000001.00", "<w:b/>") + run("元/平方米，" + "以此为准" * 9)
        word = docx(f"<w:p>{inner}</w:p>")
        audit_pdf(pdf_of(word), word)


def test_a_parted_figure_is_named_with_clause_and_page(monkeypatch: pytest.MonkeyPatch) -> None:
    set_apart(monkeypatch)
    figure = Figure("grant.price_yuan", "出让.出让价款", "amount", Decimal("14000001.00"))
    placed = Placed(figure, "", "14000001.00", "word/document.xml", "第九条", 1)
    for n in range(25, 38):
        word = docx(paragraph("国" * n + AMOUNT + "为准。" * 20))
        try:
            audit_pdf(pdf_of(word), word, placed=[placed])
        except AuditError as error:
            (problem,) = error.problems
            assert problem.message == f"「出让.出让价款」「{AMOUNT}」被拆在两行或两页。"
            assert problem.where == "PDF 第1页 第九条（正文第1段）"
            assert problem.path == "grant.price_yuan"
            assert error.exit_code == 6
            return
    pytest.fail("没有一处拆开")


@pytest.mark.parametrize("figure", ["1234567890123.00元/平方米", "410307001002GB00216W00000000"])
def test_a_figure_wider_than_its_column_may_be_broken_and_stays_in_its_column(figure: str) -> None:
    narrow = table([[paragraph(figure), paragraph("邻格")]]).replace("4000", "1300")
    word = docx(narrow + paragraph())
    pdf = pdf_of(word)
    audit_pdf(pdf, word)
    (page,) = read_pdf(pdf, top_pt=Decimal(72), bottom_pt=Decimal(72))
    edge = next(one.left for one in page.body if one.letters == "邻格")
    assert all(one.right < edge for one in page.body if one.letters != "邻格")


def test_white_space_parts_two_numbers() -> None:
    for n in range(20, 36):
        word = docx(paragraph("国" * n + "3842310.000 641520.000 " * 3))
        audit_pdf(pdf_of(word), word)


def signed(before: str, *, alone: bool) -> bytes:
    breaks = "<w:pageBreakBefore/>" if alone else ""
    lines = [
        paragraph("出让人（盖章）：", style="Signature", ppr=breaks),
        paragraph("受让人（盖章）：", style="Signature"),
    ]
    return docx(before + "".join(lines))


def test_a_signature_block_alone_on_a_page_is_refused() -> None:
    body = paragraph("本合同自双方签字盖章之日起生效。")
    together = signed(body, alone=False)
    audit_pdf(pdf_of(together), together)
    alone = signed(body, alone=True)
    with pytest.raises(AuditError, match="签署栏单独在一页上") as caught:
        audit_pdf(pdf_of(alone), alone)
    assert [one.code for one in caught.value.problems] == ["A015"]
    assert caught.value.problems[0].where == "PDF 第2页（正文第2段）"


def test_a_signature_block_promised_whole_is_held_to_it() -> None:
    lines = [paragraph(f"第{n}方：", style="Signature") for n in "甲乙丙丁戊己庚辛"]
    word = docx(paragraph("行") * 40 + "".join(lines))
    pdf = pdf_of(word)
    audit_pdf(pdf, word)
    with pytest.raises(AuditError, match="签署栏不得拆到两页"):
        audit_pdf(pdf, word, promises=LayoutPromises(signature_block_whole=True))


def test_a_split_row_is_named_by_table_row_and_page() -> None:
    rows = [[paragraph("头"), paragraph("头")], *[[paragraph("乙"), paragraph("甲") * 4]] * 4]
    promise = LayoutPromises(rows_not_split=True)
    told = []
    for lines in range(28, 38):
        before = table([[paragraph("一")]]) + paragraph("行") * lines
        whole = docx(before + table(rows, whole=True) + paragraph())
        audit_pdf(pdf_of(whole), whole, promises=promise)
        word = docx(before + table(rows) + paragraph())
        pdf = pdf_of(word)
        audit_pdf(pdf, word)
        try:
            audit_pdf(pdf, word, promises=promise)
        except AuditError as error:
            told += error.problems
    assert told
    for problem in told:
        assert problem.code == "A016"
        assert "第2张表的第" in problem.message
        assert problem.where.startswith("PDF 第1页至第2页")


def test_the_cells_of_a_split_row_are_read_side_by_side_on_every_page() -> None:
    same = [paragraph("甲") * 6, paragraph("甲乙") * 3 + paragraph("丙"), paragraph("1") * 9]
    for lines in range(26, 38):
        word = docx(
            paragraph("行") * lines
            + table([[paragraph("头"), paragraph("头"), paragraph("头")], same, same], header=True)
            + paragraph()
        )
        pdf = pdf_of(word)
        audit_pdf(pdf, word)
        lost = docx(
            paragraph("行") * lines
            + table(
                [
                    [paragraph("头"), paragraph("头"), paragraph("头")],
                    same,
                    [paragraph("甲") * 6, paragraph("甲乙") * 3, paragraph("1") * 9],
                ],
                header=True,
            )
            + paragraph()
        )
        with pytest.raises(AuditError, match="PDF 与 Word 从这里开始不同"):
            audit_pdf(pdf, lost)


def test_a_promised_number_of_pages_is_held() -> None:
    one, two = docx(paragraph("甲")), docx(paragraph("行") * 60)
    audit_pdf(pdf_of(one), one, promises=LayoutPromises(pages=1))
    with pytest.raises(AuditError, match="应为1页，排成2页"):
        audit_pdf(pdf_of(two), two, promises=LayoutPromises(pages=1))


def footed(inner: str) -> bytes:
    return docx(paragraph("行") * 60, parts={"footer1": ("default", f"<w:p>{inner}</w:p>")})


def test_a_page_number_or_page_count_that_is_not_true_is_refused() -> None:
    true = footed(run("第") + field("PAGE", "1") + run("页共") + field("NUMPAGES", "1") + run("页"))
    audit_pdf(pdf_of(true), true)
    false = footed(run("第") + field("PAGE", "1") + run("页共3页"))
    stuck = footed(run("第1页共") + field("NUMPAGES", "1") + run("页"))
    for pdf in map(pdf_of, (false, stuck)):
        with pytest.raises(AuditError, match="页脚应为") as caught:
            audit_pdf(pdf, true)
        assert caught.value.problems[0].code == "A012"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (paragraph("甲方") + paragraph("乙方"), paragraph("乙方") + paragraph("甲方")),
        (
            table([[paragraph("面积"), paragraph("1")]]) + paragraph(),
            table([[paragraph("1"), paragraph("面积")]]) + paragraph(),
        ),
    ],
)
def test_words_out_of_order_are_refused(first: str, second: str) -> None:
    word, other = docx(first), docx(second)
    audit_pdf(pdf_of(word), word)
    with pytest.raises(AuditError, match="PDF 与 Word 从这里开始不同"):
        audit_pdf(pdf_of(other), word)


def test_a_header_row_may_stand_again_and_is_expected_nowhere_else() -> None:
    rows = [[paragraph("指标"), paragraph("数值")]] + [[paragraph("行"), paragraph("1")]] * 60
    word = docx(table(rows, header=True) + paragraph())
    audit_pdf(pdf_of(word), word)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_in_the_bytes_of_the_pdf_is_refused(kind: str) -> None:
    number = field("PAGE", "1")
    word = docx(
        paragraph("出让价款为人民币壹仟元整（小写1000.00元）。")
        + "".join(paragraph(f"行文{letter}") for letter in "甲乙丙丁戊己庚辛壬癸" * 6),
        parts={"footer1": ("default", f"<w:p>{number}</w:p>")},
    )
    sound = pdf_of(word)
    same = edited(lambda _file, _rng: True)(sound, Random(0))
    assert same is not None
    audit_pdf(same, word)
    faulty = [made for seed in range(3) if (made := FAULTS[kind](sound, Random(seed)))]
    assert faulty
    for pdf in faulty:
        with pytest.raises(AuditError):
            audit_pdf(pdf, word)


def test_what_is_no_pdf_is_refused() -> None:
    word = docx(paragraph("甲"))
    for data in (b"", b"%PDF-1.7", b"PK\x03\x04" + b"0" * 100, b"%PDF-1.7\nstartxref\n9\n%%EOF"):
        with pytest.raises(AuditError, match="不能逐字读回"):
            audit_pdf(data, word)


def spoilt(pdf: bytes, seed: int) -> bytes:
    """Return a PDF with a few bytes changed, mostly those that say how it is built."""
    rng, made = Random(seed), bytearray(pdf)
    spots = [match.start() for match in re.finditer(rb"[0-9<>/\[\]()R]", pdf)]
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.choice(spots) if rng.random() < 0.8 else rng.randrange(len(made))
        made[at] = (
            rng.choice(b"0123456789<>/[]()R .-xX") if rng.random() < 0.8 else rng.randrange(256)
        )
    return bytes(made)


@pytest.mark.parametrize(
    "seeds", [range(100), pytest.param(range(100, count(20_000, 1500)), marks=pytest.mark.slow)]
)
def test_a_spoilt_file_is_read_or_refused_with_a_message(seeds: range) -> None:
    word = docx(paragraph("出让价款1000.00元。") + paragraph("行文"))
    pdf = pdf_of(word)
    refused = 0
    for seed in seeds:
        try:
            audit_pdf(spoilt(pdf, seed), word)
        except AuditError:
            refused += 1
    assert refused > len(seeds) // 2


@pytest.mark.parametrize(
    ("old", "new"),
    [(rb"/Kids\[[^\]]*\]", b"/Kids[1 0 R]"), (rb"/Length [0-9]+", b"/Length 42 0 R")],
)
def test_a_file_that_leads_in_a_circle_is_refused(old: bytes, new: bytes) -> None:
    word = docx(paragraph("甲"))
    pdf = re.sub(old, lambda found: new.ljust(len(found[0])), pdf_of(word))
    with pytest.raises(AuditError, match="不能逐字读回"):
        audit_pdf(pdf, word)


def test_rare_letters_parentheses_and_signs_are_read_like_pdfium_reads_them() -> None:
    text = "（一）((a)(b))\\〔2021〕“标准地”①㎡‰％—…·×≤≥0123456789-_/@.,;:!?䶮𠮷"
    word = docx(paragraph(text) + paragraph("((" * 9 + "))" * 9))
    pdf = pdf_of(word)
    pages = read_pdf(pdf, top_pt=Decimal(72), bottom_pt=Decimal(72))
    ours = "".join(one.letters for page in pages for one in page.body)
    with pypdfium2.PdfDocument(pdf) as document:
        theirs = "".join("".join(p.get_textpage().get_text_range().split()) for p in document)
    assert ours == theirs == text + "((" * 9 + "))" * 9


class TestPdfA:
    def test_what_was_asked_for_is_seen_in_the_file(self) -> None:
        word = docx(paragraph("甲"))
        audit_pdf(pdf_of(word, pdf_a=True), word, pdf_a=DAY)

    def test_a_plain_pdf_is_none(self) -> None:
        word = docx(paragraph("甲"))
        with pytest.raises(AuditError, match="OutputIntent") as caught:
            audit_pdf(pdf_of(word), word, pdf_a=DAY)
        assert {one.code for one in caught.value.problems} == {"A017"}

    def test_another_day_is_told(self) -> None:
        word = docx(paragraph("甲"))
        with pytest.raises(AuditError, match="日期不是成文日期"):
            audit_pdf(pdf_of(word, pdf_a=True), word, pdf_a=date(2020, 1, 1))

    @pytest.mark.parametrize(
        ("key", "told"), [("/OutputIntents", "OutputIntent"), ("/Metadata", "XMP")]
    )
    def test_what_is_missing_is_told(self, key: str, told: str) -> None:
        word = docx(paragraph("甲"))
        with pikepdf.open(io.BytesIO(pdf_of(word, pdf_a=True))) as file:
            del file.Root[key]
            out = io.BytesIO()
            file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        with pytest.raises(AuditError, match=told):
            audit_pdf(out.getvalue(), word, pdf_a=DAY)
