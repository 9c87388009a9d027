"""The pages of the basket."""
