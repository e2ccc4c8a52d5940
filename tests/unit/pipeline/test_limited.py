"""A file that somebody sent in can do nothing but be read, or be refused in one sentence."""

from __future__ import annotations

import base64
import gc
import io
import json
import os
import re
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from docgen import intake
from docgen.errors import DocgenError, InputError, TemplateError
from docgen.intake.form_book import form_book
from docgen.pipeline import limited as room
from docgen.pipeline import limited_returned
from docgen.pipeline.form import form_of
from docgen.pipeline.kinds import kind_of, text_kind
from docgen.pipeline.limited import BusyError, Limits, clean_name, limited
from docgen.pipeline.limited_readers import READERS
from tests.ledgerbook import sheet, workbook
from tests.tagged import docx as tagged
from tests.tagged import paragraph
from tests.wordfiles import para, receipt_for, word_file

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
CASE = (EXAMPLES / "fanxian.yaml").read_bytes()
MB = 1024 * 1024
#: Readers that misbehave, given to the child in place of the closed list.
FAULTY = """
import sys
from docgen.pipeline.limited_child import main

def endless(data, name, options):
    while True:
        pass

def asleep(data, name, options):
    import time
    time.sleep(600)

def greedy(data, name, options):
    return len(bytearray(8 << 30))

def crashing(data, name, options):
    import os
    os.abort()

def broken(data, name, options):
    raise KeyError("示例某")

def slow(data, name, options):
    import time
    time.sleep(0.3)
    return "answer"

def chatty(data, name, options):
    print("not an answer")
    return "answer"

def flooding(data, name, options):
    return "x" * (4 << 20)

def looking(data, name, options):
    import os, resource
    limits = {key: resource.getrlimit(getattr(resource, key)) for key in dir(resource)
              if key.startswith("RLIMIT_")}
    try:
        with open("left.txt", "wb") as file:
            file.write(b"x")
        wrote = True
    except OSError:
        wrote = False
    return {"environment": dict(os.environ), "folder": os.getcwd(),
            "files": os.listdir("/proc/self/fd"), "limits": limits, "wrote": wrote, "name": name,
            "options": {k: str(v) for k, v in options.items()}, "group": os.getpgid(0)}

sys.exit(main({name: one for name, one in globals().items() if callable(one) and name != "main"}))
"""
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    names = re.findall(r"^def (\w+)", FAULTY, re.MULTILINE)
    calls = {name: Limits(MB, 1024 * MB, 1) for name in names}
    monkeypatch.setattr(room, "CALLS", calls)
    monkeypatch.setattr(room, "_COMMAND", (sys.executable, "-I", "-B", "-c", FAULTY))
    monkeypatch.setattr(room, "_MOST_ANSWER", 2 * MB)


def children() -> set[str]:
    """Return the processes that this one began and that are still there, zombies too."""
    own = str(os.getpid())
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[1] == own:
                found.add(entry.name)
    return found


def refused(call: str, data: bytes, name: str = "来件.docx", **options: object) -> DocgenError:
    """Return the refusal; nothing is left of the child, and its words are an officer's."""
    before = children()
    with pytest.raises(DocgenError) as caught:
        limited(call, data, name=name, options=options)
    assert children() <= before
    for one in caught.value.problems:
        assert re.search(r"[\u4e00-\u9fff]", one.message)
        assert one.where
        assert "Traceback" not in str(caught.value)
    return caught.value


def book(rows: list[list[object]]) -> bytes:
    return workbook({"台账": sheet(rows)})


