"""The desk, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import Depends, FastAPI
from fastapi.responses import Response

from docgen.pipeline.issue import resume
from docgen.register.desk import Desk
from docgen.register.desk_records import SubmissionState
from docgen.register.records import Act
from docgen.version import __version__
from docgen.web import clock
from docgen.web.api.app import PREFIX, create_api
from docgen.web.assets import assets
from docgen.web.door.diary import Diary
from docgen.web.door.forms import held_form
from docgen.web.door.headers import SecurityHeaders
from docgen.web.door.limits import Limiter
from docgen.web.door.who import NotHere
from docgen.web.faults import install_faults
from docgen.web.office import Office
from docgen.web.pages import ROUTERS
from docgen.web.settings import Settings

__all__ = ["create_app"]

#: Who finishes what a death left behind; whoever approved it stays named beside it.
_SYSTEM = "系统"
_YEAR = "public, max-age=31536000, immutable"


def create_app(settings: Settings) -> FastAPI:
    """Return the desk as an ASGI application.

    Args:
        settings: What it is started with. The register is made where there is none.

    Raises:
        InputError: The register cannot be read.
        DeliveryError: The data folder cannot be written.
    """
    desk = Desk.open(settings.register_path)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # A paper that was approved when the last run of this program died gets its number now.
        await to_thread.run_sync(_finish, desk, settings)
        yield
        app.state.office.makers.close()
        desk.close()

    app = FastAPI(
        title="docgen",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
    )
    app.state.office = Office(settings, desk)
    app.mount(PREFIX, create_api(app.state.office))
    install_faults(app)
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False, dependencies=[Depends(held_form)])
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    # The last one added is the outermost.
    app.add_middleware(Limiter, limits=settings.limits)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Diary)
    return app


def _finish(desk: Desk, settings: Settings) -> None:
    if desk.submissions(state=SubmissionState.APPROVED, limit=1):
        resume(desk, Act(clock.now(), _SYSTEM), templates=settings.templates)


def _static(name: str, v: str = "") -> Response:
    found = assets().get(name)
    if found is None:
        raise NotHere("文件")
    cache = _YEAR if v == found.version else "no-cache"
    return Response(found.data, media_type=found.media_type, headers={"Cache-Control": cache})
