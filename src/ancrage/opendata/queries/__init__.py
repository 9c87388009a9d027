"""Every reading of what is published, and of what is to be."""
