"""What the API of money takes and gives, room by room. Amounts are whole cents."""
