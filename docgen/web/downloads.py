"""Files as answers: named as they are, never opened in the page."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PurePath
from urllib.parse import quote

from fastapi.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

__all__ = ["download", "download_file", "download_zip", "media_type", "zipped"]

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
    return Response(data, media_type=_TYPES.get(suffix, _UNTYPED), headers=_named(name))


def download_file(name: str, path: Path, done: Callable[[], None] | None = None) -> Response:
    """Return a file of the disk, sent as it is read.

    Args:
        name: Its name; the ending says what it is.
        path: The file.
        done: What is to be done when it was sent, or could not be.
    """
    kind = _TYPES.get(PurePath(name).suffix, _UNTYPED)
    return _Sent(path, media_type=kind, headers=_named(name), done=done)


class _Sent(FileResponse):
    """A file after which something is done, however the sending ends: a task after it may not."""

    def __init__(
        self,
        path: Path,
        *,
        media_type: str,
        headers: Mapping[str, str],
        done: Callable[[], None] | None,
    ) -> None:
        super().__init__(path, media_type=media_type, headers=headers)
        self._done = done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self._done is not None:
                self._done()


def download_zip(name: str, files: Mapping[str, Path]) -> Response:
    """Return files of the disk as one zip, put together on the disk: they may be many.

    Args:
        name: Name of the zip.
        files: Name in it → file. Word files and PDFs are packed already.
    """
    with tempfile.NamedTemporaryFile(prefix="docgen-", suffix=".zip", delete=False) as target:
        made = Path(target.name)
    try:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
            for inside, path in files.items():
                package.write(path, inside)
    except BaseException:
        _remove(made)
        raise
    return download_file(name, made, lambda: _remove(made))


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def media_type(ending: str) -> str:
    """Return the media type of files with an ending, ``docx``."""
    return _TYPES.get(f".{ending}", _UNTYPED)


def _named(name: str) -> dict[str, str]:
    suffix = PurePath(name).suffix
    # A quotation mark would end the name early and begin another parameter.
    plain = f"docgen{suffix}" if suffix.isascii() and suffix[1:].isalnum() else "docgen"
    whole = quote(name, safe="", errors="replace")
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"}


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
