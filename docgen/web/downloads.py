"""Files as answers: named as they are, never opened in the page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePath
from urllib.parse import quote

from fastapi.responses import Response

__all__ = ["download", "zipped"]

_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}
_UNTYPED = "application/octet-stream"
#: The same files are the same zip: no moment of making in it.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def download(name: str, data: bytes) -> Response:
    """Return a file to be kept by the browser.

    Args:
        name: Its name; the ending says what it is.
        data: The file.
    """
    suffix = PurePath(name).suffix
    plain = f"docgen{suffix}" if suffix.isascii() and suffix.isprintable() else "docgen"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(
        data,
        media_type=_TYPES.get(suffix, _UNTYPED),
        headers={"Content-Disposition": disposition},
    )


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as one zip, in the order of their names.

    Args:
        files: Name → file.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), files[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()
