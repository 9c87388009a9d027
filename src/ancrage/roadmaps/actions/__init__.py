"""Every write of the roadmaps: one function, one command, one entry in the journal."""
