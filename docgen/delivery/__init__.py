"""Names, receipts and all-or-nothing writing."""
