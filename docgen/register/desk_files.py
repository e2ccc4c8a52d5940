"""Files of issued papers, kept in the register itself by their SHA-256."""

from __future__ import annotations

import hashlib
import zlib

from isal import isal_zlib
from sqlalchemy import Connection, insert, select

from docgen.errors import InputError, UsageError
from docgen.register.desk_tables import files
from docgen.register.room import Room

__all__ = ["Files", "keep"]

_LEVEL = 1
#: Packed only where that saves a tenth: Word files and PDFs are packed already.
_WORTH = 10


class Files(Room):
    """The files of issued papers."""

    def file(self, sha256: str) -> bytes:
        """Return a file, byte for byte as it was issued.

        Args:
            sha256: Its SHA-256.

        Raises:
            UsageError: There is none of it.
            InputError: The register is damaged: it is not that file any more.
        """
        with self._store.reading() as connection:
            found = connection.execute(select(files).where(files.c.sha256 == sha256)).first()
        if found is None:
            raise UsageError("登记簿里没有这个文件。", fix="从文书列表里下载。")
        try:
            data = zlib.decompress(found.data) if found.packed else bytes(found.data)
        except zlib.error:
            data = b""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise InputError("登记簿里的这个文件已经损坏。", fix="从备份恢复登记簿。")
        return data


def keep(connection: Connection, data: bytes) -> str:
    """Keep a file; the same bytes are kept once.

    Args:
        connection: Within a transaction that writes.
        data: The file.

    Returns:
        Its SHA-256.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if connection.scalar(select(files.c.sha256).where(files.c.sha256 == sha256)) is None:
        less = isal_zlib.compress(data, _LEVEL)
        packed = len(less) * _WORTH < len(data) * (_WORTH - 1)
        connection.execute(
            insert(files).values(
                sha256=sha256, size=len(data), packed=packed, data=less if packed else data
            )
        )
    return sha256
