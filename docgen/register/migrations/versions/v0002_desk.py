"""The desk: cases with versions, people, sessions, tokens, submissions, files, kept answers."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SHA256, _CODE, _NUMBER, _TIME = 64, 40, 200, 40


def upgrade() -> None:
    """Make the tables of the desk, and let the trail say what a line is about."""
    op.add_column("events", Column("about", Text, nullable=False, server_default=""))
    op.create_index("ix_events_about", "events", ["about"])
    _people()
    _sessions()
    _tokens()
    _cases()
    _submissions()
    _files()
    _answers()


def _people() -> None:
    op.create_table(
        "people",
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


def _sessions() -> None:
    op.create_table(
        "sessions",
        Column("token_sha256", String(_SHA256), primary_key=True),
        Column("person_id", Integer, ForeignKey("people.id")),
        Column("csrf", Text, nullable=False),
        Column("at", String(_TIME), nullable=False),
        Column("expires", String(_TIME), nullable=False),
    )
    op.create_index("ix_sessions_expires", "sessions", ["expires"])


def _tokens() -> None:
    op.create_table(
        "tokens",
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


def _cases() -> None:
    op.create_table(
        "cases",
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
    op.create_index("uq_cases_turn", "cases", ["turn"], unique=True)
    op.create_table(
        "case_versions",
        Column("case_id", Integer, ForeignKey("cases.id"), primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("data", LargeBinary, nullable=False),
        Column("at", String(_TIME), nullable=False),
        Column("who", Text, nullable=False),
        Column("why", Text, nullable=False),
    )


def _submissions() -> None:
    op.create_table(
        "submissions",
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
    is_open = text("state IN ('submitted', 'approved')")
    op.create_index(
        "uq_submissions_open",
        "submissions",
        ["case_id", "document"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_submissions_state", "submissions", ["state"])
    op.create_index("ix_submissions_document_id", "submissions", ["document_id"])


def _files() -> None:
    op.create_table(
        "files",
        Column("sha256", String(_SHA256), primary_key=True),
        Column("size", Integer, nullable=False),
        Column("packed", Boolean, nullable=False),
        Column("data", LargeBinary, nullable=False),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        Column("key", String(_NUMBER), primary_key=True),
        Column("who", String(_NUMBER), primary_key=True),
        Column("request_sha256", String(_SHA256), nullable=False),
        Column("answer", LargeBinary, nullable=False),
        Column("at", String(_TIME), nullable=False),
    )
