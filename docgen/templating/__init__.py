"""One Word template into one compiled template and its Plan."""
