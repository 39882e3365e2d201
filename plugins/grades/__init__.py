"""The ledger: what is expected, what was written and what it earns; its exports and snapshots."""
