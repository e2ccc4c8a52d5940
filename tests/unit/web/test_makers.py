"""Papers made in processes of their own are those made here; one that dies is replaced."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from docgen import intake
from docgen.errors import DocgenError, FindingsError
from docgen.model import Case
from docgen.web.makers import Makers, Wanted
from tests.apidesk import CONTRACT, sample

WANTED = Wanted([CONTRACT], formats=("docx",), file="请求.json")


def case(**grant: str) -> Case:
    data = sample()
    data["grant"] |= grant
    return intake.case_from_mapping(data).case


@pytest.fixture(scope="module")
def makers() -> Iterator[Makers]:
    made = Makers(1, None)
    yield made
    made.close()


def test_without_processes_papers_are_made_here() -> None:
    here = Makers(0, None)
    (one,) = here.make(case(), WANTED)
    assert one.title == CONTRACT
    here.close()


@pytest.mark.e2e
def test_a_process_makes_the_same_bytes(makers: Makers) -> None:
    assert makers.make(case(), WANTED) == Makers(0, None).make(case(), WANTED)


@pytest.mark.e2e
def test_what_stops_a_paper_comes_back_as_itself(makers: Makers) -> None:
    with pytest.raises(FindingsError) as told:
        makers.make(case(deposit_yuan="9000000.00"), WANTED)
    assert [one.code for one in told.value.problems] == ["R060"]


@pytest.mark.e2e
def test_a_process_that_dies_is_told_and_replaced(makers: Makers) -> None:
    makers.make(case(), WANTED)
    pool = makers._running()
    (process,) = pool._processes.values()
    os.kill(process.pid, signal.SIGKILL)
    process.join(10)
    with pytest.raises(DocgenError, match="意外结束"):
        makers.make(case(), WANTED)
    (one,) = makers.make(case(), WANTED)
    assert one.title == CONTRACT
