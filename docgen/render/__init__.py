"""Compiled template and figures to DOCX bytes; does no arithmetic and knows no law."""
