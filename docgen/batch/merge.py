"""The print file of a run, put together from its chunks and held against them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from docgen import glossary
from docgen.audit.run import Expected, audit_run
from docgen.audit.run_pages import Joined, audit_joined, page_marks
from docgen.batch.chunks import Chunks
from docgen.batch.reconcile import PrintFileFacts
from docgen.errors import DeliveryError
from docgen.page.run import Span, set_run, spans_of
from docgen.page.run_join import PrintFile, bookmark_of, join, places
from docgen.page.run_sheets import IndexWords, index_lines, index_pieces, index_spans

__all__ = ["Merged", "put_together"]


@dataclass(frozen=True, slots=True)
class Merged:
    """A print file, put together and audited, not yet delivered.

    Attributes:
        draft: Where it lies.
        facts: What is to be known of it.
        places: First page and number of pages of each notice, in order.
    """

    draft: Path
    facts: PrintFileFacts
    places: tuple[tuple[int, int], ...]


def put_together(
    chunks: Chunks, draft: Path, *, name: str, title: str, duplex: bool, index: bool
) -> Merged | None:
    """Write the print file of a run's chunks.

    Args:
        chunks: The chunks; all of them are done.
        draft: Where to.
        name: Name that it will have.
        title: Title of the run, for its properties and its index.
        duplex: Whether each notice begins on a new sheet.
        index: Whether it begins with an index.

    Returns:
        The print file; None where no notice has pages.

    Raises:
        AuditError: It is not what the chunks are.
        DeliveryError: It cannot be written.
    """
    spans = [span for pdf in chunks.pages() for span in spans_of(pdf)]
    if not spans:
        return None
    front = _index(spans, title, duplex=duplex) if index else []
    try:
        with draft.open("wb") as target:
            made = join(
                _all(front, chunks),
                target,
                title=title,
                document_date=None,
                duplex=duplex,
            )
    except OSError as error:
        raise DeliveryError(
            "打印件写不下来。", where=name, fix="磁盘满了就腾出空间，再用同样的命令继续。"
        ) from error
    _hold(draft, made, front, chunks)
    notices = [span for span in made.spans if span.kind == "notice"]
    facts = PrintFileFacts(name, made.page_count, sum(span.count for span in notices), made.sha256)
    return Merged(draft, facts, tuple((span.first, span.count) for span in notices))


def _all(front: Sequence[bytes], chunks: Chunks) -> Iterator[bytes]:
    yield from front
    yield from chunks.pages()


def _index(spans: Sequence[Span], title: str, *, duplex: bool) -> list[bytes]:
    """Return the index as chunks of its own, each held against its words.

    Each of its pieces is set by itself, so that the index of a long run takes no more memory.
    """
    ahead = index_spans(spans)
    placed, _ = places((*ahead, *spans), duplex=duplex)
    words = _words(title)
    papers = placed[len(ahead) :]
    made: list[bytes] = []
    sheets = zip(index_pieces(papers, words), index_lines(papers, words), ahead, strict=True)
    for piece, text, span in sheets:
        made.append(set_run([piece], document_date=None).pdf)
        audit_run(made[-1], [Expected(text, 1, span.count)], outline=False)
    return made


def _words(title: str) -> IndexWords:
    heads = (
        glossary.list_item()["no"],
        glossary.title("Notice", "document_no"),
        glossary.title("Notice", "addressee"),
        "页",
    )
    return IndexWords(f"{title}目录", heads)


def _hold(draft: Path, made: PrintFile, front: Sequence[bytes], chunks: Chunks) -> None:
    """Hold the print file against the pages that were audited in its chunks."""
    marks = iter([mark for pdf in front for mark in page_marks(pdf)] + list(chunks.marks()))
    pieces = (
        Joined(
            tuple(islice(marks, span.count)),
            span.first,
            bookmark_of(span) if span.kind == "notice" else "",
        )
        for span in made.spans
    )
    audit_joined(draft.read_bytes(), pieces)
