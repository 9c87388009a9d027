"""Reading needs, what answers them, and who answers."""
