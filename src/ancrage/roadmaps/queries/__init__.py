"""Every read of the roadmaps."""
