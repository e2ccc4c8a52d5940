"""Reads the produced papers anew and holds every figure, at its place, against the data.

Shares no code with what prints: its own evaluator, its own reader of Word files, its own counting
of clauses. It imports only floors 0 to 2.
"""
