"""The first tables of the register."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SHA256, _CODE, _NUMBER, _TIME = 64, 40, 200, 40


def upgrade() -> None:
    """Make the tables."""
    _series()
    _runs()
    _numbers()
    _rows()
    _texts()
    _keys()
    _documents()
    _corrections()
    _services()
    _events()


def _one_live(name: str, table: str, columns: list[str], where: str) -> None:
    """Make an index that is unique among the rows a condition names."""
    op.create_index(
        name, table, columns, unique=True, sqlite_where=text(where), postgresql_where=text(where)
    )


def _series() -> None:
    op.create_table(
        "series",
        Column("id", Integer, primary_key=True),
        Column("head", String(_NUMBER), nullable=False),
        Column("tail", String(_NUMBER), nullable=False),
        Column("width", Integer, nullable=False),
        UniqueConstraint("head", "tail", "width", name="uq_series"),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        Column("id", Integer, primary_key=True),
        Column("key", String(_NUMBER), nullable=False),
        Column("kind", String(_CODE), nullable=False),
        Column("folder", Text, nullable=False),
        Column("state", String(_CODE), nullable=False),
        Column("ledger_sha256", String(_SHA256), nullable=False),
        Column("template_sha256", String(_SHA256), nullable=False),
        Column("options", Text, nullable=False),
        Column("begun_at", String(_TIME), nullable=False),
        Column("begun_by", Text, nullable=False),
        Column("begun_why", Text, nullable=False),
        CheckConstraint("state IN ('running', 'finished', 'stopped')", name="ck_runs_state"),
    )
    _one_live("uq_runs_live_key", "runs", ["key"], "state != 'stopped'")


def _numbers() -> None:
    op.create_table(
        "numbers",
        Column("series_id", Integer, ForeignKey("series.id"), primary_key=True),
        Column("value", Integer, primary_key=True, autoincrement=False),
        Column("state", String(_CODE), nullable=False),
        CheckConstraint(
            "state IN ('reserved', 'returned', 'issued', 'void')", name="ck_numbers_state"
        ),
    )
    op.create_index("ix_numbers_series_id_state", "numbers", ["series_id", "state"])


def _rows() -> None:
    op.create_table(
        "rows",
        Column("run_id", Integer, ForeignKey("runs.id"), primary_key=True),
        Column("row", Integer, primary_key=True, autoincrement=False),
        Column("chunk", Integer, nullable=False),
        Column("place", Text, nullable=False),
        Column("state", String(_CODE), nullable=False),
        Column("series_id", Integer),
        Column("value", Integer),
        Column("number", String(_NUMBER), nullable=False),
        Column("reason", Text, nullable=False, server_default=""),
        Column("docx_sha256", String(_SHA256), nullable=False, server_default=""),
        Column("pdf_sha256", String(_SHA256), nullable=False, server_default=""),
        Column("receipt_sha256", String(_SHA256), nullable=False, server_default=""),
        Column("first_page", Integer),
        Column("pages", Integer),
        Column("contract_no", Text, nullable=False, server_default=""),
        Column("addressee", Text, nullable=False, server_default=""),
        Column("dated", Date),
        Column("sums", Text, nullable=False, server_default="{}"),
        ForeignKeyConstraint(["series_id", "value"], ["numbers.series_id", "numbers.value"]),
        CheckConstraint(
            "state IN ('reserved', 'confirmed', 'refused', 'dropped')", name="ck_rows_state"
        ),
    )
    op.create_index("ix_rows_run_id_chunk", "rows", ["run_id", "chunk"])
    _one_live(
        "uq_rows_live_number", "rows", ["series_id", "value"], "state IN ('reserved', 'confirmed')"
    )


def _texts() -> None:
    op.create_table(
        "texts",
        Column("run_id", Integer, primary_key=True),
        Column("row", Integer, primary_key=True, autoincrement=False),
        Column("case_json", LargeBinary, nullable=False),
        Column("receipt_json", LargeBinary, nullable=False),
        ForeignKeyConstraint(["run_id", "row"], ["rows.run_id", "rows.row"]),
    )


def _keys() -> None:
    op.create_table(
        "keys",
        Column("run_id", Integer, primary_key=True),
        Column("row", Integer, primary_key=True, autoincrement=False),
        Column("key", String(_NUMBER), primary_key=True),
        ForeignKeyConstraint(["run_id", "row"], ["rows.run_id", "rows.row"]),
    )
    op.create_index("ix_keys_key", "keys", ["key"])


def _documents() -> None:
    op.create_table(
        "documents",
        Column("id", Integer, primary_key=True),
        Column("run_id", Integer, nullable=False),
        Column("row", Integer, nullable=False),
        Column("state", String(_CODE), nullable=False),
        Column("superseded_by", Integer, ForeignKey("documents.id")),
        ForeignKeyConstraint(["run_id", "row"], ["rows.run_id", "rows.row"]),
        UniqueConstraint("run_id", "row", name="uq_documents_row"),
        CheckConstraint("state IN ('valid', 'void', 'superseded')", name="ck_documents_state"),
    )


def _corrections() -> None:
    op.create_table(
        "corrections",
        Column("run_id", Integer, ForeignKey("runs.id"), primary_key=True),
        Column("document_id", Integer, ForeignKey("documents.id"), nullable=False),
    )


def _services() -> None:
    op.create_table(
        "services",
        Column("id", Integer, primary_key=True),
        Column("document_id", Integer, ForeignKey("documents.id"), nullable=False),
        Column("method", String(_CODE), nullable=False),
        Column("served_on", Date, nullable=False),
        Column("published_on", Date),
        Column("signer", Text, nullable=False),
        Column("mail_no", Text, nullable=False),
        Column("place", Text, nullable=False),
        Column("server", Text, nullable=False),
        Column("state", String(_CODE), nullable=False),
        Column("replaces", Integer, ForeignKey("services.id")),
        CheckConstraint("state IN ('valid', 'replaced')", name="ck_services_state"),
    )
    _one_live("uq_services_valid", "services", ["document_id"], "state = 'valid'")


def _events() -> None:
    op.create_table(
        "events",
        Column("id", Integer, primary_key=True),
        Column("at", String(_TIME), nullable=False),
        Column("who", Text, nullable=False),
        Column("why", Text, nullable=False),
        Column("what", String(_CODE), nullable=False),
        Column("run_id", Integer, ForeignKey("runs.id")),
        Column("document_id", Integer, ForeignKey("documents.id")),
    )
    op.create_index("ix_events_run_id", "events", ["run_id"])
    op.create_index("ix_events_document_id", "events", ["document_id"])
