"""Every read of the scenarios of allocation."""
