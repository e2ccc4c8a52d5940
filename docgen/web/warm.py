"""What the first visitor would wait for, done while nobody waits."""

from __future__ import annotations

import logging
import threading

from docgen.errors import DocgenError
from docgen.model import Case
from docgen.pipeline.form import form_of
from docgen.pipeline.preview import preview
from docgen.web.casework import first_document
from docgen.web.settings import Settings

__all__ = ["warm_up"]

_log = logging.getLogger("docgen.web")


def warm_up(settings: Settings) -> threading.Thread:
    """Compile the first document's template and load the fonts, in a thread of its own.

    Args:
        settings: What the desk was started with.
    """
    worker = threading.Thread(target=_warm, args=(settings,), name="warm-up", daemon=True)
    worker.start()
    return worker


def _warm(settings: Settings) -> None:
    try:
        document = first_document(Case(), settings.templates)
        form_of(document, templates=settings.templates)
        preview(Case(), document, templates=settings.templates)
    except DocgenError as error:  # told in full to whoever asks for that paper
        _log.warning("warm-up %s", type(error).__name__)
