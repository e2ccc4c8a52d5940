"""What one document teaches for the next changes nothing of what is read and set."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen import pipeline
from docgen.errors import TemplateError
from docgen.page import read as reading
from docgen.page import read_memory, typst
from docgen.page.model import PageModel
from docgen.page.read import read
from tests.unit.page.samples import docx, field, paragraph, run

ROOT = Path(__file__).parents[3]
PAPERS = ("credit_commitment", "land_grant_contract")


@pytest.fixture(autouse=True)
def nothing_learned() -> Iterator[None]:
    read_memory.shared.cache_clear()
    yield
    read_memory.shared.cache_clear()


def generally(word: bytes, monkeypatch: pytest.MonkeyPatch) -> PageModel:
    """Read a document element by element, with nothing remembered."""
    read_memory.shared.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(reading, "chunks_of", lambda _document: None)
        return read(word)


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.slow
def test_a_remembered_paper_is_read_as_one_never_seen(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = []
    for case in ("yanshi", "baofeng"):
        loaded = pipeline.load_case(ROOT / f"examples/{case}.yaml")
        (paper,) = pipeline.generate(loaded, [name], formats=["docx"])
        words.append(paper.docx)
    wanted = [generally(word, monkeypatch) for word in words]
    read_memory.shared.cache_clear()
    for _ in range(3):
        assert [read(word) for word in words] == wanted


SAMPLES = [
    paragraph("甲", style="Clause") + paragraph("乙", style="Item") * 3
    + paragraph("丙", style="Clause"),
    paragraph("甲") + "<w:p/>" + paragraph(),
    "<w:p>" + run("甲") + '<w:r><w:br w:type="page"/></w:r>' + run("乙") + "</w:p>",
    "<w:p>" + run("共") + field("NUMPAGES", "3") + "</w:p>",
    paragraph("隐", rpr="<w:vanish/>") + paragraph("显"),
    '<w:p><w:pPr><w:pStyle w:val="Clause"/></w:pPr><w:bookmarkStart w:id="1" w:name="付款"/>'
    + run("甲") + '<w:bookmarkEnd w:id="1"/></w:p>',
    "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w=\"2000\"/><w:gridCol w:w=\"2000\"/></w:tblGrid>"
    + "<w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>" + paragraph("一")
    + "</w:tc><w:tc>"
    + paragraph("二", style="Clause") + "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
    + paragraph() + "</w:tc><w:tc>" + paragraph("三") + paragraph("四") + "</w:tc></w:tr></w:tbl>"
    + paragraph("五", style="Clause"),
]  # fmt: skip


@pytest.mark.parametrize("body", SAMPLES)
def test_every_kind_of_paragraph_is_remembered_as_it_is(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = docx(body)
    wanted = generally(word, monkeypatch)
    read_memory.shared.cache_clear()
    assert [read(word) for _ in range(4)] == [wanted] * 4


def test_what_cannot_be_shown_is_told_every_time() -> None:
    word = docx(paragraph("甲") + "<w:p><w:r><w:footnoteReference/></w:r></w:p>")
    for _ in range(4):
        with pytest.raises(TemplateError, match=r"正文第 2 段.*脚注"):
            read(word)


def test_a_paragraph_seen_once_is_not_kept() -> None:
    word = docx(paragraph("只此一家"))
    first, second, third = (read(word).sections[0].blocks[0] for _ in range(3))
    assert first is not second
    read(word)
    assert read(word).sections[0].blocks[0] is read(word).sections[0].blocks[0]
    assert first == second == third


def test_a_fresh_and_a_seasoned_process_give_the_same_pdf() -> None:
    word = docx("".join(paragraph(f"第{n}段，金额{n}00.00元。", style="Body") for n in range(20)))
    made = [typst.typeset(read(word), document_date=None).pdf for _ in range(4)]
    assert len(set(made)) == 1


def test_threads_share_what_was_learned_without_mixing_papers() -> None:
    papers = [
        docx(paragraph("共同的条款", style="Clause") * 5 + paragraph(f"第{n}份")) for n in range(4)
    ]
    wanted = [read(paper) for paper in papers]
    read_memory.shared.cache_clear()
    wrong: list[int] = []

    def work(number: int) -> None:
        for _ in range(25):
            if read(papers[number]) != wanted[number]:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
