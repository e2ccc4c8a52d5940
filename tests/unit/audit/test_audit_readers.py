"""The quick reader of plain parts and the reader of elements say the same of every paper."""

from __future__ import annotations

from random import Random

import pytest
from lxml import etree

from docgen.audit.counting import Labels
from docgen.audit.flat import read_flat
from docgen.audit.word import read_part, read_tree, read_word
from docgen.errors import AuditError
from docgen.render.docx import render
from tests import records
from tests.counts import count
from tests.fault import FAULTS
from tests.tagged import W, body, docx, paragraph, table

PARAGRAPHS = [
    paragraph("甲", "乙"),
    paragraph("A & B <丙>"),
    "<w:p/>",
    '<w:p w:rsidR="00A1"/>',
    "<w:p><w:pPr><w:jc w:val=\"left\"/></w:pPr></w:p>",
    "<w:p><w:r><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:br w:type=\"page\"/></w:r></w:p>",
    "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"9\"/></w:tabs></w:pPr></w:p>",
    '<w:p><w:bookmarkStart w:id="1" w:name="付款"/><w:r><w:t>&#20184;&#x6b3e;</w:t></w:r></w:p>',
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    table("一‖二", "三‖四"),
    table(""),
    "<w:sdt><w:sdtContent>" + paragraph("在控件里") + "</w:sdtContent></w:sdt>",
    paragraph("里&amp;外") + "<w:p/><w:p/>" + paragraph(""),
    "<w:p/>" + table("表‖后") + "<w:p/>",
]  # fmt: skip


def both(data: bytes) -> tuple[object, object]:
    return read_flat(data, Labels(None, None), "x"), read_tree(data, Labels(None, None), "x")


@pytest.mark.parametrize("blocks", PARAGRAPHS)
def test_the_quick_reader_agrees_with_the_reader_of_elements(blocks: str) -> None:
    quick, slow = both(body(blocks, "<w:sectPr/>"))
    assert quick == slow


def test_the_readers_agree_on_any_mixture() -> None:
    for seed in range(count(2_000, 200)):
        rng = Random(seed)
        blocks = [rng.choice(PARAGRAPHS) for _ in range(rng.randint(0, 8))]
        quick, slow = both(body(*blocks))
        assert quick == slow, blocks


@pytest.mark.slow
def test_the_readers_agree_on_papers_and_on_faulty_ones() -> None:
    compiled, _ = records.contract()
    whole = render(compiled, records.settled(records.contract_case(Random(5))), pages=3)
    files = [whole, *(made for fault in FAULTS.values() if (made := fault(whole, Random(1))))]
    seen = 0
    for made in files:
        try:
            file = read_word(made)
            data = file.members["word/document.xml"]
            labels = [
                Labels(file.members.get("word/styles.xml"), file.members.get("word/numbering.xml"))
                for _ in range(2)
            ]
            quick = read_flat(data, labels[0], "x")
            slow = read_tree(data, labels[1], "x")
        except AuditError:
            continue
        seen += quick is not None
        assert quick in (None, slow)
    assert seen > len(files) // 2


@pytest.mark.parametrize(
    "odd",
    [
        "<!-- 注 -->", "<w:ins><w:r><w:t>甲</w:t></w:r></w:ins>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r>",
        "<w:r><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict></w:r>",
        "<w:r><w:t><![CDATA[甲]]></w:t></w:r>", '<w:r><w:sym w:char="F0E0"/></w:r>',
    ],
)  # fmt: skip
def test_an_unusual_part_is_left_to_the_reader_of_elements(odd: str) -> None:
    data = body(f"<w:p>{odd}</w:p>")
    assert read_flat(data, Labels(None, None), "x") is None


@pytest.mark.parametrize(
    "words",
    [
        "甲>乙",
        ">",
        "甲 > 乙 >",
        "a&gt;b&amp;c",
        "&#30002;&#x4e59;",
        "&quot;甲&apos;",
        " ",
        "甲\n乙",
        "",
    ],
)
def test_letters_that_look_like_tags_are_words_like_others(words: str) -> None:
    run = f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'
    blank = f"\n <w:r> <w:t>前</w:t> </w:r> {run}\n"
    for paragraph_of in (run, f"<w:r><w:t>前</w:t></w:r>{run}", blank):
        quick, slow = both(body(f"<w:p>{paragraph_of}</w:p>", "<w:sectPr/>"))
        assert quick == slow
        (found,) = [one for one in slow if getattr(one, "text", "")] or [None]
        wanted = words.replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", '"')
        wanted = wanted.replace("&apos;", "'").replace("&#30002;&#x4e59;", "甲乙")
        assert wanted in (found.text if found else "")


@pytest.mark.parametrize(
    "broken",
    [
        "<w:p><w:r><w:t>甲&</w:t></w:r></w:p>", "<w:p><w:r><w:t>&甲;</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>甲]]></w:t></w:r></w:p>", "<w:p><w:r><w:t>甲\x01</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>甲\uffff</w:t></w:r></w:p>", "<w:p><w:r><w:t>甲</w:r></w:t></w:p>",
        "<w:p><w:r><w:t>&#0;</w:t></w:r></w:p>", "<w:p><w:r><x:t>甲</x:t></w:r></w:p>",
        "<w:tbl><w:tr><w:tc><w:p/></w:tr></w:tc></w:tbl>", "<w:p><w:r></w:p><w:p></w:r></w:p>",
        "<w:p></w:p></w:tbl>", '<w:p><w:r w:a="1" w:a="2"/></w:p>',
        "<w:p><w:r><w:t>&#55296;</w:t></w:r></w:p>",
    ],
)  # fmt: skip
def test_what_is_not_well_formed_anywhere_is_refused(broken: str) -> None:
    data = body("<w:p><w:r><w:t>前</w:t></w:r></w:p>", broken, "<w:sectPr/>")
    with pytest.raises(AuditError):
        quick = read_flat(data, Labels(None, None), "x")
        assert quick is None
        read_tree(data, Labels(None, None), "x")


def test_another_prefix_is_read_by_its_meaning() -> None:
    text = "<a:body><a:p><a:r><a:t>甲</a:t></a:r></a:p></a:body>"
    data = f'<a:document xmlns:a="{W}">{text}</a:document>'
    (found,) = read_tree(data.encode(), Labels(None, None), "x")
    assert getattr(found, "text", "") == "甲"
    assert read_flat(data.encode(), Labels(None, None), "x") is None


def test_a_text_outside_any_run_is_refused() -> None:
    made = docx("<w:p><w:t>甲</w:t></w:p>")
    with pytest.raises(AuditError, match="第1段"):
        read_part(read_word(made), "word/document.xml")


@pytest.mark.parametrize("broken", [b"", b"<w:document", b"<a>&x;</a>", b"\xff\xfe<"])
def test_what_is_no_xml_is_refused(broken: bytes) -> None:
    with pytest.raises((AuditError, etree.XMLSyntaxError)):
        quick = read_flat(broken, Labels(None, None), "x")
        assert quick is None
        read_tree(broken, Labels(None, None), "x")
