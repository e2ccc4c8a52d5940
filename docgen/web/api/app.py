"""The API, put together."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import Response

from docgen.web.api import batch, cases, knowledge, papers, returned, submissions
from docgen.web.api.answers import JSON
from docgen.web.api.caller import Crowd, caller, counted
from docgen.web.api.contract import PREFIX, contract_bytes
from docgen.web.api.faults import install_api_faults
from docgen.web.api.keyed import Underway
from docgen.web.office import Office

__all__ = ["PREFIX", "create_api"]

_ROUTERS: Sequence[APIRouter] = (
    papers.router,
    returned.router,
    cases.router,
    submissions.router,
    batch.router,
    knowledge.router,
)


def create_api(shared: Office) -> FastAPI:
    """Return the API, to be mounted at :data:`PREFIX`; its contract alone is open to everybody.

    Args:
        shared: What all requests of the desk share.
    """
    api = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    api.state.office = shared
    api.state.crowd = Crowd(shared.settings.limits.each)
    api.state.underway = Underway()
    install_api_faults(api)
    api.add_api_route("/openapi.json", _contract, methods=["GET"])
    for router in _ROUTERS:
        api.include_router(router, dependencies=[Depends(caller), Depends(counted)])
    return api


def _contract() -> Response:
    return Response(contract_bytes(), media_type=JSON)
