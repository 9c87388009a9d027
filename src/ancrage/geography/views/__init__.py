"""The pages of places and lists: parse the address, ask queries, show."""
