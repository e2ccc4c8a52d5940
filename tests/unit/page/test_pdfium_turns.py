"""PDFium serves one thread at a time: papers set and read in several wait for each other there."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest

from docgen import intake, pipeline
from tests.apidesk import CONTRACT, sample


def test_no_two_threads_have_a_document_open_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    real, open_now, seen, lock = pypdfium2.PdfDocument, [0], [], threading.Lock()

    class Watched(real):  # type: ignore[misc, valid-type]
        def __init__(self, *args: object, **options: object) -> None:
            with lock:
                open_now[0] += 1
                seen.append(open_now[0])
            super().__init__(*args, **options)

        def close(self, *args: object, **options: object) -> None:
            with lock:
                open_now[0] -= 1
            super().close(*args, **options)

    monkeypatch.setattr(pypdfium2, "PdfDocument", Watched)
    case = intake.case_from_mapping(sample()).case
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: list(pipeline.generate(case, [CONTRACT])), range(6)))
    assert len({one.pdf for (one,) in made}) == 1
    assert len(seen) >= 6
    assert set(seen) == {1}