def zip_of(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def test_every_reader_has_limits_and_no_other_can_be_called() -> None:
    assert set(room.CALLS) == set(READERS)
    with pytest.raises(KeyError):
        limited("eval", b"", name="x")


def test_a_case_comes_back_as_plain_texts_with_their_places() -> None:
    read = limited("case", CASE, name="案卷.yaml")
    loaded = intake.case_from_bytes(CASE, name="案卷.yaml")
    assert read["data"] == intake.dump_case(loaded.case)
    assert read["origins"] == dict(loaded.origins)
    assert intake.case_from_mapping(read["data"]).case.model_dump() == loaded.case.model_dump()


def test_a_case_is_read_by_its_content_whatever_its_name_says() -> None:
    data = intake.dump_case(intake.case_from_bytes(CASE, name="a.yaml").case)
    as_json = json.dumps(data, ensure_ascii=False).encode()
    assert limited("case", as_json, name="案卷.docx")["data"] == data
    assert limited("case", '# 注\n\n"辖区" = "范县"\n'.encode(), name="a.xlsx")["data"] == {
        "jurisdiction": "范县"
    }


def test_a_form_that_was_filled_in_comes_back_as_the_case_that_it_holds() -> None:
    case = intake.case_from_bytes(CASE, name="案卷.yaml").case
    form = form_book(form_of("land_grant_contract"), case=case).data
    direct = intake.case_from_bytes(form, name="填好的表.xlsx")
    for call in ("form", "case"):
        read = limited(call, form, name="填好的表")
        assert read["data"] == intake.dump_case(direct.case)
        assert read["document"] == "land_grant_contract"
        assert read["origins"]["grant.price_yuan"].startswith("填好的表.xlsx ")


def test_the_faults_of_a_case_come_back_as_themselves() -> None:
    bad = "宗地:\n  出让面积: 很大\n  面积二: 1\n".encode()
    with pytest.raises(InputError) as direct:
        intake.case_from_bytes(bad, name="案卷.yaml")
    assert refused("case", bad, "案卷.yaml").problems == direct.value.problems


def test_a_ledger_is_told_for_its_confirmation() -> None:
    data = (EXAMPLES / "ledgers" / "成交公示.xlsx").read_bytes()
    told = limited("ledger", data, name="成交公示.xlsx", options={"samples": 2})
    assert told["rows"] == told["good"] > 2
    assert len(told["samples"]) == 2
    assert all(one["title"] and not one["title"].isascii() for one in told["columns"])
    assert told["sums"]
    assert set(told["samples"][0]) >= {one["header"] for one in told["columns"]}


def test_the_rows_at_fault_are_told_with_their_cells() -> None:
    data = book([["受让人", "出让面积（公顷）"], ["示例甲公司", "1.2"], ["示例乙公司", "很大"]])
    told = limited("ledger", data, name="台账.csv")
    assert (told["rows"], told["good"]) == (2, 1)
    assert [(one["cell"], one["severity"]) for one in told["faults"]] == [("B3", "error")]
    assert told["name"] == "台账.csv.xlsx"


def test_a_returned_paper_is_held_against_the_receipt_that_was_filed() -> None:
    receipt = receipt_for(
        [{"text": "面积100平方米"}],
        [{"paragraph": 1, "path": "parcel.area", "title": "面积", "printed": "100"}],
    )
    paper = word_file(para("面积120平方米"))
    verdict = limited(
        "verify", paper, name="合同.docx", options={"receipt": receipt, "receipt_name": "存档"}
    )
    assert (verdict["status"], verdict["receipt"], verdict["inside"]) == ("changed", "存档", None)
    assert [(one["title"], one["old"], one["new"]) for one in verdict["figures"]] == [
        ("面积", "100", "120")
    ]


def test_two_papers_are_compared_and_the_redline_comes_back_whole() -> None:
    old, new = word_file(para("甲方应当付款。")), word_file(para("甲方可以付款。"))
    found = limited(
        "compare",
        old,
        name="原.docx",
        options={"other": new, "other_name": "../新.docx", "redline": True},
    )
    assert [one["kind"] for one in found["words"]] == ["reworded"]
    assert kind_of(base64.b64decode(found["redline"])) == "docx"


def test_what_is_wrong_with_a_template_comes_back_with_its_lines_and_a_marked_copy() -> None:
    data = tagged(paragraph("价款{{ 出让.出让价钱 }}元"))
    found = limited("lint", data, name="我的.docx", options={"document": "land_grant_contract"})
    wrong = [one for one in found["findings"] if one["severity"] == "error"]
    assert wrong
    assert "出让价钱" in wrong[0]["message"]
    assert [one["text"] for one in found["lines"]] == ["价款{{ 出让.出让价钱 }}元"]
    assert kind_of(base64.b64decode(found["marked"])) == "docx"


def test_what_a_receipt_inside_says_of_itself_is_told_apart_from_none() -> None:
    assert limited("inside", word_file(para("甲")), name="甲.docx") is None
    assert limited("inside", b"%PDF-1.7", name="甲.pdf") is None


def test_a_page_is_told_of_so_many_changes_and_of_how_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limited_returned, "_MOST_SHOWN", 1)
    old = word_file(para("甲方应当付款。") + para("乙方应当交地。"))
    new = word_file(para("甲方可以付款。") + para("乙方可以交地。"))
    options = {"other": new, "other_name": "新.docx", "clauses": True}
    found = READERS["compare"](old, "原.docx", options)
    assert found["counts"]["words"] == 2
    assert sum(len(held) for _, held in found["clauses"]) == 1
    assert found["clauses"][0][1][0]["old"] == (
        ("same", "甲方"),
        ("gone", "应当"),
        ("same", "付款。"),
    )


