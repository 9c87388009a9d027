"""Every change to requests: one function, one command, one entry in the journal."""
