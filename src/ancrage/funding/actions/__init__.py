"""Every change of the ledger and of the envelopes."""
