"""Where a request comes from: this machine or another, this site or another."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from docgen.web.settings import is_loopback

__all__ = ["comes_from_another_site", "comes_from_this_machine"]

#: A request that a proxy passed on is not from this machine, whatever its address says.
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def comes_from_this_machine(request: HTTPConnection) -> bool:
    """Return whether a browser on this machine asks, under a name of this machine.

    The name is looked at too: a foreign page could have its own name lead to this address.
    """
    if request.client is None or not is_loopback(request.client.host):
        return False
    if any(name in request.headers for name in _PASSED_ON):
        return False
    return is_loopback(_host_name(request.headers.get("host", "")))


def comes_from_another_site(request: HTTPConnection) -> bool:
    """Return whether another site's page made the browser send this."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")


def _host_name(host: str) -> str:
    return urlsplit(f"//{host}").hostname or ""
