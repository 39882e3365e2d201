"""The ledger: what is expected, what was written, what it earns; exports and snapshots of it."""
