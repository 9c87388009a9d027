"""Reading missions, their candidates, their readings and their effect."""
