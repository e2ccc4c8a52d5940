"""Alembic migrations of the register; shipped with the package, run when a register is opened."""
