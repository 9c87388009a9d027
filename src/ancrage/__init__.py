"""Ancrage runs a place-based industrial programme end to end."""

__version__ = "0.1.0"
