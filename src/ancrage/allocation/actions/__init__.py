"""Every change of the scenarios of allocation."""
