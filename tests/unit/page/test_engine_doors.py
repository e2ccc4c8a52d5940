"""The engines reach no file and no network, whatever a document says."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.errors import EngineError
from docgen.page import html, typst_press
from docgen.page.fonts import system_fonts
from docgen.page.model import Geometry, PageModel, Paragraph, Run, RunStyle, Section
from docgen.page.typst import compile_source, source, typeset
from tests.counts import count

SONG = RunStyle("Times New Roman", "宋体", 12.0)
PAGE = Geometry(595.3, 841.9, 72, 72, 72, 72, 36, 36)
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')
#: Every word that our sources may use outside texts; what opens a file is none of them.
WORD = re.compile(r"[A-Za-z][A-Za-z-]{2,}")
HOSTILE = (
    '#read("/etc/passwd")',
    '"); read("/etc/passwd"); ("',
    '\\"); #include "/etc/passwd"',
    '#import "@preview/cetz:0.3.0"',
    '#image("/etc/hostname")',
    '$#eval("read(\\"/etc/passwd\\")")$',
    "\\u{22}); import",
    "`#include`",
    '<img src="file:///etc/passwd">',
    "</style><link rel=attachment href='http://192.0.2.1/'>",
    "url(http://192.0.2.1/x)",
)


def model(text: str, title: str = "") -> PageModel:
    inlines = (Run(text, SONG),) if text else ()
    paragraph = Paragraph(inlines, size=12.0, ascent=15.0, descent=5.0)
    return PageModel((Section(PAGE, (paragraph,)),), title=title)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Have every connection of Python's tell of itself."""
    tried: list[object] = []

    def refuse(_: object, address: object) -> None:
        tried.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield tried


@pytest.mark.parametrize(
    "told",
    [
        '#read("/etc/passwd")',
        '#include "/etc/passwd"',
        '#import "@preview/cetz:0.3.0": canvas',
        '#import "@local/cetz:0.3.0"',
        '#plugin("/etc/passwd")',
        '#eval("1")',
        '#bibliography("/etc/passwd")',
        '#json("/etc/passwd")',
        '#xml("/etc/passwd")',
    ],
)
def test_typst_sees_no_source_that_opens_something(told: str) -> None:
    with pytest.raises(EngineError, match="不允许的指令"):
        compile_source(told, None)


@pytest.mark.parametrize("told", ["/etc/passwd", "../../../../../etc/passwd", "etc/passwd", "x"])
def test_typst_finds_no_file_even_where_it_is_asked_to(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typst_press, "_demand_closed", lambda _: None)
    for call in (f'#read("{told}")', f'#image("{told}")', f'#include "{told}"'):
        with pytest.raises(EngineError):
            compile_source(call, None)


def test_typst_finds_no_file_of_the_folder_it_runs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.txt").write_text("x", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(typst_press, "_demand_closed", lambda _: None)
    monkeypatch.setattr(typst_press, "_compilers", [])
    for told in ("secret.txt", "/secret.txt", str(tmp_path / "secret.txt")):
        with pytest.raises(EngineError):
            compile_source(f'#read("{told}")', None)


def test_the_root_of_typst_is_no_folder() -> None:
    assert not Path(os.devnull).is_dir()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_set_as_it_stands_and_opens_nothing(text: str, no_network: list[object]) -> None:
    made = typeset(model(text, title=text), document_date=None)
    assert made.page_count == 1
    assert b"root:" not in made.pdf
    assert no_network == []


def outside(text: str) -> set[str]:
    made, _ = source(model(text, title=text), document_date=None, fonts=system_fonts())
    return set(WORD.findall(LITERAL.sub("", made)))


@settings(max_examples=count(400, 60), deadline=None)
@given(
    text=st.one_of(
        st.sampled_from(HOSTILE),
        st.text(st.sampled_from('"\\#$`(){}[];:@/*_<>-=国 readimportinclude\t'), max_size=60),
    )
)
def test_no_text_stands_outside_a_literal(text: str) -> None:
    usual = outside("国")
    assert outside(text) <= usual | outside("_" * 40) | outside("a" * 40) | outside("1元")
    assert not usual & set(typst_press._DOORS)


@pytest.mark.parametrize("text", HOSTILE)
def test_weasyprint_fetches_nothing_for_a_text(text: str, no_network: list[object]) -> None:
    weasy = pytest.importorskip("docgen.page.weasy")
    made = weasy.typeset(model(text, title=text), document_date=None)
    assert made.page_count == 1
    assert b"root:" not in made.pdf
    assert no_network == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "/etc/passwd",
        "http://192.0.2.1/x.png",
        "https://192.0.2.1/x.png",
        "ftp://192.0.2.1/x",
        "data:text/html,<b>x</b>",
        "data:text/css;base64,QGltcG9ydA==",
        "//192.0.2.1/x.png",
        "",
    ],
)
def test_weasyprint_is_given_no_address_but_a_pictures_own_bytes(
    address: str, no_network: list[object]
) -> None:
    press = pytest.importorskip("docgen.page.weasy_press")
    with pytest.raises(ValueError, match="not a picture"):
        press.Pictures().fetch(address)
    assert no_network == []


def test_a_page_that_asks_weasyprint_for_a_file_is_refused(no_network: list[object]) -> None:
    press = pytest.importorskip("docgen.page.weasy_press")
    made = html.source(model("国"), document_date=None, fonts=system_fonts(), page_count=1)
    for address in ("file:///etc/passwd", "http://192.0.2.1/x.png"):
        shown = made.html.replace("</p>", f'<img src="{address}"></p>', 1)
        assert shown != made.html
        with pytest.raises(EngineError):
            press.Sheet(replace(made, html=shown))
        styled = f"{made.css} p {{ background: url({address}) }} @import '{address}';"
        with pytest.raises(EngineError):
            press.Sheet(replace(made, css=styled))
    assert no_network == []
