"""The tables of the desk, beside those of the runs and in the same file.

A case's versions are never changed; ``cases`` holds what the list shows of the newest. Only
``sessions`` are ever deleted: they are no record of anything.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from docgen.register.tables import metadata

__all__ = [
    "answers",
    "case_versions",
    "cases",
    "files",
    "metadata",
    "people",
    "sessions",
    "submissions",
    "tokens",
]

_SHA256, _CODE, _NUMBER, _TIME = 64, 40, 200, 40

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(_NUMBER), nullable=False),
    Column("name", String(_NUMBER), nullable=False),
    Column("role", String(_CODE), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("locked_until", String(_TIME), nullable=False, server_default=""),
    UniqueConstraint("login", name="uq_people_login"),
    UniqueConstraint("name", name="uq_people_name"),
    CheckConstraint("role IN ('clerk', 'reviewer', 'admin')", name="ck_people_role"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", String(_SHA256), primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id")),
    Column("csrf", Text, nullable=False),
    Column("at", String(_TIME), nullable=False),
    Column("expires", String(_TIME), nullable=False),
)
Index("ix_sessions_expires", sessions.c.expires)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("label", Text, nullable=False),
    Column("token_sha256", String(_SHA256), nullable=False),
    Column("made_at", String(_TIME), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("revoked_at", String(_TIME), nullable=False, server_default=""),
    Column("revoked_by", Text, nullable=False, server_default=""),
    Column("revoked_why", Text, nullable=False, server_default=""),
    UniqueConstraint("token_sha256", name="uq_tokens_sha256"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("contract_no", Text, nullable=False),
    Column("parcel_code", Text, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    Column("search", Text, nullable=False),
    Column("changed_at", String(_TIME), nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_why", Text, nullable=False),
)
# The list begins with what was changed last; times of several clocks would not order it.
Index("uq_cases_turn", cases.c.turn, unique=True)

case_versions = Table(
    "case_versions",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    Column("at", String(_TIME), nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", String(_CODE), nullable=False),
    Column("series", String(_NUMBER), nullable=False),
    Column("request", String(_NUMBER)),
    Column("state", String(_CODE), nullable=False),
    Column("submitted_at", String(_TIME), nullable=False),
    Column("submitted_by", Text, nullable=False),
    Column("submitted_why", Text, nullable=False),
    Column("submitter_id", Integer, ForeignKey("people.id")),
    Column("decided_at", String(_TIME), nullable=False, server_default=""),
    Column("decided_by", Text, nullable=False, server_default=""),
    Column("decided_why", Text, nullable=False, server_default=""),
    Column("problems", Text, nullable=False, server_default="[]"),
    Column("stem", Text, nullable=False, server_default=""),
    Column("run_id", Integer, ForeignKey("runs.id")),
    Column("document_id", Integer, ForeignKey("documents.id")),
    Column("corrects", Integer, ForeignKey("documents.id")),
    ForeignKeyConstraint(
        ["case_id", "version"], ["case_versions.case_id", "case_versions.version"]
    ),
    UniqueConstraint("request", name="uq_submissions_request"),
    CheckConstraint(
        "state IN ('submitted', 'approved', 'issued', 'declined', 'withdrawn', 'failed')",
        name="ck_submissions_state",
    ),
)
# Handed in twice by a double click, a paper would get two numbers.
Index(
    "uq_submissions_open",
    submissions.c.case_id,
    submissions.c.document,
    unique=True,
    sqlite_where=text("state IN ('submitted', 'approved')"),
    postgresql_where=text("state IN ('submitted', 'approved')"),
)
Index("ix_submissions_state", submissions.c.state)
Index("ix_submissions_document_id", submissions.c.document_id)

files = Table(
    "files",
    metadata,
    Column("sha256", String(_SHA256), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("packed", Boolean, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("key", String(_NUMBER), primary_key=True),
    Column("who", String(_NUMBER), primary_key=True),
    Column("request_sha256", String(_SHA256), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at", String(_TIME), nullable=False),
)
