"""Every read of amendments and of the history of a list."""
