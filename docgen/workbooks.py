"""Makes the bytes of a workbook depend on nothing but what it says: there is no clock."""

from __future__ import annotations

import io
import re
import zipfile

__all__ = ["settled"]

_NO_DAY = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_WHEN = rb"\g<1>1980-01-01T00:00:00Z\g<2>"


def settled(workbook: bytes) -> bytes:
    """Return a workbook with fixed days in its members and its properties.

    Args:
        workbook: The ``.xlsx`` file as a library wrote it.
    """
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as source,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _NO_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _STAMP.sub(_WHEN, data)
            target.writestr(member, data)
    return held.getvalue()
