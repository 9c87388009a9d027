"""Money in French."""
