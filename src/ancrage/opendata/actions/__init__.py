"""Every change of what is published."""
