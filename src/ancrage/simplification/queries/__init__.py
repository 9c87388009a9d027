"""Every read of blocks, cases, questions and their counters."""
