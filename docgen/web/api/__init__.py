"""The HTTP API under ``/api/v1``: the same pipeline and register, for other systems."""
