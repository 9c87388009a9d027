"""Every reading of the ledger and of the envelopes."""
