"""The pages of open data."""
