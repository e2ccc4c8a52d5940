"""Desks for tests: an application over a folder, and visitors that keep their cookies."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from docgen.register.desk import Desk as Book
from docgen.register.desk_records import Role
from docgen.web.app import create_app
from docgen.web.settings import Limits, Settings

__all__ = ["PASSWORD", "Desk", "Visit", "desk_of"]

PASSWORD = "四个不相干的词 2026"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_TOKEN = re.compile(r'<meta name="csrf-token" content="([0-9a-f]*)">|name="csrf" value="([^"]*)"')


class Visit:
    """A browser at the desk: keeps its cookies, sends back the token of its forms."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def token(self) -> str:
        """Return the token of a page of this session."""
        found = _TOKEN.findall(self.client.get("/login", follow_redirects=True).text)
        return next(one or other for one, other in found if one or other)

    def post(self, address: str, data: dict[str, str] | None = None, **more: object):
        """Send a form as a page of this session does; redirects are not followed."""
        told = {"csrf": self.token(), **(data or {})}
        return self.client.post(address, data=told, follow_redirects=False, **more)

    def get(self, address: str, **more: object):
        """Open a page; redirects are not followed."""
        return self.client.get(address, follow_redirects=False, **more)


@dataclass
class Desk:
    """A desk under test."""

    app: object
    settings: Settings

    def visit(self, *, here: bool = True) -> Visit:
        """Return a new browser, on this machine or on another."""
        host = ("127.0.0.1", 40000) if here else ("192.0.2.7", 40000)
        base = "http://127.0.0.1:8000" if here else "http://desk.example:8000"
        return Visit(TestClient(self.app, base_url=base, client=host))

    def set_up(self) -> Visit:
        """Set up the first user, who keeps the others; return their browser."""
        visit = self.visit()
        answer = visit.post(
            "/setup",
            {"login": "guanli", "name": "示例管理员", "password": PASSWORD, "again": PASSWORD},
        )
        assert answer.status_code == 303, answer.text
        return visit

    def add(self, keeper: Visit, login: str, name: str, role: Role) -> Visit:
        """Have the keeper set somebody up; return the browser in which they logged in."""
        told = {"login": login, "name": name, "role": role.value, "password": PASSWORD}
        assert keeper.post("/people", told).status_code == 303
        return self.log_in(login)

    def log_in(self, login: str, password: str = PASSWORD) -> Visit:
        """Return a browser in which somebody logged in."""
        visit = self.visit()
        answer = visit.post("/login", {"login": login, "password": password})
        assert answer.status_code == 303, answer.text
        return visit


@cache
def _new_register() -> bytes:
    """Return a register that nothing stands in; making one takes longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite"
        Book.open(path).close()
        return path.read_bytes()


@contextmanager
def desk_of(folder: Path, **more: object) -> Iterator[Desk]:
    """Yield a desk over a folder.

    Args:
        folder: Its data folder.
        more: Further settings.
    """
    limits = more.pop("limits", Limits())
    settings = Settings(data=folder, limits=limits, **more)
    settings.runs.mkdir(parents=True, exist_ok=True)
    if not settings.register_path.exists():
        settings.register_path.write_bytes(_new_register())
    app = create_app(settings)
    # What makes a real hash slow is the library's to prove.
    cheap = patch("docgen.web.door.passwords._hasher", lambda: _CHEAP)
    with cheap, TestClient(app):
        yield Desk(app, settings)
