"""Who is let in, and how: people, sessions, tokens, limits, headers."""
