"""Compiles a template that somebody sent in, in a process of its own with little memory and time.

What a hostile file could do to the parsers ends with that process. Only a file that passed is
compiled again by whoever asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict

from docgen.errors import Problem, TemplateError, UsageError
from docgen.templating.compiled import compile_template

__all__ = ["MAX_UPLOAD_BYTES", "MEMORY_BYTES", "check_upload"]

#: A template with a picture or two is some hundred kilobytes.
MAX_UPLOAD_BYTES = 20 * 1024 * 1024
#: What the child process may take up.
MEMORY_BYTES = 1024 * 1024 * 1024
_SECONDS = 20
_REFUSED = 5


def check_upload(data: bytes, *, name: str, general: bool = True) -> None:
    """Compile a template in a limited child process and throw the result away.

    Args:
        data: The file as it was sent in.
        name: What messages call it.
        general: Whether docxtpl's other constructs are allowed.

    Raises:
        TemplateError: The file is too large, at fault, or took too much memory or time.
    """
    if len(data) > MAX_UPLOAD_BYTES:
        most = MAX_UPLOAD_BYTES // 1024 // 1024
        raise TemplateError(
            f"文件超过 {most} MB。", where=name, fix="压缩其中的图片。", code="T100"
        )
    limits = (str(int(general)), str(MEMORY_BYTES))
    command = [sys.executable, "-I", "-m", "docgen.pipeline.upload", name, *limits]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, input=data, capture_output=True, timeout=_SECONDS * 2, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _exhausted(name) from error
    if done.returncode == _REFUSED:
        raise TemplateError([Problem(**one) for one in json.loads(done.stdout)])
    if done.returncode != 0:
        raise _exhausted(name)


def _exhausted(name: str) -> TemplateError:
    return TemplateError(
        "读这个文件用尽了允许的内存或时间，不像一份正常的模板。",
        where=name,
        fix="请用 Word 或 WPS 打开检查，另存为 .docx 再试。",
        code="T131",
    )


def _limit(memory: int) -> None:
    try:
        import resource  # not on Windows, where only the time is limited
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _child(arguments: list[str]) -> int:
    name, general, memory = arguments
    data = sys.stdin.buffer.read()
    _limit(int(memory))
    try:
        compile_template(data, name=name, general=general == "1")
    except (TemplateError, UsageError) as error:
        sys.stdout.write(json.dumps([asdict(one) for one in error.problems]))
        return _REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(_child(sys.argv[1:]))
