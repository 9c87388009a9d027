"""Signing in: the provider of identities, passwords and second factors, slowing, sessions."""
