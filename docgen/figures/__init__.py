"""Every value that may be printed, computed once, with its basis."""
