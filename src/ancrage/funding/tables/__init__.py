"""Tables of money: of what the ledger holds, of what it says."""
