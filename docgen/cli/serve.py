"""``serve``: the web desk and the API."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from docgen.errors import UsageError

__all__ = ["serve"]

_NEEDED = ("fastapi", "uvicorn", "argon2", "multipart")
_MOST = 65535


def serve(
    port: Annotated[
        int, typer.Option("--port", metavar="N", help="端口；0 为任意空闲端口。")
    ] = 8000,
    host: Annotated[
        str, typer.Option("--host", metavar="H", help="监听的地址；默认只有这台电脑能打开。")
    ] = "127.0.0.1",
    data: Annotated[
        Path, typer.Option("--data", metavar="DIR", help="案卷、登记簿和打印批次放在哪里。")
    ] = Path("desk"),
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板文件夹。")
    ] = None,
) -> None:
    """打开网页办公桌面和接口；按 Ctrl-C 停止。"""
    if not 0 <= port <= _MOST:
        raise UsageError(f"端口 {port} 不在 0 至 {_MOST} 之间。", fix="改写 --port。")
    if any(find_spec(name) is None for name in _NEEDED):
        raise UsageError(
            "没有安装网页桌面所需的软件包。", fix="执行 pip install 'docgen[web]' 后再试。"
        )
    from docgen.batch.pool import default_workers
    from docgen.web.serve import serve as run  # an extra, and slow to import
    from docgen.web.settings import Settings

    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    settings = Settings(
        data=data, host=host, port=port, templates=templates, processes=default_workers()
    )
    run(settings, lambda line: typer.echo(line, err=True))
