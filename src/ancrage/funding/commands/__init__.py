"""`ancrage money`, room by room."""
