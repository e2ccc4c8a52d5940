"""Print runs: from a ledger to numbered, audited notices, one print file and a reconciliation."""
