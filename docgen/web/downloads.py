"""Files handed out under their Chinese names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

__all__ = ["download", "download_file"]

_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".zip": "application/zip",
}
_UNKNOWN = "application/octet-stream"


def download(data: bytes, name: str) -> Response:
    """Return an answer that is kept as a file.

    Args:
        data: The file.
        name: Its name.
    """
    return Response(data, media_type=_type(name), headers=_named(name))


def download_file(path: Path, name: str, done: Callable[[], None] | None = None) -> Response:
    """Return a file of the disk, sent as it is read.

    Args:
        path: The file.
        name: The name it is kept under.
        done: What is to be done when it was sent.
    """
    after = BackgroundTask(done) if done is not None else None
    return FileResponse(path, media_type=_type(name), headers=_named(name), background=after)


def _type(name: str) -> str:
    return _TYPES.get(Path(name).suffix.lower(), _UNKNOWN)


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
