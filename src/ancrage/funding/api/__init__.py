"""What other machines ask of money, room by room."""
