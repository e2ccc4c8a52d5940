"""One thread at a time in PDFium: the library is not made for several, and may end the process."""

from __future__ import annotations

import threading

__all__ = ["PDFIUM"]

#: Held by whoever calls the library, for as long as a document of its is open.
PDFIUM = threading.Lock()
