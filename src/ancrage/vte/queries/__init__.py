"""Every read of the VTE."""
