"""What Alembic runs: the migrations, on the connection and within the transaction handed to it."""

from __future__ import annotations

from alembic import context

from docgen.register.desk_tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite alters a table by copying it.
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
