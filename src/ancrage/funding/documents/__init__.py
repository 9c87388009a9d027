"""Money as the API and the command line give it. Amounts are whole cents."""
