"""LibreOffice as the other side's word processor: saves many files again in one run."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Sequence
from pathlib import Path

__all__ = ["Office"]

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Settle(listedFile As String, whatToDo As String)
  Dim silent(0) As New com.sun.star.beans.PropertyValue
  silent(0).Name = "Hidden"
  silent(0).Value = True
  Dim asWord(0) As New com.sun.star.beans.PropertyValue
  asWord(0).Name = "FilterName"
  asWord(0).Value = "MS Word 2007 XML"
  helper = createUnoService("com.sun.star.frame.DispatchHelper")
  handle = FreeFile()
  Open listedFile For Input As #handle
  Do While Not Eof(handle)
    Line Input #handle, cameFrom
    Line Input #handle, goesTo
    paper = StarDesktop.loadComponentFromURL(cameFrom, "_blank", 0, silent())
    helper.executeDispatch(paper.CurrentController.Frame, whatToDo, "", 0, Array())
    paper.storeToURL(goesTo, asWord())
    paper.close(True)
  Loop
  Close #handle
End Sub
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""
_SECONDS = 1_200
_AT_ONCE = 20
_SETTLED_AT_ONCE = 5


class Office:
    """One LibreOffice with a profile of its own; one process at a time uses it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._profile = folder / "profile"
        # The first start lays out the profile, and would lay its own macros over ours.
        self._run(["--terminate_after_init"])
        basic = self._profile / "user" / "basic" / "Standard"
        basic.mkdir(parents=True, exist_ok=True)
        (basic / "Module1.xba").write_text(_MODULE, "utf-8")
        (basic / "script.xlb").write_text(_LIBRARY, "utf-8")

    def save_again(self, files: Sequence[Path], into: Path) -> list[Path]:
        """Open each file and save it as Word file under the same name in another folder."""
        for at in range(0, len(files), _AT_ONCE):
            some = [str(one) for one in files[at : at + _AT_ONCE]]
            target = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(into)]
            self._run([*target, *some])
        return [into / one.name for one in files]

    def settle(self, files: Sequence[Path], into: Path, *, accept: bool) -> list[Path]:
        """Open each file, accept or reject all its tracked changes, and save it elsewhere."""
        into.mkdir(parents=True, exist_ok=True)
        command = ".uno:AcceptAllTrackedChanges" if accept else ".uno:RejectAllTrackedChanges"
        targets = [into / one.name for one in files]
        pairs = list(zip(files, targets, strict=True))
        for at in range(0, len(pairs), _SETTLED_AT_ONCE):
            some = pairs[at : at + _SETTLED_AT_ONCE]
            with contextlib.suppress(subprocess.CalledProcessError):
                self._settle(some, command)
            # LibreOffice 7.4 may die of a paper that was opened before; alone it never did.
            for pair in [one for one in some if not one[1].is_file()]:
                self._settle([pair], command)
        return targets

    def _settle(self, pairs: Sequence[tuple[Path, Path]], command: str) -> None:
        listed = self._folder / "listed.txt"
        uris = [one.as_uri() for pair in pairs for one in pair]
        listed.write_text("\n".join(uris) + "\n", "utf-8")
        self._run([f"macro:///Standard.Module1.Settle({listed},{command})"])

    def _run(self, words: Sequence[str]) -> None:
        subprocess.run(
            ["nice", "soffice", f"-env:UserInstallation={self._profile.as_uri()}", "--headless",
             *words],
            check=True, capture_output=True, timeout=_SECONDS,
        )  # fmt: skip