@pytest.mark.slow
@pytest.mark.usefixtures("faulty")
@linux
def test_however_many_are_sent_in_only_a_few_are_read_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "_places", threading.BoundedSemaphore(2))
    monkeypatch.setattr(room, "_PATIENCE_SECONDS", 60)
    before, most, told = children(), 0, []
    callers = [
        threading.Thread(target=lambda: told.append(limited("slow", b"x", name="a")))
        for _ in range(6)
    ]
    for one in callers:
        one.start()
    while any(one.is_alive() for one in callers):
        most = max(most, len(children() - before))
    assert told == ["answer"] * 6
    assert most == 2
    assert children() <= before


@pytest.mark.parametrize(
    ("call", "data", "said"),
    [
        ("verify", b"", "空的"),
        ("verify", b"\0\1\2" * 100, "认不出"),
        ("verify", book([["受让人"]]), "Excel"),
        ("verify", word_file(para("甲"))[:-40], "不完整"),
        ("verify", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "旧格式"),
        ("compare", b"%PDF-1.7", "PDF"),
        ("form", CASE, "文本"),
        ("ledger", word_file(para("甲")), "Word"),
        ("case", zip_of(a=b"1"), "压缩包"),
        ("template", b"PK\x03\x04" + b"\0" * 100, "不完整"),
        ("lint", CASE, "文本"),
    ],
)
@linux
def test_a_file_of_another_kind_is_named(call: str, data: bytes, said: str) -> None:
    error = refused(call, data, other=word_file(para("甲")), other_name="乙.docx")
    assert len(error.problems) == 1
    assert said in error.problems[0].message
    assert error.problems[0].fix


@pytest.mark.slow
@linux
def test_a_bomb_of_a_zip_is_refused() -> None:
    good = zipfile.ZipFile(io.BytesIO(word_file(para("甲"))))
    members = {name.replace("/", "__"): good.read(name) for name in good.namelist()}
    good.close()
    members["word__media__a.png"] = b"\0" * (200 * MB)
    bomb = zip_of(**members)
    assert len(bomb) < MB
    for call in ("verify", "template"):
        assert len(refused(call, bomb).problems) == 1


@pytest.mark.slow
@linux
def test_a_billion_laughs_are_refused() -> None:
    yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
    )
    assert refused("case", yaml.encode(), "案卷.yaml").problems
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 9}">' for n in range(1, 10))
    laughing = f'<!DOCTYPE w [<!ENTITY e0 "x">{entities}]><w:p>&e9;</w:p>'
    good = zipfile.ZipFile(io.BytesIO(word_file(para("甲"))))
    members = {name.replace("/", "__"): good.read(name) for name in good.namelist()}
    good.close()
    members["word__document.xml"] = laughing.encode()
    assert isinstance(refused("verify", zip_of(**members)), InputError)
    assert isinstance(refused("template", zip_of(**members)), TemplateError)


