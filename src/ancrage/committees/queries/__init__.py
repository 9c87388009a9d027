"""Every read of committees."""
