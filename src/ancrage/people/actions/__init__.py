"""Every change to people and to what they may do."""
