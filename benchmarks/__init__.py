"""What the speed gates run: each module prints a table, peers beside it, measured in one go."""
