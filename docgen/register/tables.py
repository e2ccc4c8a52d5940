"""The tables, as SQLAlchemy Core knows them; ``migrations`` makes them.

A number is one row of ``numbers`` for ever; ``rows`` says for which rows it was taken. Nothing is
deleted anywhere. Times are texts (ISO 8601 with offset), so that every database keeps them whole.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

__all__ = [
    "corrections",
    "documents",
    "events",
    "keys",
    "metadata",
    "numbers",
    "rows",
    "runs",
    "series",
    "services",
    "texts",
]

_SHA256, _CODE, _NUMBER, _TIME = 64, 40, 200, 40

metadata = MetaData()

series = Table(
    "series",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("head", String(_NUMBER), nullable=False),
    Column("tail", String(_NUMBER), nullable=False),
    Column("width", Integer, nullable=False),
    UniqueConstraint("head", "tail", "width", name="uq_series"),
)

runs = Table(
    "runs",
    metadata,
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
# A stopped run gives its key free: the same ledger may be printed anew.
Index(
    "uq_runs_live_key",
    runs.c.key,
    unique=True,
    sqlite_where=text("state != 'stopped'"),
    postgresql_where=text("state != 'stopped'"),
)

numbers = Table(
    "numbers",
    metadata,
    Column("series_id", Integer, ForeignKey("series.id"), primary_key=True),
    Column("value", Integer, primary_key=True, autoincrement=False),
    Column("state", String(_CODE), nullable=False),
    CheckConstraint("state IN ('reserved', 'returned', 'issued', 'void')", name="ck_numbers_state"),
)
Index("ix_numbers_series_id_state", numbers.c.series_id, numbers.c.state)

rows = Table(
    "rows",
    metadata,
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
Index("ix_rows_run_id_chunk", rows.c.run_id, rows.c.chunk)
# However the program errs, a number never stands for two rows that go on.
Index(
    "uq_rows_live_number",
    rows.c.series_id,
    rows.c.value,
    unique=True,
    sqlite_where=text("state IN ('reserved', 'confirmed')"),
    postgresql_where=text("state IN ('reserved', 'confirmed')"),
)

texts = Table(
    "texts",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("case_json", LargeBinary, nullable=False),
    Column("receipt_json", LargeBinary, nullable=False),
    ForeignKeyConstraint(["run_id", "row"], ["rows.run_id", "rows.row"]),
)

keys = Table(
    "keys",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("key", String(_NUMBER), primary_key=True),
    ForeignKeyConstraint(["run_id", "row"], ["rows.run_id", "rows.row"]),
)
Index("ix_keys_key", keys.c.key)

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", Integer, nullable=False),
    Column("row", Integer, nullable=False),
    Column("state", String(_CODE), nullable=False),
    Column("superseded_by", Integer, ForeignKey("documents.id")),
    ForeignKeyConstraint(["run_id", "row"], ["rows.run_id", "rows.row"]),
    UniqueConstraint("run_id", "row", name="uq_documents_row"),
    CheckConstraint("state IN ('valid', 'void', 'superseded')", name="ck_documents_state"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.id"), primary_key=True),
    Column("document_id", Integer, ForeignKey("documents.id"), nullable=False),
)

services = Table(
    "services",
    metadata,
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
Index(
    "uq_services_valid",
    services.c.document_id,
    unique=True,
    sqlite_where=text("state = 'valid'"),
    postgresql_where=text("state = 'valid'"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(_TIME), nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("what", String(_CODE), nullable=False),
    Column("run_id", Integer, ForeignKey("runs.id")),
    Column("document_id", Integer, ForeignKey("documents.id")),
    Column("about", Text, nullable=False, server_default=""),
)
Index("ix_events_run_id", events.c.run_id)
Index("ix_events_document_id", events.c.document_id)
Index("ix_events_about", events.c.about)