@pytest.mark.slow
@linux
def test_noise_as_large_as_may_be_is_refused_and_no_larger_file_is_read() -> None:
    noise = os.urandom(MB) * 64
    for call in ("verify", "ledger"):
        assert len(refused(call, noise).problems) == 1
        assert len(refused(call, b"PK\x03\x04" + noise[:-4]).problems) == 1
        assert "64 MB" in str(refused(call, noise + b"x"))
    assert "64 MB" in str(refused("verify", b"x", receipt=noise + b"x"))


@pytest.mark.slow
@pytest.mark.usefixtures("faulty")
@linux
@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("endless", "时间"),
        ("greedy", "内存"),
        ("crashing", "停了下来"),
        ("broken", "停了下来"),
        ("flooding", "停了下来"),
    ],
)
def test_a_reader_that_goes_astray_ends_in_one_sentence(
    call: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    error = refused(call, b"x", "示例某的合同.docx")
    assert isinstance(error, InputError)
    assert said in error.problems[0].message
    assert error.problems[0].where == "示例某的合同.docx"
    assert call in caplog.text
    assert "示例某" not in caplog.text


@pytest.mark.slow
@pytest.mark.usefixtures("faulty")
@linux
def test_a_reader_that_only_waits_is_ended_by_the_clock() -> None:
    assert "时间" in refused("asleep", b"x").problems[0].message


@pytest.mark.usefixtures("faulty")
def test_what_a_library_prints_is_no_part_of_the_answer() -> None:
    assert limited("chatty", b"x", name="a") == "answer"


@pytest.mark.usefixtures("faulty")
@linux
def test_the_child_has_nothing_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCGEN_SECRET", "1")
    with Path(os.devnull).open("rb") as kept:
        os.set_inheritable(kept.fileno(), True)
        seen = limited(
            "looking", b"x", name="../../etc/\u202e甲\n.docx", options={"b_name": "/x/y"}
        )
    assert set(seen["environment"]) <= {"LC_ALL", "LC_CTYPE", "PWD"}
    assert len(seen["files"]) <= 6
    assert seen["group"] != os.getpgid(0)
    assert (seen["name"], seen["options"]) == ("甲.docx", {"b_name": "y"})
    assert seen["wrote"] is False
    assert not Path(seen["folder"]).exists()
    assert seen["folder"] != str(Path.cwd())
    for key, most in (("RLIMIT_FSIZE", 0), ("RLIMIT_NPROC", 0), ("RLIMIT_CORE", 0),
                      ("RLIMIT_AS", 1024 * MB)):  # fmt: skip
        assert seen["limits"][key] == [most, most]
    assert seen["limits"]["RLIMIT_CPU"] == [1, 2]


def test_too_many_at_once_are_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_places", threading.BoundedSemaphore(1))
    monkeypatch.setattr(room, "_PATIENCE_SECONDS", 0.01)
    with room._place("甲"), pytest.raises(BusyError, match="太多"):
        limited("case", CASE, name="案卷.yaml")
    assert limited("case", CASE, name="案卷.yaml")["data"]


def test_a_name_is_for_messages_and_says_nothing_else() -> None:
    assert clean_name("../../etc/passwd") == "passwd"
    assert clean_name("C:\\台账\\合同\u202excod.\x1b[31m\n.docx") == "合同xcod.[31m.docx"
    assert clean_name("") == clean_name("/") == clean_name("\0") == "来件"
    long = clean_name("甲" * 500 + ".docx")
    assert len(long) <= 80
    assert long.endswith("….docx")


def test_the_way_of_writing_is_told_by_the_first_words() -> None:
    assert text_kind(b'\xef\xbb\xbf {"a": 1}') == ".json"
    assert text_kind("# 注 = 1\n[宗地]\n".encode()) == ".toml"
    assert text_kind(b"a = 1\n") == ".toml"
    assert text_kind("宗地:\n  备注: a = b\n".encode()) == ".yaml"
    assert text_kind(b"") == ".yaml"


def test_nothing_stays_open() -> None:
    with pytest.raises(InputError):
        limited("form", b"x", name="a.xlsx")
    gc.collect()  # a ResourceWarning would be an error here
